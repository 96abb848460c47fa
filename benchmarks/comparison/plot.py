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
    """Quality against the time of a query, then each curve over the number of passages, both axes in powers."""
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
    """R@1 against the median time of a query, a dot a question set; up and to the left is better."""
    for number, (name, found) in enumerate(results["quality"].items()):
        for peer, style in styles.items():
            row = found["peers"].get(peer, {})
            if "R@1" in row:
                face = style["color"] if number == 0 else "white"
                axis.plot(row["total_p50_ms"], row["R@1"], **style, linestyle="", markerfacecolor=face)
        axis.plot([], [], "o", color="#333", markerfacecolor="#333" if number == 0 else "white", label=name)
    axis.set(xscale="log", xlabel="query p50, ms", ylabel="R@1")
    _readable(axis.xaxis, (2, 5))
    axis.grid(alpha=0.3)
    if results["quality"]:
        axis.legend(frameon=False)


def _readable(axis: Any, between: tuple[int, ...]) -> None:
    """Numbers as they are written, at the powers of ten and at some multiples of them."""
    from matplotlib.ticker import LogLocator, NullLocator, StrMethodFormatter

    axis.set_minor_locator(LogLocator(subs=between) if between else NullLocator())
    axis.set_major_formatter(StrMethodFormatter("{x:,g}"))
    axis.set_minor_formatter(StrMethodFormatter("{x:,g}"))


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    plot(json.loads(source.read_text(encoding="utf-8")), target)
