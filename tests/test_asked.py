"""What kind of answer a question wants."""

import pytest

from wenju.asked import Asked, asks_for, asks_for_several


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        *(("派了多少教师", "quantity"), ("有几所学校", "quantity"), ("多久算一轮", "quantity"), ("第几批", "quantity")),
        *(("哪一年成立", "time"), ("什麼時候簽的", "time"), ("何时通车", "time"), ("西元幾年建成", "time")),
        *(
            ("下设哪些部门", "several"),
            ("哪两种培训班", "several"),
            ("分別是什麼", "several"),
            ("有什么条件", "several"),
        ),
        *(("局长是谁", "other"), ("几何是什么", "other"), ("几内亚在哪里", "other"), ("叫什么名字", "other")),
    ],
)
def test_kind_of_question(question: str, kind: str) -> None:
    assert asks_for(question) == kind


def test_asks_for_several_is_not_asking_for_the_other_one() -> None:
    assert asks_for_several("管的地区包括哪些")
    assert not asks_for_several("遗址包括甲、乙以及哪个")
    assert not asks_for_several("两个政党分别是甲和哪一个")


@pytest.mark.parametrize(
    ("question", "unit", "family"),
    [
        ("捐了多少册图书", "册", "count"),
        ("投入了多少万元", "元", "money"),
        ("去了几位老师", "位", "people"),
        ("一共花了多少钱", "", "money"),
        ("用了多长时间", "", "time"),
        ("占百分之几", "", "share"),
        ("是第几批", "批", "order"),
        ("局长是谁", "", ""),
    ],
)
def test_unit_and_family_that_are_asked_for(question: str, unit: str, family: str) -> None:
    asked = Asked(question)
    assert (asked.unit, asked.family) == (unit, family)


def test_who_asks_for_the_year_wants_no_more() -> None:
    assert Asked("哪一年成立").wants_year
    assert not Asked("什么时候成立").wants_year


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        *(("负责人是谁", True), ("哪个区最多", True), ("捐款最多的是哪位乡贤", True), ("行动叫什么名字", True)),
        *(("哪个月开工", False), ("派了多少人", False), ("用来做什么", False)),
    ],
)
def test_who_and_which_want_a_name(question: str, wants: bool) -> None:
    assert Asked(question).wants_name is wants
