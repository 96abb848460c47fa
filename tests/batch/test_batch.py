"""Many questions to an engine whose answers are known: rows, cells, progress, cancelling."""

from __future__ import annotations

from dataclasses import replace

import pytest

from wenju.batch import COLUMNS, Batch, Progress, Row, cells, place
from wenju.errors import IndexFileError, QuestionError
from wenju.records import Answer, Citation, Hit, Passage

FIRST = "2014—2016年累计派出6批45位教师赴贵州遵义支教。"


def citation(quote: str, sentence: str = FIRST, start: int = 0, **where: object) -> Citation:
    fields = {"document": "报告.docx", "title": "报告", "heading": ("二、杨浦区", "（一）支教")} | where
    return Citation(start=start, end=start + len(quote), quote=quote, sentence=sentence, sentence_start=start, **fields)  # type: ignore[arg-type]


class StandIn:
    """Answers 几位, knows 几册 to be related, refuses a long question, and 坏 is a broken index."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def ask(self, question: str, k: int) -> Answer:
        self.asked.append((question, k))
        if len(question) > 10:
            raise QuestionError("问题太长")
        if question == "坏":
            raise IndexFileError("索引坏了")
        if question == "几位":
            return Answer(question, "answer", "45位教师", 0.93456, "", (citation("45位教师", page=3),))
        if question == "几册":
            return Answer(question, "related", "", 0.08, "没有提到图书", (citation(FIRST, page=3),))
        return Answer(question, "none", "", 0.0, "文中没有一句话说到所问的事")


def asked(*questions: str) -> list[Row]:
    return list(Batch(questions).run(StandIn()))


def test_a_row_for_each_question_in_order() -> None:
    engine = StandIn()
    batch = Batch(["几位", "几册", "天气", "长" * 11])
    heading = "二、杨浦区 › （一）支教"
    assert [cells(row) for row in batch.run(engine)] == [
        ["几位", "45位教师", "有答案", FIRST, "报告.docx", heading, 3, 0.935, ""],
        ["几册", "", "只有相关段落", FIRST, "报告.docx", heading, 3, 0.08, "没有提到图书"],
        ["天气", "", "没有提到", "", "", "", "", 0.0, "文中没有一句话说到所问的事"],
        ["长" * 11, "", "不能问", "", "", "", "", "", "问题太长"],
    ]
    assert [row.outcome for row in batch.rows] == ["answer", "related", "none", "error"]
    assert engine.asked[0] == ("几位", 1)


def test_the_outcomes_in_english() -> None:
    rows = asked("几位", "几册", "天气", "长" * 11)
    assert [cells(row, "en")[2] for row in rows] == ["answered", "related only", "not mentioned", "not asked"]
    assert len(COLUMNS["zh"]) == len(COLUMNS["en"]) == len(cells(rows[0])) == 9


def test_rows_keep_no_passages() -> None:
    class Generous(StandIn):
        def ask(self, question: str, k: int) -> Answer:
            passage = Passage("报告.docx", 0, len(FIRST), FIRST)
            return replace(super().ask(question, k), hits=(Hit(1, passage, "报告", 1.0, 1, 1, (0, 5)),))

    (row,) = Batch(["几位"]).run(Generous())
    assert row.answer == StandIn().ask("几位", 1)


def test_it_tells_how_far_it_is_and_how_long_it_will_take(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("wenju.batch.monotonic", lambda: clock[0])
    batch = Batch(["几位", "几册", "天气"])
    assert batch.progress == Progress("waiting", 0, 3)
    seen = []
    for _ in batch.run(StandIn()):
        clock[0] += 4
        seen.append(batch.progress)
    assert seen == [
        Progress("running", 1, 3, 4 / 1 * 2),
        Progress("running", 2, 3, 8 / 2),
        Progress("running", 3, 3, 0),
    ]
    assert batch.progress == Progress("done", 3, 3)
    assert batch.ended is not None
    assert not batch.is_under_way


def test_what_was_asked_before_it_was_cancelled_is_kept() -> None:
    batch, states = Batch(["几位", "几册", "天气"]), []
    for row in batch.run(StandIn()):
        if row.question == "几册":
            batch.cancel()
        states.append(batch.progress.state)
    assert [row.question for row in batch.rows] == ["几位", "几册"]
    assert states == ["running", "running"]
    assert batch.progress == Progress("cancelled", 2, 3)


def test_a_batch_that_is_cancelled_before_its_turn_asks_nothing() -> None:
    engine, batch = StandIn(), Batch(["几位"])
    batch.cancel()
    assert batch.progress == Progress("cancelled", 0, 1)
    assert list(batch.run(engine)) == []
    assert engine.asked == []


def test_what_is_wrong_with_more_than_a_question_ends_the_batch() -> None:
    batch = Batch(["几位", "坏", "几册"])
    with pytest.raises(IndexFileError):
        list(batch.run(StandIn()))
    assert batch.progress == Progress("failed", 1, 3)
    assert [row.question for row in batch.rows] == ["几位"]


def test_a_batch_nobody_waits_for_any_more_asks_no_further() -> None:
    engine, batch = StandIn(), Batch(["几位", "几册"])
    running = batch.run(engine)
    next(running)
    running.close()
    assert (engine.asked, batch.is_under_way) == ([("几位", 1)], False)


def answered(*citations: Citation) -> list[object]:
    return list(cells(Row("几", Answer("几", "answer", "甲、乙", 0.5, "", citations))))


def test_answers_from_several_sentences_have_a_line_each() -> None:
    found = answered(citation("甲", "甲在前。", 0, page=3), citation("乙", "乙在后。", 9, page=4))
    assert found[3:7] == ["甲在前。\n乙在后。", "报告.docx", "二、杨浦区 › （一）支教", "3\n4"]


def test_answers_from_one_sentence_have_one() -> None:
    one = Citation("a.txt", "甲", (), 0, 1, "甲", sentence="甲和乙。", sentence_start=0)
    two = Citation("a.txt", "甲", (), 2, 3, "乙", sentence="甲和乙。", sentence_start=0)
    assert answered(one, two)[3:7] == ["甲和乙。", "a.txt", "", ""]


def test_a_sentence_over_two_lines_stays_one_line() -> None:
    assert answered(citation("甲", "甲在\n  前。"))[3] == "甲在 前。"


@pytest.mark.parametrize(
    ("where", "zh", "en"),
    [
        ({"page": 3}, 3, 3),
        ({"sheet": "名单", "row": 7}, "名单 第 7 行", "名单 row 7"),
        ({"row": 7}, "第 7 行", "row 7"),
        ({"sheet": "名单"}, "名单", "名单"),
        ({}, "", ""),
    ],
)
def test_where_a_person_would_look(where: dict[str, object], zh: str | int, en: str | int) -> None:
    assert (place(citation("甲", **where)), place(citation("甲", **where), "en")) == (zh, en)  # type: ignore[arg-type]
