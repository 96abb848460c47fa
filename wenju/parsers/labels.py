"""What the words of a cell are: the name of a column, a title, a note.

In: the text of a cell. Out: whether it reads like one. Where it stands, and what stands beside it, is left to `grid`.
"""

from __future__ import annotations

import re

# The name of a column is no sentence; 是否享受过部属师范大学师范生公费教育政策 has 20 characters.
NAME = 40
# The title of a table has about 30 characters; a longer line above one explains it.
TITLE = 60

# Figures, days and dashes stand under names; 2016年, 1月, 3班 and 60岁以上 may be names themselves.
_FIGURE = re.compile(
    r"[约近超逾共]?[-+−±¥￥$(（]?\d[\d.,:/—–~～ -]*(?:[%‰]|[万亿]?[元人名个所次位家户件台套岁天亩吨]|[万亿])?[)）]?"
    r"|\d{4}年\d{1,2}月\d{1,2}日|[-—–/\s]*"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
# Notes above and below a table: 单位：万元, 注：……, 数据来源：市统计局.
_NOTE = re.compile(
    r"[（(【*※\s]*(?:附?注|备注|说明|(?:计量)?单位|(?:数据|资料)?来源|制表|填[表报]|编制|审核|统计|截至|日期|时间)"
    r"[^，。；]{0,8}[:：]|.*[。；;]$"
)


def is_name(cell: str) -> bool:
    """Whether a cell could name a column; 姓名： names the cell beside it."""
    short = len(cell) <= NAME and not cell.endswith((":", "：", "。", "；", ";"))
    return short and (not _FIGURE.fullmatch(cell) or is_year(cell))


def is_year(cell: str) -> bool:
    """Whether a cell is a year, which names a column or stands under a name."""
    return _YEAR.fullmatch(cell) is not None


def is_title(cell: str) -> bool:
    """Whether a cell that stands alone could be the title of a table or of a part of it."""
    worded = any(char.isalpha() for char in cell)
    return worded and len(cell) <= TITLE and not is_note(cell) and not cell.endswith((":", "：", "，", ","))


def is_note(cell: str) -> bool:
    """Whether a cell that stands alone says something about the table."""
    return _NOTE.match(cell) is not None
