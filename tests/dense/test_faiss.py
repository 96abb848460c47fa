from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from tests.dense.test_contract import unit
from wenju.dense import DenseIndex
from wenju.dense.faiss import FaissRows
from wenju.errors import IndexFileError


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a hundred rows were more than can be compared one by one."""
    monkeypatch.setattr("wenju.dense.faiss.EXACT_VECTORS", 100)


def opened(folder: Path, rows: int, dimension: int = 32) -> tuple[FaissRows, np.ndarray]:
    vectors = unit(rows, dimension=dimension)
    FaissRows.write(folder, vectors)
    return FaissRows.open(folder), vectors


def test_under_a_chinese_path_it_finds_the_same(tmp_path: Path, many: None) -> None:
    folder = tmp_path / "向量"
    folder.mkdir()
    index, vectors = opened(folder, 2_000)
    assert DenseIndex(index, np.arange(2_000)).search(vectors[7], 1)[0][0] == 7
    assert np.array_equal(index.take(3, 6), vectors[3:6])


def test_many_rows_are_proposed_by_their_codes_and_scored_truly(tmp_path: Path, many: None) -> None:
    index, vectors = opened(tmp_path, 5_000)
    assert (tmp_path / "dense.faiss").stat().st_size < vectors.nbytes / 8
    dense, found = DenseIndex(index, np.arange(5_000)), 0
    for query in unit(50, seed=3, dimension=32):
        exact = vectors.astype(np.float64) @ query
        hits = dense.search(query, 10)
        assert [score for _, score in hits] == pytest.approx([exact[number] for number, _ in hits], abs=1e-6)
        found += len({n for n, _ in hits} & set(np.argsort(-exact)[:10].tolist()))
    assert found >= 0.99 * 500


def test_few_rows_have_no_codes(tmp_path: Path, many: None) -> None:
    opened(tmp_path, 100)
    assert [path.name for path in tmp_path.iterdir()] == ["dense.npy"]


def test_among_many_rows_the_comparison_is_exact(tmp_path: Path, many: None) -> None:
    index, vectors = opened(tmp_path, 5_000)
    query, among = unit(1, seed=4, dimension=32)[0], np.arange(1, 5_000, 2)
    rows, found = index.nearest(query, 20, among)
    assert set(rows.tolist()) == set(among[np.argsort(-(vectors[among] @ query))[:20]].tolist())
    assert np.array_equal(found, vectors[rows])


@pytest.mark.parametrize("content", [b"no index", b""])
@pytest.mark.parametrize("name", ["dense.npy", "dense.faiss"])
def test_a_file_that_is_no_index_is_named(tmp_path: Path, many: None, name: str, content: bytes) -> None:
    opened(tmp_path, 200)
    (tmp_path / name).write_bytes(content)
    with pytest.raises(IndexFileError, match=r"no readable vector index.*build_index\.py"):
        FaissRows.open(tmp_path)


def test_files_that_do_not_belong_together_are_an_error(tmp_path: Path, many: None) -> None:
    opened(tmp_path, 200)
    np.save(tmp_path / "dense.npy", unit(300, dimension=32))
    with pytest.raises(IndexFileError, match=r"dense\.faiss has 200 vectors, dense\.npy has 300"):
        FaissRows.open(tmp_path)


def test_rows_without_owners_are_an_error(tmp_path: Path) -> None:
    index, _ = opened(tmp_path, 2)
    with pytest.raises(IndexFileError, match="2 vectors for 1 owners"):
        DenseIndex(index, np.arange(1))


def test_a_file_that_lost_its_end_while_it_was_open_is_an_error(tmp_path: Path, many: None) -> None:
    index, vectors = opened(tmp_path, 200)
    os.truncate(tmp_path / "dense.npy", (tmp_path / "dense.npy").stat().st_size - 100 * vectors[0].nbytes - 8)
    assert np.array_equal(index.take(0, 99), vectors[:99])
    for start, end in ((99, 100), (150, 151)):  # half there, and not at all
        with pytest.raises(IndexFileError, match=r"dense\.npy: shorter than when it was opened"):
            index.take(start, end)


@pytest.mark.parametrize("at_once", [1, 100, 5_000])
def test_what_the_system_reads_in_pieces_is_whole(
    tmp_path: Path, many: None, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    index, vectors = opened(tmp_path, 200)
    whole = os.preadv
    monkeypatch.setattr(os, "preadv", lambda file, buffers, at: whole(file, [buffers[0][:at_once]], at))
    assert np.array_equal(index.take(7, 27), vectors[7:27])
    assert index.take(7, 7).shape == (0, 32)
