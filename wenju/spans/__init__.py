"""Answers that end where a person would end them: a question, a text and a span in; a span of the same text out.

A reader finds the place and is often a little off at the ends: 45 without its 位, half a 《title》, a clause around the
one number that was asked for, two of four members of a list. The rules here look only at characters, marks and numbers
(`wenju.numbers`). Each leaves a span alone where it is not sure, because a wrong repair is worse than none.
"""

from __future__ import annotations

from wenju.asked import Asked
from wenju.spans.amounts import asked_quantity
from wenju.spans.ends import paired, stripped
from wenju.spans.lists import first_title, whole_list
from wenju.spans.marked_text import MarkedText, Span
from wenju.spans.times import NUMERIC_DATE, asked_time


def repair(question: str, text: str, start: int, end: int) -> Span:
    """Where a person would end the answer that the reader put at `text[start:end]`; never empty, inside `text`.

    Repairing what was repaired changes nothing. The span comes back as it was where no rule is sure.
    """
    asked, read = Asked(question), MarkedText(text)
    seen: list[Span] = []
    span = (start, end)
    while span not in seen:
        seen.append(span)
        span = _repair_once(asked, read, span)
    # Rules that undo each other would go round for ever: any span of the round then ends at the same one.
    return min(seen[seen.index(span) :])


def _repair_once(asked: Asked, read: MarkedText, span: Span) -> Span:
    span = stripped(asked, read, paired(read, span))
    span = _whole_pieces(read, span, asked)
    if asked.kind == "time":
        span = asked_time(asked, read, span)
    elif asked.kind == "quantity":
        span = asked_quantity(asked, read, span)
    elif asked.kind == "several":
        span = whole_list(read, span)
    else:
        span = first_title(asked, read, span)
    return stripped(asked, read, paired(read, span))


def _whole_pieces(read: MarkedText, span: Span, asked: Asked) -> Span:
    """45 becomes 45位, 2014 of 2014—2016年 the range, 12 of 2017-12-06 the date."""
    start, end = span
    dates = [] if asked.wants_year else [m.span() for m in NUMERIC_DATE.finditer(read.folded)]
    for a, b in (*read.whole, *dates):
        if asked.kind == "other" and start < a and not read.folded[a].isascii():
            continue  # 路易十四时代: a Chinese numeral can end a name
        start = a if a < start < b else start
        end = b if a < end < b else end
    return start, end
