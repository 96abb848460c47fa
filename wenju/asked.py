"""What kind of answer a question wants, from its words: an amount, a time, several things, or something else.

In: a question. Out: `Asked`, with the unit and the family of units it asks for. Where the answer ends in a text is the
business of `spans`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from wenju.fold import fold
from wenju.measure_words import unit_pattern

Kind = Literal["quantity", "time", "several", "other"]

_YEAR = re.compile("哪一?个?年|何年|(?:[公西]元前?|民国)几年|年份")
_TIME = re.compile(
    rf"{_YEAR.pattern}|什么时[候间]|啥时候?|何时|几时|哪一?[天日]|哪个?月|何[月日]|几月|几号"
    "|几点(?!建议|意见|要求|措施|体会|内容)"
)
_SEVERAL = re.compile(
    "哪些|哪几|哪[两二三四五六七八九十]|(?<!是)有什么|(?:包括|包含|含有)(?:了|有)?什么|分别|还有呢|谁和谁|各是"
)
_NAME = re.compile("谁|哪一?[位家所座]|哪一?个(?!月|年|学期|季度|时)|什么名|叫什么|叫啥")
# "Besides A and B, which is the third?" asks for one.
_THE_OTHER = re.compile("(?:以及|和|与|还有|另外?)(?:哪|什么|谁|何)")
_HOW_MANY = re.compile("多少|(?<![哪好十])几(?![乎何许率]|内亚)|多[久大长高远重宽深快厚]")
_UNIT = re.compile(rf"[百千万亿]*({unit_pattern()})")

_FAMILIES = {
    "time": "秒 分钟 分 小时 个小时 时 点 日 号 天 周 月 月份 个月 季度 学期 学年 学年度 年 年度 年代 周年 世纪",
    "money": "元 角 美元 欧元 英镑 日元 港元",
    "size": "吨 千克 公斤 克 斤 公里 千米 厘米 毫米 米 英里 平方公里 平方千米 平方米 亩 公顷 立方米 升 毫升 度 ℃ ㎡"
    " km² m² km kg cm mm mg ml m g",
    "share": "% ‰ 个百分点 折",
    "people": "人 名 位",
}
_FAMILY = {unit: family for family, units in _FAMILIES.items() for unit in units.split()}
# What the words of a question say about the family, where its unit does not.
_ASKED_FAMILY = (
    ("order", re.compile("第几")),
    ("time", re.compile("多久|多长时间|多少时间")),
    ("share", re.compile("百分之几|几成|百分比|(?:多少|多大)的?(?:比例|比率)|率(?:是|为|有|达到?)?多少")),
    ("money", re.compile("多少(?!.{0,4}[人名])[^,。?]{0,6}(?:钱|资金|经费|费用|款|薪|工资|基金)")),
    ("size", re.compile("多[长高远重宽深厚]")),
)


def asks_for(question: str) -> Kind:
    """What kind of answer a question wants: 多少教师 a quantity, 哪一年 a time, 哪些学校 several things."""
    folded = fold(question)
    if asks_for_several(question):
        return "several"
    if _TIME.search(folded):
        return "time"
    return "quantity" if _HOW_MANY.search(folded) else "other"


def asks_for_several(question: str) -> bool:
    """Whether a question wants a list: 哪些, 哪几门, 哪两种, 有什么, 分别; not 包括甲以及哪个."""
    folded = fold(question)
    return bool(_SEVERAL.search(folded)) and not _THE_OTHER.search(folded)


@dataclass(frozen=True)
class Asked:
    """A question and what it asks for."""

    text: str

    @cached_property
    def kind(self) -> Kind:
        """`asks_for` of its words."""
        return asks_for(self.text)

    @cached_property
    def folded(self) -> str:
        """Its words as they are matched."""
        return fold(self.text)

    @cached_property
    def wants_year(self) -> bool:
        """Whether it asks for the year alone: 哪一年, 何年."""
        return bool(_YEAR.search(self.folded))

    @cached_property
    def wants_name(self) -> bool:
        """Whether it asks who, or which of several: 谁, 哪位, 哪个区."""
        return bool(_NAME.search(self.folded))

    @cached_property
    def counted(self) -> str:
        """What stands after 多少 or 几: 册图书 in 捐了多少册图书."""
        asked = _HOW_MANY.search(self.folded)
        return self.folded[asked.end() :] if asked and asked.group() in ("多少", "几") else ""

    @cached_property
    def unit(self) -> str:
        """The unit the question names, "" where it names none."""
        unit = _UNIT.match(self.counted)
        return unit[1] if unit else ""

    @cached_property
    def family(self) -> str:
        """The family of units it asks for (`family_of`), "" where it names none."""
        for family, words in _ASKED_FAMILY:
            if words.search(self.folded):
                return family
        return family_of(self.unit)


def family_of(unit: str) -> str:
    """A unit's family: time, money, size, share, people, order, or count for all others; "" where there is none."""
    return "order" if unit.startswith("第") else _FAMILY.get(unit, "count" if unit else "")
