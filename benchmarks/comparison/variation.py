"""More passages than there are: copies with other places, numbers and names, the same for the same seed.

A copy reads like what it is a copy of and shares most of its words, so posting lists grow as they would in a larger
collection of the same kind. And questions where nobody wrote any: a clause with words dropped.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import cache, lru_cache

from peers.contract import Passage
from wenju.dictionary import Segmenter

# Provinces and cities, what offices are in charge of, and what people are called in rules: in a copy each becomes
# another of its kind everywhere.
_PLACES = """
    北京 天津 河北 山西 辽宁 吉林 黑龙江 上海 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 重庆 四川 贵州
    云南 陕西 甘肃 青海 广西 西藏 宁夏 新疆 石家庄 太原 呼和浩特 沈阳 长春 哈尔滨 南京 杭州 合肥 福州 南昌 济南 郑州
    武汉 长沙 广州 南宁 海口 成都 贵阳 昆明 拉萨 西安 兰州 西宁 银川 乌鲁木齐 大连 青岛 宁波 厦门 深圳 苏州 无锡
"""
# Not 民政, which stands in 人民政府.
_OFFICES = """
    教育 卫生 财政 交通 水利 农业 林业 文化 旅游 商务 气象 公安 税务 住房 规划 环境 质量 档案 统计 审计 体育 科技
"""
_PEOPLE = "经营者 申请人 投资人 管理人 承包人 使用人 监护人 负责人 委托人 收养人"
_DIGITS = "一 二 三 四 五 六 七 八 九"
PLACES, OFFICES, PEOPLE, DIGITS = (tuple(words.split()) for words in (_PLACES, _OFFICES, _PEOPLE, _DIGITS))
_WORDS = re.compile("|".join(sorted({*PLACES, *OFFICES, *PEOPLE}, key=lambda word: (-len(word), word))))
_NUMBER = re.compile(r"\d+")
_ORDINAL = re.compile(f"第[十百零{''.join(DIGITS)}]+[章条款项]")
_CLAUSE = re.compile(r"[^，。；：、！？\s（）()“”《》]{4,}")
# A question is so long at least and at most, in characters, before words are dropped.
CLAUSE = (12, 40)
# So many of its words are dropped.
DROPPED = 0.3


def vary(passage: Passage, copy: int) -> Passage:
    """The copy numbered `copy` of a passage; 0 is the passage itself. All passages of one copy are changed alike."""
    if copy == 0:
        return passage
    words, ordinals = _substitutions(copy)

    def changed(text: str) -> str:
        text = _WORDS.sub(lambda match: words[match.group()], text)
        text = _NUMBER.sub(lambda match: _number(copy, match.group()), text)
        return _ORDINAL.sub(lambda match: match.group().translate(ordinals), text)

    return Passage(changed(passage.title), changed(passage.text))


def enlarged(passages: Sequence[Passage], count: int) -> list[Passage]:
    """So many passages: those given, then copy 1 of all, then copy 2 ..."""
    return [vary(passages[n % len(passages)], n // len(passages)) for n in range(count)]


def made_questions(passages: Sequence[Passage], count: int, seed: int = 0) -> list[str]:
    """Questions of passages drawn at random: neighbouring clauses of one sentence with some words dropped."""
    order = random.Random(seed)
    questions: list[str] = []
    for _ in range(100 * count):
        if len(questions) == count:
            break
        sentences = [s for s in re.split("[。；\n]", order.choice(passages).text) if len(s) >= CLAUSE[0]]
        if sentences and len(question := _shortened(order.choice(sentences), order)) >= CLAUSE[0] // 2:
            questions.append(question)
    return questions


def _shortened(sentence: str, order: random.Random) -> str:
    """The words of a sentence without its punctuation, cut to length, some dropped."""
    clauses = "".join(_CLAUSE.findall(sentence))
    start = order.randrange(max(1, len(clauses) - CLAUSE[1]))
    words = (word for word, _ in _segmenter().tagged(clauses[start : start + CLAUSE[1]]))
    return "".join(word for word in words if order.random() >= DROPPED)


@cache
def _segmenter() -> Segmenter:
    return Segmenter()


@cache
def _substitutions(copy: int) -> tuple[dict[str, str], dict[int, str]]:
    """What a copy has instead of each word, and of each Chinese digit in the number of an article."""
    order = random.Random(copy)
    words = {**_shuffled(PLACES, order), **_shuffled(OFFICES, order), **_shuffled(PEOPLE, order)}
    return words, str.maketrans(_shuffled(DIGITS, order))


@lru_cache(100_000)
def _number(copy: int, digits: str) -> str:
    """A number of as many digits, the same each time; one that is longer than any amount stays."""
    least = 10 ** (len(digits) - 1)
    return str(random.Random(f"{copy} {digits}").randrange(least, 10 * least)) if len(digits) < 18 else digits


def _shuffled(words: Sequence[str], order: random.Random) -> dict[str, str]:
    """Each word to another one, or rarely to itself."""
    others = list(words)
    order.shuffle(others)
    return dict(zip(words, others, strict=True))
