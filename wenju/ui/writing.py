"""What a language model makes of an answer, as the block below its card: records and words in, `Markup` out.

The block says who writes and from what. Each sentence ends with its marks, which open the source as the places of the
card do; where the text was dropped there is the note that says why, and the answer in the card is all there is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wenju.records import Answer
from wenju.ui.follow import Exchange
from wenju.ui.markup import Markup, element, escape, join
from wenju.ui.passages import CHINESE, NOTHING
from wenju.ui.words import WORDS, ZH, Language, Words
from wenju.writing import Source, Written, cited_passages
from wenju.writing.check import MARK

_LANGUAGES: dict[str, Language] = {words.tag: language for language, words in WORDS.items()}
_MARK = re.compile(f"({MARK})")


@dataclass(slots=True)
class Sheet:
    """What is written up for one open page. It is changed in place, because a text goes on while the page does:

    `about` is the exchange that is being written up, so that what is written of another one has no place on it;
    `words` are those of the page's language, which may change before the text ends.
    """

    about: Exchange | None = None
    words: Words = ZH
    written: Written | None = None
    has_failed: bool = False

    def turn_over(self, about: Exchange | None = None, words: Words = ZH) -> None:
        """Begin anew; what was being written has no place any more."""
        self.about, self.words, self.written, self.has_failed = about, words, None, False


def sheet(shown: Sheet) -> Markup:
    """The block of a sheet in its language; nothing while nothing is written up."""
    answer = shown.about.answer if shown.about else None
    if answer is None:
        return NOTHING
    if shown.has_failed:
        return _block(shown.words, _note(shown.words.ask.not_written), is_done=True)
    return block(shown.words, answer, shown.written)


def block(words: Words, answer: Answer, written: Written | None) -> Markup:
    """How far the text is; None before its first sentence."""
    if written and written.note:
        return _block(words, _note(written.note.text(_LANGUAGES[words.tag])), is_done=True)
    if written and written.is_final and not written.by_model:  # there was nothing to write about
        return NOTHING
    is_done = bool(written and written.is_final)
    title = element("p", escape(words.ask.written if written else words.ask.writing), name="wj-eyebrow")
    text = _text(words, written.text, cited_passages(answer)) if written else NOTHING
    return _block(words, title, text, NOTHING if is_done else _running(words), is_done=is_done)


def _block(words: Words, *inner: Markup, is_done: bool) -> Markup:
    """A screen reader is told of it once it is whole."""
    state = {"role": "status", "aria_live": "polite", "aria_busy": "false" if is_done else "true"}
    return element("section", *inner, name="wj-written", lang=words.tag, aria_label=words.ask.written, **state)


def _note(text: str) -> Markup:
    return element("p", escape(text), name="wj-small")


def _running(words: Words) -> Markup:
    return element("div", element("i"), name="wj-progress", role="progressbar", aria_label=words.ask.writing)


def _text(words: Words, text: str, sources: Sequence[Source]) -> Markup:
    """The sentences with a button for each mark. A mark without a source, which none should be, stays text."""
    marks = {f"[{source.number}]": _cite(words, source) for source in sources}
    parts = _MARK.split(text)
    return element("p", join(marks.get(part) or escape(part) for part in parts), name="wj-written-text", lang=CHINESE)


def _cite(words: Words, source: Source) -> Markup:
    citation = source.citation
    mark = f"[{source.number}]"
    path = " › ".join((citation.title, *citation.heading))
    return element(
        "button",
        escape(mark),
        name="wj-cite",
        type="button",
        title=path,
        aria_label=f"{mark} {words.open}",
        data_document=citation.document,
        data_start=citation.start,
        data_end=citation.end,
    )
