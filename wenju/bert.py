"""A BERT in NumPy, for one text at a time: what asking needs, without loading torch.

In: the folder of a plain BertModel, alone or inside a model for a task, and the token ids of a text. Out: a vector for
each token. Loading torch and transformers takes seconds at every start of a program that only asks; this takes a
fraction of one. Passages are embedded by sentence-transformers, see `sentence_encoder`; a test holds both equal.

Devlin et al. 2019, "BERT"; post-norm Transformer layers (Vaswani et al. 2017) with GELU.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]

# BLAS lays matrices out anew before it multiplies them: of 20 tokens that is almost half of the time. With AVX512
# OpenBLAS does not if tokens x rows x columns are at most a million. 16, 64 or 128 columns were slower than 32.
BLOCK = (768, 32)
WITH_SMALL_PRODUCTS = {"SkylakeX", "Cooperlake", "SapphireRapids"}


class Bert:
    """A BertModel of float16 or float32 safetensors with its `tokenizer.json`.

    `linear` serves the layers a task has on top, by their name in the file. Where most texts are `short`, some dozens
    of tokens, matrices are kept in blocks if that is quicker on this processor.
    """

    def __init__(self, folder: Path, short: bool = False) -> None:
        from tokenizers import Tokenizer

        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self.heads, self.layers = int(config["num_attention_heads"]), int(config["num_hidden_layers"])
        self.epsilon, self.positions = float(config["layer_norm_eps"]), int(config["max_position_embeddings"])
        tensors = {name.removeprefix("bert."): tensor for name, tensor in _tensors(folder / "model.safetensors")}
        self._words = tensors.pop("embeddings.word_embeddings.weight")  # by far the largest; a text needs a few rows
        lay_out = partial(_laid_out, block=BLOCK if short and _has_small_products() else None)
        laid_out = _threads().map(lay_out, tensors, tensors.values())
        self._weights: dict[str, Array] = dict(zip(tensors, laid_out, strict=True))
        for layer in range(self.layers):
            self._join(f"encoder.layer.{layer}.attention.self.")
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.enable_truncation(self.positions)

    def hidden(self, texts: Sequence[Sequence[int]]) -> list[Array]:
        """The last hidden states of each text, (tokens, width): several texts at a time, one thread each.

        One text's matrices are small: a second thread gains little on it, and on a busy machine waiting for that thread
        costs a hundred times the work (46 ms against 1,300).
        """
        with _ONE_BLAS_THREAD:
            if len(texts) == 1:
                return [self._read(texts[0])]
            return list(_threads().map(self._read, texts))

    def _read(self, ids: Sequence[int]) -> Array:
        rows = self._embed(ids)
        for layer in range(self.layers):
            rows = self._layer(rows, f"encoder.layer.{layer}.")
        return rows

    def linear(self, rows: Array, name: str) -> Array:
        """rows @ W + b with the weight and bias of this name."""
        weight = self._weights[name + ".weight"]
        parts = rows.reshape(len(rows), 1, len(weight), -1).transpose(2, 1, 0, 3) @ weight
        blocks = parts[0] if len(parts) == 1 else parts.sum(axis=0)
        product: Array = blocks.transpose(1, 0, 2).reshape(len(rows), -1)
        product += self._weights[name + ".bias"]
        return product

    def _embed(self, ids: Sequence[int]) -> Array:
        rows = self._words[np.asarray(ids)].astype(np.float32)
        rows += self._weights["embeddings.position_embeddings.weight"][: len(ids)]
        rows += self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normal(rows, "embeddings.LayerNorm")

    def _join(self, part: str) -> None:
        """Query, key and value as one matrix: one multiplication instead of three."""
        for kind in (".weight", ".bias"):
            parts = [self._weights.pop(part + name + kind) for name in ("query", "key", "value")]
            in_blocks = parts[0].ndim == 4 and parts[0].shape[1] > 1
            self._weights[part + "all" + kind] = np.concatenate(parts, axis=1 if in_blocks else -1)

    def _layer(self, hidden: Array, layer: str) -> Array:
        attended = self.linear(self._attend(hidden, layer + "attention.self."), layer + "attention.output.dense")
        hidden = self._normal(hidden + attended, layer + "attention.output.LayerNorm")
        inner = gelu(self.linear(hidden, layer + "intermediate.dense"))
        return self._normal(hidden + self.linear(inner, layer + "output.dense"), layer + "output.LayerNorm")

    def _attend(self, hidden: Array, part: str) -> Array:
        tokens, width = hidden.shape
        joined = self.linear(hidden, part + "all").reshape(tokens, 3, self.heads, -1)
        query, key, value = joined.transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(width // self.heads, dtype=np.float32)
        scores -= scores.max(axis=-1, keepdims=True)
        np.exp(scores, out=scores)
        attended = scores @ value
        attended /= scores.sum(axis=-1, keepdims=True)
        merged: Array = attended.transpose(1, 0, 2).reshape(tokens, width)
        return merged

    def _normal(self, rows: Array, name: str) -> Array:
        centred: Array = rows - rows.mean(axis=-1, keepdims=True)
        centred /= np.sqrt(np.einsum("ij,ij->i", centred, centred)[:, None] / rows.shape[-1] + self.epsilon)
        centred *= self._weights[name + ".weight"]
        centred += self._weights[name + ".bias"]
        return centred


@cache
def _threads() -> ThreadPoolExecutor:
    """One for each core, whoever computes: two who ask at once share them and do not take twice as many."""
    return ThreadPoolExecutor(os.cpu_count() or 1, thread_name_prefix="bert")


@cache
def _has_small_products() -> bool:
    """Whether NumPy's BLAS multiplies small matrices as they lie."""
    from threadpoolctl import threadpool_info

    return any(pool.get("architecture") in WITH_SMALL_PRODUCTS for pool in threadpool_info())


class _OneBlasThread:
    """Keeps BLAS to one thread while anybody is inside.

    How many it takes is a setting of the process: who comes first changes it, and who leaves last takes it back. There
    is one of this kind alone, or two who come at once would each take the other's setting for what it was before.
    """

    def __init__(self) -> None:
        self._pools: Any = None
        self._lock, self._inside = Lock(), 0

    def __enter__(self) -> None:
        with self._lock:
            if self._pools is None:
                from threadpoolctl import ThreadpoolController

                self._pools = ThreadpoolController()
            if self._inside == 0:
                self._limit = self._pools.limit(limits=1, user_api="blas")
            self._inside += 1

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._limit.restore_original_limits()


_ONE_BLAS_THREAD = _OneBlasThread()


def _tensors(path: Path) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    """The tensors of a safetensors file by name, where they lie on the disk: nothing is read until it is used.

    A length of 8 bytes, a JSON header of so many, the numbers: https://github.com/huggingface/safetensors#format.
    """
    whole = np.memmap(path, dtype=np.uint8, mode="r")
    begin = 8 + int.from_bytes(whole[:8].tobytes(), "little")
    header = json.loads(whole[8:begin].tobytes())
    for name, about in header.items():
        if name != "__metadata__":
            first, end = about["data_offsets"]
            numbers = whole[begin + first : begin + end].view({"F16": np.float16, "F32": np.float32}[about["dtype"]])
            yield name, numbers.reshape(about["shape"])


def _laid_out(name: str, tensor: npt.NDArray[Any], block: tuple[int, int] | None) -> Array:
    """In float32; the matrix of a linear layer as (parts of its rows, blocks of its columns, rows, columns).

    Rows are what goes in, columns what comes out: so it multiplies a tenth faster than as the transpose of that.
    """
    if tensor.ndim != 2 or name.startswith("embeddings."):
        return _float32(np.ascontiguousarray(tensor))
    columns, rows = tensor.shape
    deep, wide = (_part(rows, block[0]), _part(columns, block[1])) if block else (rows, columns)
    blocks = tensor.reshape(columns // wide, wide, rows // deep, deep)
    return _float32(np.ascontiguousarray(blocks.transpose(2, 0, 3, 1)))


def _part(size: int, most: int) -> int:
    """So much of a size at a time: all, if it cannot be divided."""
    return most if size % most == 0 else size


def _float32(numbers: npt.NDArray[Any]) -> Array:
    """Exactly the same numbers, in two thirds of the time that NumPy takes for it.

    Sign, exponent and fraction of a half are moved to their places in a float, and 2^112 makes up for the other bias of
    the exponent, of the smallest numbers too. Infinities are not told apart: weights have none.
    """
    if numbers.dtype != np.float16:
        return numbers.astype(np.float32)
    bits = numbers.view(np.int16).astype(np.int32)  # the sign is drawn out to the left
    bits <<= 13
    bits &= np.uint32(0x8FFFE000).view(np.int32)
    floats = bits.view(np.float32)
    floats *= np.float32(2.0**112)
    return floats


def gelu(x: Array) -> Array:
    """x * Phi(x), with Phi(x) = 1 / (1 + exp(-(a x + b x^3 + c x^5))) fitted by least squares: at most 3e-5 off.

    The usual polynomials for erf are more exact and take three times as long, a fifth of all the time.
    """
    square = np.minimum(x * x, np.float32(60))  # beyond that it is x or 0 anyhow
    power = square * np.float32(0.00071746463)
    power -= np.float32(0.07410068966)
    power *= square
    power -= np.float32(1.59491694216)
    power *= x
    np.exp(np.minimum(power, np.float32(80), out=power), out=power)
    power += np.float32(1)
    result: Array = np.divide(x, power, out=power)
    return result
