"""Vectors in Milvus, by content: a row's key is the hash of its passage's texts, and its place among them.

In: the hashes of a build's passages in order, so that a key means a row. Out: `Rows`; what has to be embedded and
written for a build; what no build needs any more. A key stands for one text under one encoder for ever, so writing is
idempotent, a rebuild writes only what is new, and an engine that answers from the build before finds its rows
unchanged: the index folder's manifest, not the collection, says which build is current. Keys that an opened build does
not know are those of another build, and are passed over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np

from wenju.arrays import Numbers, Vectors
from wenju.errors import StoreError
from wenju.milvus.address import Address
from wenju.milvus.collection import MOST_FOUND, READ_KEYS, Collection

# Raised when the keys or what they stand for change.
FORMAT = "1"
# Of a passage's SHA-256 so many hexadecimal digits are its key: 160 bits, where a billion passages meet by chance
# once in 10^30.
DIGITS = 40
# So many keys stand in one filter: 5,000 took 45 ms on a small server, and more only in proportion.
FILTERED_KEYS = 10_000


def vectors_in(address: Address, encoder: str, dimension: int) -> Collection:
    """The collection of an encoder's vectors; `encoder` is its identity, a hash of its weights."""
    return Collection(address, address.collection, dimension, {"format": FORMAT, "encoder": encoder})


def keys_of(digest: str, rows: int) -> list[str]:
    """The keys of a passage's rows: the whole, then its sentences."""
    return [f"{digest[:DIGITS]}-{row}" for row in range(rows)]


class MilvusRows:
    """The rows of one build. `hashes[i]` is passage i's, whose rows are `rows[i]:rows[i + 1]`."""

    def __init__(self, collection: Collection, hashes: Sequence[str], rows: Sequence[int]) -> None:
        self._collection, self._length = collection, rows[-1] if rows else 0
        self._hashes, self._rows = hashes, np.array(rows, dtype=np.int64)
        digests = np.array([digest[:DIGITS] for digest in hashes], dtype=f"S{DIGITS}")
        self._order = np.argsort(digests, kind="stable")
        self._sorted = digests[self._order]

    @classmethod
    def open(cls, collection: Collection, hashes: Sequence[str], rows: Sequence[int]) -> MilvusRows:
        """Raises `StoreError` where the collection is away, another's, or has fewer rows than the build."""
        opened, found = cls(collection, hashes, rows), collection.count()
        needed = sum(dict(zip(hashes, (end - start for start, end in pairwise(rows)), strict=True)).values())
        if found < needed:
            raise StoreError(
                f"the collection {collection.name} holds {found} vectors, the index needs {needed}; "
                f"run python build_index.py --store {collection.url} (or, for a replica, wenju replicate, likewise)"
            )
        return opened

    def __len__(self) -> int:
        return self._length

    def nearest(self, query: Vectors, depth: int, among: Numbers | None = None) -> tuple[Numbers, Vectors]:
        """As `Rows.nearest`; at most MOST_FOUND records are proposed."""
        if among is not None:
            keys = list(dict.fromkeys(self._keys(among)))
            parts = [keys[at : at + FILTERED_KEYS] for at in range(0, len(keys), FILTERED_KEYS)]
            found = [self._known(*self._collection.nearest(query, depth, part)) for part in parts]
            numbers, vectors = (np.concatenate(column) for column in zip(*found, strict=True))
            wanted = np.isin(numbers, among)
            return numbers[wanted], vectors[wanted]
        ask = depth
        while True:
            keys, vectors = self._collection.nearest(query, ask)
            known = self._known(keys, vectors)
            if len(known[0]) >= depth or len(keys) < ask or ask >= MOST_FOUND:
                return known
            ask *= 2  # other builds' rows stood among them

    def take(self, start: int, end: int) -> Vectors:
        """The rows [start, end). Raises `StoreError` where one is gone: a later build removed it."""
        keys = self._keys(np.arange(start, end))
        found = self._collection.get(keys, "vector")
        if len(found) < len(set(keys)):
            raise StoreError(
                f"the collection {self._collection.name} no longer has all vectors of this index, since later builds "
                "took their place; load the index again (a replica: run wenju replicate first)"
            )
        return np.array([found[key] for key in keys], dtype=np.float32).reshape(len(keys), self._collection.dimension)

    def _keys(self, numbers: Numbers) -> list[str]:
        passages = np.searchsorted(self._rows, numbers, side="right") - 1
        places = numbers - self._rows[passages]
        return [f"{self._hashes[p][:DIGITS]}-{row}" for p, row in zip(passages.tolist(), places.tolist(), strict=True)]

    def _known(self, keys: list[str], vectors: Vectors) -> tuple[Numbers, Vectors]:
        """The rows of those keys that this build knows; equal passages share a key, which then means several rows."""
        digests = np.array([key[:DIGITS] for key in keys], dtype=f"S{DIGITS}")
        sides = (np.searchsorted(self._sorted, digests, side=side).tolist() for side in ("left", "right"))
        numbers: list[int] = []
        sources: list[int] = []
        for at, (key, low, high) in enumerate(zip(keys, *sides, strict=True)):
            place = int(key[DIGITS + 1 :])
            numbers += (self._rows[self._order[low:high]] + place).tolist()
            sources += [at] * (high - low)
        return np.array(numbers, dtype=np.int64), vectors[sources]


def missing(collection: Collection, passages: Iterable[tuple[str, int]]) -> set[str]:
    """Of passages as (hash, rows) the hashes of those that have a row which is not in the collection."""
    keys = {key: digest for digest, rows in passages for key in keys_of(digest, rows)}
    there = collection.get(list(keys), "key")
    return {digest for key, digest in keys.items() if key not in there}


def write(collection: Collection, passages: Sequence[tuple[str, int]], vectors: Vectors) -> None:
    """The rows of passages given as (hash, rows), one after the other in `vectors`."""
    keys = [key for digest, rows in passages for key in keys_of(digest, rows)]
    collection.upsert([{"key": key, "vector": row} for key, row in zip(keys, vectors, strict=True)])


def prune(collection: Collection, needed: Iterable[tuple[str, int]]) -> int:
    """Delete every row that none of the passages `needed`, as (hash, rows), has; how many were deleted."""
    kept = {key for digest, rows in needed for key in keys_of(digest, rows)}
    if collection.count() <= len(kept):
        return 0
    gone = [key for keys in collection.all_keys() for key in keys if key not in kept]
    for at in range(0, len(gone), READ_KEYS):
        collection.delete(gone[at : at + READ_KEYS])
    return len(gone)
