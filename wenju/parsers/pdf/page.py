"""The characters and the ruled lines of a page of a PDF, as PDFium gives them.

In: a page. Out: `Chars` and `Rule` records, as the page is turned when it is shown, x from its left and y from its top.
Left out is what a reader does not see: what stands outside the page, text that is turned on its side (watermarks), and
invisible text, unless it is what was recognised on a scan. What the characters say together is left to `layout`.
"""

from __future__ import annotations

import ctypes
import math
import re
import sys
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from wenju.parsers.draft import clean
from wenju.parsers.pdf.layout import Char, Rule

# Stands for a character that the file does not tell.
UNKNOWN = "\ufffd"

# A page with more objects or lines, or a path with more points, is a map or a drawing, and its lines rule no table: a
# page full of cells has 500, with four sides each, that have two edges each.
OBJECTS, POINTS, RULES = 20_000, 200, 10_000
# In points: the shortest line that can rule a cell, and the widest bar that is a line.
SHORTEST, WIDEST = 6.0, 2.5
# Text that leans by more than this, up for 1 along, is turned.
LEANS = 0.1
# Smaller text cannot be read; some files hide words so. In points.
SMALLEST = 1.0

_HIDDEN = (3, 7)  # render modes: invisible, and only a border that cuts others
_OUTLINED = 2  # filled and stroked, as programs make a font bold that has no bold cut
_BOLD = re.compile(r"bold|black|heavy|demi|粗")
# Sans serif faces, in which Chinese texts set headings over a body in Song. YaHei and Micro Hei are set as a body, too.
_HEI = re.compile(r"(?<!ya)(?<!micro)(?<!zen)hei|黑|xbs|小标宋|biaosong")


@dataclass(slots=True)
class Chars:
    """The characters of a page in no order, and how many of them the file does not tell."""

    seen: list[Char] = field(default_factory=list)
    unknown: int = 0


@dataclass(frozen=True, slots=True)
class _Look:
    """What characters of one text object have in common."""

    size: float
    weight: int
    hidden: bool
    upright: bool


@dataclass(frozen=True, slots=True)
class _Turn:
    """From the page as it was made to the page as it is shown: `turns` quarters clockwise, then y downwards."""

    turns: int
    left: float
    top: float

    def vector(self, x: float, y: float) -> tuple[float, float]:
        """A direction, still with y upwards."""
        if not self.turns:
            return x, y
        return ((y, -x), (-x, -y), (-y, x))[self.turns - 1]

    def point(self, x: float, y: float) -> tuple[float, float]:
        x, y = self.vector(x, y)
        return x - self.left, self.top - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A box as left, top, right, bottom."""
        (a, b), (c, d) = self.point(x0, y0), self.point(x1, y1)
        return min(a, c), min(b, d), max(a, c), max(b, d)


class PageReader:
    """Reads one page; `pdfium` is the module of PDFium's own functions."""

    def __init__(self, page: Any, pdfium: Any) -> None:
        self._pdfium = pdfium
        self._page = page
        left, bottom, right, top = page.get_bbox()
        turn = _Turn(page.get_rotation() // 90 % 4, 0, 0)
        x0, y0, x1, y1 = turn.box(left, bottom, right, top)
        self._turn = _Turn(turn.turns, x0, -y0)
        self.width, self.height = x1 - x0, y1 - y0

    def chars(self) -> Chars:
        """What can be read on the page; all that was recognised, where that is more than what was set."""
        text = self._page.get_textpage()
        try:
            shown, hidden = self._read(text)
        finally:
            text.close()
        if len(hidden.seen) > len(shown.seen):
            return Chars(shown.seen + hidden.seen, shown.unknown + hidden.unknown)
        return shown

    def _read(self, text: Any) -> tuple[Chars, Chars]:
        """The visible and the invisible characters."""
        shown, hidden = Chars(), Chars()
        looks: dict[int, _Look] = {}
        last = (0, 0.0, 0.0)
        pdfium, box, x, y = self._pdfium, self._pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        for i in range(text.count_chars()):
            item = pdfium.FPDFText_GetTextObject(text, i)
            if not item:  # a line end that PDFium adds
                continue
            address = ctypes.addressof(item.contents)
            look = looks.get(address)
            if look is None:
                look = looks[address] = self._look(text, i, item)
            unknown = pdfium.FPDFText_HasUnicodeMapError(text, i) == 1
            letter = UNKNOWN if unknown else _letter(pdfium.FPDFText_GetUnicode(text, i))
            if not letter or not look.upright or (letter == " " and pdfium.FPDFText_IsGenerated(text, i) == 1):
                continue
            pdfium.FPDFText_GetCharOrigin(text, i, x, y)
            pdfium.FPDFText_GetLooseCharBox(text, i, box)
            chars = hidden if look.hidden else shown
            x0, _, x1, _ = self._turn.box(box.left, box.bottom, box.right, box.top)
            _, baseline = self._turn.point(x.value, y.value)
            if not (-1 <= x0 <= self.width and 0 <= baseline <= self.height + 1):
                continue
            here = (address, x.value, y.value)
            if here == last:  # a letter of a ligature
                before = chars.seen.pop()
                letter, x0, x1 = before.text + letter, min(x0, before.x0), max(x1, before.x1)
            last = here
            chars.seen.append(Char(letter, x0, max(x1, x0 + look.size / 10), baseline, look.size, look.weight))
            chars.unknown += unknown
        return shown, hidden

    def _look(self, text: Any, i: int, item: Any) -> _Look:
        matrix = self._pdfium.FS_MATRIX()
        self._pdfium.FPDFText_GetMatrix(text, i, matrix)
        along, up = self._turn.vector(matrix.a, matrix.b)
        _, height = self._turn.vector(matrix.c, matrix.d)
        size = round(abs(self._pdfium.FPDFText_GetFontSize(text, i) * height), 1)
        mode = self._pdfium.FPDFTextObj_GetTextRenderMode(item)
        weight = 2 if mode == _OUTLINED else _weight(self._font_name(item))
        upright = along > 0 and abs(up) <= LEANS * along
        return _Look(size, weight, mode in _HIDDEN or size < SMALLEST, upright)

    def _font_name(self, item: Any) -> str:
        font = self._pdfium.FPDFTextObj_GetFont(item)
        length = self._pdfium.FPDFFont_GetBaseFontName(font, None, 0) if font else 0
        if not length:
            return ""
        buffer = ctypes.create_string_buffer(length)
        self._pdfium.FPDFFont_GetBaseFontName(font, buffer, length)
        return _decode(buffer.value)

    def rules(self) -> list[Rule]:
        """The straight lines of the page, level or upright, edges of narrow bars included."""
        count = self._pdfium.FPDFPage_CountObjects(self._page)
        rules: list[Rule] = []
        for i in range(count if count <= OBJECTS else 0):
            item = self._pdfium.FPDFPage_GetObject(self._page, i)
            if self._pdfium.FPDFPageObj_GetType(item) == self._pdfium.FPDF_PAGEOBJ_PATH:
                rules += self._path_rules(item)
        return rules if len(rules) <= RULES else []

    def _path_rules(self, path: Any) -> list[Rule]:
        mode, stroked = ctypes.c_int(), ctypes.c_int()
        self._pdfium.FPDFPath_GetDrawMode(path, mode, stroked)
        if not (mode.value or stroked.value):
            return []
        lines = [self._turn.box(*a, *b) for a, b in self._lines(path)]
        if not stroked.value and not _is_bar(lines):
            return []
        return [Rule(*line) for line in lines if _is_rule(*line)]

    def _lines(self, path: Any) -> list[tuple[tuple[float, float], tuple[float, float]]]:
        """The straight parts of a path, from point to point."""
        count = self._pdfium.FPDFPath_CountSegments(path)
        matrix = self._pdfium.FS_MATRIX()
        self._pdfium.FPDFPageObj_GetMatrix(path, matrix)
        x, y = ctypes.c_float(), ctypes.c_float()
        begin = here = (0.0, 0.0)
        lines = []
        for i in range(count if count <= POINTS else 0):
            segment = self._pdfium.FPDFPath_GetPathSegment(path, i)
            self._pdfium.FPDFPathSegment_GetPoint(segment, x, y)
            point = (
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
            kind = self._pdfium.FPDFPathSegment_GetType(segment)
            if kind == self._pdfium.FPDF_SEGMENT_MOVETO:
                begin = point
            elif kind == self._pdfium.FPDF_SEGMENT_LINETO:
                lines.append((here, point))
            here = point
            if self._pdfium.FPDFPathSegment_GetClose(segment):
                lines.append((here, begin))
                here = begin
        return lines


def _is_rule(x0: float, y0: float, x1: float, y1: float) -> bool:
    return min(x1 - x0, y1 - y0) <= WIDEST and math.hypot(x1 - x0, y1 - y0) >= SHORTEST


def _is_bar(lines: list[tuple[float, float, float, float]]) -> bool:
    """Whether the lines go round an area that is no wider than a line."""
    if not lines:
        return False
    width = max(line[2] for line in lines) - min(line[0] for line in lines)
    height = max(line[3] for line in lines) - min(line[1] for line in lines)
    return min(width, height) <= WIDEST


@lru_cache(maxsize=1 << 16)
def _letter(code: int) -> str:
    """A character as it is read: hyphens at the end of a line as such, all blanks as one kind, what is unseen as ""."""
    if code > sys.maxunicode:
        return UNKNOWN
    if code in (0x02, 0xAD):  # PDFium's sign for a hyphen there, and the soft hyphen
        return "-"
    return " " if chr(code).isspace() else clean(chr(code))


def _weight(font: str) -> int:
    """0 for a plain font, 1 for a face of headings, 2 for a bold cut."""
    name = font.casefold()
    return 2 if _BOLD.search(name) else 1 if _HEI.search(name) else 0


def _decode(name: bytes) -> str:
    """The name of a font, which is only searched: in UTF-8, or as old Chinese programs write it."""
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")
