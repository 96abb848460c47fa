"""Answers that end where a person would end them: a question, a text and a span in; a span of the same text out.

A reader finds the place and is often a little off at the ends: 45 without its 位, half a 《title》, a clause around the
one number that was asked for, two of four members of a list. The rules here look only at characters, marks and numbers
(`wenju.numbers`). Each leaves a span alone where it is not sure, because a wrong repair is worse than none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from wenju.asked import Asked, family_of
from wenju.fold import fold
from wenju.measure_words import common_unit, unit_pattern
from wenju.numbers import Quantity, find_quantities, numeral_value
from wenju.text import ZERO_WIDTH

Span = tuple[int, int]

_PAIRS = dict(zip("《〈“‘「『（([【［〔", "》〉”’」』）)]】］〕", strict=True))
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_BRACKETS = frozenset("（(【[［〔")
_BEFORE = re.compile(
    r"(?P<bound>不(?:得|能|应|可)?(?:超过|到|足|[少低小高大多]于)|至少|至多|最[多少](?!的)|零下|[公西]元前)"
    "|(?<![0-9a-z-])-|大约|约|将近|接近|近|超过?|逾|突破|[公西]元|摄氏|华氏"
)
_AFTER = re.compile(
    "左右|以[上下内]|上下|[余多](?![种样年个条])|(?<=世纪)[初末]|/(?:" + unit_pattern() + "|小时|分钟?|[秒天日月年人])"
)
# A number or a Latin word: 3.5, 10,000, COVID-19, payWave; a dash between two digits is a range's or a date's.
_WORD = re.compile(r"[a-z0-9à-ÿ]+(?:(?:(?<=\d)[.,](?=\d)|[.'&_](?=[a-z])|(?<!\d)-|-(?!\d))[a-z0-9à-ÿ]+)*")
_NUMERIC = r"(?<![\d.-])\d{4}(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}(?![\d.-])"
_NUMERIC_DATE = re.compile(_NUMERIC)


@dataclass(frozen=True, slots=True)
class _Amount:
    """One quantity, a range (3-5万元, 200元以上2000元以下) or a compound (1分30秒), and the hedging around it.

    `text[start:end]` is what cannot be cut; `hedged` is where 约 or 不超过 before it begins; `bound` whether leaving
    that out would change the answer (不超过).
    """

    start: int
    end: int
    hedged: int
    bound: bool
    unit: str
    dated: bool = False


@dataclass(frozen=True)
class _Text:
    text: str

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def pairs(self) -> list[Span]:
        """Where each pair of marks opens and closes, inner ones first; a mark without its other half is in none."""
        pairs: list[Span] = []
        open_: list[int] = []
        for i, char in enumerate(self.text):
            if char in _PAIRS:
                open_.append(i)
            elif char in _CLOSERS:
                at = next((k for k in reversed(range(len(open_))) if self.text[open_[k]] == _CLOSERS[char]), None)
                if at is not None:
                    pairs.append((open_[at], i))
                    del open_[at:]
            elif char == "\n":
                open_.clear()
        return pairs

    @cached_property
    def quantities(self) -> list[Quantity]:
        return find_quantities(self.text)

    @cached_property
    def amounts(self) -> list[_Amount]:
        amounts: list[_Amount] = []
        joined: Quantity | None = None
        for quantity in self.quantities:
            amount = self._amount(quantity)
            if joined and amounts and self._are_one(joined, quantity, amounts[-1]):
                first = amounts.pop()
                amount = _Amount(first.start, amount.end, first.hedged, first.bound, quantity.unit, first.dated)
            amounts.append(amount)
            joined = quantity
        return amounts

    def _amount(self, quantity: Quantity) -> _Amount:
        after = _AFTER.match(self.folded, quantity.end)
        before = next(
            (m for m in _BEFORE.finditer(self.folded, max(0, quantity.start - 5)) if m.end() == quantity.start), None
        )
        dated = (
            (quantity.unit == "年" and (quantity.value or 0) >= 1000)
            or quantity.unit in ("月", "月份", "号")
            or (quantity.unit == "日" and self.folded[quantity.start - 1 : quantity.start] == "月")
        )
        return _Amount(
            quantity.start,
            after.end() if after else quantity.end,
            before.start() if before else quantity.start,
            bool(before and before["bound"]),
            quantity.unit,
            dated,
        )

    def _are_one(self, low: Quantity, high: Quantity, before: _Amount) -> bool:
        if (low.hedge, high.hedge) == ("从", "到"):
            return True
        touching = high.start == before.end
        if touching and self.folded[before.end - 2 : before.end] == "以上":
            return family_of(low.unit) == family_of(high.unit)
        return touching and low.unit != high.unit and family_of(low.unit) == family_of(high.unit) in ("time", "money")

    @cached_property
    def whole(self) -> list[Span]:
        """What no span may cut: a number with its unit, a range whose unit stands only at its end, a Latin word."""
        pieces = [(quantity.start, quantity.end) for quantity in self.quantities]
        for low, high in pairwise(self.quantities):
            if (low.hedge, high.hedge) == ("从", "到") and not self.folded[low.start : low.end].endswith(low.unit):
                pieces.append((low.start, high.end))
        return pieces + [match.span() for match in _WORD.finditer(self.folded)]

    @cached_property
    def level(self) -> list[int]:
        """For each character where the innermost pair of marks around it opens, -1 where it stands in none."""
        level = [-1] * len(self.text)
        for opened, closed in sorted(self.pairs):
            level[opened + 1 : closed] = [opened] * (closed - opened - 1)
        return level


# --- repair ----------------------------------------------------------------------------------------------------------


def repair(question: str, text: str, start: int, end: int) -> Span:
    """Where a person would end the answer that the reader put at `text[start:end]`; never empty, inside `text`.

    Repairing what was repaired changes nothing. The span comes back as it was where no rule is sure.
    """
    asked, read = Asked(question), _Text(text)
    seen: list[Span] = []
    span = (start, end)
    while span not in seen:
        seen.append(span)
        span = _repair_once(asked, read, span)
    # Rules that undo each other would go round for ever: any span of the round then ends at the same one.
    return min(seen[seen.index(span) :])


def _repair_once(asked: Asked, read: _Text, span: Span) -> Span:
    span = _stripped(asked, read, _paired(read, span))
    span = _whole_pieces(read, span, asked)
    if asked.kind == "time":
        span = _asked_time(asked, read, span)
    elif asked.kind == "quantity":
        span = _asked_quantity(asked, read, span)
    elif asked.kind == "several":
        span = _whole_list(read, span)
    else:
        span = _first_title(asked, read, span)
    return _stripped(asked, read, _paired(read, span))


def _whole_pieces(read: _Text, span: Span, asked: Asked) -> Span:
    """45 becomes 45位, 2014 of 2014—2016年 the range, 12 of 2017-12-06 the date."""
    start, end = span
    dates = [] if asked.wants_year else [m.span() for m in _NUMERIC_DATE.finditer(read.folded)]
    for a, b in (*read.whole, *dates):
        if asked.kind == "other" and start < a and not read.folded[a].isascii():
            continue  # 路易十四时代: a Chinese numeral can end a name
        start = a if a < start < b else start
        end = b if a < end < b else end
    return start, end


_N = "〇零一二三四五六七八九十"

# --- quantities ------------------------------------------------------------------------------------------------------


# 至少多少 asks for the number itself, however the text says that it is the least.
_BOUND_ASKED = re.compile(
    "至[少多]|最[少多低高大小长短晚早]|起码|[上下]限|不[少低多高大小]于|超过|低于|零下|[公西]元前|限[期额]"
)


def _asked_quantity(asked: Asked, read: _Text, span: Span) -> Span:
    """今年招收学生58人 becomes 58人, if it is the only quantity there that fits the unit asked for."""
    start, end = span
    fitting = _fitting(asked, [amount for amount in read.amounts if start <= amount.start < end])
    if len(fitting) != 1:
        return span
    amount = fitting[0]
    if start < amount.start - 1 and re.match(rf"[\d{_N}]、", read.folded[amount.start - 2 : amount.start]):
        return span  # 第二、三学年 is one answer
    bounded = amount.bound and not _BOUND_ASKED.search(asked.folded)
    first = amount.hedged if start <= amount.hedged or bounded else amount.start
    last = _unit_end(asked, read, amount)
    if last is None:  # a number with a unit nobody knows: its words are the span's own
        return (first, end) if end - amount.end <= 4 else span
    tail = read.folded[last:end]
    return first, (end if first >= start and tail and tail in asked.folded and first == start else last)


def _fitting(asked: Asked, amounts: list[_Amount]) -> list[_Amount]:
    """Those of the unit that is asked for; if there are none, those of its kind: 3所 for 几个, 9名 for 几个人."""
    exact = [a for a in amounts if asked.unit and common_unit(a.unit)[0] == common_unit(asked.unit)[0] and not a.dated]
    if exact:
        return exact
    family = asked.family
    families = {
        "": {"count", "people", "size", "money", "share", ""},
        "count": {"count", "people", ""} if asked.unit == "个" else {"count", ""},
        "people": {"people", ""} if not any(a.unit == "人次" for a in amounts) else {"people", "count"},
    }.get(family, {family})
    return [a for a in amounts if family_of(a.unit) in families and not a.dated]


def _unit_end(asked: Asked, read: _Text, amount: _Amount) -> int | None:
    """Where the amount ends with its unit; the question may know it (几处, 14处). None: unknown."""
    if amount.unit:
        return amount.end
    after = read.folded[amount.end : amount.end + 2]
    if after and after[:1] == asked.counted[:1]:
        # 多少处饮水点 of 14处，: a unit. 多少蒙古军 of 20万蒙古军: the things themselves, and no unit between.
        return amount.end + (after != asked.counted[:2])
    follows = read.folded[amount.end : amount.end + 1]
    return None if follows.isalpha() else amount.end


# --- times -----------------------------------------------------------------------------------------------------------

# A year that needs no name of an era before it; then any year.
_FULL_YEAR = (
    rf"(?:(?:[公西]元)?前?\d{{3,4}}|[公西]元前?\d+|民国(?:\d+|[{_N}]+)|(?<![{_N}])[一二][{_N}]{{3}})年代?(?![级来])"
)
_ERA_YEAR = rf"(?:\d{{1,2}}|元|[{_N}]{{1,3}})年(?![级来间多以之后前])"
_MONTH = rf"(?:(?:每年)?[农阴旧]历)?(?:\d{{1,2}}|[{_N}正]{{1,2}})月份?"
_DAY = rf"(?:(?:\d{{1,2}}|[初廿{_N}]{{1,3}})[日号]|[初廿][{_N}])"
_PART = (
    "(?:[上下]半年|中期|年中|[春夏秋冬][季天]?(?!.?[奥运会])|[初末底](?![级期一二三四五六七八九十])|[上中下]旬"
    "|凌晨|清晨|早上|上午|中午|下午|傍晚|晚上|晚间)?"
)
_LATER = rf"(?:(?:{_FULL_YEAR})?{_MONTH}(?:{_DAY})?|{_FULL_YEAR}|{_DAY}){_PART}"
_DATE = re.compile(
    rf"(?P<first>(?P<year>(?P<full>{_FULL_YEAR})|{_ERA_YEAR}(?=\(|{_MONTH}))(?:\((?:{_FULL_YEAR}|{_ERA_YEAR})\))?"
    rf"(?:{_MONTH}(?:{_DAY})?)?{_PART}|{_MONTH}(?:{_DAY})?{_PART}|(?P<numeric>{_NUMERIC})"
    rf"|\d{{4}}(?=(?:至|到|[-~]+)\d{{4}}年))"
    rf"(?:(?:至|到|[-~]+)(?P<last>{_LATER}))?(?P<near>左右|前后)?"
)
_MONTH_ALONE = re.compile("几月(?!几)|哪个?月|何月(?!何)")
_AFTER_TIME = re.compile("(?:前|后|时|起|间|之际|以来|左右|初期?|末期?|[会赛节战届期])$")


def _asked_time(asked: Asked, read: _Text, span: Span) -> Span:
    """The date in the span, if it is the only one: whole, or its year where the year is asked for."""
    found = [date for date in _DATE.finditer(read.folded) if date.start() < span[1] and date.end() > span[0]]
    if len(found) != 1:
        return span
    date, (start, end) = found[0], span
    first, last = date.span("first")
    if date["last"] and end > last:  # a range; only its second end if that is where the span begins
        first, last = (date.start("last") if start > last else first), date.end("last")
    elif asked.wants_year:
        if not date["year"] and not date["numeric"]:
            return span
        last = first + 4 if date["numeric"] else _year_end(read, date)
    elif _MONTH_ALONE.search(asked.folded):
        first, last = max(first, start), min(last, end)
    if date["year"] and date["year"] in asked.folded and first == date.start("year"):
        said = date.end("year")
        first = said if "几月" in asked.folded and end > said else max(first, min(start, said))
    if start < first == date.start() and date["year"] and not date["full"]:
        # 康熙十一年: which words name the era is not for us to say, but they stand after 于 or 为
        words = re.search("[于在为自][^于在为自]{1,4}$", read.folded[start:first])
        first = start + (words.start() + 1 if words else 0)
    last = date.end() if date["near"] and last == date.start("near") <= end else last
    tail = read.folded[last:end]
    return first, (end if tail and len(tail) <= 12 and _AFTER_TIME.search(tail) else last)


def _year_end(read: _Text, date: re.Match[str]) -> int:
    """康熙十一年(1672年) is one year."""
    last = date.end("year")
    pair = next((b for a, b in read.pairs if a == last), None)
    return pair + 1 if pair is not None and pair < date.end() else last


# --- lists -----------------------------------------------------------------------------------------------------------

_BOUNDARY = frozenset(",。;:!?\n")
_OPENING_WORDS = re.compile(
    "包括了?|包含|涵盖|分别[为是]|分为|下设了?|[设拥]有|例如|诸如|譬如|比如|如下|主要[有是为]"
    "|(?<![在立随])即|(?<!自)由(?!于)|是(?!否)|通过|采[取用]了?"
)
_AND = re.compile("以及|[和与及或]")
_AND_SO_ON = re.compile(r"(?<![高平初中同优上下劣均相何对])等[^,。;:、的]{0,8}$")
_COUNTED = re.compile(rf"([两{_N}]+|\d+)(?:大|{unit_pattern()})[^,。;:]*$")


def _whole_list(read: _Text, span: Span) -> Span:
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


def _clause(read: _Text, span: Span) -> Span:
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


def _separators(read: _Text, region: Span) -> list[Span]:
    """The 、 of a clause, and the empty places between 《A》《B》."""
    level = read.level[region[0]]
    cuts: list[Span] = []
    for i in range(*region):
        if read.text[i] == "、" and read.level[i] == level:
            cuts.append((i, i + 1))
        elif read.text[i] in _PAIRS and read.text[i] not in _BRACKETS and read.text[i - 1 : i] in tuple(_CLOSERS):
            cuts.append((i, i))
    return cuts


def _list_start(read: _Text, members: list[Span], known: int) -> int:
    """Where the first member starts: at its mark, after 包括, or with the clause if that is short."""
    start, end = members[0]
    opened = next((a for a, b in read.pairs if b == end - 1 and read.text[a] not in _BRACKETS), None)
    if opened is not None:  # a list of titles, unless the member that is known is none
        return opened if read.text[known] in _PAIRS else known
    for word in _OPENING_WORDS.finditer(read.folded, start, end):
        start = word.end()
    longest = max(b - a for a, b in members[1:-1] or members[1:])
    return start if start > members[0][0] or end - start <= longest + 2 else members[1][0]


def _list_end(read: _Text, members: list[Span]) -> int:
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


# --- marks and ends --------------------------------------------------------------------------------------------------

_EDGE = frozenset(" \t\n\u3000\xa0。，、；：！？,;:!?.·—…~～-－" + ZERO_WIDTH)
_NOT_THE_PARTICLE = frozenset("目标有似别")
_LONG = 30
_NAMED = "书|文|报告|著作|作品|歌|曲|片|剧|电影|小说|专辑|刊|杂志|报纸|条约|协议|文件|规定|办法|法|标准|规划|计划"
_ASKS_FOR_A_NAME = re.compile(
    rf"(?:哪|什么|啥)[一两本部篇首份个种张项]{{0,2}}[^,。?]{{0,3}}(?:{_NAMED})|叫什么|题目|标题|名[字称]?是"
)


def _first_title(asked: Asked, read: _Text, span: Span) -> Span:
    """《A》在当地《B》上 becomes 《A》 where one thing is asked for; 《A》和《B》 and 《A》、《B》 stay."""
    if not _ASKS_FOR_A_NAME.search(asked.folded):
        return span
    titles = [(a, b) for a, b in sorted(read.pairs) if read.text[a] == "《" and span[0] <= a < span[1]]
    for (first, close), (after, _) in pairwise(titles):
        between = read.folded[close + 1 : after]
        if first == span[0] and len(between) > 1 and "(" not in between and not _AND.fullmatch(between):
            return first, close + 1
    return span


def _paired(read: _Text, span: Span) -> Span:
    """Both halves of a pair or none; a title that the span fills gets its marks."""
    start, end = span
    for opened, closed in read.pairs:
        is_bracket = read.text[opened] in _BRACKETS
        if start <= opened < end <= closed:  # the end is inside
            if opened > start and (is_bracket or closed + 1 - end > _LONG):
                end = opened
            elif closed + 1 - end <= _LONG:
                end = closed + 1
        elif opened < start <= closed < end:  # the start is inside
            if closed == end - 1 and (is_bracket or start - opened > _LONG):
                end = closed
            elif closed == start:
                start += 1
            elif start - opened <= _LONG:
                start = opened
        elif (opened, closed) == (start - 1, end) and read.text[opened] in "《〈":
            start, end = opened, closed + 1
    return (start, end) if start < end else span


def _stripped(asked: Asked, read: _Text, span: Span) -> Span:
    """Without marks and blanks at its ends, halves of pairs that lack the other, and a 的 before what it belongs to."""
    start, end = span
    paired = {position for pair in read.pairs if start <= pair[0] and pair[1] < end for position in pair}

    def goes(at: int) -> bool:
        mark = read.text[at]
        alone = (mark in _PAIRS or mark in _CLOSERS) and at not in paired
        return alone or (mark in _EDGE and not _belongs(read, at))

    while start < end and goes(start):
        start += 1
    while end > start and (goes(end - 1) or _is_loose_particle(asked, read, start, end)):
        end -= 1
    return (start, end) if start < end else span


def _belongs(read: _Text, at: int) -> bool:
    """A mark that is part of a Latin word or number: Yahoo!, Jr., -5."""
    before, after = read.text[at - 1 : at], read.text[at + 1 : at + 2]
    if read.text[at] in "-－":
        return after.isdigit() and not (before.isascii() and before.isalnum())
    return read.text[at] in ".!?" and before.isascii() and before.isalpha()


def _is_loose_particle(asked: Asked, read: _Text, start: int, end: int) -> bool:
    """The 的 of 楚雄的学校 where the span ends with it; not the 的 of 目的, nor where 什么样的 is asked."""
    if read.text[end - 1] != "的" or end - start < 2 or read.text[end - 2] in _NOT_THE_PARTICLE:
        return False
    return read.text[end : end + 1].isalpha() and not re.search("[什怎]么样|怎样|如何", asked.folded)
