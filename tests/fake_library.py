"""A library over a small folder, with the fake encoder and reader; it builds where it is called, in no time."""

from __future__ import annotations

from pathlib import Path

from tests.fake_encoder import FakeEncoder
from tests.fake_reader import FakeReader
from wenju.build import Progress, build_index
from wenju.config import Config
from wenju.library.library import Build, Library
from wenju.report import BuildReport

REPORT = """年度报告

一、甲甲甲区的做法

甲甲甲区派出教师十二名，去山区学校任教一年。捐赠图书三百册，都是新的科学读物。
"""
QUESTION = "捐赠了多少图书"


def build_here(config: Config, progress: Progress | None) -> BuildReport:
    return build_index(config, encoder=FakeEncoder(), progress=progress)


def a_library(folder: Path, build: Build = build_here) -> Library:
    """`folder/corpus` with 报告.txt and `folder/index`; the answer to `QUESTION` is 三百册 or 五百册, if it stands."""
    config = Config(corpus=folder / "corpus", index=folder / "index")
    config.corpus.mkdir()
    (config.corpus / "报告.txt").write_text(REPORT, encoding="utf-8")
    build_here(config, None)
    return Library(config, FakeEncoder(), FakeReader({"三百册": 99.0, "五百册": 99.0}), build)
