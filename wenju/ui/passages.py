"""Hits to HTML: each passage with its marks, ranks and place, and the fold that says why it came out so.

A button that opens the source carries `data-document`, `data-start` and `data-end`; `page` listens for it.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenju.records import Answer, Citation, Hit
from wenju.ui.markup import Layer, Markup, element, escape, join, paint, shared_words
from wenju.ui.words import Words

CHINESE = "zh-CN"  # the language of all documents, whatever the page's own is: it picks the glyphs and the voice
NOTHING = Markup("")


def place(words: Words, document: str, title: str, heading: Sequence[str], start: int, end: int) -> Markup:
    """Title and headings from the outermost in, and the button that opens the document there."""
    path = element("ol", *(element("li", escape(part)) for part in (title, *heading)), name="wj-path", lang=CHINESE)
    where: dict[str, str | int] = {"data_document": document, "data_start": start, "data_end": end}
    button = element("button", escape(words.open), name="wj-open", type="button", **where)
    return element("div", path, button, name="wj-place")


def bar(percent: float, role: str, **attributes: str | int) -> Markup:
    """A bar filled to `percent`; its meaning for a reader who cannot see it is in `role` and the attributes."""
    return element("span", element("i", style=f"width:{percent:.0f}%"), name="wj-bar", role=role, **attributes)


def passages(words: Words, answer: Answer) -> Markup:
    """The passages in rank order under a legend of their marks; nothing where nothing was retrieved."""
    if not answer.hits:
        return NOTHING
    answers = answer.citations if answer.kind == "answer" else ()
    title = element("h2", escape(words.nearest if answer.kind == "none" else words.passages))
    items = join(_passage(words, answer.question, hit, answers) for hit in answer.hits)
    legend = _legend(words, bool(answers))
    return element("section", title, legend, element("ol", items), name="wj-passages", lang=words.tag)


def _legend(words: Words, answered: bool) -> Markup:
    shown = [("wj-term", words.legend_term), ("wj-best", words.legend_sentence), ("wj-span", words.legend_span)]
    marks = [element("mark", escape(text), name=name) for name, text in shown]
    return element("p", *marks[: 3 if answered else 2], name="wj-legend wj-small")


def _passage(words: Words, question: str, hit: Hit, answers: Sequence[Citation]) -> Markup:
    p, (start, end) = hit.passage, hit.sentence
    spans = [Layer(c.start, c.end, "wj-span") for c in answers if c.document == p.document_id]
    terms = [Layer(p.start + a, p.start + b, "wj-term") for a, b in shared_words(question, p.text)]
    text = paint(p.text, [Layer(start, end, "wj-best"), *spans, *terms], p.start)
    return element(
        "li",
        element("span", escape(str(hit.rank)), name="wj-rank", aria_hidden="true"),
        element("p", text, name="wj-text", lang=CHINESE),
        element(
            "div",
            _leg(words, words.lexical, hit.lexical_rank),
            _leg(words, words.dense, hit.dense_rank),
            name="wj-legs",
        ),
        place(words, p.document_id, hit.title, p.heading_path, start, end),
        name="wj-passage",
        data_document=p.document_id,
        data_start=start,
        data_end=end,
    )


def _leg(words: Words, leg: str, rank: int | None) -> Markup:
    """A leg's rank in words and as a bar: full for the first, a fifth shorter for each one after."""
    phrase = words.unranked if rank is None else words.rank.format(n=rank)
    length = bar(0 if rank is None else 100 * 0.8 ** (rank - 1), "presentation", aria_hidden="true")
    return element("span", element("span", escape(leg)), length, element("span", escape(phrase)), name="wj-leg")


def why(words: Words, answer: Answer) -> Markup:
    """The fold with what decided: kind and score, every passage's ranks and score, the time each stage took."""
    summary = element("summary", element("span", escape(words.why)), timings(words, answer))
    facts = element("p", element("code", escape(answer.kind)), escape(f" · {words.score} {answer.score:.3f}"))
    return element("details", summary, facts, _ranks(words, answer.hits), name="wj-why", lang=words.tag)


def _ranks(words: Words, hits: Sequence[Hit]) -> Markup:
    if not hits:
        return NOTHING
    names = ("#", words.place, words.lexical, words.dense, words.score)
    head = element("tr", *(element("th", escape(name), scope="col") for name in names))
    table = element("table", element("thead", head), element("tbody", *(_row(words, hit) for hit in hits)))
    return element("div", table, name="wj-scroll", tabindex=0, role="region", aria_label=words.why)


def _row(words: Words, hit: Hit) -> Markup:
    where = " › ".join(hit.passage.heading_path) or hit.title
    ranks = [words.unranked if rank is None else str(rank) for rank in (hit.lexical_rank, hit.dense_rank)]
    return element("tr", *(element("td", escape(cell)) for cell in (str(hit.rank), where, *ranks, f"{hit.score:.4f}")))


def timings(words: Words, answer: Answer) -> Markup:
    """What each stage took, in the engine's order; a stage without a word of its own keeps its name."""
    parts = " · ".join(f"{words.stages.get(stage, stage)} {ms:.0f} ms" for stage, ms in answer.timings_ms.items())
    return element("span", escape(f"{words.timings} {parts}"), name="wj-timings") if parts else NOTHING
