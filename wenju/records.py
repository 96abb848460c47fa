"""The records that travel between the stages: one frozen dataclass per arrow of the data path.

Offsets are code points into `Document.text`, half open, everywhere; `document.text[p.start:p.end] == p.text`.
This module holds no behaviour beyond what a record can say of itself.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["answer", "related", "none"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's own words inside the document: `text == document.text[start:end]`; level 1 is the outermost."""

    level: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where `text[start:end]` stands in its file: a page, or a sheet and row; counted from 1, 0 and "" for none."""

    start: int
    end: int
    page: int = 0
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One source file, its text fixed when it was read.

    `id` is the path relative to the corpus folder, with forward slashes. `title` is the text's own title or, where it
    has none, the file's name without its extension. `date` is the publication date as YYYY-MM-DD, or "". `places` are
    disjoint and in order. `warnings` say what of the file could not be read.
    """

    id: str
    title: str
    date: str
    text: str
    headings: tuple[Heading, ...] = ()
    places: tuple[Place, ...] = ()
    warnings: tuple[str, ...] = ()

    def place(self, offset: int) -> Place | None:
        """Where the character at `offset` stands in the file; None where the file has no pages, sheets or rows."""
        before = bisect_right(self.places, offset, key=lambda place: place.start)
        place = self.places[before - 1] if before else None
        return place if place and offset < place.end else None


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or a run of whole sentences of a long one. `sentences` are (start, end) spans that tile it."""

    document_id: str
    start: int
    end: int
    text: str
    heading_path: tuple[str, ...] = ()
    sentences: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What is embedded of a passage: its text, and its sentences where there are several, each under a heading line."""

    line: str
    text: str
    sentences: tuple[str, ...] = ()

    @property
    def texts(self) -> list[str]:
        """What each of its vectors stands for: the passage's, then its sentences'."""
        return [f"{self.line}\n{text}" if self.line else text for text in (self.text, *self.sentences)]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which part of a collection a question is asked of; what is empty leaves nothing out.

    `documents` are names; `since` and `until` are dates of publication, both included, as YYYY-MM-DD, YYYY-MM or YYYY;
    `heading` stands in the title or in a heading above a passage.
    """

    documents: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    heading: str = ""


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Span:
    """The words of one passage that the reader takes for the answer, `document.text[start:end]`.

    `score` is their logit against the same passage's own "no answer here": above 0 where the reader would rather give
    them than nothing. It is comparable between passages and is no probability.
    """

    start: int
    end: int
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage. Higher `score` is better; a leg's rank counts from 1 and is None where that leg missed it.

    `sentence` is the (start, end) of the passage's best sentence, as document offsets. `span` is None where the passage
    was not read. `missing` are the question's named things (浦东新区, 2018年) that neither the passage nor its headings
    nor its document's title carry.
    """

    rank: int
    passage: Passage
    title: str
    score: float
    lexical_rank: int | None
    dense_rank: int | None
    sentence: tuple[int, int]
    span: Span | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where something stands: `quote == document.text[start:end]`.

    `sentence` is all of the sentences that it touches, `document.text[sentence_start:][:len(sentence)]`.
    `page`, `sheet` and `row` are where it begins in the file, as in `Place`.
    """

    document: str
    title: str
    heading: tuple[str, ...]
    start: int
    end: int
    quote: str
    sentence: str = ""
    sentence_start: int = 0
    page: int = 0
    sheet: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question got. `text` is "" unless `kind` is "answer"; `score` is a probability in 0..1."""

    question: str
    kind: Kind
    text: str
    score: float
    reason: str
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
