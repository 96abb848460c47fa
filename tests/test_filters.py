"""What people fill in becomes a filter that the engine reads, is said in words, and told where it cannot be read."""

from __future__ import annotations

import pytest

from wenju.records import Filter
from wenju.ui.filters import filter_of, label, summary, trouble
from wenju.ui.words import EN, ZH

TITLES = {"a.txt": "教育对口支援办法", "b.txt": "题" * 30}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("2017", "2017"),
        ("2017年", "2017"),
        (" ２０１７ ", "2017"),
        ("2017-5", "2017-05"),
        ("2017年5月", "2017-05"),
        ("2017 年 12 月", "2017-12"),
        ("2017/5/6", "2017-05-06"),
        ("2017.05.06", "2017-05-06"),
        ("2017年5月6日", "2017-05-06"),
        ("2017-12-06", "2017-12-06"),
        ("", ""),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, read: str) -> None:
    within = filter_of(None, typed, typed, None)
    assert (within.since, within.until) == (read, read)
    assert trouble(ZH, within) == ""


@pytest.mark.parametrize("typed", ["去年", "2017-13", "2017-02-30", "17年", "2017-", "20170506", "0000", "2017-W01-1"])
def test_what_is_no_date_stays_and_is_told(typed: str) -> None:
    within = filter_of([], "", typed, "")
    assert within.until == typed
    assert trouble(ZH, within) == f"日期“{typed}”看不懂，请写成 2017、2017-12 或 2017-12-06。"
    assert typed in trouble(EN, filter_of([], typed, "", ""))


@pytest.mark.parametrize(
    ("since", "until", "wrong"),
    [
        ("2018", "2017-12", True),
        ("2017-06", "2017-05-30", True),
        ("2017-06", "2017", False),
        ("2017", "2017-03", False),
        ("2017-06-01", "2017-06-01", False),
    ],
)
def test_an_end_before_the_beginning_is_told(since: str, until: str, wrong: bool) -> None:
    said = trouble(ZH, filter_of([], since, until, ""))
    assert said == (f"日期从“{since}”到“{until}”，前后颠倒了，请对调。" if wrong else "")


def test_fields_make_a_filter() -> None:
    assert filter_of(["a.txt", "b.txt"], "2016", "2017年", " 经费 ") == Filter(
        ("a.txt", "b.txt"), "2016", "2017", "经费"
    )
    assert filter_of(None, None, None, None) == Filter()


@pytest.mark.parametrize(
    ("within", "chinese", "english"),
    [
        (Filter(), "", ""),
        (Filter(("a.txt",)), "《教育对口支援办法》", "《教育对口支援办法》"),
        (Filter(("b.txt",)), f"《{'题' * 23}…》", f"《{'题' * 23}…》"),
        (Filter(("gone.txt",)), "《gone.txt》", "《gone.txt》"),
        (Filter(("a.txt", "b.txt")), "2 篇文档", "2 documents"),
        (Filter(since="2016", until="2017-05"), "2016 至 2017-05", "2016 to 2017-05"),
        (Filter(since="2016"), "2016 起", "from 2016"),
        (Filter(until="2016"), "2016 止", "until 2016"),
        (
            Filter(("a.txt", "b.txt"), heading="{经费}"),
            "2 篇文档 · 标题里有“{经费}”",
            "2 documents · heading contains “{经费}”",
        ),
    ],
)
def test_what_is_chosen_is_said(within: Filter, chinese: str, english: str) -> None:
    assert (summary(ZH, within, TITLES), summary(EN, within, TITLES)) == (chinese, english)


def test_the_label_of_the_fold_says_what_is_chosen() -> None:
    assert label(ZH, Filter(), TITLES) == "只问其中一部分"
    assert label(ZH, Filter(since="2016"), TITLES) == "只问其中一部分：2016 起"
    assert label(EN, Filter(since="2016"), TITLES) == "Ask only part of them: from 2016"
