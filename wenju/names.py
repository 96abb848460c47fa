"""Named things in a question: text in; the places, people, organisations, dates, amounts, titles and codes out.

Places come from a table (`geography`), for jieba's dictionary has 遵义 as a verb and 谢谢 as a person; the collection's
own names from its gazetteer; dates and amounts from `dates` and `numbers`; people, foreign names and the rest from
jieba, and only where its tag can be trusted. What is asked for (哪个区, 几名, 多少万元) is no thing, nor is what every
text of the country is about (我国, 中国). Whether a passage carries a thing is left to `subject`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from wenju.dates import find_dates
from wenju.fold import fold
from wenju.geography import EVERYWHERE, PLACE_END, stem, table
from wenju.numbers import find_quantities
from wenju.tokenizer import Tokenizer

Kind = Literal["place", "person", "organisation", "date", "quantity", "title", "name"]
Found = tuple[int, int, Kind]  # start, end
Word = tuple[str, str, int]  # the word, jieba's tag, start


@dataclass(frozen=True, slots=True)
class Thing:
    """`question[start:start + len(text)] == text`. `inner` is the place right behind: 楚雄 for 云南 in 云南楚雄."""

    text: str
    kind: Kind
    start: int
    inner: str = ""


_TAGS: dict[str, Kind] = {"nr": "person", "ns": "place", "nt": "organisation", "nz": "name"}
_ORGANISATION = re.compile(
    "(?:大学|学院|学校|中学|小学|幼儿园|医院|卫生院|公司|集团|中心|研究[院所]|委员会|协会|学会|基金会|工作室|局|银行|出版社"
    "|乐团|联盟|博物馆|图书馆|[一二三四五六七八九十][中小幼院])$"
)
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵周吴徐孙马胡朱郭何罗高林郑梁谢唐许冯宋韩邓彭曹曾田萧潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔"
    "谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛阎段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向汤温康施洪季裴葛"
)
# A word of three characters that jieba takes for a person is none if it ends so: 夏令营, 马尾松, 许可证.
_NO_GIVEN_NAME = frozenset("者性学品剂器镜花树草鱼鸟岩楼桥寺宫殿营赛园府郡队军人证权松素机车船法类语族的在是被与和说因")
# What makes an organisation of the name before it: 七宝中学.
_INSTITUTIONS = frozenset(("中学", "小学", "大学", "学院", "幼儿园", "医院", "公司", "集团", "银行"))
_QUOTED = re.compile('《(?P<title>[^《》]{1,40})》|"(?P<quote>[^"]{2,40})"')
_LATIN = re.compile(r"[a-z][a-z0-9]*(?:[-_.+&/' ]?[a-z0-9]+)*\+*")
NUMBERED = re.compile(
    r"第?(?P<number>[一二三四五六七八九十]+|\d+)"
    r"(?:中学|中(?![心间国央小])|小学|小(?![时组])|幼儿园|幼|人民医院|医院|院)"
)
HAN = re.compile("[\u3400-\u9fff]+")


class Names:
    """Finds named things. `gazetteer` holds places and organisations that the collection itself names."""

    def __init__(self, tokenizer: Tokenizer, gazetteer: Iterable[str] = ()) -> None:
        """User words count if tagged nr, ns, nt or nz, a group of aliases if one of its names is plainly a name."""
        self._tokenizer = tokenizer
        self._kinds: dict[str, Kind] = {}
        for word, _, tag in tokenizer.user_words:
            if tag in _TAGS:
                self._add(word, _TAGS[tag])
        for group in tokenizer.aliases.groups:
            kinds = [kind for kind in map(_guess, group) if kind != "name"]
            for name in group if kinds else ():
                self._add(name, kinds[0])
        for name in map(fold, gazetteer):
            if _guess(name) != "name":  # a whole heading (总体要求) is none
                self._add(name, _guess(name))
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        for name in (*self._kinds, *table().level):
            lengths[name[:2]].add(len(name))
        self._lengths = {pair: sorted(found, reverse=True) for pair, found in lengths.items()}

    def tag(self, text: str) -> list[Word]:
        """The words of a text with their parts of speech: (word, tag, start)."""
        return self._tokenizer.tag(text)

    def things(self, question: str) -> list[Thing]:
        """The things a question names, in order, without overlaps."""
        folded = fold(question)
        words = self._tokenizer.tag(folded)
        spans = [*_quoted(folded), *_numbers(folded), *self._named(folded, words), *_latin(folded), *_tagged(words)]
        free = [True] * len(folded)
        found: list[Found] = []
        for start, end, kind in spans:
            if all(free[start:end]) and folded[start:end] not in EVERYWHERE:
                numbered = NUMBERED.match(folded, end) if kind == "place" else None
                if numbered and all(free[slice(*numbered.span())]):
                    end, kind = numbered.end(), "organisation"
                free[start:end] = [False] * (end - start)
                found.append((start, end, kind))
        things = [Thing(question[start:end], kind, start) for start, end, kind in sorted(found)]
        return [_with_inner(thing, following, question) for thing, following in pairwise([*things, None]) if thing]

    def known(self, text: str) -> list[Found]:
        """The places of the table and the names of the gazetteer in a folded text, leftmost and longest."""
        level, kinds = table().level, self._kinds
        found: list[Found] = []
        end = 0
        for start in range(len(text) - 1):
            lengths = self._lengths.get(text[start : start + 2], ()) if start >= end else ()
            for word in (text[start : start + length] for length in lengths):
                if word in kinds or word in level:
                    end = start + len(word)
                    found.append((start, end, kinds.get(word, "place")))
                    break
        return found

    def is_known(self, name: str) -> bool:
        """Whether a folded name is in the table or the gazetteer."""
        return name in self._kinds or name in table().level

    def _add(self, name: str, kind: Kind) -> None:
        """Keep a name; of a place its stem too, of 澜泊市第二人民医院 also where it is."""
        numbered = NUMBERED.search(name)
        if kind == "organisation" and numbered and numbered.start() > 1:
            self._add(name[: numbered.start()], "place")
        for form in (name, stem(name)) if kind == "place" else (name,):
            if len(form) > 1 and form not in EVERYWHERE:
                self._kinds.setdefault(form, kind)

    def _named(self, folded: str, words: Sequence[Word]) -> Iterator[Found]:
        """Known names, but none that begins inside a word (大同 in 最大同盟); 白沙镇 is more than 白沙."""
        word_at = {start: word for word, _, start in words}
        for start, end, kind in self.known(folded):
            if start in word_at:
                longer = kind == "place" and PLACE_END.search(word_at[start])
                yield start, max(end, start + len(word_at[start])) if longer else end, kind


def collect(names: Names, texts: Iterable[str]) -> list[str]:
    """The places and organisations that titles and headings name: what a gazetteer is made of."""
    kinds = ("place", "organisation")
    return list(dict.fromkeys(thing.text for text in texts for thing in names.things(text) if thing.kind in kinds))


def _guess(name: str) -> Kind:
    if name in table().level or (len(name) > 2 and PLACE_END.search(name)):
        return "place"
    return "organisation" if len(name) > 3 and _ORGANISATION.search(name) else "name"


def _quoted(folded: str) -> Iterator[Found]:
    return ((*match.span(), "title") for match in _QUOTED.finditer(folded))


def _numbers(folded: str) -> Iterator[Found]:
    """Dates, and amounts of ten or more or in digits: 两 of 哪两所 says little, and so does a rough one (近5万人).

    Only such as say the same by themselves: the 1 of 1～2月 takes its unit from what follows and is left out.
    """
    for date in find_dates(folded):
        if len(find_dates(folded[date.start : date.end])) == 1:
            yield date.start, date.end, "date"
    for q in find_quantities(folded):
        said = q.value is not None and (q.value >= 10 or folded[q.start].isdigit())
        alone = len(find_quantities(folded[q.start : q.end])) == 1
        if said and alone and q.unit and not q.hedge and not q.unit.startswith(("第", "年", "世纪")):
            yield q.start, q.end, "quantity"


def _latin(folded: str) -> Iterator[Found]:
    return ((*match.span(), "name") for match in _LATIN.finditer(folded) if len(match[0]) > 1)


def _tagged(words: Sequence[Word]) -> Iterator[Found]:
    """What jieba tags as a name and looks like one, alone or with the word behind it."""
    for (left, _, start), (dot, _, _), (right, _, right_start) in zip(words, words[1:], words[2:], strict=False):
        if dot == "·" and HAN.fullmatch(left) and HAN.fullmatch(right):
            yield start, right_start + len(right), "person"
    for (word, tag, start), (after, _, _) in pairwise([*words, ("", "", 0)]):
        named = tag in ("nr", "ns", "nz", "nrt") and len(word) > 1 and HAN.fullmatch(word)
        if named and after in _INSTITUTIONS:
            yield start, start + len(word + after), "organisation"
        elif named and after in ("县", "市", "镇", "乡", "州"):
            yield start, start + len(word + after), "place"
        elif kind := _trusted(word, tag):
            yield start, start + len(word), kind


def _trusted(word: str, tag: str) -> Kind | None:
    """The kind of a word that jieba tags as a name, or None where the tag says too little."""
    if not HAN.fullmatch(word) or len(word) < 3:
        return None
    if tag == "ns" or (tag == "nr" and PLACE_END.search(word)):
        return "place"
    if tag == "nt" and len(word) > 3:
        return "organisation"
    person = len(word) == 3 and word[0] in _SURNAMES and word[-1] not in _NO_GIVEN_NAME
    return "person" if tag == "nrt" or (tag == "nr" and person) else None


def _with_inner(thing: Thing, following: Thing | None, question: str) -> Thing:
    """Mark a place that the next one lies in: 云南 of 云南楚雄. Of two that the table knows it must say so itself."""
    if following is None or (thing.kind, following.kind) != ("place", "place"):
        return thing
    if question[thing.start + len(thing.text) : following.start].strip():
        return thing
    outer, inner = fold(thing.text), fold(following.text)
    level = table().level
    if outer in level and inner in level and inner not in table().inside.get(outer, ()):
        return thing
    return replace(thing, inner=following.text)
