"""What is kept in the user's cache folder, and when it is believed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from wenju.cache import SETTLED_SECONDS, cache_folder, remembered


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "wenju"


def test_a_cache_folder_others_may_write_in_is_not_used(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache_folder() == cache
    cache.chmod(0o777)
    assert not cache_folder().exists()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    (tmp_path / "file").touch()
    assert not cache_folder().exists()


def settled(path: Path, content: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that was written long ago, as the cache sees it."""
    path.write_text(content, encoding="utf-8")
    later = time.time_ns() + 2 * SETTLED_SECONDS * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: later)
    return path


def test_what_is_said_of_a_file_is_said_again(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = settled(tmp_path / "重.bin", "old", monkeypatch)
    assert remembered([path], lambda: "first") == "first"
    assert remembered([path], lambda: "second") == "first"
    assert remembered([path, tmp_path], lambda: "of others") == "of others"


def test_a_changed_file_is_looked_at_also_where_size_and_time_are_as_before(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = settled(tmp_path / "weights", "old", monkeypatch)
    assert remembered([path], lambda: path.read_text(encoding="utf-8")) == "old"
    before = path.stat()
    path.write_text("new", encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (before.st_size, before.st_mtime_ns)
    assert remembered([path], lambda: path.read_text(encoding="utf-8")) == "new"


def test_a_file_that_is_put_in_place_of_another_is_looked_at(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = settled(tmp_path / "weights", "old", monkeypatch)
    assert remembered([path], lambda: path.read_text(encoding="utf-8")) == "old"
    other = tmp_path / "other"
    other.write_text("new", encoding="utf-8")
    os.replace(other, path)
    assert remembered([path], lambda: path.read_text(encoding="utf-8")) == "new"


def test_what_changed_a_moment_ago_is_not_remembered(cache: Path, tmp_path: Path) -> None:
    path = tmp_path / "fresh"
    path.write_text("old", encoding="utf-8")
    assert remembered([path], lambda: "first") == "first"
    assert remembered([path], lambda: "second") == "second"


@pytest.mark.parametrize("damage", [b"", b"[]", b'{"files": {}}', b"\xff"])
def test_a_damaged_memory_is_made_again(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: bytes
) -> None:
    path = settled(tmp_path / "weights", "old", monkeypatch)
    assert remembered([path], lambda: "first") == "first"
    (kept,) = cache.iterdir()
    kept.write_bytes(damage)
    assert remembered([path], lambda: "second") == "second"
    assert remembered([path], lambda: "third") == "second"
