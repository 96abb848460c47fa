"""Rows of cells to lines: a line a row, each cell behind the name of its column, 区县：杨浦区；教师人数：45.

In: rows of cells as text, as a sheet, a web page or a slide has them, and which cells are merged. Out: `Line` records
in order. A sheet may hold several tables: below an empty row another one may begin. Where the rows come from and which
line becomes a heading is left to the parsers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from wenju.marks import mark_at
from wenju.parsers.joining import join
from wenju.parsers.labels import NAME, is_name, is_note, is_title, is_year

# Statistical yearbooks have headers of three rows; what goes deeper is a form.
HEADER_ROWS = 4
# What stands above a header: number, title, subtitle, period, who filled it in, unit.
TITLE_ROWS = 6
# So many rows tell how many columns a table has.
SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that are shown as one, by its corners, counted from 0; the last row and column are part of it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Line:
    """What row number `row`, counted from 0, says. A title stands above a table; a section stands in it, alone."""

    row: int
    kind: Literal["title", "section", "row"]
    text: str

    @property
    def number(self) -> int:
        """Which row of its table it is, counted from 1; 0 for a title, which stands above the table."""
        return 0 if self.kind == "title" else self.row + 1


def table_lines(rows: Sequence[Sequence[str]], merges: Iterable[Merge] = (), header: int = 0) -> list[Line]:
    """The lines of a sheet or a table; rows without a word have none, nor have those of a header.

    The first `header` rows are known to be one, with any titles above it.
    """
    grid = _Grid(rows, merges)
    lines: list[Line] = []
    names: list[str] = []
    # Whether a table may begin here, and whether the one above has cells that no header would have, figures.
    fresh, figures = True, False
    at = 0
    while at < len(grid.own):
        if grid.is_empty(at):
            fresh, at = True, at + 1
            continue
        first = grid.below_titles(at) if fresh else at
        depth = max(header - first, 0) or grid.header_depth(first) if fresh else 0
        if depth and names and first == at and not (figures and not grid.is_names(first + depth)):
            depth = 0  # it goes on: a row of words, and no header, which would differ from the rows around it
        if depth or (fresh and not names):
            lines += [grid.title(row) for row in range(at, first) if not grid.is_empty(row)]
            names, figures = grid.names(first, depth), False
            at = first + depth
        if not depth:
            lines += grid.body_line(at, names)
            figures = figures or not grid.is_names(at)
            at += 1
        fresh = False
    return lines


class _Grid:
    """Cells as they stand (`own`), and with names that are merged over several rows in each of them (`shown`)."""

    def __init__(self, rows: Sequence[Sequence[str]], merges: Iterable[Merge]) -> None:
        self.own = [[cell.strip() for cell in row] for row in rows]
        self.merges: dict[int, list[Merge]] = {}
        for merge in merges:
            if merge.top < len(rows):
                self.merges.setdefault(merge.top, []).append(merge)
                self._uncover(merge)
        self.shown = [list(row) for row in self.own]
        for merge in (merge for group in self.merges.values() for merge in group):
            text = _cell(self.own[merge.top], merge.left)
            if len(text) <= NAME:
                for row in self.shown[merge.top + 1 : merge.bottom + 1]:
                    _put(row, merge.left, text)

    def _uncover(self, merge: Merge) -> None:
        """Empty what lies behind merged cells, where nobody sees it."""
        for row in range(merge.top, min(merge.bottom + 1, len(self.own))):
            cells = self.own[row]
            for column in range(merge.left, min(merge.right + 1, len(cells))):
                if (row, column) != (merge.top, merge.left):
                    cells[column] = ""

    def filled(self, row: int) -> list[str]:
        """The cells of a row that say something."""
        return [cell for cell in self.own[row] if cell]

    def is_empty(self, row: int) -> bool:
        """Whether a row says nothing of its own."""
        return not any(self.own[row])

    def is_names(self, row: int) -> bool:
        """Whether the cells of a row could all be names of columns."""
        return all(map(is_name, self.filled(row)))

    def below_titles(self, at: int) -> int:
        """The first row of several cells at or shortly below `at`, with titles and notes above it; `at` if none is."""
        titles = 0
        for row in range(at, len(self.own)):
            if self.is_empty(row):
                continue
            cells = self.filled(row)
            if len(cells) > 1 and not all(map(is_note, cells)):
                return row
            titles += 1
            if titles > TITLE_ROWS:
                break
        return at

    def header_depth(self, first: int) -> int:
        """How many rows from `first` on are a header; 0 if none is, or nothing stands below it."""
        depth = 1
        while depth <= HEADER_ROWS and first + depth < len(self.own) and self.is_names(first + depth - 1):
            deeper = self._reach(first, depth)
            if deeper == depth:
                return depth if self._fits(first, depth) else 0
            depth = deeper
        return 0

    def _reach(self, first: int, depth: int) -> int:
        """How many rows the cells of the first `depth` rows of a header reach down to, or ask for below them."""
        merges = [merge for row in range(first, first + depth) for merge in self.merges.get(row, ())]
        down = max((merge.bottom + 1 - first for merge in merges), default=1)
        below = first + depth
        if down > depth or below + 1 >= len(self.own) or not self.is_names(below):
            return max(down, depth)
        under = {column for column, cell in enumerate(self.own[below]) if cell}
        groups = [merge for merge in merges if merge.bottom == below - 1 and merge.right > merge.left]
        grouped = under <= {column for merge in groups for column in range(merge.left, merge.right + 1)}
        return depth + 1 if (under and grouped) or (depth == 1 and self._leaves_gaps(first)) else depth

    def _leaves_gaps(self, row: int) -> bool:
        """Whether each gap in a row has a name below it, and some cell has none.

        So a merged header looks in a file that has no merged cells: 地区 | 支出 | _ above _ | 2016年 | 2017年.
        """
        above, below = self._spread(row), self.own[row + 1]
        width = max(len(above), len(below))
        pairs = [(_cell(above, column), _cell(below, column)) for column in range(width)]
        gaps = [lower for upper, lower in pairs if not upper]
        return bool(gaps) and all(gaps) and any(upper and not lower for upper, lower in pairs)

    def _fits(self, first: int, depth: int) -> bool:
        """Whether the names of a header differ, are no mere years, and stand above at least half of the columns.

        Columns beside each other may have one name, where it is merged over both.
        """
        names = [name for name, _ in groupby(filter(None, self.names(first, depth)))]
        sample = self.own[first : first + SAMPLE]
        columns = {column for row in sample for column, cell in enumerate(row) if cell}
        corner = not _cell(self.own[first], min(columns))
        worded = corner or not all(map(is_year, names))
        return 1 < len(names) == len(set(names)) and worded and 2 * len(names) >= len(columns)

    def names(self, first: int, depth: int) -> list[str]:
        """The name of each column, of all that stands above it: 支出／2016年."""
        rows = [self._spread(row) for row in range(first, first + depth)]
        if depth == 2 and not self.merges.get(first):
            upper, lower = rows
            for column in range(1, len(lower)):
                if lower[column] and not _cell(upper, column):
                    _put(upper, column, _cell(upper, column - 1))
        width = max(map(len, rows), default=0)
        return [_name([_cell(row, column) for row in rows]) for column in range(width)]

    def _spread(self, row: int) -> list[str]:
        """The cells of a row, merged ones in each of their places."""
        cells = list(self.shown[row])
        for top in range(max(row - HEADER_ROWS, 0), row + 1):
            for merge in self.merges.get(top, ()):
                for column in range(merge.left, merge.right + 1) if merge.bottom >= row else ():
                    _put(cells, column, _cell(self.own[top], merge.left))
        return cells

    def title(self, row: int) -> Line:
        """A row above a table."""
        cells = self.filled(row)
        return Line(row, "title" if len(cells) == 1 and is_title(cells[0]) else "row", _words([], self.own[row]))

    def body_line(self, row: int, names: list[str]) -> list[Line]:
        """The line of a row in a table; none for a header that is repeated."""
        cells = self.filled(row)
        if names and all(not cell or join(cell) == _cell(names, column) for column, cell in enumerate(self.own[row])):
            return []
        if names and len(cells) == 1 and is_note(cells[0]):
            return [Line(row, "row", cells[0])]
        if names and len(cells) == 1 and self._is_section(row) and is_title(cells[0]):
            return [Line(row, "section", cells[0])]
        return [Line(row, "row", _words(names, self.shown[row]))]

    def _is_section(self, row: int) -> bool:
        """Whether the only cell of a row has a numbering mark, or is merged with those beside it."""
        column, cell = next((column, cell) for column, cell in enumerate(self.own[row]) if cell)
        across = any(merge.left == column and merge.right > column for merge in self.merges.get(row, ()))
        return across or mark_at(cell, 0, len(cell)) is not None


def _cell(cells: Sequence[str], column: int) -> str:
    return cells[column] if column < len(cells) else ""


def _put(cells: list[str], column: int, text: str) -> None:
    cells += [""] * (column + 1 - len(cells))
    cells[column] = text


def _name(cells: list[str]) -> str:
    """The cells above a column as its name; one that is merged over several rows counts once."""
    parts = [join(cell) for cell in cells if cell]
    return "／".join(part for i, part in enumerate(parts) if not i or part != parts[i - 1])


def _words(names: list[str], cells: list[str]) -> str:
    """A row in words. Without names, what ends in a colon names the next cell, and so does the first of just two."""
    parts: list[str] = []
    for column, cell in enumerate(cells):
        name = _cell(names, column)
        if cell and parts and not names and parts[-1].endswith((":", "：")):
            parts[-1] += cell
        elif cell:
            parts.append(f"{name}：{cell}" if name else cell)
    pair = not names and len(parts) == 2 and is_name(parts[0]) and len([cell for cell in cells if cell]) == 2
    return ("：" if pair else "；").join(parts)
