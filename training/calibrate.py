"""Learn how probable an answer is, from titles that neither reader nor encoder was trained on.

    python training/calibrate.py --data FOLDER --written FOLDER --index FOLDER     # writes reader/calibration.json

FOLDER of --data and --written hold what `train_reader.py` learns from; the titles it keeps out
(`reader_data.is_kept_out`) are indexed as documents of one collection, and their questions asked in three ways: as they
are; as if their own document were not there; and with a name, year or number swapped for another
(`reader_data.near_miss`), so that nothing answers them. Written questions that their paragraph does not answer are a
fourth.
Every candidate that was read is a row: its features, and whether its words are right (F1 of .8 or more, in the right
document). A logistic regression gives the weights.

The threshold is the lowest at which at most --false-answers of the questions nothing answers get an answer. ECE, both
error rates and the reliability plot are measured crosswise: each half of the titles by weights and a threshold learnt
on the other. What is shipped is learnt on both.
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
from written import read_written

from wenju.calibration import Calibration
from wenju.candidates import Examiner
from wenju.config import READ, SHIPPED_READER, Config
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

# What the probability is made of. More was tried: how much of a question the passage and its best sentence say, and how
# far the passage lies behind the first. On titles kept aside false answers stayed the same, and on the tuning part of
# the golden set they rose from 11 to 16 of 100: these mean other things in another collection.
FEATURES = ("read", "unfit", "retrieved")


@dataclass(frozen=True)
class Asked:
    """One question in one way: the features of the candidates that lack nothing, and which of them are right.

    `half` is its title's.
    """

    question: str
    way: str
    half: int
    rows: tuple[tuple[float, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True)
class Kept:
    """A question about a text that was kept out of training; `answer` is "" where the text does not answer it."""

    title: str
    heading: str
    text: str
    question: str
    answer: str


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of the SQuAD-format training sets")
    parser.add_argument("--index", type=Path, required=True, help="folder for the index of the titles kept out")
    parser.add_argument("--rows", type=Path, help="file to keep what was read in; it is used where it is there")
    parser.add_argument("--written", type=Path, help="folder of *.txt with written questions, see written.py")
    parser.add_argument("--limit", type=int, default=700, help="questions of the sets; as many written ones")
    parser.add_argument("--false-answers", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    if args.rows and args.rows.is_file():
        asked = [Asked(**json.loads(line)) for line in args.rows.open(encoding="utf-8")]
    else:
        asked = list(ask_all(args))
        if args.rows:
            args.rows.write_text("".join(json.dumps(vars(a), ensure_ascii=False) + "\n" for a in asked), "utf-8")
    reader = Reader().identity()
    judged: list[Judged] = []
    for half in (0, 1):
        learnt = learn([a for a in asked if a.half != half], reader, args.false_answers)
        judged += judge([a for a in asked if a.half == half], learnt)
    record = {
        **vars_of(learn(asked, reader, args.false_answers)),
        "measured": measure(judged),
        "curve": curve(judged),
    }
    (SHIPPED_READER / "calibration.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(record, indent=1))


def kept_out(args: argparse.Namespace) -> tuple[list[Kept], list[Kept]]:
    """All questions of the titles kept out: of the sets, and written ones."""
    names = ("cmrc2018_train", "drcd_dev")
    examples = [e for n in names for e in read_examples(args.data / f"{n}.squad.json.gz") if is_kept_out(e.title)]
    paths = sorted(args.written.glob("*.txt")) if args.written else []
    rows = [row for path in paths for row in read_written(path) if is_kept_out(row.document)]
    return (
        [Kept(e.title, "", e.context, e.question, e.context[e.start : e.end]) for e in examples],
        [Kept(r.document, r.heading, r.text, r.question, r.text[r.start : r.end] if r.end > 0 else "") for r in rows],
    )


def ask_all(args: argparse.Namespace) -> Iterator[Asked]:
    """Every question in its ways. What was read for a question serves it with and without its own document."""
    of_sets, written = kept_out(args)
    contexts = {(k.title, k.heading, k.text): "" for k in of_sets + written}
    contexts = {key: str(number) for number, key in enumerate(contexts)}
    if not (args.index / MANIFEST).is_file():
        texts = tuple(SquadContext(f"{title} {heading}".strip(), text) for title, heading, text in contexts)
        build_contexts(SquadSet(texts, (), 0), Config(corpus=args.data, index=args.index), SentenceEncoder())
    index = Index.load(args.index)
    retriever = Retriever(index, load_query_encoder())
    reader = Reader()
    examiner = Examiner(reader, subject_of(index), Calibration(reader.identity(), 0.0, {"read": 1.0}, 0.5))
    rng = random.Random(args.seed)
    pools = name_pools(k.question for k in of_sets)
    sample = [k for part in (of_sets, written) for k in rng.sample(part, min(args.limit, len(part)))]
    for kept in tqdm(sample, unit="question"):
        own, hits = contexts[kept.title, kept.heading, kept.text], retriever.search(kept.question, READ + 1)
        if not kept.answer:  # a neighbouring paragraph may well answer it
            yield asked(examiner, kept, "written no", [h for h in hits if h.passage.document_id == own], "")
            continue
        yield asked(examiner, kept, "given", hits[:READ], own)
        if not kept.heading:
            yield asked(examiner, kept, "removed", [h for h in hits if h.passage.document_id != own][:READ], "")
        start = kept.text.index(kept.answer)
        example = Example(kept.question, kept.title, kept.text, start, start + len(kept.answer))
        missed = near_miss(example, pools, rng)
        if missed:
            swapped = replace(kept, question=missed.question)
            yield asked(examiner, swapped, "near miss", retriever.search(missed.question, READ), "")


def asked(examiner: Examiner, kept: Kept, way: str, hits: list[Hit], own: str) -> Asked:
    """What is read for a question; a candidate that lacks a named thing has no chance, as in `candidates`."""
    rows, right = [], []
    for candidate in examiner.examine(kept.question, hits):
        hit, span = candidate.hit, candidate.hit.span
        if hit.missing or span is None:
            continue
        words = hit.passage.text[span.start - hit.passage.start : span.end - hit.passage.start]
        rows.append(tuple(candidate.features[name] for name in FEATURES))
        right.append(hit.passage.document_id == own and f1(words, [kept.answer]) >= RIGHT)
    half = sha256(kept.title.encode()).digest()[1] % 2
    return Asked(kept.question, way, half, tuple(rows), tuple(right))


def learn(asked: list[Asked], reader: str, false_answers: float) -> Calibration:
    """Weights by logistic regression over all candidates, then bias and scale over the best one of each question."""
    from sklearn.linear_model import LogisticRegression

    rows = np.array([row for a in asked for row in a.rows])
    right = np.array([r for a in asked for r in a.right])
    spread = rows.std(axis=0) + 1e-9
    model = LogisticRegression(C=1.0, max_iter=1000).fit(rows / spread, right)
    weights, bias = model.coef_[0] / spread, float(model.intercept_[0])
    best = []
    for a in asked:
        if a.rows:
            best.append(max((float(weights @ row) + bias, r) for row, r in zip(a.rows, a.right, strict=True)))
    logits, outcome = np.array([[logit] for logit, _ in best]), np.array([r for _, r in best])
    scale = LogisticRegression(C=1e6).fit(logits, outcome)  # Platt 1999
    factor, shift = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    named = {name: round(float(w * factor), 4) for name, w in zip(FEATURES, weights, strict=True)}
    found = Calibration(reader, round(bias * factor + shift, 4), named, 0.5)
    return replace(found, threshold=threshold_for(asked, found, false_answers))


def threshold_for(asked: list[Asked], calibration: Calibration, false_answers: float) -> float:
    """The lowest probability that at most this share of the questions nothing answers reaches."""
    scores = sorted((best_of(a, calibration)[0] for a in asked if a.way != "given"), reverse=True)
    return round(scores[int(false_answers * len(scores))] + 1e-4, 4)


@dataclass(frozen=True)
class Judged:
    """What became of a question: the probability of its best candidate, whether that is right, and was given."""

    way: str
    probability: float
    right: bool
    answered: bool


def judge(asked: list[Asked], calibration: Calibration) -> list[Judged]:
    best = [(a.way, *best_of(a, calibration)) for a in asked]
    return [Judged(way, p, right, p >= calibration.threshold) for way, p, right in best]


def best_of(asked: Asked, calibration: Calibration) -> tuple[float, bool]:
    """(probability, is it right) of the most probable candidate; nothing was found: (0, False)."""
    return max(scores(asked, calibration), default=(0.0, False))


def scores(asked: Asked, calibration: Calibration) -> list[tuple[float, bool]]:
    """(probability, is it right) of each candidate."""
    given = [calibration.probability(dict(zip(FEATURES, row, strict=True))) for row in asked.rows]
    return list(zip(given, asked.right, strict=True))


def measure(judged: list[Judged]) -> dict[str, float]:
    """Figures on questions that nothing was learnt on."""
    answerable, answered = [j.way == "given" for j in judged], [j.answered for j in judged]
    given = [j.right for j in judged if j.answered]
    figures = {
        "questions": float(len(judged)),
        "ECE": expected_calibration_error([j.probability for j in judged], [j.right for j in judged]),
        "false_answer_rate": false_answer_rate(answerable, answered),
        "false_refusal_rate": false_refusal_rate(answerable, answered),
        "right_of_answered": float(np.mean(given)) if given else 0.0,
    }
    for way in sorted({j.way for j in judged} - {"given"}):
        figures[f"false answers, {way}"] = float(np.mean([j.answered for j in judged if j.way == way]))
    return {name: round(value, 4) for name, value in figures.items()}


def curve(judged: list[Judged], bins: int = 10) -> list[list[float]]:
    """Mean probability, share of right answers and count of each tenth that has any, for the reliability plot."""
    rows = []
    for b in range(bins):
        inside = [j for j in judged if b / bins < j.probability <= (b + 1) / bins or (b == 0 and j.probability == 0)]
        if inside:
            means = [float(np.mean(x)) for x in ([j.probability for j in inside], [j.right for j in inside])]
            rows.append([round(mean, 4) for mean in means] + [float(len(inside))])
    return rows


def vars_of(calibration: Calibration) -> dict[str, Any]:
    return {name: getattr(calibration, name) for name in ("reader", "bias", "weights", "threshold")}


if __name__ == "__main__":
    main()
