from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.fake_encoder import FakeEncoder
from tests.fake_reader import FakeReader
from wenju.build import build_index
from wenju.config import Config
from wenju.library.library import Library

ANOTHER = """
import sys
from wenju.errors import StoreError
from wenju.milvus.address import parse
from wenju.milvus.archive import Archive
try:
    Archive(parse(sys.argv[1])).builds()
except StoreError as error:
    print(error)
"""


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Of an index whose store is a file, which this process has open."""
    pytest.importorskip("milvus_lite", reason="milvus-lite is not installed (pip install 'wenju[milvus]')")
    monkeypatch.setattr("wenju.build.SentenceEncoder", lambda model: FakeEncoder())
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "一.txt").write_text("报告\n\n甲甲乙学校派出教师十二名。\n", encoding="utf-8")
    config = Config(corpus=corpus, index=tmp_path / "index", store=f"milvus://{tmp_path}/v.db/library")
    build_index(config)
    return config


def test_a_store_that_is_a_file_is_built_again_where_it_is_open(config: Config) -> None:
    library = Library(config, FakeEncoder(), FakeReader())
    library.add("二.txt", "报告\n\n丙丙丙学校派出教师五名。\n".encode())
    told: list[str] = []
    assert library.rebuild(lambda stage, done, total: told.append(stage)).embedded == 1
    assert "丙丙丙" in library.search("丙丙丙", 1)[0].passage.text
    assert told[0] == "read"


def test_who_else_opens_the_file_is_told_that_it_is_open(config: Config) -> None:
    other = subprocess.run(
        [sys.executable, "-c", ANOTHER, config.store], cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert "one program at a time may open such a file: end the other one" in other.stdout
