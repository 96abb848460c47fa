"""The segmenter and its words: jieba's dictionary folded, the user's words added, a cache in the user's own folder.

In: jieba's word list and, if given, a user dictionary. Out: a jieba tokenizer that nobody else shares, and an identity
of all it knows. What is done with the words is the tokenizer's.
"""

from __future__ import annotations

import hashlib
import io
import marshal
import os
import re
import stat
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from wenju.aliases import read_config_lines
from wenju.errors import ConfigError
from wenju.fold import fold
from wenju.fold_table import FROM, TO

# word, frequency (None lets jieba choose one that keeps the word whole), part of speech ("" is unknown)
UserWord = tuple[str, int | None, str]

_USER_WORD = re.compile(r"(?P<word>\S+)(?:\s+(?P<freq>\d+))?(?:\s+(?P<tag>[a-z]+))?")


def load_user_words(path: Path) -> tuple[UserWord, ...]:
    """Read a user dictionary in jieba's format: one `word [frequency] [tag]` a line, `#` starts a comment.

    Words are folded. Raises `ConfigError` naming file and line where a line has another form.
    """
    words: list[UserWord] = []
    for number, line in enumerate(read_config_lines(path), start=1):
        content = line.split("#", 1)[0].strip()
        if not content:
            continue
        match = _USER_WORD.fullmatch(content)
        if not match:
            raise ConfigError(f"{path}, line {number}: found {content!r}; expected: word [frequency] [tag]")
        words.append((fold(match["word"]), int(match["freq"]) if match["freq"] else None, match["tag"] or ""))
    return tuple(words)


def segmenter(user_words: tuple[UserWord, ...] = ()) -> Any:
    """A `jieba.Tokenizer` of one's own over the folded dictionary. About half a second; the first ever about two."""
    import jieba

    own = jieba.Tokenizer()
    own.FREQ, own.total = _cached("words", _frequencies)
    own.initialized = True  # else jieba would load its own dictionary, and log it to stderr
    for word, freq, tag in user_words:
        own.add_word(word, freq, tag or None)
    return own


def tagger(own: Any) -> Any:
    """jieba's part-of-speech tagger over the words of the given segmenter."""
    from jieba.posseg import POSTokenizer

    own.get_dict_file = io.BytesIO  # the tagger reads tags from it when it is made; they come folded, below
    made = POSTokenizer(own)
    made.word_tag_tab = _cached("tags", lambda: {word: tag for word, (_, tag) in _folded_words().items()})
    return made


@cache
def dictionary_key() -> str:
    """A hash of jieba's dictionary and version and of the fold table."""
    import jieba

    return hashlib.sha256(_jieba_dictionary() + (jieba.__version__ + FROM + TO).encode()).hexdigest()[:16]


def cache_folder() -> Path:
    """The user's own cache folder, made with mode 0700; a path where nothing can be if there is none to be trusted.

    What is in it is read with `marshal`, so a folder in which others may write is not used at all.
    """
    base = os.environ.get("XDG_CACHE_HOME", "")
    folder = (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "wenju"
    nowhere = Path(os.devnull) / "wenju"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return nowhere
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or stat.S_IMODE(status.st_mode) & 0o022):
        return nowhere
    return folder


def _jieba_dictionary() -> bytes:
    import jieba

    return Path(jieba.__file__).with_name("dict.txt").read_bytes()


def _folded_words() -> dict[str, tuple[int, str]]:
    """jieba's words folded, with frequency and part of speech; of those that become equal the more frequent stays."""
    words: dict[str, tuple[int, str]] = {}
    for line in fold(_jieba_dictionary().decode("utf-8")).splitlines():
        word, freq, tag = line.split(" ")
        words[word] = max(words.get(word, (0, "")), (int(freq), tag))
    return words


def _frequencies() -> tuple[dict[str, int], int]:
    """What `jieba.Tokenizer.gen_pfdict` makes: the frequency of each word, 0 for the mere beginning of one; the sum."""
    frequencies = {word: freq for word, (freq, _) in _folded_words().items()}
    total = sum(frequencies.values())
    for word in list(frequencies):
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    return frequencies, total


def _cached(name: str, make: Callable[[], Any]) -> Any:
    """What `make` returns, kept in the cache folder. (jieba's own way of reading it takes four times as long.)"""
    path = cache_folder() / f"{name}-{dictionary_key()}-{marshal.version}.marshal"
    try:
        return marshal.loads(path.read_bytes())
    except (OSError, ValueError, EOFError, TypeError):  # not there, or not whole
        made = make()
        _keep(path, marshal.dumps(made))
        return made


def _keep(path: Path, content: bytes) -> None:
    """Write a cache file whole or not at all; one that cannot be written only costs time at the next start."""
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(content)
        os.replace(file.name, path)
    except OSError:
        return
