"""Rows of cells to lines with the names of their columns."""

from __future__ import annotations

from wenju.parsers.grid import Line, Merge, table_lines


def read(*rows: str, merges: tuple[Merge, ...] = ()) -> list[Line]:
    """The lines of rows whose cells are parted by |."""
    return table_lines([row.split("|") for row in rows], merges)


def texts(*rows: str, merges: tuple[Merge, ...] = ()) -> list[str]:
    return [line.text for line in read(*rows, merges=merges)]


def test_each_cell_stands_behind_the_name_of_its_column() -> None:
    assert read("区县|教师\n人数|年份", "杨浦区|45|2016", "黄浦区| |2017") == [
        Line(1, "row", "区县：杨浦区；教师人数：45；年份：2016"),
        Line(2, "row", "区县：黄浦区；年份：2017"),
    ]


def test_years_ages_and_months_name_columns_and_figures_do_not() -> None:
    assert texts("区县|2015|2016", "杨浦|4|5") == ["区县：杨浦；2015：4；2016：5"]
    assert texts("|2015|2016", "杨浦|4|5") == ["杨浦；2015：4；2016：5"]
    assert texts("区县|60岁以上|1月", "杨浦|4|5") == ["区县：杨浦；60岁以上：4；1月：5"]
    assert texts("2015|2016", "4|5") == ["2015：2016", "4；5"]
    assert texts("2016-09-01|45人|12.5%", "2016-09-02|46人|13%") == ["2016-09-01；45人；12.5%", "2016-09-02；46人；13%"]


def test_names_that_repeat_make_no_header() -> None:
    assert texts("甲|乙|甲", "1|2|3") == ["甲；乙；甲", "1；2；3"]


def test_merged_cells_of_a_header_are_joined() -> None:
    merges = (Merge(0, 0, 1, 0), Merge(0, 1, 0, 2), Merge(0, 3, 1, 3))
    assert texts("地区|支出||备注", "|2016年|2017年|", "杨浦|1|2|好", merges=merges) == [
        "地区：杨浦；支出／2016年：1；支出／2017年：2；备注：好"
    ]


def test_a_header_of_three_rows() -> None:
    merges = (Merge(0, 0, 2, 0), Merge(0, 1, 0, 4), Merge(1, 1, 1, 2), Merge(1, 3, 1, 4))
    rows = ("地区|经费|||", "|支出||收入|", "|2016年|2017年|2016年|2017年", "杨浦|1|2|3|4")
    assert texts(*rows, merges=merges) == [
        "地区：杨浦；经费／支出／2016年：1；经费／支出／2017年：2；经费／收入／2016年：3；经费／收入／2017年：4"
    ]


def test_a_merged_header_looks_so_without_merged_cells() -> None:
    rows = ("地区|支出||收入|", "|2016年|2017年|2016年|2017年", "杨浦|1|2|3|4")
    assert texts(*rows) == ["地区：杨浦；支出／2016年：1；支出／2017年：2；收入／2016年：3；收入／2017年：4"]


def test_a_name_over_two_columns_takes_no_row_of_the_table() -> None:
    assert texts("姓名|学校|", "张三|杨浦区|控江中学", merges=(Merge(0, 1, 0, 2),)) == [
        "姓名：张三；学校：杨浦区；学校：控江中学"
    ]


def test_titles_and_notes_above_and_below() -> None:
    rows = ("表1 2016年各区情况||", "单位：人||", "区县|人数|年份", "杨浦|45|2016", "注：截至年底||")
    assert read(*rows) == [
        Line(0, "title", "表1 2016年各区情况"),
        Line(1, "row", "单位：人"),
        Line(3, "row", "区县：杨浦；人数：45；年份：2016"),
        Line(4, "row", "注：截至年底"),
    ]


def test_another_table_may_begin_below_an_empty_row() -> None:
    rows = (
        "区县|人数",
        "杨浦|45",
        "|",
        "黄浦|30",
        "",
        "表2 学校|",
        "校名|班级数|人数",
        "一中|9|300",
        "",
        "书名|册数",
        "新书|3",
    )
    assert [(line.kind, line.text) for line in read(*rows)] == [
        ("row", "区县：杨浦；人数：45"),
        ("row", "区县：黄浦；人数：30"),
        ("title", "表2 学校"),
        ("row", "校名：一中；班级数：9；人数：300"),
        ("row", "书名：新书；册数：3"),
    ]


def test_an_empty_row_in_a_table_of_words_begins_no_other() -> None:
    assert texts("姓名|学校", "张三|一中", "", "李四|二中") == ["姓名：张三；学校：一中", "姓名：李四；学校：二中"]


def test_a_name_merged_over_rows_is_said_in_each() -> None:
    rows = ("区县|学校|人数", "杨浦区|一中|3", "|二中|4")
    assert texts(*rows, merges=(Merge(1, 0, 2, 0),)) == [
        "区县：杨浦区；学校：一中；人数：3",
        "区县：杨浦区；学校：二中；人数：4",
    ]


def test_what_lies_behind_merged_cells_is_not_seen() -> None:
    assert texts("区县|人数|年份", "无|旧值|更旧", merges=(Merge(1, 0, 1, 2),)) == ["无"]
    assert texts("区县|人数|年份", "杨浦|3|4", "合计|旧值|7", merges=(Merge(2, 0, 2, 1),))[1] == "区县：合计；年份：7"


def test_a_row_across_the_table_or_with_a_mark_is_a_section() -> None:
    rows = ("区县|人数", "中心城区|", "杨浦|45", "二、郊区|", "嘉定|9")
    assert [(line.kind, line.text) for line in read(*rows, merges=(Merge(1, 0, 1, 1),))] == [
        ("section", "中心城区"),
        ("row", "区县：杨浦；人数：45"),
        ("section", "二、郊区"),
        ("row", "区县：嘉定；人数：9"),
    ]


def test_a_header_that_is_repeated_is_said_once() -> None:
    assert texts("区县|人数", "杨浦|45", "区县|人数", "黄浦|30") == ["区县：杨浦；人数：45", "区县：黄浦；人数：30"]


def test_a_form_has_names_beside_its_cells() -> None:
    assert texts("姓名：|张三|性别：|男", "单位：|一中||") == ["姓名：张三；性别：男", "单位：一中"]


def test_a_header_with_nothing_below_it_is_a_row() -> None:
    assert texts("区县|人数") == ["区县：人数"]
    assert texts("第一段说明。", "第二段") == ["第一段说明。", "第二段"]
    assert texts() == []


def test_a_row_of_words_below_an_empty_row_is_not_lost_for_a_header() -> None:
    assert texts("姓名|学校", "张三|3", "", "李四|二中", "王五|三中") == [
        "姓名：张三；学校：3",
        "姓名：李四；学校：二中",
        "姓名：王五；学校：三中",
    ]
