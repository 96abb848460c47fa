"""A server that is started: it is there before it is ready, and turns into the page without refusing anybody."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.conftest import ROOT, a_free_port

QUESTION = "杨浦区派了多少教师去遵义支教?"


def test_it_says_that_it_is_starting_until_the_page_is_there(tmp_path: Path, browser: Any) -> None:
    corpus, port = tmp_path / "corpus", a_free_port()
    shutil.copytree(ROOT / "corpus", corpus)
    command = [sys.executable, "qa_app.py", "--corpus", str(corpus), "--index", str(tmp_path / "index")]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([*command, "--port", str(port)], cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
    url = f"http://127.0.0.1:{port}"
    try:
        first = until_it_listens(url + "/api/health")
        assert first.json()["status"] == "starting"
        assert httpx.get(url + "/api/ask", params={"question": QUESTION}).status_code == 503
        early = browser.new_page()
        early.goto(url)
        early.wait_for_selector("text=正在准备…")
        early.wait_for_selector("#wj-question textarea", timeout=400_000)  # of the page, which came by itself
        assert httpx.get(url + "/api/health").json()["status"] == "ok"
        early.fill("#wj-question textarea", QUESTION)
        early.press("#wj-question textarea", "Enter")
        early.wait_for_selector(".wj-card .wj-quote:has-text('45位教师')")
        early.close()
    finally:
        process.terminate()
        process.wait(20)


def until_it_listens(url: str) -> httpx.Response:
    """The first reply there is; only at the very beginning may there be none."""
    deadline = time.monotonic() + 60
    while True:
        try:
            return httpx.get(url, timeout=20)
        except httpx.ConnectError:
            assert time.monotonic() < deadline
            time.sleep(0.02)
