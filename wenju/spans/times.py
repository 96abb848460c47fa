"""The one date, year or time that a question asks for."""

from __future__ import annotations

import re

from wenju.asked import Asked
from wenju.spans.marked_text import HAN_DIGITS, MarkedText, Span

_NUMERIC = r"(?<![\d.-])\d{4}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}(?![\d.-])"
NUMERIC_DATE = re.compile(_NUMERIC)
_N = HAN_DIGITS

# A year that needs no name of an era before it; then any year.
_FULL_YEAR = (
    rf"(?:(?:[公西]元)?前?\d{{3,4}}|[公西]元前?\d+|民国(?:\d+|[{_N}]+)|(?<![{_N}])[一二][{_N}]{{3}})年代?(?![级来])"
)
_ERA_YEAR = rf"(?:\d{{1,2}}|元|[{_N}]{{1,3}})年(?![级来间多以之后前])"
_MONTH = rf"(?:(?:每年)?[农阴旧]历)?(?:\d{{1,2}}|[{_N}正]{{1,2}})月份?"
_DAY = rf"(?:(?:\d{{1,2}}|[初廿{_N}]{{1,3}})[日号]|[初廿][{_N}])"
_PART = (
    "(?:[上下]半年|中期|年中|[春夏秋冬][季天]?(?!.?[奥运会])|[初末底](?![级期一二三四五六七八九十])|[上中下]旬"
    "|凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚间)?"
)
_LATER = rf"(?:(?:{_FULL_YEAR})?{_MONTH}(?:{_DAY})?|{_FULL_YEAR}|{_DAY}){_PART}"
_DATE = re.compile(
    rf"(?P<first>(?P<year>(?P<full>{_FULL_YEAR})|{_ERA_YEAR}(?=\(|{_MONTH}))(?:\((?:{_FULL_YEAR}|{_ERA_YEAR})\))?"
    rf"(?:{_MONTH}(?:{_DAY})?)?{_PART}|{_MONTH}(?:{_DAY})?{_PART}|(?P<numeric>{_NUMERIC})"
    rf"|\d{{4}}(?=(?:至|到|[-~]+)\d{{4}}年))"
    rf"(?:(?:至|到|[-~]+)(?P<last>{_LATER}))?(?P<near>左右|前后)?"
)
_MONTH_ALONE = re.compile("几月(?!几)|哪个?月|何月(?!何)")
_AFTER_TIME = re.compile("(?:前|后|时|起|间|之际|以来|左右|初期?|末期?|[会赛节战届期])$")


def asked_time(asked: Asked, read: MarkedText, span: Span) -> Span:
    """The date in the span, if it is the only one: whole, or its year where the year is asked for."""
    found = [date for date in _DATE.finditer(read.folded) if date.start() < span[1] and date.end() > span[0]]
    if len(found) != 1:
        return span
    date, (start, end) = found[0], span
    first, last = date.span("first")
    if date["last"] and end > last:  # a range; only its second end if that is where the span begins
        first, last = (date.start("last") if start > last else first), date.end("last")
    elif asked.wants_year:
        if not date["year"] and not date["numeric"]:
            return span
        last = first + 4 if date["numeric"] else _year_end(read, date)
    elif _MONTH_ALONE.search(asked.folded):
        first, last = max(first, start), min(last, end)
    if date["year"] and date["year"] in asked.folded and first == date.start("year"):
        said = date.end("year")
        first = said if "几月" in asked.folded and end > said else max(first, min(start, said))
    if start < first == date.start() and date["year"] and not date["full"]:
        # 康熙十一年: which words name the era is not for us to say, but they stand after 于 or 为
        words = re.search("[于在为自][^于在为自]{1,4}$", read.folded[start:first])
        first = start + (words.start() + 1 if words else 0)
    last = date.end() if date["near"] and last == date.start("near") <= end else last
    tail = read.folded[last:end]
    return first, (end if tail and len(tail) <= 12 and _AFTER_TIME.search(tail) else last)


def _year_end(read: MarkedText, date: re.Match[str]) -> int:
    """康熙十一年(1672年) is one year."""
    last = date.end("year")
    pair = next((b for a, b in read.pairs if a == last), None)
    return pair + 1 if pair is not None and pair < date.end() else last
