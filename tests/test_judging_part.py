"""Clicks below an answer and in the panel of its source, as a browser sends them or anybody else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from tests.stand_in import StandIn
from wenju.errors import ConfigError
from wenju.feedback import Feedback
from wenju.records import Filter
from wenju.squad import read_squad
from wenju.ui.follow import Asked, Exchange
from wenju.ui.judging import HERE, Step
from wenju.ui.judging_part import JudgingPart
from wenju.ui.words import ZH

LIBRARY = StandIn()
QUESTION = "派了多少教师去遵义？"
LAST = Exchange(Asked(QUESTION, QUESTION), Filter(), LIBRARY.ask(QUESTION))
REFUSED = Exchange(Asked("", ""), Filter(), "the question is empty")


@pytest.fixture
def part(tmp_path: Path) -> JudgingPart:
    return JudgingPart(LIBRARY, Feedback(tmp_path / "f.json"))  # type: ignore[arg-type]


def click(**data: Any) -> gr.EventData:
    return gr.EventData(None, data)


def questions(part: JudgingPart) -> list[tuple[str, list[str]]]:
    assert part.feedback
    return [(q.question, [text for text, _ in q.answers]) for q in read_squad(part.feedback.path).questions]


def test_a_button_of_the_row_is_done_and_shown(part: JudgingPart) -> None:
    row, step = part.judge("zh", LAST, click(action="right"))
    assert step == Step("kept", 1)
    assert "一共 1 条" in row
    assert questions(part) == [(QUESTION, ["45位教师"])]


def test_the_button_of_the_panel_keeps_the_words(part: JudgingPart) -> None:
    row, step = part.judge_here("en", LAST, click(action="this", document="report.txt", words="101089册", near="5"))
    assert step == Step("kept", 1)
    assert "noted: 1 so far" in row
    assert questions(part) == [(QUESTION, ["101089册"])]


@pytest.mark.parametrize(
    "data",
    [
        {"action": "this"},
        {"action": "this", "document": "../etc", "words": "教师", "near": "5"},
        {"action": "this", "document": "report.txt", "words": "没有", "near": "-1"},
        {"action": "this", "document": "report.txt", "words": ["教师"], "near": {"a": 1}},
    ],
)
def test_what_no_browser_would_send_is_told_and_not_kept(part: JudgingPart, data: dict[str, Any]) -> None:
    row, step = part.judge_here("zh", LAST, click(**data))
    assert (step.name, bool(step.trouble), "wj-trouble" in row) == ("here", True, True)
    assert part.feedback
    assert not part.feedback.path.exists()


@pytest.mark.parametrize("last", [None, REFUSED])
def test_without_an_answer_there_is_nothing_to_judge(part: JudgingPart, last: Exchange | None) -> None:
    assert part.shown(ZH, last, HERE) == ""
    for judged in (
        part.judge("zh", last, click(action="right")),
        part.judge_here("zh", last, click(action="this", document="report.txt", words="教师", near="5")),
        part.judge_here("zh", LAST, click(question="a click that means something else")),
        part.judge("zh", LAST, click(document="report.txt")),
    ):
        assert judged == (gr.skip(), gr.skip())


def test_a_document_that_is_gone_is_a_friendly_word(part: JudgingPart) -> None:
    with pytest.raises(ConfigError, match=r"索引里已经没有文档“gone\.txt”"):
        part.document("gone.txt")
