"""How good is it: a SQuAD-format file in, figures out.

Each distinct context becomes one document with its title, chunked and indexed like any other, by the same code. A hit
counts when it lies in the question's own context; contexts are ranked by their best passage.
"""

from __future__ import annotations

import time
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from wenju import storage
from wenju.build import BuildReport, Progress, write_index
from wenju.config import Config
from wenju.document import make_document
from wenju.encoder import SentenceEncoder, load_query_encoder
from wenju.engine import Engine
from wenju.errors import ConfigError, QuestionError
from wenju.index import Index
from wenju.measures import recall_at, reciprocal_rank_at
from wenju.squad import SquadQuestion, SquadSet, read_squad

# Contexts are ranked among so many passages; several of them may lie in one context.
DEPTH = 50
Figures = dict[str, float | int]


def evaluate(
    path: Path, model: str = "", *, keep: Path | None = None, limit: int | None = None, progress: Progress | None = None
) -> Figures:
    """Figures of one question set: `questions, contexts, passages, R@1, R@5, R@10, RR@10, p50_ms, p95_ms, build_s`.

    `keep` is a folder to keep the set's index in, so that the next run embeds nothing; `limit` asks only so many
    questions. Raises `ConfigError` where the file is not a question set.
    """
    questions = read_squad(path)
    asked = [q for q in questions.questions if not q.is_impossible][:limit]
    if not asked:
        raise ConfigError(f"{path}: no question with an answer in it; there is nothing to find")
    if (
        keep
        and (keep / storage.MANIFEST).is_file()
        and not all(map(str.isdecimal, storage.read_manifest(keep).sources))
    ):
        raise ConfigError(f"{keep}: holds the index of documents, not of a question set; give another folder")
    with nullcontext(keep) if keep else TemporaryDirectory(prefix="wenju-eval-") as folder:
        config = Config(corpus=path.parent, index=Path(folder), model=model)
        encoder = SentenceEncoder(model)
        built = build_contexts(questions, config, encoder, progress)
        engine = Engine(Index.load(config.index), load_query_encoder(model))
        engine.warm_up()
        ranks, times = _ask(engine, asked, progress)
    return {
        "questions": len(asked),
        "contexts": len(questions.contexts),
        "passages": built.passages,
        "R@1": round(recall_at(ranks, 1), 4),
        "R@5": round(recall_at(ranks, 5), 4),
        "R@10": round(recall_at(ranks, 10), 4),
        "RR@10": round(reciprocal_rank_at(ranks, 10), 4),
        "p50_ms": round(float(np.percentile(times, 50)), 1),
        "p95_ms": round(float(np.percentile(times, 95)), 1),
        "build_s": round(built.seconds, 1),
    }


def build_contexts(
    questions: SquadSet, config: Config, encoder: SentenceEncoder, progress: Progress | None = None
) -> BuildReport:
    """Index the contexts of a set into `config.index`; context n is the document with the id "n"."""
    documents = [make_document(str(n), context.text, context.title) for n, context in enumerate(questions.contexts)]
    sources = {d.id: sha256(d.text.encode("utf-8", "surrogatepass")).hexdigest() for d in documents}
    with storage.locked(config.index):
        return write_index(documents, sources, config, encoder, progress=progress)


def _ask(engine: Engine, asked: list[SquadQuestion], progress: Progress | None) -> tuple[list[int | None], list[float]]:
    """(rank of each question's own context or None, milliseconds of each search)."""
    ranks: list[int | None] = []
    times = []
    for number, question in enumerate(asked, 1):
        began = time.perf_counter()
        order = _contexts_found(engine, question.question)
        times.append(1000 * (time.perf_counter() - began))
        ranks.append(order.index(question.context) + 1 if question.context in order else None)
        if progress:
            progress("ask", number, len(asked))
    return ranks, times


def _contexts_found(engine: Engine, question: str) -> list[int]:
    """Context numbers, best first; none for a question that the engine refuses (some sets hold empty ones)."""
    try:
        hits = engine.search(question, DEPTH)
    except QuestionError:
        return []
    return list(dict.fromkeys(int(hit.passage.document_id) for hit in hits))
