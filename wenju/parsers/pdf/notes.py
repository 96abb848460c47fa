"""Notes at the foot of a column.

In: a `Frame`. Out: its lines without the notes, and the notes. A note is smaller than the text, and its mark stands in
the lines above it too, or in another column of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from wenju.marks import number
from wenju.parsers.pdf.frames import Frame, Line
from wenju.parsers.pdf.layout import SMALLER, SUPERSCRIPTS, join

_NOTE = re.compile(r"[［\[]?(注?\s*\d{1,2}(?!\d)|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2}|[①-⑳]|\*{1,3})[］\]]?[.、：:]?\s*")
_CIRCLED = tuple(map(chr, range(ord("①"), ord("⑳") + 1)))
_LOWERED = {raised: chr(digit) for digit, raised in SUPERSCRIPTS.items()}


def part_notes(frame: Frame, page: Iterable[Frame]) -> tuple[list[Line], list[str]]:
    """The lines of a column of a page, and the notes at its foot: in smaller lines, with marks that are in the text."""
    lines = list(frame.lines)
    first = len(lines)
    while first and not lines[first - 1].fixed and lines[first - 1].size <= SMALLER * frame.body:
        first -= 1
    above = [lines[:first], *(other.lines for other in page if other is not frame)]
    text = "".join(line.text for some in above for line in some)
    while first < len(lines) and _note(lines[first].text, text) is None:
        first += 1
    notes: list[str] = []
    for line in lines[first:]:
        note = _note(line.text, text)
        if note is None:
            notes[-1] = join(notes[-1], line.text)
        else:
            notes.append(note)
    return lines[:first], notes


def _note(line: str, text: str) -> str | None:
    """A line that begins a note as ［注1］…; None for one that begins none."""
    found = _NOTE.match(line)
    if found is None:
        return None
    mark = found[1].removeprefix("注").strip()
    label = str(number(mark)) if mark in _CIRCLED else mark.translate(_LOWERED)
    forms = (mark,) if mark in _CIRCLED or mark.startswith("*") else (label.translate(SUPERSCRIPTS), f"[{label}]")
    return f"［注{label}］{line[found.end() :]}" if any(form in text for form in forms) else None
