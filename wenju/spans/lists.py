"""All members of an enumeration, or the one title of several where one thing is asked for."""

from __future__ import annotations

import re
from itertools import pairwise

from wenju.asked import Asked
from wenju.measure_words import unit_pattern
from wenju.numbers import numeral_value
from wenju.spans.marked_text import BRACKETS, CLOSERS, HAN_DIGITS, PAIRS, MarkedText, Span

_BOUNDARY = frozenset(",。;:!?\n")
_OPENING_WORDS = re.compile(
    "包括了?|包含|涵盖|分别[为是]|分为|下设了?|[设拥]有|例如|诸如|譬如|比如|如下|主要[有是为]"
    "|(?<![在立随])即|(?<!自)由(?!于)|是(?!否)|通过|采[取用]了?"
)
_AND = re.compile("以及|[和与及或]")
_AND_SO_ON = re.compile(r"(?<![高平初中同优上下劣均相何对])等[^,。;:、的]{0,8}$")
_COUNTED = re.compile(rf"([两{HAN_DIGITS}]+|\d+)(?:大|{unit_pattern()})[^,。;:]*$")


def whole_list(read: MarkedText, span: Span) -> Span:
    """All members of the enumeration that the span is a part of, without 等五个部门 after them."""
    if any(read.folded[i] in _BOUNDARY and read.level[i] == read.level[span[0]] for i in range(*span)):
        return span
    region = _clause(read, span)
    cuts = _separators(read, region)
    if not cuts:
        return span
    start, end = span
    edges = [region[0], *(b for _, b in cuts)], [*(a for a, _ in cuts), region[1]]
    members = list(zip(*edges, strict=True))
    if start > members[0][1]:
        start = min(start, _list_start(read, members, start))
    if end <= members[-1][0] or _AND.match(read.folded, end):
        end = max(end, _list_end(read, members))
    more = _AND_SO_ON.search(read.folded, cuts[0][1], end)
    if not more or more.start() <= start:
        return start, end
    opening = _OPENING_WORDS.match(read.folded, start)  # 通过甲、乙等方式: 通过 goes with 方式
    return opening.end() if opening else start, more.start()


def _clause(read: MarkedText, span: Span) -> Span:
    """The clause around the span; marks inside a title or a quotation end none, the quotation's own marks do."""
    level = read.level[span[0]]
    start, end = span

    def inside(at: int) -> bool:
        return at != level and read.level[at] >= level and (read.folded[at] not in _BOUNDARY or read.level[at] > level)

    while start > 0 and inside(start - 1):
        start -= 1
    while end < len(read.text) and inside(end) and (read.level[end] > -1 or level == -1):
        end += 1
    return start, end


def _separators(read: MarkedText, region: Span) -> list[Span]:
    """The 、 of a clause, and the empty places between 《A》《B》."""
    level = read.level[region[0]]
    cuts: list[Span] = []
    for i in range(*region):
        if read.text[i] == "、" and read.level[i] == level:
            cuts.append((i, i + 1))
        elif read.text[i] in PAIRS and read.text[i] not in BRACKETS and read.text[i - 1 : i] in tuple(CLOSERS):
            cuts.append((i, i))
    return cuts


def _list_start(read: MarkedText, members: list[Span], known: int) -> int:
    """Where the first member starts: at its mark, after 包括, or with the clause if that is short."""
    start, end = members[0]
    opened = next((a for a, b in read.pairs if b == end - 1 and read.text[a] not in BRACKETS), None)
    if opened is not None:  # a list of titles, unless the member that is known is none
        return opened if read.text[known] in PAIRS else known
    for word in _OPENING_WORDS.finditer(read.folded, start, end):
        start = word.end()
    longest = max(b - a for a, b in members[1:-1] or members[1:])
    return start if start > members[0][0] or end - start <= longest + 2 else members[1][0]


def _list_end(read: MarkedText, members: list[Span]) -> int:
    """Where the last member ends: before 等, at its mark, or with the clause; else the last 、 is as far as is sure."""
    start, end = members[-1]
    more = _AND_SO_ON.search(read.folded, start, end)
    if more:
        return more.start()
    joined = _AND.search(read.folded, start + 1, end)
    counted = _COUNTED.search(read.folded, start + 1, end)
    if counted and _says(counted[1], len(members) + bool(joined)):
        return counted.start()
    last = joined.end() if joined else start
    closed = next((b + 1 for a, b in read.pairs if a == last and b < end), None)
    if closed is not None:
        return closed
    longest = max(b - a for a, b in members[:-1])
    return end if end - last <= longest + 2 else members[-2][1]


def _says(numeral: str, number: int) -> bool:
    return int(numeral) == number if numeral.isdecimal() else numeral_value(numeral) == number


_NAMED = "书|文|报告|著作|作品|歌|曲|片|剧|电影|小说|专辑|刊|杂志|报纸|条约|协议|文件|规定|办法|法|标准|规划|计划"
_ASKS_FOR_A_NAME = re.compile(
    rf"(?:哪|什么|啥)[一两本部篇首份个种张项]{{0,2}}[^,。?]{{0,3}}(?:{_NAMED})|叫什么|题目|标题|名[字称]?是"
)


def first_title(asked: Asked, read: MarkedText, span: Span) -> Span:
    """《A》在当地《B》上 becomes 《A》 where one thing is asked for; 《A》和《B》 and 《A》、《B》 stay."""
    if not _ASKS_FOR_A_NAME.search(asked.folded):
        return span
    titles = [(a, b) for a, b in sorted(read.pairs) if read.text[a] == "《" and span[0] <= a < span[1]]
    for (first, close), (after, _) in pairwise(titles):
        between = read.folded[close + 1 : after]
        if first == span[0] and len(between) > 1 and "(" not in between and not _AND.fullmatch(between):
            return first, close + 1
    return span
