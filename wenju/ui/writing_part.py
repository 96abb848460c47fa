"""The block below a result in which a language model writes it up, as a component of the tab 问.

Writing is an event of its own after the answer, so no question waits for it. It goes on in a thread of its own until
the text ends or another question is asked.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress
from threading import Event, Thread
from typing import Any

import gradio as gr

from wenju.library.library import Library
from wenju.ui.follow import Exchange
from wenju.ui.markup import Markup
from wenju.ui.parts import QUIET, Shared, html
from wenju.ui.words import WORDS, Language, Words
from wenju.ui.writing import Sheet, sheet
from wenju.writing import Written, write_up
from wenju.writing.check import Check
from wenju.writing.language_model import Model

# How soon a text that nobody waits for any more is let go; the model itself may not have said a word yet.
LOOK_SECONDS = 0.2


class WritingPart:
    """The block and what fills it; without a model it stays empty."""

    def __init__(self, library: Library, model: Model | None) -> None:
        self.library, self.model = library, model

    def lay_out(self) -> None:
        """Make the components, in the order of the page."""
        self.block = html("", "wj-written")
        self.sheet = gr.State(Sheet())

    def connect(self, shared: Shared, last: gr.State, asked: Iterable[Any]) -> None:
        """Say what each event does; `last` has the exchange that an event of `asked` ended with."""
        if not self.model:
            return
        for event in asked:
            event.then(
                self.write,
                [shared.switch, last, self.sheet],
                self.block,
                trigger_mode="multiple",  # one that is still being written is let go, not waited for
                concurrency_id="writing",
                concurrency_limit=None,  # the model itself is `Limited`
                **QUIET,
            )
        shared.opens_sources(self.block)

    def again(self, words: Words, here: Sheet) -> Markup:
        """The block in another language, in which it also goes on."""
        here.words = words
        return sheet(here)

    async def write(self, language: Language, last: Exchange | None, here: Sheet) -> AsyncIterator[Markup]:
        """The block as the text grows, for as long as it is the last question that it is about."""
        answer = last.answer if last else None
        if not self.model or answer is None or answer.kind != "answer" or here.about is last:
            return
        here.turn_over(last, WORDS[language])
        yield sheet(here)
        try:
            texts = write_up(answer, self.model, Check(self.library.names))
            async for written in in_thread(texts, lambda: here.about is last):
                here.written = written
                yield sheet(here)
            if here.about is not last:
                yield gr.skip()  # what comes last is sent once more at the end, when another card may stand there
        except Exception:
            if here.about is last:
                here.has_failed = True
                yield sheet(here)
            raise


async def in_thread(texts: Iterable[Written], is_wanted: Callable[[], bool]) -> AsyncIterator[Written]:
    """The items as they come, read in a thread of their own; none once they are not wanted. Raises what reading does.

    The caller is let go at once, the thread at the next item.
    """
    came: asyncio.Queue[Written | Exception | None] = asyncio.Queue()
    left = Event()
    Thread(target=_read, args=(texts, left, came, asyncio.get_running_loop()), name="writing", daemon=True).start()
    try:
        while is_wanted():
            try:
                item = await asyncio.wait_for(came.get(), LOOK_SECONDS)
            except TimeoutError:
                continue
            if item is None or not is_wanted():
                return
            if isinstance(item, Exception):
                raise item
            yield item
    finally:
        left.set()


def _read(
    texts: Iterable[Written],
    left: Event,
    came: asyncio.Queue[Written | Exception | None],
    loop: asyncio.AbstractEventLoop,
) -> None:
    """Put what comes into the queue, and at the end None, or what broke."""
    end: Exception | None = None
    with suppress(RuntimeError):  # the server has stopped meanwhile, and its loop is closed
        try:
            for item in texts:
                if left.is_set():
                    return
                loop.call_soon_threadsafe(came.put_nowait, item)
        except Exception as error:
            end = error
        loop.call_soon_threadsafe(came.put_nowait, end)
