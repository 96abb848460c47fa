"""Characters to rows: which stand in one, where a piece ends, which blanks are read."""

from __future__ import annotations

import pytest

from tests.parsers.boxes import chars, texts
from wenju.parsers.pdf.layout import Char, Piece, Rule, find_rows, join, join_pieces


def only(characters: list[Char]) -> Piece:
    ((piece,),) = find_rows(characters)
    return piece


def test_rows_go_down_the_page_and_pieces_to_the_right() -> None:
    shuffled = chars("右边", 200, 100) + chars("第二行", 50, 116) + chars("左边", 50, 100)
    assert texts(find_rows(shuffled)) == [["左边", "右边"], ["第二行"]]


def test_a_piece_has_the_place_and_the_look_of_its_characters() -> None:
    assert only(chars("支教", 50, 100, 16, 1)) == Piece("支教", 50, 82, 100, 16, 1)


def test_a_piece_looks_like_most_of_its_characters() -> None:
    mixed = chars("一", 50, 100, 14, 2) + chars("二三", 64, 100, 10)
    assert only(mixed) == Piece("一二三", 50, 84, 100, 10, 0)


def test_nothing_makes_no_row() -> None:
    assert find_rows([]) == []
    assert find_rows(chars("  ", 50, 100)) == []


@pytest.mark.parametrize(("gap", "expected"), [(7.9, [["左右"]]), (8.1, [["左", "右"]])])
def test_a_wide_gap_ends_a_piece(gap: float, expected: list[list[str]]) -> None:
    assert texts(find_rows(chars("左", 50, 100) + chars("右", 60 + gap, 100))) == expected


def test_a_ruled_line_ends_a_piece_where_it_stands() -> None:
    close = chars("左右", 50, 100) + chars("左右", 50, 200)
    assert texts(find_rows(close, [Rule(60, 90, 60, 110)])) == [["左", "右"], ["左右"]]
    assert texts(find_rows(close, [Rule(50, 98, 70, 98)])) == [["左右"], ["左右"]]


def test_what_is_drawn_twice_to_make_it_bold_is_read_once() -> None:
    assert only(chars("重要", 50, 100) + chars("重要", 50.3, 100)).text == "重要"
    assert only(chars("人人", 50, 100)).text == "人人"


def test_a_raised_digit_is_a_note_or_a_power_and_no_part_of_the_number() -> None:
    raised = chars("增长5", 50, 100) + chars("12", 75, 96.4, 6.5) + chars("人", 81.5, 100)
    assert only(raised).text == "增长5¹²人"
    assert only(chars("H", 50, 100) + chars("2", 55, 102, 6.5) + chars("O", 58, 100)).text == "H2O"


def test_a_note_is_in_its_row_however_far_libreoffice_raises_it() -> None:
    raised = chars("4500人", 50, 206, 11) + chars("1", 83, 201.7, 6.4) + chars("。", 86.2, 206, 11)
    assert texts(find_rows(raised)) == [["4500人¹。"]]
    below = chars("大", 50, 100, 16) + chars("下一行", 50, 109, 9)
    assert texts(find_rows(below)) == [["大"], ["下一行"]]


def test_two_small_lines_beside_a_large_word_stay_two() -> None:
    beside = chars("大", 50, 100, 30) + chars("上面", 90, 84) + chars("下面", 90, 100)
    assert texts(find_rows(beside)) == [["上面"], ["大", "下面"]]


def test_blanks() -> None:
    assert only(chars("Hello world", 50, 100)).text == "Hello world"
    assert only(chars("Hello", 50, 100) + chars("world", 77, 100)).text == "Hello world"  # 0.2 em apart
    assert only(chars("Hel", 50, 100) + chars("lo", 66, 100)).text == "Hello"  # 0.1 em apart
    assert only(chars("共45人", 50, 100)).text == "共45人"
    assert only(chars("共", 50, 100) + chars("45", 62.5, 100)).text == "共45"
    assert only(chars("第一章 总则", 50, 100)).text == "第一章 总则"


def test_a_blank_without_a_width_between_chinese_characters_is_none() -> None:
    assert only([*chars("上", 50, 100), Char(" ", 60, 60, 100, 10), *chars("海", 60, 100)]).text == "上海"


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("上海", "市", "上海市"),
        ("使用", "Python", "使用Python"),
        ("the red", "house", "the red house"),
        ("infor-", "mation", "information"),
        ("COVID-", "19", "COVID-19"),
        ("2016-", "2017", "2016- 2017"),
        ("的模式,", "“组团式”援疆", "的模式,“组团式”援疆"),
        ("2014—", "2016年", "2014— 2016年"),
        ("自2014—", "2016年派出", "自2014—2016年派出"),
        ("in 遵义.", "The red", "in 遵义. The red"),
        ("he said,", "“No”", "he said, “No”"),
        ("", "市", "市"),
    ],
)
def test_lines_are_joined_as_they_are_read(first: str, second: str, expected: str) -> None:
    assert join(first, second) == expected


def test_characters_that_are_set_apart_are_one_word() -> None:
    assert join_pieces(find_rows(chars("通", 50, 100) + chars("知", 90, 100))[0]) == "通知"
    assert join_pieces(find_rows(chars("甲方", 50, 100) + chars("乙方", 90, 100))[0]) == "甲方 乙方"
