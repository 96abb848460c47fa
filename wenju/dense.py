"""The dense leg: FAISS over vectors, several of which may belong to one passage.

In: vectors of shape (rows, dimension) and the passage number of each row. Out: passage numbers with the highest cosine
of any of their rows (max pooling). The only file that knows FAISS.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from wenju.config import EXACT_VECTORS
from wenju.errors import IndexFileError

Vectors = npt.NDArray[np.float32]
Owners = npt.NDArray[np.int64]


class DenseIndex:
    """An opened index. Row i of the vectors belongs to passage `owners[i]`."""

    def __init__(self, index: Any, owners: Owners) -> None:
        if index.ntotal != len(owners):
            raise IndexFileError(f"found {index.ntotal} vectors for {len(owners)} owners; run build_index.py again")
        self._index, self._owners = index, owners

    def __len__(self) -> int:
        return len(self._owners)

    @classmethod
    def build(cls, vectors: Vectors, owners: Owners) -> DenseIndex:
        """Exact up to EXACT_VECTORS rows, above that an HNSW graph (Malkov and Yashunin 2016)."""
        import faiss

        kind = "Flat" if len(vectors) <= EXACT_VECTORS else "HNSW32,Flat"
        index = faiss.index_factory(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        if len(vectors):
            index.add(vectors)
        return cls(index, owners)

    def save(self, path: Path) -> None:
        """Write the FAISS index; through bytes, because FAISS itself cannot open every path on every system."""
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def open(cls, path: Path, owners: Owners) -> DenseIndex:
        """Raises `IndexFileError` where the file is missing or not a FAISS index."""
        import faiss

        try:
            index = faiss.deserialize_index(np.frombuffer(path.read_bytes(), dtype=np.uint8))
        except (OSError, RuntimeError) as error:
            raise IndexFileError(f"{path}: no readable vector index ({error}); run build_index.py again") from error
        return cls(index, owners)

    def search(self, query: Vectors, k: int, among: Collection[int] | None = None) -> list[tuple[int, float]]:
        """The `k` best passages as (number, cosine), sorted by (-cosine, number). `query` has shape (dimension,).

        `among` are the only passages that count; their vectors are compared one by one.
        """
        if among is not None:
            rows = np.flatnonzero(np.isin(self._owners, list(among)))
            return self._best_rows(self._index.reconstruct_batch(rows) @ query, rows)[:k] if len(rows) else []
        depth = min(len(self), 4 * k)
        while depth > 0:
            scores, rows = self._index.search(query[np.newaxis, :], depth)
            best = self._best_rows(scores[0], rows[0])
            if len(best) >= k or depth == len(self):
                return best[:k]
            depth = min(len(self), 4 * depth)
        return []

    def vectors(self, start: int, end: int) -> Vectors:
        """The rows [start, end) as they were added."""
        rows: Vectors = self._index.reconstruct_n(start, end - start)
        return rows

    def _best_rows(self, scores: Vectors, rows: Owners) -> list[tuple[int, float]]:
        """Each passage with the score of its best row, best first."""
        best: dict[int, float] = {}
        for score, row in zip(scores.tolist(), rows.tolist(), strict=True):
            if row >= 0:
                owner = int(self._owners[row])
                best[owner] = max(score, best.get(owner, score))
        return sorted(best.items(), key=lambda hit: (-hit[1], hit[0]))
