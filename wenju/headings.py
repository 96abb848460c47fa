"""Headings as a tree, from plain text: a line that a numbering mark opens, unless it is prose.

In: a text. Out: `Heading` records in reading order, level 1 outermost. A family of marks gets its level where it first
appears under its parents, so 一、（一）1. and any other order nest. Which words become a heading:

- a line of its own without a sentence end, or the first sentence of a paragraph if it is short and states no figure
  (一、总体要求。各部门要……); the heading's span then includes its 。
- 第三条 by itself, with its name in brackets; the prose behind it is not part of it.
- no member of a list whose members end with semicolons, or mostly have nothing under them: they are prose, all.
- where siblings are headings and one is too long, or long and with nothing under it, only its mark is the heading and
  its words stay prose: the tree stays right, and what nothing else says can still be found and quoted.

How a single line reads is judged in `openings`; here the lines are judged together.
"""

from __future__ import annotations

import re
from dataclasses import replace

from wenju.marks import Mark, mark_at
from wenju.openings import Opening, find_openings
from wenju.records import Heading
from wenju.text import ENDS, is_blank

# A heading with nothing under it keeps its words to itself if they are fewer than this; else they become prose.
SHORT = 12
# Counted sentences shorter than this on average are an enumeration; longer ones are measures, one passage each.
MEASURE = 30
# The parts of laws have an order of their own, which holds even where a text begins in the middle.
_UNITS = ("第部分", "第编", "第篇", "第章", "第节", "第条")
# In Markdown these open the items of a list.
_MARKDOWN_ITEMS = frozenset({"arabic", "half_bracket"})


def find_headings(text: str, start: int = 0, markdown: bool = False) -> tuple[Heading, ...]:
    """The headings of `text[start:]`, in order and disjoint. In Markdown 1. and 1) open list items, never headings."""
    openings = find_openings(text, start, _MARKDOWN_ITEMS if markdown else frozenset())
    kept = _settle(text, openings)
    return tuple(
        Heading(level, opening.mark.start, opening.end, text[opening.mark.start : opening.end])
        for level, opening in zip(_levels(kept), kept, strict=True)
    )


def label(heading: Heading) -> str:
    """A heading's words for a heading path: without Markdown's signs, outer blanks and a closing full stop."""
    words = re.sub(r"^#{1,6}(?=\s|$)|\s#+\s*$|\*\*", "", heading.text).strip()
    mark = mark_at(words, 0, len(words))
    return words if mark and mark.end == len(words) else words.rstrip("。．. \u3000\xa0")


def _levels(openings: list[Opening]) -> list[int]:
    """The depth of each opening: a family seen before closes all below it, a new one opens a level."""
    stack: list[Mark] = []
    levels: list[int] = []
    for opening in openings:
        del stack[_parents(stack, opening.mark) :]
        stack.append(opening.mark)
        levels.append(len(stack))
    return levels


def _parents(stack: list[Mark], mark: Mark) -> int:
    """How many of the open headings stay open above a new one."""
    families = [above.family for above in stack]
    if mark.family != "#" and mark.family in families:
        return families.index(mark.family)
    return next((depth for depth, above in enumerate(stack) if _closes(mark, above)), len(stack))


def _closes(mark: Mark, above: Mark) -> bool:
    """True if `above`, of another family, cannot be a parent of a heading with this mark."""
    if mark.family == "#" or above.family == "#":
        return mark.family == "#" and (above.family != "#" or above.number >= mark.number)
    if mark.family in _UNITS and above.family in _UNITS:
        return _UNITS.index(mark.family) < _UNITS.index(above.family)
    if mark.family in _UNITS:
        return mark.family != "第条" or above.family != "cn"
    if mark.family.startswith("dotted") and above.family.startswith("dotted"):
        return mark.family < above.family
    # A family that does not begin with its first number was open before this text began, so it is an outer one.
    return mark.number > 1 and above.family not in _UNITS


def _settle(text: str, openings: list[Opening]) -> list[Opening]:
    """The openings that are headings, each with the end it shall have."""
    levels = _levels(openings)
    filled = _filled(text, openings, levels)
    kept: list[Opening] = []
    items = _article_items(openings, levels)
    for run in _runs(openings, levels):
        if items[run[0]]:
            continue
        kept += _settle_run(text, [openings[i] for i in run], [filled[i] for i in run])
    return sorted(kept, key=lambda opening: opening.mark.start)


def _article_items(openings: list[Opening], levels: list[int]) -> list[bool]:
    """Whether each opening is a minor mark right under 第三条: an article of law has items, no headings."""
    path: list[str] = []
    items: list[bool] = []
    for opening, level in zip(openings, levels, strict=True):
        del path[level - 1 :]
        items.append(path[-1:] == ["第条"] and opening.mark.family not in ("cn", "#", *_UNITS))
        path.append(opening.mark.family)
    return items


def _filled(text: str, openings: list[Opening], levels: list[int]) -> list[bool]:
    """Whether each opening has words under it, before the next one of its own or an outer level."""
    filled = [False] * len(openings)
    stops = [len(text)] * (max(levels, default=0) + 1)
    for i in reversed(range(len(openings))):
        filled[i] = not is_blank(text, openings[i].end, stops[levels[i]])
        for level in range(levels[i], len(stops)):
            stops[level] = openings[i].mark.start
    return filled


def _runs(openings: list[Opening], levels: list[int]) -> list[list[int]]:
    """Siblings that count upwards under one parent, as lists of positions."""
    runs: list[list[int]] = []
    open_runs: list[list[int]] = []
    for i, (opening, level) in enumerate(zip(openings, levels, strict=True)):
        del open_runs[level:]
        previous = openings[open_runs[level - 1][-1]].mark if len(open_runs) == level else None
        mark = opening.mark
        if previous and previous.family == mark.family and (mark.family == "#" or mark.number > previous.number):
            open_runs[-1].append(i)
            continue
        del open_runs[level - 1 :]
        open_runs.append([i])
        runs.append(open_runs[-1])
    return runs


def _settle_run(text: str, run: list[Opening], filled: list[bool]) -> list[Opening]:
    """A run of siblings is a list, and prose; or else headings, where one that reads otherwise keeps only its mark."""
    if run[0].mark.family != "#" and _is_list(run, filled):
        length = sum(opening.stop - opening.mark.start for opening in run)
        measures = any(opening.inline for opening in run) and length >= MEASURE * len(run)
        return [_bare(opening) for opening in run] if measures else []
    return [
        opening if _keeps_words(text, opening, full) else _bare(opening)
        for opening, full in zip(run, filled, strict=True)
    ]


def _is_list(run: list[Opening], filled: list[bool]) -> bool:
    if len(run) == 1:
        return run[0].kind not in ("title", "article")
    if any(opening.kind == "item" for opening in run):
        return True
    headings = sum(
        opening.kind == "article" or (full and opening.kind in ("title", "run-in"))
        for opening, full in zip(run, filled, strict=True)
    )
    return 2 * headings < len(run)


def _keeps_words(text: str, opening: Opening, filled: bool) -> bool:
    if opening.kind == "article":
        return True
    if filled:
        return opening.kind in ("title", "run-in")
    words = opening.end - opening.mark.end
    return opening.mark.family in _UNITS or (words < SHORT and text[opening.end - 1] not in ENDS)


def _bare(opening: Opening) -> Opening:
    return replace(opening, end=opening.mark.end)
