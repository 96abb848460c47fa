"""A question as the statement behind it: 杨浦派了多少教师去遵义？ in, 杨浦派了教师去遵义 out.

It is made by leaving out the words that ask. Where that leaves no sentence that could be read, there is none.
"""

from __future__ import annotations

import re

from wenju.fold import fold
from wenju.measure_words import unit_pattern
from wenju.tokenizer import QUESTION_WORDS

# A statement shorter than this says nothing: 有教师.
LEAST = 4

_UNIT = f"(?:{unit_pattern()})"
_COUNT = f"(?:多少|几(?![乎何率许]))(?:[百千万亿]*{_UNIT})?"
_END = re.compile(r"[\s?!。.,;~…]*(?:[呢吗呀啊吧][\s?!。.,;~…]*)*$")
# What asks, as it is found in the folded question, and what takes its place; in this order.
_LEFT_OUT = (
    (re.compile(r"^(?:请问|想问一下|请教一下|麻烦问一下)[,\s]*"), ""),
    (re.compile(f"(?:一共|总共|合计|总计)(?=.*{_COUNT})"), ""),
    (re.compile(f"(?:一共|总共)?(?:是|为|有|达到?|分成?了?)?{_COUNT}(?:人|钱)?$"), ""),
    (re.compile("(?:是|叫做?|称为)(?:什么|啥)(?:名字?|时候)?$"), ""),
    (re.compile("(?:是|在)?(?:什么时[候间]|何时|几时|哪一?个?年|哪一?天|哪个?月|几月几号)"), ""),
    (re.compile("(?:哪里|哪儿|什么地方|何处|何地)"), "一个地方"),
    (re.compile(f"哪(?:些|[两二三四五六七八九十几]{_UNIT})"), ""),
    (re.compile(f"哪一?(?={_UNIT})"), "一"),
    (re.compile("(?<=了)什么(?=[\u4e00-\u9fff])"), ""),
    (re.compile(_COUNT), ""),
)


def statement(question: str) -> str | None:
    """The question without what asks in it; None where too little is left, or what is left still asks."""
    text = question[: len(_END.sub("", fold(question)))]
    for pattern, instead in _LEFT_OUT:
        text = _replace(text, pattern, instead)
    text = text.strip()
    if len(text) < LEAST or QUESTION_WORDS.search(fold(text)):
        return None
    return text


def _replace(text: str, pattern: re.Pattern[str], instead: str) -> str:
    """Replace what the pattern finds in the folded text, which has the same offsets."""
    parts, end = [], 0
    for match in pattern.finditer(fold(text)):
        parts += [text[end : match.start()], instead]
        end = match.end()
    return "".join([*parts, text[end:]])
