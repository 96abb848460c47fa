"""Every word the page shows in Chinese and in English. Holds no logic but the choice of a language and of a phrase."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from wenju.ui.words import ask as _ask
from wenju.ui.words import batch as _batch
from wenju.ui.words import documents as _documents
from wenju.ui.words.ask import AskWords
from wenju.ui.words.batch import BatchWords
from wenju.ui.words.documents import DocumentWords

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Words:
    """One language of the page. Fields in braces, as `{n}`, are filled with `str.format`."""

    tag: str  # the BCP 47 name of this language, for the lang attribute
    ask_tab: str
    tagline: str
    collection: str
    question: str
    placeholder: str
    submit: str
    examples: str
    language: str
    busy: str
    answer: str
    related: str
    none: str
    best_sentence: str
    certainty: str
    certain: str
    likely: str
    unsure: str
    reason: str
    copy: str
    copied: str
    not_copied: str
    source_line: str
    passages: str
    nearest: str
    lexical: str
    dense: str
    rank: str
    unranked: str
    lacks: str
    open: str
    source: str
    close: str
    why: str
    kinds: dict[str, str]
    probability: str
    probability_unanswered: str
    place: str
    score: str
    candidate: str
    candidate_score: str
    candidate_note: str
    lacking: str
    timings: str
    stages: dict[str, str]
    legend_term: str
    legend_sentence: str
    legend_span: str
    documents: str
    notice: str
    empty: str
    too_long: str
    missing: str
    failure: str
    privacy: str
    ask: AskWords
    shelf: DocumentWords
    batch: BatchWords


ZH = Words(
    tag="zh-CN",
    ask_tab="提问",
    tagline="向中文文档提问：给出原文中的确切出处；文中没有，就直说没有。",
    collection="{n} 篇文档",
    question="您的问题",
    placeholder="例如：杨浦区派了多少教师去遵义支教？（回车提问）",
    submit="提问",
    examples="试试这些问题",
    language="界面语言",
    busy="正在查阅文档……",
    answer="答案",
    related="没有找到确切答案，最相关的段落如下",
    none="文中没有提到",
    best_sentence="最相关的一句",
    certainty="把握",
    certain="很有把握",
    likely="较有把握",
    unsure="把握不大，请核对原文",
    reason="说明",
    copy="复制答案",
    copied="已复制",
    not_copied="复制不了，请手动选取",
    source_line="出处：{place}",
    passages="相关段落",
    nearest="最接近的段落（仅供参考，未必与问题有关）",
    lexical="字词匹配",
    dense="语义相近",
    rank="第 {n} 名",
    unranked="未入选",
    lacks="没有提到：",
    open="在原文中查看",
    source="原文",
    close="关闭原文",
    why="为什么是这个结果",
    kinds={"answer": "有确切答案", "related": "只有相关段落", "none": "没有提到"},
    probability="答案正确的概率",
    probability_unanswered="候选答案正确的概率",
    place="出处",
    score="综合得分",
    candidate="候选答案",
    candidate_score="候选得分",
    candidate_note="候选得分：这些词句胜过“此段没有答案”的程度，大于 0 才更像答案；各段之间可比，但不是概率。",
    lacking="没有提到",
    timings="用时",
    stages={"retrieve": "检索", "search": "检索", "read": "阅读", "decide": "判断", "encode": "编码", "total": "合计"},
    legend_term="与问题相同的字词",
    legend_sentence="最相关的一句",
    legend_span="答案",
    documents="可查阅的文档",
    notice="请看这里",
    empty="还没有输入问题。请在上面写下一个问题，再按“提问”。",
    too_long="问题有 {n} 个字，最多 {limit} 个字。请只保留要问的那一句。",
    missing="索引里没有这篇文档，也许索引刚刚重建过。请再问一次。",
    failure="程序出错，这个问题没有得到回答。请再试一次；若仍出错，请查看启动程序的终端窗口。",
    privacy="全部在本机运行，不联网。",
    ask=_ask.ZH,
    shelf=_documents.ZH,
    batch=_batch.ZH,
)

EN = Words(
    tag="en",
    ask_tab="Ask",
    tagline="Ask Chinese documents a question: get the exact place that answers it, or an honest no.",
    collection="documents: {n}",
    question="Your question",
    placeholder="For example 杨浦区派了多少教师去遵义支教？ (Enter asks)",
    submit="Ask",
    examples="Try one of these",
    language="Page language",
    busy="Reading the documents…",
    answer="Answer",
    related="No exact answer found; these passages are the closest",
    none="Not mentioned in these documents",
    best_sentence="Closest sentence",
    certainty="Certainty",
    certain="very likely right",
    likely="probably right",
    unsure="may be wrong, please check the source",
    reason="Reason",
    copy="Copy answer",
    copied="Copied",
    not_copied="Not copied: please select it by hand",
    source_line="Source: {place}",
    passages="Passages",
    nearest="Nearest passages (they may have nothing to do with the question)",
    lexical="Same words",
    dense="Similar meaning",
    rank="no. {n}",
    unranked="not found",
    lacks="Does not mention: ",
    open="Show in the document",
    source="Document",
    close="Close the document",
    why="Why this result",
    kinds={"answer": "exact answer", "related": "related passages only", "none": "not mentioned"},
    probability="probability that it is right",
    probability_unanswered="probability that the best candidate is right",
    place="Place",
    score="Score",
    candidate="Candidate",
    candidate_score="Candidate score",
    candidate_note="Candidate score: how far these words beat “no answer in this passage”; above 0 they look more like "
    "an answer. It compares passages and is no probability.",
    lacking="Not mentioned",
    timings="Time taken",
    stages={
        "retrieve": "retrieve",
        "search": "search",
        "read": "read",
        "decide": "decide",
        "encode": "encode",
        "total": "total",
    },
    legend_term="words of the question",
    legend_sentence="closest sentence",
    legend_span="answer",
    documents="Documents in this collection",
    notice="Please note",
    empty="There is no question yet. Write one above and press Ask.",
    too_long="The question has {n} characters; the most is {limit}. Keep only the sentence that asks.",
    missing="This document is not in the index, which may have been rebuilt meanwhile. Ask again.",
    failure="Something broke and this question was not answered. Try again; if it stays so, look at the terminal.",
    privacy="Everything runs on this machine, nothing is sent.",
    ask=_ask.EN,
    shelf=_documents.EN,
    batch=_batch.EN,
)

WORDS: dict[Language, Words] = {"zh": ZH, "en": EN}


def preferred_language(accept_language: str) -> Language:
    """The page's language for a browser's Accept-Language header: Chinese unless English stands before it.

    Browsers send their languages in order of preference, so the weights (`;q=0.8`) need no reading.
    """
    for tag in accept_language.lower().split(","):
        if tag.strip().startswith("zh"):
            return "zh"
        if tag.strip().startswith("en"):
            return "en"
    return "zh"


def certainty_phrase(words: Words, score: float) -> str:
    """How sure a probability is, in words."""
    if score >= 0.8:
        return words.certain
    return words.likely if score >= 0.5 else words.unsure
