"""What an index holds besides vectors, kept in Milvus: texts by their hash, and which of them are a build.

In: texts of any length. Out: a reference for each, which reads the same text for ever; and builds, numbered, the newest
of which is what other machines copy. A text longer than Milvus takes is kept in parts. A build is announced by one
record, written when all that it refers to is there; it is never changed, only followed by the next.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wenju.errors import StoreError
from wenju.milvus.address import Address
from wenju.milvus.collection import TEXT_BYTES, Collection

FORMAT = "1"
ENDING = "_records"
DIGITS = 40
# A character has up to four bytes in UTF-8.
PART_CHARACTERS = TEXT_BYTES // 4
# Milvus has no collection without vectors, nor vectors of one number.
NO_VECTOR = [0.0, 0.0]
BUILD = "build-"


@dataclass(frozen=True, slots=True)
class Announced:
    """A build: its number here, the `index` that made it, and the reference of its record."""

    number: int
    index: str
    record: str


class Archive:
    """The records of one index."""

    def __init__(self, address: Address) -> None:
        self._collection = Collection(address, address.collection + ENDING, len(NO_VECTOR), {"format": FORMAT})

    def make(self) -> None:
        """Make the collection if it is not there."""
        self._collection.make(text=True)

    def put(self, texts: Sequence[str]) -> list[str]:
        """Keep texts; their references, in order. What is there already is not written again."""
        kept = {reference_of(text): text for text in texts}
        parts = {key: part for reference, text in kept.items() for key, part in _parts(reference, text)}
        there = self._collection.get(list(parts), "key")
        self._collection.upsert(
            [{"key": key, "vector": NO_VECTOR, "text": part} for key, part in parts.items() if key not in there]
        )
        return [reference_of(text) for text in texts]

    def get(self, references: Sequence[str]) -> list[str]:
        """The texts of references. Raises `StoreError` where one is gone."""
        found = self._collection.get([key for reference in references for key in _keys(reference)], "text")
        if any(key not in found for reference in references for key in _keys(reference)):
            raise StoreError(f"{self._collection.name}: a newer build took the place of this one; try again")
        return ["".join(found[key] for key in _keys(reference)) for reference in references]

    def builds(self) -> list[Announced]:
        """The builds that were announced, the newest last."""
        found = sorted(self._collection.beginning(BUILD).items())
        return [Announced(int(key.removeprefix(BUILD)), **json.loads(text)) for key, text in found]

    def announce(self, build: Announced) -> None:
        """Say that a build is whole: from now on it is the newest."""
        self._collection.settle()
        text = json.dumps({"index": build.index, "record": build.record})
        self._collection.upsert([{"key": f"{BUILD}{build.number:012d}", "vector": NO_VECTOR, "text": text}])
        self._collection.count()

    def prune(self, builds: Sequence[Announced], references: Iterable[str]) -> None:
        """Delete all but these builds and references."""
        kept = {f"{BUILD}{build.number:012d}" for build in builds}
        kept.update(key for reference in references for key in _keys(reference))
        gone = [key for keys in self._collection.all_keys() for key in keys if key not in kept]
        self._collection.delete(gone)


def reference_of(text: str) -> str:
    """What a text is kept by: its hash and in how many parts."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]
    return f"{digest}/{max(1, -(-len(text) // PART_CHARACTERS))}"


def _keys(reference: str) -> list[str]:
    digest, _, count = reference.partition("/")
    return [f"{digest}-{part}" for part in range(int(count))]


def _parts(reference: str, text: str) -> list[tuple[str, str]]:
    keys = _keys(reference)
    return [(key, text[at * PART_CHARACTERS : (at + 1) * PART_CHARACTERS]) for at, key in enumerate(keys)]
