"""Hits to HTML: each passage with its marks, ranks and place, and the fold that says why it came out so.

A button that opens the source carries `data-document`, `data-start` and `data-end`; `page` listens for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from wenju.records import Answer, Citation, Hit, Place
from wenju.serialize import span_text
from wenju.ui.markup import Layer, Markup, element, escape, join, paint, shared_words
from wenju.ui.words import Words

CHINESE = "zh-CN"  # the language of all documents, whatever the page's own is: it picks the glyphs and the voice
NOTHING = Markup("")
LONGEST_CANDIDATE = 24  # characters of a reader's span that the table shows


class Column(NamedTuple):
    """A column of the table: its name and a cell for each hit; a wide one holds Chinese and may wrap."""

    name: str
    cells: list[str]
    wide: bool = False


def place(
    words: Words, document: str, title: str, heading: Sequence[str], start: int, end: int, in_file: str = ""
) -> Markup:
    """Title and headings from the outermost in, the place in the file, and the button that opens the document there."""
    parts = [element("li", escape(part)) for part in (title, *heading)]
    if in_file:
        parts.append(element("li", escape(in_file), name="wj-in-file", lang=words.tag))
    path = element("ol", *parts, name="wj-path", lang=CHINESE)
    where: dict[str, str | int] = {"data_document": document, "data_start": start, "data_end": end}
    button = element("button", escape(words.open), name="wj-open", type="button", **where)
    return element("div", path, button, name="wj-place")


def place_in_file(words: Words, place: Place | Citation) -> str:
    """The page, else the sheet and row; "" where the file has neither."""
    forms = words.ask
    if place.page:
        return forms.page.format(page=place.page)
    if place.sheet:
        return (forms.sheet_row if place.row else forms.sheet).format(sheet=place.sheet, row=place.row)
    return forms.row.format(row=place.row) if place.row else ""


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
    text = paint(p.text, [Layer(start, end, "wj-best"), *terms, *spans], p.start)
    return element(
        "li",
        element("span", escape(str(hit.rank)), name="wj-rank", aria_hidden="true"),
        element("p", text, name="wj-text", lang=CHINESE),
        _lacks(words, hit.missing),
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


def _lacks(words: Words, missing: Sequence[str]) -> Markup:
    """What the question names and the passage does not; nothing where it names all."""
    if not missing:
        return NOTHING
    names = element("span", escape("、".join(missing)), lang=CHINESE)
    return element("p", escape(words.lacks), names, name="wj-lacks")


def _leg(words: Words, leg: str, rank: int | None) -> Markup:
    """A leg's rank in words and as a bar: full for the first, a fifth shorter for each one after."""
    phrase = words.unranked if rank is None else words.rank.format(n=rank)
    length = bar(0 if rank is None else 100 * 0.8 ** (rank - 1), "presentation", aria_hidden="true")
    return element("span", element("span", escape(leg)), length, element("span", escape(phrase)), name="wj-leg")


def why(words: Words, answer: Answer) -> Markup:
    """The fold with what decided: the outcome and its probability, what each passage got, the time of each stage."""
    summary = element("summary", element("span", escape(words.why)), timings(words, answer))
    return element("details", summary, _facts(words, answer), _table(words, answer.hits), name="wj-why", lang=words.tag)


def _facts(words: Words, answer: Answer) -> Markup:
    """The outcome and a probability: of the answer, or of the candidate that was not good enough to be one."""
    name = words.probability if answer.kind == "answer" else words.probability_unanswered
    weighed = answer.kind == "answer" or any(hit.span for hit in answer.hits)
    probability = escape(f" · {name} {answer.score:.1%}") if weighed else NOTHING
    return element(
        "p", escape(f"{words.kinds[answer.kind]} "), element("code", escape(answer.kind)), probability, name="wj-facts"
    )


def _table(words: Words, hits: Sequence[Hit]) -> Markup:
    columns = [column for column in _columns(words, hits) if any(column.cells)]
    if not columns:
        return NOTHING
    head = element("tr", *(element("th", escape(column.name), scope="col") for column in columns))
    rows = [element("tr", *(_cell(column, at) for column in columns)) for at in range(len(hits))]
    table = element("table", element("thead", head), element("tbody", *rows))
    note = element("p", escape(words.candidate_note), name="wj-small") if any(hit.span for hit in hits) else NOTHING
    return join([element("div", table, name="wj-scroll", tabindex=0, role="region", aria_label=words.why), note])


def _columns(words: Words, hits: Sequence[Hit]) -> list[Column]:
    return [
        Column("#", [str(hit.rank) for hit in hits]),
        Column(words.place, [" › ".join(hit.passage.heading_path) or hit.title for hit in hits], wide=True),
        Column(words.lexical, [_rank(words, hit.lexical_rank) for hit in hits]),
        Column(words.dense, [_rank(words, hit.dense_rank) for hit in hits]),
        Column(words.score, [f"{hit.score:.4f}" for hit in hits]),
        Column(words.candidate, [_shortened(span_text(hit)) for hit in hits], wide=True),
        Column(words.candidate_score, [f"{hit.span.score:+.1f}" if hit.span else "" for hit in hits]),
        Column(words.lacking, ["、".join(hit.missing) for hit in hits], wide=True),
    ]


def _rank(words: Words, rank: int | None) -> str:
    return words.unranked if rank is None else str(rank)


def _shortened(text: str) -> str:
    """On one line, its end left out where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_CANDIDATE else line[: LONGEST_CANDIDATE - 1] + "…"


def _cell(column: Column, at: int) -> Markup:
    text = escape(column.cells[at])
    return element("td", text, name="wj-wide", lang=CHINESE) if column.wide else element("td", text)


def timings(words: Words, answer: Answer) -> Markup:
    """What each stage took, in the engine's order; a stage without a word of its own keeps its name."""
    shown = ((stage, f"{ms:.0f}" if ms >= 1 else "<1") for stage, ms in answer.timings_ms.items())
    parts = " · ".join(f"{words.stages.get(stage, stage)} {ms} ms" for stage, ms in shown)
    return element("span", escape(f"{words.timings} {parts}"), name="wj-timings") if parts else NOTHING
