"""Lists of questions as people have them: pasted, exported by Excel and WPS, in other encodings, and hostile ones."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from openpyxl import Workbook

from wenju.batch import question_list
from wenju.batch.question_list import QUESTIONS, QuestionList, questions_in, read_questions
from wenju.errors import DocumentError, QuestionError

TWO = ("杨浦派了多少教师？", "青浦呢？")


def workbook(*sheets: list[list[Any]], hidden: int = -1) -> bytes:
    book = Workbook()
    for number, rows in enumerate(sheets):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        for row in rows:
            sheet.append(row)
        if number == hidden:
            sheet.sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_pasted_lines_without_the_empty_ones() -> None:
    assert questions_in("\n 杨浦派了多少教师？\u3000\r\n\n\u200b\n\t青浦呢？\n\n") == QuestionList(TWO, left_out=3)


def test_a_repeated_question_is_asked_again_and_counted() -> None:
    found = questions_in("青浦呢？\n杨浦呢？\n青浦呢？")
    assert (found.questions, found.repeated) == (("青浦呢？", "杨浦呢？", "青浦呢？"), 1)


def test_lines_copied_from_a_table_have_columns() -> None:
    assert questions_in("1\t杨浦派了多少教师？\n2\t青浦呢？\n").questions == TWO
    assert questions_in("序号\t问题\n1\t杨浦派了多少教师？\n2\t青浦呢？") == QuestionList(TWO, column="问题")
    assert questions_in("杨浦派了\t多少教师？\n青浦呢？").questions == ("杨浦派了 多少教师？", "青浦呢？")


def test_a_pasted_text_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_list, "BYTES", 10)
    with pytest.raises(QuestionError, match="有 11 个字，最多读 10 个"):
        questions_in("长" * 11)


@pytest.mark.parametrize("text", ["", " \n\t\u3000\n", "问题\n"])
def test_a_text_without_questions_is_refused(text: str) -> None:
    with pytest.raises(QuestionError, match="里面没有问题"):
        questions_in(text)


def test_the_number_of_questions_has_a_limit() -> None:
    assert len(questions_in("几名？\n" * QUESTIONS).questions) == QUESTIONS
    with pytest.raises(QuestionError, match=f"有 {QUESTIONS + 1} 个问题，一次最多 {QUESTIONS} 个"):
        questions_in("几名？\n" * (QUESTIONS + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["问题.txt", "问题.CSV"])
def test_the_encodings_of_text(name: str, encoding: str) -> None:
    assert read_questions("问题\r\n杨浦派了多少教师？\r\n青浦呢？\r\n".encode(encoding), name).questions == TWO


def test_a_file_that_is_no_text_is_refused() -> None:
    with pytest.raises(DocumentError, match=r"问题\.txt：读不出文字，请另存为 UTF-8 文本，或 \.xlsx .*NUL"):
        read_questions(b"a\0b", "问题.txt")


@pytest.mark.parametrize(
    "text",
    [
        "序号,问题,备注\n1,杨浦派了多少教师？,急\n2,青浦呢？,\n",
        "序号\t用户问题（必填）\n1\t杨浦派了多少教师？\n2\t青浦呢？\n",
        "id;Question\n1;杨浦派了多少教师？\n2;青浦呢？\n",
        "Q,A\n杨浦派了多少教师？,45位\n青浦呢？,\n",
        "1,杨浦派了多少教师？,甲\n2,青浦呢？,乙\n",
        '"杨浦派了\n多少教师？"\n青浦呢？\n'.replace("\n多少", "多少"),
        "\n\n问题\n杨浦派了多少教师？\n\n青浦呢？",
    ],
    ids=["header", "tabs and a longer header", "semicolons", "letters", "no header", "quotes", "blank lines"],
)
def test_the_column_of_questions_in_csv(text: str) -> None:
    assert read_questions(text.encode(), "list.csv").questions == TWO


def test_a_line_break_in_a_cell_is_a_blank() -> None:
    assert read_questions('问题\n"杨浦派了\n多少教师？"\n'.encode(), "list.csv").questions == ("杨浦派了 多少教师？",)


def test_a_file_of_one_column_may_hold_commas() -> None:
    text = "问题\n杨浦派了多少教师,去了哪里？\n"
    assert read_questions(text.encode(), "list.csv").questions == ("杨浦派了多少教师,去了哪里？",)


def test_a_question_about_a_problem_is_no_header() -> None:
    assert read_questions("学校有什么问题？\n问题出在哪里？\n".encode(), "list.txt").questions == (
        "学校有什么问题？",
        "问题出在哪里？",
    )


def test_a_cell_too_long_for_csv_names_the_line() -> None:
    with pytest.raises(DocumentError, match=r"list\.csv：第 2 行读不了"):
        read_questions(("a,b\n" + "长" * 200_000).encode(), "list.csv")


def test_the_column_of_questions_in_xlsx() -> None:
    rows = [["编号", "问题", "部门"], [1, "杨浦派了多少教师？", "甲"], [], [2, " 青浦呢？ ", None], [3, None, "乙"]]
    assert read_questions(workbook(rows), "list.xlsx") == QuestionList(TWO, column="问题", left_out=2)


def test_a_title_may_stand_above_the_header() -> None:
    rows = [["支教问答清单"], [], ["填表：甲处"], ["编号", "问题"], [1, TWO[0]], [2, TWO[1]]]
    assert read_questions(workbook(rows), "list.xlsx") == QuestionList(TWO, column="问题", left_out=1)
    assert questions_in("杨浦派了多少教师？\n问题\n青浦呢？").questions == (TWO[0], "问题", TWO[1])


def test_empty_rows_behind_the_last_question_are_not_counted() -> None:
    book = Workbook()
    book.worksheets[0]["A1"], book.worksheets[0]["A3"] = TWO
    book.worksheets[0]["A200"].value = " "
    out = io.BytesIO()
    book.save(out)
    assert read_questions(out.getvalue(), "list.xlsx") == QuestionList(TWO, left_out=1)


def test_empty_and_hidden_sheets_are_passed_over() -> None:
    assert read_questions(workbook([["别的"]], [], [[q] for q in TWO], hidden=0), "list.xlsx").questions == TWO


def test_a_formula_in_xlsx_counts_by_its_value_alone() -> None:
    assert read_questions(workbook([["问题"], ["=1+1"], ["青浦呢？"]]), "list.xlsx").questions == ("青浦呢？",)


def test_a_damaged_workbook_is_refused() -> None:
    raw = workbook([[TWO[0]]])
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.namelist():
            new.writestr(member, b"<broken" if member.startswith("xl/worksheets/") else old.read(member))
    with pytest.raises(DocumentError, match=r"list\.xlsx：不是完好的"):
        read_questions(out.getvalue(), "list.xlsx")
    for wrong in (raw[:200], b"no archive"):
        with pytest.raises(DocumentError, match=r"list\.xlsx：不是完好的 .*cannot be unpacked"):
            read_questions(wrong, "list.xlsx")


def test_a_workbook_that_swells_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_list, "EXPANDED", 1_000)
    with pytest.raises(DocumentError, match="解压后有"):
        read_questions(workbook([[TWO[0]]]), "list.xlsx")


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(question_list, "BYTES", 10)
    with pytest.raises(DocumentError, match="最多读"):
        read_questions(b"a" * 11, "list.txt")


@pytest.mark.parametrize("name", ["list.pdf", "list.xls", "list"])
def test_another_format_is_refused_with_those_that_are_read(name: str) -> None:
    with pytest.raises(DocumentError, match=r"能读的是 \.txt \.csv \.xlsx"):
        read_questions(b"a", name)
