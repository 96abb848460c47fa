"""The one amount that a quantity question asks for, with its unit and what bounds it."""

from __future__ import annotations

import re

from wenju.asked import Asked, family_of
from wenju.measure_words import common_unit
from wenju.spans.marked_text import HAN_DIGITS, Amount, MarkedText, Span

# 至少多少 asks for the number itself, however the text says that it is the least.
_BOUND_ASKED = re.compile(
    "至[少多]|最[少多低高大小长短晚早]|起码|[上下]限|不[少低多高大小]于|超过|低于|零下|[公西]元前|限[期额]"
)


def asked_quantity(asked: Asked, read: MarkedText, span: Span) -> Span:
    """今年招收学生58人 becomes 58人, if it is the only quantity there that fits the unit asked for."""
    start, end = span
    fitting = _fitting(asked, [amount for amount in read.amounts if start <= amount.start < end])
    if len(fitting) != 1:
        return span
    amount = fitting[0]
    if start < amount.start - 1 and re.match(rf"[\d{HAN_DIGITS}]、", read.folded[amount.start - 2 : amount.start]):
        return span  # 第二、三学年 is one answer
    bounded = amount.bound and not _BOUND_ASKED.search(asked.folded)
    first = amount.hedged if start <= amount.hedged or bounded else amount.start
    last = _unit_end(asked, read, amount)
    if last is None:  # a number with a unit nobody knows: its words are the span's own
        return (first, end) if end - amount.end <= 4 else span
    tail = read.folded[last:end]
    return first, (end if first >= start and tail and tail in asked.folded and first == start else last)


def _fitting(asked: Asked, amounts: list[Amount]) -> list[Amount]:
    """Those of the unit that is asked for; if there are none, those of its kind: 3所 for 几个, 9名 for 几个人."""
    exact = [a for a in amounts if asked.unit and common_unit(a.unit)[0] == common_unit(asked.unit)[0] and not a.dated]
    if exact:
        return exact
    family = asked.family
    families = {
        "": {"count", "people", "size", "money", "share", ""},
        "count": {"count", "people", ""} if asked.unit == "个" else {"count", ""},
        "people": {"people", ""} if not any(a.unit == "人次" for a in amounts) else {"people", "count"},
    }.get(family, {family})
    return [a for a in amounts if family_of(a.unit) in families and not a.dated]


def _unit_end(asked: Asked, read: MarkedText, amount: Amount) -> int | None:
    """Where the amount ends with its unit; the question may know it (几处, 14处). None: unknown."""
    if amount.unit:
        return amount.end
    after = read.folded[amount.end : amount.end + 2]
    if after and after[:1] == asked.counted[:1]:
        # 多少处饮水点 of 14处，: a unit. 多少蒙古军 of 20万蒙古军: the things themselves, and no unit between.
        return amount.end + (after != asked.counted[:2])
    follows = read.folded[amount.end : amount.end + 1]
    return None if follows.isalpha() else amount.end
