"""Sentences of a model against passages: what is borne out, what is added, what is left out."""

from __future__ import annotations

import pytest

from wenju.names import Names
from wenju.tokenizer import Tokenizer
from wenju.writing.check import Check, Unsupported

FIRST = "报告 › 二、杨浦区深化合作\n2014—2016年累计派出6批45位教师赴贵州遵义支教，完成了三年一轮的任务。"
SECOND = (
    "报告 › 二、杨浦区深化合作\n2017年投入专项经费868万元，听课440余节，占三成，"
    "援疆教师周丕鸿在《克拉玛依教育》发表“思考”。"
)


@pytest.fixture(scope="module")
def check() -> Check:
    tokenizer = Tokenizer()
    return Check(Names(tokenizer))


@pytest.mark.parametrize(
    "sentence",
    [
        "杨浦区共派出6批45位教师到贵州遵义支教[1]。",
        "杨浦区派出四十五名教师赴遵义市支教[1]。",
        "2014—2016年，教师分6批前往遵义[1]。",
        "从2014年到2016年派出了教师[1]。",
        "投入8680000元[2]。",
        "投入868万元专项经费，此前派出45位教师[1][2]。",
        "他们听课440多节[2]。",
        "周丕鸿在《克拉玛依教育》上发表了文章[2]！",
        "他发表了“思考”[2]。",
        "（三年一轮的任务已经完成[1]。）",
        "教师支教[1]",
    ],
)
def test_what_the_cited_passage_says_is_borne_out(check: Check, sentence: str) -> None:
    check.sentence(sentence, [FIRST, SECOND])


@pytest.mark.parametrize(
    ("sentence", "why", "found"),
    [
        ("杨浦区派出46位教师[1]。", "number", "46位"),
        ("杨浦区派出45批教师[1]。", "number", "45批"),
        ("派出6批45位教师，共三所学校[1]。", "number", "三所"),
        ("2015年派出教师[1]。", "number", "2015年"),  # the passage says only from when to when
        ("投入868万元[1]。", "number", "868万元"),  # the other passage says it
        ("投入868元[2]。", "number", "868元"),
        ("投入数百万元[2]。", "number", "数百万元"),
        ("电话是021-12345[2]。", "number", "021"),
        ("一半教师去了遵义[1]。", "number", "一半"),
        ("占四成[2]。", "number", "四成"),
        ("青浦区派出教师[1]。", "name", "青浦区"),
        ("杨浦区派教师去贵州省毕节[1]。", "name", "毕节"),
        ("教师李小明去了遵义[1]。", "name", "李小明"),
        ("七宝中学派出教师[1]。", "name", "七宝中学"),
        ("杨浦区人民医院派出教师[1]。", "name", "杨浦区人民医院"),
        ("教师到遵义中心小学支教[1]。", "name", "遵义中心小学"),
        ("周丕鸿发表了《论自由》[2]。", "name", "《论自由》"),
        ("教师使用了Hadoop[1]。", "name", "Hadoop"),
        ("杨浦区派出了教师。", "uncited", "杨浦区派出了教师。"),
        ("杨浦区[1]派出了教师。", "uncited", "杨浦区[1]派出了教师。"),
        ("杨浦区派出了教师[3]。", "uncited", "[3]"),
        ("杨浦区派出了教师[0]。", "uncited", "[0]"),
        ("[1]", "uncited", "[1]"),
        ("……[1]。", "uncited", "……[1]。"),
    ],
)
def test_what_is_added_is_seen(check: Check, sentence: str, why: str, found: str) -> None:
    with pytest.raises(Unsupported) as raised:
        check.sentence(sentence, [FIRST, SECOND])
    assert raised.value.why == why
    assert found.startswith(raised.value.found)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("共派出45名教师[1]。", "45位教师"),
        ("分6批，共45位[1]。", "6批45位教师"),
        ("作者是周丕鸿[1]。", "周丕鸿"),
        ("用“帮扶+培养”模式[1]。", "“帮扶＋培养”"),
        ("思路不断创新[1]。", "一是思路不断创新，逐步实现与对口地区的合作互动、共建共管"),
    ],
)
def test_the_answer_is_in_the_text(check: Check, text: str, quote: str) -> None:
    check.answer(text, [quote])


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("派出了教师[1]。", "45位教师"),
        ("派出了6批教师[1]。", "6批45位教师"),
        ("作者写了文章[1]。", "周丕鸿"),
        ("派出[4]。", "4"),
    ],
)
def test_a_text_without_the_answer_is_seen(check: Check, text: str, quote: str) -> None:
    with pytest.raises(Unsupported) as raised:
        check.answer(text, [quote])
    assert (raised.value.why, raised.value.found) == ("missing", quote)
