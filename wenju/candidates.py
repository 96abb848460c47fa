"""Hits to candidate answers: what the reader finds in each, where it ends, and what speaks for it.

In: a question and its hits, best first. Out: `Candidate` records, most probable first. Reading is what costs, so of a
long passage only the sentences around the best one are read. Whether an answer is given is left to `decision`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Protocol

from wenju.asked import Asked, family_of
from wenju.calibration import Calibration
from wenju.config import READ_CHARACTERS
from wenju.names import Thing
from wenju.numbers import find_quantities
from wenju.reader import Window
from wenju.reading import heading_line
from wenju.records import Hit, Span
from wenju.spans import repair
from wenju.subject import Subject

_SHARE = re.compile("占|率|比|百分|几成|幅")
_TIMES = frozenset(("time", "order", ""))
# Families of units that cannot be taken for one another.
_MEASURED = frozenset(("time", "money", "size", "share", "people"))
# Scores of the reader beyond this say no more.
CERTAIN = 15.0


class SpanReader(Protocol):
    """What is needed of `wenju.reader.Reader`."""

    def identity(self) -> str:
        """A hash of what decides a span."""

    def read(self, question: str, windows: Sequence[Window]) -> list[list[Span]]:
        """The best spans of each window."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A hit with its `span` and what is `missing`; the reader's further spans in it; how probably the span is right.

    `features` is what the calibration weighs; `lacking` says what is missing.
    A passage that lacks a named thing is about something else, and its probability is 0.
    """

    hit: Hit
    more: tuple[Span, ...]
    features: dict[str, float]
    probability: float
    lacking: str


class Examiner:
    """Reads hits and weighs what was found."""

    def __init__(
        self,
        reader: SpanReader,
        subject: Subject,
        calibration: Calibration,
        published: Callable[[str], str] = lambda document_id: "",
    ) -> None:
        """`published` gives a document's date, YYYY-MM-DD, or ""."""
        self._reader, self._subject, self._calibration = reader, subject, calibration
        self._published = published

    def examine(self, question: str, hits: Sequence[Hit], *, whole: bool = False) -> list[Candidate]:
        """A candidate for each hit, most probable first; `whole` reads all of a long passage."""
        things = self._subject.things(question)
        windows = [window(hit, len(hit.passage.text) if whole else READ_CHARACTERS) for hit in hits]
        read = self._reader.read(question, windows) if hits else []
        found = [self._weigh(question, things, hit, spans) for hit, spans in zip(hits, read, strict=True)]
        return sorted(found, key=lambda c: (-c.probability, c.hit.rank))

    def _weigh(self, question: str, things: Sequence[Thing], hit: Hit, spans: Sequence[Span]) -> Candidate:
        passage, headings = hit.passage, " ".join((hit.title, *hit.passage.heading_path))
        ended = [_ended(question, hit, span) for span in spans]
        sentence = next((_words(hit, a, b) for a, b in passage.sentences if ended and a <= ended[0].start < b), "")
        published = self._published(passage.document_id)
        missing = self._subject.missing(things, passage.text, headings, sentence, published)
        features = {
            "read": max(-CERTAIN, min(CERTAIN, ended[0].score)) if ended else -CERTAIN,
            "unfit": float(not ended or is_unfit(question, _words(hit, ended[0].start, ended[0].end))),
            "retrieved": _logit(hit.score),
        }
        seen = replace(hit, span=ended[0] if ended else None, missing=tuple(t.text for t in missing))
        lacking = self._subject.reason(missing, passage.text, headings) if missing else ""
        probability = 0.0 if missing else self._calibration.probability(features)  # about something else
        return Candidate(seen, tuple(ended[1:]), features, probability, lacking)


def window(hit: Hit, size: int) -> Window:
    """The whole sentences around the best one of a passage, about `size` characters; a shorter passage whole."""
    passage, headings = hit.passage, heading_line(hit.title, hit.passage)
    spans = passage.sentences or ((passage.start, passage.end),)
    first = last = next((i for i, (a, b) in enumerate(spans) if a <= hit.sentence[0] < b), 0)
    while True:
        start, end = spans[first][0], spans[last][1]
        before = spans[first - 1][0] if first > 0 else None
        after = spans[last + 1][1] if last + 1 < len(spans) else None
        if after is not None and after - start <= size:
            last += 1
        elif before is not None and end - before <= size:
            first -= 1
        else:
            return Window(start, passage.text[start - passage.start : end - passage.start], headings)


def _words(hit: Hit, start: int, end: int) -> str:
    """The passage's text between two offsets of the document."""
    return hit.passage.text[start - hit.passage.start : end - hit.passage.start]


def _ended(question: str, hit: Hit, span: Span) -> Span:
    """The span with its ends where a person would set them."""
    offset = hit.passage.start
    start, end = repair(question, hit.passage.text, span.start - offset, span.end - offset)
    return replace(span, start=start + offset, end=end + offset)


def is_unfit(question: str, words: str) -> bool:
    """Whether the words are of another kind than what is asked for.

    No number where an amount or a time is asked for; only amounts of another kind (4.2% for 多少钱); nothing but an
    amount where somebody is asked for.
    """
    asked = Asked(question)
    families = {family_of(quantity.unit) for quantity in find_quantities(words)}
    match asked.kind:
        case "time":
            return not families or families.isdisjoint(_TIMES)
        case "quantity":
            other = families == {"share"} and asked.counted[:1].isalpha() and not _SHARE.search(asked.folded)
            return (
                not families
                or other
                or (asked.family in _MEASURED and families.isdisjoint({asked.family, "", "count"}))
            )
        case _:
            return asked.wants_name and bool(families) and families <= _MEASURED and words[:1].isdigit()


def _logit(share: float) -> float:
    share = max(1e-6, min(1 - 1e-6, share))
    return log(share / (1 - share))
