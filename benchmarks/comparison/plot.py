"""The figures as a picture: python -m comparison.plot beside.json beside.svg, by the Python that has matplotlib."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

Figures = dict[str, Any]
# Over the passages: the figure, the name of its axis.
CURVES = {
    "search_p50_ms": "search past the encoder, p50, ms",
    "build_s": "build, s",
    "query_peak_mb": "query process, peak MB",
}
COLOURS = ("#b5502f", "#2f6f8f", "#6b8e23", "#8a6bb1", "#777777")
MARKERS = "os^Dv"


def plot(results: Figures, path: Path) -> None:
    """Quality, then each curve over the number of passages, both axes in powers."""
    import matplotlib

    matplotlib.use("svg")
    # Text stays text, and the same figures give the same file.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "wenju", "font.size": 9})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(2, 2, figsize=(10, 7.5), layout="constrained")
    styles = {peer: {"color": c, "marker": m} for peer, c, m in zip(results["peers"], COLOURS, MARKERS, strict=False)}
    _quality(axes[0][0], results, styles)
    for axis, (name, label) in zip((axes[0][1], axes[1][0], axes[1][1]), CURVES.items(), strict=True):
        for peer, style in styles.items():
            rows = {int(count): size["peers"].get(peer, {}) for count, size in results["sizes"].items()}
            points = [(count, row[name]) for count, row in rows.items() if name in row]
            if points:
                axis.plot(*zip(*points, strict=True), **style)
        axis.set(xscale="log", yscale="log", xlabel="passages", ylabel=label)
        _readable(axis.xaxis, ())
        _readable(axis.yaxis, (2, 5))
        axis.grid(alpha=0.3)
    titles = [about["title"] for about in results["peers"].values()]
    lines = [pyplot.Line2D([], [], **style) for style in styles.values()]
    figure.legend(lines, titles, loc="outside lower center", ncols=3, frameon=False)
    figure.savefig(path, metadata={"Date": None})


def _quality(axis: Any, results: Figures, styles: Figures) -> None:
    """R@1 of each peer, a group of bars a question set."""
    sets, width = results["quality"], 0.8 / max(1, len(styles))
    for place, (peer, style) in enumerate(styles.items()):
        rows = [found["peers"].get(peer, {}) for found in sets.values()]
        at = [number + (place - (len(styles) - 1) / 2) * width for number in range(len(rows))]
        axis.bar(at, [row.get("R@1", 0) for row in rows], width, color=style["color"])
    axis.set(ylabel="R@1", ylim=(0.5, 1), xticks=range(len(sets)), xticklabels=list(sets))
    axis.grid(alpha=0.3, axis="y")


def _readable(axis: Any, between: tuple[int, ...]) -> None:
    """Numbers as they are written, at the powers of ten and at some multiples of them."""
    from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

    axis.set_minor_locator(LogLocator(subs=between) if between else NullLocator())
    axis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    axis.set_minor_formatter(StrMethodFormatter("{x:,g}"))


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    plot(json.loads(source.read_text(encoding="utf-8")), target)
