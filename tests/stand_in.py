"""An engine a test can foresee, and a server of the page over it: `python stand_in.py PORT INDEX [MODEL_URL]`.

It shows what the real one cannot be made to show at will: each kind of answer, a slow one, a broken one, hostile text.
What is asked of it, and of which part, it prints; judgements are kept beside INDEX, which need not be there.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

from wenju.errors import IndexFileError, QuestionError
from wenju.filter import documents_within
from wenju.library.library import Building
from wenju.library.listing import Entry, listing
from wenju.names import Names
from wenju.records import EVERYTHING, Answer, Citation, Document, Filter, Heading, Hit, Passage, Place, Span
from wenju.tokenizer import Tokenizer

REPORT = next((Path(__file__).parents[1] / "corpus").glob("对口支援*.txt")).read_text(encoding="utf-8")
TITLE = "对口支援与合作交流工作经验交流(区教育局系列)"
HOSTILE = (
    '<script>window.hacked=1</script>\n\n恶意文本<img src=x onerror="window.hacked=2">\'单引号\'"双引号"'
    "${window.hacked=3}{{window.hacked=4}}</p>&amp;"
)
TIMES = {"search": 12.4, "read": 85.0, "decide": 0.3}
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


def cite(hit: Hit, words: str) -> Citation:
    """The words where they first stand in the hit's passage."""
    p = hit.passage
    start = p.start + p.text.index(words)
    end = start + len(words)
    (first, last), *_ = [s for s in p.sentences if s[0] <= start < s[1]]
    sentence = p.text[first - p.start : last - p.start]
    return Citation(p.document_id, hit.title, p.heading_path, start, end, words, sentence, first)


def span(passage: Passage, words: str, score: float) -> Span:
    """The reader's choice: the words where they first stand in the passage."""
    start, end = _span(passage.text, words)
    return Span(passage.start + start, passage.start + end, score)


class StandIn:
    """Answers by a word in the question, the first of these that it has.

    恶意 hostile text, 徐汇 none, 几册 an answer from two passages, 几批 one of two spans in a sentence, 几页 one with
    its page, 遵义 one span, anything else related passages that lack 浦东新区. With 慢 it comes late, and 坏 breaks.
    Of a part without the report it knows nothing.
    """

    def __init__(self) -> None:
        headings = _headings(REPORT)
        half = REPORT.index("制定扶持政策")
        pages = Place(0, half, 1), Place(half, len(REPORT), 2)
        self.report = Document("report.txt", TITLE, "2017-12-06", REPORT, headings, pages)
        self.hostile = Document(HOSTILE_ID, "<b>恶意</b>", "", HOSTILE)
        self.documents = [self.report, self.hostile]
        self.summary = "2 documents, 4 passages"
        self.generation, self.building, self.engine = 1, Building(), self
        self.passage_counts = {self.report.id: 3, self.hostile.id: 1}
        path = tuple(h.text for h in headings)
        policy = paragraph_passage(self.report, "制定扶持政策", path)
        fund = paragraph_passage(self.report, "设立专项经费", path)
        fold = paragraph_passage(self.report, "强化人才援助", path)
        self.hits = (
            Hit(1, policy, TITLE, 0.934, 1, 1, policy.sentences[2], span(policy, "45位教师", 6.24)),
            Hit(2, fund, TITLE, 0.412, 3, 2, fund.sentences[0], span(fund, "设立专项经费", -2.06), ("教师",)),
            Hit(3, fold, TITLE, 0.177, 2, None, fold.sentences[0], None, ("遵义", "教师")),
        )

    def entries(self) -> list[Entry]:
        return listing([d.id for d in self.documents], self.documents, self.passage_counts, {})

    @cached_property
    def names(self) -> Names:
        return Names(Tokenizer())

    def ask(self, question: str, k: int = 5, within: Filter = EVERYTHING) -> Answer:
        print(f"asked {question!r} of {within}", flush=True)
        if not question.strip():
            raise QuestionError("the question is empty: ask something")
        if len(question) > 500:
            raise QuestionError(f"the question has {len(question)} characters, at most 500 are read: shorten it")
        if "坏" in question:
            raise RuntimeError("stand-in broke on purpose")
        time.sleep(1.5 if "慢" in question else 0)
        if not self._holds_the_report(within):
            return Answer(question, "none", "", 0.0, "所问的范围里没有任何段落", (), (), TIMES)
        for word, respond in {
            "恶意": self._hostile,
            "徐汇": self._none,
            "几册": self._two_passages,
            "几批": self._two_spans,
            "几页": self._on_a_page,
            "遵义": self._answer,
        }.items():
            if word in question:
                return respond(question)
        return self._related(question)

    def _answer(self, question: str) -> Answer:
        return self._found(question, 0.934, "原句写明派往遵义支教的教师人数", cite(self.hits[0], "45位教师"))

    def _holds_the_report(self, within: Filter) -> bool:
        return self.report in documents_within(within, {d.id: d for d in self.documents}) and within.heading in TITLE

    def _on_a_page(self, question: str) -> Answer:
        return self._found(question, 0.934, "", replace(cite(self.hits[0], "45位教师"), page=2))

    def _two_spans(self, question: str) -> Answer:
        return self._found(question, 0.71, "", cite(self.hits[0], "6批"), cite(self.hits[0], "45位教师"))

    def _two_passages(self, question: str) -> Answer:
        found = cite(self.hits[0], "4批30人次"), cite(self.hits[1], "101089册")
        return self._found(question, 0.62, "答案在两个段落里", *found)

    def _found(self, question: str, score: float, reason: str, *found: Citation) -> Answer:
        return Answer(question, "answer", "、".join(c.quote for c in found), score, reason, found, self.hits, TIMES)

    def _none(self, question: str) -> Answer:
        hits = tuple(replace(hit, missing=("徐汇区", *hit.missing)) for hit in self.hits)
        return Answer(question, "none", "", 0.004, "文中没有提到徐汇区", (), hits, TIMES)

    def _related(self, question: str) -> Answer:
        hits = tuple(replace(hit, missing=("浦东新区",)) for hit in self.hits)
        best = cite(self.hits[0], "2014—2016年累计派出6批45位教师赴贵州遵义支教,完成了三年一轮的对口援黔任务。")
        reason = "相关段落说的是杨浦区,没有提到浦东新区"
        return Answer(question, "related", "", 0.083, reason, (best,), hits, TIMES)

    def _hostile(self, question: str) -> Answer:
        passage = Passage(HOSTILE_ID, 0, len(HOSTILE), HOSTILE, ("<i>章</i>",), ((0, 32), (32, len(HOSTILE))))
        hit = Hit(1, passage, self.hostile.title, 0.5, 1, 1, (0, 32), Span(0, 24, 0.5), (HOSTILE,))
        return Answer(question, "related", "", 0.083, HOSTILE, (cite(hit, HOSTILE[:32]),), (hit,), TIMES)

    def search(self, question: str, k: int = 5) -> list[Hit]:
        return list(self.hits[:k])

    def document(self, document_id: str) -> Document:
        for document in self.documents:
            if document.id == document_id:
                return document
        raise IndexFileError(f"no document {document_id!r} in this index: it has {[d.id for d in self.documents]}")


if __name__ == "__main__":
    from wenju.feedback import Feedback, feedback_file
    from wenju.server import Server, make_app
    from wenju.ui.examples import example_questions
    from wenju.ui.page import Page
    from wenju.writing.language_model import LanguageModel, Limited

    port, index, *address = sys.argv[1:]
    engine, feedback = StandIn(), Feedback(feedback_file(Path(index)))
    examples = example_questions(engine.documents)
    engine.names.things("预热")  # as the real one is before it is asked
    model = Limited(LanguageModel(f"{address[0]}/chat/completions", "m", silence=30.0)) if address else None
    page = Page(engine, examples, feedback=feedback, model=model)  # type: ignore[arg-type]
    server = Server(make_app(page), page, "127.0.0.1", int(port))
    server.start()
    server.wait()
