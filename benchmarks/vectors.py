"""Ways to search many vectors, measured: `python benchmarks/vectors.py [--rows N ...] [--kinds KIND ...]`.

The vectors are those of real passages, and variations of them: `passages.jsonl.gz` (lines with `title` and `text`) is
embedded as far as `--real` goes, and each further passage is a real vector moved along the difference of two others,
with two sentences each moved a little further. That keeps the shape of the space; it is not a corpus of that size. The
questions are 200 pieces of other passages, embedded as questions. All of it is seeded.

Recall is the share of the exact ten best rows among the ten best found; each way proposes 400 rows that are then scored
truly. Milliseconds are of one question on one thread: on the clock, and of the processor, which does not count what
else the machine had to do. Resident memory is of a process that has asked all questions: its own, and mapped files.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

DEPTH, QUESTIONS, BEST = 400, 200, 10
BLOCK = 30_000
# faiss factory strings; "wenju" is what the package does by itself. An HNSW graph is not made of more rows than these.
KINDS = ("wenju", "SQ8", "SQfp16", "IVF1024,SQ8", "HNSW32,SQ8")
GRAPH_ROWS = 50_000
PROBED = (32, 128, 256)


def embed(source: Path, real: int, folder: Path) -> None:
    """`real.npy` and `questions.npy` from the shipped encoder."""
    from wenju.encoder import SentenceEncoder
    from wenju.records import Reading

    with gzip.open(source, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    picked = random.Random(1).sample(rows, real + QUESTIONS)
    encoder = SentenceEncoder()
    np.save(folder / "real.npy", encoder.encode_passages([Reading(r["title"], r["text"][:400]) for r in picked[:real]]))
    np.save(folder / "questions.npy", np.array([encoder.encode_query(r["text"][20:60]) for r in picked[real:]]))


def vary(real: Any, count: int, path: Path) -> None:
    """`count` rows, three for each passage: the passage, and two sentences near it."""
    rng = np.random.default_rng(0)
    out = np.lib.format.open_memmap(path, "w+", np.float32, (count, real.shape[1]))

    def moved(rows: int) -> Any:
        return real[rng.integers(0, len(real), rows)] - real[rng.integers(0, len(real), rows)]

    for at in range(0, count, BLOCK):
        size = min(BLOCK, count - at)
        passages = -(-size // 3)
        whole = real[rng.integers(0, len(real), passages)] + rng.uniform(0.2, 0.7, (passages, 1)) * moved(passages)
        apart = rng.uniform(0.1, 0.6, (size, 1))
        apart[::3] = 0
        rows = np.repeat(whole, 3, axis=0)[:size] + apart * moved(size)
        out[at : at + size] = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    out.flush()


def exact(vectors: Any, questions: Any) -> Any:
    """The ten best rows of each question, of shape (questions, 10)."""
    found = []
    for at in range(0, len(vectors), BLOCK):
        scores = questions @ vectors[at : at + BLOCK].T
        best = np.argpartition(-scores, BEST, axis=1)[:, :BEST]
        found.append((np.take_along_axis(scores, best, 1), best + at))
    scores, rows = (np.concatenate(column, axis=1) for column in zip(*found, strict=True))
    return np.take_along_axis(rows, np.argsort(-scores, axis=1)[:, :BEST], 1)


def build(kind: str, source: Path, folder: Path) -> dict[str, Any]:
    """Seconds and bytes; run in a process of its own."""
    vectors = np.load(source, mmap_mode="r")
    began, used = time.perf_counter(), time.process_time()
    if kind == "wenju":
        from wenju.dense.faiss import FaissRows

        FaissRows.write(folder, vectors)
    else:
        _build_factory(kind, vectors, folder / "index")
    codes = [p for p in folder.iterdir() if p.suffix != ".npy"]
    return {
        "build_s": round(time.perf_counter() - began, 1),
        "build_cpu_s": round(time.process_time() - used, 1),
        "bytes": sum(p.stat().st_size for p in codes),
        "bytes_with_vectors": sum(p.stat().st_size for p in codes) + source.stat().st_size,
    }


def _build_factory(kind: str, vectors: Any, path: Path) -> None:
    import faiss

    index = faiss.index_factory(vectors.shape[1], kind, faiss.METRIC_L2)
    if not index.is_trained:
        index.train(np.ascontiguousarray(vectors[:: max(1, len(vectors) // 60_000)]))
    for at in range(0, len(vectors), BLOCK):
        index.add(np.ascontiguousarray(vectors[at : at + BLOCK]))
    faiss.write_index(index, str(path))


def ask(kind: str, source: Path, folder: Path) -> list[dict[str, Any]]:
    """Recall, milliseconds and memory; run in a process of its own."""
    from wenju.dense import Rows, cosines
    from wenju.dense.faiss import FaissRows

    questions, truth = np.load(source.parent / "questions.npy"), np.load(source.with_suffix(".exact.npy"))
    rows: Rows
    if kind == "wenju":
        rows, settings = FaissRows.open(folder), [("", 0)]
    else:
        import faiss

        index: Any = faiss.read_index(str(folder / "index"), faiss.IO_FLAG_MMAP | faiss.IO_FLAG_READ_ONLY)
        rows = FaissRows(np.load(source, mmap_mode="r"), index)
        settings = [("nprobe", n) for n in PROBED] if "IVF" in kind else [("", 0)]
        if "HNSW" in kind:
            index.hnsw.efSearch = DEPTH
    results = []
    for name, value in settings:
        if name:
            setattr(index, name, value)
        for _ in range(2):  # the second time as it is when it is warm
            times, used, found = [], [], 0
            for question, best in zip(questions, truth, strict=True):
                began, worked = time.perf_counter(), time.thread_time()
                numbers, vectors = rows.nearest(question, DEPTH)
                first = numbers[np.argsort(-cosines(vectors, question), kind="stable")[:BEST]]
                times.append(1000 * (time.perf_counter() - began))
                used.append(1000 * (time.thread_time() - worked))
                found += len(set(first.tolist()) & set(best.tolist()))
        results.append(
            {
                "kind": kind + (f" {name}={value}" if name else ""),
                "recall@10": round(found / truth.size, 4),
                "p50_ms": round(float(np.median(times)), 2),
                "cpu_p50_ms": round(float(np.median(used)), 2),
                "p95_ms": round(float(np.percentile(times, 95)), 2),
                **memory(),
            }
        )
    return results


def memory() -> dict[str, int]:
    """Megabytes of this process: resident, its own, and shared as files."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines() if ":" in line)
    names = {"resident_mb": "VmRSS", "own_mb": "RssAnon", "files_mb": "RssFile"}
    return {name: int(status[field].split()[0]) // 1024 for name, field in names.items()}


def child(step: str, kind: str, source: Path, folder: Path) -> Any:
    """Run `build` or `ask` in a process of its own, on one thread."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, __file__, step, kind, str(source), str(folder)]
    return json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)


def measure(options: argparse.Namespace, folder: Path) -> list[dict[str, Any]]:
    """A line for each number of rows and way to search them."""
    if options.vectors:
        for name in ("real.npy", "questions.npy"):
            (folder / name).write_bytes((options.vectors / name).read_bytes())
    else:
        embed(options.passages, options.real, folder)
    lines = []
    for count in options.rows:
        source = folder / f"{count}.npy"
        vary(np.load(folder / "real.npy"), count, source)
        np.save(
            source.with_suffix(".exact.npy"), exact(np.load(source, mmap_mode="r"), np.load(folder / "questions.npy"))
        )
        for kind in options.kinds:
            if "HNSW" in kind and count > GRAPH_ROWS:
                continue
            with tempfile.TemporaryDirectory(dir=folder) as place:
                built = child("build", kind, source, Path(place))
                for asked in child("ask", kind, source, Path(place)):
                    lines.append({"rows": count, **asked, **built, "load": round(os.getloadavg()[0], 1)})
                    print(json.dumps(lines[-1]), flush=True)
        source.unlink()
    return lines


def main() -> int:
    """Measure and write the result."""
    if sys.argv[1:2] and sys.argv[1] in ("build", "ask"):
        step, kind, source, folder = sys.argv[1:]
        print(json.dumps({"build": build, "ask": ask}[step](kind, Path(source), Path(folder))))
        return 0
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=Path, default=Path("passages.jsonl.gz"), help="real passages to embed")
    parser.add_argument("--vectors", type=Path, help="a folder with real.npy and questions.npy, embedded before")
    parser.add_argument("--real", type=int, default=3_000, help="so many passages are embedded")
    parser.add_argument("--rows", type=int, nargs="+", default=[50_000, 150_000, 1_000_000])
    parser.add_argument("--kinds", nargs="+", default=list(KINDS))
    parser.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines = measure(options, Path(folder))
    machine = {"python": platform.python_version(), "cores": os.cpu_count(), "threads": 1, "real": options.real}
    options.out.write_text(json.dumps({"machine": machine, "results": lines}, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
