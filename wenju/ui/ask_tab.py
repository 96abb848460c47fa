"""问: a question, what came of it, where it stands, and what its reader says of that.

What is shown is made by `cards`, `follow` and their like; here is only who calls whom.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import gradio as gr

from wenju.errors import BusyError, QuestionError, StoreError
from wenju.feedback import Feedback
from wenju.library.library import Library
from wenju.library.turns import AT_ONCE
from wenju.records import Answer, Filter
from wenju.ui import address, cards, follow
from wenju.ui.filter_part import FilterPart
from wenju.ui.filters import filter_of, trouble
from wenju.ui.follow import Asked, Exchange, completed
from wenju.ui.judging import ASKED, Step
from wenju.ui.judging_part import JudgingPart
from wenju.ui.markup import Markup
from wenju.ui.parts import CLOSE_FIRST, QUIET, Shared, html
from wenju.ui.passages import NOTHING
from wenju.ui.words import WORDS, Language, Words
from wenju.ui.writing import Sheet
from wenju.ui.writing_part import WritingPart
from wenju.writing.language_model import Model

KEEP_ADDRESS = "() => wenju.keepAddress()"
ASK_LINKED = "() => wenju.askLinked()"
Seen = tuple[Markup, Markup, Markup, Markup]  # strip, card, judging, details
Came = tuple[Markup, Markup, Markup, Markup, Exchange | None, Asked | None, Step, Markup]


class AskTab:
    """The components of the tab and what each does.

    Without `feedback` nobody is asked whether an answer is right, without `model` none is written up.
    """

    name = "ask"

    def __init__(
        self,
        library: Library,
        examples: Sequence[str] = (),
        feedback: Feedback | None = None,
        model: Model | None = None,
    ) -> None:
        self.library, self.examples = library, tuple(examples)
        self.filter, self.judging = FilterPart(library), JudgingPart(library, feedback)
        self.writing = WritingPart(library, model)

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
        self.filter.lay_out(words)
        self.chips = html(cards.example_list(words, self.examples), "wj-chips")
        self.strip = html("", "wj-strip")
        self.result = html("", "wj-result")
        self.writing.lay_out()
        self.judging.lay_out()
        self.details = html("", "wj-details")
        self.last, self.previous = gr.State(None), gr.State(None)  # what is shown; what a question may lean on
        self.worded: list[Any] = [self.question, self.submit, self.chips, *self.filter.worded]
        self.remembered: list[Any] = [self.last, self.judging.step, self.writing.sheet, *self.filter.fields]
        self.seen: list[Any] = [self.strip, self.result, self.judging.row, self.details]
        self.shown: list[Any] = [*self.seen, self.writing.block, *self.filter.shown]

    def connect(self, shared: Shared) -> None:
        """Say what each event does."""
        asking: dict[str, Any] = {
            "inputs": [shared.switch, self.writing.sheet, self.previous, self.question, *self.filter.fields],
            "outputs": [*self.seen, self.last, self.previous, self.judging.step, self.writing.block],
            "js": CLOSE_FIRST,
            "trigger_mode": "always_last",  # a question asked while another is being answered is answered next
            "concurrency_id": "engine",
            "concurrency_limit": AT_ONCE,
            **QUIET,
        }
        enter = [self.question.submit, *(line.submit for line in self.filter.lines)]
        asked = [
            gr.on([self.submit.click, *enter], self.answer, **asking),
            self.chips.click(pick_question, None, self.question, **QUIET).then(self.answer, **asking),
            # Each click by itself: `always_last` would send the place of the click before once more.
            self.strip.click(self.answer_instead, **{**asking, "trigger_mode": "multiple"}),
        ]
        for event in asked:
            event.then(None, js=KEEP_ADDRESS, **QUIET)
        self.filter.connect(shared)
        self.judging.connect(shared, self.last)
        self.writing.connect(shared, self.last, asked)
        shared.opens_sources(self.result, self.details)
        filled = [self.question, *self.filter.fields, *self.filter.shown]
        shared.opened(self.open_link, shared.switch, filled, **QUIET).then(None, js=ASK_LINKED, **QUIET)

    def texts(self, words: Words) -> list[Any]:
        """What has words of the page's language."""
        return [
            gr.update(label=words.question, placeholder=words.placeholder),
            words.submit,
            cards.example_list(words, self.examples),
            *self.filter.texts(words),
        ]

    def again(self, words: Words, *remembered: Any) -> list[Any]:
        """The last result, what was said and written of it and the filter in another language."""
        last, step, sheet, *fields = remembered
        written = self.writing.again(words, sheet)
        return [*self._seen(words, last, step), written, *self.filter.again(words, filter_of(*fields))]

    def answer(
        self, language: Language, sheet: Sheet, previous: Asked | None, question: str, *fields: Any
    ) -> Iterator[Came]:
        """A question as it was typed, made whole by the one before if it leans on it."""
        sheet.turn_over()
        asked = completed(question or "", previous, self.library.names)
        yield from self._ask(WORDS[language], asked, previous, filter_of(*fields))

    def answer_instead(
        self, language: Language, sheet: Sheet, previous: Asked | None, click: gr.EventData, question: str, *fields: Any
    ) -> Iterator[Came]:
        """The completed question as it was edited, or the one that was typed as it is."""
        sheet.turn_over()
        typed, said = (str(click._data.get(name, "")) for name in ("typed", "question"))
        changes = previous.changes if previous and previous.typed == typed else ()
        asked = Asked(typed, said.strip(), changes)
        yield from self._ask(WORDS[language], asked, previous, filter_of(*fields))

    def _ask(self, words: Words, asked: Asked, previous: Asked | None, within: Filter) -> Iterator[Came]:
        """First that it is being worked on, then the result or a friendly word; what broke is told, then raised."""
        strip = follow.strip(words, asked)
        yield strip, cards.busy(words, asked.question), NOTHING, NOTHING, None, previous, ASKED, NOTHING
        try:
            came = Exchange(asked, within, self._asked(words, asked.question, within))
        except (QuestionError, BusyError, StoreError) as error:
            refused = Exchange(asked, within, str(error))
            yield *self._seen(words, refused), refused, previous, ASKED, NOTHING
        except Exception:
            yield strip, cards.notice(words, words.failure), NOTHING, NOTHING, None, previous, ASKED, NOTHING
            raise
        else:
            yield *self._seen(words, came), came, asked, ASKED, NOTHING

    def _asked(self, words: Words, question: str, within: Filter) -> Answer:
        said = trouble(words, within)
        if said:
            raise QuestionError(said)
        return self.library.ask(question, within=within)

    def _seen(self, words: Words, last: Exchange | None, step: Step = ASKED) -> Seen:
        """The last exchange on the page."""
        if last is None:
            return NOTHING, NOTHING, NOTHING, NOTHING
        strip = follow.strip(words, last.asked)
        if last.answer is None:
            why = trouble(words, last.within) or str(last.came)
            return strip, cards.refusal(words, last.asked.question, why), NOTHING, NOTHING
        link = address.query(last.answer.question, last.within)
        card = cards.outcome(words, last.answer, self.filter.said(words, last.within), link)
        return strip, card, self.judging.shown(words, last, step), cards.details(words, last.answer)

    def open_link(self, language: Language, request: gr.Request) -> list[Any]:
        """The fields as the page's address fills them, with the documents there are; `page.js` asks if it asks."""
        question, part = address.read_query(dict(request.query_params))
        within = filter_of(*(part.documents, part.since, part.until, part.heading))
        if not question:
            fields = [gr.skip(), gr.update(choices=self.filter.choices()), *[gr.skip()] * 3]
            return [*fields, *self.filter.again(WORDS[language], Filter())]
        documents = gr.update(choices=self.filter.choices(within.documents), value=list(within.documents))
        fields = [question, documents, part.since, part.until, part.heading]
        return [*fields, *self.filter.again(WORDS[language], within)]


def pick_question(chip: gr.EventData) -> str:
    """The question on the button that was clicked."""
    return str(chip._data.get("question", ""))
