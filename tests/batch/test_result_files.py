"""Tables of results, opened again: what they say, how they look, and that nothing in them runs."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime

import pytest
from openpyxl import load_workbook

from wenju.batch import COLUMNS, Language, Row
from wenju.batch.question_list import read_questions
from wenju.batch.result_files import CELL_CHARACTERS, WIDTHS, file_name, to_csv, to_xlsx
from wenju.records import Answer, Citation

SENTENCE = "累计派出6批45位教师。"


def row(question: str = "几位？", text: str = "45位教师", reason: str = "") -> Row:
    citation = Citation("a.pdf", "甲", ("一、", "（一）"), 0, 5, text, page=3, sentence=SENTENCE, sentence_start=0)
    return Row(question, Answer(question, "answer", text, 0.9346, reason, (citation,)))


def csv_rows(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def test_csv_is_what_excel_reads() -> None:
    raw = to_csv([row()])
    assert raw.startswith(b"\xef\xbb\xbf")
    assert csv_rows(raw) == [
        list(COLUMNS["zh"]),
        ["几位？", "45位教师", "有答案", SENTENCE, "a.pdf", "一、 › （一）", "3", "0.935", ""],
    ]
    assert raw.count(b"\r\n") == 2


def test_xlsx_says_the_same_in_numbers_where_they_are_numbers() -> None:
    (sheet,) = load_workbook(io.BytesIO(to_xlsx([row()]))).worksheets
    assert [[cell.value for cell in line] for line in sheet.iter_rows()] == [
        list(COLUMNS["zh"]),
        ["几位？", "45位教师", "有答案", SENTENCE, "a.pdf", "一、 › （一）", 3, 0.935, None],
    ]
    assert sheet.title == "问答"


def test_xlsx_can_be_read_by_a_person() -> None:
    (sheet,) = load_workbook(io.BytesIO(to_xlsx([row()]))).worksheets
    assert all(cell.font.bold for cell in sheet[1])
    assert not any(cell.font.bold for cell in sheet[2])
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:I2")
    assert [sheet.column_dimensions[letter].width for letter in "ABCDEFGHI"] == list(WIDTHS)
    assert sheet["D2"].alignment.wrap_text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_header_speaks_the_language(language: Language) -> None:
    assert csv_rows(to_csv([], language))[0] == list(COLUMNS[language])
    (sheet,) = load_workbook(io.BytesIO(to_xlsx([], language))).worksheets
    assert [cell.value for cell in sheet[1]] == list(COLUMNS[language])


def test_the_name_of_a_file_tells_what_and_when() -> None:
    when = datetime(2026, 11, 24, 15, 5)
    assert file_name(when, ".xlsx") == "问答结果-20261124-1505.xlsx"
    assert file_name(when, ".csv", "en") == "answers-20261124-1505.csv"


RUN = [
    "=1+1",
    '=HYPERLINK("http://example.org","点我")',
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "−1",
]


@pytest.mark.parametrize("before", ["", "\t", "\r", "\n", " ", "\u3000", "\u200b", "\x00", "\ufeff"])
@pytest.mark.parametrize("text", RUN)
def test_no_cell_is_run(text: str, before: str) -> None:
    rows = [row(before + text, before + text, before + text)]
    found = csv_rows(to_csv(rows))[1]
    assert (found[0], found[1], found[8]) == ("'" + text,) * 3
    (sheet,) = load_workbook(io.BytesIO(to_xlsx(rows))).worksheets
    for cell in (sheet["A2"], sheet["B2"], sheet["I2"]):
        assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_the_file_itself_has_no_formula_in_it() -> None:
    with zipfile.ZipFile(io.BytesIO(to_xlsx([row(text, text, text) for text in [*RUN, "#N/A", "#REF!"]]))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<f " not in sheet
    assert 't="e"' not in sheet
    assert sheet.count("#N/A") == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲;=1+1", "甲;'=1+1"),
        ('甲;"=1+1";', '甲;\'"=1+1";'),
        ("甲\n=1+1", "甲\n'=1+1"),
        ("甲\n \n\n  +1", "甲\n'+1"),
        ("甲,=1+1", "甲,=1+1"),
        ("3-5人", "3-5人"),
        ("a=b", "a=b"),
    ],
)
def test_what_another_excel_takes_for_the_next_cell_is_not_run_either(text: str, expected: str) -> None:
    assert csv_rows(to_csv([row(reason=text)]))[1][8] == expected


def test_ordinary_text_has_no_apostrophe() -> None:
    (sheet,) = load_workbook(io.BytesIO(to_xlsx([row()]))).worksheets
    assert not any(cell.quotePrefix for cell in sheet[2])


def test_control_characters_are_removed() -> None:
    ugly = "甲\x00\x07\x0b乙\x1b[31m\u202e丙\ufffe\ud800丁\x7f\r\n戊\t己"
    clean = "甲 乙[31m丙丁\n戊 己"
    assert csv_rows(to_csv([row(reason=ugly)]))[1][8] == clean
    (sheet,) = load_workbook(io.BytesIO(to_xlsx([row(reason=ugly)]))).worksheets
    assert sheet["I2"].value == clean


def test_a_text_longer_than_a_cell_is_cut_with_a_sign() -> None:
    (sheet,) = load_workbook(io.BytesIO(to_xlsx([row(text="长" * 40_000)]))).worksheets
    value = sheet["B2"].value
    assert (len(value), value[-2:]) == (CELL_CHARACTERS, "长…")


def test_the_questions_of_a_result_can_be_asked_again() -> None:
    rows = [row("几位？"), row("几册？")]
    assert read_questions(to_xlsx(rows), "结果.xlsx").questions == ("几位？", "几册？")
    assert read_questions(to_csv(rows, "en"), "result.csv").questions == ("几位？", "几册？")
