"""Bytes to text, and text to sentences.

In: the raw bytes of a file; a text and a range of it. Out: one `str` with LF line ends; spans (start, end) in code
points. What a paragraph, a heading or a passage is, is left to the modules that build on this one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from wenju.errors import DocumentError

Span = tuple[int, int]

# Zero-width characters come with text copied from web pages; they show nothing, so they count as blank here.
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
BLANK = rf"[\s{ZERO_WIDTH}]"
ENDS = "。！？!?"
# What opens and closes a block of code in Markdown.
FENCE = "```"
CLOSERS = "”’」』）)》】〉］]"
_WORD = re.compile(rf"[^\s{ZERO_WIDTH}]")
_LEADING = re.compile(rf"{BLANK}*")

# A text whose first bytes hold this many three-byte UTF-8 characters is UTF-8; if it breaks later it is damaged,
# and reading it as GB18030 would only yield nonsense. Chance runs of that length do not occur in GB18030 text.
_SURELY_UTF8 = 8


def decode(raw: bytes, name: str) -> str:
    """The text of a file, line ends as LF: BOM, then strict UTF-8, then strict GB18030; no byte is ever dropped.

    Raises `DocumentError` naming the file for anything else, NUL bytes and UTF-8 that breaks half-way included.
    """
    return _decode(raw, name).replace("\r\n", "\n").replace("\r", "\n")


def _decode(raw: bytes, name: str) -> str:
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _strict(raw, "utf-16", name)
    if b"\0" in raw:
        at = raw.index(b"\0")
        raise DocumentError(
            f"{name}: found a NUL byte at byte {at}, expected text; save the file as plain text in UTF-8, or remove it."
        )
    if raw.startswith(codecs.BOM_UTF8):
        return _strict(raw, "utf-8-sig", name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        begin = raw[: error.start].decode("utf-8")
        if sum(char >= "\u0800" for char in begin) >= _SURELY_UTF8:
            raise _undecodable(name, "UTF-8", error) from error
    return _strict(raw, "gb18030", name)


def _strict(raw: bytes, encoding: str, name: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        tried = "UTF-8 or GB18030" if encoding == "gb18030" else encoding.upper()
        raise _undecodable(name, tried, error) from error


def _undecodable(name: str, tried: str, error: UnicodeDecodeError) -> DocumentError:
    return DocumentError(
        f"{name}: byte {error.start} is not valid {tried} ({error.reason}); "
        f"open the file in an editor that shows it properly and save it again as UTF-8."
    )


def is_encodable(text: str) -> bool:
    """Whether the text is text: half a surrogate pair, as a byte that is not UTF-8 becomes in a name, is not."""
    return not any("\ud800" <= c <= "\udfff" for c in text)


def is_blank(text: str, start: int = 0, end: int | None = None) -> bool:
    """True if nothing can be seen in `text[start:end]`: only white space and zero-width characters."""
    return _WORD.search(text, start, len(text) if end is None else end) is None


def strip_span(text: str, start: int, end: int) -> Span:
    """The span without its outer blanks, U+3000, U+00A0 and zero-width ones included; (end, end) if all is blank."""
    found = _LEADING.match(text, start, end)
    start = found.end() if found else start
    while end > start and (text[end - 1].isspace() or text[end - 1] in ZERO_WIDTH):
        end -= 1
    return start, end


def lines(text: str, start: int = 0, end: int | None = None) -> Iterator[Span]:
    """The lines that are not blank, without their outer blanks, in order. Only LF parts lines."""
    end = len(text) if end is None else end
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        line = strip_span(text, start, stop)
        if line[0] < line[1]:
            yield line
        start = stop + 1


# One alternative for each place to look at. A book title is taken whole, so that 《怎么办？》 ends nothing.
_STOP = re.compile(rf"《[^《》\n]{{1,60}}》|[{ENDS}]+[{re.escape(CLOSERS)}]*|[.．][{re.escape(CLOSERS)}]*|\n")
# Words whose full stop does not end a sentence; a single letter (an initial) never ends one either.
_ABBREVIATION = re.compile(r"(?:^|[^A-Za-z])(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|St|No|vs|etc|al|Fig|Jr|Sr|Vol|pp)$")
_NUMERALS = "〇零一二三四五六七八九十百千"


def sentences(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Sentence spans that tile `text[start:end]`; none is blank unless the whole range is.

    A sentence ends with 。！？!? and the closing quotes and brackets after it, or with a line; a full stop ends one
    only after a word and before a blank. A semicolon ends none. Blanks before a sentence belong to its span, blanks
    after the last one to the last.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    begin, word = start, _first_word(text, start, end)
    for stop in _stops(text, start, end):
        if stop > word:
            spans.append((begin, stop))
            begin, word = stop, _first_word(text, stop, end)
    if begin < end:
        if spans and word == end:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((begin, end))
    return spans


def _first_word(text: str, start: int, end: int) -> int:
    found = _WORD.search(text, start, end)
    return found.start() if found else end


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Where sentences end, in order. A straight quote closes when an odd number of them stands before it."""
    quotes, counted = 0, start
    for found in _STOP.finditer(text, start, end):
        first, stop = text[found.start()], found.end()
        quotes, counted = quotes + text.count('"', counted, stop), stop
        if first == "\n":
            quotes = 0
        elif not _ends(text, found.start(), stop, end):
            continue
        if stop < end and text[stop] == '"' and quotes % 2:
            stop += 1
        yield stop


def _ends(text: str, at: int, stop: int, end: int) -> bool:
    """True if what was found at `at` ends a sentence."""
    if text[at] in ".．":
        return _full_stop(text, at, stop, end)
    return text[at] != "《" and not (text[at] in "!?" and _inside_name(text, at, stop, end))


def _full_stop(text: str, at: int, stop: int, end: int) -> bool:
    """True for a '.' after a word and before a blank or the end: not 3.5, 约翰.史密斯, Mr. Smith, 一. or v1.2."""
    before = text[max(0, at - 6) : at]
    if (stop < end and not text[stop].isspace() and text[stop] not in '"') or not before or not before[-1].isalpha():
        return False
    return before[-1] not in _NUMERALS and not _ABBREVIATION.search(before)


def _inside_name(text: str, at: int, stop: int, end: int) -> bool:
    """True for an ASCII mark within a word: a?b=1, Yahoo!奇摩."""
    after = text[stop] if stop < end else " "
    before = text[at - 1] if at else " "
    return before.isascii() and before.isalnum() and after.isalnum()
