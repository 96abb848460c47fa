"""Question sets in the SQuAD 1.1 and 2.0 form: a .json or .json.gz file in, contexts and questions out.

A context that stands in the file several times is kept once. Files made by translation or cleaning often carry wrong
`answer_start` values; such an answer keeps its text, loses its place and is counted. Scoring is left to `measures`.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from wenju.errors import ConfigError

NOWHERE = -1
"""The start of an answer whose `answer_start` in the file does not point at its text."""

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class SquadContext:
    """A text that questions are asked about; its number is its place in `SquadSet.contexts`."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class SquadQuestion:
    """A question on the context numbered `context`.

    `answers` are accepted (text, start) pairs: `contexts[context].text[start:start + len(text)] == text`, or start is
    NOWHERE. They are empty exactly where `is_impossible`. The other fields are not in the SQuAD form and mostly empty:
    `split` is the part of the set a question belongs to (tune, aside), `kind` what it asks for (how_many), `form`
    how it is put (colloquial). `spans`, pairs like the answers, are there where only all of them are an answer.
    """

    id: str
    question: str
    context: int
    answers: tuple[tuple[str, int], ...]
    is_impossible: bool
    split: str = ""
    kind: str = ""
    form: str = ""
    spans: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class SquadSet:
    """A whole file in file order; `misplaced` counts the answers whose start is NOWHERE."""

    contexts: tuple[SquadContext, ...]
    questions: tuple[SquadQuestion, ...]
    misplaced: int


def read_squad(path: str | Path) -> SquadSet:
    """Read a question set; a missing `is_impossible` is False, as in version 1.1.

    Raises ConfigError, naming the file and the place in it, if the file cannot be read or is not in the SQuAD form.
    """
    source = Path(path)
    numbers: dict[str, int] = {}
    contexts: list[SquadContext] = []
    questions: list[SquadQuestion] = []
    for title, text, entry in _entries(_Node(source, "", _load(source))):
        if text not in numbers:
            numbers[text] = len(contexts)
            contexts.append(SquadContext(title, text))
        if entry is not None:
            questions.append(_question(entry, numbers[text], text))
    misplaced = sum(start == NOWHERE for question in questions for _, start in question.answers)
    return SquadSet(tuple(contexts), tuple(questions), misplaced)


@dataclass(frozen=True, slots=True)
class _Node:
    """A JSON value that knows where it stands, so that a complaint can say so."""

    source: Path
    place: str
    value: object

    def get(self, key: str, kind: type[_T], default: _T | None = None) -> _T:
        """The value of a key, which must be of this kind; without a default the key must be there."""
        if not isinstance(self.value, dict):
            raise self.error(f"expected an object, found {type(self.value).__name__}")
        value = self.value.get(key, default)
        if value is None:
            raise self.error(f'"{key}" is missing')
        if type(value) is not kind:
            raise self.error(f'"{key}" must be {kind.__name__}, found {type(value).__name__}')
        return value

    def items(self, key: str, default: list[object] | None = None) -> Iterator[_Node]:
        """The members of a list under a key."""
        for number, value in enumerate(self.get(key, list, default)):
            yield _Node(self.source, f"{self.place}.{key}[{number}]".lstrip("."), value)

    def error(self, what: str) -> ConfigError:
        place = f", {self.place}" if self.place else ""
        return ConfigError(f"{self.source}{place}: {what}; the file must have the SQuAD 1.1 or 2.0 form")


def _load(source: Path) -> object:
    """The file's JSON value; a UTF-8 mark at the start is allowed."""
    try:
        raw = source.read_bytes()
        if source.suffix == ".gz":
            raw = gzip.decompress(raw)
        value: object = json.loads(raw.decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise ConfigError(f"{source}: there is no such file; give the path of a .json or .json.gz file") from error
    except (OSError, EOFError, zlib.error) as error:
        raise ConfigError(f"{source}: cannot be read ({error}); expected a .json or .json.gz file") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{source}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except json.JSONDecodeError as error:
        raise ConfigError(f"{source}, line {error.lineno}: not JSON ({error.msg}); save it as JSON") from error
    return value


def _entries(root: _Node) -> Iterator[tuple[str, str, _Node | None]]:
    """(title, context, question entry) in file order; a context without questions comes once, with None."""
    for article in root.items("data"):
        title = article.get("title", str, "")
        for paragraph in article.items("paragraphs"):
            text = paragraph.get("context", str)
            entries: list[_Node | None] = [*paragraph.items("qas")]
            for entry in entries or [None]:
                yield title, text, entry


def _question(entry: _Node, context: int, text: str) -> SquadQuestion:
    is_impossible = entry.get("is_impossible", bool, False)
    answers: tuple[tuple[str, int], ...] = ()
    if not is_impossible:
        answers = tuple(_answer(node, text) for node in entry.items("answers", []))
        if not answers:
            raise entry.error('no "answers", yet "is_impossible" is not true')
    wants_all = not is_impossible and entry.get("all", bool, False)
    return SquadQuestion(
        id=entry.get("id", str),
        question=entry.get("question", str),
        context=context,
        answers=answers,
        is_impossible=is_impossible,
        split=entry.get("split", str, ""),
        kind=entry.get("kind", str, ""),
        form=entry.get("form", str, ""),
        spans=tuple(_span(node, text) for node in entry.items("spans")) if wants_all else (),
    )


def _answer(node: _Node, context: str) -> tuple[str, int]:
    text, start = node.get("text", str), node.get("answer_start", int, NOWHERE)
    if not text:
        raise node.error('"text" is empty')
    in_place = start >= 0 and context.startswith(text, start)
    return text, start if in_place else NOWHERE


def _span(node: _Node, context: str) -> tuple[str, int]:
    match node.value:
        case [int(start), int(end)] if 0 <= start < end <= len(context):
            return context[start:end], start
    raise node.error(f"expected [start, end] inside the context, found {node.value!r}")
