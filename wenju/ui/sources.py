"""Documents to HTML: the panel with a whole source and one place in it marked, and the list of the collection."""

from __future__ import annotations

from collections.abc import Sequence

from wenju.records import Document
from wenju.ui.markup import Layer, Markup, element, escape, paint
from wenju.ui.passages import CHINESE, NOTHING
from wenju.ui.words import Words

LISTED = 200  # a longer list is no longer read, only scrolled


def source_panel(words: Words, document: Document, start: int, end: int) -> Markup:
    """The whole document, its headings set off, `start:end` marked; `page.js` scrolls to the mark."""
    headings = [Layer(h.start, h.end, f"wj-h wj-h{min(h.level, 3)}", "strong") for h in document.headings]
    text = paint(document.text, [*headings, Layer(start, end, "wj-here")])
    return _panel(words, document.title, " · ".join(filter(None, (document.date, document.id))), text)


def missing_panel(words: Words) -> Markup:
    """The panel for a document that the index does not have."""
    return _panel(words, words.notice, "", escape(words.missing))


def _panel(words: Words, title: str, about: str, text: Markup) -> Markup:
    names = element("div", element("h2", escape(title), lang=CHINESE), element("p", escape(about), name="wj-small"))
    close = element(
        "button", escape("×"), name="wj-close", type="button", title=f"{words.close} (Esc)", aria_label=words.close
    )
    head = element("div", names, close, name="wj-doc-head")
    body = element("div", text, name="wj-doc-text", tabindex=0, lang=CHINESE)
    return element("aside", head, body, name="wj-doc", role="dialog", lang=words.tag, aria_label=words.source)


def collection(words: Words, documents: Sequence[Document]) -> Markup:
    """The fold with the documents' titles; a click opens one at its beginning."""
    summary = element("summary", escape(f"{words.documents} ({len(documents)})"))
    rows = [element("li", _title(document)) for document in documents[:LISTED]]
    rest = element("li", escape(f"… +{len(documents) - LISTED}")) if len(documents) > LISTED else NOTHING
    return element("details", summary, element("ul", *rows, rest), name="wj-collection", lang=words.tag)


def _title(document: Document) -> Markup:
    where: dict[str, str | int] = {"data_document": document.id, "data_start": 0, "data_end": 0}
    return element("button", escape(document.title), name="wj-open", type="button", lang=CHINESE, **where)
