"""An index folder copied from a store, so that several machines answer from one collection.

In: a store's address. Out: the folder that its newest build has: documents, passages, the lexical leg made from them,
and the manifest. Nothing is embedded, since the vectors stay in the store. Copied again, only documents that are new
are fetched, and the folder becomes current by one rename as with a build.

The keyword leg is such a copy on every server, and not Milvus's own BM25, because scores must be the same wherever an
index answers: Milvus 2.3 has no BM25, milvus-lite gives negative scores, and neither cuts terms as we do. A tantivy
index of 200,000 passages is made in seconds and takes 2 ms a question.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from wenju import storage
from wenju._version import __version__
from wenju.build import Progress, index_terms
from wenju.embedding import Passages
from wenju.errors import IndexFileError, StoreError
from wenju.freshness import manifest_or_none
from wenju.milvus.address import parse
from wenju.milvus.archive import Announced, Archive, reference_of
from wenju.storage import Manifest
from wenju.store import read
from wenju.stored import StoredDocuments, StoredPassages, write_documents, write_passages
from wenju.transfer import document_of, document_records

# So many documents are fetched at once.
FETCHED = 100


@dataclass(frozen=True, slots=True)
class ReplicaReport:
    """What was copied: the number of the build in the store, its documents, and how many of them were fetched."""

    build: int
    documents: int
    passages: int
    fetched: int

    def __str__(self) -> str:
        same = "" if self.fetched else ", as it was"
        return (
            f"build {self.build}{same}: {self.documents} documents, {self.passages} passages; {self.fetched} documents "
            "fetched, none embedded"
        )


def replicate(store: str, index: Path, progress: Progress | None = None) -> ReplicaReport:
    """Make `index` what the newest build in `store` is. Raises a `WenjuError` that names the cure.

    An index that is no replica of this store is left as it is, with an error.
    """
    address = parse(store)
    archive = Archive(address)
    with storage.locked(index):
        builds = archive.builds()
        if not builds:
            raise StoreError(f"{address.url}: no build was finished there; run python build_index.py --store {store}")
        build, current = builds[-1], manifest_or_none(index)
        options = {"store": address.url, "store_id": build.index, "store_build": str(build.number), "replica": "yes"}
        if current and "replica" not in current.options:
            raise IndexFileError(f"{index}: an index that was built here, not a replica; give another --index")
        if current and current.options == options and current.version == __version__:
            return ReplicaReport(build.number, current.counts["documents"], current.counts["passages"], 0)
        return _copy(archive, build, options, index, current, progress)


def _copy(
    archive: Archive,
    build: Announced,
    options: dict[str, str],
    index: Path,
    current: Manifest | None,
    progress: Progress | None,
) -> ReplicaReport:
    record = read(archive, build)
    version = record["manifest"]["version"]
    if version != __version__:
        raise StoreError(
            f"{options['store']}: built by wenju {version}, this is {__version__}; install that version here, "
            "or build there again with this one"
        )
    manifest = replace(Manifest(**record["manifest"]), options=options)
    here = _documents_of(index, current)
    fetched = sum(reference not in here for reference in record["documents"])
    folder = storage.begin(index, current)
    for name, content in record["settings"].items():
        (folder / name).write_bytes(base64.b64decode(content))
    read_of = list(map(document_of, _texts(archive, record["documents"], here, progress)))
    documents = [document for document, _, _ in read_of]
    passages = [passage for _, of_one, _ in read_of for passage in of_one]
    keys = [key for _, _, of_one in read_of for key in of_one]
    write_documents(folder, documents, [passage.document_id for passage in passages])
    starts = list(accumulate((rows for _, rows in keys), initial=0))
    write_passages(folder, passages, [bytes.fromhex(digest) for digest, _ in keys], starts)
    titles = {document.id: document.title for document in documents}
    found = index_terms(folder, Passages(passages, [-1] * len(passages), titles), progress=progress).identity()
    if found != manifest.tokenizer:
        raise StoreError(
            f"{options['store']}: terms were cut with {manifest.tokenizer} there, here it would be {found}; install "
            "the same jieba here, or build there again"
        )
    storage.publish(index, folder, manifest)
    return ReplicaReport(build.number, len(documents), len(passages), fetched)


def _texts(archive: Archive, references: list[str], here: dict[str, str], progress: Progress | None) -> Iterator[str]:
    """The records of all documents in order: those that are here already, the others fetched."""
    for at in range(0, len(references), FETCHED):
        part = references[at : at + FETCHED]
        wanted = [reference for reference in part if reference not in here]
        there = dict(zip(wanted, archive.get(wanted), strict=True))
        for reference in part:
            yield here.get(reference) or there[reference]
        if progress:
            progress("read", at + len(part), len(references))


def _documents_of(index: Path, current: Manifest | None) -> dict[str, str]:
    """The records of the documents that a replica has, by reference; {} where it has none that can be read."""
    if current is None:
        return {}
    try:
        build = storage.build_folder(index, current)
        documents = StoredDocuments(build)
        passages = StoredPassages(build, documents)
        records = list(document_records(documents.values(), passages, passages.keys()))
    except (IndexFileError, OSError, ValueError, LookupError):  # damaged: all are fetched
        return {}
    return {reference_of(text): text for text in records}
