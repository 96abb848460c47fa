"""One step of one peer, in a process of its own: python -m peers.run STEP PEER FOLDER JOB.json

In: a job as `comparison.plan` writes it. Out: the figures as one line of JSON, the last one on stdout. Steps:
`vectors` (make shared vectors), `build`, `rebuild`, `query`, `cold`.
"""

from __future__ import annotations

import json
import re
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from peers import peer_class
from peers.contract import Clock, Passage, Peer, Shared

Job = dict[str, Any]
# Asked before anything is timed: what is loaded on first use, and pages that must come from the disk.
WARM_UP = 10
# Percentiles of at least so many questions, whatever time they take.
LEAST_ASKED = 20
STAGES = ("encode", "keyword", "vectors")


def vectors(peer: Peer, job: Job) -> dict[str, Any]:
    """Write the vectors that the peers share; says how many are real."""
    import numpy as np

    from peers.sampled import VectorStore, sampled
    from peers.sentence_model import embed, load_model

    model = load_model()
    texts = [p.whole for p in _passages(job)]
    store = VectorStore(Path(job["store"]) / "peers")
    began = time.perf_counter()
    rows, real = sampled(texts, lambda block: embed(model, block), store, job["real"])
    np.save(job["vectors"], rows)
    return {"real": real, "copies": len(texts) - real, "seconds": time.perf_counter() - began}


def build(peer: Peer, job: Job) -> dict[str, Any]:
    """Load, then index all passages."""
    passages = _passages(job)
    load_s = _seconds(peer.prepare)
    peer.clock.take()
    total = _seconds(lambda: peer.build(passages, _shared(job)))
    size = sum(path.stat().st_size for path in peer.folder.rglob("*") if path.is_file())
    return {
        "versions": peer.versions(),
        "passages": len(passages),
        "load_s": load_s,
        "build_s": total,
        "embed_s": peer.clock.take().get("embed", 0.0),
        "disk_mb": size / 1e6,
        **_memory(),
    }


def rebuild(peer: Peer, job: Job) -> dict[str, Any]:
    """Bring an index up to date; loading libraries and model is not counted."""
    passages = _passages(job)
    peer.prepare()
    peer.clock.take()
    total = _seconds(lambda: peer.update(passages, job["changed"], _shared(job)))
    return {"changed": len(job["changed"]), "rebuild_s": total, "embed_s": peer.clock.take().get("embed", 0.0)}


def query(peer: Peer, job: Job) -> dict[str, Any]:
    """Ask all questions, as far as the time goes; milliseconds of each stage, and what was found if wished."""
    questions = json.loads(Path(job["questions"]).read_text(encoding="utf-8"))
    open_s = _seconds(peer.open)
    peer.search(questions[0], job["k"])
    print("the first answer", flush=True)  # whoever started this process looks at the clock
    for question in questions[:WARM_UP]:
        peer.search(question, job["k"])
    rows: list[dict[str, float]] = []
    found: list[list[int]] = []
    began = time.perf_counter()
    for question in questions:
        if len(rows) >= LEAST_ASKED and time.perf_counter() - began > job["seconds"]:
            break
        peer.clock.take()
        total = _seconds(lambda: found.append(peer.search(question, job["k"])))  # noqa: B023
        rows.append({"total": total, **peer.clock.take()})
    return {
        "open_s": open_s,
        "asked": len(rows),
        **_percentiles(rows, peer.beside),
        **_memory(),
        **({"found": found} if job["keep_found"] else {}),
    }


def cold(peer: Peer, job: Job) -> dict[str, Any]:
    """Open and answer one question, as a process of `query` begins."""
    questions = json.loads(Path(job["questions"]).read_text(encoding="utf-8"))
    peer.open()
    return {"found": len(peer.search(questions[0], job["k"]))}


def _percentiles(rows: list[dict[str, float]], beside: Sequence[str]) -> dict[str, float]:
    """p50 and p95 in milliseconds of the whole and of each stage that was seen; `fusion` is all the rest.

    Those that run `beside` others are not taken off the whole.
    """
    import numpy as np

    seen = [stage for stage in STAGES if any(stage in row for row in rows)]
    columns = {"total": [row["total"] for row in rows]}
    columns |= {stage: [row.get(stage, 0.0) for row in rows] for stage in seen}
    in_turn = [stage for stage in seen if stage not in beside]
    columns["fusion"] = [row["total"] - sum(row.get(stage, 0.0) for stage in in_turn) for row in rows]
    columns["search"] = [row["total"] - row.get("encode", 0.0) for row in rows]
    return {
        f"{name}_p{share}_ms": 1000 * float(np.percentile(values, share))
        for name, values in columns.items()
        for share in (50, 95)
    }


def _memory() -> dict[str, float]:
    """The most this process ever held, and what is its own at the end (files mapped into memory left out), in MB."""
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii")
        peak, own = (int(re.findall(rf"{name}:\s+(\d+)", status)[0]) for name in ("VmHWM", "RssAnon"))
        return {"peak_mb": peak / 1000, "own_mb": own / 1000}
    except (OSError, IndexError):  # not Linux: bytes on macOS
        return {"peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6}


def _passages(job: Job) -> list[Passage]:
    with Path(job["passages"]).open(encoding="utf-8") as lines:
        return [Passage(*json.loads(line)) for line in lines]


def _shared(job: Job) -> Shared | None:
    return Shared(Path(job["vectors"]), Path(job["store"]), job["real"]) if job.get("vectors") else None


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


STEPS: dict[str, Callable[[Peer, Job], dict[str, Any]]] = {
    step.__name__: step for step in (vectors, build, rebuild, query, cold)
}


def main() -> None:
    step, name, folder, job = sys.argv[1:]
    peer = peer_class(name)(Path(folder), Clock())
    figures = STEPS[step](peer, json.loads(Path(job).read_text(encoding="utf-8")))
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
