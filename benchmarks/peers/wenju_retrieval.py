"""wenju itself, as far as it retrieves: both legs and the sentence score, no reader. Each passage is a document."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from typing import Any, cast

from peers.contract import Passage, Peer, Shared
from peers.sampled import SampledEncoder


class Engine(Peer):
    title = "wenju, retrieval"
    setting = "as shipped, without the reader; whole passages and their sentences embedded, the best of either counts"
    beside = ("keyword",)
    packages = ("wenju", "sentence-transformers", "faiss-cpu", "tantivy", "jieba", "torch")

    def prepare(self) -> None:
        from wenju.encoder import SentenceEncoder

        self.encoder = SentenceEncoder()
        self.clock.watch(type(self.encoder), "encode_passages", "embed")

    def build(self, passages: Sequence[Passage], shared: Shared | None = None) -> None:
        from wenju import Config, storage
        from wenju.build import write_index
        from wenju.document import make_document
        from wenju.encoder import Encoder

        documents = [make_document(str(n), p.text, p.title) for n, p in enumerate(passages)]
        sources = {d.id: sha256(d.text.encode()).hexdigest() for d in documents}
        encoder: Any = self.encoder
        if shared is not None:
            with self.clock.stage("embed"):
                encoder = SampledEncoder(self.encoder, shared, len(passages))
            self.clock.watch(encoder, "encode_passages", "embed")
        with storage.locked(self.folder):
            config = Config(corpus=self.folder, index=self.folder)
            write_index(documents, sources, config, cast(Encoder, encoder))

    def update(self, passages: Sequence[Passage], changed: Sequence[int], shared: Shared | None = None) -> None:
        self.build(passages, shared)  # it finds out by itself what changed

    def open(self) -> None:
        from wenju.encoder import load_query_encoder
        from wenju.index import Index
        from wenju.retriever import Retriever

        index, encoder = Index.load(self.folder), load_query_encoder()
        self.retriever = Retriever(index, encoder)
        self.clock.watch(type(encoder), "encode_query", "encode")
        self.clock.watch(type(index.tokenizer), "query_terms", "keyword")
        self.clock.watch(type(index.lexical), "search", "keyword")
        self.clock.watch(type(index.lexical), "rarity", "keyword")
        self.clock.watch(type(index.dense), "search", "vectors")

    def search(self, question: str, k: int) -> list[int]:
        hits = self.retriever.search(question, k)
        return list(dict.fromkeys(int(hit.passage.document_id) for hit in hits))
