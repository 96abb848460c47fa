"""问: a question, what came of it, and where it stands.

What is shown is made by `cards` and `sources`; here is only who calls whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from wenju.errors import QuestionError
from wenju.library.library import Library
from wenju.records import Answer
from wenju.ui import cards
from wenju.ui.parts import CLOSE_FIRST, QUIET, Shared, html
from wenju.ui.words import WORDS, Language, Words

Shown = Answer | str | None  # the last answer, or the question that was refused, or nothing yet


class AskTab:
    """The components of the tab and what each does."""

    name = "ask"

    def __init__(self, library: Library, examples: Sequence[str] = ()) -> None:
        self.library, self.examples = library, tuple(examples)

    def title(self, words: Words) -> str:
        """The label of the tab."""
        return words.ask_tab

    def lay_out(self, words: Words) -> None:
        """Make the components, in the order of the page."""
        with gr.Row(elem_id="wj-ask"):
            self.question = gr.Textbox(
                label=words.question,
                placeholder=words.placeholder,
                lines=1,
                max_lines=5,
                autofocus=True,
                elem_id="wj-question",
                html_attributes=gr.InputHTMLAttributes(lang="zh-CN", enterkeyhint="search", autocomplete="off"),
            )
            self.submit = gr.Button(words.submit, variant="primary", elem_id="wj-submit", min_width=96)
        self.chips = html(cards.example_list(words, self.examples), "wj-chips")
        self.result = html("", "wj-result")
        self.last = gr.State(None)
        self.worded: list[Any] = [self.question, self.submit, self.chips]
        self.remembered: list[Any] = [self.last]
        self.shown: list[Any] = [self.result]

    def connect(self, shared: Shared) -> None:
        """Say what each event does."""
        asking: dict[str, Any] = {
            "fn": self.answer,
            "inputs": [self.question, shared.switch],
            "outputs": [self.result, self.last],
            "trigger_mode": "always_last",  # a question asked while another is being answered is answered next
            "concurrency_id": "engine",
            "concurrency_limit": 1,
            **QUIET,
        }
        gr.on([self.submit.click, self.question.submit], js=CLOSE_FIRST, **asking)
        self.chips.click(pick_question, None, self.question, **QUIET).then(js=CLOSE_FIRST, **asking)
        shared.opens_sources(self.result)

    def texts(self, words: Words) -> list[Any]:
        """What has words of the page's language."""
        return [
            gr.update(label=words.question, placeholder=words.placeholder),
            words.submit,
            cards.example_list(words, self.examples),
        ]

    def again(self, words: Words, *remembered: Any) -> list[Any]:
        """The last result in another language."""
        (last,) = remembered
        return [_shown(words, last)]

    def answer(self, question: str, language: Language) -> Iterator[tuple[str, Shown]]:
        """First that it is being worked on, then the result or a friendly word; what broke is told, then raised."""
        words = WORDS[language]
        yield cards.busy(words, question or ""), None
        try:
            found = self.library.ask(question)
        except QuestionError as error:
            yield cards.refusal(words, question or "", str(error)), question or ""
        except Exception:
            yield cards.notice(words, words.failure), None
            raise
        else:
            yield cards.result(words, found), found


def pick_question(chip: gr.EventData) -> str:
    """The question on the button that was clicked."""
    return str(chip._data.get("question", ""))


def _shown(words: Words, last: Shown) -> str:
    if isinstance(last, Answer):
        return cards.result(words, last)
    return "" if last is None else cards.refusal(words, last)
