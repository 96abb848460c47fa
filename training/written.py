"""Windows of questions written by hand about invented documents: reports, rules, bulletins, leaflets.

The public sets are encyclopaedias; people ask of reports and rules, where neighbouring sections say the same of others.
In: text files of the form

    # title
    ## heading
    A paragraph in one line ...
    ? question | answer            (` @2` after the answer: its second place in the paragraph)
    ? question | -                 (the paragraph does not answer)

Out: `Window`s. Numbers, years and names of places are changed alike in title, text and question at each use, so that a
paragraph read twice is not learnt by heart.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reader_data import NONE, Example, Window, is_kept_out, near_miss, swappable, tagged

from wenju.fold import simplify

# Chinese text has full-width signs; typists often leave half-width ones.
WIDE = str.maketrans(",;:()?!", "，；：（）？！")
THOUSANDS = re.compile(r"(?<=\d)，(?=\d{3})")
DIGITS = re.compile(r"\d+(?:\.\d+)?")
# What a number before it tells the day or the hour.
CLOCK = tuple("月日号时点")
IS_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Written:
    """A question about one paragraph of a document; (start, end) is `NONE` where the paragraph does not answer it."""

    document: str
    heading: str
    text: str
    question: str
    start: int
    end: int

    @property
    def title(self) -> str:
        """The line the paragraph is read under."""
        return f"{self.document} {self.heading}".strip()


def read_written(path: Path) -> Iterator[Written]:
    """Every question of a file. Raises `ValueError` for an answer that does not stand in its paragraph."""
    title = heading = text = ""
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if line.startswith("# "):
            title, heading = line[2:], ""
        elif line.startswith("## "):
            heading = line[3:]
        elif line.startswith("? "):
            question, _, answer = line[2:].rpartition(" | ")
            words, _, nth = answer.strip().partition(" @")
            spot = NONE if words == "-" else _nth(text, words, int(nth or 1))
            if spot is None:
                raise ValueError(f"{path}, line {number}: {words!r} does not stand in the paragraph")
            yield Written(title, heading, text, question.strip(), *spot)
        elif line:
            text = line


def _nth(text: str, words: str, nth: int) -> tuple[int, int] | None:
    """Where `words` stand for the nth time."""
    found = [m.start() for m in re.finditer(re.escape(words), text)]
    return (found[nth - 1], found[nth - 1] + len(words)) if len(found) >= nth else None


def changed(row: Written, pools: dict[str, list[str]], rng: random.Random) -> Written:
    """The same with other years, numbers and names of places, alike in all its parts.

    All years move by one distance; a number keeps its count of digits; signs become full-width mostly. Numbers of one
    digit, which may be ordinals or stand in words elsewhere, stay.
    """
    shift = rng.choice([-6, -4, -3, -2, -1, 0, 1, 2])
    numbers: dict[str, str] = {}

    def digits(match: re.Match[str]) -> str:
        word = match.group()
        if IS_YEAR.fullmatch(word):
            return str(int(word) + shift)
        if match.string[match.end() : match.end() + 1] in CLOCK:
            return word
        if len(word.replace(".", "")) > 1 and word not in numbers:
            whole, point, rest = word.partition(".")
            first = str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in whole[1:])
            numbers[word] = first + point + "".join(str(rng.randint(1, 9)) for _ in rest)
        return numbers.get(word, word)

    together = row.title + row.text
    towns = [w for w in pools["ns"] if len(w) == 3 and w[-1] in "区县市"]
    named = {w for w, flag in tagged(together) if flag == "ns" and w in towns}
    others = [w for w in towns if w not in together]
    places = {w: rng.choice(others) for w in sorted(named)} if others and rng.random() < 0.4 else {}
    places |= {w[:2]: other[:2] for w, other in list(places.items())}
    pattern = re.compile("|".join(sorted(map(re.escape, places), key=len, reverse=True)) or "(?!)")

    wide = rng.random() < 0.75

    def change(text: str) -> str:
        text = THOUSANDS.sub(",", text.translate(WIDE)) if wide else text
        return DIGITS.sub(digits, pattern.sub(lambda m: places[m.group()], text))

    text, question = change(row.text), change(row.question)
    title, heading = change(row.document), change(row.heading)
    if (row.start, row.end) == NONE:
        return Written(title, heading, text, question, *NONE)
    start = len(change(row.text[: row.start]))
    end = start + len(change(row.text[row.start : row.end]))
    if change(row.text[: row.start]) + change(row.text[row.start : row.end]) + change(row.text[row.end :]) != text:
        return row  # a change across the answer's edge
    return Written(title, heading, text, question, start, end)


def window(row: Written, rng: random.Random) -> Window:
    kind = "written" if (row.start, row.end) != NONE else "written no"
    title = row.title if rng.random() < 0.9 or kind == "written no" else ""
    return Window(kind, row.question, title, row.text, row.start, row.end)


def sibling(row: Written, others: list[Written], rng: random.Random) -> Window | None:
    """The question asked of another paragraph of its document, which does not carry a name or year that it asks for."""
    named = [word for _, word in swappable(row.question) if word in row.title + row.text]
    fitting = [o for o in others if o.text != row.text and any(w not in o.title + o.text for w in named)]
    if not fitting:
        return None
    other = rng.choice(fitting)
    return Window("sibling", row.question, other.title, other.text, *NONE)


def derive_written(paths: list[Path], seed: int, times: int, no_share: float) -> tuple[list[Window], list[Window]]:
    """(training windows, calibration windows); each question of the training part `times` times, each time changed."""
    rng = random.Random(seed)
    rows = [
        Written(simplify(r.document), simplify(r.heading), simplify(r.text), simplify(r.question), r.start, r.end)
        for path in paths
        for r in read_written(path)
    ]
    pools: dict[str, list[str]] = defaultdict(list)
    by_document: dict[str, list[Written]] = defaultdict(list)
    for row in rows:
        by_document[row.document].append(row)
        for kind, word in swappable(row.question):
            if kind not in ("year", "number"):
                pools[kind].append(word)
    train: list[Window] = []
    kept_out: list[Window] = []
    for row in rows:
        out = kept_out if is_kept_out(row.document) else train
        for _ in range(1 if out is kept_out else times):
            new = row if out is kept_out else changed(row, pools, rng)
            out.append(window(new, rng))
            if row.end > 0 and (out is kept_out or rng.random() < no_share):
                example = Example(new.question, new.title, new.text, new.start, new.end)
                made = sibling(row, by_document[row.document], rng) if rng.random() < 0.5 else None
                made = made or near_miss(example, pools, rng)
                out.extend([made] if made else [])
    rng.shuffle(train)
    return train, kept_out
