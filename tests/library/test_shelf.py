from __future__ import annotations

import os
from pathlib import Path

import pytest

from wenju.config import Config
from wenju.errors import ConfigError, DocumentError
from wenju.library import shelf
from wenju.library.shelf import Stored, checked_name


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "corpus").mkdir()
    return Config(corpus=tmp_path / "corpus", index=tmp_path / "corpus" / "index")


def test_a_file_is_put_whole_and_what_it_replaced_is_said(config: Config) -> None:
    assert shelf.put(config, "报告.txt", "一".encode()) == Stored("报告.txt", 3, False)
    assert shelf.put(config, "报告.txt", "二三".encode()) == Stored("报告.txt", 6, True)
    assert (config.corpus / "报告.txt").read_text(encoding="utf-8") == "二三"
    assert os.listdir(config.corpus) == ["报告.txt"]


def test_a_name_is_stored_composed(config: Config) -> None:
    assert shelf.put(config, "cafe\u0301.txt", b"x").name == "caf\u00e9.txt"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "text without control"),
        ("a\n.txt", "text without control"),
        ("gpj.\u202etxt.txt", "text without control"),
        ("a\udcff.txt", "text without control"),
        ("../报告.txt", "no folder"),
        ("..\\报告.txt", "no folder"),
        ("/etc/a.txt", "no folder"),
        ("C:报告.txt", "no folder"),
        (".txt", "kept for the system"),
        (".报告.txt", "kept for the system"),
        ("~$报告.docx", "kept for the system"),
        ("CON.txt", "kept for the system"),
        ("lpt1.tar.txt", "kept for the system"),
        ("UserDict.txt", "steers the search"),
        ("aliases.txt", "steers the search"),
        ("长" * 66 + ".txt", "202 bytes, at most 200"),
        ("报告.doc", "save it as .docx"),
        ("报告.exe", "expected one of .csv .docx"),
        ("报告", "expected one of"),
    ],
)
def test_a_name_that_is_none_is_refused(config: Config, name: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        shelf.put(config, name, b"x")
    assert os.listdir(config.corpus) == []


def test_the_longest_name_is_taken(config: Config) -> None:
    assert shelf.put(config, "长" * 65 + "a.txt", b"x").size == 1


@pytest.mark.parametrize(
    ("name", "size", "words"),
    [
        ("a.txt", 0, "is empty"),
        ("a.txt", 20_000_001, "has 20.0 MB, at most 20 MB"),
        ("a.pdf", 200_000_001, "has 200.0 MB, at most 200 MB"),
    ],
)
def test_a_size_that_no_build_reads_is_refused(name: str, size: int, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        checked_name(name, size)
    assert checked_name("a.pdf", 20_000_001) == "a.pdf"


def test_what_lies_in_folders_is_named_and_the_index_is_not(config: Config) -> None:
    for name in ("b.txt", "folder/a.md", "folder/old.doc", "index/x.txt", ".hidden.txt", "notes.xyz"):
        path = config.corpus / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert shelf.names(config) == ["b.txt", "folder/a.md", "folder/old.doc"]


def test_a_file_is_taken_away_by_the_name_of_the_list(config: Config) -> None:
    (config.corpus / "folder").mkdir()
    for name in ("b.txt", "folder/a.md"):
        (config.corpus / name).write_bytes(b"x")
    shelf.take_away(config, "folder/a.md")
    assert shelf.names(config) == ["b.txt"]


@pytest.mark.parametrize("name", ["c.txt", "../secret.txt", "folder/../b.txt", "", "userdict.txt"])
def test_only_documents_are_taken_away(config: Config, tmp_path: Path, name: str) -> None:
    for path in (tmp_path / "secret.txt", *(config.corpus / n for n in ("a.txt", "b.txt", "userdict.txt"))):
        path.write_bytes(b"x")
    with pytest.raises(DocumentError, match="no such document"):
        shelf.take_away(config, name)
    assert (tmp_path / "secret.txt").exists()
    assert sorted(os.listdir(config.corpus)) == ["a.txt", "b.txt", "userdict.txt"]


def test_the_only_document_stays(config: Config) -> None:
    shelf.put(config, "a.txt", b"x")
    with pytest.raises(DocumentError, match="only document"):
        shelf.take_away(config, "a.txt")


def test_without_a_folder_nothing_is_stored(tmp_path: Path) -> None:
    config = Config(corpus=tmp_path / "none", index=tmp_path / "index")
    assert shelf.names(config) == []
    with pytest.raises(ConfigError, match="--corpus"):
        shelf.put(config, "a.txt", b"x")


def test_a_write_that_fails_leaves_nothing_and_the_old_file(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf.put(config, "a.txt", b"old")

    def full(source: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("wenju.library.shelf.os.replace", full)
    with pytest.raises(DocumentError, match="No space left"):
        shelf.put(config, "a.txt", b"new")
    assert os.listdir(config.corpus) == ["a.txt"]
    assert (config.corpus / "a.txt").read_bytes() == b"old"
