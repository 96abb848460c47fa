"""A question to ranked hits: both legs propose passages, and the best are ordered by three normalised scores.

The third is how much of the question a single sentence says: terms scattered over a paragraph are not an answer.
In: an `Index`, an encoder, a question. Out: `Hit` records, best first. Whether a hit answers the question is not
decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt, tanh

from wenju.arrays import Vectors
from wenju.config import CANDIDATES, COVERED, FOLDED, WEIGHTS
from wenju.encoder import QueryEncoder
from wenju.filter import passages_within
from wenju.fold import fold
from wenju.index import Index
from wenju.reading import heading_line
from wenju.records import EVERYTHING, Filter, Hit, Passage

Ranked = Sequence[tuple[int, float]]
Terms = list[tuple[str, float]]


def standard_scores(ranked: Ranked) -> dict[int, float]:
    """z-scores (s - mean) / deviation over the candidates of one leg; all 0 where they are equal."""
    if not ranked:
        return {}
    mean = sum(score for _, score in ranked) / len(ranked)
    deviation = sqrt(sum((score - mean) ** 2 for _, score in ranked) / len(ranked))
    return {number: (score - mean) / deviation if deviation > 0 else 0.0 for number, score in ranked}


def fuse(legs: Sequence[Ranked], weights: Sequence[float]) -> list[tuple[int, float]]:
    """The weighted sum of the legs' z-scores (Montague and Aslam 2001); who is missing from a leg gets its minimum.

    (number, score), sorted by (-score, number).
    """
    scores = [standard_scores(leg) for leg in legs]
    floors = [min(leg.values(), default=0.0) for leg in scores]
    numbers = {number for leg in legs for number, _ in leg}
    fused = [
        (n, sum(w * leg.get(n, floor) for w, leg, floor in zip(weights, scores, floors, strict=True))) for n in numbers
    ]
    return sorted(fused, key=lambda row: (-row[1], row[0]))


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is searched for: its vector, and its terms with weight x rarity."""

    vector: Vectors
    terms: Terms


class Retriever:
    """Searches one index."""

    def __init__(self, index: Index, encoder: QueryEncoder) -> None:
        self._index, self._encoder = index, encoder
        self._folded = lru_cache(FOLDED)(self._fold)  # passages that are often found need not be folded each time
        self._threads = ThreadPoolExecutor(thread_name_prefix="keyword")

    def search(self, question: str, k: int, within: Filter = EVERYTHING) -> list[Hit]:
        """The `k` best hits; [] only where a filter lets nothing through, or the index is empty."""
        among = passages_within(within, self._index.documents, self._index.passages)
        terms = self._index.tokenizer.query_terms(question)
        depth = max(CANDIDATES, k)
        searched = self._threads.submit(self._index.lexical.search, terms, depth, among)  # while the other leg encodes
        asked = Question(self._encoder.encode_query(question), self._rare(terms))
        dense = self._index.dense.search(asked.vector, depth, among)
        lexical = searched.result()
        ranks = [{number: rank for rank, (number, _) in enumerate(leg, 1)} for leg in (lexical, dense)]
        ordered = self._order(lexical, dense, asked)[:k]
        return [
            self._hit(rank, number, score, (ranks[0].get(number), ranks[1].get(number)), asked)
            for rank, (number, score) in enumerate(ordered, 1)
        ]

    def search_in(self, question: str, document_id: str) -> list[Hit]:
        """All passages of one document as hits, whatever the legs say of them; [] where it has none."""
        terms = self._rare(self._index.tokenizer.query_terms(question))
        asked = Question(self._encoder.encode_query(question), terms)
        numbers = self._index.documents.numbers_of(document_id)
        return [self._hit(rank, number, 0.0, (None, None), asked) for rank, number in enumerate(numbers, 1)]

    def share_said(self, question: str, hits: Sequence[Hit]) -> float:
        """How much of the question the sentence says that says most of it, 0..1, by weight and rarity of its terms.

        Single characters are left out, where there are longer terms: 红 and 做 of 红烧肉怎么做 stand in every report.
        """
        asked = self._index.tokenizer.query_terms(question)
        terms = self._rare([row for row in asked if len(row[0]) > 1] or asked)
        total = sum(value for _, value in terms) or 1.0
        return max((said / total for hit in hits for said in self._coverage(hit.passage, terms)), default=0.0)

    def _rare(self, terms: Terms) -> Terms:
        """Terms with weight x rarity in place of weight."""
        rarity = self._index.lexical.rarity([term for term, _ in terms])
        return [(term, weight * rarity[term]) for term, weight in terms]

    def _order(self, lexical: Ranked, dense: Ranked, asked: Question) -> list[tuple[int, float]]:
        """The COVERED best of both legs, ordered by all three scores; then the others as both legs have them."""
        first = fuse((lexical, dense), (0.5, 0.5))
        best = {number for number, _ in first[:COVERED]}
        covered = [
            (number, max(self._coverage(self._index.passages[number], asked.terms), default=0.0)) for number in best
        ]
        legs = [[row for row in leg if row[0] in best] for leg in (lexical, dense)]
        head = fuse((*legs, sorted(covered, key=lambda row: (-row[1], row[0]))), WEIGHTS)
        if not head:
            return []
        below = head[-1][1]
        return head + [(number, below - rank) for rank, (number, _) in enumerate(first[COVERED:], 1)]

    def _coverage(self, passage: Passage, terms: Terms) -> list[float]:
        """How much of the question each sentence says, its headings counted in: the sum of weight x rarity."""
        line, sentences = self._folded(passage)
        in_line = sum(value for term, value in terms if term in line)
        others = [(term, value) for term, value in terms if term not in line]
        return [in_line + sum(value for term, value in others if term in sentence) for sentence in sentences]

    def _fold(self, passage: Passage) -> tuple[str, list[str]]:
        """A passage's heading line and sentences as they are matched."""
        shadow = fold(passage.text)
        line = fold(heading_line(self._index.documents[passage.document_id].title, passage))
        return line, [shadow[a - passage.start : b - passage.start] for a, b in passage.sentences]

    def _hit(self, rank: int, number: int, score: float, ranks: tuple[int | None, int | None], asked: Question) -> Hit:
        passage = self._index.passages[number]
        title = self._index.documents[passage.document_id].title
        readable = (1 + tanh(score / 2)) / 2  # 0..1, higher is better; no probability
        return Hit(rank, passage, title, readable, *ranks, self._best_sentence(number, asked))

    def _best_sentence(self, number: int, asked: Question) -> tuple[int, int]:
        """The sentence that says most of the question and is nearest in meaning, each scaled to 0..1."""
        passage = self._index.passages[number]
        if len(passage.sentences) < 2:
            return passage.sentences[0] if passage.sentences else (passage.start, passage.end)
        start, end = self._index.rows[number : number + 2].tolist()
        rows = self._index.dense.vectors(start + 1, end)
        near = _scaled((rows @ asked.vector).tolist())
        said = _scaled(self._coverage(passage, asked.terms))
        scores = [a + b for a, b in zip(said, near, strict=True)]
        return passage.sentences[scores.index(max(scores))]


def _scaled(values: list[float]) -> list[float]:
    low, high = min(values), max(values)
    return [(value - low) / (high - low) if high > low else 0.0 for value in values]
