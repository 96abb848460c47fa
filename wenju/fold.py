"""Folding for matching: text in, a shadow of it out, with the same number of code points at the same offsets.

Full width becomes half width, traditional becomes simplified, Kangxi radicals become the ordinary characters, letters
become lower case, and the variants of quotes, dashes, middle dots and blanks become one each. Because one character is
replaced by exactly one, an offset found in the shadow is an offset in the text. What is shown or quoted is always the
text itself. Choices that need the words around them (著 or 着) are not made: see training/make_fold_table.py.
"""

from __future__ import annotations

from functools import cache

from wenju.fold_table import FROM, TO


@cache
def _table() -> dict[int, int]:
    return str.maketrans(FROM, TO)


def fold(text: str) -> str:
    """The shadow of `text`: `len(fold(t)) == len(t)` and `fold(fold(t)) == fold(t)`."""
    return text.translate(_table())


def simplify(text: str) -> str:
    """Traditional characters to simplified ones, letters and marks as they are: the form the reader reads."""
    return "".join(folded if "\u3400" <= c <= "\u9fff" else c for c, folded in zip(text, fold(text), strict=True))
