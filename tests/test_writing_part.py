"""How a language model's text comes below a result, and when it is let go, without a browser."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from threading import Event

import gradio as gr
import pytest

from tests.model_server import Played, serving, whole
from tests.stand_in import StandIn
from wenju.records import Filter
from wenju.ui.follow import Asked, Exchange
from wenju.ui.words import EN, ZH
from wenju.ui.writing import Sheet
from wenju.ui.writing_part import WritingPart, in_thread
from wenju.writing import Written
from wenju.writing.language_model import LanguageModel, Messages, Model

LIBRARY = StandIn()
GOOD = whole("2014—2016年累计派出6批", "45位教师[1]。赴贵州", "遵义支教[1]。")


def exchange(question: str = "派了多少教师去遵义？") -> Exchange:
    return Exchange(Asked(question, question), Filter(), LIBRARY.ask(question))


def a_part(model: Model | None) -> WritingPart:
    return WritingPart(LIBRARY, model)  # type: ignore[arg-type]


def a_model(played: Played) -> LanguageModel:
    return LanguageModel(f"{played.url}/chat/completions", "m", silence=20.0)


async def all_of(events: AsyncIterator[str]) -> list[str]:
    return [event async for event in events]


class Playing:
    """A model in this process; it waits for `goes_on` after its first sentence."""

    elsewhere = ""

    def __init__(self, broken: bool = False) -> None:
        self.goes_on, self.is_closed, self.broken = Event(), Event(), broken

    def stream(self, messages: Messages) -> Iterator[str]:
        try:
            yield "派出45位教师[1]。赴遵义"
            if self.broken:
                raise ZeroDivisionError("on purpose")
            assert self.goes_on.wait(20)
            yield "支教[1]。完成了"
            yield "任务[1]。"
        finally:
            self.is_closed.set()


def test_it_says_that_it_is_written_then_each_sentence_comes() -> None:
    with serving(Played(GOOD)) as played:
        begun, *half, whole_text = asyncio.run(all_of(a_part(a_model(played)).write("zh", exchange(), Sheet())))
    assert ZH.ask.writing in begun
    assert ["遵义" in markup for markup in half] == [False, True]
    assert ("遵义支教" in whole_text, "wj-progress" in whole_text) == (True, False)


@pytest.mark.parametrize("question", ["浦东新区派了几位", "徐汇区派了几位"])
def test_without_an_answer_or_a_model_nothing_is_written(question: str) -> None:
    with serving(Played(GOOD)) as played:
        assert asyncio.run(all_of(a_part(a_model(played)).write("zh", exchange(question), Sheet()))) == []
        assert asyncio.run(all_of(a_part(a_model(played)).write("zh", None, Sheet()))) == []
        assert asyncio.run(all_of(a_part(None).write("zh", exchange(), Sheet()))) == []
        assert played.requests == []


def test_what_is_written_of_the_last_question_is_let_go() -> None:
    async def asked_meanwhile() -> tuple[list[str], float]:
        model, here = Playing(), Sheet()
        events = a_part(model).write("zh", exchange(), here)
        shown = [await anext(events), await anext(events)]
        here.turn_over()  # as the next question does
        began = time.monotonic()
        shown += [event async for event in events]
        waited = time.monotonic() - began
        assert not model.is_closed.is_set()  # it has not said anything yet
        model.goes_on.set()
        assert await asyncio.to_thread(model.is_closed.wait, 20)
        return shown, waited

    shown, waited = asyncio.run(asked_meanwhile())
    assert (len(shown), shown[2]) == (3, gr.skip())  # the last is sent twice, so it must not be a text
    assert waited < 10  # the model would have been waited for 20


def test_one_answer_is_written_up_once() -> None:
    async def twice() -> tuple[list[str], list[str]]:
        last, here = exchange(), Sheet()
        with serving(Played(GOOD)) as played:
            part = a_part(a_model(played))
            return await all_of(part.write("zh", last, here)), await all_of(part.write("zh", last, here))

    first, second = asyncio.run(twice())
    assert (len(first), second) == (4, [])


def test_it_goes_on_in_the_language_that_the_page_has_then() -> None:
    async def switched() -> list[str]:
        model, here = Playing(), Sheet()
        part = a_part(model)
        events = part.write("zh", exchange(), here)
        shown = [await anext(events), await anext(events), part.again(EN, here)]
        model.goes_on.set()
        return [*shown, *[event async for event in events]]

    _, chinese, *english = asyncio.run(switched())
    assert ZH.ask.written in chinese
    assert [EN.ask.written in markup for markup in english] == [True] * 4
    assert ["遵义支教" in markup for markup in english] == [False, True, True, True]


def test_what_breaks_is_told_and_raised() -> None:
    async def broken() -> tuple[str, type[BaseException]]:
        here, shown = Sheet(), ""
        try:
            async for event in a_part(Playing(broken=True)).write("zh", exchange(), here):
                shown = event
        except ZeroDivisionError as error:
            return shown, type(error)
        return shown, BaseException

    shown, error = asyncio.run(broken())
    assert (ZH.ask.not_written in shown, error) == (True, ZeroDivisionError)


def test_a_thread_lets_go_when_its_reader_does() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[Written]:
        for number in range(1000):
            taken.append(number)
            yield Written(str(number), True)
            time.sleep(0.01)

    async def two() -> None:
        events = in_thread(numbers(), lambda: True)
        assert [(await anext(events)).text, (await anext(events)).text] == ["0", "1"]
        await events.aclose()  # type: ignore[attr-defined]
        await asyncio.sleep(0.1)
        before = len(taken)
        await asyncio.sleep(0.1)
        assert len(taken) == before

    asyncio.run(two())
