"""One question at a time: what is right, what is left out where it does not apply."""

from __future__ import annotations

import pytest

from wenju.records import Answer, Citation, Hit, Kind, Passage
from wenju.scores import Outcome, answer_figures, detail, judge, rank_figures, time_figures
from wenju.squad import SquadQuestion

ONE = SquadQuestion("1", "派了几位？", 7, (("45位", 4), ("45位教师", 4)), False)
BOTH = SquadQuestion("2", "哪两所？", 7, (("甲校", 0),), False, spans=(("甲校", 0), ("乙校", 3)))
IMPOSSIBLE = SquadQuestion("3", "局长是谁？", 7, (), True)


def _outcome(
    question: SquadQuestion,
    text: str = "",
    kind: Kind = "answer",
    cited: tuple[tuple[int, int], ...] = (),
    document: str = "7",
    found: tuple[int, ...] = (),
    score: float = 1.0,
    ms: float = 1.0,
) -> Outcome:
    citations = tuple(Citation(document, "", (), start, end, "") for start, end in cited)
    hits = tuple(Hit(n, Passage(str(c), 0, 2, "甲。"), "", 0.5, None, None, (0, 2)) for n, c in enumerate(found, 1))
    return judge(question, Answer(question.question, kind, text, score, "", citations, hits), ms)


@pytest.mark.parametrize(
    ("text", "overlap", "right"),
    [
        ("45位教师", 1.0, True),
        ("派45位", 2 * 2 / (3 + 2), True),  # .8 itself is right
        ("出45位教师，捐书九册", 2 * 4 / (9 + 4), False),
        ("", 0.0, False),
    ],
)
def test_an_answer_is_right_from_four_fifths(text: str, overlap: float, right: bool) -> None:
    outcome = _outcome(ONE, text)
    assert outcome.f1 == pytest.approx(overlap)
    assert outcome.right is right


def test_four_fifths_are_right_however_they_come_about() -> None:
    gold = "一二三四五六七八"  # against 一二三四五六 and another sign: c = 6, 2*6 / (7 + 8) = .8
    outcome = _outcome(SquadQuestion("1", "", 7, ((gold, 0),), False), "一二三四五六九")
    assert (outcome.f1, outcome.right) == (0.8, True)


@pytest.mark.parametrize(
    ("text", "cited", "document", "right"),
    [
        ("甲校、乙校", ((0, 2), (3, 5)), "7", True),
        ("甲校和乙校", ((0, 5),), "7", True),  # one place that holds both
        ("甲校", ((0, 2),), "7", False),
        ("甲校", ((0, 5),), "7", False),  # the sentence holds both, the answer does not
        ("甲校、乙校", ((0, 2), (4, 5)), "7", False),
        ("甲校、乙校", ((0, 2), (3, 5)), "8", False),  # another document
        ("", ((0, 5),), "7", False),
    ],
)
def test_who_asks_for_both_wants_both_cited(
    text: str, cited: tuple[tuple[int, int], ...], document: str, right: bool
) -> None:
    assert _outcome(BOTH, text, cited=cited, document=document).right is right


def test_all_spans_together_are_an_accepted_answer() -> None:
    outcome = _outcome(BOTH, "甲校、乙校")
    assert (outcome.golds, outcome.f1, outcome.em) == (("甲校", "甲校、乙校"), 1.0, 1.0)


def test_contexts_are_ranked_by_their_best_passage() -> None:
    assert _outcome(ONE, found=(3, 3, 8, 7, 3, 7)).rank == 3
    assert _outcome(ONE, found=(3, 8)).rank is None


def test_unanswerable_questions_have_no_rank_and_no_overlap() -> None:
    outcomes = [_outcome(IMPOSSIBLE, "甲", found=(7,)), _outcome(ONE, found=(8, 7))]
    assert rank_figures(outcomes) == {"R@1": 0.0, "R@5": 1.0, "R@10": 1.0, "RR@10": 0.5}
    assert (outcomes[0].f1, outcomes[0].em, outcomes[0].right) == (0.0, 0.0, False)
    assert rank_figures(outcomes[:1]) == {}


def test_what_does_not_apply_is_absent() -> None:
    refused = _outcome(IMPOSSIBLE, kind="none")
    assert answer_figures([refused]) == {"answer_rate": 0.0, "false_answer_rate": 0.0}
    right = _outcome(ONE, "45位", score=0.75)
    assert answer_figures([right]) == {"F1": 1.0, "EM": 1.0, "right": 1.0, "answer_rate": 1.0, "ECE": 0.25}
    related = _outcome(ONE, kind="related")
    assert answer_figures([related]) == {"F1": 0.0, "EM": 0.0, "right": 0.0, "answer_rate": 0.0}


def test_a_wrong_answer_to_an_unanswerable_question_counts_against_its_score() -> None:
    figures = answer_figures([_outcome(ONE, "45位", score=0.75), _outcome(IMPOSSIBLE, "甲", score=0.75)])
    assert figures["ECE"] == 0.25  # |1/2 - .75|


def test_times_are_percentiles() -> None:
    # numpy between the sorted values: .5 * 4 = place 2, .95 * 4 = place 3.8
    outcomes = [_outcome(ONE, ms=ms) for ms in (50.0, 10.0, 30.0, 20.0, 40.0)]
    assert time_figures(outcomes) == {"p50_ms": 30.0, "p95_ms": 48.0}


def test_details_without_a_hit_or_a_kind_leave_those_out() -> None:
    record = detail(_outcome(IMPOSSIBLE, kind="none"))
    assert not {"question_kind", "question_form", "sentence", "missing"} & set(record)
    assert (record["f1"], record["em"], record["right"], record["quotes"]) == (None, None, False, [])
    assert detail(_outcome(ONE, found=(7,)))["span_score"] is None
