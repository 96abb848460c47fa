"""Documents and passages as they lie in an index: written once, read one at a time from files that are mapped.

In: `Document` and `Passage` records in order. Out: a `Mapping` and a `Sequence` of the same records, made when they are
asked for, so that a large collection takes memory only as far as it is read, and processes share it. Text is kept as
UTF-32, where the code points [start, end) of a document are the bytes [4 start, 4 end). Numbers are little-endian.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, overload

import numpy as np
import numpy.typing as npt

from wenju.errors import IndexFileError
from wenju.records import Document, Heading, Passage, Place

HEADS, DOCUMENTS, DETAILS, TEXT = "heads.json", "documents.npy", "details.jsonl", "text.utf32"
PASSAGES, SENTENCES, PATHS = "passages.npy", "sentences.npy", "paths.jsonl"
# Where a document's text, details and passages begin; one row more says where the last ends.
_DOCUMENT = np.dtype([("text", "<i8"), ("details", "<i8"), ("passage", "<i8")])
# Offsets into the document; where its sentences, its vectors and, in bytes, its heading path begin; what was embedded.
_PASSAGE = np.dtype(
    [("start", "<i8"), ("end", "<i8"), ("sentence", "<i8"), ("row", "<i8"), ("path", "<i8"), ("hash", "V32")]
)
# So many texts, details and heading paths are kept once they were read: those of the documents a question meets.
KEPT = 256
_WIDTH = 4

Key = tuple[str, int]
"""Of a passage the hash of what was embedded, in hexadecimal digits, and how many vectors it has."""


class StoredDocument(Document):
    """A document whose text, headings, places and warnings are read when they are asked for."""

    __slots__ = ("_number", "_stored")
    _number: int
    _stored: StoredDocuments

    def __init__(self, stored: StoredDocuments, number: int, id: str, title: str, date: str) -> None:
        for name, value in {"_stored": stored, "_number": number, "id": id, "title": title, "date": date}.items():
            object.__setattr__(self, name, value)

    @property
    def text(self) -> str:
        return self._stored.text(self._number)

    @property
    def headings(self) -> tuple[Heading, ...]:
        return self._stored.details(self._number)[0]

    @property
    def places(self) -> tuple[Place, ...]:
        return self._stored.details(self._number)[1]

    @property
    def warnings(self) -> tuple[str, ...]:
        return self._stored.details(self._number)[2]

    def __eq__(self, other: object) -> bool:
        if isinstance(other, StoredDocument) and (other._stored, other._number) == (self._stored, self._number):
            return True
        return isinstance(other, Document) and all(getattr(self, n) == getattr(other, n) for n in _FIELDS)

    def __hash__(self) -> int:
        return hash((self.id, self.title, self.date))


_FIELDS = ("id", "title", "date", "text", "headings", "places", "warnings")
Details = tuple[tuple[Heading, ...], tuple[Place, ...], tuple[str, ...]]


class StoredDocuments(Mapping[str, Document]):
    """The documents of an index by their ids."""

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    def __init__(self, folder: Path) -> None:
        """Raises `IndexFileError` where a file does not fit the others."""
        self._heads: list[list[str]] = json.loads((folder / HEADS).read_text(encoding="utf-8"))
        self._numbers = {head[0]: number for number, head in enumerate(self._heads)}
        self._rows = _array(folder / DOCUMENTS, _DOCUMENT)
        self._text, self._details = _mapped(folder / TEXT), _mapped(folder / DETAILS)
        if len(self._rows) != len(self._heads) + 1 or self._rows["text"][-1] * _WIDTH != len(self._text):
            raise IndexFileError(f"{folder}: text and documents do not fit; rebuild: python build_index.py --full")
        self._passages: npt.NDArray[np.int64] = np.ascontiguousarray(self._rows["passage"])
        self._kept_text, self._kept_details = lru_cache(KEPT)(self._read_text), lru_cache(KEPT)(self._read_details)

    def __getitem__(self, document_id: str) -> Document:
        number = self._numbers[document_id]
        return StoredDocument(self, number, *self._heads[number])

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._numbers

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._heads)

    def id(self, number: int) -> str:
        """Of the document with this number."""
        return self._heads[number][0]

    def text(self, number: int) -> str:
        """Of the document with this number."""
        return self._kept_text(number)

    def details(self, number: int) -> Details:
        """Headings, places and warnings of the document with this number."""
        return self._kept_details(number)

    def slice(self, number: int, start: int, end: int) -> str:
        """`text[start:end]` of the document with this number."""
        begin = int(self._rows["text"][number])
        return _decoded(self._text[_WIDTH * (begin + start) : _WIDTH * (begin + end)])

    def numbers_of(self, document_id: str) -> range:
        """The numbers of a document's passages; of none for one that is not there."""
        number = self._numbers.get(document_id)
        return range(0) if number is None else range(*self._passages[number : number + 2].tolist())

    def owner(self, passage: int) -> int:
        """The number of the document that a passage belongs to."""
        return int(np.searchsorted(self._passages, passage, side="right")) - 1

    def _read_text(self, number: int) -> str:
        start, end = self._rows["text"][number : number + 2].tolist()
        return _decoded(self._text[_WIDTH * start : _WIDTH * end])

    def _read_details(self, number: int) -> Details:
        start, end = self._rows["details"][number : number + 2].tolist()
        headings, places, warnings = json.loads(self._details[start:end])
        return tuple(Heading(*h) for h in headings), tuple(Place(*p) for p in places), tuple(warnings)


class StoredPassages(Sequence[Passage]):
    """The passages of an index by their numbers."""

    def __init__(self, folder: Path, documents: StoredDocuments) -> None:
        self._documents = documents
        self._rows = _array(folder / PASSAGES, _PASSAGE)
        self._sentences = _array(folder / SENTENCES, np.dtype("<i8"))
        self._paths = _mapped(folder / PATHS)
        self._path_starts = np.ascontiguousarray(self._rows["path"])
        self._path = lru_cache(KEPT)(self._read_path)

    def __len__(self) -> int:
        return len(self._rows) - 1

    @overload
    def __getitem__(self, number: int) -> Passage: ...
    @overload
    def __getitem__(self, number: slice) -> list[Passage]: ...
    def __getitem__(self, number: int | slice) -> Passage | list[Passage]:
        if isinstance(number, slice):
            return [self[n] for n in range(*number.indices(len(self)))]
        number = range(len(self))[number]
        row, following = self._rows[number : number + 2].tolist()
        start, end, sentence = row[:3]
        owner = self._documents.owner(number)
        sentences = tuple((a, b) for a, b in self._sentences[sentence : following[2]].tolist())
        text = self._documents.slice(owner, start, end)
        return Passage(self._documents.id(owner), start, end, text, self._path(row[4]), sentences)

    def numbers_of(self, document_id: str) -> range:
        """The numbers of a document's passages."""
        return self._documents.numbers_of(document_id)

    def path(self, number: int) -> tuple[str, ...]:
        """The heading path of a passage."""
        return self._path(self._path_starts[number])

    @property
    def starts(self) -> npt.NDArray[np.int64]:
        """Where each passage's vectors begin, and where the last one's end."""
        rows: npt.NDArray[np.int64] = np.ascontiguousarray(self._rows["row"])
        return rows

    def digests(self) -> list[bytes]:
        """The hash of what was embedded of each passage."""
        return [row.tobytes() for row in self._rows["hash"][:-1]]

    def keys(self) -> list[Key]:
        """Of each passage."""
        return keys_of(self.digests(), self.starts)

    def _read_path(self, at: int) -> tuple[str, ...]:
        return tuple(json.loads(self._paths[at : self._paths.find(b"\n", int(at))]))


def keys_of(digests: Iterable[bytes], starts: npt.ArrayLike) -> list[Key]:
    """The keys of passages with these hashes; `starts` as in `write_passages`."""
    return list(zip(map(bytes.hex, digests), np.diff(starts).tolist(), strict=True))


def write_documents(folder: Path, documents: Iterable[Document], owners: Sequence[str]) -> None:
    """Write documents; `owners` are the ids of the passages' documents, in the same order as these."""
    heads, rows, characters, bytes_ = [], [], 0, 0
    places = dict[str, int]()
    for number, owner in enumerate(owners):
        places.setdefault(owner, number)
    with (folder / TEXT).open("wb") as text, (folder / DETAILS).open("wb") as details:
        for d in documents:
            rows.append((characters, bytes_, places.get(d.id, -1)))
            heads.append((d.id, d.title, d.date))
            record = ([_values(h) for h in d.headings], [_values(p) for p in d.places], d.warnings)
            bytes_ += details.write(json.dumps(record).encode() + b"\n")
            characters += text.write(d.text.encode("utf-32-le", "surrogatepass")) // _WIDTH
    rows.append((characters, bytes_, len(owners)))
    array = np.array(rows, dtype=_DOCUMENT)
    for number in range(len(array) - 2, -1, -1):  # a document without passages begins where the next one does
        if array["passage"][number] < 0:
            array["passage"][number] = array["passage"][number + 1]
    (folder / HEADS).write_text(json.dumps(heads), encoding="utf-8")
    np.save(folder / DOCUMENTS, array)


def write_passages(folder: Path, passages: Iterable[Passage], digests: Sequence[bytes], starts: Sequence[int]) -> None:
    """Write passages; `starts` are where the vectors of each begin, and where the last one's end."""
    rows = np.zeros(len(starts), dtype=_PASSAGE)
    places: dict[tuple[str, ...], int] = {}
    sentences: list[tuple[int, int]] = []
    end = 0
    with (folder / PATHS).open("wb") as paths:
        for row, passage, digest in zip(rows[:-1], passages, digests, strict=True):
            if passage.heading_path not in places:
                places[passage.heading_path] = end
                end += paths.write(json.dumps(passage.heading_path).encode() + b"\n")
            row["start"], row["end"], row["sentence"] = passage.start, passage.end, len(sentences)
            row["path"], row["hash"] = places[passage.heading_path], np.void(digest)
            sentences.extend(passage.sentences)
    rows["row"], rows["sentence"][-1] = starts, len(sentences)
    np.save(folder / PASSAGES, rows)
    np.save(folder / SENTENCES, np.array(sentences, dtype="<i8").reshape(-1, 2))


def _values(record: Any) -> list[Any]:
    return [getattr(record, name) for name in record.__slots__]


def _decoded(content: bytes) -> str:
    return content.decode("utf-32-le", "surrogatepass")


def _mapped(path: Path) -> mmap.mmap | bytes:
    """The bytes of a file; an empty one cannot be mapped."""
    with path.open("rb") as file:
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else b""


def _array(path: Path, kind: np.dtype[Any]) -> npt.NDArray[Any]:
    try:
        # As a plain array: the slices of a memmap are made five times slower.
        array: npt.NDArray[Any] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    except ValueError as error:
        raise IndexFileError(f"{path}: not readable ({error}); rebuild: python build_index.py --full") from error
    if array.dtype != kind:
        raise IndexFileError(f"{path}: found {array.dtype}, expected {kind}; rebuild: python build_index.py --full")
    return array
