"""A Milvus server that is killed while the page is asked: the page says so, and goes on when the server is back."""

from __future__ import annotations

import json
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import ROOT, Tab, a_free_port, started
from tests.fake_encoder import FakeEncoder
from tests.fake_reader import FakeReader
from tests.milvus_server import MilvusProcess, running
from wenju.build import build_index
from wenju.config import Config
from wenju.engine import Engine
from wenju.errors import StoreError
from wenju.index import Index
from wenju.records import Hit

SECONDS_TO_COME_BACK = 120


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MilvusProcess]:
    with running(tmp_path / "milvus") as server:
        yield server


def write_corpus(corpus: Path) -> None:
    corpus.mkdir()
    for number in range(20):
        text = f"报告{number}\n\n第{number}号学校{'甲' * number}派出教师，前往山区任教一年。\n"
        (corpus / f"{number:02}.txt").write_text(text, encoding="utf-8")


def until_it_answers(engine: Engine) -> list[Hit]:
    deadline = time.monotonic() + SECONDS_TO_COME_BACK
    while True:
        try:
            return engine.search("学校派出教师甲甲")
        except StoreError:
            assert time.monotonic() < deadline, "it did not come back"


def test_an_engine_says_that_the_server_is_away_and_goes_on(server: MilvusProcess, tmp_path: Path) -> None:
    write_corpus(tmp_path / "corpus")
    config = Config(tmp_path / "corpus", tmp_path / "index", store=f"{server.url}/reports")
    build_index(config, encoder=FakeEncoder())
    engine = Engine(Index.load(config.index), FakeEncoder(), FakeReader())
    before = engine.search("学校派出教师甲甲")
    assert before

    server.kill()
    began = time.monotonic()
    with pytest.raises(StoreError, match=r"milvus://127.0.0.1:\d+/reports does not answer"):
        engine.search("学校派出教师甲甲")
    assert time.monotonic() - began < 60, "a question must not wait for ever"
    with pytest.raises(StoreError, match="does not answer"):
        build_index(config, encoder=FakeEncoder())

    server.start()
    assert until_it_answers(engine) == before
    assert build_index(config, encoder=FakeEncoder()).embedded == 0


def asked(url: str) -> tuple[int, dict[str, object]]:
    address = f"{url}api/search?{urllib.parse.urlencode({'question': '杨浦派了多少教师去遵义'})}"
    try:
        with urllib.request.urlopen(address, timeout=60) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def test_the_page_says_so_and_goes_on(server: MilvusProcess, tmp_path: Path, open_tab: Callable[..., Tab]) -> None:
    index, port = tmp_path / "index", a_free_port()
    build_index(Config(ROOT / "corpus", index, store=f"{server.url}/reports"))
    command = [sys.executable, "qa_app.py", "--index", str(index), "--port", str(port), "--no-build"]
    for url in started(command, tmp_path / "log", port):
        tab = open_tab(url)
        tab.ask("杨浦派了多少教师去遵义")
        right = tab.page.inner_text(".wj-card")
        assert "45" in right
        status, found = asked(url)
        assert status == 200

        server.kill()
        tab.ask("杨浦派了多少教师去遵义支教")
        assert "does not answer" in tab.page.inner_text(".wj-card")
        status, problem = asked(url)
        assert (status, "does not answer" in str(problem["detail"])) == (503, True)

        server.start()
        deadline = time.monotonic() + SECONDS_TO_COME_BACK
        while asked(url)[0] != 200 and time.monotonic() < deadline:
            time.sleep(1)
        assert asked(url) == (200, found)
        tab.ask("杨浦派了多少教师去遵义")
        assert "45" in tab.page.inner_text(".wj-card")
