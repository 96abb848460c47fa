"""Tables of results as files: the rows of a batch in, the bytes of an .xlsx or .csv file out.

What stands in a document or a question is text and stays text: no cell may be run as a formula by the program that
opens the file. What a row says is left to `batch`.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from wenju.batch import COLUMNS, Cell, Language, Row, cells
from wenju.parsers.draft import clean

# Characters of a line of each column, wide enough for what mostly stands in it; longer text is wrapped.
WIDTHS = (36, 24, 14, 60, 28, 32, 12, 8, 36)
SHEET: dict[Language, str] = {"zh": "问答", "en": "answers"}
NAME: dict[Language, str] = {"zh": "问答结果", "en": "answers"}
# The most that a cell holds in Excel.
CELL_CHARACTERS = 32_767

# What begins a formula, in full width too (Excel in East Asian languages takes them for the same).
_RUNS = re.compile(r"[=+\-@＝＋－＠﹦﹢﹣﹫−]")
# The same in .csv, also behind what another language's Excel takes for the end of a cell or row, quotes or not.
_RUNS_IN_CSV = re.compile(rf"(^|[;\n])(?=[ \"]*{_RUNS.pattern})")
_NO_CHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")


def file_name(when: datetime, suffix: str, language: Language = "zh") -> str:
    """`问答结果-20261124-1530.xlsx`."""
    return f"{NAME[language]}-{when:%Y%m%d-%H%M}{suffix}"


def to_csv(rows: Iterable[Row], language: Language = "zh") -> bytes:
    """The table as .csv in UTF-8 with a byte order mark, by which Excel knows it; every cell in quotes.

    Text that a spreadsheet would run has an apostrophe before it.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS[language])
    writer.writerows([_for_csv(cell) for cell in cells(row, language)] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(rows: Iterable[Row], language: Language = "zh") -> bytes:
    """The table as .xlsx: a bold header that stays in sight, columns wide enough, text that is never a formula."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET[language]
    wrapped, bold = Alignment(vertical="top", wrap_text=True), Font(bold=True)
    table: list[Sequence[Cell]] = [COLUMNS[language], *(cells(row, language) for row in rows)]
    for number, row in enumerate(table, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(number, column)
            cell.alignment = wrapped
            if not isinstance(value, str):
                cell.value = value
            elif text := _text(value):
                cell.value = text
                cell.data_type = "s"  # openpyxl takes =… for a formula and #N/A for an error
                cell.quotePrefix = _RUNS.match(text) is not None  # or editing the cell would make it one
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
        sheet.cell(1, column).font = bold
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _for_csv(cell: Cell) -> Cell:
    return _RUNS_IN_CSV.sub(r"\1'", _text(cell)) if isinstance(cell, str) else cell


def _text(value: str) -> str:
    """Without what is no character of a text, runs of blanks and empty lines; no longer than a cell."""
    lines = _NO_CHARACTERS.sub("", clean(value)).split("\n")
    text = "\n".join(" ".join(line.split()) for line in lines if line.strip())
    return text if len(text) <= CELL_CHARACTERS else text[: CELL_CHARACTERS - 1] + "…"
