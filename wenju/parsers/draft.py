"""What a parser makes of a file, and the writer it is made with.

In: lines, headings and places in the order of reading. Out: a `Draft`, whose text is fixed and whose offsets count code
points. What a file format looks like is left to its parser.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from wenju.parsers.outline import find_outline
from wenju.records import Heading, Place

__all__ = ["Draft", "Place", "Writer", "clean"]

# Control characters, format characters (soft hyphens, zero-width ones), private ones and halves of surrogate pairs.
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs"})


@dataclass(frozen=True, slots=True)
class Draft:
    """What a parser makes of a file; `title` is "" where the text has none of its own.

    `warnings` are sentences to the person whose file it is: what could not be read, and where.
    """

    text: str
    title: str
    date: str
    headings: tuple[Heading, ...] = ()
    places: tuple[Place, ...] = ()
    warnings: tuple[str, ...] = ()


class Writer:
    """Builds a text line by line."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._headings: list[Heading] = []
        self._places: list[Place] = []
        self._here = Place(0, 0)
        self._warnings: list[str] = []

    def line(self, text: str, turns: Sequence[tuple[int, int]] = ()) -> None:
        """Add a paragraph as one line; nothing where it is blank. `turns` are offsets, with the page from there on."""
        start = self._length
        self._add(text)
        for offset, page in turns:
            self._close(start + len(_one_line(text[:offset])))
            self._here = replace(self._here, page=page)

    def heading(self, text: str, level: int) -> None:
        """Add a line that is a heading; level 1 is the outermost."""
        span = self._add(text)
        if span:
            self._headings.append(Heading(level, *span, "".join(self._parts[-2:-1])))

    def at(self, page: int = 0, sheet: str = "", row: int = 0) -> None:
        """What is added from now on stands there."""
        self._close(self._length)
        self._here = Place(self._length, self._length, page, _one_line(sheet), row)

    def row(self, text: str, row: int) -> None:
        """Add a line that is this row of a table on the page or sheet, a passage of its own; 0 for one in no table."""
        here = self._here
        if row:
            self.at(here.page, here.sheet, row)
        self._add(text)
        if row:
            self.at(here.page, here.sheet, here.row)

    def warn(self, sentence: str) -> None:
        """Tell the person whose file it is; once."""
        if sentence not in self._warnings:
            self._warnings.append(sentence)

    def draft(self, title: str = "", date: str = "") -> Draft:
        """What was written. Without headings of its own, the marks of a plain text (一、 （一） 1.) make them."""
        self._close(self._length)
        title = _one_line(title)
        text, places, warnings = "".join(self._parts), tuple(self._places), tuple(self._warnings)
        if self._headings:
            return Draft(text, title, date, tuple(self._headings), places, warnings)
        found = find_outline(text, title)
        return Draft(text, found.title, date or found.date, found.headings, places, warnings)

    def _add(self, text: str) -> tuple[int, int] | None:
        line = _one_line(text)
        if not line:
            return None
        start = self._length
        self._parts += [line, "\n"]
        self._length += len(line) + 1
        return start, start + len(line)

    def _close(self, end: int) -> None:
        """End the stretch that stands at the current place; the next one begins there."""
        here = replace(self._here, end=end)
        if end > here.start and (here.page or here.sheet or here.row):
            self._places.append(here)
        self._here = replace(here, start=end)


def clean(text: str) -> str:
    """NFC without control and format characters; radicals as the characters they stand for."""
    text = unicodedata.normalize("NFC", text.translate(_RADICALS))
    return "".join(map(_seen, text))


def _seen(char: str) -> str:
    if char in "\n\t" or unicodedata.category(char) not in _UNSEEN:
        return char
    return " " if char in "\r\f\v" else ""


def _one_line(text: str) -> str:
    return " ".join(clean(text).split())


def _radicals() -> dict[int, str]:
    """Kangxi radicals (U+2F00..) by NFKC; of the CJK radicals supplement the characters they are taken for in PDFs."""
    kangxi = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
    pairs = (
        "⺀丶⺄乙⺅亻⺈刀⺌小⺍小⺎兀⺕彐⺗心⺛旡⺝月⺟母⺠民⺡氵⺢水⺣火⺤爪⺥爪⺦丬⺧牛⺨犭⺩王⺪疋⺫目⺬示⺭礻⺮竹⺯糸⺰纟⺱网"
        "⺲罒⺶羊⺷羊⺸羊⺹老⺺聿⺼月⺽臼⺾艹⺿艹⻀艹⻁虎⻂衤⻃西⻄西⻅见⻆角⻇角⻈讠⻉贝⻋车⻌辶⻍辶⻎辶⻏邑⻐钅⻑长⻒长⻓长⻔门"
        "⻖阜⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻞食⻟食⻠饣⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫齐⻬齐⻭齿⻮齿⻯龙⻰龙⻱龟⻲龟⻳龟"
    )
    return kangxi | {ord(pairs[i]): pairs[i + 1] for i in range(0, len(pairs), 2)}


_RADICALS = _radicals()
