"""Rows to columns: read one after the other, and not where they are cells or lines of one column."""

from __future__ import annotations

from tests.parsers.boxes import row
from wenju.parsers.pdf.columns import Column, reading_order
from wenju.parsers.pdf.layout import Row

LEFT, RIGHT, THIRD = 50, 170, 290
LINE = "十个字一行的正文，啊"  # with the gutter, columns are 120 apart


def words(columns: list[Column]) -> list[tuple[int, str]]:
    """The depth and the first characters of all rows of each column."""
    return [(column.depth, "".join(found[0].text[0] for found in column.rows)) for column in columns]


def both(top: float, names: str, others: str, shift: float = 0, pitch: float = 16) -> list[Row]:
    """Two columns of lines, each line begun by its name."""
    rows = [row(top + i * pitch, (LEFT, name + LINE[1:])) for i, name in enumerate(names)]
    rows += [row(top + shift + i * pitch, (RIGHT, name + LINE[1:])) for i, name in enumerate(others)]
    if shift:
        return sorted(rows, key=lambda found: found[0].baseline)
    half = len(names)
    pairs = [a + b for a, b in zip(rows[:half], rows[half:], strict=False)]
    return pairs + rows[len(pairs) : half] + rows[half + len(pairs) :]


def test_one_column_stays_one() -> None:
    rows = [row(100 + 16 * i, (LEFT, name + LINE * 2)) for i, name in enumerate("甲乙丙丁")]
    assert words(reading_order(rows)) == [(0, "甲乙丙丁")]
    assert reading_order([]) == []


def test_two_columns_are_read_one_after_the_other() -> None:
    assert words(reading_order(both(100, "甲乙丙丁", "子丑寅"))) == [(1, "甲乙丙丁"), (1, "子丑寅")]


def test_two_columns_whose_lines_do_not_stand_level() -> None:
    assert words(reading_order(both(100, "甲乙丙丁", "子丑寅卯", shift=8))) == [(1, "甲乙丙丁"), (1, "子丑寅卯")]


def test_what_stands_across_comes_before_and_between_the_columns() -> None:
    title, middle = row(80, (80, "题目横跨两栏的中间部分")), row(180, (LEFT, "图" + LINE * 2))
    rows = [title, *both(110, "甲乙丙", "子丑寅"), middle, *both(210, "丁戊己", "卯辰巳")]
    assert words(reading_order(rows)) == [
        (0, "题"),
        (1, "甲乙丙"),
        (1, "子丑寅"),
        (0, "图"),
        (1, "丁戊己"),
        (1, "卯辰巳"),
    ]


def test_the_last_line_of_a_paragraph_across_belongs_to_it() -> None:
    across = [row(80 + 16 * i, (LEFT, name + LINE * 2)) for i, name in enumerate("摘要")]
    rows = [*across, row(112, (LEFT, "尾声。")), *both(140, "甲乙丙", "子丑寅")]
    assert words(reading_order(rows)) == [(0, "摘要尾"), (1, "甲乙丙"), (1, "子丑寅")]


def test_three_columns() -> None:
    rows = [
        found + row(found[0].baseline, (THIRD, name + LINE[1:]))
        for found, name in zip(both(100, "甲乙丙", "子丑寅"), "东西南", strict=True)
    ]
    assert [text for _, text in words(reading_order(rows))] == ["甲乙丙", "子丑寅", "东西南"]


def test_two_rows_with_a_gap_are_no_columns() -> None:
    assert words(reading_order(both(100, "甲乙", "子丑"))) == [(0, "甲乙")]


def test_cells_of_a_table_are_no_columns() -> None:
    rows = [
        row(100 + 16 * i, (LEFT, name), (RIGHT, figure), (THIRD, "备注说明"))
        for i, (name, figure) in enumerate([("区县", "教师人数"), ("杨浦区", "45"), ("黄浦区", "30"), ("静安区", "28")])
    ]
    assert [len(column.rows) for column in reading_order(rows)] == [4]


def test_narrow_lines_beside_text_are_no_column() -> None:
    rows = [row(100 + 16 * i, (LEFT, f"第{n}条"), (110, LINE * 2)) for i, n in enumerate("一二三四")]
    assert [len(column.rows) for column in reading_order(rows)] == [4]


def test_cells_of_all_lengths_are_no_column() -> None:
    cells = [
        ("项目", "负责部门"),
        ("教师支教名额的安排和调整", "区教育局人事科和财务科共同"),
        ("工资", "财务"),
        ("住房", "后勤"),
    ]
    rows = [row(100 + 16 * i, (LEFT, name), (200, other)) for i, (name, other) in enumerate(cells)]
    assert [len(column.rows) for column in reading_order(rows)] == [4]
