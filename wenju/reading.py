"""What is read together with a passage: its title and headings. Read for matching, never quoted."""

from __future__ import annotations

from wenju.config import HEADING_CHARACTERS
from wenju.records import Passage, Reading


def heading_line(title: str, passage: Passage) -> str:
    """Title and heading path in one line, at most HEADING_CHARACTERS long; outer headings are dropped first."""
    parts = [part for part in (title, *passage.heading_path) if part]
    while len(parts) > 1 and len(" ".join(parts)) > HEADING_CHARACTERS:
        del parts[0]
    return " ".join(parts)[:HEADING_CHARACTERS]


def reading_of(title: str, passage: Passage) -> Reading:
    """The passage under its heading line, and its sentences unless there is only one."""
    spans = passage.sentences if len(passage.sentences) > 1 else ()
    sentences = tuple(passage.text[a - passage.start : b - passage.start] for a, b in spans)
    return Reading(heading_line(title, passage), passage.text, sentences)
