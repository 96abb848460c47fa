"""Lines of one paragraph: Chinese is joined without a blank."""

from __future__ import annotations

import pytest

from wenju.parsers.joining import drop_breaks, join


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("东西部\n  扶贫协作", "东西部扶贫协作"),
        ("　　共有\r\n45名教师，\v来自 杨浦", "共有45名教师，来自 杨浦"),
        ("使用\nPython\n编程", "使用Python编程"),
        ("two\nwords", "two words"),
        ("张 三", "张 三"),
        (" \n ", ""),
    ],
)
def test_join(text: str, joined: str) -> None:
    assert join(text) == joined


def test_only_breaks_beside_chinese_characters_are_dropped() -> None:
    assert drop_breaks("一\n二  三\na\nb\n") == "一二  三a\nb\n"
