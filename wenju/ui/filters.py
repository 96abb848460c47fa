"""What of a collection is asked: fields as people fill them to a `Filter`, and a `Filter` to words.

Dates become YYYY, YYYY-MM or YYYY-MM-DD where they can be read, and stay as they are where not; `trouble` tells of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from wenju.fold import fold
from wenju.records import Filter
from wenju.ui.words import Words

TITLE = 24  # characters of a title that are shown where there is little room
_WRITTEN = re.compile(r"\d{4}(-\d\d){0,2}")
# 2017, 2017年, 2017-5, 2017年5月, 2017/5/6, 2017.05.06 and 2017年5月6日
_DATE = re.compile(r"(\d{4})(?:年|(?:年|[-/.])(\d{1,2})(?:月|(?:月|[-/.])(\d{1,2})[日号]?)?)?")


def filter_of(documents: Sequence[str] | None, since: str | None, until: str | None, heading: str | None) -> Filter:
    """The filter that filled fields mean."""
    return Filter(tuple(documents or ()), _date(since or ""), _date(until or ""), (heading or "").strip())


def _date(typed: str) -> str:
    """The date as a `Filter` has it; what is no date stays as it was typed."""
    match = _DATE.fullmatch("".join(fold(typed).split()))
    if not match:
        return typed.strip()
    parts = [int(part) for part in match.groups() if part]
    written = "-".join([f"{parts[0]:04d}", *(f"{part:02d}" for part in parts[1:])])
    return written if _is_date(written) else typed.strip()


def _is_date(written: str) -> bool:
    """Whether it is YYYY, YYYY-MM or YYYY-MM-DD, and in the calendar."""
    if not _WRITTEN.fullmatch(written):
        return False
    try:
        date.fromisoformat(written + "-01" * (2 - written.count("-")))
    except ValueError:
        return False
    return True


def trouble(words: Words, within: Filter) -> str:
    """What is wrong with the dates, "" if nothing is."""
    for day in (within.since, within.until):
        if day and not _is_date(day):
            return words.ask.wrong_date.format(date=day)
    both = min(len(within.since), len(within.until))
    if within.since[:both] > within.until[:both]:
        return words.ask.wrong_order.format(since=within.since, until=within.until)
    return ""


def summary(words: Words, within: Filter, titles: Mapping[str, str]) -> str:
    """A filter in words, "" where nothing is left out. `titles` are those of the documents by name."""
    parts = [_documents(words, within.documents, titles), _dates(words, within.since, within.until)]
    if within.heading:
        parts.append(words.ask.under.format(heading=_short(within.heading)))
    return " · ".join(filter(None, parts))


def label(words: Words, within: Filter, titles: Mapping[str, str]) -> str:
    """The name of the folded fields, with what is chosen in them."""
    chosen = summary(words, within, titles)
    return words.ask.chosen_part.format(what=chosen) if chosen else words.ask.part


def _documents(words: Words, documents: Sequence[str], titles: Mapping[str, str]) -> str:
    if len(documents) == 1:
        return f"《{_short(titles.get(documents[0], documents[0]))}》"
    return words.ask.some_documents.format(n=len(documents)) if documents else ""


def _dates(words: Words, since: str, until: str) -> str:
    form = words.ask.from_until if since and until else words.ask.from_on if since else words.ask.up_to if until else ""
    return form.format(since=_short(since), until=_short(until))


def _short(text: str) -> str:
    return text if len(text) <= TITLE else text[: TITLE - 1] + "…"
