"""What is searched and asked: question sets with right passages, and collections of a given size for times alone."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from comparison.variation import enlarged, made_questions
from peers.contract import Passage
from wenju.squad import SquadSet, read_squad

GOLDEN = Path(__file__).parents[2] / "tests" / "golden"
# In a golden set a whole document is one context; its lines are the passages. Shorter ones are headings.
LEAST_LINE = 15


@dataclass(frozen=True, slots=True)
class Corpus:
    """Passages and questions; `right[i]` is the passage of question i, and empty where only times are measured."""

    name: str
    passages: list[Passage]
    questions: list[str]
    right: list[int]


def question_set(path: Path, limit: int | None = None) -> Corpus:
    """A SQuAD-format file: each context is a passage."""
    found = read_squad(path)
    asked = [q for q in found.questions if not q.is_impossible and q.question.strip()][:limit]
    passages = [Passage(context.title, context.text) for context in found.contexts]
    return Corpus(path.name.split(".")[0], passages, [q.question for q in asked], [q.context for q in asked])


def golden_set(limit: int | None = None) -> Corpus:
    """The golden questions on the shipped report and three other documents; each line is a passage."""
    passages: list[Passage] = []
    asked: list[tuple[str, int]] = []
    for path in (GOLDEN / "report.squad.json", GOLDEN / "other" / "other.squad.json"):
        found = read_squad(path)
        lines = _lines(found)
        at = len(passages)
        passages += [Passage(found.contexts[context].title, text) for context, _, text in lines]
        for question in (q for q in found.questions if not q.is_impossible):
            start = question.answers[0][1]
            rows = [n for n, (c, a, text) in enumerate(lines) if c == question.context and a <= start < a + len(text)]
            asked += [(question.question, at + row) for row in rows]
    asked = random.Random(0).sample(asked, len(asked))[:limit]  # of all documents, however few are asked
    return Corpus("golden", passages, [q for q, _ in asked], [row for _, row in asked])


def _lines(found: SquadSet) -> list[tuple[int, int, str]]:
    """(context, start, text) of each line that is no heading."""
    rows: list[tuple[int, int, str]] = []
    for number, context in enumerate(found.contexts):
        start = 0
        for line in context.text.split("\n"):
            if len(line) >= LEAST_LINE:
                rows.append((number, start, line))
            start += len(line) + 1
    return rows


def read_laws(path: Path | None) -> list[Passage]:
    """Passages of a .jsonl or .jsonl.gz file with title and text; without one those of the golden set."""
    if path is None:
        return golden_set().passages
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        return [Passage(record["title"], record["text"]) for record in map(json.loads, lines)]


def collection(passages: Sequence[Passage], size: int, questions: int) -> Corpus:
    """The first passages, and copies with substitutions where there are too few; questions made from them."""
    chosen = enlarged(passages, size)
    return Corpus(f"passages-{size}", chosen, made_questions(chosen, questions), [])


def one_percent(corpus: Corpus) -> tuple[list[int], list[Passage]]:
    """(the numbers of the passages that changed, all passages after the change)."""
    count = max(1, len(corpus.passages) // 100)
    numbers = sorted(random.Random(1).sample(range(len(corpus.passages)), count))
    after = list(corpus.passages)
    for number in numbers:
        after[number] = Passage(after[number].title, after[number].text + "\n本段内容已经修订。")
    return numbers, after
