"""What became of each document: the files of the corpus folder against what the index has of them.

In: the names that are there, the documents, passages and failures of an index. Out: one `Entry` for each.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from wenju.records import Document

State = Literal["ready", "empty", "waiting", "failed", "gone"]
"""Asked as it is; read, and nothing in it can be asked; read by the next build; cannot be read; no longer there, and
left out by the next build."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A document as a list shows it. `reason` is why it cannot be read; what is not known of it is 0 or ""."""

    name: str
    state: State
    reason: str = ""
    title: str = ""
    date: str = ""
    characters: int = 0
    passages: int = 0
    headings: int = 0
    warnings: tuple[str, ...] = ()


def listing(
    names: Iterable[str],
    documents: Iterable[Document],
    passages: Mapping[str, int],
    failed: Mapping[str, str],
    changed: Collection[str] = (),
) -> list[Entry]:
    """All documents by name. `passages` counts those of each document; `changed` came after the index was begun."""
    read, there = {d.id: d for d in documents}, set(names)
    return [
        _entry(
            name, _state(name, there, read, passages, failed, changed), read.get(name), passages.get(name, 0), failed
        )
        for name in sorted(there | read.keys())
    ]


def _state(
    name: str,
    there: set[str],
    read: Mapping[str, Document],
    passages: Mapping[str, int],
    failed: Mapping[str, str],
    changed: Collection[str],
) -> State:
    if name not in there:
        return "gone"
    if name in changed:
        return "waiting"
    if name in read:
        return "ready" if passages.get(name) else "empty"
    return "failed" if name in failed else "waiting"


def _entry(name: str, state: State, document: Document | None, passages: int, failed: Mapping[str, str]) -> Entry:
    reason = failed[name] if state == "failed" else ""
    if document is None:
        return Entry(name, state, reason)
    counts = len(document.text), passages, len(document.headings)
    return Entry(name, state, reason, document.title, document.date, *counts, document.warnings)


def entry_json(entry: Entry) -> dict[str, Any]:
    """`name, state, reason, title, date, characters, passages, headings, warnings[]`."""
    return {**asdict(entry), "warnings": list(entry.warnings)}
