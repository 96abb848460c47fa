"""Worked outcomes: candidates with given probabilities in, the answer, the related passage or the no out."""

from __future__ import annotations

import pytest

from wenju.candidates import Candidate
from wenju.decision import NO_ANSWER, NOTHING, answers, cite, decide, ranked
from wenju.records import Answer, Document, Hit, Passage, Place, Span

TEXT = "杨浦区派出教师45名。青浦区派出教师12名，捐书三百册。闵行区派出教师20名。"
SENTENCES = ((0, 11), (11, 28), (28, 39))
DOCUMENT = Document("报告.txt", "报告", "", TEXT)


def hit(rank: int, span: Span | None = None, score: float = 0.5) -> Hit:
    start, end = SENTENCES[rank - 1]
    passage = Passage("报告.txt", start, end, TEXT[start:end], ("一、做法",), ((start, end),))
    return Hit(rank, passage, "报告", score, rank, rank, (start, end), span)


def found(rank: int, words: str, probability: float, *, score: float = 3.0, lacking: str = "") -> Candidate:
    at = TEXT.index(words)
    return Candidate(hit(rank, Span(at, at + len(words), score)), (), {}, probability, lacking)


def decided(question: str, *candidates: Candidate, on_subject: bool = True, always: bool = False) -> Answer:
    others = [hit(rank, score=0.9) for rank in range(len(candidates) + 1, 4)]
    return decide(
        question,
        candidates,
        others,
        lambda name: DOCUMENT,
        threshold=0.4,
        is_on_subject=on_subject,
        always=always,
    )


def test_from_the_threshold_on_the_words_are_the_answer() -> None:
    answer = decided("派了多少教师", found(1, "45名", 0.4), found(2, "12名", 0.2))
    assert (answer.kind, answer.text, answer.score, answer.reason) == ("answer", "45名", 0.4, "")
    (citation,) = answer.citations
    assert (citation.start, citation.end, citation.heading) == (7, 10, ("一、做法",))
    assert TEXT[citation.start : citation.end] == citation.quote == "45名"
    assert TEXT[citation.sentence_start :].startswith(citation.sentence)
    assert citation.sentence.endswith("派出教师45名。")


def test_below_it_the_passage_is_related_and_the_reason_is_what_it_lacks() -> None:
    answer = decided("浦东新区派了多少教师", found(1, "45名", 0.39, lacking="相关段落说的是杨浦区，没有提到浦东新区"))
    assert (answer.kind, answer.text) == ("related", "")
    assert answer.reason == "相关段落说的是杨浦区，没有提到浦东新区"
    assert [c.quote for c in answer.citations] == ["杨浦区派出教师45名。"]
    assert decided("派了多少教师", found(1, "45名", 0.39)).reason == NO_ANSWER


def test_off_the_subject_is_none_unless_something_answers() -> None:
    answer = decided("今天天气怎么样", found(1, "45名", 0.1), on_subject=False)
    assert (answer.kind, answer.reason, answer.citations) == ("none", NOTHING, ())
    assert decided("几名老师", found(1, "45名", 0.6), on_subject=False).kind == "answer"


def test_given_a_text_the_best_words_come_with_a_refusal_too() -> None:
    answer = decided("派了多少教师", found(1, "45名", 0.1), always=True)
    assert (answer.kind, answer.text, [c.quote for c in answer.citations]) == ("related", "45名", ["45名"])


def test_without_a_hit_the_index_is_empty() -> None:
    answer = decide("几名", [], [], lambda name: DOCUMENT, threshold=0.4, is_on_subject=False)
    assert (answer.kind, answer.reason, answer.hits) == ("none", "所问的范围里没有任何段落", ())


def test_several_things_asked_for_are_cited_each_in_the_order_of_the_text() -> None:
    candidates = [found(1, "45名", 0.9), found(3, "20名", 0.5), found(2, "12名", 0.45)]
    answer = decided("哪些区派了教师，分别多少", *candidates)
    assert answer.text == "45名、12名、20名"
    assert [(c.start, c.end) for c in answer.citations] == [(7, 10), (18, 21), (35, 38)]


def test_one_thing_asked_for_gets_one_answer() -> None:
    assert decided("派了多少教师", found(1, "45名", 0.9), found(2, "12名", 0.8)).text == "45名"


@pytest.mark.parametrize(
    ("probability", "score"),
    [(0.3, 3.0), (0.9, -0.1), (0.9, 0.5)],
    ids=["an improbable passage", "better nothing than this span", "far worse than the best"],
)
def test_a_weak_second_is_no_part_of_a_list(probability: float, score: float) -> None:
    candidates = [found(1, "45名", 0.95), found(2, "12名", probability, score=score)]
    assert [span.start for _, span in answers("分别有几名", candidates, 0.4)] == [7]


def test_further_spans_of_a_passage_count_where_they_stand_in_another_sentence() -> None:
    text = "派出12名，捐书三百册。接待五批。"
    passage = Passage("报告.txt", 0, len(text), text, (), ((0, 12), (12, 17)))
    spans = [
        Span(text.index(w), text.index(w) + len(w), score)
        for w, score in (("12名", 3.0), ("三百册", 2.9), ("五批", 2.5))
    ]
    both = Candidate(Hit(1, passage, "报告", 0.5, 1, 1, (0, 12), spans[0]), tuple(spans[1:]), {}, 0.9, "")
    assert [text[s.start : s.end] for _, s in answers("分别是哪些", [both], 0.4)] == ["12名", "五批"]


def test_hits_follow_their_answers_and_scores_never_rise() -> None:
    candidates = [found(2, "12名", 0.7), found(1, "45名", 0.2)]
    hits = ranked(candidates, [hit(3, score=0.9)])
    assert [h.passage.start for h in hits] == [11, 0, 28]
    assert [(h.rank, h.score) for h in hits] == [(1, 0.7), (2, 0.2), (3, 0.2)]


def test_a_citation_says_where_it_begins_in_the_file() -> None:
    places = (Place(0, 11, page=3), Place(11, 28, page=4, sheet="名单", row=7))
    document = Document("报告.txt", "报告", "", TEXT, places=places)
    cited = [cite(lambda name: document, hit(1), start, 35) for start in (7, 11, 28)]
    assert [(c.page, c.sheet, c.row) for c in cited] == [(3, "", 0), (4, "名单", 7), (0, "", 0)]
