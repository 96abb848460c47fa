from __future__ import annotations

import argparse
import asyncio
import base64
import json
from pathlib import Path
from typing import Any

import pytest

from wenju.access import Access, Guard, access_of, add_options, is_loopback
from wenju.errors import ConfigError

WITH_PASSWORD = Access("reader", "密码 1", local_only=False)
OPEN = Access(local_only=False)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.1.2.3", "::1", "[::1]", "localhost", "LocalHost", "wenju.localhost"]
)
def test_this_machine_is_known(host: str) -> None:
    assert is_loopback(host)
    assert access_of(host, None, False) == Access()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "", "192.168.1.5", "example.org", "127.0.0.1.example.org", "*"])
def test_others_are_let_in_only_by_a_word(host: str) -> None:
    assert not is_loopback(host)
    with pytest.raises(ConfigError, match=r"--auth USER:PASSWORD_FILE.*--no-auth"):
        access_of(host, None, False)
    assert access_of(host, None, True) == OPEN


def test_the_password_is_the_first_line_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "password.txt"
    file.write_bytes("\ufeff密码 1\r\nnote\n".encode())
    assert access_of("0.0.0.0", f"reader:{file}", False) == WITH_PASSWORD


@pytest.mark.parametrize("auth", ["reader", "reader:", ":file", ""])
def test_a_user_without_a_file_is_refused(auth: str) -> None:
    with pytest.raises(ConfigError, match="expected USER:PASSWORD_FILE"):
        access_of("127.0.0.1", auth, False)


@pytest.mark.parametrize("content", [b"", b"\n", b"  \nx", b"\xff\xfe\xff"])
def test_a_file_without_a_password_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "password.txt"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match="first line"):
        access_of("127.0.0.1", f"reader:{file}", False)
    with pytest.raises(ConfigError, match="not readable"):
        access_of("127.0.0.1", f"reader:{tmp_path / 'none'}", False)


def test_both_options_at_once_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    parser = argparse.ArgumentParser()
    add_options(parser)
    with pytest.raises(SystemExit):
        parser.parse_args(["--auth", "a:b", "--no-auth"])
    assert "not allowed with" in capsys.readouterr().err


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def asked(access: Access, headers: dict[str, str], path: str = "/", kind: str = "http") -> list[dict[str, Any]]:
    """What comes back from a guarded application that says "through"."""
    sent: list[dict[str, Any]] = []

    async def through(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "through"})

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": kind,
        "path": path,
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
    }
    asyncio.run(Guard(through, access)(scope, None, send))  # type: ignore[arg-type]
    return sent


def status(access: Access, **headers: str) -> int:
    """200 where the request went through."""
    named = {name.replace("_", "-"): value for name, value in {"host": "127.0.0.1:7860", **headers}.items()}
    first = asked(access, named)[0]
    return 200 if first["type"] == "through" else int(first["status"])


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "[::1]:7860", "127.0.0.1"])
def test_alone_it_answers_to_its_own_names(host: str) -> None:
    assert status(Access(), host=host) == 200


@pytest.mark.parametrize("host", ["evil.example:7860", "evil.example", "0.0.0.0:7860", "", "[::1", "127.0.0.1@evil"])
def test_a_strangers_name_for_this_machine_is_refused(host: str) -> None:
    assert status(Access(), host=host) == 403
    assert status(OPEN, host=host) == 200


def test_the_right_password_lets_in() -> None:
    assert status(WITH_PASSWORD, authorization=basic("reader", "密码 1")) == 200
    assert status(WITH_PASSWORD, host="example.org", authorization=basic("reader", "密码 1")) == 200
    assert status(WITH_PASSWORD, authorization=basic("reader", "密码 1").replace("Basic", "basic")) == 200


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Basic",
        "Basic ?",
        "Basic cmVhZGVyOg",
        basic("reader", ""),
        basic("reader", "密码 2"),
        basic("Reader", "密码 1"),
        basic("", "密码 1"),
        basic("reader", "密码 1").replace("Basic", "Bearer"),
    ],
)
def test_any_other_does_not(authorization: str) -> None:
    assert status(WITH_PASSWORD, authorization=authorization) == 401


def test_a_refusal_asks_for_the_password_and_is_a_problem_to_programs() -> None:
    start, body = asked(WITH_PASSWORD, {"host": "x"}, "/api/ask")
    headers = dict(start["headers"])
    assert headers[b"www-authenticate"] == b'Basic realm="wenju", charset="UTF-8"'
    assert headers[b"content-type"] == b"application/problem+json"
    assert headers[b"content-length"] == str(len(body["body"])).encode()
    assert json.loads(body["body"])["status"] == 401
    start, body = asked(WITH_PASSWORD, {"host": "x"}, "/")
    assert dict(start["headers"])[b"content-type"] == b"text/plain; charset=utf-8"
    assert body["body"].startswith(b"401 Unauthorized: ")


@pytest.mark.parametrize("access", [Access(), OPEN])
def test_a_page_of_another_server_is_refused(access: Access) -> None:
    assert status(access, origin="http://evil.example") == 403
    assert status(access, origin="null") == 403
    assert status(access, origin="http://127.0.0.1:9999") == 403
    assert status(access, origin="https://evil.example", sec_fetch_site="cross-site") == 403
    assert status(access, origin="http://127.0.0.1:7860") == 200
    assert status(access, sec_fetch_site="cross-site") == 200  # a link that was followed


def test_a_proxy_may_change_the_host() -> None:
    assert status(OPEN, origin="https://wenju.example", sec_fetch_site="same-origin") == 200
    assert status(OPEN, origin="https://wenju.example", x_forwarded_host="wenju.example") == 200


def test_a_web_socket_is_closed_and_the_start_goes_through() -> None:
    assert asked(WITH_PASSWORD, {"host": "x"}, kind="websocket") == [{"type": "websocket.close", "code": 1008}]
    assert asked(WITH_PASSWORD, {}, kind="lifespan") == [{"type": "through"}]
