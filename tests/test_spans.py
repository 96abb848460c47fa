"""Where answers end: what is completed, what is cut, and what is left as it is. 【】 shows the span in a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenju.spans import repair


def repaired(question: str, marked: str) -> str:
    """The repaired words of a text whose span stands between 【 and 】."""
    start, end = marked.index("【"), marked.index("】") - 1
    text = marked.replace("【", "").replace("】", "")
    assert 0 <= start < end <= len(text)
    a, b = repair(question, text, start, end)
    assert repair(question, text, a, b) == (a, b)
    return text[a:b]


@pytest.mark.parametrize(
    ("question", "marked", "expected"),
    [
        ("教师人数", "派出【45】位教师", "45位"),
        ("有幾位教師", "派出【四十五】位教師", "四十五位"),
        ("有几位教师", "派出【４】５位教师", "４５位"),
        ("经费", "共【868】万元", "868万元"),
        ("涨幅", "增长【3】.5%，", "3.5%"),
        ("涨幅", "增长3.【5%】，", "3.5%"),
        ("出版年", "于【2017】年出版", "2017年"),
        ("年份范围", "【2014】—2016年", "2014—2016年"),
        ("什么时候", "【2014】—2016年", "2014—2016年"),
        ("编号", "型号为COVID-【19】。", "COVID-19"),
        ("名称", "使用【iPhon】e拍摄", "iPhone"),
        ("批次", "接待9批【213】人次", "213人次"),
        ("是谁", "由【张三】位居第一", "张三"),
        ("哪个国王", "在【路易十四】时代", "路易十四"),
    ],
)
def test_numbers_and_latin_words_stay_whole(question: str, marked: str, expected: str) -> None:
    assert repaired(question, marked) == expected


@pytest.mark.parametrize(
    ("question", "marked", "expected"),
    [
        ("今年招了多少学生", "【今年招收学生58人】，", "58人"),
        ("多久算一轮", "【三年为一轮】", "三年"),
        ("培训了多少人次", "【接待9批213人次】来沪", "213人次"),
        ("分成几批", "【接待9批213人次】来沪", "9批"),
        ("有多少老师", "【9批213人次】来沪", "9批213人次"),  # names no unit, and both would do
        ("有几个老师", "【选派９名优秀教师】", "９名"),
        ("閔行有幾個學校", "【共十三所】", "十三所"),
        ("多少钱", "【2017年投入26.5万元】", "26.5万元"),
        ("校车一学期多少钱", "【180元】", "180元"),
        ("校车一学期多少钱", "每学期不超过【180】元", "不超过180元"),
        ("罚款超过多少", "罚款超过【180】元", "180元"),  # the question says 超过
        ("多少人", "【约200余名】师生", "约200余名"),
        ("多少人", "约【200】余名师生", "200余名"),
        ("占多少", "【8%】左右", "8%左右"),
        ("罚多少", "处【200元】以上2000元以下罚款", "200元以上2000元以下"),
        ("间隔多长时间", "【间隔1分30秒出发】", "1分30秒"),
        ("有多少处饮水点", "设【饮水点14】处", "14处"),
        ("面积有多大", "【达35公顷】", "35公顷"),
        ("第几学年", "【第二、三学年】在上海", "第二、三学年"),
        ("有多少蒙古軍", "統領【20萬】蒙古軍", "20萬"),
        ("气温是多少度", "气温零下【5】度", "零下5度"),
        ("共有多少个车站", "共有【14个车站】", "14个车站"),  # the question says 车站
        ("有多少教师", "【2017年】派出", "2017年"),  # a year is no number of teachers
        ("赛期多久", "【7月27日】", "7月27日"),
        ("有多少人", "【男6人，女8人】", "男6人，女8人"),
        ("多少教师", "【教师队伍】", "教师队伍"),
    ],
)
def test_the_quantity_that_is_asked_for(question: str, marked: str, expected: str) -> None:
    assert repaired(question, marked) == expected


@pytest.mark.parametrize(
    ("question", "marked", "expected"),
    [
        ("什么时候签的", "于【2017】年5月签订", "2017年5月"),
        ("什么时候签的", "【于2017年5月签订】", "2017年5月"),
        ("2017年什么时候签的", "于2017年【5月6】日签订", "5月6日"),
        ("哪一年签的", "【2017年5月6日】签订", "2017年"),
        ("哪一年簽的", "【二〇一七年五月】簽訂", "二〇一七年"),
        ("哪一年去世的", "【康熙十一年（1672年）六月卒】", "康熙十一年（1672年）"),
        ("哪一年开工", "【至元二十六年】正月开工", "至元二十六年"),
        ("哪一天入城", "【七月初十】入城", "七月初十"),
        ("哪一天发布", "发布日期：2017-【12-06】", "2017-12-06"),
        ("哪年发布", "发布日期：【2017-12-06】", "2017"),
        ("何时举行", "【2008年8月9日至8月12日举行】", "2008年8月9日至8月12日"),
        ("从什么时候开始", "【2008年8月9日】至8月12日举行", "2008年8月9日"),
        ("何时之前查完", "【6月20日前】", "6月20日前"),
        ("在什么时候", "【2016年政变后】", "2016年政变后"),
        ("何时", "【2010年或2011年】", "2010年或2011年"),
        ("2011年的幾月幾日", "【2011年3月16日】", "3月16日"),
        ("持续到什么时候", "【日治时期结束】", "日治时期结束"),
    ],
)
def test_the_time_that_is_asked_for(question: str, marked: str, expected: str) -> None:
    assert repaired(question, marked) == expected


@pytest.mark.parametrize(
    ("question", "marked", "expected"),
    [
        ("登在什么刊物上", "发表在《【克拉玛依教育】》上", "《克拉玛依教育》"),
        ("登在什么刊物上", "发表在《克拉【玛依教育》】上", "《克拉玛依教育》"),
        ("探索什么", "探索“【行动教育】”范式", "行动教育"),
        ("稱為什麼", "稱為「【西方頹廢】的象徵」", "西方頹廢"),
        ("发表了什么文章", "【《甲的思考》在当地《乙教育】》上", "《甲的思考》"),
        ("《甲》怎么样", "【《甲》是改自《乙》的戏】", "《甲》是改自《乙》的戏"),
        ("有什么书", "【《甲》和《乙》】", "《甲》和《乙》"),
        ("是谁", "【王五（1950】年生）", "王五"),
        ("哪一年", "（【1950年】）", "1950年"),
        ("是谁", "由【王五）】", "王五"),
    ],
)
def test_marks_come_in_pairs(question: str, marked: str, expected: str) -> None:
    assert repaired(question, marked) == expected


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("在【，上海。 】", "上海"),
        ("签约方是【楚雄的】学校", "楚雄"),
        ("说明【目的】是什么", "目的"),
        ("水是【自由的】。", "自由的"),
        ("【Yahoo!】奇摩", "Yahoo!"),
        ("到【和平】路", "和平"),
        ("请【于右任】写", "于右任"),
        ("是【共和国】成立", "共和国"),
        ("【。】", "。"),
    ],
)
def test_ends_without_marks_and_particles(marked: str, expected: str) -> None:
    assert repaired("是什么", marked) == expected


@pytest.mark.parametrize(
    ("question", "marked", "expected"),
    [
        ("下设哪些部门", "小组下设甲部、【乙部】、丙部、丁部等四个部门，", "甲部、乙部、丙部、丁部"),
        ("下设哪些部门", "小组下设【甲部、乙】部、丙部和丁部四个部门，", "甲部、乙部、丙部和丁部"),
        ("下設哪些部門", "【甲部、乙部】、丙部及丁部。", "甲部、乙部、丙部及丁部"),
        ("有哪几门课程", "开发了【“甲课】”“乙课”等特色课程。", "“甲课”“乙课”"),
        ("有哪些书", "著有《甲、乙》、【《丙》】、《丁》，", "《甲、乙》、《丙》、《丁》"),
        ("有哪些书", "著有【《甲、乙》】。", "《甲、乙》"),
        ("通过哪些方式", "【通过座谈、走访等方式】输出", "座谈、走访"),
        ("下设哪些部门", "甲部，【乙部、丙部】；丁部、戊部", "乙部、丙部"),
        ("哪个部门", "小组下设甲部、【乙部】、丙部，", "乙部"),
        ("哪些学校", "由甲校、【乙校】、丙校共同发起成立了一个新的教育联盟，", "甲校、乙校"),
    ],
)
def test_lists_where_several_are_asked_for(question: str, marked: str, expected: str) -> None:
    assert repaired(question, marked) == expected


QUESTIONS = ("是什么", "多少人", "几所学校", "多久", "哪一年", "什么时候", "哪些", "哪本书", "几月几日", "百分之几")
TEXT = st.text(
    alphabet="约近不超过余第百万一二三十〇123.,-—至到年月日位名人次元%《》“”（）、，。和等的 ab在",
    min_size=1,
    max_size=30,
)


@given(st.sampled_from(QUESTIONS), TEXT, st.integers(0, 29), st.integers(1, 30))
def test_a_span_comes_back_inside_and_stays_repaired(question: str, text: str, start: int, length: int) -> None:
    start = min(start, len(text) - 1)
    a, b = repair(question, text, start, min(len(text), start + length))
    assert 0 <= a < b <= len(text)
    assert repair(question, text, a, b) == (a, b)


@pytest.mark.parametrize(
    ("question", "marked", "expected"),
    [
        ("投了多少资金", "总投资【9 600万元】，", "9 600万元"),
        ("招了多少名", "招收【217名】和4 106名", "217名"),
        ("招了多少名", "共招收4 【106名】新生", "4 106名"),
        ("海拔是多少", "海拔为【-400至-30米】，", "-400至-30米"),
        ("有机质升到多少了", "升到【20.9克/千克】，", "20.9克/千克"),
        ("至少要多长时间", "减压不少于【2小时】", "2小时"),
        ("要多长时间", "减压不少于【2小时】", "不少于2小时"),
        ("每个月最多巡几次", "不超过【两次】", "两次"),
    ],
)
def test_signs_spaces_and_bounds_of_amounts(question: str, marked: str, expected: str) -> None:
    assert repaired(question, marked) == expected
