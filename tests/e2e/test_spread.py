"""Embedding on a real Dask cluster of two processes: the same index, also when one of them is killed in the middle."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.fake_encoder import FakeEncoder
from wenju import spread
from wenju.arrays import Vectors
from wenju.build import BuildReport, build_index
from wenju.config import Config
from wenju.encoder import Progress
from wenju.errors import EncoderError
from wenju.index import Index
from wenju.records import Reading
from wenju.spread import SpreadEncoder

pytest.importorskip("distributed", reason="the extra wenju[dask] is not installed")
DOCUMENTS, PARAGRAPHS = 20, 10


class SlowEncoder(FakeEncoder):
    """Takes its time, and notes each piece it begins in a folder."""

    def __init__(self, notes: str = "", seconds: float = 0.0) -> None:
        super().__init__()
        self._notes, self._seconds = notes, seconds

    def encode_passages(self, readings: Sequence[Reading], progress: Progress | None = None) -> Vectors:
        if self._notes:
            (Path(self._notes) / f"{os.getpid()}-{time.monotonic_ns()}").touch()
        time.sleep(self._seconds)
        return super().encode_passages(readings, progress)


class OtherEncoder(FakeEncoder):
    def __init__(self) -> None:
        super().__init__("fake-2")


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0") as started:
        yield started


@pytest.fixture
def config(tmp_path: Path) -> Config:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(DOCUMENTS):
        lines = [
            f"第{number}号学校派出{'甲' * n}教师{n}名。{'乙' * number}去山区任教。" for n in range(1, PARAGRAPHS + 1)
        ]
        (corpus / f"{number:02}.txt").write_text("报告\n\n" + "\n\n".join(lines), encoding="utf-8")
    return Config(corpus=corpus, index=tmp_path / "index")


def same(one: Config, other: Config) -> bool:
    """Whether both indexes have the same passages with the same vectors."""
    first, second = Index.load(one.index), Index.load(other.index)
    rows = int(first.rows[-1])
    return (
        list(first.passages) == list(second.passages)
        and (first.dense.vectors(0, rows) == second.dense.vectors(0, int(second.rows[-1]))).all()
    )


def built(config: Config, cluster: Any, make: Callable[[], Any]) -> BuildReport:
    with SpreadEncoder(FakeEncoder(), cluster.scheduler_address, make) as encoder:
        return build_index(config, encoder=encoder)


def test_a_worker_that_is_killed_in_the_middle_loses_nothing_and_nothing_is_there_twice(
    cluster: Any, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "PIECE", 4)
    notes = tmp_path / "notes"
    notes.mkdir()
    make = partial(SlowEncoder, str(notes), 0.1)
    reports: list[BuildReport] = []
    build = threading.Thread(target=lambda: reports.append(built(config, cluster, make)))
    build.start()
    deadline = time.monotonic() + 60
    while len(list(notes.iterdir())) < 10:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    victim = int(next(notes.iterdir()).name.split("-")[0])
    os.kill(victim, signal.SIGKILL)
    build.join(120)
    (report,) = reports
    assert (report.passages, report.embedded) == (DOCUMENTS * PARAGRAPHS, DOCUMENTS * PARAGRAPHS)
    workers = {note.name.split("-")[0] for note in notes.iterdir()}
    assert len(workers) >= 2
    plain = Config(corpus=config.corpus, index=tmp_path / "plain")
    build_index(plain, encoder=FakeEncoder())
    assert same(config, plain)


def test_the_configuration_names_a_cluster_and_its_workers_load_the_shipped_model(
    cluster: Any, config: Config, tmp_path: Path
) -> None:
    for path in sorted(config.corpus.iterdir())[2:]:
        path.unlink()
    plain = replace(config, index=tmp_path / "plain")
    build_index(plain)
    report = build_index(replace(config, dask=cluster.scheduler_address))
    assert (report.documents, report.embedded) == (2, 2 * PARAGRAPHS)
    one, other = (Index.load(index).dense for index in (config.index, plain.index))
    cosines = (one.vectors(0, len(one)) * other.vectors(0, len(other))).sum(axis=1)
    assert cosines.min() > 0.999  # in other batches, sums are rounded elsewhere


def test_a_worker_with_another_model_is_an_error(cluster: Any, config: Config) -> None:
    with pytest.raises(EncoderError, match=r"a worker has the model fake \(fake-2\), the build has fake-1"):
        built(config, cluster, OtherEncoder)


def test_progress_counts_every_vector(cluster: Any) -> None:
    readings = [Reading("", f"第{n}段", ("甲。", "乙。")) for n in range(150)]
    told: list[int] = []
    with SpreadEncoder(FakeEncoder(), cluster.scheduler_address, FakeEncoder) as encoder:
        vectors = encoder.encode_passages(readings, told.append)
        assert encoder.encode_passages([]).shape == (0, FakeEncoder.dimension)
    assert (vectors == FakeEncoder().encode_passages(readings)).all()
    assert sum(told) == len(vectors) == 450
    assert len(told) == 3  # pieces of 64, 64 and 22


def test_nobody_there_is_named_with_the_cure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "CONNECT_SECONDS", 1)
    with pytest.raises(EncoderError, match=r"--dask tcp://127\.0\.0\.1:9: no scheduler answers there"):
        SpreadEncoder(FakeEncoder(), "tcp://127.0.0.1:9")


def test_a_cluster_without_workers_is_named_with_the_cure() -> None:
    from distributed import LocalCluster

    with (
        LocalCluster(n_workers=0, threads_per_worker=1, processes=False, dashboard_address=":0") as empty,
        pytest.raises(EncoderError, match="the cluster has no worker; start some with: dask worker"),
    ):
        SpreadEncoder(FakeEncoder(), empty.scheduler_address)
