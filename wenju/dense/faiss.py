"""Vectors in files of the index folder, searched by FAISS where there are many. The only file that knows FAISS.

`dense.npy` has the true vectors, mapped into memory, so that processes share them and a rebuild copies from them. Up to
EXACT_VECTORS all of them are compared with each question. Above that `dense.faiss` lies beside: the same rows with half
a byte for each pair of numbers (product quantisation; Jégou, Douze and Schmid 2011), few enough bytes to look at every
row. It proposes rows, and they are scored from their true vectors.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from wenju.arrays import Numbers, Vectors
from wenju.config import EXACT_VECTORS, PROPOSED_VECTORS, TRAINING_VECTORS
from wenju.errors import IndexFileError

VECTORS = "dense.npy"
CODES = "dense.faiss"
# Rows that are read at once: 25 MB of 384 numbers.
BLOCK = 16_384
# The codes lie in so many parts, which are searched at once.
PARTS = 2
# Where a search wants more than this share of all rows, comparing all costs no more.
MOST_OF_ALL = 1 / 8


class FaissRows:
    """The opened vectors; `codes` propose some of them where they are many."""

    def __init__(self, vectors: Any, codes: Any = None) -> None:
        self._vectors, self._codes = vectors, codes
        # Single rows are read: of a map the system puts those around each into the process too, 16 pages for one.
        is_read = codes is not None and hasattr(os, "preadv")
        self._file = Path(vectors.filename).open("rb") if is_read else None  # noqa: SIM115  (as long as this lives)

    def __len__(self) -> int:
        return len(self._vectors)

    @classmethod
    def write(cls, folder: Path, vectors: Vectors) -> None:
        """Write the files of an index into `folder`."""
        np.save(folder / VECTORS, np.ascontiguousarray(vectors, dtype=np.float32))
        cls.complete(folder)

    @staticmethod
    def complete(folder: Path) -> None:
        """Write what else an index needs beside its vectors, which lie in `folder / VECTORS`."""
        vectors = np.load(folder / VECTORS, mmap_mode="r")
        if len(vectors) > EXACT_VECTORS:
            _write_codes(folder / CODES, vectors)

    @classmethod
    def open(cls, folder: Path) -> FaissRows:
        """Raises `IndexFileError` where a file is missing or not what it should be."""
        try:
            vectors = np.load(folder / VECTORS, mmap_mode="r")
            codes = _open_codes(folder / CODES) if len(vectors) > EXACT_VECTORS else None
        except (OSError, ValueError, RuntimeError, EOFError) as error:
            raise IndexFileError(f"{folder}: no readable vector index ({error}); run build_index.py again") from error
        if codes is not None and codes.ntotal != len(vectors):
            raise IndexFileError(
                f"{folder}: {CODES} has {codes.ntotal} vectors, {VECTORS} has {len(vectors)}; run build_index.py again"
            )
        return cls(vectors, codes)

    def nearest(self, query: Vectors, depth: int, among: Numbers | None = None) -> tuple[Numbers, Vectors]:
        """As `Rows.nearest`: exact of few rows, `among` some, or where most are wanted; else by the codes."""
        wide = max(depth, PROPOSED_VECTORS)
        if self._codes is not None and among is None and wide < len(self) * MOST_OF_ALL:
            _, [proposed] = self._codes.search(query[np.newaxis, :], wide)
            return proposed, np.concatenate([self.take(row, row + 1) for row in proposed.tolist()])
        rows = self._nearest_of_all(query, depth, among)
        vectors = np.array(self._vectors[rows])
        self._release()
        return rows, vectors

    def take(self, start: int, end: int) -> Vectors:
        """The rows [start, end) as they were added. Raises `IndexFileError` where the file has become shorter."""
        if self._file is None:
            return np.array(self._vectors[start:end])
        rows = np.empty((end - start, self._vectors.shape[1]), dtype=np.float32)
        left = rows.data.cast("B") if rows.size else memoryview(b"")
        at = self._vectors.offset + start * rows.itemsize * rows.shape[1]
        while left:  # the system reads at most 2 GB at once
            count = os.preadv(self._file.fileno(), [left], at)
            if not count:
                raise IndexFileError(f"{self._file.name}: shorter than when it was opened; run build_index.py again")
            left, at = left[count:], at + count
        return rows

    def _nearest_of_all(self, query: Vectors, depth: int, among: Numbers | None) -> Numbers:
        parts = [self._vectors[rows] @ query for rows in _blocks(len(self), among)]
        scores = np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
        best = np.argpartition(-scores, depth - 1)[:depth] if depth < len(scores) else np.arange(len(scores))
        return np.sort(best) if among is None else among[np.sort(best)]

    def _release(self) -> None:
        """Let go of the pages that a comparison of many vectors read; the system keeps them for all processes."""
        pages = self._vectors.base
        if self._codes is not None and isinstance(pages, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            pages.madvise(mmap.MADV_DONTNEED)


def _blocks(rows: int, among: Numbers | None) -> Iterator[Any]:
    """What to read at once: slices of all rows, or parts of `among`."""
    for at in range(0, rows if among is None else len(among), BLOCK):
        yield slice(at, at + BLOCK) if among is None else among[at : at + BLOCK]


def _write_codes(path: Path, vectors: Vectors) -> None:
    """Learn the codes from evenly spaced rows, and write those of all rows, one part after the other.

    Of vectors of length 1 the nearest have the highest inner product. The file is opened here, because FAISS itself
    cannot open every path on every system.
    """
    import faiss

    dimension = vectors.shape[1]
    kind = "SQ8" if dimension % 2 else f"PQ{dimension // 2}x4fs"
    index = faiss.index_factory(dimension, kind, faiss.METRIC_L2)
    index.train(np.ascontiguousarray(vectors[:: max(1, len(vectors) // TRAINING_VECTORS)]))
    bounds = np.linspace(0, len(vectors), PARTS + 1, dtype=np.int64)
    with path.open("wb") as file:
        for part in (vectors[start:end] for start, end in pairwise(bounds)):
            for rows in _blocks(len(part), None):
                index.add(np.ascontiguousarray(part[rows]))
            faiss.write_index(index, faiss.PyCallbackIOWriter(file.write))  # type: ignore[attr-defined]
            index.reset()


def _open_codes(path: Path) -> Any:
    """All parts as one, each searched by a thread of its own."""
    import faiss

    parts = []
    with path.open("rb") as file:
        while file.tell() < path.stat().st_size:
            parts.append(faiss.read_index(faiss.PyCallbackIOReader(file.read)))  # type: ignore[attr-defined]
    if not parts:
        raise ValueError(f"{path.name} is empty")
    whole = faiss.IndexShards(parts[0].d, True, True)  # type: ignore[call-arg]
    for part in parts:
        whole.add_shard(part)
    return whole
