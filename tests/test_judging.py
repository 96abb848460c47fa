"""What each button below an answer keeps, and what the row says at each step."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.stand_in import StandIn
from wenju.feedback import ANSWER_CHARACTERS, Feedback
from wenju.records import Answer
from wenju.squad import SquadQuestion, read_squad
from wenju.ui.judging import ASKED, HERE, WRONG, Step, judge, judge_here, row, shown_path
from wenju.ui.words import EN, ZH, Words

ENGINE = StandIn()
QUESTION = "派了多少教师去遵义？"
ANSWERED, RELATED, ABSENT = (ENGINE.ask(question) for question in (QUESTION, "浦东新区派了几位？", "徐汇区派了几位？"))
FILE = Path("feedback.json")


@pytest.fixture
def feedback(tmp_path: Path) -> Feedback:
    return Feedback(tmp_path / "feedback.squad.json")


def kept(feedback: Feedback) -> list[SquadQuestion]:
    return list(read_squad(feedback.path).questions)


def test_a_right_answer_is_kept_with_its_words(feedback: Feedback) -> None:
    assert judge(feedback, ANSWERED, "right", ENGINE.document) == Step("kept", 1)
    (question,) = kept(feedback)
    assert (question.question, [text for text, _ in question.answers]) == (QUESTION, ["45位教师"])


@pytest.mark.parametrize(("answer", "action"), [(ANSWERED, "absent"), (RELATED, "right"), (ABSENT, "right")])
def test_what_nothing_answers_is_kept_as_impossible(feedback: Feedback, answer: Answer, action: str) -> None:
    assert judge(feedback, answer, action, ENGINE.document) == Step("kept", 1)
    assert [(q.question, q.is_impossible) for q in kept(feedback)] == [(answer.question, True)]


def test_a_wrong_answer_is_counted_and_tests_nothing(feedback: Feedback) -> None:
    judge(feedback, ANSWERED, "right", ENGINE.document)
    assert judge(feedback, RELATED, "only", ENGINE.document) == Step("kept", 2)
    assert feedback.unsettled() == [RELATED.question]
    assert len(kept(feedback)) == 1


@pytest.mark.parametrize(("action", "step"), [("wrong", WRONG), ("here", HERE), ("asked", ASKED), ("rm -rf", ASKED)])
def test_a_step_alone_keeps_nothing(feedback: Feedback, action: str, step: Step) -> None:
    assert judge(feedback, ANSWERED, action, ENGINE.document) == step
    assert not feedback.path.exists()


def test_the_words_that_answer_are_kept_at_the_place_they_were_taken_from(feedback: Feedback) -> None:
    text = ENGINE.report.text
    places = [match.start() for match in re.finditer("教师", text)]
    step = judge_here(feedback, ANSWERED, ENGINE.document, "report.txt", "教 师\n", places[3] + 4)
    assert step == Step("kept", 1)
    assert kept(feedback)[0].answers == (("教师", places[3]),)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("没有这样的话", "里面没有这些字"),
        (" \n", "还没有选中文字"),
        ("教" * (ANSWER_CHARACTERS + 1), f"选中了 {ANSWER_CHARACTERS + 1} 个字，答案最多 {ANSWER_CHARACTERS} 个"),
    ],
)
def test_words_that_cannot_be_the_answer_are_told_and_can_be_chosen_anew(
    feedback: Feedback, words: str, said: str
) -> None:
    step = judge_here(feedback, ANSWERED, ENGINE.document, "report.txt", words, 0)
    assert (step.name, said in step.trouble) == ("here", True)
    assert not feedback.path.exists()


def test_a_document_that_is_gone_is_told(feedback: Feedback) -> None:
    assert "no document" in judge_here(feedback, ANSWERED, ENGINE.document, "gone.txt", "教师", 0).trouble
    moved = replace(ANSWERED, citations=(replace(ANSWERED.citations[0], document="gone.txt"),))
    step = judge(feedback, moved, "right", ENGINE.document)
    assert (step.name, "no document" in step.trouble) == ("asked", True)


def test_a_file_that_cannot_be_read_or_written_is_told_and_left_as_it_is(feedback: Feedback, tmp_path: Path) -> None:
    feedback.path.write_text("{", encoding="utf-8")
    assert str(feedback.path) in judge(feedback, ANSWERED, "right", ENGINE.document).trouble
    assert feedback.path.read_text(encoding="utf-8") == "{"
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert judge(Feedback(tmp_path / "file" / "f.json"), ANSWERED, "right", ENGINE.document).trouble


def buttons(words: Words, answer: Answer, step: Step) -> dict[str, str]:
    """Label: what it does."""
    shown = row(words, answer, step, ENGINE.documents, FILE)
    return {label: action for action, label in re.findall(r'data-action="(\w+)"[^>]*>(.*?)<', shown)}


def test_the_row_asks_first() -> None:
    assert buttons(ZH, ANSWERED, ASKED) == {"对": "right", "不对": "wrong", "其实在这里": "here"}
    assert "这个答案对吗？" in row(ZH, ANSWERED, ASKED, [], FILE)
    assert "文中确实没有答案吗？" in row(ZH, ABSENT, ASKED, [], FILE)
    assert "Is there really no answer?" in row(EN, RELATED, ASKED, [], FILE)


def test_after_wrong_it_asks_what_is_right() -> None:
    asked = {"文中没有": "absent", "在别处": "here", "只记下不对": "only", "取消": "asked"}
    assert buttons(ZH, ANSWERED, WRONG) == asked
    assert "文中没有" not in buttons(ZH, ABSENT, WRONG)  # that is what was said and is wrong


def test_where_it_stands_begins_at_the_nearest_place() -> None:
    start = ENGINE.report.text.index("45位教师")
    opened = f'data-action="here" data-document="report.txt" data-start="{start}" data-end="{start + 5}"'
    assert opened in row(ZH, ANSWERED, ASKED, [], FILE)
    first, _ = ABSENT.hits[0].sentence
    assert f'data-start="{first}"' in row(ZH, ABSENT, ASKED, [], FILE)
    nowhere = row(ZH, Answer("问", "none", "", 0.0, ""), ASKED, [], FILE)
    assert "data-document" not in nowhere


def test_while_it_is_shown_every_document_can_be_opened() -> None:
    shown = row(ZH, ANSWERED, HERE, ENGINE.documents, FILE)
    assert "wj-step-here" in shown  # by which the panel's own button is seen
    assert re.findall(r'class="wj-open".*?data-document="(.*?)"', shown)[0] == "report.txt"
    assert "data-document" not in row(ZH, ANSWERED, Step("kept", 1), ENGINE.documents, FILE)


def test_it_thanks_and_says_where_judgements_are_kept() -> None:
    shown = row(ZH, ANSWERED, Step("kept", 12), [], FILE)
    assert "一共 12 条" in shown
    assert "wenju eval feedback.json" in shown
    assert buttons(ZH, ANSWERED, Step("kept", 12)) == {"改一下": "asked"}


def test_trouble_is_told_as_text() -> None:
    assert 'role="alert">&lt;b&gt;</p>' in row(ZH, ANSWERED, Step("here", trouble="<b>"), [], FILE)


def test_a_file_is_named_as_a_command_would_name_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert shown_path(tmp_path / "feedback" / "f.json") == "feedback/f.json"
    assert shown_path(Path("/elsewhere/f.json")) == "/elsewhere/f.json"
