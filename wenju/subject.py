"""Is a passage about what the question is about? Question and passage in, the named things that it does not carry out.

Sixteen districts may report in the same sentences with other numbers: what 青浦区 did is no answer about 浦东新区, and
a sentence about 2017年 none about 2016年. A thing is carried by the passage, its headings or its document's title, in
any form people write it in: shorter (杨浦), longer (杨浦区教育局), traditional, by another name, abbreviated, or with
one wrong character. Finding the things is left to `names`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from wenju.dates import find_dates, states_date
from wenju.fold import fold
from wenju.geography import in_one_character, names_inside, stem, table, wider
from wenju.names import HAN, NUMBERED, Names, Thing
from wenju.numbers import Quantity, find_quantities, states
from wenju.tokenizer import Tokenizer

# What is written differently without being different.
_NOISE = re.compile(r"[\s\"'·《》<>()\-_]")
# Where such a character differs, another thing is meant and it is no slip: 一中 and 五中, 东区 and 西区.
_TELLING = frozenset("零一二三四五六七八九十百千万0123456789第东南西北中上下左右前后内外大小新老高低男女甲乙丙丁")
# A quotation no longer than this is a word the asker only sets off: “组团式”.
_EMPHASIS = 3
_NAME_TAGS = frozenset(("nr", "ns", "nt", "nz"))


class Subject:
    """Compares questions with passages. `heading` is always the heading path together with the document's title."""

    def __init__(self, tokenizer: Tokenizer, gazetteer: Iterable[str] = ()) -> None:
        """`gazetteer`: what the collection itself names (`names.collect`)."""
        self.names = Names(tokenizer, gazetteer)
        self._tokenizer = tokenizer
        self._forms = lru_cache(1000)(self._find_forms)

    def things(self, question: str) -> list[Thing]:
        """The named things of a question, in order."""
        return self.names.things(question)

    def missing(
        self, things: Sequence[Thing], passage: str, heading: str, sentence: str = "", published: str = ""
    ) -> list[Thing]:
        """Those of `things` that are not carried.

        The years of `sentence`, the one that would answer, go before those of the passage; where neither says any, a
        year after the document was `published` (YYYY-MM-DD, if known) is missing.
        """
        return [thing for thing in things if not self._carries(thing, passage, heading, sentence, published)]

    def instead(self, thing: Thing, passage: str, heading: str) -> str:
        """What of a missing thing's kind the headings or the passage speak of, as they write it: 青浦区; "" if nothing.

        Of places one in the same province is best, then one as deep in the table.
        """
        if thing.kind == "date":
            return _other_year(thing.text, (passage, heading))
        others = [*self._others(thing, heading)[::-1], *self._others(thing, passage)]
        name, level = fold(thing.text), self._level(thing.text)
        provinces = {wide for wide in wider(name) if self._level(wide) == 1}
        near = [other for other in others if provinces & {*wider(fold(other))} and self._level(other) >= level]
        return next(iter([*near, *(other for other in others if self._level(other) == level)]), "")

    def reason(self, missing: Sequence[Thing], passage: str, heading: str) -> str:
        """One sentence to the asker: 相关段落说的是青浦区，没有提到浦东新区."""
        inner = {thing.text for thing in missing}
        told = [thing for thing in missing if thing.inner not in inner]
        instead = next(filter(None, (self.instead(thing, passage, heading) for thing in told)), "")
        names = "、".join(dict.fromkeys(thing.text for thing in told))
        return f"相关段落{f'说的是{instead}，' if instead else ''}没有提到{names}"

    def _carries(self, thing: Thing, passage: str, heading: str, sentence: str, published: str) -> bool:
        if thing.kind == "date":
            (asked,) = find_dates(thing.text)
            stated = states_date((sentence, passage, heading), asked)
            future = published and asked.year is not None and asked.year > int(published[:4])
            return stated in ("yes", "partly") or (stated == "unsaid" and not future)
        if thing.kind == "quantity":
            (wanted,) = _quantities(thing.text)
            return states([*_quantities(passage), *_quantities(heading)], wanted)
        name, text = _plain(thing.text), _together(passage, heading)
        if any(form in text for form in self._forms(name, thing.kind)) or self._carries_otherwise(thing, name, text):
            return True
        if thing.kind == "title":
            return len(name) <= _EMPHASIS and "《" not in thing.text
        return names_inside(text, name) or self._merely_unsaid(name, text)

    def _carries_otherwise(self, thing: Thing, name: str, text: str) -> bool:
        """Whether `text` has a thing in a form that is not simply one of its names."""
        match thing.kind:
            case "title":
                return _letters(name) in _letters(text)
            case "place":
                inner = thing.inner and any(form in text for form in self._forms(_plain(thing.inner), "place"))
                known = inner or in_one_character(text, name)
            case "person":
                known = _part_of_name(thing.text, text)
            case "organisation":
                known = _numbered(name, text) or self._shortened(name, text)
            case _:
                known = False
        return bool(known) or self._slip(thing, name, text)

    def _find_forms(self, name: str, kind: str) -> tuple[str, ...]:
        """The forms of a name that carry it: itself, its aliases, and the stems of all of them."""
        if kind in ("title", "person"):
            return (name,)
        names = {name, *map(_plain, self._tokenizer.aliases.expand(name))}
        return tuple(sorted(names | {*map(stem, names)}, key=len))

    def _merely_unsaid(self, name: str, text: str) -> bool:
        """Whether a place is missing only because the text tells of no other that it could be taken for.

        A country, and no other is named; a province, and no place outside of it is; 泽普县, where the text has 援疆 and
        nothing that lies in 新疆.
        """
        level = self._level(name)
        if level > 1:
            near = [wide for wide in wider(name) if in_one_character(text, wide)]
            return bool(near) and not any(names_inside(text, wide) for wide in near)
        inside = table().inside.get(name, frozenset())
        places = [text[a:b] for a, b, kind in self.names.known(text) if kind == "place"]
        outside = [place for place in places if place not in inside and (level == 1 or self._level(place) == 0)]
        return level >= 0 and not outside

    def _shortened(self, name: str, text: str) -> bool:
        """北京大学 in 北大, the first characters of its words; 澜泊二院 in a known name that has them in this order."""
        initials = "".join(word[0] for word, _, _ in self._tokenizer.tag(name))
        if 2 <= len(initials) < len(name) and initials in text:
            return True
        longer = [text[a:b] for a, b, kind in self.names.known(text) if kind == "organisation"]
        return any(other[0] == name[0] and _in_order(name, other) for other in longer)

    def _slip(self, thing: Thing, name: str, text: str) -> bool:
        """One wrong character: 克拉马依 for 克拉玛依. Only for a name of three or more that is not known by itself.

        What stands in the text must be a name too; a person keeps the surname.
        """
        size = len(name)
        if size < 3 or not HAN.fullmatch(name) or self.names.is_known(name):
            return False
        for i in range(len(text) - size + 1):
            window = text[i : i + size]
            wrong = [k for k in range(size) if name[k] != window[k]]
            if len(wrong) != 1 or _TELLING & {name[wrong[0]], window[wrong[0]]}:
                continue
            surname = thing.kind == "person" and wrong == [0]
            if not surname and self._is_name(window, text[max(0, i - 6) : i + size + 6]):
                return True
        return False

    def _is_name(self, word: str, context: str) -> bool:
        tagged = self._tokenizer.tag(context)
        return self.names.is_known(word) or any(other == word and tag[:2] in _NAME_TAGS for other, tag, _ in tagged)

    def _others(self, thing: Thing, text: str) -> list[str]:
        """The names of a thing's kind in `text`, as they are written there."""
        return [text[a:b] for a, b, kind in self.names.known(fold(text)) if kind == thing.kind]

    def _level(self, name: str) -> int:
        """How deep a place lies; -1 for a name that is not in the table."""
        return table().level.get(fold(name), -1)


@lru_cache(10_000)
def _plain(text: str) -> str:
    return _NOISE.sub("", fold(text))


def _letters(text: str) -> str:
    """Without the signs, which quotations often leave out or change."""
    return "".join(filter(str.isalnum, text))


def _together(passage: str, heading: str) -> str:
    return f"{_plain(passage)}|{_plain(heading)}"


@lru_cache(10_000)
def _quantities(text: str) -> tuple[Quantity, ...]:
    return tuple(find_quantities(text))


def _other_year(date: str, texts: Sequence[str]) -> str:
    """The first year in `texts` that is not the one of `date`; a range of years whole."""
    (asked,) = find_dates(date)
    for text in texts:
        dates = find_dates(text)
        for i, other in enumerate(dates):
            if other.year not in (None, asked.year):
                last = dates[i + 1] if other.span == "从" and i + 1 < len(dates) else other
                return text[other.start : last.end]
    return ""


def _part_of_name(name: str, text: str) -> bool:
    """A person's given name, or a part of a foreign name: 丕鸿 of 周丕鸿, 格雷厄姆 of 肯尼思·格雷厄姆."""
    parts = fold(name).split("·")
    if len(parts) == 1:
        parts = [name[1:]] if len(name) == 3 else []
    return any(len(part) > 1 and _plain(part) in text for part in parts)


def _numbered(name: str, text: str) -> bool:
    """泽普五中 in 泽普县第三中学、第五中学."""
    found = NUMBERED.search(name)
    if not found or stem(name[: found.start()]) not in text:
        return False
    number, school = found["number"], found[0].replace(found["number"], "").lstrip("第")
    return re.search(rf"(?<![一二三四五六七八九十\d]){number}[\u4e00-\u9fff]{{0,4}}{school[0]}", text) is not None


def _in_order(short: str, long: str) -> bool:
    """Whether the characters of `short` stand in `long` in this order: 澜泊二院 in 澜泊市第二人民医院."""
    rest = iter(long)
    return len(short) < len(long) and all(char in rest for char in short)
