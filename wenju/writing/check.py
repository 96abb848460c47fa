"""Is a sentence that a language model wrote borne out by what it cites? Sentence and passages in, what is not out.

Each number, date and named thing in it must be said by the passages whose marks it carries. Where that is in doubt the
sentence counts as unsupported: the answer that the reader found is always there instead. So 三所 for 几所 is no matter
of style, and a province that is added to a town is an addition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from wenju.errors import WenjuError
from wenju.fold import fold
from wenju.geography import EVERYWHERE, stem
from wenju.names import HAN, Names, Thing, Word
from wenju.numbers import Quantity, find_quantities, same
from wenju.text import Span

Why = Literal["uncited", "number", "name", "missing"]

# A shorter answer is repeated to the letter, a longer one may be put in other words.
REPEATED = 20
MARK = r"\[\d{1,2}\]"
_MARK = re.compile(MARK)
_MARKS_AT_END = re.compile(rf"(?:{MARK}\s*)+[。．.！？!?…；;]*[”’」』）)》\"']*$")
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
# Amounts without a number that `numbers` knows.
_SHARES = re.compile("[一二三四五六七八九]成(?![为了立功员就长果效本绩分])|[一过多大]半|半数|翻[了一两二三四]?[番倍]")
_NAME_TAGS = ("nr", "ns", "nt")
# What makes an institution of the place before it, and the parts of speech that may stand between: 杨浦区中心小学.
_INSTITUTION = re.compile(
    "(?:学校|大学|学院|[中小]学|幼儿园|医院|公司|集团|中心|研究[院所]|委员会|协会|学会|基金会|工作室|局|委|厅|银行|出版社|政府)$"
)
_WITHIN_NAME = ("n", "j", "b", "f")


class Unsupported(WenjuError):
    """A sentence says something that its passages do not; `found` are the words."""

    def __init__(self, why: Why, found: str) -> None:
        super().__init__(f"{why}: {found}")
        self.why, self.found = why, found


class Check:
    """Compares sentences with passages."""

    def __init__(self, names: Names) -> None:
        """`names` finds named things; its parts of speech see also those that it leaves out as doubtful."""
        self._names = names

    def sentence(self, sentence: str, passages: Sequence[str]) -> None:
        """Raises `Unsupported` where a sentence does not end with its marks, [1] for the first passage, or adds."""
        sentence = sentence.strip()
        numbers = {int(mark.strip("[]")) for mark in _MARK.findall(sentence)}
        says = _MARK.sub("", sentence)
        if not _MARKS_AT_END.search(sentence) or not any(map(str.isalnum, says)):
            raise Unsupported("uncited", sentence)
        unknown = numbers - set(range(1, len(passages) + 1))
        if unknown:
            raise Unsupported("uncited", f"[{min(unknown)}]")
        cited = "\n".join(passages[number - 1] for number in sorted(numbers))
        for words in _unsaid_numbers(says, cited):
            raise Unsupported("number", words)
        for words in self._unsaid_names(says, _plain(cited)):
            raise Unsupported("name", words)

    def answer(self, text: str, quotes: Sequence[str]) -> None:
        """Raises `Unsupported` where a text leaves out what the reader found: a number, or short words, of a quote."""
        for quote in quotes:
            letters = _letters(quote)
            wanted, said = find_quantities(quote), find_quantities(_MARK.sub("", text))
            kept = bool(wanted) and all(any(same(a, b) for b in said) for a in wanted)
            if not kept and len(letters) <= REPEATED and letters not in _letters(_MARK.sub("", text)):
                raise Unsupported("missing", quote)

    def _unsaid_names(self, text: str, passages: str) -> Iterator[str]:
        things, words = self._names.things(text), self._names.tag(text)
        for thing in things:
            if thing.kind not in ("date", "quantity") and not _is_said(thing.text, thing.kind == "place", passages):
                yield thing.text
        for start, end in (_institution(thing, words) for thing in things if thing.kind == "place"):
            if _plain(text[start:end]) not in passages:
                yield text[start:end]
        for word, tag, _ in words:
            named = tag.startswith(_NAME_TAGS) and len(word) > 1 and HAN.fullmatch(word) and word not in EVERYWHERE
            if named and not _is_said(word, tag.startswith("ns"), passages):
                yield word


def _institution(place: Thing, words: Sequence[Word]) -> Span:
    """The name of an institution that begins with a place; nothing of the text where none follows."""
    first = end = place.start + len(place.text)
    for word, tag, start in words:
        if start >= first and not tag.startswith(_WITHIN_NAME):
            break
        if start >= first and _INSTITUTION.search(word):
            end = start + len(word)
    return (place.start, end) if end > first else (place.start, place.start)


def _is_said(name: str, is_place: bool, passages: str) -> bool:
    """Whether the passages have a name as it is, or of a place the stem: 遵义 for 遵义市."""
    name = _plain(name)
    return name in passages or (is_place and stem(name) in passages)


def _unsaid_numbers(text: str, passages: str) -> Iterator[str]:
    """The amounts, dates and other digits of `text` that `passages` does not have."""
    said, folded, words = find_quantities(passages), fold(passages), fold(text)
    found = find_quantities(text)
    for quantity in found:
        if not any(same(quantity, other) for other in said) and not _is_vague(quantity, words, folded):
            yield text[quantity.start : quantity.end]
    digits = frozenset(_DIGITS.findall(folded))
    for match in _DIGITS.finditer(words):
        read = any(q.start <= match.start() < q.end for q in found)
        if not read and match[0] not in digits:
            yield match[0]
    yield from (match[0] for match in _SHARES.finditer(words) if match[0] not in folded)


def _is_vague(quantity: Quantity, text: str, passages: str) -> bool:
    """Whether an amount is one without a value, 数百名, that the passages have in the same words."""
    return quantity.value is None and text[quantity.start : quantity.end] in passages


def _plain(text: str) -> str:
    """Folded, without blanks and the signs that set a name off."""
    return re.sub(r"[\s\"'·《》<>()\-_]", "", fold(text))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold(text)))
