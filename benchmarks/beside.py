"""wenju beside what a user would pick instead: quality, speed, memory, and how they grow, in one run on one machine.

    python benchmarks/beside.py [SET.squad.json.gz ...] [--laws FILE.jsonl.gz] [--keep FOLDER]

Without a SET the golden questions are asked; without --laws the passages are varied copies of the golden documents.
Collections of more than --own passages get vectors of which --real are embedded and the others are perturbed copies,
the same for every peer. Results go to `benchmarks/beside.json`, with a table (.md) and a plot (.svg) beside it. Each
result is kept as soon as it exists: run the same command to go on where it was interrupted.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import signal
import subprocess
import sys
from collections import defaultdict
from math import nan
from pathlib import Path
from typing import Any

from comparison import summary
from comparison.corpora import Corpus, collection, golden_set, question_set, read_laws
from comparison.plan import Runner, Settings, steps_for
from comparison.steps import BENCHMARKS, Limits
from comparison.table import markdown
from peers import PEERS, peer_class

Figures = dict[str, Any]
ROOT = BENCHMARKS.parent
SIZES = "1000,10000,43509,300000"
# Questions for times alone: enough for a p95.
ASKED = 200


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("sets", nargs="*", type=Path, metavar="SET", help="question sets in SQuAD format")
    add("--laws", type=Path, metavar="FILE", help="passages for speed and growth: JSON lines with title and text")
    add("--peers", default=",".join(PEERS), help="which, and in which order (%(default)s)")
    add("--sizes", default=SIZES, help="numbers of passages (%(default)s)")
    add("--only", choices=("quality", "speed", "growth"), help="the sets; the sizes up to --own; the larger sizes")
    add("--own", type=int, default=1000, help="up to so many passages each peer embeds itself (%(default)s)")
    add("--real", type=int, default=10_000, help="so many are embedded of a larger size (%(default)s)")
    add("--sets-too", action="store_true", help="show times of the question sets among the sizes, which spares one")
    add("--questions", type=int, help="at most so many of a set")
    add("--query-seconds", type=float, default=120, help="ask no longer at one size (%(default)s)")
    add("--cold-starts", type=int, default=3, help="processes whose first answer is timed (%(default)s)")
    add("--time-limit", type=float, default=3600, help="seconds after which a step is ended (%(default)s)")
    add("--memory-limit", type=float, default=16_000, help="MB at which a step is ended (%(default)s)")
    add("--threads", type=int, default=0, help="of the libraries; 0 leaves it to them (%(default)s)")
    add("--keep", type=Path, default=ROOT / ".bench", help="folder for results, vectors and indexes (.bench)")
    add("--again", action="store_true", help="run also what is there, for the chosen peers and sizes")
    add("--python", type=Path, default=ROOT / ".venv-bench" / "bin" / "python", help="Python that has the peers")
    add("--out", type=Path, default=BENCHMARKS / "beside.json")
    return parser.parse_args()


def all_corpora(args: argparse.Namespace) -> list[Corpus]:
    """Question sets first, then the sizes in ascending order."""
    sets = [question_set(path, args.questions) for path in args.sets] or [golden_set(args.questions)]
    laws, asked = read_laws(args.laws), min(ASKED, args.questions or ASKED)
    return [*sets, *(collection(laws, size, asked) for size in sorted(map(int, args.sizes.split(","))))]


def is_wanted(corpus: Corpus, args: argparse.Namespace) -> bool:
    """Whether --only wishes it."""
    kind = "quality" if corpus.right else "speed" if len(corpus.passages) <= args.own else "growth"
    return args.only in (None, kind)


def summed_up(corpora: list[Corpus], records: summary.Records, args: argparse.Namespace) -> Figures:
    """What is written to the file."""
    peers = [peer for peer in PEERS if any(name == peer for _, name in records)]
    smallest = {peer: _embedding_s(corpora, records, peer, args.own) for peer in peers}
    results: Figures = {"machine": machine(), "run": run_settings(args), "peers": {}, "quality": {}, "sizes": {}}
    for corpus in corpora:
        found = {peer: records[corpus.name, peer] for peer in peers if (corpus.name, peer) in records}
        if not found:
            continue
        if corpus.right:
            rows = {peer: summary.quality(corpus, steps) for peer, steps in found.items()}
            about = {"questions": len(corpus.questions), "passages": len(corpus.passages)}
            results["quality"][corpus.name] = {**about, "peers": rows}
            if not args.sets_too:
                continue
        is_own = bool(corpus.right) or len(corpus.passages) <= args.own
        rows = {
            peer: summary.size(steps, None if is_own or not peer_class(peer).embeds else smallest[peer])
            for peer, steps in found.items()
        }
        real = min(args.real, len(corpus.passages))
        said = f"shared vectors: those of {real:,} passages real, the others perturbed copies of them"
        results["sizes"][str(len(corpus.passages))] = {
            "vectors": "each embedded them itself" if is_own else said,
            "peers": rows,
        }
    results["growth"] = {
        peer: summary.growth({int(n): size["peers"].get(peer, {}) for n, size in results["sizes"].items()})
        for peer in peers
    }
    for peer in peers:
        cls = peer_class(peer)
        results["peers"][peer] = {"title": cls.title, "setting": cls.setting, "versions": _versions(records, peer)}
    rounded: Figures = summary.rounded(results)
    return rounded


def _embedding_s(corpora: list[Corpus], records: summary.Records, peer: str, own: int) -> float:
    """Seconds a passage, at the largest size the peer embedded itself, else on a question set; nan where none is."""
    own_sizes = [c for c in corpora if not c.right and len(c.passages) <= own]
    for corpus in [*reversed(own_sizes), *(c for c in corpora if c.right)]:
        if (seconds := summary.embedding_s(records.get((corpus.name, peer), {}))) is not None:
            return seconds
    return nan


def _versions(records: summary.Records, peer: str) -> Figures:
    builds = [steps["build"] for (_, name), steps in records.items() if name == peer and "build" in steps]
    return next((b["figures"]["versions"] for b in builds if "figures" in b), {})


def machine() -> Figures:
    """What the figures were measured on."""
    try:
        names = re.findall(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        names = []
    cpu = names[0] if names else platform.processor() or platform.machine()
    return {"cpu": cpu, "cores": os.cpu_count(), "system": platform.system(), "python": platform.python_version()}


def run_settings(args: argparse.Namespace) -> Figures:
    """How it was run."""
    limits = {"time_limit_s": args.time_limit, "memory_limit_mb": args.memory_limit, "threads": args.threads}
    return {**limits, "own": args.own, "real": args.real, "query_seconds": args.query_seconds}


def main() -> None:
    args = arguments()
    if unknown := [peer for peer in args.peers.split(",") if peer not in PEERS]:
        raise SystemExit(f"--peers: {', '.join(unknown)} is none of {', '.join(PEERS)}")
    if not args.python.is_file():
        raise SystemExit(f"{args.python} is not there: `make bench-peers` installs the peers, --python names another")
    limits = Limits(args.time_limit, args.memory_limit, args.threads)
    keep = args.keep.resolve()
    pythons = (Path(sys.executable), args.python.absolute())
    settings = Settings(keep, *pythons, limits, args.own, args.real, args.query_seconds, args.cold_starts)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended; run the same command to go on"))  # with the step it runs
    corpora = all_corpora(args)
    runner = Runner(settings, args.again, lambda line: print(line, flush=True))
    wanted = [corpus for corpus in corpora if is_wanted(corpus, args)]
    done = {str(step): record for step, record in runner.run(steps_for(wanted, args.peers.split(",")))}
    records: summary.Records = defaultdict(dict)
    for step in steps_for(corpora, list(PEERS)):  # those of earlier runs too
        if record := done.get(str(step)) or runner.kept(step):
            records[step.corpus.name, step.peer][step.name] = record
    results = summed_up(corpora, records, args)
    args.out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    table = markdown(results)
    args.out.with_suffix(".md").write_text(table, encoding="utf-8")
    print(f"\n{table}")
    out = args.out.resolve()
    plot = [pythons[1], "-m", "comparison.plot", out, out.with_suffix(".svg")]
    subprocess.run(list(map(str, plot)), check=True, cwd=BENCHMARKS)


if __name__ == "__main__":
    main()
