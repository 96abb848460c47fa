"""What the numbering marks of a text open: a heading, a list item, or prose, judged line by line.

In: a text. Out: `Opening` records in reading order, candidates for `headings`, which looks at them together and
decides. A mark counts at the start of a line. Inside a line it counts when at least two of its family follow each
other there (一、 then 二、), each after a sentence end or a blank: text pasted from the web has often lost its line
breaks, but 一、二、三年级 has not.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from wenju.marks import ARTICLE_NAME, Mark, leads_on, mark_at, marks_within
from wenju.text import ENDS, FENCE, Span, is_blank, lines, sentences, strip_span

# 一、 and （一） open the main parts of Chinese documents; 1. and （1） open mostly mere items.
MAIN = ("cn", "cn_bracket")
# Longest heading on a line of its own; the longest headings of government notices have about 50 characters.
LINE_LIMIT = 60
# Longest first sentence of a paragraph that is taken for its heading, after a main mark and after any other. What
# becomes a heading can no longer be quoted as an answer, so a sentence that may be a statement is left alone.
RUN_IN_LIMIT, RUN_IN_LIMIT_MINOR = 32, 20
# A line that ends with a colon is a heading up to this length; a longer one is the sentence that leads to a list.
COLON_LIMIT = 20
# A shorter line is searched for marks inside it only if it opens with a main mark: it is one passage anyway.
INLINE_MINIMUM = 200

Kind = Literal["title", "run-in", "article", "prose", "item"]


@dataclass(frozen=True, slots=True)
class Opening:
    """A mark and the words it opens: `text[mark.start:end]` would be the heading, what it heads ends at `stop`."""

    mark: Mark
    kind: Kind
    end: int
    stop: int
    inline: bool


def find_openings(text: str, start: int = 0, ignored: frozenset[str] = frozenset()) -> list[Opening]:
    """What the marks of `text[start:]` open, in order, but for marks of the families `ignored`."""
    found = [opening for line in _unfenced(text, start) for opening in _openings(text, line)]
    return _counted([opening for opening in found if opening.mark.family not in ignored])


def _unfenced(text: str, start: int) -> Iterator[Span]:
    """The lines that stand outside blocks of code."""
    fenced = False
    for line in lines(text, start):
        fence = text.startswith(FENCE, line[0])
        if not fenced and not fence:
            yield line
        fenced ^= fence


def _openings(text: str, line: Span) -> list[Opening]:
    """What is opened by the mark at the start of a line, and by those inside it that count on."""
    start, end = line
    first = mark_at(text, start, end)
    marks: list[Mark] = []
    if end - start >= INLINE_MINIMUM or (first and first.family in MAIN):
        marks = _runs_of_two(marks_within(text, start, end), start)
    inline = bool(marks)
    if first and (not marks or marks[0].start != start):
        marks.insert(0, first)
    stops = [*(mark.start for mark in marks[1:]), end][: len(marks)]
    return [_opening(text, mark, stop, inline) for mark, stop in zip(marks, stops, strict=True)]


def _runs_of_two(marks: Iterable[Mark], line_start: int) -> list[Mark]:
    """The marks that belong to a run of at least two consecutive numbers of their family, in order."""
    runs: dict[str, list[list[Mark]]] = defaultdict(list)
    for mark in marks:
        family = runs[mark.family]
        if family and mark.number == family[-1][-1].number + 1:
            family[-1].append(mark)
        elif mark.number == 1 or mark.start == line_start:
            family.append([mark])
    kept = [mark for family in runs.values() for run in family if len(run) > 1 for mark in run]
    return sorted(kept, key=lambda mark: mark.start)


def _opening(text: str, mark: Mark, stop: int, inline: bool) -> Opening:
    stop = max(strip_span(text, mark.start, stop)[1], mark.end)
    kind, end = _read(text, mark, stop, inline)
    return Opening(mark, kind, end, stop, inline)


def _read(text: str, mark: Mark, stop: int, inline: bool) -> tuple[Kind, int]:
    """How the words from a mark to `stop` read, and where they would end as a heading."""
    if mark.family == "第条":
        return _read_article(text, mark, stop)
    if mark.family == "#":
        return "title", stop
    if mark.end == stop:
        return "title", stop
    if leads_on(text, mark, stop) or text[stop - 1] in "，,、":
        return "prose", mark.end
    if text[stop - 1] in "；;":
        return "item", mark.end
    end = strip_span(text, *sentences(text, mark.start, stop)[0])[1]
    main = mark.family in MAIN
    if inline and main:
        end = _lost_break(text, mark, end)
    if end == stop and text[stop - 1] not in ENDS and (main or not inline):
        limit = COLON_LIMIT if text[stop - 1] in "：:" else LINE_LIMIT
        return ("title", end) if stop - mark.start <= limit else ("prose", mark.end)
    limit = RUN_IN_LIMIT if main else RUN_IN_LIMIT_MINOR
    words = text[mark.end : end]
    states_a_figure = re.search(r"\d", words) is not None
    if end - mark.start > limit or states_a_figure or is_blank(words):
        return "prose", mark.end
    return "run-in", end


def _read_article(text: str, mark: Mark, stop: int) -> tuple[Kind, int]:
    """第三条 with its name, if it has one. Words that follow without a blank leave a doubt: 第三条地铁线."""
    name = ARTICLE_NAME.match(text, mark.end, stop)
    if name:
        return "article", name.end()
    set_off = mark.end == stop or text[mark.end].isspace()
    return ("article" if set_off else "prose"), mark.end


_LOST_BREAK = re.compile(r"(?<=[\u4e00-\u9fff”’）)》])\s+(?=[\u4e00-\u9fff“‘（(《\d])")


def _lost_break(text: str, mark: Mark, end: int) -> int:
    """Where a heading ends in a line without breaks: at the blank that stands where the break was, or at `end`."""
    begin = strip_span(text, mark.end, end)[0]
    blank = _LOST_BREAK.search(text, begin + 3, end)
    return blank.start() if blank else end


def _counted(openings: list[Opening]) -> list[Opening]:
    """Only the doubtful openings that count on from one of their family, or to one; such articles are articles."""
    successors: list[int | None] = []
    seen: dict[str, int] = {}
    for opening in reversed(openings):
        successors.append(seen.get(opening.mark.family))
        seen[opening.mark.family] = opening.mark.number
    kept: list[Opening] = []
    last: dict[str, int] = {}
    for opening, successor in zip(openings, reversed(successors), strict=True):
        family, number = opening.mark.family, opening.mark.number
        counts_on = last.get(family) == number - 1 or successor == number + 1
        if family == "第条" and counts_on:
            opening = replace(opening, kind="article")
        certain = opening.kind in ("title", "article", "item") and not family.startswith("dotted")
        if certain or (counts_on and not family.startswith("第")):
            kept.append(opening)
            last[family] = number
    return kept
