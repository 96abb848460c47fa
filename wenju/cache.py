"""The user's own cache folder, and what is remembered there of large files that hardly ever change.

In: what it costs to make again. Out: the same, quicker. Nothing in it is needed: what is missing, damaged or not to be
trusted is made anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

# A file that changed so lately may change again within one tick of its file system's clock, unseen.
SETTLED_SECONDS = 3


def cache_folder() -> Path:
    """The user's own cache folder, made with mode 0700; a path where nothing can be if there is none to be trusted.

    What is in it is believed, and read with `marshal`, so a folder in which others may write is not used at all.
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    folder = (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "wenju"
    nowhere = Path(os.devnull) / "wenju"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return nowhere
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o022):
        return nowhere
    return folder


def keep(path: Path, content: bytes) -> None:
    """Write a cache file whole or not at all; one that cannot be written only costs time at the next start."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
    except OSError:
        return


def remembered(files: Sequence[Path], make: Callable[[], str]) -> str:
    """What `make` says of these files, remembered for as long as none of them changes.

    A file is the same while its size, both its times and its place on the disk are: the time of the last change of its
    record (ctime) is the system's own, and writing the old modification time back changes it too.
    """
    now = {str(path.resolve()): _state(path) for path in files}
    name = hashlib.sha256("\n".join(now).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    path = cache_folder() / f"of-files-{name}.json"
    try:
        kept = json.loads(path.read_bytes())
        if kept["files"] == now and isinstance(kept["said"], str):
            return str(kept["said"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    said = make()
    changed = max((max(state[1:3]) for state in now.values()), default=0)
    if time.time_ns() - changed > SETTLED_SECONDS * 10**9 and now == {str(p.resolve()): _state(p) for p in files}:
        keep(path, json.dumps({"files": now, "said": said}).encode())
    return said


def _state(path: Path) -> list[int]:
    status = path.stat()
    return [status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino]
