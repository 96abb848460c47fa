"""The tables of a page as lines of text.

In: a `Table`, whose cells were found in `ruled` or `aligned`. Out: its rows in words, each in the place of its cells.
How a row of cells is put into words is left to `grid`. Two things are seen better on a page: a table that goes on from
the page before has the names of that one, and a form, where names stand beside what they name, has no header.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from statistics import median

from wenju.parsers.grid import Line, Merge, table_lines
from wenju.parsers.labels import is_note
from wenju.parsers.pdf.layout import SMALLER, Piece, Row, join, join_pieces

# Titles and header of a table have so many rows at most; a table that goes on is read with them.
HEAD = 10

# Words above a table that goes on: 续表1, 表1（续）.
_CONTINUED = re.compile(r"续|continued|\bcont\.", re.IGNORECASE)
_FIGURE = re.compile(r"[约近超逾共]?[-+−±¥￥$(（]?\d|[-—–/\s]*$")


@dataclass(frozen=True, slots=True)
class Table:
    """The words of cells in rows and columns; those of merged cells stand in the first of their places.

    `xs` are the left ends of the columns and the right end of the last, `ys` the lower ends of the rows. `heavy` tells
    that the first row is in a heavier font than the second.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    rows: tuple[tuple[str, ...], ...]
    merges: tuple[Merge, ...]
    size: float
    heavy: bool


def make_table(
    xs: Sequence[float], ys: Sequence[float], labels: Sequence[Sequence[int]], cells: Mapping[int, Sequence[Row]]
) -> Table:
    """A table from a label for each of its places, and the rows of pieces that stand under a label."""
    places: dict[int, list[tuple[int, int]]] = {}
    for r, row in enumerate(labels):
        for c, label in enumerate(row):
            places.setdefault(label, []).append((r, c))
    rows = [[""] * len(row) for row in labels]
    for label, held in cells.items():
        r, c = places[label][0]
        rows[r][c] = _text(held)
    merges = [Merge(*taken[0], *taken[-1]) for taken in places.values() if len(taken) > 1]
    weights = [[piece.weight for label in row for held in cells.get(label, ()) for piece in held] for row in labels[:2]]
    heavy = all(weights) and min(weights[0]) > max(weights[1])
    size = median(piece.size for held in cells.values() for row in held for piece in row)
    return Table(tuple(xs), tuple(ys), tuple(map(tuple, rows)), tuple(merges), size, heavy)


def word_table(table: Table, begun: Table | None = None, above: int = 0) -> list[Row]:
    """The rows of a table in words, as rows of one piece; `begun` is the table that it goes on, `above` its rows."""
    height, above = table.size / 4, above - repeated(table, begun)
    return [
        (
            Piece(
                line.text,
                table.xs[0],
                table.xs[-1],
                table.ys[line.row] - height,
                table.size,
                fixed=True,
                row=line.number and above + line.number,
            ),
        )
        for line in _lines(table, begun)
    ]


def repeated(table: Table, begun: Table | None) -> int:
    """How many rows at the top are those of the header on the page before."""
    head = begun.rows[:HEAD] if begun else ()
    first = head.index(table.rows[0]) if table.rows[0] in head else len(head)
    pairs = zip(table.rows, head[first:], strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def begins_page(table: Table, rows: Iterable[Row]) -> bool:
    """Whether nothing stands above a table, among the rows outside of tables, but that it goes on, and its unit."""
    above = [join_pieces(row) for row in rows if row[0].baseline < table.ys[0] and _is_near(table, row)]
    return all(_CONTINUED.search(words) or is_note(words) for words in above)


def ends_page(table: Table, rows: Iterable[Row]) -> bool:
    """Whether nothing stands below a table, among the rows outside of tables, but notes in small print."""
    below = [row for row in rows if row[0].baseline > table.ys[-1] and _is_near(table, row)]
    return all(row[0].size <= SMALLER * table.size for row in below)


def _is_near(table: Table, row: Row) -> bool:
    """Whether a row stands above or below a table, and not in another column."""
    return row[0].x0 < table.xs[-1] and row[-1].x1 > table.xs[0]


def _lines(table: Table, begun: Table | None) -> list[Line]:
    if _is_form(begun or table):
        return [replace(line, row=r) for r, row in enumerate(table.rows) for line in table_lines([row])]
    head = begun.rows[:HEAD] if begun else ()
    again = repeated(table, begun)
    merges = [merge for merge in begun.merges if merge.bottom < len(head)] if begun else []
    for merge in table.merges:
        merges.append(replace(merge, top=merge.top + len(head), bottom=merge.bottom + len(head)))
    lines = table_lines([*head, *table.rows], merges)
    return [replace(line, row=line.row - len(head)) for line in lines if line.row >= len(head) + again]


def _text(rows: Sequence[Row]) -> str:
    text = ""
    for row in rows:
        text = join(text, join_pieces(row))
    return text


def _is_form(table: Table) -> bool:
    """Whether cells stand beside their names, or may: two columns of words, or cells of all widths."""
    columns, body = len(table.rows[0]), table.rows[1:]
    wide = {merge.top for merge in table.merges if 0 < merge.right - merge.left < columns - 1}
    if 2 * len(wide - {0}) > len(body):
        return True
    if columns > 2 or table.heavy:
        return False
    return 2 * sum(_FIGURE.match(row[1]) is not None for row in body) <= len(body)
