"""The client of a language model against a real server: what it sends, what it takes, and every way it can fail."""

from __future__ import annotations

import socket
import time

import pytest

from tests.model_server import DONE, Played, event, serving, whole
from wenju.errors import ConfigError
from wenju.writing import language_model
from wenju.writing.language_model import LanguageModel, Limited, ModelError, open_model

ASKED = [{"role": "user", "content": "你好"}]


def said(played: Played, seconds: float = 20.0, silence: float = 10.0, key: str = "") -> list[str]:
    with serving(played):
        model = LanguageModel(f"{played.url}/chat/completions", "小模型", key, seconds, silence)
        return list(model.stream(ASKED))


def failure(played: Played, seconds: float = 20.0, silence: float = 10.0) -> ModelError:
    with pytest.raises(ModelError) as raised:
        said(played, seconds, silence)
    return raised.value


def test_the_pieces_come_as_they_are_sent() -> None:
    played = Played(whole("杨浦", "派出", "45位。"))
    assert said(played, key="geheim") == ["杨浦", "派出", "45位。"]
    ((path, headers, body),) = played.requests
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer geheim"
    assert (body["model"], body["messages"], body["stream"], body["temperature"]) == ("小模型", ASKED, True, 0)


def test_without_a_key_none_is_sent() -> None:
    played = Played(whole("好。"))
    assert said(played) == ["好。"]
    assert "Authorization" not in played.requests[0][1]


def test_events_may_be_cut_anywhere_and_hold_other_things() -> None:
    one = event("杨浦")
    at = one.index(b"content") + 20
    usage = b'data: {"choices": [], "usage": {"total_tokens": 9}}\r\n\r\n'
    role = b'data:{"choices":[{"delta":{"role":"assistant","content":null}}]}\n\n'
    pieces = [b": ping\n\n", role, one[:at], one[at:], b"event: message\nid: 7\n", event("。", "stop"), usage]
    assert said(Played([*pieces])) == ["杨浦", "。"]  # the model said that it ends; some servers leave [DONE] out


def test_a_piece_is_given_before_the_next_is_sent() -> None:
    with serving(Played(["甲", 3.0, *whole("乙")])) as played:
        began, pieces = time.monotonic(), LanguageModel(f"{played.url}/chat/completions", "m").stream(ASKED)
        assert next(pieces) == "甲"
        assert time.monotonic() - began < 2.5
        assert list(pieces) == ["乙"]


@pytest.mark.parametrize(
    ("pieces", "why"),
    [
        (["甲"], "broken"),
        ([b"data: {broken\n\n"], "garbled"),
        ([b"data: 7\n\n"], "garbled"),
        ([b'data: {"choices": [{"delta": {"content": 7}}]}\n\n'], "garbled"),
        ([b'data: {"choices": 7}\n\n'], "garbled"),
        ([b"<html>\xff</html>"], "garbled"),
        ([b"<html>welcome</html>\n"], "garbled"),
        ([b'{"choices": [{"message": {"content": "no stream"}}]}'], "garbled"),
        ([], "garbled"),
        ([b'data: {"error": {"message": "overloaded"}}\n\n'], "refused"),
        (["甲", event(None, "length"), DONE], "long"),
        (["甲", event(None, "content_filter"), DONE], "broken"),
    ],
)
def test_a_stream_that_is_no_whole_text_is_a_failure(pieces: list[str | bytes | float], why: str) -> None:
    assert failure(Played(pieces)).why == why


@pytest.mark.parametrize("status", [302, 401, 404, 429, 500, 503])
def test_a_refusal_names_its_number(status: int) -> None:
    error = failure(Played(whole("甲。"), status=status))
    assert (error.why, error.found) == ("refused", f"HTTP {status}")


def test_silence_is_not_waited_for() -> None:
    began = time.monotonic()
    assert failure(Played(whole("甲。"), silent=4.0), silence=0.5).why == "late"
    assert failure(Played(["甲", 4.0, *whole("乙")]), silence=0.5).why == "late"
    assert time.monotonic() - began < 12.0  # the server is let finish


def test_dripping_does_not_go_on_for_ever() -> None:
    drip: list[str | bytes | float] = [part for _ in range(40) for part in (b": ping\n", 0.1)]
    assert failure(Played(drip), seconds=0.5).why == "late"


def test_a_flood_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(language_model, "BYTES", 1_000)
    assert failure(Played([b"x" * 2_000])).why == "long"


def test_nobody_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(ModelError) as raised:
        list(LanguageModel(f"http://127.0.0.1:{port}/v1?token=geheim", "m").stream(ASKED))
    assert (raised.value.why, raised.value.found) == ("unreachable", f"127.0.0.1:{port}")


def test_a_connection_that_is_cut_is_broken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        model = LanguageModel(f"http://127.0.0.1:{server.getsockname()[1]}/v1", "m", silence=5.0)
        server.settimeout(10)
        import threading

        def cut() -> None:
            connection, _ = server.accept()
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n" + event("甲"))
            connection.close()

        thread = threading.Thread(target=cut)
        thread.start()
        with pytest.raises(ModelError) as raised:
            list(model.stream(ASKED))
        thread.join()
    assert raised.value.why == "broken"


@pytest.mark.parametrize(
    ("given", "whole_address"),
    [
        ("http://127.0.0.1:8080/v1", "http://127.0.0.1:8080/v1/chat/completions"),
        (" http://127.0.0.1:8080/v1/ ", "http://127.0.0.1:8080/v1/chat/completions"),
        ("https://example.org/v1/chat/completions", "https://example.org/v1/chat/completions"),
        ("https://example.org/openai?api-version=1#x", "https://example.org/openai/chat/completions?api-version=1"),
        ("http://[::1]:1234", "http://[::1]:1234/chat/completions"),
    ],
)
def test_an_address_may_leave_out_the_end(given: str, whole_address: str) -> None:
    model = open_model(given, "小模型", {"WENJU_LLM_KEY": "geheim\n"})
    assert (model.url, model.name, model.key) == (whole_address, "小模型", "geheim")
    assert "geheim" not in repr(model)


@pytest.mark.parametrize(
    ("url", "name", "key", "message"),
    [
        ("127.0.0.1:8080", "m", "", "expected an address like"),
        ("ftp://example.org", "m", "", "expected an address like"),
        ("http://", "m", "", "expected an address like"),
        ("http://a:port/v1", "m", "", "expected an address like"),
        ("http://[::1", "m", "", "expected an address like"),
        ("http://me:word@example.org/v1", "m", "", "put the key into the variable WENJU_LLM_KEY"),
        ("http://example.org/v1", " ", "", "--llm-model is missing"),
        ("http://example.org/v1", "m", "密钥", "WENJU_LLM_KEY: holds characters"),
        ("http://example.org/v1", "m", "a\nb", "WENJU_LLM_KEY: holds characters"),
    ],
)
def test_what_cannot_be_an_address_is_refused(url: str, name: str, key: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message) as raised:
        open_model(url, name, {"WENJU_LLM_KEY": key})
    assert "word" not in str(raised.value).replace("password", "")


def test_this_machine_is_asked_without_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert said(Played(whole("甲。"))) == ["甲。"]


def test_so_many_ask_at_a_time_and_the_next_is_told_at_once() -> None:
    with serving(Played(["甲", 1.0, *whole("乙")])) as played:
        model = Limited(LanguageModel(f"{played.url}/chat/completions", "m"), at_once=1)
        first = model.stream(ASKED)
        assert next(first) == "甲"
        with pytest.raises(ModelError) as refused:
            next(model.stream(ASKED))
        assert (refused.value.why, len(played.requests)) == ("busy", 1)
        assert list(first) == ["乙"]
        assert next(model.stream(ASKED)) == "甲"  # which is dropped, and leaves its place
        assert list(model.stream(ASKED)) == ["甲", "乙"]


@pytest.mark.parametrize(
    ("url", "place"), [("http://127.0.0.1:8080/v1", ""), ("https://models.example:8443/v1", "models.example:8443")]
)
def test_it_says_where_else_questions_go(url: str, place: str) -> None:
    assert open_model(url, "m", {}).elsewhere == place
