"""The tab 问 in a real browser: follow-up questions, a part of the documents, links, what a reader says of answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.e2e.conftest import Server
from tests.e2e.test_page import LOW_CONTRAST, QUESTION, TOO_WIDE, seen, shown_inside
from tests.stand_in import REPORT, TITLE
from wenju.feedback import feedback_file
from wenju.squad import read_squad
from wenju.ui.words import EN, ZH

Open = Callable[..., Any]
BOX = "#wj-question textarea"
WHOLE = ".wj-follow .wj-whole"


def asked_of(server: Server) -> list[str]:
    """What the engine was asked, as its log tells."""
    return [line for line in server.log.read_text(encoding="utf-8").splitlines() if line.startswith("asked ")]


def address(tab: Any) -> dict[str, list[str]]:
    return parse_qs(urlsplit(tab.page.url).query)


# Follow-up questions


def test_a_question_that_leans_on_the_last_is_made_whole_and_says_so(stand_in: Server, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.ask("杨浦区派了多少教师去遵义支教?")
    assert tab.page.locator(WHOLE).count() == 0
    tab.ask("那徐汇区呢？")
    assert seen(tab, WHOLE) == "徐汇区派了多少教师去遵义支教?"
    assert seen(tab, ".wj-follow .wj-new") == "徐汇区"
    assert ZH.ask.completed in seen(tab, ".wj-follow")
    assert "asked '徐汇区派了多少教师去遵义支教?'" in asked_of(stand_in)[-1]
    assert tab.page.input_value(BOX) == "那徐汇区呢？"  # what was typed stays


def test_the_completed_question_can_be_edited_or_taken_back(stand_in: Server, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.ask("杨浦区派了多少教师去遵义支教?")
    tab.ask("那徐汇区呢？")
    tab.page.click(WHOLE)
    tab.page.keyboard.press("End")
    tab.page.keyboard.type("（慢慢说）")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector(".wj-busy")
    tab.page.click(f".wj-follow >> text={ZH.ask.as_typed}")  # while the edited one is being answered
    tab.page.wait_for_selector(".wj-follow", state="detached")
    tab.page.wait_for_selector(".wj-card:not(.wj-busy)")
    assert "asked '徐汇区派了多少教师去遵义支教?（慢慢说）'" in asked_of(stand_in)[-2]
    assert "asked '那徐汇区呢？'" in asked_of(stand_in)[-1]
    assert tab.complaints == []


def test_the_real_engine_answers_a_follow_up(served: Server, open_tab: Open) -> None:
    tab = open_tab(served.url)
    tab.ask("杨浦2017年累计投入了多少专项经费？")
    assert seen(tab, ".wj-answer-text") == "868万元"
    tab.ask("那浦东新区呢")
    assert "浦东新区2017年累计投入了多少专项经费" in seen(tab, WHOLE)
    assert ZH.related in seen(tab, ".wj-card")  # another district is another subject
    assert tab.page.locator(".wj-answer-text").count() == 0


# A part of the documents


def test_a_part_of_the_documents_is_asked_and_the_result_says_which(stand_in: Server, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.page.click("#wj-filter button")
    tab.page.fill("#wj-filter-since input, #wj-filter-since textarea", "2017年")
    tab.page.fill("#wj-filter-heading input, #wj-filter-heading textarea", "经验")
    tab.page.wait_for_selector("#wj-filter:has-text('2017 起 · 标题里有“经验”')")
    tab.ask(QUESTION)
    assert "2017 起 · 标题里有“经验”" in seen(tab, ".wj-card .wj-part")
    assert "since='2017'" in asked_of(stand_in)[-1]
    tab.page.fill("#wj-filter-since input, #wj-filter-since textarea", "去年")
    tab.page.wait_for_selector("#wj-filter-note:has-text('去年')")
    tab.page.click("#wj-filter-clear")
    tab.page.wait_for_selector("#wj-filter-note .wj-trouble", state="detached")
    tab.ask(QUESTION + "？")
    assert tab.page.locator(".wj-card .wj-part").count() == 0


def test_a_document_is_chosen_from_the_list(stand_in: Server, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.page.click("#wj-filter button")
    tab.page.click("#wj-filter-documents input")
    tab.page.click(f"ul[role=listbox] >> text={TITLE}")
    tab.page.keyboard.press("Escape")
    tab.page.wait_for_selector(f"#wj-filter:has-text('《{TITLE}》')")
    tab.ask(QUESTION)
    assert "documents=('report.txt',)" in asked_of(stand_in)[-1]
    assert TITLE in seen(tab, ".wj-card .wj-part")


# Links


def test_the_address_asks_again_with_its_filter(stand_in: Server, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.page.click("#wj-filter button")
    tab.page.fill("#wj-filter-since input, #wj-filter-since textarea", "2016")
    tab.ask(QUESTION)
    tab.page.wait_for_function("location.search.includes('since')")
    assert address(tab) == {"q": [QUESTION], "since": ["2016"]}
    other = open_tab(tab.page.url)
    other.page.wait_for_selector(".wj-answer .wj-answer-text")
    assert other.page.input_value(BOX) == QUESTION
    assert seen(other, ".wj-answer-text") == "45位教师"
    assert "2016 起" in seen(other, ".wj-card .wj-part")
    assert other.complaints == []


def test_a_page_that_is_opened_without_a_question_asks_nothing(stand_in: Server, open_tab: Open) -> None:
    before = len(asked_of(stand_in))
    tab = open_tab(stand_in.url + "?since=2017")
    tab.page.wait_for_timeout(500)
    assert len(asked_of(stand_in)) == before
    assert tab.page.locator(".wj-card").count() == 0


# What a reader says of an answer


@pytest.fixture
def kept(stand_in: Server) -> Any:
    """The feedback file; empty before each test."""
    file = feedback_file(stand_in.index)
    file.unlink(missing_ok=True)
    return file


def test_right_is_kept_as_a_question_that_eval_reads(stand_in: Server, open_tab: Open, kept: Any) -> None:
    tab = open_tab(stand_in.url)
    tab.ask(QUESTION)
    tab.page.click(f"#wj-judging >> text='{ZH.ask.right}'")
    tab.page.wait_for_selector(".wj-step-kept")
    assert ZH.ask.thanks.format(n=1) in seen(tab, "#wj-judging")
    (question,) = read_squad(kept).questions
    assert (question.question, [words for words, _ in question.answers]) == (QUESTION, ["45位教师"])


def test_the_right_place_is_marked_in_the_document(stand_in: Server, open_tab: Open, kept: Any) -> None:
    tab = open_tab(stand_in.url)
    tab.ask(QUESTION)
    tab.page.click(f"#wj-judging >> text='{ZH.ask.here}'")
    tab.page.wait_for_selector(".wj-reading .wj-mark")
    found = tab.page.evaluate(MARK, "101089册")
    assert found == "101089册"
    tab.page.wait_for_function("document.querySelector('.wj-words').value === '101089册'")
    tab.page.click(".wj-this")
    tab.page.wait_for_selector(".wj-step-kept")
    (question,) = read_squad(kept).questions
    ((words, start),) = question.answers
    assert (words, start) == ("101089册", REPORT.index("101089册"))
    assert not tab.page.evaluate("document.body.classList.contains('wj-reading')")
    assert tab.complaints == []


def test_wrong_without_a_better_one_is_kept_apart(stand_in: Server, open_tab: Open, kept: Any) -> None:
    tab = open_tab(stand_in.url)
    tab.ask(QUESTION)
    tab.page.click(f"#wj-judging >> text='{ZH.ask.wrong}'")
    tab.page.click(f"#wj-judging >> text='{ZH.ask.only_wrong}'")
    tab.page.wait_for_selector(".wj-step-kept")
    record = json.loads(kept.read_text(encoding="utf-8"))
    assert record["data"] == []  # nobody said what is right, so `eval` has nothing to measure by
    assert QUESTION in json.dumps(record, ensure_ascii=False)


MARK = """words => {
    const text = document.querySelector('.wj-doc-text'), walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const node = walker.currentNode, at = node.data.indexOf(words);
        if (at < 0) continue;
        getSelection().setBaseAndExtent(node, at, node, at + words.length);
        return getSelection().toString();
    }
    return '';
}"""


# The source


def test_the_outline_leads_to_its_headings_and_pages_are_numbered(stand_in: Server, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.ask("派了几页")
    assert ZH.ask.page.format(page=2) in seen(tab, ".wj-card .wj-cited")
    tab.page.click(".wj-card .wj-open >> nth=0")
    tab.page.wait_for_selector(".wj-reading .wj-here")
    assert tab.page.evaluate("[...document.querySelectorAll('.wj-page')].map(e => e.dataset.page)") == [
        "第 1 页",
        "第 2 页",
    ]
    assert "".join(tab.page.evaluate("document.querySelector('.wj-doc-text').textContent")) == REPORT
    tab.page.click(".wj-outline summary")
    tab.page.click(".wj-outline a >> nth=-1")
    assert shown_inside(tab, ".wj-doc-text .wj-h >> nth=-1", ".wj-doc-text")


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_all_of_it_fits_a_telephone_and_can_be_read(
    stand_in: Server, open_tab: Open, kept: Any, scheme: str, locale: str
) -> None:
    tab = open_tab(stand_in.url, width=390, height=844, scheme=scheme, locale=locale)
    words = ZH if locale == "zh-CN" else EN
    tab.page.click("#wj-filter button")
    tab.page.fill("#wj-filter-since input, #wj-filter-since textarea", "去年")
    tab.page.wait_for_selector("#wj-filter-note .wj-trouble")
    assert [tab.page.evaluate(check) for check in (TOO_WIDE, LOW_CONTRAST)] == [[], []]
    tab.page.click("#wj-filter-clear")
    tab.page.wait_for_selector("#wj-filter-note .wj-trouble", state="detached")
    tab.ask("杨浦区派了多少教师去遵义支教?")
    tab.ask("那徐汇区呢？")
    assert [tab.page.evaluate(check) for check in (TOO_WIDE, LOW_CONTRAST)] == [[], []]
    tab.page.click(f"#wj-judging >> text='{words.ask.here}'")
    tab.page.wait_for_selector(".wj-reading .wj-mark")
    tab.page.click(".wj-this")
    tab.page.wait_for_function("document.querySelector('.wj-told').textContent")
    assert [tab.page.evaluate(check) for check in (TOO_WIDE, LOW_CONTRAST)] == [[], []]
    assert tab.complaints == []


def test_with_the_keyboard_alone(stand_in: Server, open_tab: Open, kept: Any) -> None:
    tab = open_tab(stand_in.url)
    tab.page.focus(BOX)
    tab.page.keyboard.type("杨浦区派了多少教师去遵义支教?")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector(".wj-answer")
    for _ in range(40):
        tab.page.keyboard.press("Tab")
        if tab.page.evaluate("document.activeElement.dataset.action") == "right":
            break
    assert tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector(".wj-step-kept")
    tab.page.wait_for_function("document.activeElement.closest('#wj-judging')")
    assert seen(tab, "#wj-judging :focus") == ZH.ask.change
