"""Slides: titles as headings, text in the order of reading, tables, charts and notes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.util import Cm

from wenju.errors import DocumentError
from wenju.parsers.draft import Draft
from wenju.parsers.slides import parse_slides

TITLE_ONLY, BLANK, TITLE_AND_TEXT = 5, 6, 1


def parsed(deck: Any) -> Draft:
    stream = BytesIO()
    deck.save(stream)
    return parse_slides(stream.getvalue(), "a.pptx")


def add(deck: Any, layout: int, title: str = "") -> Any:
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    if title:
        slide.shapes.title.text_frame.text = title
    return slide


def box(shapes: Any, left: float, top: float, text: str) -> Any:
    shape = shapes.add_textbox(Cm(left), Cm(top), Cm(4), Cm(2))
    shape.text_frame.text = text
    return shape


def headings(draft: Draft) -> list[tuple[int, str]]:
    for heading in draft.headings:
        assert draft.text[heading.start : heading.end] == heading.text
    return [(heading.level, heading.text) for heading in draft.headings]


def test_titles_are_headings_and_slides_are_pages() -> None:
    deck = Presentation()
    add(deck, TITLE_AND_TEXT, "东西部\v扶贫协作").placeholders[1].text_frame.text = "杨浦区\n遵义市\v正安县"
    add(deck, TITLE_ONLY, "支教工作").notes_slide.notes_text_frame.text = "先讲人数\n\n再讲学校"
    draft = parsed(deck)
    assert draft.text == "东西部扶贫协作\n杨浦区\n遵义市\n正安县\n支教工作\n［备注］先讲人数\n［备注］再讲学校\n"
    assert headings(draft) == [(1, "东西部扶贫协作"), (1, "支教工作")]
    assert [(place.page, draft.text[place.start : place.end][:4]) for place in draft.places] == [
        (1, "东西部扶"),
        (2, "支教工作"),
    ]
    assert (draft.title, draft.date, draft.warnings) == ("东西部扶贫协作", "", ())


def test_text_is_read_from_the_top_and_from_the_left() -> None:
    deck = Presentation()
    slide = add(deck, TITLE_ONLY, "顺序")
    box(slide.shapes, 12, 8.1, "三")
    box(slide.shapes, 1, 8.3, "二")
    group = slide.shapes.add_group_shape()
    box(group.shapes, 1, 15, "五")
    box(group.shapes, 1, 12, "四")
    box(slide.shapes, 5, 5, "一")
    assert parsed(deck).text == "顺序\n一\n二\n三\n四\n五\n"


def test_a_slide_without_a_title_takes_its_first_line_if_it_reads_like_one() -> None:
    deck = Presentation()
    slide = add(deck, BLANK)
    box(slide.shapes, 1, 5, "选派教师四十五名。")
    box(slide.shapes, 1, 1, "一、工作成效")
    box(add(deck, BLANK).shapes, 1, 1, "这是一句完整的话。")
    assert headings(parsed(deck)) == [(1, "一、工作成效")]


def test_tables_are_rows_with_the_names_of_their_columns() -> None:
    deck = Presentation()
    table = add(deck, TITLE_ONLY, "表").shapes.add_table(4, 3, Cm(1), Cm(5), Cm(20), Cm(5)).table
    cells = ["地区", "支出", "", "", "2016年", "2017年", "杨浦区", "1", "2", "黄浦\n区", "3", "4"]
    for at, text in enumerate(cells):
        table.cell(at // 3, at % 3).text_frame.text = text
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    draft = parsed(deck)
    assert [(place.page, place.row, draft.text[place.start : place.end]) for place in draft.places] == [
        (1, 0, "表\n"),
        (1, 3, "地区：杨浦区；支出／2016年：1；支出／2017年：2\n"),
        (1, 4, "地区：黄浦 区；支出／2016年：3；支出／2017年：4\n"),
    ]


def test_a_row_of_a_table_is_no_title() -> None:
    deck = Presentation()
    table = add(deck, BLANK, "").shapes.add_table(2, 2, Cm(1), Cm(5), Cm(20), Cm(5)).table
    for at, text in enumerate(["地区", "人数", "杨浦区", "45"]):
        table.cell(at // 2, at % 2).text_frame.text = text
    draft = parsed(deck)
    assert (draft.text, draft.headings) == ("地区：杨浦区；人数：45\n", ())


def test_charts_are_rows_too() -> None:
    deck = Presentation()
    data = CategoryChartData()
    data.categories = ["杨浦区", "黄浦区"]
    data.add_series("2016年", (45, 30))
    data.add_series("2017年", (50, None))
    slide = add(deck, TITLE_ONLY, "图")
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(5), Cm(9), Cm(9), data).chart
    chart.has_title = True
    chart.chart_title.text_frame.text = "教师人数"
    assert parsed(deck).text == "图\n教师人数\n杨浦区；2016年：45；2017年：50\n黄浦区；2016年：30\n"


def test_hidden_slides_keep_their_number_and_are_left_out() -> None:
    deck = Presentation()
    for number in range(1, 6):
        slide = add(deck, TITLE_ONLY, f"第{number}张")
        if number in (1, 3, 4):
            slide.element.set("show", "0")
    draft = parsed(deck)
    assert draft.text == "第2张\n第5张\n"
    assert [place.page for place in draft.places] == [2, 5]
    assert draft.title == ""
    assert draft.warnings == ("hidden slides were left out: 1, 3-4; show them in PowerPoint or WPS to have them read",)


def test_a_slide_of_pictures_is_told_and_a_deck_of_them_is_an_error() -> None:
    deck = Presentation()
    add(deck, BLANK)
    with pytest.raises(DocumentError, match=r"a\.pptx: found 1 slides, none with text .* ocrmypdf -l chi_sim"):
        parsed(deck)
    add(deck, TITLE_ONLY, "有字")
    assert parsed(deck).warnings == ("slides without text: 1; what their pictures show was not read",)


def test_what_cannot_be_read_of_a_slide_is_told() -> None:
    deck = Presentation()
    slide = add(deck, TITLE_ONLY, "对象")
    slide.shapes.add_ole_object(BytesIO(b"x"), "Excel.Sheet.12", Cm(1), Cm(5))
    draft = parsed(deck)
    assert draft.text == "对象\n"
    assert [warning.split("(")[0] for warning in draft.warnings] == ["slide 1: an object "]


def test_the_words_of_a_newer_box_are_missed_aloud() -> None:
    from lxml import etree

    deck = Presentation()
    slide = add(deck, TITLE_ONLY, "公式")
    shape = box(slide.shapes, 1, 5, "增长率").element
    parent = shape.getparent()
    alternatives = etree.SubElement(
        parent, "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
    )
    alternatives.append(shape)
    assert parsed(deck).warnings == ("slide 1: a box with a formula, or of a newer kind, was left out",)


def test_numbers_of_slides_and_footers_are_not_read() -> None:
    deck = Presentation()
    slide = add(deck, TITLE_ONLY, "页脚")
    for placeholder in slide.slide_layout.placeholders:
        if placeholder.placeholder_format.idx >= 10:
            slide.shapes.clone_placeholder(placeholder)
    for placeholder in slide.placeholders:
        if placeholder.placeholder_format.idx >= 10:
            placeholder.text_frame.text = "每页都有"
    assert len(list(slide.placeholders)) > 1
    assert parsed(deck).text == "页脚\n"


def test_other_formats_are_refused() -> None:
    with pytest.raises(DocumentError, match="found a PDF file"):
        parse_slides(b"%PDF-1.7", "a.pptx")


def test_the_words_of_a_diagram_are_read() -> None:
    from lxml import etree

    names = {
        "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
        "dgm": "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    }
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in names.items())
    points = "".join(
        f"<dgm:pt><dgm:t><a:p><a:r><a:t>{first}</a:t></a:r><a:r><a:t>{rest}</a:t></a:r></a:p></dgm:t></dgm:pt>"
        for first, rest in (("选派", "教师"), ("期满", "考核"))
    )
    deck = Presentation()
    slide = add(deck, TITLE_ONLY, "流程")
    part = Part(
        PackURI("/ppt/diagrams/data1.xml"),
        "application/vnd.openxmlformats-officedocument.drawingml.diagramData+xml",
        slide.part.package,
        f"<dgm:dataModel {declared}><dgm:ptLst>{points}</dgm:ptLst></dgm:dataModel>".encode(),
    )
    relation = slide.part.relate_to(part, f"{names['r']}/diagramData")
    frame = slide.shapes.add_table(1, 1, Cm(1), Cm(5), Cm(9), Cm(9))._element
    found = frame.graphic.graphicData
    found.set("uri", names["dgm"])
    found.remove(found[0])
    found.append(etree.fromstring(f'<dgm:relIds {declared} r:dm="{relation}"/>'))
    draft = parsed(deck)
    assert (draft.text, draft.warnings) == ("流程\n选派教师\n期满考核\n", ())


def test_a_chart_without_categories_is_left_out_aloud() -> None:
    deck = Presentation()
    data = XyChartData()
    data.add_series("点").add_data_point(1, 2)
    add(deck, TITLE_ONLY, "散点").shapes.add_chart(XL_CHART_TYPE.XY_SCATTER, Cm(1), Cm(5), Cm(9), Cm(9), data)
    draft = parsed(deck)
    assert draft.text == "散点\n"
    assert [warning.split("(")[0] for warning in draft.warnings] == ["slide 1: an object "]
