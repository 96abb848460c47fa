"""Word documents (.docx): the text as a person sees it.

In: the bytes of a file. Out: a `Draft`. Page headers and footers, comments, the table of contents that Word makes of
the headings, and what was deleted or hidden are left out. Pages are known only where Word noted them in the file when
it last laid out the text. How paragraphs and tables are read is left to `reader`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from wenju.errors import DocumentError
from wenju.parsers.draft import Draft, Writer, clean
from wenju.parsers.joining import join
from wenju.parsers.outline import HEAD_LINES, Outline, find_outline
from wenju.parsers.word.file import open_word
from wenju.parsers.word.reader import Block, Line, Reader
from wenju.parsers.word.text import LINE_BREAK
from wenju.parsers.word.xml import W

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_PICTURES = ("{http://schemas.openxmlformats.org/drawingml/2006/main}blip", "{urn:schemas-microsoft-com:vml}imagedata")
# What can hold text and is not read, with its names for one and for more.
_LEFT_OUT = {
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart": ("chart", "charts"),
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds": ("diagram", "diagrams"),
    W + "object": ("embedded object", "embedded objects"),
    W + "altChunk": ("inserted file", "inserted files"),
    W + "subDoc": ("linked document", "linked documents"),
}
# Captions of pictures stay where they are.
_PICTURE_CAPTION = re.compile(r"图|[Ff]ig")
# Titles that programs give to a file by themselves.
_NO_TITLE = re.compile(
    r"Microsoft Word.*|Word (?:Document|文档)|(?:文档|Document)\s*\d*|无标题|Untitled|.*\.(?:docx?|wps|rtf)",
    re.IGNORECASE,
)


def parse_word(raw: bytes, name: str) -> Draft:
    """A .docx file. Raises `DocumentError` where it is damaged, encrypted, another format, or pictures of pages."""
    file = open_word(raw, name)
    blocks = _captions_above(Reader(file).blocks(file.body))
    pictures = sum(1 for _ in file.body.iter(*_PICTURES))
    if pictures and not blocks:
        raise DocumentError(
            f"{name}: has no text, only pictures ({pictures}): it is a scan; save it as PDF and run text recognition "
            "(OCR) first, e.g. ocrmypdf -l chi_sim in.pdf out.pdf"
        )
    writer = Writer()
    _warn(file.body, writer)
    top = find_outline(LINE_BREAK.join(line.text for block in blocks[:HEAD_LINES] for line in block.lines))
    title, blocks = _with_title(_titled(blocks, top.title))
    _write(_dated(blocks, top), writer)
    draft = writer.draft(title, top.date)
    own = join(clean(file.title))
    return draft if draft.title or _NO_TITLE.fullmatch(own) else replace(draft, title=own)


def _warn(body: Element, writer: Writer) -> None:
    for tag, names in _LEFT_OUT.items():
        count = sum(1 for _ in body.iter(tag))
        if count:
            writer.warn(f"{count} {names[count > 1]} left out: the text inside is not read")


def _captions_above(blocks: list[Block]) -> list[Block]:
    """The blocks with each caption above its table: one that follows a table is its own, unless that has one."""
    ordered: list[Block] = []
    for at, block in enumerate(blocks):
        above = [before.kind for before in ordered[-2:]]
        below = [after.kind for after in blocks[at + 1 : at + 2]]
        moves = above[-1:] == ["table"] and above != ["caption", "table"] and below != ["table"]
        if block.kind == "caption" and moves and not _PICTURE_CAPTION.match(block.lines[0].text):
            ordered.insert(-1, block)
        else:
            ordered.append(block)
    return ordered


def _titled(blocks: list[Block], title: str) -> list[Block]:
    """The blocks, of which the one that reads like a title is it where none has the style of one.

    Above it stands nothing but text: the letterhead of an official document.
    """
    kinds = {block.kind for block in blocks}
    at = next((at for at, block in enumerate(blocks[:HEAD_LINES]) if block.lines[0].text == title), 0)
    plain = all(block.kind == "text" for block in blocks[: at + 1])
    if "title" in kinds or "heading" not in kinds or not plain or blocks[at].lines[0].text != title:
        return blocks
    return [*blocks[:at], replace(blocks[at], kind="title"), *blocks[at + 1 :]]


def _with_title(blocks: list[Block]) -> tuple[str, list[Block]]:
    """The title, of one paragraph or several, before all headings; and the blocks with any further title as a heading
    over those below it."""
    title, deeper = "", 0
    titled: list[Block] = []
    for block in blocks:
        words = block.lines[0].text
        if block.kind == "heading":
            titled.append(replace(block, level=block.level + deeper))
        elif block.kind != "title" or words == title:
            titled.append(block)
        elif titled and titled[-1].kind == "title":
            title = join(title + LINE_BREAK + words)
            titled[-1] = replace(block, lines=[Line(title, titled[-1].lines[0].page)])
        elif not title and all(before.kind != "heading" for before in titled):
            title = words
            titled.append(block)
        else:
            deeper = 1
            titled.append(Block("heading", block.lines, 1))
    return title, titled


def _dated(blocks: list[Block], top: Outline) -> list[Block]:
    """The blocks, of which the one with the date of publication belongs to the title: it says nothing of the matter."""
    asides = {heading.text for heading in top.headings if not heading.level and heading.text != top.title}
    return [
        replace(block, kind="title") if at < HEAD_LINES and {line.text for line in block.lines} <= asides else block
        for at, block in enumerate(blocks)
    ]


def _write(blocks: list[Block], writer: Writer) -> None:
    headed = any(block.kind == "heading" for block in blocks)
    page = 0
    for block in blocks:
        for line in block.lines:
            if line.page != page:
                page = line.page
                writer.at(page=page)
            if block.kind == "heading" or (block.kind == "title" and headed):
                writer.heading(line.text, block.level)
            else:
                writer.row(line.text, line.row)
