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

# So many passages are embedded between two writes to the journal: a few seconds' work.
TOGETHER = 256

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
    starts = passages.starts()
    total, done = sum(starts[n + 1] - starts[n] for n in fresh), 0

    def progress(count: int) -> None:
        nonlocal done
        done += count
        step(done, total)

    for at in range(0, len(fresh), TOGETHER):
        numbers = fresh[at : at + TOGETHER]
        readings = [passages.reading(number, encoder) for number in numbers]
        vectors = encoder.encode_passages(readings, progress)
        ends = list(accumulate(len(reading.sentences) + 1 for reading in readings))
        journal.append([digests[n] for n in numbers], np.split(vectors, ends[:-1]))
    return len(fresh)


def gather(
    path: Path, digests: Sequence[bytes], starts: Sequence[int], old: Former | None, journal: Journal
) -> Vectors:
    """All vectors, (rows, dimension), in a file of this path."""
    dimension = journal.dimension
    if not starts[-1]:
        path.touch()
        return np.zeros((0, dimension), dtype=np.float32)
    known = {digest: number for number, digest in enumerate(old.digests)} if old else {}
    vectors = np.memmap(path, dtype=np.float32, mode="w+", shape=(starts[-1], dimension))
    for digest, (start, end) in zip(digests, pairwise(starts), strict=True):
        if old and digest in known:
            vectors[start:end] = old.dense.vectors(*old.rows[known[digest] : known[digest] + 2].tolist())
        else:
            vectors[start:end] = journal.rows(digest)
    return vectors


def _digest(reading: Reading) -> bytes:
    content = json.dumps(reading.texts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return hashlib.sha256(content).digest()
