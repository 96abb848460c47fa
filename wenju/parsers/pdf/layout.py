"""Characters in their boxes to rows of text.

In: the characters of a page, upright and visible, and its ruled lines; x counts from the left, y from the top. Out:
rows of pieces; a piece ends at a wide gap or at a ruled line. Nothing here knows of PDF. Which pieces are read together
is left to `ruled`, `aligned` and `columns`, what makes a paragraph to `paragraphs`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import TypeVar

# Lengths are in ems, which is the size of the font, unless they say otherwise.
# Raised and lowered characters stand in their row, and the next line, at least 1 further down, in its own. LibreOffice
# raises the numbers of notes, which it makes small, by more than their own size has, but less than half of the text's.
SAME_ROW, SAME_ROW_SMALL, SAME_ROW_LARGE = 0.6, 0.9, 0.45
# No blank between words is as wide; the narrowest gutter between two columns of text is 1.
GAP = 0.8
# Where a file has no blanks between Latin words, they are further apart than their letters by a fifth or more.
WORD_GAP = 0.15
# Raised digits (references to notes, squares): they are smaller, and stand on a higher line.
RAISED_SIZE, RAISED = 0.85, 0.2
# The size of notes as a part of that of the text, at most.
SMALLER = 0.92
# How far apart the same character stands where it is drawn twice to make it bold.
TWICE = 0.15

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Char:
    """A character, or the letters of a ligature. `weight` is 0 for a plain font, more for a heavier one."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    weight: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line, upright or level; x0 <= x1 and y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a row without a wide gap. A `fixed` one is cells put into words, `row` their row of a table or 0."""

    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    weight: int = 0
    fixed: bool = False
    row: int = 0


Row = tuple[Piece, ...]
T = TypeVar("T")


def find_rows(chars: Iterable[Char], rules: Iterable[Rule] = ()) -> list[Row]:
    """The rows of a page from the top, each with its pieces from the left. What is drawn twice is taken once."""
    walls = [rule for rule in rules if rule.y1 - rule.y0 > rule.x1 - rule.x0]
    rows = [tuple(_pieces(band, walls)) for band in _bands(chars)]
    return [row for row in rows if row]


def join(first: str, second: str) -> str:
    """Two lines of a paragraph as one: no blank in Chinese text, a word cut by a hyphen whole again."""
    if not first or not second:
        return first + second
    if re.search(r"[^\W\d_]-$", first):
        return first[:-1] + second if second[0].islower() else first + second
    letters = [next(filter(str.isalpha, line), " ") for line in (reversed(first), second)]
    chinese = is_wide(first[-1]) or is_wide(second[0]) or all(map(is_wide, letters))
    return first + second if chinese else f"{first} {second}"


def join_pieces(row: Row) -> str:
    """The words of a row; single characters that are set apart (通 知) are one word."""
    apart = all(len(piece.text) == 1 and is_wide(piece.text) for piece in row)
    return ("" if apart else " ").join(piece.text for piece in row)


def is_wide(char: str) -> bool:
    """Whether a character takes a full em: Chinese characters and their punctuation."""
    return unicodedata.east_asian_width(char) in ("W", "F")


def _bands(chars: Iterable[Char]) -> list[list[Char]]:
    """The characters by rows; a row is told by the tallest of its characters."""
    bands: list[list[Char]] = []
    tallest: Char | None = None
    for char in sorted(chars, key=lambda char: char.baseline):
        if tallest and char.baseline - tallest.baseline <= _reach(*sorted((char.size, tallest.size))):
            bands[-1].append(char)
            tallest = max(tallest, char, key=lambda char: char.size)
        else:
            bands.append([char])
            tallest = char
    return bands


def _reach(small: float, large: float) -> float:
    """How far apart the lines may be that two characters of a row stand on."""
    return max(SAME_ROW * small, min(SAME_ROW_SMALL * small, SAME_ROW_LARGE * large))


def _pieces(band: list[Char], walls: list[Rule]) -> Iterator[Piece]:
    """The pieces of a row, from the left."""
    at = median(char.baseline - RAISED * char.size for char in band)
    near = [wall.x0 for wall in walls if wall.y0 <= at <= wall.y1]
    run: list[tuple[str, Char]] = []
    blank = False
    for char in sorted(band, key=lambda char: char.x0):
        if char.text.isspace():
            blank = True
            continue
        last = run[-1][1] if run else None
        if last and last.text == char.text and char.x0 - last.x0 < TWICE * char.size:
            continue
        if last and (char.x0 - last.x1 > GAP * min(last.size, char.size) or _parted(last, char, near)):
            yield _piece(run)
            run, last = [], None
        run.append((_between(last, char, blank) if last else "", char))
        blank = False
    if run:
        yield _piece(run)


def _parted(last: Char, char: Char, walls: list[float]) -> bool:
    return any(last.x0 + last.x1 < 2 * wall < char.x0 + char.x1 for wall in walls)


def _between(last: Char, char: Char, blank: bool) -> str:
    """A blank or nothing, as it stands between two characters of a piece."""
    gap = (char.x0 - last.x1) / max(last.size, char.size)
    wide = is_wide(last.text[-1]), is_wide(char.text[0])
    if blank:
        return "" if all(wide) and gap < WORD_GAP else " "
    return "" if any(wide) or gap < WORD_GAP else " "


def _piece(run: list[tuple[str, Char]]) -> Piece:
    chars = [char for _, char in run]
    size = most_common((char.size, len(char.text)) for char in chars)
    weight = most_common((char.weight, len(char.text)) for char in chars)
    baseline = next(char.baseline for char in chars if char.size == size)
    text = "".join(before + _raised(char, size, baseline) for before, char in run)
    return Piece(text, chars[0].x0, max(char.x1 for char in chars), baseline, size, weight)


def most_common(counted: Iterable[tuple[T, int]]) -> T:
    """What counts most; the first of equals."""
    counts: Counter[T] = Counter()
    for what, count in counted:
        counts[what] += count
    return max(counts, key=counts.__getitem__)


def _raised(char: Char, size: float, baseline: float) -> str:
    """A character of a line, as ¹²³ where it is a raised digit: 5% with a note 1 is not 5%1."""
    if char.size <= RAISED_SIZE * size and baseline - char.baseline >= RAISED * size:
        return char.text.translate(SUPERSCRIPTS)
    return char.text
