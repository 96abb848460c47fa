"""jieba's words, for the peers that search by words: without blanks and punctuation.

On DRCD test R@1 of bm25s was .899 with these, .892 with punctuation kept and .884 with jieba's search mode; on CMRC
2018 trial .969, .966 and .970.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"\w")


def words(text: str) -> list[str]:
    """The words of a text in order."""
    import jieba

    return [word for word in jieba.cut(text) if _WORD.search(word)]


def load_words() -> None:
    """Load the dictionary, quietly."""
    import jieba

    jieba.setLogLevel(60)
    jieba.initialize()
