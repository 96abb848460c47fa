"""PDF files.

In: the bytes of a .pdf file. Out: a `Draft` whose lines are the paragraphs and the rows of tables in the order of
reading, each on its page. What stands where is read in `pdf_page`, put into rows in `layout`, tables in
`ruled` and `aligned`, the order in `columns`, and paragraphs in `paragraphs`; what is no text goes in `margins`, and
`styles` finds the headings. Not read: text in pictures, forms that were filled in, comments, upright Chinese lines.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from wenju.errors import DocumentError
from wenju.parsers.draft import Draft, Writer
from wenju.parsers.outline import find_outline
from wenju.parsers.pdf.aligned import align
from wenju.parsers.pdf.columns import Column, reading_order
from wenju.parsers.pdf.layout import Row, find_rows
from wenju.parsers.pdf.margins import Page, strip_margins
from wenju.parsers.pdf.page import PageReader
from wenju.parsers.pdf.paragraphs import Paragraph, find_paragraphs
from wenju.parsers.pdf.ruled import SNAP, find_tables
from wenju.parsers.pdf.styles import find_title, nest, rank_headings
from wenju.parsers.pdf.tables import Table, begins_page, ends_page, repeated, word_table

# A collection of laws has 2,000 pages; reading 1,000 takes about 40 seconds on a busy machine.
PAGES = 3000
# Where more of the characters than this are unknown, what is left reads as nonsense.
UNKNOWN_MOST = 0.3

_OCR = "run text recognition (OCR) first, e.g. ocrmypdf -l chi_sim{} in.pdf out.pdf"


@dataclass(slots=True)
class _Found:
    """What was read of a file: its pages, and the numbers of those that went wrong."""

    pages: list[Page]
    total: int
    characters: int = 0
    unknown: int = 0
    unknown_pages: tuple[int, ...] = ()
    broken_pages: tuple[int, ...] = ()


def parse_pdf(raw: bytes, name: str) -> Draft:
    """A PDF. Raises `DocumentError` for one that is protected, damaged, a scan, or in fonts that tell no characters."""
    found = _read(raw, name)
    rows = strip_margins(found.pages)
    empty = [page.number for page, some in zip(found.pages, rows, strict=True) if not some and not page.tables]
    _refuse(found, len(empty), name)
    paragraphs = find_paragraphs(list(_columns(found.pages, rows)))
    writer = Writer()
    _warn(writer, found, empty)
    return _write(writer, paragraphs)


def _read(raw: bytes, name: str) -> _Found:
    """The pages of a file."""
    import pypdfium2

    try:
        file = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(f"{name}: {_why(error.err_code)}") from error
    with file:
        found = _Found([], len(file))
        for number in range(1, min(found.total, PAGES) + 1):
            try:
                page = file[number - 1]
                found.pages.append(_page(PageReader(page, pypdfium2.raw), number, found))
                page.close()
            except pypdfium2.PdfiumError:
                found.broken_pages += (number,)
    return found


def _why(code: int | None) -> str:
    """Why PDFium does not open a file, and the cure."""
    from pypdfium2 import raw as pdfium

    if code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return "it is protected by a password; save it without, e.g. qpdf --decrypt --password=PASSWORD in.pdf out.pdf"
    return "it is no PDF, or a damaged one; open it in a PDF viewer and print it into a new PDF"


def _page(reader: PageReader, number: int, found: _Found) -> Page:
    chars, rules = reader.chars(), reader.rules()
    found.characters += len(chars.seen)
    found.unknown += chars.unknown
    found.unknown_pages += (number,) if chars.unknown else ()
    rows, tables = find_tables(find_rows(chars.seen, rules), rules)
    return Page(number, reader.height, tuple(rows), tuple(tables))


def _refuse(found: _Found, empty: int, name: str) -> None:
    """Raise `DocumentError` if there is nothing to read."""
    if not found.pages:
        raise DocumentError(f"{name}: {_why(None)}")
    if empty == len(found.pages):
        pages = "1 page, without text" if empty == 1 else f"{empty} pages, none with text"
        raise DocumentError(f"{name}: {pages}: it is a scan; {_OCR.format('')}")
    if found.unknown > UNKNOWN_MOST * found.characters:
        raise DocumentError(
            f"{name}: {found.unknown} of {found.characters} characters are unknown: its fonts do not tell what they "
            f"stand for; {_OCR.format(' --force-ocr')}"
        )


def _warn(writer: Writer, found: _Found, empty: list[int]) -> None:
    """Tell what could not be read."""
    if empty:
        writer.warn(f"{_pages(empty)}: no text there, nothing was read; if it is a scan, {_OCR.format(' --skip-text')}")
    if found.broken_pages:
        writer.warn(f"{_pages(found.broken_pages)}: damaged, left out")
    if found.unknown:
        characters = "1 character is" if found.unknown == 1 else f"{found.unknown} characters are"
        writer.warn(f"{_pages(found.unknown_pages)}: {characters} unknown to the file's fonts and stand as \ufffd")
    if found.total > PAGES:
        left_out = _pages(range(PAGES + 1, found.total + 1))
        writer.warn(f"{left_out}: left out, {PAGES:,} pages of a file are read; split it")


def _pages(numbers: Sequence[int]) -> str:
    """Page numbers as a person writes them: pages 3, 5-7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    listed = ", ".join("-".join(map(str, run)) for run in runs)
    return f"page {listed}" if len(numbers) == 1 else f"pages {listed}"


def _columns(pages: Sequence[Page], rows: Sequence[list[Row]]) -> Iterator[tuple[int, Column]]:
    """The columns of all pages in the order of reading, with their pages; tables are put into words."""
    begun: Table | None = None
    above = 0
    for page, some in zip(pages, rows, strict=True):
        worded = list(some)
        for i, table in enumerate(page.tables):
            if begun is None or i or not begins_page(table, some) or not _goes_on(begun, table):
                begun, above = None, 0
            worded += word_table(table, begun, above)
            above += len(table.rows) - repeated(table, begun)
            begun = begun or table
        if not page.tables or not ends_page(page.tables[-1], some):
            begun = None
        worded.sort(key=lambda row: row[0].baseline)
        for column in reading_order(worded):
            yield page.number, replace(column, rows=tuple(align(column.rows)))


def _goes_on(begun: Table, table: Table) -> bool:
    """Whether a table may go on one on the page before: its columns are as wide, and it has no header of its own."""
    widths, others = ([b - a for a, b in pairwise(one.xs)] for one in (begun, table))
    same = len(widths) == len(others) and all(abs(a - b) <= SNAP for a, b in zip(widths, others, strict=True))
    return same and (not table.heavy or table.rows[0] in begun.rows)


def _write(writer: Writer, paragraphs: Sequence[Paragraph]) -> Draft:
    """The text of the paragraphs, with its headings: by fonts, and by marks below them."""
    place = find_title(paragraphs)
    ranks = rank_headings(paragraphs, place)
    page = 0
    for i, paragraph in enumerate(paragraphs):
        if paragraph.page != page:
            page = paragraph.page
            writer.at(page=page)
        if i == place or i in ranks:
            writer.heading(paragraph.text, ranks.get(i, 0))
        elif paragraph.row:
            writer.row(paragraph.text, paragraph.row)
        else:
            writer.line(paragraph.text, paragraph.turns)
        page = paragraph.turns[-1][1] if paragraph.turns else page
    if place is None and not ranks:
        return writer.draft()
    draft = writer.draft(paragraphs[place].text if place is not None else "")
    outline = find_outline(draft.text, draft.title)
    by_mark = [heading for heading in outline.headings if not heading.text.startswith("#")]  # no Markdown here
    headings = nest(draft.text, draft.headings, by_mark)
    return replace(draft, title=draft.title or outline.title, date=outline.date, headings=headings)
