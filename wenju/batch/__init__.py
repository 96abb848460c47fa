"""Many questions at once: a list of questions and an engine in, a row of a table for each out.

A question that nobody could answer gets a row that says why, and the others go on. Reading lists of questions is left
to `question_list`, writing tables to `result_files`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Event
from time import monotonic
from typing import Literal, Protocol

from wenju.errors import QuestionError
from wenju.records import Answer, Citation

Language = Literal["zh", "en"]
Outcome = Literal["answer", "related", "none", "error"]
State = Literal["waiting", "running", "cancelled", "done", "failed"]
Cell = str | int | float

COLUMNS: dict[Language, tuple[str, ...]] = {
    "zh": ("问题", "答案", "结果", "原句", "文档", "标题", "页码", "把握", "说明"),
    "en": ("question", "answer", "outcome", "sentence", "document", "heading", "page", "confidence", "reason"),
}
OUTCOMES: dict[Language, dict[Outcome, str]] = {
    "zh": {"answer": "有答案", "related": "只有相关段落", "none": "没有提到", "error": "不能问"},
    "en": {"answer": "answered", "related": "related only", "none": "not mentioned", "error": "not asked"},
}
ROW_OF_SHEET: dict[Language, str] = {"zh": "第 {row} 行", "en": "row {row}"}


class Asked(Protocol):
    """What is asked: an engine, or something that answers like one."""

    def ask(self, question: str, k: int) -> Answer:
        """The answer, with `k` hits."""


@dataclass(frozen=True, slots=True)
class Row:
    """A question with what it got; `problem` says why there is no answer record."""

    question: str
    answer: Answer | None
    problem: str = ""

    @property
    def outcome(self) -> Outcome:
        """What came of it; "error" where it could not be asked."""
        return self.answer.kind if self.answer else "error"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is. `seconds_left` is None where nobody can tell."""

    state: State
    done: int
    total: int
    seconds_left: float | None = None


class Batch:
    """Questions being asked: one thread goes through `run`, another one may look at `rows` and `cancel`."""

    def __init__(self, questions: Sequence[str], language: Language = "zh") -> None:
        self.questions = tuple(questions)
        self.language = language
        """What its table is wanted in; may change while it runs."""
        self.rows: list[Row] = []
        self.ended: datetime | None = None
        self._state: State = "waiting"
        self._cancelled = Event()
        self._began = 0.0

    def run(self, engine: Asked) -> Iterator[Row]:
        """Ask one question after the other, a row for each, until all were asked or it was cancelled.

        All are put to the same engine: a rebuild that ends meanwhile does not mix old answers with new ones. What is
        wrong with more than one question is raised; the rows that are there stay.
        """
        if self._state != "waiting":
            return
        self._state, self._began = "running", monotonic()
        try:
            for question in self.questions:
                if self._cancelled.is_set():
                    break
                self.rows.append(_ask(engine, question))
                yield self.rows[-1]
            self._state = "done" if len(self.rows) == len(self.questions) else "cancelled"
        finally:
            self.ended = datetime.now()
            if self._state == "running":
                self._state = "failed"

    def cancel(self) -> None:
        """End after the question that is being asked."""
        self._cancelled.set()
        if self._state == "waiting":
            self._state = "cancelled"

    @property
    def is_cancelled(self) -> bool:
        """Whether it was told to end before its end."""
        return self._cancelled.is_set()

    @property
    def is_under_way(self) -> bool:
        """Whether more rows may come."""
        return self._state in ("waiting", "running")

    @property
    def progress(self) -> Progress:
        """How far it is now."""
        done, total = len(self.rows), len(self.questions)
        if self._state != "running":
            return Progress(self._state, done, total)
        left = (monotonic() - self._began) / done * (total - done) if done else None
        return Progress("running", done, total, left)


def _ask(engine: Asked, question: str) -> Row:
    try:
        return Row(question, replace(engine.ask(question, 1), hits=()))  # no row tells of them, and they take memory
    except QuestionError as error:
        return Row(question, None, str(error))


def cells(row: Row, language: Language = "zh") -> list[Cell]:
    """A row of the table, in the order of `COLUMNS`.

    An answer from several sentences has a line for each, in the same order in all columns; what is the same in all of
    them is said once. The page is a number, or the sheet and row of a table.
    """
    outcome = OUTCOMES[language][row.outcome]
    if row.answer is None:
        return [row.question, "", outcome, "", "", "", "", "", row.problem]
    answer = row.answer
    cited = [citations[0] for citations in by_sentence(answer)]
    pages = [place(citation, language) for citation in cited]
    return [
        row.question,
        answer.text,
        outcome,
        _lines(citation.sentence for citation in cited),
        _lines(citation.document for citation in cited),
        _lines(" › ".join(citation.heading) for citation in cited),
        pages[0] if len(set(pages)) == 1 else _lines(map(str, pages)),
        round(answer.score, 3),
        answer.reason,
    ]


def by_sentence(answer: Answer) -> list[list[Citation]]:
    """The citations of an answer, those in the same sentence together, in their order."""
    found: dict[tuple[str, int], list[Citation]] = {}
    for citation in answer.citations:
        found.setdefault((citation.document, citation.sentence_start), []).append(citation)
    return list(found.values())


def place(citation: Citation, language: Language = "zh") -> str | int:
    """Where a citation stands in its file: its page, or sheet and row; "" where the file has neither."""
    if citation.row:
        return f"{citation.sheet} {ROW_OF_SHEET[language].format(row=citation.row)}".strip()
    return citation.page or citation.sheet


def _lines(values: Iterable[str]) -> str:
    """One line for each; one for all where they are the same."""
    lines = [" ".join(value.split()) for value in values]
    return lines[0] if len(set(lines)) == 1 else "\n".join(lines)
