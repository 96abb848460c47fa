"""A BERT encoder in NumPy, for one text at a time: what a question needs, without loading torch.

In: the folder of a sentence-transformers model that is a plain BertModel, mean pooling and normalisation. Out: the
vector of a question. Loading torch, transformers and sentence-transformers takes seconds at every start of a program
that only asks; this takes a fraction of one. Passages are embedded by sentence-transformers, see `encoder`; a test
holds both equal.

Devlin et al. 2019, "BERT"; post-norm Transformer layers (Vaswani et al. 2017) with exact GELU.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float32]


class Bert:
    """A BertModel with mean pooling and normalisation; float16 or float32 safetensors, a `tokenizer.json`."""

    def __init__(self, folder: Path) -> None:
        from safetensors.numpy import load_file
        from threadpoolctl import ThreadpoolController
        from tokenizers import Tokenizer

        config = _read(folder / "config.json")
        self.heads, self.layers = int(config["num_attention_heads"]), int(config["num_hidden_layers"])
        self.epsilon, self.positions = float(config["layer_norm_eps"]), int(config["max_position_embeddings"])
        self.prompts: dict[str, str] = _read(folder / "config_sentence_transformers.json").get("prompts", {})
        tensors = load_file(folder / "model.safetensors")
        words = "embeddings.word_embeddings.weight"
        self._words = tensors.pop(words)  # by far the largest, and a question needs a few rows of it
        self._weights = {name: _laid_out(name, tensor) for name, tensor in tensors.items()}
        for layer in range(self.layers):
            self._join(f"encoder.layer.{layer}.attention.self.")
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(self.positions)
        self._pools = ThreadpoolController()

    def encode(self, text: str) -> Array:
        """The unit vector of a text, its prompt included: shape (hidden,)."""
        # A question's matrices are small: a second thread gains nothing, and on a busy machine waiting for it costs a
        # hundred times the work (46 ms against 1,300).
        with self._pools.limit(limits=1, user_api="blas"):
            hidden = self._embed(self._tokenizer.encode(text).ids)
            for layer in range(self.layers):
                hidden = self._layer(hidden, f"encoder.layer.{layer}.")
        pooled = hidden.mean(axis=0)
        vector: Array = pooled / np.linalg.norm(pooled)
        return vector

    def _embed(self, ids: list[int]) -> Array:
        rows = self._words[ids].astype(np.float32)
        rows += self._weights["embeddings.position_embeddings.weight"][: len(ids)]
        rows += self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normal(rows, "embeddings.LayerNorm")

    def _join(self, part: str) -> None:
        """Query, key and value as one matrix: one multiplication instead of three."""
        for kind in (".weight", ".bias"):
            parts = [self._weights.pop(part + name + kind) for name in ("query", "key", "value")]
            self._weights[part + "all" + kind] = np.concatenate(parts, axis=-1)

    def _layer(self, hidden: Array, layer: str) -> Array:
        attended = self._linear(self._attend(hidden, layer + "attention.self."), layer + "attention.output.dense")
        hidden = self._normal(hidden + attended, layer + "attention.output.LayerNorm")
        inner = gelu(self._linear(hidden, layer + "intermediate.dense"))
        return self._normal(hidden + self._linear(inner, layer + "output.dense"), layer + "output.LayerNorm")

    def _attend(self, hidden: Array, part: str) -> Array:
        tokens, width = hidden.shape

        joined = self._linear(hidden, part + "all").reshape(tokens, 3, self.heads, -1)
        query, key, value = joined.transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(width // self.heads, dtype=np.float32)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        attended: Array = (scores @ value).transpose(1, 0, 2).reshape(tokens, width)
        return attended

    def _linear(self, rows: Array, name: str) -> Array:
        product: Array = rows @ self._weights[name + ".weight"] + self._weights[name + ".bias"]
        return product

    def _normal(self, rows: Array, name: str) -> Array:
        centred = rows - rows.mean(axis=-1, keepdims=True)
        scale = np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + self.epsilon)
        normal: Array = centred / scale * self._weights[name + ".weight"] + self._weights[name + ".bias"]
        return normal


def _laid_out(name: str, tensor: npt.NDArray[Any]) -> Array:
    """In float32; the matrices of linear layers as (in, out), which multiplies a tenth faster than their transpose."""
    is_linear = tensor.ndim == 2 and not name.startswith("embeddings.")
    return np.ascontiguousarray(tensor.T if is_linear else tensor, dtype=np.float32)


def gelu(x: Array) -> Array:
    """x * Phi(x), with erf by Abramowitz and Stegun 7.1.26: at most 1.5e-7 off."""
    z = np.abs(x) * np.float32(0.7071067811865476)
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.copysign(1 - poly * np.exp(-z * z), x)
    result: Array = (0.5 * x * (1 + erf)).astype(np.float32)
    return result


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))
