"""An index folder as a transaction: written beside, checksummed, fsynced, then made current by one rename.

    index/manifest.json      which build is current, and all that must match for it to be used
    index/build-000007/      the files of that build

The rename of the manifest is the only step that changes what is read, so whatever kills a build, the old one answers.
What the files hold is the business of `index`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from wenju.errors import IndexFileError

MANIFEST = "manifest.json"
LOCK = ".lock"
# Lies beside the manifest while the current build may be one that its store was not told of.
UNTOLD = ".untold"
BUILD = re.compile(r"build-(\d{6,})")
# Raised when the files of an index change their form.
FORMAT = 2
# Files up to this size are always read when an index is opened.
SMALL = 1_000_000


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index says of itself. `sources`, `settings` and `files` map names to SHA-256.

    `stamps` are size and time of change, in nanoseconds, that each of `files` had when it was published.
    `failed` are the sources that could not be read, each with the reason; they are in no other file of the index.
    `options` are the paths of a dictionary and alias file that were given and do not lie in the corpus, and, where the
    vectors are in a `store`, its address, who the index is there and which build; a `replica` of one says so.
    """

    version: str
    encoder: dict[str, Any]
    tokenizer: str
    passage_tokens: int
    counts: dict[str, int]
    sources: dict[str, str]
    settings: dict[str, str] = field(default_factory=dict)
    options: dict[str, str] = field(default_factory=dict)
    calibration: dict[str, Any] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    stamps: dict[str, list[int]] = field(default_factory=dict)
    build: int = 0
    format: int = FORMAT


def read_manifest(index: Path) -> Manifest:
    """The current manifest. Raises `IndexFileError` where there is none, or of another format."""
    path = index / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        command = f"python build_index.py --index {shlex.quote(str(index))}"
        raise IndexFileError(f"{index}: there is no index here yet; build it: {command}") from None
    except (OSError, ValueError) as error:
        raise IndexFileError(f"{path}: not readable ({error}); rebuild: python build_index.py --full") from error
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        form = found.get("format") if isinstance(found, dict) else None
        raise IndexFileError(f"{path}: format {form}, this program reads {FORMAT}; run python build_index.py --full")
    try:
        return Manifest(**found)
    except TypeError as error:
        raise IndexFileError(f"{path}: damaged ({error}); rebuild: python build_index.py --full") from error


def build_folder(index: Path, manifest: Manifest) -> Path:
    """Where the files of a manifest's build lie."""
    return index / f"build-{manifest.build:06d}"


def verify(folder: Path, manifest: Manifest, *, whole: bool = False) -> None:
    """Compare every file with the manifest. Raises `IndexFileError` naming the first that differs.

    A large file that still has the size and the time of change it was published with is read only if `whole`: reading
    a gigabyte at every start would cost seconds. One that was copied, or written to, has another time and is read.
    """
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise IndexFileError(f"{path}: missing from the index; rebuild: python build_index.py --full")
        stamp = _stamp(path)
        if not whole and stamp[0] > SMALL and stamp == manifest.stamps.get(name):
            continue
        found = checksum(path)
        if found != expected:
            raise IndexFileError(
                f"{path}: checksum {found[:12]}, the manifest says {expected[:12]}; "
                "the file was changed or damaged: rebuild with python build_index.py --full"
            )


def _stamp(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns]


def checksum(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def locked(index: Path) -> Iterator[None]:
    """One build at a time; the lock is the operating system's and ends with its process."""
    from filelock import FileLock, Timeout

    index.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(index / LOCK, timeout=0):
            yield
    except Timeout as error:
        raise IndexFileError(f"{index}: another build is writing here; wait for it, or give another --index") from error


def begin(index: Path, current: Manifest | None) -> Path:
    """An empty folder for the next build. What killed builds left behind is removed."""
    builds, now = _builds(index), current.build if current else 0
    if current or not (index / MANIFEST).exists():  # what a manifest that cannot be read may still name is kept
        for number, folder in builds.items():
            if number != now:
                shutil.rmtree(folder, ignore_errors=True)  # where it is still open, a later build removes it
    folder = index / f"build-{max([now, *builds]) + 1:06d}"
    folder.mkdir()
    return folder


def _builds(index: Path) -> dict[int, Path]:
    """The builds that lie in an index folder, by number; whatever else lies there is the user's own."""
    found = ((BUILD.fullmatch(path.name), path) for path in index.iterdir())
    return {int(match[1]): path for match, path in found if match and path.is_dir()}


def publish(index: Path, folder: Path, manifest: Manifest) -> Manifest:
    """Make `folder` the current build and remove the one before it."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(".lock"))
    for path in files:
        _sync(path)
    for path in (folder, *(p for p in folder.rglob("*") if p.is_dir())):
        _sync(path)
    sums = {p.relative_to(folder).as_posix(): checksum(p) for p in files}
    stamps = {p.relative_to(folder).as_posix(): _stamp(p) for p in files}
    number = int(folder.name.removeprefix("build-"))
    final = replace(manifest, files=sums, stamps=stamps, build=number)
    _sync(index)
    beside = index / (MANIFEST + ".new")
    beside.write_text(json.dumps(asdict(final), ensure_ascii=False, indent=1), encoding="utf-8")
    _sync(beside)
    os.replace(beside, index / MANIFEST)
    _sync(index)
    for old in _builds(index).values():
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)  # still open elsewhere on some systems: the next build removes it
    return final


def _sync(path: Path) -> None:
    """fsync a file or, where the system can, a folder."""
    if path.is_dir() and os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() or os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
