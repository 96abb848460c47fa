"""The lexical leg: BM25 over terms that are already cut.

In: one `Row` of terms a passage, in passage order. Out: passage numbers with scores, higher is better. Cutting text
into terms is the tokenizer's work; here nothing is stemmed, dropped or lower-cased. The engine is tantivy, and this is
the only file that knows it. The index is a folder of memory-mapped files that may be renamed or moved once built.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Any

from wenju.errors import IndexFileError

FIELDS = ("body", "heading")
# Memory of the writer in bytes; used only as far as it is needed. One thread with this much writes a single segment up
# to about a million passages; beyond that several, whose scores are the same because statistics are summed over them.
WRITER_BYTES = 1_000_000_000
# A heading's match counts for less than the body's. With the title as heading, recall at 1 for 0, .25, .5, 1 was
# .956 .956 .954 .946 on DRCD dev and .962 .966 .968 .967 on CMRC 2018 train.
HEADING_WEIGHT = 0.25
# Of so many rows a question leaves out the terms that more than a share of them have: single characters mostly, which
# tell passages little apart and take most of the time (of 250,000 passages of laws 8 ms of 9). Tried on sets that are
# small, R@1 of both legs stayed or rose by .001: DRCD test .979 with all, .980 without; CMRC 2018 trial .992, .992.
MANY, COMMON = 50_000, 0.1


@dataclass(frozen=True, slots=True)
class Row:
    """The terms of one passage: its own words, and those of its title and heading path."""

    body: Sequence[str]
    heading: Sequence[str] = ()


class LexicalIndex:
    """An opened index. Made by `build` or `open`."""

    def __init__(self, index: Any) -> None:
        index.config_reader("manual", 0)  # no thread that watches the folder
        self._schema = index.schema
        self._searcher = index.searcher()

    def __len__(self) -> int:
        return int(self._searcher.num_docs)

    @classmethod
    def build(cls, folder: Path, rows: Iterable[Row]) -> LexicalIndex:
        """Write the rows into `folder` (made if missing, must be empty); row i becomes passage number i."""
        import tantivy

        folder.mkdir(parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise IndexFileError(f"{folder}: expected an empty folder for the lexical index; remove what is in it")
        schema = tantivy.SchemaBuilder().add_unsigned_field("row", fast=True)
        for field in FIELDS:
            schema = schema.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
        index = tantivy.Index(schema.build(), str(folder), reuse=False)
        writer = index.writer(WRITER_BYTES, num_threads=1)
        for number, row in enumerate(rows):
            writer.add_document(_document(number, row))
        writer.commit()
        writer.wait_merging_threads()
        del writer, index  # closes the files, so that the folder can be renamed
        _share_permissions(folder)
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> LexicalIndex:
        """Open an index that `build` wrote. Raises `IndexFileError` where there is none or it is damaged."""
        try:
            return cls._open(folder) if os.access(folder, os.W_OK) else cls._open_read_only(folder)
        except (ValueError, OSError) as error:
            raise IndexFileError(f"{folder}: no readable lexical index ({error}); run build_index.py again") from error

    @classmethod
    def _open(cls, folder: Path) -> LexicalIndex:
        import tantivy

        return cls(tantivy.Index.open(str(folder)))

    @classmethod
    def _open_read_only(cls, folder: Path) -> LexicalIndex:
        """tantivy writes a lock file where it opens: let it do so among links, gone as soon as the files are mapped."""
        with tempfile.TemporaryDirectory(prefix="wenju-") as links:
            for file in folder.resolve(strict=True).iterdir():
                if file.suffix != ".lock":
                    (Path(links) / file.name).symlink_to(file)
            return cls._open(Path(links))

    def search(
        self, terms: Sequence[str] | Sequence[tuple[str, float]], k: int, among: Collection[int] | None = None
    ) -> list[tuple[int, float]]:
        """The `k` best passages as (number, score), sorted by (-score, number); passages without any term are absent.

        Score: sum over the terms of weight x (BM25 in the body + HEADING_WEIGHT x BM25 in the heading), k1=1.2, b=0.75.
        A repeated term counts as often as it is repeated; of MANY passages COMMON terms count only where there are no
        others in the index. `among` are the only passages that count.
        """
        weights = self._telling(_summed(terms))
        if not weights or k < 1:
            return []
        if among is None:
            return self._best(weights, k)
        depth = k
        while True:
            ranked = self._best(weights, depth)
            found = [row for row in ranked if row[0] in among]
            if len(found) >= k or len(ranked) < depth:
                return found[:k]
            depth *= 4

    def _telling(self, weights: dict[str, float]) -> dict[str, float]:
        """The terms that are worth their time."""
        if len(self) < MANY:
            return weights
        most = COMMON * len(self)
        rare = {term: weight for term, weight in weights.items() if self._count(term) <= most}
        return rare if any(self._count(term, field) for term in rare for field in FIELDS) else weights

    def _count(self, term: str, field: str = FIELDS[0]) -> int:
        """The rows that have a term in a field."""
        return int(self._searcher.doc_freq(field, term))

    def _best(self, weights: dict[str, float], k: int) -> list[tuple[int, float]]:
        hits = self._searcher.search(self._query(weights), k, count=False).hits
        numbers = self._searcher.fast_field_values("row", [address for _, address in hits])
        ranked = [(int(number), float(score)) for number, (score, _) in zip(numbers, hits, strict=True)]
        return sorted(ranked, key=lambda hit: (-hit[1], hit[0]))

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """BM25's idf of each term: ln(1 + (N - n + 0.5) / (n + 0.5)), n the rows of N that hold it in their body."""
        rows = len(self)
        counts = {term: self._count(term) for term in terms}
        return {term: log(1 + (rows - n + 0.5) / (n + 0.5)) for term, n in counts.items()}

    def _query(self, weights: dict[str, float]) -> Any:
        from tantivy import Occur, Query

        def clause(term: str, field: str, weight: float) -> tuple[Any, Any]:
            return Occur.Should, Query.boost_query(Query.term_query(self._schema, field, term, "freq"), weight)

        boosts = zip(FIELDS, (1.0, HEADING_WEIGHT), strict=True)
        return Query.boolean_query(
            [clause(term, field, weight * boost) for field, boost in boosts for term, weight in weights.items()]
        )


def _document(number: int, row: Row) -> Any:
    from tantivy import Document

    document = Document()
    document.add_unsigned("row", number)
    for field, terms in zip(FIELDS, (row.body, row.heading), strict=True):
        document.add_text(field, " ".join(terms))
    return document


def _summed(terms: Sequence[str] | Sequence[tuple[str, float]]) -> dict[str, float]:
    """Each term once, with its weights added; terms of no weight are dropped."""
    weights: dict[str, float] = {}
    for item in terms:
        term, weight = (item, 1.0) if isinstance(item, str) else item
        weights[term] = weights.get(term, 0.0) + weight
    return {term: weight for term, weight in weights.items() if weight > 0}


def _share_permissions(folder: Path) -> None:
    """tantivy makes its two JSON files readable by their owner alone; give them the mode of the segment files."""
    mode = (folder / ".tantivy-meta.lock").stat().st_mode
    for name in ("meta.json", ".managed.json"):
        (folder / name).chmod(mode)
