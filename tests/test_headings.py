"""Headings: families that nest, and prose that only looks like a heading."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenju.headings import find_headings, label

PROSE = "各部门要高度重视这项工作，把它放在突出的位置上来抓，并且每年至少向上级报告一次进展情况和存在的问题。"


def tree(text: str, markdown: bool = False) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in find_headings(text, markdown=markdown)]


def test_the_families_of_government_documents_nest() -> None:
    marks = [
        "一、总则",
        "（一）目的",
        "1.近期",
        "（1）城区",
        "①东城",
        "②西城",
        "（2）郊区",
        "2．远期",
        "(二)范围",
        "二、附则",
    ]
    text = "".join(f"\xa0\u3000{line}\n{PROSE}\n" for line in marks)
    assert [level for level, _ in tree(text)] == [1, 2, 3, 4, 5, 5, 4, 3, 2, 1]
    assert [words for _, words in tree(text)] == marks


def test_a_level_is_where_a_family_first_appears_not_a_fixed_number() -> None:
    text = f"1.总则\n（1）目的\n{PROSE}\n（2）范围\n{PROSE}\n2.附则\n（1）一、两项\n{PROSE}\n"
    assert [level for level, _ in tree(text)] == [1, 2, 2, 1, 2]
    text = f"（一）总则\n一、目的\n{PROSE}\n二、范围\n{PROSE}\n（二）附则\n{PROSE}\n"
    assert [level for level, _ in tree(text)] == [1, 2, 2, 1]


def test_a_law_has_parts_chapters_sections_and_articles() -> None:
    text = (
        "第一编 总则\n第一章 任务\n第一条 为了规范，制定本法。\n第二条（定义）本法所称单位，\n是指企业。\n"
        "第二章 管辖\n第一节 级别\n第三条 由法院管辖。\n第二编 分则\n第三章 罚则\n第四条之一 处罚款。\n"
    )
    assert tree(text) == [
        (1, "第一编 总则"),
        (2, "第一章 任务"),
        (3, "第一条"),
        (3, "第二条（定义）"),
        (2, "第二章 管辖"),
        (3, "第一节 级别"),
        (4, "第三条"),
        (1, "第二编 分则"),
        (2, "第三章 罚则"),
        (3, "第四条之一"),
    ]


def test_an_excerpt_that_begins_in_the_middle_has_the_same_order() -> None:
    text = f"第九条 {PROSE}\n第二章 罚则\n第十条 {PROSE}\n"
    assert tree(text) == [(1, "第九条"), (1, "第二章 罚则"), (2, "第十条")]
    text = f"5.经费\n{PROSE}\n三、附则\n{PROSE}\n"
    assert tree(text) == [(1, "5.经费"), (1, "三、附则")]


def test_markdown_nests_by_the_count_of_its_signs() -> None:
    text = "# 甲\n文\n### 乙 ###\n文\n## 丙\n一、丁\n文\n# 戊\n文\n```\n# 注释\n一、代码\n```\n"
    text += "1. 列\n   文\n2. 表\n   文\n"
    assert tree(text, markdown=True) == [(1, "# 甲"), (2, "### 乙 ###"), (2, "## 丙"), (3, "一、丁"), (1, "# 戊")]
    assert [label(heading) for heading in find_headings(text, markdown=True)] == ["甲", "乙", "丙", "一、丁", "戊"]


@pytest.mark.parametrize(
    "text",
    [
        "一、二年级学生免费参观\n三年级以上半价。\n",
        "包括一、二、三年级的全体学生。一、二班除外。",
        "1.5万元的项目共有3个。\n2.5万元的项目共有4个。\n",
        "2017.5 全国大会召开\n2018.6 修改章程。\n",
        "3.5 万元\n合计\n",
        f"一、{PROSE}还有一句。\n",
        f"一、{PROSE}\n二、{PROSE}还有一句。\n",
        "第三条地铁线路于去年开通。\n沿线有车站。\n",
        "第二章讲述了他的童年。后来他走了。\n接着是别的。\n",
        "（1）他生于上海，\n长于北京。\n",
        "1.2010年入学。后来毕业。\n2.2014年工作。后来退休。\n",
        "重视调研考察,实现精准帮扶。通过调查问卷开展研究。\n",
        "他说第一，要快。第二，要好。",
        "#话题#大家好\n文\n",
    ],
)
def test_prose(text: str) -> None:
    assert tree(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "应当履行下列职责：\n（一）编制规划；\n（二）组织实施；\n（三）其他职责。\n违反前款的，处罚。\n",
        "职责：\n（一）编制规划。\n每年一次。\n（二）组织实施；\n（三）监督检查。\n每年一次。\n",
        "目录\n第一章 总则\n第二章 分则\n第三章 附则\n",
        "颜色有：\n（一）红\n（二）黄\n（三）蓝\n",
        "办法：\n1.加强领导。\n2.保障经费。\n3.严格检查。\n",
    ],
)
def test_lists_are_prose(text: str) -> None:
    assert tree(text) == []


def test_items_of_an_article_are_prose_even_if_more_follows_them() -> None:
    text = "第五条 用语的含义：\n（一）公园，是指绿地。包括湖泊。\n（二）广场，是指空地。包括水池。\n"
    assert tree(text) == [(1, "第五条")]


def test_a_table_of_contents_does_not_disturb_the_headings() -> None:
    text = f"第一章 总则\n第二章 附则\n第一章 总则\n{PROSE}\n第二章 附则\n{PROSE}\n"
    assert [(heading.start, heading.text) for heading in find_headings(text)] == [
        (text.index("第一章", 3), "第一章 总则"),
        (text.index("第二章", 20), "第二章 附则"),
    ]


def test_the_first_sentence_of_a_paragraph_can_be_its_heading() -> None:
    text = f"（一）加强领导。{PROSE}\n（二）保障经费。{PROSE}\n（三）{PROSE}{PROSE}\n"
    found = find_headings(text)
    assert [heading.text for heading in found] == ["（一）加强领导。", "（二）保障经费。", "（三）"]
    assert [label(heading) for heading in found] == ["（一）加强领导", "（二）保障经费", "（三）"]


def test_a_sentence_that_states_a_figure_is_no_heading() -> None:
    text = f"一、总体要求。{PROSE}\n二、投入50万元。{PROSE}\n三、严格检查。{PROSE}\n"
    assert [words for _, words in tree(text)] == ["一、总体要求。", "二、", "三、严格检查。"]


def test_a_line_that_lost_its_breaks_is_divided() -> None:
    text = (
        f"通知如下。一、总体要求。{PROSE} 二、主要任务 {PROSE}（一）加强领导。{PROSE}（二）保障经费。{PROSE}"
        f"1.拨付。{PROSE}2.检查。{PROSE} 三、{PROSE}其他。"
    )
    assert tree("前言。\n" + text) == [
        (1, "一、总体要求。"),
        (1, "二、主要任务"),
        (2, "（一）加强领导。"),
        (2, "（二）保障经费。"),
        (3, "1.拨付。"),
        (3, "2.检查。"),
        (1, "三、"),
    ]


def test_a_single_mark_inside_a_line_divides_nothing() -> None:
    assert tree(f"{PROSE}{PROSE}{PROSE}{PROSE}{PROSE}一、总体要求。{PROSE}") == []


def test_long_counted_sentences_in_one_line_are_divided_at_their_marks() -> None:
    assert tree(f"一、{PROSE}二、{PROSE}") == [(1, "一、"), (1, "二、")]
    assert tree("一、加强领导。二、保障经费。") == []


def test_a_heading_with_nothing_under_it_keeps_its_words_only_if_they_are_few() -> None:
    assert tree(f"一、总则\n{PROSE}\n二、附则") == [(1, "一、总则"), (1, "二、附则")]
    long = "二、本办法由区教育局办公室负责解释和修订"
    assert tree(f"一、总则\n{PROSE}\n{long}") == [(1, "一、总则"), (1, "二、")]


SIGNS = ["一", "二", "三", "、", ".", "1", "2", "（一）", "(2)", "①", "第", "条", "章", "#", "```"]
SIGNS += ["。", "；", "：", "\n", " ", "\u3000", "\u200b", "甲乙"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(SIGNS), max_size=60))
def test_headings_are_disjoint_in_order_and_quote_the_text(parts: list[str]) -> None:
    text = "".join(parts)
    for markdown in (False, True):
        end = 0
        for heading in find_headings(text, markdown=markdown):
            assert end <= heading.start < heading.end
            assert heading.text == text[heading.start : heading.end]
            assert heading.level >= 1
            end = heading.end
