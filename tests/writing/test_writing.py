"""Answers written up by a model that a real server plays: what is shown, what is dropped, and what it is told."""

from __future__ import annotations

import pytest

from tests.model_server import Played, event, serving, whole
from wenju.names import Names
from wenju.records import Answer, Citation, Hit, Passage
from wenju.tokenizer import Tokenizer
from wenju.writing import Note, Written, cited_passages, write_up
from wenju.writing.check import Check
from wenju.writing.language_model import LanguageModel

TEXT = "制定扶持政策。2014—2016年累计派出6批45位教师赴贵州遵义支教。此后另有安排。"
OTHER = "2017年投入专项经费868万元。"
PATH = ("二、杨浦区深化合作",)
FOUND = "6批45位教师"


def citation(quote: str, text: str = TEXT, name: str = "报告.txt") -> Citation:
    start = text.index(quote)
    begin = text.rfind("。", 0, start) + 1
    sentence = text[begin : text.index("。", start) + 1]
    end = start + len(quote)
    return Citation(name, "报告", PATH, start, end, quote, sentence=sentence, sentence_start=begin)


def hit(rank: int, text: str, name: str) -> Hit:
    return Hit(rank, Passage(name, 0, len(text), text, PATH), "报告", 0.9, 1, 1, (0, len(text)))


ANSWER = Answer(
    "杨浦派了多少教师去遵义？",
    "answer",
    FOUND,
    0.9,
    "",
    (citation(FOUND),),
    (hit(1, TEXT, "报告.txt"), hit(2, "青浦区没有被引用的段落。", "别的.txt")),
)


@pytest.fixture(scope="module")
def check() -> Check:
    tokenizer = Tokenizer()
    return Check(Names(tokenizer))


def shown(played: Played, check: Check, answer: Answer = ANSWER, **limits: float) -> list[Written]:
    with serving(played):
        return list(write_up(answer, LanguageModel(f"{played.url}/chat/completions", "m", "", **limits), check))


def dropped(why: str, found: str = "") -> Written:
    return Written(FOUND, False, True, Note(why, found))


def test_good_text_is_shown_sentence_by_sentence(check: Check) -> None:
    pieces = whole("杨浦区派出", "45位教师[1", "]。分6批", "前往遵义[1]。")
    assert shown(Played(pieces), check) == [
        Written("杨浦区派出45位教师[1]。", True),
        Written("杨浦区派出45位教师[1]。分6批前往遵义[1]。", True),
        Written("杨浦区派出45位教师[1]。分6批前往遵义[1]。", True, True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "分6批派出45位教师。[1]",
        "分6批派出45位教师。 【1】\n",
        "分6批派出45位教师［1］。",
        "分6批派出45位教师[^1]。",
        "分6批派出45位教师[摘录1]。",
    ],
)
def test_other_forms_of_a_mark_become_one(check: Check, text: str) -> None:
    assert shown(Played(whole(*text)), check)[-1] == Written("分6批派出45位教师[1]。", True, True)


def test_what_a_model_thinks_aloud_is_left_out(check: Check) -> None:
    pieces = whole("<think>可能是46位。", "也可能不是。</think>\n", "分6批派出45位教师[1]。")
    assert shown(Played(pieces), check)[-1].text == "分6批派出45位教师[1]。"


def test_it_is_told_the_cited_passages_and_nothing_else(check: Check) -> None:
    played = Played(whole("分6批派出45位教师[1]。"))
    shown(played, check)
    ((_, _, body),) = played.requests
    system, user = body["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    assert user["content"] == (
        f"摘录[1]\n报告 › 二、杨浦区深化合作\n{TEXT}\n\n问题：杨浦派了多少教师去遵义？\n已经找到的答案：6批45位教师"
    )


def test_an_invented_number_drops_the_text(check: Check) -> None:
    found = shown(Played(whole("分6批派出45位教师[1]。", "覆盖了12所学校[1]。", "谢谢[1]。")), check)
    assert found == [Written("分6批派出45位教师[1]。", True), dropped("number", "12所")]


def test_an_invented_name_drops_the_text(check: Check) -> None:
    assert shown(Played(whole("青浦区分6批派出45位教师[1]。")), check) == [dropped("name", "青浦区")]


def test_a_sentence_without_its_mark_drops_the_text(check: Check) -> None:
    found = shown(Played(whole("分6批派出45位教师[1]。", "这很有意义。")), check)
    assert found[-1] == dropped("uncited", "这很有意义。")


def test_a_number_of_another_passage_needs_its_mark(check: Check) -> None:
    cited = (citation(FOUND), citation("868万元", OTHER, "经费.txt"))
    answer = Answer("几？", "answer", FOUND, 0.9, "", cited, (hit(1, TEXT, "报告.txt"),))
    assert shown(Played(whole("分6批派出45位教师[1]，投入868万元[2]。")), check, answer)[-1].by_model
    wrong = shown(Played(whole("分6批派出45位教师，投入868万元[1]。")), check, answer)[-1]
    assert wrong == dropped("number", "868万元")


def test_a_text_without_the_answer_is_dropped(check: Check) -> None:
    assert shown(Played(whole("杨浦区派出了教师[1]。")), check)[-1] == dropped("missing", FOUND)


def test_a_long_text_is_dropped(check: Check) -> None:
    assert shown(Played(whole(*["派出教师[1]。" * 20] * 20)), check)[-1].note == Note("long", "1500")


@pytest.mark.parametrize(
    ("played", "why"),
    [
        (Played(status=500), "refused"),
        (Played(["分6批派出45位教师[1]。"]), "broken"),
        (Played([b"data: nonsense\n\n"]), "garbled"),
        (Played(whole("")), "garbled"),
        (Played(["分6批派出45位教师[1]。", event(None, "length")]), "long"),
        (Played(whole("好。"), silent=3.0), "late"),
    ],
)
def test_when_the_model_fails_the_answer_stays(check: Check, played: Played, why: str) -> None:
    last = shown(played, check, silence=1.0)[-1]
    assert (last.text, last.by_model, last.is_final) == (FOUND, False, True)
    assert last.note is not None
    assert last.note.why == why


def test_an_address_where_nobody_is(check: Check) -> None:
    with serving(Played()) as played:
        url = played.url
    (last,) = write_up(ANSWER, LanguageModel(f"{url}/chat/completions", "m"), check)
    assert last.note is not None
    assert (last.text, last.note.why) == (FOUND, "unreachable")


@pytest.mark.parametrize("kind", ["related", "none"])
def test_without_an_answer_the_model_is_not_asked(check: Check, kind: str) -> None:
    played = Played(whole("分6批派出45位教师[1]。"))
    answer = Answer("几？", kind, "", 0.1, "没有提到", (citation(FOUND),))  # type: ignore[arg-type]
    assert shown(played, check, answer) == [Written("", False, True)]
    assert played.requests == []


def test_notes_say_what_happened() -> None:
    assert Note("number", "46位").text() == "语言模型写了引文里没有的数字：46位，这里给出原文中的答案。"
    assert Note("late").text("en") == (
        "The language model did not answer in time. This is the answer as it stands in the document."
    )
    assert len(Note("missing", "长" * 500).text()) < 120


def test_passages_are_cited_once_and_by_their_sentence_where_they_are_not_shown() -> None:
    cited = (citation("6批"), citation("45位教师"), citation("868万元", OTHER, "经费.txt"))
    sources = cited_passages(Answer("几？", "answer", "", 0.9, "", cited, (hit(1, TEXT, "报告.txt"),)))
    assert [(source.number, source.citation, source.text) for source in sources] == [
        (1, cited[0], TEXT),
        (2, cited[2], OTHER),
    ]
