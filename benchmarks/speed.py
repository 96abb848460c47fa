"""How fast and how large: import, `wenju ask` from cold, the server's first word, warm answers, memory; on the report.

    python benchmarks/speed.py

Results go to `benchmarks/speed.json`. Times depend on the machine: compare figures of one run only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import numpy as np

from wenju import Config, Engine, build_index

ROOT = Path(__file__).parents[1]
QUESTION = "杨浦派了多少教师去遵义"
RUNS = 5


def timed(*command: str) -> float:
    """Seconds of a process from start to end, the median of RUNS."""
    seconds = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=ROOT)
        seconds.append(time.perf_counter() - began)
    return round(median(seconds), 2)


COLD = """
import json, sys, time
laps, last = {}, time.perf_counter()
def lap(name):
    global last
    now = time.perf_counter()
    laps[name], last = 1000 * (now - last), now
import wenju.cli; lap("command line")
import wenju.engine; lap("imports")
from pathlib import Path
from wenju.encoder import load_query_encoder
from wenju.engine import Engine
from wenju.index import Index
from wenju.reader import Reader
index = Index.load(Path(sys.argv[1])); lap("index")
encoder = load_query_encoder("shipped"); lap("encoder")
reader = Reader(); engine = Engine(index, encoder, reader); lap("identities")
reader._bert; lap("reader")
index.tokenizer.query_terms(sys.argv[2]); index.tokenizer.tag(sys.argv[2]); lap("words")
engine._examiner; lap("names")
engine.ask(sys.argv[2]); lap("answer")
print(json.dumps(laps))
"""


def cold(index: str) -> dict[str, float]:
    """Where the time of a cold answer goes: milliseconds of each step, the median of RUNS processes."""
    runs = []
    for _ in range(RUNS):
        run = subprocess.run([sys.executable, "-c", COLD, index, QUESTION], check=True, capture_output=True, cwd=ROOT)
        runs.append(json.loads(run.stdout))
    return {name: round(median(laps[name] for laps in runs), 1) for name in runs[0]}


def computed(*command: str) -> float:
    """Seconds of processor time of a process, the median of RUNS: says more than its time where others compute too."""
    seconds = []
    for _ in range(RUNS):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=ROOT)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime)
    return round(median(seconds), 2)


def health(index: str) -> float:
    """Seconds from starting the server to its first answer to /api/health, the median of RUNS."""
    seconds = []
    for _ in range(RUNS):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        began = time.perf_counter()
        command = [sys.executable, "qa_app.py", "--index", index, "--port", port]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
        while not _answers(f"http://127.0.0.1:{port}/api/health"):
            time.sleep(0.01)
        seconds.append(time.perf_counter() - began)
        process.terminate()
        process.wait()
    return round(median(seconds), 2)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except OSError:
        return False


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
        figures: dict[str, float | str | int | dict[str, float] | None] = {
            "cpu": platform.processor() or platform.machine(),
            "cores": os.cpu_count() or 0,
            "load_before": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
            "python_s": timed("-c", "pass"),
            "import_s": timed("-c", "import wenju"),
            "ask_cold_s": timed("-m", "wenju", "ask", QUESTION, "--index", index),
            "ask_cold_cpu_s": computed("-m", "wenju", "ask", QUESTION, "--index", index),
            "ask_cold_ms": cold(index),
            "health_s": health(index),
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
