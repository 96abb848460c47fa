"""`wenju ask`: one question, or every line of stdin. It reads and prints; answering is the engine's work."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from wenju.cli.options import add_filter_options, add_index_options, filter_of
from wenju.cli.terminal import answer_text
from wenju.errors import DocumentError, QuestionError
from wenju.records import Answer, Filter
from wenju.serialize import answer_json
from wenju.writing.options import add_model_options, model_of

if TYPE_CHECKING:
    from wenju.engine import Engine
    from wenju.writing import Written
    from wenju.writing.language_model import LanguageModel


def add_options(parser: argparse.ArgumentParser) -> None:
    """The question, which may be left out; what is asked, and who writes the answer up."""
    parser.add_argument("question", metavar="QUESTION", nargs="?", help="without it, every line of stdin is one")
    add_filter_options(parser)
    add_model_options(parser)
    add_index_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer what was asked; 1 where a line of stdin could not be."""
    from wenju.engine import Engine

    model = model_of(args)
    asker = Asker(Engine.load(args.index, args.model), filter_of(args), model, args.json)
    if args.question is None:
        return ask_lines(asker)
    record = asker.ask(args.question)
    if args.json:
        print(json.dumps(record, ensure_ascii=False, indent=2))
    return 0


@dataclass(frozen=True, slots=True)
class Asker:
    """Asks an engine, and prints what it says unless it is wanted as JSON."""

    engine: Engine
    within: Filter
    model: LanguageModel | None
    as_json: bool

    def ask(self, question: str) -> dict[str, Any]:
        """The answer's JSON; with a language model also `written{text, by_model, note}`. Raises `QuestionError`."""
        answer = self.engine.ask(question, within=self.within)
        record = answer_json(answer)
        if self.model:
            written = self._write_up(answer, self.model)
            record["written"] = written.json()
            note = record["written"]["note"]
            if note:
                self._print(note + "\n")
            if written.by_model or note:
                self._print("\n")
        self._print(answer_text(answer) + "\n")
        return record

    def _write_up(self, answer: Answer, model: LanguageModel) -> Written:
        """What a language model makes of the answer, printed as it comes."""
        from wenju.writing import write_up
        from wenju.writing.check import Check

        shown = ""
        for written in write_up(answer, model, Check(self.engine.names)):
            if written.by_model:
                self._print(written.text.removeprefix(shown))
                shown = written.text
        if shown:
            self._print("\n")
        return written

    def _print(self, text: str) -> None:
        if not self.as_json:
            print(text, end="", flush=True)


def ask_lines(asker: Asker) -> int:
    """Answer every line of stdin that is not blank, each at once; with JSON a line for each, an `error` in some.

    A line that cannot be asked is told on stderr and keeps none of the others from it; then 1, else 0.
    """
    if sys.stdin.isatty():
        print("a question on each line; Ctrl+D ends", file=sys.stderr, flush=True)
    failed = 0
    for number, raw in enumerate(sys.stdin.buffer, 1):
        if not raw.strip():
            continue
        try:
            record = _answered(asker, _question(raw, number))
        except (DocumentError, QuestionError) as error:
            failed = 1
            print(f"wenju: line {number}: {error}", file=sys.stderr, flush=True)
            record = {"question": raw.decode("utf-8", "replace").strip(), "error": str(error)}
        if asker.as_json:
            print(json.dumps(record, ensure_ascii=False), flush=True)
    return failed


def _answered(asker: Asker, question: str) -> dict[str, Any]:
    if asker.as_json:
        return asker.ask(question)
    print(f"{question}\n", flush=True)
    record = asker.ask(question)
    print(flush=True)
    return record


def _question(raw: bytes, number: int) -> str:
    """The text of a line, decoded as documents are. Raises `DocumentError` where it is none."""
    from wenju.text import decode

    return decode(raw, f"line {number}").strip()
