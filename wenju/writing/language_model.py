"""A language model behind an OpenAI-compatible address: messages in, pieces of text out as they come.

Nothing is asked of it unless an address was given. What it says is not believed here or anywhere: see `writing`.
"""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

from wenju.errors import ConfigError, WenjuError

KEY = "WENJU_LLM_KEY"
PATH = "/chat/completions"
# To an address that answers a connection takes far less than a second.
CONNECT_SECONDS = 5.0
# On a processor alone the first word may take half a minute; a few sentences take a minute more.
SILENCE_SECONDS = 40.0
SECONDS = 120.0
# A few sentences; with the thinking of a model that thinks aloud, at most this.
TOKENS = 2_000
# What so many tokens take on the wire is well below it.
BYTES = 4_000_000

# A server of answers asks for at most so many texts at a time. A model on a processor writes them one after the other.
AT_ONCE = 8

Why = Literal["unreachable", "late", "refused", "garbled", "broken", "long", "busy"]
Messages = list[dict[str, str]]


class ModelError(WenjuError):
    """A language model gave no whole text; `why` says of what kind the failure is, the message what was found."""

    def __init__(self, why: Why, found: str = "") -> None:
        super().__init__(found)
        self.why, self.found = why, found


class Model(Protocol):
    """What writes: a `LanguageModel`, or something that writes like one."""

    @property
    def elsewhere(self) -> str:
        """The host and port that questions are sent to; "" where that is this machine."""

    def stream(self, messages: Messages) -> Iterator[str]:
        """The pieces of a text. Raises `ModelError`."""


class Limited:
    """A model that many ask: `at_once` of them at a time, the others are told at once that it is busy.

    So a slow model holds up no more of a server than that.
    """

    def __init__(self, model: Model, at_once: int = AT_ONCE) -> None:
        self._model, self._places = model, BoundedSemaphore(at_once)

    @property
    def elsewhere(self) -> str:
        """As the model's own."""
        return self._model.elsewhere

    def stream(self, messages: Messages) -> Iterator[str]:
        """As the model's own. Raises `ModelError`."""
        if not self._places.acquire(blocking=False):
            raise ModelError("busy")
        try:
            yield from self._model.stream(messages)
        finally:
            self._places.release()


@dataclass(frozen=True, slots=True)
class LanguageModel:
    """A model by its address and name. `silence` is how long it may say nothing, `seconds` how long it may talk."""

    url: str
    name: str
    key: str = field(default="", repr=False)
    seconds: float = SECONDS
    silence: float = SILENCE_SECONDS

    @property
    def elsewhere(self) -> str:
        """The host and port that questions are sent to; "" where that is this machine."""
        return "" if _is_here(self.url) else _address(self.url)

    def stream(self, messages: Messages) -> Iterator[str]:
        """The pieces of its text. Raises `ModelError` where it cannot be reached, is late, or breaks off."""
        import httpx

        body = {"model": self.name, "messages": messages, "stream": True, "temperature": 0, "max_tokens": TOKENS}
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        until = time.monotonic() + self.seconds
        timeout = httpx.Timeout(self.silence, connect=min(CONNECT_SECONDS, self.silence))
        try:
            with (
                # A proxy is for addresses that are elsewhere.
                httpx.Client(timeout=timeout, trust_env=not _is_here(self.url)) as client,
                client.stream("POST", self.url, json=body, headers=headers) as response,
            ):
                if response.status_code != 200:
                    raise ModelError("refused", f"HTTP {response.status_code}")
                yield from _texts(_lines(response.iter_raw(), until))
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise ModelError("unreachable", _address(self.url)) from error
        except httpx.TimeoutException as error:
            raise ModelError("late", f"{self.silence:g} s") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ModelError("broken", type(error).__name__) from error


def open_model(url: str, name: str, environment: Mapping[str, str]) -> LanguageModel:
    """The model of `--llm URL --llm-model NAME`, its key from the environment. Raises `ConfigError`.

    The address may end before or after /chat/completions.
    """
    try:
        parts = urlsplit(url.strip())
        known = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:  # a port that is no number, half a bracket
        known = False
    if not known:
        raise ConfigError(f"--llm {url!r}: expected an address like http://127.0.0.1:8080/v1")
    if parts.username or parts.password:
        raise ConfigError(f"--llm: the address holds a name or password; put the key into the variable {KEY} instead")
    key = environment.get(KEY, "").strip()
    if not (key.isascii() and (key.isprintable() or not key)):
        raise ConfigError(f"{KEY}: holds characters that no key has; copy it again")
    if not name.strip():
        raise ConfigError("--llm-model is missing: give the name by which the address knows its model")
    path = parts.path.rstrip("/")
    whole = parts._replace(path=path if path.endswith(PATH) else path + PATH, fragment="").geturl()
    return LanguageModel(whole, name.strip(), key)


def _is_here(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _address(url: str) -> str:
    """Host and port: what a person needs to see of an address, and nothing that it may carry besides."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)


def _lines(chunks: Iterable[bytes], until: float) -> Iterator[str]:
    """The lines of a body, within a limit of bytes and time."""
    rest, read = b"", 0
    for chunk in chunks:
        read += len(chunk)
        if read > BYTES:
            raise ModelError("long", f"{BYTES / 1e6:.0f} MB")
        if time.monotonic() > until:
            raise ModelError("late")
        *lines, rest = (rest + chunk).split(b"\n")
        yield from map(_decoded, lines)
    yield _decoded(rest)


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8").strip()
    except UnicodeDecodeError as error:
        raise ModelError("garbled", "not UTF-8") from error


def _texts(lines: Iterable[str]) -> Iterator[str]:
    """The pieces in a stream of server-sent events. Raises `ModelError` where it ends before the model says so."""
    events, ended = 0, False
    for line in lines:
        if not line.startswith("data:"):  # blank lines, comments that keep the line open, other fields
            continue
        value = line.removeprefix("data:").strip()
        if value == "[DONE]":
            return
        text, reason = _piece(value)
        events += 1
        if text:
            yield text
        if reason not in (None, "stop"):
            raise ModelError("long" if reason == "length" else "broken", str(reason))
        ended = ended or reason == "stop"
    if not ended:
        raise ModelError("broken" if events else "garbled", "no end" if events else "no events")


def _piece(value: str) -> tuple[str, str | None]:
    """The text of one event, and why the text ends with it, if it does."""
    try:
        event: Any = json.loads(value)
        if "error" in event:
            raise ModelError("refused", str(event["error"])[:100])
        if not event["choices"]:  # counts of tokens come without
            return "", None
        choice = event["choices"][0]
        text, reason = choice.get("delta", {}).get("content") or "", choice.get("finish_reason")
        if not isinstance(text, str):
            raise TypeError(text)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise ModelError("garbled", value[:100]) from error
    return text, reason
