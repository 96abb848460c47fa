"""The tab 文档 in a real browser: files are put in, read, asked about and taken away while questions are answered."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import Server, a_free_port, started
from tests.e2e.test_page import LOW_CONTRAST, TOO_WIDE, shown_inside
from wenju.ui.words import EN, ZH

Open = Callable[..., Any]
BOX = "#wj-drop input[type=file]"
BUILT = ".wj-build:has-text('已重建')"
RUNNING = ".wj-build [role=progressbar]"
MARKDOWN = "# 白云镇志\n\n" + "".join(f"## 第{n}编\n\n### 第{n}章\n\n本章有内容{n}。\n\n" for n in range(1, 26))


def serve(folder: Path, *options: str) -> Iterator[Server]:
    port, log = a_free_port(), folder / "log"
    for url in started([sys.executable, "tests/shelf_server.py", str(port), str(folder), *options], log, port):
        yield Server(url, log, folder)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """With 报告.txt alone, which each test leaves behind; a rebuild takes two seconds."""
    yield from serve(tmp_path_factory.mktemp("shelf"), "2")


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from serve(tmp_path_factory.mktemp("closed"), "0", "closed")


@pytest.fixture
def documents(open_tab: Open) -> Open:
    """`documents(url, …)`: the page with the tab 文档 opened."""

    def opened(url: str, **looks: Any) -> Any:
        tab = open_tab(url, **looks)
        to(tab, "documents")
        tab.page.wait_for_selector(".wj-row")
        return tab

    return opened


def to(tab: Any, name: str) -> None:
    tab.page.click(f"#wj-tabs button[role=tab] >> nth={['ask', 'documents', 'batch'].index(name)}")


def seen(tab: Any, selector: str) -> str:
    return str(tab.page.inner_text(selector))


def send(tab: Any, *files: tuple[str, bytes]) -> None:
    given = [{"name": name, "mimeType": "", "buffer": raw} for name, raw in files]
    tab.page.set_input_files(BOX, given)
    tab.page.wait_for_selector(f"#wj-done li:has-text('{files[-1][0]}')")


def row(name: str) -> str:
    return f".wj-row:has([data-name='{name}'])"


def remove(tab: Any, name: str) -> None:
    if not tab.page.is_visible(f"{row(name)} .wj-row-details"):
        tab.page.click(f"{row(name)} .wj-row-open")
    tab.page.click(f"{row(name)} .wj-remove summary")
    tab.page.click(f"{row(name)} .wj-confirm")
    tab.page.wait_for_selector(f"#wj-done li:has-text('{name}'):has-text('删除')")


def ended(tab: Any) -> None:
    tab.page.wait_for_selector("#wj-rebuild:not([disabled])")
    tab.page.wait_for_selector(RUNNING, state="detached")


def a_word_file(folder: Path) -> bytes:
    docx = pytest.importorskip("docx")
    document = docx.Document()
    document.add_heading("丙丙丙县的做法", 0)
    document.add_heading("一、道路", 1)
    for n in range(60):
        document.add_paragraph(f"丙丙丙县第{n}段道路已经修好。")
    document.add_heading("二、桥梁", 1)
    document.add_paragraph("丙丙丙县修建了七座石桥，方便学生上学。")
    document.save(folder / "桥.docx")
    return (folder / "桥.docx").read_bytes()


def test_an_english_browser_is_greeted_in_english_after_a_rebuild_too(shelf: Server, documents: Open) -> None:
    tab = documents(shelf.url)
    tab.page.click("#wj-rebuild")
    tab.page.wait_for_selector(BUILT)
    later = documents(shelf.url, locale="en-GB")
    later.page.wait_for_timeout(1000)  # for what may still change the head
    assert EN.tagline in seen(later, ".wj-head")


def test_a_document_is_sent_read_asked_about_and_removed(shelf: Server, documents: Open, tmp_path: Path) -> None:
    tab = documents(shelf.url)
    assert "1 篇文档" in seen(tab, ".wj-head")
    send(tab, ("桥梁.docx", a_word_file(tmp_path)), ("旧.doc", b"\xd0\xcf\x11\xe0"))
    assert "已存入" in seen(tab, "#wj-done .wj-done")
    assert "请用 Word、WPS 或 LibreOffice 打开，另存为 .docx。" in seen(tab, "#wj-done .wj-undone")
    assert not (shelf.index / "corpus" / "旧.doc").exists()

    tab.page.wait_for_selector(f"{RUNNING}:not([aria-valuenow='0'])")
    assert "%" in seen(tab, ".wj-build")
    assert ZH.shelf.states["waiting"] in seen(tab, row("桥梁.docx"))
    to(tab, "ask")
    tab.ask("捐赠了多少图书")  # while the rebuild goes on
    assert seen(tab, ".wj-answer-text") == "三百册"
    to(tab, "documents")
    tab.page.wait_for_selector(BUILT)
    assert "2 篇文档，其中新增 1" in seen(tab, ".wj-build")
    assert ZH.shelf.states["ready"] in seen(tab, row("桥梁.docx"))
    tab.page.wait_for_selector(".wj-head:has-text('2 篇文档')")

    to(tab, "ask")
    tab.ask("丙丙丙县修建了几座石桥")
    assert seen(tab, ".wj-answer-text") == "七座石桥"
    tab.page.click(".wj-card .wj-open >> nth=0")
    tab.page.wait_for_selector(".wj-reading .wj-here")
    assert "七座石桥" in seen(tab, ".wj-here >> nth=0")
    assert shown_inside(tab, ".wj-here", ".wj-doc-text")
    tab.page.keyboard.press("Escape")

    to(tab, "documents")
    tab.page.click(f"{row('桥梁.docx')} .wj-row-open")
    assert not tab.page.is_visible(".wj-confirm")
    tab.page.click(".wj-remove summary")
    assert "将从文件夹中删除“桥梁.docx”" in seen(tab, ".wj-remove")
    tab.page.click(".wj-cancel")
    assert not tab.page.is_visible(".wj-confirm")
    assert (shelf.index / "corpus" / "桥梁.docx").exists()
    remove(tab, "桥梁.docx")
    assert not (shelf.index / "corpus" / "桥梁.docx").exists()
    tab.page.wait_for_selector(row("桥梁.docx"), state="detached")
    tab.page.wait_for_selector(".wj-head:has-text('1 篇文档')")
    to(tab, "ask")
    tab.ask("丙丙丙县修建了几座石桥啊")
    assert "七座石桥" not in seen(tab, ".wj-card")
    assert tab.complaints == []
    assert {urlsplit(url).hostname for url in tab.requests if not url.startswith(("data:", "blob:"))} == {"127.0.0.1"}


def test_the_last_document_stays(shelf: Server, documents: Open) -> None:
    tab = documents(shelf.url)
    remove(tab, "报告.txt")
    assert "能读取的只剩这一篇文档，不能删除。请先上传另一篇。" in seen(tab, "#wj-done .wj-undone")
    assert (shelf.index / "corpus" / "报告.txt").exists()
    assert not tab.page.is_visible(RUNNING)


def test_what_cannot_be_read_stands_on_top_with_its_cure(shelf: Server, documents: Open) -> None:
    tab = documents(shelf.url)
    send(tab, ("损坏.pdf", b"no pdf at all"))
    tab.page.wait_for_selector(f"{BUILT}:has-text('有 1 个文件没能读取')")
    first = seen(tab, ".wj-row >> nth=0")
    assert "损坏.pdf" in first
    assert ZH.shelf.states["failed"] in first
    assert "不是 PDF，或已损坏。请用 PDF 阅读器打开，再打印成新的 PDF。" in first
    tab.page.click("text=English")
    tab.page.wait_for_selector(f".wj-row >> nth=0 >> text={EN.shelf.states['failed']}")
    assert EN.shelf.stored in seen(tab, "#wj-done")
    assert EN.shelf.rebuild == seen(tab, "#wj-rebuild")
    assert "Rebuilt: documents 1" in seen(tab, ".wj-build")
    tab.page.click("text=中文")
    tab.page.wait_for_selector(BUILT)
    remove(tab, "损坏.pdf")
    tab.page.wait_for_selector(row("损坏.pdf"), state="detached")
    ended(tab)


def test_a_heading_opens_the_document_at_its_place(shelf: Server, documents: Open) -> None:
    tab = documents(shelf.url)
    send(tab, ("白云.md", MARKDOWN.encode()))
    tab.page.wait_for_selector(BUILT)
    ended(tab)
    tab.page.click(f"{row('白云.md')} .wj-row-open")
    assert "51 个标题" in seen(tab, f"{row('白云.md')} .wj-row-details")
    assert tab.page.locator(".wj-tree .wj-open:visible").count() == 26  # the third level is folded
    assert tab.page.evaluate("document.activeElement.dataset.name") == "白云.md"  # the list was drawn anew
    tab.page.click(".wj-tree summary >> nth=19")
    tab.page.click(".wj-tree .wj-open:text-is('第20章')")
    tab.page.wait_for_selector(".wj-reading .wj-here")
    assert "第20章" in seen(tab, ".wj-here >> nth=0")
    assert shown_inside(tab, ".wj-here", ".wj-doc-text")
    tab.page.click(".wj-close")
    tab.page.click(f"{row('白云.md')} .wj-row-open")  # folds it; the panel stays away
    tab.page.wait_for_selector(".wj-row-details", state="detached")
    assert not tab.page.is_visible(".wj-doc")
    tab.page.fill("#wj-find input, #wj-find textarea", "報告")
    tab.page.wait_for_selector(row("白云.md"), state="detached")
    assert "找到 1 篇，共 2 篇" in seen(tab, ".wj-entries")
    tab.page.fill("#wj-find input, #wj-find textarea", "")
    tab.page.wait_for_selector(row("白云.md"))
    tab.page.click(f"{row('白云.md')} .wj-row-open")
    tab.page.click(f"{row('白云.md')} .wj-row-buttons .wj-open")
    tab.page.wait_for_selector(".wj-reading .wj-doc")
    assert tab.page.evaluate("document.querySelector('.wj-doc-text').scrollTop") == 0
    tab.page.keyboard.press("Escape")
    remove(tab, "白云.md")
    tab.page.wait_for_selector(row("白云.md"), state="detached")
    ended(tab)


def test_a_rebuild_that_fails_says_so_and_the_old_index_answers(shelf: Server, documents: Open) -> None:
    tab = documents(shelf.url)
    send(tab, ("坏了.txt", "甲甲甲区捐赠图书五百册。".encode()))
    tab.page.wait_for_selector(".wj-broken")
    assert ZH.shelf.failed in seen(tab, ".wj-broken")
    assert "the dictionary is damaged on purpose; mend it" in seen(tab, ".wj-broken [lang=en]")
    assert "1 篇文档" in seen(tab, ".wj-head")
    to(tab, "ask")
    tab.ask("捐赠了多少图书")
    assert seen(tab, ".wj-answer-text") == "三百册"
    to(tab, "documents")
    remove(tab, "坏了.txt")
    tab.page.wait_for_selector(BUILT)
    ended(tab)
    assert tab.complaints == []


def test_all_open_pages_tell_of_the_same_rebuild_and_a_quiet_one_asks_nothing(shelf: Server, documents: Open) -> None:
    one, other = documents(shelf.url), documents(shelf.url)
    other.requests.clear()
    one.page.click("#wj-rebuild")
    one.page.wait_for_selector("#wj-rebuild[disabled]")
    one.page.wait_for_selector(RUNNING)
    assert other.requests == []
    to(other, "ask")
    to(other, "documents")
    other.page.wait_for_selector(RUNNING)
    assert other.page.is_disabled("#wj-rebuild")
    for tab in (one, other):
        tab.page.wait_for_selector(f"{BUILT}:has-text('未变 1')")
        ended(tab)
        tab.requests.clear()
    one.page.wait_for_timeout(2500)
    assert [one.requests, other.requests] == [[], []]


DROP = """([most, files]) => {
    const carried = new DataTransfer();
    for (const [name, size] of files) carried.items.add(new File(['字'.repeat(size)], name));
    document.querySelector('.wj-zone').dataset.most = most;
    const say = kind => document.querySelector('#wj-listing').dispatchEvent(
        new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
    return [say('dragover'), document.querySelector('#wj-drop').className.includes('wj-over'), say('drop')];
}"""


def test_dropped_files_are_sent_but_for_those_that_are_too_large(shelf: Server, documents: Open) -> None:
    tab = documents(shelf.url)
    taken = tab.page.evaluate(DROP, [3000, [["大.txt", 2000], ["小.txt", 10]]])
    assert taken == [False, True, False]  # the browser opens none of them itself
    tab.page.wait_for_selector("#wj-done li:has-text('小.txt')")
    assert "大.txt" in seen(tab, ".wj-sending")
    assert "没有收下：超过 200 MB" in seen(tab, ".wj-sending .wj-undone")
    assert "小.txt" not in seen(tab, ".wj-sending")
    assert sorted(path.name for path in (shelf.index / "corpus").iterdir()) == ["小.txt", "报告.txt"]
    tab.page.wait_for_selector(BUILT)
    ended(tab)
    remove(tab, "小.txt")
    tab.page.wait_for_selector(row("小.txt"), state="detached")
    ended(tab)


def test_where_uploads_are_off_one_can_only_look(closed: Server, documents: Open) -> None:
    tab = documents(closed.url)
    assert ZH.shelf.off in seen(tab, "#wj-drop")
    for gone in (BOX, "#wj-upload", "#wj-rebuild"):
        assert tab.page.locator(gone).count() == 0, gone
    tab.page.click(".wj-row-open")
    tab.page.wait_for_selector(".wj-row-details")
    assert tab.page.locator(".wj-remove").count() == 0
    tab.page.click(".wj-row-buttons .wj-open")
    tab.page.wait_for_selector(".wj-reading .wj-doc")
    tab.page.evaluate("document.querySelector('.wj-row-open').dataset.action = 'remove'")
    tab.page.click(".wj-close")
    tab.page.click(".wj-row-open")  # a click that was made up
    tab.page.wait_for_timeout(500)
    assert (closed.index / "corpus" / "报告.txt").exists()
    assert tab.complaints == []


def test_every_control_is_reached_with_the_keyboard(shelf: Server, documents: Open) -> None:
    tab = documents(shelf.url)
    tab.page.focus("#wj-tabs button[role=tab] >> nth=1")
    reached = []
    for _ in range(12):
        tab.page.keyboard.press("Tab")
        focused = (
            "const e = document.activeElement; e.id || e.dataset.action || e.parentElement.className || e.className"
        )
        reached.append(tab.page.evaluate(f"() => {{ {focused.replace('e.id ||', 'return e.id ||')} }}"))
        if reached[-1] == "detail":
            break
    assert [name for name in reached if name in ("wj-upload", "wj-rebuild", "detail")] == [
        "wj-upload",
        "wj-rebuild",
        "detail",
    ]
    assert tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector(".wj-row-details")
    tab.page.wait_for_function("document.activeElement.dataset.action === 'detail'")
    said = []
    for key in ("Tab", "Tab", "Enter", "Tab"):
        tab.page.keyboard.press(key)
        said.append(tab.page.evaluate("document.activeElement.textContent"))
    assert said == [ZH.shelf.open, ZH.shelf.remove, ZH.shelf.remove, ZH.shelf.confirm]
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("document.activeElement.textContent") == ZH.shelf.remove
    assert not tab.page.is_visible(".wj-confirm")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_it_fits_a_telephone_and_can_be_read(shelf: Server, documents: Open, scheme: str, locale: str) -> None:
    tab = documents(shelf.url, width=390, height=844, scheme=scheme, locale=locale)
    send(tab, ("很长的文件名" * 9 + ".pdf", b"none"), ("旧.doc", b""))
    tab.page.wait_for_selector(RUNNING)
    assert tab.page.evaluate(TOO_WIDE) == []
    assert tab.page.evaluate(LOW_CONTRAST) == []
    tab.page.wait_for_selector(".wj-row-failed")
    ended(tab)
    tab.page.click(".wj-row-failed .wj-row-open")
    tab.page.click(".wj-remove summary")
    assert tab.page.evaluate(TOO_WIDE) == []
    assert tab.page.evaluate(LOW_CONTRAST) == []
    tab.page.click(".wj-confirm")
    tab.page.wait_for_selector(".wj-row-failed", state="detached")
    ended(tab)
    assert tab.complaints == []
