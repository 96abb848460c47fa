"""The shipped report through the real encoder: golden questions, and one engine behind every way of asking."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from wenju import Config, Engine, build_index
from wenju.scores import MEANINGS
from wenju.serialize import answer_json, hits_json

ROOT = Path(__file__).parents[2]
GOLDEN = json.loads((ROOT / "tests" / "golden" / "passages.json").read_text(encoding="utf-8"))
HEADLINE = "杨浦派了多少教师去遵义"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "index"
    build_index(Config(corpus=ROOT / "corpus", index=folder))
    return folder


@pytest.fixture(scope="module")
def engine(index: Path) -> Engine:
    return Engine.load(index)


def wenju(*args: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wenju", *args]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=False)


def test_golden_questions_find_their_passage_first(engine: Engine) -> None:
    missed = [g["question"] for g in GOLDEN if g["sentence"] not in engine.search(g["question"], 1)[0].passage.text]
    assert len(GOLDEN) == 30
    assert len(missed) <= 2, missed


def test_the_headline_question_marks_its_sentence(engine: Engine) -> None:
    answer = engine.ask(HEADLINE)
    assert "45位" in answer.text
    assert "2014—2016年累计派出6批45位教师赴贵州遵义支教" in answer.citations[0].sentence
    assert answer.citations[0].heading[0].startswith("二、杨浦区")


@pytest.mark.parametrize(
    "question", ["楊浦區派了多少教師去遵義", "杨浦区教育局选派多少教师到遵义支教？", "杨浦　派了多少教师　去遵义"]
)
def test_other_wordings_find_the_same_passage(engine: Engine, question: str) -> None:
    assert engine.search(question, 1)[0].passage == engine.search(HEADLINE, 1)[0].passage


@pytest.mark.parametrize("question", ["how to bake sourdough bread", "红烧肉怎么做", "推荐一部好看的电影"])
def test_off_topic_is_none(engine: Engine, question: str) -> None:
    assert engine.ask(question).kind == "none"


def test_command_line_and_api_say_the_same(engine: Engine, index: Path) -> None:
    def without_time(record: dict[str, object]) -> dict[str, object]:
        return {key: value for key, value in record.items() if key != "timings_ms"}

    asked = json.loads(wenju("ask", HEADLINE, "--index", str(index), "--json").stdout)
    assert without_time(asked) == without_time(answer_json(engine.ask(HEADLINE)))
    found = json.loads(wenju("search", HEADLINE, "-k", "3", "--index", str(index), "--json").stdout)
    assert found == hits_json(engine.search(HEADLINE, 3))


def test_a_second_build_embeds_nothing_and_says_so(index: Path) -> None:
    command = [sys.executable, "build_index.py", "--index", str(index), "--json"]
    run = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=300, check=True)
    report = json.loads(run.stdout)
    assert (report["unchanged"], report["embedded"]) == (1, 0)
    assert report["reused"] == report["passages"]


def test_failures_have_an_exit_code_and_a_cure(tmp_path: Path) -> None:
    no_index = wenju("ask", HEADLINE, "--index", str(tmp_path))
    assert (no_index.returncode, no_index.stdout) == (1, "")
    assert "python build_index.py" in no_index.stderr
    no_corpus = subprocess.run(
        [sys.executable, "build_index.py", "--corpus", str(tmp_path / "no")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert no_corpus.returncode == 1
    assert "--corpus" in no_corpus.stderr
    no_model = wenju("build", "--index", str(tmp_path / "i"), "--model", "nobody/no-such-model")
    assert no_model.returncode == 1
    assert "folder of a sentence-transformers model" in no_model.stderr


def test_eval_measures_a_small_set(tmp_path: Path) -> None:
    run = wenju("eval", "tests/golden/other/other.squad.json", "--json", "--keep", str(tmp_path / "kept"))
    figures = json.loads(run.stdout)
    assert list(figures) == list(MEANINGS)
    assert (figures["questions"], figures["contexts"]) == (40, 3)
    assert figures["R@1"] >= 0.9
