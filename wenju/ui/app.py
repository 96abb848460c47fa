"""`qa_app.py` and `wenju serve`: make the index current, open it, warm it up, and serve page and API over it.

The server is there first and says that it is starting: what is loaded takes seconds, a build minutes.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
import time
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from wenju.access import access_of
from wenju.access import add_options as add_access_options
from wenju.errors import ConfigError, WenjuError
from wenju.progress import Bar
from wenju.server import check_mcp
from wenju.writing.options import add_model_options, model_of

if TYPE_CHECKING:
    from wenju.access import Access, App
    from wenju.build import Progress
    from wenju.config import Config
    from wenju.library.library import Library
    from wenju.ui.page import Page

EXAMPLES = """examples:
  python qa_app.py                                  the report that ships with wenju, at http://127.0.0.1:7860
  python qa_app.py --corpus ~/papers --index ~/papers-index     your own documents
  python qa_app.py --host 0.0.0.0 --auth reader:password.txt    for others in your network who know the password
  python qa_app.py --no-upload                      nobody can add or remove documents
  python qa_app.py --no-build                       never build: an index that is missing is an error
  python qa_app.py --llm http://127.0.0.1:8080/v1 --llm-model qwen      a language model writes answers up

for programs:
  curl -G http://127.0.0.1:7860/api/ask --data-urlencode question=杨浦区派了多少教师去遵义支教     see /api/docs
  python -c 'from gradio_client import Client
  print(Client("http://127.0.0.1:7860").predict("杨浦区派了多少教师去遵义支教", api_name="/ask"))'
  python qa_app.py --mcp                            tools for language models at /gradio_api/mcp/
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until Ctrl+C; 0 then, 1 with the reason on stderr where that cannot be."""
    return run(parse(arguments))


def run(options: argparse.Namespace) -> int:
    """Serve as the options say."""
    go_offline()
    try:
        access = access_of(options.host, options.auth, options.no_auth)
        if options.mcp:
            check_mcp()
        model_of(options)  # a wrong address is told before anything is built
        serve(access, free_port(options.host, options.port), options)
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
    parser.add_argument("--no-build", action="store_true", help="never build or rebuild the index at the start")
    add_access_options(parser)
    add_model_options(parser)
    parser.add_argument(
        "--mcp", action="store_true", help="offer ask and search as tools to language models (needs wenju[mcp])"
    )


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


def open_library(options: argparse.Namespace, told: Progress) -> Library:
    """The library over an index that is as its corpus is, unless `--no-build` was given. Raises `WenjuError`.

    `told` hears how far a build is.
    """
    from wenju.config import Config
    from wenju.freshness import as_built
    from wenju.library.library import Library

    config = Config(corpus=options.corpus, index=options.index, model=options.model or "")
    if not options.no_build:
        make_current(as_built(config), told)
    print(f"opening {options.index} …", flush=True)
    began = time.perf_counter()
    library = Library.open(config)
    print(f"{library.summary}, opened in {time.perf_counter() - began:.1f} s", flush=True)
    return library


def make_current(config: Config, told: Progress) -> None:
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

            def both(stage: str, done: int, total: int) -> None:
                bar(stage, done, total)
                told(stage, done, total)

            print(build_index(config, progress=both), flush=True)


def warm_up(library: Library) -> None:
    """So that the first question on the page is as fast as the second."""
    print("warming up …", end=" ", flush=True)
    began = time.perf_counter()
    library.warm_up()
    print(f"{time.perf_counter() - began:.1f} s", flush=True)


def serve(access: Access, port: int, options: argparse.Namespace) -> None:
    """Answer from the first moment on, load everything, open the page, and stay until Ctrl+C. Raises `WenjuError`."""
    from wenju.server import MCP_PATH, Server
    from wenju.starting import Front

    front = Front(access)
    server = Server(front, None, options.host, port)
    server.start()
    try:
        shown = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)
        address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
        print(f"starting at {address}", flush=True)
        Thread(target=import_module, args=["wenju.ui.page"], daemon=True).start()  # seconds, beside loading the models
        library = open_library(options, front.told)
        warm_up(library)
        server.page, app = make_page(library, access, options)
        front.open(app)
        print(f"the page is at {address} (Ctrl+C stops it), the API at {address}/api/docs", flush=True)
        if options.mcp:
            print(f"the MCP tools are at {address}{MCP_PATH}", flush=True)
        server.wait()
    finally:
        server.stop()


def make_page(library: Library, access: Access, options: argparse.Namespace) -> tuple[Page, App]:
    """The page over a library, and the application it is served in with the API."""
    from wenju.api.routes import make_router
    from wenju.feedback import Feedback, feedback_file
    from wenju.server import make_app
    from wenju.ui.examples import example_questions
    from wenju.ui.page import Page
    from wenju.writing.language_model import Limited

    found = model_of(options)
    model = Limited(found) if found else None
    page = Page(
        library,
        example_questions(library.documents),
        options.lang,
        mcp=options.mcp,
        uploads=not options.no_upload,
        feedback=Feedback(feedback_file(library.config.index)),
        model=model,
    )
    routes = make_router(library, uploads=not options.no_upload, model=model)
    return page, make_app(page, routes, access, mcp=options.mcp)
