"""批量: many questions at once, and their answers as a table to take away.

What is shown is made by `rows`; here is only who calls whom. A person has one list asked at a time: the button is off
until it ends or is cancelled. What was answered stays; when the page is left, no further question is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

import gradio as gr
from gradio.processing_utils import save_bytes_to_cache

from wenju.batch import Batch
from wenju.batch.question_list import QuestionList, questions_in, read_questions
from wenju.batch.result_files import file_name, to_csv, to_xlsx
from wenju.errors import QuestionError, WenjuError
from wenju.library.library import Library
from wenju.ui import cards, rows
from wenju.ui.parts import CLOSE_FIRST, QUIET, Shared, html
from wenju.ui.words import WORDS, Language, Words

# So many lists are asked at a time, each with one question in the line: who asks one thing waits for these at most.
LISTS = 4
# A page is told so often; a question may take less.
SECONDS_BETWEEN = 0.4
FOCUS = "() => setTimeout(() => document.querySelector('#wj-batch-questions textarea')?.focus(), 100)"

Loaded = tuple[str, QuestionList] | None  # a file's name and what it holds


class BatchTab:
    """The components of the tab and what each does."""

    name = "batch"

    def __init__(self, library: Library) -> None:
        self.library = library

    def title(self, words: Words) -> str:
        """The label of the tab."""
        return words.batch.tab

    def lay_out(self, words: Words) -> None:
        """Make the components, in the order of the page."""
        self.questions = gr.Textbox(
            label=words.batch.questions,
            placeholder=words.batch.placeholder,
            lines=6,
            max_lines=12,
            elem_id="wj-batch-questions",
            html_attributes=gr.InputHTMLAttributes(lang="zh-CN", autocomplete="off"),
        )
        self.found = html("", "wj-batch-found")
        self.limits = html(rows.limits(words), "wj-batch-limits")
        with gr.Row(elem_id="wj-batch-buttons"):
            self.start = gr.Button(words.batch.start, variant="primary", elem_id="wj-batch-start", min_width=96)
            self.cancel = gr.Button(words.batch.cancel, elem_id="wj-batch-cancel", min_width=96, visible=False)
            self.upload = gr.UploadButton(words.batch.upload, elem_id="wj-batch-list", min_width=96)
        self.board = html(rows.board(words, None), "wj-batch-board")
        with gr.Row(elem_id="wj-batch-files"):
            self.xlsx = gr.DownloadButton(words.batch.xlsx, elem_id="wj-batch-xlsx", min_width=96, visible=False)
            self.csv = gr.DownloadButton(words.batch.csv, elem_id="wj-batch-csv", min_width=96, visible=False)
        self.table = html("", "wj-batch-table")
        self.loaded, self.batch = gr.State(None), gr.State(None)
        self.worded: list[Any] = [self.questions, self.limits, self.start, self.cancel, self.upload]
        self.remembered: list[Any] = [self.loaded, self.batch]
        self.shown: list[Any] = [self.found, self.board, self.table, self.xlsx, self.csv]

    def connect(self, shared: Shared) -> None:
        """Say what each event does."""
        listed = [self.questions, self.found, self.loaded, self.upload]
        self.upload.upload(self.load, [self.upload, shared.switch], listed, trigger_mode="always_last", **QUIET)
        self.found.click(self.discard, None, listed, **QUIET).then(js=FOCUS, **QUIET)
        work = [self.start, self.cancel, self.board, self.table, self.xlsx, self.csv]
        given = [self.questions, self.loaded, self.batch, shared.switch]
        begun = self.start.click(self.begin, given, [self.batch, *work], js=CLOSE_FIRST, **QUIET)
        begun.then(self.run, self.batch, work, concurrency_id="batch", concurrency_limit=LISTS, **QUIET)
        self.cancel.click(self.stop, self.batch, work, **QUIET)
        shared.opens_sources(self.table)

    def texts(self, words: Words) -> list[Any]:
        """What has words of the page's language."""
        said = words.batch
        return [
            gr.update(label=said.questions, placeholder=said.placeholder),
            rows.limits(words),
            said.start,
            said.cancel,
            gr.update(label=said.upload),
        ]

    def again(self, words: Words, *remembered: Any) -> list[Any]:
        """The list from a file and the results in another language, the files with them."""
        loaded, batch = remembered
        found = rows.found(words, *loaded) if loaded else ""
        if batch is None:
            files = [gr.update(label=words.batch.xlsx), gr.update(label=words.batch.csv)]
            return [found, gr.skip(), gr.skip(), *files]
        batch.language = words.batch.language
        return [found, *_results(batch), *self._files(batch)]

    def load(self, path: str, language: Language) -> list[Any]:
        """The questions of a file in place of the box, or why there are none."""
        words, file = WORDS[language], Path(path)
        try:
            loaded = file.name, read_questions(file.read_bytes(), file.name)
        except WenjuError as error:
            return [gr.update(visible=True), cards.notice(words, str(error)), None, None]
        finally:
            file.unlink(missing_ok=True)
        return [gr.update(visible=False), rows.found(words, *loaded), loaded, None]

    def discard(self, click: gr.EventData) -> Any:
        """The box again, as it was."""
        if click._data.get("action") != "discard":
            return gr.skip()
        return [gr.update(visible=True), "", None, None]

    def begin(self, text: str, loaded: Loaded, before: Batch | None, language: Language) -> list[Any]:
        """Take the questions; they are asked by `run`, once it is their turn."""
        if before and before.is_under_way:
            return [gr.skip()] * 7
        words = WORDS[language]
        try:
            batch = Batch(_listed(words, text, loaded).questions, words.batch.language)
        except WenjuError as error:
            said = cards.notice(words, str(error))  # what was asked before stays
            return [gr.skip(), gr.skip(), gr.skip(), said, *[gr.skip()] * 3]
        return [batch, *self._work(batch)]

    def run(self, batch: Batch | None) -> Iterator[list[Any]]:
        """Ask, and show from time to time what came of it; what broke is told, then raised."""
        if batch is None or not batch.is_under_way:
            yield [gr.skip()] * 6  # Gradio empties everything where a generator yields nothing at all
            return
        told = shown = 0.0
        try:
            for _ in batch.run(self.library.hold()):
                if monotonic() - told < SECONDS_BETWEEN:
                    continue
                work = self._work(batch)
                if shown > rows.SHOWN:  # the table has all it will have
                    work[3] = gr.skip()
                yield work
                told, shown = monotonic(), len(batch.rows)
        except Exception:
            yield self._work(batch)
            raise
        yield self._work(batch)

    def stop(self, batch: Batch | None) -> list[Any]:
        """Ask no further question; `run` shows the end of it, after the question that is being asked."""
        if batch is None:
            return [gr.skip()] * 6
        batch.cancel()
        if not batch.is_under_way:  # its turn had not come
            return self._work(batch)
        return [gr.skip(), gr.update(interactive=False), *[gr.skip()] * 4]

    def _work(self, batch: Batch) -> list[Any]:
        """What can be pressed, what is shown, and the files once there will be no further row."""
        busy = batch.is_under_way
        buttons = gr.update(interactive=not busy), gr.update(visible=busy, interactive=not batch.is_cancelled)
        return [*buttons, *_results(batch), *self._files(batch)]

    def _files(self, batch: Batch) -> list[Any]:
        said = WORDS[batch.language].batch
        if batch.is_under_way or not batch.rows:
            return [gr.update(label=label, visible=False) for label in (said.xlsx, said.csv)]
        files = ((self.xlsx, said.xlsx, ".xlsx", to_xlsx), (self.csv, said.csv, ".csv", to_csv))
        when = batch.ended or datetime.now()
        return [
            gr.update(
                label=label,
                visible=True,
                value=save_bytes_to_cache(
                    write(batch.rows, batch.language), file_name(when, suffix, batch.language), button.GRADIO_CACHE
                ),
            )
            for button, label, suffix, write in files
        ]


def _listed(words: Words, text: str, loaded: Loaded) -> QuestionList:
    """The questions of the file, or of the box. Raises `QuestionError` where there are none, or too many."""
    if loaded:
        return loaded[1]
    if not text.strip():
        raise QuestionError(words.batch.empty)
    return questions_in(text)


def _results(batch: Batch) -> list[str]:
    """How far it is, and the table."""
    words, done = WORDS[batch.language], list(batch.rows)
    return [rows.board(words, batch.progress, done), rows.table(words, done)]
