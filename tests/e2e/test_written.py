"""A language model that writes answers up, seen in a real browser: a real server plays it, told what to say."""

from __future__ import annotations

import json
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from tests.e2e.conftest import Server, a_free_port, started
from tests.e2e.test_page import LOW_CONTRAST, TOO_WIDE, shown_inside
from tests.model_server import Played, serving, whole
from wenju.ui.words import EN, ZH

Open = Callable[..., Any]
QUESTION = "杨浦区派了多少教师去遵义支教?"
GOOD = whole("2014—2016年累计派出6批", "45位教师[1]。赴贵州", "遵义支教[1]。")
DONE = "#wj-written [aria-busy=false]"
TEXT = "#wj-written .wj-written-text"


class Writing(NamedTuple):
    """A page with a model, and what the model is to say."""

    url: str
    played: Played


def pages(folder: Path, model: str) -> Iterator[Server]:
    port = a_free_port()
    log, index = folder / "log", folder / "index"
    for url in started([sys.executable, "tests/stand_in.py", str(port), str(index), model], log, port):
        yield Server(url, log, index)


@pytest.fixture(scope="module")
def writing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Writing]:
    with serving(Played()) as played:
        for server in pages(tmp_path_factory.mktemp("writing"), played.url):
            yield Writing(server.url, played)


@pytest.fixture(scope="module")
def unreachable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from pages(tmp_path_factory.mktemp("unreachable"), "http://127.0.0.1:9/v1")


def seen(tab: Any, selector: str) -> str:
    return str(tab.page.inner_text(selector))


def test_the_text_streams_below_the_answer_and_its_marks_open_the_source(writing: Writing, open_tab: Open) -> None:
    # The first sentence is whole when the second begins, which then stops for a while.
    writing.played.pieces = ["2014—2016年累计派出6批45位教师[1]。赴贵州", 2.0, *whole("遵义支教[1]。")]
    tab = open_tab(writing.url)
    tab.ask(QUESTION)
    assert seen(tab, ".wj-answer .wj-answer-text") == "45位教师"
    tab.page.wait_for_selector(TEXT)
    assert seen(tab, TEXT) == "2014—2016年累计派出6批45位教师[1]。"
    assert tab.page.get_attribute("#wj-written section", "aria-busy") == "true"
    tab.page.wait_for_selector(DONE)
    assert seen(tab, TEXT) == "2014—2016年累计派出6批45位教师[1]。赴贵州遵义支教[1]。"
    assert seen(tab, "#wj-written .wj-eyebrow") == "由语言模型根据引文写成"
    assert tab.page.query_selector("#wj-written .wj-progress") is None
    tab.page.click("#wj-written .wj-cite >> nth=1")
    tab.page.wait_for_selector(".wj-reading .wj-here")
    assert seen(tab, ".wj-here >> nth=0") == "45位教师"
    assert shown_inside(tab, ".wj-here", ".wj-doc-text")
    tab.page.keyboard.press("Escape")
    assert tab.page.evaluate("document.activeElement.className") == "wj-cite"
    hosts = {urlsplit(url).hostname for url in tab.requests if not url.startswith(("data:", "blob:"))}
    assert (hosts, tab.complaints) == ({"127.0.0.1"}, [])


def test_an_invented_number_drops_the_text_with_a_note(writing: Writing, open_tab: Open) -> None:
    writing.played.pieces = whole("累计派出6批45位教师[1]。", "覆盖了97所学校[1]。")
    tab = open_tab(writing.url)
    tab.ask(QUESTION)
    tab.page.wait_for_selector(DONE)
    assert seen(tab, "#wj-written") == "语言模型写了引文里没有的数字：97所，这里给出原文中的答案。"
    assert seen(tab, ".wj-answer .wj-answer-text") == "45位教师"
    tab.page.click("text=English")
    tab.page.wait_for_selector(f"text={EN.tagline}")
    assert seen(tab, "#wj-written").startswith("The language model wrote a number that is not in the passages: 97所.")
    assert tab.complaints == []


def test_a_model_that_cannot_be_reached_leaves_the_answer_and_says_so(unreachable: Server, open_tab: Open) -> None:
    tab = open_tab(unreachable.url, locale="en-GB")
    tab.ask(QUESTION)
    tab.page.wait_for_selector(DONE)
    assert seen(tab, "#wj-written").startswith("The language model cannot be reached (127.0.0.1:9).")
    assert seen(tab, ".wj-answer .wj-answer-text") == "45位教师"
    assert tab.complaints == []


def test_a_slow_model_does_not_hold_up_the_next_question_nor_write_below_it(writing: Writing, open_tab: Open) -> None:
    slow = [8.0, *whole("迟到的45位教师[1]。")]
    writing.played.pieces = slow
    tab = open_tab(writing.url)
    tab.ask(QUESTION)
    tab.page.wait_for_selector("#wj-written .wj-progress")
    began = time.monotonic()
    tab.ask("徐汇区派了多少教师?")
    assert seen(tab, ".wj-none .wj-verdict") == ZH.none
    assert time.monotonic() - began < 8
    tab.page.wait_for_timeout(1000)
    assert tab.page.query_selector("#wj-written section") is None
    writing.played.pieces = whole("2014—2016年累计派出6批45位教师[1]。")
    tab.ask("派了多少教师去遵义")
    tab.page.wait_for_selector(DONE)
    assert time.monotonic() - began < 8
    tab.page.evaluate("""() => {
        window.late = false;
        const look = () => { window.late ||= document.getElementById('wj-written').textContent.includes('迟到'); };
        new MutationObserver(look).observe(document.body, {subtree: true, childList: true, characterData: true});
    }""")
    tab.page.wait_for_timeout(9000)
    assert tab.page.evaluate("window.late") is False
    assert seen(tab, TEXT) == "2014—2016年累计派出6批45位教师[1]。"
    assert tab.complaints == []


def test_a_question_asked_while_another_is_answered_is_written_up_alone(writing: Writing, open_tab: Open) -> None:
    writing.played.pieces, writing.played.requests[:] = whole("2014—2016年累计派出6批45位教师[1]。"), []
    tab = open_tab(writing.url)
    tab.page.fill("#wj-question textarea", "慢,派了多少教师去遵义?")
    tab.page.press("#wj-question textarea", "Enter")
    tab.page.wait_for_selector(".wj-busy")
    tab.page.fill("#wj-question textarea", "慢,派了几位教师去遵义?")
    tab.page.press("#wj-question textarea", "Enter")
    tab.page.wait_for_selector(DONE)
    tab.page.wait_for_timeout(3500)  # the second answer takes 1.5 s
    assert seen(tab, TEXT) == "2014—2016年累计派出6批45位教师[1]。"
    asked = [body["messages"][1]["content"] for _, _, body in writing.played.requests]
    assert sum("几位" in words for words in asked) == 1
    assert len(asked) <= 2


def test_the_text_goes_on_in_another_language(writing: Writing, open_tab: Open) -> None:
    writing.played.pieces = ["派出6批45位教师[1]。赴贵州", 3.0, *whole("遵义支教[1]。")]
    tab = open_tab(writing.url)
    tab.ask(QUESTION)
    tab.page.wait_for_selector(TEXT)
    tab.page.click("text=English")
    tab.page.wait_for_selector(f"#wj-written >> text={EN.ask.written}")
    tab.page.wait_for_selector(DONE)
    assert seen(tab, "#wj-written .wj-eyebrow") == EN.ask.written
    assert seen(tab, TEXT) == "派出6批45位教师[1]。赴贵州遵义支教[1]。"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read_on_a_telephone(writing: Writing, open_tab: Open, scheme: str) -> None:
    for pieces in (GOOD, whole("累计派出6批45位教师[1]。", "覆盖了97所学校[1]。")):
        writing.played.pieces = pieces
        tab = open_tab(writing.url, width=390, height=844, scheme=scheme)
        tab.ask(QUESTION)
        tab.page.wait_for_selector(DONE)
        assert tab.page.evaluate(TOO_WIDE) == []
        assert tab.page.evaluate(LOW_CONTRAST) == []


def test_without_a_model_there_is_no_block(stand_in: Server, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.ask(QUESTION)
    tab.page.wait_for_timeout(1000)
    assert seen(tab, "#wj-written").strip() == ""
    assert not tab.page.is_visible("#wj-written")
    assert seen(tab, ".wj-head").endswith(ZH.privacy)


def test_the_program_takes_a_model_and_the_api_writes_with_it(served: Server, tmp_path: Path) -> None:
    """`served` has built the index."""
    port = a_free_port()
    with serving(Played(whole("派出6批45位教师[1]。"))) as played:
        options = ["--no-build", "--index", str(served.index), "--port", str(port), "--llm", played.url]
        command = [sys.executable, "qa_app.py", *options, "--llm-model", "小模型"]
        for url in started(command, tmp_path / "log", port):
            asked = urlencode({"question": QUESTION, "write": "true"})
            with urllib.request.urlopen(f"{url}api/ask?{asked}", timeout=60) as reply:
                answer = json.load(reply)
    assert answer["written"] == {"text": "派出6批45位教师[1]。", "by_model": True, "note": ""}
    assert "45位" in answer["answer"]
    ((_, _, body),) = played.requests
    assert body["model"] == "小模型"
