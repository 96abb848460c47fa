"""Records as text for a terminal: answers, passages, figures and the list of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wenju.library.listing import Entry
from wenju.records import Answer, Citation, Hit


def answer_text(answer: Answer) -> str:
    """An answer: outcome, reason, where it stands, the passages."""
    lines = [answer.text or answer.reason]
    for (_, sentence), citation in {(c.document, c.sentence): c for c in answer.citations}.items():
        lines += [
            "",
            f"“{sentence.strip()}”",
            f"  —— {' › '.join((citation.title, *citation.heading))}{_place(citation)}",
        ]
    return "\n".join([*lines, "", *("\n" + hit_text(hit) for hit in answer.hits)])


def _place(citation: Citation) -> str:
    """`，第 3 页`, `，工作表“Sheet1”第 5 行`; "" where the file has neither."""
    page = f"，第 {citation.page} 页" if citation.page else ""
    sheet = f"，工作表“{citation.sheet}”" if citation.sheet else ""
    row = f"第 {citation.row} 行" if citation.row else ""
    return page + (sheet + row if sheet or not row else f"，{row}")


def hit_text(hit: Hit) -> str:
    """One passage."""
    place = " › ".join((hit.title, *hit.passage.heading_path))
    return f"[{hit.rank}] {hit.score:.2f}  {place}\n    {hit.passage.text}"


def figures_text(figures: Mapping[str, float | int], meanings: Mapping[str, str]) -> str:
    """Figures, one a line: its name, its value with the points in one column, and what it means."""
    width, lines = max(map(len, figures)), []
    for name, value in figures.items():
        whole, point, fraction = str(value).partition(".")
        lines.append(f"{name:{width}}  {whole:>7}{point + fraction:5}  {meanings[name]}")
    return "\n".join(lines)


def entries_text(entries: Sequence[Entry]) -> str:
    """Documents: state, passages, name and title of each, then why or what of it cannot be read."""
    if not entries:
        return "no documents"
    width = max(len(str(entry.passages)) for entry in entries)
    lines = []
    for entry in entries:
        count = str(entry.passages) if entry.title else ""
        lines.append(f"{entry.state:7}  {count:>{width}}  {entry.name}  {entry.title}".rstrip())
        told = (entry.reason, *entry.warnings) if entry.reason else entry.warnings
        lines += [f"{'':{width + 11}}{sentence}" for sentence in told]
    return "\n".join(lines)
