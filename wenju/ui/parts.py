"""What the tabs of the page are made with: HTML that knows clicks, quiet events, and what all of them share.

A tab lays its components out and connects them; `page` puts the tabs beside each other and changes their language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import gradio as gr

from wenju.errors import WenjuError
from wenju.library.library import Library
from wenju.ui import sources
from wenju.ui.words import WORDS, Language, Words

# A click inside a card: the nearest element that names a question, a place or an action goes to the server, whole.
_CLICK = """
element.addEventListener('click', event => {
    const target = event.target.closest('[data-question], [data-document], [data-action]');
    if (!target || !getSelection().isCollapsed && !event.target.closest('button')) return;
    wenju.clicked = target;
    trigger('click', {...target.dataset});
});
"""
SHOW = "() => { if (wenju.clicked?.dataset.document !== undefined) wenju.show(); }"
CLOSE_FIRST = "(...inputs) => { wenju.close(); return inputs; }"
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
DIRECTLY: dict[str, Any] = {**QUIET, "queue": False}  # what takes no time and waits for nobody


@dataclass(frozen=True, slots=True)
class Shared:
    """What stands once on the page: the language switch, the panel that shows a document, the number of its index.

    Whoever shows something of the index renews it on `generation.change`: after a rebuild, and when the page is loaded.
    """

    library: Library
    switch: gr.Radio
    panel: gr.HTML
    generation: gr.State
    labels: dict[str, gr.Tab]
    """The tabs by their names, for what is to be done on `select`."""
    opened: Callable[..., Any]
    """Takes what `then` takes, to be done once the page is open in its language."""

    def opens_sources(self, *places: gr.HTML) -> None:
        """Let a click on a `data-document` in these open that document in the panel, its place marked."""
        for place in places:
            place.click(self.open_source, self.switch, self.panel, **QUIET).then(None, js=SHOW, **QUIET)

    def open_source(self, language: Language, place: gr.EventData) -> str:
        """The document a click asked for, its place marked. A click is input like any other: not to be trusted."""
        words, wanted = WORDS[language], place._data
        if "document" not in wanted:  # a click that means something else
            return gr.skip()  # type: ignore[no-any-return]
        try:
            document = self.library.document(str(wanted["document"]))
            return sources.source_panel(words, document, int(wanted["start"]), int(wanted["end"]))
        except (WenjuError, KeyError, TypeError, ValueError):
            return sources.missing_panel(words)


class Tab(Protocol):
    """One of the places of the page."""

    name: str
    """Its id, "ask", in links and for `page.js`."""
    worded: list[Any]
    """Components with words of the page's language; `texts` gives their values."""
    remembered: list[Any]
    """Components whose values `again` needs."""
    shown: list[Any]
    """Components that show what was done last; `again` gives their values in another language."""

    def title(self, words: Words) -> str: ...
    def lay_out(self, words: Words) -> None: ...
    def connect(self, shared: Shared) -> None: ...
    def texts(self, words: Words) -> list[Any]: ...
    def again(self, words: Words, *remembered: Any) -> list[Any]: ...


def html(value: str, name: str | None = None) -> gr.HTML:
    """HTML in which a click on what carries data for the server is an event."""
    return gr.HTML(value, elem_id=name, js_on_load=_CLICK, apply_default_css=False)
