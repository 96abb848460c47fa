"""Lists of questions: pasted text or an uploaded file in, the questions out.

In: a text with a question a line, or the bytes of a .txt, .csv or .xlsx file, of which one column holds the questions.
Out: a `QuestionList` in the order of the list; repeats stay, so that results stand beside what was asked. Whether
somebody can answer a question is found out when it is asked, in `batch`.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from wenju.errors import DocumentError, QuestionError
from wenju.fold import fold
from wenju.parsers.archive import check_archive
from wenju.parsers.draft import clean
from wenju.text import decode

# At a third of a second for each, so many take about six minutes; more is a job for the command line.
QUESTIONS = 1_000
# A list of so many questions has well below 1 MB; what is larger is something else.
BYTES = 10_000_000
# A sheet is compressed to a tenth or less; what swells to more than this is no list of questions.
EXPANDED = 50_000_000
# Columns that are looked at.
COLUMNS = 50
# A table may have its title and a note above its header.
ABOVE_HEADER = 3

_HEADER = re.compile(
    r"(?:用户|测试|原)?(?:问题|提问|问句|题目)(?:内容|描述|文本)?(?:\(.{0,12}\))?:?|questions?:?|quer(?:y|ies):?|q:?|问:?"
)
_DELIMITERS = ",;\t"

Table = Iterable[Sequence[str]]


@dataclass(frozen=True, slots=True)
class QuestionList:
    """What was found: the questions, the header they stood under or "", and how many rows had none.

    Empty rows behind the last question are not counted.
    """

    questions: tuple[str, ...]
    column: str = ""
    left_out: int = 0

    @property
    def repeated(self) -> int:
        """How many of the questions stood in the list before."""
        return len(self.questions) - len(set(self.questions))


def questions_in(text: str) -> QuestionList:
    """The questions of a pasted text, one a line, or one a row where it is pasted from a table.

    Raises `QuestionError` where there is none, or too many.
    """
    if len(text) > BYTES:
        raise QuestionError(
            f"粘贴的文字有 {len(text)} 个字，最多读 {BYTES} 个，请分成几份 "
            f"(the pasted text has {len(text)} characters, at most {BYTES} are read: split it)"
        )
    return _questions(_text_rows(text), "粘贴的文字 (pasted text)")


def read_questions(raw: bytes, name: str) -> QuestionList:
    """The questions of a file, by its suffix.

    Of a table the column counts whose header looks like 问题, question or Q, else the first one with text in it.
    Raises `DocumentError` where the file cannot be read, `QuestionError` where it holds no questions, or too many.
    """
    if len(raw) > BYTES:
        raise DocumentError(
            f"{name}：有 {len(raw) / 1e6:.1f} MB，最多读 {BYTES / 1e6:.0f} MB，请只留下问题那一列 "
            f"(has {len(raw) / 1e6:.1f} MB, at most {BYTES / 1e6:.0f} MB are read: keep only the column of questions)"
        )
    match PurePath(name).suffix.lower():
        case ".txt":
            return _questions(_text_rows(_text(raw, name)), name)
        case ".csv":
            return _questions(_csv_rows(_text(raw, name), name), name)
        case ".xlsx":
            return _questions(_xlsx_rows(raw, name), name)
        case suffix:
            raise DocumentError(
                f"{name}：问题清单的格式是 {suffix or '未知'}，能读的是 .txt .csv .xlsx，请另存为其中一种 "
                f"(found {suffix or 'no suffix'}, expected .txt .csv or .xlsx: save the list as one of them)"
            )


def _questions(table: Table, name: str) -> QuestionList:
    rows, empty, behind = list[list[str]](), 0, 0
    for cells in table:
        row = [_one_line(cell) for cell in cells]
        if any(row):
            rows.append(row)
            empty, behind = empty + behind, 0
        else:
            behind += 1
    column, first = _column(rows)
    asked = rows[first:]
    found = tuple(row[column] for row in asked if len(row) > column and row[column])
    if not found:
        raise QuestionError(f"{name}：里面没有问题，请每行写一个 (there is no question in it: write one a line)")
    if len(found) > QUESTIONS:
        raise QuestionError(
            f"{name}：有 {len(found)} 个问题，一次最多 {QUESTIONS} 个，请分成几份 "
            f"(has {len(found)} questions, at most {QUESTIONS} at a time: split the list)"
        )
    return QuestionList(found, rows[first - 1][column] if first else "", empty + len(asked) - len(found))


def _column(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """The column of the questions and the row they begin in: below its header, where there is one.

    Without a header it is the first column that has words in half of the rows; a column of numbers has none.
    """
    for above, row in enumerate(rows[: ABOVE_HEADER + 1]):
        for number, cell in enumerate(row):
            if _HEADER.fullmatch(fold(cell)) and (above == 0 or sum(map(bool, row)) > 1):
                return number, above + 1
    for number in range(max(map(len, rows), default=0)):
        said = sum(any(map(str.isalpha, row[number])) for row in rows if len(row) > number)
        if 2 * said >= len(rows):
            return number, 0
    return 0, 0


def _text(raw: bytes, name: str) -> str:
    try:
        return decode(raw, name)
    except DocumentError as error:
        raise DocumentError(f"{name}：读不出文字，请另存为 UTF-8 文本，或 .xlsx ({error})") from error


def _one_line(cell: str) -> str:
    return " ".join(clean(cell).split())


def _text_rows(text: str) -> Iterator[list[str]]:
    """A row a line; of several columns where all lines have them, as text that is copied from a table."""
    lines = [line.strip() for line in text.splitlines()]
    is_table = all("\t" in line for line in lines if line)
    return (line.split("\t") if is_table else [line] for line in lines)


def _csv_rows(text: str, name: str) -> Iterator[list[str]]:
    """The rows, parted by what parts the first line most often; a file of one column may hold commas unquoted."""
    head = text.lstrip("\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=head.count)
    rows = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        for row in rows:
            yield row if delimiter in head else [delimiter.join(row)]
    except csv.Error as error:
        raise DocumentError(
            f"{name}：第 {rows.line_num} 行读不了，请用 Excel 或 WPS 另存为 .xlsx "
            f"(line {rows.line_num}: {error}; save the list as .xlsx)"
        ) from error


def _xlsx_rows(raw: bytes, name: str) -> list[Sequence[str]]:
    """The rows of the first visible sheet that has any."""
    _check_size(raw, name)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True)
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                continue
            sheet.reset_dimensions()  # some programs write a size that leaves rows out
            values = sheet.iter_rows(max_col=COLUMNS, values_only=True)
            rows: list[Sequence[str]] = [_cells(row) if any(row) else () for row in values]
            if any(rows):
                return rows
    except Exception as error:  # whatever the library meets in a damaged file
        raise _damaged(name, str(error) or type(error).__name__) from error
    return []


def _cells(row: Sequence[object]) -> list[str]:
    return ["" if value is None else str(value) for value in row]


def _check_size(raw: bytes, name: str) -> None:
    """Refuse what would swell; a member never gives more bytes than its entry says."""
    try:
        check_archive(raw, name)
    except DocumentError as error:
        raise _damaged(name, str(error)) from error
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        expanded = sum(member.file_size for member in archive.infolist())
    if expanded > EXPANDED:
        raise DocumentError(
            f"{name}：解压后有 {expanded / 1e6:.0f} MB，最多读 {EXPANDED / 1e6:.0f} MB，请只留下问题那一列 "
            f"(expands to {expanded / 1e6:.0f} MB, at most {EXPANDED / 1e6:.0f} MB are read: "
            "keep only the column of questions)"
        )


def _damaged(name: str, what: str) -> DocumentError:
    return DocumentError(
        f"{name}：不是完好的 .xlsx 文件，请在 Excel 或 WPS 里打开后另存 "
        f"(no sound .xlsx file: open it in Excel or WPS and save it anew; {what})"
    )
