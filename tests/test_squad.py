"""Hand-made files: what is read, what is forgiven and counted, what is refused with a message that names the place."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from wenju.errors import ConfigError
from wenju.squad import NOWHERE, SquadContext, SquadQuestion, SquadSet, read_squad

CONTEXT = "三年派出45位教师,捐书9册。"


def _set(*entries: dict[str, Any], context: str = CONTEXT, title: str = "总结") -> dict[str, Any]:
    return {"data": [{"title": title, "paragraphs": [{"context": context, "qas": list(entries)}]}]}


def _entry(**changes: Any) -> dict[str, Any]:
    return {"id": "1", "question": "派了几位？", "answers": [{"text": "45位", "answer_start": 4}]} | changes


def _write(folder: Path, value: object, name: str = "set.json") -> Path:
    path = folder / name
    text = json.dumps(value, ensure_ascii=False).encode()
    path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    return path


def test_a_version_2_file_is_read_whole(tmp_path: Path) -> None:
    impossible = {"id": "2", "question": "局长是谁？", "is_impossible": True, "answers": []}
    found = read_squad(_write(tmp_path, _set(_entry(is_impossible=False), impossible)))
    assert found == SquadSet(
        contexts=(SquadContext("总结", CONTEXT),),
        questions=(
            SquadQuestion("1", "派了几位？", 0, (("45位", 4),), False),
            SquadQuestion("2", "局长是谁？", 0, (), True),
        ),
        misplaced=0,
    )


def test_version_1_has_no_impossible_questions_and_may_have_no_title(tmp_path: Path) -> None:
    value = _set(_entry())
    del value["data"][0]["title"]
    found = read_squad(_write(tmp_path, value))
    assert found.contexts[0].title == ""
    assert found.questions[0].is_impossible is False


@pytest.mark.parametrize("name", ["set.json", "set.json.gz"])
def test_plain_and_compressed_files_are_the_same(tmp_path: Path, name: str) -> None:
    assert read_squad(_write(tmp_path, _set(_entry()), name)).questions[0].answers == (("45位", 4),)


def test_a_byte_order_mark_is_no_hindrance(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    path.write_text(json.dumps(_set(_entry())), encoding="utf-8-sig")
    assert len(read_squad(str(path)).questions) == 1


def test_equal_contexts_are_merged_and_numbered_in_file_order(tmp_path: Path) -> None:
    parts = [("甲乙", "a"), ("丙丁", "b"), ("甲乙", "c")]
    articles = [
        _set(_entry(id=id_, answers=[{"text": text[0], "answer_start": 0}]), context=text, title=f"题{id_}")["data"][0]
        for text, id_ in parts
    ]
    found = read_squad(_write(tmp_path, {"data": articles}))
    assert found.contexts == (SquadContext("题a", "甲乙"), SquadContext("题b", "丙丁"))
    assert [(q.id, q.context) for q in found.questions] == [("a", 0), ("b", 1), ("c", 0)]


def test_a_context_without_questions_is_kept(tmp_path: Path) -> None:
    found = read_squad(_write(tmp_path, _set()))
    assert (len(found.contexts), found.questions) == (1, ())


@pytest.mark.parametrize("start", [3, 999, -1, -9])
def test_a_wrong_start_keeps_the_text_and_is_counted(tmp_path: Path, start: int) -> None:
    answers = [{"text": "45位", "answer_start": start}, {"text": "45位教师", "answer_start": 4}]
    found = read_squad(_write(tmp_path, _set(_entry(answers=answers))))
    assert found.questions[0].answers == (("45位", NOWHERE), ("45位教师", 4))
    assert found.misplaced == 1


def test_a_negative_start_never_counts_from_the_end(tmp_path: Path) -> None:
    found = read_squad(_write(tmp_path, _set(_entry(answers=[{"text": "9册。", "answer_start": -3}]))))
    assert found.questions[0].answers == (("9册。", NOWHERE),)


def test_answers_of_an_impossible_question_are_not_answers(tmp_path: Path) -> None:
    entry = _entry(is_impossible=True, answers=[{"text": "", "answer_start": -1}])
    assert read_squad(_write(tmp_path, _set(entry))).questions[0].answers == ()


def test_what_our_own_sets_say_besides_is_read(tmp_path: Path) -> None:
    entry = _entry(split="aside", kind="list", form="plain", all=True, spans=[[4, 7], [12, 14]])
    question = read_squad(_write(tmp_path, _set(entry))).questions[0]
    assert (question.split, question.kind, question.form) == ("aside", "list", "plain")
    assert question.spans == (("45位", 4), ("9册", 12))


def test_spans_count_only_where_all_are_wanted(tmp_path: Path) -> None:
    assert read_squad(_write(tmp_path, _set(_entry(spans=[[4, 7]])))).questions[0].spans == ()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (_set(_entry(split=1)), r'qas\[0\]: "split" must be str, found int'),
        (_set(_entry(all=True)), r'qas\[0\]: "spans" is missing'),
        (_set(_entry(all=True, spans=[[4, 7], [4, 99]])), r"spans\[1\]: expected \[start, end\] inside the context"),
        ([], "expected an object, found list"),
        ({}, '"data" is missing'),
        ({"data": {}}, '"data" must be list, found dict'),
        ({"data": [{"title": "甲"}]}, r'data\[0\]: "paragraphs" is missing'),
        ({"data": [{"paragraphs": [{"qas": []}]}]}, r'data\[0\]\.paragraphs\[0\]: "context" is missing'),
        (_set(_entry(question=7)), r'qas\[0\]: "question" must be str, found int'),
        (_set(_entry(), _entry(answers=[])), r'qas\[1\]: no "answers"'),
        (_set(_entry(answers=[{"text": "", "answer_start": 0}])), r'answers\[0\]: "text" is empty'),
        (_set(_entry(answers=["45位"])), r"answers\[0\]: expected an object, found str"),
        (_set(_entry(is_impossible="no")), '"is_impossible" must be bool, found str'),
    ],
)
def test_another_form_is_refused_with_its_place(tmp_path: Path, value: object, message: str) -> None:
    path = _write(tmp_path, value)
    with pytest.raises(ConfigError, match=message) as raised:
        read_squad(path)
    assert str(path) in str(raised.value)


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("set.json", b'{"data": [\n}', "line 2: not JSON"),
        ("set.json", '{"data": "总结"}'.encode("gb18030"), "not UTF-8 at byte 10"),
        ("set.json.gz", b"not gzip", "cannot be read"),
        ("set.json.gz", gzip.compress(b"{}")[:-4], "cannot be read"),
    ],
)
def test_an_unreadable_file_is_refused(tmp_path: Path, name: str, raw: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(ConfigError, match=message) as raised:
        read_squad(path)
    assert str(path) in str(raised.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file"):
        read_squad(tmp_path / "none.json")
