"""One engine asked by many threads at once answers each question as it does when it is asked alone."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import ROOT
from tests.test_server import timeless
from wenju.build import build_index
from wenju.config import Config
from wenju.engine import Engine
from wenju.serialize import answer_json

THREADS = 8
GOLDEN = json.loads((ROOT / "tests" / "golden" / "report.squad.json").read_text(encoding="utf-8"))
EVERY = 4  # question: a third of a second each, twice
QUESTIONS = [q["question"] for article in GOLDEN["data"] for p in article["paragraphs"] for q in p["qas"]][::EVERY]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("threads") / "index"
    build_index(Config(corpus=ROOT / "corpus", index=folder))
    return folder


def test_many_threads_get_the_answers_of_one(index: Path) -> None:
    def asked(engine: Engine, question: str) -> dict[str, Any]:
        return timeless(answer_json(engine.ask(question)))

    alone = Engine.load(index)
    expected = [asked(alone, question) for question in QUESTIONS]
    fresh = Engine.load(index)  # nothing of it is warm: what is made on first use is made by all of them at once
    with ThreadPoolExecutor(THREADS) as threads:
        found = list(threads.map(lambda question: asked(fresh, question), QUESTIONS))
    assert len(found) > 40
    assert [(a["question"], a) for a in found] == [(a["question"], a) for a in expected]
    assert {answer["kind"] for answer in found} == {"answer", "related", "none"}
