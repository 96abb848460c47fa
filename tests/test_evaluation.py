"""Five questions to an engine whose answers are known: every figure is worked out by hand.

派了几位    gold 45位教师, got 6批45位教师: c = 4 of 6 and 4 segments, F1 = 2*4 / (6 + 4) = .8; own context first
捐了几册    gold 9册, got no answer; own context second; given it, 捐书9册: F1 = 2*2 / (4 + 2) = .6667
哪两所      both spans cited: F1 = EM = 1; own context first
局长是谁    unanswerable, got an answer
天气怎么样  unanswerable, got none
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fake_encoder import FakeEncoder
from wenju import cli, evaluation
from wenju.engine import Engine
from wenju.errors import ConfigError, QuestionError
from wenju.evaluation import DEPTH, ask_all, evaluate
from wenju.records import Answer, Citation, Hit, Kind, Passage, Span
from wenju.scores import MEANINGS
from wenju.squad import SquadQuestion

CONTEXTS = ("三年派出6批45位教师。捐书9册。", "甲校和乙校建了录播教室。")
FIVE = ("派了几位", "捐了几册", "哪两所", "局长是谁", "天气怎么样")


def _entry(number: int, split: str, *answers: tuple[str, int], **more: Any) -> dict[str, Any]:
    listed = [{"text": text, "answer_start": start} for text, start in answers]
    record = {"id": f"q{number + 1}", "question": FIVE[number], "split": split, "answers": listed}
    return {**record, "is_impossible": not answers, **more}


def _paragraph(context: str, *entries: dict[str, Any]) -> dict[str, Any]:
    return {"context": context, "qas": list(entries)}


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    first = (_entry(0, "tune", ("45位教师", 6), kind="how_many", form="plain"), _entry(1, "tune", ("9册", 14)))
    both = _entry(2, "aside", ("甲校和乙校", 0), all=True, spans=[[0, 2], [3, 5]])
    paragraphs = [
        _paragraph(CONTEXTS[0], *first),
        _paragraph(CONTEXTS[1], both),
        _paragraph(CONTEXTS[0], _entry(3, "tune")),
        _paragraph(CONTEXTS[1], _entry(4, "aside")),
    ]
    path = tmp_path / "five.json"
    path.write_text(json.dumps({"data": [{"title": "总结", "paragraphs": paragraphs}]}), encoding="utf-8")
    return path


def _hit(rank: int, context: int) -> Hit:
    text = CONTEXTS[context]
    end = text.index("。") + 1
    passage = Passage(str(context), 0, len(text), text, (), ((0, end),))
    return Hit(rank, passage, "总结", 0.5, rank, None, (0, end), Span(0, 2, 1.23456), ("局长",))


def _answer(question: str, kind: Kind, text: str, score: float, contexts: tuple[int, ...]) -> Answer:
    """With a citation of each span and a hit in each of the contexts."""
    spans = [] if kind == "none" else text.split("、")
    places = [(span, CONTEXTS[contexts[0]].index(span)) for span in spans]
    cited = tuple(Citation(str(contexts[0]), "总结", (), at, at + len(span), span) for span, at in places)
    hits = tuple(_hit(rank, context) for rank, context in enumerate(contexts, 1))
    return Answer(question, kind, text, score, "理由", cited, hits)


class StandIn:
    """Answers the five questions; remembers what it was asked, and refuses an empty question."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int | str]] = []

    def warm_up(self) -> None:
        """Nothing is loaded."""

    def ask(self, question: str, k: int = 5) -> Answer:
        self.asked.append((question, k))
        if not question:
            raise QuestionError("问题是空的")
        return {
            "派了几位": _answer(question, "answer", "6批45位教师", 0.9, (0, 0, 1)),
            "捐了几册": _answer(question, "related", "", 0.4, (1, 1, 0)),
            "哪两所": _answer(question, "answer", "甲校、乙校", 0.7, (1,)),
            "局长是谁": _answer(question, "answer", "教师", 0.6, (0,)),
            "天气怎么样": _answer(question, "none", "", 0.0, (1, 0)),
        }[question]

    def ask_in(self, question: str, document_id: str) -> Answer:
        self.asked.append((question, document_id))
        if question == "捐了几册":
            return _answer(question, "related", "捐书9册", 0.4, (0,))
        return self.ask(question)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """The stand-in, in the place of the engine that `evaluate` opens."""
    stand_in = StandIn()
    monkeypatch.setattr(evaluation, "SentenceEncoder", lambda model: FakeEncoder())
    monkeypatch.setattr(Engine, "load", lambda index, model: stand_in)
    return stand_in


def _without_times(figures: dict[str, float]) -> dict[str, float]:
    return {name: value for name, value in figures.items() if not name.endswith(("_ms", "_s"))}


def test_all_five_end_to_end(questions: Path, engine: StandIn) -> None:
    figures = evaluate(questions)
    assert list(figures) == list(MEANINGS)
    assert _without_times(figures) == {
        "questions": 5,
        "contexts": 2,
        "passages": 2,
        "R@1": 0.6667,  # ranks 1, 2, 1
        "R@5": 1.0,
        "R@10": 1.0,
        "RR@10": 0.8333,  # (1 + 1/2 + 1) / 3
        "F1": 0.6,  # (.8 + 0 + 1) / 3
        "EM": 0.3333,
        "right": 0.6667,  # the first by its F1 of .8, the third by its citations
        "answer_rate": 0.6,  # 3 of all 5
        "false_answer_rate": 0.5,  # 1 of 2
        "false_refusal_rate": 0.3333,  # 1 of 3
        "ECE": 0.3333,  # (|1 - .9| + |1 - .7| + |0 - .6|) / 3, each in a bin of its own
    }
    assert engine.asked == [(question, DEPTH) for question in FIVE]


def test_given_its_context_the_best_words_count_and_nothing_is_ranked(questions: Path, engine: StandIn) -> None:
    figures = evaluate(questions, given=True)
    assert not {"R@1", "R@5", "R@10", "RR@10"} & set(figures)
    assert (figures["F1"], figures["EM"], figures["right"]) == (0.8222, 0.3333, 0.6667)  # (.8 + 2/3 + 1) / 3
    assert (figures["answer_rate"], figures["false_refusal_rate"]) == (0.6, 0.3333)  # what it would have done
    assert [place for _, place in engine.asked if isinstance(place, str)] == ["0", "0", "1", "0", "1"]


def test_a_split_is_asked_alone(questions: Path, engine: StandIn) -> None:
    figures = evaluate(questions, split="tune")
    assert [question for question, _ in engine.asked] == ["派了几位", "捐了几册", "局长是谁"]
    assert (figures["questions"], figures["contexts"], figures["R@1"], figures["F1"]) == (3, 2, 0.5, 0.4)
    assert (figures["false_answer_rate"], figures["false_refusal_rate"]) == (1.0, 0.5)


def test_the_limit_is_the_first_questions_of_the_file(questions: Path, engine: StandIn) -> None:
    figures = evaluate(questions, limit=1)
    assert "false_answer_rate" not in figures
    assert "false_refusal_rate" not in figures
    assert (figures["questions"], figures["F1"], figures["ECE"]) == (1, 0.8, 0.1)
    evaluate(questions, split="aside", limit=1)
    assert [question for question, _ in engine.asked] == ["派了几位", "哪两所"]


def test_a_split_that_is_not_there_is_refused_with_those_that_are(questions: Path) -> None:
    with pytest.raises(ConfigError, match="no question of the split 'test'; the file has aside, tune"):
        evaluate(questions, split="test")


def test_a_file_without_answers_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    path.write_text(json.dumps({"data": [{"paragraphs": [_paragraph(CONTEXTS[0], _entry(3, ""))]}]}), encoding="utf-8")
    with pytest.raises(ConfigError, match="no question with an answer"):
        evaluate(path)


def test_details_are_written_as_it_goes(questions: Path, engine: StandIn, tmp_path: Path) -> None:
    out, seen = tmp_path / "details.jsonl", []

    def look(stage: str, done: int, total: int) -> None:
        if stage == "ask":
            seen.append((done, len(out.read_text(encoding="utf-8").splitlines())))

    evaluate(questions, details=out, progress=look)
    assert seen == [(number, number) for number in range(1, 6)]
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert lines[0] == {
        "id": "q1",
        "question": "派了几位",
        "question_kind": "how_many",
        "question_form": "plain",
        "golds": ["45位教师"],
        "kind": "answer",
        "answer": "6批45位教师",
        "score": 0.9,
        "reason": "理由",
        "right": True,
        "f1": 0.8,
        "em": 0.0,
        "rank": 1,
        "quotes": ["6批45位教师"],
        "sentence": "三年派出6批45位教师。",
        "lexical_rank": 1,
        "dense_rank": None,
        "span_score": 1.2346,
        "missing": ["局长"],
    }
    assert [line["rank"] for line in lines] == [1, 2, 1, 1, 1]
    assert lines[2]["golds"] == ["甲校和乙校", "甲校、乙校"]
    assert (lines[3]["kind"], lines[3]["golds"], lines[3]["f1"], lines[3]["right"]) == ("answer", [], None, False)


def test_a_question_that_is_refused_has_no_answer() -> None:
    (outcome,) = ask_all(StandIn(), [SquadQuestion("1", "", 0, (("45位", 6),), False)])
    assert (outcome.answer.kind, outcome.answer.reason, outcome.rank, outcome.f1) == ("none", "问题是空的", None, 0.0)


def test_the_command_prints_a_table_of_what_the_figures_mean(
    questions: Path, engine: StandIn, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["eval", str(questions), "--split", "tune"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "questions                 3       asked"
    assert lines[7].startswith("F1                        0.4     of the answerable: overlap")
    assert len({line.index(meaning) for line, meaning in zip(lines, MEANINGS.values(), strict=True)}) == 1


def test_the_command_hands_its_options_on(
    questions: Path, engine: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "details.jsonl"
    options = ["--given", "--limit", "2", "--keep", str(tmp_path / "kept"), "--details", str(out), "--json"]
    assert cli.main(["eval", str(questions), *options]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["questions"], figures["F1"]) == (2, 0.7333)  # (.8 + 2/3) / 2
    assert "R@1" not in figures
    assert (tmp_path / "kept" / "manifest.json").is_file()
    assert [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()] == ["q1", "q2"]


def test_details_that_cannot_be_written_are_a_line_on_stderr(
    questions: Path, engine: StandIn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["eval", str(questions), "--details", str(tmp_path / "no" / "x.jsonl")]) == 1
    assert "x.jsonl: No such file or directory" in capsys.readouterr().err
    assert engine.asked == []
