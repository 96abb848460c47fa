"""A text as the rules for ends see it: pairs of marks, amounts with their hedging, pieces that no span may cut."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from wenju.asked import family_of
from wenju.fold import fold
from wenju.measure_words import unit_pattern
from wenju.numbers import Quantity, find_quantities

Span = tuple[int, int]

# Digits of numerals, for character classes.
HAN_DIGITS = "〇零一二三四五六七八九十"

PAIRS = dict(zip("《〈“‘「『（([【［〔", "》〉”’」』）)]】］〕", strict=True))
CLOSERS = {closer: opener for opener, closer in PAIRS.items()}
BRACKETS = frozenset("（(【[［〔")
_BEFORE = re.compile(
    r"(?P<bound>不(?:得|能|应|可)?(?:超过|到|足|[少低小高大多]于)|至少|至多|最[多少](?!的)|零下|[公西]元前)"
    "|(?<![0-9a-z-])-|大约|约|将近|接近|近|超过?|逾|突破|[公西]元|摄氏|华氏"
)
_AFTER = re.compile(
    "左右|以[上下内]|上下|[余多](?![种样年个条])|(?<=世纪)[初末]|/(?:" + unit_pattern() + "|小时|分钟?|[秒天日月年人])"
)
# A number or a Latin word: 3.5, 10,000, COVID-19, payWave; a dash between two digits is a range's or a date's.
_WORD = re.compile(r"[a-z0-9à-ÿ]+(?:(?:(?<=\d)[.,](?=\d)|[.'&_](?=[a-z])|(?<!\d)-|-(?!\d))[a-z0-9à-ÿ]+)*")


@dataclass(frozen=True, slots=True)
class Amount:
    """One quantity, a range (3-5万元, 200元以上2000元以下) or a compound (1分30秒), and the hedging around it.

    `text[start:end]` is what cannot be cut; `hedged` is where 约 or 不超过 before it begins; `bound` whether leaving
    that out would change the answer (不超过).
    """

    start: int
    end: int
    hedged: int
    bound: bool
    unit: str
    dated: bool = False


@dataclass(frozen=True)
class MarkedText:
    """A text, and what the rules ask of it again and again: each found when it is first asked for, then kept.

    Every span is a pair of offsets in characters, the end not included; folding keeps the length, so a span of
    `folded` is a span of `text`.
    """

    text: str

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def pairs(self) -> list[Span]:
        """Where each pair of marks opens and closes, inner ones first; a mark without its other half is in none."""
        pairs: list[Span] = []
        open_: list[int] = []
        for i, char in enumerate(self.text):
            if char in PAIRS:
                open_.append(i)
            elif char in CLOSERS:
                at = next((k for k in reversed(range(len(open_))) if self.text[open_[k]] == CLOSERS[char]), None)
                if at is not None:
                    pairs.append((open_[at], i))
                    del open_[at:]
            elif char == "\n":
                open_.clear()
        return pairs

    @cached_property
    def quantities(self) -> list[Quantity]:
        return find_quantities(self.text)

    @cached_property
    def amounts(self) -> list[Amount]:
        amounts: list[Amount] = []
        joined: Quantity | None = None
        for quantity in self.quantities:
            amount = self._amount(quantity)
            if joined and amounts and self._are_one(joined, quantity, amounts[-1]):
                first = amounts.pop()
                amount = Amount(first.start, amount.end, first.hedged, first.bound, quantity.unit, first.dated)
            amounts.append(amount)
            joined = quantity
        return amounts

    def _amount(self, quantity: Quantity) -> Amount:
        after = _AFTER.match(self.folded, quantity.end)
        before = next(
            (m for m in _BEFORE.finditer(self.folded, max(0, quantity.start - 5)) if m.end() == quantity.start), None
        )
        dated = (
            (quantity.unit == "年" and (quantity.value or 0) >= 1000)
            or quantity.unit in ("月", "月份", "号")
            or (quantity.unit == "日" and self.folded[quantity.start - 1 : quantity.start] == "月")
        )
        return Amount(
            quantity.start,
            after.end() if after else quantity.end,
            before.start() if before else quantity.start,
            bool(before and before["bound"]),
            quantity.unit,
            dated,
        )

    def _are_one(self, low: Quantity, high: Quantity, before: Amount) -> bool:
        if (low.hedge, high.hedge) == ("从", "到"):
            return True
        touching = high.start == before.end
        if touching and self.folded[before.end - 2 : before.end] == "以上":
            return family_of(low.unit) == family_of(high.unit)
        return touching and low.unit != high.unit and family_of(low.unit) == family_of(high.unit) in ("time", "money")

    @cached_property
    def whole(self) -> list[Span]:
        """What no span may cut: a number with its unit, a range whose unit stands only at its end, a Latin word."""
        pieces = [(quantity.start, quantity.end) for quantity in self.quantities]
        for low, high in pairwise(self.quantities):
            if (low.hedge, high.hedge) == ("从", "到") and not self.folded[low.start : low.end].endswith(low.unit):
                pieces.append((low.start, high.end))
        return pieces + [match.span() for match in _WORD.finditer(self.folded)]

    @cached_property
    def level(self) -> list[int]:
        """For each character where the innermost pair of marks around it opens, -1 where it stands in none."""
        level = [-1] * len(self.text)
        for opened, closed in sorted(self.pairs):
            level[opened + 1 : closed] = [opened] * (closed - opened - 1)
        return level
