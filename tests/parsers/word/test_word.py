"""Word files: what a person sees in them is the text, and no more than that."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest

from tests.parsers.word_files import (
    archive,
    cell,
    definition,
    item,
    level,
    numbering,
    paragraph,
    part,
    row,
    run,
    style,
    table,
    word_file,
)
from wenju.errors import DocumentError
from wenju.parsers.draft import Draft
from wenju.parsers.word import parse_word

STYLES = (
    style("T", "Title", '<w:outlineLvl w:val="0"/>')
    + style("1", "heading 1", '<w:outlineLvl w:val="0"/>')
    + style("2", "heading 2", '<w:outlineLvl w:val="1"/>')
    + style("C", "caption")
    + style("10", "toc 1")
)
MATH = "<m:r><m:t>%s</m:t></m:r>"
LAID_OUT = "<w:r><w:lastRenderedPageBreak/></w:r>"
SET = '<w:r><w:br w:type="page"/></w:r>'


def read(body: str, **parts: str) -> Draft:
    return parse_word(word_file(body, **parts), "a.docx")


def lines(body: str, **parts: str) -> list[str]:
    return read(body, **parts).text.splitlines()


def tree(draft: Draft) -> list[tuple[int, str]]:
    for heading in draft.headings:
        assert heading.text == draft.text[heading.start : heading.end]
    return [(heading.level, heading.text) for heading in draft.headings]


def table_rows(draft: Draft) -> list[tuple[int, int, str]]:
    return [(place.page, place.row, draft.text[place.start : place.end]) for place in draft.places if place.row]


def pages(draft: Draft) -> list[tuple[int, str]]:
    return [(place.page, draft.text[place.start : place.end]) for place in draft.places]


# Files that python-docx writes.


def saved(document: docx.document.Document) -> bytes:
    raw = io.BytesIO()
    document.save(raw)
    return raw.getvalue()


def test_a_document_of_python_docx() -> None:
    document = docx.Document()
    document.add_heading("教师支教情况", 0)
    document.add_heading("一、概况", 1)
    document.add_paragraph("2016年派出教师。")
    document.add_paragraph("杨浦", style="List Number")
    document.add_paragraph("虹口", style="List Number")
    document.add_paragraph("注意", style="List Bullet")
    rows = document.add_table(2, 2).rows
    for place, text in zip([*rows[0].cells, *rows[1].cells], ["区县", "人数", "杨浦区", "45"], strict=True):
        place.text = text
    document.add_heading("（一）安排", 2)
    document.sections[0].header.paragraphs[0].text = "页眉"
    draft = parse_word(saved(document), "a.docx")
    assert draft.text == (
        "教师支教情况\n一、概况\n2016年派出教师。\n1. 杨浦\n2. 虹口\n• 注意\n区县：杨浦区；人数：45\n（一）安排\n"
    )
    assert tree(draft) == [(0, "教师支教情况"), (1, "一、概况"), (2, "（一）安排")]
    assert (draft.title, draft.date, draft.warnings) == ("教师支教情况", "", ())
    assert table_rows(draft) == [(0, 2, "区县：杨浦区；人数：45\n")]


# Paragraphs.


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        (f"<w:ins>{run('新增')}</w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>{run('保留')}", "新增保留"),
        (f"<w:moveFrom>{run('移走')}</w:moveFrom><w:moveTo>{run('移来')}</w:moveTo>", "移来"),
        (f'<w:hyperlink r:id="x">{run("链接")}</w:hyperlink><w:smartTag>{run("标记")}</w:smartTag>', "链接标记"),
        (run("隐藏", "<w:vanish/>") + run("可见", '<w:vanish w:val="0"/>'), "可见"),
        ("<w:r><w:t>非</w:t><w:noBreakHyphen/><w:t>典</w:t><w:softHyphen/><w:tab/><w:t>型</w:t></w:r>", "非-典 型"),
        (run("3m") + run("2", '<w:vertAlign w:val="superscript"/>'), "3m²"),
        (run("CO") + run("2", '<w:vertAlign w:val="subscript"/>'), "CO2"),
        (run("第") + run("[1]", '<w:vertAlign w:val="superscript"/>'), "第[1]"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t><w:sym w:font="X" w:char="F000"/></w:r>', "☑是"),
        ('<w:r><w:sym w:font="宋体" w:char="2460"/></w:r>', "①"),
        (f"<w:r><w:ruby><w:rt>{run('zhī')}</w:rt><w:rubyBase>{run('支')}</w:rubyBase></w:ruby></w:r>", "支"),
        (f"<m:oMath><m:f><m:num>{MATH % '1'}</m:num><m:den>{MATH % '2'}</m:den></m:f></m:oMath>", "1/2"),
        (f"<m:sSup><m:e>{MATH % '10'}</m:e><m:sup>{MATH % '8'}</m:sup></m:sSup>", "10^8"),
        (run("annual") + run(" ") + run("report"), "annual report"),
        (f"{run('甲')}<!-- 注释 --><?php echo ?>{run('乙')}", "甲乙"),
    ],
)
def test_text_is_what_a_person_sees(content: str, seen: str) -> None:
    assert lines(paragraph(content)) == [seen]


def test_a_field_is_what_it_shows() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = f"<w:r><w:instrText>IF </w:instrText></w:r>{mark('begin')}{mark('separate')}{run('1')}{mark('end')}"
    field = f"{mark('begin')}{code}{mark('separate')}{run('45')}{mark('end')}"
    simple = f'<w:fldSimple w:instr="SEQ">{run("7")}</w:fldSimple>'
    open_ended = paragraph(mark("begin") + "<w:r><w:instrText>TOC</w:instrText></w:r>") + paragraph("后文")
    assert lines(paragraph(f"{run('派')}{field}{run('名')}{simple}") + open_ended) == ["派45名7", "后文"]


def test_a_broken_line_is_two_lines_of_text_but_one_heading() -> None:
    broken = f"{run('关于')}<w:r><w:br/></w:r>{run('通知')}"
    english = f"{run('annual')}<w:r><w:br/></w:r>{run('report')}"
    draft = read(paragraph(broken, "1") + paragraph(english, "2") + paragraph(broken), styles=STYLES)
    assert draft.text == "关于通知\nannual report\n关于\n通知\n"


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next() -> None:
    deleted = "<w:rPr><w:del/></w:rPr><w:numPr><w:numId w:val='1'/></w:numPr>"
    body = paragraph("派出", "", deleted) + item("教师", 1) + table(row("甲", "4"))
    assert lines(body, numbering=numbering(level(0, "decimal", "%1."))) == ["1. 派出教师", "甲：4"]
    assert lines(paragraph("派出", "", deleted) + table(row("甲", "4"))) == ["派出", "甲：4"]
    assert lines(paragraph("派出", "", deleted)) == ["派出"]


def test_content_controls_are_read_unless_they_wait_to_be_filled_in() -> None:
    def control(content: str, properties: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    empty = "<w:showingPlcHdr/>"
    body = control(paragraph("甲") + control(paragraph("乙"))) + control(paragraph("单击输入"), empty)
    body += paragraph(run("姓名") + control(run("张三")) + control(run("单击输入"), empty))
    body += table(row("区县", "人数"), control(row(control(cell("杨浦")), "45")))
    contents = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    body += control(paragraph("一、概况 3"), contents) + paragraph("二、安排 5", "10")
    assert lines(body, styles=STYLES) == ["甲", "乙", "姓名张三", "区县：杨浦；人数：45"]


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    def box(text: str) -> str:
        return f"<w:txbxContent>{paragraph(text)}</w:txbxContent>"

    drawing = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box("框中")}</wps:txbx>'
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box('框中')}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    old = f"<w:r><w:pict><v:shape><v:textbox>{box('旧框')}</v:textbox></v:shape></w:pict></w:r>"
    assert lines(paragraph(run("前") + drawing + run("后") + old)) == ["前后", "框中", "旧框"]


def test_notes_stand_behind_their_paragraph_numbered_in_their_order() -> None:
    def reference(kind: str, id: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{id}"/></w:r>'

    def note(kind: str, id: int, text: str) -> str:
        return f'<w:{kind} w:id="{id}">{paragraph("<w:r><w:footnoteRef/></w:r>" + run(text))}</w:{kind}>'

    first = run("精准扶贫") + reference("footnote", 5) + run("工作") + reference("endnote", 1)
    body = paragraph(first) + paragraph(run("再次") + reference("footnote", 2))
    body += table(row("甲", "乙"), row(cell(paragraph(run("丙") + reference("footnote", 3))), "4"))
    footnotes = note("footnote", 5, "见文件。") + note("footnote", 2, "同上。") + note("footnote", 3, "估计。")
    assert lines(body, footnotes=footnotes, endnotes=note("endnote", 1, "据统计。")) == [
        "精准扶贫工作",
        "［注1］见文件。",
        "［尾注1］据统计。",
        "再次",
        "［注2］同上。",
        "甲：丙；乙：4",
        "［注3］估计。",
    ]


# Headings and titles.


@pytest.mark.parametrize(
    ("id", "name", "properties", "level"),
    [
        ("1", "heading 1", "", 1),
        ("a3", "Heading 3", "", 3),
        ("x", "标题 2", "", 2),
        ("Heading4", "章标题", "", 4),
        ("x", "二级标题", "", 2),
        ("x", "章标题", '<w:outlineLvl w:val="2"/>', 3),
        ("x", "heading 1", '<w:outlineLvl w:val="1"/>', 2),
        ("x", "heading 1", '<w:outlineLvl w:val="9"/>', None),
        ("x", "正文", "", None),
    ],
)
def test_a_heading_is_known_by_its_style(id: str, name: str, properties: str, level: int | None) -> None:
    styles = style(id, name, properties) + style("own", "我的样式", based_on=id)
    for used in (id, "own"):
        draft = read(paragraph("概况", used) + paragraph("正文。"), styles=styles)
        assert [heading.level for heading in draft.headings if heading.level] == ([level] if level else [])


def test_a_style_that_the_file_does_not_describe_is_known_by_its_id() -> None:
    assert tree(read(paragraph("概况", "Heading2") + paragraph("正文。"))) == [(2, "概况")]


def test_styles_based_on_each_other_end() -> None:
    styles = style("a", "甲", based_on="b") + style("b", "乙", based_on="a")
    assert lines(paragraph("正文。", "a"), styles=styles) == ["正文。"]


def test_an_outline_level_of_its_own_makes_a_paragraph_a_heading_or_none() -> None:
    body = paragraph("概况", "", '<w:outlineLvl w:val="1"/>') + paragraph("正文", "1", '<w:outlineLvl w:val="9"/>')
    assert tree(read(body, styles=STYLES)) == [(2, "概况")]


def test_the_number_of_a_heading_is_part_of_it() -> None:
    numbers = numbering(level(0, "chineseCountingThousand", "第%1章") + level(1, "bullet", "■"))
    body = item("总则", 1, style="1") + item("目的", 1, 1, style="2")
    assert tree(read(body, styles=STYLES, numbering=numbers)) == [(1, "第一章 总则"), (2, "目的")]


def test_a_paragraph_in_the_style_of_a_heading_stays_text() -> None:
    prose = "各部门要高度重视这项工作，" * 8
    draft = read(paragraph("概况", "1") + paragraph(prose, "2"), styles=STYLES)
    assert tree(draft) == [(1, "概况")]
    assert draft.text == f"概况\n{prose}\n"


@pytest.mark.parametrize("text", ["加强领导。各部门要重视。", "（一）编制规划；（二）组织实施"])
def test_more_than_one_sentence_in_the_style_of_a_heading_is_text(text: str) -> None:
    assert tree(read(paragraph("概况。", "1") + paragraph(text, "2"), styles=STYLES)) == [(1, "概况。")]


def test_without_headings_the_numbers_make_them() -> None:
    prose = "各部门要高度重视这项工作，把它放在突出的位置上来抓，并且每年至少向上级报告一次进展情况。"
    body = (
        paragraph("关于支教的通知", "T")
        + item("总体要求", 1)
        + paragraph(prose)
        + item("工作任务", 1)
        + paragraph(prose)
    )
    draft = read(body, styles=STYLES, numbering=numbering(level(0, "japaneseCounting", "%1、")))
    assert draft.title == "关于支教的通知"
    assert tree(draft) == [(0, "关于支教的通知"), (1, "一、总体要求"), (1, "二、工作任务")]


def test_a_title_of_two_paragraphs_is_one() -> None:
    body = paragraph("关于支教的", "T") + paragraph("通知", "T") + paragraph("概况", "1")
    draft = read(body, styles=STYLES, title="旧题")
    assert (draft.title, draft.text) == ("关于支教的通知", "关于支教的通知\n概况\n")
    assert tree(draft) == [(0, "关于支教的通知"), (1, "概况")]


def test_without_the_style_of_a_title_the_first_line_may_be_one() -> None:
    body = (
        paragraph("关于支教的通知") + paragraph("发布日期：2017-12-06") + paragraph("概况", "1") + paragraph("正文。")
    )
    draft = read(body, styles=STYLES, title="旧题")
    assert (draft.title, draft.date) == ("关于支教的通知", "2017-12-06")
    assert tree(draft) == [(0, "关于支教的通知"), (0, "发布日期：2017-12-06"), (1, "概况")]
    for first in (paragraph("各区教育局："), paragraph("概况", "2"), table(row("甲", "乙"))):
        assert read(first + body, styles=STYLES).title == ""


def test_the_title_of_an_official_document_stands_below_its_letterhead() -> None:
    above = paragraph("上海市人民政府文件") + paragraph("沪府发〔2017〕18号")
    body = paragraph("关于支教的通知") + paragraph("各区教育局：") + paragraph("概况", "1") + paragraph("正文。")
    draft = read(above + body, styles=STYLES)
    assert draft.title == "关于支教的通知"
    assert tree(draft) == [(0, "关于支教的通知"), (1, "概况")]
    assert draft.text.startswith("上海市人民政府文件\n沪府发〔2017〕18号\n关于支教的通知\n各区教育局：\n")


def test_further_titles_are_headings_over_those_below_them() -> None:
    body = paragraph("汇编", "T") + paragraph("说明", "1") + paragraph("甲文", "T") + paragraph("概况", "1")
    draft = read(body, styles=STYLES)
    assert draft.title == "汇编"
    assert tree(draft) == [(0, "汇编"), (1, "说明"), (1, "甲文"), (2, "概况")]


def test_the_properties_give_a_title_where_the_text_has_none() -> None:
    body = paragraph("概况", "1") + paragraph("正文。")
    assert read(body, styles=STYLES, title="支教 工作\n总结").title == "支教 工作总结"
    for made_by_a_program in ("Microsoft Word - 总结.doc", "文档1", "Word Document", "总结.docx"):
        assert read(body, styles=STYLES, title=made_by_a_program).title == ""
    assert read(paragraph("关于支教的通知") + paragraph("正文。"), title="旧题").title == "关于支教的通知"
    assert read(paragraph("正文。") + body, styles=STYLES, title="旧题").title == "旧题"


# Tables.


def test_a_first_row_of_words_names_the_columns() -> None:
    head = row("区县", cell(paragraph("教师") + paragraph("人数")), "年份")
    assert lines(table(head, row("杨浦区", "45", "2016"), row("虹口区", "", "2017"))) == [
        "区县：杨浦区；教师人数：45；年份：2016",
        "区县：虹口区；年份：2017",
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["杨浦区", "45"], ["虹口区", "50"]], ["杨浦区：45", "虹口区：50"]),
        ([["甲", "乙", "甲"], ["丙", "丁", "戊"]], ["甲；乙；甲", "丙；丁；戊"]),
        ([["2015", "2016", "2017"], ["1", "2", "3"]], ["2015；2016；2017", "1；2；3"]),
        ([["姓名", "张三"]], ["姓名：张三"]),
        ([["4", "6"], ["5", "7"]], ["4；6", "5；7"]),
    ],
)
def test_other_first_rows_are_rows(rows: list[list[str]], expected: list[str]) -> None:
    assert lines(table(*(row(*cells) for cells in rows))) == expected


def test_rows_marked_as_header_name_the_columns_whatever_they_say() -> None:
    marked = "<w:tblHeader/>"
    rows = [row("1", "1", properties=marked), row("甲", "乙", properties=marked), row("丙", "丁")]
    assert lines(table(*rows)) == ["1／甲：丙；1／乙：丁"]
    assert lines(table(*rows[:2])) == ["1；1", "甲：乙"]
    title = row(cell("名单", '<w:gridSpan w:val="2"/>'), properties=marked)
    assert lines(table(title, *rows[1:])) == ["名单", "甲：丙；乙：丁"]


def test_merged_cells_of_a_header_are_joined_with_those_below_them() -> None:
    rows = [
        row(cell("区县", '<w:vMerge w:val="restart"/>'), cell("支出", '<w:gridSpan w:val="2"/>')),
        row(cell("", "<w:vMerge/>"), "2015", "2016"),
        row("杨浦区", "3", "4"),
    ]
    assert lines(table(*rows)) == ["区县：杨浦区；支出／2015：3；支出／2016：4"]


def test_cells_merged_over_rows_are_said_in_each() -> None:
    begins, goes_on = '<w:vMerge w:val="restart"/>', '<w:vMerge w:val="continue"/>'
    rows = [
        row("区县", "学校", "人数"),
        row(cell("杨浦区", begins), "一中", "3"),
        row(cell("", goes_on), "二中", "4"),
        row(cell("虹口区", begins), "三中", "5"),
        row(cell("", "<w:vMerge/>"), "四中", "6"),
        row(cell("合计", '<w:gridSpan w:val="2"/>'), "18"),
        row(cell("以上为估计", '<w:gridSpan w:val="3"/>')),
    ]
    assert lines(table(*rows)) == [
        "区县：杨浦区；学校：一中；人数：3",
        "区县：杨浦区；学校：二中；人数：4",
        "区县：虹口区；学校：三中；人数：5",
        "区县：虹口区；学校：四中；人数：6",
        "区县：合计；人数：18",
        "以上为估计",
    ]


def test_a_cell_that_goes_on_from_none_is_one_of_its_own() -> None:
    rows = [row("区县", "人数"), row(cell("杨浦区", "<w:vMerge/>"), "45")]
    assert lines(table(*rows)) == ["区县：杨浦区；人数：45"]


def test_a_cell_goes_on_only_from_the_row_above() -> None:
    rows = [
        row("区县", "学校", "人数"),
        row(cell("杨浦区", '<w:vMerge w:val="restart"/>'), "一中", "3"),
        row("二中", "4", properties='<w:gridBefore w:val="1"/>'),
        row(cell("虹口区", "<w:vMerge/>"), "三中", "5"),
    ]
    assert lines(table(*rows)) == [
        "区县：杨浦区；学校：一中；人数：3",
        "学校：二中；人数：4",
        "区县：虹口区；学校：三中；人数：5",
    ]


def test_a_row_over_all_columns_above_the_header_is_a_line() -> None:
    rows = [row(cell("支教人数表", '<w:gridSpan w:val="2"/>')), row("区县", "人数"), row("杨浦区", "45")]
    draft = read(table(*rows))
    assert draft.text == "支教人数表\n区县：杨浦区；人数：45\n"
    assert table_rows(draft) == [(0, 3, "区县：杨浦区；人数：45\n")]


def test_a_form_has_no_header() -> None:
    wide = '<w:gridSpan w:val="3"/>'
    rows = [row("姓名", "张三", "性别", "男"), row("单位", cell("一中", wide)), row("地址", cell("平凉路", wide))]
    form = [(0, 1, "姓名；张三；性别；男\n"), (0, 2, "单位：一中\n"), (0, 3, "地址：平凉路\n")]
    assert table_rows(read(table(*rows))) == form


def test_two_columns_of_words_are_a_form_unless_the_first_row_stands_out() -> None:
    rows = [row("单位", "一中"), row("地址", "平凉路")]
    assert lines(table(row("姓名", "张三"), *rows)) == ["姓名：张三", "单位：一中", "地址：平凉路"]
    assert lines(table(row("序号", "姓名"), row("1", "张三"))) == ["序号：1；姓名：张三"]
    bold = [cell(paragraph(run(text, "<w:b/>"))) for text in ("项目", "内容")]
    assert lines(table(row(*bold), *rows)) == ["项目：单位；内容：一中", "项目：地址；内容：平凉路"]
    shaded = [cell(text, '<w:shd w:val="clear" w:fill="D9D9D9"/>') for text in ("项目", "内容")]
    assert lines(table(row(*shaded), *rows)) == ["项目：单位；内容：一中", "项目：地址；内容：平凉路"]
    white = [cell(text, '<w:shd w:val="clear" w:fill="FFFFFF"/>') for text in ("项目", "内容")]
    assert lines(table(row(*white), *rows))[0] == "项目：内容"
    assert lines(table(row(*shaded), row(*shaded))) == ["项目：内容", "项目：内容"]


def test_rows_may_begin_further_in_and_be_deleted() -> None:
    rows = [
        row("区县", "人数", "年份"),
        row("45", "2016", properties='<w:gridBefore w:val="1"/>'),
        row("虹口区", "50", "2017", properties="<w:del/>"),
        row("杨浦区"),
    ]
    assert lines(table(*rows)) == ["人数：45；年份：2016", "区县：杨浦区"]


def test_a_table_with_one_column_is_a_frame() -> None:
    inner = table(row("区县", "人数"), row("杨浦区", "45"))
    body = table(row(cell(paragraph("概况", "1") + paragraph("正文。") + inner)), row("末行"))
    draft = read(body, styles=STYLES)
    assert draft.text == "概况\n正文。\n区县：杨浦区；人数：45\n末行\n"
    assert tree(draft) == [(1, "概况")]


def test_a_table_within_a_table_stands_behind_its_row() -> None:
    inner = table(row("区县", "人数"), row("杨浦区", "45"))
    full = cell(paragraph("见表") + paragraph("如下") + inner)
    body = table(row("项目", "说明", "数量"), row("支教", full, "3"), row("其他", "无", "4"))
    assert table_rows(read(body)) == [
        (0, 2, "项目：支教；说明：见表 如下；数量：3\n"),
        (0, 2, "区县：杨浦区；人数：45\n"),
        (0, 3, "项目：其他；说明：无；数量：4\n"),
    ]


def test_a_cell_can_be_nothing_but_its_number() -> None:
    head = row("序号", "区县")
    rows = [row(cell(item("", 1)), "杨浦区"), row(cell(item("", 1)), "虹口区")]
    assert lines(table(head, *rows), numbering=numbering(level(0, "decimal", "%1"))) == [
        "序号：1；区县：杨浦区",
        "序号：2；区县：虹口区",
    ]


def test_a_caption_stands_above_its_table_once() -> None:
    def caption(text: str) -> str:
        return paragraph(text, "C")

    grid = table(row("区县", "人数"), row("杨浦区", "45"))
    line = "区县：杨浦区；人数：45"
    assert lines(caption("表1") + grid + paragraph("正文。"), styles=STYLES) == ["表1", line, "正文。"]
    assert lines(grid + paragraph("") + caption("表1") + paragraph("正文。"), styles=STYLES) == ["表1", line, "正文。"]
    assert lines(caption("表1") + grid + caption("表2") + grid, styles=STYLES) == ["表1", line, "表2", line]
    assert lines(grid + caption("表2") + grid, styles=STYLES) == [line, "表2", line]
    assert lines(caption("表1") + grid + caption("附注"), styles=STYLES) == ["表1", line, "附注"]
    assert lines(grid + caption("图1"), styles=STYLES) == [line, "图1"]


# Pages.


def test_pages_are_those_that_word_noted() -> None:
    body = paragraph("甲") + paragraph(f"{LAID_OUT}{run('乙')}") + paragraph(f"{run('丙')}{LAID_OUT}{run('丙')}")
    assert pages(read(body + paragraph("丁"))) == [(1, "甲\n"), (2, "乙\n丙丙\n"), (3, "丁\n")]
    assert pages(read(paragraph("甲") + paragraph(SET) + paragraph("乙"))) == []


def test_a_page_break_that_was_set_counts_once() -> None:
    body = paragraph(f"{run('甲')}{SET}") + paragraph(f"{LAID_OUT}{run('乙')}") + paragraph(SET) + paragraph("丙")
    assert pages(read(body)) == [(1, "甲\n"), (2, "乙\n"), (3, "丙\n")]


def test_a_row_that_breaks_over_pages_turns_one() -> None:
    broken = cell(paragraph(f"{run('长')}{LAID_OUT}{run('文')}"))
    body = table(row("甲", "乙", "年"), row(broken, broken, "3"), row("丙", "丁", "4")) + paragraph("末")
    draft = read(body)
    assert table_rows(draft) == [(1, 2, "甲：长文；乙：长文；年：3\n"), (2, 3, "甲：丙；乙：丁；年：4\n")]
    assert pages(draft)[2:] == [(2, "末\n")]


# What cannot be read.


def test_what_is_left_out_is_told() -> None:
    drawing = "<w:r><w:drawing><c:chart r:id='r1'/></w:drawing></w:r>"
    draft = read(paragraph(run("甲") + drawing) + paragraph(drawing) + "<w:altChunk r:id='r2'/>")
    assert draft.text == "甲\n"
    assert draft.warnings == (
        "2 charts left out: the text inside is not read",
        "1 inserted file left out: the text inside is not read",
    )


def test_an_empty_document_is_empty_and_pictures_alone_are_a_scan() -> None:
    assert read(paragraph("")) == Draft("", "", "")
    with pytest.raises(DocumentError, match=r"a\.docx: has no text, only pictures \(2\): it is a scan.*ocrmypdf"):
        read(paragraph("<w:r><w:drawing><a:blip/></w:drawing></w:r>") * 2)


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
            "found the .doc format from before 2007 under another name; open",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "is encrypted; open it with its password",
        ),
        (b"{\\rtf1 }", "found a rich text file"),
        (b"", "cannot be unpacked"),
        (word_file(paragraph("甲"))[:-60], "cannot be unpacked"),
        (archive({"content.xml": "<x/>", "META-INF/manifest.xml": "<x/>"}), "found an archive"),
        (
            archive({"word/document.xml": part("document", "")}),
            "is damaged .*; open it in Word, WPS or LibreOffice and save",
        ),
        (word_file(paragraph("甲") + "<w:p>"), "is damaged .*; open it in Word, WPS or LibreOffice and save"),
    ],
)
def test_files_that_cannot_be_read_are_refused_with_the_cure(raw: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        parse_word(raw, "a.docx")


def test_a_workbook_under_the_name_of_a_document_is_none() -> None:
    raw = word_file(paragraph("甲"))
    with zipfile.ZipFile(io.BytesIO(raw)) as zipped:
        files = {name: zipped.read(name).decode() for name in zipped.namelist()}
    files["word/document.xml"] = "<workbook/>"
    with pytest.raises(DocumentError, match="found no Word document in it"):
        parse_word(archive(files), "a.docx")


def test_relationships_that_lead_nowhere_do_no_harm() -> None:
    links = "".join(
        f'<Relationship Id="{id}" Type="http://example.com/x" Target="{target}"/>'
        for id, target in (("x1", "../NULL"), ("x2", "#_top"), ("x3", "media/gone.png"))
    )
    raw = word_file(paragraph("概况", "1") + paragraph("正文。"), dangling=links, styles=STYLES)
    assert tree(parse_word(raw, "a.docx")) == [(1, "概况")]


def test_text_is_clean() -> None:
    assert lines(paragraph("\u2f42\u2ed3\u200b支\u00ad教 \u3000 队")) == ["文长支教 队"]


def test_a_list_of_another_definition_goes_on_within_a_text_box() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{item('乙', 2)}</w:txbxContent></w:pict></w:r>"
    body = item("甲", 1) + paragraph(run("文") + box) + item("丙", 1)
    numbers = numbering(level(0, "decimal", "%1."), lists={2: definition(1)})
    assert lines(body, numbering=numbers) == ["1. 甲", "文", "2. 乙", "3. 丙"]
