"""Which passages a question is asked of: a `Filter` in, the numbers of the passages that it leaves out.

A document without a date is in no span of time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from wenju.errors import QuestionError
from wenju.fold import fold
from wenju.records import EVERYTHING, Document, Filter, Passage

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")


def passages_within(
    within: Filter, documents: Mapping[str, Document], passages: Sequence[Passage]
) -> frozenset[int] | None:
    """The numbers of the passages that a filter lets through; None where it lets all through.

    Raises `QuestionError` where it names a document that is not there, or a date that is none.
    """
    if within == EVERYTHING:
        return None
    allowed = {document.id for document in documents_within(within, documents)}
    heading = fold("".join(within.heading.split()))

    def is_under(passage: Passage) -> bool:
        above = (documents[passage.document_id].title, *passage.heading_path)
        return any(heading in fold("".join(words.split())) for words in above)

    return frozenset(n for n, p in enumerate(passages) if p.document_id in allowed and is_under(p))


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
