"""What the tab 问 asks of the library and gives to the page, without a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr
import pytest

from tests.stand_in import StandIn
from wenju.feedback import Feedback
from wenju.records import EVERYTHING, Answer, Filter
from wenju.ui.ask_tab import AskTab
from wenju.ui.follow import Asked, Exchange
from wenju.ui.judging import HERE
from wenju.ui.words import EN, ZH
from wenju.ui.writing import Sheet

NONE: tuple[Any, ...] = ([], "", "", "")
LAST = Asked("杨浦派了多少教师去遵义？", "杨浦派了多少教师去遵义？")


class Library(StandIn):
    """Notes what is asked of it."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[str, Filter]] = []

    def ask(self, question: str, k: int = 5, within: Filter = EVERYTHING) -> Answer:
        self.asked.append((question, within))
        return super().ask(question, k, within)


def a_tab(feedback: Feedback | None = None) -> tuple[AskTab, Library]:
    library = Library()
    return AskTab(library, (), feedback), library  # type: ignore[arg-type]


def click(**data: str) -> gr.EventData:
    return gr.EventData(None, data)


def test_it_says_that_it_is_asking_and_then_what_came() -> None:
    tab, library = a_tab()
    busy, (strip, card, _, details, last, previous, *_) = tab.answer("zh", Sheet(), None, "派了多少教师去遵义", *NONE)
    assert "wj-busy" in busy[1]
    assert (strip, "45位教师" in card, "wj-passages" in details) == ("", True, True)
    assert isinstance(last, Exchange)
    assert last.answer is not None
    assert previous == Asked("派了多少教师去遵义", "派了多少教师去遵义")
    assert library.asked == [("派了多少教师去遵义", Filter())]


def test_a_question_that_leans_is_asked_whole_and_the_next_may_lean_on_it() -> None:
    tab, library = a_tab()
    *_, (strip, _, _, _, _, previous, *_) = tab.answer("zh", Sheet(), LAST, "那青浦呢？", *NONE)
    assert "青浦</mark>派了多少教师去遵义？" in strip
    assert previous is not None
    assert (previous.typed, previous.question) == ("那青浦呢？", "青浦派了多少教师去遵义？")
    assert library.asked == [("青浦派了多少教师去遵义？", Filter())]


@pytest.mark.parametrize(
    ("action", "question", "asked"),
    [("again", " 青浦派了几位教师去遵义？\n", "青浦派了几位教师去遵义？"), ("typed", "那青浦呢？", "那青浦呢？")],
)
def test_what_was_edited_is_asked_as_it_is_and_so_is_what_was_typed(action: str, question: str, asked: str) -> None:
    tab, library = a_tab()
    clicked = click(action=action, typed="那青浦呢？", question=question)
    *_, came = tab.answer_instead("zh", Sheet(), LAST, clicked, "那青浦呢？", *NONE)
    assert library.asked == [(asked, Filter())]
    assert came[5] == Asked("那青浦呢？", asked)
    assert bool(came[0]) == (action == "again")


def test_a_click_without_what_a_button_carries_asks_nothing() -> None:
    tab, library = a_tab()
    *_, came = tab.answer_instead("zh", Sheet(), None, click(), "", *NONE)
    assert ZH.empty in came[1]
    assert library.asked == [("", Filter())]  # which refuses it


def test_the_filter_goes_with_the_question_and_the_result_says_so() -> None:
    tab, library = a_tab()
    *_, came = tab.answer("zh", Sheet(), None, "遵义", ["report.txt"], "2017年", "", "经验")
    assert library.asked == [("遵义", Filter(("report.txt",), "2017", "", "经验"))]
    assert "只问了：《对口支援与合作交流工作经验交流(区教育局系列)》 · 2017 起 · 标题里有“经验”" in came[1]
    assert "q=%E9%81%B5%E4%B9%89&amp;documents=report.txt&amp;since=2017&amp;heading=" in came[1]


def test_a_date_that_cannot_be_read_is_told_and_nothing_is_asked() -> None:
    tab, library = a_tab()
    *_, came = tab.answer("zh", Sheet(), LAST, "遵义", [], "去年", "", "")
    assert "日期“去年”看不懂" in came[1]
    assert library.asked == []
    assert came[5] == LAST  # the next question leans on the one that was answered
    assert "“去年” is no date" in tab.again(EN, came[4], came[6], Sheet(), [], "去年", "", "")[1]


def test_a_document_that_is_gone_is_told() -> None:
    tab, _ = a_tab()
    *_, came = tab.answer("zh", Sheet(), None, "遵义", ["gone.txt"], "", "", "")
    assert "没有名为“gone.txt”的文档" in came[1]


def test_what_breaks_is_told_and_raised_and_forgets_nothing() -> None:
    tab, _ = a_tab()
    events = tab.answer("zh", Sheet(), LAST, "坏", *NONE)
    assert "wj-busy" in next(events)[1]
    broken = next(events)
    assert (ZH.failure in broken[1], broken[5]) == (True, LAST)
    with pytest.raises(RuntimeError, match="on purpose"):
        next(events)


def test_nobody_is_asked_for_a_judgement_that_is_kept_nowhere(tmp_path: Path) -> None:
    for feedback, asks in ((None, False), (Feedback(tmp_path / "f.json"), True)):
        tab, _ = a_tab(feedback)
        *_, came = tab.answer("zh", Sheet(), None, "遵义", *NONE)
        assert ("wj-judging" in came[2]) == asks
        *_, refused = tab.answer("zh", Sheet(), None, "", *NONE)
        assert refused[2] == ""


def test_all_that_is_shown_is_shown_in_another_language(tmp_path: Path) -> None:
    tab, _ = a_tab(Feedback(tmp_path / "f.json"))
    *_, came = tab.answer("zh", Sheet(), LAST, "那青浦呢？", [], "2017", "", "")
    strip, card, judging, details, written, fold, note = tab.again(EN, came[4], HERE, Sheet(), [], "2017年", "", "")
    assert EN.ask.as_typed in strip
    assert "Asked only of: from 2017" in card
    assert EN.ask.cancel in judging
    assert EN.passages in details
    assert written == ""  # there is no model
    assert (fold["label"], note) == ("Ask only part of them: from 2017", "")
    assert tab.again(EN, None, HERE, Sheet(), *NONE)[:4] == ["", "", "", ""]


def test_a_question_takes_the_place_of_what_is_being_written_up() -> None:
    tab, _ = a_tab()
    sheet, about = Sheet(), Exchange(LAST, Filter(), "")
    for events in (
        lambda: tab.answer("zh", sheet, None, "遵义", *NONE),
        lambda: tab.answer_instead("zh", sheet, None, click(question="遵义"), "", *NONE),
    ):
        sheet.turn_over(about)
        busy, came = events()
        assert sheet.about is None
        assert (busy[7], came[7]) == ("", "")
