"""How good is it: a SQuAD-format file in, figures out, and a line of details for each question if wished.

Each distinct context becomes one document with its title, chunked and indexed like any other, by the same code. Every
question is then asked as a user would ask it, or given its own context to read. Scoring is left to `scores`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TextIO

from wenju import storage
from wenju.build import Progress, write_index
from wenju.config import Config
from wenju.document import make_document
from wenju.encoder import SentenceEncoder
from wenju.engine import Engine
from wenju.errors import ConfigError, QuestionError
from wenju.records import Answer
from wenju.report import BuildReport
from wenju.scores import Figures, Outcome, answer_figures, detail, judge, rank_figures, time_figures
from wenju.squad import SquadQuestion, SquadSet, read_squad

# Contexts are ranked among so many passages; several of them may lie in one context.
DEPTH = 50


class Asked(Protocol):
    """What is measured: an engine, or something that answers like one."""

    def ask(self, question: str, k: int) -> Answer:
        """The answer from all documents, with `k` hits."""

    def ask_in(self, question: str, document_id: str) -> Answer:
        """The answer from one document, with its best words as `text` even where they would be refused."""


def evaluate(
    path: Path,
    model: str = "",
    *,
    keep: Path | None = None,
    limit: int | None = None,
    split: str = "",
    given: bool = False,
    details: Path | None = None,
    progress: Progress | None = None,
) -> Figures:
    """Figures of one question set, by the names in `scores.MEANINGS`; those that do not apply are absent.

    `keep` is a folder to keep the set's index in, so that the next run embeds nothing. `split` asks only the questions
    of that part, `limit` only so many. `given` has the reader read each question's own context, and nothing is ranked.
    `details` is a file for one line of JSON a question. Raises `ConfigError` where the file is not a question set.
    """
    questions = read_squad(path)
    asked = _chosen(questions, path, split)[:limit]
    if (
        keep
        and (keep / storage.MANIFEST).is_file()
        and not all(map(str.isdecimal, storage.read_manifest(keep).sources))
    ):
        raise ConfigError(f"{keep}: holds the index of documents, not of a question set; give another folder")
    with (
        _lines(details) as lines,
        nullcontext(keep) if keep else TemporaryDirectory(prefix="wenju-eval-") as folder,
    ):
        config = Config(corpus=path.parent, index=Path(folder), model=model)
        built = build_contexts(questions, config, SentenceEncoder(model), progress)
        engine = Engine.load(config.index, model)
        engine.warm_up()
        outcomes = []
        for outcome in ask_all(engine, asked, given):
            outcomes.append(outcome)
            if lines:
                lines.write(json.dumps(detail(outcome), ensure_ascii=False) + "\n")
            if progress:
                progress("ask", len(outcomes), len(asked))
    return {
        "questions": len(asked),
        "contexts": len(questions.contexts),
        "passages": built.passages,
        **({} if given else rank_figures(outcomes)),
        **answer_figures(outcomes),
        **time_figures(outcomes),
        "build_s": round(built.seconds, 1),
    }


def build_contexts(
    questions: SquadSet, config: Config, encoder: SentenceEncoder, progress: Progress | None = None
) -> BuildReport:
    """Index the contexts of a set into `config.index`; context n is the document with the id "n"."""
    documents = [make_document(str(n), context.text, context.title) for n, context in enumerate(questions.contexts)]
    sources = {d.id: sha256(d.text.encode("utf-8", "surrogatepass")).hexdigest() for d in documents}
    with storage.locked(config.index):
        return write_index(documents, sources, config, encoder, progress)


def ask_all(engine: Asked, questions: Sequence[SquadQuestion], given: bool = False) -> Iterator[Outcome]:
    """Ask one question after the other; `given` gives each its own context to read. Yields each as it is answered."""
    for question in questions:
        began = time.perf_counter()
        try:
            if given:
                answer = engine.ask_in(question.question, str(question.context))
            else:
                answer = engine.ask(question.question, DEPTH)
        except QuestionError as error:  # some sets hold empty questions
            answer = Answer(question.question, "none", "", 0.0, str(error))
        yield judge(question, answer, 1000 * (time.perf_counter() - began))


def _chosen(questions: SquadSet, path: Path, split: str) -> list[SquadQuestion]:
    """The questions of a split, all for ""; there must be some, and one of the file must have an answer."""
    if all(q.is_impossible for q in questions.questions):
        raise ConfigError(f"{path}: no question with an answer in it; there is nothing to find")
    chosen = [q for q in questions.questions if not split or q.split == split]
    if not chosen:
        there = ", ".join(sorted({q.split for q in questions.questions if q.split})) or "none"
        raise ConfigError(f"{path}: no question of the split {split!r}; the file has {there}")
    return chosen


def _lines(path: Path | None) -> TextIO | nullcontext[None]:
    """A file that is written line by line; what is no text in a question becomes an escape, as JSON has it."""
    if path is None:
        return nullcontext()
    return path.open("w", encoding="utf-8", errors="backslashreplace", newline="\n", buffering=1)
