"""Lines to paragraphs: where one ends, how it goes on over columns and pages, where notes stand."""

from __future__ import annotations

from dataclasses import replace

from tests.parsers.boxes import piece, row
from wenju.parsers.pdf.columns import Column
from wenju.parsers.pdf.layout import Piece, Row
from wenju.parsers.pdf.paragraphs import Paragraph, find_paragraphs

LEFT, PITCH = 50, 16
# Twenty characters, the width of the column.
FULL = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
ENDED = FULL[:-1] + "。"
FIRST = "　　" + FULL[:18]


def lines(words: list[str], top: float = 100, size: float = 10, weight: int = 0, pitch: float = PITCH) -> list[Row]:
    """Lines below each other, indented by the U+3000 that they begin with."""
    return [
        (piece(text.lstrip("　"), LEFT + size * (len(text) - len(text.lstrip("　"))), top + i * pitch, size, weight),)
        for i, text in enumerate(words)
    ]


def read(*columns: list[Row], pages: list[int] | None = None) -> list[str]:
    return [found.text for found in paragraphs(*columns, pages=pages)]


def paragraphs(*columns: list[Row], pages: list[int] | None = None) -> list[Paragraph]:
    numbers = pages or list(range(1, len(columns) + 1))
    return find_paragraphs([(page, Column(tuple(rows), 0)) for page, rows in zip(numbers, columns, strict=True)])


def test_nothing_has_no_paragraphs() -> None:
    assert find_paragraphs([]) == []


def test_lines_are_joined_until_one_is_indented() -> None:
    assert read(lines([FIRST, FULL, ENDED, FIRST, FULL])) == [
        FIRST.strip("　") + FULL + ENDED,
        FIRST.strip("　") + FULL,
    ]


def test_a_paragraph_says_how_it_looks_and_where_it_begins() -> None:
    (found,) = paragraphs(lines([FULL, "尾。"], size=12, weight=1), pages=[7])
    assert found == Paragraph(FULL + "尾。", 7, 12, 1, lines=2)


def test_a_short_line_that_ends_a_sentence_ends_its_paragraph() -> None:
    assert read(lines([FULL, FULL[:17] + "。", FULL, FULL])) == [FULL + FULL[:17] + "。", FULL + FULL]


def test_a_line_that_is_a_little_short_ends_nothing_without_a_sentence() -> None:
    assert read(lines([FULL, FULL[:18], FULL])) == [FULL + FULL[:18] + FULL]
    assert read(lines([FULL, FULL[:12], FULL])) == [FULL + FULL[:12], FULL]


def test_punctuation_goes_down_with_the_character_before_it() -> None:
    assert read(lines([FULL, FULL[:18], "末，" + FULL[:18]])) == [FULL + FULL[:18] + "末，" + FULL[:18]]


def test_latin_lines_end_where_the_next_word_had_room() -> None:
    ragged = [
        "the quick brown fox jumps over the lazy",
        "dog, extraordinarily or even",
        "exceptionally quick.",
        "A house.",
    ]
    assert read(lines(ragged)) == [" ".join(ragged[:3]), "A house."]


def test_a_word_that_is_cut_is_whole_again() -> None:
    cut = ["the red fox jumps over the lazy dog in infor-", "mation systems of every kind and every one"]
    assert read(lines(cut)) == [
        "the red fox jumps over the lazy dog in information systems of every kind and every one"
    ]


def test_a_wide_gap_ends_a_paragraph() -> None:
    rows = lines([FULL, FULL]) + lines([FULL, FULL], top=100 + 3 * PITCH) + lines([FULL] * 2, top=100 + 5 * PITCH)
    assert read(rows) == [FULL * 2, FULL * 4]


def test_another_size_or_a_short_heavier_line_ends_a_paragraph() -> None:
    assert read(lines([FULL, FULL]) + lines([FULL[:16]], top=132, size=12)) == [FULL * 2, FULL[:16]]
    assert read(lines([FULL[:19]], weight=2) + lines([FULL, FULL], top=116)) == [FULL[:19] + FULL * 2]
    assert read(lines([FULL[:10]], weight=2) + lines([FULL, FULL], top=116)) == [FULL[:10], FULL * 2]


def test_a_mark_or_a_bullet_begins_a_paragraph() -> None:
    assert read(lines([FULL, ENDED, "一、" + FULL[2:], FULL])) == [FULL + ENDED, "一、" + FULL[2:] + FULL]
    assert read(lines([FULL, FULL, "● " + FULL[2:]])) == [FULL + FULL, "● " + FULL[2:]]


def test_a_list_whose_lines_hang_behind_the_number() -> None:
    hanging = ["1." + FULL[1:], "　　" + FULL[2:], "　　" + FULL[2:], "2." + FULL[1:], "　　尾。"]
    assert read(lines(hanging)) == ["1." + FULL[1:] + FULL[2:] * 2, "2." + FULL[1:] + "尾。"]


def test_a_block_that_is_indented_as_a_whole_is_one() -> None:
    quoted = [FULL, FULL[:17] + "：", "　　" + FULL[2:], "　　" + FULL[2:], FULL, FULL]
    assert read(lines(quoted))[1] == (FULL[2:] * 2 + FULL + FULL)


def test_the_lines_of_a_title_stand_around_one_middle() -> None:
    title = [(piece("关于支教工作的", 95, 60, 16, 1),), (piece("若干意见", 119, 84, 16, 1),)]
    assert read(title + lines([FULL, FULL], top=120)) == ["关于支教工作的若干意见", FULL * 2]


def test_a_paragraph_goes_on_over_a_page() -> None:
    (found,) = paragraphs(lines([FIRST, FULL, FULL]), lines([FULL, "尾。"]))
    assert (found.text, found.page) == (FIRST.strip("　") + FULL * 3 + "尾。", 1)


def test_a_page_begins_a_paragraph_where_its_line_is_indented_or_the_last_was_short() -> None:
    assert len(read(lines([FIRST, FULL, FULL]), lines([FIRST, FULL, FULL]))) == 2
    assert len(read(lines([FIRST, FULL, FULL[:9] + "。"]), lines([FULL, FULL, FULL]))) == 2


def test_a_full_last_line_that_ends_a_sentence_goes_on_only_in_an_indented_paragraph() -> None:
    assert len(read(lines([FIRST, FULL, ENDED]), lines([FULL, FULL]))) == 1
    assert len(read(lines([FULL, FULL, ENDED]), lines([FULL, FULL]))) == 2


def test_notes_stand_behind_the_paragraph_that_goes_on_over_them() -> None:
    noted = (Piece("丁" * 19 + "¹", LEFT, LEFT + 200, 116, 10),)
    notes = lines(["1 见市教委二〇一七年通知，载于教育年鉴", "第三卷。"], top=700, size=8)
    found = paragraphs([*lines([FULL]), noted, *notes], lines([FULL, "尾。"]))
    assert [(one.text, one.page) for one in found] == [
        (FULL + noted[0].text + FULL + "尾。", 1),
        ("［注1］见市教委二〇一七年通知，载于教育年鉴第三卷。", 1),
    ]


def test_notes_below_one_column_may_belong_to_another() -> None:
    noted = (Piece("丁" * 19 + "¹", LEFT, LEFT + 200, 100, 10),)
    below = lines([FULL, ENDED], top=300) + lines(["1 见年鉴。"], top=700, size=8)
    columns = [(1, Column((noted,), 0)), (1, Column(tuple(below), 1))]
    assert [one.text for one in find_paragraphs(columns)][-1] == "［注1］见年鉴。"
    elsewhere = [(1, Column((noted,), 0)), (2, Column(tuple(below), 1))]
    assert [one.text for one in find_paragraphs(elsewhere)][-1] == "1 见年鉴。"


def test_circled_notes_and_small_lines_that_are_no_notes() -> None:
    circled = [*lines([FULL, FULL[:18] + "①。"]), *lines(["①见附表。", "②没有说到。"], top=700, size=8)]
    assert read(circled)[1:] == ["［注1］见附表。②没有说到。"]
    small = [*lines([FULL, ENDED]), *lines(["1 不在文中"], top=700, size=8)]
    assert read(small)[1:] == ["1 不在文中"]


def test_rows_of_a_table_stand_alone() -> None:
    rows: list[Row] = [
        (Piece(f"区县：{name}区", 50, 250, 100 + 16 * i, 10, fixed=True),) for i, name in enumerate("甲乙")
    ]
    assert read(lines([FULL], top=84) + rows + lines([FULL], top=132)) == [FULL, "区县：甲区", "区县：乙区", FULL]


def test_columns_of_another_width_begin_anew() -> None:
    across, column = Column(tuple(lines([FULL, FULL])), 0), Column(tuple(lines([FULL[:9], FULL[:9]])), 1)
    assert len(find_paragraphs([(1, across), (1, column)])) == 2


def test_a_short_column_knows_its_left_edge_from_the_others() -> None:
    assert read(lines([FULL] * 6), lines(["　　甲方：一中", "　　乙方：二中"])) == [
        FULL * 6,
        "甲方：一中",
        "乙方：二中",
    ]


def test_a_short_column_knows_its_width_from_the_others() -> None:
    page = lines([*[FULL] * 6, "尾。"])
    assert read(page, lines(["　　甲方：一中", "　　乙方：二中"]))[1:] == ["甲方：一中", "乙方：二中"]
    assert read(page, [row(100, (LEFT, "地址：杨浦区")), row(116, (LEFT, "电话：没有"))])[1:] == [
        "地址：杨浦区",
        "电话：没有",
    ]


def test_a_text_that_ends_in_its_left_column_goes_on_there() -> None:
    wide = lines([FULL + FULL + "子丑寅卯", FULL + FULL + "子丑寅卯"] * 3, top=20)
    left, right = (
        lines([FIRST, *[FULL] * 6], top=120),
        [
            tuple(replace(part, x0=part.x0 + 240, x1=part.x1 + 240) for part in some)
            for some in lines([*[FULL] * 7], top=120)
        ],
    )
    last = lines([FULL, FULL[:18] + "。", FIRST, FULL], top=20)
    columns = [(1, Column(tuple(wide), 0)), (1, Column(tuple(left), 1)), (1, Column(tuple(right), 1))]
    found = [paragraph.text for paragraph in find_paragraphs([*columns, (2, Column(tuple(last), 0))])]
    assert found[-2:] == [FIRST.strip("　") + FULL * 14 + FULL[:18] + "。", FIRST.strip("　") + FULL]
