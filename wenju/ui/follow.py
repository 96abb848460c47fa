"""Questions that lean on the one before: what was asked in the end, and the strip that shows it and lets it be changed.

The strip is HTML. Its buttons carry `data-question`, what they ask; `page.js` fills in that of the edited one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wenju.followup import Change, rewrite
from wenju.records import Answer, Filter
from wenju.ui.markup import Layer, Markup, element, escape, paint
from wenju.ui.passages import CHINESE, NOTHING
from wenju.ui.words import Words

if TYPE_CHECKING:
    from wenju.names import Names


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it was typed and as it was asked in the end, with what was changed between the two."""

    typed: str
    question: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, the part of the documents it was asked of, and what came of it: an answer, or why it was refused."""

    asked: Asked
    within: Filter
    came: Answer | str

    @property
    def answer(self) -> Answer | None:
        """The answer, if it was not refused."""
        return self.came if isinstance(self.came, Answer) else None


def completed(typed: str, last: Asked | None, names: Names) -> Asked:
    """A question made whole by the last one, if it leans on it. What is asked once more stays as it was asked."""
    if last and typed.strip() == last.typed.strip():
        return last
    found = rewrite(typed, last.question, names) if last else None
    return Asked(typed, found.question, found.changes) if found else Asked(typed, typed)


def strip(words: Words, asked: Asked) -> Markup:
    """The completed question to be changed and asked again, or asked as typed; nothing where it was asked as typed."""
    if asked.question == asked.typed:
        return NOTHING
    text = paint(asked.question, [Layer(*place, "wj-new") for place in _changed(asked.question, asked.changes)])
    whole = element(
        "span",
        text,
        name="wj-whole",
        contenteditable="plaintext-only",
        role="textbox",
        spellcheck="false",
        lang=CHINESE,
        aria_label=words.ask.completed_question,
    )
    return element(
        "div",
        element("span", escape(words.ask.completed), name="wj-small"),
        whole,
        _button(words.ask.again, "again", asked.typed, asked.question),
        _button(words.ask.as_typed, "typed", asked.typed, asked.typed),
        name="wj-follow",
        lang=words.tag,
    )


def _changed(question: str, changes: Sequence[Change]) -> list[tuple[int, int]]:
    """Where the new words of the changes stand in the question."""
    found = []
    for new in dict.fromkeys(change.new for change in changes if change.new):
        at = question.find(new)
        while at >= 0:
            found.append((at, at + len(new)))
            at = question.find(new, at + len(new))
    return found


def _button(label: str, action: str, typed: str, question: str) -> Markup:
    data = {"data_action": action, "data_typed": typed, "data_question": question}
    return element("button", escape(label), name="wj-quiet", type="button", **data)
