"""An index: documents, passages, both legs and the tokenizer, opened from the files of the current build.

This module knows the form of those files; making them is left to `build`, making them current to `storage`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import numpy as np

from wenju import storage
from wenju._version import __version__
from wenju.dense import DenseIndex, Owners, Rows
from wenju.dense.faiss import FaissRows
from wenju.dense.milvus import MilvusRows, vectors_in
from wenju.document import ALIASES, USER_DICTIONARY
from wenju.errors import IndexFileError, StoreError
from wenju.lexical import LexicalIndex
from wenju.milvus.address import parse
from wenju.records import Document, Heading, Passage, Place
from wenju.storage import Manifest
from wenju.text import is_encodable
from wenju.tokenizer import Tokenizer

DOCUMENTS = "documents.jsonl"
PASSAGES = "passages.jsonl"
LEXICAL = "lexical"


@dataclass(frozen=True)
class Index:
    """An opened index. `rows[i]:rows[i + 1]` are passage i's vectors: the whole, then its sentences."""

    manifest: Manifest
    documents: dict[str, Document]
    passages: list[Passage]
    hashes: list[str]
    rows: list[int]
    lexical: LexicalIndex
    dense: DenseIndex
    tokenizer: Tokenizer

    @property
    def passage_counts(self) -> dict[str, int]:
        """How many passages each document has that has any."""
        return dict(Counter(passage.document_id for passage in self.passages))

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
        documents = {d.id: d for d in map(_document, read_lines(folder / DOCUMENTS))}
        records = list(read_lines(folder / PASSAGES))
        passages = [_passage(r, documents) for r in records]
        rows = list(accumulate((r["rows"] for r in records), initial=0))
        hashes = [r["hash"] for r in records]
        dense = DenseIndex(_open_rows(folder, manifest, hashes, rows), row_owners(rows))
        lexical = LexicalIndex.open(folder / LEXICAL)
        return cls(manifest, documents, passages, hashes, rows, lexical, dense, tokenizer)


@dataclass(frozen=True, slots=True)
class Embedded:
    """Vectors that were made before: those of the passage with `hashes[i]` are the rows `rows[i]:rows[i + 1]`."""

    hashes: list[str]
    rows: list[int]
    dense: DenseIndex

    @property
    def keys(self) -> list[tuple[str, int]]:
        """Each passage as (hash, how many rows)."""
        return [(digest, b - a) for digest, (a, b) in zip(self.hashes, pairwise(self.rows), strict=True)]

    @classmethod
    def load(cls, folder: Path, encoder: str) -> Embedded | None:
        """Those of the current build by this encoder's identity, whichever version made it; None where there are none.

        What an index decides by or cuts terms with may have changed since: a vector depends on its text and model only.
        """
        try:
            manifest = storage.read_manifest(folder)
            if manifest.encoder["identity"] != encoder:
                return None
            build = storage.build_folder(folder, manifest)
            storage.verify(build, manifest)
            records = list(read_lines(build / PASSAGES))
            rows = list(accumulate((r["rows"] for r in records), initial=0))
            hashes = [r["hash"] for r in records]
            return cls(hashes, rows, DenseIndex(_open_rows(build, manifest, hashes, rows), row_owners(rows)))
        except (IndexFileError, StoreError, OSError):
            return None


def _open_rows(folder: Path, manifest: Manifest, hashes: list[str], rows: list[int]) -> Rows:
    """The vectors of a build, where its manifest says that they are."""
    store = manifest.options.get("store", "")
    if not store:
        return FaissRows.open(folder)
    made_by = manifest.encoder
    return MilvusRows.open(vectors_in(parse(store), made_by["identity"], made_by["dimension"]), hashes, rows)


def open_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer with the dictionary and aliases that lie in a build's folder."""
    dictionary, aliases = folder / USER_DICTIONARY, folder / ALIASES
    return Tokenizer(dictionary if dictionary.is_file() else None, aliases if aliases.is_file() else None)


def row_owners(rows: list[int]) -> Owners:
    """The passage number of each vector row, of shape (rows,)."""
    return np.repeat(np.arange(len(rows) - 1, dtype=np.int64), np.diff(rows))


def _passage(record: dict[str, Any], documents: dict[str, Document]) -> Passage:
    start, end = record["start"], record["end"]
    text = documents[record["document_id"]].text[start:end]
    sentences = tuple((a, b) for a, b in record["sentences"])
    return Passage(record["document_id"], start, end, text, tuple(record["heading_path"]), sentences)


def _document(record: dict[str, Any]) -> Document:
    headings = tuple(Heading(**h) for h in record.pop("headings"))
    # What was built before there were places and warnings had none.
    places = tuple(Place(**p) for p in record.pop("places", ()))
    warnings = tuple(record.pop("warnings", ()))
    return Document(**record, headings=headings, places=places, warnings=warnings)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Read JSON lines."""
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def write_lines(path: Path, records: Iterable[dict[str, Any]]) -> None:
    """Write records as JSON lines."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def read_records(folder: Path) -> tuple[list[Document], list[Passage], list[str], list[int]]:
    """The documents of a build, its passages, their hashes, and how many rows each has."""
    documents = {d.id: d for d in map(_document, read_lines(folder / DOCUMENTS))}
    records = list(read_lines(folder / PASSAGES))
    passages = [_passage(r, documents) for r in records]
    return list(documents.values()), passages, [r["hash"] for r in records], [r["rows"] for r in records]


def document_records(
    documents: Iterable[Document], passages: Sequence[Passage], hashes: Sequence[str], counts: Sequence[int]
) -> Iterator[str]:
    """Each document with its passages as one text, which `document_of` reads; passages are in the documents' order."""
    of_documents: dict[str, list[dict[str, Any]]] = {}
    for passage, record in zip(passages, map(passage_record, passages, hashes, counts), strict=True):
        of_documents.setdefault(passage.document_id, []).append(record)
    for document in documents:
        record = {"document": asdict(document), "passages": of_documents.get(document.id, [])}
        yield json.dumps(record, ensure_ascii=not is_encodable(document.text))


def document_of(text: str) -> tuple[Document, list[Passage], list[str], list[int]]:
    """A document, its passages, their hashes, and how many rows each has."""
    record = json.loads(text)
    document, records = _document(record["document"]), record["passages"]
    passages = [_passage(r, {document.id: document}) for r in records]
    return document, passages, [r["hash"] for r in records], [r["rows"] for r in records]


def passage_record(passage: Passage, digest: str, rows: int) -> dict[str, Any]:
    """A passage as a line of its file; its text is a slice of its document and not stored twice."""
    record = asdict(passage)
    del record["text"]
    return {**record, "hash": digest, "rows": rows}
