"""Slides: .pptx.

In: the bytes of a file. Out: a `Draft` whose pages are the slides: the title of each as a heading, its text from the
top to the bottom and from the left to the right, tables and charts as rows, notes as lines ［备注］…. Hidden slides are
left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import fromstring

from wenju.errors import DocumentError
from wenju.parsers.archive import check_archive
from wenju.parsers.cell import cell_text
from wenju.parsers.draft import Draft, Writer
from wenju.parsers.grid import Merge, table_lines
from wenju.parsers.joining import join
from wenju.text import ENDS

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.shapes.base import BaseShape
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.slide import Slide
    from pptx.table import Table
    from pptx.text.text import TextFrame

SLIDES = 3_000
# Boxes whose upper edges differ by less than half a centimetre stand side by side; in EMU, 360,000 to the centimetre.
SAME_ROW = 180_000
# The first line of a slide without a title of its own is its title if it is no longer; titles have 10 to 25 characters.
TITLE = 40

# A line, and its row of a table; 0 for other text.
_Line = tuple[str, int]

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def parse_slides(raw: bytes, name: str) -> Draft:
    """A PowerPoint presentation; its title is that of its first slide."""
    check_archive(raw, name)
    from pptx import Presentation

    writer = Writer()
    title, read = "", 0
    hidden, silent = [], []
    slides = Presentation(BytesIO(raw)).slides
    for number, slide in enumerate(slides, 1):
        if number > SLIDES:
            writer.warn(f"has {len(slides):,} slides; those after number {SLIDES:,} were left out")
            break
        if slide.element.get("show") in ("0", "false"):
            hidden.append(number)
            continue
        writer.at(page=number)
        heading, lines = _read(slide, number, writer)
        if not heading and not lines:
            silent.append(number)
            continue
        title = heading if number == 1 else title
        read += 1
        writer.heading(heading, 1)
        for line, row in lines:
            writer.row(line, row)
    if not read:
        raise DocumentError(
            f"{name}: found {len(slides)} slides, none with text that is shown; if they are pictures, save them as a "
            "PDF file and run text recognition (OCR), e.g. ocrmypdf -l chi_sim in.pdf out.pdf"
        )
    if hidden:
        writer.warn(
            f"hidden slides were left out: {_numbers(hidden)}; show them in PowerPoint or WPS to have them read"
        )
    if silent:
        writer.warn(f"slides without text: {_numbers(silent)}; what their pictures show was not read")
    return writer.draft(title)


def _read(slide: Slide, number: int, writer: Writer) -> tuple[str, list[_Line]]:
    """The title of a slide, "" if it has none, and the lines below it."""
    title = slide.shapes.title
    heading = join(title.text_frame.text) if title is not None else ""
    others = [shape for shape in slide.shapes if title is None or shape.element is not title.element]
    lines = [(line, row) for line, row in _lines(others, number, writer) if line.strip()]
    first, row = lines[0] if lines else ("", 0)
    if not heading and not row and len(first) <= TITLE and not first.endswith(tuple(ENDS)):
        heading, lines = first, lines[1:]
    if any(_text(found) for found in slide.element.iter(_ALTERNATIVES)):
        writer.warn(f"slide {number}: a box with a formula, or of a newer kind, was left out")
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    said = [line for line in (_paragraphs(notes) if notes else ()) if line.strip()]
    return heading, lines + [(f"［备注］{line}", 0) for line in said]


def _lines(shapes: Iterable[BaseShape], number: int, writer: Writer) -> Iterator[_Line]:
    """The lines of shapes, and of those in groups, in the order of reading."""
    from pptx.shapes.autoshape import Shape
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.shapes.group import GroupShape

    for shape in _in_order(shapes):
        if isinstance(shape, GroupShape):
            yield from _lines(shape.shapes, number, writer)
        elif isinstance(shape, GraphicFrame):
            lines = _graphic_lines(shape)
            if lines is None:
                writer.warn(f"slide {number}: an object ({shape.name}) was left out")
            yield from lines or ()
        elif isinstance(shape, Shape) and not _is_frame(shape):
            yield from ((line, 0) for line in _paragraphs(shape.text_frame))


def _in_order(shapes: Iterable[BaseShape]) -> list[BaseShape]:
    """Shapes from the top to the bottom, those side by side from the left to the right."""
    rows: list[list[BaseShape]] = []
    for shape in sorted(shapes, key=_top):
        if rows and _top(shape) - _top(rows[-1][0]) < SAME_ROW:
            rows[-1].append(shape)
        else:
            rows.append([shape])
    return [shape for row in rows for shape in sorted(row, key=_left)]


def _top(shape: BaseShape) -> int:
    return shape.top or 0  # a placeholder that is nowhere laid out has none


def _left(shape: BaseShape) -> int:
    return shape.left or 0


def _is_frame(shape: BaseShape) -> bool:
    """Whether a shape repeats what stands on every slide: its number, the date, a footer."""
    from pptx.enum.shapes import PP_PLACEHOLDER

    repeated = (PP_PLACEHOLDER.SLIDE_NUMBER, PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER)
    return shape.is_placeholder and shape.placeholder_format.type in repeated


def _paragraphs(frame: TextFrame) -> list[str]:
    """The lines of a text frame; a break within a paragraph (\\v) ends one, too."""
    return [line for paragraph in frame.paragraphs for line in paragraph.text.split("\v")]


def _graphic_lines(shape: GraphicFrame) -> list[_Line] | None:
    """The lines of a table, a chart or a diagram; None for what else there is, such as a sheet of Excel."""
    if shape.has_table:
        return [(line.text, line.number) for line in table_lines(*_grid(shape.table))]
    diagram = next(shape.element.iter(f"{_DIAGRAM}relIds"), None)
    if shape.has_chart:
        lines = _chart_lines(shape.chart)
    else:
        lines = None if diagram is None else _diagram_lines(shape, diagram.get(f"{_RELATIONS}dm"))
    return None if lines is None else [(line, 0) for line in lines]


def _grid(table: Table) -> tuple[list[list[str]], list[Merge]]:
    rows, merges = [], []
    for top, row in enumerate(table.rows):
        rows.append(["\n".join(_paragraphs(cell.text_frame)) for cell in row.cells])
        for left, cell in enumerate(row.cells):
            if cell.is_merge_origin:
                merges.append(Merge(top, left, top + cell.span_height - 1, left + cell.span_width - 1))
    return rows, merges


def _chart_lines(chart: Chart) -> list[str] | None:
    """The title of a chart, and a line for each of its categories; None for a kind of chart without categories."""
    title = join(chart.chart_title.text_frame.text) if chart.has_title else ""
    try:
        plots = list(chart.plots)
    except ValueError:  # a kind of chart that python-pptx does not know
        return None
    rows: list[str] = []
    for plot in plots:
        labels = ["／".join(label) for label in plot.categories.flattened_labels]
        columns = [[series.name, *map(cell_text, series.values)] for series in plot.series]
        if labels:
            lines = table_lines([list(cells) for cells in zip(["", *labels], *columns, strict=False)])
            rows += [line.text for line in lines]
    return [title, *rows] if rows else None


def _diagram_lines(shape: GraphicFrame, relation: str) -> list[str]:
    """The words of a diagram (SmartArt), which stand in a part of their own."""
    part = shape.part.related_part(relation)
    return [_text(paragraph) for paragraph in fromstring(part.blob).iter(f"{_DRAWING}p")]


def _text(element: Any) -> str:
    return "".join(text.text or "" for text in element.iter(f"{_DRAWING}t"))


def _numbers(numbers: list[int]) -> str:
    """Numbers with runs joined: 2, 5-7."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in runs)
