"""Vectors for sizes too large to embed: some texts are embedded, the others get perturbed copies of those vectors.

What was embedded is kept in a folder, block by block, so that a run that was interrupted goes on and no text is
embedded twice. Only times, memory and sizes are measured with such vectors, never quality.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from math import ceil, sqrt
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from peers.contract import Shared
from wenju.records import Reading

Vectors = npt.NDArray[np.float32]
Embed = Callable[[list[str]], Vectors]
# The cosine of a copy to what it is a copy of: about that of two paragraphs of one document in this encoder.
LIKENESS = 0.9
# Texts embedded before they are kept: some seconds of work are lost at most.
BLOCK = 256
# Copies made at a time.
PERTURBED = 10_000


class VectorStore:
    """Vectors by text, in numbered blocks of a folder."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._rows: dict[str, Vectors] = {}
        self._blocks = 0
        for path in sorted(folder.glob("*.json")):  # written after its vectors, so both are whole
            self._blocks = int(path.stem) + 1
            keys = json.loads(path.read_text(encoding="utf-8"))
            self._rows.update(zip(keys, np.load(path.with_suffix(".npy")), strict=True))

    def get(self, text: str) -> Vectors | None:
        """(dimension,), None where the text was not embedded yet."""
        return self._rows.get(_key(text))

    def add(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keep the vectors of some texts."""
        path = self._folder / f"{self._blocks:06}.npy"
        np.save(path, vectors)
        keys = [_key(text) for text in texts]
        path.with_suffix(".json").write_text(json.dumps(keys), encoding="utf-8")
        self._blocks += 1
        self._rows.update(zip(keys, vectors, strict=True))


def sampled(texts: Sequence[str], embed: Embed, store: VectorStore, real: int, seed: int = 0) -> tuple[Vectors, int]:
    """(vectors of shape (texts, dimension), how many of them were embedded): at most `real`, at least one.

    Those that were embedded before count among them; then the first in order. Rows have length 1.
    """
    is_known = [store.get(text) is not None for text in texts]
    known = [n for n, there in enumerate(is_known) if there][:real]
    missing = [n for n, there in enumerate(is_known) if not there][: max(real, 1) - len(known)]
    for at in range(0, len(missing), BLOCK):
        block = [texts[n] for n in missing[at : at + BLOCK]]
        store.add(block, embed(block))
    chosen = sorted([*known, *missing])
    originals = np.stack([row for n in chosen if (row := store.get(texts[n])) is not None])
    random = np.random.default_rng(seed)
    sources = random.integers(len(chosen), size=len(texts))
    sources[chosen] = np.arange(len(chosen))
    vectors = originals[sources]
    others = np.setdiff1d(np.arange(len(texts)), chosen)
    for rows in np.array_split(others, len(others) // PERTURBED + 1):  # all at once would take five times the memory
        vectors[rows] = perturbed(vectors[rows], random)
    return vectors, len(chosen)


def perturbed(vectors: Vectors, random: np.random.Generator, likeness: float = LIKENESS) -> Vectors:
    """Vectors of length 1 whose cosine to those given, of length 1 too, is `likeness`, in a random direction."""
    noise = random.standard_normal(vectors.shape, dtype=np.float32)
    noise -= (noise * vectors).sum(axis=1, keepdims=True) * vectors
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    return np.asarray(likeness * vectors + sqrt(1 - likeness**2) * noise, dtype=np.float32)


class SampledEncoder:
    """An encoder for a build of `passages` passages that embeds the texts of `shared.real` of them.

    All else is that of the encoder it stands for, identity included, so that the index opens with the real one.
    """

    def __init__(self, encoder: Any, shared: Shared, passages: int) -> None:
        self._encoder = encoder
        self._store = VectorStore(shared.folder / f"wenju-{encoder.identity()}")
        self._share = min(1.0, shared.real / passages)
        self._calls = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode_passages(self, readings: Sequence[Reading], progress: Callable[[int], None] | None = None) -> Vectors:
        """(rows, dimension): of each passage itself and of its sentences."""
        self._calls += 1
        of = {text: reading for reading in readings for text in reading.texts}

        def embed(texts: list[str]) -> Vectors:
            """Each text by itself: together with its passage it would cost less, but no time is measured here."""
            alone = [Reading(of[text].line, _bare(of[text], text)) for text in texts]
            vectors: Vectors = self._encoder.encode_passages(alone)
            return vectors

        texts = [text for reading in readings for text in reading.texts]
        vectors, _ = sampled(texts, embed, self._store, ceil(self._share * len(texts)), self._calls)
        if progress:
            progress(len(texts))
        return vectors


def _bare(reading: Reading, text: str) -> str:
    """A text without the heading line before it."""
    return text.removeprefix(f"{reading.line}\n") if reading.line else text


def _key(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
