"""The block below a card in which a language model writes: its label, its marks, its notes."""

from __future__ import annotations

import re

from tests.stand_in import StandIn
from wenju.records import Filter
from wenju.ui.follow import Asked, Exchange
from wenju.ui.words import EN, ZH
from wenju.ui.writing import Sheet, block, sheet
from wenju.writing import Note, Written

ENGINE = StandIn()
ONE, TWO = ENGINE.ask("派了多少教师去遵义？"), ENGINE.ask("捐了几册？")


def buttons(markup: str) -> list[tuple[str, str]]:
    """(the words a mark opens the source at, what stands on it) of all marks."""
    found = re.findall(r'data-document="report.txt" data-start="(\d+)" data-end="(\d+)">(.*?)</button>', markup)
    return [(ENGINE.report.text[int(start) : int(end)], mark) for start, end, mark in found]


def test_it_says_who_writes_and_each_mark_opens_its_source() -> None:
    shown = block(ZH, TWO, Written("选派4批30人次[1]，捐赠101089册[2]。共计[1][2]。", True, True))
    assert ">由语言模型根据引文写成</p>" in shown
    assert buttons(shown) == [("4批30人次", "[1]"), ("101089册", "[2]"), ("4批30人次", "[1]"), ("101089册", "[2]")]
    assert re.sub("<.*?>", "", shown) == "由语言模型根据引文写成选派4批30人次[1]，捐赠101089册[2]。共计[1][2]。"
    assert f'aria-label="[1] {ZH.open}"' in shown
    assert 'role="status" aria-live="polite" aria-busy="false"' in shown


def test_a_text_that_goes_on_says_so() -> None:
    begun = block(EN, ONE, None)
    assert (EN.ask.writing in begun, "wj-progress" in begun, 'aria-busy="true"' in begun) == (True, True, True)
    assert "wj-written-text" not in begun
    half = block(EN, ONE, Written("派出45位教师[1]。", True))
    assert (">Written by a language model from the cited passages</p>" in half, "wj-progress" in half) == (True, True)
    assert buttons(half) == [("45位教师", "[1]")]
    assert "wj-progress" not in block(EN, ONE, Written("派出45位教师[1]。", True, True))


def test_where_the_text_was_dropped_there_is_the_note_alone() -> None:
    dropped = Written("45位教师", False, True, Note("number", "46位"))
    note = "语言模型写了引文里没有的数字：46位，这里给出原文中的答案。"
    assert re.sub("<.*?>", "", block(ZH, ONE, dropped)) == note
    english = re.sub("<.*?>", "", block(EN, ONE, dropped))
    assert english.startswith("The language model wrote a number that is not in the passages: 46位.")


def test_where_there_was_nothing_to_write_there_is_nothing() -> None:
    assert block(ZH, ONE, Written("45位教师", False, True)) == ""


def test_what_a_model_writes_is_text() -> None:
    shown = block(ZH, ONE, Written('<img src=x onerror="x">[1]。[9]', True, True))
    assert "&lt;img src=x onerror=&quot;x&quot;&gt;<button" in shown
    assert shown.count("<button") == 1
    assert "</button>。[9]</p>" in shown


def test_a_sheet_is_about_one_exchange() -> None:
    asked, here = Exchange(Asked("问", "问"), Filter(), ONE), Sheet()
    assert sheet(here) == ""
    here.turn_over(asked, EN)
    assert EN.ask.writing in sheet(here)
    here.written = Written("派出45位教师[1]。", True, True)
    assert buttons(sheet(here)) == [("45位教师", "[1]")]
    here.has_failed = True
    assert EN.ask.not_written in sheet(here)
    here.turn_over()
    assert sheet(here) == ""
