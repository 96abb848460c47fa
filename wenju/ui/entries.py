"""The documents to HTML: a list of what became of each, and the details of one of them with its headings as a tree.

All functions are pure: entries and the words of one language in, `Markup` out. A button with `data-action` names
what is to be done with `data-name`; one with `data-document` opens the source. `documents.css` gives the looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from wenju.fold import fold
from wenju.headings import label
from wenju.library.listing import Entry, State
from wenju.records import Document, Heading
from wenju.ui.markup import Markup, element, escape
from wenju.ui.passages import CHINESE, NOTHING
from wenju.ui.words import Words
from wenju.ui.words.reasons import reason_in

LISTED = 200  # a longer list is no longer read, only searched
HEADINGS = 400  # so many are found by looking; more make the page slow
FOLDED = 40  # a tree of more headings is folded below its second level
SYMBOLS: dict[State, str] = {"ready": "✓", "empty": "○", "waiting": "…", "failed": "✕", "gone": "–"}


@dataclass(frozen=True, slots=True)
class Branch:
    """A heading and those under it."""

    heading: Heading
    below: list[Branch] = field(default_factory=list)


def entry_list(
    words: Words,
    entries: Sequence[Entry],
    query: str = "",
    unfolded: str = "",
    document: Document | None = None,
    *,
    is_fixed: bool = False,
) -> Markup:
    """What could not be read first, the others by name; only those with `query` in their title or file name.

    The one with the name `unfolded` shows its details, as far as the index has its `document`. Where the collection
    `is_fixed` nothing can be removed.
    """
    found = [entry for entry in entries if matches(entry, query)]
    found.sort(key=lambda entry: entry.state != "failed")
    rows = [
        _row(words, entry, _details(words, entry, document, is_fixed) if entry.name == unfolded else None)
        for entry in found[:LISTED]
    ]
    return element(
        "section",
        element("p", escape(_count(words, entries, found, query)), name="wj-small", role="status"),
        element("ul", *rows, name="wj-rows") if rows else NOTHING,
        _note(words.shelf.more.format(n=len(found) - LISTED)) if len(found) > LISTED else NOTHING,
        name="wj-entries",
        lang=words.tag,
    )


def matches(entry: Entry, query: str) -> bool:
    """Whether the title or the file's name has the query in it, whatever its script, width and case."""
    wanted = fold(query.strip())
    return wanted in fold(entry.title) or wanted in fold(entry.name)


def _count(words: Words, entries: Sequence[Entry], found: Sequence[Entry], query: str) -> str:
    if not entries:
        return words.shelf.none
    if not found:
        return words.shelf.none_found.format(query=query.strip())
    if len(found) < len(entries):
        return words.shelf.found.format(n=len(found), total=len(entries))
    return words.shelf.listed.format(n=len(entries))


def _row(words: Words, entry: Entry, details: Markup | None) -> Markup:
    parts = [entry.date, words.shelf.passages.format(n=entry.passages) if entry.title else ""]
    about = [element("span", escape(part)) for part in parts if part]
    name = element("span", escape(entry.name), lang=CHINESE)
    opener = element(
        "button",
        element("span", escape(entry.title or entry.name), name="wj-row-title", lang=CHINESE),
        element("span", name, *about, name="wj-row-about wj-small"),
        name="wj-row-open",
        type="button",
        aria_expanded="false" if details is None else "true",
        data_action="detail",
        data_name=entry.name,
    )
    head = element("div", opener, _state(words, entry), name="wj-row-head")
    inner = [head, _reason(words, entry), _warnings(words, entry), NOTHING if details is None else details]
    return element("li", *inner, name=f"wj-row wj-row-{entry.state}")


def _state(words: Words, entry: Entry) -> Markup:
    symbol = element("span", escape(SYMBOLS[entry.state]), aria_hidden="true")
    return element("span", symbol, escape(words.shelf.states[entry.state]), name="wj-state")


def _reason(words: Words, entry: Entry) -> Markup:
    """Why it cannot be read and what mends that, or what its state means; nothing for what is plain."""
    if entry.reason:
        title = element("b", escape(words.shelf.reason))
        return element("p", title, said(words, entry.reason), name="wj-row-reason")
    note = words.shelf.state_notes[entry.state]
    return _note(note) if note else NOTHING


def said(words: Words, sentence: str) -> Markup:
    """A sentence of the program's, in the page's language where that has it, else as it is."""
    text, language = reason_in(words.tag, sentence)
    return element("span", escape(text), lang=language)


def _warnings(words: Words, entry: Entry) -> Markup:
    if not entry.warnings:
        return NOTHING
    summary = element("summary", escape(words.shelf.warnings.format(n=len(entry.warnings))))
    items = [element("li", said(words, warning)) for warning in entry.warnings]
    return element("details", summary, element("ul", *items), name="wj-warnings", open="")


def _details(words: Words, entry: Entry, document: Document | None, is_fixed: bool) -> Markup:
    """How long the document is and what it is made of, and what can be done with it."""
    remove = NOTHING if is_fixed or entry.state == "gone" else _remove(words, entry)
    if document is None:
        return element("div", element("div", remove, name="wj-row-buttons"), name="wj-row-details")
    facts = [
        words.shelf.passages.format(n=entry.passages),
        words.shelf.characters.format(n=f"{entry.characters:,}"),
        words.shelf.date.format(date=document.date) if document.date else "",
        words.shelf.headings.format(n=len(document.headings)),
    ]
    opener = element("button", escape(words.shelf.open), name="wj-open", type="button", **_place(document))
    return element(
        "div",
        element("p", escape(" · ".join(filter(None, facts))), name="wj-small"),
        element("div", opener, remove, name="wj-row-buttons"),
        heading_tree(words, document),
        name="wj-row-details",
    )


def _remove(words: Words, entry: Entry) -> Markup:
    """A button that unfolds the question whether it is meant."""
    summary = element("summary", escape(words.shelf.remove))
    sure = element("p", escape(words.shelf.sure.format(name=entry.name)))
    confirm = element(
        "button",
        escape(words.shelf.confirm),
        name="wj-confirm",
        type="button",
        data_action="remove",
        data_name=entry.name,
    )
    cancel = element("button", escape(words.shelf.cancel), name="wj-cancel", type="button")
    return element("details", summary, element("div", sure, confirm, cancel), name="wj-remove")


def heading_tree(words: Words, document: Document) -> Markup:
    """The headings, each under the one it belongs to; a click opens the document there."""
    if not document.headings:
        return _note(words.shelf.no_headings)
    shown = document.headings[:HEADINGS]
    more = len(document.headings) - len(shown)
    tree = _twigs(words, document, branches(shown), 1, len(shown) > FOLDED)
    rest = _note(words.shelf.more_headings.format(n=more)) if more else NOTHING
    return element("nav", tree, rest, name="wj-tree", aria_label=words.shelf.heading_list)


def branches(headings: Sequence[Heading]) -> list[Branch]:
    """Headings in reading order as a tree: each is under the nearest one before it of a smaller level."""
    roots: list[Branch] = []
    above: list[Branch] = []
    for heading in headings:
        while above and above[-1].heading.level >= heading.level:
            above.pop()
        branch = Branch(heading)
        (above[-1].below if above else roots).append(branch)
        above.append(branch)
    return roots


def _twigs(words: Words, document: Document, below: Sequence[Branch], depth: int, is_folded: bool) -> Markup:
    items = []
    for branch in below:
        opener = element(
            "button",
            escape(label(branch.heading)),
            name="wj-open",
            type="button",
            lang=CHINESE,
            **_place(document, branch.heading),
        )
        under = _twigs(words, document, branch.below, depth + 1, is_folded) if branch.below else NOTHING
        if under and is_folded and depth == 2:
            summary = element("summary", escape(words.shelf.below.format(n=len(branch.below))))
            under = element("details", summary, under)
        items.append(element("li", opener, under))
    return element("ol", *items)


def _place(document: Document, heading: Heading | None = None) -> dict[str, str | int]:
    start, end = (heading.start, heading.end) if heading else (0, 0)
    return {"data_document": document.id, "data_start": start, "data_end": end}


def _note(text: str) -> Markup:
    return element("p", escape(text), name="wj-small")
