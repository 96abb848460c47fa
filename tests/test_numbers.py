"""Quantities: what is one, what is none, and which are the same."""

from decimal import Decimal
from itertools import pairwise

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenju.fold import fold
from wenju.measure_words import unit_pattern
from wenju.numbers import Quantity, find_quantities, numeral_value, same, states


def found(text: str) -> list[tuple[str, int | float | None, str, str]]:
    return [
        (text[q.start : q.end], None if q.value is None else float(q.value), q.unit, q.hedge)
        for q in find_quantities(text)
    ]


def one(text: str) -> Quantity:
    (quantity,) = find_quantities(text)
    return quantity


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("四十五位教师", [("四十五位", 45, "位", "")]),
        ("４５位", [("４５位", 45, "位", "")]),
        ("接待9批213人次", [("9批", 9, "批", ""), ("213人次", 213, "人次", "")]),
        ("2017年5月", [("2017年", 2017, "年", ""), ("5月", 5, "月", "")]),
        ("二〇一七年", [("二〇一七年", 2017, "年", "")]),
        ("2014—2016年", [("2014", 2014, "年", "从"), ("2016年", 2016, "年", "到")]),
        ("2014年至2016年", [("2014年", 2014, "年", "从"), ("2016年", 2016, "年", "到")]),
        ("三至五年", [("三", 3, "年", "从"), ("五年", 5, "年", "到")]),
        ("3-5万元", [("3", 30_000, "元", "从"), ("5万元", 50_000, "元", "到")]),
        ("2017-12-06", [("2017", 2017, "年", ""), ("12", 12, "月", ""), ("06", 6, "日", "")]),
        ("868万元、101089册", [("868万元", 8_680_000, "元", ""), ("101089册", 101_089, "册", "")]),
        ("1,234.5元", [("1,234.5元", 1234.5, "元", "")]),
        ("约20余名，近200名", [("20余名", 20, "名", "约余"), ("200名", 200, "名", "近")]),
        (
            "3万余元 10多万元 十余万元",
            [("3万余元", 3e4, "元", "余"), ("10多万元", 1e5, "元", "多"), ("十余万元", 1e5, "元", "余")],
        ),
        ("200余名师生", [("200余名", 200, "名", "余")]),
        ("8%左右 百分之三十", [("8%", 8, "%", "左右"), ("百分之三十", 30, "%", "")]),
        ("数百名 几十人", [("数百名", None, "名", "数"), ("几十人", None, "人", "几")]),
        ("第二批8名", [("第二批", 2, "第批", ""), ("8名", 8, "名", "")]),
        ("三级医院 三年级", [("三级", 3, "级", ""), ("三年级", 3, "年级", "")]),
        ("附近三所学校", [("三所", 3, "所", "")]),
        ("每周三次", [("三次", 3, "次", "")]),
        ("十分钟 九十分", [("十分钟", 10, "分钟", ""), ("九十分", 90, "分", "")]),
        ("“1+11”", [("1", 1, "", ""), ("11", 11, "", "")]),
        ("3个百分点", [("3个百分点", 3, "个百分点", "")]),
    ],
)
def test_finds(text: str, expected: list[tuple[str, float | None, str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("张三", "张三位居第一", "李四名下", "四川", "三亚", "一些", "十分重要"),
        *("一般", "统一", "统一口径", "唯一", "进一步", "一起", "一时"),
        *("三门峡", "五台山", "万人空巷", "千校手拉手", "多少位教师", "第一", "COVID-19"),
        *("v1.2", "星期三次日", "三中全会", "十三五规划", "一带一路", "九江", "个百分点"),
    ],
)
def test_finds_nothing_in(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("四十五位", "45名"),
        ("45位", "４５人"),
        ("1.2亿元", "12000万元"),
        ("26.5万元", "265000元"),
        ("两万五千册", "25000册"),
        ("二〇一七年", "2017年"),
        ("百分之八", "8%"),
        ("200余名", "200名"),
        ("2吨", "2000公斤"),
        ("5号", "五日"),
        ("45", "45位"),
    ],
)
def test_same(a: str, b: str) -> None:
    assert same(one(a), one(b))
    assert same(one(b), one(a))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("45位", "46位"),
        ("30人", "30人次"),
        ("8批", "8名"),
        ("第二批", "2批"),
        ("868元", "868万元"),
        ("数百名", "数百名"),
        ("8", "9位"),
    ],
)
def test_not_same(a: str, b: str) -> None:
    assert not same(one(a), one(b))
    assert not same(one(b), one(a))


def test_states_looks_into_ranges() -> None:
    text = find_quantities("2014—2016年累计派出6批45位教师")
    assert [states(text, one(wanted)) for wanted in ("2014年", "2015年", "2016年", "六批", "45名")] == [True] * 5
    assert [states(text, one(wanted)) for wanted in ("2017年", "2013年", "7批", "2015元")] == [False] * 4


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        *(
            ("十", 10),
            ("十五", 15),
            ("四十五", 45),
            ("一百零五", 105),
            ("一百五", 150),
            ("三千五", 3500),
            ("两万五", 25_000),
        ),
        *(
            ("三千零五", 3005),
            ("一万零五十", 10_050),
            ("三亿五千万", 350_000_000),
            ("一万亿", 10**12),
            ("二〇一七", 2017),
        ),
        *(("一七", 17), ("零", 0), ("三五十", None), ("万", None)),
    ],
)
def test_numeral_value(numeral: str, value: int | None) -> None:
    assert numeral_value(numeral) == value


def test_fractions_are_exact() -> None:
    assert numeral_value("一点二") == Decimal("1.2")
    assert one("1.1亿元").value == Decimal("110000000")


@given(st.integers(0, 10**12 - 1))
def test_numeral_value_undoes_cn2an(number: int) -> None:
    assert numeral_value(cn2an.an2cn(number)) == number


@given(st.text(alphabet="第约近余多几数百千万亿一二三十〇零两点0123456789.,-—至年月日位名人次元%张周 a"))
def test_spans_are_in_order_and_inside(text: str) -> None:
    quantities = find_quantities(text)
    assert all(0 <= q.start < q.end <= len(text) for q in quantities)
    assert all(a.end <= b.start for a, b in pairwise(quantities))


def test_measure_words_are_written_in_folded_characters() -> None:
    assert fold(unit_pattern()) == unit_pattern()
