from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from wenju.reader import LONGEST, Reader, Window, best_spans


def logits(start: list[float], end: list[float]) -> np.ndarray:
    return np.array([start, end], dtype=np.float32).T


def test_the_best_span_ends_where_or_after_it_starts() -> None:
    # the end's best token (0) lies before the start's best (2): 2 + 3 beats 0 + 1
    assert best_spans(logits([0, 0, 5, 0], [9, 0, 1, 2]), 1, 0.0) == [(0, 0, 9.0)]
    assert best_spans(logits([0, 0, 5, 0], [1, 0, 1, 2]), 1, 0.0) == [(2, 3, 7.0)]


def test_further_spans_share_no_token_with_better_ones() -> None:
    found = best_spans(logits([4, 0, 0, 3, 0], [0, 5, 0, 0, 2]), 3, 0.0)
    assert found == [(0, 1, 9.0), (3, 4, 5.0), (2, 2, 0.0)]


def test_of_two_equal_spans_the_shorter_is_better() -> None:
    assert best_spans(logits([5, 0, 0], [0, 2, 2]), 1, 0.5) == [(0, 1, 6.5)]  # 7 - .5, not 7 - 2 * .5


def test_no_more_spans_than_there_is_room_for() -> None:
    assert best_spans(logits([1], [1]), 3, 0.0) == [(0, 0, 2.0)]


def test_a_span_has_at_most_so_many_tokens() -> None:
    start, end = [0.0] * (LONGEST + 1), [0.0] * (LONGEST + 1)
    start[0], end[LONGEST] = 5.0, 5.0
    assert best_spans(logits(start, end), 1, 0.0)[0][2] == 5.0
    end[LONGEST - 1] = 4.0
    assert best_spans(logits(start, end), 1, 0.0)[0] == (0, LONGEST - 1, 9.0)


def test_the_heading_line_is_read_and_never_quoted() -> None:
    text = "派出支教教师45名。"
    reader = Reader()
    for headings in ("", "一、杨浦区的做法"):
        (spans,) = reader.read("楊浦派了多少教師", [Window(100, text, headings)])
        assert all(100 <= span.start < span.end <= 100 + len(text) for span in spans)
        assert [span.score for span in spans] == sorted((span.score for span in spans), reverse=True)


def test_windows_are_read_by_themselves() -> None:
    reader = Reader()
    windows = [Window(0, "捐赠图书三百册。"), Window(50, "派出支教教师45名，任期一年。", "杨浦区"), Window(9, "")]
    together = reader.read("派了多少教师", windows)
    alone = [reader.read("派了多少教师", [window])[0] for window in windows]
    assert [[(s.start, s.end) for s in spans] for spans in together] == [[(s.start, s.end) for s in a] for a in alone]
    assert together[2] == []


def test_a_question_may_be_longer_than_the_model_reads() -> None:
    (spans,) = Reader().read("请问" * 250, [Window(0, "教师。" * 300)])
    assert spans


def test_the_identity_is_of_the_files(tmp_path: Path) -> None:
    for name in ("config.json", "model.safetensors", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"{}")
    before = Reader(tmp_path).identity()
    (tmp_path / "tokenizer.json").write_bytes(b"{ }")
    assert before != Reader(tmp_path).identity()


@pytest.mark.parametrize("question", ["一共派出了几名支教教师？", "支教老师有多少人"])
def test_it_reads_a_plain_sentence(question: str) -> None:
    (spans,) = Reader().read(question, [Window(0, "2017年，全区派出支教教师45名，捐赠图书三百册。")])
    assert "45" in "2017年，全区派出支教教师45名，捐赠图书三百册。"[spans[0].start : spans[0].end]
