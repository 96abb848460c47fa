"""The writer that parsers build their text with: lines, headings and places, with offsets that hold."""

from __future__ import annotations

from wenju.parsers.draft import Place, Writer, clean
from wenju.records import Heading


def test_lines_headings_and_places() -> None:
    writer = Writer()
    writer.line("前言")
    writer.at(page=2)
    writer.heading(" 第一\n部分 ", 1)
    writer.line("\u3000 \u00ad")
    writer.line("内容。")
    writer.at(sheet="名\n单", row=7)
    writer.at(page=3)
    writer.line("再说。")
    writer.warn("page 4: no text")
    writer.warn("page 4: no text")
    draft = writer.draft("题\x07目", "2017-12-06")
    assert draft.text == "前言\n第一 部分\n内容。\n再说。\n"
    assert (draft.title, draft.date) == ("题目", "2017-12-06")
    assert draft.headings == (Heading(1, 3, 8, "第一 部分"),)
    assert draft.places == (Place(3, 13, page=2), Place(13, 17, page=3))
    assert draft.warnings == ("page 4: no text",)


def test_a_row_has_a_place_of_its_own() -> None:
    writer = Writer()
    writer.at(page=2)
    writer.line("下表：")
    writer.row("区县：杨浦区；人数：45", 2)
    writer.row("", 3)
    writer.row("单位：人", 0)
    writer.row("区县：青浦区；人数：12", 4)
    writer.line("以上。")
    draft = writer.draft()
    rows = [(draft.text[place.start : place.end], place.page, place.row) for place in draft.places]
    assert rows == [
        ("下表：\n", 2, 0),
        ("区县：杨浦区；人数：45\n", 2, 2),
        ("单位：人\n", 2, 0),
        ("区县：青浦区；人数：12\n", 2, 4),
        ("以上。\n", 2, 0),
    ]


def test_without_headings_those_of_a_plain_text_are_taken() -> None:
    writer = Writer()
    for line in ("关于支教的通知", "发布日期：2017-12-06", "一、总则", "各区派出教师支教，每年报告一次。"):
        writer.line(line)
    draft = writer.draft()
    assert (draft.title, draft.date) == ("关于支教的通知", "2017-12-06")
    assert [(h.level, h.text) for h in draft.headings][2:] == [(1, "一、总则")]


def test_what_cannot_be_seen_or_found_is_made_so_that_it_can() -> None:
    assert clean("⽀教⻓\u00ad度\x0b\u200b\ud800e\u0301") == "支教长度 é"
