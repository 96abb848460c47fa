"""Hits to candidate answers: what the reader finds in each, where it ends, and what speaks for it.

In: a question and its hits, best first. Out: `Candidate` records, most probable first. Reading is what costs, so it
goes a few passages at a time and stops at the first sure answer. Whether the best one is given is left to `decision`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import log
from typing import Protocol

from wenju.calibration import Calibration
from wenju.config import READ
from wenju.names import Thing
from wenju.numbers import find_quantities
from wenju.reader import Window
from wenju.reading import heading_line
from wenju.records import Hit, Span
from wenju.spans import asks_for, repair
from wenju.subject import Subject

Said = Sequence[float]

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

    `features` is what was looked at, some of it weighed by the calibration; `lacking` says what is missing.
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

    @property
    def threshold(self) -> float:
        """The probability from which on an answer is given."""
        return self._calibration.threshold

    def examine(
        self, question: str, hits: Sequence[Hit], shares: Sequence[Said], *, most: int = READ, sure: float | None = None
    ) -> list[Candidate]:
        """Candidates of the first `most` hits, or of fewer where one is as probable as `sure`.

        `shares` is how much of the question each sentence of each hit says; `sure` None is the calibrated one.
        """
        found: list[Candidate] = []
        things = self._subject.things(question)
        together = max(2, os.cpu_count() or 1)
        for at in range(0, min(len(hits), most), together):
            few = hits[at : min(at + together, most)]
            windows = [Window(h.passage.start, h.passage.text, heading_line(h.title, h.passage)) for h in few]
            read = self._reader.read(question, windows)
            found += [
                self._weigh(question, things, hit, shares[at + i], _logit(hits[0].score), read[i])
                for i, hit in enumerate(few)
            ]
            if max(c.probability for c in found) >= (self._calibration.sure if sure is None else sure):
                break
        return sorted(found, key=lambda c: (-c.probability, c.hit.rank))

    def _weigh(
        self, question: str, things: Sequence[Thing], hit: Hit, said: Said, first: float, spans: Sequence[Span]
    ) -> Candidate:
        passage, headings = hit.passage, " ".join((hit.title, *hit.passage.heading_path))
        ended = [_ended(question, hit, span) for span in spans]
        around = [
            (share, _words(hit, a, b))
            for share, (a, b) in zip(said, passage.sentences, strict=True)
            if ended and a <= ended[0].start < b
        ]
        sentence = around[0][1] if around else ""
        about = (things, passage.text, headings, sentence)
        missing = self._subject.missing(*about, self._published(passage.document_id))
        features = {
            "read": max(-CERTAIN, min(CERTAIN, ended[0].score)) if ended else -CERTAIN,
            "unfit": float(not ended or _is_unfit(question, _words(hit, ended[0].start, ended[0].end))),
            "missing": float(min(len(missing), 2)),
            "weak": float(min(len(self._subject.weak(*about)), 2)),
            "unsaid": self._subject.unsaid(question, passage.text, headings),
            "said": max(said, default=0.0),
            "said_there": max((share for share, _ in around), default=0.0),
            "retrieved": _logit(hit.score),
            "behind": first - _logit(hit.score),
        }
        seen = replace(hit, span=ended[0] if ended else None, missing=tuple(t.text for t in missing))
        lacking = self._subject.reason(missing, passage.text, headings) if missing else ""
        probability = 0.0 if missing else self._calibration.probability(features)  # about something else
        return Candidate(seen, tuple(ended[1:]), features, probability, lacking)


def _words(hit: Hit, start: int, end: int) -> str:
    """The passage's text between two offsets of the document."""
    return hit.passage.text[start - hit.passage.start : end - hit.passage.start]


def _ended(question: str, hit: Hit, span: Span) -> Span:
    """The span with its ends where a person would set them."""
    offset = hit.passage.start
    start, end = repair(question, hit.passage.text, span.start - offset, span.end - offset)
    return replace(span, start=start + offset, end=end + offset)


def _is_unfit(question: str, words: str) -> bool:
    """Whether an amount or a time is asked for and the words hold no number."""
    return asks_for(question) in ("quantity", "time") and not find_quantities(words)


def _logit(share: float) -> float:
    share = max(1e-6, min(1 - 1e-6, share))
    return log(share / (1 - share))
