"""Real processes for the tests of the page: a server over the real engine, one over the stand-in, a browser."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SWITCHES = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)

CARD = "document.querySelector('.wj-card')?.outerHTML"


@dataclass
class Server:
    """A running page; `log` is what it printed."""

    url: str
    log: Path
    index: Path = Path()


@dataclass
class Tab:
    """A browser tab and everything it asked the network for or complained of."""

    page: Any
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        """Write a question, press Enter, wait for its card (which must differ from the one that is there)."""
        before = self.page.evaluate(CARD)
        self.page.fill("#wj-question textarea", question)
        self.page.press("#wj-question textarea", "Enter")
        self.page.wait_for_function(
            f"before => ({CARD} ?? before) !== before && !{CARD}.includes('wj-busy')", arg=before
        )


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def started(command: list[str], log: Path, port: int) -> Iterator[str]:
    """Run a server until the test is done; its address once it answers, its output in the failure if it never does."""
    with log.open("wb") as out:
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        process = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=environment)
    url = f"http://127.0.0.1:{port}/"
    try:
        deadline = time.monotonic() + 400
        while not answers(url):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"{command} did not start:\n{log.read_text(encoding='utf-8')}")
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait(20)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`qa_app.py` as a user starts it, with no index yet."""
    folder, port = tmp_path_factory.mktemp("served"), a_free_port()
    log, index = folder / "log", folder / "index"
    command = [sys.executable, "qa_app.py", "--index", str(index), "--port", str(port)]
    for url in started(command, log, port):
        yield Server(url, log, index)


@pytest.fixture(scope="session")
def stand_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The same page over an engine that answers, breaks and dawdles as the test wants."""
    folder, port = tmp_path_factory.mktemp("stand_in"), a_free_port()
    log, index = folder / "log", folder / "index"
    for url in started([sys.executable, "tests/stand_in.py", str(port), str(index)], log, port):
        yield Server(url, log, index)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Closed at the end of each module: while it is open, its event loop runs in this thread and no other can."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.skip("no browser: the page is not tested (apt-get install chromium fonts-noto-cjk)")
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: the page is not tested")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=SWITCHES.split())
        yield chromium
        chromium.close()


@pytest.fixture
def open_tab(browser: Any) -> Iterator[Callable[..., Tab]]:
    """`open_tab(url, width=…, scheme=…, locale=…)`: a tab of its own profile, closed after the test."""
    contexts = []

    def opened(url: str, width: int = 1280, height: int = 900, scheme: str = "light", locale: str = "zh-CN") -> Tab:
        size = {"width": width, "height": height}
        contexts.append(browser.new_context(viewport=size, color_scheme=scheme, locale=locale))
        tab = Tab(contexts[-1].new_page())
        tab.page.on("request", lambda request: tab.requests.append(request.url))
        tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
        tab.page.on("console", lambda said: tab.complaints.append(said.text) if said.type == "error" else None)
        tab.page.goto(url)
        tab.page.wait_for_selector(".wj-chip")
        tab.page.wait_for_timeout(500)  # the greeting in the browser's language, which may change every text
        return tab

    yield opened
    for context in contexts:
        context.close()
