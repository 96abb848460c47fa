from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from wenju.errors import IndexFileError
from wenju.records import Document, Heading, Passage, Place
from wenju.stored import StoredDocuments, StoredPassages, write_documents, write_passages

NASTY = "甲\U00020bb7乙\n\ud800丙\r\n丁"  # beyond the first plane, and half of a pair
DOCUMENTS = [
    Document("空.txt", "空", "", ""),
    Document("a.txt", "甲", "2017-12-06", NASTY, (Heading(1, 0, 1, "甲"),), (Place(0, 3, 2, "表", 4),), ("row 3",)),
    Document("无.txt", "无", "", "没有段落"),
    Document("b.txt", "乙", "", "一句。又一句。"),
    Document("末.txt", "末", "", "也没有"),
]
PASSAGES = [
    Passage("a.txt", 1, 3, NASTY[1:3], ("一、总则",), ((1, 3),)),
    Passage("a.txt", 4, 6, NASTY[4:6], ("一、总则",), ((4, 6),)),
    Passage("b.txt", 0, 7, "一句。又一句。", (), ((0, 3), (3, 7))),
]
DIGESTS = [b"\0" * 31 + b"1", b"2" * 31 + b"\0", b"3" * 32]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_documents(tmp_path, DOCUMENTS, [p.document_id for p in PASSAGES])
    write_passages(tmp_path, PASSAGES, DIGESTS, [0, 1, 2, 5])
    return tmp_path


def opened(folder: Path) -> tuple[StoredDocuments, StoredPassages]:
    documents = StoredDocuments(folder)
    return documents, StoredPassages(folder, documents)


def test_documents_come_back_as_they_were(folder: Path) -> None:
    documents, _ = opened(folder)
    assert list(documents) == [d.id for d in DOCUMENTS]
    assert list(documents.values()) == DOCUMENTS
    assert [d.place(1) for d in documents.values()][1] == Place(0, 3, 2, "表", 4)
    assert documents["a.txt"] != DOCUMENTS[3]
    with pytest.raises(KeyError):
        documents["c.txt"]


def test_passages_come_back_as_they_were(folder: Path) -> None:
    documents, passages = opened(folder)
    assert list(passages) == PASSAGES
    assert (passages[-1], passages[1:]) == (PASSAGES[2], PASSAGES[1:])
    assert all(documents[p.document_id].text[p.start : p.end] == p.text for p in passages)
    assert passages.path(1) == ("一、总则",)
    with pytest.raises(IndexError):
        passages[3]


def test_each_document_knows_its_passages(folder: Path) -> None:
    documents, _ = opened(folder)
    numbers = [list(documents.numbers_of(name)) for name in (*documents, "c.txt")]
    assert numbers == [[], [0, 1], [], [2], [], []]


def test_hashes_and_rows_come_back(folder: Path) -> None:
    _, passages = opened(folder)
    assert passages.digests() == DIGESTS
    assert passages.starts.tolist() == [0, 1, 2, 5]


def test_a_file_of_another_form_is_named(folder: Path) -> None:
    np.save(folder / "passages.npy", np.zeros(3))
    with pytest.raises(IndexFileError, match=r"passages\.npy: found float64"):
        opened(folder)


def test_text_that_does_not_fit_is_an_error(folder: Path) -> None:
    (folder / "text.utf32").write_bytes(b"")
    with pytest.raises(IndexFileError, match="do not fit"):
        opened(folder)
