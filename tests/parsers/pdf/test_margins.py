"""Running heads and feet, page numbers and lists of contents are no text; what merely looks like one is."""

from __future__ import annotations

import pytest

from tests.parsers.boxes import piece, row
from wenju.parsers.pdf.layout import Row
from wenju.parsers.pdf.margins import Page, strip_margins

HEIGHT = 842.0
HEAD, BODY, FOOT = 40, 120, 800


def pages(heads: list[str], feet: list[str], size: float = 10) -> list[Page]:
    """Pages with these heads and feet, "" for none, and two lines of text each."""
    found = []
    for number, (head, foot) in enumerate(zip(heads, feet, strict=True), 1):
        rows = [(piece(head, 50, HEAD, size),)] if head else []
        rows += [row(BODY, (50, f"第{number}页的正文")), row(BODY + 16, (50, "还有第二行。"))]
        rows += [(piece(foot, 280, FOOT, size),)] if foot else []
        found.append(Page(number, HEIGHT, tuple(rows)))
    return found


def outer(found: list[list[Row]]) -> list[str]:
    """What is left beside the text."""
    return [one[0].text for rows in found for one in rows if one[0].baseline in (HEAD, FOOT)]


def left(heads: list[str], feet: list[str] | None = None, size: float = 10) -> list[str]:
    return outer(strip_margins(pages(heads, feet or [""] * len(heads), size)))


def test_the_text_stays() -> None:
    found = strip_margins(pages(["教育年鉴"] * 3, ["1", "2", "3"]))
    assert [[one[0].text for one in rows] for rows in found] == [
        [f"第{number}页的正文", "还有第二行。"] for number in (1, 2, 3)
    ]


def test_a_head_comes_again() -> None:
    assert left(["教育年鉴"] * 3) == []
    assert left(["教育年鉴"] * 2) == []
    assert left(["", "教育年鉴", "教育年鉴"]) == []
    assert left(["教育年鉴", "", "", "教育年鉴"]) == ["教育年鉴", "教育年鉴"]
    assert left(["教育年鉴", "", "", "", "教育年鉴"]) == ["教育年鉴", "教育年鉴"]
    assert left(["教育年鉴", "杨浦区报告", "静安区报告"]) == ["教育年鉴", "杨浦区报告", "静安区报告"]


def test_a_head_comes_again_up_to_its_digits() -> None:
    assert left(["教育年鉴 · 3", "教育年鉴 · 4", "教育年鉴 · 5"]) == []


def test_a_head_with_a_page_number_counts_on() -> None:
    heads = [row(HEAD, (50, f"第{n}章 支教"), (500, str(n + 6))) for n in range(1, 5)]
    found = strip_margins([Page(n, HEIGHT, (head, row(BODY, (50, "正文。")))) for n, head in enumerate(heads, 1)])
    assert [len(rows) for rows in found] == [1] * 4
    heads = [row(HEAD, (50, f"{name}区人数"), (500, number)) for name, number in zip("甲乙丙丁", "3916", strict=True)]
    found = strip_margins([Page(n, HEIGHT, (head, row(BODY, (50, "正文。")))) for n, head in enumerate(heads, 1)])
    assert [len(rows) for rows in found] == [2] * 4


def test_the_first_lines_of_pages_are_no_heads_even_where_they_come_again() -> None:
    lines = [tuple(row(90 + 16 * i, (50, f"表{n}共{i}项")) for i in range(5)) for n in range(1, 5)]
    assert [len(rows) for rows in strip_margins([Page(n, HEIGHT, rows) for n, rows in enumerate(lines, 1)])] == [5] * 4
    head = row(50, (50, "教育年鉴"))
    below = strip_margins([Page(n, HEIGHT, (head, *lines[0])) for n in range(1, 5)])
    assert below == [list(lines[0])] * 4


def test_a_head_close_to_the_text_is_told_by_its_size() -> None:
    close = [(piece("教育年鉴", 50, 74, 8),), *(row(90 + 16 * i, (50, f"第{i}行正文")) for i in range(5))]
    assert strip_margins([Page(n, HEIGHT, tuple(close)) for n in range(1, 5)]) == [close[1:]] * 4


def test_a_title_that_comes_again_is_no_head() -> None:
    assert left(["教师考核表"] * 3, size=16) == ["教师考核表"] * 3


def test_what_comes_again_in_the_middle_of_pages_is_text() -> None:
    found = strip_margins(pages(["", "", ""], ["", "", ""]))
    assert [rows[-1][0].text for rows in found] == ["还有第二行。"] * 3


@pytest.mark.parametrize(
    "foot",
    ["- 3 -", "— 3 —", "第 3 页", "第3页 共12页", "第 3 页／共 12 页", "共12页 第3页", "Page 3 of 12", "·3·", "第三页"],
)
def test_a_page_number_by_its_words(foot: str) -> None:
    assert left([""], [foot]) == []


@pytest.mark.parametrize("feet", [["1", "2", "3"], ["7", "8", "9"], ["1/12", "2/12", "3/12"], ["i", "ii", "iii"]])
def test_a_number_counts_on(feet: list[str]) -> None:
    assert left(["", "", ""], feet) == []


def test_a_number_that_does_not_count_on_is_text() -> None:
    assert left(["", "", ""], ["45", "32", "2016"]) == ["45", "32", "2016"]
    assert left([""], ["1"]) == []
    assert left([""], ["45"]) == ["45"]


def test_a_list_of_contents_goes_with_its_title() -> None:
    listed = [row(120, (50, "目"), (90, "录")), row(150, (50, "一、总则......1")), row(166, (50, "二、保障……12"))]
    first = Page(1, HEIGHT, (*listed, row(200, (50, "前言的正文。"))))
    second = Page(2, HEIGHT, (row(120, (50, "三、附则 · · · · · · 20")), row(150, (50, "一、总则"))))
    third = Page(3, HEIGHT, (row(120, (50, "价目......45")),))
    found = strip_margins([first, second, Page(3, HEIGHT, (row(120, (50, "正文。")),)), third])
    assert [[one[0].text for one in rows] for rows in found] == [
        ["前言的正文。"],
        ["一、总则"],
        ["正文。"],
        ["价目......45"],
    ]
