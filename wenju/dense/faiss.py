"""Vectors in a file of the index folder, searched by FAISS. The only file that knows FAISS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from wenju.config import EXACT_VECTORS
from wenju.dense import Numbers, Vectors, cosines
from wenju.errors import IndexFileError


class FaissRows:
    """An opened index."""

    def __init__(self, index: Any) -> None:
        self._index = index

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @classmethod
    def build(cls, vectors: Vectors) -> FaissRows:
        """Exact up to EXACT_VECTORS rows, above that an HNSW graph (Malkov and Yashunin 2016)."""
        import faiss

        kind = "Flat" if len(vectors) <= EXACT_VECTORS else "HNSW32,Flat"
        index = faiss.index_factory(vectors.shape[1], kind, faiss.METRIC_INNER_PRODUCT)
        if len(vectors):
            index.add(vectors)
        return cls(index)

    def save(self, path: Path) -> None:
        """Write the FAISS index; through bytes, because FAISS itself cannot open every path on every system."""
        import faiss

        path.write_bytes(faiss.serialize_index(self._index).tobytes())

    @classmethod
    def open(cls, path: Path) -> FaissRows:
        """Raises `IndexFileError` where the file is missing or not a FAISS index."""
        import faiss

        try:
            return cls(faiss.deserialize_index(np.frombuffer(path.read_bytes(), dtype=np.uint8)))
        except (OSError, RuntimeError) as error:
            raise IndexFileError(f"{path}: no readable vector index ({error}); run build_index.py again") from error

    def nearest(self, query: Vectors, depth: int, among: Numbers | None = None) -> tuple[Numbers, Vectors]:
        """As `Rows.nearest`; the vectors `among` some rows are compared one by one."""
        if among is not None:
            vectors = self._index.reconstruct_batch(among)
            best = np.argsort(-cosines(vectors, query), kind="stable")[:depth]
            return among[best], vectors[best]
        _, [rows] = self._index.search(query[np.newaxis, :], depth)
        rows = rows[rows >= 0]
        return rows, self._index.reconstruct_batch(rows)

    def take(self, start: int, end: int) -> Vectors:
        """The rows [start, end) as they were added."""
        rows: Vectors = self._index.reconstruct_n(start, end - start)
        return rows
