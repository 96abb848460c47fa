"""What is read together with a passage: its title and headings. Read for matching, never quoted."""

from __future__ import annotations

from wenju.config import HEADING_CHARACTERS
from wenju.records import Passage


def heading_line(title: str, passage: Passage) -> str:
    """Title and heading path in one line, at most HEADING_CHARACTERS long; outer headings are dropped first."""
    parts = [part for part in (title, *passage.heading_path) if part]
    while len(parts) > 1 and len(" ".join(parts)) > HEADING_CHARACTERS:
        del parts[0]
    return " ".join(parts)[:HEADING_CHARACTERS]


def texts_to_embed(title: str, passage: Passage) -> list[str]:
    """The passage under its heading line, then each of its sentences under it, unless there is only one."""
    line = heading_line(title, passage)
    start = passage.start
    sentences = [passage.text[a - start : b - start] for a, b in passage.sentences]
    texts = [passage.text, *(sentences if len(sentences) > 1 else [])]
    return [f"{line}\n{text}" if line else text for text in texts]
