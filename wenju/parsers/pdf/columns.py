"""Rows of a page to columns in the order of reading.

In: rows of pieces. Out: `Column` records. Two columns are parted by a gutter, an upright strip that several rows below
each other leave free, and hold text on both sides of it: lines that fill their column. The cells of a table do not.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import mean, median

from wenju.parsers.pdf.layout import GAP, Row

# How many rows share a gutter at least.
SHARED = 3
# The width of a column in ems; where a page has three of them each has 14 or more.
NARROWEST = 10
# The part of a column's width that its lines fill on average, short last lines included.
FILLED = 0.6
# The last line of a paragraph is as far below the line before it as that one is below its own; in lines.
SAME_PITCH = 1.1


@dataclass(frozen=True, slots=True)
class Column:
    """Rows that are read downwards; `depth` counts the gutters that part them from the width of the page."""

    rows: tuple[Row, ...]
    depth: int


def reading_order(rows: Sequence[Row], depth: int = 0) -> list[Column]:
    """The columns of a page as they are read: what stands across above them, the left one, the right one, the rest."""
    if not rows:
        return []
    gutter = _gutter(rows)
    if gutter is None:
        return [Column(tuple(rows), depth)]
    x, first, last = gutter
    left, right = _sides(rows[first:last], x)
    return [
        *reading_order(rows[:first], depth),
        *reading_order(left, depth + 1),
        *reading_order(right, depth + 1),
        *reading_order(rows[last:], depth),
    ]


def _gutter(rows: Sequence[Row]) -> tuple[float, int, int] | None:
    """The gutter that most rows share, as its x, its first row and the row behind its last; None without columns."""
    best: tuple[float, int, int] | None = None
    most = SHARED - 1
    for x in _candidates(rows):
        for first, last in _stretches(rows, x):
            left, right = _sides(rows[first:last], x)
            shared = min(_within(left, right), _within(right, left))
            if shared > most and _is_text(left) and _is_text(right):
                best, most = (x, first + _tail(rows, first, x), last), shared
    return best


def _candidates(rows: Sequence[Row]) -> list[float]:
    """The middle of each gap that two rows, one below the other, have in common; to the point."""
    found: set[float] = set()
    for above, below in pairwise(rows):
        pieces = sorted((*above, *below), key=lambda piece: piece.x0)
        end = pieces[0].x1
        for piece in pieces:
            if piece.x0 - end >= GAP * piece.size:
                found.add(round((end + piece.x0) / 2))
            end = max(end, piece.x1)
    return sorted(found)


def _stretches(rows: Sequence[Row], x: float) -> Iterator[tuple[int, int]]:
    """The runs of rows that nothing crosses at x, as (first, behind the last)."""
    first = 0
    for i, row in enumerate(rows):
        if any(piece.x0 < x < piece.x1 for piece in row):
            if i > first:
                yield first, i
            first = i + 1
    if len(rows) > first:
        yield first, len(rows)


def _sides(rows: Sequence[Row], x: float) -> tuple[list[Row], list[Row]]:
    """The rows left and right of x."""
    left = [tuple(piece for piece in row if piece.x0 < x) for row in rows]
    right = [tuple(piece for piece in row if piece.x0 >= x) for row in rows]
    return [row for row in left if row], [row for row in right if row]


def _within(rows: list[Row], others: list[Row]) -> int:
    """How many rows stand between the first and the last of the others."""
    if not others:
        return 0
    top, bottom = others[0][0], others[-1][0]
    return sum(top.baseline - top.size <= row[0].baseline <= bottom.baseline + bottom.size for row in rows)


def _is_text(rows: list[Row]) -> bool:
    """Whether rows are lines of text that fill a column, and no cells of a table."""
    width = max(row[-1].x1 for row in rows) - min(row[0].x0 for row in rows)
    size = median(piece.size for row in rows for piece in row)
    filled = mean(sum(piece.x1 - piece.x0 for piece in row) for row in rows)
    return width >= NARROWEST * size and filled >= FILLED * width


def _tail(rows: Sequence[Row], first: int, x: float) -> int:
    """1 if the first row below a gutter's top is the last line of the paragraph that stands across above it, else 0."""
    if first < 2 or len(_sides([rows[first]], x)[1]) > 0:
        return 0
    before, last, row = (row[0].baseline for row in rows[first - 2 : first + 1])
    return int(row - last < SAME_PITCH * (last - before))
