"""The page, the API and the MCP tools as one server: what is where, who may come in, and that all answer alike."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from tests.fake_library import QUESTION, a_library
from wenju import server
from wenju.access import Access
from wenju.api.routes import make_router
from wenju.errors import ConfigError
from wenju.library.library import Library
from wenju.serialize import answer_json, hits_json
from wenju.server import MCP_PATH, Server, check_mcp, make_app
from wenju.ui.app import free_port
from wenju.ui.page import Page

LOCAL = "http://127.0.0.1"
PASSWORD = Access("reader", "secret", local_only=False)
BASIC = {"Authorization": "Basic " + base64.b64encode(b"reader:secret").decode()}
EVERYWHERE = [
    "/",
    "/config",
    "/theme.css",
    "/gradio_api/info",
    "/gradio_api/startup-events",
    "/gradio_api/file=/etc/hostname",
    "/api/health",
    "/api/documents",
    "/api/docs",
    "/api/openapi.json",
    "/static/fonts/system-ui/system-ui-Regular.woff2",
    MCP_PATH,
    MCP_PATH + "schema",
    MCP_PATH + "sse",
]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return a_library(tmp_path_factory.mktemp("library"))


@contextmanager
def client(library: Library, access: Access | None = None) -> Iterator[TestClient]:
    app = make_app(Page(library, ["问题"], "zh"), make_router(library, uploads=True), access)
    with TestClient(app, base_url=LOCAL) as client:
        yield client


def test_the_page_and_the_api_stand_side_by_side(library: Library) -> None:
    with client(library) as here:
        page = here.get("/")
        assert page.status_code == 200
        assert '"root":"http://127.0.0.1"' in page.text
        assert "window.wenju = {" in page.text  # page.js
        assert ".wj-card" in page.text  # style.css
        assert here.get("/api/health").json()["documents"] == 1
        assert here.get("/api/nothing").headers["content-type"] == "application/problem+json"
        assert here.put("/api/ask").status_code == 405
        config = here.get("/config").json()
        assert [d["api_name"] for d in config["dependencies"] if d["api_visibility"] == "public"] == ["ask", "search"]


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_nothing_is_reached_without_the_password(library: Library, method: str) -> None:
    with client(library, PASSWORD) as here:
        for path in (*EVERYWHERE, "/gradio_api/upload", "/gradio_api/queue/join", "/gradio_api/run/ask", "/login"):
            assert here.request(method, path).status_code == 401, path
        assert here.get("/", headers=BASIC).status_code == 200
        assert here.get("/api/health", headers=BASIC).status_code == 200


def test_a_stranger_reaches_nothing(library: Library) -> None:
    with client(library) as here:
        for path in EVERYWHERE:
            assert here.get(path, headers={"host": "evil.example"}).status_code == 403, path
            assert here.post(path, headers={"origin": "http://evil.example"}).status_code == 403, path


def test_files_of_the_machine_are_not_served(library: Library) -> None:
    with client(library) as here:
        corpus = library.config.corpus.resolve()
        for path in ("/etc/hostname", str(corpus / "报告.txt"), str(Path(server.__file__))):
            assert here.get(f"/gradio_api/file={path}").status_code in (403, 404)


@contextmanager
def running(library: Library, access: Access | None = None, mcp: bool = True) -> Iterator[str]:
    port = free_port("127.0.0.1", 0)
    page = Page(library, ["问题"], "zh", mcp=mcp)
    served = Server(make_app(page, make_router(library, uploads=True), access, mcp=mcp), page, "127.0.0.1", port)
    served.start()
    try:
        yield f"{LOCAL}:{port}"
    finally:
        served.stop()
        assert not served._thread.is_alive()


def timeless(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answer.items() if key != "timings_ms"}


async def _call(url: str, headers: dict[str, str], calls: list[tuple[str, dict[str, Any]]]) -> tuple[Any, list[Any]]:
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client

    async with (
        httpx.AsyncClient(headers=headers, timeout=60) as client,
        streamable_http_client(url, http_client=client) as (read, write, _),
        ClientSession(read, write) as session,
    ):
        await session.initialize()
        return (await session.list_tools()).tools, [await session.call_tool(name, given) for name, given in calls]


def mcp_calls(url: str, *calls: tuple[str, dict[str, Any]], headers: dict[str, str] | None = None) -> Any:
    """The tools there are, and what calling them gives, by the client of the MCP project."""
    return asyncio.run(_call(url, headers or {}, list(calls)))


@pytest.mark.parametrize("access", [None, PASSWORD])
def test_real_clients_get_what_the_engine_gives(library: Library, access: Access | None) -> None:
    from gradio_client import Client

    pytest.importorskip("mcp", reason="the extra wenju[mcp] is not installed")
    headers = BASIC if access else {}
    expected, hits = timeless(answer_json(library.engine.ask(QUESTION))), hits_json(library.engine.search(QUESTION, 1))
    assert expected["answer"] == "三百册"
    with running(library, access) as url:
        got = httpx.get(f"{url}/api/ask", params={"question": QUESTION}, headers=headers).json()
        assert timeless(got) == expected
        gradio = Client(url, verbose=False, headers=headers)
        assert timeless(gradio.predict(QUESTION, api_name="/ask")) == expected
        assert gradio.predict(QUESTION, 1, api_name="/search") == hits
        tools, (asked, searched) = mcp_calls(
            url + MCP_PATH, ("ask", {"question": QUESTION}), ("search", {"question": QUESTION, "k": 1}), headers=headers
        )
        assert timeless(json.loads(asked.content[0].text)) == expected
        assert json.loads(searched.content[0].text) == hits
    assert not asked.isError
    assert [tool.name for tool in tools] == ["ask", "search"]


def test_the_tools_explain_themselves_and_their_errors(library: Library) -> None:
    pytest.importorskip("mcp", reason="the extra wenju[mcp] is not installed")
    with running(library) as url:
        tools, (empty, none) = mcp_calls(
            url + MCP_PATH, ("ask", {"question": " "}), ("search", {"question": "", "k": 3})
        )
    ask, search = tools
    assert ask.description.startswith("Answer one question from the user's own collection")
    assert "Returns: JSON" in ask.description
    assert "Parameters:" not in ask.description
    assert ask.inputSchema["required"] == search.inputSchema["required"] == ["question"]
    assert ask.inputSchema["properties"]["question"]["type"] == "string"
    assert "at most 500 characters" in ask.inputSchema["properties"]["question"]["description"]
    assert search.inputSchema["properties"]["k"] == {
        "type": "integer",
        "description": "How many passages, best first, from 1 to 100",
        "default": 5,
    }
    for refused in (empty, none):
        assert refused.isError
        assert "问题是空的" in refused.content[0].text
        assert "Traceback" not in refused.content[0].text


def test_without_mcp_there_are_no_tools(library: Library) -> None:
    with running(library, mcp=False) as url:
        assert httpx.post(url + MCP_PATH, json={}).status_code in (404, 405)


def test_the_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"pip install 'wenju\[mcp\]'"):
        check_mcp()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # uvicorn ends its thread so
def test_a_port_that_was_taken_meanwhile_is_an_error(library: Library) -> None:
    page = Page(library, [], "zh")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConfigError, match=f"cannot listen at 127.0.0.1:{port}"):
            Server(make_app(page), page, "127.0.0.1", port).start()
