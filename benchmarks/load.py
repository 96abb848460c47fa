"""Many people at once: the real server over HTTP, asked by 1, 8, 32 and 48 clients, each its next question at once.

    python benchmarks/load.py
    python benchmarks/load.py --rebuild      eight clients while a document is replaced again and again

Questions a second, what a client waits, refusals (of 48 some find the line full), and how even it is: the mean of the
client that waits longest over that of the one that waits least. With --rebuild every answer must be from the index
before or after, never from both: each version of the document has its own figures in every sentence. Results go to
`benchmarks/load.json`. Clients run on the same machine; times depend on it: compare figures of one run only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

import httpx
import numpy as np

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden" / "report.squad.json"
# Clients, and questions of each.
LOADS = ((1, 32), (8, 8), (32, 4), (48, 4))
USERS = 8
TIMEOUT = 300
# What a client does that was told to come again.
PAUSE = 1.0

DOCUMENT = "图书馆.txt"
QUESTIONS = ("青田镇图书馆藏书多少册", "青田镇图书馆有多少名志愿者", "青田镇图书馆每年办多少场讲座")
# Every figure of version v ends in v, two digits: 31201 册 is of version 1.
VERSION = """青田镇图书馆情况

一、藏书

青田镇图书馆藏书312{v:02}册，比上一年有所增加。

二、志愿者

青田镇图书馆有志愿者5{v:02}名，每个周末轮流服务。

三、讲座

青田镇图书馆每年举办讲座7{v:02}场，听众来自全镇各村。
"""
FIGURE = re.compile(r"(?:312|5|7)(\d\d)(?=[册名场])")


@dataclass
class Client:
    """What one client met: seconds of each answer, refusals by status, the versions it saw, and answers of two."""

    seconds: list[float] = field(default_factory=list)
    refusals: Counter[str] = field(default_factory=Counter)
    versions: list[int] = field(default_factory=list)
    mixed: list[dict[str, Any]] = field(default_factory=list)

    def ask(self, http: httpx.Client, question: str) -> dict[str, Any] | None:
        began = time.perf_counter()
        try:
            reply = http.get("/api/ask", params={"question": question})
        except httpx.HTTPError as error:
            self.refusals[type(error).__name__] += 1
            return None
        if reply.status_code != 200:
            self.refusals[str(reply.status_code)] += 1
            time.sleep(PAUSE)
            return None
        self.seconds.append(time.perf_counter() - began)
        answer: dict[str, Any] = reply.json()
        return answer

    def ask_of_versions(self, http: httpx.Client, question: str) -> None:
        """Ask about the document, and note from which version the answer is: from one, or something is wrong."""
        answer = self.ask(http, question)
        if answer is None:
            return
        answer.pop("timings_ms")
        said = {int(v) for v in FIGURE.findall(json.dumps(answer, ensure_ascii=False))}
        if len(said) == 1 and answer["kind"] == "answer" and FIGURE.search(answer["answer"] + "册"):
            self.versions += said
        else:
            self.mixed.append(answer)


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """`qa_app.py` over a copy of the corpus, from before it is built until it is stopped; its address when it is ready.

    Everything it needs is made beforehand, so that what is measured is serving.
    """
    corpus, index = folder / "corpus", folder / "index"
    shutil.copytree(ROOT / "corpus", corpus)
    (corpus / DOCUMENT).write_text(VERSION.format(v=1), encoding="utf-8")
    places = ["--corpus", str(corpus), "--index", str(index)]
    subprocess.run([sys.executable, "build_index.py", *places], cwd=ROOT, check=True, capture_output=True)
    process = subprocess.Popen(
        [sys.executable, "qa_app.py", *places, "--port", "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        found = (re.search(r"the page is at (http://\S+)", line) for line in process.stdout)
        yield next(filter(None, found))[1]
    finally:
        process.terminate()
        process.wait(30)


def golden() -> list[str]:
    record = json.loads(GOLDEN.read_text(encoding="utf-8"))
    return [q["question"] for article in record["data"] for p in article["paragraphs"] for q in p["qas"]]


def load(url: str, clients: int, each: int) -> dict[str, Any]:
    """Figures of so many clients who ask so many questions each, one after the other."""
    questions = golden()

    def run(number: int) -> Client:
        client = Client()
        with httpx.Client(base_url=url, timeout=TIMEOUT) as http:
            for i in range(each):
                client.ask(http, questions[(number + i * clients) % len(questions)])
        return client

    began = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        met = list(threads.map(run, range(clients)))
    return figures(met, time.perf_counter() - began)


def figures(met: Sequence[Client], seconds: float) -> dict[str, Any]:
    """What all clients met together."""
    times = [s for client in met for s in client.seconds]
    means = [mean(client.seconds) for client in met if client.seconds]
    return {
        "clients": len(met),
        "answers": len(times),
        "answers_per_s": round(len(times) / seconds, 2),
        "p50_s": round(float(np.percentile(times, 50)), 3),
        "p95_s": round(float(np.percentile(times, 95)), 3),
        "slowest_over_fastest": round(max(means) / min(means), 2),
        "refusals": dict(sum((client.refusals for client in met), Counter())),
    }


def rebuilds(url: str, rounds: int, pause: float) -> dict[str, Any]:
    """Figures of USERS who ask while the document is replaced `rounds` times through the API.

    They think for `pause` seconds between two questions.
    """
    done = Event()

    def run(number: int) -> Client:
        client, asked = Client(), number
        with httpx.Client(base_url=url, timeout=TIMEOUT) as http:
            while not done.is_set():
                client.ask_of_versions(http, QUESTIONS[asked % len(QUESTIONS)])
                asked += 1
                done.wait(pause)
        return client

    began = time.perf_counter()
    with ThreadPoolExecutor(USERS) as threads, httpx.Client(base_url=url, timeout=TIMEOUT) as http:
        running = [threads.submit(run, number) for number in range(USERS)]
        try:
            builds = [replaced(http, version) for version in range(2, rounds + 2)]
            time.sleep(3 + 2 * pause)  # the last of them is asked too
        finally:
            done.set()
        met = [future.result() for future in running]
    seen = Counter(version for client in met for version in client.versions)
    return {
        **figures(met, time.perf_counter() - began),
        "rebuilds": rounds,
        "rebuild_s": [round(seconds, 1) for seconds in builds],
        "answers_by_version": {str(version): seen[version] for version in sorted(seen)},
        "went_back": sum(client.versions != sorted(client.versions) for client in met),
        "mixed": sum(len(client.mixed) for client in met),
        "first_mixed": next((answer for client in met for answer in client.mixed), None),
    }


def replaced(http: httpx.Client, version: int) -> float:
    """Send the document anew; seconds until it is asked instead of the one before."""
    before, began = http.get("/api/health").json()["generation"], time.perf_counter()
    files = {"files": (DOCUMENT, VERSION.format(v=version).encode())}
    http.post("/api/documents", files=files).raise_for_status()
    while (health := http.get("/api/health").json())["generation"] == before:
        if health["build"]["error"]:
            raise RuntimeError(health["build"]["error"])
        time.sleep(0.1)
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rebuild", action="store_true", help="measure only users who ask while an index is rebuilt")
    parser.add_argument("--rounds", type=int, default=3, help="rebuilds (default: 3)")
    parser.add_argument(
        "--pause", type=float, default=0.0, metavar="SECONDS", help="between two questions of a user who asks meanwhile"
    )
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "load.json")
    args = parser.parse_args()
    found = json.loads(args.out.read_text(encoding="utf-8")) if args.out.exists() else {}
    busy = round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None  # by others, before anything was asked
    found |= {"cpu": platform.processor() or platform.machine(), "cores": os.cpu_count() or 0, "load_before": busy}
    with TemporaryDirectory(prefix="wenju-load-") as folder, server(Path(folder)) as url:
        if args.rebuild:
            found["while_rebuilding"] = rebuilds(url, args.rounds, args.pause)
        else:
            found["loads"] = [load(url, clients, each) for clients, each in LOADS]
    args.out.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
