"""The page itself: three tabs under one head, their language, and the named endpoints `/ask` and `/search`.

Each tab is a module of its own; what is shown in them is made by `cards`, `sources` and their like.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
from gradio.events import api

from wenju.errors import ConfigError, WenjuError
from wenju.feedback import Feedback
from wenju.library.library import Library
from wenju.library.turns import AT_ONCE
from wenju.parsers.limits import FILE_BYTES
from wenju.ui import cards
from wenju.ui.ask_tab import AskTab
from wenju.ui.batch_tab import BatchTab
from wenju.ui.documents_tab import DocumentsTab
from wenju.ui.parts import QUIET, Shared, Tab, html
from wenju.ui.tools import add_tools, no_tool
from wenju.ui.words import WORDS, Language, Words, preferred_language
from wenju.writing.language_model import Model

if TYPE_CHECKING:
    from fastapi import FastAPI

LANGUAGES = [("中文", "zh"), ("English", "en")]
FONTS = ("system-ui", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "sans-serif")
# Files that were sent or can be downloaded: looked at every hour, deleted after a day, and when the server stops.
FILES_KEPT = (3_600, 86_400)
STYLES = ("style.css", "documents.css", "batch.css")


class Page:
    """The components and what each does. `language` None lets the browser choose; `mcp` adds the tools.

    `model` writes answers up; without one nothing does.
    """

    def __init__(
        self,
        library: Library,
        examples: Sequence[str] = (),
        language: Language | None = None,
        *,
        mcp: bool = False,
        uploads: bool = True,
        feedback: Feedback | None = None,
        model: Model | None = None,
    ) -> None:
        self.library, self.language, self.model = library, language, model
        ask = AskTab(library, examples, feedback, model)
        self.tabs: list[Tab] = [ask, DocumentsTab(library, uploads), BatchTab(library)]
        words = WORDS[language or "zh"]
        with gr.Blocks(title="问据", analytics_enabled=False, delete_cache=FILES_KEPT) as self.blocks:
            self._lay_out(words)
            self._connect()
            api(self.ask_json, api_name="ask", concurrency_id="engine", concurrency_limit=AT_ONCE)
            api(self.search_json, api_name="search", concurrency_id="engine", concurrency_limit=AT_ONCE)
            if mcp:
                add_tools(library)

    def _lay_out(self, words: Words) -> None:
        with gr.Row(elem_id="wj-top"):
            self.head = html(self._header(words))
            self.switch = gr.Radio(
                LANGUAGES, value=self.language or "zh", label=words.language, elem_id="wj-language", container=False
            )
        self.labels: dict[str, gr.Tab] = {}
        with gr.Tabs(elem_id="wj-tabs"):
            for tab in self.tabs:
                with gr.Tab(tab.title(words), id=tab.name, elem_id=f"wj-tab-{tab.name}") as label:
                    tab.lay_out(words)
                self.labels[tab.name] = label
        self.panel = html("", "wj-panel")
        self.generation = gr.State(self.library.generation)

    def _connect(self) -> None:
        worded = [self.head, self.switch, *self.labels.values(), *(part for tab in self.tabs for part in tab.worded)]
        opened = self.blocks.load if self.language else self.blocks.load(self.greet, None, worded, **QUIET).then
        shared = Shared(self.library, self.switch, self.panel, self.generation, self.labels, opened)
        for tab in self.tabs:
            tab.connect(shared)
        remembered = [part for tab in self.tabs for part in tab.remembered]
        shown = [part for tab in self.tabs for part in tab.shown]
        self.switch.input(self.reword, [self.switch, *remembered], [*worded, *shown], **QUIET)
        self.generation.change(lambda language: self._header(WORDS[language]), self.switch, self.head, **QUIET)
        # Behind the greeting: the head that a later generation writes is in the language of the switch.
        opened(lambda: self.library.generation, None, self.generation, **QUIET)

    def _header(self, words: Words) -> str:
        return cards.header(words, len(self.library.documents), self.model.elsewhere if self.model else "")

    def reword(self, language: Language, *remembered: Any) -> list[Any]:
        """Everything that has words, what was done last among it, in another language."""
        words, at, shown = WORDS[language], 0, []
        for tab in self.tabs:
            behind = at + len(tab.remembered)
            shown += tab.again(words, *remembered[at:behind])
            at = behind
        return [*self.texts(language), *shown]

    def texts(self, language: Language) -> list[Any]:
        """The values of all that has words, in the order in which it is laid out."""
        words = WORDS[language]
        labels = [gr.update(label=tab.title(words)) for tab in self.tabs]
        texts = [text for tab in self.tabs for text in tab.texts(words)]
        return [self._header(words), gr.update(value=language, label=words.language), *labels, *texts]

    def greet(self, request: gr.Request) -> list[Any]:
        """The page in the browser's language; it leaves the result alone, which may have come already."""
        return self.texts(preferred_language(request.headers.get("accept-language", "")))

    @no_tool
    def ask_json(self, question: str) -> dict[str, Any]:
        """Answer a question over the indexed documents; the same JSON as the command line."""
        from wenju.serialize import answer_json

        return answer_json(_or_told(self.library.ask, question))

    @no_tool
    def search_json(self, question: str, k: int = 5) -> list[dict[str, Any]]:
        """The k best passages for a question; the same JSON as the command line."""
        from wenju.serialize import hits_json

        return hits_json(_or_told(self.library.search, question, int(k)))


def _or_told(call: Any, *inputs: Any) -> Any:
    """A caller of the endpoints gets our message and no trace."""
    try:
        return call(*inputs)
    except WenjuError as error:
        raise gr.Error(str(error), print_exception=False) from error


def mount(page: Page, app: FastAPI, *, mcp: bool = False) -> None:
    """Put the page at the root of an application. Nothing is fetched from, sent to, or kept for anybody else."""
    here = Path(__file__).parent
    style = "\n".join((here / name).read_text(encoding="utf-8") for name in STYLES)
    script = (here / "page.js").read_text(encoding="utf-8")
    gr.mount_gradio_app(
        app,
        page.blocks,
        path="/",
        theme=gr.themes.Base(font=FONTS, font_mono=("ui-monospace", "Consolas", "monospace")),
        head=f"<style>{style}</style><script>{script}</script>",
        footer_links=[],
        max_file_size=FILE_BYTES,
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
    # As `launch` leaves them: `close` ends the streams to open pages, and a file that an event names must be one
    # that was uploaded. Before it has launched any path of this machine is taken for an upload.
    page.blocks.app, page.blocks.has_launched = mounted.app, True
