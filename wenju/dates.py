"""Dates as they are said: text in, years with their months and days out, and whether texts state the date asked for.

2017年5月, 2017-05-06 and 二〇一七年 are dates; so are the two ends of 2014—2016年, which are no single years. 三年 and
1970年代 are none. Reading numbers is left to `numbers`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from wenju.numbers import Quantity, find_quantities

Stated = Literal["yes", "partly", "no", "unsaid"]


@dataclass(frozen=True, slots=True)
class Date:
    """`text[start:end]`; a part the text does not say is None. `span` is 从 or 到 for the ends of a range of years."""

    start: int
    end: int
    year: Decimal | None
    month: Decimal | None = None
    day: Decimal | None = None
    span: str = ""


_YEAR, _MONTH, _DAY = frozenset(("年", "年度", "学年", "学年度")), frozenset(("月", "月份")), frozenset(("日", "号"))


@lru_cache(10_000)
def find_dates(text: str) -> tuple[Date, ...]:
    """The dates of a text in order. A month or a day joins the year or month that it directly follows."""
    found: list[Date] = []
    for quantity in find_quantities(text):
        last = found[-1] if found and 0 <= quantity.start - found[-1].end <= 1 else None
        if _is_year(quantity):
            span = quantity.hedge if quantity.hedge in ("从", "到") else ""
            found.append(Date(quantity.start, quantity.end, quantity.value, span=span))
        elif quantity.unit in _MONTH:
            if last and last.year and not last.month:
                found[-1] = replace(last, end=quantity.end, month=quantity.value)
            else:
                found.append(Date(quantity.start, quantity.end, None, quantity.value))
        elif quantity.unit in _DAY and last and last.month and not last.day:
            found[-1] = replace(last, end=quantity.end, day=quantity.value)
    return tuple(found)


def states_date(texts: Sequence[str], asked: Date) -> Stated:
    """Whether the first of `texts` that says a year (a month, if no year is asked for) says this date.

    "partly": as one of a range of years, or as one end of it; "unsaid": none of the texts says any.
    """
    for text in texts:
        dates = find_dates(text)
        if any(date.year is not None if asked.year is not None else date.month is not None for date in dates):
            return _states_year(dates, asked)
    return "unsaid"


def _states_year(dates: Sequence[Date], asked: Date) -> Stated:
    if asked.year is None:
        return _states_days(dates, asked)
    own = [date for date in dates if date.year == asked.year]
    if all(date.span for date in own):
        return "partly" if own or any(_between(low, asked, high) for low, high in pairwise(dates)) else "no"
    months = [date for date in own if date.month is not None]
    return _states_days([*months, *(date for date in dates if date.year is None)], asked) if months else "yes"


def _states_days(dates: Sequence[Date], asked: Date) -> Stated:
    """Whether month and day are among `dates`; a day that none of them gives is not contradicted."""
    own = [date for date in dates if asked.month in (None, date.month)]
    days = {date.day for date in own} - {None}
    return "yes" if own and (asked.day is None or not days or asked.day in days) else "no"


def _between(low: Date, asked: Date, high: Date) -> bool:
    if (low.span, high.span) != ("从", "到") or low.year is None or asked.year is None or high.year is None:
        return False
    return low.year <= asked.year <= high.year


def _is_year(quantity: Quantity) -> bool:
    """A year of four digits; without 年 only one of our time that stands alone."""
    if quantity.value is None or quantity.value % 1 or quantity.end - quantity.start < 4:
        return False
    return (
        1000 <= quantity.value < 3000 if quantity.unit in _YEAR else not quantity.unit and 1900 <= quantity.value < 2100
    )
