"""Dates: what is one, and whether a text states the one asked for."""

import pytest

from wenju.dates import find_dates, states_date


def found(text: str) -> list[tuple[str, tuple[int | None, ...], str]]:
    def whole(parts: tuple[object, ...]) -> tuple[int | None, ...]:
        return tuple(None if part is None else int(str(part)) for part in parts)

    return [(text[d.start : d.end], whole((d.year, d.month, d.day)), d.span) for d in find_dates(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2017年5月,与云南楚雄", [("2017年5月", (2017, 5, None), "")]),
        ("２０１７年", [("２０１７年", (2017, None, None), "")]),
        ("二〇一七年", [("二〇一七年", (2017, None, None), "")]),
        ("2017-12-06发布", [("2017-12-06", (2017, 12, 6), "")]),
        ("2014—2016年", [("2014", (2014, None, None), "从"), ("2016年", (2016, None, None), "到")]),
        ("9月1日开学", [("9月1日", (None, 9, 1), "")]),
        ("杨浦 2017 经费", [("2017", (2017, None, None), "")]),
        ("2016学年度", [("2016学年度", (2016, None, None), "")]),
    ],
)
def test_finds(text: str, expected: list[tuple[str, tuple[int | None, ...], str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize("text", ["三年", "1970年代", "2017册", "1234", "几年", "第3年", "2000元", "5日"])
def test_finds_nothing_in(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("asked", "texts", "stated"),
    [
        ("2017年", ["2017年派出30人次"], "yes"),
        ("2016年", ["2017年派出30人次"], "no"),
        ("2016年", ["派出30人次"], "unsaid"),
        ("2015年", ["2014—2016年派出45位"], "partly"),
        ("2016年", ["2014—2016年派出45位"], "partly"),
        ("2017年", ["2014—2016年派出45位"], "no"),
        ("2017年", ["2014—2016年派出45位", "2017年派出30人次"], "no"),  # the first that says a year decides
        ("2017年", ["派出30人次", "2017年工作总结"], "yes"),
        ("2017年5月", ["2017年5月签订协议"], "yes"),
        ("2017年6月", ["2017年5月签订协议"], "no"),
        ("2017年6月", ["2017年5月签订协议，6月开工"], "yes"),
        ("2017年6月", ["2017年签订协议"], "yes"),
        ("9月1日", ["老年医学科于9月1日开诊"], "yes"),
        ("9月2日", ["老年医学科于9月1日开诊"], "no"),
        ("9月2日", ["老年医学科于9月开诊"], "yes"),
        ("9月", ["全年出院3.15万人次"], "unsaid"),
    ],
)
def test_states(asked: str, texts: list[str], stated: str) -> None:
    (date,) = find_dates(asked)
    assert states_date(texts, date) == stated
