"""Changes of the collection to HTML: where files are put, what became of each, and how far the rebuild is.

All functions are pure: records and the words of one language in, `Markup` out. `documents.css` gives the looks, and
`page.js` lets files be dropped on the zone and tells of those that are too large to be sent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from wenju.library.library import Building
from wenju.parsers import REFUSED, SUFFIXES
from wenju.parsers.limits import FILE_BYTES
from wenju.report import BuildReport
from wenju.ui.entries import said
from wenju.ui.markup import Markup, element, escape
from wenju.ui.passages import CHINESE, NOTHING, bar
from wenju.ui.words import Words

Outcome = Literal["stored", "replaced", "refused", "lost", "removed", "not_removed"]
DONE: tuple[Outcome, ...] = ("stored", "replaced", "removed")


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a file that somebody sent or wanted removed, and why where that could not be."""

    name: str
    outcome: Outcome
    reason: str = ""

    @property
    def is_done(self) -> bool:
        """Whether the collection is another one now."""
        return self.outcome in DONE


def zone(words: Words) -> Markup:
    """What can be dropped, and the list in which the page tells what it is sending."""
    formats = " ".join(SUFFIXES)
    return element(
        "div",
        element("p", escape(words.shelf.drop)),
        element("p", escape(words.shelf.formats.format(formats=formats)), name="wj-small"),
        element("ul", name="wj-sending wj-changes", aria_live="polite"),
        name="wj-zone",
        lang=words.tag,
        data_accept=",".join((*SUFFIXES, *REFUSED)),
        data_most=FILE_BYTES,
        data_sending=words.shelf.sending,
        data_large=words.shelf.too_large.format(n=FILE_BYTES // 1_000_000),
    )


def closed(words: Words) -> Markup:
    """Why there is nothing to upload with."""
    return element("p", escape(words.shelf.off), name="wj-small", lang=words.tag)


def change_list(words: Words, changes: Sequence[Change]) -> Markup:
    """A line for each file: its name, what became of it, and the reason with the cure."""
    if not changes:
        return NOTHING
    lines = [_change(words, change) for change in changes]
    return element("ul", *lines, name="wj-changes", role="status", lang=words.tag)


def _change(words: Words, change: Change) -> Markup:
    symbol = element("span", escape("✓" if change.is_done else "✕"), aria_hidden="true")
    name = element("b", escape(change.name), lang=CHINESE)
    outcome = element("span", escape(getattr(words.shelf, change.outcome)), name="wj-state")
    reason = element("span", said(words, change.reason), name="wj-reason") if change.reason else NOTHING
    return element("li", symbol, name, outcome, reason, name="wj-done" if change.is_done else "wj-undone")


def progress(words: Words, building: Building, documents: int, passages: int) -> Markup:
    """How far the rebuild is, or how the last one ended; where there was none, how much the index holds."""
    if building.is_running:
        inner = _running(words, building)
    elif building.error:
        inner = [element("p", escape(words.shelf.failed)), element("p", said(words, building.error), name="wj-reason")]
    elif building.report:
        inner = [element("p", escape(line)) for line in _ended(words, building.report)]
    else:
        inner = [element("p", escape(words.shelf.built.format(documents=documents, passages=passages)))]
    kind = "wj-broken" if building.error and not building.is_running else "wj-sound"
    return element("div", *inner, name=f"wj-build {kind}", role="status", aria_live="polite", lang=words.tag)


def _running(words: Words, building: Building) -> list[Markup]:
    percent = 100 * building.done // building.total if building.total else 0
    step = _step(words, building)
    line = element("p", escape(f"{words.shelf.rebuilding} · {step}"))
    length = bar(
        percent,
        "progressbar",
        aria_label=words.shelf.rebuilding,
        aria_valuemin=0,
        aria_valuemax=100,
        aria_valuenow=percent,
        aria_valuetext=step,
    )
    return [line, length, element("p", escape(words.shelf.still), name="wj-small")]


def _step(words: Words, building: Building) -> str:
    """The stage, how much of it is done, of how much, and the percentage."""
    if not building.total:
        return words.shelf.preparing
    if building.stage == "index" and building.done == building.total:
        return words.shelf.opening
    stage = words.shelf.stages.get(building.stage, building.stage)
    return f"{stage} {building.done}/{building.total} · {100 * building.done // building.total}%"


def _ended(words: Words, report: BuildReport) -> list[str]:
    """What the last build did, in the page's language."""
    summary = words.shelf.report.format(
        documents=report.documents,
        new=report.new,
        changed=report.changed,
        unchanged=report.unchanged,
        removed=report.removed,
        passages=report.passages,
        embedded=report.embedded,
        seconds=report.seconds,
    )
    empty = words.shelf.empty.format(names="、".join(report.empty)) if report.empty else ""
    unread = words.shelf.unread.format(n=len(report.failed)) if report.failed else ""
    return list(filter(None, (summary, empty, unread)))
