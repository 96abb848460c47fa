"""The subject check: what carries a thing, what does not, and the sentence that says so."""

import time
from pathlib import Path

import pytest

from wenju.subject import Subject
from wenju.tokenizer import Tokenizer

HEADING = "对口支援工作经验交流 二、杨浦区深化合作交流机制"
PASSAGE = "2014—2016年累计派出6批45位教师赴贵州遵义支教。2017年共派出支教教师4批30人次，投入专项经费868万元。"
TOKENIZER = Tokenizer()


@pytest.fixture(scope="module")
def subject() -> Subject:
    return Subject(TOKENIZER)


def missing(subject: Subject, question: str, passage: str, heading: str = "", **others: str) -> list[str]:
    return [thing.text for thing in subject.missing(subject.things(question), passage, heading, **others)]


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("杨浦派了多少教师", "杨浦区教育局派出教师"),
        ("杨浦区教育局派了多少教师", "杨浦派出教师"),
        ("楊浦區派了多少教师", "杨浦派出教师"),
        ("红河州签了什么", "红河哈尼族彝族自治州签订协议"),
        ("去西藏的有几个人", "首批9名援藏人才"),
        ("云南楚雄签了什么", "与楚雄签订协议"),
        ("泽普五中是哪一年建的", "泽普县第三中学、第五中学"),
        ("北京大学在哪", "他毕业于北大"),
        ("克拉马依派了几名教师", "克拉玛依派出教师"),
        ("周丕洪发表了什么", "援疆教师周丕鸿发表文章"),
        ("周丕鸿发表了什么", "丕鸿老师发表文章"),
        ("肯尼思·格雷厄姆写了什么", "格雷厄姆写了小说"),
        ("肯尼思·格雷厄姆写了什么", "肯尼思•格雷厄姆写了小说"),
        ("45位教师来自哪里", "四十五名教师来自上海"),
        ("《论自由》是谁写的", "“论自由”由严复翻译"),
        ("“为学而教，以学定教”是什么", "践行为学而教、以学定教的理念"),
        ("Covid-19是什么", "新冠（COVID 19）疫情"),
        ("我国有多少教师", "共有教师"),
    ],
)
def test_carries(subject: Subject, question: str, passage: str) -> None:
    assert missing(subject, question, passage) == []


@pytest.mark.parametrize(
    ("question", "passage", "expected"),
    [
        ("浦东新区派了多少教师", "青浦区派出教师", ["浦东新区"]),
        ("浦东派了多少教师", "杨浦区派出教师", ["浦东"]),
        ("黄浦区派了多少教师", "青浦区派出教师", ["黄浦区"]),  # one character apart, but known itself
        ("静安区教育局投入多少", "上海市各区投入经费", ["静安区"]),  # the whole city is another subject
        ("新疆和田派了几名教师", "新疆泽普派出教师", ["和田"]),
        ("宁夏派了几名教师", "内蒙古派出教师", ["宁夏"]),
        ("日本有多少人", "美国有人口", ["日本"]),
        ("泽普一中是哪一年建的", "泽普县第三中学、第五中学", ["泽普一中"]),
        ("泽普一中是哪一年建的", "泽普五中建于2010年", ["泽普一中"]),
        ("七宝中学有几名学生", "曹杨中学有学生", ["七宝中学"]),
        ("王丕鸿发表了什么", "周丕洪发表文章", ["王丕鸿"]),
        ("李小明发表了什么", "把行李小车推走", ["李小明"]),
        ("46位教师来自哪里", "四十五名教师来自上海", ["46位"]),
        ("《论自由》是谁写的", "《论语》由弟子编成", ["《论自由》"]),
        ("Hadoop用来做什么", "Spark用来计算", ["Hadoop"]),
    ],
)
def test_does_not_carry(subject: Subject, question: str, passage: str, expected: list[str]) -> None:
    assert missing(subject, question, passage) == expected


def test_the_heading_carries_what_the_passage_leaves_out(subject: Subject) -> None:
    assert missing(subject, "杨浦派了多少教师去遵义？", PASSAGE, HEADING) == []
    assert missing(subject, "杨浦派了多少教师去遵义？", PASSAGE) == ["杨浦"]
    assert missing(subject, "浦东新区派了多少教师去遵义？", PASSAGE, HEADING) == ["浦东新区"]


def test_years(subject: Subject) -> None:
    sentence = "2014—2016年累计派出6批45位教师赴贵州遵义支教。"
    assert missing(subject, "2017年派出多少人次", PASSAGE) == []
    assert missing(subject, "2013年派出多少人次", PASSAGE) == ["2013年"]
    assert missing(subject, "2017年派出多少人次", PASSAGE, sentence=sentence) == ["2017年"]
    assert missing(subject, "2013年派出多少人次", "派出30人次") == []
    assert missing(subject, "2013年派出多少人次", "派出30人次", "2014年工作总结") == ["2013年"]
    assert missing(subject, "2020年派出多少人次", "派出30人次", published="2017-12-06") == ["2020年"]
    assert missing(subject, "2016年派出多少人次", "派出30人次", published="2017-12-06") == []


def test_what_nothing_speaks_against_is_not_missing(subject: Subject) -> None:
    assert missing(subject, "光是2015年派了几位", PASSAGE) == []
    assert missing(subject, "上海派了多少教师", "杨浦派出教师") == []
    assert missing(subject, "云南有多少学校", "共有学校300所") == []
    assert missing(subject, "泽普教师靠什么成长", "教师成长", "深度教育援疆") == []
    assert missing(subject, "“组团式”是什么", "团队援疆") == []


def test_aliases_and_the_gazetteer(tmp_path: Path) -> None:
    (tmp_path / "aliases.txt").write_text("澜泊市 = 澜城\n", encoding="utf-8")
    taught = Subject(Tokenizer(None, tmp_path / "aliases.txt"), ["澜泊市第二人民医院", "柳溪镇", "泽普五中"])
    assert missing(taught, "澜城有多少人", "澜泊市有30万人") == []
    assert missing(taught, "澜泊二院有多少人", "全院300人", "澜泊市第二人民医院工作总结") == []
    assert missing(taught, "澜泊一院有多少人", "全院300人", "澜泊市第二人民医院工作总结") == ["澜泊一院"]
    assert missing(taught, "泽普一中有多少人", "泽普五中有300人") == ["泽普一中"]  # no slip: a number tells them apart
    assert missing(taught, "柳溪有多少人", "白沙镇有3000人") == ["柳溪"]


@pytest.mark.parametrize(
    ("question", "passage", "heading", "sentence"),
    [
        ("浦东新区派了多少教师", "派出教师3名", "三、青浦区", "相关段落说的是青浦区，没有提到浦东新区"),
        ("2013年派了多少教师", "派出教师3名。2017年起", "", "相关段落说的是2017年，没有提到2013年"),
        ("2018年派了多少教师", "2014—2016年派出", "", "相关段落说的是2014—2016年，没有提到2018年"),
        ("甘肃定西派了多少教师", "与云南楚雄签订协议", "杨浦区", "相关段落说的是楚雄，没有提到定西"),
        ("新疆和田派了多少教师", "赴泽普县", "闵行区援疆", "相关段落说的是泽普县，没有提到和田"),
        ("静安和2013年怎样", "2017年派出", "二、杨浦区", "相关段落说的是杨浦区，没有提到静安、2013年"),
        ("《论自由》是谁写的", "没有作者", "", "相关段落没有提到《论自由》"),
    ],
)
def test_reason(subject: Subject, question: str, passage: str, heading: str, sentence: str) -> None:
    absent = subject.missing(subject.things(question), passage, heading)
    assert subject.reason(absent, passage, heading) == sentence


def test_is_fast(subject: Subject) -> None:
    question = "2017年浦东新区派了多少教师去贵州遵义支教？"
    passages = [f"{PASSAGE}第{i}段。" * 4 for i in range(50)]
    things = subject.things(question)
    began = time.process_time()
    for passage in passages:
        subject.missing(things, passage, HEADING)
    for _ in passages:
        subject.things(question)
    assert (time.process_time() - began) / len(passages) < 0.02  # an upper bound for slow machines; measured: 3 ms
