"""Documents to HTML: the panel with a whole source and one place in it marked, and the list of the collection.

The text of the panel is the document's to the character: what is added, page numbers and the places that the outline
leads to, holds no text, so that what a reader selects can be found in the document.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from wenju.feedback import ANSWER_CHARACTERS
from wenju.records import Document
from wenju.ui.markup import Layer, Markup, element, escape, join, paint
from wenju.ui.passages import CHINESE, NOTHING
from wenju.ui.words import Words

LISTED = 200  # a longer list is no longer read, only scrolled


def source_panel(words: Words, document: Document, start: int, end: int) -> Markup:
    """The whole document, its headings set off, `start:end` marked; `page.js` scrolls to the mark."""
    about = " · ".join(filter(None, (document.date, document.id)))
    return _panel(
        words,
        document.title,
        about,
        outline(words, document),
        _text(words, document, start, end),
        _marker(words, document.id, start),
    )


def missing_panel(words: Words) -> Markup:
    """The panel for a document that the index does not have."""
    return _panel(words, words.notice, "", NOTHING, escape(words.missing))


def _panel(words: Words, title: str, about: str, contents: Markup, text: Markup, below: Markup = NOTHING) -> Markup:
    names = element("div", element("h2", escape(title), lang=CHINESE), element("p", escape(about), name="wj-small"))
    close = element(
        "button", escape("×"), name="wj-close", type="button", title=f"{words.close} (Esc)", aria_label=words.close
    )
    head = element("div", names, close, name="wj-doc-head")
    body = element("div", text, name="wj-doc-text", tabindex=0, lang=CHINESE)
    parts = (head, contents, body, below)
    return element("aside", *parts, name="wj-doc", role="dialog", lang=words.tag, aria_label=words.source)


def outline(words: Words, document: Document) -> Markup:
    """The fold with the headings, each a link to its place in the panel; nothing where there are none."""
    if not document.headings:
        return NOTHING
    top = min(heading.level for heading in document.headings)
    items = [
        element("li", _link(number, heading.text), name=f"wj-level{min(heading.level - top, 3)}")
        for number, heading in enumerate(document.headings)
    ]
    summary = element("summary", escape(words.ask.outline.format(n=len(items))))
    return element("details", summary, element("ol", *items, lang=CHINESE), name="wj-outline")


def _link(number: int, heading: str) -> Markup:
    return element("a", escape(" ".join(heading.split())), href=f"#wj-heading{number}")


def _text(words: Words, document: Document, start: int, end: int) -> Markup:
    """The text with its marks; a page's number and a heading's anchor stand before its first character."""
    headings = [Layer(h.start, h.end, f"wj-h wj-h{min(h.level, 3)}", "strong") for h in document.headings]
    layers = [*headings, Layer(start, end, "wj-here")]
    before = _page_numbers(words, document)
    for number, heading in enumerate(document.headings):
        anchor = element("i", name="wj-anchor", id=f"wj-heading{number}")
        before[heading.start] = join([before.get(heading.start, NOTHING), anchor])
    cuts = sorted({0, len(document.text), *before})
    pieces = (join([before.get(a, NOTHING), paint(document.text[a:b], layers, a)]) for a, b in pairwise(cuts))
    return join(pieces)


def _page_numbers(words: Words, document: Document) -> dict[int, Markup]:
    """Where each page begins, and its number to show there."""
    found, last = {}, 0
    for place in document.places:
        if place.page != last:
            found[place.start] = element("i", name="wj-page", data_page=words.ask.page.format(page=place.page))
        last = place.page
    return found


def _marker(words: Words, document: str, near: int) -> Markup:
    """What says which words are the answer; it is seen while somebody is asked for them, and `page.js` fills it in."""
    most = 4 * ANSWER_CHARACTERS  # so that who selects too much is told, and a whole document is not sent
    field = element("input", name="wj-words", type="text", maxlength=most, lang=CHINESE, autocomplete="off")
    data: dict[str, str | int] = {"data_action": "this", "data_document": document, "data_near": near, "data_words": ""}
    return element(
        "div",
        element("label", escape(words.ask.words), field),
        element("button", escape(words.ask.this), name="wj-this", type="button", **data),
        element("p", name="wj-told", role="status"),
        name="wj-mark",
    )


def collection(words: Words, documents: Sequence[Document]) -> Markup:
    """The fold with the documents' titles; a click opens one at its beginning."""
    summary = element("summary", escape(f"{words.documents} ({len(documents)})"))
    rows = [element("li", _title(document)) for document in documents[:LISTED]]
    rest = element("li", escape(f"… +{len(documents) - LISTED}")) if len(documents) > LISTED else NOTHING
    return element("details", summary, element("ul", *rows, rest), name="wj-collection", lang=words.tag)


def _title(document: Document) -> Markup:
    where: dict[str, str | int] = {"data_document": document.id, "data_start": 0, "data_end": 0}
    return element("button", escape(document.title), name="wj-open", type="button", lang=CHINESE, **where)
