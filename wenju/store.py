"""An index whose vectors are in Milvus: what a build writes there, and what other machines copy.

In: a build's passages, what embeds them, and at the end its manifest. Out: the vectors in one collection, documents and
passages beside them in another, and, once the index folder names the build as current, an announcement of it.
Opening and searching are left to `dense.milvus`, copying to `replica`.

The order makes it safe: what is new is written first; then the folder's manifest is renamed; then the build is
announced; then what neither it nor the one before needs is deleted. Whatever ends a build on the way, the folder, its
engines and all replicas go on with whole builds, and the next build writes only what is not there yet.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from wenju.arrays import Vectors
from wenju.dense.milvus import missing, prune, vectors_in, write
from wenju.errors import ConfigError, StoreError
from wenju.milvus.address import parse
from wenju.milvus.archive import Announced, Archive
from wenju.milvus.collection import Collection
from wenju.storage import Manifest
from wenju.stored import Key

# So many documents are sent at once.
SENT_DOCUMENTS = 100


@dataclass(frozen=True, slots=True)
class Store:
    """Both collections of one index, during a build. `number` is that of the build; if `full`, all is written anew."""

    url: str
    index: str
    number: int
    full: bool
    vectors: Collection
    archive: Archive

    @classmethod
    def open(cls, url: str, encoder: str, dimension: int, current: Manifest | None, full: bool = False) -> Store:
        """Make the collections where they are not there. Raises `StoreError` where they are another index's.

        `full` takes over what another index left there.
        """
        options = current.options if current else {}
        if "replica" in options:
            raise ConfigError(
                f"this index is a replica of {options['store']}: build where its documents are and run wenju replicate "
                "here, or give another --index"
            )
        address = parse(url)
        vectors, archive = vectors_in(address, encoder, dimension), Archive(address)
        vectors.make()
        archive.make()
        builds = archive.builds()
        mine = options.get("store_id", "")
        if builds and builds[-1].index != mine and not full:
            raise StoreError(
                f"{address.url}: the collection holds the index {builds[-1].index}, this is {mine or 'a new one'}; "
                "give another collection with --store, or take this one over with --full"
            )
        number = builds[-1].number + 1 if builds else 1
        return cls(address.url, mine or uuid.uuid4().hex[:16], number, full, vectors, archive)

    @property
    def options(self) -> dict[str, str]:
        """What a manifest says of it."""
        return {"store": self.url, "store_id": self.index, "store_build": str(self.number)}

    def missing(self, passages: Sequence[Key]) -> set[str]:
        """The hashes of those passages whose vectors are not there, or are to be written anew."""
        return {digest for digest, _ in passages} if self.full else missing(self.vectors, passages)

    def write(self, passages: Sequence[Key], vectors: Vectors) -> None:
        """Write the vectors of passages, one passage after the other; `settle` waits until they can be read."""
        write(self.vectors, passages, vectors)

    def settle(self) -> None:
        """Wait until everything written is on the disk and can be read."""
        self.vectors.settle()

    def publish(
        self, manifest: Manifest, documents: Iterable[str], settings: Iterable[Path], needed: Sequence[Key]
    ) -> None:
        """Announce a build that is current in its folder, and delete what it and the one before do not need.

        `documents` are its records as text; `needed` are its passages and those of the build before.
        """
        given, references = iter(documents), list[str]()
        while part := list(islice(given, SENT_DOCUMENTS)):
            references += self.archive.put(part)
        record = {
            "manifest": asdict(replace(manifest, files={}, build=0)),
            "settings": {path.name: base64.b64encode(path.read_bytes()).decode() for path in settings},
            "documents": references,
        }
        [reference] = self.archive.put([json.dumps(record, ensure_ascii=False)])
        self.archive.announce(Announced(self.number, self.index, reference))
        last = self.archive.builds()[-2:]
        self.archive.prune(last, [r for build in last for r in [build.record, *read(self.archive, build)["documents"]]])
        prune(self.vectors, needed)


def read(archive: Archive, build: Announced) -> dict[str, Any]:
    """The record of a build: `manifest`, `settings` as base64 by name, and `documents` as references."""
    [text] = archive.get([build.record])
    record: dict[str, Any] = json.loads(text)
    return record
