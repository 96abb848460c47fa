"""The title and the headings of a text, told by the fonts of its paragraphs.

In: paragraphs with their sizes and weights; headings by font and by numbering mark. Out: which paragraph is the title,
which are headings and of what rank; one tree of both kinds of headings. What a mark is, is left to `marks`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from wenju.marks import mark_at
from wenju.parsers.outline import TITLE_LIMIT
from wenju.parsers.pdf.layout import most_common
from wenju.parsers.pdf.paragraphs import LARGER, Paragraph
from wenju.records import Heading

Style = tuple[float, int]

# A heading takes so many lines at most, and a title on a cover.
LINES, TITLE_LINES = 3, 5
# The longest title of a report, over several lines.
LONGEST = 2 * TITLE_LIMIT
# A heavier font makes a heading if it is no smaller than the text by more than this.
AS_LARGE = 0.95
# Where headings are more than this part of all words, fonts do not tell what is one: slides, forms, posters.
MOST = 0.4
# Fonts count before marks; a heading that only has a mark stands below all that have a font.
_NO_FONT = 1000

_PROSE = re.compile(r"[。；;]|[，,、：:.．]$")
_CAPTION = re.compile(r"(?:附?表|图|续表|table|figure|fig\.)\s*[\d一二三四五六七八九十]", re.IGNORECASE)
# 上海市人民政府文件: the red letterhead of an official document is larger than its title.
_LETTERHEAD = re.compile(r"文\s*件$")
_LETTER = re.compile(r"[^\W\d_]")


def find_title(paragraphs: Sequence[Paragraph]) -> int | None:
    """The place of the title: the largest words on the first page, if they are larger than the text.

    What a later page has in the same style is a heading, and so is this then.
    """
    if not paragraphs:
        return None
    size, _ = _body(paragraphs)
    page = paragraphs[0].page
    found = [
        i
        for i, paragraph in enumerate(paragraphs)
        if paragraph.page == page and paragraph.size >= LARGER * size and _is_title(paragraph)
    ]
    best = max(found, key=lambda i: (paragraphs[i].size, -i), default=None)
    later = {_style(paragraph) for paragraph in paragraphs if paragraph.page > page and _is_heading(paragraph)}
    return None if best is None or _style(paragraphs[best]) in later else best


def rank_headings(paragraphs: Sequence[Paragraph], title: int | None) -> dict[int, int]:
    """The places of the headings and their ranks by font, 1 for the largest; none where fonts do not tell."""
    if not paragraphs:
        return {}
    body = _body(paragraphs)
    found = {
        i: _style(paragraph)
        for i, paragraph in enumerate(paragraphs)
        if i != title and _stands_out(_style(paragraph), body) and _is_heading(paragraph)
    }
    words = sum(len(paragraphs[i].text) for i in found)
    if words > MOST * sum(len(paragraph.text) for paragraph in paragraphs):
        return {}
    ranks = {style: rank for rank, style in enumerate(sorted(set(found.values()), reverse=True), 1)}
    return {i: ranks[style] for i, style in found.items()}


def nest(text: str, by_font: Sequence[Heading], by_mark: Sequence[Heading]) -> tuple[Heading, ...]:
    """One tree of the headings that a font makes, whose levels are ranks, and of those that have only a mark.

    A larger or heavier font is an outer level. Within a font, and below all fonts, a family of marks has the level
    where it first appears. Headings of level 0 (title, date) stay as they are.
    """
    asides = {heading.start for heading in by_mark if not heading.level}
    by_font = [heading for heading in by_font if not heading.level or heading.start not in asides]
    taken = {place for heading in by_font for place in range(heading.start, heading.end)}
    others = [heading for heading in by_mark if heading.start not in taken]
    both = sorted([*by_font, *others], key=lambda heading: heading.start)
    if not any(heading.level for heading in by_font):
        return tuple(both)
    ranks = {_family(text, heading): heading.level for heading in reversed(by_font) if heading.level}
    ranks.pop("", None)
    tree: list[Heading] = []
    above: list[tuple[int, str]] = []
    fonts = set(by_font)
    for heading in both:
        level = 0
        if heading.level:
            family = _family(text, heading)
            rank = heading.level if heading in fonts else ranks.get(family, _NO_FONT)
            del above[_parents(above, rank, family) :]
            above.append((rank, family))
            level = len(above)
        tree.append(replace(heading, level=level))
    return tuple(tree)


def _family(text: str, heading: Heading) -> str:
    mark = mark_at(text, heading.start, heading.end)
    return mark.family if mark else ""


def _parents(above: Sequence[tuple[int, str]], rank: int, family: str) -> int:
    """How many of the open headings stay open above a new one."""
    for depth, (other, its_family) in enumerate(above):
        if other > rank or (other == rank and (its_family == family or not family or not its_family)):
            return depth
    return len(above)


def _body(paragraphs: Sequence[Paragraph]) -> Style:
    """The style of most words."""
    plain = [paragraph for paragraph in paragraphs if not paragraph.fixed] or paragraphs
    return most_common((_style(paragraph), len(paragraph.text)) for paragraph in plain)


def _style(paragraph: Paragraph) -> Style:
    """Size, to half a point, and weight."""
    return round(2 * paragraph.size) / 2, paragraph.weight


def _stands_out(style: Style, body: Style) -> bool:
    return style[0] >= LARGER * body[0] or (style[1] > body[1] and style[0] >= AS_LARGE * body[0])


def _is_title(paragraph: Paragraph) -> bool:
    words = paragraph.text
    return (
        not paragraph.fixed
        and paragraph.lines <= TITLE_LINES
        and len(words) <= LONGEST
        and len(_LETTER.findall(words)) > 1
        and not _PROSE.search(words)
        and not _LETTERHEAD.search(words)
        and mark_at(words, 0, len(words)) is None
    )


def _is_heading(paragraph: Paragraph) -> bool:
    words = paragraph.text
    return (
        not paragraph.fixed
        and paragraph.lines <= LINES
        and len(words) <= TITLE_LIMIT
        and len(_LETTER.findall(words)) > 1
        and not _PROSE.search(words)
        and not _CAPTION.match(words)
    )
