from __future__ import annotations

import pytest

from wenju.errors import QuestionError
from wenju.filter import documents_within, passages_within
from wenju.records import Document, Filter, Passage

DOCUMENTS = {
    "a.txt": Document("a.txt", "2016年工作总结", "2016-12-31", "甲乙"),
    "b.txt": Document("b.txt", "安全办法", "2017-03-05", "丙"),
    "c.txt": Document("c.txt", "便条", "", "丁"),
}
PASSAGES = [
    Passage("a.txt", 0, 1, "甲", ("一、 支教工作",)),
    Passage("a.txt", 1, 2, "乙", ("二、经费", "(一)来源")),
    Passage("b.txt", 0, 1, "丙", ("第一章 总則",)),
    Passage("c.txt", 0, 1, "丁"),
]


class Passages:
    """The passages above as `passages_within` asks for them."""

    def numbers_of(self, document_id: str) -> range:
        own = [n for n, passage in enumerate(PASSAGES) if passage.document_id == document_id]
        return range(own[0], own[-1] + 1)

    def path(self, number: int) -> tuple[str, ...]:
        return PASSAGES[number].heading_path


def numbers(**fields: object) -> list[int] | None:
    found = passages_within(Filter(**fields), DOCUMENTS, Passages())  # type: ignore[arg-type]
    return None if found is None else sorted(found)


def test_an_empty_filter_lets_all_through() -> None:
    assert numbers() is None


def test_by_document() -> None:
    assert numbers(documents=("b.txt", "c.txt")) == [2, 3]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2017", "", [2]),
        ("", "2016", [0, 1]),
        ("2016-12-31", "2017-03-05", [0, 1, 2]),
        ("2017-01", "2017-02", []),
        ("2016-12", "2017-03", [0, 1, 2]),
        ("2017-03-06", "", []),
    ],
)
def test_by_date_both_ends_included_and_never_what_has_none(since: str, until: str, found: list[int]) -> None:
    assert numbers(since=since, until=until) == found


@pytest.mark.parametrize(
    ("heading", "found"),
    [
        ("支教", [0]),
        ("一、支教", [0]),
        ("来源", [1]),
        ("总则", [2]),
        ("工作总结", [0, 1]),
        ("没有", []),
        (" ", [0, 1, 2, 3]),
    ],
)
def test_by_heading_or_title_in_any_script(heading: str, found: list[int]) -> None:
    assert numbers(heading=heading) == found


def test_all_of_it_must_fit() -> None:
    assert numbers(documents=("a.txt",), since="2016", heading="经费") == [1]


def test_what_cannot_be_is_told_with_the_cure() -> None:
    with pytest.raises(QuestionError, match="2017-12-06"):
        numbers(since="去年")
    with pytest.raises(QuestionError, match=r"没有名为“x\.txt”的文档"):
        documents_within(Filter(documents=("x.txt",)), DOCUMENTS)
