"""Example questions for a collection: written ones for the report that ships with wenju, its headings for any other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from wenju.records import Document

REPORT = "对口支援与合作交流工作经验交流"
# The fifth asks for a person, the last for a district of which the report says nothing.
REPORT_QUESTIONS = (
    "杨浦区派了多少教师去遵义支教？",
    "杨浦区2017年投入了多少专项经费？",
    "泽普县初级中学教育联盟有哪几所学校？",
    "杨浦支教工作室是哪一年成立的？",
    "谁写了关于学校德育的调研报告？",
    "徐汇区派了多少教师去西藏？",
)


def example_questions(documents: Sequence[Document], most: int = 6) -> tuple[str, ...]:
    """Questions to offer for these documents; headings stand in for questions where nobody wrote any."""
    if any(REPORT in document.title for document in documents):
        return REPORT_QUESTIONS[:most]
    return tuple(dict.fromkeys(_headings(documents)))[:most]


def _headings(documents: Iterable[Document]) -> list[str]:
    """The title of each document that shows one, else the headings of its outermost level; long ones make no buttons.

    The line with its date stands beside a title and is nothing to ask.
    """
    found = []
    for document in documents:
        outermost = min((h.level for h in document.headings), default=0)
        texts = [h.text.strip() for h in document.headings if h.level == outermost > 0] or [document.title]
        found += [text for text in texts if 2 <= len(text) <= 40]
    return found
