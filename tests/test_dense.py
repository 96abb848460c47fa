from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from wenju import dense
from wenju.dense import DenseIndex
from wenju.errors import IndexFileError


def unit(rows: int, seed: int = 0) -> dense.Vectors:
    vectors = np.random.default_rng(seed).normal(size=(rows, 8)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_each_vector_finds_itself_first_with_score_1() -> None:
    vectors = unit(50)
    index = DenseIndex.build(vectors, np.arange(50))
    for number, vector in enumerate(vectors):
        best, score = index.search(vector, 1)[0]
        assert (best, round(score, 5)) == (number, 1.0)


def test_a_passage_scores_as_its_best_row() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32)
    index = DenseIndex.build(vectors, np.array([0, 0, 1]))
    hits = index.search(np.array([0, 1], dtype=np.float32), 2)
    assert [(n, round(s, 6)) for n, s in hits] == [(0, 1.0), (1, 0.8)]


def test_equals_brute_force_with_pooling() -> None:
    vectors, owners = unit(300), np.repeat(np.arange(60), 5)
    index = DenseIndex.build(vectors, owners)
    query = unit(1, seed=1)[0]
    pooled = (vectors @ query).reshape(60, 5).max(axis=1)
    expected = sorted(range(60), key=lambda n: -pooled[n])[:20]
    assert [n for n, _ in index.search(query, 20)] == expected


def test_ties_go_to_the_lower_number() -> None:
    index = DenseIndex.build(np.array([[1, 0], [1, 0]], dtype=np.float32), np.array([1, 0]))
    assert [n for n, _ in index.search(np.array([1, 0], dtype=np.float32), 2)] == [0, 1]


def test_saved_and_opened_under_a_chinese_path_it_finds_the_same(tmp_path: Path) -> None:
    vectors, owners = unit(30), np.arange(30)
    built = DenseIndex.build(vectors, owners)
    path = tmp_path / "向量.faiss"
    built.save(path)
    opened = DenseIndex.open(path, owners)
    query = unit(1, seed=2)[0]
    assert opened.search(query, 10) == built.search(query, 10)
    assert np.array_equal(opened.vectors(3, 6), vectors[3:6])


def test_a_large_index_is_a_graph_that_finds_what_brute_force_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dense, "EXACT_VECTORS", 100)
    vectors = unit(500)
    index = DenseIndex.build(vectors, np.arange(500))
    queries = unit(50, seed=3)
    found = [index.search(query, 1)[0][0] for query in queries]
    exact = (queries @ vectors.T).argmax(axis=1).tolist()
    assert sum(a == b for a, b in zip(found, exact, strict=True)) >= 49


def test_an_empty_index_finds_nothing() -> None:
    index = DenseIndex.build(np.zeros((0, 4), dtype=np.float32), np.zeros(0, dtype=np.int64))
    assert index.search(np.ones(4, dtype=np.float32), 3) == []


def test_a_file_that_is_no_index_is_named(tmp_path: Path) -> None:
    path = tmp_path / "dense.faiss"
    path.write_bytes(b"no index")
    with pytest.raises(IndexFileError, match=r"dense\.faiss.*build_index\.py"):
        DenseIndex.open(path, np.zeros(0, dtype=np.int64))


def test_rows_without_owners_are_an_error() -> None:
    with pytest.raises(IndexFileError, match="2 vectors for 1 owners"):
        DenseIndex.build(unit(2), np.arange(1))


@pytest.mark.parametrize("exact", [1_000, 10])
def test_among_some_passages_it_finds_the_best_of_them(monkeypatch: pytest.MonkeyPatch, exact: int) -> None:
    monkeypatch.setattr(dense, "EXACT_VECTORS", exact)
    vectors, owners = unit(120), np.repeat(np.arange(60), 2)
    index, query = DenseIndex.build(vectors, owners), unit(1, seed=3)[0]
    pooled = (vectors @ query).reshape(60, 2).max(axis=1)
    expected = sorted({3, 7, 41, 58}, key=lambda n: -pooled[n])
    found = index.search(query, 3, among={58, 41, 7, 3})
    assert [(n, round(score, 5)) for n, score in found] == [(n, round(float(pooled[n]), 5)) for n in expected[:3]]
    assert index.search(query, 3, among=frozenset()) == []
