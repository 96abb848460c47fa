"""Parsers that do what libraries do on damaged and hostile files, by name: `tests.parsers.hostile:hang`."""

from __future__ import annotations

import os
import re
import sys
import time
from pathlib import Path

from wenju.parsers.draft import Draft
from wenju.records import Heading, Place


def full(raw: bytes, name: str) -> Draft:
    """A draft with a value in every field."""
    return Draft(
        "一、名单\n区县：杨浦区；教师人数：45\n",
        "教师名单",
        "2017-12-06",
        (Heading(1, 0, 4, "一、名单"),),
        (Place(0, 5, page=1), Place(5, 20, page=2, sheet="名单", row=2)),
        ("sheet 名单: row 3 is empty",),
    )


def whoami(raw: bytes, name: str) -> Draft:
    """The number of the process that it runs in."""
    return Draft(str(os.getpid()), "", "")


def hang(raw: bytes, name: str) -> Draft:
    """Wait for ever."""
    while True:
        time.sleep(60)


def backtrack(raw: bytes, name: str) -> Draft:
    """Compute for ever in one call, which lets no other thread of Python run."""
    re.match(r"(a+)+b", "a" * 64)
    return Draft("", "", "")


def swell(raw: bytes, name: str) -> Draft:
    """Take all memory there is."""
    taken = []
    while True:
        taken.append(bytes(10_000_000))


def leave(raw: bytes, name: str) -> Draft:
    """End the process at once."""
    os._exit(3)


def quit(raw: bytes, name: str) -> Draft:
    """End the process as a program does."""
    sys.exit(4)


def abort(raw: bytes, name: str) -> Draft:
    """End as a library written in C does that finds its memory overwritten."""
    os.abort()


def stumble(raw: bytes, name: str) -> Draft:
    """Raise what no parser should."""
    raise KeyError("word/document.xml\nis missing " + "x" * 10_000)


def bytes_for_text(raw: bytes, name: str) -> Draft:
    """Give what is no JSON."""
    return Draft(raw, "", "")  # type: ignore[arg-type]


def half(raw: bytes, name: str) -> Draft:
    """Give half of a surrogate pair, which no file can be written with."""
    return Draft("\ud800", "", "")


def chatter(raw: bytes, name: str) -> Draft:
    """Print, and read from standard input."""
    print("a warning of a library", flush=True)
    os.write(1, b"and one of its parts in C\n")
    return Draft(sys.stdin.read() + "read", "", "")


def grumble(raw: bytes, name: str) -> Draft:
    """Warn of each of 1,000 pages."""
    return Draft("文", "", "", warnings=tuple(f"page {n}: no text" for n in range(1, 1001)))


def endless(raw: bytes, name: str) -> Draft:
    """More text than anybody reads."""
    return Draft("字" * 20_000_001, "", "")


def beat(raw: bytes, name: str) -> Draft:
    """Add to the file that is named in this one, for ever."""
    while True:
        with Path(raw.decode()).open("a") as file:
            file.write("beat\n")
        time.sleep(0.05)
