"""What the tab 批量 shows of a list of questions and of what came of it, word for word, and that nothing of it runs."""

import re
from dataclasses import replace

import pytest

from tests.stand_in import HOSTILE, HOSTILE_ID, StandIn
from wenju.batch import COLUMNS, Progress, Row, State
from wenju.batch.question_list import QuestionList
from wenju.ui.rows import LONGEST, LONGEST_QUESTION, SHOWN, board, found, limits, table
from wenju.ui.words import EN, ZH

ENGINE = StandIn()


def row(question: str) -> Row:
    return Row(question, ENGINE.ask(question))


ANSWERED, RELATED, NONE = row("派往遵义几人"), row("浦东新区呢"), row("徐汇区呢")
TWO_SENTENCES, ONE_SENTENCE = row("派了几批,捐了几册"), row("派了几批教师")
REFUSED = Row("？？", None, "问题是空的")


def texts(markup: str) -> list[str]:
    """The words of each cell of a row, without those of its children's tags."""
    cells = re.findall(r"<td[^>]*>(.*?)</td>", markup)
    return [re.sub(r"<[^>]+>", "", cell.replace("</p><p>", " | ")) for cell in cells]


def test_a_row_has_what_the_file_has_and_its_number() -> None:
    assert ANSWERED.answer is not None
    (cited,) = ANSWERED.answer.citations
    heading = "二、杨浦区深化合作交流机制,持续推进教育对口支援 › (一)探索帮扶支教的新思路"
    expected = ["1", "派往遵义几人", "45位教师", "● 有答案", cited.sentence, "report.txt", heading, "", "93%"]
    assert texts(table(ZH, [ANSWERED])) == expected
    assert '<mark class="wj-span">45位教师</mark>' in table(ZH, [ANSWERED])


def test_the_columns_are_those_of_the_file() -> None:
    assert re.findall(r"<th [^>]*>(.*?)</th>", table(ZH, [ANSWERED])) == ["序号", *COLUMNS["zh"][:8]]
    assert re.findall(r"<th [^>]*>(.*?)</th>", table(EN, [ANSWERED])) == ["no.", *COLUMNS["en"][:8]]
    assert re.findall(r'data-name="(.*?)"', table(ZH, [ANSWERED])) == ["序号", *COLUMNS["zh"][:8]]


@pytest.mark.parametrize(
    ("asked", "said", "outcome"),
    [
        (RELATED, "相关段落说的是杨浦区,没有提到浦东新区", "◐ 只有相关段落"),
        (NONE, "文中没有提到徐汇区", "○ 没有提到"),
        (REFUSED, "问题是空的", "× 不能问"),
        (Row("长" * 501, None, "…"), "问题有 501 个字，最多 500 个字。请只保留要问的那一句。", "× 不能问"),
    ],
)
def test_a_row_without_an_answer_says_why_and_gives_no_confidence(asked: Row, said: str, outcome: str) -> None:
    cells = texts(table(ZH, [asked]))
    assert (cells[2], cells[3], cells[8]) == (said, outcome, "")


def test_no_words_are_marked_where_none_answer() -> None:
    assert "<mark" not in table(ZH, [RELATED])
    assert texts(table(ZH, [RELATED]))[4].startswith("2014—2016年累计派出6批45位教师")


def places(markup: str) -> list[tuple[int, int]]:
    return [(int(a), int(b)) for a, b in re.findall(r'data-start="(\d+)" data-end="(\d+)"', markup)]


def test_a_button_opens_the_document_at_each_sentence() -> None:
    assert TWO_SENTENCES.answer is not None
    first, second = TWO_SENTENCES.answer.citations
    shown = table(ZH, [TWO_SENTENCES])
    assert places(shown) == [(first.start, first.end), (second.start, second.end)]
    assert shown.count('data-document="report.txt"') == 2
    assert texts(shown)[5] == "report.txt | report.txt"
    assert 'title="在原文中查看第 1 行的出处"' in shown


def test_one_button_opens_at_all_that_answers_in_a_sentence() -> None:
    assert ONE_SENTENCE.answer is not None
    first, second = ONE_SENTENCE.answer.citations
    shown = table(ZH, [ONE_SENTENCE])
    assert places(shown) == [(min(first.start, second.start), max(first.end, second.end))]
    assert re.findall(r'<mark class="wj-span">(.*?)</mark>', shown) == ["6批", "45位教师"]


def test_a_page_or_a_row_of_a_sheet_is_named() -> None:
    assert ANSWERED.answer is not None
    (cited,) = ANSWERED.answer.citations
    for where, zh, en in [({"page": 3}, "3", "3"), ({"sheet": "名单", "row": 7}, "名单 第 7 行", "名单 row 7")]:
        here = replace(ANSWERED, answer=replace(ANSWERED.answer, citations=(replace(cited, **where),)))  # type: ignore[arg-type]
        assert (texts(table(ZH, [here]))[7], texts(table(EN, [here]))[7]) == (zh, en)


def test_long_texts_are_cut() -> None:
    long = Row("长" * 1_000_000, replace(ANSWERED.answer, text="答" * 400))  # type: ignore[type-var]
    cells = texts(table(ZH, [long]))
    assert (cells[1], cells[2]) == ("长" * (LONGEST_QUESTION - 1) + "…", "答" * (LONGEST - 1) + "…")


def test_a_long_table_ends_where_nobody_reads_on() -> None:
    rows = [ANSWERED] * (SHOWN + 3)
    assert table(ZH, rows).count("<tr") == 1 + SHOWN
    note = "这里只显示前 200 行，另外 3 行请看下载的文件。"
    assert note in board(ZH, Progress("done", len(rows), len(rows)), rows)
    assert "只显示" not in board(ZH, Progress("done", SHOWN, SHOWN), rows[:SHOWN])


def test_the_table_is_a_region_that_the_keyboard_reaches() -> None:
    assert 'tabindex="0" role="region" aria-label="批量提问的结果"' in table(ZH, [NONE])
    assert table(ZH, []) == ""


def lines(markup: str) -> list[str]:
    """The words, a line for each paragraph or item of a list."""
    return [line for line in re.sub(r"<[^>]+>", "", re.sub("</(p|li|button)>", "\n", markup)).split("\n") if line]


def test_the_outcomes_are_counted() -> None:
    rows = [ANSWERED] * 12 + [RELATED] * 5 + [NONE] * 3
    assert lines(board(ZH, Progress("done", 20, 20), rows)) == [
        "全部问完 · 已问 20 个，共 20 个",
        "全部问完 · 已问 20 个，共 20 个",
        "● 12 有答案 · ◐ 5 只有相关段落 · ○ 3 没有提到 · × 0 不能问",
    ]
    english = board(EN, Progress("done", 1, 1), [REFUSED])
    assert lines(english)[2] == "● 0 answered · ◐ 0 related only · ○ 0 not mentioned · × 1 not asked"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, ""), (11.6, " · 大约还要 12 秒"), (89.4, " · 大约还要 89 秒"), (171.0, " · 大约还要 3 分钟")],
)
def test_how_long_it_will_take(seconds: float | None, said: str) -> None:
    shown = board(ZH, Progress("running", 3, 20, seconds))
    assert lines(shown)[1] == f"正在提问…… · 已问 3 个，共 20 个{said}"
    assert 'aria-valuenow="15"' in shown


@pytest.mark.parametrize(("done", "told"), [(0, "0%"), (4, "0%"), (5, "25%"), (9, "25%"), (10, "50%"), (19, "75%")])
def test_those_who_do_not_see_the_bar_are_told_of_every_quarter(done: int, told: str) -> None:
    assert f'<p class="wj-unseen" role="status">已完成 {told}</p>' in board(ZH, Progress("running", done, 20))


def test_the_place_where_they_are_told_stands_there_before() -> None:
    assert '<p class="wj-unseen" role="status"></p>' in board(ZH, None)


@pytest.mark.parametrize(
    ("state", "bar", "said"),
    [
        ("waiting", 1, "正在排队，前面还有别人的清单……"),
        ("cancelled", 0, "已取消；已有的结果保留在下面"),
        ("done", 0, "全部问完"),
        ("failed", 0, "没有问完"),
    ],
)
def test_how_a_batch_stands(state: State, bar: int, said: str) -> None:
    shown = board(ZH, Progress(state, 7, 20))
    assert shown.count('role="progressbar"') == bar
    assert lines(shown)[:2] == [f"{said} · 已问 7 个，共 20 个"] * 2
    assert (ZH.batch.failure in shown) == (state == "failed")


def test_a_file_shows_how_many_questions_it_has_the_first_and_what_was_left_out() -> None:
    listed = QuestionList(("甲？", "乙？", "丙？", "甲？", "丁？"), "用户问题", 2)
    assert lines(found(ZH, "清单.xlsx", listed)) == [
        "清单.xlsx：找到 5 个问题",
        "开头几个：",
        "甲？",
        "乙？",
        "丙？",
        "……还有 2 个",
        "取自“用户问题”一列 · 2 行没有问题，未计入 · 有 1 个是重复的，照样逐个提问",
        "不用这个文件",
    ]


def test_a_plain_list_has_nothing_left_out() -> None:
    shown = found(EN, "list.txt", QuestionList(("甲？",)))
    assert "list.txt: questions found: 1" in shown
    assert "wj-small" not in shown
    assert "more" not in shown
    assert 'data-action="discard"' in shown


def test_the_limits_are_said() -> None:
    assert "一次最多 1000 个问题，每个最多 500 个字" in limits(ZH)


def test_nothing_of_others_becomes_html() -> None:
    hostile = replace(row("恶意"), question=HOSTILE)
    shown = "".join(
        [
            table(ZH, [hostile, Row(HOSTILE, None, HOSTILE)]),
            board(ZH, Progress("done", 2, 2), [hostile]),
            found(ZH, HOSTILE_ID, QuestionList((HOSTILE,), HOSTILE)),
        ]
    )
    assert "&lt;script&gt;window.hacked=1" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert 'onerror="' not in shown
