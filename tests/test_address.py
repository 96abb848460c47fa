"""A question and its filter to an address and back, and what a hand-written address can do: nothing but fill fields."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wenju.config import QUESTION_CHARACTERS
from wenju.records import Filter
from wenju.ui import address
from wenju.ui.address import query, read_query

FULL = Filter(("年报/a b.txt", "c&d=e.pdf"), "2016", "2017-05", "经费#1")


def read(link: str) -> tuple[str, Filter]:
    """What the server reads where a browser opens the link."""
    return read_query({name: values[-1] for name, values in parse_qs(link.removeprefix("?")).items()})


@pytest.mark.parametrize("within", [Filter(), FULL, Filter(heading="%2B+")])
def test_a_link_asks_what_it_was_made_of(within: Filter) -> None:
    assert read(query("杨浦派了几位？&a=1", within)) == ("杨浦派了几位？&a=1", within)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60).map(str.strip).filter(bool))
def test_any_question_comes_back(question: str) -> None:
    assert read(query(question, Filter())) == (question, Filter())


def test_a_link_is_short_where_nothing_is_left_out() -> None:
    assert query("a", Filter()) == "?q=a"


def test_an_address_without_a_question_asks_nothing() -> None:
    assert read_query({}) == ("", Filter())
    assert read_query({"q": " \n", "view": "api"}) == ("", Filter())


def test_what_is_too_long_is_cut_and_too_many_documents_are_left_out() -> None:
    long = "长" * 9999
    question, within = read_query(dict.fromkeys(address.FIELDS, long) | {"documents": "\n".join(map(str, range(999)))})
    assert len(question) == QUESTION_CHARACTERS + 1  # so that the page says that it is too long
    assert len(within.heading) == len(within.since) == len(within.until) == QUESTION_CHARACTERS + 1
    assert len(within.documents) == address.MOST_DOCUMENTS


def test_documents_are_named_once_and_never_empty() -> None:
    assert read_query({"q": "a", "documents": "\nb\n\na\nb"})[1].documents == ("b", "a")


def test_the_script_of_the_page_has_the_same_fields() -> None:
    script = (Path(address.__file__).parent / "page.js").read_text(encoding="utf-8")
    assert f"const fields = {list(address.FIELDS)};" in script
