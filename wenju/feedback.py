"""What users say of answers, kept as a question set that `wenju eval` reads: their corrections become tests.

In: an answer with 对, a question with 其实在这里 and the place, an answer with 文中没有 or 不对. Out: a file in the
form of SQuAD 2.0, `feedback/feedback.squad.json` beside the index.

The contexts are whole documents, not passages. So the offsets are those of the document and stay right when passages
are cut another way; `eval` cuts and indexes them by the same code as any document; and the right passage has to be
found among all others of its document, which are what it is mistaken for. Of a document that was changed since, the
questions move to the new text where their answers can be found in it.

不对 without the right place is no test: nobody knows what would be right. It is kept apart, where `eval` does not look,
until somebody gives the place or says that there is none.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from wenju.engine import valid_question
from wenju.errors import ConfigError
from wenju.fold import fold
from wenju.records import Answer, Document
from wenju.squad import read_squad
from wenju.text import strip_span

FOLDER, FILE, LOCK = "feedback", "feedback.squad.json", ".lock"
# Writing takes far less than a second; who waits longer waits for something that hangs.
LOCK_SECONDS = 10.0
# Longer words are a passage and no answer.
ANSWER_CHARACTERS = 500
# The whole file is read and written with each judgement: a second or so at this size.
BYTES = 50_000_000
# So many characters before and behind an answer, or on one side alone, tell where it went in a changed text.
AROUND = ((20, 20), (20, 0), (0, 20))

_UNSETTLED = "unsettled"
Record = dict[str, Any]


def feedback_file(index: Path) -> Path:
    """Where the feedback on an index is kept: beside it, for the index can be thrown away."""
    return index.absolute().parent / FOLDER / FILE


class Feedback:
    """The judgements in a file. One question has one judgement, the last."""

    def __init__(self, path: Path) -> None:
        """The file need not be there yet."""
        self.path = path

    def right(self, answer: Answer, document: Callable[[str], Document]) -> None:
        """对: the answer and its places are right; of a refusal, that the documents do not say it.

        Of answers from several documents those in the first are kept, for a question has one context.
        """
        if answer.kind != "answer":
            self.absent(answer, document)
            return
        first = document(answer.citations[0].document)
        spans = [(c.start, c.end) for c in answer.citations if c.document == first.id]
        self._keep(answer.question, first, spans)

    def here(self, question: str, document: Document, start: int, end: int) -> None:
        """其实在这里: `document.text[start:end]` is the answer. Raises `ConfigError` where that is no answer."""
        if 0 <= start < end <= len(document.text):
            start, end = strip_span(document.text, start, end)
        if not 0 <= start < end <= len(document.text):
            raise ConfigError(
                f"{document.id}：没有选中文字，请选中答案 (no words from {start} to {end}: mark the answer)"
            )
        if end - start > ANSWER_CHARACTERS:
            raise ConfigError(
                f"选中了 {end - start} 个字，答案最多 {ANSWER_CHARACTERS} 个，请只选中答案本身 "
                f"({end - start} characters are marked, an answer has at most {ANSWER_CHARACTERS}: mark it alone)"
            )
        self._keep(question, document, [(start, end)])

    def absent(self, answer: Answer, document: Callable[[str], Document]) -> None:
        """文中没有: the documents do not answer this. The nearest document is its context, for `eval` to be tempted."""
        nearest = [c.document for c in answer.citations] or [hit.passage.document_id for hit in answer.hits]
        if not nearest:
            raise ConfigError("索引里没有文档，无从记录 (there are no documents, so there is nothing to keep)")
        self._keep(answer.question, document(nearest[0]), [])

    def wrong(self, answer: Answer) -> None:
        """不对, and nobody has said what is right."""
        question = valid_question(answer.question)
        said = [{"document": c.document, "start": c.start, "text": c.quote} for c in answer.citations]
        with self._changed(question) as record:
            record[_UNSETTLED].append({"question": question, "kind": answer.kind, "said": said})

    def unsettled(self) -> list[str]:
        """The questions whose answers are wrong and that have no right one yet."""
        return [entry["question"] for entry in self._read()[_UNSETTLED]]

    @property
    def count(self) -> int:
        """How many judgements there are, the unsettled among them. Raises `ConfigError` where the file is damaged."""
        record = self._read()
        settled = [paragraph["qas"] for article in record["data"] for paragraph in article["paragraphs"]]
        return len(record[_UNSETTLED]) + sum(map(len, settled))

    def _keep(self, question: str, document: Document, spans: list[tuple[int, int]]) -> None:
        question = valid_question(question)
        entry: Record = {
            "id": hashlib.sha256(_key(question).encode()).hexdigest()[:16],
            "question": question,
            "answers": [{"text": document.text[start:end], "answer_start": start} for start, end in spans],
            "is_impossible": not spans,
        }
        if len(spans) > 1:
            entry |= {"all": True, "spans": [list(span) for span in spans]}
        with self._changed(question) as record:
            _paragraph(record, document)["qas"].append(entry)

    @contextmanager
    def _changed(self, question: str) -> Iterator[Record]:
        """The file's record without what it says of the question, to be changed; written at the end."""
        from filelock import FileLock, Timeout

        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.path.parent / LOCK, timeout=LOCK_SECONDS):
                record = self._read()
                _forget(record, question)
                yield record
                self._write(record)
        except Timeout as error:
            raise ConfigError(f"{self.path}: another program is writing to it; try again") from error

    def _read(self) -> Record:
        if not self.path.exists():
            return {"version": "v2.0", "data": [], _UNSETTLED: []}
        read_squad(self.path)  # raises ConfigError where it is damaged: it is somebody's work and not written over
        record: Record = json.loads(self.path.read_text(encoding="utf-8-sig"))
        record.setdefault(_UNSETTLED, [])
        return record

    def _write(self, record: Record) -> None:
        """Beside the file, then in its place: whatever ends this, one of the two is whole."""
        text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
        raw = text.encode("utf-8")
        if len(raw) > BYTES:
            raise ConfigError(
                f"{self.path}: would have {len(raw) / 1e6:.0f} MB, at most {BYTES / 1e6:.0f} MB are kept; "
                "rename it, and a new one is begun"
            )
        beside = self.path.with_name(self.path.name + ".new")
        with beside.open("wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, self.path)


def find_words(document: Document, words: str, near: int = 0) -> tuple[int, int]:
    """Where words that somebody copied from the page stand in a document: the place nearest to `near`.

    Blanks and line breaks may differ; of very many words the first count. Raises `ConfigError` if they are not in it.
    """
    wanted = "".join(words.split())[:ANSWER_CHARACTERS]
    pattern = re.compile(r"\s*".join(map(re.escape, wanted)) or "(?!)")
    places = [match.span() for match in pattern.finditer(document.text)]
    if not places:
        raise ConfigError(
            f"{document.id}：里面没有这些字，请从原文里选取 (does not hold the words {words[:40]!r}: copy them from it)"
        )
    return min(places, key=lambda place: abs(place[0] - near))


def _key(question: str) -> str:
    """The same for 派了几位？ and 派了几位."""
    return "".join(filter(str.isalnum, fold(question)))


def _forget(record: Record, question: str) -> None:
    """Remove all that the record says of a question, and what is empty without it."""
    key = _key(question)
    record[_UNSETTLED] = [entry for entry in record[_UNSETTLED] if _key(entry["question"]) != key]
    for article in record["data"]:
        for paragraph in article["paragraphs"]:
            paragraph["qas"] = [entry for entry in paragraph["qas"] if _key(entry["question"]) != key]
    _drop_empty(record)


def _drop_empty(record: Record) -> None:
    for article in record["data"]:
        article["paragraphs"] = [paragraph for paragraph in article["paragraphs"] if paragraph["qas"]]
    record["data"] = [article for article in record["data"] if article["paragraphs"]]


def _paragraph(record: Record, document: Document) -> Record:
    """The paragraph that has the document's text, with the questions of its former texts as far as they still fit."""
    article = next((a for a in record["data"] if a.get("document") == document.id), None)
    if article is None:
        article = {"title": document.title, "document": document.id, "paragraphs": []}
        record["data"].append(article)
    current = next((p for p in article["paragraphs"] if p["context"] == document.text), None)
    if current is None:
        current = {"context": document.text, "qas": []}
        for former in article["paragraphs"]:
            moved = [(entry, _moved(entry, former["context"], document.text)) for entry in former["qas"]]
            current["qas"] += [new for _, new in moved if new]
            former["qas"] = [entry for entry, new in moved if not new]
        article["title"] = document.title
        article["paragraphs"] = [*(p for p in article["paragraphs"] if p["qas"]), current]
    found: Record = current
    return found


def _moved(entry: Record, former: str, text: str) -> Record | None:
    """A question with its places in a changed text; None where one of them cannot be told."""
    answers = [
        {"text": a["text"], "answer_start": _moved_start(a["text"], a.get("answer_start", -1), former, text)}
        for a in entry.get("answers", [])
    ]
    starts = [answer["answer_start"] for answer in answers]
    if -1 in starts:
        return None
    new = entry | {"answers": answers}
    if "spans" in entry:
        new["spans"] = [[a["answer_start"], a["answer_start"] + len(a["text"])] for a in answers]
    return new


def _moved_start(words: str, start: int, former: str, text: str) -> int:
    """Where words stand in the new text: with what is around them, or where they stand only once; else -1."""
    for before, behind in AROUND if start >= 0 else ():
        begin = max(0, start - before)
        around = former[begin : start + len(words) + behind]
        if text.count(around) == 1:
            return text.index(around) + start - begin
    return text.index(words) if text.count(words) == 1 else -1
