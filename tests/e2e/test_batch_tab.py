"""The tab 批量 in a real browser: lists of questions are asked, cancelled, shown and taken away as files."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from openpyxl import Workbook, load_workbook

from tests.batch_server import batch_library
from tests.e2e.conftest import Server, a_free_port, started
from tests.e2e.test_page import LOW_CONTRAST, TOO_WIDE, shown_inside
from wenju.batch import COLUMNS, Batch, cells
from wenju.config import QUESTION_CHARACTERS
from wenju.ui.words import EN, ZH

Open = Callable[..., Any]
BOX = "#wj-batch-questions textarea"
LINE, ROWS, PLACE = ".wj-board-line", ".wj-table tbody tr", ".wj-table .wj-open"
BRIDGES, TEACHER, RELATED, OFF = "丙丙丙镇建成几座石桥？", "丁丁丁中学的老师姓名", "山区学校", "红烧肉怎么做"
FORMULA, LONG, MARKUP = (
    '=HYPERLINK("http://example.org")',
    "长" * (QUESTION_CHARACTERS + 1),
    "<img src=x onerror=hacked=1>",
)
TWENTY = [BRIDGES, TEACHER, RELATED, OFF, FORMULA, "=1+1", "＋1", "-1", "@SUM(A1)", "？？", LONG, MARKUP]
TWENTY += [f"甲甲甲区派出教师几名，第{n}问" for n in range(7)] + [BRIDGES]


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder, port = tmp_path_factory.mktemp("lists"), a_free_port()
    log = folder / "log"
    for url in started([sys.executable, "tests/batch_server.py", str(port), str(folder)], log, port):
        yield Server(url, log, folder)


@pytest.fixture
def batch_tab(lists: Server, open_tab: Open) -> Iterator[Open]:
    """`batch_tab(width=…, …)`: the page with the tab 批量 opened; nothing may be complained of or leave the machine."""
    opened = []

    def open_it(**looks: Any) -> Any:
        opened.append(open_tab(lists.url, **looks))
        to(opened[-1], "batch")
        opened[-1].page.wait_for_selector(BOX)
        return opened[-1]

    yield open_it
    for tab in opened:
        assert tab.complaints == []
        assert {urlsplit(url).hostname for url in tab.requests if not url.startswith(("data:", "blob:"))} == {
            "127.0.0.1"
        }


def to(tab: Any, name: str) -> None:
    tab.page.click(f"#wj-tabs button[role=tab] >> nth={['ask', 'documents', 'batch'].index(name)}")


def start(tab: Any, *questions: str) -> None:
    tab.page.fill(BOX, "\n".join(questions))
    tab.page.click("#wj-batch-start")


def ended(tab: Any, state: str = ZH.batch.states["done"]) -> None:
    tab.page.wait_for_selector(f"{LINE}:has-text('{state}')")
    tab.page.wait_for_selector("#wj-batch-start:not(:disabled)")


def seen(tab: Any, selector: str) -> str:
    return str(tab.page.inner_text(selector))


def downloaded(tab: Any, suffix: str) -> tuple[str, bytes]:
    with tab.page.expect_download() as waited:
        tab.page.click(f"#wj-batch-{suffix}")
    return str(waited.value.suggested_filename), Path(waited.value.path()).read_bytes()


def xlsx_rows(raw: bytes) -> list[list[Any]]:
    (sheet,) = load_workbook(io.BytesIO(raw)).worksheets
    return [["" if cell.value is None else cell.value for cell in row] for row in sheet.iter_rows()]


def slow(count: int, name: str) -> list[str]:
    return [f"慢：{name}第{n}个" for n in range(count)]


def workbook(*rows: list[Any]) -> dict[str, Any]:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return {"name": "问题清单.xlsx", "mimeType": "", "buffer": out.getvalue()}


def send(tab: Any, file: dict[str, Any]) -> None:
    tab.page.set_input_files("#wj-tab-batch input[type=file], [id*=wj-tab-batch] input[type=file]", file)


def test_a_list_is_asked_and_its_files_say_what_the_library_says(batch_tab: Open, tmp_path: Path) -> None:
    tab, library = batch_tab(), batch_library(tmp_path)
    start(tab, *TWENTY)
    ended(tab)
    rows = list(Batch(TWENTY).run(library.hold()))
    assert {row.outcome for row in rows} == {"answer", "related", "none", "error"}
    expected = [list(COLUMNS["zh"]), *(cells(row) for row in rows)]

    name, raw = downloaded(tab, "xlsx")
    assert re.fullmatch(r"问答结果-\d{8}-\d{4}\.xlsx", name)
    assert xlsx_rows(raw) == expected
    formula = load_workbook(io.BytesIO(raw)).worksheets[0]["A6"]
    assert (formula.value, formula.data_type, formula.quotePrefix) == (FORMULA, "s", True)

    name, raw = downloaded(tab, "csv")
    assert re.fullmatch(r"问答结果-\d{8}-\d{4}\.csv", name)
    assert raw.startswith(b"\xef\xbb\xbf")
    found = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [[str(c) for c in row] for row in expected]
    assert found[5][0] == f"'{FORMULA}"

    counts = [sum(row.outcome == kind for row in rows) for kind in ("answer", "related", "none", "error")]
    words = "● {} 有答案 · ◐ {} 只有相关段落 · ○ {} 没有提到 · × {} 不能问".format(*counts)
    assert seen(tab, ".wj-board-counts") == words
    assert tab.page.locator(f"{ROWS} .wj-cell-3").all_inner_texts()[:4] == [
        "● 有答案",
        "● 有答案",
        "◐ 只有相关段落",
        "○ 没有提到",
    ]
    assert tab.page.locator(f"{ROWS} .wj-cell-1").all_inner_texts()[11] == MARKUP
    assert tab.page.evaluate("typeof window.hacked") == "undefined"


def test_rows_come_as_they_are_answered_and_what_has_the_focus_keeps_it(batch_tab: Open) -> None:
    tab = batch_tab()
    start(tab, BRIDGES, *slow(6, "来"))
    tab.page.wait_for_selector(PLACE)
    tab.page.focus(PLACE)
    tab.page.wait_for_function(f"document.querySelectorAll('{ROWS}').length >= 3")
    assert 3 <= tab.page.locator(ROWS).count() < 7
    assert int(tab.page.get_attribute(".wj-board [role=progressbar]", "aria-valuenow")) in {42, 57, 71}
    assert re.search(r"正在提问…… · 已问 [345] 个，共 7 个 · 大约还要 \d 秒", seen(tab, LINE))
    assert tab.page.is_disabled("#wj-batch-start")
    assert not tab.page.is_visible("#wj-batch-xlsx")
    ended(tab)
    assert tab.page.locator(ROWS).count() == 7
    assert tab.page.evaluate("document.activeElement.textContent") == "桥梁志.txt"
    assert not tab.page.is_visible("#wj-batch-cancel")


QUARTERS = """() => {
    window.told = [];
    const place = document.querySelector('.wj-unseen');
    const changes = {childList: true, characterData: true, subtree: true};
    new MutationObserver(() => told.push(place.textContent)).observe(place, changes);
}"""


def test_a_screen_reader_is_told_of_quarters_and_not_of_every_row(batch_tab: Open) -> None:
    tab = batch_tab()
    tab.page.evaluate(QUARTERS)
    start(tab, *slow(10, "听"))
    ended(tab)
    told = tab.page.evaluate("told")
    quarters = [words for words in told if "%" in words]
    assert quarters == [f"已完成 {percent}%" for percent in (0, 25, 50, 75, 100)][: len(quarters)]
    assert told[-1] == "全部问完 · 已问 10 个，共 10 个"
    assert len(told) <= 7


def test_it_goes_on_while_another_tab_is_looked_at(batch_tab: Open) -> None:
    tab = batch_tab()
    start(tab, *slow(6, "换"))
    tab.page.wait_for_selector(ROWS)
    to(tab, "ask")
    tab.ask(BRIDGES)
    assert seen(tab, ".wj-answer-text") == "七座石桥"
    to(tab, "batch")
    ended(tab)
    assert tab.page.locator(ROWS).count() == 6


def test_cancelling_keeps_what_was_answered(batch_tab: Open, lists: Server) -> None:
    tab = batch_tab()
    start(tab, BRIDGES, *slow(30, "停"))
    tab.page.wait_for_function(f"document.querySelectorAll('{ROWS}').length >= 3")
    tab.page.click("#wj-batch-cancel")
    ended(tab, ZH.batch.states["cancelled"])
    kept = tab.page.locator(ROWS).count()
    assert 3 <= kept < 10
    assert f"已问 {kept} 个，共 31 个" in seen(tab, LINE)
    _, raw = downloaded(tab, "xlsx")
    assert [row[0] for row in xlsx_rows(raw)[1:]] == [BRIDGES, *slow(30, "停")[: kept - 1]]
    tab.page.wait_for_timeout(1000)
    assert lists.log.read_text(encoding="utf-8").count("慢：停") == kept - 1
    start(tab, BRIDGES)
    ended(tab)
    assert tab.page.locator(ROWS).count() == 1


def test_a_list_in_a_file_takes_the_place_of_the_box(batch_tab: Open) -> None:
    tab = batch_tab()
    tab.page.fill(BOX, "不问这个")
    send(
        tab,
        workbook(["编号", "问题", "部门"], [1, BRIDGES, "甲"], [2, None, "乙"], [3, TEACHER, "甲"], [4, BRIDGES, ""]),
    )
    tab.page.wait_for_selector(".wj-list")
    assert seen(tab, ".wj-list-head") == "问题清单.xlsx：找到 3 个问题"
    assert tab.page.locator(".wj-list li").all_inner_texts() == [BRIDGES, TEACHER, BRIDGES]
    assert seen(tab, ".wj-list .wj-small") == "取自“问题”一列 · 1 行没有问题，未计入 · 有 1 个是重复的，照样逐个提问"
    assert not tab.page.is_visible(BOX)
    tab.page.click("#wj-batch-start")
    ended(tab)
    assert tab.page.locator(f"{ROWS} .wj-cell-2").all_inner_texts() == ["七座石桥", "李明", "七座石桥"]
    assert tab.page.locator(f"{ROWS} .wj-cell-7").all_inner_texts() == [
        "",
        "教师 第 3 行",
        "",
    ]
    tab.page.click(".wj-list .wj-open")
    tab.page.wait_for_selector(BOX)
    tab.page.wait_for_function(f"document.activeElement === document.querySelector('{BOX}')")
    assert tab.page.input_value(BOX) == "不问这个"
    assert not tab.page.is_visible(".wj-list")


@pytest.mark.parametrize(
    ("name", "raw", "said"),
    [
        ("清单.pdf", b"a", "能读的是 .txt .csv .xlsx，请另存为其中一种"),
        ("清单.xlsx", b"a", "不是完好的 .xlsx 文件，请在 Excel 或 WPS 里打开后另存"),
        ("清单.txt", b"\n\n", "里面没有问题，请每行写一个"),
        ("清单.csv", "几名？\n".encode() * 1001, "有 1001 个问题，一次最多 1000 个，请分成几份"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_with_the_cure(batch_tab: Open, name: str, raw: bytes, said: str) -> None:
    tab = batch_tab()
    for number in range(2):
        send(tab, {"name": f"{number}{name}", "mimeType": "", "buffer": raw})
        tab.page.wait_for_selector(f".wj-notice:has-text('{number}{name}')")
        assert said in seen(tab, ".wj-notice")
    send(tab, {"name": name.split(".")[0] + ".txt", "mimeType": "", "buffer": "几座石桥？".encode()})
    tab.page.wait_for_selector(".wj-list-head:has-text('找到 1 个问题')")
    assert tab.page.query_selector(".wj-notice") is None


def test_without_questions_it_says_so_and_keeps_what_was_asked_before(batch_tab: Open) -> None:
    tab = batch_tab()
    start(tab, " ")
    tab.page.wait_for_selector(f".wj-notice:has-text('{ZH.batch.empty}')")
    start(tab, BRIDGES)
    ended(tab)
    start(tab, "")
    tab.page.wait_for_selector(f".wj-notice:has-text('{ZH.batch.empty}')")
    tab.page.wait_for_selector(ROWS)
    assert tab.page.locator(ROWS).count() == 1
    assert tab.page.is_visible("#wj-batch-xlsx")


def test_what_breaks_is_told_and_the_rows_before_stay(lists: Server, open_tab: Open) -> None:
    tab = open_tab(lists.url)
    to(tab, "batch")
    start(tab, BRIDGES, "坏", TEACHER)
    ended(tab, ZH.batch.states["failed"])
    assert ZH.batch.failure in seen(tab, ".wj-board")
    assert tab.page.locator(f"{ROWS} .wj-cell-2").all_inner_texts() == ["七座石桥"]
    assert "on purpose" not in seen(tab, "body")
    assert len(xlsx_rows(downloaded(tab, "xlsx")[1])) == 2
    start(tab, TEACHER)
    ended(tab)


def test_a_place_opens_the_document_with_the_mark_in_view(batch_tab: Open) -> None:
    tab = batch_tab()
    start(tab, OFF, TEACHER, BRIDGES)
    ended(tab)
    tab.page.click(f"{PLACE} >> nth=1")
    tab.page.wait_for_selector(".wj-reading .wj-here")
    assert seen(tab, ".wj-here") == "七座石桥"
    assert shown_inside(tab, ".wj-here", ".wj-doc-text")
    assert tab.page.evaluate(TOO_WIDE) == []
    tab.page.keyboard.press("Escape")
    assert not tab.page.is_visible(".wj-doc")
    assert tab.page.evaluate("document.activeElement.textContent") == "桥梁志.txt"


def test_the_table_is_wider_than_the_page_s_column_and_scrolls_by_itself(batch_tab: Open) -> None:
    tab = batch_tab(width=900)
    start(tab, BRIDGES, TEACHER)
    ended(tab)
    inner, outer = tab.page.evaluate(
        "(({scrollWidth, clientWidth}) => [scrollWidth, clientWidth])(document.querySelector('.wj-table'))"
    )
    assert inner > outer > 820
    assert tab.page.evaluate(TOO_WIDE) == []
    tab.page.focus(".wj-table")
    tab.page.keyboard.press("ArrowRight")
    tab.page.wait_for_function("document.querySelector('.wj-table').scrollLeft > 0")


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_on_a_telephone_each_row_is_a_card(batch_tab: Open, locale: str) -> None:
    tab = batch_tab(width=390, height=844, locale=locale)
    words = ZH if locale == "zh-CN" else EN
    assert tab.page.evaluate(TOO_WIDE) == []
    send(tab, workbook(["问题"], [LONG], [MARKUP * 9]))
    tab.page.wait_for_selector(".wj-list")
    assert tab.page.evaluate(TOO_WIDE) == []
    tab.page.click(".wj-list .wj-open")
    start(tab, *slow(3, "窄"), *TWENTY)
    tab.page.wait_for_selector(ROWS)
    assert tab.page.evaluate(TOO_WIDE) == []
    ended(tab, words.batch.states["done"])
    assert tab.page.evaluate(TOO_WIDE) == []
    assert tab.page.evaluate("document.documentElement.scrollWidth") == 390
    assert tab.page.evaluate("(e => e.scrollWidth - e.clientWidth)(document.querySelector('.wj-table'))") == 0
    tops = tab.page.evaluate(
        f"[...document.querySelectorAll('{ROWS}:nth-child(4) td')].map(e => e.getBoundingClientRect().top)"
    )
    assert tops[:6] == sorted(set(tops[:6]))
    tab.page.click(PLACE)
    tab.page.wait_for_selector(".wj-reading .wj-here")
    assert shown_inside(tab, ".wj-here", ".wj-doc-text")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_has_enough_contrast(batch_tab: Open, scheme: str) -> None:
    tab = batch_tab(scheme=scheme)
    assert tab.page.evaluate(LOW_CONTRAST) == []
    send(tab, workbook(["问题", "部门"], [BRIDGES, ""], ["", "甲"]))
    tab.page.wait_for_selector(".wj-list")
    assert tab.page.evaluate(LOW_CONTRAST) == []
    tab.page.click(".wj-list .wj-open")
    start(tab, *TWENTY, *slow(3, "色"))
    tab.page.wait_for_selector("#wj-batch-cancel")
    tab.page.wait_for_selector(ROWS)
    assert tab.page.evaluate(LOW_CONTRAST) == []
    ended(tab)
    assert tab.page.evaluate(LOW_CONTRAST) == []
    assert tab.page.evaluate("document.body.classList.contains('dark')") == (scheme == "dark")


FOCUSED = "(e => e.id || e.closest('[id]').id)(document.activeElement)"


def test_it_can_be_used_with_the_keyboard_alone(batch_tab: Open) -> None:
    tab = batch_tab()
    keys = tab.page.keyboard
    tab.page.focus(BOX)
    keys.type(BRIDGES)
    keys.press("Enter")
    keys.type("慢：键一")
    for n in range(8):
        keys.press("Enter")
        keys.type(f"慢：键{n}")
    keys.press("Tab")
    assert tab.page.evaluate(FOCUSED) == "wj-batch-start"
    assert tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    keys.press("Enter")
    tab.page.wait_for_selector(ROWS)
    keys.press("Tab")
    assert tab.page.evaluate(FOCUSED) == "wj-batch-cancel"
    keys.press("Enter")
    ended(tab, ZH.batch.states["cancelled"])
    reached = []
    for _ in range(6):
        keys.press("Tab")
        reached.append(tab.page.evaluate("document.activeElement.className + ' ' + document.activeElement.id"))
    assert [any(name in place for place in reached) for name in ("wj-batch-list", "wj-batch-xlsx", "wj-batch-csv")] == [
        True
    ] * 3
    assert any("wj-table" in place for place in reached)
    while tab.page.evaluate("document.activeElement.className") != "wj-open":
        keys.press("Tab")
    keys.press("Enter")
    tab.page.wait_for_selector(".wj-reading .wj-here")
    keys.press("Escape")
    assert tab.page.evaluate("document.activeElement.className") == "wj-open"


def test_all_of_it_speaks_english_by_choice_also_in_the_middle(batch_tab: Open) -> None:
    tab = batch_tab()
    start(tab, BRIDGES, "？？", *slow(8, "语"))
    tab.page.wait_for_selector(f"{ROWS}:nth-child(3)")
    tab.page.click("text=English")
    ended(tab, EN.batch.states["done"])
    assert seen(tab, "#wj-batch-start") == EN.batch.start
    assert seen(tab, "#wj-batch-list") == EN.batch.upload
    assert seen(tab, f"{ROWS}:nth-child(2) .wj-cell-3") == "× not asked"
    name, raw = downloaded(tab, "xlsx")
    assert name.startswith("answers-")
    assert xlsx_rows(raw)[0] == list(COLUMNS["en"])
    tab.page.click("text=中文")
    tab.page.wait_for_selector(f"{LINE}:has-text('{ZH.batch.states['done']}')")
    name, raw = downloaded(tab, "csv")
    assert name.startswith("问答结果-")
    assert raw.decode("utf-8-sig").startswith('"问题"')


def test_an_english_browser_sees_no_chinese_but_the_documents_own(batch_tab: Open) -> None:
    tab = batch_tab(locale="en-GB")
    tab.page.wait_for_selector(f"#wj-batch-start:has-text('{EN.batch.start}')")
    start(tab, BRIDGES)
    ended(tab, EN.batch.states["done"])
    words = tab.page.evaluate("""() => [...document.querySelectorAll('#wj-tab-batch *, [role=tabpanel] *')].filter(e =>
        e.checkVisibility() && !e.closest('[lang|=zh], .wj-open, .wj-cell-6') && [...e.childNodes].some(n =>
            n.nodeType === 3 && /[\\u4e00-\\u9fff]/.test(n.textContent))).map(e => e.textContent)""")
    assert words == []


def test_a_page_that_is_left_asks_no_further(lists: Server, open_tab: Open) -> None:
    tab = open_tab(lists.url)
    to(tab, "batch")
    start(tab, *slow(40, "走"))
    tab.page.wait_for_selector(ROWS)
    before = len(lists.log.read_text(encoding="utf-8"))
    tab.page.close()
    other = open_tab(lists.url)
    other.page.wait_for_timeout(3000)
    asked = lists.log.read_text(encoding="utf-8").count("慢：走")
    other.page.wait_for_timeout(1500)
    said = lists.log.read_text(encoding="utf-8")
    assert said.count("慢：走") == asked < 20
    assert "Traceback" not in said[before:]
    assert "rror" not in said[before:]


def test_others_are_answered_meanwhile_and_a_fifth_list_waits_its_turn(lists: Server, open_tab: Open) -> None:
    tabs = [open_tab(lists.url) for _ in range(5)]
    for tab in tabs:
        to(tab, "batch")
    for number, tab in enumerate(tabs[:4]):
        start(tab, *slow(60, f"同{number}"))
        tab.page.wait_for_selector(ROWS)
    start(tabs[4], BRIDGES)
    tabs[4].page.wait_for_selector(f"{LINE}:has-text('{ZH.batch.states['waiting']}')")
    to(tabs[4], "ask")
    tabs[4].ask(BRIDGES)
    assert seen(tabs[4], ".wj-answer-text") == "七座石桥"
    to(tabs[4], "batch")
    assert ZH.batch.states["waiting"] in seen(tabs[4], LINE)
    tabs[4].page.click("#wj-batch-cancel")
    ended(tabs[4], ZH.batch.states["cancelled"])
    assert "已问 0 个，共 1 个" in seen(tabs[4], LINE)
    start(tabs[4], BRIDGES)
    tabs[0].page.click("#wj-batch-cancel")
    ended(tabs[4])


def test_a_long_list_shows_its_first_rows_and_the_file_has_all(batch_tab: Open) -> None:
    tab = batch_tab()
    start(tab, *(f"{OFF}{n}" for n in range(230)))
    ended(tab)
    assert tab.page.locator(ROWS).count() == 200
    assert "这里只显示前 200 行，另外 30 行请看下载的文件。" in seen(tab, ".wj-board")
    assert [row[0] for row in xlsx_rows(downloaded(tab, "xlsx")[1])[1:]] == [f"{OFF}{n}" for n in range(230)]
