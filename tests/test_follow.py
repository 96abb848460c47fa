"""Which question is asked in the end, and the strip that shows it."""

from __future__ import annotations

import re

import pytest

from wenju.followup import Change
from wenju.names import Names
from wenju.tokenizer import Tokenizer
from wenju.ui.follow import Asked, completed, strip
from wenju.ui.words import EN, ZH

LAST = Asked("杨浦派了多少教师去遵义？", "杨浦派了多少教师去遵义？")
LEANING = Asked("那青浦呢？", "青浦派了多少教师去遵义？", (Change("杨浦", "青浦"),))


@pytest.fixture(scope="module")
def names() -> Names:
    return Names(Tokenizer())


def test_the_first_question_is_asked_as_it_was_typed(names: Names) -> None:
    assert completed("那青浦呢？", None, names) == Asked("那青浦呢？", "那青浦呢？")


def test_a_question_that_leans_is_made_whole_by_the_last_one(names: Names) -> None:
    assert completed("那青浦呢？", LAST, names) == LEANING


def test_it_leans_on_what_was_asked_in_the_end(names: Names) -> None:
    assert completed("那毕节呢？", LEANING, names).question == "青浦派了多少教师去毕节？"


def test_a_question_that_stands_alone_is_left_alone(names: Names) -> None:
    whole = "闵行捐了多少图书？"
    assert completed(whole, LAST, names) == Asked(whole, whole)


@pytest.mark.parametrize("last", [LEANING, Asked("那青浦呢？", "青浦派了几位？"), Asked("那青浦呢？", "那青浦呢？")])
def test_what_is_asked_once_more_is_asked_as_before(names: Names, last: Asked) -> None:
    """Made whole, edited or as it was typed: pressing the button again changes nothing."""
    assert completed(" 那青浦呢？\n", last, names) == last


def whole(markup: str) -> str:
    found = re.search(r'<span class="wj-whole".*?>(.*?)</span>', markup)
    assert found
    return found[1]


def test_the_strip_marks_what_was_changed() -> None:
    assert whole(strip(ZH, LEANING)) == '<mark class="wj-new">青浦</mark>派了多少教师去遵义？'
    twice = Asked("那青浦呢？", "青浦的教师比青浦的学生多几名？", (Change("杨浦", "青浦"),))
    assert whole(strip(ZH, twice)).count('<mark class="wj-new">青浦</mark>') == 2


def test_what_was_put_in_front_is_marked() -> None:
    asked = Asked("他们去了几批？", "杨浦派了教师，他们去了几批？", (Change("", "杨浦派了教师"),))
    assert whole(strip(ZH, asked)) == '<mark class="wj-new">杨浦派了教师</mark>，他们去了几批？'


def test_an_edited_question_keeps_the_marks_that_still_stand_in_it() -> None:
    changes = (Change("杨浦", "青浦"), Change("遵义", "毕节"))
    assert (
        whole(strip(ZH, Asked("青浦去毕节的呢？", "青浦派了几位？", changes)))
        == '<mark class="wj-new">青浦</mark>派了几位？'
    )


def test_the_buttons_ask_the_whole_question_or_the_one_that_was_typed() -> None:
    buttons = re.findall(r'data-action="(\w+)" data-typed="(.*?)" data-question="(.*?)">(.*?)<', strip(EN, LEANING))
    assert buttons == [
        ("again", "那青浦呢？", "青浦派了多少教师去遵义？", "Ask again"),
        ("typed", "那青浦呢？", "那青浦呢？", "Ask as typed"),
    ]


def test_there_is_no_strip_where_nothing_was_changed() -> None:
    assert strip(ZH, LAST) == ""
