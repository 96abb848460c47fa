"""The words of the tab 批量; its columns and outcomes are those of the files, and `wenju.batch` has them."""

from __future__ import annotations

from dataclasses import dataclass

from wenju.batch import Language, State


@dataclass(frozen=True, slots=True)
class BatchWords:
    """One language of the tab. Fields in braces, as `{n}`, are filled with `str.format`."""

    language: Language
    tab: str
    questions: str
    placeholder: str
    limits: str
    start: str
    cancel: str
    upload: str
    found: str
    column: str
    first: str
    more: str
    left_out: str
    repeated: str
    discard: str
    empty: str
    failure: str
    progress: str
    asked: str
    seconds_left: str
    minutes_left: str
    states: dict[State, str]
    reached: str
    results: str
    number: str
    file_only: str
    opens: str
    xlsx: str
    csv: str


ZH = BatchWords(
    language="zh",
    tab="批量",
    questions="问题，每行一个",
    placeholder="可以从 Excel 或 WPS 里复制一列问题，粘贴到这里",
    limits="一次最多 {questions} 个问题，每个最多 {characters} 个字；也可以选 .txt、.csv 或 .xlsx 文件。",
    start="开始",
    cancel="取消",
    upload="选择文件",
    found="{name}：找到 {n} 个问题",
    column="取自“{column}”一列",
    first="开头几个：",
    more="……还有 {n} 个",
    left_out="{n} 行没有问题，未计入",
    repeated="有 {n} 个是重复的，照样逐个提问",
    discard="不用这个文件",
    empty="还没有问题。请粘贴问题，每行一个，或选择一个文件，再按“开始”。",
    failure="程序出错，后面的问题没有问完；已有的结果保留在下面。请再试一次；若仍出错，请查看启动程序的终端窗口。",
    progress="进度",
    asked="已问 {done} 个，共 {total} 个",
    seconds_left="大约还要 {n} 秒",
    minutes_left="大约还要 {n} 分钟",
    states={
        "waiting": "正在排队，前面还有别人的清单……",
        "running": "正在提问……",
        "cancelled": "已取消；已有的结果保留在下面",
        "done": "全部问完",
        "failed": "没有问完",
    },
    reached="已完成 {percent}%",
    results="批量提问的结果",
    number="序号",
    file_only="这里只显示前 {shown} 行，另外 {n} 行请看下载的文件。",
    opens="在原文中查看第 {row} 行的出处",
    xlsx="下载 .xlsx",
    csv="下载 .csv",
)

EN = BatchWords(
    language="en",
    tab="Batch",
    questions="Questions, one a line",
    placeholder="Copy a column of questions out of Excel or WPS and paste it here",
    limits="At most {questions} questions at a time, each of at most {characters} characters; "
    "or choose a .txt, .csv or .xlsx file.",
    start="Start",
    cancel="Cancel",
    upload="Choose a file",
    found="{name}: questions found: {n}",
    column="from the column “{column}”",
    first="The first of them:",
    more="… {n} more",
    left_out="rows without a question, left out: {n}",
    repeated="repeated questions, asked again all the same: {n}",
    discard="Do not use this file",
    empty="There are no questions yet. Paste them, one a line, or choose a file, then press Start.",
    failure="Something broke and the questions after this were not asked; the results so far stay below. Try again; "
    "if it stays so, look at the terminal.",
    progress="Progress",
    asked="{done} of {total} asked",
    seconds_left="about {n} s left",
    minutes_left="about {n} min left",
    states={
        "waiting": "Waiting for the lists of others…",
        "running": "Asking…",
        "cancelled": "Cancelled; the results so far stay below",
        "done": "All asked",
        "failed": "Not all asked",
    },
    reached="{percent}% done",
    results="Results of the batch",
    number="no.",
    file_only="Only the first {shown} rows are shown; {n} more are in the file.",
    opens="Show the source of row {row} in the document",
    xlsx="Download .xlsx",
    csv="Download .csv",
)
