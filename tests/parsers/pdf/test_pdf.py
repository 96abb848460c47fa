"""PDFs written by hand, read as a whole: text, title, headings, pages, tables, and what is refused or warned of."""

from __future__ import annotations

import pytest

from tests.parsers.tiny_pdf import HEI, HELVETICA, lines, pdf, rule, text
from wenju.errors import DocumentError
from wenju.parsers import pdf as module
from wenju.parsers.draft import Draft
from wenju.parsers.pdf import parse_pdf
from wenju.records import Place

LONG = (
    "区教育局要求各学校认真组织教师报名参加支教工作，并在每年六月底以前把名单报送到区教育局人事科，"
    "由人事科统一汇总以后再报市教委备案。"
)
OTHER = "支教教师在外期间的工资和各项补贴由原来所在的学校按月发放，期满考核合格的优先评聘职称，具体办法另行制定。"
WIDTH = 36


def wrapped(paragraph: str, width: int = WIDTH) -> list[str]:
    """The lines of a paragraph, the first indented by two characters."""
    indented = "　　" + paragraph
    return [indented[i : i + width] for i in range(0, len(indented), width)]


def read(*pages: str) -> Draft:
    return parse_pdf(pdf(*pages), "a.pdf")


def paragraphs(draft: Draft) -> list[str]:
    return draft.text.splitlines()


def placed(draft: Draft) -> list[tuple[int, int, str]]:
    return [(place.page, place.row, draft.text[place.start : place.end]) for place in draft.places]


def outline(draft: Draft) -> list[tuple[int, str]]:
    return [(heading.level, heading.text) for heading in draft.headings]


# Text


def test_lines_become_paragraphs() -> None:
    draft = read(lines(72, 770, wrapped(LONG) + wrapped(OTHER)))
    assert draft == Draft(f"{LONG}\n{OTHER}\n", "", "", (), (Place(0, len(LONG + OTHER) + 2, page=1),), ())


def test_a_paragraph_goes_on_over_a_page_and_each_part_has_its_own() -> None:
    rows = wrapped(LONG * 2) + wrapped(OTHER)
    draft = read(lines(72, 770, rows[:3]), lines(72, 770, rows[3:]))
    assert paragraphs(draft) == [LONG * 2, OTHER]
    assert placed(draft) == [(1, 0, "".join(rows[:3]).strip()), (2, 0, f"{LONG * 2}\n{OTHER}\n"[3 * WIDTH - 2 :])]


def test_a_paragraph_may_go_on_over_several_pages() -> None:
    rows = wrapped(LONG * 4)
    draft = read(*(lines(72, 770, rows[i : i + 3]) for i in (0, 3, 6)))
    assert paragraphs(draft) == [LONG * 4]
    assert [page for page, _, _ in placed(draft)] == [1, 2, 3]
    assert "".join(words for _, _, words in placed(draft)) == draft.text


def test_heads_feet_and_page_numbers_are_left_out() -> None:
    pages = [
        text(72, 800, f"上海市教育年鉴 {2017 + n}", 9)
        + lines(72, 750, wrapped(paragraph))
        + text(270, 40, f"第 {n} 页 共 3 页", 9)
        for n, paragraph in enumerate([LONG, OTHER, LONG + OTHER], 1)
    ]
    assert paragraphs(read(*pages)) == [LONG, OTHER, LONG + OTHER]


def test_two_columns_are_read_below_their_title() -> None:
    left, right = wrapped(LONG * 2, 18), wrapped(OTHER * 2, 18)
    title = text(150, 780, "支教工作经验交流", 20, HEI)
    draft = read(title + lines(60, 740, left) + lines(60 + 18 * 10.5 + 20, 740, right))
    assert paragraphs(draft) == ["支教工作经验交流", LONG * 2, OTHER * 2]


def test_latin_text_in_a_scaled_page() -> None:
    words = ["The district sent teachers to Zunyi, and infor-", "mation about them is kept by the office"]
    drawn = "".join(f"1 0 0 -1 300 {400 + 60 * i} Tm ({row}) Tj\n" for i, row in enumerate(words))
    draft = read(f"q 0.24 0 0 -0.24 0 842 cm BT /{HELVETICA} 50 Tf\n{drawn}ET Q\n")
    assert paragraphs(draft) == [
        "The district sent teachers to Zunyi, and information about them is kept by the office"
    ]


def test_words_without_blanks_between_them_are_parted_by_their_gaps() -> None:
    gaps = f"BT /{HELVETICA} 12 Tf 1 0 0 1 72 700 Tm [(The) -300 (red) -300 (ho) 20 (use)] TJ ET\n"
    assert paragraphs(read(gaps)) == ["The red house"]


def test_radicals_are_read_as_characters() -> None:
    assert read(lines(72, 770, ["⽀教⼈员的⻓期安排。"])).text == "支教人员的长期安排。\n"


# What is not seen


def test_invisible_turned_and_outside_text_is_left_out() -> None:
    seen = lines(72, 770, wrapped(LONG))
    hidden = text(72, 700, "看不见", more="3 Tr")
    turned = "BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm <5185 90e8> Tj ET\n"
    outside = text(700, 600, "页外") + text(72, 900, "页上")
    assert paragraphs(read(seen + hidden + turned + outside)) == [LONG]


def test_what_was_recognised_on_a_scan_is_read() -> None:
    recognised = "".join(text(72, 770 - 16 * i, row.lstrip("　"), more="3 Tr") for i, row in enumerate(wrapped(LONG)))
    assert paragraphs(read(recognised + text(270, 20, "扫描")))[0] == LONG


def test_a_page_that_is_turned_is_read_as_it_is_shown() -> None:
    upwards = [
        f"BT /F1 10.5 Tf 0 1 -1 0 {100 + 16 * i} 100 Tm <{row.encode('utf-16-be').hex()}> Tj ET\n"
        for i, row in enumerate(["支教教师的名单报送", "区教育局。"])
    ]
    assert paragraphs(parse_pdf(pdf("".join(upwards), rotate=90), "a.pdf")) == ["支教教师的名单报送区教育局。"]


# Title and headings


def test_title_date_and_headings_by_their_fonts() -> None:
    page = (
        text(94, 760, "关于做好教师支教工作的", 22, HEI)
        + text(160, 726, "若干意见", 22, HEI)
        + lines(72, 690, ["发布日期：2017-12-06"])
        + text(72, 650, "一、总体要求", 14, HEI)
        + lines(72, 626, wrapped(LONG))
        + text(72, 560, "（一）名额", 10.5, HEI)
        + lines(72, 540, wrapped(OTHER))
        + text(72, 480, "二、保障措施", 14, HEI)
        + lines(72, 456, wrapped(OTHER))
    )
    draft = read(page)
    assert (draft.title, draft.date) == ("关于做好教师支教工作的若干意见", "2017-12-06")
    assert outline(draft) == [
        (0, "关于做好教师支教工作的若干意见"),
        (0, "发布日期：2017-12-06"),
        (1, "一、总体要求"),
        (2, "（一）名额"),
        (1, "二、保障措施"),
    ]
    assert all(draft.text[heading.start : heading.end] == heading.text for heading in draft.headings)


def test_headings_by_their_marks_where_the_font_is_one() -> None:
    rows = ["一、总体要求", *wrapped(LONG), "二、保障措施", *wrapped(OTHER)]
    assert outline(read(lines(72, 770, rows))) == [(1, "一、总体要求"), (1, "二、保障措施")]


def test_headings_by_marks_stand_below_those_by_font() -> None:
    page = (
        text(72, 770, "第一章 总则", 14, HEI)
        + lines(72, 740, ["一、目的", *wrapped(LONG), "二、范围", *wrapped(OTHER)])
        + text(72, 600, "第二章 附则", 14, HEI)
        + lines(72, 570, wrapped(LONG))
    )
    assert outline(read(page))[-4:] == [(1, "第一章 总则"), (2, "一、目的"), (2, "二、范围"), (1, "第二章 附则")]


# Tables

TEACHERS = [["区县", "教师人数", "年份"], ["杨浦区", "45", "2016"], ["黄浦区", "30", "2017"], ["静安区", "28", "2017"]]
WORDED = [f"区县：{name}；教师人数：{count}；年份：{year}" for name, count, year in TEACHERS[1:]]
XS = [72, 200, 300, 400]


def cells(rows: list[list[str]], top: float) -> str:
    return "".join(text(XS[c] + 3, top - 20 * r - 14, word) for r, row in enumerate(rows) for c, word in enumerate(row))


def ruled(rows: list[list[str]], top: float) -> str:
    bottom = top - 20 * len(rows)
    level = "".join(rule(XS[0], top - 20 * i, XS[-1], top - 20 * i) for i in range(len(rows) + 1))
    return level + "".join(rule(x, bottom, x, top) for x in XS) + cells(rows, top)


def test_a_ruled_table_between_paragraphs() -> None:
    page = lines(72, 770, wrapped(LONG)) + lines(72, 710, ["表1 支教教师"]) + ruled(TEACHERS, 700)
    draft = read(page + lines(72, 590, wrapped(OTHER)))
    rows = [(1, number, f"{words}\n") for number, words in enumerate(WORDED, 2)]
    assert placed(draft) == [(1, 0, f"{LONG}\n表1 支教教师\n"), *rows, (1, 0, f"{OTHER}\n")]


def test_a_table_drawn_with_narrow_bars() -> None:
    bars = "".join(f"{XS[0]} {y} 328 0.5 re f\n" for y in (700, 680, 660))
    bars += "".join(f"{x} 660 0.5 40 re f\n" for x in XS)
    assert paragraphs(read(bars + cells(TEACHERS[:2], 700))) == WORDED[:1]


def test_a_table_that_goes_on_on_the_next_page() -> None:
    first, second = ruled(TEACHERS[:2], 120), ruled(TEACHERS[2:], 780)
    draft = read(lines(72, 770, wrapped(LONG)) + first, second + lines(72, 700, wrapped(OTHER)))
    assert paragraphs(draft) == [LONG, *WORDED, OTHER]
    assert [(page, row) for page, row, _ in placed(draft)] == [(1, 0), (1, 2), (2, 3), (2, 4), (2, 0)]


def test_a_table_below_other_words_begins_anew() -> None:
    again = [["区县", "教师人数", "年份"], ["静安区", "28", "2018"]]
    for first, second in [
        (ruled(TEACHERS[:2], 300) + lines(72, 200, ["三、经费"]), ruled(again, 780)),
        (ruled(TEACHERS[:2], 120), lines(72, 780, ["三、经费"]) + ruled(again, 700)),
    ]:
        draft = read(lines(72, 770, wrapped(LONG)) + first, second + lines(72, 600, wrapped(OTHER)))
        assert [(page, row) for page, row, _ in placed(draft) if row] == [(1, 2), (2, 2)]


def test_a_table_goes_on_under_a_line_that_says_so_and_over_a_note() -> None:
    first = ruled(TEACHERS[:2], 120) + lines(72, 70, ["注：民办学校不在此列"], size=8)
    second = lines(72, 800, ["续表1", "单位：人"]) + ruled(TEACHERS[2:], 770)
    draft = read(lines(72, 770, wrapped(LONG)) + first, second + lines(72, 600, wrapped(OTHER)))
    assert [words for _, row, words in placed(draft) if row] == [f"{words}\n" for words in WORDED]


def test_cells_that_line_up_without_lines() -> None:
    assert paragraphs(read(lines(72, 770, wrapped(LONG)) + cells(TEACHERS, 700))) == [LONG, *WORDED]


# What cannot be read


def test_a_scan_is_refused_with_its_cure() -> None:
    with pytest.raises(
        DocumentError, match=r"^a\.pdf: 3 pages, none with text: it is a scan; .*ocrmypdf -l chi_sim in"
    ):
        read("", "0 0 595 842 re f\n", "")
    with pytest.raises(DocumentError, match="1 page, without text"):
        read("")


def test_pages_of_mere_page_numbers_are_a_scan() -> None:
    with pytest.raises(DocumentError, match="2 pages, none with text"):
        read(text(280, 40, "- 1 -"), text(280, 40, "- 2 -"))


def test_pages_without_text_are_named() -> None:
    draft = read(lines(72, 770, wrapped(LONG)), "", "", lines(72, 770, wrapped(OTHER)), "")
    assert paragraphs(draft) == [LONG, OTHER]
    assert draft.warnings == (
        "pages 2-3, 5: no text there, nothing was read; if it is a scan, run text recognition (OCR) first, "
        "e.g. ocrmypdf -l chi_sim --skip-text in.pdf out.pdf",
    )


def test_a_protected_file_is_refused_with_its_cure() -> None:
    password = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<41> <41>]"
    with pytest.raises(DocumentError, match=r"^a\.pdf: it is protected by a password; .*qpdf --decrypt"):
        parse_pdf(pdf(lines(72, 770, [LONG]), trailer=password), "a.pdf")


@pytest.mark.parametrize("raw", [b"", b"hello", b"%PDF-1.4\n", pdf("")[:200]])
def test_what_is_no_pdf_is_refused_with_its_cure(raw: bytes) -> None:
    with pytest.raises(DocumentError, match=r"^a\.pdf: it is no PDF, or a damaged one; open it"):
        parse_pdf(raw, "a.pdf")


def test_pages_beyond_the_limit_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAGES", 1)
    draft = read(lines(72, 770, wrapped(LONG)), lines(72, 770, wrapped(OTHER)))
    assert paragraphs(draft) == [LONG]
    assert draft.warnings == ("page 2: left out, 1 pages of a file are read; split it",)
