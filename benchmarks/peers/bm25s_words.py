"""bm25s over jieba's words: the quickest BM25 in Python, no vectors."""

from __future__ import annotations

from collections.abc import Sequence

from peers.contract import Passage, Peer, Shared
from peers.words import load_words, words


class Engine(Peer):
    title = "bm25s, jieba words"
    setting = "Lucene's BM25 over jieba words of title and text; a change means a new index, opened memory-mapped"
    packages = ("bm25s", "jieba")
    embeds = False

    def prepare(self) -> None:
        import bm25s  # noqa: F401

        load_words()

    def build(self, passages: Sequence[Passage], shared: Shared | None = None) -> None:
        import bm25s

        with self.clock.stage("cut"):
            terms = [words(p.whole) for p in passages]
        index = bm25s.BM25(method="lucene")
        index.index(terms, show_progress=False)
        index.save(str(self.folder))

    def update(self, passages: Sequence[Passage], changed: Sequence[int], shared: Shared | None = None) -> None:
        self.build(passages, shared)

    def open(self) -> None:
        import bm25s

        load_words()
        self.index = bm25s.BM25.load(str(self.folder), mmap=True)
        self.count = int(self.index.scores["num_docs"])

    def search(self, question: str, k: int) -> list[int]:
        with self.clock.stage("keyword"):
            found, _ = self.index.retrieve([words(question)], k=min(k, self.count), show_progress=False)
        return [int(number) for number in found[0]]
