"""What a build did: counted by comparing two manifests, and said in a few lines.

In: the documents and passages of a build, its manifest and that of the build before. Out: a `BuildReport`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wenju.records import Document, Passage
from wenju.storage import Manifest

# A summary is read: so many files that failed and so many warnings are shown in it.
NAMED = 20


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did. `documents` and all counts are of those that were read.

    `reused` passages were embedded before, or are the same as others. `empty` names the documents that gave no passage,
    `failed` the files that could not be read, with the reason, and `warnings` what could not be read of a document, or
    what else one may not have meant.
    """

    documents: int
    new: int
    changed: int
    unchanged: int
    removed: int
    passages: int
    embedded: int
    reused: int
    seconds: float
    empty: tuple[str, ...] = ()
    failed: tuple[tuple[str, str], ...] = ()
    warnings: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        plural = "" if self.documents == 1 else "s"
        text = (
            f"{self.documents} document{plural}: {self.new} new, {self.changed} changed, {self.unchanged} unchanged, "
            f"{self.removed} removed; {self.passages} passages, {self.embedded} embedded, {self.reused} reused; "
            f"{self.seconds:.1f} s"
        )
        lines = [text, *([f"0 passages: {', '.join(self.empty)}"] if self.empty else [])]
        return "\n".join([*lines, *named("not read", self.failed), *named("warning", self.warnings)])


def named(what: str, rows: Sequence[tuple[str, str]]) -> list[str]:
    """A line for each file and sentence, as far as somebody reads them."""
    lines = [f"{what}: {name}: {sentence}" for name, sentence in rows[:NAMED]]
    return lines + ([f"{what}: {len(rows) - NAMED} more"] if len(rows) > NAMED else [])


def report_of(
    documents: Sequence[Document],
    passages: Iterable[Passage],
    embedded: int,
    manifest: Manifest,
    former: Manifest | None,
    seconds: float,
) -> BuildReport:
    """The report of a build that became `manifest`; `former` was current before."""
    full = {p.document_id for p in passages}
    now, before = _read_sources(manifest), _read_sources(former) if former else {}
    count = manifest.counts["passages"]
    return BuildReport(
        documents=len(documents),
        new=sum(name not in before for name in now),
        changed=sum(name in before and before[name] != digest for name, digest in now.items()),
        unchanged=sum(before.get(name) == digest for name, digest in now.items()),
        removed=sum(name not in now for name in before),
        passages=count,
        embedded=embedded,
        reused=count - embedded,
        seconds=seconds,
        empty=tuple(d.id for d in documents if d.id not in full),
        failed=tuple(manifest.failed.items()),
        warnings=(*_left(manifest, former), *((d.id, sentence) for d in documents for sentence in d.warnings)),
    )


def _left(manifest: Manifest, former: Manifest | None) -> list[tuple[str, str]]:
    """The store that had the vectors of the build before and has not those of this one."""
    store = former.options.get("store", "") if former else ""
    now = manifest.options.get("store", "")
    if not store or store == now:
        return []
    return [
        (store, f"the vectors are in {now or 'the index folder'} from now on; to keep them here give --store {store}")
    ]


def _read_sources(manifest: Manifest) -> dict[str, str]:
    """The checksums of the sources that are documents of an index."""
    return {name: digest for name, digest in manifest.sources.items() if name not in manifest.failed}
