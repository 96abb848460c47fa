"""A build in a process of its own, so that questions go on being answered meanwhile and first.

In: a `Config`. Out: what `build_index` gives or raises. The child is given what the processor has left, and its memory
is free again when it ends. It writes lines of JSON, and ends with the process that started it: an index is made
current by one rename, so that whatever ends a build, the old index still answers.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from wenju import errors
from wenju.build import Progress, build_index
from wenju.config import Config
from wenju.errors import IndexFileError, WenjuError
from wenju.milvus.address import parse
from wenju.report import BuildReport

# A build tells of every passage, a person looks a few times a second.
SECONDS_BETWEEN = 0.2
# Of 19: below everything a person waits for.
NICE = 10
_START = "import sys; _, given, *sys.path = sys.argv; from wenju.library.background import main; main(given)"


def build_in_background(config: Config, progress: Progress | None = None) -> BuildReport:
    """Build in a child process and wait for it. Raises the `WenjuError` that `build_index` raises there.

    A store that is a file is open in this process, and no other could open it: then it is built here.
    """
    if config.store and parse(config.store).is_file:
        return build_index(config, progress=progress)
    given = json.dumps(asdict(config), default=str)
    command = [sys.executable, "-c", _START, given, *map(str, sys.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        told: dict[str, Any] = {}
        for line in child.stdout:
            told = json.loads(line)
            if "stage" in told and progress:
                progress(told["stage"], told["done"], told["total"])
    if "report" in told:
        return _report(told["report"])
    if "error" in told:
        raise _error(told["kind"])(told["error"])
    raise IndexFileError(
        f"{config.index}: the build broke off (exit code {child.returncode}); what was there before still answers: "
        "build again, and see what it wrote to stderr"
    )


def main(given: str) -> None:
    """The child's side: build as the configuration says."""
    lines = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a library prints goes where errors go
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the process that started this one
    threading.Thread(target=_end_with_parent, args=(sys.stdin.buffer,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    try:
        report = build_index(config_of(json.loads(given)), progress=_Teller(lines))
        _tell(lines, {"report": asdict(report)})
    except WenjuError as error:
        _tell(lines, {"error": str(error), "kind": type(error).__name__})


def config_of(given: dict[str, Any]) -> Config:
    """A configuration that was written as JSON."""
    paths = {name: Path(given[name]) for name in ("corpus", "index", "dictionary", "aliases") if given[name]}
    return Config(
        model=given["model"], passage_tokens=given["passage_tokens"], store=given["store"], dask=given["dask"], **paths
    )


class _Teller:
    """Progress as lines, not more of them than anybody looks at, and always the last of a stage."""

    def __init__(self, lines: IO[str]) -> None:
        self._lines, self._told = lines, 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if done == total or now - self._told > SECONDS_BETWEEN:
            _tell(self._lines, {"stage": stage, "done": done, "total": total})
            self._told = now


def _tell(lines: IO[str], record: dict[str, Any]) -> None:
    print(json.dumps(record), file=lines, flush=True)


def _end_with_parent(standard_input: IO[bytes]) -> None:
    """The parent holds the other end and writes nothing into it, so that this returns when it is gone."""
    standard_input.read()
    os._exit(1)


def _report(record: dict[str, Any]) -> BuildReport:
    pairs = {name: tuple(map(tuple, record[name])) for name in ("failed", "warnings")}
    return BuildReport(**{**record, **pairs, "empty": tuple(record["empty"])})


def _error(kind: str) -> type[WenjuError]:
    found: type[WenjuError] = getattr(errors, kind)
    return found
