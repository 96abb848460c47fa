from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from wenju import storage
from wenju.errors import IndexFileError
from wenju.storage import Manifest

LARGE = b"1" * (storage.SMALL + 1)


@pytest.fixture
def published(tmp_path: Path) -> tuple[Path, Manifest]:
    folder = storage.begin(tmp_path, None)
    (folder / "large").write_bytes(LARGE)
    (folder / "small").write_bytes(b"1")
    manifest = Manifest("1", {}, "", 320, {}, {})
    return folder, storage.publish(tmp_path, folder, manifest)


def overwrite_keeping_the_time(path: Path, content: bytes) -> None:
    """As a damaged disk would."""
    status = path.stat()
    path.write_bytes(content)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize("name", ["large", "small"])
def test_what_was_written_to_is_read_and_noticed(published: tuple[Path, Manifest], name: str) -> None:
    folder, manifest = published
    storage.verify(folder, manifest)
    content = (folder / name).read_bytes()
    (folder / name).write_bytes(b"2" + content[1:])  # as long as before
    os.utime(folder / name, ns=(0, 0))
    with pytest.raises(IndexFileError, match=rf"{name}: checksum"):
        storage.verify(folder, manifest)


def test_another_size_is_noticed_whatever_the_time_says(published: tuple[Path, Manifest]) -> None:
    folder, manifest = published
    overwrite_keeping_the_time(folder / "large", LARGE + b"1")
    with pytest.raises(IndexFileError, match="large: checksum"):
        storage.verify(folder, manifest)


def test_silent_damage_is_found_where_all_is_read(published: tuple[Path, Manifest]) -> None:
    folder, manifest = published
    overwrite_keeping_the_time(folder / "large", b"2" + LARGE[1:])
    storage.verify(folder, manifest)
    with pytest.raises(IndexFileError, match="large: checksum"):
        storage.verify(folder, manifest, whole=True)


def test_silent_damage_of_a_small_file_is_always_found(published: tuple[Path, Manifest]) -> None:
    folder, manifest = published
    overwrite_keeping_the_time(folder / "small", b"2")
    with pytest.raises(IndexFileError, match="small: checksum"):
        storage.verify(folder, manifest)


def test_a_copy_is_read_and_right(published: tuple[Path, Manifest], tmp_path: Path) -> None:
    folder, manifest = published
    shutil.copytree(folder, tmp_path / "copy", copy_function=shutil.copyfile)
    storage.verify(tmp_path / "copy", manifest)


def test_where_no_index_is_the_command_that_builds_it_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match=r"build it: python build_index\.py --index '.*/my index'$"):
        storage.read_manifest(tmp_path / "my index")


def test_a_former_build_that_is_still_open_is_left_for_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some systems remove no file that is mapped: an engine that still answers must not keep a build from beginning."""
    (tmp_path / "build-000001").mkdir()
    (tmp_path / "build-000001" / "open").touch()

    def refuse(path: object, *args: object, **options: object) -> None:
        raise PermissionError(13, "used by another process", str(path))

    monkeypatch.setattr("os.unlink", refuse)
    assert storage.begin(tmp_path, None) == tmp_path / "build-000002"
    monkeypatch.undo()
    assert storage.begin(tmp_path, None).name == "build-000003"
    assert [path.name for path in tmp_path.iterdir()] == ["build-000003"]
