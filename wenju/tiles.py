"""A passage and its sentences in one reading: which tokens are read together, in which batch, and what is a vector.

In: the tokens of a heading line and of the sentences under it, then the states that a model gives them. Out: `Tile`
records, batches of them, and rows: the passage's vector, then its sentences'. No model is run here, but in
`sentence_encoder`.

Embedding a passage, and then each of its sentences again under the same heading line, reads every token twice and the
line many times. Here a tile is read once: in the lower layers a sentence sees the line and itself, as if it stood
alone; in the upper ones it goes on so for its own vector and, a second time, sees all of the passage for the passage's.
Mere late chunking (Guenther et al. 2024), where all layers see all and the states of a sentence are averaged, loses
more. R@1 of vectors alone, and with the keywords: 450 questions on 158 passages of DRCD dev, texts apart .958 .976,
tiles .942 .973, late chunking .896 .967; 547 on 259 of CMRC 2018 train, apart .982 .993, tiles .976 .993.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from wenju.arrays import Numbers, Vectors

Mask = npt.NDArray[np.bool_]

# Tokens of a batch, padding included: enough to keep a core busy, few enough for its cache. 512 to 2048 are as quick.
BATCH_TOKENS = 1024
LINE, PADDING = 0, -1


@dataclass(frozen=True, slots=True)
class Tile:
    """Tokens as they are read. `owners[i]` is 0 where token i belongs to the heading line, else its sentence from 1 on.

    Each sentence is counted on from the line, so that `positions` stay within what a model knows.
    """

    ids: Numbers
    owners: Numbers
    positions: Numbers

    @property
    def rows(self) -> int:
        """Vectors it gives: the passage's and, where there are several, one for each sentence."""
        sentences = int(self.owners[-1])
        return 1 + (sentences if sentences > 1 else 0)


def tile(line: Sequence[int], sentences: Sequence[Sequence[int]]) -> Tile:
    """One tile of the tokens of a line and its sentences, marks included."""
    lengths = [len(line), *map(len, sentences)]
    owners = np.repeat(np.arange(len(lengths)), lengths)
    starts = np.repeat(np.cumsum([0, *lengths[:-1]]), lengths)
    positions = np.arange(len(owners)) - starts + np.where(owners == LINE, 0, len(line))
    return Tile(np.array([*line, *(token for sentence in sentences for token in sentence)]), owners, positions)


def batches(tiles: Sequence[Tile]) -> Iterator[list[int]]:
    """The numbers of tiles to be read together: of like length, those of several sentences apart from the others."""
    order = sorted(range(len(tiles)), key=lambda i: (tiles[i].rows == 1, -len(tiles[i].ids), i))
    batch: list[int] = []
    for i in order:
        first = tiles[batch[0]] if batch else tiles[i]
        is_full = (len(batch) + 1) * len(first.ids) > BATCH_TOKENS
        if batch and (is_full or (first.rows == 1) != (tiles[i].rows == 1)):
            yield batch
            batch = []
        batch.append(i)
    if batch:
        yield batch


def stacked(arrays: Sequence[Numbers], padding: int) -> Numbers:
    """Arrays of unlike length as the rows of one, (arrays, longest)."""
    rows = np.full((len(arrays), max(map(len, arrays))), padding, dtype=np.int64)
    for row, array in zip(rows, arrays, strict=True):
        row[: len(array)] = array
    return rows


def near(owners: Numbers) -> Mask:
    """(tiles, from, to): a sentence sees the line and itself, the line sees all; of (tiles, tokens) owners."""
    to = owners[:, np.newaxis, :]
    of = owners[:, :, np.newaxis]
    mask: Mask = ((to == of) | (to == LINE) | (of == LINE)) & far(owners)
    return mask


def far(owners: Numbers) -> Mask:
    """(tiles, from, to): every token sees every token; padding, which must see something, sees padding."""
    is_padding = owners == PADDING
    mask: Mask = is_padding[:, :, np.newaxis] == is_padding[:, np.newaxis, :]
    return mask


def pooled(states_near: Vectors, states_far: Vectors, owners: Numbers) -> Vectors:
    """(rows, width) of one tile, of length 1: the mean of all tokens; for a sentence, of the line's and its own."""
    rows = [states_far.mean(axis=0)]
    if owners[-1] > 1:
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        sums, counts = np.add.reduceat(states_near, starts), np.diff(starts, append=len(owners))[:, np.newaxis]
        rows.extend((sums[1:] + sums[0]) / (counts[1:] + counts[0]))
    vectors = np.array(rows, dtype=np.float32)
    unit: Vectors = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
    return unit
