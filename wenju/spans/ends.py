"""What no answer ends with: half a pair of marks, blanks, a loose 的."""

from __future__ import annotations

import re

from wenju.asked import Asked
from wenju.spans.marked_text import BRACKETS, CLOSERS, PAIRS, MarkedText, Span
from wenju.text import ZERO_WIDTH

_EDGE = frozenset(" \t\n\u3000\xa0。，、；：！？,;:!?.·—…~～-－" + ZERO_WIDTH)
_NOT_THE_PARTICLE = frozenset("目标有似别")
_LONG = 30


def paired(read: MarkedText, span: Span) -> Span:
    """Both halves of a pair or none; a title that the span fills gets its marks."""
    start, end = span
    for opened, closed in read.pairs:
        is_bracket = read.text[opened] in BRACKETS
        if start <= opened < end <= closed:  # the end is inside
            if opened > start and (is_bracket or closed + 1 - end > _LONG):
                end = opened
            elif closed + 1 - end <= _LONG:
                end = closed + 1
        elif opened < start <= closed < end:  # the start is inside
            if closed == end - 1 and (is_bracket or start - opened > _LONG):
                end = closed
            elif closed == start:
                start += 1
            elif start - opened <= _LONG:
                start = opened
        elif (opened, closed) == (start - 1, end) and read.text[opened] in "《〈":
            start, end = opened, closed + 1
    return (start, end) if start < end else span


def stripped(asked: Asked, read: MarkedText, span: Span) -> Span:
    """Without marks and blanks at its ends, halves of pairs that lack the other, and a 的 before what it belongs to."""
    start, end = span
    paired = {position for pair in read.pairs if start <= pair[0] and pair[1] < end for position in pair}

    def goes(at: int) -> bool:
        mark = read.text[at]
        alone = (mark in PAIRS or mark in CLOSERS) and at not in paired
        return alone or (mark in _EDGE and not _belongs(read, at))

    while start < end and goes(start):
        start += 1
    while end > start and (goes(end - 1) or _is_loose_particle(asked, read, start, end)):
        end -= 1
    return (start, end) if start < end else span


def _belongs(read: MarkedText, at: int) -> bool:
    """A mark that is part of a Latin word or number: Yahoo!, Jr., -5."""
    before, after = read.text[at - 1 : at], read.text[at + 1 : at + 2]
    if read.text[at] in "-－":
        return after.isdigit() and not (before.isascii() and before.isalnum())
    return read.text[at] in ".!?" and before.isascii() and before.isalpha()


def _is_loose_particle(asked: Asked, read: MarkedText, start: int, end: int) -> bool:
    """The 的 of 楚雄的学校 where the span ends with it; not the 的 of 目的, nor where 什么样的 is asked."""
    if read.text[end - 1] != "的" or end - start < 2 or read.text[end - 2] in _NOT_THE_PARTICLE:
        return False
    return read.text[end : end + 1].isalpha() and not re.search("[什怎]么样|怎样|如何", asked.folded)
