"""Files of a corpus folder to documents.

In: a folder, a path, or a text already in memory. Out: `Document` with its text fixed, its title, its date and its
headings. A new file format is one parser function and one entry in `SUFFIXES`. Passages are left to `passage`.

What stands at the top of a text and is not part of what it says (front matter, the title, the line with the date of
publication) becomes a `Heading` of level 0: such words are covered, but in no passage and in no heading path.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date as Date
from itertools import islice
from pathlib import Path

from wenju.errors import DocumentError
from wenju.headings import find_headings, label
from wenju.marks import mark_at, number
from wenju.records import Document, Heading
from wenju.text import Span, decode, lines

MARKDOWN = (".md", ".markdown")
# Files in the root of a corpus that steer the search and are not searched themselves.
USER_DICTIONARY = "userdict.txt"
ALIASES = "aliases.txt"

# The longest title of a government notice has about 60 characters; a longer first line is prose.
TITLE_LIMIT = 60
# The date of publication stands among the first lines; further down a date belongs to the story.
HEAD_LINES = 10
DATE_LINE_LIMIT = 80
BARE_DATE_LINES = 3


@dataclass(frozen=True, slots=True)
class Draft:
    """What a parser makes of a file; `title` is "" where the text has none of its own."""

    text: str
    title: str
    date: str
    headings: tuple[Heading, ...]


Parser = Callable[[bytes, str], Draft]


def find_sources(corpus: Path) -> list[Path]:
    """Every readable file under `corpus`, sorted; not hidden ones, nor the dictionary and alias files in its root."""
    if not corpus.is_dir():
        raise DocumentError(f"{corpus}: expected a folder with documents, found none; create it and put files into it.")
    apart = {corpus / USER_DICTIONARY, corpus / ALIASES}
    return sorted(
        path
        for path in corpus.rglob("*")
        if path.suffix.lower() in SUFFIXES
        and path not in apart
        and not any(part.startswith(".") for part in path.relative_to(corpus).parts)
        and path.is_file()
    )


def read_document(path: Path, corpus: Path) -> Document:
    """The document in a file. Raises `DocumentError` if it cannot be read as text."""
    name = path.relative_to(corpus).as_posix()
    parser = SUFFIXES.get(path.suffix.lower())
    if parser is None:
        known = " ".join(sorted(SUFFIXES))
        raise DocumentError(f"{name}: found the format {path.suffix!r}, expected one of {known}; convert the file.")
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DocumentError(f"{name}: {error.strerror}; make the file readable, or remove it.") from error
    draft = parser(raw, name)
    return Document(name, draft.title or path.stem, draft.date, draft.text, draft.headings)


def make_document(id: str, text: str, title: str = "") -> Document:
    """A document of a text in memory, which stays as it is to the character, so that offsets into it stay valid.

    With a `title` given the first line is taken for the title only if it repeats it; without, as in a file.
    """
    draft = outline(text, title, markdown=id.lower().endswith(MARKDOWN))
    return Document(id, draft.title or id, draft.date, text, draft.headings)


def outline(text: str, title: str = "", markdown: bool = False) -> Draft:
    """Title, date and headings of a plain or Markdown text; a known `title` is looked for in the first line only."""
    front = _FRONT_MATTER.match(text) if markdown else None
    aside = [_aside(text, (0, len(front[0].rstrip())))] if front else []
    body = front.end() if front else 0
    title = title or (_field(front[1], "title") if front else "")
    date = _date_of_line("date: " + _field(front[1], "date")) if front else ""
    rest = list(islice(lines(text, body), HEAD_LINES))
    if not date:
        date, line = _find_date(text, rest)
        aside += [_aside(text, line)] if date else []
        rest = [other for other in rest if not date or other != line]
    top = _title_line(text, rest, title)
    if top is not None:
        aside.append(top)
        title, body = title or label(top), top.end
    headings = find_headings(text, body, markdown)
    if not title and markdown:
        title = next((label(heading) for heading in headings if heading.text.startswith("# ")), "")
    return Draft(text, title, date, tuple(sorted([*aside, *headings], key=lambda heading: heading.start)))


def _aside(text: str, span: Span) -> Heading:
    return Heading(0, *span, text[slice(*span)])


# Only lines that YAML could have: a text that merely begins with a rule of --- is not swallowed.
_FRONT_MATTER = re.compile(r"---[ \t]*\n((?:(?:[A-Za-z_][\w-]*[ \t]*:|[ \t]|- |#).*\n|\n)+)---[ \t]*(?:\n|\Z)")


def _field(front_matter: str, name: str) -> str:
    found = re.search(rf"^{name}[ \t]*:[ \t]*(.+)$", front_matter, re.MULTILINE)
    return found[1].strip().strip("\"'") if found else ""


def _title_line(text: str, first_lines: list[Span], title: str) -> Heading | None:
    """The first line, as a heading of level 0, if it reads like a title and more follows it."""
    if len(first_lines) < 2:
        return None
    start, end = first_lines[0]
    heading = Heading(0, start, end, text[start:end])
    if title:
        return heading if label(heading) == title.strip() else None
    if re.match(r"#\s", heading.text):
        return heading
    prose = end - start > TITLE_LIMIT or re.search(r"[。；;]|[，,、：:]$", heading.text)
    listed = heading.text.startswith(("- ", "* ", "+ ", "|", ">", "```", "~~~"))
    ruled = not any(char.isalnum() for char in heading.text)
    return None if prose or listed or ruled or mark_at(text, start, end) else heading


_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*日?")
_CHINESE_DATE = re.compile(
    r"([〇零○一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DATE_LABEL = re.compile(
    r"(?:(?:发布|发文|成文|公布|印发|发表|出版|刊发|更新|生成)(?:日期|时间)|^(?:日期|时间|[Dd]ate))\s*[\]】]?\s*[:：]?\s*"
)
_AFTER_DATE = re.compile(r"[\s()（）]*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?[\s()（）]*")


def _find_date(text: str, first_lines: list[Span]) -> tuple[str, Span]:
    """The date of publication and its line; a date without a label counts only right below or above the title."""
    first_lines = [line for line in first_lines if not mark_at(text, *line)]
    for start, end in first_lines:
        date = _date_of_line(text[start:end])
        if date:
            return date, (start, end)
    for start, end in first_lines[:BARE_DATE_LINES] if len(first_lines) > 1 else []:
        line = text[start:end].lstrip("(（ ")
        found = _DATE.match(line) or _CHINESE_DATE.match(line)
        if found and _AFTER_DATE.fullmatch(line, found.end()) and _valid_date(*found.groups()):
            return _valid_date(*found.groups()), (start, end)
    return "", (0, 0)


def _date_of_line(line: str) -> str:
    """The date behind a label, as in 发布日期:2017-12-06, as YYYY-MM-DD; "" if there is none or it cannot be."""
    if len(line) > DATE_LINE_LIMIT or "。" in line:
        return ""
    named = _DATE_LABEL.search(line)
    found = named and (_DATE.match(line, named.end()) or _CHINESE_DATE.match(line, named.end()))
    return _valid_date(*found.groups()) if found else ""


def _valid_date(year: str, month: str, day: str) -> str:
    try:
        return Date(number(year.replace("○", "〇")), number(month), number(day)).isoformat()
    except ValueError:
        return ""


def _parse_text(raw: bytes, name: str) -> Draft:
    return outline(decode(raw, name))


def _parse_markdown(raw: bytes, name: str) -> Draft:
    """Markdown, with `title:` and `date:` from a front matter between two lines of ---."""
    return outline(decode(raw, name), markdown=True)


SUFFIXES: dict[str, Parser] = {
    ".txt": _parse_text,
    **dict.fromkeys(MARKDOWN, _parse_markdown),
}
