"""Tables of a page: cells between ruled lines, cells that line up, and their rows in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tests.parsers.boxes import grid, piece, row, texts
from wenju.parsers.grid import Merge
from wenju.parsers.pdf.aligned import align
from wenju.parsers.pdf.layout import Piece, Row, Rule
from wenju.parsers.pdf.ruled import find_tables
from wenju.parsers.pdf.tables import Table, word_table

XS, YS = [50, 150, 250, 350], [100, 120, 140, 160]
TEACHERS = [["区县", "教师人数", "年份"], ["杨浦区", "45", "2016"], ["黄浦区", "30", "2017"]]


def table(cells: Sequence[Sequence[str]], merges: Sequence[Merge] = (), heavy: bool = False) -> Table:
    """A table of these cells, 100 wide and 20 high."""
    xs = tuple(100.0 * c for c in range(len(cells[0]) + 1))
    ys = tuple(20.0 * r for r in range(len(cells)))
    return Table(xs, ys, tuple(map(tuple, cells)), tuple(merges), 10, heavy)


def words(found: Table, begun: Table | None = None) -> list[str]:
    return [line[0].text for line in word_table(found, begun)]


def numbers(found: Table, begun: Table | None = None, above: int = 0) -> list[int]:
    return [line[0].row for line in word_table(found, begun, above)]


def filled(cells: Sequence[Sequence[str]], xs: Sequence[float] = XS, ys: Sequence[float] = YS) -> list[Row]:
    """The rows of pieces that fill a grid with these cells."""
    return [
        tuple(piece(text, xs[c] + 5, ys[r] + 14) for c, text in enumerate(words) if text)
        for r, words in enumerate(cells)
    ]


# Words


def test_a_row_stands_in_words_in_the_place_of_its_cells() -> None:
    assert word_table(table(TEACHERS)) == [
        (Piece("区县：杨浦区；教师人数：45；年份：2016", 0, 300, 17.5, 10, 0, fixed=True, row=2),),
        (Piece("区县：黄浦区；教师人数：30；年份：2017", 0, 300, 37.5, 10, 0, fixed=True, row=3),),
    ]


def test_a_header_of_two_rows_is_joined() -> None:
    cells = [["区县", "支出", ""], ["", "2016年", "2017年"], ["杨浦区", "10", "20"]]
    merged = table(cells, [Merge(0, 0, 1, 0), Merge(0, 1, 0, 2)])
    assert words(merged) == ["区县：杨浦区；支出／2016年：10；支出／2017年：20"]


def test_two_columns_have_a_header_if_figures_or_the_font_say_so() -> None:
    assert words(table([["区县", "人数"], ["杨浦区", "45"]])) == ["区县：杨浦区；人数：45"]
    measures = [["措施", "部门"], ["加强领导", "教育局"]]
    assert words(table(measures, heavy=True)) == ["措施：加强领导；部门：教育局"]
    assert words(table(measures)) == ["措施：部门", "加强领导：教育局"]


def test_a_form_with_cells_of_all_widths_has_no_header() -> None:
    cells = [["姓名", "性别", "年龄"], ["住址", "上海", ""], ["经历", "教师", ""]]
    form = table(cells, [Merge(1, 1, 1, 2), Merge(2, 1, 2, 2)])
    assert words(form) == ["姓名；性别；年龄", "住址：上海", "经历：教师"]


def test_a_table_that_goes_on_has_the_names_of_its_beginning() -> None:
    begun = table(TEACHERS)
    more = table([["静安区", "28", "2017"], ["徐汇区", "31", "2017"]])
    assert words(more, begun) == ["区县：静安区；教师人数：28；年份：2017", "区县：徐汇区；教师人数：31；年份：2017"]
    repeated = table([TEACHERS[0], ["静安区", "28", "2017"]])
    assert words(repeated, begun) == ["区县：静安区；教师人数：28；年份：2017"]
    head, merged = [["区县", "支出", ""], ["", "2016年", "2017年"]], [Merge(0, 0, 1, 0), Merge(0, 1, 0, 2)]
    begun = table([["支教支出", "", ""], *head, ["杨浦区", "10", "20"]], [Merge(1, 0, 2, 0), Merge(1, 1, 1, 2)])
    more = table([*head, ["静安区", "30", "40"]], merged)
    assert words(more, begun) == ["区县：静安区；支出／2016年：30；支出／2017年：40"]
    assert numbers(begun) == [0, 4]
    assert numbers(more, begun, above=4) == [5]


# Ruled lines


def test_a_grid_of_lines_makes_a_table_and_the_rest_stays() -> None:
    above, below = row(80, (50, "表一 支教教师")), row(200, (50, "以下是正文。"))
    rest, (found,) = find_tables([above, *filled(TEACHERS), below], grid(XS, YS))
    assert rest == [above, below]
    assert found.rows == tuple(map(tuple, TEACHERS))
    assert (found.xs, found.ys, found.merges) == ((50, 150, 250, 350), (120, 140, 160), ())


def test_lines_that_are_drawn_in_parts_or_twice_are_one() -> None:
    parts = [Rule(a, y + shift, b, y + shift) for y in YS for a, b in pairwise(XS) for shift in (0, 0.7)]
    parts += [Rule(x, a, x, b) for x in XS for a, b in pairwise(YS)]
    _, (found,) = find_tables(filled(TEACHERS), parts)
    assert (found.rows, found.merges) == (tuple(map(tuple, TEACHERS)), ())


def test_cells_without_a_line_between_them_are_one() -> None:
    rules = [rule for rule in grid(XS, YS) if rule.x0 != 250 or rule.x1 != 250]
    rules.append(Rule(250, 120, 250, 160))  # the upper right cell spans two columns
    _, (found,) = find_tables(filled([["区县", "支出", ""], ["杨浦区", "45", "46"], ["黄浦区", "1", "2"]]), rules)
    assert found.rows[:2] == (("区县", "支出", ""), ("杨浦区", "45", "46"))
    assert found.merges == (Merge(0, 1, 0, 2),)


def test_the_lines_of_a_cell_are_joined() -> None:
    cell = [row(114, (55, "区县")), row(126, (55, "上海市杨")), row(138, (55, "浦区"), (155, "45"))]
    _, (found,) = find_tables(cell, grid([50, 150, 250], [100, 116, 140]))
    assert found.rows == (("区县", ""), ("上海市杨浦区", "45"))


def test_a_table_that_is_open_at_its_sides_has_all_its_columns() -> None:
    rules = [rule for rule in grid(XS, YS) if rule.x0 != rule.x1 or 50 < rule.x0 < 350]
    _, (found,) = find_tables(filled(TEACHERS), rules)
    assert found.xs == (50, 150, 250, 350)


def test_a_frame_and_a_chart_are_no_tables() -> None:
    rows = filled(TEACHERS)
    assert find_tables(rows, grid([40, 400], [90, 170])) == (rows, [])
    far = [row(300, (50, "图一"))]
    assert find_tables(far, grid(XS, YS)) == (far, [])


# Cells that line up


def test_cells_that_line_up_under_a_header() -> None:
    lines = filled([*TEACHERS, ["静安区", "28", "2017"]], ys=[100, 120, 140, 160])
    assert texts(align(lines)) == [
        ["区县：杨浦区；教师人数：45；年份：2016"],
        ["区县：黄浦区；教师人数：30；年份：2017"],
        ["区县：静安区；教师人数：28；年份：2017"],
    ]


def test_few_rows_are_kept_with_their_cells_apart() -> None:
    assert texts(align(filled(TEACHERS[:2]))) == [["区县；教师人数；年份"], ["杨浦区；45；2016"]]


def test_cells_that_do_not_line_up_are_kept_apart() -> None:
    lines = [row(100 + 16 * i, (50, "甲"), (x, "一二三四五六")) for i, x in enumerate([100, 130, 160, 190])]
    lines.append(row(180, (50, "乙"), (110, "一二三"), (200, "四")))
    assert texts(align(lines))[-1] == ["乙；一二三；四"]


def test_text_is_no_table() -> None:
    lines = [
        row(100 + 16 * i, (50, f"第{n}条"), (100, "为了加强支教工作，制定本办法")) for i, n in enumerate("一二三四")
    ]
    assert align(lines) == lines
    numbered = [row(100 + 16 * i, (50, f"1.{i}"), (100, "加强领导")) for i in range(4)]
    assert align(numbered) == numbered
    full = [row(100 + 16 * i, (50, "一二三四五六七八"), (150, "一二三四五六七八九")) for i in range(4)]
    assert align(full) == full
    alone = [row(100, (50, "甲方"), (200, "乙方")), row(116, (50, "签字的地方在下面，请看下面一行的文字"))]
    assert align(alone) == alone
