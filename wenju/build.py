"""Documents to an index: cut, embed, index, publish. A rebuild embeds only passages whose content is new.

In: a `Config`, or documents in memory. Out: a new current build in `config.index`, and a `BuildReport` that says what
was done. The form of the files is left to `index`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from wenju import storage
from wenju._version import __version__
from wenju.calibration import read_calibration
from wenju.config import SHIPPED_READER, Config
from wenju.dense.faiss import VECTORS, FaissRows
from wenju.document import read_document
from wenju.embedding import Passages, Step, embed, gather, send
from wenju.encoder import Encoder, SentenceEncoder
from wenju.errors import DocumentError
from wenju.freshness import manifest_or_none, settings_files, source_checksums
from wenju.index import LEXICAL, Former, open_tokenizer
from wenju.journal import Journal, forget
from wenju.lexical import LexicalIndex, Row
from wenju.parsers.limits import ParserProcess
from wenju.passage import split
from wenju.reading import heading_line
from wenju.records import Document, Passage
from wenju.spread import SpreadEncoder
from wenju.storage import Manifest
from wenju.store import Store
from wenju.stored import write_documents, write_passages
from wenju.terms import StoredTerms, TermsWriter
from wenju.tokenizer import Tokenizer
from wenju.transfer import document_records

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
    with storage.locked(config.index), _opened(config, encoder) as encoder:
        old = None if full else Former.load(config.index, encoder.identity())
        documents, failed = _read(sources, old, config, progress)
        return write_index(documents, sources, config, encoder, failed=failed, full=full, progress=progress, old=old)


def _opened(config: Config, encoder: Encoder | None) -> AbstractContextManager[Encoder]:
    """The encoder that was given, or that of the configuration, with the cluster that it names."""
    if encoder:
        return nullcontext(encoder)
    here = SentenceEncoder(config.model)
    return SpreadEncoder(here, config.dask) if config.dask else nullcontext(here)


def _read(
    sources: dict[str, str], old: Former | None, config: Config, progress: Progress | None
) -> tuple[list[Document], dict[str, str]]:
    """The documents, and the files that cannot be read, each with the reason. Raises `DocumentError` where none can.

    A file that is as it was is not read again, unless another version of the program read it.
    """
    documents, failed = list[Document](), dict[str, str]()
    names = list(sources)
    there = old.documents if old and old.manifest.version == __version__ else {}
    before = old.manifest.sources if old else {}
    with ParserProcess() as process:
        for number, name in enumerate(names, 1):
            try:
                is_same = name in there and before[name] == sources[name]
                path = config.corpus / name
                documents.append(there[name] if is_same else read_document(path, config.corpus, process))
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
    old: Former | None = None,
) -> BuildReport:
    """Write documents as the current build of `config.index`; the caller holds the lock.

    `sources` has a checksum for each document and for each file that `failed`; `old` is the build before, if it is
    open.
    """
    began = time.perf_counter()
    if full:
        forget(config.index)
    former = old or Former.load(config.index, encoder.identity())
    current = manifest_or_none(config.index)
    store = Store.open(config.store, encoder.identity(), encoder.dimension, current, full) if config.store else None
    old = None if full else former
    folder = storage.begin(config.index, current)
    try:
        passages = _passages(documents, old, encoder, config)
        digests, starts = passages.digests(old, encoder), passages.starts()
        embedded = _write_vectors(folder, passages, digests, old, encoder, store, partial(_tell, progress, "embed"))
        write_documents(folder, documents, [p.document_id for p in passages.passages])
        write_passages(folder, passages.passages, digests, starts)
        for name, path in settings_files(config).items():
            shutil.copyfile(path, folder / name)
        tokenizer = index_terms(folder, passages, old, progress)
        settings = {name: storage.checksum(folder / name) for name in settings_files(config)}
        manifest = Manifest(
            version=__version__,
            encoder={"name": encoder.name, "identity": encoder.identity(), "dimension": encoder.dimension},
            tokenizer=tokenizer.identity(),
            passage_tokens=config.passage_tokens,
            counts={"documents": len(documents), "passages": len(passages.passages), "vectors": starts[-1]},
            sources=sources,
            settings=settings,
            options={**_options(config), **(store.options if store else {})},
            calibration=read_calibration(SHIPPED_READER),
            failed=failed or {},
        )
        if store:
            (config.index / storage.UNTOLD).touch()
        manifest = storage.publish(config.index, folder, manifest)
        forget(config.index)
    except BaseException:
        now = manifest_or_none(config.index)
        if now is None or storage.build_folder(config.index, now) != folder:  # else it is the index by now
            shutil.rmtree(folder, ignore_errors=True)
        raise
    if store:
        keys = list(zip(map(bytes.hex, digests), np.diff(starts).tolist(), strict=True))
        records = document_records(documents, passages.passages, keys)
        needed = [*keys, *(former.keys if former else [])]
        store.publish(manifest, records, [folder / name for name in settings], needed)
    (config.index / storage.UNTOLD).unlink(missing_ok=True)
    seconds = time.perf_counter() - began
    return _report(documents, passages.passages, embedded, manifest, current, seconds)


def _passages(documents: list[Document], old: Former | None, encoder: Encoder, config: Config) -> Passages:
    """All passages; those of a document that is as it was are taken from the build before."""
    limit = min(config.passage_tokens, max(encoder.token_limit - HEADROOM, encoder.token_limit // 2))
    cut_alike = old is not None and old.manifest.passage_tokens == config.passage_tokens
    passages: list[Passage] = []
    former: list[int] = []
    for document in documents:
        numbers = old.documents.numbers_of(document.id) if old and cut_alike and old.has(document) else None
        if old and numbers is not None:
            passages.extend(old.passages[numbers.start : numbers.stop])
            former.extend(numbers)
        else:
            passages.extend(split(document, encoder.count_tokens, limit))
            former.extend([-1] * (len(passages) - len(former)))
    return Passages(passages, former, {d.id: d.title for d in documents})


def _write_vectors(
    folder: Path,
    passages: Passages,
    digests: Sequence[bytes],
    old: Former | None,
    encoder: Encoder,
    store: Store | None,
    step: Step,
) -> int:
    """The vectors of all passages, into the folder or the store; how many passages were embedded."""
    if store:
        return send(passages, digests, old, encoder, store, step)
    with Journal(folder.parent, encoder.identity(), encoder.dimension) as journal:
        embedded = embed(passages, digests, old, encoder, journal, step)
        gather(folder / VECTORS, digests, passages.starts(), old, journal)
    FaissRows.complete(folder)
    return embedded


def index_terms(
    folder: Path, passages: Passages, old: Former | None = None, progress: Progress | None = None
) -> Tokenizer:
    """The lexical leg of a build, with the dictionary and aliases that lie in its folder."""
    tokenizer = open_tokenizer(folder)
    terms = old.terms if old and old.manifest.tokenizer == tokenizer.identity() else None
    with TermsWriter(folder) as writer:
        rows = _term_rows(passages, terms, tokenizer, progress)
        LexicalIndex.build(folder / LEXICAL, map(writer.add, rows))
    return tokenizer


def _report(
    documents: list[Document],
    passages: Sequence[Passage],
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


def _term_rows(
    passages: Passages, terms: StoredTerms | None, tokenizer: Tokenizer, progress: Progress | None
) -> Iterator[Row]:
    """The terms of each passage; those of one that was there before are taken from `terms`."""
    for number, (passage, before) in enumerate(zip(passages.passages, passages.former, strict=True), 1):
        if terms and before >= 0:
            yield terms[before]
        else:
            line = heading_line(passages.titles[passage.document_id], passage)
            yield Row(tokenizer.terms(passage.text), tokenizer.terms(line))
        _tell(progress, "index", number, len(passages.passages))


def _tell(progress: Progress | None, stage: str, done: int, total: int) -> None:
    if progress:
        progress(stage, done, total)
