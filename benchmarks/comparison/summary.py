"""Kept records to the figures that are shown: quality, each size, and how times grow from size to size."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan, log
from typing import Any

from comparison.corpora import Corpus
from wenju.measures import recall_at, reciprocal_rank_at

Figures = dict[str, Any]
Records = dict[tuple[str, str], dict[str, Figures]]
"""By corpus and peer: the record of each step."""

# What grows, and how it is called.
GROWTH = {
    "search_p50_ms": "search past the encoder",
    "total_p50_ms": "whole query",
    "build_s": "build",
    "index_s": "build without embedding",
    "rebuild_s": "rebuild after 1 %",
}


def slope(points: Sequence[tuple[float, float]]) -> float | None:
    """The exponent b of y = a * x^b by least squares in log-log; None for fewer than two points or a y of 0."""
    if len(points) < 2 or any(x <= 0 or y <= 0 for x, y in points):
        return None
    xs, ys = [log(x) for x, _ in points], [log(y) for _, y in points]
    x_mean, y_mean = sum(xs) / len(xs), sum(ys) / len(ys)
    spread = sum((x - x_mean) ** 2 for x in xs)
    return sum((x - x_mean) * (y - y_mean) for x, y in zip(xs, ys, strict=True)) / spread if spread else None


def quality(corpus: Corpus, steps: dict[str, Figures]) -> Figures:
    """R@1, R@5 and RR@10 of one peer on a question set; or why there are none."""
    if failed := _failure(steps):
        return {"failed": failed}
    ranks = [
        found.index(right) + 1 if right in found else None
        for found, right in zip(steps["query"]["figures"]["found"], corpus.right, strict=True)
    ]
    return {"R@1": recall_at(ranks, 1), "R@5": recall_at(ranks, 5), "RR@10": reciprocal_rank_at(ranks, 10)}


def size(steps: dict[str, Figures], embed_s: float | None) -> Figures:
    """All figures of one peer at one size; what failed is named under "failed", by step.

    `embed_s` are the seconds a passage takes to embed, measured at a smaller size, where here vectors were shared: what
    was measured is then the rest, and times of build and rebuild are reckoned from both. None: all was measured;
    nan: it is not known, and what would be reckoned from it is left out.
    """
    row: Figures = {}
    failed = {name: record["failed"] for name, record in steps.items() if "failed" in record}
    figures = {name: record["figures"] for name, record in steps.items() if "figures" in record}
    if build := figures.get("build"):
        index_s = build["build_s"] - build["embed_s"]
        whole = build["build_s"] if embed_s is None else index_s + build["passages"] * embed_s
        row |= {"build_s": whole, "index_s": index_s, "passages_per_s": build["passages"] / whole}
        row |= {"load_s": build["load_s"], "build_peak_mb": build["peak_mb"], "disk_mb": build["disk_mb"]}
    if build and (rebuild := figures.get("rebuild")):
        index_s = rebuild["rebuild_s"] - rebuild["embed_s"]
        whole = rebuild["rebuild_s"] if embed_s is None else index_s + rebuild["changed"] * embed_s
        row |= {"rebuild_s": whole, "rebuild_share": whole / row["build_s"]}
    if query := figures.get("query"):
        row |= {name: value for name, value in query.items() if name.endswith("_ms")}
        row |= {"asked": query["asked"], "open_s": query["open_s"], "query_peak_mb": query["peak_mb"]}
        row |= {"query_own_mb": query["own_mb"]} if "own_mb" in query else {}
        row |= {"cold_s": query["cold_s"]} if "cold_s" in query else {}
    row = {name: value for name, value in row.items() if not isnan(value)}
    return {**row, "reckoned": embed_s is not None, **({"failed": failed} if failed else {})}


def embedding_s(steps: dict[str, Figures]) -> float | None:
    """Seconds a passage took to embed where a peer embedded all of them."""
    build = steps.get("build", {}).get("figures")
    return build["embed_s"] / build["passages"] if build else None


def growth(rows: dict[int, Figures]) -> dict[str, float]:
    """The exponent of each time over the sizes of one peer, by the names in GROWTH; absent where it cannot be told."""
    exponents = {
        name: slope([(count, row[name]) for count, row in sorted(rows.items()) if name in row]) for name in GROWTH
    }
    return {name: value for name, value in exponents.items() if value is not None}


def rounded(value: Any) -> Any:
    """All numbers to four significant digits, at any depth."""
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return float(f"{value:.4g}") if isinstance(value, float) else value


def _failure(steps: dict[str, Figures]) -> str:
    """Why a step failed, or is missing; "" where all are there."""
    for name in ("build", "query"):
        if name not in steps:
            return f"{name}: not run"
        if "failed" in steps[name]:
            return f"{name}: {steps[name]['failed']}"
    return ""
