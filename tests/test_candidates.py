from __future__ import annotations

from itertools import pairwise

import pytest

from tests.fake_reader import NOTHING, FakeReader
from wenju.calibration import Calibration
from wenju.candidates import CERTAIN, Candidate, Examiner, is_unfit, window
from wenju.records import Hit, Passage
from wenju.subject import Subject
from wenju.tokenizer import Tokenizer

WEIGHTS = {"read": 0.5, "unfit": -2.0}
TEXTS = ["杨浦区派出支教教师45名，捐赠图书三百册。", "青浦区派出支教教师12名。", "静安区接待来访教师。", "徐汇区也有。"]


def hits(*texts: str) -> list[Hit]:
    found, start = [], 0
    for rank, text in enumerate(texts, 1):
        passage = Passage("报告.txt", start, start + len(text), text, (), ((start, start + len(text)),))
        found.append(Hit(rank, passage, "工作报告", 1 / (1 + rank), rank, None, (start, start + len(text))))
        start += len(text)
    return found


def examine(question: str, reader: FakeReader) -> list[Candidate]:
    examiner = Examiner(reader, Subject(Tokenizer()), Calibration("r", 0.0, WEIGHTS, 0.5))
    return examiner.examine(question, hits(*TEXTS))


def test_a_span_ends_where_a_person_would_end_it() -> None:
    best = examine("杨浦区派了多少教师", FakeReader({"45": 4.0}))[0]
    assert best.hit.span is not None
    assert (TEXTS[0][best.hit.span.start : best.hit.span.end], best.hit.span.score) == ("45名", 4.0)


def test_another_district_is_missing_and_less_probable() -> None:
    found = examine("青浦区派了多少教师", FakeReader({"45": 4.0, "12": 3.0}))
    assert [c.hit.rank for c in found[:2]] == [2, 1]
    assert (found[0].hit.missing, found[0].lacking) == ((), "")
    assert found[1].hit.missing == ("青浦区",)
    assert found[1].lacking == "相关段落说的是杨浦区，没有提到青浦区"
    assert (found[0].probability, found[1].probability) == (pytest.approx(0.8175745), 0.0)  # 1 / (1 + e^-1.5)


def test_words_without_a_number_do_not_fit_a_question_for_one() -> None:
    found = examine("静安区有几名教师", FakeReader({"来访教师": 4.0}))
    (wrong,) = [c for c in found if c.hit.rank == 3]
    assert wrong.features["unfit"] == 1.0
    assert wrong.probability == 0.5  # .5 * 4 - 2
    assert examine("静安区接待了谁", FakeReader({"来访教师": 4.0}))[0].features["unfit"] == 0.0


@pytest.mark.parametrize(
    ("question", "words", "unfit"),
    [
        ("扣了多少积分", "4.2%", True),
        ("女生占多少", "4.2%", False),
        ("增长了多少", "4.2%", False),
        ("花了多少钱", "12天", True),
        ("花了多少钱", "868万元", False),
        ("花了多少钱", "868万", False),
        ("几点到几点是机器人接的", "73%", True),
        ("什么时候开工", "2017年5月", False),
        ("捐款最多的是哪位", "51万元", True),
        ("捐款最多的是哪位", "李建国，51万元", False),
        ("用来做什么", "51万元", False),
    ],
)
def test_words_of_another_kind_than_is_asked_for_do_not_fit(question: str, words: str, unfit: bool) -> None:
    assert is_unfit(question, words) is unfit


def test_features_say_what_the_legs_and_the_reader_said() -> None:
    first, second, *_ = sorted(examine("派了多少教师", FakeReader({"45": 99.0})), key=lambda c: c.hit.rank)
    assert (first.features["read"], second.features["read"]) == (CERTAIN, NOTHING)
    assert first.features["retrieved"] == pytest.approx(0.0)  # a score of 1/2
    assert second.features["retrieved"] == pytest.approx(-0.6931472)  # ln 1/2: a score of 1/3


SENTENCES = ["甲区派出教师。", "乙区派出教师45名。", "丙区没有派出教师。"]  # of 7, 10 and 9 characters


@pytest.mark.parametrize(
    ("size", "read"), [(1, [1]), (16, [1]), (17, [0, 1]), (19, [1, 2]), (25, [1, 2]), (26, [0, 1, 2])]
)
def test_of_a_long_passage_the_sentences_around_the_best_are_read(size: int, read: list[int]) -> None:
    text, start = "".join(SENTENCES), 100
    ends = [start + len("".join(SENTENCES[:i])) for i in range(4)]
    passage = Passage("报告.txt", start, ends[-1], text, ("某区",), tuple(pairwise(ends)))
    seen = window(Hit(1, passage, "工作报告", 0.5, 1, 1, (ends[1], ends[2])), size)
    assert (seen.start, seen.text) == (ends[read[0]], "".join(SENTENCES[i] for i in read))
    assert seen.headings == "工作报告 某区"


def test_a_passage_is_read_under_its_headings_and_quoted_without() -> None:
    reader = FakeReader({"45名": 1.0})
    examine("派了多少教师", reader)
    assert {w.headings for w in reader.windows} == {"工作报告"}
