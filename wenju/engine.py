"""The one engine behind page, command line and Python API: a question in, an `Answer` out.

It validates the question, times the stages and turns hits into an outcome; searching is left to `retriever`.
"""

from __future__ import annotations

import time
import unicodedata
from pathlib import Path

from wenju.config import LEAST_SAID, QUESTION_CHARACTERS
from wenju.encoder import QueryEncoder, load_query_encoder
from wenju.errors import IndexFileError, QuestionError
from wenju.index import Index
from wenju.records import Answer, Citation, Document, Hit
from wenju.retriever import Retriever
from wenju.storage import read_manifest
from wenju.text import is_encodable

# Passages shown with an answer.
SHOWN = 5


class Engine:
    """Answers questions from one index. `Engine.load("index")` is how to get one."""

    def __init__(self, index: Index, encoder: QueryEncoder) -> None:
        """Raises `IndexFileError` where the index was made by another encoder."""
        made, here = index.manifest.encoder, encoder.identity()
        if made["identity"] != here:
            raise IndexFileError(
                f"the index was made by the model {made['name']} ({made['identity']}), loaded is {encoder.name} "
                f"({here}); rebuild with python build_index.py --model {encoder.name}, or load the other model"
            )
        self._index, self._encoder = index, encoder
        self._retriever = Retriever(index, encoder)

    @classmethod
    def load(cls, index: str | Path = "index", model: str | None = None) -> Engine:
        """Open an index with the model it was made by, or with `model`, which must be the same.

        Raises `IndexFileError` or `EncoderError`, each with the command that mends it.
        """
        folder = Path(index)
        made_by = read_manifest(folder).encoder["name"]
        name = made_by if model is None else model
        return cls(Index.load(folder), load_query_encoder(name))

    @property
    def documents(self) -> list[Document]:
        """All documents, in the order of their names."""
        return list(self._index.documents.values())

    @property
    def summary(self) -> str:
        """`3 documents, 22 passages`."""
        counts = self._index.manifest.counts
        plural = "" if counts["documents"] == 1 else "s"
        return f"{counts['documents']} document{plural}, {counts['passages']} passages"

    def document(self, document_id: str) -> Document:
        """Raises `KeyError` where the index has no such document."""
        return self._index.documents[document_id]

    def search(self, question: str, k: int = SHOWN) -> list[Hit]:
        """The `k` best passages, best first. Raises `QuestionError`."""
        if not isinstance(k, int) or k < 1:
            raise QuestionError(f"k is {k!r}, expected a whole number from 1")
        return self._retriever.search(valid_question(question), k)

    def ask(self, question: str) -> Answer:
        """What the documents say to a question: `related` passages, or `none`. Raises `QuestionError`."""
        began = time.perf_counter()
        question = valid_question(question)
        hits = self._retriever.search(question, SHOWN)
        timings = {"search": 1000 * (time.perf_counter() - began)}
        if not hits:
            return Answer(question, "none", "", 0.0, "索引里没有任何段落", (), (), timings)
        if self._retriever.share_said(question, hits) < LEAST_SAID:
            return Answer(question, "none", "", 0.0, "文中没有一句话说到所问的事", (), tuple(hits), timings)
        reason = "最相关的段落如下，请在标出的句子里核对"
        return Answer(question, "related", "", hits[0].score, reason, (self._cite(hits[0]),), tuple(hits), timings)

    def warm_up(self) -> None:
        """Ask once, so that the first user does not wait for what is loaded on first use."""
        self.ask("预热")

    def _cite(self, hit: Hit) -> Citation:
        start, end = hit.sentence
        quote = self._index.documents[hit.passage.document_id].text[start:end]
        return Citation(hit.passage.document_id, hit.title, hit.passage.heading_path, start, end, quote)


def valid_question(question: str) -> str:
    """The question without outer blanks. Raises `QuestionError` where nobody could answer it."""
    if not isinstance(question, str):
        raise QuestionError(f"a question is text, found {type(question).__name__}")
    question = question.strip()
    if not is_encodable(question):
        raise QuestionError("问题里有不是文字的字节，请重新输入 (the question holds bytes that are no text)")
    if not any(unicodedata.category(c)[0] in "LN" for c in question):
        raise QuestionError("问题是空的：请输入一句话，例如“杨浦派了多少教师去遵义” (the question is empty)")
    if len(question) > QUESTION_CHARACTERS:
        raise QuestionError(
            f"问题有 {len(question)} 个字，最多 {QUESTION_CHARACTERS} 个：请只问一件事 "
            f"(the question has {len(question)} characters, at most {QUESTION_CHARACTERS})"
        )
    return question
