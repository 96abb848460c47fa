"""Documents to passages: paragraphs under their headings, none longer than a reader can take.

In: a document, a function that counts tokens, a limit. Out: `Passage` records in order, disjoint; with the headings
they cover every character of the document that is not blank. What a heading is was decided in `headings`.

A paragraph is a line or, where lines are only parts of one, several: a line that stops at ： ； or ， goes on in the
next one (an article of law with its list), so does a short line without a sentence end (text wrapped at a fixed
width, verse, an unnumbered heading with its text), and so do the rows of a list, a table or a code fence. A row that
has a place of its own in the file joins nothing: each cell stands in it with its header.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from itertools import pairwise

from wenju.headings import label
from wenju.packing import Counter, fit
from wenju.records import Document, Passage
from wenju.text import CLOSERS, ENDS, FENCE, Span, is_blank, lines, sentences, strip_span

# A line of at least this many columns is a paragraph of its own even if its full stop is missing; text is wrapped at
# 72 to 100 columns, and a Chinese character takes two.
WRAPPED = 120
# A paragraph this short says nothing alone ("32名。"): it joins a neighbour under the same heading.
TINY = 12
# Neighbours that are both shorter than this (verse, short items) join each other.
SMALL = 20

_ROW = re.compile(r"[-*+•·●▪◆■]\s|\||>|\d{1,2}[.)]\s")
_OPEN_END = "：:；;，,、"


def split(document: Document, count_tokens: Callable[[list[str]], list[int]], limit: int) -> list[Passage]:
    """The passages of a document, each of at most `limit` tokens.

    `count_tokens` is called with lists of strings, a few times for a document. A paragraph over the limit is cut at
    sentence ends into as few and as even parts as the limit allows; a sentence over the limit at ； ， 、 or, at
    last, between characters.
    """
    text = document.text
    counter = Counter(text, count_tokens)
    sections = list(_sections(document))
    units = [list(_paragraphs(text, start, end)) for start, end, _ in sections]
    counter.count([unit for section in units for unit in section])
    joined = [_join_tiny(text, section, counter, limit) for section in units]
    parts = fit(text, [unit for section in joined for unit in section], counter, limit)
    paths = [path for (_, _, path), section in zip(sections, joined, strict=True) for _ in section]
    return [_passage(document, part, path) for path, unit in zip(paths, parts, strict=True) for part in unit]


def _passage(document: Document, span: Span, path: tuple[str, ...]) -> Passage:
    start, end = span
    text = document.text
    inner = [strip_span(text, *sentence) for sentence in sentences(text, start, end)]
    return Passage(document.id, start, end, text[start:end], path, tuple(inner))


def _sections(document: Document) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """The stretches between headings and rows that hold words, each with the headings above it, outermost first."""
    path: list[tuple[int, str]] = []
    rows = sorted({at for place in document.places if place.row for at in (place.start, place.end)})
    start = 0
    for heading in (*document.headings, None):
        end = heading.start if heading else len(document.text)
        inside = rows[bisect_right(rows, start) : bisect_left(rows, end)]
        for stretch in pairwise((start, *inside, end)):
            if not is_blank(document.text, *stretch):
                yield *stretch, tuple(words for _, words in path if words)
        if heading and heading.level:
            while path and path[-1][0] >= heading.level:
                path.pop()
            path.append((heading.level, label(heading)))
        start = heading.end if heading else end


def _paragraphs(text: str, start: int, end: int) -> Iterator[Span]:
    """The paragraphs of a section, without their outer blanks."""
    begin, last, fenced = -1, start, False
    for line_start, line_end in lines(text, start, end):
        if begin >= 0 and not fenced and not _goes_on(text, begin, last, line_start):
            yield begin, last
            begin = -1
        begin = line_start if begin < 0 else begin
        last = line_end
        fenced ^= text.startswith(FENCE, line_start)
    if begin >= 0:
        yield begin, last


def _goes_on(text: str, begin: int, last: int, following: int) -> bool:
    """True if the line that starts at `following` belongs to the paragraph that reaches from `begin` to `last`."""
    line = max(begin, text.rfind("\n", begin, last) + 1)
    row, next_row = _ROW.match(text, strip_span(text, line, last)[0]), _ROW.match(text, following)
    if text[last - 1] in _OPEN_END or (row and next_row):
        return True
    if _closed(text, last) or next_row or text.count("\n", last, following) > 1:
        return False
    return sum(1 if char.isascii() else 2 for char in text[line : min(last, line + WRAPPED)]) < WRAPPED


def _closed(text: str, end: int) -> bool:
    """True if a sentence ends right before `end`."""
    while end and text[end - 1] in CLOSERS + '"':
        end -= 1
    return end > 0 and text[end - 1] in ENDS + ".…"


def _join_tiny(text: str, units: list[Span], counter: Counter, limit: int) -> list[Span]:
    """Paragraphs too short to stand alone, joined with a neighbour as far as the limit allows."""
    joined: list[Span] = []
    size = 0
    for i, (start, end) in enumerate(units):
        count = counter[start, end]
        gap = start - joined[-1][1] if joined else 0
        if joined and _glued(text, units, i) and size + gap + count <= limit:
            joined[-1] = (joined[-1][0], end)
            size += gap + count
        else:
            joined.append((start, end))
            size = count
    return joined


def _glued(text: str, units: list[Span], i: int) -> bool:
    """True if paragraph i joins the one before it."""
    before, this = (end - start for start, end in units[i - 1 : i + 1])
    if max(before, this) < SMALL or (before < TINY and not _closed(text, units[i - 1][1])):
        return True
    is_last, is_second = i == len(units) - 1, i == 1
    return (this < TINY and (is_last or _closed(text, units[i][1]))) or (before < TINY and is_second)
