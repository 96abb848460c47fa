"""The blocks of a Word document, in the order of reading.

In: a `WordFile`. Out: `Block`s: paragraphs with their numbers, and tables as lines; each line with its page. A note
stands behind its paragraph, a text box behind the paragraph that it hangs on, and in a table both behind their row.
What becomes of titles and captions is left to `word`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wenju.parsers.joining import join
from wenju.parsers.word.file import WordFile
from wenju.parsers.word.numbering import BULLET, Numbering
from wenju.parsers.word.styles import Kind, Styles
from wenju.parsers.word.table import cells_of, is_frame, read_table
from wenju.parsers.word.text import (
    LAID_OUT_BREAK,
    LINE_BREAK,
    SET_BREAK,
    Words,
    read_words,
    without_breaks,
)
from wenju.parsers.word.xml import ALTERNATIVES, CONTROL, PARAGRAPH, TABLE, W, alternative, is_filled, value

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

# The longest headings are titles of laws. What is longer, or has more than one sentence, is a paragraph that somebody
# gave the style of a heading.
HEADING_LIMIT = 80
_SENTENCES = re.compile("[。！？；].")

_NOTES = {"footnote": "注", "endnote": "尾注"}
# What holds paragraphs and tables and is not seen itself.
_WRAPPERS = frozenset({W + "sdtContent", W + "customXml"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text; `page` is where it begins, 0 where the file does not tell, `row` its row of a table, or 0."""

    text: str
    page: int
    row: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, of several lines where a person broke it, or a table; `level` is that of a heading."""

    kind: Kind | Literal["table"]
    lines: list[Line]
    level: int = 0


class Reader:
    """Goes through a document once: numbers and pages count on from block to block."""

    def __init__(self, file: WordFile) -> None:
        self._styles = Styles(file.styles)
        self._numbering = Numbering(file.numbering)
        self._notes = file.notes
        self._noted = dict.fromkeys(_NOTES, 0)
        self._pages = _Pages(file.body)
        # The text of a paragraph whose end was deleted: it goes on in the next one.
        self._begun = ""
        # In the cells of a row: what stands behind it. None outside of tables.
        self._behind: list[Block] | None = None

    def blocks(self, parent: Element) -> list[Block]:
        """The paragraphs and tables of the body, of a cell, a text box or a note."""
        found: list[Block] = []
        for child in parent:
            if child.tag == PARAGRAPH:
                found += self._paragraph(child)
            elif child.tag == TABLE:
                found += self._end() + self._table(child)
            elif child.tag in _WRAPPERS:
                found += self.blocks(child)
            elif child.tag == CONTROL:
                inside = self.blocks(child)
                found += inside if is_filled(child) and not _is_contents(child) else []
            elif child.tag == ALTERNATIVES:
                chosen = alternative(child)
                found += self.blocks(chosen) if chosen is not None else []
        return [block for block in found + self._end() if block.lines]

    def _end(self) -> list[Block]:
        """What was begun, where no paragraph follows in which it could go on."""
        text, self._begun = self._begun, ""
        return [Block("text", [Line(text, self._pages.number)])] if text.strip() else []

    def _paragraph(self, paragraph: Element) -> list[Block]:
        words = read_words(paragraph)
        page = self._pages.turn(words.text)
        text, self._begun = self._begun + without_breaks(words.text), ""
        if words.goes_on:
            hanging = self._hanging(words, page)
            self._begun = text
            return hanging
        role = self._styles.role(paragraph)
        if role.kind == "contents":
            return []
        label = self._numbering.label(paragraph, self._styles.chain(paragraph))
        whole = join(text)
        if role.kind == "text" or len(whole) > HEADING_LIMIT or _SENTENCES.search(whole):
            block = Block("text", [Line(line, page) for line in self._lines(label, text)])
        else:
            label = "" if label == BULLET else label
            block = Block(role.kind, [Line(label + whole, page)] if whole else [], role.level)
        return [block, *self._hanging(words, page)]

    def _lines(self, label: str, text: str) -> list[str]:
        lines = [line.strip() for line in text.split(LINE_BREAK) if line.strip()]
        if lines:
            return [label + lines[0], *lines[1:]]
        numbered_cell = self._behind is not None and label not in ("", BULLET)
        return [label.strip()] if numbered_cell else []

    def _hanging(self, words: Words, page: int) -> list[Block]:
        """The notes and text boxes of a paragraph."""
        found = [Block("text", [Line(self._note(*note), page)]) for note in words.notes]
        for box in words.boxes:
            found += self.blocks(box)
        return self._put(found)

    def _note(self, kind: str, id: str) -> str:
        self._noted[kind] += 1
        note = self._notes.get((kind, id))
        text = " ".join(_texts(self.blocks(note))) if note is not None else ""
        return f"［{_NOTES[kind]}{self._noted[kind]}］{text}"

    def _put(self, found: list[Block]) -> list[Block]:
        """Blocks as they are or, in a cell, none: they stand behind the row."""
        if self._behind is None:
            return found
        self._behind += found
        return []

    def _table(self, table: Element) -> list[Block]:
        outer, self._behind = self._behind, None
        if is_frame(table):  # a frame around text
            found = [block for cell in cells_of(table) for block in self.blocks(cell)]
        else:
            found = [Block("table", self._rows(table))]
        self._behind = outer
        return self._put(found)

    def _rows(self, table: Element) -> list[Line]:
        """The lines of a table, each with what stands behind its row."""
        pages: list[int] = []
        rows: list[list[Line]] = []

        def read(cells: list[Element]) -> list[str]:
            self._behind = []
            contents = self._cells(cells)
            found = [line for blocks in contents for block in blocks for line in block.lines]
            pages.append(found[0].page if found else 0)
            rows.append([line for block in self._behind for line in block.lines])
            return [LINE_BREAK.join(_texts(blocks)) for blocks in contents]

        for line in read_table(table, read).lines():
            rows[line.row].insert(0, Line(line.text, pages[line.row], line.number))
        return [line for row in rows for line in row]

    def _cells(self, cells: list[Element]) -> list[list[Block]]:
        """What stands in the cells of a row. One that breaks over pages does so in each of them."""
        top = last = self._pages.number
        contents = []
        for cell in cells:
            self._pages.number = top
            contents.append(self.blocks(cell))
            last = max(last, self._pages.number)
        self._pages.number = last
        return contents


class _Pages:
    """Counts pages; 0 throughout where Word noted none."""

    def __init__(self, body: Element) -> None:
        self.number = 1 if next(body.iter(W + "lastRenderedPageBreak"), None) is not None else 0
        self._set = False

    def turn(self, text: str) -> int:
        """The page on which the next paragraph begins; its breaks are counted."""
        first = 0
        for part in re.split(f"([{SET_BREAK}{LAID_OUT_BREAK}])", text) if self.number else ():
            if part in (SET_BREAK, LAID_OUT_BREAK):
                noted_twice = self._set and part == LAID_OUT_BREAK
                self.number += not noted_twice
                self._set = part == SET_BREAK
            elif part.strip():
                self._set = False
                first = first or self.number
        return first or self.number


def _texts(blocks: list[Block]) -> list[str]:
    return [line.text for block in blocks for line in block.lines]


def _is_contents(control: Element) -> bool:
    """Whether a content control holds the table of contents that Word makes of the headings."""
    return value(control, W + "sdtPr", W + "docPartObj", W + "docPartGallery") == "Table of Contents"
