"""The row below a result that takes what its reader says of it, as a component of the tab 问."""

from __future__ import annotations

from typing import Any

import gradio as gr

from wenju.errors import ConfigError, WenjuError
from wenju.feedback import Feedback
from wenju.library.library import Library
from wenju.records import Document
from wenju.ui.follow import Exchange
from wenju.ui.judging import ASKED, Step, judge, judge_here, row
from wenju.ui.markup import Markup
from wenju.ui.parts import DIRECTLY, QUIET, Shared, html
from wenju.ui.passages import NOTHING
from wenju.ui.words import WORDS, Language, Words

JUDGED = "() => wenju.judged()"


class JudgingPart:
    """The row and what its clicks do; without `feedback` it stays empty."""

    def __init__(self, library: Library, feedback: Feedback | None) -> None:
        self.library, self.feedback = library, feedback

    def lay_out(self) -> None:
        """Make the components, in the order of the page."""
        self.row = html("", "wj-judging")
        self.step = gr.State(ASKED)

    def connect(self, shared: Shared, last: gr.State) -> None:
        """Say what each event does; `last` has the exchange that is judged."""
        if not self.feedback:
            return
        told: dict[str, Any] = {"inputs": [shared.switch, last], "outputs": [self.row, self.step], **DIRECTLY}
        self.row.click(self.judge, **told).then(None, js=JUDGED, **QUIET)
        shared.panel.click(self.judge_here, **told).then(None, js=JUDGED, **QUIET)
        shared.opens_sources(self.row)

    def shown(self, words: Words, last: Exchange | None, step: Step = ASKED) -> Markup:
        """The row of a step; nothing where there is nothing to judge, or nowhere to keep it."""
        if not (self.feedback and last and last.answer):
            return NOTHING
        return row(words, last.answer, step, self.library.documents, self.feedback.path)

    def judge(self, language: Language, last: Exchange | None, click: gr.EventData) -> tuple[Any, Any]:
        """A button of the row. A click is input like any other: not to be trusted."""
        action = click._data.get("action")
        if not (self.feedback and last and last.answer and action):
            return gr.skip(), gr.skip()
        step = judge(self.feedback, last.answer, str(action), self.document)
        return self.shown(WORDS[language], last, step), step

    def judge_here(self, language: Language, last: Exchange | None, click: gr.EventData) -> tuple[Any, Any]:
        """The button in the panel of the source, with the words that are the answer."""
        said = click._data
        if not (self.feedback and last and last.answer and said.get("action") == "this"):
            return gr.skip(), gr.skip()
        near = str(said.get("near", ""))
        place = str(said.get("document", "")), str(said.get("words", "")), int(near) if near.isdecimal() else 0
        step = judge_here(self.feedback, last.answer, self.document, *place)
        return self.shown(WORDS[language], last, step), step

    def document(self, name: str) -> Document:
        """Raises `ConfigError` where the index no longer has it."""
        try:
            return self.library.document(name)
        except (KeyError, WenjuError) as error:
            raise ConfigError(
                f"索引里已经没有文档“{name}”，请再问一次 (the index no longer has {name!r}: ask again)"
            ) from error
