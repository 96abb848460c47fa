"""The elements of a web page to lines.

In: an element of lxml. Out: its lines, with the levels of headings and the numbers of rows of tables. What is seen in
a list or a table but does not stand in the words (1. 2. 3., the name of a column) is first put into them, in place.
Which elements are worth reading is left to `web`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, NamedTuple

from wenju.marks import mark_at
from wenju.parsers.draft import clean
from wenju.parsers.grid import Merge, table_lines
from wenju.parsers.joining import drop_breaks, join

# A cell with more text holds a part of the page: the table is its layout.
CELL = 2_000
# As browsers have it for columns; no table of text is wider than a tenth of it.
SPAN = 100
# No list counts so far; Python refuses to read a number of thousands of digits.
DIGITS = 10
# A table with more of its text in links is a menu.
LINKS = 0.5

HEADINGS = {f"h{level}": level for level in range(1, 7)}
# What nobody reads as a part of the text: programs, forms, and menus that are marked as such.
_UNREAD = "head script style noscript template svg iframe object select option button input textarea nav footer aside"
_BLOCKS = (
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section summary table tbody tfoot thead tr ul"
)
_CELLS = ("td", "th")
_UNREAD_TAGS, _BLOCK_TAGS = frozenset(_UNREAD.split()), frozenset(_BLOCKS.split())
# What XML cannot hold, and a page can name: &#1;.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
# Stands for <br> until the lines are parted.
_LINE = "\u2028"
# The attribute of a paragraph that stands for a row of a table.
_ROW = "wenju-row"


class HtmlLine(NamedTuple):
    """A line of a page; `level` is 1 to 6 for a heading, `row` counts from 1 in a table, and 0 is for other text."""

    level: int
    text: str
    row: int = 0


def html_lines(root: Any) -> Iterator[HtmlLine]:
    """The lines that are seen of an element."""
    from lxml import etree

    words: list[str] = []
    level, row, preformatted = 0, 0, 0
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BLOCK_TAGS:
            yield from _parted(words, level, row)
            words, row = [], 0
        if event == "start" and _is_unseen(element, tag):
            walk.skip_subtree()
            continue
        if event == "start":
            level = HEADINGS.get(tag, level)
            row = _whole(element.get(_ROW, "")) or row
            preformatted += tag == "pre"
            words.append({"br": "\n" if level else _LINE, "td": " ", "th": " "}.get(tag, ""))
            words.append(_broken(element.text, preformatted))
            continue
        level = 0 if tag in HEADINGS else level
        preformatted -= tag == "pre" and not _is_unseen(element, tag)
        if element is not root:
            words.append(_broken(element.tail, preformatted))
    yield from _parted(words, level, row)


def _is_unseen(element: Any, tag: str) -> bool:
    hidden = element.get("hidden") is not None or "display:none" in "".join(element.get("style", "").lower().split())
    return not tag or tag in _UNREAD_TAGS or hidden


def _broken(text: str | None, preformatted: int) -> str:
    return (text or "").replace("\n", _LINE) if preformatted else text or ""


def _parted(words: list[str], level: int, row: int) -> Iterator[HtmlLine]:
    for line in map(join, "".join(words).split(_LINE)):
        if line:
            yield HtmlLine(level, line, row)


def complete(tree: Any) -> None:
    """Put into the words of a page, in place, what its markup says: rows of tables, numbers of lists."""
    preformatted = {element for found in tree.iter("pre") for element in found.iter()}
    for element in tree.iter():
        element.text = _cleaned(element.text, element in preformatted)
        element.tail = _cleaned(element.tail, element.getparent() in preformatted)
    for found in tree.iter("ol"):
        _number(found)
    # The inner ones first; they are looked at before any of them is changed.
    tables = [(table, _is_layout(table)) for table in tree.iter("table")]
    for table, layout in reversed(tables):
        if layout:
            for part in list(table.iter("table", "tbody", "thead", "tfoot", "tr", *_CELLS)):
                part.tag = "div"
        elif not _is_menu(table):
            _put_rows(table)


def _cleaned(text: str | None, preformatted: bool) -> str | None:
    text = _CONTROL.sub("", text or "")
    return (text if preformatted else drop_breaks(text)) or None


def _number(found: Any) -> None:
    """Write the numbers of an ordered list before its items, unless one has a mark of its own."""
    first = [_first_words(item) for item in found if item.tag == "li"]
    worded = [element for element in first if element is not None]
    if any(mark_at(element.text.lstrip(), 0, len(element.text)) for element in worded):
        return
    for number, element in enumerate(first, _whole(found.get("start", ""), 1)):
        if element is not None:
            element.text = f"{number}. {element.text.lstrip()}"


def _first_words(item: Any) -> Any:
    """The first element in an item, or the item, that begins with words; None for an item without."""
    return next((element for element in item.iter() if (element.text or "").strip()), None)


def _is_layout(table: Any) -> bool:
    """Whether a table lays out the page: it has another one in it, one row or column, headings, or long texts."""
    if next(chain(table.iterfind(".//table"), table.iter(*HEADINGS)), None) is not None:
        return True
    rows = [[cell for cell in row if cell.tag in _CELLS] for row in table.iter("tr")]
    filled = [row for row in rows if row]
    widest = max(map(len, filled), default=0)
    return len(filled) < 2 or widest < 2 or any(len(cell.text_content()) > CELL for row in filled for cell in row)


def _is_menu(table: Any) -> bool:
    links = sum(len("".join(link.text_content().split())) for link in table.iter("a"))
    return links > LINKS * len("".join(table.text_content().split()))


def _put_rows(table: Any) -> None:
    """Replace a table by paragraphs: its caption and its rows."""
    caption = table.find("caption")
    texts = [(join(caption.text_content()), 0)] if caption is not None else []
    texts += [(line.text, line.number) for line in table_lines(*_grid(table))]
    block = table.makeelement("div")
    for text, number in texts:
        paragraph = block.makeelement("p", {_ROW: str(number)})
        paragraph.text = clean(text)
        block.append(paragraph)
    block.tail = table.tail
    table.getparent().replace(table, block)


def _grid(table: Any) -> tuple[list[list[str]], list[Merge]]:
    """The cells of a table at their places, and the merged ones."""
    found = [[cell for cell in row if cell.tag in _CELLS] for row in table.iter("tr")]
    headed = any(map(_is_header, found))
    rows: list[list[str]] = []
    merges = []
    taken: dict[int, int] = {}  # column: the first row in which it is free again
    for top, cells in enumerate(found):
        row: list[str] = []
        for cell in cells:
            while taken.get(len(row), 0) > top:
                row.append("")
            left, width = len(row), _span(cell, "colspan")
            height = min(_span(cell, "rowspan"), len(found) - top)
            row += [_cell_text(cell, names=not headed), *[""] * (width - 1)]
            taken |= dict.fromkeys(range(left, left + width), top + height)
            if width > 1 or height > 1:
                merges.append(Merge(top, left, top + height - 1, left + width - 1))
        rows.append(row)
    return rows, merges


def _is_header(row: list[Any]) -> bool:
    """Whether a row has names of columns, and nothing beside them."""
    names = [cell for cell in row if cell.tag == "th"]
    return len(names) > 1 and not any(cell.text_content().strip() for cell in row if cell.tag == "td")


def _span(cell: Any, attribute: str) -> int:
    return min(max(_whole(cell.get(attribute, ""), 1), 1), SPAN)


def _whole(value: str, default: int = 0) -> int:
    """A whole number as an attribute has it."""
    value = value.strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < DIGITS else default


def _cell_text(cell: Any, names: bool) -> str:
    """The words of a cell. Where no row is a header, <th> names the cell beside it, as 姓名： does."""
    text = "\n".join(line.text for line in html_lines(cell))
    return f"{text}：" if names and cell.tag == "th" and text and not text.endswith((":", "：")) else text
