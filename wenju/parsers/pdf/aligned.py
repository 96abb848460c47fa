"""Tables without ruled lines: cells that stand below each other, row by row.

In: the rows of a column. Out: the same rows, those that are rows of cells put into words.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from wenju.marks import mark_at
from wenju.parsers.pdf.layout import Piece, Row, join_pieces
from wenju.parsers.pdf.tables import make_table, word_table

# In ems: more than a blank, or the indent behind a number, leaves.
GAP = 1.5
# So many rows line up, with their header.
ALIGNED = 4
# Rows of cells fill less of their column's width; a line of text with a wide blank fills more.
SPARSE = 0.85


def align(rows: Sequence[Row]) -> list[Row]:
    """The rows of a column from the top. Two rows of cells below each other are rows of a table, one is a line."""
    if not rows:
        return []
    width = max(row[-1].x1 for row in rows) - min(row[0].x0 for row in rows)
    found: list[Row] = []
    for parted, group in groupby(((row, _cells(row, width)) for row in rows), key=lambda pair: bool(pair[1])):
        run = list(group)
        found += _word([cells for _, cells in run]) if parted and len(run) > 1 else [row for row, _ in run]
    return found


def _cells(row: Row, width: float) -> Row:
    """The cells of a row; () if it is a line of text, or a number with its text."""
    if row[0].fixed:
        return ()
    cells = [row[0]]
    for piece in row[1:]:
        last = cells[-1]
        if piece.x0 - last.x1 >= GAP * piece.size:
            cells.append(piece)
        else:
            text = join_pieces((last, piece))
            cells[-1] = Piece(text, last.x0, piece.x1, last.baseline, last.size, last.weight)
    filled = sum(cell.x1 - cell.x0 for cell in cells)
    return () if len(cells) < 2 or _is_numbered(cells) or filled > SPARSE * width else tuple(cells)


def _is_numbered(cells: Sequence[Piece]) -> bool:
    """Whether the first of two cells is only the number, or the dot, of the other."""
    first, text = cells[0].text, join_pieces(tuple(cells))
    mark = mark_at(text, 0, len(text))
    bare = not any(char.isalnum() for char in first)
    return len(cells) == 2 and (bare or (mark is not None and mark.end >= len(first)))


def _word(rows: Sequence[Row]) -> list[Row]:
    """Rows of cells in words: with the names of a header if they line up under one."""
    spans = _spans(rows)
    cells: dict[int, list[Row]] = {}
    for r, row in enumerate(rows):
        for cell in row:
            column = next(c for c, (start, end) in enumerate(spans) if start <= cell.x0 < end)
            cells[r * len(spans) + column] = [(cell,)]
    if len(rows) < ALIGNED or len(spans) < 2 or len(cells) < sum(map(len, rows)):
        return [_unsure(row) for row in rows]
    xs = [*(start for start, _ in spans), spans[-1][1]]
    ys = [row[0].baseline + row[0].size / 4 for row in rows]
    table = make_table(xs, ys, [[r * len(spans) + c for c in range(len(spans))] for r in range(len(rows))], cells)
    return word_table(table)


def _unsure(row: Row) -> Row:
    first = row[0]
    text = "；".join(cell.text for cell in row)
    return (Piece(text, first.x0, row[-1].x1, first.baseline, first.size, first.weight, fixed=True),)


def _spans(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The strips that the cells take up, with free ones between them, from the left."""
    spans: list[tuple[float, float]] = []
    for start, end in sorted((cell.x0, cell.x1) for row in rows for cell in row):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans
