"""An index: documents, passages, both legs and the tokenizer, opened from the files of the current build.

This module knows the form of those files; making them is left to `build`, making them current to `storage`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wenju import storage
from wenju._version import __version__
from wenju.arrays import Vectors
from wenju.dense import DenseIndex, Owners, Rows
from wenju.dense.faiss import FaissRows
from wenju.dense.milvus import MilvusRows, vectors_in
from wenju.document import ALIASES, USER_DICTIONARY
from wenju.errors import IndexFileError, StoreError
from wenju.lexical import LexicalIndex
from wenju.milvus.address import parse
from wenju.records import Document
from wenju.storage import Manifest
from wenju.stored import StoredDocuments, StoredPassages
from wenju.terms import StoredTerms
from wenju.tokenizer import Tokenizer

Starts = npt.NDArray[np.int64]

LEXICAL = "lexical"


@dataclass(frozen=True)
class Index:
    """An opened index. `rows[i]:rows[i + 1]` are passage i's vectors: the whole, then its sentences."""

    manifest: Manifest
    documents: StoredDocuments
    passages: StoredPassages
    rows: Starts
    lexical: LexicalIndex
    dense: DenseIndex
    tokenizer: Tokenizer

    @property
    def passage_counts(self) -> dict[str, int]:
        """How many passages each document has that has any."""
        counts = {name: len(self.documents.numbers_of(name)) for name in self.documents}
        return {name: count for name, count in counts.items() if count}

    @classmethod
    def load(cls, folder: Path) -> Index:
        """Open the current build. Raises `IndexFileError` where it is missing, damaged or of another version."""
        for attempt in (1, 2):  # a rebuild may make another build current between reading the manifest and its files
            manifest = storage.read_manifest(folder)
            try:
                return cls._open(storage.build_folder(folder, manifest), manifest)
            except (IndexFileError, OSError) as error:
                if attempt == 1 and storage.read_manifest(folder).build != manifest.build:
                    continue
                if isinstance(error, IndexFileError):
                    raise
                raise IndexFileError(f"{folder}: not readable ({error}); run python build_index.py --full") from error
        raise AssertionError  # the loop returns or raises

    @classmethod
    def _open(cls, folder: Path, manifest: Manifest) -> Index:
        if manifest.version != __version__:
            raise IndexFileError(
                f"{folder.parent}: made by wenju {manifest.version}, this is {__version__}; run python build_index.py"
            )
        storage.verify(folder, manifest)
        tokenizer = open_tokenizer(folder)
        if tokenizer.identity() != manifest.tokenizer:
            raise IndexFileError(
                f"{folder.parent}: terms were cut with dictionary {manifest.tokenizer}, here is "
                f"{tokenizer.identity()}; run python build_index.py"
            )
        documents = StoredDocuments(folder)
        passages = StoredPassages(folder, documents)
        dense = DenseIndex(_open_rows(folder, manifest, passages), row_owners(passages.starts))
        lexical = LexicalIndex.open(folder / LEXICAL)
        return cls(manifest, documents, passages, passages.starts, lexical, dense, tokenizer)


@dataclass(frozen=True, slots=True)
class Former:
    """What the build before has made already. Vectors of the passage `numbers[hash]` are found by that hash."""

    manifest: Manifest
    documents: StoredDocuments
    passages: StoredPassages
    terms: StoredTerms
    digests: list[bytes]
    numbers: dict[bytes, int]
    starts: Starts
    rows: Rows

    def has(self, document: Document) -> bool:
        """Whether it has the very same document, cut into passages by the same program."""
        same = self.manifest.version == __version__ and self.documents.get(document.id)
        return bool(same) and same == document

    def __contains__(self, digest: object) -> bool:
        return digest in self.numbers

    def vectors(self, digest: bytes) -> Vectors:
        """The rows of a hash, (rows, dimension). Raises `KeyError` where there are none."""
        number = self.numbers[digest]
        return self.rows.take(*self.starts[number : number + 2].tolist())

    @classmethod
    def load(cls, folder: Path, encoder: str) -> Former | None:
        """The current build, if it is by this encoder's identity, whichever version made it; None where there is none.

        What an index decides by or cuts terms with may have changed since: a vector depends on its text and model only.
        """
        try:
            manifest = storage.read_manifest(folder)
            if manifest.encoder["identity"] != encoder:
                return None
            build = storage.build_folder(folder, manifest)
            storage.verify(build, manifest, whole=True)
            documents = StoredDocuments(build)
            passages = StoredPassages(build, documents)
            digests, rows = passages.digests(), _open_rows(build, manifest, passages)
            numbers = {digest: number for number, digest in enumerate(digests)}
            return cls(manifest, documents, passages, StoredTerms(build), digests, numbers, passages.starts, rows)
        except (IndexFileError, StoreError, OSError):
            return None


def _open_rows(folder: Path, manifest: Manifest, passages: StoredPassages) -> Rows:
    """The vectors of a build, where its manifest says that they are."""
    store = manifest.options.get("store", "")
    if not store:
        return FaissRows.open(folder)
    made_by, hashes = manifest.encoder, [digest.hex() for digest in passages.digests()]
    collection = vectors_in(parse(store), made_by["identity"], made_by["dimension"])
    return MilvusRows.open(collection, hashes, passages.starts.tolist())


def open_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer with the dictionary and aliases that lie in a build's folder."""
    dictionary, aliases = folder / USER_DICTIONARY, folder / ALIASES
    return Tokenizer(dictionary if dictionary.is_file() else None, aliases if aliases.is_file() else None)


def row_owners(rows: Starts) -> Owners:
    """The passage number of each vector row, of shape (rows,)."""
    return np.repeat(np.arange(len(rows) - 1, dtype=np.int64), np.diff(rows))
