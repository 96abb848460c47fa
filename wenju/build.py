"""Documents to an index: cut, embed, index, publish. A rebuild embeds only passages whose content is new.

In: a `Config`, or documents in memory. Out: a new current build in `config.index`, and a `BuildReport` that says what
was done. The form of the files is left to `index`, embedding to `embedding`.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path

from wenju import storage
from wenju._version import __version__
from wenju.calibration import read_calibration
from wenju.config import SHIPPED_READER, Config
from wenju.dense.faiss import VECTORS, FaissRows
from wenju.document import read_document
from wenju.embedding import Passages, embed, gather, send
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
from wenju.report import BuildReport, named, report_of
from wenju.spread import SpreadEncoder
from wenju.storage import Manifest
from wenju.store import Store
from wenju.stored import keys_of, write_documents, write_passages
from wenju.terms import StoredTerms, TermsWriter
from wenju.tokenizer import Tokenizer
from wenju.transfer import document_records

__all__ = ["BuildReport", "Progress", "build_index", "index_terms", "write_index"]

Progress = Callable[[str, int, int], None]
"""Called with the stage ("read", "embed", "index"), how much of it is done, and of how much."""

# Tokens left free for the heading line and the prompt when a passage is cut.
HEADROOM = 128
# Terms of so many heading lines are remembered.
LINES = 1000


@dataclass(frozen=True, slots=True)
class _Job:
    """What a build is told and starts from. `former` is the build before, `old` what is taken from it."""

    config: Config
    encoder: Encoder
    former: Former | None
    old: Former | None
    progress: Progress | None

    @classmethod
    def begin(cls, config: Config, encoder: Encoder, full: bool, progress: Progress | None) -> _Job:
        """Nothing is taken where all is made anew; but a store is to keep what the build before still answers from."""
        former = Former.load(config.index, encoder.identity()) if config.store or not full else None
        return cls(config, encoder, former, None if full else former, progress)


def build_index(
    config: Config, *, full: bool = False, progress: Progress | None = None, encoder: Encoder | None = None
) -> BuildReport:
    """Build or update the index of a corpus folder. `full` embeds every passage again.

    A file that cannot be read is left out and named in the report. Raises a `WenjuError` that names the cure, also
    where no file can be read; the index that was there before then still answers.
    """
    sources = source_checksums(config)
    with storage.locked(config.index), _opened(config, encoder) as opened:
        if full:
            forget(config.index)
        job = _Job.begin(config, opened, full, progress)
        documents, failed = _read(sources, job)
        return _write(documents, sources, failed, job, full)


def _opened(config: Config, encoder: Encoder | None) -> AbstractContextManager[Encoder]:
    """The encoder that was given, or that of the configuration, with the cluster that it names."""
    if encoder:
        return nullcontext(encoder)
    here = SentenceEncoder(config.model)
    return SpreadEncoder(here, config.dask) if config.dask else nullcontext(here)


def write_index(
    documents: list[Document],
    sources: dict[str, str],
    config: Config,
    encoder: Encoder,
    progress: Progress | None = None,
) -> BuildReport:
    """Write documents as the current build of `config.index`; the caller holds the lock.

    `sources` has a checksum for each document.
    """
    return _write(documents, sources, {}, _Job.begin(config, encoder, False, progress), False)


def _read(sources: dict[str, str], job: _Job) -> tuple[list[Document], dict[str, str]]:
    """The documents, and the files that cannot be read, each with the reason. Raises `DocumentError` where none can.

    A file that is as it was is not read again, unless another version of the program read it.
    """
    documents, failed = list[Document](), dict[str, str]()
    corpus, names = job.config.corpus, list(sources)
    there = job.old.documents if job.old and job.old.manifest.version == __version__ else {}
    before = job.old.manifest.sources if job.old else {}
    with ParserProcess() as process:
        for number, name in enumerate(names, 1):
            try:
                is_same = name in there and before[name] == sources[name]
                documents.append(there[name] if is_same else read_document(corpus / name, corpus, process))
            except DocumentError as error:
                failed[name] = str(error).removeprefix(f"{name}: ")
            _tell(job.progress, "read", number, len(names))
    if not documents:
        lines = named("not read", tuple(failed.items()))
        raise DocumentError("\n".join([f"{corpus}: no file in it can be read, {len(names)} were tried", *lines]))
    return documents, failed


def _write(
    documents: list[Document], sources: dict[str, str], failed: dict[str, str], job: _Job, full: bool
) -> BuildReport:
    """Write documents as the current build, and tell the store of it where there is one."""
    began = time.perf_counter()
    config, encoder, current = job.config, job.encoder, manifest_or_none(job.config.index)
    store = Store.open(config.store, encoder.identity(), encoder.dimension, current, full) if config.store else None
    folder = storage.begin(config.index, current)
    try:
        passages = _passages(documents, job)
        digests = passages.digests(job.old, encoder)
        embedded = _write_vectors(folder, passages, digests, job, store)
        write_documents(folder, documents, [p.document_id for p in passages.passages])
        write_passages(folder, passages.passages, digests, passages.starts)
        for name, path in settings_files(config).items():
            shutil.copyfile(path, folder / name)
        tokenizer = index_terms(folder, passages, job.old, job.progress)
        settings = {name: storage.checksum(folder / name) for name in settings_files(config)}
        manifest = Manifest(
            version=__version__,
            encoder={"name": encoder.name, "identity": encoder.identity(), "dimension": encoder.dimension},
            tokenizer=tokenizer.identity(),
            passage_tokens=config.passage_tokens,
            counts={
                "documents": len(documents),
                "passages": len(passages.passages),
                "vectors": passages.starts[-1],
            },
            sources=sources,
            settings=settings,
            options={**_options(config), **(store.options if store else {})},
            calibration=read_calibration(SHIPPED_READER),
            failed=failed,
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
        keys = keys_of(digests, passages.starts)
        records = document_records(documents, passages.passages, keys)
        needed = [*keys, *(job.former.passages.keys() if job.former else [])]
        store.publish(manifest, records, [folder / name for name in settings], needed)
    (config.index / storage.UNTOLD).unlink(missing_ok=True)
    return report_of(documents, passages.passages, embedded, manifest, current, time.perf_counter() - began)


def _passages(documents: list[Document], job: _Job) -> Passages:
    """All passages; those of a document that is as it was are taken from the build before."""
    config, encoder, old = job.config, job.encoder, job.old
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


def _write_vectors(folder: Path, passages: Passages, digests: Sequence[bytes], job: _Job, store: Store | None) -> int:
    """The vectors of all passages, into the folder or the store; how many passages were embedded."""
    encoder, step = job.encoder, partial(_tell, job.progress, "embed")
    if store:
        return send(passages, digests, job.old, encoder, store, step)
    with Journal(folder.parent, encoder.identity(), encoder.dimension) as journal:
        embedded = embed(passages, digests, job.old, encoder, journal, step)
        gather(folder / VECTORS, digests, passages.starts, job.old, journal)
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


def _term_rows(
    passages: Passages, terms: StoredTerms | None, tokenizer: Tokenizer, progress: Progress | None
) -> Iterator[Row]:
    """The terms of each passage; those of one that was there before are taken from `terms`."""
    of_line = lru_cache(LINES)(tokenizer.terms)  # neighbours have the same heading line
    for number, (passage, before) in enumerate(zip(passages.passages, passages.former, strict=True), 1):
        if terms and before >= 0:
            yield terms[before]
        else:
            line = heading_line(passages.titles[passage.document_id], passage)
            yield Row(tokenizer.terms(passage.text), of_line(line))
        _tell(progress, "index", number, len(passages.passages))


def _options(config: Config) -> dict[str, str]:
    """The paths of a dictionary and alias file that were given, for the next build."""
    given = {"dictionary": config.dictionary, "aliases": config.aliases}
    return {name: str(path.resolve()) for name, path in given.items() if path is not None}


def _tell(progress: Progress | None, stage: str, done: int, total: int) -> None:
    if progress:
        progress(stage, done, total)
