"""Where a store is: `milvus://host:19530/collection`, or `milvus:///folder/file.db/collection` for one that is a file.

In: what a user gives with `--store`. Out: an `Address`. A password has no place in it, because an index keeps its
address: what a server wants to see is read from the environment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from wenju.errors import ConfigError

SERVER = re.compile(r"milvus(?P<tls>\+tls)?://(?P<place>[^/@]+)/(?P<name>[^/]+)")
FILE = re.compile(r"milvus://(?P<path>.*\.db)/(?P<name>[^/]+)")
# What Milvus takes for a collection's name; that of the records is longer by its ending.
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,199}")
PORT = 19530
# Of the environment: "user:password" or a token.
TOKEN = "WENJU_MILVUS_TOKEN"


@dataclass(frozen=True, slots=True)
class Address:
    """`uri` is what the client connects to: http://host:port, https://host:port, or the path of a file."""

    url: str
    uri: str
    collection: str

    @property
    def is_file(self) -> bool:
        """Whether it is a file of milvus-lite, which one process at a time may open."""
        return self.uri.endswith(".db")


def parse(url: str) -> Address:
    """The address that a user gave; a file's path is made absolute. Raises `ConfigError` where it is none."""
    file, server = FILE.fullmatch(url), SERVER.fullmatch(url)
    found = file or server
    if found is None or not NAME.fullmatch(found["name"]):
        raise ConfigError(
            f"--store {url!r}: expected milvus://HOST:{PORT}/COLLECTION (or milvus+tls://), or milvus:///FOLDER/FILE.db/"
            f"COLLECTION, the collection's name of letters, digits and _; a password goes into {TOKEN}"
        )
    if file:
        path = str(Path(file["path"]).resolve())
        return Address(f"milvus://{path}/{file['name']}", path, file["name"])
    assert server is not None
    place = server["place"] if ":" in server["place"] else f"{server['place']}:{PORT}"
    tls = server["tls"] or ""
    return Address(f"milvus{tls}://{place}/{server['name']}", f"http{'s' if tls else ''}://{place}", server["name"])
