"""The segmenter and its words: jieba's dictionary folded, the user's words added, a cache in the user's own folder.

In: jieba's word list and, if given, a user dictionary. Out: words and parts of speech as a jieba tokenizer gives them
that nobody else shares, and an identity of all it knows. What is done with the words is the tokenizer's.
"""

from __future__ import annotations

import hashlib
import io
import marshal
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache, cached_property
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from threading import Lock
from typing import Any

from wenju.aliases import read_config_lines
from wenju.cache import cache_folder, keep
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


class Segmenter:
    """A `jieba.Tokenizer` of one's own over the folded dictionary, of which it learns what a text has use for.

    Of half a million words a question needs some hundreds, and all of them together take half a second and 150 MB. So
    they lie by their first character, and those of a character are taken up when a text first has it. Several threads
    may cut at once: what one learns twice is the same twice.
    """

    def __init__(self, user_words: tuple[UserWord, ...] = ()) -> None:
        import jieba

        self._unread, self._total = _cached("words-by-character", _by_first_character)
        self._tags: dict[str, str] = {}
        self._jieba = jieba.Tokenizer()
        self._jieba.FREQ, self._jieba.total = {}, self._total
        self._jieba.initialized = True  # else jieba would load its own dictionary, and log it to stderr
        for word, freq, tag in user_words:
            self._learn(word)  # first: what is learnt later must not take the place of what the user says
            self._jieba.add_word(word, freq, tag or None)

    def search_words(self, text: str) -> Iterator[str]:
        """jieba's words for searching: the long ones, and the shorter ones inside them."""
        self._learn(text)
        found: Iterator[str] = self._jieba.cut_for_search(text)
        return found

    def tagged(self, text: str) -> Iterator[tuple[str, str]]:
        """The words of a text with jieba's part of speech."""
        self._learn(text)
        return ((str(pair.word), str(pair.flag)) for pair in self._tagger.cut(text))

    def _learn(self, text: str) -> None:
        for first in self._unread.keys() & set(text):
            packed = self._unread.get(first)
            if packed is not None:
                frequencies, tags = marshal.loads(packed)
                self._jieba.FREQ.update(frequencies)
                self._tags.update(tags)
                self._unread.pop(first, None)  # last: until then another thread learns it itself

    @cached_property
    def _tagger(self) -> Any:
        self._jieba.get_dict_file = io.BytesIO  # it reads tags from there when it is made; ours come folded
        made = _parts_of_speech().POSTokenizer(self._jieba)
        made.word_tag_tab = self._tags
        made.makesure_userdict_loaded()
        return made


_LOADING = Lock()


def _parts_of_speech() -> Any:
    """`jieba.posseg` under a name of our own, without a tagger for everybody, which takes half a second and 100 MB.

    That one is made when the module is loaded, from what `jieba.dt` says is the dictionary: for this moment nothing.
    """
    import jieba

    folder, name = Path(jieba.__file__).with_name("posseg"), "jieba.posseg_of_wenju"
    with _LOADING:
        if name not in sys.modules:
            spec = spec_from_file_location(name, folder / "__init__.py", submodule_search_locations=[str(folder)])
            assert spec is not None
            assert spec.loader is not None
            sys.modules[name] = module_from_spec(spec)
            jieba.dt.get_dict_file = io.BytesIO
            try:
                spec.loader.exec_module(sys.modules[name])
            except BaseException:
                del sys.modules[name]
                raise
            finally:
                del jieba.dt.get_dict_file
        return sys.modules[name]


@cache
def dictionary_key() -> str:
    """A hash of jieba's dictionary and version and of the fold table."""
    import jieba

    return hashlib.sha256(_jieba_dictionary() + (jieba.__version__ + FROM + TO).encode()).hexdigest()[:16]


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


def _by_first_character() -> tuple[dict[str, bytes], int]:
    """Of each first character, packed: what `jieba.Tokenizer.gen_pfdict` makes of its words, and their tags.

    Their frequencies, 0 for the mere beginning of a word. And the sum of all frequencies.
    """
    words = _folded_words()
    shelves: defaultdict[str, tuple[dict[str, int], dict[str, str]]] = defaultdict(lambda: ({}, {}))
    for word, (freq, tag) in words.items():
        frequencies, tags = shelves[word[0]]
        frequencies[word], tags[word] = freq, tag
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
    packed = {first: marshal.dumps(shelf) for first, shelf in shelves.items()}
    return packed, sum(freq for freq, _ in words.values())


def _cached(name: str, make: Callable[[], Any]) -> Any:
    """What `make` returns, kept in the cache folder. (jieba's own way of reading it takes four times as long.)"""
    path = cache_folder() / f"{name}-{dictionary_key()}-{marshal.version}.marshal"
    try:
        return marshal.loads(path.read_bytes())
    except (OSError, ValueError, EOFError, TypeError):  # not there, or not whole
        made = make()
        keep(path, marshal.dumps(made))
        return made
