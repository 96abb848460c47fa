"""The vectors of a build: taken from the build before where a passage is as it was, embedded where it is not.

In: passages, what was made before, an encoder. Out: all vectors in the order of the passages, in a file that is mapped,
because they may be more than fit into memory; or in the store. What was embedded is written batch by batch, into the
journal or the store, so that a killed build goes on where it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from wenju.arrays import Vectors
from wenju.encoder import Encoder
from wenju.index import Former
from wenju.journal import Journal
from wenju.reading import reading_of
from wenju.records import Passage, Reading
from wenju.store import Store
from wenju.stored import keys_of

Step = Callable[[int, int], None]
"""Called with how many vectors were made, and of how many."""


@dataclass(frozen=True)
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

    @cached_property
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
    fresh = [n for n in _firsts(digests) if not (old and digests[n] in old) and digests[n] not in journal]
    counted = _Counted(passages, fresh, step)
    for numbers in _parts(fresh, encoder.together):
        journal.append([digests[n] for n in numbers], _encoded(passages, numbers, encoder, counted))
    return len(fresh)


def gather(path: Path, digests: Sequence[bytes], starts: Sequence[int], old: Former | None, journal: Journal) -> None:
    """Write all vectors, (rows, dimension) of float32, into a NumPy file of this path."""
    shape = (starts[-1], journal.dimension)
    if not starts[-1]:
        np.save(path, np.zeros(shape, dtype=np.float32))
        return
    vectors = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=shape)
    for digest, (start, end) in zip(digests, pairwise(starts), strict=True):
        vectors[start:end] = old.vectors(digest) if old and digest in old else journal.rows(digest)
    vectors.flush()


def send(
    passages: Passages, digests: Sequence[bytes], old: Former | None, encoder: Encoder, store: Store, step: Step
) -> int:
    """Write into the store what it does not have: embedded, or from a build before that lay elsewhere.

    How many passages were embedded.
    """
    keys = keys_of(digests, passages.starts)
    missing = store.missing(keys)
    wanted = [n for n in _firsts(digests) if keys[n][0] in missing]
    there = old if old and old.manifest.options.get("store", "") != store.url else None
    fresh = [n for n in wanted if not (there and digests[n] in there)]
    counted = _Counted(passages, wanted, step)
    if there:
        for numbers in _parts([n for n in wanted if digests[n] in there], encoder.together):
            vectors = np.concatenate([there.vectors(digests[n]) for n in numbers])
            store.write([keys[n] for n in numbers], vectors)
            counted(len(vectors))
    for numbers in _parts(fresh, encoder.together):
        store.write([keys[n] for n in numbers], np.concatenate(_encoded(passages, numbers, encoder, counted)))
    store.settle()
    return len(fresh)


def _firsts(digests: Sequence[bytes]) -> Iterable[int]:
    """The numbers of passages, of several with the same hash the first alone."""
    numbers: dict[bytes, int] = {}
    for number, digest in enumerate(digests):
        numbers.setdefault(digest, number)
    return numbers.values()


def _parts(numbers: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (numbers[at : at + size] for at in range(0, len(numbers), size))


def _encoded(passages: Passages, numbers: Sequence[int], encoder: Encoder, counted: _Counted) -> list[Vectors]:
    """The rows of each of these passages."""
    readings = [passages.reading(number, encoder) for number in numbers]
    vectors = encoder.encode_passages(readings, counted)
    ends = list(accumulate(len(reading.sentences) + 1 for reading in readings))
    return np.split(vectors, ends[:-1])


class _Counted:
    """Called with how many vectors were made, it tells a `step` how many of all those of these passages there are."""

    def __init__(self, passages: Passages, numbers: Iterable[int], step: Step) -> None:
        self._step, self._done = step, 0
        self._total = sum(passages.starts[n + 1] - passages.starts[n] for n in numbers)

    def __call__(self, count: int) -> None:
        self._done += count
        self._step(self._done, self._total)


def _digest(reading: Reading) -> bytes:
    content = json.dumps(reading.texts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).digest()
