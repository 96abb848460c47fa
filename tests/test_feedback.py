"""Judgements written and read back by the reader of question sets, by eval, and by another hand's mistakes."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest

from tests.fake_encoder import FakeEncoder
from wenju import evaluation, feedback
from wenju.document import make_document
from wenju.errors import ConfigError, QuestionError
from wenju.feedback import Feedback, feedback_file, find_words
from wenju.records import Answer, Citation, Document, Hit, Passage
from wenju.squad import SquadContext, SquadQuestion, read_squad

TEXT = "年度报告\n\n一、甲区\n\n甲区派出教师十二名。捐书三百册。\n\n二、乙区\n\n乙区派出教师五名。\n"
OTHER = "通知\n\n乙区另派校长两名。\n"
DOCUMENTS = {
    "报告.txt": Document("报告.txt", "年度报告", "", TEXT),
    "通知.txt": Document("通知.txt", "通知", "", OTHER),
}


@pytest.fixture
def kept(tmp_path: Path) -> Feedback:
    return Feedback(feedback_file(tmp_path / "index"))


def cite(words: str, name: str = "报告.txt") -> Citation:
    document = DOCUMENTS[name]
    start = document.text.index(words)
    return Citation(name, document.title, (), start, start + len(words), words)


def answer(question: str, *citations: Citation) -> Answer:
    return Answer(question, "answer", "、".join(c.quote for c in citations), 0.9, "", citations)


def refusal(question: str, name: str = "报告.txt") -> Answer:
    passage = Passage(name, 0, 4, DOCUMENTS[name].text[:4])
    hit = Hit(1, passage, "年度报告", 0.1, 1, 1, (0, 4))
    return Answer(question, "none", "", 0.0, "没有提到", (), (hit,))


def questions(kept: Feedback) -> dict[str, SquadQuestion]:
    return {q.question: q for q in read_squad(kept.path).questions}


def test_the_file_stands_beside_the_index(tmp_path: Path) -> None:
    assert feedback_file(tmp_path / "index") == tmp_path / "feedback" / "feedback.squad.json"


def test_a_right_answer_is_a_question_with_its_place(kept: Feedback) -> None:
    kept.right(answer("甲区派出几名？", cite("十二名")), DOCUMENTS.__getitem__)
    found = read_squad(kept.path)
    assert found.contexts == (SquadContext("年度报告", TEXT),)
    (question,) = found.questions
    assert (question.question, question.answers, question.is_impossible) == ("甲区派出几名？", (("十二名", 18),), False)
    assert TEXT[18:21] == "十二名"
    assert found.misplaced == 0


def test_a_right_list_wants_all_of_it(kept: Feedback) -> None:
    cited = (cite("十二名"), cite("五名"), cite("两名", "通知.txt"))
    kept.right(answer("各区分别派出几名？", *cited), DOCUMENTS.__getitem__)
    question = questions(kept)["各区分别派出几名？"]
    assert question.spans == (("十二名", 18), ("五名", TEXT.index("五名")))  # of the first document


def test_a_right_refusal_is_impossible_and_tempts_with_the_nearest(kept: Feedback) -> None:
    kept.right(refusal("丙区派出几名？"), DOCUMENTS.__getitem__)
    found = read_squad(kept.path)
    assert (found.questions[0].is_impossible, found.questions[0].answers) == (True, ())
    assert found.contexts[0].text == TEXT


def test_the_place_somebody_marks_is_the_answer(kept: Feedback) -> None:
    start = OTHER.index("\n乙区另派")
    kept.here("乙区派了谁？", DOCUMENTS["通知.txt"], start, start + 9)
    assert OTHER[start : start + 9] == "\n乙区另派校长两名"
    assert questions(kept)["乙区派了谁？"].answers == (("乙区另派校长两名", start + 1),)


@pytest.mark.parametrize(("start", "end"), [(4, 6), (5, 5), (7, 3), (-4, 2), (0, 999)])
def test_a_place_without_words_is_refused(kept: Feedback, start: int, end: int) -> None:
    with pytest.raises(ConfigError, match="没有选中文字"):
        kept.here("甲区派出几名？", DOCUMENTS["报告.txt"], start, end)
    assert not kept.path.exists()


def test_a_place_that_is_a_passage_is_refused(kept: Feedback) -> None:
    with pytest.raises(ConfigError, match="选中了 501 个字，答案最多 500 个"):
        kept.here("哪里？", Document("a.txt", "甲", "", "字" * 600), 0, 501)


def test_wrong_is_no_test_until_somebody_says_what_is_right(kept: Feedback) -> None:
    kept.wrong(answer("甲区派出几名？", cite("五名")))
    kept.right(answer("乙区派出几名？", cite("五名")), DOCUMENTS.__getitem__)
    assert kept.unsettled() == ["甲区派出几名？"]
    assert list(questions(kept)) == ["乙区派出几名？"]
    record = json.loads(kept.path.read_text(encoding="utf-8"))
    assert record["unsettled"][0]["said"] == [{"document": "报告.txt", "start": TEXT.index("五名"), "text": "五名"}]
    start = TEXT.index("十二名")
    kept.here("甲区派出几名", DOCUMENTS["报告.txt"], start, start + 3)
    assert kept.unsettled() == []
    assert questions(kept)["甲区派出几名"].answers == (("十二名", start),)


def test_the_last_judgement_counts(kept: Feedback) -> None:
    kept.right(answer("乙区派出几名？", cite("五名")), DOCUMENTS.__getitem__)
    kept.here("乙区派出几名", DOCUMENTS["通知.txt"], OTHER.index("两名"), OTHER.index("两名") + 2)
    found = read_squad(kept.path)
    assert [(q.question, q.answers[0][0]) for q in found.questions] == [("乙区派出几名", "两名")]
    assert [context.text for context in found.contexts] == [OTHER]  # nothing is asked of the other any more
    kept.absent(refusal("乙区派出几名？"), DOCUMENTS.__getitem__)
    assert [q.is_impossible for q in read_squad(kept.path).questions] == [True]


def test_a_document_has_one_context_and_the_offsets_of_its_own(kept: Feedback) -> None:
    kept.right(answer("甲区派出几名？", cite("十二名")), DOCUMENTS.__getitem__)
    kept.right(answer("甲区捐书几册？", cite("三百册")), DOCUMENTS.__getitem__)
    kept.right(answer("另派校长几名？", cite("两名", "通知.txt")), DOCUMENTS.__getitem__)
    found = read_squad(kept.path)
    assert [context.text for context in found.contexts] == [TEXT, OTHER]
    assert [q.context for q in found.questions] == [0, 0, 1]
    assert len({q.id for q in found.questions}) == 3
    assert make_document("0", found.contexts[0].text, found.contexts[0].title).text == TEXT


def test_in_a_changed_document_questions_move_with_their_answers(kept: Feedback) -> None:
    kept.right(answer("甲区派出几名？", cite("十二名")), DOCUMENTS.__getitem__)
    kept.right(answer("甲区捐书几册？", cite("三百册")), DOCUMENTS.__getitem__)
    kept.right(refusal("丙区派出几名？"), DOCUMENTS.__getitem__)
    changed = "新的一行。\n十二名，十二名。\n" + TEXT.replace("捐书三百册", "捐书九百册")
    kept.right(answer("乙区派出几名？", cite("五名")), lambda name: Document(name, "年度报告", "", TEXT))
    kept.here(
        "报告叫什么？", Document("报告.txt", "新报告", "", changed), changed.index("年度"), changed.index("年度") + 4
    )
    found = read_squad(kept.path)
    places = {q.question: (q.context, q.answers) for q in found.questions}
    texts = [context.text for context in found.contexts]
    assert texts == [TEXT, changed]
    assert places["甲区派出几名？"] == (1, (("十二名", changed.rindex("十二名")),))
    assert places["甲区捐书几册？"] == (0, (("三百册", TEXT.index("三百册")),))  # no longer there: the old text stays
    assert places["丙区派出几名？"] == (1, ())
    assert places["乙区派出几名？"] == (1, (("五名", changed.index("五名")),))
    assert found.misplaced == 0


def test_eval_reads_it(kept: Feedback, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.right(answer("甲区派出几名？", cite("十二名")), DOCUMENTS.__getitem__)
    kept.right(refusal("丙区派出几名？", "通知.txt"), DOCUMENTS.__getitem__)

    class StandIn:
        def warm_up(self) -> None:
            """Nothing is loaded."""

        def ask(self, question: str, k: int) -> Answer:
            return answer(question, Citation("0", "年度报告", (), 18, 21, "十二名"))

    monkeypatch.setattr(evaluation, "SentenceEncoder", lambda model: FakeEncoder())
    monkeypatch.setattr(evaluation.Engine, "load", lambda index, model: StandIn())
    figures = evaluation.evaluate(kept.path)
    assert (figures["questions"], figures["contexts"], figures["right"]) == (2, 2, 1.0)
    assert figures["false_answer_rate"] == 1.0


def test_a_damaged_file_is_not_written_over(kept: Feedback) -> None:
    kept.path.parent.mkdir()
    kept.path.write_text('{"data": [', encoding="utf-8")
    with pytest.raises(ConfigError, match=r"feedback\.squad\.json, line 1: not JSON"):
        kept.right(answer("甲区派出几名？", cite("十二名")), DOCUMENTS.__getitem__)
    assert kept.path.read_text(encoding="utf-8") == '{"data": ['


def test_a_file_by_another_hand_is_kept(kept: Feedback) -> None:
    kept.path.parent.mkdir()
    entry = {"id": "1", "question": "谁？", "answers": [{"text": "甲", "answer_start": 0}], "kind": "who"}
    data = [{"title": "手写", "paragraphs": [{"context": "甲说话。", "qas": [entry]}]}]
    kept.path.write_text(json.dumps({"data": data}), encoding="utf-8-sig")
    kept.right(answer("甲区派出几名？", cite("十二名")), DOCUMENTS.__getitem__)
    assert questions(kept)["谁？"].kind == "who"
    assert len(questions(kept)) == 2


def test_what_ends_a_write_leaves_the_old_file(kept: Feedback, monkeypatch: pytest.MonkeyPatch) -> None:
    kept.right(answer("甲区派出几名？", cite("十二名")), DOCUMENTS.__getitem__)
    before = kept.path.read_bytes()

    def broken(handle: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OSError, match="disk full"):
        kept.right(answer("乙区派出几名？", cite("五名")), DOCUMENTS.__getitem__)
    assert kept.path.read_bytes() == before
    monkeypatch.undo()
    kept.right(answer("乙区派出几名？", cite("五名")), DOCUMENTS.__getitem__)
    assert len(questions(kept)) == 2
    assert [path.name for path in kept.path.parent.iterdir() if path.suffix == ".new"] == []


def test_a_file_too_large_is_refused_with_the_cure(kept: Feedback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feedback, "BYTES", 100)
    with pytest.raises(ConfigError, match="rename it"):
        kept.right(answer("甲区派出几名？", cite("十二名")), DOCUMENTS.__getitem__)


def test_many_at_once_lose_nothing(kept: Feedback) -> None:
    def judge(number: int) -> None:
        Feedback(kept.path).right(answer(f"第{number}问？", cite("五名")), DOCUMENTS.__getitem__)

    threads = [threading.Thread(target=judge, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(questions(kept)) == sorted(f"第{number}问？" for number in range(12))


def test_a_question_nobody_could_ask_is_refused(kept: Feedback) -> None:
    with pytest.raises(QuestionError):
        kept.here("  ", DOCUMENTS["报告.txt"], 0, 4)


def test_nothing_is_kept_where_there_are_no_documents(kept: Feedback) -> None:
    with pytest.raises(ConfigError, match="没有文档"):
        kept.right(Answer("几名？", "none", "", 0.0, "所问的范围里没有任何段落"), DOCUMENTS.__getitem__)


def test_words_from_the_page_are_found_in_the_document() -> None:
    document = DOCUMENTS["报告.txt"]
    place = TEXT.index("捐书")
    assert find_words(document, " 十二名。 捐书\n三百册") == (18, place + 5)
    assert find_words(document, "一、甲区甲区派出") == (TEXT.index("一、"), TEXT.index("教师"))
    assert find_words(document, "派出") == (TEXT.index("派出"), TEXT.index("派出") + 2)
    assert find_words(document, "派出", near=len(TEXT))[0] == TEXT.rindex("派出")
    for words in ("十三名", "", " "):
        with pytest.raises(ConfigError, match="里面没有这些字"):
            find_words(document, words)
