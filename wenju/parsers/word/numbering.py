"""Automatic numbering of Word: 第一章, （一） or 1.2 in front of a paragraph, which is not in its text.

In: numbering.xml, then the paragraphs with their styles in the order of the document. Out: for each the label that a
person sees, with the blank that parts it from the text, or "". Which paragraphs count is left to the caller.

All lists (`w:num`) that share a definition (`w:abstractNum`) count on together. A list that sets its own start does
so where it is first used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wenju.parsers.word.xml import MC, PARAGRAPH_PROPERTIES, W, is_on, value, whole

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

BULLET = "• "
# Word counts no further; nor do letters and Roman numerals get longer than a line.
LARGEST = 32_767
# After these a Chinese text has no blank.
_WIDE_ENDS = "、．。，：；）】〕〉》」』"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered; `text` has %1 to %9 for the numbers of the levels, outermost first.

    `restart` is the count of outer levels that make it begin anew. `style` names the paragraph style tied to it.
    """

    start: int
    form: str
    text: str
    restart: int
    style: str
    arabic: bool
    spaced: bool


@dataclass(frozen=True, slots=True)
class _List:
    definition: str
    levels: dict[int, Level]
    starts: dict[int, int]

    def start(self, level: int) -> int:
        own = self.levels[level].start if level in self.levels else 1
        return self.starts.get(level, own)


class Numbering:
    """The counters of a document, moved on by each paragraph that is asked about."""

    def __init__(self, root: Element | None) -> None:
        self._lists = _lists(root) if root is not None else {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()

    def label(self, paragraph: Element, styles: Sequence[Element]) -> str:
        """What stands in front of the next paragraph; `styles` are its own style and those that is based on."""
        number, depth = self._place(paragraph, styles)
        numbered = self._lists.get(number)
        if numbered is None or depth not in numbered.levels:
            return ""
        counts = self._counts.setdefault(numbered.definition, {})
        self._count(number, numbered, counts, depth)
        level = numbered.levels[depth]
        if level.form == "bullet":
            return BULLET if level.text.strip() else ""
        return _label(level, numbered, counts)

    def _place(self, paragraph: Element, styles: Sequence[Element]) -> tuple[str, int]:
        """The list and the level of a paragraph: its own, or given by a style; list "0" takes it out of any.

        The nearest that says so decides; a style that a level is tied to has that level.
        """
        number = ""
        holders: list[Element] = []
        for holder in (paragraph, *styles):
            holders.append(holder)
            number = value(holder, PARAGRAPH_PROPERTIES, W + "numPr", W + "numId")
            if number:
                break
        levels = self._lists[number].levels if number in self._lists else {}
        tied = {level.style: str(at) for at, level in levels.items() if level.style}
        depths = [
            tied.get(holder.get(W + "styleId", "")) or value(holder, PARAGRAPH_PROPERTIES, W + "numPr", W + "ilvl")
            for holder in holders
        ]
        return number, whole(next(filter(None, depths), ""), 0)

    def _count(self, number: str, numbered: _List, counts: dict[int, int], depth: int) -> None:
        """Move the counter on. Outer levels that were skipped count as begun, inner ones begin anew."""
        begins = depth in numbered.starts and (number, depth) not in self._begun
        self._begun.add((number, depth))
        counts[depth] = numbered.start(depth) if begins or depth not in counts else counts[depth] + 1
        for outer in range(depth):
            counts.setdefault(outer, numbered.start(outer))
        for inner in [at for at in counts if at > depth]:
            if inner not in numbered.levels or depth < numbered.levels[inner].restart:
                del counts[inner]


def _label(level: Level, numbered: _List, counts: dict[int, int]) -> str:
    def number(found: re.Match[str]) -> str:
        at = int(found[1]) - 1
        if at not in numbered.levels:
            return ""
        form = "decimal" if level.arabic else numbered.levels[at].form
        return write_number(counts.get(at, numbered.start(at)), form)

    label = re.sub("%([1-9])", number, level.text).strip()
    return label + " " if level.spaced and label and label[-1] not in _WIDE_ENDS else label


def _lists(root: Element) -> dict[str, _List]:
    """The lists by their `numId`."""
    definitions = {found.get(W + "abstractNumId"): found for found in root.findall(W + "abstractNum")}
    by_style = {value(found, W + "styleLink"): found for found in definitions.values()}
    lists = {}
    for listed in root.findall(W + "num"):
        definition = definitions.get(value(listed, W + "abstractNumId"))
        link = value(definition, W + "numStyleLink")
        definition = by_style.get(link, definition) if link else definition
        if definition is None:
            continue
        levels = dict(map(_level, definition.findall(W + "lvl")))
        starts = {}
        for override in listed.findall(W + "lvlOverride"):
            levels |= dict(map(_level, override.findall(W + "lvl")))
            start = value(override, W + "startOverride")
            if start:
                starts[whole(override.get(W + "ilvl", ""), 0)] = whole(start, 1)
        lists[listed.get(W + "numId")] = _List(definition.get(W + "abstractNumId"), levels, starts)
    return lists


def _level(found: Element) -> tuple[int, Level]:
    at = whole(found.get(W + "ilvl", ""), 0)
    return at, Level(
        start=whole(value(found, W + "start"), 0),  # the standard's own default
        form=_form(found),
        text=value(found, W + "lvlText"),
        restart=whole(value(found, W + "lvlRestart"), at),
        style=value(found, W + "pStyle"),
        arabic=is_on(found, W + "isLgl"),
        spaced=value(found, W + "suff") != "nothing",
    )


def _form(level: Element) -> str:
    """The name of a number format, or the example of one that has no name: "001, 002, 003, ..."."""
    custom = level.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
    if custom is not None:
        example: str = custom.get(W + "format", "decimal")
        return example
    return value(level, W + "numFmt") or "decimal"


def write_number(number: int, form: str) -> str:
    """A number as a number format of Word writes it; as 12 where the format is not known or ends before it."""
    if form == "none":
        return ""
    if form.startswith("0"):
        return str(number).zfill(len(form.split(",")[0]))
    if form in _SERIES and 1 <= number <= len(_SERIES[form]):
        return _SERIES[form][number - 1]
    if form in _WRITERS and 1 <= number <= LARGEST:
        return _WRITERS[form](number)
    return str(number)


def _series(first: str, count: int) -> str:
    return "".join(chr(ord(first) + i) for i in range(count))


_SERIES = {
    "decimalEnclosedCircle": _series("①", 20),
    "decimalEnclosedCircleChinese": _series("①", 20),
    "decimalEnclosedParen": _series("⑴", 20),
    "decimalEnclosedFullstop": _series("⒈", 20),
    "ideographEnclosedCircle": _series("㊀", 10),
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
_DIGITS = "〇一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_SIMPLIFIED_LEGAL = str.maketrans("〇一二三四五六七八九十百千", "零壹贰叁肆伍陆柒捌玖拾佰仟")
_TRADITIONAL_LEGAL = str.maketrans("〇一二三四五六七八九十百千", "零壹貳參肆伍陸柒捌玖拾佰仟")
_ROMAN = {
    1000: "M",
    900: "CM",
    500: "D",
    400: "CD",
    100: "C",
    90: "XC",
    50: "L",
    40: "XL",
    10: "X",
    9: "IX",
    5: "V",
    4: "IV",
    1: "I",
}


def _spelled(number: int) -> str:
    """12 as 一十二, 101 as 一百〇一; from ten thousand on as digits."""
    if number >= 10_000:
        return _digits(number)
    parts = [_DIGITS[int(digit)] for digit in str(number)]
    units = ("", "十", "百", "千")[: len(parts)][::-1]
    words = "".join(digit + unit if digit != "〇" else digit for digit, unit in zip(parts, units, strict=True))
    return re.sub("〇+", "〇", words).rstrip("〇")


def _counted(number: int) -> str:
    """12 as 十二, 101 as 一百〇一."""
    return re.sub("^一十", "十", _spelled(number))


def _counted_to_hundred(number: int) -> str:
    """12 as 十二, 101 as 一〇一."""
    return _counted(number) if number < 100 else _digits(number)


def _counted_in_japan(number: int) -> str:
    """12 as 十二, 101 as 百一."""
    return re.sub("一(?=[十百千])|〇", "", _spelled(number)) if number < 10_000 else _digits(number)


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _roman(number: int) -> str:
    letters = ""
    for size, letter in _ROMAN.items():
        letters += letter * (number // size)
        number %= size
    return letters


def _letter(number: int) -> str:
    """A to Z, then AA, BB."""
    rounds, at = divmod(number - 1, 26)
    return chr(ord("A") + at) * (rounds + 1)


_WRITERS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: str(number).zfill(2),
    "decimalFullWidth": lambda number: str(number).translate(_FULL_WIDTH),
    "decimalFullWidth2": lambda number: str(number).translate(_FULL_WIDTH),
    "numberInDash": lambda number: f"- {number} -",
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letter,
    "lowerLetter": lambda number: _letter(number).lower(),
    "chineseCounting": _counted_to_hundred,
    "taiwaneseCounting": _counted_to_hundred,
    "chineseCountingThousand": _counted,
    "taiwaneseCountingThousand": _counted,
    "japaneseCounting": _counted_in_japan,
    "chineseLegalSimplified": lambda number: _spelled(number).translate(_SIMPLIFIED_LEGAL),
    "ideographLegalTraditional": lambda number: _spelled(number).translate(_TRADITIONAL_LEGAL),
    "ideographDigital": _digits,
    "japaneseDigitalTenThousand": _digits,
    "taiwaneseDigital": _digits,
}
