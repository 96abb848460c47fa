"""The figures as Markdown: quality, one size in full, growth. In: what `beside.json` holds. Out: text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from comparison.summary import GROWTH

Figures = dict[str, Any]
MEASURES = ("R@1", "R@5", "RR@10")
STAGES = ("encode", "keyword", "vectors", "fusion")


def markdown(results: Figures) -> str:
    """All tables with what has to be known to read them."""
    parts = [_head(results), _quality(results), *_sizes(results), _growth(results), _settings(results)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(results: Figures) -> str:
    machine, run = results["machine"], results["run"]
    threads = f"{run['threads']} threads" if run["threads"] else "threads as each library chooses"
    return (
        f"On one machine: {machine['cpu']}, {machine['cores']} cores, {threads}, Python {machine['python']}; "
        "the same weights (the shipped encoder), the same passages with their titles, the same questions. Each step "
        f"ran in a process of its own, ended at {run['time_limit_s']:g} s or {run['memory_limit_mb']:g} MB. "
        "Steps that an earlier run kept are among them."
    )


def _quality(results: Figures) -> str:
    sets = results["quality"]
    if not sets:
        return ""
    titles = [f"{name} ({s['questions']:,} questions, {s['passages']:,} passages)" for name, s in sets.items()]
    head = ["", *(f"{title}: {measure}" for title in titles for measure in MEASURES)]
    rows = []
    for peer, about in results["peers"].items():
        found = [s["peers"].get(peer, {}) for s in sets.values()]
        cells = [_number(row.get(measure), "{:.3f}") for row in found for measure in MEASURES]
        rows.append([about["title"], *cells])
    return "**Quality**\n\n" + _table(head, rows) + _notes(sets)


def _sizes(results: Figures) -> list[str]:
    """A table for each size: what a user waits for, and what it takes."""
    head = ["", "build, passages/s", "rebuild after 1 %, s (of a build)", "query p50 / p95, ms"]
    head += [f"{stage}, ms" for stage in STAGES]
    head += ["cold start to first answer, s", "build, peak MB", "query process, peak MB (own)", "index, MB"]
    tables = []
    for count, size in results["sizes"].items():
        rows = [[about["title"], *_size_row(size["peers"].get(peer, {}))] for peer, about in results["peers"].items()]
        title = f"**{int(count):,} passages** ({size['vectors']})"
        tables.append(f"{title}\n\n{_table(head, rows)}{_notes({count: size})}")
    return tables


def _size_row(row: Figures) -> list[str]:
    mark = " *" if row.get("reckoned") else ""
    share = _number(100 * row["rebuild_share"] if "rebuild_share" in row else None)
    return [
        _number(row.get("passages_per_s")) + (mark if "passages_per_s" in row else ""),
        f"{_number(row.get('rebuild_s'))}{mark} ({share} %)" if "rebuild_s" in row else "–",
        f"{_number(row.get('total_p50_ms'))} / {_number(row.get('total_p95_ms'))}",
        *(_number(row.get(f"{stage}_p50_ms")) for stage in STAGES),
        _number(row.get("cold_s")),
        "–" if mark else _number(row.get("build_peak_mb"), "{:,.0f}"),  # elsewhere the shared vectors count in
        f"{_number(row.get('query_peak_mb'), '{:,.0f}')} ({_number(row.get('query_own_mb'), '{:,.0f}')})",
        _number(row.get("disk_mb")),
    ]


def _growth(results: Figures) -> str:
    """Search past the encoder at each size, and the exponents of what grows."""
    counts = list(results["sizes"])
    if len(counts) < 2:
        return ""
    head = ["", *(f"{int(count):,}: search p50 past the encoder, ms" for count in counts)]
    head += [f"{name}, exponent" for name in GROWTH.values()]
    rows = []
    for peer, about in results["peers"].items():
        cells = [_number(results["sizes"][c]["peers"].get(peer, {}).get("search_p50_ms")) for c in counts]
        exponents = [_number(results["growth"].get(peer, {}).get(name), "{:.2f}") for name in GROWTH]
        rows.append([about["title"], *cells, *exponents])
    title = "**Growth** (time as passages to the power of the exponent, least squares in log-log)"
    return f"{title}\n\n{_table(head, rows)}"


def _settings(results: Figures) -> str:
    lines = [
        f"- {about['title']}: {about['setting']}. "
        + ", ".join(f"{package} {number}" for package, number in about["versions"].items())
        for about in results["peers"].values()
    ]
    read = (
        "\\* The index was built from vectors made before; the time of embedding is reckoned from the rate that the "
        "peer reached where it embedded every passage itself. Query stages are medians; `fusion` is the whole without "
        "the stages that can be seen; wenju searches by keywords while it encodes. Memory that is a process's own "
        "leaves out files mapped into memory. A cold start finds the files in the system's cache."
    )
    return "\n".join([read, "", *lines])


def _notes(groups: Figures) -> str:
    """What could not be done, with the reason."""
    lines = []
    for name, group in groups.items():
        for peer, row in group["peers"].items():
            failed = row.get("failed", {})
            reasons = failed.items() if isinstance(failed, dict) else [("", failed)]
            lines += [f"- {name}, {peer}{f', {step}' if step else ''}: {reason}" for step, reason in reasons]
    return "\n\nNot done:\n\n" + "\n".join(lines) if lines else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _number(value: float | None, form: str = "") -> str:
    """Three significant digits and no exponent; – where there is no number."""
    if value is None:
        return "–"
    if form:
        return form.format(value)
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
