"""Written questions: how their files are read, and what changes alike in title, text and question."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "training"))

import written as w

FILE = """
# 东岭市2019年教育公报
## 青山区
全区有教师4512名，2018年新招教师312名，2017年新招268名。
? 2018年招了多少老师 | 312名
? 教师 人数 | 4512名
? 退休教师有几名 | -
## 河口区
河口小学有学生98名，河口中学有学生98名。
? 河口中学的学生数 | 98名 @2
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "1.txt"
    file.write_text(FILE, encoding="utf-8")
    return file


def test_questions_are_read_with_their_paragraph_and_headings(path: Path) -> None:
    first, _, none, second = w.read_written(path)
    assert first.title == "东岭市2019年教育公报 青山区"
    assert (first.question, first.text[first.start : first.end]) == ("2018年招了多少老师", "312名")
    assert (none.start, none.end) == w.NONE
    assert second.title == "东岭市2019年教育公报 河口区"
    assert second.text[: second.start] == "河口小学有学生98名，河口中学有学生"


def test_an_answer_that_does_not_stand_there_is_an_error(path: Path) -> None:
    path.write_text(FILE.replace("| 312名", "| 313名"), encoding="utf-8")
    with pytest.raises(ValueError, match="line 5: '313名'"):
        list(w.read_written(path))


@pytest.mark.parametrize("seed", range(20))
def test_years_and_numbers_change_alike_and_the_answer_with_them(path: Path, seed: int) -> None:
    row = next(iter(w.read_written(path)))
    new = w.changed(row, {"ns": []}, random.Random(seed))
    shift = int(new.question[:4]) - 2018
    assert new.document == f"东岭市{2019 + shift}年教育公报"
    answer = new.text[new.start : new.end]
    assert answer[-1] == "名"
    assert len(answer) == 4
    assert new.text.startswith("全区有教师")
    assert f"{2018 + shift}年新招教师{answer}" in new.text


def test_a_day_of_the_month_stays_one() -> None:
    row = w.Written("公报", "", "会议于2018年12月28日召开，到会312人。", "哪天开会", 3, 14)
    for seed in range(20):
        new = w.changed(row, {"ns": []}, random.Random(seed))
        assert new.text[new.start : new.end].endswith("年12月28日")


def test_another_paragraph_is_asked_only_for_what_it_does_not_name(path: Path) -> None:
    rows = list(w.read_written(path))
    window = w.sibling(rows[0], rows, random.Random(0))
    assert window is not None
    assert (window.question, window.text) == ("2018年招了多少老师", rows[-1].text)
    assert (window.start, window.end) == w.NONE
    assert w.sibling(rows[1], rows, random.Random(0)) is None  # names nothing: it may be meant for any
