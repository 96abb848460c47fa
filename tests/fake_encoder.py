"""An encoder whose vectors a person can compute: counts of the characters 甲乙丙丁 and of all others, made length 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from wenju.arrays import Vectors
from wenju.encoder import Progress
from wenju.records import Reading

LETTERS = "甲乙丙丁"


class FakeEncoder:
    """Embeds by counting; remembers every text it was given, to show what was embedded."""

    name = "fake"
    dimension = len(LETTERS) + 1
    token_limit = 512
    together = 256

    def __init__(self, identity: str = "fake-1") -> None:
        self._identity, self.embedded = identity, list[str]()

    def identity(self) -> str:
        return self._identity

    def count_tokens(self, texts: list[str]) -> list[int]:
        return [len(text) for text in texts]

    def encode_passages(self, readings: Sequence[Reading], progress: Progress | None = None) -> Vectors:
        texts = [text for reading in readings for text in reading.texts]
        self.embedded += texts
        if progress:
            progress(len(texts))
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def encode_query(self, text: str) -> Vectors:
        return np.array(self._vector(text), dtype=np.float32)

    def _vector(self, text: str) -> list[float]:
        counts = [text.count(letter) for letter in LETTERS]
        counts.append(len(text) - sum(counts))
        length = sum(c * c for c in counts) ** 0.5 or 1.0
        return [c / length for c in counts]
