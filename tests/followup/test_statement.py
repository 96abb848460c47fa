"""Questions as the statements behind them; where there is none, None."""

from __future__ import annotations

import pytest

from wenju.followup.statement import statement


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("杨浦派了多少教师去遵义？", "杨浦派了教师去遵义"),
        ("请问，杨浦一共派了几名教师去遵义呢？", "杨浦派了教师去遵义"),
        ("杨浦去遵义的教师有多少？", "杨浦去遵义的教师"),
        ("杨浦投入的专项经费是多少万元？", "杨浦投入的专项经费"),
        ("杨浦和楚雄什么时候签的教育帮扶协议？", "杨浦和楚雄签的教育帮扶协议"),
        ("杨浦支教工作室是哪一年办起来的", "杨浦支教工作室办起来的"),
        ("闵行资助哪所学校建了云录播教室？", "闵行资助一所学校建了云录播教室"),
        ("哪个区跟云南红河州教育局签了合作协议？", "一个区跟云南红河州教育局签了合作协议"),
        ("泽普县哪几所中学抱团成立了教育联盟？", "泽普县中学抱团成立了教育联盟"),
        ("杨浦用了哪些办法做调研？", "杨浦用了办法做调研"),
        ("周丕鸿发表了什么文章？", "周丕鸿发表了文章"),
        ("七宝中学和泽普孩子办的夏令营叫什么名字？", "七宝中学和泽普孩子办的夏令营"),
        ("青浦三位优秀教师在什么地方支教", "青浦三位优秀教师在一个地方支教"),
        ("楊浦總共派了幾位老師去遵義？", "楊浦派了老師去遵義"),
    ],
)
def test_what_asks_is_left_out(question: str, expected: str) -> None:
    assert statement(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "这个调研报告是谁写的？",
        "姐妹学校的联合教研是怎么开展的？",
        "基金是拿来做什么用的呢？",
        "为什么派教师去遵义？",
        "派了多少？",
        "几名？",
        "？",
        "",
    ],
)
def test_where_nothing_can_be_said_there_is_no_statement(question: str) -> None:
    assert statement(question) is None
