"""Numbering marks: 一、 （一） 1. 1.1 （1） 1) ① 第三章 第三条 and Markdown's #.

In: a text and a place in it. Out: a `Mark` with its family, its number and its span, or None. Whether the line behind
a mark is a heading or prose is decided in `headings`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from wenju.text import CLOSERS, ENDS, ZERO_WIDTH

_CHINESE = "〇零一二三四五六七八九十百"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0}

# Two digits: no document counts 100 headings, but lines do begin with years, prices and phone numbers.
_MARK = re.compile(
    rf"""(?P<hash>\#{{1,6}})(?=[ \t\u3000])
    |第(?P<ordinal>[{_CHINESE}千]{{1,7}}|\d{{1,4}})(?P<unit>部分|[编篇章节条])(?:之[一二三四五六七八九十]{{1,2}})?
        (?![、，,和至到或及与款第中的]|规定)
    |(?P<cn>[{_CHINESE}]{{1,3}})(?:、|[．.](?!\d))
    |[（(](?P<cn_bracket>[{_CHINESE}]{{1,3}})[）)]、?
    |(?P<dotted>\d{{1,2}}(?:[.．]\d{{1,2}}){{1,4}})[.．]?(?=[ \t\u3000\xa0])
    |(?P<arabic>\d{{1,2}})(?:、|[.．](?![\d/]))
    |[（(](?P<arabic_bracket>\d{{1,2}})[）)]、?
    |(?P<half_bracket>\d{{1,2}})[）)](?!\d)
    |(?P<circled>[①-⑳])""",
    re.VERBOSE,
)
# The words in brackets that some laws put behind the number of an article: 第一条（目的和依据）.
ARTICLE_NAME = re.compile(
    rf"[ \t\u3000]*[（(【〔\[](?![{_CHINESE}\d]+[）)】〕\]])[^（()）【】〔〕\[\]\n]{{1,30}}[）)】〕\]]"
)

_NUMERAL = re.compile(rf"[{_CHINESE}]+|\d+")


@dataclass(frozen=True, slots=True)
class Mark:
    """A numbering mark at `text[start:end]`; marks that count together share a `family`."""

    family: str
    number: int
    start: int
    end: int


def mark_at(text: str, start: int, end: int) -> Mark | None:
    """The mark that begins at `start`, if one does."""
    found = _MARK.match(text, start, end)
    return _mark(found) if found else None


def marks_within(text: str, start: int, end: int) -> Iterator[Mark]:
    """The marks inside a line that stand at its start, after the end of a sentence or after a blank, in order."""
    for found in _MARK.finditer(text, start, end):
        if found["hash"] is None and found["dotted"] is None and _begins(text, start, found.start()):
            yield _mark(found)


def _begins(text: str, start: int, at: int) -> bool:
    if at == start:
        return True
    before = text[at - 1]
    if before in CLOSERS:
        return at - 2 >= start and text[at - 2] in ENDS
    return before in ENDS or before.isspace() or before in ZERO_WIDTH


def _mark(found: re.Match[str]) -> Mark:
    if found["hash"]:
        return Mark("#", len(found["hash"]), found.start(), found.end())
    if found["ordinal"]:
        return Mark("第" + found["unit"], number(found["ordinal"]), found.start(), found.end())
    family = str(found.lastgroup)
    label = found[family]
    if family == "dotted":
        parts = re.split(r"[.．]", label)
        return Mark(f"dotted{len(parts)}", int(parts[-1]), found.start(), found.end())
    return Mark(family, number(label), found.start(), found.end())


def number(label: str) -> int:
    """The value of ASCII, full-width, circled or Chinese numerals below ten thousand: "二十三" is 23."""
    if label.isdecimal():
        return int(label)
    if "①" <= label <= "⑳":
        return ord(label) - ord("①") + 1
    total, digit = 0, 0
    for char in label:
        if char in "十百千":
            total += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[char]
            digit = 0
        else:
            digit = digit * 10 + _DIGITS[char]
    return total + digit


def leads_on(text: str, mark: Mark, end: int) -> bool:
    """True if the words behind a mark only go on counting: 一、二年级学生, 1、2号楼 (and not 一、三大任务)."""
    found = _NUMERAL.match(text, mark.end, end)
    return mark.family in ("cn", "arabic") and found is not None and number(found[0]) == mark.number + 1
