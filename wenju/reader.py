"""One small model that reads question and passage together: where the answer stands, and how sure that it stands there.

In: a question and passages with the line of headings they are read under. Out: the best `Span`s of each passage, their
score the logit against the same passage's own "no answer here", so that scores of different passages compare. Where an
answer should end is refined by `spans`; whether to give it is decided by `decision`.

Devlin et al. 2019, "BERT" (SQuAD 2.0): score = start_i + end_j - (start_0 + end_0), i <= j, over the passage's tokens.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from wenju.bert import Bert
from wenju.cache import remembered
from wenju.config import SHIPPED_READER
from wenju.fold import simplify
from wenju.records import Span

# The longest answer in tokens: nearly all human answers are shorter than thirty.
LONGEST = 60
# A token more must be worth this much: exact answers are short. Of 0 to .5, on titles kept out of training, .05 and .1
# give most exact matches (from 47 to 49 of 100) at the same F1.
LENGTH = 0.05
# So many spans of a passage are looked at, for questions that ask for several things.
SPANS = 3
# So much of a question is read: longer ones are told as a story, and what they ask stands at the end.
QUESTION = 120


@dataclass(frozen=True, slots=True)
class Window:
    """A text to read, at `start` of its document, under a line of headings."""

    start: int
    text: str
    headings: str = ""


class Reader:
    """A BertForQuestionAnswering in NumPy; its 65 MB are loaded when first something is read."""

    def __init__(self, folder: Path = SHIPPED_READER) -> None:
        self._folder = folder

    @cached_property
    def _bert(self) -> Bert:
        bert = Bert(self._folder)
        bert.tokenizer.enable_truncation(bert.positions, strategy="only_second")
        return bert

    def identity(self) -> str:
        """A hash of the files that decide what is read."""
        files = [self._folder / name for name in ("config.json", "model.safetensors", "tokenizer.json")]
        return remembered(files, lambda: hashlib.sha256(b"".join(f.read_bytes() for f in files)).hexdigest()[:16])

    def read(self, question: str, windows: Sequence[Window]) -> list[list[Span]]:
        """The best spans of each window, best first, in document offsets; [] where there is nothing to read."""
        asked = simplify(question)[-QUESTION:]
        prefixes = [simplify(w.headings) + "\n" if w.headings else "" for w in windows]
        texts = [prefix + simplify(w.text) for prefix, w in zip(prefixes, windows, strict=True)]
        encoded = [self._bert.tokenizer.encode(asked, text) for text in texts]
        hidden = self._bert.hidden([tokens.ids for tokens in encoded])
        found = []
        for window, prefix, tokens, rows in zip(windows, prefixes, encoded, hidden, strict=True):
            places = [  # of the passage's own tokens
                (i, a, b)
                for i, (part, (a, b)) in enumerate(zip(tokens.sequence_ids, tokens.offsets, strict=True))
                if part == 1 and len(prefix) <= a < b
            ]
            logits, shift = self._bert.linear(rows, "qa_outputs"), window.start - len(prefix)
            best = best_spans(logits[[i for i, _, _ in places]], SPANS) if places else []
            null = float(logits[0].sum())
            found.append([Span(places[i][1] + shift, places[j][2] + shift, score - null) for i, j, score in best])
        return found


def best_spans(logits: npt.NDArray[np.float32], count: int, cost: float = LENGTH) -> list[tuple[int, int, float]]:
    """(first, last, score) of at most `count` spans without a token in common, best first.

    `logits` has the shape (tokens, 2), start and end; a span has at most LONGEST tokens, and each
    after the first costs `cost`.
    """
    scores = logits[:, :1] + logits[:, 1]
    reach = np.arange(len(logits)) - np.arange(len(logits))[:, None]
    scores -= cost * np.maximum(reach, 0)
    scores[(reach < 0) | (reach >= LONGEST)] = -np.inf
    found: list[tuple[int, int, float]] = []
    while len(found) < count:
        first, last = divmod(int(scores.argmax()), len(logits))
        score = float(scores[first, last])
        if score == -np.inf:
            break
        found.append((first, last, score))
        scores[: last + 1, first:] = -np.inf  # all that begin before its end and end after its beginning
    return found
