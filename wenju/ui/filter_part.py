"""The folded fields that say which part of the collection is asked, as components of the tab 问."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import gradio as gr

from wenju.library.library import Library
from wenju.records import Filter
from wenju.ui.filters import filter_of, label, summary, trouble
from wenju.ui.markup import element, escape
from wenju.ui.parts import DIRECTLY, Shared, html
from wenju.ui.passages import NOTHING
from wenju.ui.words import WORDS, Language, Words


class FilterPart:
    """The fields and what each does. `fields` are what a question is asked with, `filter_of` reads their values."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def lay_out(self, words: Words) -> None:
        """Make the components, in the order of the page."""
        with gr.Accordion(words.ask.part, open=False, elem_id="wj-filter") as self.fold:
            self.documents = gr.Dropdown(
                self.choices(), value=[], multiselect=True, label=words.ask.documents, elem_id="wj-filter-documents"
            )
            with gr.Row():
                self.since = self._line(words.ask.since, words.ask.date_form, "wj-filter-since")
                self.until = self._line(words.ask.until, words.ask.date_form, "wj-filter-until")
                self.heading = self._line(words.ask.heading, words.ask.heading_form, "wj-filter-heading")
            self.note = html("", "wj-filter-note")
            self.clear = gr.Button(words.ask.everything, elem_id="wj-filter-clear", size="sm")
        self.lines = [self.since, self.until, self.heading]
        self.fields: list[Any] = [self.documents, *self.lines]
        self.worded: list[Any] = [*self.fields, self.clear]
        self.shown: list[Any] = [self.fold, self.note]

    def _line(self, label: str, placeholder: str, name: str) -> gr.Textbox:
        return gr.Textbox(label=label, placeholder=placeholder, elem_id=name, max_lines=1, min_width=140)

    def connect(self, shared: Shared) -> None:
        """Say what each event does."""
        gr.on(
            [field.change for field in self.fields],
            self.describe,
            [shared.switch, *self.fields],
            self.shown,
            trigger_mode="always_last",
            **DIRECTLY,
        )
        self.clear.click(lambda: [[], "", "", ""], None, self.fields, **DIRECTLY)
        shared.generation.change(self.renew, [shared.switch, *self.fields], [self.documents, *self.shown], **DIRECTLY)

    def texts(self, words: Words) -> list[Any]:
        """What has words of the page's language."""
        date, part = words.ask.date_form, words.ask
        return [
            gr.update(label=part.documents),
            gr.update(label=part.since, placeholder=date),
            gr.update(label=part.until, placeholder=date),
            gr.update(label=part.heading, placeholder=part.heading_form),
            part.everything,
        ]

    def again(self, words: Words, within: Filter) -> list[Any]:
        """What is chosen, and what is wrong with it, in a language."""
        said = trouble(words, within)
        note = element("p", escape(said), name="wj-trouble", role="status", lang=words.tag) if said else NOTHING
        return [gr.update(label=label(words, within, self._titles())), note]

    def describe(self, language: Language, *fields: Any) -> list[Any]:
        """As `again`, of the fields as they are filled."""
        return self.again(WORDS[language], filter_of(*fields))

    def renew(self, language: Language, *fields: Any) -> list[Any]:
        """The documents that there are now, and `describe`."""
        within = filter_of(*fields)
        return [gr.update(choices=self.choices(within.documents)), *self.again(WORDS[language], within)]

    def said(self, words: Words, within: Filter) -> str:
        """What is chosen, for the result to say so; "" where all is asked."""
        return summary(words, within, self._titles())

    def choices(self, chosen: Sequence[str] = ()) -> list[tuple[str, str]]:
        """(title, name) of each document, the name in the title where several are called so; and what else is chosen.

        A document that is no longer there stays chosen until its user takes it out: asking tells of it.
        """
        documents = self.library.documents
        times = Counter(document.title for document in documents)
        there = {d.id: d.title if times[d.title] == 1 else f"{d.title} ({d.id})" for d in documents}
        return [(title, name) for name, title in {**{name: name for name in chosen}, **there}.items()]

    def _titles(self) -> dict[str, str]:
        return {document.id: document.title for document in self.library.documents}
