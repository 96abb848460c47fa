"""Texts to vectors: passages through sentence-transformers, questions in NumPy where the model is plain enough.

The only file that loads torch.

In: texts. Out: float32 arrays of shape (texts, dimension), each row of length 1, so that an inner product is a cosine.
Which text to embed (heading path and all) is decided by the caller; nothing is cut silently, see `count_tokens`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from wenju.bert import Bert
from wenju.cache import remembered
from wenju.config import SHIPPED_ENCODER
from wenju.errors import EncoderError

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int], None]

# Texts of like length are embedded together; so many keep a CPU busy without swelling memory.
BATCH_TEXTS = 32
# What decides a vector: weights, vocabulary and configuration.
# Stands for "no limit" where a model has none.
UNLIMITED = 1_000_000
WEIGHTS = {".safetensors", ".bin", ".json", ".txt", ".model"}


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

    def count_tokens(self, texts: list[str]) -> list[int]:
        """Tokens the model reads for each text as a passage, its prompt and marks counted."""

    def encode_passages(self, texts: list[str], progress: Progress | None = None) -> Vectors:
        """(n, dimension); `progress` is called with the number of texts just done."""


def load_query_encoder(model: str = "") -> QueryEncoder:
    """The quickest way to embed questions: the shipped encoder in NumPy, others through sentence-transformers."""
    return LightEncoder() if model_name(model) == "shipped" else SentenceEncoder(model)


def model_name(model: str) -> str:
    """How a model is named in an index: "shipped", the absolute path of a folder, or the hub's name."""
    if model in ("", "shipped"):
        return "shipped"
    return str(Path(model).resolve()) if Path(model).is_dir() else model


class LightEncoder:
    """The shipped encoder for questions only, without torch."""

    name = "shipped"

    def __init__(self) -> None:
        self._bert = Bert(SHIPPED_ENCODER)
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


class SentenceEncoder:
    """A sentence-transformers model on the CPU, in bfloat16 where the CPU has instructions for it."""

    def __init__(self, model: str = "") -> None:
        """Load a model by folder or name; "" is the shipped one. Raises `EncoderError` where it cannot be had."""
        self.name = model_name(model)
        self._model = _load(self.name)
        self.dimension = int(self._model.get_embedding_dimension())
        self.token_limit = int(min(self._model.max_seq_length or 512, UNLIMITED))
        self._identity = ""

    def identity(self) -> str:
        if not self._identity:
            config = getattr(getattr(self._model[0], "auto_model", None), "config", None)
            self._identity = identity(self.name, str(getattr(config, "_commit_hash", "")))
        return self._identity

    def count_tokens(self, texts: list[str]) -> list[int]:
        if not texts:
            return []
        prompt = self._model.prompts.get("document") or self._model.prompts.get("passage") or ""
        encoded = self._model.tokenizer([prompt + text for text in texts], truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def encode_passages(self, texts: list[str], progress: Progress | None = None) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        longest_first = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
        for at in range(0, len(texts), BATCH_TEXTS):
            rows = longest_first[at : at + BATCH_TEXTS]
            vectors[rows] = self._unit(self._model.encode_document([texts[i] for i in rows], **self._plain))
            if progress:
                progress(len(rows))
        return vectors

    def encode_query(self, text: str) -> Vectors:
        vector: Vectors = self._unit(self._model.encode_query([text], **self._plain))[0]
        return vector

    @property
    def _plain(self) -> dict[str, Any]:
        return {"batch_size": BATCH_TEXTS, "show_progress_bar": False, "convert_to_numpy": True}

    @staticmethod
    def _unit(rows: Any) -> Vectors:
        vectors = np.asarray(rows, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.ascontiguousarray(vectors / np.maximum(lengths, 1e-12))


def _load(name: str) -> Any:
    folder = str(SHIPPED_ENCODER) if name == "shipped" else name
    _quiet()
    import torch
    from sentence_transformers import SentenceTransformer

    dtype = torch.bfloat16 if _has_bfloat16(torch) else torch.float32
    try:
        return SentenceTransformer(folder, device="cpu", local_files_only=True, model_kwargs={"dtype": dtype})
    except (OSError, ValueError, RuntimeError, ImportError, LookupError, AttributeError) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0]
        raise EncoderError(
            f"the embedding model {folder!r} could not be loaded: {why}. "
            "Give --model the folder of a sentence-transformers model, or fetch it once on a machine with a network "
            "(SentenceTransformer(NAME).save(FOLDER)); without --model the shipped encoder is used"
        ) from error


def identity(name: str, commit: str = "") -> str:
    """A hash of a folder's files, the same whatever precision they are loaded in; of name and commit for the hub's."""
    folder = SHIPPED_ENCODER if name == "shipped" else Path(name)
    if not folder.is_dir():
        return hashlib.sha256(f"{name}@{commit}".encode()).hexdigest()[:16]
    files = sorted(p for p in folder.rglob("*") if p.suffix in WEIGHTS)
    return remembered(files, lambda: _identity_of(folder, files))


def _identity_of(folder: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _has_bfloat16(torch: Any) -> bool:
    """Whether the CPU computes in bfloat16; elsewhere it is emulated and several times slower than float32."""
    checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(bool(getattr(torch.cpu, check, lambda: False)()) for check in checks)


def _quiet() -> None:
    """Loading bars and advice of the libraries below are not for our users."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
