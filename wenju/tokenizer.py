"""Text in, terms out, for the lexical leg: characters, pairs of characters, numbers, and the long words of jieba.

Words alone miss names that the segmenter splits differently in question and passage; pairs alone miss what a word is.
All are cut from the folded text with a folded dictionary, so traditional and full-width text meets simplified text.
This module does not score, and does not quote: terms carry no offsets (`tag` does).

Recall at 1 with these terms and weights, over contexts of reading-comprehension sets (jieba words alone in brackets):
DRCD test .950 (.917), CMRC 2018 trial .981 (.966); chosen on DRCD dev .954 (.927) and CMRC 2018 train .962 (.941).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from wenju import dictionary
from wenju.aliases import Aliases, load_aliases
from wenju.fold import fold

# Part of the identity: raise it when `terms` gives other terms for the same text.
VERSION = 1

# Weights of a question's terms, relative to a pair of characters (1.0). Measured: each is on a plateau, where a factor
# of two moves recall at 1 by less than .003.
CHARACTER_WEIGHT = 0.5
WORD_WEIGHT = 0.5  # comes on top of the pair's weight where the word is a pair
NUMBER_WEIGHT = 2.0  # a year or an amount that agrees says more than a pair; .002 on both sets
FUNCTION_WEIGHT = 0.5  # a factor; .002 on both sets
ALIAS_WEIGHT = 0.5  # a factor: the name in the question stays worth more than its other names

# Characters that mostly bind words together. Their pairs are weighed down unless the pair is a word (其中).
FUNCTION_CHARACTERS = frozenset("的了是在有和与被于由及为之以其")
# What every question says whatever it asks. Cut out before the question is cut, so no pair reaches into it: .005 on
# CMRC, .003 on DRCD. Words that only look alike stay whole: 几何, 任何时候, 吗啡, 呢绒, 哪吒 (吒 folds to 咤).
QUESTION_WORDS = re.compile(
    "请问|为什么|为何|什么|多少|哪一年|哪一个|哪一|哪些|哪个|哪种|哪里|哪儿|哪(?!咤)|怎么样|怎么|怎样|如何|(?<!任)何[时地人种]"
    "|是否|吗(?!啡)|呢(?!绒)|谁|几(?![何乎率许]|内亚)"
)

_HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af"
# A Chinese character, a number, or a Latin word.
_UNIT = re.compile(rf"(?P<han>[{_HAN}])|\d+(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|[^\W_{_HAN}]+")
_HAN_CHARACTER = re.compile(f"[{_HAN}]")
# Between two numbers or Latin words these make one name of them: 1+11, 2014-2016, covid-19.
_JOINTS = frozenset("+-/&._")


class Tokenizer:
    """Cuts text into terms. Loading is lazy; `Tokenizer()` itself reads only the two files."""

    def __init__(self, user_dictionary: Path | None = None, aliases: Path | None = None) -> None:
        """Read both files, if given. Raises `ConfigError` naming file and line."""
        self.user_words = dictionary.load_user_words(user_dictionary) if user_dictionary else ()
        self.aliases = load_aliases(aliases) if aliases else Aliases()

    def terms(self, text: str) -> list[str]:
        """All terms of a passage, with repeats: its units, their pairs, and jieba's search words of three or more."""
        folded = fold(text)
        units, pairs = _units(folded)
        return [*(unit for unit, _ in units), *pairs, *(word for word in self._words(folded) if len(word) > 2)]

    def query_terms(self, question: str) -> list[tuple[str, float]]:
        """The terms of a question with their weights, each once, other names of things (aliases) included."""
        folded = fold(question)
        weighted = self._weigh(QUESTION_WORDS.sub(" ", folded)) or self._weigh(folded)
        for name in self.aliases.expand_words(question):
            weighted += [(term, weight * ALIAS_WEIGHT) for term, weight in self._weigh(name)]
        total: dict[str, float] = {}
        for term, weight in weighted:
            total[term] = total.get(term, 0.0) + weight
        return list(total.items())

    def tag(self, text: str) -> list[tuple[str, str, int]]:
        """Words with jieba's part of speech (nr person, ns place, nt organisation, m number, ...) and where they start.

        The words are the text's own, not folded; together they are the whole text.
        """
        tagged: list[tuple[str, str, int]] = []
        start = 0
        for word, tag in self._segmenter.tagged(fold(text)):
            end = start + len(word)
            tagged.append((text[start:end], tag, start))
            start = end
        return tagged

    def identity(self) -> str:
        """A hash of all that shapes the terms of a passage. Aliases are left out: they act on the question alone."""
        parts = f"{VERSION}\n{dictionary.dictionary_key()}\n{self.user_words!r}"
        return hashlib.sha256(parts.encode()).hexdigest()[:16]

    def _weigh(self, folded: str) -> list[tuple[str, float]]:
        units, pairs = _units(folded)
        words = list(self._words(folded))
        known = frozenset(words)

        def factor(term: str) -> float:
            bound = term[0] in FUNCTION_CHARACTERS or term[-1] in FUNCTION_CHARACTERS
            return FUNCTION_WEIGHT if bound and (len(term) == 1 or term not in known) else 1.0

        return [
            *((unit, CHARACTER_WEIGHT * factor(unit) if is_han else NUMBER_WEIGHT) for unit, is_han in units),
            *((pair, factor(pair)) for pair in pairs),
            *((word, WORD_WEIGHT) for word in words),
        ]

    def _words(self, folded: str) -> Iterator[str]:
        """jieba's search words with a Chinese character in them."""
        return (word for word in self._segmenter.search_words(folded) if _HAN_CHARACTER.search(word))

    @cached_property
    def _segmenter(self) -> dictionary.Segmenter:
        return dictionary.Segmenter(self.user_words)


def _units(folded: str) -> tuple[list[tuple[str, bool]], list[str]]:
    """The units (with: is it a Chinese character?) and the pairs of neighbours; 10,000 is 10000.

    2017年5月 has the units 2017 年 5 月 and the pairs 2017年 年5 5月; 1+11 has 1 11 and 1+11.
    """
    units: list[tuple[str, bool]] = []
    pairs: list[str] = []
    end = -1
    for match in _UNIT.finditer(folded):
        unit, is_han = match.group().replace(",", ""), match["han"] is not None
        between = folded[end : match.start()] if units else " "
        if between == "" or (between in _JOINTS and not is_han and not units[-1][1]):
            pairs.append(units[-1][0] + between + unit)
        units.append((unit, is_han))
        end = match.end()
    return units, pairs
