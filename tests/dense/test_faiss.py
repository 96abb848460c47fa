from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.dense.test_contract import unit
from wenju.dense import DenseIndex, faiss
from wenju.dense.faiss import FaissRows
from wenju.errors import IndexFileError


def test_saved_and_opened_under_a_chinese_path_it_finds_the_same(tmp_path: Path) -> None:
    vectors, owners = unit(30), np.arange(30)
    built = FaissRows.build(vectors)
    path = tmp_path / "向量.faiss"
    built.save(path)
    opened, query = FaissRows.open(path), unit(1, seed=2)[0]
    assert DenseIndex(opened, owners).search(query, 10) == DenseIndex(built, owners).search(query, 10)
    assert np.array_equal(opened.take(3, 6), vectors[3:6])


def test_a_large_index_finds_what_brute_force_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faiss, "EXACT_VECTORS", 100)
    vectors = unit(500)
    index = DenseIndex(FaissRows.build(vectors), np.arange(500))
    queries = unit(50, seed=3)
    found = [index.search(query, 1)[0][0] for query in queries]
    exact = (queries @ vectors.T).argmax(axis=1).tolist()
    assert sum(a == b for a, b in zip(found, exact, strict=True)) >= 49


def test_a_file_that_is_no_index_is_named(tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    path.write_bytes(b"no index")
    with pytest.raises(IndexFileError, match=r"dense\.faiss.*build_index\.py"):
        FaissRows.open(path)


def test_rows_without_owners_are_an_error() -> None:
    with pytest.raises(IndexFileError, match="2 vectors for 1 owners"):
        DenseIndex(FaissRows.build(unit(2)), np.arange(1))
