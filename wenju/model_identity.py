"""Which embedding model it is: how an index names it, and a hash of what decides its vectors.

In: a folder or a name. Out: text that stands in manifests. No model is loaded here.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from wenju.cache import remembered
from wenju.config import SHIPPED_ENCODER

# Part of an encoder's identity: raise it when the same model gives other vectors for the same passage.
VERSION = 2
# What decides a vector: weights, vocabulary and configuration.
WEIGHTS = {".safetensors", ".bin", ".json", ".txt", ".model"}


def model_name(model: str) -> str:
    """How a model is named in an index: "shipped", the absolute path of a folder, or the hub's name."""
    if model in ("", "shipped"):
        return "shipped"
    return str(Path(model).resolve()) if Path(model).is_dir() else model


def identity(name: str, commit: str = "") -> str:
    """A hash of a folder's files, the same whatever precision they are loaded in; of name and commit for the hub's."""
    folder = SHIPPED_ENCODER if name == "shipped" else Path(name)
    files = sorted(p for p in folder.rglob("*") if p.suffix in WEIGHTS)
    content = remembered(files, lambda: _checksum(folder, files)) if folder.is_dir() else f"{name}@{commit}"
    return hashlib.sha256(f"{VERSION}\n{content}".encode()).hexdigest()[:16]


def _checksum(folder: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.relative_to(folder).as_posix().encode())
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
