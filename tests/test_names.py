"""Named things in questions: what is one, what is none; the table of places."""

from pathlib import Path

import pytest

from wenju.geography import in_one_character, names_inside, stem, table, wider
from wenju.names import Names, Thing, collect
from wenju.tokenizer import Tokenizer

TOKENIZER = Tokenizer()


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(TOKENIZER)


def found(names: Names, question: str) -> list[str]:
    return [f"{thing.text}/{thing.kind}" for thing in names.things(question)]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("浦东新区派了多少教师去遵义？", ["浦东新区/place", "遵义/place"]),
        ("閔行區2017年投入多少经费", ["閔行區/place", "2017年/date"]),
        ("从道真招来的学生念什么专业？", ["道真/place"]),
        ("周丕鸿发表了什么？", ["周丕鸿/person"]),
        ("格雷厄姆·肯尼思的父亲是谁", ["格雷厄姆·肯尼思/person"]),
        ("七宝中学有几名学生", ["七宝中学/organisation"]),
        ("泽普五中建了什么？", ["泽普五中/organisation"]),
        ("白沙镇有几所学校", ["白沙镇/place"]),
        ("45位教师来自哪里", ["45位/quantity"]),
        ("那26.5万元花在哪里", ["26.5万元/quantity"]),
        ("《克拉玛依教育》是什么刊物", ["《克拉玛依教育》/title"]),
        ("“1+2”办学是什么意思？", ["“1+2”/title"]),
        ("Hadoop 2用来做什么", ["Hadoop 2/name"]),
        ("2017年5月签了什么", ["2017年5月/date"]),
        ("东京和巴黎哪个大", ["东京/place", "巴黎/place"]),
    ],
)
def test_finds(names: Names, question: str, expected: list[str]) -> None:
    assert found(names, question) == expected


@pytest.mark.parametrize(
    "question",
    [
        *(
            "哪个区派了几名教师？",
            "一共多少万元？",
            "哪一年成立的",
            "在哪两所中学搞了项目",
            "我国有多少教师",
            "第二批几个人",
        ),
        *(
            "谢谢，夏令营有多少师生参加？",
            "边远地区的文明学校",
            "有哪些资源可以合作",
            "和平大会的精神是什么",
            "最大同盟",
        ),
        *("近5万人说什么话", "十八世纪发生了什么"),
    ],
)
def test_finds_nothing_in(names: Names, question: str) -> None:
    assert found(names, question) == []


def test_offsets_are_those_of_the_question(names: Names) -> None:
    question = "請問 長寧區２０１６年的“雲錄播教室”在哪？"
    things = names.things(question)
    assert [question[thing.start :].startswith(thing.text) for thing in things] == [True] * 3


def test_a_place_knows_the_one_right_behind_it(names: Names) -> None:
    assert names.things("云南楚雄在哪")[0] == Thing("云南", "place", 0, inner="楚雄")
    assert [thing.inner for thing in names.things("贵州 毕节 人数")] == ["毕节", ""]
    assert [thing.inner for thing in names.things("北京上海哪个大")] == ["", ""]  # one is not in the other
    assert [thing.inner for thing in names.things("云南的楚雄")] == ["", ""]


def test_the_gazetteer_the_dictionary_and_the_aliases_teach_names(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("杨浦支教工作室 nt\n双语教学 n\n", encoding="utf-8")
    (tmp_path / "aliases.txt").write_text("澜泊市 = 澜城\n对口支援 = 对口帮扶\n", encoding="utf-8")
    tokenizer = Tokenizer(tmp_path / "words.txt", tmp_path / "aliases.txt")
    names = Names(tokenizer, ["柳溪第二人民医院", "总体要求"])
    assert found(names, "总体要求是什么") == []
    assert found(names, "杨浦支教工作室的双语教学") == ["杨浦支教工作室/organisation"]
    assert found(names, "澜城的对口支援") == ["澜城/place"]
    assert found(names, "柳溪二院有多少医生") == ["柳溪二院/organisation"]


def test_collects_names_from_headings(names: Names) -> None:
    headings = ["一、闵行区实施精准帮扶", "二、杨浦区深化合作", "（一）工作机制", "2017年", "杨浦区"]
    assert collect(names, headings) == ["闵行区", "杨浦区"]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        *(("杨浦区教育局", "杨浦"), ("杨浦区", "杨浦"), ("浦东新区", "浦东"), ("红河哈尼族彝族自治州", "红河")),
        *(
            ("新疆维吾尔自治区", "新疆"),
            ("内蒙古自治区", "内蒙古"),
            ("道真仡佬族苗族自治县", "道真"),
            ("北京大学", "北京"),
        ),
        *(("和平区", "和平区"), ("义县", "义县"), ("国家统计局", "国家统计局"), ("杨浦", "杨浦")),
    ],
)
def test_stem(name: str, short: str) -> None:
    assert stem(name) == short


def test_the_table_knows_what_lies_where() -> None:
    assert [table().level[name] for name in ("日本", "云南", "楚雄", "泽普县", "泽普", "浦东新区")] == [
        0,
        1,
        2,
        3,
        3,
        3,
    ]
    assert {"上海", "上海市"} == {*wider("杨浦")}
    assert "和平" not in table().level
    assert "和平区" in table().level
    assert names_inside("闵行区派出教师", "上海")
    assert not names_inside("遵义派出教师", "上海")
    assert in_one_character("首批援藏人才", "西藏")
    assert not in_one_character("收藏图书", "西藏")


@pytest.mark.parametrize("question", ["1～2月由哪个剧团初演？", "3-5人一组的有多少"])
def test_half_a_range_is_no_thing(names: Names, question: str) -> None:
    for thing in names.things(question):
        assert names.things(thing.text)[0].kind == thing.kind
