"""A build in a process of its own, with the real encoder: what it gives and tells, and when it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wenju.config import Config
from wenju.errors import ConfigError, DocumentError
from wenju.library.background import build_in_background
from wenju.library.library import Library

ROOT = Path(__file__).parents[2]
TEXT = "年度报告\n\n甲区捐赠图书三百册，都是新的科学读物。\n"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "报告.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "aliases.txt").write_text("图书 = 书籍\n", encoding="utf-8")
    return Config(corpus=tmp_path / "corpus", index=tmp_path / "index", aliases=tmp_path / "aliases.txt")


def test_it_builds_as_here_and_a_library_goes_on_with_it(config: Config) -> None:
    (config.corpus / "old.doc").write_bytes(b"x")
    told: list[tuple[str, int, int]] = []
    report = build_in_background(config, lambda *step: told.append(step))
    assert (report.documents, report.new, report.passages) == (1, 1, 1)
    assert [name for name, _ in report.failed] == ["old.doc"]
    assert {stage for stage, _, _ in told} == {"read", "embed", "index"}
    assert told[-1] == ("index", 1, 1)
    library = Library.open(Config(corpus=config.corpus, index=config.index))
    assert library.config.aliases == config.aliases  # as the index was built
    assert "三百册" in library.search("捐赠了多少图书", 1)[0].passage.text
    library.add("报告.txt", TEXT.replace("三百", "五百").encode())
    assert library.rebuild().changed == 1
    assert "五百册" in library.search("捐赠了多少图书", 1)[0].passage.text


def test_what_it_raises_is_raised_here(config: Config, tmp_path: Path) -> None:
    (config.corpus / "报告.txt").unlink()
    with pytest.raises(ConfigError, match="no document in it"):
        build_in_background(config)
    (config.corpus / "old.doc").write_bytes(b"x")
    with pytest.raises(DocumentError, match=r"old\.doc"):
        build_in_background(config)


CHILD = """
import sys, threading
from pathlib import Path
from wenju.library.background import build_in_background
from wenju.config import Config

build_in_background(Config(corpus=Path(sys.argv[1]), index=Path(sys.argv[2])), lambda *step: print(*step, flush=True))
"""


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_it_ends_with_the_process_that_started_it(config: Config) -> None:
    for number in range(3000):
        (config.corpus / f"{number}.txt").write_text(f"第{number}号文件说的是{number}件事。\n", encoding="utf-8")
    command = [sys.executable, "-c", CHILD, str(config.corpus), str(config.index)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT)
    assert parent.stdout is not None
    assert parent.stdout.readline().startswith(b"read ")
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    deadline = time.monotonic() + 60
    while not _is_free(config.index):  # the lock is the operating system's and ends with the process that holds it
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert not (config.index / "manifest.json").exists()  # it was stopped and did not come to its end


def _is_free(index: Path) -> bool:
    from filelock import FileLock, Timeout

    try:
        with FileLock(index / ".lock", timeout=0):
            return True
    except Timeout:
        return False
