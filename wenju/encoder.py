"""Texts to vectors: what a search and a build need of an embedding model, and the shipped one for questions in NumPy.

In: questions, and passages as they are read (`Reading`). Out: float32 arrays of shape (rows, dimension), each row of
length 1, so that an inner product is a cosine. Which text to embed (heading path and all) is decided by the caller;
nothing is cut silently, see `count_tokens`. Passages are left to `sentence_encoder`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from wenju.arrays import Vectors
from wenju.bert import Bert
from wenju.config import SHIPPED_ENCODER
from wenju.model_identity import identity, model_name
from wenju.records import Reading
from wenju.sentence_encoder import Progress, SentenceEncoder

__all__ = ["Encoder", "LightEncoder", "Progress", "QueryEncoder", "SentenceEncoder", "load_query_encoder"]


class QueryEncoder(Protocol):
    """What a search needs of an embedding model."""

    name: str

    def identity(self) -> str:
        """A hash of what decides a vector: equal exactly where vectors are."""

    def encode_query(self, text: str) -> Vectors:
        """(dimension,)."""


class Encoder(QueryEncoder, Protocol):
    """What a build needs of one."""

    dimension: int
    token_limit: int
    together: int
    """So many passages are best embedded at once; a build writes down what is done after each time."""

    def count_tokens(self, texts: list[str]) -> list[int]:
        """Tokens the model reads for each text as a passage, its prompt and marks counted."""

    def encode_passages(self, readings: Sequence[Reading], progress: Progress | None = None) -> Vectors:
        """(rows, dimension): one for each of the readings' `texts`; `progress` is called with the rows just done."""


def load_query_encoder(model: str = "") -> QueryEncoder:
    """The quickest way to embed questions: the shipped encoder in NumPy, others through sentence-transformers."""
    return LightEncoder() if model_name(model) == "shipped" else SentenceEncoder(model)


class LightEncoder:
    """The shipped encoder for questions only, without torch."""

    name = "shipped"

    def __init__(self) -> None:
        self._bert = Bert(SHIPPED_ENCODER, short=True)
        settings = json.loads((SHIPPED_ENCODER / "config_sentence_transformers.json").read_text(encoding="utf-8"))
        self._prompt: str = settings.get("prompts", {}).get("query", "")
        self._identity = ""

    def identity(self) -> str:
        """The same as of `SentenceEncoder`."""
        if not self._identity:
            self._identity = identity(self.name)
        return self._identity

    def encode_query(self, text: str) -> Vectors:
        """(dimension,): the mean over all tokens, of length 1."""
        [hidden] = self._bert.hidden([self._bert.tokenizer.encode(self._prompt + text).ids])
        pooled = hidden.mean(axis=0)
        vector: Vectors = pooled / np.linalg.norm(pooled)
        return vector
