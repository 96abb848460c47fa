"""Numbering marks: which there are, what they count, and what only looks like one."""

from __future__ import annotations

import pytest

from wenju.marks import Mark, leads_on, mark_at, marks_within, number


@pytest.mark.parametrize(
    ("line", "family", "value", "length"),
    [
        ("一、总则", "cn", 1, 2),
        ("二十三、其他", "cn", 23, 4),
        ("（一）总则", "cn_bracket", 1, 3),
        ("(十二)总则", "cn_bracket", 12, 4),
        ("1.总则", "arabic", 1, 2),
        ("１２．总则", "arabic", 12, 3),
        ("3、总则", "arabic", 3, 2),
        ("（1）总则", "arabic_bracket", 1, 3),
        ("2)总则", "half_bracket", 2, 2),
        ("③总则", "circled", 3, 1),
        ("5.11 体表", "dotted2", 11, 4),
        ("5.11.1 一级", "dotted3", 1, 6),
        ("第三章 总则", "第章", 3, 3),
        ("第一千二百零二条 因", "第条", 1202, 8),
        ("第12条 因", "第条", 12, 4),
        ("第二十条之一 因", "第条", 20, 6),
        ("第二部分", "第部分", 2, 4),
        ("## 安装", "#", 2, 2),
    ],
)
def test_mark_at(line: str, family: str, value: int, length: int) -> None:
    assert mark_at(line, 0, len(line)) == Mark(family, value, 0, length)


@pytest.mark.parametrize(
    "line",
    [
        "1.5万元",
        "一.5万元",
        "2017.5 月",
        "2017年",
        "100.00",
        "第三条的规定",
        "第三条、第四条",
        "#话题#",
        "一二三",
        "3.5",
        "",
    ],
)
def test_no_mark(line: str) -> None:
    assert mark_at(line, 0, len(line)) is None


@pytest.mark.parametrize(
    ("label", "value"), [("十", 10), ("一百零五", 105), ("二〇一七", 2017), ("⑳", 20), ("０９", 9)]
)
def test_number(label: str, value: int) -> None:
    assert number(label) == value


@pytest.mark.parametrize(
    ("line", "expected"),
    [("一、二年级", True), ("一、二十项", False), ("三、加强", False), ("1、2号楼", True), ("1、2017年回顾", False)],
)
def test_leads_on(line: str, expected: bool) -> None:
    mark = mark_at(line, 0, len(line))
    assert mark is not None
    assert leads_on(line, mark, len(line)) is expected


def test_inside_a_line_a_mark_follows_a_sentence_or_a_blank() -> None:
    line = "一、甲二、乙。三、丙”四、丁。”五、戊 六、己"
    assert [mark.number for mark in marks_within(line, 0, len(line))] == [1, 3, 5, 6]
