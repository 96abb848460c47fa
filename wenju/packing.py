"""Cutting text to a token limit.

In: spans of a text, a token counter, a limit. Out: for each span the parts it is cut into, in order, none over the
limit. Knows nothing of headings or paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from wenju.text import CLOSERS, Span, is_blank, sentences, strip_span

_CLAUSE = re.compile(rf"[；;，,、：:]+[{re.escape(CLOSERS)}]*|\s+")


class Counter:
    """Token counts of spans of one text, asked for in batches and remembered."""

    def __init__(self, text: str, count_tokens: Callable[[list[str]], list[int]]) -> None:
        self._text = text
        self._count_tokens = count_tokens
        self._known: dict[Span, int] = {}

    def __getitem__(self, span: Span) -> int:
        return self._known[span]

    def count(self, spans: Iterable[Span]) -> None:
        """Count those spans that were not counted before, in one call."""
        new = [span for span in dict.fromkeys(spans) if span not in self._known]
        if new:
            counts = self._count_tokens([self._text[start:end] for start, end in new])
            self._known.update(zip(new, counts, strict=True))


def fit(text: str, spans: list[Span], counter: Counter, limit: int) -> list[list[Span]]:
    """For each span the parts it is cut into: itself if it fits, else few and even runs of sentences or less."""
    groups = _atoms(text, spans, counter, limit)
    runs = [(owner, run) for owner, group in enumerate(groups) for run in _pack(group, counter, limit)]
    while True:
        extents = [strip_span(text, run[0][0], run[-1][1]) for _, run in runs]
        counter.count(extents)
        # The whole of a run may have more tokens than its atoms together, if the counter is no plain sum.
        over = [counter[span] > limit and span[1] - span[0] > 1 for span in extents]
        if not any(over):
            break
        runs = [
            (owner, part)
            for (owner, run), too_long in zip(runs, over, strict=True)
            for part in (_halves(run) if too_long else [run])
        ]
    parts: list[list[Span]] = [[] for _ in spans]
    for (owner, _), (start, end) in zip(runs, extents, strict=True):
        if start < end:
            parts[owner].append((start, end))
    return parts


def _atoms(text: str, spans: list[Span], counter: Counter, limit: int) -> list[list[Span]]:
    """Each span as the pieces that may be put together again: sentences, their clauses, and at last characters."""
    counter.count(spans)
    groups = [[span] for span in spans]

    def is_over(span: Span) -> bool:
        return counter[span] > limit and span[1] - span[0] > 1

    def refine(cut: Callable[[Span], list[Span]]) -> None:
        for i, group in enumerate(groups):
            if any(is_over(atom) for atom in group):
                groups[i] = [part for atom in group for part in (cut(atom) if is_over(atom) else [atom])]
        counter.count(atom for group in groups for atom in group)

    refine(lambda span: sentences(text, *span))
    refine(lambda span: _clauses(text, span))
    while any(is_over(atom) for group in groups for atom in group):
        refine(lambda span: _pieces(span, -(-counter[span] // max(limit, 1))))
    return groups


def _clauses(text: str, span: Span) -> list[Span]:
    """A sentence cut behind its semicolons, commas, colons and blanks."""
    start, end = span
    cuts = [start]
    for found in _CLAUSE.finditer(text, start, end):
        if found.end() < end and not is_blank(text, cuts[-1], found.end()):
            cuts.append(found.end())
    return list(zip(cuts, [*cuts[1:], end], strict=True))


def _pieces(span: Span, parts: int) -> list[Span]:
    """A span cut between characters into about `parts` equal pieces, at least two."""
    start, end = span
    parts = min(max(parts, 2), end - start)
    cuts = [start + (end - start) * i // parts for i in range(parts + 1)]
    return list(pairwise(cuts))


def _halves(run: list[Span]) -> list[list[Span]]:
    if len(run) > 1:
        middle = len(run) // 2
        return [run[:middle], run[middle:]]
    return [[piece] for piece in _pieces(run[0], 2)]


def _pack(atoms: list[Span], counter: Counter, limit: int) -> list[list[Span]]:
    """As few runs of atoms as the limit allows and, with that many, the longest as short as possible."""
    if len(atoms) == 1:
        return [atoms]
    sizes = [counter[atom] for atom in atoms]
    fewest = len(_fill(sizes, limit))
    low, high = max(sizes), max(limit, max(sizes))
    while low < high:
        middle = (low + high) // 2
        if len(_fill(sizes, middle)) > fewest:
            low = middle + 1
        else:
            high = middle
    starts = _fill(sizes, low)
    return [atoms[start:end] for start, end in zip(starts, [*starts[1:], len(atoms)], strict=True)]


def _fill(sizes: list[int], capacity: int) -> list[int]:
    """Where runs start if each takes as many atoms as go in."""
    starts, used = [0], 0
    for i, size in enumerate(sizes):
        if i and used + size > capacity:
            starts.append(i)
            used = 0
        used += size
    return starts
