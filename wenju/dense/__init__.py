"""The dense leg: the nearest vectors, several of which may belong to one passage.

In: rows of vectors that some engine holds, and the passage number of each row. Out: passage numbers with the highest
cosine of any of their rows (max pooling). `faiss` and `milvus` are the engines; all that a new one needs is `Rows`.

An engine only proposes rows. They are scored here from their true vectors, in one way, so that whichever engine holds
them, and however it rounds, the same passages come in the same order.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

import numpy as np
import numpy.typing as npt

from wenju.arrays import Numbers, Vectors
from wenju.errors import IndexFileError

Owners = Numbers

# A row is proposed by the engine's own arithmetic and scored by ours; where they differ by less, rows count as tied.
ROUNDING = 1e-5
# So many proposed rows for each passage that is wanted: the whole and the two or three sentences that are near as well.
ROWS_PER_PASSAGE = 4


class Rows(Protocol):
    """An engine that holds vectors by row number, opened."""

    def __len__(self) -> int:
        """How many rows there are."""

    def nearest(self, query: Vectors, depth: int, among: Numbers | None = None) -> tuple[Numbers, Vectors]:
        """The `depth` rows with the highest inner product or more, and their true vectors, in any order.

        Fewer only where there are no more to be had. `among` are the only rows that count, in rising order.
        """

    def take(self, start: int, end: int) -> Vectors:
        """The vectors of the rows [start, end) as they were added."""


class DenseIndex:
    """Passages by the nearest of their vectors. Row i belongs to passage `owners[i]`."""

    def __init__(self, rows: Rows, owners: Owners) -> None:
        if len(rows) != len(owners):
            raise IndexFileError(f"found {len(rows)} vectors for {len(owners)} owners; run build_index.py again")
        self._rows, self._owners = rows, owners

    def __len__(self) -> int:
        return len(self._owners)

    def search(self, query: Vectors, k: int, among: Collection[int] | None = None) -> list[tuple[int, float]]:
        """The `k` best passages as (number, cosine), sorted by (-cosine, number). `query` has shape (dimension,).

        `among` are the only passages that count.
        """
        rows = None if among is None else np.flatnonzero(np.isin(self._owners, list(among)))
        most = len(self) if rows is None else len(rows)
        depth = min(most, ROWS_PER_PASSAGE * k)
        while depth > 0:
            found, vectors = self._rows.nearest(query, depth, rows)
            scores = cosines(vectors, query)
            best = self._pooled(found, scores)
            # A row that was not proposed is no better than the worst that was: is the last passage above all those?
            settled = len(best) >= k and best[k - 1][1] > float(scores.min()) + ROUNDING
            if settled or len(found) >= most or len(found) < depth:
                return best[:k]
            depth = min(most, 4 * depth)
        return []

    def vectors(self, start: int, end: int) -> Vectors:
        """The rows [start, end) as they were added."""
        return self._rows.take(start, end)

    def _pooled(self, rows: Numbers, scores: npt.NDArray[np.float64]) -> list[tuple[int, float]]:
        """Each passage with the score of its best row, best first."""
        best: dict[int, float] = {}
        for score, owner in zip(scores.tolist(), self._owners[rows].tolist(), strict=True):
            best[owner] = max(score, best.get(owner, score))
        return sorted(best.items(), key=lambda hit: (-hit[1], hit[0]))


def cosines(vectors: Vectors, query: Vectors) -> npt.NDArray[np.float64]:
    """The inner product of each row with the query; equal for equal rows, wherever they stand, which BLAS is not."""
    products: npt.NDArray[np.float64] = (vectors * query).sum(axis=1, dtype=np.float64)
    return products
