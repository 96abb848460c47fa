"""Run one step of one peer in a process of its own, within limits of time and memory, and keep what came out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BENCHMARKS = Path(__file__).parents[1]
Figures = dict[str, Any]
# How often a running step is looked at, in seconds: a cold start is measured to this.
GLANCE = 0.01


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a step is ended. `threads` are those of the libraries' computing; 0 leaves it to them."""

    seconds: float
    megabytes: float
    threads: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a process printed last, or why it failed; `first_s` is when it printed its first line."""

    figures: Figures
    failed: str
    first_s: float


class Kept:
    """Results in a folder, one file each, written as soon as they exist. Other conditions are another result."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, corpus: str, peer: str, step: str, conditions: Figures) -> Figures | None:
        """What was kept under these conditions; None where there is nothing."""
        try:
            record: Figures = json.loads(self._path(corpus, peer, step).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return record if record["conditions"] == conditions else None

    def write(self, corpus: str, peer: str, step: str, record: Figures) -> None:
        """Keep a record whole or not at all."""
        path = self._path(corpus, peer, step)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_suffix(".new")
        beside.write_text(json.dumps(record), encoding="utf-8")
        os.replace(beside, path)

    def _path(self, corpus: str, peer: str, step: str) -> Path:
        return self._folder / corpus / f"{peer}.{step}.json"


def run_step(python: Path, step: str, peer: str, folder: Path, job: Path, limits: Limits) -> Outcome:
    """Run a step to its end, or to the limit that it meets first."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(BENCHMARKS.parent), str(BENCHMARKS)))}
    environment |= {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "TMPDIR": str(job.parent)}
    if limits.threads:
        environment["OMP_NUM_THREADS"] = str(limits.threads)
    command = [str(python), "-m", "peers.run", step, peer, str(folder), str(job)]
    out, complaints = job.with_suffix(".out"), job.with_suffix(".err")
    with out.open("w") as stdout, complaints.open("w") as stderr:
        began = time.perf_counter()
        process = subprocess.Popen(
            command, stdout=stdout, stderr=stderr, cwd=BENCHMARKS, env=environment, start_new_session=True
        )
        try:
            first_s, ended = _watch(process, out, began, limits)
        except BaseException:  # interrupted: the step must not go on by itself
            _end(process)
            raise
    if ended:
        return Outcome({}, ended, first_s)
    if process.returncode:
        lines = complaints.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return Outcome({}, lines[-1] if lines else f"ended with {process.returncode}", first_s)
    return Outcome(json.loads(out.read_text(encoding="utf-8").splitlines()[-1]), "", first_s)


def _watch(process: subprocess.Popen[bytes], out: Path, began: float, limits: Limits) -> tuple[float, str]:
    """(seconds to the first line, the limit that was met or "")."""
    first_s = 0.0
    while process.poll() is None:
        time.sleep(GLANCE)
        now = time.perf_counter() - began
        if not first_s and out.stat().st_size:
            first_s = now
        if now > limits.seconds:
            _end(process)
            return first_s, f"over {limits.seconds:g} s"
        if _resident(process.pid) > limits.megabytes:
            _end(process)
            return first_s, f"over {limits.megabytes:g} MB"
    return first_s or time.perf_counter() - began, ""


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a step with all that it started."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _resident(pid: int) -> float:
    """MB a process holds; 0 where nobody can tell."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except (OSError, IndexError, ValueError):
        return 0.0
