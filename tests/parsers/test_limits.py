"""Whatever a parser does to its process, the build gets a draft or an error in time, and the next file is read."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.parsers import hostile
from wenju.errors import DocumentError
from wenju.parsers import SUFFIXES, load, parser_of
from wenju.parsers.draft import Draft
from wenju.parsers.limits import FILE_BYTES, TEXT_BYTES, ParserProcess, most_bytes, parse_file

ROOT = Path(__file__).parents[2]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="no signals")


@pytest.fixture(scope="module")
def process() -> Iterator[ParserProcess]:
    """One for all tests, as for all files of a build."""
    with ParserProcess() as process:
        yield process


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "文件.pdf"
    path.write_bytes("内容".encode())
    return path


def parse(process: ParserProcess, path: Path, function: str) -> Draft:
    return process.parse(path, "子/文件.pdf", f"tests.parsers.hostile:{function}")


def failure(process: ParserProcess, path: Path, function: str) -> str:
    """The reason why nothing was read, without the name that it begins with; another file is read after it."""
    with pytest.raises(DocumentError) as caught:
        parse(process, path, function)
    assert parse(process, path, "full") == hostile.full(b"", "")
    name, reason = str(caught.value).split(": ", 1)
    assert name == "子/文件.pdf"
    return reason


def test_a_draft_comes_back_as_it_was(process: ParserProcess, path: Path) -> None:
    assert parse(process, path, "full") == hostile.full(b"", "")
    assert process.parse(path, "文件.pdf", "wenju.parsers.plain:parse_text").text == "内容"


def test_a_process_reads_many_files(process: ParserProcess, path: Path) -> None:
    assert parse(process, path, "whoami") == parse(process, path, "whoami")


def test_a_process_is_replaced_after_its_share_of_files(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenju.parsers.limits.FILES", 2)
    with ParserProcess() as process:
        numbers = [parse(process, path, "whoami").text for _ in range(4)]
    assert numbers[0] == numbers[1] != numbers[2] == numbers[3]


@pytest.mark.parametrize("function", ["hang", "backtrack"])
def test_what_hangs_is_ended(path: Path, function: str) -> None:
    with ParserProcess(seconds=1) as process:
        assert failure(process, path, function).startswith("not read within 1 s; ")


@pytest.mark.skipif(sys.platform != "linux", reason="the address space can be limited on Linux")
def test_what_takes_all_memory_is_ended(path: Path) -> None:
    with ParserProcess(memory=400_000_000) as process:
        assert failure(process, path, "swell") == "takes more than 0.4 GB of memory to read; split it."


@pytest.mark.parametrize(("function", "code"), [("leave", "exit code 3"), ("quit", "exit code 4")])
def test_what_ends_its_process_is_told(process: ParserProcess, path: Path, function: str, code: str) -> None:
    assert failure(process, path, function).startswith(f"its parser broke off ({code}); ")


@POSIX
def test_what_crashes_is_told(process: ParserProcess, path: Path) -> None:
    assert failure(process, path, "abort").startswith("its parser broke off (signal 6); ")


def test_what_a_library_raises_is_about_the_file_and_short(process: ParserProcess, path: Path) -> None:
    before = parse(process, path, "whoami")
    reason = failure(process, path, "stumble")
    assert reason.startswith("cannot be read (KeyError: 'word/document.xml")
    assert "\n" not in reason
    assert len(reason) < 350
    assert failure(process, path, "bytes_for_text").startswith("cannot be read (TypeError: ")
    assert failure(process, path, "half").startswith("cannot be read (UnicodeEncodeError: ")
    assert parse(process, path, "whoami") == before


def test_a_library_that_is_not_there_is_no_fault_of_the_file(process: ParserProcess, path: Path) -> None:
    with pytest.raises(DocumentError, match=r"No module named 'tests.parsers.nowhere'.*install"):
        process.parse(path, "文件.pdf", "tests.parsers.nowhere:parse")


def test_what_a_library_prints_is_no_reply(process: ParserProcess, path: Path) -> None:
    assert parse(process, path, "chatter").text == "read"


def test_as_many_warnings_as_a_person_reads(process: ParserProcess, path: Path) -> None:
    warnings = parse(process, path, "grumble").warnings
    assert (len(warnings), warnings[19:]) == (21, ("page 20: no text", "and 980 more of the kind"))


def test_too_much_text_is_refused(process: ParserProcess, path: Path) -> None:
    assert failure(process, path, "endless").startswith("has 20,000,001 characters of text, at most 20,000,000 ")


@pytest.mark.parametrize(("name", "most"), [("文.txt", TEXT_BYTES), ("文.HTML", TEXT_BYTES), ("文.pdf", FILE_BYTES)])
def test_a_file_that_is_too_large_is_not_read(process: ParserProcess, tmp_path: Path, name: str, most: int) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(most + 1_000_000)
    assert most_bytes(name) == most
    with pytest.raises(DocumentError, match=f"^{name}: has {most / 1e6 + 1:.1f} MB, at most {most / 1e6:.0f} MB"):
        parse_file(path, name, process)


def test_a_format_that_is_refused_is_not_even_looked_at() -> None:
    assert (most_bytes("旧.doc"), most_bytes("图.png")) == (0, 0)


def test_a_file_that_is_gone_is_named(process: ParserProcess, tmp_path: Path) -> None:
    for name in ("没有.txt", "没有.pdf"):
        with pytest.raises(DocumentError, match=rf"^{name}: No such file.*make the file readable"):
            parse_file(tmp_path / name, name, process)


def test_plain_text_needs_no_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "文.md"
    path.write_text("# 题\n\n内容。\n", encoding="utf-8")
    monkeypatch.setattr(subprocess, "Popen", None)
    assert parse_file(path, "文.md", ParserProcess()).title == "题"


def test_where_the_build_is_killed_its_child_ends_too(tmp_path: Path) -> None:
    beats, path = tmp_path / "beats", tmp_path / "文件.pdf"
    path.write_text(str(beats), encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; from wenju.parsers.limits import ParserProcess; "
        "ParserProcess(seconds=2).parse(Path(sys.argv[1]), 'a', 'tests.parsers.hostile:beat')"
    )
    build = subprocess.Popen([sys.executable, "-c", program, str(path)], cwd=ROOT)
    wait_until(beats.is_file)
    build.kill()
    build.wait()

    def is_silent() -> bool:
        before = beats.stat().st_size
        time.sleep(1)
        return beats.stat().st_size == before

    wait_until(is_silent)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait a minute at most."""
    end = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_parser_is_there(suffix: str) -> None:
    assert parser_of(f"文.{suffix[1:].upper()}") == SUFFIXES[suffix]
    assert callable(load(SUFFIXES[suffix]))
