"""One collection of a Milvus server, or of a milvus-lite file. The only file that knows pymilvus.

In: keys with a vector and, where the collection has them, a text. Out: those again, by key or by nearness. Every call
has a time-out within which it is tried again; a server that is away is a `StoreError`. The next call connects, checks
and loads anew, so that nothing need be started again when the server is back.

Searches read with the consistency `Eventually`: 1.6 ms on a small server where `Strong` takes 200 and more. What a
build wrote is waited for once, by one `Strong` read when it is written and one when a collection is opened.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import numpy as np

from wenju.arrays import Vectors
from wenju.errors import ConfigError, StoreError
from wenju.milvus.address import TOKEN, Address

# Time-outs in seconds. A question must not wait long for a server that is away; loading a large collection may.
ANSWER_SECONDS = 5.0
WRITE_SECONDS = 60.0
LOAD_SECONDS = 300.0
# Milvus takes messages up to 64 MB, answers up to 16,384 rows, and keys of a filter that stand in one expression: so
# many at once keep each far below its limit.
WRITTEN_ROWS, WRITTEN_BYTES = 1_000, 8_000_000
READ_KEYS, READ_TEXTS = 1_000, 200
MOST_FOUND = 16_384
# Bytes a key and a text may have; Milvus takes 65,535.
KEY_BYTES, TEXT_BYTES = 128, 65_535
PROPERTY = "wenju."

Record = dict[str, Any]
Result = TypeVar("Result")


class Collection:
    """A collection that is opened when it is first used, and again after each failure.

    It must then have the `properties` that it is said to have.
    """

    def __init__(self, address: Address, name: str, dimension: int, properties: dict[str, str]) -> None:
        self.name, self.url, self.dimension = name, address.url, dimension
        self._address, self._properties = address, {**properties, "dimension": str(dimension)}
        self._client: Any = None

    def make(self, *, text: bool = False) -> None:
        """Make it if it is not there, with `key`, `vector` and perhaps `text`; searches are exact (FLAT)."""
        self._guarded(lambda: self._make(text))

    def upsert(self, records: Sequence[Record]) -> None:
        """Write records over those with the same keys; the same again changes nothing."""
        size = sum(len(record.get("text", "").encode()) for record in records)
        parts = max(1, -(-len(records) // WRITTEN_ROWS), -(-size // WRITTEN_BYTES))
        for part in _parts(records, -(-len(records) // parts) or 1):
            self._call("upsert", list(part), seconds=WRITE_SECONDS)

    def delete(self, keys: Sequence[str]) -> None:
        """Remove records; keys that are not there do not matter."""
        for part in _parts(keys, READ_KEYS):
            self._call("delete", ids=list(part), seconds=WRITE_SECONDS)

    def settle(self) -> None:
        """Wait until everything written is on the disk and can be read."""
        self._call("flush", seconds=WRITE_SECONDS)
        self.count()

    def count(self) -> int:
        """How many records there are, all that was written before counted."""
        [row] = self._call("query", "", ["count(*)"], seconds=LOAD_SECONDS, consistency_level="Strong")
        return int(row["count(*)"])

    def get(self, keys: Sequence[str], field: str) -> dict[str, Any]:
        """One field ("key", "vector", "text") of the records with these keys; absent where there is no such record."""
        found: dict[str, Any] = {}
        for part in _parts(list(dict.fromkeys(keys)), READ_TEXTS if field == "text" else READ_KEYS):
            rows = self._call("query", ids=list(part), output_fields=["key", field], consistency_level="Eventually")
            found.update((row["key"], row[field]) for row in rows)
        return found

    def beginning(self, start: str) -> dict[str, str]:
        """The texts of the records whose key begins so."""
        rows = self._call("query", f'key like "{start}%"', ["key", "text"], consistency_level="Strong")
        return {row["key"]: row["text"] for row in rows}

    def nearest(self, query: Vectors, depth: int, among: Sequence[str] | None = None) -> tuple[list[str], Vectors]:
        """The keys of the `depth` records of highest inner product, best first, and their vectors."""
        options: dict[str, Any] = {"output_fields": ["vector"], "consistency_level": "Eventually"}
        if among is not None:
            options["filter"] = f"key in {json.dumps(list(among))}"
        [hits] = self._call("search", data=[query], limit=min(depth, MOST_FOUND), **options)
        vectors = np.array([hit["entity"]["vector"] for hit in hits], dtype=np.float32)
        return [str(hit.id) for hit in hits], vectors.reshape(len(hits), self.dimension)

    def all_keys(self) -> Iterator[list[str]]:
        """All keys, some thousands at a time."""
        found = self._call("query_iterator", batch_size=10_000, output_fields=["key"], consistency_level="Strong")
        while rows := self._guarded(found.next):
            yield [row["key"] for row in rows]

    def drop(self) -> None:
        """Remove the collection with all that is in it."""
        self._guarded(lambda: self._connected().drop_collection(self.name, timeout=WRITE_SECONDS))
        self._client = None

    def _call(self, method: str, *args: Any, seconds: float = ANSWER_SECONDS, **options: Any) -> Any:
        """A method of pymilvus' client on this collection, which is checked and loaded first after each failure."""
        return self._guarded(lambda: getattr(self._ready(), method)(self.name, *args, timeout=seconds, **options))

    def _guarded(self, step: Callable[[], Result]) -> Result:
        """Do a step. Whatever fails below is a `StoreError`, and the connection is made anew the next time."""
        pymilvus, grpc = _libraries()
        try:
            return step()
        except (pymilvus.MilvusException, grpc.RpcError, OSError) as error:
            self._client = None
            said = getattr(error, "message", "") or str(error)
            raise StoreError(
                f"the vector store {self.url} does not answer ({_short(said)}); {self._cure()}, then ask "
                "again: nothing else need be started again"
            ) from error

    def _cure(self) -> str:
        if self._address.is_file:
            return "one program at a time may open such a file: end the other one"
        return "see that it runs and can be reached from here"

    def _ready(self) -> Any:
        """The client, connected; the collection there, as it should be, loaded, and read as far as it was written."""
        client = self._client  # read once: another thread's failure takes it away at any moment
        if client is None:
            client = self._connected()
            self._check(client)
            client.load_collection(self.name, timeout=LOAD_SECONDS)
            client.query(self.name, "", ["count(*)"], timeout=LOAD_SECONDS, consistency_level="Strong")
            self._client = client
        return client

    def _connected(self) -> Any:
        pymilvus, _ = _libraries()
        return pymilvus.MilvusClient(self._address.uri, token=os.environ.get(TOKEN, ""), timeout=ANSWER_SECONDS)

    def _check(self, client: Any) -> None:
        """Raises `StoreError` where the collection is not there, or not what it is said to be."""
        if not client.has_collection(self.name, timeout=ANSWER_SECONDS):
            raise StoreError(
                f"{self.url}: there is no collection {self.name} there; build the index into it with "
                f"python build_index.py --store {self.url}"
            )
        kept = client.describe_collection(self.name, timeout=ANSWER_SECONDS).get("properties", {})
        for name, expected in self._properties.items():
            found = kept.get(PROPERTY + name)
            if found != expected:
                raise StoreError(
                    f"{self.url}: the collection {self.name} has the {name} {found}, expected {expected}; "
                    f"give another collection with --store, or drop this one if nobody needs it"
                )

    def _make(self, text: bool) -> None:
        pymilvus, _ = _libraries()
        client = self._connected()
        if client.has_collection(self.name, timeout=ANSWER_SECONDS):
            return
        schema = client.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field("key", pymilvus.DataType.VARCHAR, is_primary=True, max_length=KEY_BYTES)
        schema.add_field("vector", pymilvus.DataType.FLOAT_VECTOR, dim=self.dimension)
        if text:
            schema.add_field("text", pymilvus.DataType.VARCHAR, max_length=TEXT_BYTES)
        flat = client.prepare_index_params()
        flat.add_index("vector", index_type="FLAT", metric_type="IP")
        properties = {PROPERTY + name: value for name, value in self._properties.items()}
        client.create_collection(
            self.name, schema=schema, index_params=flat, properties=properties, timeout=LOAD_SECONDS
        )


def _libraries() -> tuple[Any, Any]:
    """pymilvus and the grpc below it. Raises `ConfigError` where they are not installed."""
    try:
        import grpc
        import pymilvus
    except ImportError as error:
        raise ConfigError(f"--store milvus:// needs pymilvus ({error}); run pip install 'wenju[milvus]'") from error
    for name in ("pymilvus", "grpc._server"):  # they log what they raise, with traces
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return pymilvus, grpc


def _parts(rows: Sequence[Result], size: int) -> Iterator[Sequence[Result]]:
    for at in range(0, len(rows), size):
        yield rows[at : at + size]


def _short(message: str) -> str:
    """The first line of a message; what pymilvus tells of its channel is for its makers."""
    return "".join(islice((message.splitlines() or ["no reason given"])[0], 200))
