"""What stands on the pages of a file and is no part of its text: running heads and feet, page numbers, a contents list.

In: the rows of all pages. Out: the rows that are text. A running head or foot stands in the margin and comes again on
other pages, up to its digits. The words of a list of contents come again as the headings themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from wenju.parsers.pdf.layout import Row, join_pieces
from wenju.parsers.pdf.tables import Table

# The part of a page's height that holds running heads, or feet; official documents leave a margin of 37 mm of 297.
MARGIN = 0.12
# How many rows of a margin are looked at: a running foot has one or two, and a rule of the house three.
ROWS = 3
# On how many pages a row comes again; in a short file on all but the first.
PAGES = 3
# Words are told from mere figures by so many letters.
LETTERS = 2
# A title that comes again, as on forms, is larger than the text, a running head never.
LARGER = 1.1
# A head is further from the text than the lines of the text from each other, which are at most so many ems apart.
APART, WIDEST = 1.2, 3

_NUMBER = re.compile(r"[-—–―·•.|]*(\d{1,4})(?:[/／]\d{1,4})?[-—–―·•.|]*|[ivxIVX]{1,6}")
_NAMED_NUMBER = re.compile(
    r"[-—–―·•|(（]*(?:第[\d一二三四五六七八九十百]+[页頁][,，/／]?(?:[共总][\d一二三四五六七八九十百]+[页頁])?"
    r"|[共总]\d+[页頁][,，/／]?第\d+[页頁]|(?:page|p\.)\d+(?:(?:of|/)\d+)?|\d+of\d+)[-—–―·•|)）]*",
    re.IGNORECASE,
)
# — 3 — as official documents have it.
_DASHED_NUMBER = re.compile(r"[-—–―·•]+\d{1,4}[-—–―·•]+")
_LEADERS = re.compile(r"(?:[.．·‥・•_]\s*){4,}\d{1,4}$|…{2,}\s*\d{1,4}$")
_CONTENTS = re.compile(r"目录|目次|(?:tableof)?contents", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its number, from 1, its height, its rows from the top, and its tables."""

    number: int
    height: float
    rows: tuple[Row, ...]
    tables: tuple[Table, ...] = ()


def strip_margins(pages: Sequence[Page]) -> list[list[Row]]:
    """The rows of each page that are text."""
    margins = [[row for rows in _margins(page) for row in rows] for page in pages]
    again = Counter(key for rows in margins for key in {_key(row) for row in rows})
    steps = Counter(
        step
        for page, rows in zip(pages, margins, strict=True)
        for step in {step for row in rows for step in _steps(page, row)}
    )
    enough = min(PAGES, max(2, len(pages) - 1))
    sizes = [piece.size for page in pages for row in page.rows for piece in row]
    largest = LARGER * median(sizes) if sizes else 0.0
    listing = False
    kept = []
    for page, rows in zip(pages, margins, strict=True):
        numbers = {row for row in rows if _is_number(row) or _counts(page, row, steps, len(pages))}
        heads = {row for row in rows if again[_key(row)] >= enough or _has_number(page, row, steps)}
        heads = {row for row in heads if row[0].size <= largest and _has_words(row)}
        gone = numbers | _running(page, heads | numbers)
        entries = {row for row in page.rows if _LEADERS.search(join_pieces(row))}
        titles = {row for row in page.rows if _CONTENTS.fullmatch(_words(row))}
        listing = bool(entries) and (listing or bool(titles))
        if listing:
            gone |= entries | titles
        kept.append([row for row in page.rows if row not in gone])
    return kept


def _margins(page: Page) -> tuple[list[Row], list[Row]]:
    """The outermost rows in the margins of a page: from the top downwards, from the bottom upwards."""
    top = [row for row in page.rows[:ROWS] if row[0].baseline <= MARGIN * page.height]
    bottom = [row for row in page.rows[-ROWS:] if row[0].baseline >= (1 - MARGIN) * page.height]
    return top, bottom[::-1]


def _running(page: Page, rows: set[Row]) -> set[Row]:
    """Of the rows that may be running heads and feet, those that are: on the outside, and set apart from the text."""
    found: set[Row] = set()
    gaps = sorted(below[0].baseline - above[0].baseline for above, below in pairwise(page.rows))
    for inward, margin in zip((page.rows, page.rows[::-1]), _margins(page), strict=True):
        outer: set[Row] = set()
        for row, following in zip(margin, [*inward[1:], None], strict=False):
            if row not in rows:
                break
            outer.add(row)
            if following is None or _is_apart(row, following, gaps[len(gaps) // 4]):
                found |= outer
    return found


def _is_apart(row: Row, following: Row, usual: float) -> bool:
    """Whether a row is further from the next one than lines of the text are from each other, or in another size."""
    gap = abs(row[0].baseline - following[0].baseline)
    sizes = sorted((row[0].size, following[0].size))
    return gap > APART * min(usual, WIDEST * sizes[1]) or sizes[1] > LARGER * sizes[0]


def _words(row: Row) -> str:
    return "".join(join_pieces(row).split())


def _key(row: Row) -> str:
    """The words of a row up to its digits."""
    return re.sub(r"\d+", "0", _words(row))


def _is_number(row: Row) -> bool:
    """Whether a row can be nothing but a page number."""
    words = _words(row)
    return bool(_NAMED_NUMBER.fullmatch(words) or _DASHED_NUMBER.fullmatch(words))


def _has_words(row: Row) -> bool:
    return sum(char.isalpha() for char in _words(row)) >= LETTERS


def _steps(page: Page, row: Row) -> set[int]:
    """How far the numbers that stand alone, or at an end of a row, are ahead of the page; 0 for Roman ones."""
    found = [_NUMBER.fullmatch(words) for words in (_words(row), row[0].text, row[-1].text)]
    return {int(number[1]) - page.number if number[1] else 0 for number in found if number}


def _counts(page: Page, row: Row, steps: Counter[int], pages: int) -> bool:
    """Whether a row is a number, and one that counts on from page to page."""
    alone = _NUMBER.fullmatch(_words(row)) is not None
    return alone and any(steps[step] > 1 or (pages == 1 and step == 0) for step in _steps(page, row))


def _has_number(page: Page, row: Row, steps: Counter[int]) -> bool:
    """Whether a row of words has a page number at an end, as the head of a chapter of few pages has."""
    return any(steps[step] >= PAGES for step in _steps(page, row))
