"""What a person sees of a paragraph of Word.

In: a `w:p`. Out: `Words`: its text with what was inserted and without what was deleted or hidden, of fields what they
show; and what hangs on it: notes, text boxes, page breaks. Numbering and styles are left to others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wenju.parsers.word.xml import (
    ALTERNATIVES,
    BOX,
    CONTROL,
    GONE,
    PARAGRAPH_PROPERTIES,
    RUN,
    RUN_PROPERTIES,
    TEXT,
    M,
    W,
    alternative,
    is_filled,
    is_on,
    value,
)

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

LINE_BREAK = "\n"
# Page breaks in the text, taken out of it again: one that a person set, and one that Word came to when it last laid
# out the pages. Word notes its own also where a page begins after one that was set.
SET_BREAK, LAID_OUT_BREAK = "\f", "\v"

# The readings above ruby characters, and properties: they hold no text that is read on.
_SKIPPED = GONE | {W + "rt", PARAGRAPH_PROPERTIES, RUN_PROPERTIES, W + "sdtPr"}
_NOTES = {W + "footnoteReference": "footnote", W + "endnoteReference": "endnote"}
_FIELD = W + "fldChar"
# What a formula draws, and a line of text has to say.
_BEFORE = {M + "den": "/", M + "sup": "^"}
# The boxes that people tick in forms, which Word takes from fonts of signs.
_SIGNS = {
    ("Wingdings", 0x6F): "□",
    ("Wingdings", 0xA8): "□",
    ("Wingdings", 0xFE): "☑",
    ("Wingdings", 0xFC): "✓",
    ("Wingdings 2", 0xA3): "□",
    ("Wingdings 2", 0x52): "☑",
    ("Wingdings 2", 0x50): "✓",
}
_RAISABLE = re.compile("[0-9+−-]+")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


@dataclass(slots=True)
class Words:
    """A paragraph's text with `LINE_BREAK`, `SET_BREAK` and `LAID_OUT_BREAK` in it, and what hangs on it.

    `notes` are ("footnote" or "endnote", id). `boxes` are the contents of text boxes. `goes_on` tells that the mark
    at its end was deleted, so that the next paragraph is part of it.
    """

    text: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    goes_on: bool = False


def read_words(paragraph: Element) -> Words:
    """What a person sees of a paragraph."""
    words = Words()
    marks = paragraph.find(f"{PARAGRAPH_PROPERTIES}/{RUN_PROPERTIES}")
    words.goes_on = marks is not None and any(mark.tag in GONE for mark in marks)
    words.text = "".join(_Walk(words).parts(paragraph))
    return words


def without_breaks(text: str) -> str:
    """A text without its page breaks."""
    return text.replace(SET_BREAK, "").replace(LAID_OUT_BREAK, "")


class _Walk:
    """Goes through a paragraph; `_open` holds for each field that is open whether its code is over."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._open: list[bool] = []

    def parts(self, parent: Element) -> Iterator[str]:
        """What is seen of the children of an element; what hangs on them is put down."""
        for child in parent:
            tag = child.tag
            if tag == RUN:
                yield self._run(child)
            elif tag == BOX:
                self._words.boxes.append(child)
            elif tag in _NOTES:
                self._words.notes.append((_NOTES[tag], child.get(W + "id", "")))
            elif tag == _FIELD:
                self._turn(child.get(W + "fldCharType"))
            elif tag == ALTERNATIVES:
                chosen = alternative(child)
                yield from self.parts(chosen) if chosen is not None else ()
            elif tag in _CHARACTERS:
                yield self._unless_code(_CHARACTERS[tag](child))
            elif tag not in _SKIPPED and (tag != CONTROL or is_filled(child)):
                yield _BEFORE.get(tag, "")
                yield from self.parts(child)

    def _run(self, run: Element) -> str:
        if is_on(run, RUN_PROPERTIES, W + "vanish"):
            return ""
        text = "".join(self.parts(run))
        raised = value(run, RUN_PROPERTIES, W + "vertAlign") == "superscript"
        return text.translate(_RAISED) if raised and _RAISABLE.fullmatch(text) else text

    def _turn(self, mark: str | None) -> None:
        """A mark of a field: it begins with its code, then comes what it shows, then its end."""
        if mark == "begin":
            self._open.append(False)
        elif self._open and mark == "separate":
            self._open[-1] = True
        elif self._open and mark == "end":
            self._open.pop()

    def _unless_code(self, text: str) -> str:
        return text if all(self._open) or text in (SET_BREAK, LAID_OUT_BREAK) else ""


def _break(found: Element) -> str:
    return SET_BREAK if found.get(W + "type") == "page" else LINE_BREAK


def _written(found: Element) -> str:
    return (found.text or "").replace(LINE_BREAK, " ")


def _sign(found: Element) -> str:
    """A character of a font of signs: known ones, and those that are no private characters."""
    code = int(found.get(W + "char", "0"), 16)
    known = _SIGNS.get((found.get(W + "font", ""), code & 0xFF if code >= 0xF000 else code))
    return known or chr(code)


_CHARACTERS: dict[str, Callable[[Element], str]] = {
    TEXT: _written,
    M + "t": _written,
    W + "sym": _sign,
    W + "br": _break,
    W + "cr": lambda found: LINE_BREAK,
    W + "tab": lambda found: "\t",
    W + "ptab": lambda found: "\t",
    W + "noBreakHyphen": lambda found: "-",
    W + "lastRenderedPageBreak": lambda found: LAID_OUT_BREAK,
}
