"""The one engine behind page, command line and Python API: a question in, an `Answer` out.

It validates the question, calls the stages one after the other and times them. Searching is left to `retriever`,
reading to `candidates`, the outcome to `decision`.
"""

from __future__ import annotations

import time
import unicodedata
from dataclasses import replace
from functools import cached_property
from itertools import islice
from pathlib import Path

from wenju.about import about_document, may_be_about_document
from wenju.calibration import calibration_of
from wenju.candidates import Examiner, SpanReader
from wenju.config import LEAST_SAID, QUESTION_CHARACTERS, READ
from wenju.decision import decide
from wenju.encoder import QueryEncoder, load_query_encoder
from wenju.errors import IndexFileError, QuestionError
from wenju.filter import documents_within
from wenju.index import Index
from wenju.names import Names, collect
from wenju.reader import Reader
from wenju.records import EVERYTHING, Answer, Document, Filter, Hit
from wenju.retriever import Retriever
from wenju.storage import read_manifest
from wenju.subject import Subject
from wenju.text import is_encodable

# Passages shown with an answer.
SHOWN = 5
# So many titles and headings are read for names: about a millisecond each.
NAMED_IN = 500


class Engine:
    """Answers questions from one index. `Engine.load("index")` is how to get one."""

    def __init__(self, index: Index, encoder: QueryEncoder, reader: SpanReader) -> None:
        """Raises `IndexFileError` where the index was made by another encoder, or decides for another reader."""
        made, here = index.manifest.encoder, encoder.identity()
        if made["identity"] != here:
            raise IndexFileError(
                f"the index was made by the model {made['name']} ({made['identity']}), loaded is {encoder.name} "
                f"({here}); rebuild with python build_index.py --model {encoder.name}, or load the other model"
            )
        self._index, self._retriever = index, Retriever(index, encoder)
        self._reader = reader
        self._calibration = calibration_of(index.manifest.calibration, reader.identity())

    @classmethod
    def load(cls, index: str | Path = "index", model: str | None = None) -> Engine:
        """Open an index with the model it was made by, or with `model`, which must be the same.

        Raises `IndexFileError` or `EncoderError`, each with the command that mends it.
        """
        folder = Path(index)
        made_by = read_manifest(folder).encoder["name"]
        name = made_by if model is None else model
        return cls(Index.load(folder), load_query_encoder(name), Reader())

    @cached_property
    def _examiner(self) -> Examiner:
        """Made when something is asked first: a search does without jieba's parts of speech, a second to load."""
        documents = self._index.documents
        return Examiner(self._reader, self._subject, self._calibration, lambda name: documents[name].date)

    @cached_property
    def _subject(self) -> Subject:
        return subject_of(self._index)

    @property
    def names(self) -> Names:
        """Finds the named things of a question, those that the collection itself names among them."""
        return self._subject.names

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

    @property
    def passage_counts(self) -> dict[str, int]:
        """How many passages each document has that has any."""
        return self._index.passage_counts

    @property
    def failed(self) -> dict[str, str]:
        """The files that were there when the index was built and could not be read, each with the reason."""
        return dict(self._index.manifest.failed)

    def document(self, document_id: str) -> Document:
        """Raises `KeyError` where the index has no such document."""
        return self._index.documents[document_id]

    def search(self, question: str, k: int = SHOWN, within: Filter = EVERYTHING) -> list[Hit]:
        """The `k` best passages of those that `within` lets through, best first. Raises `QuestionError`."""
        if not isinstance(k, int) or k < 1:
            raise QuestionError(f"k is {k!r}, expected a whole number from 1")
        return self._retriever.search(valid_question(question), k, within)

    def ask(self, question: str, k: int = SHOWN, within: Filter = EVERYTHING) -> Answer:
        """What the documents say to a question, with `k` passages of those `within`. Raises `QuestionError`."""
        question, clock = valid_question(question), _Clock()
        hits = self._retriever.search(question, max(k, READ), within)
        clock.stop("search")
        documents = documents_within(within, self._index.documents) if may_be_about_document(question) else ()
        itself = about_document(question, documents)
        if itself:  # read off the document's head, not guessed
            return Answer(question, "answer", itself.quote, 1.0, "", (itself,), tuple(hits[:k]), clock.stages)
        return self._answer(question, hits, k, clock)

    def ask_in(self, question: str, document_id: str) -> Answer:
        """What one document says to a question: all its passages are read, however far from the question.

        `text` has the best words and `citations` their place even where the outcome is a refusal, and `kind` says so.
        """
        question, clock = valid_question(question), _Clock()
        hits = self._retriever.search_in(question, document_id)
        clock.stop("search")
        return self._answer(question, hits, len(hits), clock, given=True)

    def warm_up(self) -> None:
        """Ask once, so that the first user does not wait for what is loaded on first use."""
        self.ask("预热")

    def _answer(self, question: str, hits: list[Hit], k: int, clock: _Clock, given: bool = False) -> Answer:
        most = len(hits) if given else READ
        candidates = self._examiner.examine(question, hits[:most], whole=given)
        clock.stop("read")
        answer = decide(
            question,
            candidates,
            hits[most:],
            self.document,
            threshold=self._calibration.threshold,
            is_on_subject=self._retriever.share_said(question, hits) >= LEAST_SAID,
            always=given,
        )
        clock.stop("decide")
        return replace(answer, hits=answer.hits[:k], timings_ms=clock.stages)


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


def subject_of(index: Index) -> Subject:
    """The subject check of a collection, with the names that its titles and first headings make known."""
    texts = (text for d in index.documents.values() for text in (d.title, *(h.text for h in d.headings)))
    return Subject(index.tokenizer, collect(Names(index.tokenizer), list(islice(texts, NAMED_IN))))


class _Clock:
    """Milliseconds of each stage, from the end of the one before."""

    def __init__(self) -> None:
        self.stages: dict[str, float] = {}
        self._last = time.perf_counter()

    def stop(self, stage: str) -> None:
        now = time.perf_counter()
        self.stages[stage], self._last = 1000 * (now - self._last), now
