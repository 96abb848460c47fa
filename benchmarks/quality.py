"""Which leg finds what: R@1, R@5 and RR@10 of each leg, of both, and of what was tried instead.

    python benchmarks/quality.py FILE.squad.json.gz ... [--keep FOLDER]

Without a FILE the 30 golden questions on the shipped report and those on `tests/golden/other` are asked. Results go to
`benchmarks/quality.json`, a table to stdout. All ways are run on the same index, so that they can be compared.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from wenju import Config, build_index
from wenju.config import CANDIDATES
from wenju.encoder import QueryEncoder, SentenceEncoder, load_query_encoder
from wenju.evaluation import build_contexts
from wenju.index import Index
from wenju.measures import recall_at, reciprocal_rank_at
from wenju.retriever import Retriever, fuse
from wenju.squad import read_squad

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
Ranked = list[tuple[int, float]]
# Deep enough for every measure below.
DEPTH = 10
Leg = Callable[[str, Any], Ranked]
Question = tuple[str, frozenset[int]]
"""A question and the numbers of its right passages."""


def reciprocal_rank_fusion(lexical: Ranked, dense: Ranked, k: int = 60) -> list[int]:
    """Cormack et al. 2009: the sum of 1 / (k + rank)."""
    scores: dict[int, float] = {}
    for leg in (lexical, dense):
        for rank, (number, _) in enumerate(leg, 1):
            scores[number] = scores.get(number, 0.0) + 1 / (k + rank)
    return sorted(scores, key=lambda n: (-scores[n], n))


class Ways:
    """All ways to order the passages of one index for a question."""

    def __init__(self, index: Index, encoder: QueryEncoder) -> None:
        self.index, self.encoder = index, encoder
        self.numbers = {passage: number for number, passage in enumerate(index.passages)}
        self.starts = index.rows[:-1]
        self.vectors = index.dense.vectors(0, int(index.rows[-1]))
        self.first = np.isin(np.arange(index.rows[-1]), self.starts)
        self.lone = np.repeat(np.diff(index.rows) == 1, np.diff(index.rows))

    def orders(self, question: str, query: Any) -> dict[str, list[int]]:
        cosines = self.vectors @ query
        whole = cosines[self.starts]
        both = np.maximum.reduceat(cosines, self.starts)
        # A passage of one sentence has no sentence rows: its own row stands for it.
        alone = np.where(self.lone[self.starts], cosines[self.starts], -1)
        sentences = np.maximum(np.maximum.reduceat(np.where(self.first, -1, cosines), self.starts), alone)
        lexical = self.index.lexical.search(self.index.tokenizer.query_terms(question), CANDIDATES)
        legs = {"dense, whole passages": whole, "dense, sentences": sentences, "dense, passages and sentences": both}
        ranked = {name: _best(scores) for name, scores in legs.items()}
        orders = {"lexical": [n for n, _ in lexical], **{name: [n for n, _ in r] for name, r in ranked.items()}}
        dense = ranked["dense, passages and sentences"]
        orders["reciprocal rank fusion"] = reciprocal_rank_fusion(lexical, dense)
        for weight in (0.3, 0.4, 0.5, 0.6, 0.7):
            orders[f"z-scores, lexical {weight}"] = [n for n, _ in fuse((lexical, dense), (weight, 1 - weight))]
        hits = Retriever(self.index, self.encoder).search(question, DEPTH)
        orders["both and sentence coverage (shipped)"] = [self.numbers[hit.passage] for hit in hits]
        return orders


def _best(scores: Any) -> Ranked:
    order = np.lexsort((np.arange(len(scores)), -scores))[:CANDIDATES]
    return [(int(n), float(scores[n])) for n in order]


def run(index: Index, questions: Sequence[Question], encoder: QueryEncoder) -> dict[str, dict[str, float]]:
    """Figures of each way."""
    ways = Ways(index, encoder)
    ranks: dict[str, list[int | None]] = {}
    for text, right in questions:
        for name, order in ways.orders(text, encoder.encode_query(text)).items():
            places = [place for place, number in enumerate(order, 1) if number in right]
            ranks.setdefault(name, []).append(places[0] if places else None)
    return {
        name: {
            "R@1": round(recall_at(r, 1), 4),
            "R@5": round(recall_at(r, 5), 4),
            "RR@10": round(reciprocal_rank_at(r, 10), 4),
        }
        for name, r in ranks.items()
    }


def golden(folder: Path, encoder: SentenceEncoder) -> tuple[Index, list[Question]]:
    """The shipped report and its 30 questions; right is the passage that holds the question's sentence."""
    build_index(Config(corpus=ROOT / "corpus", index=folder), encoder=encoder)
    index = Index.load(folder)
    rows = json.loads((GOLDEN / "passages.json").read_text(encoding="utf-8"))
    return index, [
        (r["question"], frozenset(n for n, p in enumerate(index.passages) if r["sentence"] in p.text)) for r in rows
    ]


def contexts(path: Path, folder: Path, encoder: SentenceEncoder) -> tuple[Index, list[Question]]:
    """A SQuAD-format set; right is any passage of the question's own context."""
    questions = read_squad(path)
    build_contexts(questions, Config(corpus=path.parent, index=folder), encoder)
    index = Index.load(folder)
    of: dict[int, set[int]] = {}
    for number, passage in enumerate(index.passages):
        of.setdefault(int(passage.document_id), set()).add(number)
    asked = [q for q in questions.questions if not q.is_impossible]
    return index, [(q.question, frozenset(of.get(q.context, ()))) for q in asked]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="question sets in SQuAD format")
    parser.add_argument("--keep", type=Path, help="keep the sets' indexes here, so that the next run is quick")
    parser.add_argument("--out", type=Path, default=ROOT / "benchmarks" / "quality.json")
    args = parser.parse_args()
    encoder = SentenceEncoder()
    results: dict[str, Any] = {}
    with TemporaryDirectory(prefix="wenju-bench-") as temporary:
        base = args.keep or Path(temporary)
        for path in [None, *args.files, GOLDEN / "other" / "other.squad.json"]:
            name = path.name.split(".")[0] if path else "report"
            folder = base / name
            index, questions = contexts(path, folder, encoder) if path else golden(folder, encoder)
            figures = run(index, questions, load_query_encoder())
            results[name] = {"questions": len(questions), "passages": len(index.passages), "ways": figures}
            print(f"\n{name}: {len(questions)} questions, {len(index.passages)} passages")
            for way, row in figures.items():
                print(
                    f"  {way:38} " + "  ".join(f"{measure} {value:.3f}" for measure, value in row.items()), flush=True
                )
    args.out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
