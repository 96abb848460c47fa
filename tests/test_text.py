"""Bytes to text, text to sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenju.errors import DocumentError
from wenju.text import decode, is_blank, lines, sentences, strip_span

SAMPLE = "第一行，中文。\n第二行：ABC１２３"
# Text as it may come: words, marks, quotes, blanks and line ends in any order.
CHINESE = st.text(alphabet='你好吗甲乙a1.。！？；，“”《》（）"!? \n\r\u3000\xa0\u200b', max_size=80)


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_decode_knows_the_encodings_of_chinese_files(encoding: str) -> None:
    assert decode(SAMPLE.encode(encoding), "a.txt") == SAMPLE


def test_decode_reads_big_endian_utf16_with_a_bom() -> None:
    assert decode(b"\xfe\xff" + SAMPLE.encode("utf-16-be"), "a.txt") == SAMPLE


def test_decode_reads_gb18030_characters_that_gbk_lacks() -> None:
    assert decode("㑇𠀀镕。".encode("gb18030"), "a.txt") == "㑇𠀀镕。"


def test_decode_makes_every_line_end_a_line_feed() -> None:
    assert decode("甲\r\n乙\r丙\n\r\n丁".encode(), "a.txt") == "甲\n乙\n丙\n\n丁"


def test_decode_of_nothing_is_nothing() -> None:
    assert decode(b"", "a.txt") == ""


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"PK\x03\x04\x00\x00", "NUL byte at byte 4"),
        ("甲乙".encode("utf-16-le") + b"\n\x00", "NUL byte at byte 5"),
        (b"\xff\xff\xff", "byte 0 is not valid UTF-8 or GB18030"),
        (b"\xff\xfea", "not valid UTF-16"),
        ("这是一个在中间断开的文件".encode()[:-1], "byte 33 is not valid UTF-8"),
        ("这是一个在中间坏掉的文件".encode() + b"\xff\xff" + "后面".encode(), "byte 36 is not valid UTF-8"),
    ],
)
def test_decode_names_the_file_the_place_and_the_cure(raw: bytes, found: str) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(raw, "文件/坏.txt")
    assert "文件/坏.txt" in str(caught.value)
    assert found in str(caught.value)
    assert "save" in str(caught.value)


@settings(deadline=None)
@given(st.text(alphabet=st.characters(exclude_characters="\r\0", exclude_categories=("Cs",))))
def test_decode_gives_back_any_text_written_as_utf8(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("今天下雨。明天晴！后天呢？", ["今天下雨。", "明天晴！", "后天呢？"]),
        ("他说：“好。”然后走了。", ["他说：“好。”", "然后走了。"]),
        ("（见下文。）接着说", ["（见下文。）", "接着说"]),
        ('他说"好。"走了。"是吗？"', ['他说"好。"', "走了。", '"是吗？"']),
        ('好。"你来了。"', ["好。", '"你来了。"']),
        ("《怎么办？》是一部小说。", ["《怎么办？》是一部小说。"]),
        ("真的吗？！是！！！", ["真的吗？！", "是！！！"]),
        ("甲；乙;丙，丁", ["甲；乙;丙，丁"]),
        ("投资26.5万元。增长3.2%", ["投资26.5万元。", "增长3.2%"]),
        ("It rains. Mr. Smith of the U.S. left. End.", ["It rains.", " Mr. Smith of the U.S. left.", " End."]),
        ("约翰.史密斯来了. 他走了", ["约翰.史密斯来了.", " 他走了"]),
        ("一. 总则 二. 附则", ["一. 总则 二. 附则"]),
        ("Yahoo!奇摩与a?b=1的网址", ["Yahoo!奇摩与a?b=1的网址"]),
        ("第一行\n  第二行\n\n", ["第一行\n", "  第二行\n\n"]),
        ("甲。 \n\n\u3000乙。 ", ["甲。", " \n\n\u3000乙。 "]),
        (" \n ", [" \n "]),
        ("", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_sentences_of_a_range_keep_the_offsets_of_the_text() -> None:
    assert sentences("甲。乙。丙。", 2, 5) == [(2, 4), (4, 5)]


@settings(deadline=None)
@given(CHINESE, st.integers(0, 80), st.integers(0, 80))
def test_sentences_tile_their_range(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    spans = sentences(text, start, end)
    ends = [start, *(stop for _, stop in spans)]
    assert [begin for begin, _ in spans] == ends[:-1]
    assert ends[-1] == end
    assert is_blank(text, start, end) or not any(is_blank(text, *span) for span in spans)


def test_many_blank_lines_take_linear_time() -> None:
    assert len(sentences("甲" + "\n" * 200_000 + "乙")) == 2


def test_strip_span_takes_off_every_kind_of_blank() -> None:
    text = "\xa0\xa0\u3000 甲 乙\u200b\n"
    assert strip_span(text, 0, len(text)) == (4, 7)
    assert strip_span(" \n ", 0, 3) == (3, 3)
    assert strip_span("甲 乙", 1, 2) == (2, 2)


def test_lines_are_parted_by_line_feeds_only() -> None:
    text = " 甲\x0b乙\u2028丙 \n\n\xa0\n丁"
    assert [text[start:end] for start, end in lines(text)] == ["甲\x0b乙\u2028丙", "丁"]
