"""A batch to HTML: what was found in a list of questions, how far asking them is, and the table of what came of them.

All functions are pure: records and the words of one language in, `Markup` out. `batch.css` gives the looks; on a narrow
screen it makes a card of each row, for which every cell carries the name of its column.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from wenju.batch import COLUMNS, OUTCOMES, Outcome, Progress, Row, by_sentence, place
from wenju.batch.question_list import QUESTIONS, QuestionList
from wenju.config import QUESTION_CHARACTERS
from wenju.records import Citation
from wenju.ui.markup import Layer, Markup, element, escape, join, paint
from wenju.ui.passages import CHINESE, NOTHING, bar
from wenju.ui.words import Words

# A longer table is no longer read on a page, and each row costs the browser about 2 KB.
SHOWN = 200
# Of a list from a file so many questions are shown.
FIRST = 3
# Characters that are shown: a pasted text may stand where a question should, and a sentence may be a list of names.
LONGEST_QUESTION = 120
LONGEST = 300
# What is told to those who do not see the bar: every so many percent.
STEP = 25
SYMBOLS: dict[Outcome, str] = {"answer": "●", "related": "◐", "none": "○", "error": "×"}


def limits(words: Words) -> Markup:
    """What can be asked at a time."""
    text = words.batch.limits.format(questions=QUESTIONS, characters=QUESTION_CHARACTERS)
    return element("p", escape(text), name="wj-small", lang=words.tag)


def found(words: Words, name: str, listed: QuestionList) -> Markup:
    """What a file holds, in place of the box for questions: how many, the first of them, what was left out."""
    said = words.batch
    count = len(listed.questions)
    head = element("p", escape(said.found.format(name=_short(name), n=count)), name="wj-list-head")
    items = [element("li", escape(_short(question, LONGEST_QUESTION))) for question in listed.questions[:FIRST]]
    more = element("p", escape(said.more.format(n=count - FIRST))) if count > FIRST else NOTHING
    first = element("div", element("p", escape(said.first)), element("ol", *items, lang=CHINESE), more)
    notes = [
        said.column.format(column=_short(listed.column)) if listed.column else "",
        said.left_out.format(n=listed.left_out) if listed.left_out else "",
        said.repeated.format(n=listed.repeated) if listed.repeated else "",
    ]
    about = [element("p", escape(" · ".join(filter(None, notes))), name="wj-small")] if any(notes) else []
    discard = element("button", escape(said.discard), name="wj-open", type="button", data_action="discard")
    return element("section", head, first, *about, discard, name="wj-list", lang=words.tag, role="status")


def board(words: Words, progress: Progress | None, rows: Sequence[Row] = ()) -> Markup:
    """How far the batch is, how many of each outcome there are, and how many rows only the file has.

    The first line is for those who do not see the bar: it stands there from the start, and tells of every quarter.
    """
    told = element("p", escape(_told(words, progress) if progress else ""), name="wj-unseen", role="status")
    if progress is None:
        return element("section", told, name="wj-board", lang=words.tag)
    percent = 100 * progress.done // progress.total if progress.total else 0
    length = bar(
        percent,
        "progressbar",
        aria_label=words.batch.progress,
        aria_valuemin=0,
        aria_valuemax=100,
        aria_valuenow=percent,
    )
    state = element("b", escape(words.batch.states[progress.state]), name=f"wj-board-{progress.state}")
    line = element("p", state, escape(" · ".join(["", *_so_far(words, progress)])), name="wj-board-line")
    shown = length if progress.state in ("waiting", "running") else NOTHING
    failed = progress.state == "failed"
    broken = element("p", escape(words.batch.failure), name="wj-board-broken") if failed else NOTHING
    more = words.batch.file_only.format(shown=SHOWN, n=len(rows) - SHOWN) if len(rows) > SHOWN else ""
    note = element("p", escape(more), name="wj-small") if more else NOTHING
    return element("section", told, line, shown, broken, _counts(words, rows), note, name="wj-board", lang=words.tag)


def _told(words: Words, progress: Progress) -> str:
    if progress.state != "running":
        return f"{words.batch.states[progress.state]} · {_so_far(words, progress)[0]}"
    percent = 100 * progress.done // progress.total // STEP * STEP
    return words.batch.reached.format(percent=percent)


def _so_far(words: Words, progress: Progress) -> list[str]:
    asked = words.batch.asked.format(done=progress.done, total=progress.total)
    if progress.seconds_left is None:
        return [asked]
    seconds = round(progress.seconds_left)
    if seconds < 90:
        return [asked, words.batch.seconds_left.format(n=seconds)]
    return [asked, words.batch.minutes_left.format(n=round(seconds / 60))]


def _counts(words: Words, rows: Sequence[Row]) -> Markup:
    """`12 有答案 · 5 只有相关段落 · 3 没有提到 · 0 不能问`; nothing before the first row."""
    if not rows:
        return NOTHING
    counted = Counter(row.outcome for row in rows)
    named = OUTCOMES[words.batch.language]
    parts = [element("span", _symbol(kind), escape(f" {counted[kind]} {named[kind]}")) for kind in SYMBOLS]
    return element("p", join(parts, " · "), name="wj-board-counts")


def table(words: Words, rows: Sequence[Row]) -> Markup:
    """The rows in a region that scrolls by itself; nothing where there are none."""
    if not rows:
        return NOTHING
    names = _names(words)
    heads = [element("th", escape(name), scope="col", role="columnheader") for name in names]
    head = element("thead", element("tr", *heads, role="row"), role="rowgroup")
    body = [_row(words, names, number, row) for number, row in enumerate(rows[:SHOWN], 1)]
    whole = element("table", head, element("tbody", *body, role="rowgroup"), role="table")
    region = element("div", whole, name="wj-scroll wj-table", tabindex=0, role="region", aria_label=words.batch.results)
    return element("div", region, lang=words.tag)


def _names(words: Words) -> list[str]:
    """The columns of the files but for the reason, which stands where there is no answer."""
    *columns, _ = COLUMNS[words.batch.language]
    return [words.batch.number, *columns]


def _row(words: Words, names: Sequence[str], number: int, row: Row) -> Markup:
    answer, language = row.answer, words.batch.language
    cited = by_sentence(answer) if answer else []
    written = [
        escape(str(number)),
        element("span", escape(_short(row.question, LONGEST_QUESTION)), lang=CHINESE),
        _said(words, row),
        element("span", _symbol(row.outcome), escape(f" {OUTCOMES[language][row.outcome]}")),
        _lines([_sentence(citations, row.outcome == "answer") for citations in cited]),
        _lines([_opener(words, number, citations) for citations in cited]),
        _lines(_once([escape(" › ".join(first.heading)) for first, *_ in cited])),
        _lines(_once([escape(str(place(first, language))) for first, *_ in cited])),
        escape(f"{answer.score:.0%}" if answer and row.outcome == "answer" else ""),
    ]
    cells = [
        element("td", text, role="cell", data_name=name, name=f"wj-cell-{at}")
        for at, (name, text) in enumerate(zip(names, written, strict=True))
    ]
    return element("tr", *cells, role="row", data_outcome=row.outcome)


def _symbol(outcome: Outcome) -> Markup:
    return element("i", escape(SYMBOLS[outcome]), name=f"wj-outcome wj-outcome-{outcome}", aria_hidden="true")


def _said(words: Words, row: Row) -> Markup:
    """The answer, or why there is none."""
    if row.answer is None:
        too_long = len(row.question) > QUESTION_CHARACTERS
        limit = words.too_long.format(n=len(row.question), limit=QUESTION_CHARACTERS)
        return element("span", escape(limit if too_long else row.problem), name="wj-small")
    if row.outcome == "answer":
        return element("b", escape(_short(row.answer.text)), lang=CHINESE)
    return element("span", escape(row.answer.reason), name="wj-small", lang=CHINESE)


def _sentence(citations: Sequence[Citation], marked: bool) -> Markup:
    """The sentence that all of them stand in; they are marked where they answer."""
    first = citations[0]
    marks = [Layer(c.start, c.end, "wj-span") for c in citations if marked]
    return element("span", paint(_short(first.sentence), marks, first.sentence_start), lang=CHINESE)


def _opener(words: Words, number: int, citations: Sequence[Citation]) -> Markup:
    """The button that opens the document at the sentence, all that stands in it marked."""
    where: dict[str, str | int] = {
        "data_document": citations[0].document,
        "data_start": min(c.start for c in citations),
        "data_end": max(c.end for c in citations),
        "title": words.batch.opens.format(row=number),
    }
    return element("button", escape(citations[0].document), name="wj-open", type="button", **where)


def _once(lines: Sequence[Markup]) -> Sequence[Markup]:
    return lines[:1] if len(set(lines)) == 1 else lines


def _lines(lines: Sequence[Markup]) -> Markup:
    return join(element("p", line) for line in lines if line)


def _short(text: str, longest: int = LONGEST) -> str:
    """Its end left out where it is long."""
    return text if len(text) <= longest else text[: longest - 1] + "…"
