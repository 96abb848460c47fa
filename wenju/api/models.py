"""The form of what the API takes and gives, for its description and as a check of what is given.

What mirrors `serialize` and `listing` has exactly their keys: another one is an error, and a test compares them.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from wenju.records import Filter

MOST = 100
"""So many passages can be asked for at once."""


class Exact(BaseModel):
    """No key that is not described."""

    model_config = ConfigDict(extra="forbid")


Day = Annotated[str, Field(pattern=r"^(\d{4}(-\d\d(-\d\d)?)?)?$")]


class Question(Exact):
    """A question, how many passages to give with its answer, and which part of the documents to ask."""

    question: str = Field(description="one question, at most 500 characters", examples=["杨浦派了多少教师去遵义"])
    k: int = Field(default=5, ge=1, le=MOST, description="how many passages, best first")
    document: list[str] = Field(default=[], description="only these documents, by their names in /api/documents")
    since: Day = Field(default="", description="only documents dated so or later: YYYY, YYYY-MM or YYYY-MM-DD")
    until: Day = Field(default="", description="only documents dated so or earlier")
    heading: str = Field(default="", description="only passages that have this in their title or headings")

    @property
    def within(self) -> Filter:
        """The part of the documents that is asked."""
        return Filter(tuple(self.document), self.since, self.until, self.heading)


class Asked(Question):
    """A question to be answered; `write` lets a language model put the answer into sentences."""

    write: bool = Field(
        default=False,
        description="let a language model write the answer up from the cited passages, as `written`: it takes its "
        "time, and is only there where the server was started with --llm URL --llm-model NAME",
    )


class Citation(Exact):
    """Where something stands. Offsets count code points of the document's text, half open."""

    document: str = Field(description="the document's name, as in /api/documents")
    title: str
    heading: list[str] = Field(description="the headings above, outermost first")
    start: int
    end: int
    quote: str = Field(description="text[start:end]")
    sentence: str = Field(description="the whole of the sentences that it touches")
    sentence_start: int
    page: int = Field(description="counted from 1; 0 where the file has no pages")
    sheet: str
    row: int = Field(description="counted from 1; 0 where the file has no rows")


class Span(Exact):
    """The words of a passage that the reader takes for the answer; `score` is a logit, above 0 for an answer."""

    start: int
    end: int
    score: float
    text: str


class Hit(Exact):
    """A passage that was found. Higher `score` is better; it is no probability."""

    rank: int
    document: str
    title: str
    heading: list[str]
    start: int
    end: int
    text: str
    score: float
    lexical_rank: int | None = Field(description="null where the keyword search did not find it")
    dense_rank: int | None = Field(description="null where the search by meaning did not find it")
    sentence: list[int] = Field(description="[start, end] of its best sentence")
    span: Span | None = Field(description="null where the passage was not read")
    missing: list[str] = Field(description="named things of the question that the passage does not mention")


class Answer(Exact):
    """`answer` is "" unless `kind` is "answer"; `score` is the probability that it is right."""

    question: str
    kind: Literal["answer", "related", "none"]
    answer: str
    score: float
    reason: str
    citations: list[Citation]
    hits: list[Hit]
    timings_ms: dict[str, float]


class Written(Exact):
    """The answer in sentences by a language model, each with its citations, [1] for the first cited passage."""

    text: str = Field(description="where the model's text was dropped, the answer as it was found")
    by_model: bool = Field(description="whether a model wrote it, all of it borne out by the passages that it cites")
    note: str = Field(description='why a model\'s text was dropped; "" where it was not')


class Reply(Answer):
    """An answer, and what a language model made of it."""

    written: Written | None = Field(default=None, description="only there with `write`")


class Entry(Exact):
    """A document of the folder or the index, and what became of it."""

    name: str
    state: Literal["ready", "empty", "waiting", "failed", "gone"] = Field(
        description="asked as it is; read, and nothing in it can be asked; read by the next build; cannot be read; "
        "removed, and forgotten by the next build"
    )
    reason: str = Field(description="why it cannot be read, and what mends that")
    title: str
    date: str
    characters: int
    passages: int
    headings: int
    warnings: list[str] = Field(description="what of it could not be read")


class Building(Exact):
    """How far the build is that is running, or how the last one ended."""

    running: bool
    stage: str = Field(description='"read", "embed" or "index"; "" before the first')
    done: int
    total: int
    error: str = Field(description="why the last one failed; what was there before it still answers")


class Listing(Exact):
    """All documents, and the build that reads them."""

    documents: list[Entry]
    build: Building


class Heading(Exact):
    """A heading; `level` 1 is the outermost."""

    level: int
    start: int
    end: int
    text: str


class Document(Exact):
    """A document with its text, into which all offsets point."""

    name: str
    title: str
    date: str
    text: str
    headings: list[Heading]
    warnings: list[str]


class Stored(Exact):
    """A file that was stored, and whether one of its name was there before."""

    name: str
    size: int
    replaced: bool


class Added(Exact):
    """What was stored; it can be asked when the build is done."""

    stored: list[Stored]
    build: Building


class Removed(Exact):
    """What was removed; it is forgotten when the build is done."""

    removed: str
    build: Building


class Health(Exact):
    """Whether questions are answered, and from how much. `generation` grows by one with each rebuild.

    While the server is "starting" there is nothing to ask yet, and every other address answers 503.
    """

    status: Literal["ok", "starting"]
    documents: int
    passages: int
    generation: int
    build: Building


class Version(Exact):
    """The version of the program."""

    version: str


class Problem(Exact):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
