"""Spreadsheets: .xlsx and .csv.

In: the bytes of a file. Out: a `Draft` in which each row is a line at its sheet and row, each cell behind the name of
its column; the names of sheets and the titles of tables are headings. How rows become lines is left to `grid`, how a
value reads to `cell`.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from io import BytesIO, StringIO
from string import digits
from typing import IO, Any
from xml.etree.ElementTree import Element, iterparse
from zipfile import ZipFile

from wenju.errors import DocumentError
from wenju.parsers.archive import check_archive
from wenju.parsers.cell import cell_text
from wenju.parsers.draft import Draft, Writer
from wenju.parsers.grid import Line, Merge, table_lines
from wenju.text import decode

# Each row is a passage of its own; a table that is longer is a data base, and a search by words is of no use in it.
ROWS = 50_000
# The widest questionnaires have about 150.
COLUMNS = 200
# So much of a CSV file tells which character parts its cells.
SNIFFED = 8_192
DELIMITERS = ",;\t|"
# The number of the day after 9999-12-31.
LAST_DAY = 2_958_466

# The formats for dates that Chinese Excel and WPS know by number and do not write down (ECMA-376, 18.8.30); openpyxl
# takes their cells for plain numbers.
_CHINESE_DATES = {
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 30, 31, 51, 53, 54, 58), 'yyyy"年"m"月"d"日"'),
    **dict.fromkeys((32, 34, 55), "h:mm"),
    **dict.fromkeys((33, 35, 56), "h:mm:ss"),
}


@dataclass(slots=True)
class _Rows:
    """The rows of a sheet that say something, with one empty row for each gap, and their numbers in the sheet."""

    cells: list[list[str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    words: int = 0

    def add(self, number: int, cells: list[str]) -> None:
        """Add a row below the others."""
        empty = not any(map(str.strip, cells))
        if empty and (not self.cells or not self.cells[-1]):
            return
        self.cells.append([] if empty else cells)
        self.numbers.append(number)
        self.words += not empty


def parse_xlsx(raw: bytes, name: str) -> Draft:
    """An Excel workbook; its hidden sheets are left out."""
    check_archive(raw, name)
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(raw), read_only=True, data_only=True, keep_links=False)
    writer = Writer()
    hidden = []
    with ZipFile(BytesIO(raw)) as archive:
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible":
                hidden.append(sheet.title)
                continue
            # openpyxl does not tell merged cells and formulas when it reads row by row.
            with archive.open(sheet._worksheet_path) as source:
                merges, uncalculated, is_wide = _scan(source)
            if is_wide:
                writer.warn(f"sheet {sheet.title}: has more than {COLUMNS} columns; those behind were left out")
            if uncalculated:
                writer.warn(
                    f"sheet {sheet.title}: {_cells(uncalculated)} with a formula and without its value; "
                    "open the file in Excel or WPS, save it, and read it again"
                )
            rows = _read_rows(sheet, is_wide, writer)
            if rows.words:
                writer.at(sheet=sheet.title)
                writer.heading(sheet.title, 1)
                _write(writer, table_lines(rows.cells, _placed(merges, rows.numbers)), rows, sheet.title, 2)
    if hidden:
        writer.warn(f"hidden sheets were left out: {', '.join(hidden)}; show them in Excel or WPS to have them read")
    return _filled(writer.draft(), name, "no sheet with a word in it" if not hidden else "only hidden sheets")


def parse_csv(raw: bytes, name: str) -> Draft:
    """A file of comma-separated values, or of others, in any encoding that `decode` knows."""
    text = decode(raw, name)
    writer = Writer()
    rows = _Rows()
    for number, cells in enumerate(_split(text), 1):
        if rows.words == ROWS and any(cells):
            writer.warn(f"has more than {ROWS:,} rows; what stands in row {number} and below was left out")
            break
        if any(cells[COLUMNS:]):
            writer.warn(f"has more than {COLUMNS} columns; those behind were left out")
        rows.add(number, cells[:COLUMNS])
    lines = table_lines(rows.cells)
    _write(writer, lines, rows, "", 1)
    draft = _filled(writer.draft(), name, "no row with a word in it")
    titled = any(line.kind != "row" for line in lines)
    # Its rows are no plain text: 日期：2016-09-01 in the first one is not the date of the file.
    return draft if titled else replace(draft, title="", date="", headings=())


def _split(text: str) -> Iterator[list[str]]:
    """The cells of each row; a cell may have any length, and line breaks in it are blanks."""
    try:
        delimiter = csv.Sniffer().sniff(text[:SNIFFED], DELIMITERS).delimiter
    except csv.Error:
        delimiter = ","
    limit = csv.field_size_limit(len(text) + 1)
    try:
        for cells in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            yield [" ".join(cell.split()) for cell in cells]
    finally:
        csv.field_size_limit(limit)


def _read_rows(sheet: Any, is_wide: bool, writer: Writer) -> _Rows:
    """The rows of a sheet as a person sees them, with warnings of what is left out."""
    rows = _Rows()
    errors = []
    above = None
    sheet.reset_dimensions()  # what a file says of its size is often wrong
    # A cell far to the right would make thousands of empty ones; a limit fills up all rows, so there is none without.
    for number, found in enumerate(sheet.iter_rows(max_col=COLUMNS if is_wide else None), 1):
        if found is above:
            continue  # of rows that are not in the file openpyxl makes one, and gives it a million times
        above = found
        if rows.words == ROWS and any(cell.value is not None for cell in found):
            writer.warn(f"sheet {sheet.title}: has more than {ROWS:,} rows; row {number} and below were left out")
            break
        errors += [cell.coordinate for cell in found if cell.data_type == "e"]
        rows.add(number, [_text(cell) for cell in found])
    if errors:
        writer.warn(f"sheet {sheet.title}: {_cells(errors)} with an error such as #N/A in place of a value")
    return rows


def _text(cell: Any) -> str:
    if cell.value is None or cell.data_type == "e":
        return ""
    if isinstance(cell.value, str):
        return cell_text(cell.value)
    known = _CHINESE_DATES.get(cell.style_array.numFmtId) if cell.data_type == "n" else None
    if known is None or not 0 <= cell.value < LAST_DAY:
        return cell_text(cell.value, cell.number_format)
    from openpyxl.utils.datetime import from_excel

    return cell_text(from_excel(cell.value, cell.parent.parent.epoch), known)


def _scan(source: IO[bytes]) -> tuple[list[str], list[str], bool]:
    """Of a sheet the merged cells, as A1:C1, those with a formula and no value, and whether it is too wide."""
    from openpyxl.utils import get_column_letter

    merges, uncalculated = [], []
    last, is_wide = get_column_letter(COLUMNS), False
    for _, element in iterparse(source):
        tag = _tag(element)
        if tag == "mergeCell":
            merges.append(element.get("ref", ""))
        elif tag == "c" and len(element):
            place = element.get("r", "?")
            column = place.rstrip(digits)
            is_wide = is_wide or (len(column), column) > (len(last), last)
            uncalculated += [place] * _is_uncalculated(element)
        elif tag == "row":
            element.clear()
    return merges, uncalculated, is_wide


def _is_uncalculated(cell: Element) -> bool:
    """Whether a cell has a formula and no value; a text of no characters is one."""
    parts = {_tag(child): child.text for child in cell}
    return "f" in parts and not parts.get("v") and not ("v" in parts and cell.get("t") == "str")


def _tag(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _placed(ranges: Iterable[str], numbers: Sequence[int]) -> Iterator[Merge]:
    """Ranges of a sheet as merged cells among the rows that were read; their first row has to be one of them."""
    from openpyxl.utils import range_boundaries

    positions = {number: at for at, number in enumerate(numbers)}
    for found in ranges:
        left, top, right, bottom = range_boundaries(found)
        if top in positions:
            yield Merge(positions[top], left - 1, bisect_right(numbers, bottom) - 1, right - 1)


def _write(writer: Writer, lines: Iterable[Line], rows: _Rows, sheet: str, level: int) -> None:
    """Write lines at their rows; `level` is that of the title of a table."""
    for line in lines:
        writer.at(sheet=sheet, row=rows.numbers[line.row])
        if line.kind == "row":
            writer.line(line.text)
        else:
            writer.heading(line.text, level + (line.kind == "section"))


def _cells(names: list[str]) -> str:
    return f"cell {names[0]}" if len(names) == 1 else f"{len(names)} cells, {names[0]} the first of them,"


def _filled(draft: Draft, name: str, found: str) -> Draft:
    if not draft.text:
        raise DocumentError(f"{name}: found {found}; fill it in, or remove it.")
    return draft
