"""The shipped encoder as plain sentence-transformers has it: float32, its default batches. Shared by the peers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from peers.contract import ENCODER, Passage, Shared

Vectors = npt.NDArray[np.float32]
# The weights are stored in float16 and would be loaded so, which a CPU computes slowly: float32 is named.
FLOAT32 = {"dtype": "float32"}


def load_model() -> Any:
    """The model; `encode_document` and `encode_query` put its prompts before a text."""
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(ENCODER), device="cpu", local_files_only=True, model_kwargs=FLOAT32)


def embed(model: Any, texts: Sequence[str]) -> Vectors:
    """(n, dimension) float32."""
    return np.asarray(model.encode_document(list(texts), show_progress_bar=False), dtype=np.float32)


def passage_vectors(model: Any, passages: Sequence[Passage], shared: Shared | None) -> Vectors:
    """Of all passages: embedded here, or those that were made before."""
    if shared is None:
        return embed(model, [p.whole for p in passages])
    return np.asarray(np.load(shared.vectors), dtype=np.float32)
