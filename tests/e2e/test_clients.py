"""Real clients of a real server: HTTP, gradio_client and MCP get what the Python API gives, question for question."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.conftest import ROOT, Server, a_free_port, answers, started
from tests.test_server import mcp_calls, timeless
from wenju.engine import Engine
from wenju.serialize import answer_json
from wenju.server import MCP_PATH

GOLDEN = ROOT / "tests" / "golden" / "report.squad.json"


@pytest.fixture(scope="module")
def with_tools(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    pytest.importorskip("mcp", reason="the extra wenju[mcp] is not installed")
    folder, port = tmp_path_factory.mktemp("clients"), a_free_port()
    log, index = folder / "log", folder / "index"
    command = [sys.executable, "qa_app.py", "--index", str(index), "--port", str(port), "--mcp", "--no-upload"]
    for url in started(command, log, port):
        yield Server(url.rstrip("/"), log, index)


def golden_questions() -> list[str]:
    record = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return [q["question"] for article in record["data"] for p in article["paragraphs"] for q in p["qas"]]


def test_every_client_gets_the_answer_of_the_python_api(with_tools: Server) -> None:
    from gradio_client import Client

    engine, questions = Engine.load(with_tools.index), golden_questions()
    expected = [timeless(answer_json(engine.ask(question))) for question in questions]
    assert len(expected) > 50
    assert {answer["kind"] for answer in expected} == {"answer", "related", "none"}
    with httpx.Client(timeout=60) as http:
        got = [http.get(f"{with_tools.url}/api/ask", params={"question": q}).json() for q in questions]
    assert list(map(timeless, got)) == expected
    gradio = Client(with_tools.url, verbose=False)
    assert [timeless(gradio.predict(question, api_name="/ask")) for question in questions] == expected
    _, replies = mcp_calls(with_tools.url + MCP_PATH, *(("ask", {"question": question}) for question in questions))
    assert [timeless(json.loads(reply.content[0].text)) for reply in replies] == expected


def test_it_says_where_everything_is(with_tools: Server) -> None:
    log = with_tools.log.read_text(encoding="utf-8")
    assert f"the API at {with_tools.url}/api/docs" in log
    assert f"the MCP tools are at {with_tools.url}{MCP_PATH}" in log


def test_nothing_can_be_added_where_uploads_are_off(with_tools: Server) -> None:
    reply = httpx.post(f"{with_tools.url}/api/documents", files={"files": ("a.txt", b"text")})
    assert (reply.status_code, reply.headers["content-type"]) == (403, "application/problem+json")


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_ctrl_c_stops_it_with_pages_open(with_tools: Server, tmp_path: Path) -> None:
    from gradio_client import Client

    port, log = a_free_port(), tmp_path / "log"
    command = [sys.executable, "qa_app.py", "--index", str(with_tools.index), "--port", str(port), "--no-build"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT)
    deadline = time.monotonic() + 400
    while not answers(f"http://127.0.0.1:{port}/"):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < deadline
        time.sleep(0.2)
    client = Client(f"http://127.0.0.1:{port}", verbose=False)  # it keeps a stream open, as a page does
    process.send_signal(signal.SIGINT)
    assert process.wait(200) == 0
    said = log.read_text(encoding="utf-8")
    assert said.endswith("\nstopped\n")
    assert "Traceback" not in said
    assert "ERROR" not in said
    client.close()
