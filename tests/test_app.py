"""How the page is started: what is checked first, what is built, what is warm before anybody can ask."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from wenju import build, freshness, server, starting
from wenju.access import Access
from wenju.config import Config
from wenju.errors import ConfigError
from wenju.ui import app


class Recorder:
    """A library that notes what was asked of it."""

    summary = "1 document, 2 passages"

    def __init__(self, calls: list[Any]) -> None:
        self.calls = calls

    def warm_up(self) -> None:
        self.calls.append("warm up")


class Recording:
    """A server and its front that note what is done with them."""

    def __init__(self, calls: list[Any]) -> None:
        self.calls, self.page = calls, None

    def start(self) -> None:
        self.calls.append("serve")

    def open(self, opened: str) -> None:
        self.calls.append(opened)

    def wait(self) -> None:
        self.calls.append("stay")

    def stop(self) -> None:
        self.calls.append("stop")

    def told(self, stage: str, done: int, total: int) -> None: ...


def recorded(monkeypatch: pytest.MonkeyPatch, *options: str) -> tuple[int, list[Any]]:
    """The exit code, and what was done in its order."""
    calls: list[Any] = []
    recording = Recording(calls)

    def front(access: Access) -> Recording:
        calls.append(access)
        return recording

    monkeypatch.setattr(starting, "Front", front)
    monkeypatch.setattr(server, "Server", lambda *_: recording)
    monkeypatch.setattr(app, "open_library", lambda options, told: Recorder(calls))
    monkeypatch.setattr(app, "make_page", lambda library, access, options: (None, f"open in {options.lang}"))
    return app.main(["--port", "0", *options]), calls


def test_it_serves_at_once_and_is_warm_before_the_page_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    done = [Access(), "serve", "warm up", "open in en", "stay", "stop"]
    assert recorded(monkeypatch, "--lang", "en") == (0, done)


def test_others_are_served_only_with_a_word_about_who(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert recorded(monkeypatch, "--host", "0.0.0.0") == (1, [])
    assert "--auth USER:PASSWORD_FILE" in capsys.readouterr().err
    (tmp_path / "password").write_text("secret\n", encoding="utf-8")
    code, calls = recorded(monkeypatch, "--host", "0.0.0.0", "--auth", f"reader:{tmp_path / 'password'}")
    assert (code, calls[0]) == (0, Access("reader", "secret", local_only=False))
    code, calls = recorded(monkeypatch, "--host", "0.0.0.0", "--no-auth")
    assert (code, calls[0]) == (0, Access(local_only=False))


def test_tools_without_their_package_are_refused_at_once(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    assert recorded(monkeypatch, "--mcp") == (1, [])
    assert "wenju[mcp]" in capsys.readouterr().err


def test_a_taken_port_is_an_error_that_names_the_cure(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert app.main(["--port", str(port)]) == 1
    error = capsys.readouterr().err
    assert f"127.0.0.1:{port}" in error
    assert f"--port {port + 1}" in error
    assert "Traceback" not in error


def test_port_0_is_a_free_one() -> None:
    assert app.free_port("127.0.0.1", 0) > 0


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(ConfigError, match=str(port)):
        app.free_port("127.0.0.1", port)


@pytest.mark.parametrize(("reason", "built"), [("corpus has changed", 1), ("", 0)])
def test_the_index_is_built_when_it_is_stale_and_only_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reason: str, built: int
) -> None:
    builds: list[Config] = []

    def build_index(config: Config, **_: Any) -> str:
        builds.append(config)
        return "1 document: 1 new"

    monkeypatch.setattr(freshness, "stale_reason", lambda config: reason)
    monkeypatch.setattr(build, "build_index", build_index)
    app.make_current(Config(corpus=Path("corpus"), index=Path("nowhere")), lambda *_: None)
    assert len(builds) == built
    assert (reason in capsys.readouterr().out) or not reason


def test_an_index_without_its_corpus_is_taken_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "manifest.json").write_text("{}", encoding="utf-8")
    app.make_current(Config(corpus=tmp_path / "gone", index=tmp_path), lambda *_: None)
    assert "taken as it is" in capsys.readouterr().out


def test_an_index_that_is_missing_is_an_error_with_no_build(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert app.main(["--no-build", "--port", "0", "--index", str(tmp_path / "none")]) == 1
    assert "build_index.py" in capsys.readouterr().err


def test_the_page_is_asked_for_nothing_but_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HF_HUB_OFFLINE", "GRADIO_ANALYTICS_ENABLED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "intranet")
    monkeypatch.setenv("no_proxy", "")
    app.go_offline()
    import os

    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert os.environ["GRADIO_ANALYTICS_ENABLED"] == "False"
    assert os.environ["NO_PROXY"] == "intranet,127.0.0.1,localhost"
    assert os.environ["no_proxy"] == "127.0.0.1,localhost"


@pytest.mark.parametrize(
    ("given", "cure"),
    [(["--llm", "x"], "http://"), (["--llm-model", "m"], "--llm URL"), (["--llm", "http://a/v1"], "--llm-model")],
)
def test_half_a_model_is_told_before_anything_is_opened(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: list[str], cure: str
) -> None:
    assert recorded(monkeypatch, *given) == (1, [])
    assert cure in capsys.readouterr().err
