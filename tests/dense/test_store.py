"""A whole index over every store: built, built again, killed half-way, taken over, copied."""

from __future__ import annotations

import itertools
import json
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.dense.conftest import Store
from tests.fake_encoder import FakeEncoder
from tests.fake_reader import FakeReader
from wenju import storage
from wenju.build import build_index
from wenju.config import Config
from wenju.dense.milvus import vectors_in
from wenju.engine import Engine
from wenju.errors import ConfigError, IndexFileError, StoreError
from wenju.freshness import as_built, stale_reason
from wenju.index import Index
from wenju.milvus.address import parse
from wenju.milvus.archive import Announced, Archive
from wenju.records import Hit
from wenju.replica import replicate
from wenju.report import BuildReport

QUESTIONS = ("甲甲乙学校", "丙丁", "派出教师的学校", "乙乙乙")


class Interrupted(Exception):
    """Stands for what ends a build."""


class Breaking(FakeEncoder):
    """Embeds one batch and then no more."""

    def encode_passages(self, texts, progress=None):  # type: ignore[no-untyped-def]
        if self.embedded:
            raise Interrupted
        return super().encode_passages(texts, progress)


def write_corpus(corpus: Path, letters: str = "甲乙丙", documents: int = 12) -> None:
    corpus.mkdir(exist_ok=True)
    for number in range(documents):
        lines = [
            f"第{number}号学校派出教师{a}{b}，前往山区任教{number}年。{b}{b}也去。" for a in letters for b in letters
        ]
        (corpus / f"{number:02}.txt").write_text(f"报告{number}\n\n" + "\n\n".join(lines), encoding="utf-8")
    (corpus / "userdict.txt").write_text("派出教师 n\n", encoding="utf-8")


def built(config: Config, full: bool = False) -> BuildReport:
    return build_index(config, full=full, encoder=FakeEncoder())


def hits(index: Path) -> list[list[Hit]]:
    engine = Engine(Index.load(index), FakeEncoder(), FakeReader())
    return [engine.search(question, 20) for question in QUESTIONS]


def config_of(store: Store, tmp_path: Path) -> Config:
    write_corpus(tmp_path / "corpus")
    return Config(corpus=tmp_path / "corpus", index=tmp_path / "index", store=store.url)


def rows_kept(config: Config) -> int:
    return vectors_in(parse(config.store), "fake-1", FakeEncoder.dimension).count()


def rows_needed(index: Path) -> int:
    opened = Index.load(index)
    counts = (b - a for a, b in itertools.pairwise(opened.rows.tolist()))
    return sum(dict(zip(opened.passages.digests(), counts, strict=True)).values())


def test_it_answers_as_an_index_that_is_a_folder(store: Store, tmp_path: Path) -> None:
    config = config_of(store, tmp_path)
    built(config)
    plain = replace(config, index=tmp_path / "plain", store="")
    built(plain)
    assert hits(config.index) == hits(plain.index)
    assert all(hits(config.index))


def test_a_rebuild_embeds_and_keeps_only_what_is_needed(store: Store, tmp_path: Path) -> None:
    config = config_of(store, tmp_path)
    built(config)
    for round_ in range(3):
        (config.corpus / "03.txt").write_text(f"报告\n\n新的一段话{'丁' * (round_ + 1)}。又一句。", encoding="utf-8")
        report = built(config)
        assert (report.changed, report.embedded) == (1, 1)
    (config.corpus / "04.txt").unlink()
    assert built(config).embedded == 0
    built(config)
    found = hits(config.index)
    assert {hit.passage.document_id for row in found for hit in row}.isdisjoint({"04.txt"})
    plain = replace(config, index=tmp_path / "plain", store="")
    built(plain)
    assert found == hits(plain.index)
    if store.url:
        assert rows_kept(config) == rows_needed(config.index)


def test_progress_counts_the_vectors_that_are_missing(store: Store, tmp_path: Path) -> None:
    config = config_of(store, tmp_path)
    built(config)
    (config.corpus / "03.txt").write_text("报告\n\n新的一段话丁丁丁丁丁丁丁丁。又一句也是新的。", encoding="utf-8")
    told: list[tuple[int, int]] = []
    build_index(
        config,
        encoder=FakeEncoder(),
        progress=lambda stage, done, total: told.append((done, total)) if stage == "embed" else None,
    )
    assert told == [(3, 3)]  # a passage of two sentences


def test_an_index_leaves_a_store_with_its_vectors(store: Store, tmp_path: Path) -> None:
    config = config_of(store, tmp_path)
    built(config)
    before = hits(config.index)
    left = built(replace(config, store=""))
    assert left.embedded == 0
    told = f"the vectors are in the index folder from now on; to keep them here give --store {store.url}"
    assert left.warnings == (((store.url, told),) if store.url else ())
    assert "store" not in storage.read_manifest(config.index).options
    assert hits(config.index) == before
    assert built(replace(config, store="")).warnings == ()


def test_an_index_leaves_a_store_that_cannot_be_had(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    milvus(store)
    config = config_of(store, tmp_path)
    built(config)
    before = hits(config.index)

    def none() -> None:
        raise ConfigError("not installed")

    monkeypatch.setattr("wenju.milvus.collection._libraries", none)
    assert built(replace(config, store=""), full=True).reused == 0
    assert hits(config.index) == before


def test_an_engine_goes_on_with_the_former_build(store: Store, tmp_path: Path) -> None:
    config = config_of(store, tmp_path)
    built(config)
    engine = Engine(Index.load(config.index), FakeEncoder(), FakeReader())
    before = [engine.search(question, 20) for question in QUESTIONS]
    write_corpus(config.corpus, "丁甲")
    built(config)
    assert [engine.search(question, 20) for question in QUESTIONS] == before
    assert hits(config.index) != before


def test_a_build_that_broke_off_leaves_the_former_and_is_taken_up(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeEncoder, "together", 8)
    config = config_of(store, tmp_path)
    built(config)
    before = hits(config.index)
    write_corpus(config.corpus, "丁甲", documents=13)
    if store.url:
        with pytest.raises(Interrupted):
            build_index(config, encoder=Breaking())
        assert hits(config.index) == before
        report = built(config)
        assert report.embedded == 13 * 4 - 12 - 8  # 甲甲 of each of the twelve was there, and one batch is since
    else:
        built(config)
    plain = replace(config, index=tmp_path / "plain", store="")
    built(plain)
    assert hits(config.index) == hits(plain.index)


def milvus(store: Store) -> str:
    if not store.url:
        pytest.skip("only of a store that several machines may use")
    return store.url


def test_an_index_knows_its_store(store: Store, tmp_path: Path) -> None:
    config = config_of(store, tmp_path)
    built(config)
    assert as_built(replace(config, store="")) == as_built(config)
    assert storage.read_manifest(config.index).options.get("store", "") == store.url
    if store.url:
        assert "asked for milvus://other:19530/x" in stale_reason(
            replace(config, model="fake", store="milvus://other/x")
        )


def test_another_encoder_is_an_error_that_names_both(store: Store, tmp_path: Path) -> None:
    url = milvus(store)
    config = config_of(store, tmp_path)
    built(config)
    with pytest.raises(StoreError, match=r"encoder fake-1, expected fake-2; give another collection with --store"):
        build_index(config, encoder=FakeEncoder("fake-2"))
    assert all(hits(config.index))
    with pytest.raises(StoreError, match="dimension 5, expected 7"):
        vectors_in(parse(url), "fake-1", 7).count()


def test_a_collection_belongs_to_one_index(store: Store, tmp_path: Path) -> None:
    milvus(store)
    config = config_of(store, tmp_path)
    built(config)
    other = replace(config, index=tmp_path / "other")
    with pytest.raises(StoreError, match=r"holds the index [0-9a-f]{16}, this is a new one.*--full"):
        built(other)
    built(other, full=True)
    with pytest.raises(StoreError, match=r"this is [0-9a-f]{16}"):
        built(config)


def test_a_collection_that_is_gone_says_so_and_is_built_again(store: Store, tmp_path: Path) -> None:
    url = milvus(store)
    config = config_of(store, tmp_path)
    built(config)
    before = hits(config.index)
    vectors_in(parse(url), "fake-1", FakeEncoder.dimension).drop()
    with pytest.raises(StoreError, match=r"there is no collection test\d+ there; build"):
        Index.load(config.index)
    assert built(config).reused == 0
    assert hits(config.index) == before


def test_a_replica_answers_as_the_original(store: Store, tmp_path: Path) -> None:
    url = milvus(store)
    config = config_of(store, tmp_path)
    built(config)
    copy = tmp_path / "copy"
    report = replicate(url, copy)
    assert (report.documents, report.passages, report.fetched) == (12, 108, 12)
    assert hits(copy) == hits(config.index)
    assert (storage.build_folder(copy, storage.read_manifest(copy)) / "userdict.txt").is_file()
    assert replicate(url, copy).fetched == 0
    assert storage.read_manifest(copy).build == 1

    (config.corpus / "07.txt").write_text("报告\n\n丁丁丁派出教师。", encoding="utf-8")
    built(config)
    assert replicate(url, copy).fetched == 1
    assert hits(copy) == hits(config.index)


def test_a_replica_is_not_built_into_and_takes_no_index_away(store: Store, tmp_path: Path) -> None:
    url = milvus(store)
    config = config_of(store, tmp_path)
    built(config)
    replicate(url, tmp_path / "copy")
    with pytest.raises(ConfigError, match=r"replica of milvus://.*wenju replicate"):
        built(replace(config, index=tmp_path / "copy"))
    with pytest.raises(IndexFileError, match="not a replica"):
        replicate(url, config.index)


def search_for_a_minute(engine: Engine) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        engine.search(QUESTIONS[0])
        time.sleep(0.2)


def test_a_replica_that_is_left_behind_is_told(store: Store, tmp_path: Path) -> None:
    """Two builds later the vectors it knows may be gone: it says so instead of answering without them."""
    url = milvus(store)
    config = config_of(store, tmp_path)
    built(config)
    replicate(url, tmp_path / "copy")
    behind = Engine(Index.load(tmp_path / "copy"), FakeEncoder(), FakeReader())
    for letters in ("丁甲", "丙丁"):
        write_corpus(config.corpus, letters)
        built(config)
    with pytest.raises(StoreError, match="wenju replicate"):
        search_for_a_minute(behind)  # a server goes on finding for a while what was deleted
    replicate(url, tmp_path / "copy")
    assert hits(tmp_path / "copy") == hits(config.index)


def test_what_a_later_version_built_is_not_copied(store: Store, tmp_path: Path) -> None:
    """Whatever it says of a build that this one has no word for."""
    archive = Archive(parse(milvus(store)))
    archive.make()
    record = {"manifest": {"version": "99.0", "unheard": "of"}, "settings": {}, "documents": []}
    archive.announce(Announced(1, "another", archive.put([json.dumps(record)])[0]))
    with pytest.raises(StoreError, match=r"built by wenju 99\.0, this is"):
        replicate(store.url, tmp_path / "copy")


def test_a_store_that_was_not_told_of_a_build_is_told_by_the_next(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = milvus(store)
    config = replace(config_of(store, tmp_path), model="fake")
    built(config)
    assert stale_reason(config) == ""
    write_corpus(config.corpus, "丁甲")
    with monkeypatch.context() as broken:
        broken.setattr(Archive, "announce", lambda *given: (_ for _ in ()).throw(Interrupted))
        with pytest.raises(Interrupted):
            built(config)
    assert "broke off before its store was told" in stale_reason(config)
    assert built(config).embedded == 0
    assert stale_reason(config) == ""
    replicate(url, tmp_path / "copy")
    assert hits(tmp_path / "copy") == hits(config.index)


def test_before_the_first_build_there_is_nothing_to_copy(store: Store, tmp_path: Path) -> None:
    url = milvus(store)
    Archive(parse(url)).make()
    with pytest.raises(StoreError, match="no build was finished there"):
        replicate(url, tmp_path / "copy")


def test_a_text_longer_than_milvus_takes_is_kept_in_parts(store: Store) -> None:
    archive = Archive(parse(milvus(store)))
    archive.make()
    texts = ["𠀀" * 50_000 + "尾", "", "短"]
    references = archive.put(texts)
    assert [int(reference.partition("/")[2]) for reference in references] == [4, 1, 1]
    assert archive.builds() == []  # which waits for what was written
    assert archive.get(references) == texts


KILLED = """
import os, sys
from pathlib import Path
from tests.fake_encoder import FakeEncoder
from wenju.build import build_index
from wenju.config import Config
from wenju.milvus.archive import Archive
from wenju import storage

def die(*given):
    os._exit(9)

if sys.argv[4] == "before":
    storage.publish = die
else:
    Archive.announce = die
build_index(Config(corpus=Path(sys.argv[1]), index=Path(sys.argv[2]), store=sys.argv[3]), encoder=FakeEncoder())
"""


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_process_killed_around_the_rename_leaves_whole_builds(store: Store, tmp_path: Path, moment: str) -> None:
    url = milvus(store)
    config = config_of(store, tmp_path)
    if parse(url).is_file:
        pytest.skip("a file of milvus-lite is open in this process already")
    built(config)
    replicate(url, tmp_path / "copy")
    before = hits(config.index)
    write_corpus(config.corpus, "丁甲")
    command = [sys.executable, "-c", KILLED, str(config.corpus), str(config.index), url, moment]
    assert subprocess.run(command, cwd=Path(__file__).parents[2]).returncode == 9
    assert (hits(config.index) == before) == (moment == "before")
    assert replicate(url, tmp_path / "copy").fetched == 0
    assert hits(tmp_path / "copy") == before
    built(config)
    replicate(url, tmp_path / "copy")
    assert hits(tmp_path / "copy") == hits(config.index) != before
