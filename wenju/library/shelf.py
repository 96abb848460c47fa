"""The corpus folder as a shelf: put a file on it, take one away, see what is there.

In: a name and bytes, as a browser or another program sends them, neither of which is to be trusted. Out: a file that
is there wholly or not at all. What the files say is not looked at here: reading is the next build's work.
"""

from __future__ import annotations

import os
import secrets
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from wenju.config import Config
from wenju.document import ALIASES, OWNER_FILE, USER_DICTIONARY, find_sources
from wenju.errors import ConfigError, DocumentError
from wenju.parsers import parser_of
from wenju.parsers.limits import most_bytes
from wenju.text import is_encodable

# File systems take 255 bytes; the name of a file that is being written is longer by about 30.
NAME_BYTES = 200
# Devices on Windows, whatever their suffix.
DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
# Letters that are not seen: control characters, those that change the direction of writing, halves of surrogate pairs.
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was put on the shelf, and whether another of its name was there before."""

    name: str
    size: int
    replaced: bool


def names(config: Config) -> list[str]:
    """Every file on the shelf, those of a refused format among them; [] where there is no such folder."""
    if not config.corpus.is_dir():
        return []
    index = config.index.resolve()
    paths = [path for path in find_sources(config.corpus) if index not in path.resolve().parents]
    return [path.relative_to(config.corpus).as_posix() for path in paths]


def checked_name(name: str, size: int) -> str:
    """The name under which a file of this size can be put on the shelf. Raises `DocumentError` where it cannot."""
    name = unicodedata.normalize("NFC", name)
    if not name or not is_encodable(name) or any(unicodedata.category(char) in UNSEEN for char in name):
        raise DocumentError(f"{name!a}: a file's name is text without control characters; rename it.")
    if any(char in name for char in "/\\:"):
        raise DocumentError(f"{name}: a file's name has no folder in it, nor any of / \\ :; rename it.")
    if name.startswith((".", OWNER_FILE)) or name.split(".")[0].strip().lower() in DEVICES:
        raise DocumentError(f"{name}: such a name is kept for the system; rename the file.")
    if name.casefold() in (USER_DICTIONARY, ALIASES):
        raise DocumentError(f"{name}: this name is kept for what steers the search; rename the file.")
    if len(name.encode()) > NAME_BYTES:
        raise DocumentError(f"{name[:20]}…: the name has {len(name.encode())} bytes, at most {NAME_BYTES}; shorten it.")
    parser_of(name)
    if size == 0:
        raise DocumentError(f"{name}: the file is empty; send it again.")
    if size > most_bytes(name):
        raise DocumentError(
            f"{name}: has {size / 1e6:.1f} MB, at most {most_bytes(name) / 1e6:.0f} MB are read; "
            "split it, or save it with smaller pictures."
        )
    return name


def put(config: Config, name: str, raw: bytes) -> Stored:
    """Write a file into the corpus folder, in place of one that has its name. Raises `DocumentError`, `ConfigError`."""
    name = checked_name(name, len(raw))
    if not config.corpus.is_dir():
        raise ConfigError(f"{config.corpus}: no such folder; give the folder of your documents with --corpus")
    path = config.corpus / name
    replaced = path.exists()
    beside = config.corpus / f".{name}.{secrets.token_hex(4)}.part"  # hidden: no build reads it half-written
    try:
        beside.write_bytes(raw)
        os.replace(beside, path)
    except OSError as error:
        raise DocumentError(f"{name}: cannot be stored ({error.strerror}); make room, or mend the folder.") from error
    finally:
        beside.unlink(missing_ok=True)
    return Stored(name, len(raw), replaced)


def take_away(config: Config, name: str, unreadable: Collection[str] = ()) -> None:
    """Delete a file of the corpus folder.

    Raises `DocumentError` where there is none, or no other is left that can be read: there would be no index.
    """
    there = names(config)
    if name not in there:
        raise DocumentError(f"{name}: there is no such document in {config.corpus}.")
    if not any(other != name and other not in unreadable for other in there):
        raise DocumentError(f"{name}: the only document that can be read cannot be removed; add another one first.")
    try:
        (config.corpus / name).unlink()
    except OSError as error:
        raise DocumentError(f"{name}: cannot be removed ({error.strerror}); close it where it is open.") from error
