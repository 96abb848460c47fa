"""From what questions got to figures: each answer is set beside the accepted ones, then the lot is summed up.

In: questions of a set with the `Answer` each got. Out: an `Outcome` for each, a line of details, the figures of all.
What the figures mean stands in `MEANINGS`; the formulas are in `measures`; asking is left to `evaluation`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from wenju.measures import (
    exact_match,
    expected_calibration_error,
    f1,
    false_answer_rate,
    false_refusal_rate,
    recall_at,
    reciprocal_rank_at,
)
from wenju.records import Answer
from wenju.squad import SquadQuestion

# From this F1 on an answer is right, if not to the letter: 45位老师 for 6批45位老师 (.8), but not 45位 for it (.5).
RIGHT = 0.8
MEANINGS = {
    "questions": "asked",
    "contexts": "texts that were searched",
    "passages": "into which they were cut",
    "R@1": "of the answerable: the right context comes first",
    "R@5": "... is among the first five",
    "R@10": "... is among the first ten",
    "RR@10": "mean of 1/rank of the right context, 0 beyond the tenth",
    "F1": "of the answerable: overlap with an accepted answer, by CMRC 2018",
    "EM": "of the answerable: the same as an accepted answer but for punctuation",
    "right": f"of the answerable: F1 of {RIGHT} or more, or all that was asked for is cited",
    "answer_rate": "of all: got an answer",
    "false_answer_rate": "of the unanswerable: got an answer",
    "false_refusal_rate": "of the answerable: got none",
    "ECE": "gap between the score of an answer and how often such an answer is right",
    "p50_ms": "half of the questions took no longer",
    "p95_ms": "95 of 100 took no longer",
    "build_s": "to build the index",
}
Figures = dict[str, float | int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question got, after so many milliseconds, and how good that is.

    `golds` are the accepted answers; where there are none, F1 and EM are 0 and nothing is right. `rank` is that of the
    question's own context among those found, from 1, or None.
    """

    question: SquadQuestion
    answer: Answer
    milliseconds: float
    golds: tuple[str, ...]
    rank: int | None
    f1: float
    em: float
    right: bool

    @property
    def answered(self) -> bool:
        """Whether the engine took its words for an answer."""
        return self.answer.kind == "answer"


def judge(question: SquadQuestion, answer: Answer, milliseconds: float) -> Outcome:
    """Set an answer beside the accepted ones. Context n is the document with the id "n"; an empty text scores 0."""
    golds = tuple(text for text, _ in question.answers)
    if question.spans:
        golds += ("、".join(text for text, _ in question.spans),)
    found = list(dict.fromkeys(hit.passage.document_id for hit in answer.hits))
    own = str(question.context)
    overlap = f1(answer.text, golds) if golds else 0.0
    return Outcome(
        question=question,
        answer=answer,
        milliseconds=milliseconds,
        golds=golds,
        rank=found.index(own) + 1 if own in found else None,
        f1=overlap,
        em=exact_match(answer.text, golds) if golds else 0.0,
        right=_gives_all(question, answer) if question.spans else overlap >= RIGHT,
    )


def detail(outcome: Outcome) -> dict[str, Any]:
    """An outcome as a line of JSON, for looking at what went wrong.

    `quotes` is what was cited; `sentence`, the ranks of both legs, `span_score` and `missing` are the first hit's.
    """
    question, answer = outcome.question, outcome.answer
    record: dict[str, Any] = {
        "id": question.id,
        "question": question.question,
        **({"question_kind": question.kind} if question.kind else {}),
        **({"question_form": question.form} if question.form else {}),
        "golds": list(outcome.golds),
        "kind": answer.kind,
        "answer": answer.text,
        "score": round(answer.score, 4),
        "reason": answer.reason,
        "right": outcome.right,
        "f1": round(outcome.f1, 4) if outcome.golds else None,
        "em": outcome.em if outcome.golds else None,
        "rank": outcome.rank,
        "quotes": [citation.quote for citation in answer.citations],
    }
    for hit in answer.hits[:1]:
        start, end = (offset - hit.passage.start for offset in hit.sentence)
        record |= {
            "sentence": hit.passage.text[start:end],
            "lexical_rank": hit.lexical_rank,
            "dense_rank": hit.dense_rank,
            "span_score": round(hit.span.score, 4) if hit.span else None,
            "missing": list(hit.missing),
        }
    return record


def rank_figures(outcomes: Sequence[Outcome]) -> Figures:
    """`R@1, R@5, R@10, RR@10` of the answerable questions; {} where there is none."""
    ranks = [o.rank for o in outcomes if o.golds]
    if not ranks:
        return {}
    recalls = {f"R@{k}": round(recall_at(ranks, k), 4) for k in (1, 5, 10)}
    return {**recalls, "RR@10": round(reciprocal_rank_at(ranks, 10), 4)}


def answer_figures(outcomes: Sequence[Outcome]) -> Figures:
    """`F1, EM, right, answer_rate, false_answer_rate, false_refusal_rate, ECE`, without those that do not apply.

    The two false rates are left out where no question is unanswerable, ECE where no question got an answer.
    """
    answerable, answered = [bool(o.golds) for o in outcomes], [o.answered for o in outcomes]
    possible = [o for o in outcomes if o.golds]
    figures: Figures = {}
    if possible:
        figures["F1"] = float(np.mean([o.f1 for o in possible]))
        figures["EM"] = float(np.mean([o.em for o in possible]))
        figures["right"] = float(np.mean([o.right for o in possible]))
    figures["answer_rate"] = float(np.mean(answered))
    if len(possible) < len(outcomes):
        figures["false_answer_rate"] = false_answer_rate(answerable, answered)
        if possible:
            figures["false_refusal_rate"] = false_refusal_rate(answerable, answered)
    if any(answered):
        given = [o for o in outcomes if o.answered]
        figures["ECE"] = expected_calibration_error([o.answer.score for o in given], [o.right for o in given])
    return {name: round(value, 4) for name, value in figures.items()}


def time_figures(outcomes: Sequence[Outcome]) -> Figures:
    """`p50_ms, p95_ms`: milliseconds that half of the questions, and 95 of 100, did not exceed."""
    times = [o.milliseconds for o in outcomes]
    return {f"p{share}_ms": round(float(np.percentile(times, share)), 1) for share in (50, 95)}


def _gives_all(question: SquadQuestion, answer: Answer) -> bool:
    """Whether each thing that was asked for is in the answer and lies in a cited place of the question's context."""
    cited = [(c.start, c.end) for c in answer.citations if c.document == str(question.context)]
    return all(
        text in answer.text and any(start <= at and at + len(text) <= end for start, end in cited)
        for text, at in question.spans
    )
