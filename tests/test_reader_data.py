"""What the reader is trained on: every derived window keeps its answer, or holds none."""

from __future__ import annotations

import gzip
import json
import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

import reader_data as rd

CONTEXT = (
    "杨浦区地处上海东北部。2014年杨浦区派出45位教师去遵义支教。2015年又派出12位教师去喀什。"
    "图书馆藏书3000册，收有《教育志》一书。学校的操场在2016年翻新，食堂在2017年重建。"
)


def example(question: str, answer: str) -> rd.Example:
    start = CONTEXT.index(answer)
    return rd.Example(question, "杨浦区", CONTEXT, start, start + len(answer))


EXAMPLE = example("2014年杨浦区派了多少教师去遵义？", "45位")


@pytest.mark.parametrize("seed", range(20))
def test_a_positive_window_holds_its_answer(seed: int) -> None:
    window = rd.positive(EXAMPLE, random.Random(seed))
    assert window.text[window.start : window.end] == "45位"
    assert window.text in CONTEXT


@pytest.mark.parametrize("seed", range(20))
def test_a_near_miss_asks_for_something_the_window_does_not_say(seed: int) -> None:
    window = rd.near_miss(EXAMPLE, {"ns": ["徐汇区", "拉萨"]}, random.Random(seed))
    assert window is not None
    assert window.question != EXAMPLE.question
    assert (window.start, window.end) == rd.NONE
    (changed,) = [w for _, w in rd.swappable(window.question) if w not in EXAMPLE.question] or [""]
    assert changed == "" or changed not in window.title + window.text


@pytest.mark.parametrize("seed", range(20))
def test_elsewhere_does_not_hold_the_answer(seed: int) -> None:
    window = rd.elsewhere(EXAMPLE, random.Random(seed))
    assert window is None or "45位" not in window.text


def test_clozes_ask_for_spans_with_their_unit() -> None:
    made = {e.context[e.start : e.end]: e.question for e in rd.clozes("杨浦区", CONTEXT, random.Random(3), most=9)}
    assert set(made) <= {"2014年", "2015年", "2016年", "2017年", "45位", "12位", "3000册", "《教育志》"} | {
        w for w, flag in rd.tagged(CONTEXT) if flag == "ns"
    }
    assert any(answer in made for answer in ("45位", "12位", "3000册"))


def test_crop_grows_by_whole_sentences() -> None:
    start = CONTEXT.index("45位")
    a, b = rd.crop(CONTEXT, start, start + 3, 1, random.Random(0))
    assert CONTEXT[a:b] == "2014年杨浦区派出45位教师去遵义支教。"


def test_simplify_keeps_every_offset() -> None:
    text = "楊浦區派了45位教師，《教育誌》。"
    assert rd.simplify(text) == "杨浦区派了45位教师，《教育志》。"
    assert len(rd.simplify(text)) == len(text)


def test_a_set_is_divided_by_title_and_misplaced_answers_are_found(tmp_path: Path) -> None:
    titles = [f"题目{n}" for n in range(40)]
    qas = [
        {"id": "1", "question": "2014年杨浦区派了多少教师去遵义？", "answers": [{"text": "45位", "answer_start": 0}]}
    ]
    data = [{"title": t, "paragraphs": [{"context": CONTEXT + t, "qas": qas}]} for t in titles]
    path = tmp_path / "set.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"data": data}).encode()))
    train, kept_out = rd.derive([(path, 1)], seed=0, no_share=1.0, cloze=10)
    assert {w.title for w in kept_out if w.title} <= {t for t in titles if rd.is_kept_out(t)}
    assert not {w.title for w in train if w.title} & {t for t in titles if rd.is_kept_out(t)}
    answers = [w.text[w.start : w.end] for w in train if w.kind == "answer"]
    assert answers
    assert set(answers) == {"45位"}
    assert {w.kind for w in train} >= {"answer", "near miss", "cloze"}
