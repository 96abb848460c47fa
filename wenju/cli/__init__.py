"""The command line: `wenju build | replicate | ask | search | documents | eval | serve | completion`.

It parses and prints; the work is the engine's.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wenju._version import __version__
from wenju.cli import ask, completion, documents
from wenju.cli.options import add_filter_options, add_index_options, filter_of, positive
from wenju.cli.terminal import figures_text, hit_text
from wenju.config import Config
from wenju.errors import WenjuError
from wenju.progress import Bar
from wenju.ui.app import add_options as add_serve_options
from wenju.ui.app import run as run_page

EXAMPLES = """examples:
  wenju build --corpus corpus --index index
  wenju build --store milvus://milvus.example:19530/reports
  wenju build --dask tcp://scheduler.example:8786
  wenju replicate --store milvus://milvus.example:19530/reports --index index
  wenju ask 杨浦派了多少教师去遵义
  wenju ask --json < questions.txt > answers.jsonl
  wenju search 支教教师 -k 10 --json
  wenju documents add report.docx
  wenju eval questions.squad.json.gz --details details.jsonl
  wenju serve --port 7860
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 where it succeeded, 1 with the reason on stderr, 2 where the options are wrong."""
    args = parser().parse_args(argv)
    return reporting(args.run, args)


def reporting(run: Callable[[argparse.Namespace], int], args: argparse.Namespace) -> int:
    """Run, and tell what cannot be done in a line on stderr instead of a traceback."""
    try:
        return run(args)
    except WenjuError as error:
        print(f"wenju: {error}", file=sys.stderr)
    except BrokenPipeError:  # `wenju ask ... | head`: the reader has seen enough
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115  (so that closing it at exit says nothing)
        return 0
    except OSError as error:
        print(f"wenju: {error.filename or 'input or output'}: {error.strerror or error}", file=sys.stderr)
    except KeyboardInterrupt:
        print("\nwenju: stopped; an index that was there before still answers", file=sys.stderr)
        return 130
    return 1


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(
        prog="wenju",
        description="Ask Chinese documents a question; see the exact place that answers it. CPU only, offline.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"wenju {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    build = commands.add_parser("build", help="build or update the index of a folder of documents")
    add_build_options(build)
    build.set_defaults(run=_build)

    asking = commands.add_parser("ask", help="ask a question, or those that stand in stdin, one a line")
    ask.add_options(asking)

    search = commands.add_parser("search", help="list the passages nearest to a question")
    search.add_argument("question", metavar="QUESTION")
    search.add_argument("-k", type=positive, default=5, help="how many (default: 5)")
    add_filter_options(search)
    add_index_options(search)
    search.set_defaults(run=_search)

    replica = commands.add_parser("replicate", help="copy an index from a store, to answer on another machine")
    _add_replicate_options(replica)

    folder = commands.add_parser("documents", help="list, add and remove documents")
    documents.add_options(folder)

    evaluate = commands.add_parser("eval", help="measure on a SQuAD-format question set (.json or .json.gz)")
    _add_eval_options(evaluate)

    serve = commands.add_parser("serve", help="open the web page")
    add_serve_options(serve)
    serve.set_defaults(run=run_page)

    shells = commands.add_parser(
        "completion",
        help="print a script that completes commands in a shell",
        epilog=completion.WHERE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    shells.add_argument("shell", choices=completion.SHELLS)
    shells.set_defaults(run=_completion)
    return top


def _add_replicate_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--store", required=True, metavar="URL", help="as it was built: milvus://HOST:19530/COLLECTION")
    parser.add_argument("--index", type=Path, default=Path("index"), help="where the copy goes (default: index)")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.set_defaults(run=_replicate)


def _add_eval_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--keep", type=Path, help="keep the set's index in this folder: the next run is quick")
    parser.add_argument("--limit", type=positive, help="ask only the first so many questions, answerable or not")
    parser.add_argument("--split", default="", metavar="NAME", help="ask only questions of this split (tune, aside)")
    parser.add_argument(
        "--given",
        action="store_true",
        help="give each question its own context: measures the reader alone, whose best words count even where it "
        "would refuse",
    )
    parser.add_argument(
        "--details",
        type=Path,
        metavar="OUT",
        help="write a line of JSON for each question into this file: what was expected, what came, and from where",
    )
    parser.add_argument("--model", default="", help=MODEL_HELP)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=_eval)


MODEL_HELP = "sentence-transformers model: a folder or a name (default: the shipped encoder)"


STORE_HELP = "where the vectors are kept: milvus://HOST:19530/COLLECTION (default: in the index folder)"

DASK_HELP = "let the workers of a Dask cluster embed: the scheduler's address, tcp://HOST:8786 (needs wenju[dask])"


def add_build_options(parser: argparse.ArgumentParser) -> None:
    """The options that `wenju build` and `build_index.py` share."""
    parser.add_argument("--corpus", type=Path, default=Path("corpus"), help="folder of documents (default: corpus)")
    parser.add_argument("--index", type=Path, default=Path("index"), help="where the index goes (default: index)")
    parser.add_argument("--model", default="", help=MODEL_HELP)
    parser.add_argument("--dictionary", type=Path, help="user dictionary (default: userdict.txt in the corpus)")
    parser.add_argument("--aliases", type=Path, help="alias file (default: aliases.txt in the corpus)")
    parser.add_argument("--store", default="", metavar="URL", help=STORE_HELP)
    parser.add_argument("--dask", default="", metavar="ADDRESS", help=DASK_HELP)
    parser.add_argument("--if-stale", action="store_true", help="do nothing where the index fits its documents")
    parser.add_argument("--full", action="store_true", help="embed every passage again, not only new ones")
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")


def run_build(args: argparse.Namespace) -> int:
    """Build as the options say and print the summary."""
    from wenju.build import build_index
    from wenju.freshness import as_built, stale_reason

    config = Config(
        args.corpus, args.index, args.model, args.dictionary, args.aliases, store=args.store, dask=args.dask
    )
    if args.if_stale:
        config = as_built(config)
        if not stale_reason(config):
            return 0
    with Bar() as bar:
        report = build_index(config, full=args.full, progress=bar)
    print(json.dumps(asdict(report), ensure_ascii=False) if args.json else report)
    return 0


def _build(args: argparse.Namespace) -> int:
    return run_build(args)


def _replicate(args: argparse.Namespace) -> int:
    from wenju.replica import replicate

    with Bar() as bar:
        report = replicate(args.store, args.index, bar)
    print(json.dumps(asdict(report), ensure_ascii=False) if args.json else report)
    return 0


def _completion(args: argparse.Namespace) -> int:
    print(completion.script(parser(), args.shell))
    return 0


def _search(args: argparse.Namespace) -> int:
    from wenju.engine import Engine
    from wenju.serialize import hits_json

    hits = Engine.load(args.index, args.model).search(args.question, args.k, filter_of(args))
    _print_json(hits_json(hits)) if args.json else print("\n\n".join(map(hit_text, hits)))
    return 0


def _eval(args: argparse.Namespace) -> int:
    from wenju.evaluation import evaluate
    from wenju.scores import MEANINGS

    with Bar() as bar:
        figures = evaluate(
            args.file,
            args.model,
            keep=args.keep,
            limit=args.limit,
            split=args.split,
            given=args.given,
            details=args.details,
            progress=bar,
        )
    _print_json(figures) if args.json else print(figures_text(figures, MEANINGS))
    return 0


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
