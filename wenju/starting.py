"""What is served from the first moment on, while the page, its library and the models are still being loaded.

In: requests. Out: to /api/health that it is starting, to everything else a 503: for people a page that looks again by
itself, for programs a problem (RFC 9457). Once there is the real application, `open` puts it here in one assignment.
"""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import Any

from wenju.access import Access, App, Guard, Receive, Scope, Send
from wenju.errors import ConfigError

RETRY_SECONDS = 1
DETAIL = "the documents and models are being loaded; ask again in a few seconds"
PAGE = f"""<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>问据</title>
<meta http-equiv="refresh" content="{RETRY_SECONDS}"><meta name="viewport" content="width=device-width">
<style>:root{{color-scheme:light dark}}
body{{font-family:system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;
margin:30vh auto 0;max-width:30em;padding:0 1em;text-align:center}}</style></head>
<body><h1>正在准备…</h1><p>%s</p><p lang="en">Starting: this page opens by itself when it is ready.</p></body></html>
"""
STAGES = {"read": "正在读文件", "embed": "正在建立索引", "index": "正在写索引"}


class Front:
    """The application that a server is given; another one answers through it as soon as that is open."""

    def __init__(self, access: Access) -> None:
        self._app: App = Guard(self._starting, access)
        self._build: tuple[str, int, int] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._inner: asyncio.Task[None] | None = None
        self._events: asyncio.Queue[Any] = asyncio.Queue()
        self._said: asyncio.Queue[Any] = asyncio.Queue()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or have it answered."""
        if scope["type"] == "lifespan":
            await self._live(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    def told(self, stage: str, done: int, total: int) -> None:
        """How far the build is that must be done first."""
        self._build = stage, done, total

    def open(self, app: App) -> None:
        """From now on `app` answers. For another thread than the server's, once that has started.

        Raises `ConfigError` where the application says that it cannot start.
        """
        assert self._loop is not None
        asyncio.run_coroutine_threadsafe(self._start(app), self._loop).result()

    async def _start(self, app: App) -> None:
        """Run the application's own beginning and end in a task of its own, as a server would."""
        await self._events.put({"type": "lifespan.startup"})
        self._inner = asyncio.create_task(_run(app, self._scope, self._events, self._said))
        said = await self._said.get()
        if said["type"] != "lifespan.startup.complete":
            raise ConfigError(f"the page cannot start: {said.get('message', '')}; what it says above tells why")
        self._app = app

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._loop, self._scope = asyncio.get_running_loop(), scope
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        if self._inner is not None:
            await self._events.put({"type": "lifespan.shutdown"})
            await self._inner
        await send({"type": "lifespan.shutdown.complete"})

    async def _starting(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1013})  # try again later
        elif scope["path"] == "/api/health":
            await _reply(send, HTTPStatus.OK, "application/json", json.dumps(self._health()))
        elif scope["path"].startswith("/api/"):
            status = HTTPStatus.SERVICE_UNAVAILABLE
            problem = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": DETAIL}
            await _reply(send, status, "application/problem+json", json.dumps(problem))
        else:
            await _reply(send, HTTPStatus.SERVICE_UNAVAILABLE, "text/html; charset=utf-8", PAGE % self._progress())

    def _health(self) -> dict[str, Any]:
        """As the API has it: nothing can be asked yet."""
        stage, done, total = self._build or ("", 0, 0)
        build = {"running": self._build is not None, "stage": stage, "done": done, "total": total, "error": ""}
        return {"status": "starting", "documents": 0, "passages": 0, "generation": 0, "build": build}

    def _progress(self) -> str:
        if self._build is None:
            return "正在打开文档和模型"
        stage, done, total = self._build
        return f"{STAGES.get(stage, '')} {done}/{total}"


async def _run(app: App, scope: Scope, events: asyncio.Queue[Any], said: asyncio.Queue[Any]) -> None:
    try:
        await app(scope, events.get, said.put)
    finally:
        await said.put({"type": "ended"})  # nobody waits for ever


async def _reply(send: Send, status: HTTPStatus, media_type: str, text: str) -> None:
    body = text.encode()
    headers = [
        (b"content-type", media_type.encode()),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *([(b"retry-after", str(RETRY_SECONDS).encode())] if status != HTTPStatus.OK else []),
    ]
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})
