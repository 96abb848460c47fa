"""Pronouns and what they stand for: a question and what the last one names in, the words that point back out.

他们, 该校, 那里, 那个夏令营. Each stands for a thing of its own kind, and only where the last question names exactly
one. The sentence that is made of it is left to `followup`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from wenju.fold import fold
from wenju.followup.mentions import Mention
from wenju.geography import table
from wenju.measure_words import unit_pattern
from wenju.tokenizer import QUESTION_WORDS

Old = Sequence[Mention]
Match = re.Match[str]


@dataclass(frozen=True, slots=True)
class Pointer:
    """`question[start:end]` stands for `name`, or where that is "" for something the last question speaks of."""

    start: int
    end: int
    name: str


def pointer(question: str, named: Old, old: Old, previous: str) -> Pointer | None:
    """The first word of a question that points back; None where there is none, or where it is unsure what to.

    `named` is what the question names itself, `old` what `previous` names. A question that does not ask without the
    word has 那里 for 哪里.
    """
    folded = fold(question)
    found = [(match, stands_for) for pattern, stands_for in _POINTERS if (match := _first(pattern, folded, named))]
    if not found:
        return None
    match, stands_for = min(found, key=lambda pair: pair[0].start())
    start, end = match.span()
    if not _ASKS.search(f"{folded[:start]}\0{folded[end:]}") or not _points_back(match, folded, named):
        return None
    name = stands_for(match, old, fold(previous))
    return None if name is None else Pointer(start, end, name)


# Names that a word that looks like a pronoun may be part of: “他们”, 《其中》.
_NAMES = ("title", "place", "person", "organisation", "name")
_ASKS = re.compile(rf"{QUESTION_WORDS.pattern}|有没有|是不是|多[长久大高远]")
_THERE = ("那里", "那儿", "那边", "当地")
# What may stand before a pronoun: nothing that it could stand for. \0 is a date.
_NOTHING_NAMED = re.compile(
    "(?>请问|想问一下|想知道|另外|那么?|还有|哪些?|什么|多少|时候|后来|之前|之后|当时|现在|目前|一共|总共"
    r"|[,\0]|[几在从给对向去到跟和与同由为被把让派帮有是谁个名位还又都也只了])*+"
)
_BEFORE_PLACE = re.compile("(?:^|[去到在从往赴给对向帮][了过]?|,|那么?)$")


def _first(pattern: re.Pattern[str], folded: str, named: Old) -> Match | None:
    taken = [mention for mention in named if mention.kind in _NAMES]
    matches = pattern.finditer(folded)
    return next((m for m in matches if all(m.end() <= t.start or t.end <= m.start() for t in taken)), None)


def _points_back(match: Match, folded: str, named: Old) -> bool:
    """Whether the question itself names nothing that the pronoun could stand for."""
    start = match.start()
    if match[0] in _THERE:
        at_home = any(mention.kind in ("place", "organisation") for mention in named)
        return not at_home and _BEFORE_PLACE.search(folded[:start]) is not None
    before = [mention for mention in named if mention.end <= start]
    prefix = folded[:start]
    for mention in reversed(before):
        prefix = f"{prefix[: mention.start]}\0{prefix[mention.end :]}"
    return all(mention.kind == "date" for mention in before) and _NOTHING_NAMED.fullmatch(prefix) is not None


# What each kind of pronoun stands for: a name, "" for something that is spoken of, None where it is unsure.


def _person(match: Match, old: Old, previous: str) -> str | None:
    return _only(old, "person")


def _people(match: Match, old: Old, previous: str) -> str | None:
    if any(mention.kind == "role" for mention in old):
        return ""
    return _only(old, "place", "organisation")


def _institutions(match: Match, old: Old, previous: str) -> str | None:
    return "" if any(mention.kind in ("organisation", "school") for mention in old) else None


def _thing(match: Match, old: Old, previous: str) -> str | None:
    things = [mention for mention in old if mention.kind in ("organisation", "title", "name")]
    return _only(things or [mention for mention in old if mention.kind == "place"])


_DIVISIONS = ("区", "县", "市", "州", "省")
_SCHOOLS = ("校", "学校", "中学", "小学", "大学", "幼儿园")
_SCHOOL_NAME = re.compile("(?:大学|学院|学校|中学|小学|幼儿园|[一二三四五六七八九十][中小幼])$")


def _institution(match: Match, old: Old, previous: str) -> str | None:
    """该校, 那所学校, 这个县, 该局."""
    what = match["what"]
    if what in _DIVISIONS:
        return _only([m for m in old if m.kind == "place" and _is_a(m, what)])
    if what not in _SCHOOLS:
        return _only(old, "organisation")
    schools = [m for m in old if m.kind == "organisation" and _SCHOOL_NAME.search(fold(m.text))]
    if schools:
        return _only(schools)
    return "" if "学校" in previous or any(mention.kind == "school" for mention in old) else None


def _there(match: Match, old: Old, previous: str) -> str | None:
    """The only place, or the only one that somebody goes to or is in."""
    places = [mention for mention in old if mention.kind == "place"]
    return _only(places) or _only([m for m in places if m.start and previous[m.start - 1] in "去到赴往在给"])


def _that_year(match: Match, old: Old, previous: str) -> str | None:
    date = _only(old, "date")
    return date if date and re.fullmatch("[0-9〇零一二三四五六七八九]{4}年", fold(date)) else None


def _among(match: Match, old: Old, previous: str) -> str | None:
    return ""


def _said_before(match: Match, old: Old, previous: str) -> str | None:
    """那个夏令营 where the last question has 夏令营; 那些老师 where it has 教师."""
    teachers = match["noun"] in ("教师", "老师") and ("教师" in previous or "老师" in previous)
    return "" if teachers or match["noun"] in previous else None


def _only(old: Old, *kinds: str) -> str | None:
    """The one thing of these kinds, of any kind without; None where there are more, or none."""
    found = {fold(mention.text): mention.text for mention in old if not kinds or mention.kind in kinds}
    return next(iter(found.values())) if len(found) == 1 else None


def _is_a(place: Mention, ending: str) -> bool:
    name = fold(place.text[place.inner - place.start :])
    return name.endswith(ending) or name + ending in table().level


_DIVISION = f"[{''.join(_DIVISIONS)}](?![长场级域分])"
_POINTERS: tuple[tuple[re.Pattern[str], Callable[[Match, Old, str], str | None]], ...] = (
    (re.compile("(?<!其)[他她]们"), _people),
    (re.compile("(?<!其)它们"), _institutions),
    (re.compile("(?<![其维吉])[他她](?![们人乡国日杀律])"), _person),
    (re.compile("(?<!其)它(?!们)"), _thing),
    (re.compile(f"(?<!应)该(?P<what>校(?![长园对准验])|{_DIVISION}|单位|公司|局|院|中心)"), _institution),
    (
        re.compile(f"[这那]一?[所个家座间](?P<what>学校|中学|小学|大学|幼儿园|医院|公司|单位|机构|{_DIVISION})"),
        _institution,
    ),
    (re.compile("|".join(_THERE)), _there),
    (re.compile("那一?年(?![代轻级])"), _that_year),
    (re.compile("其中"), _among),
    (
        # Not 那一级医院: 一级 says which hospital, as 三级 did.
        re.compile(
            rf"[这那](?![0-9一二两三四五六七八九十]+级)(?:[0-9一二两三四五六七八九十]*(?:{unit_pattern()})|些)(?P<noun>[\u4e00-\u9fff]{{2}})"
        ),
        _said_before,
    ),
)
