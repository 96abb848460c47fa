"""The title and the headings by their fonts, and one tree of these with the headings that only have a mark."""

from __future__ import annotations

import pytest

from wenju.parsers.pdf.paragraphs import Paragraph
from wenju.parsers.pdf.styles import find_title, nest, rank_headings
from wenju.records import Heading

TEXT = "区教育局要求各学校认真组织教师报名参加支教工作，并在六月底以前报送名单。"


def body(count: int = 3) -> list[Paragraph]:
    return [Paragraph(TEXT, 1, 12, 0, 2)] * count


def styled(text: str, size: float = 16, weight: int = 0, lines: int = 1, page: int = 1) -> Paragraph:
    return Paragraph(text, page, size, weight, lines)


def heading(text: str, words: str, level: int) -> Heading:
    start = text.index(words)
    return Heading(level, start, start + len(words), words)


def test_the_title_is_the_largest_on_the_first_page() -> None:
    found = [styled("教育局", 14), styled("支教工作报告", 22), *body(), styled("更大的字", 30, page=2)]
    assert find_title(found) == 1
    assert find_title(body()) is None
    assert find_title([]) is None


def test_a_letterhead_a_sentence_and_a_number_are_no_title() -> None:
    found = [
        styled("上海市人民政府文件", 40),
        styled("2017", 30),
        styled("欢迎，", 30),
        styled("关于支教的通知", 22),
        *body(),
    ]
    assert find_title(found) == 3


def test_a_heading_is_no_title() -> None:
    assert find_title([styled("第一章 总则", 22), *body()]) is None
    assert find_title([styled("前言", 16), *body(), styled("结语", 16, page=2)]) is None
    assert find_title([styled("前言", 16), *body(), styled("请看。", 16, page=2)]) == 0


def test_ranks_go_by_size_then_by_weight() -> None:
    found = [
        styled("一、总则", 16),
        *body(),
        styled("（一）目的", 12, 2),
        styled("二、附则", 16),
        styled("1. 说明", 12, 1),
    ]
    assert rank_headings([*found, *body(5)], None) == {0: 1, 4: 2, 5: 1, 6: 3}


def test_the_title_has_no_rank() -> None:
    assert rank_headings([styled("报告", 22), styled("一、总则"), *body()], 0) == {1: 1}


@pytest.mark.parametrize(
    "words",
    [
        "请各学校认真组织。",
        "各区教育局：",
        "包括教师，",
        "2017",
        "表1 支教教师人数",
        "图 2 各区人数",
        "很长的标题" * 13,
    ],
)
def test_large_words_that_are_no_heading(words: str) -> None:
    assert rank_headings([styled(words), *body(10)], None) == {}


def test_words_that_do_not_stand_out_are_no_heading() -> None:
    small = [styled("比较小的字", 12.5), styled("粗而小的字", 9, 2), styled("四行的标题", 16, lines=4)]
    assert rank_headings([*small, *body()], None) == {}
    heavy = [Paragraph(TEXT, 1, 12, 2, 2)] * 3
    assert rank_headings([styled("一样粗的字", 12, 2), *heavy], None) == {}


def test_where_most_is_large_fonts_tell_nothing() -> None:
    points = [styled("一个要点" * 4, size) for size in (16, 18, 16, 18)]
    assert rank_headings([*points, *body(1)], None) == {}
    assert len(rank_headings([*points, *body(6)], None)) == 4


def test_marks_without_a_font_stand_below_the_fonts() -> None:
    text = "第一章 总则\n（一）目的\n第二章 附则\n（一）说明\n1.时间\n"
    by_font = [heading(text, "第一章 总则", 1), heading(text, "第二章 附则", 1)]
    by_mark = [heading(text, "第一章 总则", 1), heading(text, "（一）目的", 2), heading(text, "（一）说明", 2)]
    by_mark.append(heading(text, "1.时间", 3))
    assert [(found.text, found.level) for found in nest(text, by_font, by_mark)] == [
        ("第一章 总则", 1),
        ("（一）目的", 2),
        ("第二章 附则", 1),
        ("（一）说明", 2),
        ("1.时间", 3),
    ]


def test_marks_of_one_font_nest_as_they_appear() -> None:
    text = "前言\n一、总则\n（一）目的\n（二）范围\n二、附则\n附件\n"
    by_font = [heading(text, words, 1) for words in text.split()]
    assert [found.level for found in nest(text, by_font, [])] == [1, 1, 2, 2, 1, 1]


def test_a_mark_that_has_a_font_elsewhere_has_its_rank() -> None:
    text = "一、总则\n（一）目的\n二、附则\n"
    by_font = [heading(text, "一、总则", 1), heading(text, "（一）目的", 2)]
    assert [found.level for found in nest(text, by_font, [heading(text, "二、附则", 1)])] == [1, 2, 1]


def test_titles_and_dates_stay_outside_the_tree() -> None:
    text = "报告\n2017年1月2日\n一、总则\n"
    aside = [heading(text, "报告", 0), heading(text, "2017年1月2日", 0)]
    by_font = [heading(text, "报告", 1), heading(text, "一、总则", 2)]
    assert [(found.text, found.level) for found in nest(text, by_font, aside)] == [
        ("报告", 0),
        ("2017年1月2日", 0),
        ("一、总则", 1),
    ]


def test_without_fonts_the_tree_of_the_marks_stays() -> None:
    text = "报告\n一、总则\n1.目的\n"
    by_mark = [heading(text, "一、总则", 1), heading(text, "1.目的", 2)]
    assert nest(text, [heading(text, "报告", 0)], by_mark) == (heading(text, "报告", 0), *by_mark)
