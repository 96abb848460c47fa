"""The value of a spreadsheet's cell as a person sees it.

In: a value and the number format of its cell, 0.0%, #,##0 or yyyy"年"m"月". Out: its text: 12.3%, 1,234, 2016年9月. A
day is always written 2016-09-01, so that it reads alike in all files. Where a format does what is not known here, the
value stands as it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

# From here on a float does not hold every whole number, and Excel shows none of the digits beyond.
EXACT = 1e15

# The pieces of a number format: literals, colours and conditions in brackets, fill and padding, digits.
_PIECE = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|\[(?:\$(?P<currency>[^\]-]*))?[^\]]*\]|[_*].'
    r"|(?P<general>General|G/通用格式)|(?P<digits>[#0?][#0?,.]*)|(?P<other>.)"
)
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|[_*].')


def cell_text(value: object, number_format: str = "General") -> str:
    """The text of a value; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format) if isfinite(value) else ""
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, datetime | date | time):
        return _moment(value, number_format)
    return str(value).replace("_x000D_", "")


def _moment(value: datetime | date | time, number_format: str) -> str:
    """A date, a month, a year or a time, whichever the format shows."""
    shown = _LITERAL.sub("", number_format.split(";")[0]).lower()
    if isinstance(value, time) or ("h" in shown and not set("yd") & set(shown)):
        return value.strftime("%H:%M:%S" if "s" in shown else "%H:%M")
    if "y" in shown and "d" not in shown and "h" not in shown:
        month = f"{value.year}年{value.month}月" if "月" in number_format else f"{value.year}-{value.month:02}"
        return month if "m" in shown else f"{value.year}"
    if isinstance(value, datetime) and "h" in shown and value.time() != time():
        return value.strftime("%Y-%m-%d %H:%M")
    return value.strftime("%Y-%m-%d")


@dataclass(frozen=True, slots=True)
class _Format:
    """The part of a number format for positive numbers, taken apart; `digits` is "" for General."""

    before: str
    digits: str
    after: str


def _number(value: float, number_format: str) -> str:
    found = _take_apart(number_format.split(";")[0])
    if found is None or abs(value) >= EXACT:
        return _general(value)
    sign = "-" if value < 0 else ""
    percent = "%" in found.after
    size = abs(Decimal(repr(value))) * (100 if percent else 1)
    words = _digits(size, found.digits) if found.digits else _general(float(size) if percent else abs(value))
    return f"{sign if any(char in '123456789' for char in words) else ''}{found.before}{words}{found.after}"


def _take_apart(section: str) -> _Format | None:
    """The parts of a format; None for one without digits, or with a fraction, an exponent or a scale in thousands."""
    before, after, digits = "", "", None
    for piece in _PIECE.finditer(section):
        if piece["digits"] or piece["general"]:
            if digits is not None or (piece["digits"] or "").endswith(","):
                return None
            digits = piece["digits"] or ""
            continue
        if piece["other"] and piece["other"] in "/Ee!@":
            return None
        words = piece["quoted"] or piece["escaped"] or piece["currency"] or piece["other"] or ""
        if digits is None:
            before += words
        else:
            after += words
    return None if digits is None else _Format(before.lstrip(), digits, after.rstrip())


def _digits(size: Decimal, digits: str) -> str:
    """A number that is not negative, rounded and grouped as in #,##0.0#; 000 fills up with zeros."""
    whole, _, decimals = digits.partition(".")
    rounded = size.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    text = f"{rounded:,f}" if "," in whole else f"{rounded:f}"
    if decimals:
        optional = len(decimals) - len(decimals.rstrip("#?"))
        kept = len(text) - optional
        text = (text[:kept] + text[kept:].rstrip("0")).rstrip(".")
    return text if "," in whole else text.zfill(whole.count("0") + (len(text) - len(text.partition(".")[0])))


def _general(value: float) -> str:
    """A number as Excel shows it without a format: 45 for 45.0, and at most eleven digits of a fraction."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < EXACT):
        return str(int(value))
    text = f"{value:.11g}"
    return f"{Decimal(text):f}" if abs(value) < EXACT else text
