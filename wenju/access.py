"""Who may use the server: this machine alone, or whoever has the password, or on request everybody.

In: the options of the program, and every request before anything else sees it. Out: a request that goes on, or a
refusal. It guards the page, the API, the MCP tools and the files alike, because it stands before all of them.
"""

from __future__ import annotations

import argparse
import base64
import binascii
import hashlib
import hmac
import ipaddress
import json
import re
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from wenju.errors import ConfigError

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Access:
    """What a request must bring: the user's name and password, else an address that means this machine, else nothing.

    The address matters where nothing else does: a web page of a stranger can give its own name the address 127.0.0.1
    (DNS rebinding) and have the visitor's browser read what is served there.
    """

    user: str = ""
    password: str = ""
    local_only: bool = True


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options that say who may do what."""
    who = parser.add_mutually_exclusive_group()
    who.add_argument(
        "--auth",
        metavar="USER:PASSWORD_FILE",
        help="ask for this user's name and the password in the first line of the file",
    )
    who.add_argument("--no-auth", action="store_true", help="let everybody in who reaches this machine")
    parser.add_argument(
        "--no-upload", action="store_true", help="nobody can add or remove documents through the page or the API"
    )


def access_of(host: str, auth: str | None, no_auth: bool) -> Access:
    """What the options ask of requests. Raises `ConfigError` where others could come in and nothing says who."""
    if auth is not None:
        user, password = _credentials(auth)
        return Access(user, password, local_only=False)
    if no_auth:
        return Access(local_only=False)
    if not is_loopback(host):
        raise ConfigError(
            f"--host {host}: others could read the documents, and change them; give --auth USER:PASSWORD_FILE, "
            "or --no-auth where everybody may, or leave --host out to serve this machine only"
        )
    return Access()


def is_loopback(host: str) -> bool:
    """Whether an address, without its port, means this machine as seen from itself."""
    if host.lower() == "localhost" or host.lower().endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _credentials(auth: str) -> tuple[str, str]:
    user, colon, file = auth.partition(":")
    if not user or not colon or not file:
        raise ConfigError(f"--auth {auth}: found no name and file, expected USER:PASSWORD_FILE, as reader:password.txt")
    try:
        lines = Path(file).expanduser().read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"--auth: {file}: not readable ({error}); write the password into its first line") from error
    if not lines or not lines[0].strip():
        raise ConfigError(f"--auth: {file}: found no password; write it into the first line")
    return user, lines[0].strip()


class Guard:
    """An ASGI application before another one, which sees only requests that may go on."""

    def __init__(self, app: App, access: Access) -> None:
        self._app, self._access = app, access
        self._wanted = _digest(f"{access.user}:{access.password}".encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or refuse it."""
        refusal = None if scope["type"] == "lifespan" else self._refusal(_headers(scope))
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _refuse(scope["path"], *refusal, send)

    def _refusal(self, headers: dict[str, str]) -> tuple[HTTPStatus, str] | None:
        """Why a request is refused; None where it may go on."""
        host = headers.get("host", "")
        if self._access.local_only and not is_loopback(_without_port(host)):
            return HTTPStatus.FORBIDDEN, (
                f"this server answers to the names of this machine only, not to {host!r}: "
                "start it with --auth USER:PASSWORD_FILE or --no-auth to serve others"
            )
        if self._access.user and not self._knows(headers.get("authorization", "")):
            return HTTPStatus.UNAUTHORIZED, "a name and a password are needed"
        if _is_of_another_page(headers):
            return HTTPStatus.FORBIDDEN, (
                "a page of another server may not use this one; behind a proxy, have it pass on the header Host"
            )
        return None

    def _knows(self, authorization: str) -> bool:
        """Whether the header of basic authentication (RFC 7617) has the right name and password."""
        scheme, _, encoded = authorization.partition(" ")
        try:
            given = base64.b64decode(encoded.strip(), validate=True)
        except (binascii.Error, ValueError):
            return False
        return scheme.lower() == "basic" and hmac.compare_digest(_digest(given), self._wanted)


def _is_of_another_page(headers: dict[str, str]) -> bool:
    """Whether a browser sends a request for a page that another server gave it.

    Browsers send a known user's password with such requests too. Programs send neither of the two headers, and a page
    can set neither of them.
    """
    if headers.get("sec-fetch-site") == "same-origin" or "origin" not in headers:
        return False
    own = {headers.get("host"), headers.get("x-forwarded-host")}
    return headers["origin"].partition("://")[2] not in own


def _without_port(host: str) -> str:
    """`127.0.0.1:7860` -> `127.0.0.1`, `[::1]:7860` -> `[::1]`."""
    return re.sub(r":\d*$", "", host)


def _digest(text: bytes) -> bytes:
    """Of one length whatever the text, so that comparing takes one time whatever the text."""
    return hashlib.sha256(text).digest()


def _headers(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


async def _refuse(path: str, status: HTTPStatus, detail: str, send: Send) -> None:
    """A refusal as a problem (RFC 9457) to callers of the API, as plain text to all others."""
    problem = {"type": "about:blank", "title": status.phrase, "status": status.value, "detail": detail}
    is_api = path.startswith("/api/")
    body = json.dumps(problem).encode() if is_api else f"{status.value} {status.phrase}: {detail}\n".encode()
    headers = [
        (b"content-type", b"application/problem+json" if is_api else b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
    ]
    if status == HTTPStatus.UNAUTHORIZED:
        headers.append((b"www-authenticate", b'Basic realm="wenju", charset="UTF-8"'))
    await send({"type": "http.response.start", "status": status.value, "headers": headers})
    await send({"type": "http.response.body", "body": body})
