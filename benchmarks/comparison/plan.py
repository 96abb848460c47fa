"""Which steps there are for which peer and corpus, what each needs, and doing those that are not done yet."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from comparison.corpora import Corpus, one_percent
from comparison.steps import Figures, Kept, Limits, Outcome, run_step
from peers import OWN, peer_class
from peers.sampled import perturbed

# How many passages are asked for; enough for every measure.
K = 10
SET_STEPS = ("build", "query")
SIZE_STEPS = ("build", "rebuild", "query")


@dataclass(frozen=True, slots=True)
class Settings:
    """How everything is run. Collections of more than `own` passages share vectors, of which `real` are embedded."""

    keep: Path
    own_python: Path
    peers_python: Path
    limits: Limits
    own: int
    real: int
    query_seconds: float
    cold_starts: int


@dataclass(frozen=True, slots=True)
class Step:
    """One process to run: a step of a peer on a corpus."""

    corpus: Corpus
    peer: str
    name: str

    def __str__(self) -> str:
        return f"{self.corpus.name} ({len(self.corpus.passages):,} passages), {self.peer}: {self.name}"


def steps_for(corpora: list[Corpus], peers: list[str]) -> list[Step]:
    """All steps in the order in which they are run."""
    return [
        Step(corpus, peer, name)
        for corpus in corpora
        for peer in peers
        for name in (SET_STEPS if corpus.right else SIZE_STEPS)
        if name != "rebuild" or len(corpus.passages) >= 100  # 1 % is a passage at least
    ]


class Runner:
    """Runs steps, and skips those whose results are kept."""

    def __init__(self, settings: Settings, again: bool, tell: Callable[[str], None]) -> None:
        self._settings, self._again, self._tell = settings, again, tell
        self._kept = Kept(settings.keep / "results")
        self._took: dict[tuple[str, str, int], float] = {}

    def run(self, steps: list[Step]) -> Iterator[tuple[Step, Figures]]:
        """Each step with its record: {"figures": ...} or {"failed": reason}."""
        for number, step in enumerate(steps):
            record = None if self._again else self.kept(step)
            if record is None or not self._is_usable(step, record):
                left = self._estimate(steps[number:])
                self._tell(f"[{number + 1}/{len(steps)}] {step}{left}")
                record = self._do(step)
            key = (step.peer, step.name, len(step.corpus.passages))
            self._took[key] = record["took_s"]
            yield step, record

    def kept(self, step: Step) -> Figures | None:
        """What an earlier run kept of a step under the same conditions."""
        return self._kept.read(*_names(step), self._conditions(step))

    def shares_vectors(self, step: Step) -> bool:
        """Whether a corpus is too large for each peer to embed."""
        return not step.corpus.right and len(step.corpus.passages) > self._settings.own

    def _do(self, step: Step) -> Figures:
        began = time.perf_counter()
        outcome = self._outcome(step)
        record = {
            "conditions": self._conditions(step),
            "took_s": time.perf_counter() - began,
            **({"failed": outcome.failed} if outcome.failed else {"figures": outcome.figures}),
        }
        self._kept.write(*_names(step), record)
        self._tell(f"    {outcome.failed or 'done'}, {record['took_s']:.1f} s")
        return record

    def _outcome(self, step: Step) -> Outcome:
        folder = self._index(step)
        if step.name == "build":
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            return self._process(step, folder, step.corpus, self._vectors(step))
        build = Step(step.corpus, step.peer, "build")
        built = self.kept(build)
        if built is None or "failed" in built:
            return Outcome({}, f"no index: {built['failed'] if built else 'not built'}", 0.0)
        if step.name == "rebuild":
            return self._rebuild(step, folder)
        outcome = self._process(step, folder, step.corpus, {})
        if outcome.failed:
            return outcome
        again = Step(step.corpus, step.peer, "cold")
        starts = [outcome.first_s]  # of this process, and of some that do no more
        while len(starts) < (1 if step.corpus.right else self._settings.cold_starts):
            starts.append(self._process(again, folder, step.corpus, {}).first_s)
        return Outcome({**outcome.figures, "cold_s": median(starts)}, "", 0.0)

    def _rebuild(self, step: Step, folder: Path) -> Outcome:
        """On a copy, so that the index stays as it was built."""
        copy = folder.with_name(f"{folder.name}-changed")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(folder, copy)
        changed, after = one_percent(step.corpus)
        shared = self._vectors(step)
        if shared:  # time goes into the index alone; what the embedding would add is reckoned from a smaller size
            rows = np.load(shared["vectors"], mmap_mode="r")[changed]
            path = Path(shared["vectors"]).with_name("changed.npy")
            np.save(path, perturbed(rows, np.random.default_rng(1)))
            shared = {**shared, "vectors": str(path), "real": 1}
        corpus = Corpus(step.corpus.name, after, [], [])
        outcome = self._process(step, copy, corpus, {**shared, "changed": changed})
        shutil.rmtree(copy, ignore_errors=True)
        return outcome

    def _vectors(self, step: Step) -> Figures:
        """What a step is told of shared vectors, which are made first where there are none; {} where it embeds."""
        if not self.shares_vectors(step) or not peer_class(step.peer).embeds:
            return {}
        store = self._settings.keep / "vectors"
        count = min(self._settings.real, len(step.corpus.passages))
        path = store / f"{step.corpus.name}-{count}.npy"
        shared = {"vectors": str(path), "store": str(store), "real": count}
        if not path.exists():
            self._tell(f"    vectors for all peers: {count:,} embedded, the others perturbed copies")
            store.mkdir(parents=True, exist_ok=True)
            outcome = self._process(Step(step.corpus, "plain", "vectors"), store, step.corpus, shared)
            if outcome.failed:
                raise SystemExit(f"the vectors could not be made: {outcome.failed}; run the same command to go on")
        return shared

    def _process(self, step: Step, folder: Path, corpus: Corpus, more: Figures) -> Outcome:
        """Write the job and run it."""
        work = self._settings.keep / "work"
        work.mkdir(parents=True, exist_ok=True)
        passages, questions = work / "passages.jsonl", work / "questions.json"
        if step.name in ("vectors", "build", "rebuild"):
            with passages.open("w", encoding="utf-8") as lines:
                lines.writelines(json.dumps([p.title, p.text], ensure_ascii=False) + "\n" for p in corpus.passages)
        questions.write_text(json.dumps(corpus.questions, ensure_ascii=False), encoding="utf-8")
        job: dict[str, Any] = {
            "passages": str(passages),
            "questions": str(questions),
            "k": K,
            "seconds": float("inf") if corpus.right else self._settings.query_seconds,
            "keep_found": bool(corpus.right),
            **more,
        }
        path = work / "job.json"
        path.write_text(json.dumps(job), encoding="utf-8")
        python = self._settings.own_python if step.peer == OWN else self._settings.peers_python
        limits = self._settings.limits
        if step.name == "vectors":  # not of a peer; what was embedded is kept, however long it takes
            limits = Limits(float("inf"), limits.megabytes, limits.threads)
        return run_step(python, step.name, step.peer, folder, path, limits)

    def _conditions(self, step: Step) -> Figures:
        """What must be equal for a kept result to count."""
        shared = self.shares_vectors(step) and peer_class(step.peer).embeds
        return {
            "passages": len(step.corpus.passages),
            "questions": len(step.corpus.questions) if step.name == "query" else None,
            "threads": self._settings.limits.threads,
            "real": min(self._settings.real, len(step.corpus.passages)) if shared else None,
        }

    def _is_usable(self, step: Step, record: Figures) -> bool:
        """Whether what later steps need of it is still there."""
        return step.name != "build" or "failed" in record or any(self._index(step).glob("*"))

    def _index(self, step: Step) -> Path:
        return self._settings.keep / "indexes" / step.corpus.name / step.peer

    def _estimate(self, left: list[Step]) -> str:
        """How long the rest takes, by the same steps of the same peers on other passages, in proportion to them."""
        seconds, unknown = 0.0, 0
        for step in left:
            if not self._again and self.kept(step):
                continue
            took = [(n, s) for (peer, name, n), s in self._took.items() if (peer, name) == (step.peer, step.name)]
            if took:
                count, known = max(took)
                seconds += known * (max(1.0, len(step.corpus.passages) / count) if step.name != "query" else 1.0)
            unknown += not took
        return f"; about {seconds / 60:.0f} min left" + (f", {unknown} steps of unknown length" if unknown else "")


def _names(step: Step) -> tuple[str, str, str]:
    return step.corpus.name, step.peer, step.name
