"""The page in a real browser: what a reader sees, clicks and types, and what leaves the machine (nothing)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from wenju.ui.words import EN, ZH

Open = Callable[..., Any]
BOX = "#wj-question textarea"
QUESTION = "杨浦区派了多少教师去遵义支教?"


def seen(tab: Any, selector: str) -> str:
    return str(tab.page.inner_text(selector))


# The real engine


def test_an_example_leads_to_the_sentence_in_its_document(served: Any, open_tab: Open) -> None:
    tab = open_tab(served.url)
    tab.page.click(".wj-chip >> nth=0")
    tab.page.wait_for_selector(".wj-card:not(.wj-busy)")
    assert "45位教师" in seen(tab, ".wj-card .wj-quote")
    tab.page.click(".wj-card .wj-open")
    tab.page.wait_for_selector(".wj-reading .wj-here")
    assert "45位" in seen(tab, ".wj-here >> nth=0")
    assert shown_inside(tab, ".wj-here", ".wj-doc-text")
    assert seen(tab, ".wj-doc-text").startswith("对口支援与合作交流工作经验交流")


def test_it_answers_or_says_what_is_missing_or_that_there_is_nothing(served: Any, open_tab: Open) -> None:
    tab = open_tab(served.url)
    tab.ask("杨浦2017年累计投入了多少专项经费？")
    assert seen(tab, ".wj-answer .wj-answer-text") == "868万元"
    assert seen(tab, ".wj-answer .wj-quote .wj-span") == "868万元"
    assert "%" in seen(tab, ".wj-certainty")
    tab.ask("浦东新区派了多少老师去遵义支教？")
    assert seen(tab, ".wj-related .wj-verdict") == ZH.related
    assert "相关段落说的是杨浦区，没有提到浦东新区" in seen(tab, ".wj-related .wj-reason")
    tab.ask("红烧肉怎么做才好吃")
    assert seen(tab, ".wj-none .wj-verdict") == ZH.none
    assert tab.complaints == []


def test_nothing_leaves_the_machine(served: Any, open_tab: Open) -> None:
    tab = open_tab(served.url)
    tab.ask("泽普县初级中学教育联盟有哪几所学校")
    tab.page.click(".wj-passage .wj-open >> nth=0")
    tab.page.wait_for_selector(".wj-reading")
    hosts = {urlsplit(url).hostname for url in tab.requests if not url.startswith(("data:", "blob:"))}
    assert hosts == {"127.0.0.1"}
    assert tab.complaints == []


def test_it_said_that_it_built_and_warmed_up_before_it_opened(served: Any) -> None:
    log = served.log.read_text(encoding="utf-8")
    places = [log.index(words) for words in ("building ", "warming up", f"the page is at {served.url.rstrip('/')}")]
    assert places == sorted(places)


def test_the_endpoints_give_what_the_engine_gives(served: Any) -> None:
    from gradio_client import Client

    from wenju.engine import Engine
    from wenju.serialize import answer_json, hits_json

    client, engine = Client(served.url, verbose=False), Engine.load(served.index)
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {"/ask", "/search"}
    asked, expected = client.predict(QUESTION, api_name="/ask"), answer_json(engine.ask(QUESTION))
    assert set(asked.pop("timings_ms")) == set(expected.pop("timings_ms"))
    assert asked == expected
    assert client.predict(QUESTION, 3, api_name="/search") == hits_json(engine.search(QUESTION, 3))
    assert len(client.predict(QUESTION, api_name="/search")) == 5


def test_an_endpoint_refuses_with_our_words(served: Any) -> None:
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    with pytest.raises(AppError, match="500") as caught:
        Client(served.url, verbose=False).predict("长" * 501, api_name="/ask")
    assert "Traceback" not in str(caught.value)


# What the engine cannot be made to do at will


def test_an_answer_stands_large_with_its_sentence_below(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.ask(QUESTION)
    assert seen(tab, ".wj-answer-text") == "45位教师"
    assert seen(tab, ".wj-quote .wj-span") == "45位教师"
    assert float(tab.page.eval_on_selector(".wj-answer-text", "e => parseFloat(getComputedStyle(e).fontSize)")) >= 28
    tab.page.click(".wj-card .wj-open")
    tab.page.wait_for_selector(".wj-reading .wj-here")
    assert seen(tab, ".wj-here") == "45位教师"


def test_an_answer_from_two_passages_shows_both_sentences(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.ask("派了几批,捐了几册")
    assert seen(tab, ".wj-answer-text") == "4批30人次、101089册"
    assert tab.page.locator(".wj-quote .wj-span").all_inner_texts() == ["4批30人次", "101089册"]
    for place, words in enumerate(["4批30人次", "101089册"]):
        tab.page.click(f".wj-card .wj-open >> nth={place}")
        tab.page.wait_for_selector(f".wj-reading .wj-here:text-is('{words}')")


def test_a_passage_says_what_it_does_not_mention(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.ask("浦东新区派了多少教师")
    assert tab.page.locator(".wj-passage .wj-lacks").all_inner_texts() == ["没有提到：浦东新区"] * 3
    tab.page.click("text=English")
    tab.page.wait_for_selector(".wj-lacks:has-text('Does not mention: 浦东新区')")


NO_CLIPBOARD = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"  # as on a page served over http


@pytest.mark.parametrize("before", ["0", NO_CLIPBOARD])
def test_the_answer_is_copied_with_its_place(stand_in: Any, open_tab: Open, before: str) -> None:
    tab = open_tab(stand_in.url)
    tab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.page.evaluate(before)
    tab.ask(QUESTION)
    assert seen(tab, ".wj-said[aria-live=polite]") == ""
    tab.page.click(".wj-copy")
    tab.page.wait_for_selector(f".wj-said:text-is('{ZH.copied}')")
    assert tab.page.evaluate("document.activeElement.className") == "wj-copy"
    tab.page.wait_for_selector(".wj-said:text-is('')", state="attached")
    tab.page.fill(BOX, "")
    tab.page.press(BOX, "Control+V")
    answer, place = tab.page.input_value(BOX).split("\n")
    assert answer == "45位教师"
    assert place.startswith("出处：对口支援与合作交流工作经验交流(区教育局系列) › 二、杨浦区")


def test_a_copy_that_fails_is_told(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.page.evaluate(f"{NO_CLIPBOARD}; document.execCommand = () => false")
    tab.ask(QUESTION)
    tab.page.click(".wj-copy")
    tab.page.wait_for_selector(f".wj-said:text-is('{ZH.not_copied}')")


@pytest.mark.parametrize(("question", "words"), [("徐汇区派了几人", ZH.none), ("投入多少经费", ZH.related)])
def test_no_answer_is_said_plainly(stand_in: Any, open_tab: Open, question: str, words: str) -> None:
    tab = open_tab(stand_in.url)
    tab.ask(question)
    assert seen(tab, ".wj-verdict") == words


@pytest.mark.parametrize(("question", "words"), [("", "还没有输入问题"), ("长" * 501, "501")])
def test_a_question_nobody_can_answer_gets_a_friendly_card(
    stand_in: Any, open_tab: Open, question: str, words: str
) -> None:
    tab = open_tab(stand_in.url)
    tab.ask(question)
    assert words in seen(tab, ".wj-notice")
    assert tab.page.query_selector(".toast-body, [data-testid='toast-body']") is None


def test_a_broken_engine_is_told_without_a_trace_and_the_next_question_works(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.ask("坏")
    assert seen(tab, ".wj-notice").endswith(ZH.failure)
    assert "on purpose" not in seen(tab, "body")
    tab.page.fill(BOX, QUESTION)
    tab.page.click("#wj-submit")
    tab.page.wait_for_selector(".wj-answer")


def test_waiting_is_shown(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.page.fill(BOX, "慢慢问:遵义")
    tab.page.click("#wj-submit")
    tab.page.wait_for_selector(".wj-busy [role=progressbar]")
    assert seen(tab, "#wj-result").split("\n") == [ZH.busy, "", "慢慢问:遵义"]
    tab.page.wait_for_selector(".wj-answer")


def test_a_question_asked_while_another_is_answered_is_answered_next(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.page.fill(BOX, "慢慢问:遵义")
    tab.page.press(BOX, "Enter")
    tab.page.wait_for_selector(".wj-busy")
    tab.page.fill(BOX, "徐汇")
    tab.page.press(BOX, "Enter")
    tab.page.wait_for_selector(".wj-none")


def test_hostile_text_is_shown_and_not_run(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.ask("恶意文本<img src=x onerror=window.hacked=6>")
    assert "<script>window.hacked=1</script>" in seen(tab, ".wj-card")
    assert "{{window.hacked=4}}" in seen(tab, ".wj-passage .wj-text")
    tab.page.click(".wj-card .wj-open")
    tab.page.wait_for_selector(".wj-reading .wj-here")
    assert 'onerror="window.hacked=2"' in seen(tab, ".wj-doc-text")
    assert '坏"><img' in seen(tab, ".wj-doc-head")
    tab.page.click("text=English")
    tab.page.wait_for_selector(f"text={EN.related}")
    assert tab.page.evaluate("typeof window.hacked") == "undefined"


# Keyboard


def test_enter_asks_and_shift_enter_breaks_the_line(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.page.fill(BOX, "遵义")
    tab.page.press(BOX, "Shift+Enter")
    tab.page.type(BOX, "支教")
    assert tab.page.input_value(BOX) == "遵义\n支教"
    assert tab.page.query_selector(".wj-card") is None
    tab.page.press(BOX, "Enter")
    tab.page.wait_for_selector(".wj-answer")


def test_enter_that_confirms_pinyin_does_not_ask(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.page.focus(BOX)
    keys = tab.page.context.new_cdp_session(tab.page)
    keys.send("Input.imeSetComposition", {"text": "zunyi", "selectionStart": 5, "selectionEnd": 5})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "nativeVirtualKeyCode": 229}
    keys.send("Input.dispatchKeyEvent", {"type": "keyDown", "text": "\r", **enter})
    keys.send("Input.insertText", {"text": "遵义"})
    keys.send("Input.dispatchKeyEvent", {"type": "keyUp", **enter})
    tab.page.wait_for_timeout(1500)
    assert tab.page.input_value(BOX) == "遵义"
    assert tab.page.query_selector(".wj-card") is None
    tab.page.press(BOX, "Enter")
    tab.page.wait_for_selector(".wj-answer")


PRESS_ENTER = """([isComposing, keyCode]) => {
    const box = document.querySelector('#wj-question textarea');
    for (const [kind, code] of [['keydown', keyCode], ['keypress', 13], ['keyup', 13]])
        box.dispatchEvent(new KeyboardEvent(kind, {key: 'Enter', keyCode: code, bubbles: true, cancelable: true,
            isComposing: isComposing && kind !== 'keypress'}));
}"""


@pytest.mark.parametrize(("composing", "code", "asks"), [(True, 13, 0), (False, 229, 0), (False, 13, 1)])
def test_the_orders_of_events_that_other_browsers_send(
    stand_in: Any, open_tab: Open, composing: bool, code: int, asks: int
) -> None:
    """Some end the composition before the key, some send a keypress that is no longer marked as composing."""
    tab = open_tab(stand_in.url)
    tab.page.fill(BOX, "遵义")
    tab.page.evaluate(PRESS_ENTER, [composing, code])
    tab.page.wait_for_timeout(1500)
    assert len(tab.page.query_selector_all(".wj-card")) == asks


def test_the_panel_opens_and_closes_by_keyboard_and_gives_the_focus_back(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.ask(QUESTION)
    tab.page.focus(".wj-passage >> nth=1 >> .wj-open")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector(".wj-reading .wj-here")
    assert seen(tab, ".wj-here") == "设立专项经费,开展多项教育援助。"
    assert tab.page.evaluate("document.activeElement.className") == "wj-close"
    tab.page.keyboard.press("Escape")
    assert not tab.page.is_visible(".wj-doc")
    place = tab.page.evaluate("document.activeElement.closest('.wj-passage').querySelector('.wj-rank').textContent")
    assert place == "2"


def test_a_second_click_on_the_same_place_opens_it_again(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    tab.ask(QUESTION)
    for _ in range(2):
        tab.page.click(".wj-passage >> nth=2 >> .wj-text")
        tab.page.wait_for_selector(".wj-reading .wj-here")
        assert shown_inside(tab, ".wj-here", ".wj-doc-text")
        tab.page.click(".wj-close")
        tab.page.wait_for_selector(".wj-doc", state="hidden")


# Looks


def test_the_page_changes_its_language_and_keeps_the_result(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url)
    assert seen(tab, ".wj-tagline") == ZH.tagline
    tab.ask(QUESTION)
    tab.page.click("text=English")
    tab.page.wait_for_selector(f"text={EN.tagline}")
    assert seen(tab, "#wj-submit") == EN.submit
    assert seen(tab, ".wj-card .wj-eyebrow") == EN.answer
    assert seen(tab, ".wj-answer-text") == "45位教师"
    assert tab.page.input_value(BOX) == QUESTION


def test_an_english_browser_is_greeted_in_english(stand_in: Any, open_tab: Open) -> None:
    tab = open_tab(stand_in.url, locale="en-GB")
    tab.page.wait_for_selector(f"text={EN.tagline}")
    tab.ask("徐汇区")
    assert seen(tab, ".wj-verdict") == EN.none


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
@pytest.mark.parametrize("question", [QUESTION, "派了几批,捐了几册", "恶意文本"])
def test_nothing_is_wider_than_a_telephone(stand_in: Any, open_tab: Open, locale: str, question: str) -> None:
    tab = open_tab(stand_in.url, width=390, height=844, locale=locale)
    tab.ask(question)
    tab.page.click(".wj-why summary")
    assert tab.page.evaluate(TOO_WIDE) == []
    tab.page.click(".wj-card .wj-open")
    tab.page.wait_for_selector(".wj-reading .wj-doc")
    assert tab.page.evaluate(TOO_WIDE) == []


TOO_WIDE = """() => [...document.querySelectorAll('body *')].filter(e => {
    const box = e.getBoundingClientRect();
    return box.width && !e.closest('.wj-scroll') && getComputedStyle(e).visibility !== 'hidden'
        && (box.right > innerWidth + 1 || box.left < -1);
}).map(e => e.tagName + '.' + e.className)"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(stand_in: Any, open_tab: Open, scheme: str) -> None:
    """WCAG 2 AA: 4.5, or 3 for text from 24 px on."""
    tab = open_tab(stand_in.url, scheme=scheme)
    for question in ("", "徐汇", "浦东", QUESTION):
        tab.ask(question)
        assert tab.page.evaluate(LOW_CONTRAST) == []
    tab.page.click(".wj-why summary")
    tab.page.click(".wj-copy")
    tab.page.wait_for_function("document.querySelector('.wj-said').textContent")
    assert tab.page.evaluate(LOW_CONTRAST) == []
    tab.page.click(".wj-card .wj-open")
    tab.page.wait_for_selector(".wj-reading .wj-here")
    assert tab.page.evaluate(LOW_CONTRAST) == []
    assert tab.page.evaluate("document.body.classList.contains('dark')") == (scheme == "dark")


LOW_CONTRAST = """() => {
    const rgba = css => {
        const unit = css.startsWith('color(') ? 255 : 1, [r, g, b, a = 1] = css.match(/[\\d.]+/g).map(Number);
        return [r * unit, g * unit, b * unit, a];
    };
    const over = (a, b) => a.slice(0, 3).map((v, i) => v * a[3] + b[i] * (1 - a[3]));
    const under = e => { if (!e) return [255, 255, 255]; const c = rgba(getComputedStyle(e).backgroundColor);
                         return c[3] === 1 ? c.slice(0, 3) : over(c, under(e.parentElement)); };
    const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
                         return .2126 * r + .7152 * g + .0722 * b; };
    const low = [];
    for (const e of document.querySelectorAll('.gradio-container *')) {
        const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) || e.tagName === 'TEXTAREA';
        if (!own || !e.checkVisibility({checkVisibilityCSS: true, checkOpacity: true})) continue;
        const style = getComputedStyle(e), back = under(e), fore = over(rgba(style.color), back);
        const [a, b] = [light(fore), light(back)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
        const enough = parseFloat(style.fontSize) >= 24 ? 3 : 4.5;
        if (ratio < enough) low.push([e.className, e.textContent.slice(0, 20), ratio]);
    }
    return low;
}"""


def shown_inside(tab: Any, inner: str, outer: str) -> bool:
    """Whether the first `inner` can be seen within `outer`'s box without scrolling."""
    a, b = (tab.page.query_selector(s).bounding_box() for s in (inner, outer))
    return bool(b["y"] <= a["y"] and a["y"] + min(a["height"], 30) <= b["y"] + b["height"])
