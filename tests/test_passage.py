"""Documents to passages: the laws, and paragraphs that a person would draw the same way."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenju.document import find_sources, make_document, read_document
from wenju.parsers.draft import Writer
from wenju.passage import split
from wenju.records import Document, Passage
from wenju.text import is_blank

PROSE = "各部门要高度重视这项工作，把它放在突出的位置上来抓。每年至少报告一次进展情况。"

LEAD = "县级以上人民政府及其有关部门应当履行下列职责："
ITEM = "编制本行政区域内的教育事业发展规划并组织实施"
WRAPPED = "这一行文字在排版的时候到了这个宽度就被折断了所以后面还有别的文字"
VERSE = "举头望明月，\n低头思故乡。"


def characters(texts: list[str]) -> list[int]:
    return [len(text) for text in texts]


def passages(text: str, limit: int = 400, id: str = "a", title: str = "题") -> list[Passage]:
    return split(make_document(id, text, title), characters, limit)


def texts(text: str, limit: int = 400, id: str = "a") -> list[str]:
    return [passage.text for passage in passages(text, limit, id)]


def check_laws(document: Document, found: list[Passage], limit: int) -> None:
    """Every word in exactly one passage or heading; offsets true; order kept; limit kept; sentences inside."""
    text, end = document.text, 0
    for span in sorted([(h.start, h.end) for h in document.headings] + [(p.start, p.end) for p in found]):
        assert end <= span[0] < span[1]
        assert is_blank(text, end, span[0])
        end = span[1]
    assert is_blank(text, end)
    assert [p.start for p in found] == sorted(p.start for p in found)
    assert all(h.text == text[h.start : h.end] for h in document.headings)
    for passage in found:
        assert passage.text == text[passage.start : passage.end]
        assert not is_blank(passage.text[0])
        assert not is_blank(passage.text[-1])
        assert len(passage.text) <= limit
        ends = [passage.start, *(stop for _, stop in passage.sentences)]
        assert ends[-1] == passage.end
        assert all(is_blank(text, *gap) for gap in zip(ends, [start for start, _ in passage.sentences], strict=False))


NASTY = {
    "plain": f"题目\n{PROSE}\n{PROSE}",
    "full width digits": f"１．总则\n{PROSE}\n２．附则\n投入５０万元。",
    "no last newline": "甲",
    "empty": "",
    "blank": " \n\xa0\u3000\n",
    "only headings": "一、总则\n（一）目的\n",
    "one long paragraph": PROSE * 500,
    "no marks at all": "字" * 20_000,
    "mixed families": f"# 甲\n一、乙\n{PROSE}\n第一条 {PROSE}\n1.{PROSE}2.{PROSE}\n(1)丙\n{PROSE}\n① 丁；\n",
    "many short lines": "张三 甲班\n" * 3000,
}


@pytest.mark.parametrize("name", NASTY)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("suffix", [".txt", ".md"])
def test_laws_hold_for_nasty_files(tmp_path: Path, name: str, encoding: str, suffix: str) -> None:
    path = tmp_path / f"文件{suffix}"
    path.write_bytes(NASTY[name].replace("\n", "\r\n").encode(encoding))
    document = read_document(path, tmp_path)
    check_laws(document, split(document, characters, 100), 100)


PIECES = [
    "一、",
    "二、",
    "（一）",
    "(二)",
    "1.",
    "2.",
    "（1）",
    "①",
    "第一条",
    "第二条 ",
    "第一章 ",
    "# ",
    "## ",
    "- ",
    "|",
    "```",
]
PIECES += [
    "甲",
    "总体要求",
    PROSE,
    "。",
    "；",
    "：",
    "，",
    "”",
    "》",
    "\n",
    "\n\n",
    " ",
    "\u3000",
    "\u200b",
    "3",
    "32名。",
]
PIECES += ["发布日期：2017-12-06", "---\n", "title: 甲\n", "\r\n", "\x1c", "\ufeff"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40), st.integers(1, 60), st.sampled_from(["a.txt", "a.md"]))
def test_laws_hold_for_any_document(parts: list[str], limit: int, id: str) -> None:
    for title in ("", "甲"):
        document = make_document(id, "".join(parts), title)
        check_laws(document, split(document, characters, limit), limit)


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(1, 30))
def test_laws_hold_for_any_text(text: str, limit: int) -> None:
    document = make_document("a.md", text)
    check_laws(document, split(document, characters, limit), limit)


def test_the_shipped_report_has_a_passage_for_each_paragraph() -> None:
    corpus = Path(__file__).parent.parent / "corpus"
    path = next(path for path in find_sources(corpus) if path.name.startswith("对口支援"))
    document = read_document(path, corpus)
    found = split(document, characters, 400)
    check_laws(document, found, 400)
    assert len(found) == 21
    assert all(passage.document_id == path.name for passage in found)
    assert found[0].heading_path == ()
    teachers = next(passage for passage in found if "45位教师" in passage.text)
    assert teachers.text.startswith("制定扶持政策,选派优秀教师支教。")
    assert teachers.heading_path == ("二、杨浦区深化合作交流机制,持续推进教育对口支援", "(一)探索帮扶支教的新思路")
    assert len(teachers.sentences) == 5


def test_the_path_of_headings_follows_the_tree() -> None:
    text = f"{PROSE}\n一、甲。{PROSE}\n（一）乙\n{PROSE}\n（二）丙\n{PROSE}\n二、丁\n{PROSE}"
    paths = [passage.heading_path for passage in passages(text)]
    assert paths == [(), ("一、甲",), ("一、甲", "（一）乙"), ("一、甲", "（二）丙"), ("二、丁",)]


def test_title_and_date_are_in_no_passage() -> None:
    found = passages(f"题目\n发布日期：2017-12-06\n{PROSE}", title="")
    assert [(passage.text, passage.heading_path) for passage in found] == [(PROSE, ())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{PROSE}\n{PROSE}\n\n\xa0\u3000{PROSE}\u3000\n", [PROSE] * 3),
        # An article with its list is one passage, blank lines or not.
        (
            f"{LEAD}\n\n（一）{ITEM}；\n\n（二）{ITEM}。\n{PROSE}",
            [f"{LEAD}\n\n（一）{ITEM}；\n\n（二）{ITEM}。", PROSE],
        ),
        # Lines wrapped at a fixed width; a whole paragraph without its full stop; an unnumbered heading with its text.
        (f"{WRAPPED}\n{WRAPPED}\n{WRAPPED}。\n{PROSE}", [f"{WRAPPED}\n{WRAPPED}\n{WRAPPED}。", PROSE]),
        (f"{WRAPPED}{WRAPPED}{WRAPPED}\n{PROSE}", [f"{WRAPPED}{WRAPPED}{WRAPPED}", PROSE]),
        (f"{WRAPPED}\n\n{PROSE}", [WRAPPED, PROSE]),
        (f"{PROSE}\n组织保障\n{PROSE}", [PROSE, f"组织保障\n{PROSE}"]),
        # Too short to stand alone: an end joins what is before it, a beginning what follows.
        (f"{PROSE}\n\n32名。\n\n{PROSE}", [f"{PROSE}\n\n32名。", PROSE]),
        (f"{PROSE}\n\n附：\n\n{PROSE}", [PROSE, f"附：\n\n{PROSE}"]),
        (f"{PROSE}\n\n完", [f"{PROSE}\n\n完"]),
        (f"{VERSE}\n\n{VERSE}\n\n{PROSE}", [f"{VERSE}\n\n{VERSE}", PROSE]),
        ("32名。", ["32名。"]),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert texts(text) == expected


def test_lists_tables_and_code_are_one_passage_each() -> None:
    items = "- 第一项在这里说明得比较清楚，不必再多说什么了。\n\n- 第二项在这里说明得比较清楚，不必再多说什么了。"
    table = "| 名称 | 人数 |\n|---|---|\n| 甲乙丙丁戊己庚辛 | 32名。 |\n| 子丑寅卯辰巳午未 | 45名。 |"
    code = f"```\n{PROSE}\n\n# {PROSE}\n```"
    assert texts(f"{PROSE}\n\n{items}\n\n{PROSE}\n\n{table}\n\n{PROSE}\n\n{code}\n", id="a.md") == [
        PROSE,
        items,
        PROSE,
        table,
        PROSE,
        code,
    ]


def test_a_row_of_a_table_is_a_passage_of_its_own() -> None:
    writer = Writer()
    writer.heading("一、教师名单", 1)
    writer.at(page=2)
    writer.line("附：")
    for row, line in enumerate(("区县：杨浦区；人数：45", "甲：", "区县：青浦区；人数：12；"), 2):
        writer.at(sheet="名单", row=row)
        writer.line(line)
    writer.at(page=3)
    writer.line("以上。")
    writer.line("完")
    draft = writer.draft("名单")
    document = Document("表.xlsx", "名单", "", draft.text, draft.headings, draft.places)
    found = split(document, characters, 400)
    check_laws(document, found, 400)
    assert [passage.text for passage in found] == [
        "附：",
        "区县：杨浦区；人数：45",
        "甲：",
        "区县：青浦区；人数：12；",
        "以上。\n完",
    ]
    assert {passage.heading_path for passage in found} == {("一、教师名单",)}
    long = split(document, characters, 8)
    check_laws(document, long, 8)
    assert [passage.text for passage in long][1:3] == ["区县：杨浦区；", "人数：45"]


def test_tiny_paragraphs_are_not_joined_over_a_heading_or_the_limit() -> None:
    assert texts(f"一、甲\n32名。\n二、乙\n{PROSE}") == ["32名。", PROSE]
    assert texts(f"{PROSE}\n\n32名。", limit=len(PROSE)) == [PROSE, "32名。"]


def test_a_long_paragraph_is_split_evenly_at_sentence_ends() -> None:
    sentence = "这一句话正好有十个字。"
    assert texts(sentence * 10, limit=88) == [sentence * 5] * 2


def test_the_tokenizer_is_asked_seldom() -> None:
    calls: list[int] = []

    def counting(texts: list[str]) -> list[int]:
        calls.append(len(texts))
        return characters(texts)

    split(make_document("a", f"{PROSE}\n" * 500, "题"), counting, 400)
    assert calls == [500]


def test_headings_alone_make_no_passage_but_long_words_can_be_found() -> None:
    assert texts("一、总则\n") == []
    assert texts("一、本办法由区教育局办公室负责解释和修订\n") == ["本办法由区教育局办公室负责解释和修订"]
    assert texts("第一章 总则\n第二章 附则\n") == ["第一章 总则\n第二章 附则"]
