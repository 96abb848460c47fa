"""The cells of a table of Word.

In: a `w:tbl` and a function that reads the cells of a row, which is called row by row. Out: a `Table` of its rows as
text, with the cells that are merged. How rows become lines is left to `grid`; but whether a table is a form, where
names stand beside what they name, is seen better here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import dropwhile
from typing import TYPE_CHECKING

from wenju.parsers.grid import Line, Merge, table_lines
from wenju.parsers.labels import is_name
from wenju.parsers.word.xml import CONTROL, GONE, RUN, RUN_PROPERTIES, TEXT, W, is_on, value, whole

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

# Word has no more columns; a damaged file may claim billions.
COLUMNS = 63

_ROW, _CELL = W + "tr", W + "tc"
_ROW_PROPERTIES, _CELL_PROPERTIES = W + "trPr", W + "tcPr"


@dataclass(slots=True)
class Table:
    """Rows of cells; the text of merged ones stands in the first of their places.

    `headers` of the first rows are marked as the header; `stands_out` tells that the first row of several cells is bold
    or shaded, and the next one is not.
    """

    rows: list[list[str]]
    merges: list[Merge]
    headers: int
    stands_out: bool

    def lines(self) -> list[Line]:
        """The lines of the table, in order."""
        if self._is_form():
            return [replace(line, row=at) for at, row in enumerate(self.rows) for line in table_lines([row])]
        return table_lines(self.rows, self.merges, self.headers)

    def _is_form(self) -> bool:
        """Whether cells stand beside their names, or may: cells of all widths, or two columns of words."""
        rows = list(dropwhile(lambda row: sum(map(bool, row)) < 2, self.rows))
        width, body = max(map(len, self.rows), default=0), rows[1:]
        if self.headers:
            return False
        wide = {merge.top for merge in self.merges if 0 < merge.right - merge.left < width - 1}
        if 2 * len(wide - {len(self.rows) - len(rows)}) > len(body):
            return True
        if width > 2 or self.stands_out:
            return False
        return 2 * sum(not all(map(is_name, filter(None, row))) for row in body) <= len(body)


def is_frame(table: Element) -> bool:
    """Whether a table has but one column, and so is a frame around text."""
    return all(len(list(_cells(row))) <= 1 for row in _rows(table))


def cells_of(table: Element) -> Iterator[Element]:
    """The cells of a table, row by row."""
    for row in _rows(table):
        yield from _cells(row)


def read_table(table: Element, read: Callable[[list[Element]], list[str]]) -> Table:
    """The rows of a table; `read` gives the texts of the cells of a row."""
    rows: list[list[str]] = []
    merged = _Merged()
    found = list(_rows(table))
    for at, row in enumerate(found):
        texts = [""] * _count(value(row, _ROW_PROPERTIES, W + "gridBefore"), 0)
        cells = list(_cells(row))
        for cell, text in zip(cells, read(cells), strict=True):
            span = _count(value(cell, _CELL_PROPERTIES, W + "gridSpan"), 1)
            goes_on = merged.add(cell, at, len(texts), span)
            texts += ["" if goes_on else text, *[""] * (span - 1)]
        rows.append(texts)
    marked = [is_on(row, _ROW_PROPERTIES, W + "tblHeader") for row in found]
    headers = marked.index(False) if False in marked else 0
    first = [row for row in found if len(list(_cells(row))) > 1][:2]
    stands_out = [_stands_out(row) for row in first] == [True, False]
    return Table(rows, merged.merges(), headers, stands_out)


class _Merged:
    """The merged cells of a table, found row by row."""

    def __init__(self) -> None:
        self._found: list[Merge] = []
        # Column: the place in `_found` of the cell there that may go on in the next row.
        self._open: dict[int, int] = {}

    def add(self, cell: Element, row: int, column: int, span: int) -> bool:
        """Put down the next cell; whether it goes on from the row above."""
        merged = cell.find(f"{_CELL_PROPERTIES}/{W}vMerge")
        at = self._open.pop(column, None)
        begins = merged is None or merged.get(W + "val", "continue") != "continue"
        if at is not None and not begins and self._found[at].bottom == row - 1:
            self._open[column] = at
            self._found[at] = replace(self._found[at], bottom=row)
            return True
        if merged is not None:
            self._open[column] = len(self._found)
        self._found.append(Merge(row, column, row, column + span - 1))
        return False

    def merges(self) -> list[Merge]:
        """Those of more than one place."""
        return [merge for merge in self._found if merge.bottom > merge.top or merge.right > merge.left]


def _stands_out(row: Element) -> bool:
    """Whether all cells of a row are shaded or in bold."""
    return all(_is_shaded(cell) or _is_bold(cell) for cell in _cells(row))


def _is_shaded(cell: Element) -> bool:
    shade = cell.find(f"{_CELL_PROPERTIES}/{W}shd")
    return shade is not None and shade.get(W + "fill", "auto").lower() not in ("auto", "ffffff")


def _is_bold(cell: Element) -> bool:
    written = [run for run in cell.iter(RUN) if run.find(TEXT) is not None]
    return all(is_on(run, RUN_PROPERTIES, W + "b") for run in written)


def _count(text: str, default: int) -> int:
    return min(max(whole(text, default), default), COLUMNS)


def _cells(row: Element) -> Iterator[Element]:
    return _inside(row, _CELL)


def _rows(table: Element) -> Iterator[Element]:
    """The rows of a table that were not deleted."""
    for row in _inside(table, _ROW):
        if not any(mark.tag in GONE for mark in row.findall(f"{_ROW_PROPERTIES}/*")):
            yield row


def _inside(parent: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those in content controls."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in (CONTROL, W + "sdtContent", W + "customXml"):
            yield from _inside(child, tag)
