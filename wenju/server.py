"""The web server: the page, the API and the MCP tools as one application behind one guard.

In: a page, the API's routes, and who may come in. Out: a server in a thread of its own.
"""

from __future__ import annotations

import socket
import threading
import time
from importlib.util import find_spec
from typing import TYPE_CHECKING

from wenju._version import __version__
from wenju.access import Access, App, Guard
from wenju.errors import ConfigError

if TYPE_CHECKING:
    from fastapi import APIRouter

    from wenju.ui.page import Page

ABOUT = "Ask Chinese documents a question; get the exact place that answers it, or an honest no."
# Answers that are under way when the server stops are waited for so long; none takes longer.
GRACE_SECONDS = 3
MCP_PATH = "/gradio_api/mcp/"
"""Where Gradio serves tools over MCP, as "streamable HTTP"."""


def check_mcp() -> None:
    """Raises `ConfigError` where what MCP needs is not installed."""
    if find_spec("mcp") is None:
        raise ConfigError("--mcp: the package mcp is not installed; install it with: pip install 'wenju[mcp]'")


def make_app(page: Page, routes: APIRouter | None = None, access: Access | None = None, *, mcp: bool = False) -> App:
    """The page at /, `routes` under /api and, with `mcp`, the tools; by default for this machine only.

    `mcp` needs a page that was laid out with its tools.
    """
    from fastapi import FastAPI

    from wenju.ui.page import mount

    app = FastAPI(
        title="wenju 问据",
        version=__version__,
        description=ABOUT,
        openapi_url="/api/openapi.json" if routes else None,
        docs_url=None,
        redoc_url=None,
    )
    if routes:
        app.include_router(routes)
    mount(page, app, mcp=mcp)  # last, because it takes every path that is left
    return Guard(app, access or Access())


class Server:
    """Serves an application from a thread of its own. `page` is the one in it, which may be there later."""

    def __init__(self, app: App, page: Page | None, host: str, port: int) -> None:
        from uvicorn import Config
        from uvicorn import Server as Uvicorn

        self.page = page
        own = self

        class Closing(Uvicorn):
            async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
                """End the streams to open pages first, or they would be waited for."""
                if own.page:
                    own.page.blocks.close(verbose=False)
                await super().shutdown(sockets)

        config = Config(app, host, port, log_level="warning", timeout_graceful_shutdown=GRACE_SECONDS)
        self._server = Closing(config)
        self._thread = threading.Thread(target=self._server.run, name="server", daemon=True)
        self._place = f"{host}:{port}"

    def start(self) -> None:
        """Return once it answers. Raises `ConfigError` where it cannot."""
        self._thread.start()
        while not self._server.started:
            if not self._thread.is_alive():
                raise ConfigError(f"cannot listen at {self._place}; what it says above tells why")
            time.sleep(0.01)

    def wait(self) -> None:
        """Stay as long as it serves; Ctrl+C gets through."""
        while self._thread.is_alive():
            self._thread.join(0.5)

    def stop(self) -> None:
        """Answer what is under way, then close."""
        self._server.should_exit = True
        self._thread.join(GRACE_SECONDS + 2)
