"""What users say of an answer: the row of buttons below it, step by step, and what each of them keeps.

In: an answer and a click. Out: the next step, and its row as HTML. A button names what it does in `data-action`; the
one that says where the answer stands is in the panel of the source. Keeping judgements is left to `wenju.feedback`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wenju.errors import ConfigError, WenjuError
from wenju.feedback import ANSWER_CHARACTERS, Feedback, find_words
from wenju.records import Answer, Document
from wenju.ui.markup import Markup, element, escape
from wenju.ui.passages import NOTHING
from wenju.ui.sources import collection
from wenju.ui.words import Words

Open = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class Step:
    """How far a judgement is: not begun, found wrong, its right place being shown, or kept as one of `kept`."""

    name: Literal["asked", "wrong", "here", "kept"] = "asked"
    kept: int = 0
    trouble: str = ""


ASKED, WRONG, HERE = Step(), Step("wrong"), Step("here")
STEPS = {"asked": ASKED, "wrong": WRONG, "here": HERE}


def judge(feedback: Feedback, answer: Answer, action: str, document: Open) -> Step:
    """The step that a button leads to, its judgement kept if it is one."""
    if action in STEPS:
        return STEPS[action]
    keep: dict[str, Callable[[], None]] = {
        "right": lambda: feedback.right(answer, document),
        "absent": lambda: feedback.absent(answer, document),
        "only": lambda: feedback.wrong(answer),
    }
    return _kept(feedback, keep[action], ASKED) if action in keep else ASKED


def judge_here(feedback: Feedback, answer: Answer, document: Open, name: str, words: str, near: int) -> Step:
    """The step after somebody said that these words of the document `name`, at about `near`, are the answer."""

    def keep() -> None:
        many = len("".join(words.split()))
        if not many:
            raise ConfigError("还没有选中文字，请在原文里选中答案 (there are no words yet: mark the answer)")
        if many > ANSWER_CHARACTERS:
            raise ConfigError(
                f"选中了 {many} 个字，答案最多 {ANSWER_CHARACTERS} 个，请只选中答案本身 "
                f"({many} characters are marked, an answer has at most {ANSWER_CHARACTERS}: mark it alone)"
            )
        place = document(name)
        feedback.here(answer.question, place, *find_words(place, words, near))

    return _kept(feedback, keep, HERE)


def _kept(feedback: Feedback, keep: Callable[[], None], before: Step) -> Step:
    """Keep a judgement; where that cannot be, the step before it, with the trouble."""
    try:
        keep()
        return Step("kept", feedback.count)
    except (WenjuError, OSError) as error:
        return Step(before.name, trouble=str(error))


def row(words: Words, answer: Answer, step: Step, documents: Sequence[Document], file: Path) -> Markup:
    """The row of a step."""
    parts = {"asked": _asked, "wrong": _wrong, "here": _here}
    inner = _thanks(words, step.kept, file) if step.name == "kept" else parts[step.name](words, answer)
    if step.trouble:
        inner.append(element("p", escape(step.trouble), name="wj-trouble", role="alert"))
    if step.name == "here":
        inner.append(collection(words, documents))
    return element("div", *inner, name=f"wj-judging wj-step-{step.name}", lang=words.tag)


def _asked(words: Words, answer: Answer) -> list[Markup]:
    said = words.ask.is_right if answer.kind == "answer" else words.ask.is_absent
    return [
        element("span", escape(said)),
        _button(words.ask.right, "right"),
        _button(words.ask.wrong, "wrong"),
        _here_button(words.ask.here, answer),
    ]


def _wrong(words: Words, answer: Answer) -> list[Markup]:
    return [
        element("span", escape(words.ask.instead)),
        _button(words.ask.absent, "absent") if answer.kind == "answer" else NOTHING,
        _here_button(words.ask.elsewhere, answer),
        _button(words.ask.only_wrong, "only"),
        _button(words.ask.cancel, "asked"),
    ]


def _here(words: Words, answer: Answer) -> list[Markup]:
    return [element("span", escape(words.ask.how_here), role="status"), _button(words.ask.cancel, "asked")]


def _thanks(words: Words, kept: int, file: Path) -> list[Markup]:
    said = element("span", escape(words.ask.thanks.format(n=kept)))
    where = element("span", escape(words.ask.kept.format(file=shown_path(file))), name="wj-kept")
    return [element("p", said, where, role="status"), _button(words.ask.change, "asked")]


def _button(label: str, action: str, **data: str | int) -> Markup:
    return element("button", escape(label), name="wj-quiet", type="button", data_action=action, **data)


def _here_button(label: str, answer: Answer) -> Markup:
    """It opens the nearest place there is, for the right one is often near."""
    places = [(c.document, c.start, c.end) for c in answer.citations]
    places += [(hit.passage.document_id, *hit.sentence) for hit in answer.hits]
    if not places:
        return _button(label, "here")
    document, start, end = places[0]
    return _button(label, "here", data_document=document, data_start=start, data_end=end)


def shown_path(file: Path) -> str:
    """The file as a command would name it: from the folder the program was started in, if it lies there."""
    here = Path.cwd()
    return str(file.relative_to(here) if file.is_relative_to(here) else file)
