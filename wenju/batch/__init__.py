"""Many questions at once: an engine and a list of questions in, a row of a table for each out.

A question that nobody could answer gets a row that says why, and the others go on. Reading lists of questions is left
to `question_list`, writing tables to `result_files`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from wenju.errors import QuestionError
from wenju.records import Answer, Citation

Language = Literal["zh", "en"]
Progress = Callable[[str, int, int], None]
Cell = str | int | float

COLUMNS: dict[Language, tuple[str, ...]] = {
    "zh": ("问题", "答案", "结果", "原句", "文档", "标题", "页码", "把握", "说明"),
    "en": ("question", "answer", "outcome", "sentence", "document", "heading", "page", "confidence", "reason"),
}
OUTCOMES: dict[Language, dict[str, str]] = {
    "zh": {"answer": "答案", "related": "相关", "none": "没有提到", "error": "未能提问"},
    "en": {"answer": "answer", "related": "related", "none": "not mentioned", "error": "not asked"},
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


def run(
    engine: Asked,
    questions: Sequence[str],
    progress: Progress | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> list[Row]:
    """Ask one question after the other; a row for each that was asked before `cancelled` said so.

    All are put to the same engine: a rebuild that ends meanwhile does not mix old answers with new ones.
    """
    rows: list[Row] = []
    for question in questions:
        if cancelled():
            break
        rows.append(_ask(engine, question))
        if progress:
            progress("ask", len(rows), len(questions))
    return rows


def _ask(engine: Asked, question: str) -> Row:
    try:
        return Row(question, engine.ask(question, 1))
    except QuestionError as error:
        return Row(question, None, str(error))


def cells(row: Row, language: Language = "zh") -> list[Cell]:
    """A row of the table, in the order of `COLUMNS`.

    An answer from several sentences has a line for each, in the same order in all columns; what is the same in all of
    them is said once. The page is a number, or the sheet and row of a table.
    """
    outcomes = OUTCOMES[language]
    if row.answer is None:
        return [row.question, "", outcomes["error"], "", "", "", "", "", row.problem]
    answer = row.answer
    cited = list({(c.document, c.sentence_start): c for c in reversed(answer.citations)}.values())[::-1]
    pages = [place(citation, language) for citation in cited]
    return [
        row.question,
        answer.text,
        outcomes[answer.kind],
        _lines(citation.sentence for citation in cited),
        _lines(citation.document for citation in cited),
        _lines(" › ".join(citation.heading) for citation in cited),
        pages[0] if len(set(pages)) == 1 else _lines(map(str, pages)),
        round(answer.score, 3),
        answer.reason,
    ]


def place(citation: Citation, language: Language = "zh") -> str | int:
    """Where a citation stands in its file: its page, or sheet and row; "" where the file has neither."""
    if citation.row:
        return f"{citation.sheet} {ROW_OF_SHEET[language].format(row=citation.row)}".strip()
    return citation.page or citation.sheet


def _lines(values: Iterable[str]) -> str:
    """One line for each; one for all where they are the same."""
    lines = [" ".join(value.split()) for value in values]
    return lines[0] if len(set(lines)) == 1 else "\n".join(lines)
