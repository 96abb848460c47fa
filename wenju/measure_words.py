"""The measure words that make a number a quantity, which of them say the same, and where they are other words.

Words only; they are put to use in `wenju.numbers`. To teach a new unit, add it to one of the lines below.
"""

from __future__ import annotations

# Plain ones: whatever follows, they are measure words.
_PLAIN = """
秒 分钟 小时 个小时 时 日 号 天 周 月 月份 个月 季度 学期 学年 学年度 年 年度 年级 年代 周年 世纪 岁 周岁
人次 场次 课时 学时 户 批 节 堂 项 件 条 款 篇 册 套 份 类 类别 期 届 级 轮 组 队 辆 架 艘 座 栋 幢 间 幅 枚 块 颗 棵 株
匹 倍 折 卷 章 回 页 席 票 元 角 分 美元 欧元 英镑 日元 港元 吨 千克 公斤 克 斤 公里 千米 厘米 毫米 米 英里
平方公里 平方千米 平方米 亩 公顷 立方米 升 毫升 度 瓦 千瓦 千瓦时 个百分点 点 起 % ‰ ℃ ㎡
"""

# Those that begin another word when one of the characters beside them follows: 三门峡, 张三位居, 五所以.
_NOT_BEFORE = {
    "人": "民才口士们类物员",
    "名": "列字义牌著额称气",
    "位": "居于置列数",
    "个": "性别人",
    "家": "长庭乡教属",
    "所": "有在以需谓能得属长",
    "校": "长区园际方",
    "班": "级子主车",
    "场": "所地面",
    "次": "日子要数于",
    "门": "峡户口",
    "部": "分门署长队",
    "本": "地区市科校次人着身",
    "种": "子植",
    "对": "口于接比应象外面",
    "支": "教持援部",
    "台": "山湾州北",
    "层": "面次",
    "张": "贴",
    "只": "有要能是",
    "把": "手握",
    "步": "骤伐",
    "字": "母典体",
    "集": "中体团合",
    "行": "政业动为",
}

# Latin ones, not before another letter.
_LATIN = "km² m² km kg cm mm mg ml kwh kw gb mb m g"

# After a one-character Chinese numeral these are mostly other words: 十分, 一时, 一点, 一起, 一度, 一号, 一回, 一行.
AFTER_DIGITS_ONLY = frozenset("分时点起度字回行号")

# The unit that stands for all of its line when two quantities are compared, and what one of the line is in it.
_SAME = {
    "人": {"位": 1, "名": 1},
    "月": {"月份": 1},
    "日": {"号": 1},
    "岁": {"周岁": 1},
    "场": {"场次": 1},
    "小时": {"个小时": 1},
    "公斤": {"千克": 1, "kg": 1, "吨": 1000},
    "公里": {"千米": 1, "km": 1},
    "米": {"m": 1},
    "平方公里": {"平方千米": 1, "km²": 1},
    "平方米": {"㎡": 1, "m²": 1},
}
_COMMON = {unit: (common, factor) for common, line in _SAME.items() for unit, factor in line.items()}


def common_unit(unit: str) -> tuple[str, int]:
    """The unit it is compared in, and how many of that one `unit` is: 吨 gives 公斤 and 1000, 名 gives 人 and 1."""
    return _COMMON.get(unit, (unit, 1))


def unit_pattern() -> str:
    """A regular expression for one measure word, longest first, without groups."""
    patterns = {word: word for word in _PLAIN.split()}
    patterns |= {word: f"{word}(?![{others}])" for word, others in _NOT_BEFORE.items()}
    patterns |= {word: f"{word}(?![a-z])" for word in _LATIN.split()}
    return "|".join(patterns[word] for word in sorted(patterns, key=lambda word: (-len(word), word)))
