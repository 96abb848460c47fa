"""What a single mark opens: a heading, an item or prose."""

from __future__ import annotations

import pytest

from wenju.openings import find_openings

LONG = "各部门要高度重视这项工作并且把它放在突出的位置上来抓，每年至少向上级报告一次进展情况。"


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("一、总体要求", "title", "一、总体要求"),
        ("一、为什么要学习？", "run-in", "一、为什么要学习？"),
        (f"一、总体要求。{LONG}", "run-in", "一、总体要求。"),
        ("（一）编制规划；", "item", "（一）"),
        ("一、主要职责：", "title", "一、主要职责："),
        ("第三条 为了规范。", "article", "第三条"),
        ("第三条（目的）为了规范。", "article", "第三条（目的）"),
        ("第三条【目的】\n", "article", "第三条【目的】"),
        ("第三章 总则", "title", "第三章 总则"),
        ("## 安装", "title", "## 安装"),
    ],
)
def test_kind(line: str, kind: str, words: str) -> None:
    text = f"{line}\n二、下一个\n" if kind == "run-in" else line
    opening = find_openings(text)[0]
    assert opening.kind == kind
    assert text[opening.mark.start : opening.end] == words


@pytest.mark.parametrize(
    "line",
    [
        f"一、{LONG}",
        "一、总体要求，",
        "（一）航行国际航线的船舶的所有人应当向检查机关交验以下证书：",
        "一、" + "字" * 60,
        "第三条地铁线路",
        "3.5 万元",
    ],
)
def test_prose_that_nothing_counts_on_from_opens_nothing(line: str) -> None:
    assert find_openings(line) == []


def test_an_article_without_a_blank_is_one_if_another_counts_on() -> None:
    found = find_openings("第三条为了规范。\n第四条为了发展。\n")
    assert [(opening.kind, opening.mark.number) for opening in found] == [("article", 3), ("article", 4)]


def test_marks_inside_a_line_need_a_neighbour() -> None:
    assert [opening.mark.number for opening in find_openings(f"一、甲。{LONG}二、乙。{LONG}四、丁。")] == [1, 2]
    assert [opening.inline for opening in find_openings(f"一、甲。{LONG}二、乙。{LONG}")] == [True, True]


def test_minor_marks_inside_a_short_line_divide_nothing() -> None:
    short, long = f"说明：好。1.甲。{LONG}2.乙。{LONG}", f"说明：好。1.甲。{LONG * 3}2.乙。{LONG * 3}"
    assert [len(find_openings(text)) for text in (short, long)] == [0, 2]


def test_code_is_not_searched_and_families_can_be_ignored() -> None:
    text = "1.甲\n```\n2.乙\n```\n3.丙\n一、丁\n"
    assert [opening.mark.number for opening in find_openings(text)] == [1, 3, 1]
    assert [opening.mark.number for opening in find_openings(text, 0, frozenset({"arabic"}))] == [1]
