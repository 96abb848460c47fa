"""sentence-transformers and a flat FAISS index: what every tutorial begins with."""

from __future__ import annotations

from collections.abc import Sequence

from peers.contract import Passage, Peer, Shared
from peers.sentence_model import Vectors, load_model, passage_vectors

FILE = "flat.faiss"


class Engine(Peer):
    title = "sentence-transformers + FAISS flat"
    setting = "IndexFlatIP over title and text, the model's own prompts, float32; exact search"
    packages = ("sentence-transformers", "faiss-cpu", "torch")

    def prepare(self) -> None:
        import faiss  # noqa: F401

        self.model = load_model()

    def build(self, passages: Sequence[Passage], shared: Shared | None = None) -> None:
        with self.clock.stage("embed"):
            vectors = passage_vectors(self.model, passages, shared)
        self._write(vectors)

    def update(self, passages: Sequence[Passage], changed: Sequence[int], shared: Shared | None = None) -> None:
        import faiss

        with self.clock.stage("embed"):
            fresh = passage_vectors(self.model, [passages[n] for n in changed], shared)
        index = faiss.read_index(str(self.folder / FILE))
        vectors = index.reconstruct_n(0, index.ntotal)
        vectors[list(changed)] = fresh
        self._write(vectors)

    def _write(self, vectors: Vectors) -> None:
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        faiss.write_index(index, str(self.folder / FILE))

    def open(self) -> None:
        import faiss

        self.model = load_model()
        self.index = faiss.read_index(str(self.folder / FILE))

    def search(self, question: str, k: int) -> list[int]:
        with self.clock.stage("encode"):
            query = self.model.encode_query([question], show_progress_bar=False)
        with self.clock.stage("vectors"):
            _, rows = self.index.search(query, k)
        return [int(row) for row in rows[0] if row >= 0]
