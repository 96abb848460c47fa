"""The child process that parsers work in: a line of JSON for each file in, a line of JSON with its `Draft` out.

It limits its own memory and time, so that it also ends where the process that started it was killed. Starting it and
telling why it ended is left to `limits`.
"""

from __future__ import annotations

import faulthandler
import json
import logging
import os
import signal
import sys
import warnings
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import IO, Any

from wenju.errors import DocumentError
from wenju.parsers import load
from wenju.parsers.draft import Draft
from wenju.parsers.limits import OUT_OF_MEMORY, read_bytes

# As many as the largest plain text can have. What is compressed can hold any amount.
CHARACTERS = 20_000_000
# So many are read by a person; a damaged file may give one for each of its pages.
WARNINGS = 20
# Libraries put parts of a file into their messages.
MESSAGE = 200


def main(seconds: float, memory: int) -> None:
    """Parse files until there are no more requests."""
    requests, replies = _take_pipes()
    _limit_memory(memory)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the build, which ends this process
    warnings.simplefilter("ignore")
    logging.disable()
    with open(os.devnull, "w") as nowhere:
        for line in requests:
            faulthandler.dump_traceback_later(seconds, exit=True, file=nowhere)
            reply = answer(json.loads(line))
            faulthandler.cancel_dump_traceback_later()
            replies.write(reply + b"\n")
            replies.flush()


def answer(request: dict[str, Any]) -> bytes:
    """A draft as a line of JSON, or the `error` that tells why there is none."""
    name = request["name"]
    try:
        raw = read_bytes(Path(request["path"]), name, request["most"])
        draft = _limited(load(request["parser"])(raw, name), name)
        return json.dumps(asdict(draft), ensure_ascii=False).encode()
    except DocumentError as error:
        return _error(str(error))
    except ImportError as error:
        return _error(f"{name}: {error}; this format needs it: install wenju anew (make install).")
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # there is none left to clean up with
    except Exception as error:  # whatever a library raises on a damaged file is about that file alone
        what = " ".join(f"{type(error).__name__}: {error}".split())[:MESSAGE]
        cure = "it is damaged, or not what its name says: open it in its program and save it anew."
        return _error(f"{name}: cannot be read ({what}); {cure}")


def _error(sentence: str) -> bytes:
    return json.dumps({"error": sentence}).encode()


def _limited(draft: Draft, name: str) -> Draft:
    """The draft with as many warnings as a person reads. Raises `DocumentError` where its text is too long."""
    if len(draft.text) > CHARACTERS:
        raise DocumentError(
            f"{name}: has {len(draft.text):,} characters of text, at most {CHARACTERS:,} are read; split it."
        )
    more = len(draft.warnings) - WARNINGS
    if more <= 0:
        return draft
    return replace(draft, warnings=(*draft.warnings[:WARNINGS], f"and {more} more of the kind"))


def _take_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Standard input and output as pipes of this module alone: what a library prints goes nowhere."""
    pipes = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return pipes


def _limit_memory(memory: int) -> None:
    """Limit the address space, where the system can."""
    if sys.platform == "win32":
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    if soft == resource.RLIM_INFINITY or soft > memory:
        with suppress(OSError, ValueError):  # macOS has the limit but does not let it be set
            resource.setrlimit(resource.RLIMIT_AS, (memory, hard))
