"""How fast and how large: import, `wenju ask` from cold, warm searches and answers, memory; on the shipped report.

    python benchmarks/speed.py

Results go to `benchmarks/speed.json`. Times depend on the machine: compare figures of one run only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from wenju import Config, Engine, build_index

ROOT = Path(__file__).parents[1]
QUESTION = "杨浦派了多少教师去遵义"
RUNS = 3


def timed(*command: str) -> float:
    """Seconds of a process from start to end, the median of RUNS."""
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=ROOT)
        seconds.append(time.perf_counter() - began)
    return round(median(seconds), 2)


def warm(engine: Engine, questions: list[str]) -> list[float]:
    """Milliseconds of each search, after a first round that is not counted."""
    milliseconds = []
    for question in questions[:10] + questions:
        began = time.perf_counter()
        engine.search(question)
        milliseconds.append(1000 * (time.perf_counter() - began))
    return milliseconds[10:]


def asked(engine: Engine, questions: list[str]) -> dict[str, float]:
    """Milliseconds of 100 warm `ask` calls: half of them, 95 of 100, and the median of each stage."""
    for question in questions[:10]:
        engine.ask(question)
    stages = [times for q in questions if "read" in (times := engine.ask(q).timings_ms)]  # not those read off the head
    totals = [sum(times.values()) for times in stages]
    figures = {f"ask_p{share}_ms": float(np.percentile(totals, share)) for share in (50, 95)}
    figures |= {f"ask_{stage}_p50_ms": float(np.median([times[stage] for times in stages])) for stage in stages[0]}
    figures["ask_read_share"] = sum(times["read"] for times in stages) / sum(totals)
    return {name: round(value, 2 if name.endswith("share") else 1) for name, value in figures.items()}


def memory(index: str) -> int:
    """Most memory a process that only asks ever held, in MB."""
    script = (
        "import re, sys; from wenju import Engine; Engine.load(sys.argv[1]).ask(sys.argv[2]);"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]) // 1024)"
    )
    run = subprocess.run([sys.executable, "-c", script, index, QUESTION], check=True, capture_output=True, cwd=ROOT)
    return int(run.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "speed.json")
    args = parser.parse_args()
    golden = json.loads((ROOT / "tests" / "golden" / "report.squad.json").read_text(encoding="utf-8"))
    questions = [qa["question"] for qa in golden["data"][0]["paragraphs"][0]["qas"]][:100]
    with TemporaryDirectory(prefix="wenju-bench-") as folder:
        index = str(Path(folder) / "index")
        build_index(Config(corpus=ROOT / "corpus", index=Path(index)))
        figures: dict[str, float | str | int] = {
            "cpu": platform.processor() or platform.machine(),
            "cores": os.cpu_count() or 0,
            "python_s": timed("-c", "pass"),
            "import_s": timed("-c", "import wenju"),
            "ask_cold_s": timed("-m", "wenju", "ask", QUESTION, "--index", index),
        }
        engine = Engine.load(index)
        milliseconds = warm(engine, questions)
        figures["search_p50_ms"] = round(float(np.percentile(milliseconds, 50)), 1)
        figures["search_p95_ms"] = round(float(np.percentile(milliseconds, 95)), 1)
        figures |= asked(engine, questions)
        figures["memory_mb"] = memory(index)
    args.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
