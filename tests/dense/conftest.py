"""The engines that hold vectors, each made and opened in its own way, so that one test runs over all of them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.milvus_server import MilvusProcess, running
from wenju.arrays import Vectors
from wenju.dense import DenseIndex, Owners
from wenju.dense.faiss import FaissRows
from wenju.dense.milvus import MilvusRows, vectors_in, write
from wenju.milvus.address import parse

NUMBERS = itertools.count()


def digest(number: int) -> str:
    """What stands for the hash of passage `number`."""
    return f"{number:064x}"[::-1]


def ranges(owners: Owners) -> list[int]:
    """Where the rows of each passage begin, and where the last ones end."""
    return [*(int((owners < number).sum()) for number in range(int(owners.max(initial=-1)) + 1)), len(owners)]


@pytest.fixture(scope="session")
def milvus_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MilvusProcess]:
    with running(tmp_path_factory.mktemp("milvus")) as server:
        yield server


@dataclass(frozen=True)
class Store:
    """`build` makes an index of vectors whose owners are in rising order; `url` is where, "" for the folder itself."""

    url: str
    build: Callable[[Vectors, Owners], DenseIndex]


@pytest.fixture(params=["faiss", "faiss-codes", "milvus-lite", "milvus"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Every engine in turn, each time empty."""
    if request.param == "faiss-codes":  # as if there were more than are compared one by one
        request.getfixturevalue("monkeypatch").setattr("wenju.dense.faiss.EXACT_VECTORS", 16)
    if request.param.startswith("faiss"):

        def in_a_file(vectors: Vectors, owners: Owners) -> DenseIndex:
            FaissRows.write(tmp_path, vectors)
            return DenseIndex(FaissRows.open(tmp_path), owners)

        return Store("", in_a_file)
    if request.param == "milvus":
        place = request.getfixturevalue("milvus_server").url
    else:
        pytest.importorskip("milvus_lite", reason="milvus-lite is not installed (pip install 'wenju[milvus]')")
        place = f"milvus://{tmp_path}/向量.db"
    url = f"{place}/test{next(NUMBERS)}"

    def in_milvus(vectors: Vectors, owners: Owners) -> DenseIndex:
        collection = vectors_in(parse(url), "encoder", vectors.shape[1])
        collection.make()
        rows = ranges(owners)
        hashes = [digest(number) for number in range(len(rows) - 1)]
        write(collection, [(h, b - a) for h, a, b in zip(hashes, rows, rows[1:], strict=False)], vectors)
        collection.settle()
        opened = vectors_in(parse(url), "encoder", vectors.shape[1])
        return DenseIndex(MilvusRows.open(opened, hashes, rows), owners)

    return Store(url, in_milvus)
