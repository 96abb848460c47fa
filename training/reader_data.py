"""Derive the reader's training windows from SQuAD-format sets.

In: question sets with their contexts. Out: `Window` records: a question, the title line, a run of whole sentences, and
the answer's offsets in it, or (-1, -1) where the window does not answer.

Three kinds of unanswerable windows (they teach the reader to say no) and one kind of made question:
- *elsewhere*: other sentences of the same document, or of the document that shares most with the question;
- *near miss*: the question's year, number, place, person or organisation swapped for another of its kind that the
  window does not speak of;
- *cloze*: a clause of a context with its number, date, place or title asked for (Lewis et al. 2019,
  "Unsupervised Question Answering by Cloze Translation").
"""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from hashlib import sha256
from math import log
from pathlib import Path

from wenju.fold import simplify

# One title in this many is kept out of training, to calibrate the decision on.
CALIBRATION_SHARE = 12
NONE = (-1, -1)
SENTENCE = re.compile(r"[^。！？!?；;\n]*[。！？!?；;\n]?[”’」』）)]*")
CLAUSE = re.compile(r"[^，。；：！？,;:!?\n]+")
YEAR = re.compile(r"(?<![\d.])(1[5-9]|20)\d\d(?=年)")
NUMBER = re.compile(r"(?<![\d.年])\d+(\.\d+)?(?![\d.年])")
MEASURE = "人次 人 名 位 个 所 家 座 批 次 册 本 元 美元 公里 米 平方公里 平方米 吨 岁 集 首 部 张 场 届 条 种 %"
UNIT = rf"(?:余|多)?(?:万|亿|千|百)*(?:{'|'.join(MEASURE.split())})"
QUANTITY = re.compile(r"(?<![\d.第])(?:约|近|超过)?(?P<n>\d[\d,.]*)(?P<unit>" + UNIT + ")")
DATE = re.compile(r"\d{3,4}年(?:\d{1,2}月(?:\d{1,2}日)?)?")
TITLE = re.compile(r"《[^《》]{2,20}》")


@dataclass(frozen=True, slots=True)
class Window:
    """`text[start:end]` is the answer; `NONE` where there is none. `title` is read before the text, never quoted."""

    kind: str
    question: str
    title: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Example:
    question: str
    title: str
    context: str
    start: int
    end: int


def read_examples(path: Path) -> Iterator[Example]:
    """Every question of a SQuAD file whose answer stands where the file says, simplified."""
    for article in json.loads(gzip.decompress(path.read_bytes()))["data"]:
        for paragraph in article["paragraphs"]:
            context = simplify(paragraph["context"])
            for qa in paragraph["qas"]:
                answer, at = simplify(qa["answers"][0]["text"]), qa["answers"][0]["answer_start"]
                if context[at : at + len(answer)] != answer:
                    at = context.find(answer)
                if answer and at >= 0:
                    title = simplify(article["title"])
                    yield Example(simplify(qa["question"]).strip(), title, context, at, at + len(answer))


def is_kept_out(title: str) -> bool:
    """Whether a title belongs to the calibration slice; by its hash, so that it never changes."""
    return sha256(title.encode()).digest()[0] % CALIBRATION_SHARE == 0


def sentence_spans(text: str) -> list[tuple[int, int]]:
    return [m.span() for m in SENTENCE.finditer(text) if m.end() > m.start()]


def crop(text: str, start: int, end: int, size: int, rng: random.Random) -> tuple[int, int]:
    """A run of whole sentences around [start, end), grown at random sides to about `size` characters."""
    spans = sentence_spans(text)
    first = max(i for i, (a, _) in enumerate(spans) if a <= start)
    last = min(i for i, (_, b) in enumerate(spans) if b >= end)
    while spans[last][1] - spans[first][0] < size and (first > 0 or last < len(spans) - 1):
        if last == len(spans) - 1 or (first > 0 and rng.random() < 0.5):
            first -= 1
        else:
            last += 1
    return spans[first][0], spans[last][1]


def window_size(rng: random.Random) -> int:
    """Mostly short windows, as paragraphs of reports are; some long, so that long paragraphs are read too."""
    low, high = rng.choices([(60, 140), (140, 240), (240, 400)], [4, 4, 2])[0]
    return rng.randint(low, high)


def positive(example: Example, rng: random.Random, kind: str = "answer") -> Window:
    a, b = crop(example.context, example.start, example.end, window_size(rng), rng)
    title = example.title if rng.random() < 0.7 else ""
    return Window(kind, example.question, title, example.context[a:b].rstrip(), example.start - a, example.end - a)


def elsewhere(example: Example, rng: random.Random) -> Window | None:
    """Sentences of the same document that hold neither the answer nor its place."""
    answer = example.context[example.start : example.end]
    far = [
        s
        for s in sentence_spans(example.context)
        if (s[1] <= example.start or s[0] >= example.end) and answer not in example.context[slice(*s)]
    ]
    if not far:
        return None
    a, b = crop(example.context, *rng.choice(far), window_size(rng) // 2, rng)
    text = example.context[a:b].rstrip()
    return (
        None if answer in text or len(text) < 15 else Window("elsewhere", example.question, example.title, text, *NONE)
    )


class Neighbours:
    """BM25 over character bigrams of contexts: the documents a question would be confused with."""

    def __init__(self, contexts: list[str]) -> None:
        self.contexts = contexts
        self.postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        mean = sum(map(len, contexts)) / len(contexts)
        for number, text in enumerate(contexts):
            norm = 0.25 + 0.75 * len(text) / mean
            for term, tf in Counter(bigrams(text)).items():
                self.postings[term].append((number, tf * 2.2 / (tf + 1.2 * norm)))

    def search(self, question: str, k: int) -> list[str]:
        scores: dict[int, float] = defaultdict(float)
        for term in set(bigrams(question)):
            rows = self.postings.get(term, [])
            idf = log(1 + (len(self.contexts) - len(rows) + 0.5) / (len(rows) + 0.5))
            for number, weight in rows:
                scores[number] += idf * weight
        return [self.contexts[n] for n in sorted(scores, key=lambda n: (-scores[n], n))[:k]]


def bigrams(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def confused(example: Example, neighbours: Neighbours, titles: dict[str, str], rng: random.Random) -> Window | None:
    """The sentences of another document that share most with the question and do not hold the answer."""
    answer = example.context[example.start : example.end]
    others = [c for c in neighbours.search(example.question, 4) if c != example.context and answer not in c]
    if not others:
        return None
    context, asked = rng.choice(others[:2]), set(bigrams(example.question))
    best = max(sentence_spans(context), key=lambda s: len(asked & set(bigrams(context[slice(*s)]))))
    a, b = crop(context, *best, window_size(rng), rng)
    title = titles[context] if rng.random() < 0.8 else ""
    return Window("confused", example.question, title, context[a:b].rstrip(), *NONE)


def near_miss(example: Example, pools: dict[str, list[str]], rng: random.Random) -> Window | None:
    """The same window, asked about another year, number, place, person or organisation."""
    window = positive(example, rng)
    read = window.title + window.text
    swaps = [s for s in swappable(example.question) if s[1] in read]
    rng.shuffle(swaps)
    for kind, word in swaps:
        for other in [another(kind, word, pools, rng) for _ in range(5)]:
            if other and other not in read and word not in other and other not in example.question:
                question = example.question.replace(word, other)
                return Window("near miss", question, window.title, window.text, *NONE)
    return None


@cache
def tagger() -> object:
    import jieba.posseg

    return jieba.posseg


@lru_cache(50_000)
def tagged(text: str) -> list[tuple[str, str]]:
    return [(w.word, w.flag) for w in tagger().cut(text)]  # type: ignore[attr-defined]


def swappable(question: str) -> list[tuple[str, str]]:
    """(kind, words) of the question's years, numbers and names."""
    found = [("year", m.group()) for m in YEAR.finditer(question)]
    found += [("number", m.group()) for m in NUMBER.finditer(question)]
    return found + [
        (flag, word) for word, flag in tagged(question) if flag in ("ns", "nr", "nt", "nrt") and len(word) > 1
    ]


def another(kind: str, word: str, pools: dict[str, list[str]], rng: random.Random) -> str:
    if kind == "year":
        return str(int(word) + rng.choice([-12, -7, -5, -3, -2, -1, 1, 2, 3, 5, 7, 12]))
    if kind == "number":
        return str(max(1, int(float(word)) + rng.choice([-9, -4, -2, -1, 1, 2, 4, 9, 30])))
    return rng.choice(pools[kind]) if pools.get(kind) else ""


def name_pools(questions: Iterable[str]) -> dict[str, list[str]]:
    pools: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        for kind, word in swappable(question):
            if kind not in ("year", "number"):
                pools[kind].append(word)
    return pools


ASK = {
    "date": ["哪一年", "什么时候", "何时", "哪年", "什么时间"],
    "place": ["哪里", "哪个地方", "什么地方", "何处", "哪儿"],
    "title": ["什么", "哪部作品", "什么名字的作品", "哪本书"],
}
FRAMES = ["{}？", "{}", "请问{}？", "文中说{}？", "{}?"]


def clozes(title: str, context: str, rng: random.Random, most: int = 4) -> Iterator[Example]:
    """At most `most` questions made of a context's own clauses; clauses with several numbers first."""
    clauses = [m.span() for m in CLAUSE.finditer(context) if 10 <= m.end() - m.start() <= 45]
    rng.shuffle(clauses)
    clauses.sort(key=lambda s: -len(QUANTITY.findall(context[slice(*s)])))
    for a, b in clauses[:most]:
        choices = list(blanks(context[a:b]))
        if choices:
            start, end, ask = rng.choice(choices)
            clause = context[a:b]
            question = shorten(clause[:start]) + rng.choice(ask) + clause[end:]
            if len(question) >= 8:
                yield Example(rng.choice(FRAMES).format(question.strip()), title, context, a + start, a + end)


def shorten(text: str) -> str:
    """Drop connecting words that a person would not begin a question with."""
    return re.sub(r"^(?:其中|此外|另外|因此|但是?|而且?|并且?|同时|目前|随后|后来|之后)", "", text)


def blanks(clause: str) -> Iterator[tuple[int, int, list[str]]]:
    """What a clause can be asked for: (start, end, question words), the span with its unit."""
    for m in QUANTITY.finditer(clause):
        unit = m.group("unit").lstrip("余多万亿千百")
        asks = ["多少", "多少" + unit] + (["几" + unit] if len(m.group("n")) < 3 else [])
        yield m.start(), m.end(), ["百分之多少", "多大比例"] if unit == "%" else asks
    for m in DATE.finditer(clause):
        yield m.start(), m.end(), ASK["date"]
    for m in TITLE.finditer(clause):
        yield m.start(), m.end(), ASK["title"]
    at = 0
    for word, flag in tagged(clause):
        if flag == "ns" and len(word) > 1:
            yield at, at + len(word), ASK["place"]
        at += len(word)


def derive(sets: list[tuple[Path, int]], seed: int, no_share: float, cloze: int) -> tuple[list[Window], list[Window]]:
    """(training windows, calibration windows). `sets` are (file, times each question is windowed)."""
    rng = random.Random(seed)
    read = [(list(read_examples(path)), times) for path, times in sets]
    everything = [e for examples, _ in read for e in examples]
    titles = {e.context: e.title for e in everything}
    neighbours, pools = Neighbours(list(titles)), name_pools(e.question for e in everything)
    train: list[Window] = []
    kept_out: list[Window] = []
    for examples, times in read:
        for example in examples:
            out = kept_out if is_kept_out(example.title) else train
            for _ in range(1 if out is kept_out else times):
                out.append(positive(example, rng))
                if out is kept_out or rng.random() < no_share:
                    makers = [
                        partial(near_miss, example, pools, rng),
                        partial(elsewhere, example, rng),
                        partial(confused, example, neighbours, titles, rng),
                    ]
                    rng.shuffle(makers)
                    made = next((w for w in (make() for make in makers) if w is not None), None)
                    out.extend([made] if made else [])
    contexts = [c for c in titles if not is_kept_out(titles[c])]
    made_up = [e for c in contexts for e in clozes(titles[c], c, rng)]
    train.extend(positive(e, rng, "cloze") for e in rng.sample(made_up, min(cloze, len(made_up))))
    rng.shuffle(train)
    return train, kept_out
