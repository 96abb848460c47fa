"""Follow-up questions worked out: what each becomes, what is said to have changed, and what stays as it is."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from wenju.followup import Change, Rewritten, rewrite
from wenju.followup.mentions import mentions
from wenju.names import Names
from wenju.squad import read_squad
from wenju.tokenizer import Tokenizer

LAST = "杨浦派了多少教师去遵义？"
SAID = "杨浦派了教师去遵义"


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Tokenizer())


@pytest.mark.parametrize(
    ("question", "expected", "changes"),
    [
        ("那青浦呢？", "青浦派了多少教师去遵义？", ["杨浦>青浦"]),
        ("青浦呢", "青浦派了多少教师去遵义？", ["杨浦>青浦"]),
        ("青浦区呢？", "青浦区派了多少教师去遵义？", ["杨浦>青浦区"]),
        ("那閔行呢？", "閔行派了多少教师去遵义？", ["杨浦>閔行"]),
        ("那闵行？", "闵行派了多少教师去遵义？", ["杨浦>闵行"]),
        ("换成浦东新区", "浦东新区派了多少教师去遵义？", ["杨浦>浦东新区"]),
        ("至于青浦，情况如何？", "青浦派了多少教师去遵义？", ["杨浦>青浦"]),
        ("如果是青浦的话呢", "青浦派了多少教师去遵义？", ["杨浦>青浦"]),
        ("青浦和闵行呢？", "青浦和闵行派了多少教师去遵义？", ["杨浦>青浦和闵行"]),
        ("那青浦的教师呢？", "青浦派了多少教师去遵义？", ["杨浦>青浦"]),
        ("那毕节呢？", "杨浦派了多少教师去毕节？", ["遵义>毕节"]),  # in the same province
        ("那楚雄呢？", "杨浦派了多少教师去楚雄？", ["遵义>楚雄"]),  # no district of a city
        ("那西藏呢？", "杨浦派了多少教师去西藏？", ["遵义>西藏"]),
        ("那去杭州的呢？", "杨浦派了多少教师去杭州？", ["遵义>杭州"]),  # towards it
        ("那曲呢？", "杨浦派了多少教师去那曲？", ["遵义>那曲"]),  # 那 is part of the name
        ("青浦去西藏的呢？", "青浦派了多少教师去西藏？", ["杨浦>青浦", "遵义>西藏"]),
        ("2016年呢", "2016年杨浦派了多少教师去遵义？", [">2016年"]),
        ("那２０１６年呢？", "２０１６年杨浦派了多少教师去遵义？", [">２０１６年"]),
        ("学生呢？", "杨浦派了多少学生去遵义？", ["教师>学生"]),
    ],
)
def test_what_is_named_takes_the_place_of_its_like(
    names: Names, question: str, expected: str, changes: list[str]
) -> None:
    found = rewrite(question, LAST, names)
    assert found is not None
    assert (found.question, [f"{change.old}>{change.new}" for change in found.changes]) == (expected, changes)


@pytest.mark.parametrize(
    ("question", "last", "expected"),
    [
        ("2016年呢", "杨浦2017年派了多少教师？", "杨浦2016年派了多少教师？"),
        ("2016年的呢？", "2014—2016年杨浦派了多少教师？", "2016年杨浦派了多少教师？"),
        ("那去年呢？", "青浦今年派了几名教师？", "青浦去年派了几名教师？"),
        ("6月呢？", "杨浦2017年5月签了什么协议？", "杨浦2017年6月签了什么协议？"),
        ("2016年呢？", "杨浦2017年5月签了什么协议？", "杨浦2016年签了什么协议？"),
        ("青浦2016年呢", "杨浦2017年派了多少教师？", "青浦2016年派了多少教师？"),
        ("那青浦呢？", "杨浦区派了多少教师？", "青浦区派了多少教师？"),
        ("那青浦呢？", "杨浦区教育局投了多少专项经费？", "青浦区教育局投了多少专项经费？"),
        ("那毕节呢？", "杨浦派了多少教师去贵州遵义？", "杨浦派了多少教师去贵州毕节？"),
        ("那日喀则呢？", "杨浦派了多少教师去贵州遵义？", "杨浦派了多少教师去日喀则？"),
        ("那贵州呢？", "浙江派了多少教师去遵义？", "浙江派了多少教师去贵州？"),
        ("那内蒙古呢？", "青浦接收了几名宁夏干部教师挂职？", "青浦接收了几名内蒙古干部教师挂职？"),
        ("那七宝中学呢？", "曹杨中学有多少学生？", "七宝中学有多少学生？"),
        ("那周丕鸿呢？", "李小明发表了什么？", "周丕鸿发表了什么？"),
        ("第二批呢？", "杨浦第一批去西藏的有几个人？", "杨浦第二批去西藏的有几个人？"),
        ("那第二批呢", "杨浦首批去西藏的有几个人？", "杨浦第二批去西藏的有几个人？"),
        ("那26.5万元呢？", "杨浦的868万元花在哪里？", "杨浦的26.5万元花在哪里？"),
        ("那《论语》呢？", "《论自由》是谁写的？", "《论语》是谁写的？"),
        ("那幼儿园呢？", "泽普有几所小学？", "泽普有几所幼儿园？"),
        ("那青浦呢？", "杨浦的教师比杨浦的学生多几名？", "青浦的教师比青浦的学生多几名？"),
    ],
)
def test_kind_for_kind(names: Names, question: str, last: str, expected: str) -> None:
    found = rewrite(question, last, names)
    assert found is not None
    assert found.question == expected


@pytest.mark.parametrize(
    ("question", "last", "expected", "old", "new"),
    [
        ("他是哪里人？", "周丕鸿发表了什么文章？", "周丕鸿是哪里人？", "他", "周丕鸿"),
        ("那他的文章登在哪里", "周丕鸿发表了什么文章？", "周丕鸿的文章登在哪里", "他", "周丕鸿"),
        ("他们投了多少钱？", "杨浦捐了多少图书？", "杨浦投了多少钱？", "他们", "杨浦"),
        ("那所学校在哪里？", "泽普五中建了什么？", "泽普五中在哪里？", "那所学校", "泽普五中"),
        ("该校有多少学生？", "七宝中学办了什么夏令营？", "七宝中学有多少学生？", "该校", "七宝中学"),
        ("该区捐了多少图书？", "杨浦区派了多少教师去遵义？", "杨浦区捐了多少图书？", "该区", "杨浦区"),
        ("这个区捐了多少图书？", LAST, "杨浦捐了多少图书？", "这个区", "杨浦"),
        ("它在哪个区？", "七宝中学办了什么夏令营？", "七宝中学在哪个区？", "它", "七宝中学"),
        ("那里有几所中学？", LAST, "遵义有几所中学？", "那里", "遵义"),
        ("当地有多少学生", LAST, "遵义有多少学生", "当地", "遵义"),
        ("谁去了那里？", LAST, "谁去了遵义？", "那里", "遵义"),
        ("那年捐了多少图书？", "杨浦2017年派了多少教师？", "2017年捐了多少图书？", "那年", "2017年"),
        ("他们去了几批？", LAST, f"{SAID}，他们去了几批？", "", SAID),
        ("那他们去了几批？", LAST, f"{SAID}，他们去了几批？", "", SAID),
        ("2017年他们去了几批？", f"2016年{LAST}", f"{SAID}，2017年他们去了几批？", "", SAID),
        ("他们在遵义去了几批？", LAST, f"{SAID}，他们在遵义去了几批？", "", SAID),
        ("其中女教师有几位？", LAST, f"{SAID}，其中女教师有几位？", "", SAID),
        ("那些老师是谁选的？", LAST, f"{SAID}，那些老师是谁选的？", "", SAID),
    ],
)
def test_a_pronoun_is_what_it_stands_for(
    names: Names, question: str, last: str, expected: str, old: str, new: str
) -> None:
    assert rewrite(question, last, names) == Rewritten(expected, (Change(old, new),))


@pytest.mark.parametrize(
    ("question", "last", "said"),
    [
        ("那所学校叫什么？", "闵行资助哪所学校建了云录播教室？", "闵行资助一所学校建了云录播教室"),
        ("那个夏令营有多少人参加？", "七宝中学和泽普孩子办的夏令营叫什么？", "七宝中学和泽普孩子办的夏令营"),
        ("还有呢？", "杨浦用了哪些办法做调研？", "杨浦用了哪些办法做调研"),
        ("还有呢？", "闵行帮泽普改造了什么设备", "闵行帮泽普改造了什么设备"),
    ],
)
def test_what_has_no_name_is_said_before(names: Names, question: str, last: str, said: str) -> None:
    assert rewrite(question, last, names) == Rewritten(f"{said}，{question}", (Change("", said),))


@pytest.mark.parametrize("question", ["还有别的吗？", "那还有哪些", "其他的呢？"])
def test_more_is_asked_for_in_one_form(names: Names, question: str) -> None:
    found = rewrite(question, "杨浦用了哪些办法做调研？", names)
    assert found is not None
    assert found.question == "杨浦用了哪些办法做调研，还有呢？"


def test_one_follows_the_other(names: Names) -> None:
    asked = LAST
    for question in ("那青浦呢？", "2016年呢？", "2015年呢？", "那里有几所中学？"):
        found = rewrite(question, asked, names)
        assert found is not None
        asked = found.question
    assert asked == "遵义有几所中学？"


@pytest.mark.parametrize(
    "question",
    [
        "青浦派了多少教师？",
        "青浦派了多少教师去克拉玛依呢？",
        "那青浦派了多少教师去克拉玛依？",
        "青浦",  # words to search for
        "青浦？",
        "2017年",
        "那杨浦呢？",  # that is what was asked
        "那杨浦区呢？",
        "那曲派了几名教师？",
        "那天气怎么样？",
        "那是什么",
        "为什么呢？",
        "怎么做呢？",
        "呢",
        "周丕鸿来自那里？",  # 哪里 is meant
        "老师们去了那里？",
        "杨浦支教工作室是那一年成立的",
        "闵行资助那所学校建了教室",
        "其他学校有哪些？",
        "吉他怎么弹？",
        "其他呢？",  # than what?
        "还有呢？",  # of a number there is no more
        "“他们”这首歌是谁写的？",
        "青浦去克拉玛依支教的老师，他们是谁选的？",  # it names them itself
        "学校怎么管理它们的图书？",
        "应该校对什么？",
        "他去了哪里？",  # nobody was named
        "它有多少人？",  # 杨浦 or 遵义
        "那年捐了多少图书？",
        "那个夏令营有多少人参加？",  # none was spoken of
        "那李小明呢？",
        "那《论语》呢？",
        "第二批呢？",
        "那七宝中学呢？",
        "他们在西藏去了几批？",  # the last one was about 遵义
        "红烧肉怎么做才好吃",
        "",
    ],
)
def test_what_does_not_lean_or_is_not_sure_stays(names: Names, question: str) -> None:
    assert rewrite(question, LAST, names) is None


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("那昆明呢？", "杭州派了多少教师去遵义？"),  # either
        ("2015年呢？", "2014年和2016年各派了几名教师？"),
        ("学生呢？", "校长和教师各有多少？"),
        ("2016年呢？", "杨浦支教工作室是哪一年成立的？"),
        ("他是哪里人？", "周丕鸿和李小明写了什么？"),
        ("该校有多少学生？", "七宝中学和曹杨中学办了什么？"),
        ("那里有几所中学？", "杨浦和遵义签了什么协议？"),
        ("他们是谁？", "教师们为什么去遵义？"),  # no statement behind it
        ("那青浦呢？", ""),
        ("那青浦呢？", "支教是什么意思？"),
        ("还有呢？", "杨浦用了哪些办法做调研，还有呢？"),
        ("还有呢？", "杨浦支教工作室是哪一年成立的？"),
        ("那26.5万元呢？", "45位教师去了哪里？"),
    ],
)
def test_of_two_that_fit_alike_neither_is_taken(names: Names, question: str, last: str) -> None:
    assert rewrite(question, last, names) is None


def test_questions_that_stand_by_themselves_stay(names: Names) -> None:
    golden = read_squad(Path(__file__).parents[1] / "golden" / "report.squad.json").questions
    rewritten = [q.question for q in golden if rewrite(q.question, LAST, names)]
    assert len(golden) > 150
    assert rewritten == []


def test_a_question_too_long_to_ask_is_not_made(names: Names) -> None:
    assert rewrite("他们去了几批？", "杨浦派了多少教师去遵义" + "学习" * 250, names) is None


@pytest.mark.parametrize("unit", ["还有", "请问", "那他们", "一共", "多少", "呢", "“", "杨浦", "1,"])
def test_no_question_takes_long(names: Names, unit: str) -> None:
    long = (unit * 500)[:480] + "他们？"
    began = time.process_time()
    rewrite(long, LAST, names)
    rewrite("他们去了几批？", long, names)
    assert time.process_time() - began < 2.0


def test_what_a_question_names(names: Names) -> None:
    def named(question: str, short: bool = False) -> list[str]:
        return [f"{m.text}/{m.kind}" for m in mentions(question, names, short=short)]

    assert named("首批去贵州遵义的教师") == ["首批/ordinal", "贵州遵义/place", "教师/role"]
    assert named("今年5月到6月") == ["今年5月到6月/date"]
    assert named("青浦和闵行呢", short=True) == ["青浦和闵行/place"]
    assert named("杨浦和楚雄签了协议") == ["杨浦/place", "楚雄/place"]
    assert named("年轻人去年轻的学校教小学生") == ["小学生/role"]
    (place,) = mentions("贵州遵义", names)
    assert (place.start, place.inner, place.end) == (0, 2, 4)


def test_a_grade_is_no_count_of_what_was_spoken_of(names: Names) -> None:
    assert rewrite("那一级医院呢", "三级医院的报销比例是多少", names) is None
