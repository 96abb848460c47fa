"""A document with its passages as one text, and back: what a store keeps, and another machine makes its index of.

In: `Document` and `Passage` records, and each passage's key. Out: JSON; a passage's text is a slice of its document's
and not written twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from wenju.records import Document, Heading, Passage, Place
from wenju.stored import Key
from wenju.text import is_encodable


def document_records(documents: Iterable[Document], passages: Sequence[Passage], keys: Sequence[Key]) -> Iterator[str]:
    """Each document with its passages, which are in the documents' order, and their keys."""
    of_documents: dict[str, list[dict[str, Any]]] = {}
    for passage, (digest, rows) in zip(passages, keys, strict=True):
        record = asdict(passage)
        del record["text"]
        of_documents.setdefault(passage.document_id, []).append({**record, "hash": digest, "rows": rows})
    for document in documents:
        record = {"document": _values(document), "passages": of_documents.get(document.id, [])}
        yield json.dumps(record, ensure_ascii=not is_encodable(document.text))


def document_of(text: str) -> tuple[Document, list[Passage], list[Key]]:
    """The document that a text holds, its passages and their keys."""
    record = json.loads(text)
    given = record["document"]
    headings = tuple(Heading(**heading) for heading in given.pop("headings"))
    places, warnings = tuple(Place(**place) for place in given.pop("places")), tuple(given.pop("warnings"))
    document = Document(**given, headings=headings, places=places, warnings=warnings)
    passages = [_passage(document, row) for row in record["passages"]]
    return document, passages, [(row["hash"], row["rows"]) for row in record["passages"]]


def _values(document: Document) -> dict[str, Any]:
    plain = Document(
        *(document.id, document.title, document.date, document.text),
        *(document.headings, document.places, document.warnings),
    )
    return asdict(plain)  # a stored one has its fields elsewhere


def _passage(document: Document, record: dict[str, Any]) -> Passage:
    start, end = record["start"], record["end"]
    sentences = tuple((a, b) for a, b in record["sentences"])
    return Passage(document.id, start, end, document.text[start:end], tuple(record["heading_path"]), sentences)
