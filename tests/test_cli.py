"""The command line: questions from stdin, and the documents' folder."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.fake_encoder import FakeEncoder
from tests.fake_library import QUESTION, a_library, build_here
from tests.model_server import Played, serving, whole
from wenju import build, cli
from wenju.config import Config
from wenju.engine import Engine


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The options for a small library, whose engine and encoder are fakes."""
    library = a_library(tmp_path)
    monkeypatch.setattr(Engine, "load", lambda index, model: library.engine)
    monkeypatch.setattr(build, "SentenceEncoder", lambda model: FakeEncoder())
    return ["--index", str(library.config.index)]


@pytest.fixture
def folders(options: list[str], tmp_path: Path) -> list[str]:
    return ["--corpus", str(tmp_path / "corpus"), *options]


def lines_in(monkeypatch: pytest.MonkeyPatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    """(exit code, the JSON that was printed)."""
    code = cli.main([*words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_one_question(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    code, answer = run(capsys, "ask", QUESTION, *options)
    assert (code, answer["answer"]) == (0, "三百册")
    assert cli.main(["ask", "", *options]) == 1
    assert "问题是空的" in capsys.readouterr().err


def test_a_part_of_the_documents_is_asked(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["search", "图书", "--heading", "没有这样的标题", "--json", *options]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert cli.main(["ask", "图书", "--since", "去年", *options]) == 1
    assert "2017-12-06" in capsys.readouterr().err


def test_every_line_of_stdin_is_a_question(
    options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines_in(monkeypatch, b"\xef\xbb\xbf" + f"{QUESTION}\r\n\n  \n".encode() + b"how are you")
    assert cli.main(["ask", "--json", *options]) == 0
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(a["question"], a["kind"], a["answer"]) for a in answers] == [
        (QUESTION, "answer", "三百册"),
        ("how are you", "none", ""),
    ]


def test_a_line_in_the_old_encoding_is_read(
    options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines_in(monkeypatch, QUESTION.encode("gb18030"))
    assert cli.main(["ask", *options]) == 0
    assert capsys.readouterr().out.startswith(f"{QUESTION}\n\n三百册\n")


def test_a_line_that_cannot_be_asked_keeps_no_other_from_it(
    options: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines_in(monkeypatch, "？\n".encode() + b"a\0b\n" + QUESTION.encode())
    assert cli.main(["ask", "--json", *options]) == 1
    out, err = capsys.readouterr()
    records = [json.loads(line) for line in out.splitlines()]
    assert [sorted(record) == ["error", "question"] for record in records] == [True, True, False]
    assert records[2]["answer"] == "三百册"
    assert [line[:14] for line in err.splitlines()] == ["wenju: line 1:", "wenju: line 2:"]


def test_documents_are_listed(folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "corpus" / "new.txt").write_bytes(b"x")
    code, found = run(capsys, "documents", *folders)
    assert code == 0
    assert [(e["name"], e["state"], e["passages"]) for e in found["documents"]] == [
        ("new.txt", "waiting", 0),
        ("报告.txt", "ready", 1),
    ]
    assert run(capsys, "documents", "list", *folders) == (0, found)
    assert cli.main(["documents", *folders, "list"]) == 0
    assert capsys.readouterr().out == "waiting     new.txt\nready    1  报告.txt  年度报告\n"


def test_a_document_that_was_written_anew_waits(
    folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "corpus" / "报告.txt").write_bytes(b"x")
    assert run(capsys, "documents", *folders)[1]["documents"][0]["state"] == "waiting"


def test_documents_without_an_index_wait(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "corpus").mkdir()
    folders = ["--corpus", str(tmp_path / "corpus"), "--index", str(tmp_path / "none")]
    assert cli.main(["documents", *folders]) == 0
    assert capsys.readouterr().out == "no documents\n"
    (tmp_path / "corpus" / "a.txt").write_bytes(b"x")
    assert run(capsys, "documents", *folders)[1]["documents"][0]["state"] == "waiting"


def test_files_are_added_and_built(folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("b.txt", "乙区接待教师五批。"), ("报告.txt", "新报告\n\n甲区派出教师九名。")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    code, done = run(capsys, "documents", "add", str(tmp_path / "b.txt"), str(tmp_path / "报告.txt"), *folders)
    assert code == 0
    assert [(file["name"], file["replaced"]) for file in done["stored"]] == [("b.txt", False), ("报告.txt", True)]
    assert (done["build"]["new"], done["build"]["changed"]) == (1, 1)
    assert [e["state"] for e in run(capsys, "documents", *folders)[1]["documents"]] == ["ready", "ready"]


def test_a_build_can_be_left_for_later(folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "b.txt").write_bytes(b"x")
    assert cli.main(["documents", "add", "--no-build", str(tmp_path / "b.txt"), *folders]) == 0
    assert capsys.readouterr().out == f"added {tmp_path / 'corpus' / 'b.txt'}\n"
    code, done = run(capsys, "documents", "remove", "报告.txt", "--no-build", *folders)
    assert (code, done) == (0, {"removed": ["报告.txt"], "build": None})
    states = {e["name"]: e["state"] for e in run(capsys, "documents", *folders)[1]["documents"]}
    assert states == {"b.txt": "waiting", "报告.txt": "gone"}
    build_here(Config(corpus=tmp_path / "corpus", index=tmp_path / "index"), None)
    assert [e["name"] for e in run(capsys, "documents", *folders)[1]["documents"]] == ["b.txt"]


@pytest.mark.parametrize("name", ["bad.exe", "old.doc", "userdict.txt"])
def test_one_bad_file_and_none_is_added(
    folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    for file in ("good.txt", name):
        (tmp_path / file).write_bytes(b"x")
    assert cli.main(["documents", "add", str(tmp_path / "good.txt"), str(tmp_path / name), *folders]) == 1
    assert capsys.readouterr().err.startswith(f"wenju: {name}: ")
    assert not (tmp_path / "corpus" / "good.txt").exists()


def test_a_file_that_is_not_there_is_named(
    folders: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["documents", "add", str(tmp_path / "none.txt"), *folders]) == 1
    assert "none.txt: No such file" in capsys.readouterr().err
    assert cli.main(["documents", "remove", "none.txt", *folders]) == 1
    assert "there is no such document" in capsys.readouterr().err


def test_a_language_model_writes_the_answer_up(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Played(whole("捐赠图书三", "百册[1]。"))) as played:
        model = ["--llm", played.url, "--llm-model", "m"]
        code, answer = run(capsys, "ask", QUESTION, *model, *options)
        assert (code, answer["answer"]) == (0, "三百册")
        assert answer["written"] == {"text": "捐赠图书三百册[1]。", "by_model": True, "note": ""}
        assert cli.main(["ask", QUESTION, *model, *options]) == 0
        assert capsys.readouterr().out.startswith("捐赠图书三百册[1]。\n\n三百册\n")


def test_what_a_language_model_adds_drops_its_text(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with serving(Played(whole("捐赠图书三百册[1]。", "还有四百台电脑[1]。"))) as played:
        model = ["--llm", played.url, "--llm-model", "m"]
        _, answer = run(capsys, "ask", QUESTION, *model, *options)
        assert answer["written"]["text"] == "三百册"
        assert not answer["written"]["by_model"]
        assert "四百台" in answer["written"]["note"]
        assert cli.main(["ask", QUESTION, *model, *options]) == 0
        first, note, _, found, *_ = capsys.readouterr().out.splitlines()
        assert (first, "四百台" in note, found) == ("捐赠图书三百册[1]。", True, "三百册")


def test_without_the_model_s_server_there_is_the_answer(options: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    model = ["--llm", "http://127.0.0.1:9/v1", "--llm-model", "m"]
    _, answer = run(capsys, "ask", QUESTION, *model, *options)
    assert answer["answer"] == answer["written"]["text"] == "三百册"
    assert "127.0.0.1:9" in answer["written"]["note"]


@pytest.mark.parametrize(("given", "cure"), [(["--llm", "x"], "http://"), (["--llm-model", "m"], "--llm URL")])
def test_half_a_model_is_told(
    options: list[str], given: list[str], cure: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["ask", QUESTION, *given, *options]) == 1
    assert cure in capsys.readouterr().err
