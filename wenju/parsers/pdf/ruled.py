"""Tables between ruled lines.

In: the rows and the ruled lines of a page. Out: `Table` records, and the rows without what stands in them. Lines that
meet make a grid; what two places of a grid have no line between them for is one cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wenju.parsers.pdf.layout import Piece, Row, Rule
from wenju.parsers.pdf.tables import Table, make_table

# In points. Lines that are closer are one, and ends that are closer meet: a border may be drawn as two lines.
SNAP = 3.0
# Lines that go on for more than this beyond the outermost line across them hold a column, or a row, that is open.
OPEN = 10.0
# Of a grid that holds a table, one region in so many has words at least; the grid of a chart has none.
FILLED = 3


@dataclass(slots=True)
class _Line:
    """A level line at y from x to x, or an upright one at x from y to y."""

    at: float
    start: float
    end: float

    def near(self, at: float, place: float) -> bool:
        """Whether the line stands there, and reaches to that place."""
        return abs(self.at - at) <= SNAP and self.start <= place <= self.end

    def meets(self, across: _Line) -> bool:
        """Whether a line and one across it touch."""
        return self.start - SNAP <= across.at <= self.end + SNAP and across.start - SNAP <= self.at <= across.end + SNAP


@dataclass(slots=True)
class _Grid:
    level: list[_Line]
    upright: list[_Line]


def find_tables(rows: Sequence[Row], rules: Iterable[Rule]) -> tuple[list[Row], list[Table]]:
    """The rows that stand in no table, and the tables from the top."""
    rest, tables = list(rows), []
    for grid in _grids(list(rules)):
        table, outside = _table(rest, grid)
        if table is not None:
            tables.append(table)
            rest = outside
    return rest, sorted(tables, key=lambda table: table.ys[0])


def _grids(rules: list[Rule]) -> list[_Grid]:
    """The lines that hang together."""
    level = _lines((rule.y0, rule.x0, rule.x1) for rule in rules if rule.x1 - rule.x0 >= rule.y1 - rule.y0)
    upright = _lines((rule.x0, rule.y0, rule.y1) for rule in rules if rule.x1 - rule.x0 < rule.y1 - rule.y0)
    grids = []
    while level:
        grid, added = _Grid([], []), [level.pop()]
        while added:
            grid.level += added
            across, upright = _split(upright, added)
            grid.upright += across
            added, level = _split(level, across)
        grids.append(grid)
    return grids


def _split(lines: list[_Line], across: list[_Line]) -> tuple[list[_Line], list[_Line]]:
    """The lines that meet one of those across, and the others."""
    meets = [any(line.meets(other) for other in across) for line in lines]
    return (
        [line for line, met in zip(lines, meets, strict=True) if met],
        [line for line, met in zip(lines, meets, strict=True) if not met],
    )


def _lines(spans: Iterable[tuple[float, float, float]]) -> list[_Line]:
    """Lines from (at, start, end), with those made one that go on each other."""
    lines: list[_Line] = []
    for at, start, end in sorted(spans):
        before = _before(lines, at, start, end)
        if before is None:
            lines.append(_Line(at, start, end))
        else:
            before.start, before.end = min(before.start, start), max(before.end, end)
    return lines


def _before(lines: list[_Line], at: float, start: float, end: float) -> _Line | None:
    for line in reversed(lines):
        if at - line.at > SNAP:
            return None
        if start <= line.end + SNAP and end >= line.start - SNAP:
            return line
    return None


def _table(rows: list[Row], grid: _Grid) -> tuple[Table | None, list[Row]]:
    """The table in a grid, None if there is none, and the rows without it."""
    xs, ys = _places(grid.upright, grid.level), _places(grid.level, grid.upright)
    if len(xs) < 3 or len(ys) < 3:
        return None, rows
    labels = _labels(xs, ys, grid)
    cells: dict[int, list[Row]] = {}
    rest: list[Row] = []
    for row in rows:
        inside: dict[int, list[Piece]] = {}
        outside = []
        for piece in row:
            label = _label(labels, xs, ys, piece)
            if label is None:
                outside.append(piece)
            else:
                inside.setdefault(label, []).append(piece)
        for label, pieces in inside.items():
            cells.setdefault(label, []).append(tuple(pieces))
        rest += [tuple(outside)] if outside else []
    regions = len({label for labelled in labels for label in labelled})
    if len(cells) < 2 or len(cells) * FILLED < regions:
        return None, rows
    return make_table(xs, ys[1:], labels, cells), rest


def _places(lines: list[_Line], across: list[_Line]) -> list[float]:
    """Where lines stand, each place once, and where those across them end, if the grid is open there."""
    places: list[float] = []
    for at in sorted(line.at for line in lines):
        if not places or at - places[-1] > SNAP:
            places.append(at)
    if places and across:
        start, end = min(line.start for line in across), max(line.end for line in across)
        places = [start] * (start < places[0] - OPEN) + places + [end] * (end > places[-1] + OPEN)
    return places


def _labels(xs: list[float], ys: list[float], grid: _Grid) -> list[list[int]]:
    """A label for each place of a grid; places with no line between them have the same."""
    labels: list[list[int]] = []
    for r, (top, bottom) in enumerate(pairwise(ys)):
        labels.append([])
        for c, (left, right) in enumerate(pairwise(xs)):
            if c and not any(line.near(left, (top + bottom) / 2) for line in grid.upright):
                labels[r].append(labels[r][-1])
            elif r and not any(line.near(top, (left + right) / 2) for line in grid.level):
                labels[r].append(labels[r - 1][c])
            else:
                labels[r].append(r * len(xs) + c)
    return labels


def _label(labels: list[list[int]], xs: list[float], ys: list[float], piece: Piece) -> int | None:
    """The label of the place that the middle of a piece is in, None outside the grid."""
    row = _index(ys, piece.baseline - piece.size / 3)
    column = _index(xs, (piece.x0 + piece.x1) / 2)
    return None if row is None or column is None else labels[row][column]


def _index(places: list[float], at: float) -> int | None:
    return next((i for i, (start, end) in enumerate(pairwise(places)) if start <= at < end), None)
