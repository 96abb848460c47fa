"""Vectors of a build that is not finished, by the hash of what was embedded: a killed build goes on where it was.

In: hashes and the rows that belong to them, as they are made. Out: those of this build and of a killed one before it.
The file lies beside the builds of an index and is removed when one is published. Each record carries a checksum; what
follows the first that is torn is cut off.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

import numpy as np
import numpy.typing as npt

from wenju.arrays import Vectors

FOLDER = ".embedding"
# Hash of what was embedded, number of rows, CRC-32 of both and of the rows that follow.
_HEAD = struct.Struct("<32sII")


class Journal:
    """An open file of vectors. One process has it: the caller holds the lock of the index."""

    def __init__(self, index: Path, encoder: str, dimension: int) -> None:
        """Read what an earlier build by the encoder of this identity left."""
        name = hashlib.sha256(f"{encoder}\n{dimension}".encode()).hexdigest()[:16]
        self.dimension = dimension
        self._path, self._width = index / FOLDER / name, 4 * dimension
        self._path.parent.mkdir(exist_ok=True)
        self._file = self._path.open("a+b")
        self._places: dict[bytes, tuple[int, int]] = {}
        self._file.truncate(self._scan())
        self._map: npt.NDArray[np.uint8] | None = None

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._map = None  # some systems remove no file that is mapped
        self._file.close()

    def __contains__(self, digest: bytes) -> bool:
        return digest in self._places

    def append(self, digests: Sequence[bytes], vectors: Sequence[Vectors]) -> None:
        """Write the rows of each hash, and wait until they are on the disk."""
        at = self._file.seek(0, os.SEEK_END)
        for digest, rows in zip(digests, vectors, strict=True):
            content = rows.astype("<f4").tobytes()
            self._file.write(_head(digest, len(rows), content))
            self._file.write(content)
            self._places[digest] = (at + _HEAD.size, len(rows))
            at += _HEAD.size + len(content)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._map = None

    def rows(self, digest: bytes) -> Vectors:
        """The rows of a hash, (rows, dimension). Raises `KeyError` where there are none."""
        start, count = self._places[digest]
        if self._map is None:
            self._map = np.memmap(self._path, dtype=np.uint8, mode="r")
        content = self._map[start : start + count * self._width]
        return content.view("<f4").reshape(count, -1)

    def _scan(self) -> int:
        """Take note of all whole records; where they end."""
        end = self._file.seek(0)
        while len(head := self._file.read(_HEAD.size)) == _HEAD.size:
            digest, count, _ = _HEAD.unpack(head)
            content = self._file.read(count * self._width)
            if len(content) < count * self._width or head != _head(digest, count, content):
                break
            self._places[digest] = (end + _HEAD.size, count)
            end += _HEAD.size + len(content)
        return end


def _head(digest: bytes, count: int, content: bytes) -> bytes:
    return _HEAD.pack(digest, count, zlib.crc32(content, zlib.crc32(digest + count.to_bytes(4, "little"))))


def forget(index: Path) -> None:
    """Remove what unfinished builds left; it only takes room where it cannot be."""
    shutil.rmtree(index / FOLDER, ignore_errors=True)
