"""LangChain's FAISS store and BM25Retriever over jieba words, put together by EnsembleRetriever."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from typing import Any

from peers.contract import ENCODER, Passage, Peer, Shared
from peers.sentence_model import FLOAT32, passage_vectors
from peers.words import load_words, words

# So many of each leg are fused by rank.
DEPTH = 50
KEYWORDS = "bm25.pickle"


class Engine(Peer):
    title = "LangChain ensemble"
    setting = (
        "FAISS (inner product, exact) and BM25Retriever over jieba words without punctuation, 50 of each, "
        "reciprocal ranks with equal weights; BM25Retriever kept as a pickle, made anew after a change"
    )
    packages = (
        "langchain-classic",
        "langchain-community",
        "langchain-huggingface",
        "rank-bm25",
        "jieba",
        "sentence-transformers",
        "faiss-cpu",
        "torch",
    )

    def prepare(self) -> None:
        from langchain_huggingface import HuggingFaceEmbeddings

        load_words()
        self.embeddings = HuggingFaceEmbeddings(
            model_name=str(ENCODER),
            model_kwargs={"device": "cpu", "local_files_only": True, "model_kwargs": FLOAT32},
            encode_kwargs={"prompt_name": "document"},
            query_encode_kwargs={"prompt_name": "query"},
        )

    def build(self, passages: Sequence[Passage], shared: Shared | None = None) -> None:
        from langchain_community.vectorstores import FAISS
        from langchain_community.vectorstores.utils import DistanceStrategy

        ids = [str(number) for number in range(len(passages))]
        store = FAISS.from_embeddings(
            self._pairs(passages, shared),
            self.embeddings,
            [{"id": number} for number in ids],
            ids,
            distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
        )
        store.save_local(str(self.folder))
        self._write_keywords(passages)

    def update(self, passages: Sequence[Passage], changed: Sequence[int], shared: Shared | None = None) -> None:
        store, ids = self._store(), [str(number) for number in changed]
        pairs = self._pairs([passages[n] for n in changed], shared)
        store.delete(ids)
        store.add_embeddings(pairs, [{"id": number} for number in ids], ids)
        store.save_local(str(self.folder))
        self._write_keywords(passages)

    def _pairs(self, passages: Sequence[Passage], shared: Shared | None) -> list[tuple[str, Any]]:
        texts = [p.whole for p in passages]
        with self.clock.stage("embed"):
            if shared is None:
                return list(zip(texts, self.embeddings.embed_documents(texts), strict=True))
            return list(zip(texts, passage_vectors(None, passages, shared), strict=True))

    def _write_keywords(self, passages: Sequence[Passage]) -> None:
        from langchain_community.retrievers import BM25Retriever

        metadatas = [{"id": str(number)} for number in range(len(passages))]
        retriever = BM25Retriever.from_texts([p.whole for p in passages], metadatas, preprocess_func=words, k=DEPTH)
        with (self.folder / KEYWORDS).open("wb") as file:
            pickle.dump((retriever.vectorizer, retriever.docs), file, pickle.HIGHEST_PROTOCOL)

    def _store(self) -> Any:
        from langchain_community.vectorstores import FAISS
        from langchain_community.vectorstores.utils import DistanceStrategy

        return FAISS.load_local(
            str(self.folder),
            self.embeddings,
            allow_dangerous_deserialization=True,  # written by `build` a moment ago
            distance_strategy=DistanceStrategy.MAX_INNER_PRODUCT,
        )

    def open(self) -> None:
        from langchain_classic.retrievers import EnsembleRetriever
        from langchain_community.retrievers import BM25Retriever

        self.prepare()
        store = self._store()
        with (self.folder / KEYWORDS).open("rb") as file:
            vectorizer, docs = pickle.load(file)
        keywords = BM25Retriever(vectorizer=vectorizer, docs=docs, preprocess_func=words, k=DEPTH)
        dense = store.as_retriever(search_kwargs={"k": DEPTH})
        self.retriever = EnsembleRetriever(retrievers=[keywords, dense], weights=[0.5, 0.5], id_key="id")
        self.clock.watch(type(self.embeddings), "embed_query", "encode")
        self.clock.watch(BM25Retriever, "_get_relevant_documents", "keyword")
        self.clock.watch(store.index, "search", "vectors")

    def search(self, question: str, k: int) -> list[int]:
        return [int(document.metadata["id"]) for document in self.retriever.invoke(question)[:k]]
