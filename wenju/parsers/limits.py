"""Reading files such that no single one can take a build down with it.

In: a path. Out: a `Draft`, or a `DocumentError` within a limit of size, time and memory. Plain text is parsed here.
Every other format is a library's business, and libraries hang, crash and swell on damaged or hostile files: they work
in a child process, which is started once, reads one file after the other, and is replaced when it ends. Both talk in
lines of JSON, so that nothing a file says is ever run. What the child does with a line is left to `child`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from wenju.errors import DocumentError
from wenju.parsers import MARKDOWN, SUFFIXES, load, parser_of, suffix_of
from wenju.parsers.draft import Draft
from wenju.records import Heading, Place

# Text of this size is 7 million characters, ten long novels; an export or a log that is larger is no document.
TEXT_BYTES = 20_000_000
# Formats that carry pictures: a scanned book with text behind it has 100 MB and more.
FILE_BYTES = 200_000_000
# A PDF of 3,000 pages takes about a minute on a slow machine. A file that hangs costs this much, and once a build.
SECONDS = 300.0
# Pages and sheets within the limits above stay well below it, and a machine that runs the encoder has as much.
MEMORY = 2_000_000_000
# Libraries leak; after so many files the child is replaced, which takes less than a second.
FILES = 200
# How long a child that has closed its pipe is waited for.
GRACE = 5.0

_TEXT = frozenset({".txt", *MARKDOWN, ".csv", ".html", ".htm"})
_PLAIN = "wenju.parsers.plain:"
# What the child ends with when it has no memory left; when its time is over it ends with 1, as its watchdog has it.
OUT_OF_MEMORY = 77
_START = (
    "import sys; seconds, memory, *sys.path = sys.argv[1:]; "
    "from wenju.parsers.child import main; main(float(seconds), int(memory))"
)


def most_bytes(name: str) -> int:
    """How large a file may be that is read; 0 for a format that is refused."""
    suffix = suffix_of(name)
    if suffix not in SUFFIXES:
        return 0
    return TEXT_BYTES if suffix in _TEXT else FILE_BYTES


def parse_file(path: Path, name: str, process: ParserProcess) -> Draft:
    """What stands in a file. Raises `DocumentError`."""
    parser = parser_of(name)
    if parser.startswith(_PLAIN):
        return load(parser)(read_bytes(path, name, most_bytes(name)), name)
    return process.parse(path, name, parser, most_bytes(name))


def read_bytes(path: Path, name: str, most: int) -> bytes:
    """The bytes of a file of at most `most`, looked at before they are read. Raises `DocumentError`."""
    try:
        size = path.stat().st_size
        if size > most:
            raise DocumentError(
                f"{name}: has {size / 1e6:.1f} MB, at most {most / 1e6:.0f} MB are read; "
                "split it, or save it with smaller pictures."
            )
        return path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{name}: {error.strerror}; make the file readable, or remove it.") from error


class ParserProcess:
    """A child process that parses files, within limits for each of them. Leaving the context ends it.

    The limit of memory holds where the system has one for address space (Linux); that of time everywhere.
    """

    def __init__(self, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds, self._memory = seconds, memory
        self._child: subprocess.Popen[bytes] | None = None
        self._files = 0

    def __enter__(self) -> ParserProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def parse(self, path: Path, name: str, parser: str, most: int = FILE_BYTES) -> Draft:
        """What `parser` makes of a file. Raises `DocumentError` where it cannot, or not within the limits."""
        began = time.monotonic()
        reply = self._ask({"path": str(path.absolute()), "name": name, "parser": parser, "most": most})
        if reply is None:
            raise DocumentError(f"{name}: {self._why(self._end(), time.monotonic() - began)}")
        if "error" in reply:
            raise DocumentError(reply["error"])
        return draft_of(reply)

    def _ask(self, request: dict[str, Any]) -> dict[str, Any] | None:
        """The child's reply, or None where it ended instead."""
        child = self._running()
        assert child.stdin is not None
        assert child.stdout is not None
        self._files += 1
        try:
            child.stdin.write(json.dumps(request).encode() + b"\n")
            child.stdin.flush()
            line = child.stdout.readline()
        except OSError:  # a broken pipe
            line = b""
        if line.endswith(b"\n"):
            reply: dict[str, Any] = json.loads(line)
            return reply
        with suppress(subprocess.TimeoutExpired):  # let it end by itself: its exit code tells why
            child.wait(GRACE)
        return None

    def _running(self) -> subprocess.Popen[bytes]:
        """The child, a new one where there is none, it has ended, or it has read its share of files."""
        if self._child is None or self._files >= FILES or self._child.poll() is not None:
            self._end()
            # On the same path as this process. One thread is enough for a parser, and what a library of mathematics
            # sets aside for one thread of each core would count against the memory.
            command = [sys.executable, "-c", _START, str(self._seconds), str(self._memory), *map(str, sys.path)]
            threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
            self._child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **threads}
            )
            self._files = 0
        return self._child

    def _end(self) -> int:
        """End the child, if there is one; the code it ended with."""
        child, self._child = self._child, None
        if child is None:
            return 0
        assert child.stdin is not None
        assert child.stdout is not None
        child.kill()
        with suppress(OSError):  # a request that it never read is lost with it
            child.stdin.close()
        child.stdout.close()
        return child.wait()

    def _why(self, code: int, seconds: float) -> str:
        """Why a child ended, and the cure."""
        if code == 1 and seconds >= self._seconds:
            return f"not read within {self._seconds:.0f} s; split it, or open it in its program and save it anew."
        if code == OUT_OF_MEMORY:
            return f"takes more than {self._memory / 1e9:.1f} GB of memory to read; split it."
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"its parser broke off ({how}); the file is damaged: open it in its program and save it anew."


def draft_of(reply: dict[str, Any]) -> Draft:
    """The draft that a child wrote as JSON."""
    return Draft(
        reply["text"],
        reply["title"],
        reply["date"],
        tuple(Heading(**heading) for heading in reply["headings"]),
        tuple(Place(**place) for place in reply["places"]),
        tuple(reply["warnings"]),
    )
