"""`wenju ask`: one question, or every line of stdin. It reads and prints; answering is the engine's work."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from wenju.cli.options import filter_of
from wenju.cli.terminal import answer_text
from wenju.errors import DocumentError, QuestionError
from wenju.records import Filter
from wenju.serialize import answer_json

if TYPE_CHECKING:
    from wenju.engine import Engine


def add_options(parser: argparse.ArgumentParser) -> None:
    """The question, which may be left out."""
    parser.add_argument("question", metavar="QUESTION", nargs="?", help="without it, every line of stdin is one")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer what was asked; 1 where a line of stdin could not be."""
    from wenju.engine import Engine

    engine = Engine.load(args.index, args.model)
    if args.question is None:
        return ask_lines(engine, filter_of(args), args.json)
    answer = engine.ask(args.question, within=filter_of(args))
    print(json.dumps(answer_json(answer), ensure_ascii=False, indent=2) if args.json else answer_text(answer))
    return 0


def ask_lines(engine: Engine, within: Filter, as_json: bool) -> int:
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
            record = _answered(engine, _question(raw, number), within, as_json)
        except (DocumentError, QuestionError) as error:
            failed = 1
            print(f"wenju: line {number}: {error}", file=sys.stderr, flush=True)
            record = {"question": raw.decode("utf-8", "replace").strip(), "error": str(error)}
        if as_json:
            print(json.dumps(record, ensure_ascii=False), flush=True)
    return failed


def _answered(engine: Engine, question: str, within: Filter, as_json: bool) -> dict[str, Any]:
    answer = engine.ask(question, within=within)
    if not as_json:
        print(f"{question}\n\n{answer_text(answer)}\n", flush=True)
    return answer_json(answer)


def _question(raw: bytes, number: int) -> str:
    """The text of a line, decoded as documents are. Raises `DocumentError` where it is none."""
    from wenju.text import decode

    return decode(raw, f"line {number}").strip()
