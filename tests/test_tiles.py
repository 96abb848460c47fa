from __future__ import annotations

import numpy as np
import pytest

from wenju import tiles
from wenju.tiles import PADDING, Tile, batches, far, near, pooled, stacked, tile

TWO = tile([7, 8], [[1, 2], [3]])


def test_each_sentence_is_counted_on_from_the_line() -> None:
    assert TWO.ids.tolist() == [7, 8, 1, 2, 3]
    assert TWO.owners.tolist() == [0, 0, 1, 1, 2]
    assert TWO.positions.tolist() == [0, 1, 2, 3, 2]


def test_a_passage_of_one_sentence_has_one_row() -> None:
    assert (TWO.rows, tile([], [[7, 1, 2]]).rows, tile([7], [[1]]).rows) == (3, 1, 1)
    assert tile([], [[7, 1, 2]]).positions.tolist() == [0, 1, 2]


def test_a_sentence_sees_the_line_and_itself() -> None:
    seen = near(np.array([[0, 1, 2, PADDING]]))[0]
    assert seen.tolist() == [
        [True, True, True, False],
        [True, True, False, False],
        [True, False, True, False],
        [False, False, False, True],
    ]


def test_padding_is_seen_by_no_token() -> None:
    assert far(np.array([[0, 1, PADDING]]))[0].tolist() == [
        [True, True, False],
        [True, True, False],
        [False, False, True],
    ]


def test_rows_are_means_of_length_one() -> None:
    states_near = np.array([[2, 0], [0, 4], [6, 0]], dtype=np.float32)
    states_far = np.array([[3, 0], [0, 3], [0, 5]], dtype=np.float32)
    rows = pooled(states_near, states_far, np.array([0, 1, 2]))
    expected = np.array([[3, 8], [2, 4], [8, 0]], dtype=np.float32)  # over 3, 2 and 2 tokens
    assert rows == pytest.approx(expected / np.linalg.norm(expected, axis=1, keepdims=True))


def test_a_passage_of_one_sentence_is_the_mean_of_all() -> None:
    states = np.array([[3, 0], [0, 4]], dtype=np.float32)
    assert pooled(states, states, np.array([1, 1])).tolist() == [[pytest.approx(0.6), pytest.approx(0.8)]]


def test_batches_hold_tiles_of_like_length_within_the_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "BATCH_TOKENS", 10)

    def plain(length: int) -> Tile:
        return tile([], [[0] * length])

    given = [plain(2), plain(5), TWO, plain(12), plain(4), TWO, TWO]
    assert list(batches(given)) == [[2, 5], [6], [3], [1, 4], [0]]
    assert list(batches([])) == []


def test_stacked_fills_up() -> None:
    assert stacked([np.array([1, 2]), np.array([3])], PADDING).tolist() == [[1, 2], [3, PADDING]]


def test_a_tile_over_the_budget_is_a_batch_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiles, "BATCH_TOKENS", 2)
    assert list(batches([TWO, TWO])) == [[0], [1]]
