"""Questions about a document itself: what it is called and when it came out; a question in, the words at its head out.

Title and date stand at the top of a text and in no passage, so that no search finds them. They are answered where it is
plain which document is meant: there is only one, or the question quotes its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from wenju.dates import find_dates
from wenju.fold import fold
from wenju.headings import label
from wenju.records import Citation, Document, Place

_TEXT = "报告|文章|文件|文档|材料|通知|公告|公报|通报|总结|简报|方案|规定|办法|意见|新闻|报道|稿子?|文本|东西|资料"
_ITSELF = re.compile(
    rf"[这该本此]一?[份篇个部条则]?(?:{_TEXT}|文)|^(?:{_TEXT}|全文)的?(?=标题|题目|题名|名称|发|公|印|叫)"
)
_TITLE = re.compile(
    "(?:标题|题目|题名|名称|名字)(?:是|叫)?(?:什么|啥|怎么写)?[?？。]?$|叫(?:什么|啥)(?:名字|题目|标题)?[?？]?$"
)
_OUT = "发布|发表|公布|印发|成文|发文|刊发|出版|登出|发出|写成|发的|出的|写的"
_WHEN = "什么时[候间]|啥时候?|何时|哪一?[天年日]|哪个?月|几[月号]|几时"
_DATE = re.compile(
    rf"(?:{_OUT})[^,，。]{{0,3}}(?:时间|日期|{_WHEN})|(?:{_WHEN})[^,，。]{{0,6}}(?:{_OUT})|(?:发布|成文|发文)(?:日期|时间)"
)
_QUOTED = re.compile("《([^《》]+)》")


def about_document(question: str, documents: Iterable[Document]) -> Citation | None:
    """Where the title or the date of publication stands that a question asks for; None where it asks for neither."""
    folded = fold(question.strip())
    meant = _meant(folded, documents)
    if meant is None:
        return None
    if _DATE.search(folded):
        return _date(meant)
    return _title(meant) if _TITLE.search(folded) and not _QUOTED.search(folded) else None


def may_be_about_document(question: str) -> bool:
    """Whether it points at a document at all, so that its documents need be looked at."""
    folded = fold(question.strip())
    return bool(_QUOTED.search(folded) or _ITSELF.search(folded))


def _meant(folded: str, documents: Iterable[Document]) -> Document | None:
    """The one document that is meant: the only one, named as 这份报告; or the only one of a quoted title."""
    found = list(documents)
    quoted = _QUOTED.search(folded)
    if quoted:
        found = [d for d in found if fold(d.title) == quoted[1]]
    elif not _ITSELF.search(folded):
        return None
    return found[0] if len(found) == 1 else None


def _title(document: Document) -> Citation | None:
    head = next((h for h in document.headings if not h.level and label(h) == document.title), None)
    if head is None:
        return None
    start = head.start + head.text.index(document.title)
    return _cited(document, start, start + len(document.title), head.start, head.end)


def _date(document: Document) -> Citation | None:
    published = [Decimal(part) for part in document.date.split("-") if part]
    for head in (h for h in document.headings if not h.level):
        for date in find_dates(fold(head.text)):
            if [date.year, date.month, date.day] == published:
                return _cited(document, head.start + date.start, head.start + date.end, head.start, head.end)
    return None


def _cited(document: Document, start: int, end: int, first: int, last: int) -> Citation:
    text, place = document.text, document.place(start) or Place(start, end)
    words, sentence = text[start:end], text[first:last].strip()
    where = place.page, place.sheet, place.row
    return Citation(document.id, document.title, (), start, end, words, sentence, first, *where)
