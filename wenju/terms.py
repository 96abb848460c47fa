"""The terms of passages as they were cut, so that a rebuild cuts only what is new: cutting takes longer than indexing.

In: the `Row` of each passage, in order. Out: the same by the passage's number, from a file that is mapped.
"""

from __future__ import annotations

import zlib
from pathlib import Path
from types import TracebackType

import numpy as np

from wenju.lexical import Row

TERMS, OFFSETS = "terms.z", "terms.npy"
# A quarter of the size at a hundredth of the time that cutting takes; a higher level saves little more.
LEVEL = 1
_NOTHING = np.zeros(0, dtype=np.uint8)


class TermsWriter:
    """Writes the terms of one passage after the other into the folder of a build."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._offsets = folder, [0]
        self._file = (folder / TERMS).open("wb")

    def __enter__(self) -> TermsWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._file.close()
        np.save(self._folder / OFFSETS, np.array(self._offsets, dtype="<i8"))

    def add(self, row: Row) -> Row:
        """Write the terms of the next passage, and give them back."""
        text = "\n".join(" ".join(terms) for terms in (row.body, row.heading))
        content = zlib.compress(text.encode("utf-8", "surrogatepass"), LEVEL)
        self._offsets.append(self._offsets[-1] + self._file.write(content))
        return row


class StoredTerms:
    """Reads them."""

    def __init__(self, folder: Path) -> None:
        self._offsets = np.asarray(np.load(folder / OFFSETS, mmap_mode="r"))
        size = (folder / TERMS).stat().st_size
        self._content = np.asarray(np.memmap(folder / TERMS, dtype=np.uint8, mode="r")) if size else _NOTHING

    def __getitem__(self, number: int) -> Row:
        start, end = self._offsets[number : number + 2].tolist()
        text = zlib.decompress(self._content[start:end].tobytes()).decode("utf-8", "surrogatepass")
        body, heading = text.split("\n")
        return Row(body.split(" ") if body else (), heading.split(" ") if heading else ())
