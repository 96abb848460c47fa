"""What a question names, for comparing it with the next one: a question in, its named things and the like out.

Beside the named things of `names` these are years by other words (今年), ordinals (第二批, 首批), people by what they
do (教师, 校长) and kinds of school. Things that make one are one: 贵州遵义, 2014—2016年.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from wenju.fold import fold
from wenju.names import Names
from wenju.numbers import find_quantities

_YEARS = re.compile("[今去前明]年(?![轻龄级])|[本当]年度|上半年|下半年|本学期|上学期|上个?月|本月")
_FIRST = re.compile("(?:首|头一?)[批次期届轮]")
_ROLES = re.compile("教师|老师|[小中大]?学生|校长|园长|班主任|研训员|干部|医生|护士|专家|志愿者|师生|人才|家长")
_SCHOOLS = re.compile("幼儿园|小学(?!生)|中学(?!生)|初中(?!生)|高中(?!生)|职校|大学(?![生附])")
_OTHERS = (("date", _YEARS), ("ordinal", _FIRST), ("role", _ROLES), ("school", _SCHOOLS))
_FROM_TO = frozenset(("-", "~", "至", "到"))
_AND = frozenset(("和", "与", "、", "跟", "及", "以及"))


@dataclass(frozen=True, slots=True)
class Mention:
    """`question[start:end] == text`. The innermost of several places begins at `inner`: 遵义 of 贵州遵义."""

    text: str
    kind: str
    start: int
    end: int
    inner: int


def mentions(question: str, names: Names, *, short: bool = False) -> list[Mention]:
    """What a question names, in order, without overlaps.

    `short`: it is little more than names. Then they count wherever they begin, for words cannot be told from so little
    (那闵/行呢), and 青浦和闵行 is one.
    """
    folded = fold(question)
    things = names.things(question)
    nested = {thing.start for thing in things if thing.inner}
    found = [_mention(question, thing.kind, thing.start, thing.start + len(thing.text)) for thing in things]
    known = [(kind, start, end) for start, end, kind in names.known(folded)] if short else []
    for kind, start, end in (*known, *_others(folded)):
        if all(end <= mention.start or mention.end <= start for mention in found):
            found.append(_mention(question, kind, start, end))
    merged: list[Mention] = []
    for mention in sorted(found, key=lambda mention: mention.start):
        last = merged[-1] if merged else None
        if last and last.kind == mention.kind and _make_one(folded, last, mention, nested, short):
            text = question[last.start : mention.end]
            merged[-1] = replace(last, text=text, end=mention.end, inner=mention.start)
        else:
            merged.append(mention)
    return merged


def _mention(question: str, kind: str, start: int, end: int) -> Mention:
    return Mention(question[start:end], kind, start, end, start)


def _others(folded: str) -> Iterator[tuple[str, int, int]]:
    for kind, pattern in _OTHERS:
        yield from ((kind, *match.span()) for match in pattern.finditer(folded))
    for quantity in find_quantities(folded):
        if quantity.unit.startswith("第"):
            yield "ordinal", quantity.start, quantity.end


def _make_one(folded: str, last: Mention, mention: Mention, nested: set[int], short: bool) -> bool:
    between = folded[last.end : mention.start].strip()
    if between in _AND:
        return short
    if mention.kind == "date":
        return between == "" or between in _FROM_TO
    return last.inner in nested and between == ""
