"""What is read off a page of a PDF: the places and the look of its characters, and its lines."""

from __future__ import annotations

import pytest

from tests.parsers.tiny_pdf import HEI, pdf, rule, text
from wenju.parsers.pdf.layout import Char, Rule
from wenju.parsers.pdf.page import PageReader, _letter, _weight


def page(content: str, rotate: int = 0) -> tuple[list[Char], list[Rule]]:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf(content, rotate=rotate)) as file:
        reader = PageReader(file[0], pypdfium2.raw)
        return reader.chars().seen, reader.rules()


def test_a_character_has_its_place_from_the_top() -> None:
    (char,), _ = page(text(100, 742, "上", 10))
    assert (char.text, char.x0, char.x1, char.baseline, char.size, char.weight) == ("上", 100, 110, 100, 10, 0)


def test_the_size_is_that_on_the_page() -> None:
    (char,), _ = page(f"q 0.5 0 0 0.5 0 0 cm BT /{HEI} 10 Tf 2 0 0 2 200 1484 Tm <4e0a> Tj ET Q\n")
    assert (char.x0, char.baseline, char.size, char.weight) == (100, 100, 10, 1)


def test_an_outlined_font_is_a_bold_one() -> None:
    (char,), _ = page(text(100, 742, "上", 10, more="2 Tr"))
    assert char.weight == 2


def test_a_turned_page() -> None:
    (char,), (line,) = page("BT /F1 10 Tf 0 1 -1 0 100 200 Tm <4e0a> Tj ET\n" + rule(100, 200, 100, 300), rotate=90)
    assert (round(char.x0), round(char.x1), round(char.baseline)) == (200, 210, 100)
    assert line == Rule(200, 100, 300, 100)


def test_straight_lines_of_all_kinds() -> None:
    _, rules = page(
        rule(100, 742, 200, 742)
        + rule(100, 742, 200, 700)  # neither level nor upright
        + rule(100, 700, 103, 700)  # too short
        + "100 600 50 20 re S\n"
        + "100 500 50 20 re f\n"  # a filled area
        + "100 400 50 1 re f\n"  # a bar
        + "100 300 50 20 re n\n"  # not drawn
    )
    box = {(100, 242, 150, 242), (150, 222, 150, 242), (100, 222, 150, 222), (100, 222, 100, 242)}
    bar = {(100, 442, 150, 442), (100, 441, 150, 441)}
    found = {(round(one.x0), round(one.y0), round(one.x1), round(one.y1)) for one in rules}
    assert found == {(100, 100, 200, 100)} | box | bar


def test_a_ligature_is_its_letters_in_one_place() -> None:
    (char,), _ = page(text(100, 742, "\ufb03", 10))
    assert (char.text, char.x0, char.x1) == ("ffi", 100, 110)


@pytest.mark.parametrize(
    ("code", "letter"), [(0x41, "A"), (0x2F00, "一"), (0xAD, "-"), (2, "-"), (0x3000, " "), (7, "")]
)
def test_letters(code: int, letter: str) -> None:
    assert _letter(code) == letter


@pytest.mark.parametrize(
    ("font", "weight"),
    [
        ("ABCDEF+SimSun", 0),
        ("SimSun,Bold", 2),
        ("SimHei", 1),
        ("黑体", 1),
        ("方正小标宋简体", 1),
        ("MicrosoftYaHei", 0),
        ("MicrosoftYaHei-Bold", 2),
        ("NotoSansCJKsc-Black", 2),
        ("STHeiti", 1),
        ("WenQuanYiMicroHei", 0),
    ],
)
def test_the_weight_is_told_by_the_name_of_the_font(font: str, weight: int) -> None:
    assert _weight(font) == weight
