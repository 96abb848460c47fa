"""Answers to HTML: the head of the page, the examples, and one card for each thing that can come of a question.

All functions are pure: records and the words of one language in, `Markup` out. `style.css` gives the looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from wenju.config import QUESTION_CHARACTERS
from wenju.records import Answer, Citation
from wenju.ui.markup import Layer, Markup, element, escape, join, paint
from wenju.ui.passages import CHINESE, NOTHING, bar, passages, place, place_in_file, why
from wenju.ui.words import Words, certainty_phrase

LARGE = 30  # characters of an answer that are set in the largest type


def header(words: Words, documents: int, elsewhere: str = "") -> Markup:
    """The name, what it does, how much it knows, and whether anything is sent `elsewhere`, to a language model."""
    privacy = words.ask.sent.format(place=elsewhere) if elsewhere else words.privacy
    about = f"{words.collection.format(n=documents)} · {privacy}"
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
    return element("nav", title, *chips, name="wj-examples wj-scroll", lang=words.tag, aria_label=words.examples)


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


def outcome(words: Words, answer: Answer, part: str = "", link: str = "") -> Markup:
    """The card with what came of a question; `part` is what of the documents was asked, `link` asks it again."""
    copiers = _copiers(words, answer, link)
    inner = {"answer": _found, "related": _related, "none": _absent}[answer.kind](words, answer, copiers)
    asked_of = element("p", escape(words.ask.asked_of.format(what=part)), name="wj-part wj-small") if part else NOTHING
    return _card(words, answer.kind, *inner, asked_of)


def details(words: Words, answer: Answer) -> Markup:
    """What stands below the card: the reasons folded away, the passages."""
    return join([why(words, answer), passages(words, answer)])


def _card(words: Words, kind: str, *inner: Markup) -> Markup:
    return element("section", *inner, name=f"wj-card wj-{kind}", lang=words.tag, role="status")


def _eyebrow(text: str) -> Markup:
    return element("p", escape(text), name="wj-eyebrow")


def _found(words: Words, answer: Answer, copiers: Markup) -> list[Markup]:
    head = element("div", _eyebrow(words.answer), copiers, name="wj-card-head")
    size = "wj-answer-text wj-long" if len(answer.text) > LARGE else "wj-answer-text"
    text = element("p", escape(answer.text), name=size, lang=CHINESE)
    quotes = [_quoted(words, quote, answer.citations, "wj-span") for quote in _quotes(answer)]
    return [head, text, *quotes, certainty(words, answer.score), _reason(words, answer.reason)]


def _related(words: Words, answer: Answer, copiers: Markup) -> list[Markup]:
    best = [_quoted(words, c, (c,), "wj-best", _eyebrow(words.best_sentence)) for c in answer.citations[:1]]
    return [_verdict(words.related, copiers), _reason(words, answer.reason), *best]


def _absent(words: Words, answer: Answer, copiers: Markup) -> list[Markup]:
    return [_verdict(words.none, copiers), _reason(words, answer.reason)]


def _verdict(said: str, copiers: Markup) -> Markup:
    return element("div", element("h2", escape(said), name="wj-verdict"), copiers, name="wj-card-head")


def _copiers(words: Words, answer: Answer, link: str) -> Markup:
    """Buttons that copy the answer, if there is one, and the link, and the place where `page.js` says that it did."""
    said = element("span", name="wj-said", role="status", aria_live="polite")
    told = {"data_copied": words.copied, "data_failed": words.not_copied}
    buttons = []
    if answer.kind == "answer":
        buttons.append(_copier(words.copy, data_copy=copied_text(words, answer), **told))
    if link:
        buttons.append(_copier(words.ask.copy_link, data_link=link, **told))
    return element("span", said, *buttons)


def _copier(label: str, **data: str) -> Markup:
    return element("button", escape(label), name="wj-copy", type="button", **data)


def copied_text(words: Words, answer: Answer) -> str:
    """The answer and, on a line each, the places it stands in."""
    paths = ((c.title, *c.heading, place_in_file(words, c)) for c in answer.citations)
    places = dict.fromkeys(" › ".join(filter(None, path)) for path in paths)
    return "\n".join([answer.text, *(words.source_line.format(place=place) for place in places)])


def _quotes(answer: Answer) -> list[Citation]:
    """The citations widened to whole sentences, in their order; none that another one holds."""
    wide = {(w.document, w.start, w.end): w for w in map(_widened, answer.citations)}
    return [w for w in wide.values() if not any(_holds(other, w) for other in wide.values() if other is not w)]


def _widened(c: Citation) -> Citation:
    """All of the sentences the citation touches; the citation as it is where it tells of none."""
    if not c.sentence:
        return c
    return replace(c, start=c.sentence_start, end=c.sentence_start + len(c.sentence), quote=c.sentence)


def _holds(outer: Citation, inner: Citation) -> bool:
    return outer.document == inner.document and outer.start <= inner.start and inner.end <= outer.end


def _quoted(words: Words, quote: Citation, cited: Sequence[Citation], name: str, title: Markup = NOTHING) -> Markup:
    """The quote with the citations that lie in it marked, and its place; the source opens at all of them."""
    inside = [c for c in cited if _holds(quote, c)]
    text = paint(quote.quote, [Layer(c.start, c.end, name) for c in inside], quote.start)
    start, end = min(c.start for c in inside), max(c.end for c in inside)
    return element(
        "div",
        title,
        element("blockquote", text, name="wj-quote", lang=CHINESE),
        place(words, quote.document, quote.title, quote.heading, start, end, place_in_file(words, quote)),
        name="wj-cited",
    )


def certainty(words: Words, score: float) -> Markup:
    """How sure: a bar, a phrase, a percentage."""
    percent = round(100 * min(max(score, 0.0), 1.0))
    length = bar(
        percent, "meter", aria_label=words.certainty, aria_valuemin=0, aria_valuemax=100, aria_valuenow=percent
    )
    phrase = element("span", escape(f"{certainty_phrase(words, score)} · {percent}%"))
    return element("div", element("span", escape(words.certainty)), length, phrase, name="wj-certainty")


def _reason(words: Words, reason: str) -> Markup:
    if not reason:
        return NOTHING
    label, said = element("b", escape(words.reason)), element("span", escape(reason), lang=CHINESE)
    return element("p", label, said, name="wj-reason")
