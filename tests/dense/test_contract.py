"""What every engine must do alike: the same passages in the same order, whichever holds the vectors."""

from __future__ import annotations

import numpy as np

from tests.dense.conftest import Store
from wenju.arrays import Vectors


def unit(rows: int, seed: int = 0, dimension: int = 8) -> Vectors:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def rounded(hits: list[tuple[int, float]]) -> list[tuple[int, float]]:
    return [(number, round(score, 5)) for number, score in hits]


def test_each_vector_finds_itself_first_with_score_1(store: Store) -> None:
    vectors = unit(50)
    index = store.build(vectors, np.arange(50))
    assert [rounded(index.search(vector, 1)) for vector in vectors] == [[(number, 1.0)] for number in range(50)]


def test_a_passage_scores_as_its_best_row(store: Store) -> None:
    index = store.build(np.array([[1, 0], [0, 1], [0.6, 0.8]], dtype=np.float32), np.array([0, 0, 1]))
    assert rounded(index.search(np.array([0, 1], dtype=np.float32), 2)) == [(0, 1.0), (1, 0.8)]


def test_equals_brute_force_with_pooling(store: Store) -> None:
    vectors, owners = unit(3000, dimension=384), np.repeat(np.arange(600), 5)
    index = store.build(vectors, owners)
    for query in unit(20, seed=1, dimension=384):
        pooled = (vectors.astype(np.float64) @ query).reshape(600, 5).max(axis=1)
        expected = sorted(range(600), key=lambda n: -pooled[n])[:100]
        assert [n for n, _ in index.search(query, 100)] == expected


def test_all_passages_can_be_had(store: Store) -> None:
    index = store.build(unit(40), np.repeat(np.arange(20), 2))
    assert sorted(n for n, _ in index.search(unit(1, seed=4)[0], 100)) == list(range(20))


def test_ties_go_to_the_lower_number(store: Store) -> None:
    """Also where more rows are equal than are looked at first."""
    vectors = np.repeat(np.array([[0.6, 0.8], [1, 0]], dtype=np.float32), 30, axis=0)
    index = store.build(vectors, np.arange(60))
    assert rounded(index.search(np.array([1, 0], dtype=np.float32), 3)) == [(30, 1.0), (31, 1.0), (32, 1.0)]
    assert rounded(index.search(np.array([0, 1], dtype=np.float32), 2, among={9, 50, 4})) == [(4, 0.8), (9, 0.8)]


def test_among_some_passages_it_finds_the_best_of_them(store: Store) -> None:
    vectors, owners = unit(120), np.repeat(np.arange(60), 2)
    index, query = store.build(vectors, owners), unit(1, seed=3)[0]
    pooled = (vectors @ query).reshape(60, 2).max(axis=1)
    expected = sorted({3, 7, 41, 58}, key=lambda n: -pooled[n])
    found = rounded(index.search(query, 3, among={58, 41, 7, 3}))
    assert found == [(n, round(float(pooled[n]), 5)) for n in expected[:3]]
    assert index.search(query, 3, among=frozenset()) == []


def test_vectors_come_back_as_they_were_added(store: Store) -> None:
    vectors = unit(30)
    index = store.build(vectors, np.repeat(np.arange(10), 3))
    assert np.array_equal(index.vectors(3, 7), vectors[3:7])
    assert index.vectors(5, 5).shape[0] == 0


def test_an_empty_index_finds_nothing(store: Store) -> None:
    index = store.build(np.zeros((0, 4), dtype=np.float32), np.zeros(0, dtype=np.int64))
    assert len(index) == 0
    assert index.search(np.ones(4, dtype=np.float32), 3) == []


def test_asked_again_it_says_the_same(store: Store) -> None:
    vectors = unit(500)
    index, query = store.build(vectors, np.arange(500)), unit(1, seed=9)[0]
    assert len({tuple(index.search(query, 20)) for _ in range(5)}) == 1
