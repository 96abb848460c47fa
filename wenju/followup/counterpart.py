"""Which words of the last question a newly named thing takes the place of: kind for kind, or none if that is unsure.

青浦 takes the place of 杨浦, which lies in the same city, and not of 遵义; 2016年 that of the only date. Of two that
are as like it as each other neither is taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wenju.fold import fold
from wenju.followup.mentions import Mention
from wenju.geography import PLACE_END, stem, table, wider
from wenju.measure_words import common_unit
from wenju.numbers import find_quantities

# Cities that are provinces themselves: their districts are the like of each other, and unlike all else.
_CITIES = frozenset(("北京", "上海", "天津", "重庆"))
# A preposition or the like before a place, by what it says of it.
_TOWARDS = {"to": "去到赴往至援", "with": "和与跟同", "from": "从自", "for": "给向对帮"}
# What may follow a place in the name of an office: 杨浦区教育局.
_OFFICE = re.compile("(?:.{1,4}[局委厅办]|(?:人民)?政府)$")
# The month, and the day, at the end of a date.
_MONTH = re.compile(r"(?<=年)[\d一二三四五六七八九十]{1,2}月.*$")


@dataclass(frozen=True, slots=True)
class Slot:
    """`question[start:end]` can be replaced, by `text`."""

    start: int
    end: int
    text: str


def counterpart(new: Mention, asked: str, old: Sequence[Mention], previous: str) -> list[Slot]:
    """The places of `previous` that a thing named in `asked` takes, more than one if they say the same; [] if unsure.

    `old` is what `previous` names and `asked` does not repeat.
    """
    slots = [Slot(m.start, m.end, new.text) for m in old if m.kind == new.kind and _agree(new, m)]
    if new.kind == "place":
        slots = _places(new, asked, old, previous)
    elif new.kind == "date":
        slots = [_date_slot(new, slot, previous) for slot in slots]
    return slots if len({fold(previous[slot.start : slot.end]) for slot in slots}) == 1 else []


def _agree(new: Mention, old: Mention) -> bool:
    """Whether an amount is of the same unit, an ordinal of the same measure word."""
    if new.kind == "ordinal":
        return fold(new.text)[-1] == fold(old.text)[-1]
    if new.kind == "quantity":
        units = [{common_unit(q.unit)[0] for q in find_quantities(mention.text)} for mention in (new, old)]
        return units[0] == units[1]
    return True


def _date_slot(new: Mention, slot: Slot, previous: str) -> Slot:
    """6月 takes the place of 5月 in 2017年5月."""
    month = _MONTH.search(previous, slot.start, slot.end)
    return Slot(month.start(), slot.end, slot.text) if month and "年" not in new.text else slot


def _places(new: Mention, asked: str, old: Sequence[Mention], previous: str) -> list[Slot]:
    places = [m for m in old if m.kind == "place"]
    if not places:
        return [slot for m in old if m.kind == "organisation" and (slot := _office(new, m))]
    towards = _towards(asked, new.start)
    alike = [m for m in places if towards and _towards(previous, m.start) == towards]
    best = _best(alike or places, lambda m: _likeness(_name(new), _name(m)))
    return [_inner(new, m) for m in best]


def _best(places: Sequence[Mention], likeness: Callable[[Mention], tuple[bool, ...]]) -> list[Mention]:
    most = max(map(likeness, places))
    return [m for m in places if likeness(m) == most]


def _likeness(new: str, old: str) -> tuple[bool, bool, bool]:
    """In the same province; both in a city that is a province, or both not; as deep in the table."""
    one, other = _provinces(new), _provinces(old)
    level = table().level
    return bool(one & other), bool(one & _CITIES) == bool(other & _CITIES), level.get(new, -1) == level.get(old, -1)


def _provinces(name: str) -> set[str]:
    """The provinces that a place, or one of several of its name, lies in or is."""
    level = table().level
    return {stem(place) for place in (*wider(name), name) if level.get(place) == 1}


def _name(mention: Mention) -> str:
    return fold(mention.text[mention.inner - mention.start :])


def _inner(new: Mention, old: Mention) -> Slot:
    """Of 贵州遵义 only 遵义 where the new one is in 贵州 as well and does not say so."""
    inside = old.inner > old.start and new.inner == new.start and _provinces(_name(new)) & _provinces(_name(old))
    return Slot(old.inner if inside else old.start, old.end, _in_form(new.text, _name(old)))


def _office(new: Mention, office: Mention) -> Slot | None:
    """The place at the head of an office's name: 杨浦区 of 杨浦区教育局."""
    name, level = fold(office.text), table().level
    for size in range(len(name) - 1, 1, -1):
        if name[:size] in level and _OFFICE.fullmatch(name[size:]):
            return Slot(office.start, office.start + size, _in_form(new.text, name[:size]))
    return None


def _in_form(new: str, old: str) -> str:
    """青浦区 for 青浦 where it takes the place of 杨浦区, if there is a place of that name."""
    ending = PLACE_END.search(old)
    return new + ending[0] if ending and fold(new) + ending[0] in table().level else new


def _towards(question: str, start: int) -> str:
    before = fold(question)[start - 1 : start] if start else ""
    return next((way for way, words in _TOWARDS.items() if before and before in words), "")
