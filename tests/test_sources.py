"""The panel of a source: its text to the character, with its headings, its pages and one place; and the list of all."""

import re

import pytest

from tests.stand_in import StandIn
from wenju.records import Document, Heading, Place
from wenju.ui import sources
from wenju.ui.words import EN, ZH, Words

ENGINE = StandIn()
TEXT = "总则\n第一页的话，说到\n第二页。\n(一)细则\n第二页末。\n附则\n第三页。"


def heading(level: int, words: str) -> Heading:
    start = TEXT.index(words)
    return Heading(level, start, start + len(words), words)


def page(number: int, first: str, last: str) -> Place:
    return Place(TEXT.index(first), TEXT.index(last) + len(last), number)


PAGED = Document(
    "a.pdf",
    "办法",
    "",
    TEXT,
    (heading(2, "总则"), heading(3, "(一)细则"), heading(2, "附则")),
    (
        page(1, "总则", "说到\n"),
        page(2, "第二页。", "第二页。"),
        page(2, "(一)细则", "页末。"),
        page(3, "附则", "第三页。"),
    ),
)


def text_of(shown: str) -> str:
    """The part of the panel that scrolls, as HTML."""
    start = shown.index('tabindex="0" lang="zh-CN">') + len('tabindex="0" lang="zh-CN">')
    return shown[start : shown.index("</div>", start)]


def bare(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup)


def test_it_holds_the_whole_text_with_headings_and_the_place_marked() -> None:
    start = ENGINE.report.text.index("45位教师")
    shown = sources.source_panel(ZH, ENGINE.report, start, start + 5)
    assert bare(text_of(shown)) == ENGINE.report.text
    assert '6批<mark class="wj-here">45位教师</mark>赴' in shown
    assert '<strong class="wj-h wj-h1">二、杨浦区深化' in shown
    assert "2017-12-06 · report.txt" in shown


@pytest.mark.parametrize(("start", "end"), [(0, len(TEXT)), (3, 20), (0, 0)])
def test_pages_and_anchors_add_no_text_wherever_the_mark_is(start: int, end: int) -> None:
    shown = text_of(sources.source_panel(ZH, PAGED, start, end))
    assert bare(shown) == TEXT
    assert bare("".join(re.findall(r'<mark class="wj-here">(.*?)</mark>', shown, re.DOTALL))) == TEXT[start:end]


@pytest.mark.parametrize(("words", "second"), [(ZH, "第 2 页"), (EN, "page 2")])
def test_a_page_number_stands_where_its_page_begins_and_only_there(words: Words, second: str) -> None:
    shown = text_of(sources.source_panel(words, PAGED, 0, 0))
    assert shown.count('class="wj-page"') == 3
    assert f'说到\n<i class="wj-page" data-page="{second}"></i>第二页。' in shown


def test_a_file_without_pages_has_no_page_numbers() -> None:
    table = Document("a.xlsx", "表", "", TEXT, (), (Place(0, 5, 0, "费用", 1), Place(5, 9, 0, "费用", 2)))
    assert "wj-page" not in sources.source_panel(ZH, table, 0, 0)


def test_the_outline_leads_to_each_heading() -> None:
    shown = sources.source_panel(ZH, PAGED, 0, 0)
    assert ">目录（3）</summary>" in shown
    links = re.findall(r'<li class="wj-level(\d)"><a href="#([^"]*)">(.*?)</a>', shown)
    assert [(level, words) for level, _, words in links] == [("0", "总则"), ("1", "(一)细则"), ("0", "附则")]
    for _, name, words in links:
        assert re.search(f'id="{name}"></i><strong class="wj-h wj-h[23]">{re.escape(words)}', shown)
    assert "<details" not in sources.source_panel(ZH, ENGINE.hostile, 0, 9)


def test_a_place_that_is_not_in_the_text_marks_nothing() -> None:
    assert "wj-here" not in sources.source_panel(ZH, PAGED, 900, 905)


def test_it_can_say_which_words_are_the_answer() -> None:
    shown = sources.source_panel(ZH, PAGED, 7, 9)
    assert 'data-action="this" data-document="a.pdf" data-near="7" data-words="">这就是答案</button>' in shown
    assert "wj-mark" not in sources.missing_panel(ZH)


def test_the_collection_lists_titles_and_counts_what_it_leaves_out() -> None:
    shown = sources.collection(EN, [ENGINE.report] * 203)
    assert "(203)" in shown
    assert shown.count("<button") == 200
    assert "… +3" in shown
