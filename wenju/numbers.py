"""Numbers with their unit: text in, quantities out, equal across the forms a number is written in.

四十五位, 45位 and ４５名 are one quantity, and so are 1.2亿元 and 12000万元. A Chinese numeral counts only before a
measure word (see `wenju.measure_words`), so 四川, 三亚, 张三, 十分, 统一 and 一些 hold none; a number in digits may
stand alone. Nothing is rewritten: a quantity is a span of the text and what it means.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from wenju.fold import fold
from wenju.measure_words import AFTER_DIGITS_ONLY, common_unit, unit_pattern


@dataclass(frozen=True, slots=True)
class Quantity:
    """`text[start:end]` is the number with its unit; words of hedging before or after the two are not in the span.

    `value` has 万, 亿 and % of the unit worked in (868万元 is 8680000 元) and is None where the text does not say it
    (数百名). `unit` is "" for a number that stands alone, and begins with 第 for an ordinal (第二批). `hedge` holds the
    hedging words (约, 余), or 从 and 到 for the two ends of a range; the first end of 2014—2016年 borrows the unit.
    """

    start: int
    end: int
    value: Decimal | None
    unit: str
    hedge: str = ""


_DIGITS = {char: value for value, chars in enumerate(("零〇", "一", "二两", *"三四五六七八九")) for char in chars}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_D, _P = "".join(_DIGITS), "".join(_POWERS)

_UNIT = unit_pattern()
_BEFORE = (
    "大约|(?<![契节条公特预签合])约|将近|接近|(?<![附最靠邻])近|超过|(?<!高)超|逾|突破"
    "|不足|不到|不少于|不低于|至少|最多|至多"
)
_QUANTITY = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<span>(?P<ordinal>第)?(?P<percent>百分之)?"
    rf"(?:(?P<digits>(?:\d+(?:,\d{{3}})+|(?<![\d.])\d{{1,3}}(?: \d{{3}})+)(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<chinese>[{_D}十][{_D}{_P}]*(?:点[{_D}]+)?)|(?P<vague>[数几上成](?=[{_P}])))"
    rf"(?:(?P<middle>[余多几来])(?=[{_P}]))?(?P<scale>[{_P}]*)(?P<inner>[余多几来](?={_UNIT}))?(?P<unit>{_UNIT})?)"
    "(?P<after>左右|以上|以下|以内|上下)?"
)
_DATE = re.compile(r"(?<![\d.-])(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?![\d.-])")
_RANGE = frozenset("-~至到")
# A numeral that ends a word or a name: 统一口径, 进一步, 星期三次日.
_WORD_BEFORE = re.compile(rf"(?:[统唯单专逐万进]|星期|礼拜|(?<![{_D}十\d每])周)$")
_NAMES = frozenset(("张三", "李四", "王五", "赵六"))


def find_quantities(text: str) -> list[Quantity]:
    """The quantities of `text` in order, without overlaps; 9批213人次 is two."""
    folded = fold(text)
    found: list[Quantity] = []
    position = 0
    while match := _QUANTITY.search(folded, position):
        date = _DATE.match(folded, match.start("span"))
        if date:
            found += _date_parts(date)
        elif quantity := _read(folded, match):
            found.append(quantity)
        position = date.end() if date else match.end() if match.end() > position else position + 1
    return [quantity for quantity in _joined(folded, found) if quantity.unit or folded[quantity.start].isdigit()]


def same(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities state the same: 45位 and 四十五名, 1.2亿元 and 12000万元. An absent unit fits any unit.

    Hedges do not matter (200余名 answers 200名); a value the text does not say equals none.
    """
    if a.value is None or b.value is None:
        return False
    if not a.unit or not b.unit:
        return a.value == b.value
    unit_a, factor_a = common_unit(a.unit)
    unit_b, factor_b = common_unit(b.unit)
    return unit_a == unit_b and a.value * factor_a == b.value * factor_b


def states(quantities: Sequence[Quantity], wanted: Quantity) -> bool:
    """Whether one of `quantities` is the same as `wanted`, or has it in its range: 2015年 is in 2014—2016年."""
    if any(same(quantity, wanted) for quantity in quantities):
        return True
    return any(_within(low, high, wanted) for low, high in pairwise(quantities))


def numeral_value(numeral: str) -> Decimal | None:
    """What a Chinese numeral says: 四十五 45, 二〇一七 2017, 三千五 3500, 一点二 1.2; None where it says no number."""
    whole, _, fraction = numeral.partition("点")
    if len(whole) > 1 and all(char in _DIGITS for char in whole):
        value: int | None = int("".join(str(_DIGITS[char]) for char in whole))
    else:
        value = _whole_value(whole)
    if value is None:
        return None
    tail = "".join(str(_DIGITS[char]) for char in fraction)
    return Decimal(f"{value}.{tail}") if tail else Decimal(value)


def _whole_value(numeral: str) -> int | None:
    """Digits with powers of ten. A last digit right after a power counts tenths of it: 三千五, 两万五."""
    total = section = 0
    digit: int | None = None
    power = 1
    for char in numeral:
        if char in _DIGITS:
            if digit:
                return None  # two digits in a row, 三五十
            digit, power = _DIGITS[char], (power if _DIGITS[char] else 1)
            continue
        power = _POWERS[char]
        if power >= 10**4:
            section += digit or 0
            if not section and not total:
                return None
            total = (total + section) * power if power > 10**4 else total + section * power
            section = 0
        else:
            section += (1 if digit is None and power == 10 else digit or 0) * power
        digit = None
    return total + section + (digit or 0) * (power // 10 if power >= 100 else 1)


def _read(folded: str, match: re.Match[str]) -> Quantity | None:
    """The quantity of a match, or None where it is part of a word, a name or a Latin code."""
    start, unit, chinese = match.start("span"), match["unit"] or "", match["chinese"]
    before = folded[max(0, start - 2) : start]
    if chinese is not None:
        if _WORD_BEFORE.search(before) or (before[-1:] + chinese) in _NAMES:
            return None
        if unit in AFTER_DIGITS_ONLY and len(chinese) == 1 and not match["ordinal"]:
            return None
        value = numeral_value(chinese)
        if value is None:
            return None
    elif match["digits"]:
        if re.search(r"[a-z_.][-.]?$", before):  # covid-19, v1.2
            return None
        value = Decimal(match["digits"].replace(",", "").replace(" ", ""))
    else:
        value = None
    scale = _scale(match["scale"])
    if match["percent"]:
        unit = "%"
    if match["ordinal"] and not unit:
        return None
    hedge = "".join(match[name] or "" for name in ("before", "vague", "middle", "inner", "after"))
    unit = ("第" if match["ordinal"] else "") + unit
    return Quantity(start, match.end("span"), None if value is None else value * scale, unit, hedge)


def _scale(powers: str) -> int:
    scale = 1
    for char in powers:
        scale *= _POWERS[char]
    return scale


def _date_parts(date: re.Match[str]) -> list[Quantity]:
    """2017-12-06 as a year, a month and a day."""
    return [
        Quantity(*date.span(group), Decimal(date[group]), unit) for group, unit in ((1, "年"), (3, "月"), (4, "日"))
    ]


def _within(low: Quantity, high: Quantity, wanted: Quantity) -> bool:
    if (low.hedge, high.hedge) != ("从", "到") or low.value is None or high.value is None or wanted.value is None:
        return False
    return low.value <= wanted.value <= high.value and same(replace(low, value=wanted.value), wanted)


def _joined(folded: str, found: Sequence[Quantity]) -> list[Quantity]:
    """Mark the two ends of each range; a first end without a unit takes the second's unit, and its 万 or 亿."""
    joined = list(found)
    for i, (low, high) in enumerate(pairwise(found)):
        touching = high.start == low.end + 1 and folded[low.end] in _RANGE
        if not (touching and high.unit and low.unit in ("", high.unit)) or low.value is None:
            continue
        written = folded[high.start : high.end]
        scale = 1 if low.unit or low.value >= 10**4 else max((_POWERS[c] for c in written if c in "万亿"), default=1)
        joined[i] = replace(low, value=low.value * scale, unit=high.unit, hedge="从")
        joined[i + 1] = replace(high, hedge="到")
    return joined
