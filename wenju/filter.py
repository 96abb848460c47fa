"""Which passages a question is asked of: a `Filter` in, the numbers of the passages that it leaves out.

A document without a date is in no span of time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Protocol

from wenju.errors import QuestionError
from wenju.fold import fold
from wenju.records import EVERYTHING, Document, Filter

# Neighbouring passages stand under the same headings.
PATHS = 1000
_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


class Headed(Protocol):
    """Passages of which only the headings are asked for, so that no text is read."""

    def numbers_of(self, document_id: str) -> range:
        """The numbers of a document's passages."""

    def path(self, number: int) -> tuple[str, ...]:
        """The heading path of a passage."""


def passages_within(within: Filter, documents: Mapping[str, Document], passages: Headed) -> frozenset[int] | None:
    """The numbers of the passages that a filter lets through; None where it lets all through.

    Raises `QuestionError` where it names a document that is not there, or a date that is none.
    """
    if within == EVERYTHING:
        return None
    heading = _plain(within.heading)

    @lru_cache(PATHS)
    def is_in(words: tuple[str, ...]) -> bool:
        return any(heading in _plain(part) for part in words)

    found: set[int] = set()
    for document in documents_within(within, documents):
        numbers = passages.numbers_of(document.id)
        found.update(numbers if is_in((document.title,)) else (n for n in numbers if is_in(passages.path(n))))
    return frozenset(found)


def _plain(words: str) -> str:
    return fold("".join(words.split()))


def documents_within(within: Filter, documents: Mapping[str, Document]) -> list[Document]:
    """The documents that a filter lets through by name and date. Raises `QuestionError` as above."""
    _check(within, documents)
    chosen: Iterable[Document] = (
        [documents[name] for name in dict.fromkeys(within.documents)] if within.documents else documents.values()
    )
    return [document for document in chosen if _is_between(document.date, within.since, within.until)]


def _check(within: Filter, documents: Mapping[str, Document]) -> None:
    for date in (within.since, within.until):
        if date and not _DATE.fullmatch(date):
            raise QuestionError(
                f"日期“{date}”看不懂，请写成 2017、2017-12 或 2017-12-06 (found the date {date!r}, expected YYYY-MM-DD)"
            )
    for name in within.documents:
        if name not in documents:
            raise QuestionError(f"没有名为“{name}”的文档 (the index has no document {name!r}; list them first)")


def _is_between(date: str, since: str, until: str) -> bool:
    """Whether a date lies between two, both included; each may be a whole month or year."""
    if not (since or until):
        return True
    return bool(date) and date[: len(since)] >= since and (not until or date[: len(until)] <= until)
