"""Lines to paragraphs.

In: the columns of all pages in the order of reading. Out: `Paragraph` records. A paragraph ends where the next line is
indented, where the line leaves room for the next word, where the gap grows or the font changes; else it goes on, over
the end of a column or a page too. Notes at the foot of a column come behind the paragraph that goes on over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wenju.marks import mark_at
from wenju.parsers.pdf.columns import Column
from wenju.parsers.pdf.frames import SAME_EDGE, Frame, Line, find_frames, same_size
from wenju.parsers.pdf.layout import is_wide, join
from wenju.parsers.pdf.notes import part_notes

# Lengths in ems. The first line of a paragraph is indented by two; punctuation that hangs out, or a bracket, by less.
INDENT = 1.3
# A line that ends a sentence ends its paragraph if the next word had room and this much beside it; another line only if
# it is clearly short, by an em number and a part of its column: a long word or a name in Latin letters went down.
ROOM, CLEAR_ROOM, CLEAR_PART = 0.5, 3, 0.15
# How much wider than usual the gap above a new paragraph is.
WIDER = 1.35
# A title or a heading is larger than the text by this, at least.
LARGER = 1.1

_END = re.compile(r"[。．！？!?；;：:….][”’」』）)》\"']*$")
_BULLET = re.compile(r"[•●○■□◆◇▪▫★☆※➢►▶✓√]|[-–—*·]\s")
_WIDE_WORD = re.compile(r"[“‘（《「『【〔]*.[，。、；：！？”’）》」』】〕…]*")
_NARROW_WORD = re.compile(r"[!-~\u00a1-\u024f‘’“”–]+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together, the page of the first, and how they look.

    `row` is that of a table, or 0. Each of `turns` is an offset into the text and the page that it is on from there.
    """

    text: str
    page: int
    size: float
    weight: int
    lines: int = 1
    fixed: bool = False
    row: int = 0
    turns: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class _Placed:
    line: Line
    frame: Frame


def find_paragraphs(columns: Sequence[tuple[int, Column]]) -> list[Paragraph]:
    """The paragraphs of a text, from its columns with their pages."""
    found: list[Paragraph] = []
    notes: list[Paragraph] = []
    begun: list[_Placed] = []
    frames = find_frames(columns)
    pages: dict[int, list[Frame]] = {}
    for frame in frames:
        pages.setdefault(frame.page, []).append(frame)
    for frame in frames:
        body, below = part_notes(frame, pages[frame.page])
        for line in body:
            placed = _Placed(line, frame)
            if begun and _goes_on(begun, placed):
                begun.append(placed)
                continue
            found += [*_paragraph(begun), *notes]
            begun, notes = [placed], []
        notes += [Paragraph(note, frame.page, frame.body, 0) for note in below]
    return [*found, *_paragraph(begun), *notes]


def _paragraph(placed: list[_Placed]) -> Iterator[Paragraph]:
    if not placed:
        return
    line, page = placed[0].line, placed[0].frame.page
    text, last = "", page
    turns: list[tuple[int, int]] = []
    for part in placed:
        text = join(text, part.line.text)
        if part.frame.page != last:
            last = part.frame.page
            turns.append((len(text) - len(part.line.text), last))
    yield Paragraph(text, page, line.size, line.weight, len(placed), line.fixed, line.row, tuple(turns))


def _goes_on(begun: list[_Placed], placed: _Placed) -> bool:
    """Whether a line goes on the paragraph that was begun."""
    last, frame, line = begun[-1].line, begun[-1].frame, placed.line
    if last.fixed or line.fixed or not same_size(last, line) or _BULLET.match(line.text):
        return False
    crossing = frame is not placed.frame
    if crossing and frame.depth != placed.frame.depth:
        return False
    if not crossing and not 0 < line.baseline - last.baseline <= _pitch(frame, last) * WIDER:
        return False
    marked = mark_at(line.text, 0, len(line.text)) is not None
    if not crossing and _centred(last, line) and line.size >= LARGER * frame.body:
        return not marked and last.weight == line.weight
    full = not _has_room(begun[-1], line, ROOM)
    ends = _END.search(last.text) is not None
    if not full and (last.weight != line.weight or marked):
        return False
    if (marked and ends) or _hung(begun, placed):
        return False
    if _indented(placed) and not _hangs(begun, placed, full, ends):
        return False
    if not full and (ends or _has_room(begun[-1], line, max(CLEAR_ROOM, _clear_part(begun[-1])))):
        return False
    return not (crossing and ends and not _indented(begun[0]))


def _pitch(frame: Frame, line: Line) -> float:
    """The usual distance of lines in this font."""
    return frame.pitch * max(line.size / frame.body, 1)


def _centred(line: Line, other: Line) -> bool:
    """Whether two lines stand around one middle, as those of a title do."""
    return abs(line.x0 + line.x1 - other.x0 - other.x1) <= line.size


def _indented(placed: _Placed) -> bool:
    return placed.line.x0 - placed.frame.left > INDENT * placed.line.size


def _hangs(begun: list[_Placed], placed: _Placed, full: bool, ends: bool) -> bool:
    """Whether an indented line goes on a block that is indented as a whole, or the text behind a number or a dot."""
    if begun[-1].frame is not placed.frame:
        return False
    line, last, first = placed.line, begun[-1].line, begun[0].line
    level = abs(line.x0 - last.x0) <= SAME_EDGE * line.size
    if level and (first.x0 < last.x0 - SAME_EDGE * line.size or not ends):
        return full
    opened = mark_at(first.text, 0, len(first.text)) is not None or _BULLET.match(first.text) is not None
    return full and opened and len(begun) == 1 and line.x0 > last.x0


def _hung(begun: list[_Placed], placed: _Placed) -> bool:
    """Whether the lines behind a number or a dot end here: the line stands further left again."""
    if begun[-1].frame is not placed.frame:
        return False
    edge = begun[-1].line.x0 - SAME_EDGE * placed.line.size
    return begun[0].line.x0 < edge and placed.line.x0 < edge


def _has_room(placed: _Placed, following: Line, spare: float) -> bool:
    """Whether the first word of the following line, and some ems, would have had room at the end of the line."""
    line = placed.line
    word = (_WIDE_WORD if is_wide(following.text[0]) else _NARROW_WORD).match(following.text)
    width = sum(1 if is_wide(char) else 0.5 for char in (word[0] if word else following.text[0]))
    return placed.frame.right - line.x1 >= (width + spare) * line.size


def _clear_part(placed: _Placed) -> float:
    """The part of its column that a clearly short line leaves, in ems."""
    return CLEAR_PART * (placed.frame.right - placed.frame.left) / placed.line.size
