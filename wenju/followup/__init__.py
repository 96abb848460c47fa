"""Questions that lean on the one before: the last question and a new one in, the new one made whole out.

    杨浦派了多少教师去遵义？    那青浦呢？          青浦派了多少教师去遵义？
    杨浦派了多少教师去遵义？    他们去了几批？      杨浦派了教师去遵义，他们去了几批？
    泽普五中建了什么？          那所学校在哪里？    泽普五中在哪里？

What was changed is said, so that the asker sees it and can undo it. Where it is not sure what a question leans on, or
whether it leans at all, it stays as it is. The last question is the one that was asked in the end, rewritten or not, so
that several can follow one another. What stands for what is left to `counterpart` and `pronouns`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wenju.config import QUESTION_CHARACTERS
from wenju.fold import fold
from wenju.followup.counterpart import Slot, counterpart
from wenju.followup.mentions import Mention, mentions
from wenju.followup.pronouns import pointer
from wenju.followup.statement import statement
from wenju.geography import stem
from wenju.names import Names


@dataclass(frozen=True, slots=True)
class Change:
    """`new` stands where `old` stood; where `old` is "", it was put in front."""

    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The whole question, and what was changed: in the last one for 那青浦呢, in the new one for 他们去了几批."""

    question: str
    changes: tuple[Change, ...]


def rewrite(question: str, previous: str, names: Names) -> Rewritten | None:
    """A question that leans on `previous`, made whole; None where it stands by itself, or where that is unsure."""
    question, previous = question.strip(), previous.strip()
    for form in (_more, _instead, _pointing):
        found = form(question, previous, names)
        if found and len(found.question) <= QUESTION_CHARACTERS:
            return found
    return None


_ENDS = re.compile(r"[\s?!。.,;~…]+$")
_MORE = re.compile("那?还有(?:呢|吗|没有|哪些|别的[吗呢]|其[他它]的?[吗呢])|那?(?:其[他它]的?|别的|除此[之以]外)呢")
# What there can be more of: not a year, and not a number.
_ONE_OF_MANY = re.compile("哪(?!一?个?年|一?天|个?月)|什么(?!时)|谁")


def _more(question: str, previous: str, names: Names) -> Rewritten | None:
    """还有呢."""
    if not _MORE.fullmatch(_bare(fold(question))) or not _ONE_OF_MANY.search(fold(previous)):
        return None
    end = _ENDS.search(fold(previous))
    asked = previous[: end.start()] if end else previous
    return None if asked.endswith("还有呢") else Rewritten(f"{asked}，还有呢？", (Change("", asked),))


_LEAD = "(?:那么?|还有|换成|换做|改成|如果是|要是|假如是|至于|同样)"
_BEFORE_NAME = "(?:派往|派到|来自|[去到赴往援在给向对跟和与同从])"
# \0 stands for what is named.
_INSTEAD = re.compile(
    rf"(?P<lead>{_LEAD})?,?{_BEFORE_NAME}?\0(?:[的,]?{_BEFORE_NAME}?\0)*"
    r"(?P<rest>[^\0]*?)(?P<asks>呢|怎么样|怎样|如何|又如何|情况如何)?"
)
_FILLERS = frozenset(("", "的", "那边", "那儿", "那里", "这边", "方面", "的情况", "的话"))
_ASKS_WHEN = re.compile("哪一?个?年|什么时|何时|哪一?天|哪个?月|几月")


def _instead(question: str, previous: str, names: Names) -> Rewritten | None:
    """那青浦呢: what is named takes the place of its like in the last question."""
    new, old = mentions(question, names, short=True), mentions(previous, names)
    match = _INSTEAD.fullmatch(_bare(_masked(question, new)))
    if not match or not (match["lead"] or match["asks"] == "呢") or not _says_nothing(match["rest"], previous):
        return None
    other = [mention for mention in new if not any(_same(mention, one) for one in old)]
    free = [mention for mention in old if not any(_same(mention, one) for one in new)]
    slots: list[Slot] = []
    for mention in other:
        found = counterpart(mention, question, free, previous)
        if not found and mention.kind == "date" and _has_no_date(previous, old):
            found = [Slot(0, 0, mention.text)]
        if not found or any(slot.start == taken.start for slot in found for taken in slots):
            return None
        slots += found
    changes = dict.fromkeys(Change(previous[slot.start : slot.end], slot.text) for slot in slots)
    return Rewritten(_filled(previous, slots), tuple(changes)) if changes else None


def _masked(question: str, named: Sequence[Mention]) -> str:
    """The folded question with \\0 for each thing it names."""
    folded = fold(question)
    for mention in reversed(named):
        folded = f"{folded[: mention.start]}\0{folded[mention.end :]}"
    return folded


def _says_nothing(rest: str, previous: str) -> bool:
    """Whether what follows a name is nothing new: 那边, or 的办法 where the last question has it."""
    rest = rest.strip(",")
    said = len(rest) > 2 and rest.startswith("的") and rest[1:] in fold(previous)
    return rest in _FILLERS or said


def _same(one: Mention, other: Mention) -> bool:
    """杨浦 is 杨浦区."""
    names = [fold(mention.text) for mention in (one, other)]
    if one.kind == other.kind == "place":
        names = [stem(name) for name in names]
    return names[0] == names[1]


def _has_no_date(previous: str, old: Sequence[Mention]) -> bool:
    """Whether a date can be put in front: the last question has none, and asks for none."""
    return not any(mention.kind == "date" for mention in old) and not _ASKS_WHEN.search(fold(previous))


def _filled(previous: str, slots: Sequence[Slot]) -> str:
    for slot in sorted(slots, key=lambda slot: -slot.start):
        previous = previous[: slot.start] + slot.text + previous[slot.end :]
    return previous


_LEAD_OF_POINTER = re.compile(r"^(?:那么|请问|还有|另外|那(?=[,，他她它其该]|$))[,，\s]*")
_CONTRADICTS = ("place", "organisation", "person", "title", "name")


def _pointing(question: str, previous: str, names: Names) -> Rewritten | None:
    """他们去了几批: the name that a pronoun stands for, or the last question before it as a statement."""
    named, old = mentions(question, names), mentions(previous, names)
    found = pointer(question, named, old, previous)
    if not found:
        return None
    if found.name:
        before = _LEAD_OF_POINTER.sub("", question[: found.start])
        change = Change(question[found.start : found.end], found.name)
        return Rewritten(before + found.name + question[found.end :], (change,))
    if any(m.kind in _CONTRADICTS and fold(m.text) not in fold(previous) for m in named):
        return None
    if any(mention.kind == "date" for mention in named):
        previous = _filled(previous, [Slot(m.start, m.end, "") for m in old if m.kind == "date"])
    said = statement(previous)
    return Rewritten(f"{said}，{_LEAD_OF_POINTER.sub('', question)}", (Change("", said),)) if said else None


def _bare(folded: str) -> str:
    return _ENDS.sub("", re.sub(r"\s", "", folded))
