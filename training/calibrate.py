"""Learn how probable an answer is, from titles that neither reader nor encoder was trained on.

    python training/calibrate.py --data FOLDER --index FOLDER        # writes wenju/models/reader/calibration.json

FOLDER of --data holds the sets of `train_reader.py`; the titles it keeps out (`reader_data.is_kept_out`) are indexed as
documents of one collection, and their questions asked in three ways: as they are; as if their own document were not
there; and with a name, year or number swapped for another (`reader_data.near_miss`), so that nothing answers them.
Every candidate that was read is a row: its features, and whether its words are right (F1 of .8 or more, in the right
document). A logistic regression gives the weights.

The threshold is the lowest at which at most --false-answers of the questions nothing answers get an answer. ECE, both
error rates and a reliability plot are of a half of the titles that weights and threshold were not learnt on.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from reader_data import Example, is_kept_out, name_pools, near_miss, read_examples
from tqdm import tqdm

from wenju.calibration import Calibration
from wenju.candidates import Candidate, Examiner
from wenju.config import SHIPPED_READER, Config
from wenju.encoder import SentenceEncoder, load_query_encoder
from wenju.engine import subject_of
from wenju.evaluation import build_contexts
from wenju.index import Index
from wenju.measures import expected_calibration_error, f1, false_answer_rate, false_refusal_rate
from wenju.reader import Reader
from wenju.records import Hit
from wenju.retriever import Retriever
from wenju.scores import RIGHT
from wenju.squad import SquadContext, SquadSet
from wenju.storage import MANIFEST

# What is recorded of a candidate, and what the probability is made of. With all the others the false answers on titles
# kept aside stay the same, and on the tuning part of the golden set they rise from 11 to 16 of 100: how much of a
# question a passage says, and how far it lies behind the first, mean other things in another collection.
RECORDED = ("read", "unfit", "missing", "weak", "unsaid", "said", "said_there", "retrieved", "behind")
FEATURES = ("read", "unfit", "retrieved")
# Documents of the collection that are read for each question, its own left out or not.
DEPTH = 5


@dataclass(frozen=True)
class Asked:
    """One question in one way: the features of its candidates and which of them are right. `half` is its title's."""

    question: str
    way: str
    half: int
    rows: tuple[tuple[float, ...], ...]
    right: tuple[bool, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the SQuAD-format training sets")
    parser.add_argument("--index", type=Path, required=True, help="folder for the index of the titles kept out")
    parser.add_argument("--rows", type=Path, help="file to keep what was read in; it is used where it is there")
    parser.add_argument("--limit", type=int, default=700, help="questions, of all that were kept out")
    parser.add_argument("--false-answers", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.rows and args.rows.is_file():
        asked = [Asked(**json.loads(line)) for line in args.rows.open(encoding="utf-8")]
    else:
        asked = list(ask_all(args))
        if args.rows:
            args.rows.write_text("".join(json.dumps(vars(a), ensure_ascii=False) + "\n" for a in asked), "utf-8")
    learnt, aside = ([a for a in asked if a.half == half] for half in (0, 1))
    calibration = learn(learnt, Reader().identity(), args.false_answers)
    record = {**vars_of(calibration), "measured": measure(aside, calibration), "curve": curve(aside, calibration)}
    (SHIPPED_READER / "calibration.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(record, indent=1))


def ask_all(args: argparse.Namespace) -> Iterator[Asked]:
    """Every question in its ways. What was read for a question serves it with and without its own document."""
    names = ("cmrc2018_train", "drcd_dev")
    examples = [e for n in names for e in read_examples(args.data / f"{n}.squad.json.gz") if is_kept_out(e.title)]
    contexts = {e.context: n for n, e in enumerate({e.context: e for e in examples}.values())}
    titles = {e.context: e.title for e in examples}
    if not (args.index / MANIFEST).is_file():
        texts = tuple(SquadContext(titles[c], c) for c in contexts)
        build_contexts(SquadSet(texts, (), 0), Config(corpus=args.data, index=args.index), SentenceEncoder())
    index = Index.load(args.index)
    retriever = Retriever(index, load_query_encoder())
    reader = Reader()
    plain = Calibration(reader.identity(), 0.0, {"read": 1.0}, 0.5, 1.0)
    examiner = Examiner(reader, subject_of(index, retriever.rarity), plain)
    rng = random.Random(args.seed)
    pools = name_pools(e.question for e in examples)
    for example in tqdm(rng.sample(examples, min(args.limit, len(examples))), unit="question"):
        own, half = str(contexts[example.context]), sha256(example.title.encode()).digest()[1] % 2
        found = read(retriever, examiner, example.question, DEPTH + 1)
        yield asked(example, "given", half, found[:DEPTH], own)
        others = [c for c in found if c.hit.passage.document_id != own][:DEPTH]
        yield asked(example, "removed", half, others, "")
        missed = near_miss(example, pools, rng)
        if missed:
            yield asked(example, "near miss", half, read(retriever, examiner, missed.question, DEPTH), "")


def read(retriever: Retriever, examiner: Examiner, question: str, depth: int) -> list[Candidate]:
    """Candidates in the order of their hits, all of them read."""
    hits: list[Hit] = retriever.search(question, depth)
    found = examiner.examine(question, hits, retriever.shares_said(question, hits), most=depth, sure=2.0)
    return sorted(found, key=lambda c: c.hit.rank)


def asked(example: Example, way: str, half: int, found: list[Candidate], own: str) -> Asked:
    """Features as the engine would have them: `behind` counts from the first that is left."""
    gold = example.context[example.start : example.end]
    rows, right = [], []
    for candidate in found:
        hit, span = candidate.hit, candidate.hit.span
        words = hit.passage.text[span.start - hit.passage.start : span.end - hit.passage.start] if span else ""
        behind = found[0].features["retrieved"] - candidate.features["retrieved"]
        rows.append(tuple({**candidate.features, "behind": behind}[name] for name in RECORDED))
        right.append(hit.passage.document_id == own and f1(words, [gold]) >= RIGHT)
    return Asked(example.question, way, half, tuple(rows), tuple(right))


def learn(asked: list[Asked], reader: str, false_answers: float) -> Calibration:
    """Weights by logistic regression over all candidates, then bias and scale over the best one of each question."""
    from sklearn.linear_model import LogisticRegression

    pairs = [pair for a in asked for pair in carried(a)]
    rows = np.array([[row[name] for name in FEATURES] for row, _ in pairs])
    right = np.array([r for _, r in pairs])
    spread = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=1000).fit(rows / spread, right)
    weights, bias = model.coef_[0] / spread, float(model.intercept_[0])
    best = []
    for pairs in filter(None, map(carried, asked)):
        best.append(max((float(weights @ [row[n] for n in FEATURES]) + bias, r) for row, r in pairs))
    logits, outcome = np.array([[logit] for logit, _ in best]), np.array([r for _, r in best])
    scale = LogisticRegression(C=1e6).fit(logits, outcome)  # Platt 1999
    factor, shift = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    named = {name: round(float(w * factor), 4) for name, w in zip(FEATURES, weights, strict=True)}
    found = Calibration(reader, round(bias * factor + shift, 4), named, 0.5, 1.0)
    found = replace(found, threshold=threshold_for(asked, found, false_answers))
    return replace(found, sure=sure_for(asked, found))


def threshold_for(asked: list[Asked], calibration: Calibration, false_answers: float) -> float:
    """The lowest probability that at most this share of the questions nothing answers reaches."""
    scores = sorted((best_of(a, calibration)[0] for a in asked if a.way != "given"), reverse=True)
    return round(scores[int(false_answers * len(scores))] + 1e-4, 4)


def sure_for(asked: list[Asked], calibration: Calibration, changed: float = 0.01, together: int = 2) -> float:
    """The lowest probability at which reading can end with at most this share of the outcomes worse for it.

    Candidates are read `together` at a time. An outcome is worse where a wrong answer is given and reading all of them
    would have given the right one, or none.
    """
    scored = [scores(a, calibration) for a in asked]

    def is_worse(pairs: list[tuple[float, bool]], sure: float) -> bool:
        ends = range(together, len(pairs) + together, together)
        early = next((pairs[:end] for end in ends if max(pairs[:end])[0] >= sure), pairs)
        (p, right), (_, right_at_last) = max(early, default=(0.0, False)), max(pairs, default=(0.0, False))
        return p >= calibration.threshold and not right and right_at_last

    for step in range(51):
        sure = calibration.threshold + (0.99 - calibration.threshold) * step / 50
        if sum(is_worse(pairs, sure) for pairs in scored) <= changed * len(scored):
            return round(sure, 4)
    return 0.99


def best_of(asked: Asked, calibration: Calibration) -> tuple[float, bool]:
    """(probability, is it right) of the most probable candidate; nothing was found: (0, False)."""
    return max(scores(asked, calibration), default=(0.0, False))


def scores(asked: Asked, calibration: Calibration) -> list[tuple[float, bool]]:
    """(probability, is it right) of each candidate; one that lacks a named thing has none, as in `candidates`."""
    rows = [dict(zip(RECORDED, row, strict=True)) for row in asked.rows]
    given = [0.0 if row["missing"] else calibration.probability(row) for row in rows]
    return list(zip(given, asked.right, strict=True))


def carried(asked: Asked) -> list[tuple[dict[str, float], bool]]:
    """Features, and whether it is right, of the candidates that lack nothing."""
    rows = [dict(zip(RECORDED, row, strict=True)) for row in asked.rows]
    return [(row, right) for row, right in zip(rows, asked.right, strict=True) if not row["missing"]]


def measure(asked: list[Asked], calibration: Calibration) -> dict[str, float]:
    """Figures on questions that nothing was learnt on."""
    best = [best_of(a, calibration) for a in asked]
    answerable = [a.way == "given" for a in asked]
    answered = [p >= calibration.threshold for p, _ in best]
    given = [(p, r) for (p, r), yes in zip(best, answered, strict=True) if yes]
    figures = {
        "questions": float(len(asked)),
        "ECE": expected_calibration_error([p for p, _ in best], [r for _, r in best]),
        "false_answer_rate": false_answer_rate(answerable, answered),
        "false_refusal_rate": false_refusal_rate(answerable, answered),
        "right_of_answered": float(np.mean([r for _, r in given])) if given else 0.0,
    }
    for way in ("removed", "near miss"):
        figures[f"false answers, {way}"] = float(
            np.mean([yes for a, yes in zip(asked, answered, strict=True) if a.way == way])
        )
    return {name: round(value, 4) for name, value in figures.items()}


def curve(asked: list[Asked], calibration: Calibration, bins: int = 10) -> list[list[float]]:
    """Mean probability, share of right answers and count of each tenth that has any, for the reliability plot."""
    best = [best_of(a, calibration) for a in asked]
    rows = []
    for b in range(bins):
        inside = [(p, r) for p, r in best if b / bins < p <= (b + 1) / bins or (b == 0 and p == 0)]
        if inside:
            rows.append([round(float(np.mean([x[i] for x in inside])), 4) for i in (0, 1)] + [float(len(inside))])
    return rows


def vars_of(calibration: Calibration) -> dict[str, Any]:
    return {name: getattr(calibration, name) for name in ("reader", "bias", "weights", "threshold", "sure")}


if __name__ == "__main__":
    main()
