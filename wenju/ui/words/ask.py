"""The words of the tab 问 around the answer: the filter, follow-up questions, links, and what is said of answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AskWords:
    """One language of the tab. Fields in braces, as `{n}`, are filled with `str.format`."""

    page: str
    sheet: str
    sheet_row: str
    row: str
    outline: str
    copy_link: str
    part: str
    chosen_part: str
    documents: str
    since: str
    until: str
    date_form: str
    heading: str
    heading_form: str
    everything: str
    some_documents: str
    from_until: str
    from_on: str
    up_to: str
    under: str
    asked_of: str
    wrong_date: str
    wrong_order: str
    completed: str
    completed_question: str
    again: str
    as_typed: str
    is_right: str
    is_absent: str
    right: str
    wrong: str
    here: str
    instead: str
    absent: str
    elsewhere: str
    only_wrong: str
    cancel: str
    how_here: str
    words: str
    this: str
    thanks: str
    kept: str
    change: str
    writing: str
    written: str
    not_written: str
    sent: str


ZH = AskWords(
    page="第 {page} 页",
    sheet="工作表“{sheet}”",
    sheet_row="工作表“{sheet}”第 {row} 行",
    row="表格第 {row} 行",
    outline="目录（{n}）",
    copy_link="复制链接",
    part="只问其中一部分",
    chosen_part="只问其中一部分：{what}",
    documents="文档",
    since="日期从",
    until="到",
    date_form="如 2017、2017-12",
    heading="标题里有",
    heading_form="标题中的字词",
    everything="不限，问全部",
    some_documents="{n} 篇文档",
    from_until="{since} 至 {until}",
    from_on="{since} 起",
    up_to="{until} 止",
    under="标题里有“{heading}”",
    asked_of="只问了：{what}",
    wrong_date="日期“{date}”看不懂，请写成 2017、2017-12 或 2017-12-06。",
    wrong_order="日期从“{since}”到“{until}”，前后颠倒了，请对调。",
    completed="接着上一问，补全为：",
    completed_question="补全后的问题，可以修改",
    again="再问",
    as_typed="按原样问",
    is_right="这个答案对吗？",
    is_absent="文中确实没有答案吗？",
    right="对",
    wrong="不对",
    here="其实在这里",
    instead="那么，正确的答案：",
    absent="文中没有",
    elsewhere="在别处",
    only_wrong="只记下不对",
    cancel="取消",
    how_here="请打开原文，选中答案那几个字，再按“这就是答案”。",
    words="答案的原文（选中，或写在这里）",
    this="这就是答案",
    thanks="谢谢，记下了。一共 {n} 条。",
    kept="保存在 {file}，运行 wenju eval {file} 就用它们来检验。",
    change="改一下",
    writing="语言模型正在根据引文书写…",
    written="由语言模型根据引文写成",
    not_written="程序出了错，文字没有写成，上面是原文中的答案。",
    sent="在本机作答，然后把问题和引文发给 {place} 的语言模型。",
)

EN = AskWords(
    page="page {page}",
    sheet="sheet “{sheet}”",
    sheet_row="sheet “{sheet}”, row {row}",
    row="row {row} of the table",
    outline="Outline ({n})",
    copy_link="Copy link",
    part="Ask only part of them",
    chosen_part="Ask only part of them: {what}",
    documents="Documents",
    since="Dated from",
    until="until",
    date_form="2017 or 2017-12",
    heading="Heading contains",
    heading_form="words of a heading",
    everything="No limits, ask all",
    some_documents="{n} documents",
    from_until="{since} to {until}",
    from_on="from {since}",
    up_to="until {until}",
    under="heading contains “{heading}”",
    asked_of="Asked only of: {what}",
    wrong_date="“{date}” is no date that can be read here; write 2017, 2017-12 or 2017-12-06.",
    wrong_order="The dates from “{since}” until “{until}” are the wrong way round; please swap them.",
    completed="Following your last question, this was asked:",
    completed_question="The completed question, which can be edited",
    again="Ask again",
    as_typed="Ask as typed",
    is_right="Is this answer right?",
    is_absent="Is there really no answer?",
    right="Right",
    wrong="Wrong",
    here="It is here",
    instead="The right answer, then,",
    absent="is not in the documents",
    elsewhere="is elsewhere",
    only_wrong="is not known",
    cancel="Cancel",
    how_here="Open the document, select the words that answer, and press “This is the answer”.",
    words="The words that answer (select them, or write them here)",
    this="This is the answer",
    thanks="Thank you, noted: {n} so far.",
    kept="They are kept in {file}; wenju eval {file} tests with them.",
    change="Change it",
    writing="A language model is writing from the cited passages…",
    written="Written by a language model from the cited passages",
    not_written="The text was not written, for something broke. Above is the answer as it stands in the document.",
    sent="Answered on this machine; then question and cited passages are sent to the language model at {place}.",
)
