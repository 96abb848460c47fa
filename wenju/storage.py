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
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from wenju.errors import IndexFileError

MANIFEST = "manifest.json"
LOCK = ".lock"
# Raised when the files of an index change their form.
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an index says of itself. `sources` and `files` map names to SHA-256."""

    version: str
    encoder: dict[str, Any]
    tokenizer: str
    passage_tokens: int
    counts: dict[str, int]
    sources: dict[str, str]
    settings: dict[str, str] = field(default_factory=dict)
    calibration: dict[str, Any] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    build: int = 0
    format: int = FORMAT


def read_manifest(index: Path) -> Manifest:
    """The current manifest. Raises `IndexFileError` where there is none, or of another format."""
    path = index / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise IndexFileError(f"{index}: there is no index here yet; build it: python build_index.py") from None
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


def verify(folder: Path, manifest: Manifest) -> None:
    """Compare every file with its checksum. Raises `IndexFileError` naming the first that differs."""
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file():
            raise IndexFileError(f"{path}: missing from the index; rebuild: python build_index.py --full")
        found = checksum(path)
        if found != expected:
            raise IndexFileError(
                f"{path}: checksum {found[:12]}, the manifest says {expected[:12]}; "
                "the file was changed or damaged: rebuild with python build_index.py --full"
            )


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
    keep = build_folder(index, current) if current else None
    for folder in index.glob("build-*"):
        if folder != keep:
            shutil.rmtree(folder)
    folder = index / f"build-{(current.build if current else 0) + 1:06d}"
    folder.mkdir()
    return folder


def publish(index: Path, folder: Path, manifest: Manifest) -> Manifest:
    """Make `folder` the current build and remove the one before it."""
    files = sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(".lock"))
    for path in files:
        _sync(path)
    for path in (folder, *(p for p in folder.rglob("*") if p.is_dir())):
        _sync(path)
    sums = {p.relative_to(folder).as_posix(): checksum(p) for p in files}
    final = Manifest(**{**asdict(manifest), "files": sums, "build": int(folder.name.removeprefix("build-"))})
    beside = index / (MANIFEST + ".new")
    beside.write_text(json.dumps(asdict(final), ensure_ascii=False, indent=1), encoding="utf-8")
    _sync(beside)
    os.replace(beside, index / MANIFEST)
    _sync(index)
    for old in index.glob("build-*"):
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
