"""Plain text and Markdown, in UTF-8, GB18030 or UTF-16.

In: the bytes of a .txt or .md file, or a text in memory. Out: a `Draft` whose text is that of the file to the
character, line ends apart.
"""

from __future__ import annotations

from wenju.parsers.draft import Draft
from wenju.parsers.outline import find_outline
from wenju.text import decode


def parse_text(raw: bytes, name: str) -> Draft:
    """A plain text."""
    return outline(decode(raw, name))


def parse_markdown(raw: bytes, name: str) -> Draft:
    """Markdown, with `title:` and `date:` from a front matter between two lines of ---."""
    return outline(decode(raw, name), markdown=True)


def outline(text: str, title: str = "", markdown: bool = False) -> Draft:
    """A text as it is, with its title, date and headings; a known `title` is looked for in the first line only."""
    found = find_outline(text, title, markdown)
    return Draft(text, found.title, found.date, found.headings)
