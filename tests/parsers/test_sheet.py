"""Spreadsheets: each row a line at its sheet and row, values as they are shown."""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook

from wenju.errors import DocumentError
from wenju.parsers.draft import Draft, Place
from wenju.parsers.sheet import parse_csv, parse_xlsx

HEADER = ["区县", "教师人数", "年份"]
EMPTY = r"<v ?/>|<v></v>"


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def book_of(title: str, *rows: list[Any]) -> Workbook:
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    return book


def changed(raw: bytes, part: str, pattern: str, new: str) -> bytes:
    """The workbook with a part of its XML replaced, once."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as source, zipfile.ZipFile(stream, "w") as target:
        for entry in source.infolist():
            content = source.read(entry).decode()
            if entry.filename == part:
                content, found = re.subn(pattern, new, content)
                assert found == 1
            target.writestr(entry.filename, content)
    return stream.getvalue()


def headings(draft: Draft) -> list[tuple[int, str]]:
    for heading in draft.headings:
        assert draft.text[heading.start : heading.end] == heading.text
    return [(heading.level, heading.text) for heading in draft.headings]


def placed(draft: Draft) -> list[tuple[str, int, str]]:
    return [(place.sheet, place.row, draft.text[place.start : place.end]) for place in draft.places]


def test_sheets_titles_and_rows_stand_at_their_places() -> None:
    book = book_of("各区情况", ["表1 2016年各区情况"], [], HEADER, ["杨浦区", 45, 2016], ["黄浦区", 30.0, 2016])
    book.active.merge_cells("A1:C1")
    draft = parse_xlsx(saved(book), "a.xlsx")
    assert draft.text == (
        "各区情况\n表1 2016年各区情况\n区县：杨浦区；教师人数：45；年份：2016\n区县：黄浦区；教师人数：30；年份：2016\n"
    )
    assert headings(draft) == [(1, "各区情况"), (2, "表1 2016年各区情况")]
    assert placed(draft) == [
        ("各区情况", 0, "各区情况\n"),
        ("各区情况", 1, "表1 2016年各区情况\n"),
        ("各区情况", 4, "区县：杨浦区；教师人数：45；年份：2016\n"),
        ("各区情况", 5, "区县：黄浦区；教师人数：30；年份：2016\n"),
    ]
    assert (draft.title, draft.date, draft.warnings) == ("", "", ())


def test_values_read_as_they_are_shown() -> None:
    book = book_of("值", ["日期", "比例", "金额", "完成"], [datetime(2016, 9, 1), 0.12, 12345.5, True])
    for cell, number_format in zip(book.active[2], ("yyyy/m/d", "0%", "#,##0.00", "General"), strict=True):
        cell.number_format = number_format
    draft = parse_xlsx(saved(book), "a.xlsx")
    assert draft.text == "值\n日期：2016-09-01；比例：12%；金额：12,345.50；完成：TRUE\n"


@pytest.mark.parametrize(
    ("number", "value", "text"),
    [(31, 42614, "2016-09-01"), (57, 42614, "2016年9月"), (32, 0.5, "12:00"), (31, -1, "-1")],
)
def test_dates_in_formats_that_chinese_excel_knows_by_number(number: int, value: float, text: str) -> None:
    book = book_of("值", ["名称", "日期"], ["开学", value])
    book.active["B2"].number_format = "0.00"
    raw = changed(saved(book), "xl/styles.xml", 'numFmtId="2"', f'numFmtId="{number}"')
    assert parse_xlsx(raw, "a.xlsx").text == f"值\n名称：开学；日期：{text}\n"


def test_merged_cells_name_columns_and_rows() -> None:
    rows = [["地区", "支出", None, "备注"], [None, "2016年", "2017年"], ["杨浦区", 1, 2], [None, 3, 4, "续"]]
    book = book_of("表", *rows)
    for merged in ("A1:A2", "B1:C1", "D1:D2", "A3:A4"):
        book.active.merge_cells(merged)
    assert parse_xlsx(saved(book), "a.xlsx").text == (
        "表\n地区：杨浦区；支出／2016年：1；支出／2017年：2\n地区：杨浦区；支出／2016年：3；支出／2017年：4；备注：续\n"
    )


def test_formulas_without_values_and_errors_are_told() -> None:
    book = book_of("表", HEADER, ["杨浦区", "=SUM(1,2)", "#N/A"], ["黄浦区", "=1/0", 2016])
    draft = parse_xlsx(saved(book), "a.xlsx")
    assert draft.text == "表\n区县：杨浦区\n区县：黄浦区；年份：2016\n"
    assert draft.warnings == (
        "sheet 表: 2 cells, B2 the first of them, with a formula and without its value; "
        "open the file in Excel or WPS, save it, and read it again",
        "sheet 表: cell C2 with an error such as #N/A in place of a value",
    )


def test_a_formula_with_a_value_is_its_value() -> None:
    raw = saved(book_of("表", HEADER, ["杨浦区", "=SUM(1,2)", 2016]))
    calculated = changed(raw, "xl/worksheets/sheet1.xml", EMPTY, "<v>3</v>")
    draft = parse_xlsx(calculated, "a.xlsx")
    assert (draft.text, draft.warnings) == ("表\n区县：杨浦区；教师人数：3；年份：2016\n", ())
    empty = changed(raw, "xl/worksheets/sheet1.xml", '<c r="B2"', '<c r="B2" t="str"')
    assert parse_xlsx(empty, "a.xlsx").warnings == ()


def test_hidden_sheets_are_left_out() -> None:
    book = book_of("可见", HEADER, ["杨浦区", 45, 2016])
    for title, state in (("藏", "hidden"), ("深藏", "veryHidden")):
        book.create_sheet(title).append(["秘密"])
        book[title].sheet_state = state
    draft = parse_xlsx(saved(book), "a.xlsx")
    assert "秘密" not in draft.text
    assert draft.warnings == ("hidden sheets were left out: 藏, 深藏; show them in Excel or WPS to have them read",)


def test_an_empty_sheet_has_no_heading_and_an_empty_book_is_an_error() -> None:
    book = book_of("表", HEADER, ["杨浦区", 45, 2016])
    book.create_sheet("空")
    assert headings(parse_xlsx(saved(book), "a.xlsx")) == [(1, "表")]
    with pytest.raises(DocumentError, match=r"a\.xlsx: found no sheet with a word in it"):
        parse_xlsx(saved(Workbook()), "a.xlsx")


def test_a_wrong_size_in_the_file_loses_no_row() -> None:
    raw = saved(book_of("表", HEADER, ["杨浦区", 45, 2016]))
    raw = changed(raw, "xl/worksheets/sheet1.xml", '<dimension ref="A1:C2"', '<dimension ref="A1"')
    assert parse_xlsx(raw, "a.xlsx").text == "表\n区县：杨浦区；教师人数：45；年份：2016\n"


def test_long_and_wide_sheets_are_cut_and_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenju.parsers.sheet.ROWS", 2)
    monkeypatch.setattr("wenju.parsers.sheet.COLUMNS", 2)
    raw = saved(book_of("表", HEADER, ["杨浦区", 45, 2016], ["黄浦区", 30, 2016]))
    draft = parse_xlsx(raw, "a.xlsx")
    assert draft.text == "表\n区县：杨浦区；教师人数：45\n"
    assert draft.warnings == (
        "sheet 表: has more than 2 columns; those behind were left out",
        "sheet 表: has more than 2 rows; row 3 and below were left out",
    )
    draft = parse_csv("区县,教师人数,年份\n杨浦区,45,2016\n黄浦区,30,2016\n".encode(), "a.csv")
    assert draft.text == "区县：杨浦区；教师人数：45\n"
    assert draft.warnings == (
        "has more than 2 columns; those behind were left out",
        "has more than 2 rows; what stands in row 3 and below was left out",
    )


def test_a_file_that_is_no_workbook_is_refused() -> None:
    with pytest.raises(DocumentError, match="found a web page"):
        parse_xlsx(b"<html><table><tr><td>1</table>", "a.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_in_any_encoding_with_any_delimiter(encoding: str, delimiter: str) -> None:
    rows = ("区县,教师人数,年份", "杨浦区,45,2016", "黄浦区,30,2016")
    text = "\r\n".join(rows).replace(",", delimiter)
    draft = parse_csv(text.encode(encoding), "a.csv")
    assert draft.text == "区县：杨浦区；教师人数：45；年份：2016\n区县：黄浦区；教师人数：30；年份：2016\n"
    assert draft.places == (Place(0, 23, row=2), Place(23, 46, row=3))
    assert (draft.title, draft.date, draft.headings, draft.warnings) == ("", "", (), ())


def test_quoted_line_breaks_are_blanks_and_rows_count_as_rows() -> None:
    draft = parse_csv('校名,"地址,电话"\n一中,"第一行\n第二行,""角"""\n二中,丙\n'.encode(), "a.csv")
    assert draft.text == '校名：一中；地址,电话：第一行 第二行,"角"\n校名：二中；地址,电话：丙\n'
    assert [place.row for place in draft.places] == [2, 3]


def test_a_huge_field_is_read_and_the_limit_is_left_as_it_was() -> None:
    before = csv.field_size_limit()
    draft = parse_csv(("校名,说明\n一中," + "长" * 200_000 + "\n").encode(), "a.csv")
    assert draft.text == "校名：一中；说明：" + "长" * 200_000 + "\n"
    assert csv.field_size_limit() == before


def test_rows_of_a_csv_file_are_no_plain_text() -> None:
    draft = parse_csv("日期,事项\n2016-09-01,开学\n".encode(), "a.csv")
    assert (draft.text, draft.title, draft.date, draft.headings) == ("日期：2016-09-01；事项：开学\n", "", "", ())
    assert parse_csv("一中\n二中\n".encode(), "a.csv").headings == ()


def test_the_title_of_a_csv_file_is_a_heading() -> None:
    draft = parse_csv("2016年各区情况,,\n区县,教师人数,年份\n杨浦区,45,2016\n".encode(), "a.csv")
    assert headings(draft) == [(1, "2016年各区情况")]


def test_an_empty_csv_file_is_an_error() -> None:
    with pytest.raises(DocumentError, match=r"a\.csv: found no row with a word in it"):
        parse_csv(b" ,\n\n", "a.csv")
