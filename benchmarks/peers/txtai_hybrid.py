"""txtai's hybrid search: its own FAISS index, its own BM25, its own fusion."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peers.contract import ENCODER, Passage, Peer, Shared
from peers.sentence_model import FLOAT32, passage_vectors

CONFIG: dict[str, Any] = {
    "path": str(ENCODER),
    "method": "sentence-transformers",
    "vectors": {"model_kwargs": FLOAT32, "local_files_only": True},
    "gpu": False,
    "hybrid": True,
    # Its default cuts at blanks, which Chinese does not have. `bb25` makes the fusion one of log-odds.
    "scoring": {
        "method": "bm25",
        "terms": True,
        "normalize": "bb25",
        "tokenizer": {"ngrams": {"ngrams": 2, "nmin": 1, "nmax": 2}},
    },
}


class Engine(Peer):
    title = "txtai hybrid"
    setting = (
        "BM25 over characters and their pairs, bb25 normalisation, log-odds fusion, equal weights; "
        "FAISS as it chooses itself: flat to 5,000 passages, then IVF"
    )
    packages = ("txtai", "sentence-transformers", "faiss-cpu", "torch")

    def prepare(self) -> None:
        from txtai import Embeddings

        self.embeddings = Embeddings(CONFIG, models={})  # `models` keeps the model when an index is loaded
        self.model = self.embeddings.model.model

    def build(self, passages: Sequence[Passage], shared: Shared | None = None) -> None:
        self._give(passages, shared)
        self.embeddings.index((number, p.whole) for number, p in enumerate(passages))
        self.embeddings.save(str(self.folder))

    def update(self, passages: Sequence[Passage], changed: Sequence[int], shared: Shared | None = None) -> None:
        self.embeddings.load(str(self.folder))
        self.model = self.embeddings.model.model
        self._give([passages[n] for n in changed], shared)
        self.embeddings.upsert((number, passages[number].whole) for number in changed)
        self.embeddings.save(str(self.folder))

    def _give(self, passages: Sequence[Passage], shared: Shared | None) -> None:
        """Have txtai embed by itself, or hand it the vectors that were made before when it asks its model for them."""
        if shared is not None:
            with self.clock.stage("embed"):
                vectors = passage_vectors(self.model, passages, shared)
            rows = {p.whole: row for row, p in enumerate(passages)}
            self.model.encode_document = lambda texts, **_: vectors[[rows[text] for text in texts]]
        self.clock.watch(self.model, "encode_document", "embed")

    def open(self) -> None:
        from txtai import Embeddings

        self.embeddings = Embeddings()
        self.embeddings.load(str(self.folder))
        self.clock.watch(self.embeddings.model.model, "encode_query", "encode")
        self.clock.watch(self.embeddings.ann, "search", "vectors")
        self.clock.watch(self.embeddings.scoring, "batchsearch", "keyword")

    def search(self, question: str, k: int) -> list[int]:
        return [int(number) for number, _ in self.embeddings.search(question, k)]
