"""The page itself: gradio components, what happens when one is used, and the two named endpoints `/ask` and `/search`.

What is shown is made by `cards` and `sources`; here is only who calls whom. No other module but `tools` imports gradio.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import gradio as gr
from gradio.events import api

from wenju.errors import ConfigError, QuestionError, WenjuError
from wenju.records import Answer, Document, Hit
from wenju.ui import cards, sources
from wenju.ui.tools import add_tools, no_tool
from wenju.ui.words import WORDS, Language, Words, preferred_language

if TYPE_CHECKING:
    from fastapi import FastAPI

LANGUAGES = [("中文", "zh"), ("English", "en")]
FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")

# A click inside a card: the nearest element that names a question or a place goes to the server, whole.
_CLICK = """
element.addEventListener('click', event => {
    const target = event.target.closest('[data-question], [data-document]');
    if (!target || !getSelection().isCollapsed) return;
    wenju.clicked = target;
    trigger('click', {...target.dataset});
});
"""
_SHOW = "() => wenju.show()"
_CLOSE_FIRST = "(...inputs) => { wenju.close(); return inputs; }"

Shown = Answer | str | None  # the last answer, or the question that was refused, or nothing yet


class Engine(Protocol):
    """What the page needs of `wenju.engine.Engine`."""

    @property
    def documents(self) -> Sequence[Document]: ...
    def ask(self, question: str) -> Answer: ...
    def search(self, question: str, k: int = 5) -> list[Hit]: ...
    def document(self, document_id: str) -> Document: ...


class Page:
    """The components and what each does. `language` None lets the browser choose; `mcp` adds the tools."""

    def __init__(
        self, engine: Engine, examples: Sequence[str] = (), language: Language | None = None, *, mcp: bool = False
    ) -> None:
        self.engine, self.examples, self.language = engine, tuple(examples), language
        words = WORDS[language or "zh"]
        with gr.Blocks(title="问据", analytics_enabled=False) as self.blocks:
            self._lay_out(words)
            self._connect()
            api(self.ask_json, api_name="ask", concurrency_id="engine", concurrency_limit=1)
            api(self.search_json, api_name="search", concurrency_id="engine", concurrency_limit=1)
            if mcp:
                add_tools(engine)

    def _lay_out(self, words: Words) -> None:
        with gr.Row(elem_id="wj-top"):
            self.head = _html(self._header(words))
            self.switch = gr.Radio(
                LANGUAGES, value=self.language or "zh", label=words.language, elem_id="wj-language", container=False
            )
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
        self.chips = _html(cards.example_list(words, self.examples), "wj-chips")
        self.result = _html("", "wj-result")
        self.listing = _html(sources.collection(words, self.engine.documents), "wj-listing")
        self.panel = _html("", "wj-panel")
        self.last = gr.State(None)

    def _connect(self) -> None:
        asking: dict[str, Any] = {
            "fn": self.answer,
            "inputs": [self.question, self.switch],
            "outputs": [self.result, self.last],
            "trigger_mode": "always_last",  # a question asked while another is being answered is answered next
            "concurrency_id": "engine",
            "concurrency_limit": 1,
            **_QUIET,
        }
        gr.on([self.submit.click, self.question.submit], js=_CLOSE_FIRST, **asking)
        self.chips.click(pick_question, None, self.question, **_QUIET).then(js=_CLOSE_FIRST, **asking)
        for place in (self.result, self.listing):
            place.click(self.open_source, self.switch, self.panel, **_QUIET).then(None, js=_SHOW, **_QUIET)
        texts = [self.head, self.question, self.submit, self.chips, self.listing, self.switch]
        self.switch.input(self.reword, [self.switch, self.last], [*texts, self.result], **_QUIET)
        if self.language is None:
            self.blocks.load(self.greet, None, texts, **_QUIET)

    def _header(self, words: Words) -> str:
        return cards.header(words, len(self.engine.documents))

    def answer(self, question: str, language: Language) -> Iterator[tuple[str, Shown]]:
        """First that it is being worked on, then the result or a friendly word; what broke is told, then raised."""
        words = WORDS[language]
        yield cards.busy(words, question or ""), None
        try:
            found = self.engine.ask(question)
        except QuestionError as error:
            yield cards.refusal(words, question or "", str(error)), question or ""
        except Exception:
            yield cards.notice(words, words.failure), None
            raise
        else:
            yield cards.result(words, found), found

    def open_source(self, language: Language, place: gr.EventData) -> str:
        """The document a click asked for, its place marked. A click is input like any other: not to be trusted."""
        words, wanted = WORDS[language], place._data
        try:
            document = self.engine.document(str(wanted["document"]))
            return sources.source_panel(words, document, int(wanted["start"]), int(wanted["end"]))
        except (WenjuError, KeyError, TypeError, ValueError):
            return sources.missing_panel(words)

    def reword(self, language: Language, last: Shown) -> list[Any]:
        """Everything that has words, the last result among it, in another language."""
        return [*self.texts(language), _shown(WORDS[language], last)]

    def texts(self, language: Language) -> list[Any]:
        words = WORDS[language]
        return [
            self._header(words),
            gr.update(label=words.question, placeholder=words.placeholder),
            words.submit,
            cards.example_list(words, self.examples),
            sources.collection(words, self.engine.documents),
            gr.update(value=language, label=words.language),
        ]

    def greet(self, request: gr.Request) -> list[Any]:
        """The page in the browser's language; it leaves the result alone, which may have come already."""
        return self.texts(preferred_language(request.headers.get("accept-language", "")))

    @no_tool
    def ask_json(self, question: str) -> dict[str, Any]:
        """Answer a question over the indexed documents; the same JSON as the command line."""
        from wenju.serialize import answer_json

        return answer_json(_or_told(self.engine.ask, question))

    @no_tool
    def search_json(self, question: str, k: int = 5) -> list[dict[str, Any]]:
        """The k best passages for a question; the same JSON as the command line."""
        from wenju.serialize import hits_json

        return hits_json(_or_told(self.engine.search, question, int(k)))


_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def _html(value: str, name: str | None = None) -> gr.HTML:
    return gr.HTML(value, elem_id=name, js_on_load=_CLICK, apply_default_css=False)


def _or_told(call: Any, *inputs: Any) -> Any:
    """A caller of the endpoints gets our message and no trace."""
    try:
        return call(*inputs)
    except WenjuError as error:
        raise gr.Error(str(error), print_exception=False) from error


def pick_question(chip: gr.EventData) -> str:
    """The question on the button that was clicked."""
    return str(chip._data.get("question", ""))


def _shown(words: Words, last: Shown) -> str:
    if isinstance(last, Answer):
        return cards.result(words, last)
    return "" if last is None else cards.refusal(words, last)


def mount(page: Page, app: FastAPI, *, mcp: bool = False) -> None:
    """Put the page at the root of an application. Nothing is fetched from, sent to, or kept for anybody else."""
    here = Path(__file__)
    style = here.with_name("style.css").read_text(encoding="utf-8")
    script = here.with_name("page.js").read_text(encoding="utf-8")
    gr.mount_gradio_app(
        app,
        page.blocks,
        path="/",
        theme=gr.themes.Base(font=FONTS, font_mono=("ui-monospace", "Consolas", "monospace")),
        head=f"<style>{style}</style><script>{script}</script>",
        footer_links=[],
        max_file_size="1kb",  # nothing here takes files
        show_error=False,
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=mcp,
    )
    if mcp and not page.blocks.mcp_server:
        raise ConfigError(f"--mcp: {page.blocks.mcp_error}; leave --mcp out, or install wenju[mcp] anew")
    mounted: Any = app.routes[-1]
    page.blocks.app = mounted.app  # as `launch` leaves it, so that `close` ends the streams to open pages
