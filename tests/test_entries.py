"""The list of the documents as HTML: what comes first, what is found, what is told of each, and hostile names."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from wenju.document import make_document
from wenju.library.listing import Entry, State
from wenju.records import Document, Heading
from wenju.ui import entries
from wenju.ui.entries import branches, entry_list, heading_tree
from wenju.ui.words import EN, ZH

READY = Entry("乙.docx", "ready", "", "乙镇年报", "2021-03-01", 1234, 7, 3, ("pages 3, 5-7: damaged, left out",))
WAITING = Entry("丙.pdf", "waiting")
FAILED = Entry("丁.doc", "failed", "the format of Word before 2007 is not read; open it and save it as .docx.")
GONE = Entry("甲.txt", "gone", "", "甲村概况", "", 50, 1, 0)
ALL = [FAILED, WAITING, READY, GONE]


class Seen(HTMLParser):
    """The buttons with their attributes and words, and all tags and text, as a browser would find them."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags, self.buttons, self.text = list[str](), list[dict[str, str | None]](), ""
        self.inside = False
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "button":
            self.inside = True
            self.buttons.append({**dict(attrs), "said": ""})

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag != "button"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.inside:
            self.buttons[-1]["said"] = f"{self.buttons[-1]['said']}{data}"


def rows(markup: str) -> list[str]:
    """The words of each row, without tags."""
    return [re.sub(r"<[^>]*>", "|", row) for row in re.split(r'<li class="wj-row ', markup)[1:]]


def names(markup: str) -> list[str | None]:
    return [button["data-name"] for button in Seen(markup).buttons if button.get("data-action") == "detail"]


def test_what_could_not_be_read_comes_first_and_the_rest_stays_in_order() -> None:
    assert names(entry_list(ZH, [WAITING, READY, FAILED, GONE])) == ["丁.doc", "丙.pdf", "乙.docx", "甲.txt"]


def test_a_row_tells_title_file_date_passages_and_state_in_words_and_a_sign() -> None:
    (row,) = rows(entry_list(ZH, [READY]))
    for words in ("乙镇年报", "乙.docx", "2021-03-01", "7 段", "✓|可以提问"):
        assert words in row
    assert "✓|ready" in rows(entry_list(EN, [READY]))[0]


@pytest.mark.parametrize(
    ("entry", "words", "note"),
    [
        (WAITING, "…|等待读取", "重建完成后可以提问。"),
        (GONE, "–|文件已不在", "文件夹里已没有这个文件"),
        (FAILED, "✕|没能读取", "不能读取 Word 2007 以前的格式。请用 Word、WPS 或 LibreOffice 打开，另存为 .docx。"),
    ],
)
def test_a_state_that_is_not_plain_says_what_it_means(entry: Entry, words: str, note: str) -> None:
    (row,) = rows(entry_list(ZH, [entry]))
    assert words in row
    assert note in row
    assert ("段" in row.replace("文件夹", "")) == bool(entry.title)  # of what was not read nothing is counted


def test_every_state_has_its_sign_and_words() -> None:
    states: list[State] = ["ready", "empty", "waiting", "failed", "gone"]
    assert list(entries.SYMBOLS) == states
    assert len(set(entries.SYMBOLS.values())) == 5
    for words in (ZH, EN):
        assert list(words.shelf.states) == list(words.shelf.state_notes) == states


def test_warnings_are_unfolded_in_the_language_of_the_page() -> None:
    markup = entry_list(ZH, [READY])
    assert '<details class="wj-warnings" open=""><summary>有 1 处没有完全读到</summary>' in markup
    assert '<li><span lang="zh-CN">第 3, 5-7 页已损坏，略去。</span></li>' in markup
    assert '<span lang="en">pages 3, 5-7: damaged, left out</span>' in entry_list(EN, [READY])
    assert "wj-warnings" not in entry_list(ZH, [WAITING, FAILED, GONE])


@pytest.mark.parametrize(
    ("query", "found", "said"),
    [
        ("", 4, "共 4 篇"),
        ("  ", 4, "共 4 篇"),
        ("年報", 1, "找到 1 篇，共 4 篇"),  # traditional script
        ("．DOC", 2, "找到 2 篇，共 4 篇"),  # full width, capitals; the file's name
        ("戊<b>", 0, "没有标题或文件名含有“戊&lt;b&gt;”的文档。"),
    ],
)
def test_documents_are_found_by_title_and_file_name(query: str, found: int, said: str) -> None:
    markup = entry_list(ZH, ALL, query)
    assert len(names(markup)) == found
    assert f'role="status">{said}</p>' in markup


def test_a_collection_may_be_empty_and_a_long_one_is_cut() -> None:
    assert "还没有文档。" in entry_list(ZH, [])
    assert "<ul" not in entry_list(ZH, [])
    many = [Entry(f"{n:03}.txt", "ready", title="题") for n in range(300)]
    markup = entry_list(ZH, many)
    assert len(names(markup)) == 200
    assert "还有 100 篇没有列出" in markup
    assert names(entry_list(ZH, many, "29")) == [
        "029.txt",
        "129.txt",
        "229.txt",
        *(f"{n}.txt" for n in range(290, 300)),
    ]


def document(*headings: tuple[int, str], name: str = "乙.docx") -> Document:
    text = "\n".join(words for _, words in headings)
    found = tuple(Heading(level, text.index(words), text.index(words) + len(words), words) for level, words in headings)
    return Document(name, "乙镇年报", "2021-03-01", text, found)


LEVELS = document((1, "一、总体"), (3, "1.学校"), (2, "(一)教师"), (1, "二、其他"))


def test_headings_become_a_tree_also_where_a_level_is_left_out() -> None:
    first, second = branches(LEVELS.headings)
    assert [b.heading.text for b in (first, *first.below, second)] == ["一、总体", "1.学校", "(一)教师", "二、其他"]
    assert second.below == []
    assert heading_tree(ZH, LEVELS).count("<ol>") == 2


def test_a_heading_opens_the_document_at_its_place() -> None:
    buttons = Seen(heading_tree(ZH, LEVELS)).buttons
    places = [(b["said"], b["data-document"], int(b["data-start"] or 0), int(b["data-end"] or 0)) for b in buttons]
    assert places == [(h.text, "乙.docx", h.start, h.end) for h in LEVELS.headings]


def test_the_signs_of_markdown_are_not_shown() -> None:
    markdown = make_document("a.md", "# 年报\n\n## 学校 ##\n\n正文。")
    assert [button["said"] for button in Seen(heading_tree(ZH, markdown)).buttons] == ["年报", "学校"]


def test_only_a_long_tree_is_folded_and_only_below_its_second_level() -> None:
    def tree(count: int) -> str:
        found = [(1, "章"), (2, "节"), (3, "条"), (4, "款")] + [(2, f"第{n}节") for n in range(count - 4)]
        return heading_tree(ZH, document(*found))

    assert "<details>" not in tree(40)
    assert tree(41).count("<details>") == 1
    assert "<details><summary>下级标题 1 个</summary><ol><li><button" in tree(41)
    long = heading_tree(ZH, document(*((1, f"第{n}章") for n in range(450))))
    assert long.count("<button") == 400
    assert "还有 50 个标题没有列出" in long
    assert "这篇文档没有标题。" in heading_tree(ZH, document())


def test_the_details_of_one_document_are_shown() -> None:
    markup = entry_list(ZH, ALL, unfolded="乙.docx", document=LEVELS)
    row = next(row for row in rows(markup) if "乙镇年报" in row)
    assert "7 段 · 1,234 字 · 日期 2021-03-01 · 4 个标题" in row
    assert [b["said"] for b in Seen(markup).buttons if b.get("data-start") == "0"][:1] == ["打开原文"]
    assert markup.count('aria-expanded="true"') == 1
    assert markup.count("wj-row-details") == 1
    assert "wj-row-details" not in entry_list(ZH, ALL)


def test_removing_asks_twice_and_names_the_file() -> None:
    markup = entry_list(ZH, ALL, unfolded="乙.docx", document=LEVELS)
    question = markup[markup.index('<details class="wj-remove">') :]
    assert question.startswith('<details class="wj-remove"><summary>删除</summary>')  # folded: not meant yet
    assert "将从文件夹中删除“乙.docx”，不能恢复。" in question
    (confirm,) = [b for b in Seen(markup).buttons if b.get("data-action") == "remove"]
    assert (confirm["said"], confirm["data-name"]) == ("确认删除", "乙.docx")


@pytest.mark.parametrize(
    ("entry", "is_fixed", "can"), [(FAILED, False, True), (GONE, False, False), (READY, True, False)]
)
def test_what_is_not_there_or_not_to_be_changed_cannot_be_removed(entry: Entry, is_fixed: bool, can: bool) -> None:
    markup = entry_list(ZH, [entry], unfolded=entry.name, is_fixed=is_fixed)
    assert ('data-action="remove"' in markup) == can
    assert "wj-row-details" in markup


def test_hostile_names_stay_text() -> None:
    hostile = """坏"><img src=x onerror=alert(1)>'<script>.txt"""
    entry = Entry(hostile, "failed", hostile, hostile, hostile, 1, 1, 1, (hostile,))
    bad = Document(hostile, hostile, hostile, hostile, (Heading(1, 0, len(hostile), hostile),))
    seen = Seen(entry_list(ZH, [entry], hostile, hostile, bad))
    assert {"img", "script"}.isdisjoint(seen.tags)
    assert {b.get("data-name") for b in seen.buttons} == {hostile, None}
    assert {b.get("data-document") for b in seen.buttons} == {hostile, None}
    assert seen.text.count(hostile) == 8  # title, file, date twice, reason, warning, question, heading
