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
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np

from wenju import storage
from wenju._version import __version__
from wenju.calibration import read_calibration
from wenju.config import SHIPPED_READER, Config
from wenju.dense import DenseIndex, Vectors
from wenju.document import read_document
from wenju.encoder import Encoder, SentenceEncoder
from wenju.errors import DocumentError
from wenju.freshness import manifest_or_none, settings_files, source_checksums
from wenju.index import DENSE, LEXICAL, Former, open_tokenizer, row_owners
from wenju.journal import Journal, forget
from wenju.lexical import LexicalIndex, Row
from wenju.parsers.limits import ParserProcess
from wenju.passage import split
from wenju.reading import heading_line, reading_of
from wenju.records import Document, Passage, Reading
from wenju.storage import Manifest
from wenju.stored import write_documents, write_passages
from wenju.tokenizer import Tokenizer

Progress = Callable[[str, int, int], None]
"""Called with the stage ("read", "embed", "index"), how much of it is done, and of how much."""

# Tokens left free for the heading line and the prompt when a passage is cut.
HEADROOM = 128
# So many passages are embedded between two writes to the journal: a few seconds' work.
TOGETHER = 256
# All vectors of a build while it is made.
VECTORS = "vectors.new"
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
    if full:
        forget(config.index)
    old = None if full else Former.load(config.index, encoder.identity())
    current = manifest_or_none(config.index)
    folder = storage.begin(config.index, current)
    try:
        limit = min(config.passage_tokens, max(encoder.token_limit - HEADROOM, encoder.token_limit // 2))
        passages = [p for d in documents for p in split(d, encoder.count_tokens, limit)]
        embedded, rows = _write_passages(folder, documents, passages, old, encoder, progress)
        tokenizer = _write_terms(folder, documents, passages, config, progress)
        settings = {name: storage.checksum(folder / name) for name in settings_files(config)}
        manifest = Manifest(
            version=__version__,
            encoder={"name": encoder.name, "identity": encoder.identity(), "dimension": encoder.dimension},
            tokenizer=tokenizer.identity(),
            passage_tokens=config.passage_tokens,
            counts={"documents": len(documents), "passages": len(passages), "vectors": rows},
            sources=sources,
            settings=settings,
            options=_options(config),
            calibration=read_calibration(SHIPPED_READER),
            failed=failed or {},
        )
        storage.publish(config.index, folder, manifest)
        forget(config.index)
    except BaseException:
        now = manifest_or_none(config.index)
        if now is None or storage.build_folder(config.index, now) != folder:  # else it is the index by now
            shutil.rmtree(folder, ignore_errors=True)
        raise
    seconds = time.perf_counter() - began
    return _report(documents, passages, embedded, manifest, current, seconds)


def _write_passages(
    folder: Path,
    documents: list[Document],
    passages: list[Passage],
    old: Former | None,
    encoder: Encoder,
    progress: Progress | None,
) -> tuple[int, int]:
    """Documents, passages and their vectors; (how many passages were embedded, how many vectors there are)."""
    titles = {d.id: d.title for d in documents}

    def reading(number: int) -> Reading:
        return _fitted(reading_of(titles[passages[number].document_id], passages[number]), encoder)

    hashes = [_hash(reading(number).texts) for number in range(len(passages))]
    counts = [len(p.sentences) + 1 if len(p.sentences) > 1 else 1 for p in passages]
    rows = list(accumulate(counts, initial=0))
    with Journal(folder.parent, encoder.identity(), encoder.dimension) as journal:
        known = {digest: number for number, digest in enumerate(old.digests)} if old else {}
        fresh = [n for n, digest in enumerate(hashes) if digest not in known and digest not in journal]
        _embed(fresh, reading, hashes, sum(counts[n] for n in fresh), journal, encoder, progress)
        vectors = _gathered(folder / VECTORS, hashes, rows, old, known, journal, encoder.dimension)
        DenseIndex.build(vectors, row_owners(np.array(rows))).save(folder / DENSE)
    del vectors
    (folder / VECTORS).unlink()
    write_documents(folder, documents, [p.document_id for p in passages])
    write_passages(folder, passages, hashes, rows)
    return len(fresh), rows[-1]


def _embed(
    fresh: list[int],
    reading: Callable[[int], Reading],
    hashes: list[bytes],
    total: int,
    journal: Journal,
    encoder: Encoder,
    progress: Progress | None,
) -> None:
    """Embed the passages of these numbers and write each batch into the journal as soon as it is done."""
    done = 0

    def step(count: int) -> None:
        nonlocal done
        done += count
        _tell(progress, "embed", done, total)

    for at in range(0, len(fresh), TOGETHER):
        numbers = fresh[at : at + TOGETHER]
        readings = [reading(number) for number in numbers]
        vectors = encoder.encode_passages(readings, step)
        ends = list(accumulate(len(r.sentences) + 1 for r in readings))
        journal.append([hashes[n] for n in numbers], np.split(vectors, ends[:-1]))


def _gathered(
    path: Path,
    hashes: list[bytes],
    rows: list[int],
    old: Former | None,
    known: dict[bytes, int],
    journal: Journal,
    dimension: int,
) -> Vectors:
    """All rows in the order of the passages, in a file that is mapped: they may be more than fit into memory."""
    if not rows[-1]:
        path.touch()
        return np.zeros((0, dimension), dtype=np.float32)
    vectors = np.memmap(path, dtype=np.float32, mode="w+", shape=(rows[-1], dimension))
    for digest, (start, end) in zip(hashes, pairwise(rows), strict=True):
        if old and digest in known:
            vectors[start:end] = old.dense.vectors(*old.rows[known[digest] : known[digest] + 2].tolist())
        else:
            vectors[start:end] = journal.rows(digest)
    return vectors


def _write_terms(
    folder: Path, documents: list[Document], passages: list[Passage], config: Config, progress: Progress | None
) -> Tokenizer:
    """The terms of all passages, and the dictionary and aliases they are cut with, so that questions are cut alike."""
    for name, path in settings_files(config).items():
        shutil.copyfile(path, folder / name)
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


def _fitted(reading: Reading, encoder: Encoder) -> Reading:
    """Without the heading line where the model could not read all of a text with it."""
    texts = reading.texts
    if len(texts[0]) * 2 < encoder.token_limit or max(encoder.count_tokens(texts)) <= encoder.token_limit:
        return reading
    return replace(reading, line="")


def _term_rows(
    passages: list[Passage], titles: dict[str, str], tokenizer: Tokenizer, progress: Progress | None
) -> Iterator[Row]:
    for number, passage in enumerate(passages, 1):
        line = heading_line(titles[passage.document_id], passage)
        yield Row(tokenizer.terms(passage.text), tokenizer.terms(line))
        _tell(progress, "index", number, len(passages))


def _hash(texts: list[str]) -> bytes:
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode("utf-8", "surrogatepass")).digest()


def _tell(progress: Progress | None, stage: str, done: int, total: int) -> None:
    if progress:
        progress(stage, done, total)
