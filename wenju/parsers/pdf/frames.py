"""Columns with what their lines have in common: edges, distances, the size of the text.

In: the columns of all pages in the order of reading. Out: a `Frame` for each. A column of few lines takes what they do
not tell from the columns of many. What a paragraph is, is left to `paragraphs`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from wenju.parsers.pdf.columns import Column
from wenju.parsers.pdf.layout import Row, join_pieces, most_common

# Lengths in ems. Edges of lines that are closer are the same.
SAME_EDGE = 0.5
# How many lines tell what is usual in their column.
TELLING = 4
# A column of few lines may be all first lines, indented by up to this, and all short, by more than this.
INDENTED, SHORT = 4.5, 2
# The usual distance of lines, where too few tell. Official documents have 1.8.
USUAL = 1.7
# Sizes that differ by more are two.
SAME_SIZE = 0.08


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a column as a line of text; `fixed` where it is cells in words, and `row` their row of a table."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    weight: int
    fixed: bool
    row: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A column: its page, its edges, the usual distance of its lines, and the size of the whole text's font."""

    page: int
    depth: int
    left: float
    right: float
    pitch: float
    body: float
    lines: tuple[Line, ...]


def find_frames(columns: Sequence[tuple[int, Column]]) -> list[Frame]:
    """The columns with their edges; those with too few lines to tell take them from others of the same depth."""
    columns = _deepened(columns)
    lines = [tuple(_line(row) for row in column.rows) for _, column in columns]
    plain = [[line for line in some if not line.fixed] or list(some) for some in lines]
    body = most_common((line.size, len(line.text)) for some in plain for line in some) if plain else 0.0
    edges: dict[int, list[tuple[float, float]]] = {}
    pitches = []
    for (_, column), some in zip(columns, plain, strict=True):
        if len(some) > TELLING:
            edges.setdefault(column.depth, []).append((_left(some), _right(some)))
            pitches += [gap / size for gap, size in _gaps(some)]
    usual = body * (median(pitches) if pitches else USUAL)
    frames = []
    for (page, column), all_lines, some in zip(columns, lines, plain, strict=True):
        left, right = _edges(some, edges.get(column.depth, []), body)
        gaps = sorted(gap for gap, _ in _gaps(some))
        pitch = gaps[len(gaps) // 4] if len(gaps) >= TELLING else usual
        frames.append(Frame(page, column.depth, left, right, pitch, body, all_lines))
    return frames


def same_size(line: Line, other: Line) -> bool:
    """Whether two lines are set in one size."""
    return abs(line.size - other.size) <= SAME_SIZE * max(line.size, other.size)


def _deepened(columns: Sequence[tuple[int, Column]]) -> list[tuple[int, Column]]:
    """The columns, of which what stands alone on its page counts as a column of the page before if it is no wider.

    No gutter is to be seen there: the text ends in its left column.
    """
    beside = Counter(page for page, _ in columns)
    deepened: list[tuple[int, Column]] = []
    for page, column in columns:
        before = deepened[-beside[page - 1] :] if beside[page] == 1 and beside[page - 1] else []
        deeper = [other.depth for _, other in before if other.depth > column.depth and _within(column, other)]
        column = replace(column, depth=deeper[0]) if deeper else column
        deepened.append((page, column))
    return deepened


def _within(column: Column, other: Column) -> bool:
    """Whether a column begins at the left edge of another one with many lines, and ends at its right edge or before."""
    lines, others = [_line(row) for row in column.rows], [_line(row) for row in other.rows]
    edge = SAME_EDGE * others[0].size
    left = abs(_left(lines) - _left(others)) <= edge
    return left and len(others) > TELLING and _right(lines) <= _right(others) + edge


def _line(row: Row) -> Line:
    counted = [(piece, len(piece.text)) for piece in row]
    size = most_common((piece.size, count) for piece, count in counted)
    weight = most_common((piece.weight, count) for piece, count in counted)
    return Line(join_pieces(row), row[0].x0, row[-1].x1, row[0].baseline, size, weight, row[0].fixed, row[0].row)


def _edges(lines: Sequence[Line], others: Sequence[tuple[float, float]], body: float) -> tuple[float, float]:
    """The left and the right edge of a column, where `others` are the edges of those with many lines."""
    left, right = _left(lines), _right(lines)
    if not others:
        return left, right
    if len(lines) <= TELLING:
        near = min((other for other, _ in others), key=lambda other: abs(left - other))
        left = near if 0 < left - near <= INDENTED * body else left
    width = median(end - start for start, end in others)
    return left, right if right >= left + width - SHORT * body else left + width


def _gaps(lines: Sequence[Line]) -> list[tuple[float, float]]:
    """The distances of lines that follow each other in one font, with its size."""
    pairs = pairwise(lines)
    return [(b.baseline - a.baseline, a.size) for a, b in pairs if b.baseline > a.baseline and same_size(a, b)]


def _left(lines: Sequence[Line]) -> float:
    """The leftmost place where two lines begin; that of the one that begins first, if none do."""
    starts = sorted((line.x0, line.size) for line in lines)
    return next((a for (a, size), (b, _) in pairwise(starts) if b - a <= SAME_EDGE * size), starts[0][0])


def _right(lines: Sequence[Line]) -> float:
    return max(line.x1 for line in lines)
