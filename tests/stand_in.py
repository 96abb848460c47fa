"""An engine a test can foresee, and a server of the page over it: `python stand_in.py PORT [zh|en]`.

It shows what the real one cannot be made to show at will: each kind of answer, a slow one, a broken one, hostile text.
"""

from __future__ import annotations

import sys
import time
from itertools import pairwise
from pathlib import Path

from wenju.errors import IndexFileError, QuestionError
from wenju.records import Answer, Citation, Document, Heading, Hit, Kind, Passage

REPORT = next((Path(__file__).parents[1] / "corpus").glob("对口支援*.txt")).read_text(encoding="utf-8")
TITLE = "对口支援与合作交流工作经验交流(区教育局系列)"
HOSTILE = (
    '<script>window.hacked=1</script>\n\n恶意文本<img src=x onerror="window.hacked=2">\'单引号\'"双引号"'
    "${window.hacked=3}{{window.hacked=4}}</p>&amp;"
)
HOSTILE_ID = """坏"><img src=x onerror=window.hacked=5>.txt"""


def _span(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def _headings(text: str) -> tuple[Heading, ...]:
    found = ["二、杨浦区深化合作交流机制,持续推进教育对口支援", "(一)探索帮扶支教的新思路"]
    return tuple(Heading(level, *_span(text, words), words) for level, words in enumerate(found, 1))


def paragraph_passage(document: Document, first_words: str, path: tuple[str, ...]) -> Passage:
    """The paragraph that begins so, its sentences cut after each 。"""
    start = document.text.index(first_words)
    end = document.text.find("\n", start) if "\n" in document.text[start:] else len(document.text)
    cuts = [start, *(i + 1 for i in range(start, end) if document.text[i] == "。")]
    if cuts[-1] != end:
        cuts.append(end)
    sentences = tuple(pairwise(cuts))
    return Passage(document.id, start, end, document.text[start:end], path, sentences)


class StandIn:
    """Answers by a word in the question: 遵义 answer, 徐汇 none, 慢 late, 坏 breaks, 恶意 hostile, else related."""

    def __init__(self) -> None:
        headings = _headings(REPORT)
        self.report = Document("report.txt", TITLE, "2017-12-06", REPORT, headings)
        self.hostile = Document(HOSTILE_ID, "<b>恶意</b>", "", HOSTILE)
        self.documents = [self.report, self.hostile]
        self.summary = "2 documents, 4 passages"
        path = tuple(h.text for h in headings)
        policy = paragraph_passage(self.report, "制定扶持政策", path)
        fund = paragraph_passage(self.report, "设立专项经费", path)
        fold = paragraph_passage(self.report, "强化人才援助", path)
        self.hits = (
            Hit(1, policy, TITLE, 0.934, 1, 1, policy.sentences[2]),
            Hit(2, fund, TITLE, 0.412, 3, 2, fund.sentences[0]),
            Hit(3, fold, TITLE, 0.177, 2, None, fold.sentences[0]),
        )

    def ask(self, question: str) -> Answer:
        if not question.strip():
            raise QuestionError("the question is empty: ask something")
        if len(question) > 500:
            raise QuestionError(f"the question has {len(question)} characters, at most 500 are read: shorten it")
        if "坏" in question:
            raise RuntimeError("stand-in broke on purpose")
        time.sleep(1.5 if "慢" in question else 0)
        times = {"retrieve": 12.4, "read": 85.0, "total": 97.4}
        kind: Kind = "answer" if "遵义" in question else "none" if "徐汇" in question else "related"
        reason = {
            "answer": "原句写明派往遵义支教的教师人数,主语与问题一致",
            "none": "文中没有出现“徐汇区”",
            "related": "找到相关段落,但没有一句直接回答",
        }[kind]
        hits = (self._hostile_hit(),) if "恶意" in question else self.hits
        if kind != "answer":
            return Answer(question, kind, "", 0.08, reason, (), hits, times)
        start, end = _span(REPORT, "45位教师")
        citation = Citation("report.txt", TITLE, self.hits[0].passage.heading_path, start, end, "45位教师")
        return Answer(question, kind, "45位教师", 0.934, reason, (citation,), hits, times)

    def _hostile_hit(self) -> Hit:
        passage = Passage(HOSTILE_ID, 0, len(HOSTILE), HOSTILE, ("<i>章</i>",), ((0, 32), (32, len(HOSTILE))))
        return Hit(1, passage, self.hostile.title, 0.5, 1, 1, (0, 32))

    def search(self, question: str, k: int = 5) -> list[Hit]:
        return list(self.hits[:k])

    def document(self, document_id: str) -> Document:
        for document in self.documents:
            if document.id == document_id:
                return document
        raise IndexFileError(f"no document {document_id!r} in this index: it has {[d.id for d in self.documents]}")


if __name__ == "__main__":
    from wenju.ui.examples import example_questions
    from wenju.ui.page import Page, launch

    engine = StandIn()
    language = {"zh": "zh", "en": "en"}.get(sys.argv[2]) if len(sys.argv) > 2 else None
    page = Page(engine, example_questions(engine.documents), language)  # type: ignore[arg-type]
    launch(page, "127.0.0.1", int(sys.argv[1]))
    page.blocks.block_thread()
