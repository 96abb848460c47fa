"""Answers to HTML: the head of the page, the examples, and one card for each thing that can come of a question.

All functions are pure: records and the words of one language in, `Markup` out. `style.css` gives the looks.
"""

from __future__ import annotations

from collections.abc import Sequence

from wenju.config import QUESTION_CHARACTERS
from wenju.records import Answer, Citation, Hit
from wenju.ui.markup import Layer, Markup, element, escape, join, paint
from wenju.ui.passages import CHINESE, NOTHING, bar, passages, place, why
from wenju.ui.words import Words, certainty_phrase


def header(words: Words, documents: int) -> Markup:
    """The name, what it does, and how much it knows."""
    about = f"{words.collection.format(n=documents)} · {words.privacy}"
    return element(
        "header",
        element("h1", escape("问据"), lang=CHINESE),
        element("p", escape(words.tagline), name="wj-tagline"),
        element("p", escape(about), name="wj-small"),
        name="wj-head",
        lang=words.tag,
    )


def example_list(words: Words, questions: Sequence[str]) -> Markup:
    """Buttons that ask; nothing at all where there are no examples."""
    if not questions:
        return NOTHING
    chips = [
        element("button", escape(q), name="wj-chip", type="button", lang=CHINESE, data_question=q) for q in questions
    ]
    title = element("span", escape(words.examples))
    return element("nav", title, *chips, name="wj-examples", lang=words.tag, aria_label=words.examples)


def busy(words: Words, question: str) -> Markup:
    """What stands where the result will be while the question is worked on."""
    running = element("div", element("i"), name="wj-progress", role="progressbar", aria_label=words.busy)
    asked = element("p", escape(question), name="wj-asked", lang=CHINESE)
    return _card(words, "busy", _eyebrow(words.busy), asked, running)


def notice(words: Words, message: str) -> Markup:
    """A friendly word instead of a result: nothing was asked, the question is too long, the program broke."""
    return _card(words, "notice", _eyebrow(words.notice), element("p", escape(message)))


def refusal(words: Words, question: str, message: str = "") -> Markup:
    """Why a question was not asked, in the page's language where the cause is plain, else in the engine's words."""
    asked = question.strip()
    if not any(c.isalnum() for c in asked):
        return notice(words, words.empty)
    if len(asked) > QUESTION_CHARACTERS:
        return notice(words, words.too_long.format(n=len(asked), limit=QUESTION_CHARACTERS))
    return notice(words, message)


def result(words: Words, answer: Answer) -> Markup:
    """All that comes of a question: the card, the reasons folded away, the passages."""
    inner = {"answer": _found, "related": _related, "none": _absent}[answer.kind](words, answer)
    return join([_card(words, answer.kind, *inner), why(words, answer), passages(words, answer)])


def _card(words: Words, kind: str, *inner: Markup) -> Markup:
    return element("section", *inner, name=f"wj-card wj-{kind}", lang=words.tag, role="status")


def _eyebrow(text: str) -> Markup:
    return element("p", escape(text), name="wj-eyebrow")


def _found(words: Words, answer: Answer) -> list[Markup]:
    quoted = [_cited(words, answer.hits, citation) for citation in answer.citations[:1]]
    text = element("p", escape(answer.text), name="wj-answer-text", lang=CHINESE)
    return [_eyebrow(words.answer), text, *quoted, certainty(words, answer.score), _reason(words, answer.reason)]


def _related(words: Words, answer: Answer) -> list[Markup]:
    best = [_best(words, hit) for hit in answer.hits[:1]]
    return [element("h2", escape(words.related), name="wj-verdict"), _reason(words, answer.reason), *best]


def _absent(words: Words, answer: Answer) -> list[Markup]:
    return [element("h2", escape(words.none), name="wj-verdict"), _reason(words, answer.reason)]


def _cited(words: Words, hits: Sequence[Hit], c: Citation) -> Markup:
    """The sentence the citation stands in, the cited words marked, and its place."""
    start, text = _sentence(hits, c)
    quote = element("blockquote", paint(text, [Layer(c.start, c.end, "wj-span")], start), name="wj-quote", lang=CHINESE)
    return join([quote, place(words, c.document, c.title, c.heading, c.start, c.end)])


def _sentence(hits: Sequence[Hit], c: Citation) -> tuple[int, str]:
    """Offset and text of the sentences the citation touches; only the quote itself where no passage holds it."""
    for p in (hit.passage for hit in hits):
        if p.document_id == c.document and p.start <= c.start and c.end <= p.end:
            touched = [s for s in p.sentences if s[0] < c.end and c.start < s[1]] or [(p.start, p.end)]
            start, end = touched[0][0], touched[-1][1]
            return start, p.text[start - p.start : end - p.start]
    return c.start, c.quote


def _best(words: Words, hit: Hit) -> Markup:
    p, (start, end) = hit.passage, hit.sentence
    text = paint(p.text, [Layer(start, end, "wj-best")], p.start)
    quote = element("blockquote", text, name="wj-quote", lang=CHINESE)
    return join([quote, place(words, p.document_id, hit.title, p.heading_path, start, end)])


def certainty(words: Words, score: float) -> Markup:
    """How sure: a bar, a phrase, a percentage."""
    percent = round(100 * min(max(score, 0.0), 1.0))
    length = bar(
        percent, "meter", aria_label=words.certainty, aria_valuemin=0, aria_valuemax=100, aria_valuenow=percent
    )
    phrase = element("span", escape(f"{certainty_phrase(words, score)} · {percent}%"))
    return element("div", element("span", escape(words.certainty)), length, phrase, name="wj-certainty")


def _reason(words: Words, reason: str) -> Markup:
    return element("p", element("b", escape(words.reason)), escape(reason), name="wj-reason") if reason else NOTHING
