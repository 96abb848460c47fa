"""What Word writes in front of numbered paragraphs."""

from __future__ import annotations

import pytest

from tests.parsers.word_files import definition, item, level, numbering, paragraph, start_override, style, word_file
from wenju.parsers.word import parse_word
from wenju.parsers.word.numbering import write_number


def shown(body: str, numbers: str, styles: str = "") -> list[str]:
    return parse_word(word_file(body, numbering=numbers, styles=styles), "a.docx").text.splitlines()


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("001, 002, 003, ...", {1: "001", 1234: "1234"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "21"}),
        ("decimalEnclosedCircleChinese", {10: "⑩"}),
        ("decimalEnclosedParen", {2: "⑵"}),
        ("decimalEnclosedFullstop", {3: "⒊"}),
        ("ideographTraditional", {1: "甲", 10: "癸", 11: "11"}),
        ("ideographZodiac", {12: "亥"}),
        ("upperRoman", {4: "IV", 1999: "MCMXCIX"}),
        ("lowerRoman", {9: "ix"}),
        ("upperLetter", {1: "A", 26: "Z", 27: "AA", 28: "BB"}),
        ("lowerLetter", {3: "c"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一〇〇", 123: "一二三"}),
        (
            "chineseCountingThousand",
            {10: "十", 15: "十五", 30: "三十", 100: "一百", 101: "一百〇一", 110: "一百一十", 1001: "一千〇一"},
        ),
        ("japaneseCounting", {3: "三", 12: "十二", 21: "二十一", 101: "百一"}),
        ("chineseLegalSimplified", {2: "贰", 12: "壹拾贰"}),
        ("ideographLegalTraditional", {3: "參"}),
        ("ideographDigital", {12: "一二", 20: "二〇"}),
        ("numberInDash", {3: "- 3 -"}),
        ("none", {3: ""}),
        ("hebrew1", {3: "3"}),
        ("upperLetter", {0: "0"}),
        ("upperRoman", {1_000_000: "1000000"}),
    ],
)
def test_a_number_is_written_in_its_format(form: str, written: dict[int, str]) -> None:
    assert {number: write_number(number, form) for number in written} == written


def test_the_levels_of_a_notice_are_numbered_each_in_its_way() -> None:
    levels = (
        level(0, "chineseCounting", "%1、")
        + level(1, "japaneseCounting", "（%2）")
        + level(2, "decimal", "%3.")
        + level(3, "decimalEnclosedCircle", "%4")
    )
    body = item("总则", 1, 0) + item("目的", 1, 1) + item("近期", 1, 2) + item("城区", 1, 3) + item("郊区", 1, 3)
    body += item("远期", 1, 2) + item("范围", 1, 1) + item("附则", 1, 0) + item("解释", 1, 1)
    assert shown(body, numbering(levels)) == [
        "一、总则",
        "（一）目的",
        "1. 近期",
        "① 城区",
        "② 郊区",
        "2. 远期",
        "（二）范围",
        "二、附则",
        "（一）解释",
    ]


def test_a_label_has_the_numbers_of_the_levels_above_it_each_in_its_own_format() -> None:
    levels = level(0, "chineseCountingThousand", "第%1章") + level(1, "decimal", "%1.%2")
    plain = levels + level(2, "decimal", "%1.%2.%3", extra="<w:isLgl/>")
    body = item("总则", 1, 0) + item("附则", 1, 0) + item("目的", 1, 1) + item("城区", 1, 2)
    assert shown(body, numbering(plain)) == ["第一章 总则", "第二章 附则", "二.1 目的", "2.1.1 城区"]


def test_the_blank_behind_a_label_is_left_out_where_the_list_has_none() -> None:
    levels = level(0, "decimal", "%1", extra='<w:suff w:val="nothing"/>') + level(1, "decimal", "(%2)")
    assert shown(item("甲", 1, 0) + item("乙", 1, 1), numbering(levels)) == ["1甲", "(1) 乙"]


def test_a_bullet_is_a_bullet_whatever_its_font() -> None:
    body = item("甲", 1, 0) + item("乙", 1, 1)
    assert shown(body, numbering(level(0, "bullet", "\uf0b7") + level(1, "bullet", ""))) == ["• 甲", "乙"]


def test_a_list_begins_where_it_says() -> None:
    levels = level(0, "decimal", "%1.", start=5) + level(1, "lowerLetter", "%2)", start=3)
    body = item("甲", 1, 0) + item("乙", 1, 1) + item("丙", 1, 0) + item("丁", 1, 1)
    assert shown(body, numbering(levels)) == ["5. 甲", "c) 乙", "6. 丙", "c) 丁"]


def test_lists_of_one_definition_count_on_together() -> None:
    lists = {2: definition(1), 3: definition(1) + start_override(0, 8)}
    body = item("甲", 1) + item("乙", 2) + item("丙", 3) + item("丁", 3) + item("戊", 1)
    assert shown(body, numbering(level(0, "decimal", "%1."), lists=lists)) == [
        "1. 甲",
        "2. 乙",
        "8. 丙",
        "9. 丁",
        "10. 戊",
    ]


def test_a_list_can_have_a_level_of_its_own() -> None:
    own = definition(1) + f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1.", start=2)}</w:lvlOverride>'
    assert shown(item("甲", 2) + item("乙", 2), numbering(level(0, "decimal", "%1."), lists={2: own})) == [
        "II. 甲",
        "III. 乙",
    ]


@pytest.mark.parametrize(
    ("restart", "second", "third"),
    [
        ("", "1) 戊", "1) 庚"),
        ('<w:lvlRestart w:val="0"/>', "2) 戊", "3) 庚"),
        ('<w:lvlRestart w:val="1"/>', "2) 戊", "1) 庚"),
        ('<w:lvlRestart w:val="7"/>', "1) 戊", "1) 庚"),
    ],
)
def test_an_inner_level_begins_anew_below_any_outer_one_or_those_it_names(
    restart: str, second: str, third: str
) -> None:
    levels = level(0, "decimal", "%1.") + level(1, "lowerLetter", "%2.") + level(2, "decimal", "%3)", extra=restart)
    body = item("甲", 1, 0) + item("乙", 1, 1) + item("丙", 1, 2) + item("丁", 1, 1) + item("戊", 1, 2)
    body += item("己", 1, 0) + item("庚", 1, 2)
    assert shown(body, numbering(levels)) == ["1. 甲", "a. 乙", "1) 丙", "b. 丁", second, "2. 己", third]


def test_a_level_that_was_skipped_counts_as_begun() -> None:
    levels = level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2")
    assert shown(item("甲", 1, 1) + item("乙", 1, 1) + item("丙", 1, 0), numbering(levels)) == [
        "1.1 甲",
        "1.2 乙",
        "2. 丙",
    ]


def test_a_style_gives_its_paragraphs_a_list_and_a_level() -> None:
    one = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = (
        style("h1", "heading 1", one)
        + style("h2", "heading 2", '<w:numPr><w:ilvl w:val="1"/></w:numPr>', based_on="h1")
        + style("sub", "小标题", based_on="h2")
        + style("free", "无编号", '<w:numPr><w:numId w:val="0"/></w:numPr>', based_on="h1")
    )
    levels = level(0, "chineseCounting", "第%1章", extra='<w:pStyle w:val="h1"/>') + level(1, "decimal", "%1.%2")
    body = paragraph("总则", "h1") + paragraph("目的", "h2") + paragraph("范围", "sub") + paragraph("序", "free")
    assert shown(body + paragraph("附则", "h1"), numbering(levels), styles) == [
        "第一章 总则",
        "一.1 目的",
        "一.2 范围",
        "序",
        "第二章 附则",
    ]


def test_a_level_tied_to_a_style_is_that_of_its_paragraphs() -> None:
    one = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    styles = style("h1", "heading 1", one) + style("h2", "heading 2", one, based_on="h1")
    levels = level(0, "decimal", "%1", extra='<w:pStyle w:val="h1"/>')
    levels += level(1, "decimal", "%1.%2", extra='<w:pStyle w:val="h2"/>')
    body = paragraph("总则", "h1") + paragraph("目的", "h2")
    assert shown(body, numbering(levels), styles) == ["1 总则", "1.1 目的"]


def test_a_paragraph_can_be_taken_out_of_the_list_of_its_style() -> None:
    styles = style("h1", "heading 1", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    body = paragraph("甲", "h1") + item("乙", 0, style="h1") + paragraph("丙", "h1")
    assert shown(body, numbering(level(0, "decimal", "%1.")), styles) == ["1. 甲", "乙", "2. 丙"]


def test_a_definition_can_stand_under_another_by_a_style() -> None:
    numbers = numbering('<w:numStyleLink w:val="L"/>', '<w:styleLink w:val="L"/>' + level(0, "upperLetter", "%1."))
    assert shown(item("甲", 1) + item("乙", 2), numbers) == ["A. 甲", "B. 乙"]


def test_a_number_format_without_a_name_is_written_like_its_example() -> None:
    form = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
        '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    levels = f'<w:lvl w:ilvl="0"><w:start w:val="7"/>{form}<w:lvlText w:val="%1"/></w:lvl>'
    assert shown(item("甲", 1), numbering(levels)) == ["007 甲"]


def test_empty_paragraphs_count_and_say_nothing() -> None:
    assert shown(item("甲", 1) + item("", 1) + item("乙", 1), numbering(level(0, "decimal", "%1."))) == [
        "1. 甲",
        "3. 乙",
    ]


@pytest.mark.parametrize("body", [item("甲", 9), item("甲", 1, 5), item("甲", "x", 0)])
def test_a_list_that_is_not_there_numbers_nothing(body: str) -> None:
    assert shown(body, numbering(level(0, "decimal", "%1."))) == ["甲"]
