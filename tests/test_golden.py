"""The question sets themselves are checked: every offset, the counts, the splits, and that no question stands twice."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from wenju.squad import read_squad

GOLDEN = Path(__file__).parent / "golden"
REPORT, OTHER = GOLDEN / "report.squad.json", GOLDEN / "other" / "other.squad.json"
(CORPUS,) = (Path(__file__).parents[1] / "corpus").glob("*区教育局系列.txt")
BOTH = pytest.mark.parametrize("path", [REPORT, OTHER], ids=["report", "other"])


def _paragraphs(path: Path) -> list[tuple[str, list[dict[str, Any]]]]:
    articles = json.loads(path.read_text(encoding="utf-8"))["data"]
    return [(part["context"], part["qas"]) for article in articles for part in article["paragraphs"]]


def _questions(path: Path) -> list[dict[str, Any]]:
    return [entry for _, entries in _paragraphs(path) for entry in entries]


def _bare(question: str) -> str:
    return re.sub(r"\W", "", question).lower()


def test_the_report_is_the_one_context_and_is_unchanged() -> None:
    text = CORPUS.read_bytes().decode("utf-8")
    assert [context for context, _ in _paragraphs(REPORT)] == [text]
    (article,) = json.loads(REPORT.read_text(encoding="utf-8"))["data"]
    assert article["title"] == text.split("\n", 1)[0]


def test_the_other_documents_are_the_contexts_in_their_own_encodings() -> None:
    articles = json.loads(OTHER.read_text(encoding="utf-8"))["data"]
    for article in articles:
        raw = (OTHER.parent / article["document"]).read_bytes()
        text = raw.decode("gb18030" if "校车" in article["document"] else "utf-8")
        assert text == article["paragraphs"][0]["context"]
        assert text.split("\n", 1)[0].removeprefix("# ") == article["title"]
        assert 300 <= len(text) <= 900
    listed = {article["document"] for article in articles}
    assert listed == {file.name for file in OTHER.parent.iterdir()} - {OTHER.name}


@BOTH
def test_every_answer_stands_where_it_says(path: Path) -> None:
    for context, entries in _paragraphs(path):
        for entry in entries:
            for answer in entry["answers"]:
                start, text = answer["answer_start"], answer["text"]
                assert context[start : start + len(text)] == text != "", entry["id"]
                assert text == text.strip(), entry["id"]
                assert "\n" not in text, entry["id"]
    assert read_squad(path).misplaced == 0


@BOTH
def test_spans_of_a_list_are_in_order_and_inside_one_context(path: Path) -> None:
    for context, entries in _paragraphs(path):
        for entry in entries:
            assert entry.get("all", False) == ("spans" in entry), entry["id"]
            flat = [offset for span in entry.get("spans", []) for offset in span]
            assert flat == sorted(set(flat)), entry["id"]
            assert all(0 <= offset <= len(context) for offset in flat), entry["id"]


@BOTH
def test_an_unanswerable_question_has_no_answer_and_the_others_have_one(path: Path) -> None:
    for entry in _questions(path):
        assert bool(entry["answers"]) is not entry["is_impossible"], entry["id"]


@BOTH
def test_accepted_answers_differ(path: Path) -> None:
    for entry in _questions(path):
        texts = [answer["text"] for answer in entry["answers"]]
        assert len(texts) == len(set(texts)), entry["id"]


@pytest.mark.parametrize(("path", "answerable", "unanswerable"), [(REPORT, 95, 48), (OTHER, 28, 12)])
def test_there_are_enough_questions(path: Path, answerable: int, unanswerable: int) -> None:
    counts = Counter(entry["is_impossible"] for entry in _questions(path))
    assert counts[False] >= answerable
    assert counts[True] >= unanswerable


def test_the_report_is_asked_in_many_ways() -> None:
    forms = Counter(entry["form"] for entry in _questions(REPORT) if not entry["is_impossible"])
    assert forms["traditional"] >= 6
    assert forms["slip"] >= 6
    assert min(forms["keywords"], forms["colloquial"]) >= 5


def test_no_question_stands_twice() -> None:
    passages = json.loads((GOLDEN / "passages.json").read_text(encoding="utf-8"))
    questions = [entry["question"] for path in (REPORT, OTHER) for entry in _questions(path)]
    questions += [entry["question"] for entry in passages]
    assert [text for text, count in Counter(map(_bare, questions)).items() if count > 1] == []
    ids = [entry["id"] for path in (REPORT, OTHER) for entry in _questions(path)]
    assert len(ids) == len(set(ids))


@BOTH
def test_a_third_of_the_questions_is_set_aside(path: Path) -> None:
    for impossible in (False, True):
        splits = Counter(entry["split"] for entry in _questions(path) if entry["is_impossible"] is impossible)
        assert set(splits) == {"tune", "aside"}
        assert 0.2 <= splits["aside"] / splits.total() <= 0.4


def test_every_kind_of_report_question_is_in_both_splits() -> None:
    pairs = {(entry["kind"], entry["split"]) for entry in _questions(REPORT)}
    assert pairs == {(kind, split) for kind, _ in pairs for split in ("tune", "aside")}


def test_each_passage_question_points_at_one_place_in_the_report() -> None:
    text = CORPUS.read_bytes().decode("utf-8")
    passages = json.loads((GOLDEN / "passages.json").read_text(encoding="utf-8"))
    assert len(passages) == 30
    for entry in passages:
        assert set(entry) == {"question", "sentence"}
        assert text.count(entry["sentence"]) == 1, entry["question"]
        assert "\n" not in entry["sentence"]
    assert {
        "question": "杨浦派了多少教师去遵义",
        "sentence": "2014—2016年累计派出6批45位教师赴贵州遵义支教",
    } in passages
