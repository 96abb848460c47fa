"""Text to HTML, some of it marked. What the page shows of documents and questions is escaped or is no `Markup`.

`Markup` is a type of its own, so a type checker finds every place where plain text would slip in. Which words a reader
sees marked is a matter of display only: nothing here knows the index's own terms.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple, NewType

from wenju.fold import fold

Markup = NewType("Markup", str)

# Words that questions are made of; marking them in a passage would say nothing.
_ASKING = ("多少", "什么", "哪些", "哪个", "哪里", "哪几", "哪年", "怎么", "怎样", "如何", "是否", "几个", "请问")
# Characters no marked piece begins or ends with; matched against folded text, so half width is enough.
_EDGE = frozenset("的了吗呢么、。《》“”‘’·… \t\n\"'()[]?!,.;:-\0")


class Layer(NamedTuple):
    """A stretch to wrap, half open, in an element of class `name`."""

    start: int
    end: int
    name: str
    tag: str = "mark"


def escape(text: str) -> Markup:
    """Safe between tags and inside quoted attributes."""
    return Markup(html.escape(text, quote=True))


def join(parts: Iterable[Markup], between: str = "") -> Markup:
    """The parts one after the other; `between` is text and escaped like any other."""
    return Markup(escape(between).join(parts))


def element(tag: str, *inner: Markup, name: str = "", **attributes: str | int) -> Markup:
    """An element of class `name`; attribute names are written `data_start` or `for_`, their values are escaped."""
    given = {"class": name, **attributes} if name else attributes
    written = "".join(f' {key.strip("_").replace("_", "-")}="{escape(str(value))}"' for key, value in given.items())
    return Markup(f"<{tag}{written}>{join(inner)}</{tag}>")


def paint(text: str, layers: Iterable[Layer], start: int = 0) -> Markup:
    """`text` with each layer wrapped; layers may overlap and reach over its ends, the earlier one is outside.

    `start` is the offset of `text` in the document whose offsets the layers count in.
    """
    inside = [layer for layer in (_clip(layer, start, len(text)) for layer in layers) if layer.start < layer.end]
    cuts = sorted({0, len(text), *(edge for layer in inside for edge in (layer.start, layer.end))})
    return join(_wrap(escape(text[a:b]), [x for x in inside if x.start <= a and b <= x.end]) for a, b in pairwise(cuts))


def _clip(layer: Layer, start: int, length: int) -> Layer:
    low, high = (min(max(edge - start, 0), length) for edge in (layer.start, layer.end))
    return layer._replace(start=low, end=high)


def _wrap(inner: Markup, layers: Sequence[Layer]) -> Markup:
    for layer in reversed(layers):
        inner = element(layer.tag, inner, name=layer.name)
    return inner


def shared_words(question: str, text: str) -> list[tuple[int, int]]:
    """Where `text` repeats two or more characters of the question: from the left, longest first, never overlapping.

    Asking words ("多少") and the particles around a word are left out; both sides are folded, so 遵義 matches 遵义.
    """
    asked, shadow = fold(question), fold(text)
    for word in _ASKING:
        asked = asked.replace(word, "\0")
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(shadow) - 1:
        end = _longest(asked, shadow, at)
        last = end
        while last > at and shadow[last - 1] in _EDGE:
            last -= 1
        if last - at > 1:
            found.append((at, last))
        at = max(end, at + 1)
    return found


def _longest(asked: str, shadow: str, at: int) -> int:
    """The end of the longest piece of `shadow` from `at` on that stands in `asked`; `at` if not two characters do."""
    end = at + 2
    if shadow[at] in _EDGE or shadow[at:end] not in asked:
        return at
    while end < len(shadow) and shadow[at : end + 1] in asked:
        end += 1
    return end
