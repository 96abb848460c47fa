"""Characters, rows and rules in made-up places: a wide character takes one em, any other half a one."""

from __future__ import annotations

from wenju.parsers.pdf.layout import Char, Piece, Row, Rule, find_rows, is_wide

SIZE = 10.0


def chars(text: str, x: float, baseline: float, size: float = SIZE, weight: int = 0) -> list[Char]:
    """The characters of a text side by side."""
    found = []
    for char in text:
        width = size if is_wide(char) else size / 2
        found.append(Char(char, x, x + width, baseline, size, weight))
        x += width
    return found


def piece(text: str, x: float, baseline: float, size: float = SIZE, weight: int = 0) -> Piece:
    return find_rows(chars(text, x, baseline, size, weight))[0][0]


def row(baseline: float, *words: tuple[float, str]) -> Row:
    """A row of pieces, each given by its place and its words."""
    return tuple(piece(text, x, baseline) for x, text in words)


def texts(rows: list[Row]) -> list[list[str]]:
    return [[one.text for one in found] for found in rows]


def grid(xs: list[float], ys: list[float]) -> list[Rule]:
    """All lines of a grid."""
    level = [Rule(xs[0], y, xs[-1], y) for y in ys]
    return level + [Rule(x, ys[0], x, ys[-1]) for x in xs]
