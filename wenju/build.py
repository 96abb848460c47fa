"""Documents to an index: cut, embed, index, publish. A rebuild embeds only passages whose content is new.

In: a `Config`, or documents in memory. Out: a new current build in `config.index`, and a `BuildReport` that says what
was done. The form of the files is left to `index`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from wenju import storage
from wenju._version import __version__
from wenju.calibration import read_calibration
from wenju.config import SHIPPED_READER, Config
from wenju.dense import Vectors
from wenju.dense.faiss import FaissRows
from wenju.document import read_document
from wenju.encoder import Encoder, SentenceEncoder
from wenju.errors import DocumentError
from wenju.freshness import manifest_or_none, settings_files, source_checksums
from wenju.index import (
    DOCUMENTS,
    LEXICAL,
    PASSAGES,
    Embedded,
    document_records,
    open_tokenizer,
    passage_record,
    write_lines,
)
from wenju.lexical import LexicalIndex, Row
from wenju.parsers.limits import ParserProcess
from wenju.passage import split
from wenju.reading import heading_line, texts_to_embed
from wenju.records import Document, Passage
from wenju.storage import Manifest
from wenju.store import Store
from wenju.tokenizer import Tokenizer

Progress = Callable[[str, int, int], None]
"""Called with the stage ("read", "embed", "index"), how much of it is done, and of how much."""

# Tokens left free for the heading line and the prompt when a passage is cut.
HEADROOM = 128
# A summary is read: so many files that failed and so many warnings are shown in it.
NAMED = 20


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `documents` and all counts are of those that were read.

    `empty` names the documents that gave no passage, `failed` the files that could not be read, with the reason, and
    `warnings` what could not be read of a document.
    """

    documents: int
    new: int
    changed: int
    unchanged: int
    removed: int
    passages: int
    embedded: int
    reused: int
    seconds: float
    empty: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        plural = "" if self.documents == 1 else "s"
        text = (
            f"{self.documents} document{plural}: {self.new} new, {self.changed} changed, {self.unchanged} unchanged, "
            f"{self.removed} removed; {self.passages} passages, {self.embedded} embedded, {self.reused} reused; "
            f"{self.seconds:.1f} s"
        )
        lines = [text, *([f"0 passages: {', '.join(self.empty)}"] if self.empty else [])]
        return "\n".join([*lines, *_named("not read", self.failed), *_named("warning", self.warnings)])


def _named(what: str, rows: tuple[tuple[str, str], ...]) -> list[str]:
    """A line for each file and sentence, as far as somebody reads them."""
    lines = [f"{what}: {name}: {sentence}" for name, sentence in rows[:NAMED]]
    return lines + ([f"{what}: {len(rows) - NAMED} more"] if len(rows) > NAMED else [])


def build_index(
    config: Config, *, full: bool = False, progress: Progress | None = None, encoder: Encoder | None = None
) -> BuildReport:
    """Build or update the index of a corpus folder. `full` embeds every passage again.

    A file that cannot be read is left out and named in the report. Raises a `WenjuError` that names the cure, also
    where no file can be read; the index that was there before then still answers.
    """
    sources = source_checksums(config)
    with storage.locked(config.index):
        encoder = encoder or SentenceEncoder(config.model)
        documents, failed = _read(list(sources), config, progress)
        return write_index(documents, sources, config, encoder, failed=failed, full=full, progress=progress)


def _read(names: list[str], config: Config, progress: Progress | None) -> tuple[list[Document], dict[str, str]]:
    """The documents, and the files that cannot be read, each with the reason. Raises `DocumentError` where none can."""
    documents, failed = [], {}
    with ParserProcess() as process:
        for number, name in enumerate(names, 1):
            try:
                documents.append(read_document(config.corpus / name, config.corpus, process))
            except DocumentError as error:
                failed[name] = str(error).removeprefix(f"{name}: ")
            _tell(progress, "read", number, len(names))
    if not documents:
        lines = _named("not read", tuple(failed.items()))
        raise DocumentError("\n".join([f"{config.corpus}: no file in it can be read, {len(names)} were tried", *lines]))
    return documents, failed


def write_index(
    documents: list[Document],
    sources: dict[str, str],
    config: Config,
    encoder: Encoder,
    *,
    failed: dict[str, str] | None = None,
    full: bool = False,
    progress: Progress | None = None,
) -> BuildReport:
    """Write documents as the current build of `config.index`; the caller holds the lock.

    `sources` has a checksum for each document and for each file that `failed`.
    """
    began = time.perf_counter()
    former = Embedded.load(config.index, encoder.identity())
    current = manifest_or_none(config.index)
    store = Store.open(config.store, encoder.identity(), encoder.dimension, current, full) if config.store else None
    # What the store itself has of the build before is not written again.
    old = None if full or (store and current and current.options.get("store") == store.url) else former
    folder = storage.begin(config.index, current)
    try:
        limit = min(config.passage_tokens, max(encoder.token_limit - HEADROOM, encoder.token_limit // 2))
        passages = [p for d in documents for p in split(d, encoder.count_tokens, limit)]
        written = _write_passages(folder, documents, passages, old, encoder, progress, store)
        tokenizer = _write_terms(folder, documents, passages, config, progress)
        settings = {name: storage.checksum(folder / name) for name in settings_files(config)}
        manifest = Manifest(
            version=__version__,
            encoder={"name": encoder.name, "identity": encoder.identity(), "dimension": encoder.dimension},
            tokenizer=tokenizer.identity(),
            passage_tokens=config.passage_tokens,
            counts={"documents": len(documents), "passages": len(passages), "vectors": written.rows},
            sources=sources,
            settings=settings,
            options={**_options(config), **(store.options if store else {})},
            calibration=read_calibration(SHIPPED_READER),
            failed=failed or {},
        )
        manifest = storage.publish(config.index, folder, manifest)
    except BaseException:
        now = manifest_or_none(config.index)
        if now is None or storage.build_folder(config.index, now) != folder:  # else it is the index by now
            shutil.rmtree(folder, ignore_errors=True)
        raise
    if store:
        records = document_records(documents, passages, written.hashes, written.counts)
        needed = [*written.keys, *(former.keys if former else [])]
        store.publish(manifest, records, [folder / name for name in settings], needed)
    seconds = time.perf_counter() - began
    return _report(documents, passages, written.embedded, manifest, current, seconds)


@dataclass(frozen=True, slots=True)
class _Written:
    """Of each passage its hash and how many rows it has; how many passages were embedded."""

    hashes: list[str]
    counts: list[int]
    embedded: int

    @property
    def rows(self) -> int:
        return sum(self.counts)

    @property
    def keys(self) -> list[tuple[str, int]]:
        return list(zip(self.hashes, self.counts, strict=True))


def _write_passages(
    folder: Path,
    documents: list[Document],
    passages: list[Passage],
    old: Embedded | None,
    encoder: Encoder,
    progress: Progress | None,
    store: Store | None,
) -> _Written:
    """Documents, passages and their vectors."""
    titles = {d.id: d.title for d in documents}
    texts = [_fitted(texts_to_embed(titles[p.document_id], p), p, encoder) for p in passages]
    hashes = [_hash(t) for t in texts]
    counts = list(map(len, texts))
    if store:
        embedded = _send(store, texts, hashes, old, encoder, progress)
    else:
        vectors, embedded = _vectors(texts, hashes, old, encoder, progress)
        FaissRows.write(folder, vectors)
    write_lines(folder / DOCUMENTS, map(asdict, documents))
    write_lines(folder / PASSAGES, map(passage_record, passages, hashes, counts))
    return _Written(hashes, counts, embedded)


def _send(
    store: Store,
    texts: list[list[str]],
    hashes: list[str],
    old: Embedded | None,
    encoder: Encoder,
    progress: Progress | None,
) -> int:
    """Embed what the store does not have, some passages at a time; how many were embedded."""
    embedded = 0

    def vectors_of(numbers: list[int]) -> Vectors:
        nonlocal embedded
        part = [texts[n] for n in numbers], [hashes[n] for n in numbers]
        vectors, count = _vectors(*part, old, encoder, None)
        embedded += count
        _tell(progress, "embed", embedded, len(texts))
        return vectors

    store.send([(digest, len(t)) for digest, t in zip(hashes, texts, strict=True)], vectors_of)
    return embedded


def _write_terms(
    folder: Path, documents: list[Document], passages: list[Passage], config: Config, progress: Progress | None
) -> Tokenizer:
    """The terms of all passages, and the dictionary and aliases they are cut with, so that questions are cut alike."""
    for name, path in settings_files(config).items():
        shutil.copyfile(path, folder / name)
    return index_terms(folder, documents, passages, progress)


def index_terms(
    folder: Path, documents: list[Document], passages: list[Passage], progress: Progress | None = None
) -> Tokenizer:
    """The lexical leg of a build, with the dictionary and aliases that lie in its folder."""
    tokenizer = open_tokenizer(folder)
    titles = {d.id: d.title for d in documents}
    LexicalIndex.build(folder / LEXICAL, _term_rows(passages, titles, tokenizer, progress))
    return tokenizer


def _report(
    documents: list[Document],
    passages: list[Passage],
    embedded: int,
    manifest: Manifest,
    former: Manifest | None,
    seconds: float,
) -> BuildReport:
    full = {p.document_id for p in passages}
    now, before = _read_sources(manifest), _read_sources(former) if former else {}
    return BuildReport(
        documents=len(documents),
        new=sum(name not in before for name in now),
        changed=sum(name in before and before[name] != digest for name, digest in now.items()),
        unchanged=sum(before.get(name) == digest for name, digest in now.items()),
        removed=sum(name not in now for name in before),
        passages=len(passages),
        embedded=embedded,
        reused=len(passages) - embedded,
        seconds=seconds,
        empty=tuple(d.id for d in documents if d.id not in full),
        failed=tuple(manifest.failed.items()),
        warnings=tuple((d.id, sentence) for d in documents for sentence in d.warnings),
    )


def _read_sources(manifest: Manifest) -> dict[str, str]:
    """The checksums of the sources that are documents of an index."""
    return {name: digest for name, digest in manifest.sources.items() if name not in manifest.failed}


def _options(config: Config) -> dict[str, str]:
    """The paths of a dictionary and alias file that were given, for the next build."""
    given = {"dictionary": config.dictionary, "aliases": config.aliases}
    return {name: str(path.resolve()) for name, path in given.items() if path is not None}


def _fitted(texts: list[str], passage: Passage, encoder: Encoder) -> list[str]:
    """Without the heading line where the model could not read all of a text with it."""
    if len(texts[0]) * 2 < encoder.token_limit or max(encoder.count_tokens(texts)) <= encoder.token_limit:
        return texts
    return [passage.text, *(text.split("\n", 1)[-1] for text in texts[1:])]


def _vectors(
    texts: list[list[str]], hashes: list[str], old: Embedded | None, encoder: Encoder, progress: Progress | None
) -> tuple[Vectors, int]:
    """(all rows, how many passages were embedded); rows of passages that were there before are taken from there."""
    places = {digest: number for number, digest in enumerate(old.hashes)} if old else {}
    fresh = [
        text for of_passage, digest in zip(texts, hashes, strict=True) if digest not in places for text in of_passage
    ]
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        _tell(progress, "embed", done, len(fresh))

    new = encoder.encode_passages(fresh, step) if fresh else np.zeros((0, encoder.dimension), dtype=np.float32)
    parts, at = [new[:0]], 0
    for of_passage, digest in zip(texts, hashes, strict=True):
        if old and digest in places:
            parts.append(old.dense.vectors(*old.rows[places[digest] : places[digest] + 2]))
        else:
            parts.append(new[at : at + len(of_passage)])
            at += len(of_passage)
    return np.concatenate(parts), sum(digest not in places for digest in hashes)


def _term_rows(
    passages: list[Passage], titles: dict[str, str], tokenizer: Tokenizer, progress: Progress | None
) -> Iterator[Row]:
    for number, passage in enumerate(passages, 1):
        line = heading_line(titles[passage.document_id], passage)
        yield Row(tokenizer.terms(passage.text), tokenizer.terms(line))
        _tell(progress, "index", number, len(passages))


def _hash(texts: list[str]) -> str:
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _tell(progress: Progress | None, stage: str, done: int, total: int) -> None:
    if progress:
        progress(stage, done, total)
