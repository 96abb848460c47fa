"""文档: what is in the folder and became of it; files put into it, or taken away; the index rebuilt meanwhile.

What is shown is made by `entries` and `changes`; here is only who calls whom. How far a rebuild is, is asked of the
library, so that every open page tells the same; a page asks only while a rebuild goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from wenju.errors import DocumentError, WenjuError
from wenju.library.library import Library
from wenju.ui import changes, entries
from wenju.ui.changes import Change
from wenju.ui.parts import QUIET, Shared, html
from wenju.ui.words import WORDS, Language, Words

# How often a page looks how far a rebuild is; a build tells of itself five times a second.
LOOK_SECONDS = 0.6
# After the list was drawn anew, the keyboard goes on where it was.
GO_ON = "() => wenju.goOn()"
# All files have arrived: they are no longer being sent.
ARRIVED = "(...inputs) => { wenju.arrived(); return inputs; }"


class DocumentsTab:
    """The components of the tab and what each does."""

    name = "documents"

    def __init__(self, library: Library, uploads: bool = True) -> None:
        self.library, self.uploads = library, uploads

    def title(self, words: Words) -> str:
        """The label of the tab."""
        return words.shelf.tab

    def lay_out(self, words: Words) -> None:
        """Make the components, in the order of the page. The list is drawn when the tab is opened."""
        with gr.Column(elem_id="wj-drop"):
            self.files = gr.UploadButton(
                words.shelf.choose,
                file_count="multiple",
                variant="primary",
                elem_id="wj-upload",
                visible=self.uploads,
            )
            self.zone = html(self._zone(words), "wj-drop-zone")
        self.done = html("", "wj-done")
        with gr.Row(elem_id="wj-index"):
            self.progress = html("", "wj-build")
            self.rebuild = gr.Button(words.shelf.rebuild, elem_id="wj-rebuild", min_width=96, visible=self.uploads)
        self.query = gr.Textbox(
            label=words.shelf.find, placeholder=words.shelf.find_hint, max_lines=1, elem_id="wj-find"
        )
        self.listing = html("", "wj-listing")
        self.timer = gr.Timer(LOOK_SECONDS, active=False)
        self.unfolded, self.last = gr.State(""), gr.State([])
        self.worded: list[Any] = [self.files, self.zone, self.rebuild, self.query]
        self.remembered: list[Any] = [self.query, self.unfolded, self.last]
        self.shown: list[Any] = [self.listing, self.progress, self.done]

    def connect(self, shared: Shared) -> None:
        """Say what each event does."""
        shared.opens_sources(self.listing)
        given: list[Any] = [shared.switch, self.query, self.unfolded]
        state: list[Any] = [self.listing, self.progress, self.rebuild, self.timer, shared.generation]
        shared.labels[self.name].select(self.look, given, state, **QUIET)
        # `input` tells of keys alone: not of what an input method writes, nor of what is pasted.
        self.query.change(self.find, given, self.listing, trigger_mode="always_last", **QUIET)
        self.listing.click(self.unfold, given, [self.listing, self.unfolded], **QUIET).then(js=GO_ON, **QUIET)
        self.timer.tick(self.look_again, given, state, **QUIET).then(js=GO_ON, **QUIET)
        if not self.uploads:
            return
        changed = [self.done, self.last, self.unfolded, *state]
        self.files.upload(self.take, [self.files, *given], changed, js=ARRIVED, **QUIET)
        self.listing.click(self.remove, given, changed, **QUIET).then(js=GO_ON, **QUIET)
        self.rebuild.click(self.build, given, state, **QUIET)

    def texts(self, words: Words) -> list[Any]:
        """What has words of the page's language."""
        find = gr.update(label=words.shelf.find, placeholder=words.shelf.find_hint)
        return [gr.update(label=words.shelf.choose), self._zone(words), words.shelf.rebuild, find]

    def again(self, words: Words, *remembered: Any) -> list[Any]:
        """The list and what was done last, in another language."""
        query, unfolded, last = remembered
        return [self._list(words, query, unfolded), self._progress(words), changes.change_list(words, last)]

    def look(self, language: Language, query: str, unfolded: str) -> list[Any]:
        """The documents and the rebuild as they are now; the page goes on looking while one is running."""
        running = self.library.building.is_running
        words = WORDS[language]
        return [
            self._list(words, query, unfolded),
            self._progress(words),
            gr.update(interactive=not running),
            gr.Timer(active=running),
            self.library.generation,
        ]

    def look_again(self, language: Language, query: str, unfolded: str) -> list[Any]:
        """While a rebuild is running only how far it is, and everything when it has ended."""
        if not self.library.building.is_running:
            return self.look(language, query, unfolded)
        return [gr.skip(), self._progress(WORDS[language]), gr.skip(), gr.skip(), gr.skip()]

    def find(self, language: Language, query: str, unfolded: str) -> str:
        """The documents that were looked for."""
        return self._list(WORDS[language], query, unfolded)

    def unfold(self, language: Language, query: str, unfolded: str, click: gr.EventData) -> Any:
        """The details of the document that was clicked, or none of it where they were shown already."""
        if click._data.get("action") != "detail":
            return gr.skip()
        name = str(click._data.get("name", ""))
        unfolded = "" if name == unfolded else name
        return [self._list(WORDS[language], query, unfolded), unfolded]

    def take(self, files: list[str] | None, language: Language, query: str, unfolded: str) -> Iterator[list[Any]]:
        """Put files on the shelf one by one and tell of each, then have the index rebuilt."""
        taken: list[Change] = []
        for path in map(Path, files or []):
            taken.append(self._stored(path))
            yield [changes.change_list(WORDS[language], taken), taken, *[gr.skip()] * 6]
        yield self._changed(language, query, unfolded, taken)

    def remove(self, language: Language, query: str, unfolded: str, click: gr.EventData) -> Any:
        """Take the document away that was clicked, and have the index rebuilt."""
        if click._data.get("action") != "remove":
            return gr.skip()
        name = str(click._data.get("name", ""))
        try:
            self.library.remove(name)
        except DocumentError as error:
            return self._changed(language, query, unfolded, [Change(name, "not_removed", _reason(name, error))])
        return self._changed(language, query, "", [Change(name, "removed")])

    def build(self, language: Language, query: str, unfolded: str) -> list[Any]:
        """Have the index rebuilt."""
        self.library.rebuild_soon()
        return self.look(language, query, unfolded)

    def _stored(self, path: Path) -> Change:
        """What became of a file that arrived; its copy on the way is deleted."""
        try:
            stored = self.library.add(path.name, path.read_bytes())
        except WenjuError as error:
            return Change(path.name, "refused", _reason(path.name, error))
        except OSError:
            return Change(path.name, "lost")
        finally:
            path.unlink(missing_ok=True)
        return Change(stored.name, "replaced" if stored.replaced else "stored")

    def _changed(self, language: Language, query: str, unfolded: str, done: list[Change]) -> list[Any]:
        if any(change.is_done for change in done):
            self.library.rebuild_soon()
        told = changes.change_list(WORDS[language], done)
        return [told, done, unfolded, *self.look(language, query, unfolded)]

    def _zone(self, words: Words) -> str:
        return changes.zone(words) if self.uploads else changes.closed(words)

    def _progress(self, words: Words) -> str:
        counts = self.library.engine.passage_counts
        return changes.progress(words, self.library.building, len(self.library.documents), sum(counts.values()))

    def _list(self, words: Words, query: str, unfolded: str) -> str:
        listed = self.library.entries()
        try:
            document = self.library.document(unfolded) if unfolded else None
        except KeyError:
            document = None
        return entries.entry_list(words, listed, query or "", unfolded, document, is_fixed=not self.uploads)


def _reason(name: str, error: WenjuError) -> str:
    return str(error).removeprefix(f"{name}: ")
