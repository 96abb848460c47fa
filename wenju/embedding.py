"""The vectors of a build: taken from the build before where a passage is as it was, embedded where it is not.

In: passages, what was made before, an encoder. Out: all vectors in the order of the passages, in a file that is mapped,
because they may be more than fit into memory. What was embedded is written into the journal batch by batch.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from wenju.encoder import Encoder, Vectors
from wenju.index import Former
from wenju.journal import Journal
from wenju.reading import reading_of
from wenju.records import Passage, Reading
from wenju.store import Store

Step = Callable[[int, int], None]
"""Called with how many vectors were made, and of how many."""


@dataclass(frozen=True, slots=True)
class Passages:
    """The passages of a build. `former[i]` is the number that passage i has in the build before, -1 if it is not there.

    `titles` are those of the documents by id.
    """

    passages: Sequence[Passage]
    former: Sequence[int]
    titles: Mapping[str, str]

    def reading(self, number: int, encoder: Encoder) -> Reading:
        """What is embedded of a passage; without the heading line where the model could not read a text with it."""
        passage = self.passages[number]
        reading = reading_of(self.titles[passage.document_id], passage)
        texts = reading.texts
        if len(texts[0]) * 2 < encoder.token_limit or max(encoder.count_tokens(texts)) <= encoder.token_limit:
            return reading
        return replace(reading, line="")

    def starts(self) -> list[int]:
        """Where the vectors of each passage begin, and where the last one's end."""
        counts = (len(p.sentences) + 1 if len(p.sentences) > 1 else 1 for p in self.passages)
        return list(accumulate(counts, initial=0))

    def digests(self, old: Former | None, encoder: Encoder) -> list[bytes]:
        """A hash of what is embedded of each passage."""
        return [
            old.digests[before] if old and before >= 0 else _digest(self.reading(number, encoder))
            for number, before in enumerate(self.former)
        ]


def embed(
    passages: Passages, digests: Sequence[bytes], old: Former | None, encoder: Encoder, journal: Journal, step: Step
) -> int:
    """Embed into the journal what is neither there nor in the build before; how many passages that were."""
    known = set(old.digests) if old else set()
    fresh = [n for n, digest in enumerate(digests) if digest not in known and digest not in journal]
    counted = _Counted(passages, fresh, step)
    for at in range(0, len(fresh), encoder.together):
        numbers = fresh[at : at + encoder.together]
        journal.append([digests[n] for n in numbers], counted.encode(numbers, encoder))
    return len(fresh)


def gather(path: Path, digests: Sequence[bytes], starts: Sequence[int], old: Former | None, journal: Journal) -> None:
    """Write all vectors, (rows, dimension) of float32, into a NumPy file of this path."""
    shape = (starts[-1], journal.dimension)
    if not starts[-1]:
        np.save(path, np.zeros(shape, dtype=np.float32))
        return
    known = {digest: number for number, digest in enumerate(old.digests)} if old else {}
    vectors = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape)
    for digest, (start, end) in zip(digests, pairwise(starts), strict=True):
        vectors[start:end] = _former(old, known[digest]) if old and digest in known else journal.rows(digest)
    vectors.flush()


def send(
    passages: Passages, digests: Sequence[bytes], old: Former | None, encoder: Encoder, store: Store, step: Step
) -> int:
    """Write into the store what it does not have, embedded or from a build before that lay elsewhere.

    How many passages were embedded. A killed build goes on where it was, because the store keeps what it got.
    """
    elsewhere = old is not None and old.manifest.options.get("store", "") != store.url
    known = {digest: number for number, digest in enumerate(old.digests)} if old and elsewhere else {}
    keys = list(zip(map(bytes.hex, digests), np.diff(passages.starts()).tolist(), strict=True))
    embedded = 0

    def vectors_of(numbers: list[int]) -> Vectors:
        nonlocal embedded
        fresh = [number for number in numbers if digests[number] not in known]
        made = dict(zip(fresh, _Counted(passages, fresh, lambda done, total: None).encode(fresh, encoder), strict=True))
        embedded += len(fresh)
        step(embedded, len(digests))
        parts = [
            made[number] if number in made or old is None else _former(old, known[digests[number]])
            for number in numbers
        ]
        return np.concatenate(parts)

    store.send(keys, vectors_of)
    return embedded


@dataclass
class _Counted:
    """Embeds passages, and tells how many of the vectors of all that are `fresh` there are."""

    passages: Passages
    fresh: Sequence[int]
    step: Step
    done: int = 0

    def __post_init__(self) -> None:
        starts = self.passages.starts()
        self.total = sum(starts[n + 1] - starts[n] for n in self.fresh)

    def encode(self, numbers: Sequence[int], encoder: Encoder) -> list[Vectors]:
        """The rows of each of these passages."""
        readings = [self.passages.reading(number, encoder) for number in numbers]
        if not readings:
            return []
        vectors = encoder.encode_passages(readings, self._progress)
        ends = list(accumulate(len(reading.sentences) + 1 for reading in readings))
        return np.split(vectors, ends[:-1])

    def _progress(self, count: int) -> None:
        self.done += count
        self.step(self.done, self.total)


def _former(old: Former, number: int) -> Vectors:
    """The rows of a passage of the build before."""
    return old.dense.vectors(*old.rows[number : number + 2].tolist())


def _digest(reading: Reading) -> bytes:
    content = json.dumps(reading.texts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).digest()
