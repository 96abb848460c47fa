"""Places: which names are places, what their short forms are, and what lies in what.

In: the names of China's provinces, prefectures and counties, and of countries and cities elsewhere (`wenju.places`).
Out: the stem of a name, and a table from name to depth and to all that lies inside. Names are folded, see `wenju.fold`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from wenju.fold import fold
from wenju.places import CITIES, COUNTRIES, DIVISIONS, WORDS

# Whatever is written in Chinese may be about these without a word of it.
EVERYWHERE = frozenset(("中国", "我国", "国家", "全国", "中华人民共和国", "国内", "世界", "全球"))
# A province by its one character, where no other word is likely: 援藏, 赴黔, 来沪.
_ONE_CHARACTER = """
上海沪 重庆渝 河北冀 河南豫 云南滇 湖南湘 安徽皖 山东鲁 新疆疆 浙江浙 江西赣 湖北鄂 广西桂 山西晋 陕西陕 福建闽
贵州黔 广东粤 青海青 西藏藏 四川川 宁夏宁 海南琼 澳门澳 甘肃甘 内蒙古蒙
"""
ONE_CHARACTER = {name[:-1]: name[-1] for name in _ONE_CHARACTER.split()}
_BEFORE_ONE = "援赴入进来在离返驻抵"

_PEOPLES = (
    "蒙古 回 藏 维吾尔 苗 彝 壮 布依 朝鲜 满 侗 瑶 白 土家 哈尼 哈萨克 傣 黎 傈僳 佤 畲 拉祜 水 东乡 纳西 景颇 "
    "柯尔克孜 土 达斡尔 仫佬 羌 布朗 撒拉 毛南 仡佬 锡伯 普米 塔吉克 怒 鄂温克 保安 裕固 独龙 鄂伦春 各"
)
_PEOPLE = "|".join(sorted(_PEOPLES.split(), key=len, reverse=True))
_SELF_RULED = re.compile(rf"(?:维吾尔|(?:{_PEOPLE})族)*自治[区州县旗]$")
PLACE_END = re.compile("(?:特别行政区|新区|林区|特区|地区|[省市区县州盟旗镇乡])$")
_BODY = re.compile("(?:(?:人民)?(?:政府|医院|法院|检察院)|大学|公司|集团|[区市县省]委|[^省市区县州]{2}[局厅])$")


@dataclass(frozen=True)
class Table:
    """By full name and by stem: how deep a place lies (0 a country, 3 a county), and the names of all inside it."""

    level: dict[str, int]
    inside: dict[str, frozenset[str]]


def stem(name: str) -> str:
    """The shortest form of a folded name, two characters or more: 杨浦 of 杨浦区教育局, 红河 of 红河哈尼族彝族自治州.

    Where that is an everyday word (和平 of 和平区) the name stays whole.
    """
    for pattern in (_BODY, _SELF_RULED, PLACE_END):
        shorter = pattern.sub("", name)
        if len(shorter) > 1 and shorter not in EVERYWHERE and shorter not in _words():
            name = shorter
    return name


@cache
def table() -> Table:
    """Made once, in about 10 ms."""
    level = dict.fromkeys(fold(COUNTRIES).split(), 0) | dict.fromkeys(fold(CITIES).split(), 2)
    inside: defaultdict[str, set[str]] = defaultdict(set)
    for line in fold(DIVISIONS).strip().splitlines():
        province, prefecture, *counties = line.split()
        within = {form for county in counties for form in _forms(county)}
        below = {province: within | _forms(prefecture), prefecture: within} | {county: set() for county in counties}
        for depth, name in [(1, province), (2, prefecture), *((3, county) for county in counties)]:
            for form in _forms(name):
                level[form] = min(depth, level.get(form, depth))
                inside[form] |= below[name] - _forms(name)
    return Table(level, {name: frozenset(names) for name, names in inside.items() if names})


def wider(place: str) -> list[str]:
    """The provinces and prefectures that a place lies in, by all their forms; of places of one name, of each."""
    return [name for name, names in table().inside.items() if place in names]


def names_inside(text: str, place: str) -> bool:
    """Whether a folded text names something that lies in `place`."""
    return any(name in text for name in table().inside.get(place, ()))


def in_one_character(text: str, place: str) -> bool:
    """Whether a folded text has a province by its one character: 西藏 in 援藏."""
    short = ONE_CHARACTER.get(stem(place))
    return short is not None and re.search(f"[{_BEFORE_ONE}]{short}", text) is not None


@cache
def _words() -> frozenset[str]:
    return frozenset(fold(WORDS).split())


@cache
def _forms(name: str) -> frozenset[str]:
    return frozenset((name, stem(name))) - {"-"}
