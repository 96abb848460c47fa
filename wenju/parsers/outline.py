"""Title, date and headings of a text that has nothing but its words to tell them by.

In: a plain or Markdown text. Out: an `Outline`. What a heading is, is left to `headings`.

What stands at the top of a text and is not part of what it says (front matter, the title, the line with the date of
publication) becomes a `Heading` of level 0: such words are covered, but in no passage and in no heading path.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as Date
from itertools import islice

from wenju.headings import find_headings, label
from wenju.marks import mark_at, number
from wenju.records import Heading
from wenju.text import Span, lines

# The longest title of a government notice has about 60 characters; a longer first line is prose.
TITLE_LIMIT = 60
# The date of publication stands among the first lines; further down a date belongs to the story.
HEAD_LINES = 10
DATE_LINE_LIMIT = 80
BARE_DATE_LINES = 3


@dataclass(frozen=True, slots=True)
class Outline:
    """What a text says of itself; `title` and `date` are "" where it has none."""

    title: str
    date: str
    headings: tuple[Heading, ...]


def find_outline(text: str, title: str = "", markdown: bool = False) -> Outline:
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
    top = _title_line(text, _below_letterhead(text, rest), title)
    if top is not None:
        aside.append(top)
        title, body = title or label(top), top.end
    headings = find_headings(text, body, markdown)
    if not title and markdown:
        title = next((label(heading) for heading in headings if heading.text.startswith("# ")), "")
    return Outline(title, date, tuple(sorted([*aside, *headings], key=lambda heading: heading.start)))


def _aside(text: str, span: Span) -> Heading:
    return Heading(0, *span, text[slice(*span)])


# Only lines that YAML could have: a text that merely begins with a rule of --- is not swallowed.
_FRONT_MATTER = re.compile(r"---[ \t]*\n((?:(?:[A-Za-z_][\w-]*[ \t]*:|[ \t]|- |#).*\n|\n)+)---[ \t]*(?:\n|\Z)")


def _field(front_matter: str, name: str) -> str:
    found = re.search(rf"^{name}[ \t]*:[ \t]*(.+)$", front_matter, re.MULTILINE)
    return found[1].strip().strip("\"'") if found else ""


# 上海市人民政府文件, and below it 沪府发〔2017〕18号, often with who signed it.
_LETTERHEAD = re.compile(r"文\s*件$")
_DOCUMENT_NUMBER = re.compile(r"\D{1,20}[〔\[［【(（]\s*\d{4}\s*[〕\]］】)）]\s*第?\s*\d+\s*号(?:\s*签发人.*)?")


def _below_letterhead(text: str, first_lines: list[Span]) -> list[Span]:
    """The lines behind the number of an official document, which is the first line or stands below a letterhead."""
    headed = bool(first_lines) and _LETTERHEAD.search(text[slice(*first_lines[0])]) is not None
    number = first_lines[headed : headed + 1]
    numbered = any(_DOCUMENT_NUMBER.fullmatch(text[slice(*line)]) for line in number)
    return first_lines[headed + 1 :] if numbered else first_lines


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
