"""A real server on this machine that plays a language model: it answers as it was told, byte for byte."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Played:
    """What the server does. `requests` are those it got: (path, headers, body)."""

    pieces: list[str | bytes | float] = field(default_factory=list)
    status: int = 200
    type: str = "text/event-stream"
    silent: float = 0.0
    requests: list[tuple[str, dict[str, str], dict[str, Any]]] = field(default_factory=list)
    url: str = ""


def event(text: str | None, reason: str | None = None) -> bytes:
    """One event of a stream as OpenAI's server writes it."""
    choice = {"index": 0, "delta": {} if text is None else {"content": text}, "finish_reason": reason}
    return f"data: {json.dumps({'object': 'chat.completion.chunk', 'choices': [choice]})}\n\n".encode()


DONE = b"data: [DONE]\n\n"


def whole(*texts: str) -> list[str | bytes | float]:
    """A stream that comes to its end."""
    return [*texts, event(None, "stop"), DONE]


@contextmanager
def serving(played: Played) -> Iterator[Played]:
    """Plays until the block ends. Of `pieces` text is sent as an event, bytes as they are, and a number is a pause."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            played.requests.append((self.path, dict(self.headers), body))
            time.sleep(played.silent)
            try:
                self.send_response(played.status)
                self.send_header("Content-Type", played.type)
                self.end_headers()
                for piece in played.pieces:
                    if isinstance(piece, float):
                        time.sleep(piece)
                    else:
                        self.wfile.write(event(piece) if isinstance(piece, str) else piece)
                        self.wfile.flush()
            except OSError:  # who asked has gone
                pass

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    played.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    try:
        yield played
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
