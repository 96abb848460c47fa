"""`qa_app.py` and `wenju serve`: make the index current, open it, warm it up, and start the web page over it."""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wenju.errors import ConfigError, WenjuError
from wenju.progress import Bar

if TYPE_CHECKING:
    from wenju.config import Config
    from wenju.engine import Engine
    from wenju.ui.words import Language

EXAMPLES = """examples:
  python qa_app.py                                  the report that ships with wenju, at http://127.0.0.1:7860
  python qa_app.py --corpus ~/papers --index ~/papers-index     your own .txt and .md files
  python qa_app.py --host 0.0.0.0 --port 8080       for others in your network (there is no password)
  python qa_app.py --no-build                       never build: an index that is missing is an error

endpoints:
  from gradio_client import Client
  Client("http://127.0.0.1:7860").predict("杨浦区派了多少教师去遵义支教", api_name="/ask")    and /search
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl+C; 0 then, 1 with the reason on stderr where that cannot be."""
    return run(parse(arguments))


def run(options: argparse.Namespace) -> int:
    """Serve as the options say."""
    go_offline()
    try:
        port = free_port(options.host, options.port)
        engine = open_engine(options)
        warm_up(engine)
        serve(engine, options.host, port, options.lang)
    except WenjuError as error:
        print(f"wenju: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nstopped")
    return 0


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The options of the page."""
    parser = argparse.ArgumentParser(
        description="Ask Chinese documents a question on a web page. Runs on this machine only and needs no network.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_options(parser)
    return parser.parse_args(arguments)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that `qa_app.py` and `wenju serve` share."""
    parser.add_argument("--index", type=Path, default=Path("index"), metavar="DIR", help="the index (default: index)")
    parser.add_argument(
        "--corpus",
        type=Path,
        default=Path("corpus"),
        metavar="DIR",
        help="its documents, to build it from where it is missing or older than they are (default: corpus)",
    )
    parser.add_argument(
        "--host", default="127.0.0.1", help="address to listen at (default: 127.0.0.1, this machine only)"
    )
    parser.add_argument(
        "--port", type=int, default=7860, help="port to listen at; 0 takes any free one (default: 7860)"
    )
    parser.add_argument(
        "--model",
        default=None,
        metavar="NAME_OR_PATH",
        help="embedding model (default: the index's own, else the shipped one)",
    )
    parser.add_argument(
        "--lang", choices=("zh", "en"), default=None, help="language of the page (default: the browser's)"
    )
    parser.add_argument("--no-build", action="store_true", help="never build or rebuild the index")


def go_offline() -> None:
    """Before anything heavy is imported: no hub, no statistics, and no proxy between the page and itself."""
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    for name in ("no_proxy", "NO_PROXY"):
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1,localhost")))


def free_port(host: str, port: int) -> int:
    """The port itself, or a free one for 0. Raises `ConfigError` where it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise ConfigError(
                f"cannot listen at {host}:{port} ({error}); stop the program that uses it, "
                f"or choose another port with --port {port + 1 if port < 65535 else 7860}, any free one with --port 0"
            ) from error
        return int(probe.getsockname()[1])


def open_engine(options: argparse.Namespace) -> Engine:
    """The engine over an index that is as its corpus is, unless `--no-build` was given. Raises `WenjuError`."""
    from wenju.config import Config
    from wenju.engine import Engine
    from wenju.freshness import as_built

    if not options.no_build:
        make_current(as_built(Config(corpus=options.corpus, index=options.index, model=options.model or "")))
    print(f"opening {options.index} …", flush=True)
    began = time.perf_counter()
    engine = Engine.load(options.index, options.model)
    print(f"{engine.summary}, opened in {time.perf_counter() - began:.1f} s", flush=True)
    return engine


def make_current(config: Config) -> None:
    """Build the index where it is missing or stale, as `build_index.py` does; without a corpus it stays as it is."""
    from wenju.build import build_index
    from wenju.freshness import stale_reason

    if (config.index / "manifest.json").is_file() and not config.corpus.is_dir():
        print(f"{config.corpus}: no such folder, so {config.index} is taken as it is", flush=True)
        return
    reason = stale_reason(config)
    if reason:
        print(f"building {config.index}: {reason}", flush=True)
        with Bar() as bar:
            print(build_index(config, progress=bar), flush=True)


def warm_up(engine: Engine) -> None:
    """So that the first question on the page is as fast as the second."""
    print("warming up …", end=" ", flush=True)
    began = time.perf_counter()
    engine.warm_up()
    print(f"{time.perf_counter() - began:.1f} s", flush=True)


def serve(engine: Engine, host: str, port: int, language: Language | None) -> None:
    """Start the page, say where it is, and stay until Ctrl+C."""
    from wenju.ui.examples import example_questions
    from wenju.ui.page import Page, launch

    page = Page(engine, example_questions(engine.documents), language)
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)
    launch(page, host, port)
    print(f"the page is at http://{shown}:{port} (Ctrl+C stops it)", flush=True)
    page.blocks.block_thread()
