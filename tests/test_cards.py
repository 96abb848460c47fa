"""What the page says for each kind of answer, word for word, and that no text of others becomes HTML."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest

from tests.stand_in import HOSTILE, HOSTILE_ID, StandIn
from wenju.decision import cite
from wenju.followup import Change
from wenju.records import Answer, Citation, Document, Heading, Hit, Passage, Place, Span
from wenju.ui import cards, follow, judging, passages, sources
from wenju.ui.follow import Asked
from wenju.ui.judging import Step
from wenju.ui.words import EN, WORDS, ZH, Language, Words, certainty_phrase, preferred_language

ENGINE = StandIn()
ANSWERED = ENGINE.ask("杨浦区派了多少教师去遵义")
TWO_PASSAGES = ENGINE.ask("派了几批,捐了几册")
TWO_SPANS = ENGINE.ask("派了几批教师")
SENTENCE = '2014—2016年累计派出6批<mark class="wj-span">45位教师</mark>赴贵州遵义支教'


def between(markup: str, first: str, last: str) -> str:
    start = markup.index(first) + len(first)
    return markup[start : markup.index(last, start)]


def card(words: Words, answer: Answer) -> str:
    return between(cards.outcome(words, answer), "<section", "</section>")


def result(words: Words, answer: Answer) -> str:
    """All that comes of a question: the card and what stands below it."""
    return cards.outcome(words, answer) + cards.details(words, answer)


def hit_of(text: str, *cuts: int, span: Span | None = None, missing: tuple[str, ...] = ()) -> Hit:
    """A hit whose passage begins at 100 and has its sentences between the cuts."""
    edges = [100, *(100 + cut for cut in cuts), 100 + len(text)]
    sentences = tuple(pairwise(edges))
    return Hit(
        1, Passage("d", 100, 100 + len(text), text, ("章",), sentences), "题", 1.0, 1, 1, sentences[0], span, missing
    )


def cited(hit: Hit, *places: tuple[int, int]) -> Answer:
    """An answer from the hit's passage; the places count from the passage's beginning."""
    text = hit.passage.text
    found = tuple(cite(lambda _: Document("d", "题", "", " " * 100 + text), hit, 100 + a, 100 + b) for a, b in places)
    return Answer("问", "answer", "、".join(c.quote for c in found), 0.9, "", found, (hit,))


def quotes(markup: str) -> list[str]:
    return re.findall(r"<blockquote[^>]*>(.*?)</blockquote>", markup)


def cells(markup: str) -> list[list[str]]:
    """The words in the table of the fold, the head first."""
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in markup.split("<tr>")[1:]]


def test_an_answer_shows_its_words_its_sentence_and_its_place() -> None:
    shown = card(ZH, ANSWERED)
    assert between(shown, 'lang="zh-CN">', "<") == "45位教师"
    assert SENTENCE in shown
    assert "任务。</blockquote>" in shown  # the sentence, and no more of the passage
    assert "<li>二、杨浦区深化合作交流机制,持续推进教育对口支援</li><li>(一)探索帮扶支教的新思路</li>" in shown


def test_the_button_of_an_answer_opens_the_cited_words() -> None:
    start, end = re.search(r'data-start="(\d+)" data-end="(\d+)"', card(ZH, ANSWERED)).groups()  # type: ignore[union-attr]
    assert ENGINE.report.text[int(start) : int(end)] == "45位教师"


def test_an_answer_says_how_sure_it_is() -> None:
    shown = card(ZH, ANSWERED)
    assert "很有把握 · 93%" in shown
    assert 'aria-valuenow="93"' in shown
    assert 'style="width:93%"' in shown


@pytest.mark.parametrize(
    ("score", "phrase"), [(1.0, EN.certain), (0.8, EN.certain), (0.79, EN.likely), (0.49, EN.unsure)]
)
def test_certainty_in_words(score: float, phrase: str) -> None:
    assert certainty_phrase(EN, score) == phrase


@pytest.mark.parametrize(("score", "percent"), [(-0.2, 0), (1.7, 100), (0.005, 0), (0.345, 34)])
def test_the_bar_stays_within_its_ends(score: float, percent: int) -> None:
    assert f'aria-valuenow="{percent}"' in cards.certainty(ZH, score)


def test_a_citation_outside_every_passage_is_quoted_alone() -> None:
    start = ANSWERED.hits[0].passage.start  # inside a passage, but of another document
    citation = Citation("other.txt", "别的文档", (), start, start + 2, "两字")
    shown = card(ZH, replace(ANSWERED, citations=(citation,)))
    assert '<mark class="wj-span">两字</mark></blockquote>' in shown
    assert f'data-document="other.txt" data-start="{start}" data-end="{start + 2}"' in shown


THREE = hit_of("甲乙。丙丁。戊己。", 3, 6)


def test_an_answer_over_two_sentences_shows_both_and_no_third() -> None:
    assert quotes(card(ZH, cited(THREE, (1, 5)))) == ['甲<mark class="wj-span">乙。丙丁</mark>。']


def test_spans_of_one_sentence_are_marked_in_it_together() -> None:
    shown = card(ZH, TWO_SPANS)
    assert between(shown, 'lang="zh-CN">', "<") == "6批、45位教师"
    assert quotes(shown) == [
        '2014—2016年累计派出<mark class="wj-span">6批</mark><mark class="wj-span">45位教师</mark>'
        "赴贵州遵义支教,完成了三年一轮的对口援黔任务。"
    ]
    start, end = (int(offset) for offset in re.findall(r'data-(?:start|end)="(\d+)"', shown))
    assert ENGINE.report.text[start:end] == "6批45位教师"


def test_spans_of_different_passages_have_each_its_sentence_and_place() -> None:
    shown = card(ZH, TWO_PASSAGES)
    first, second = quotes(shown)
    assert first == '2017年共派出支教教师<mark class="wj-span">4批30人次</mark>。'
    assert second.startswith("通过向对口地区捐赠")
    assert second.endswith('捐赠图书共计<mark class="wj-span">101089册</mark>。')
    places = re.findall(r'data-document="report.txt" data-start="(\d+)" data-end="(\d+)"', shown)
    assert [ENGINE.report.text[int(a) : int(b)] for a, b in places] == ["4批30人次", "101089册"]
    assert (
        shown.index("4批30人次</mark>") < shown.index(f'data-start="{places[0][0]}"') < shown.index("101089册</mark>")
    )


def test_spans_of_different_sentences_keep_the_order_of_the_citations() -> None:
    shown = quotes(card(ZH, cited(THREE, (6, 8), (0, 1))))
    assert shown == ['<mark class="wj-span">戊己</mark>。', '<mark class="wj-span">甲</mark>乙。']


@pytest.mark.parametrize("places", [[(1, 5), (3, 4)], [(3, 4), (1, 5)]])
def test_a_sentence_that_another_quote_shows_is_not_shown_again(places: list[tuple[int, int]]) -> None:
    shown = quotes(card(ZH, cited(THREE, *places)))
    assert [re.sub("<[^>]*>", "", quote) for quote in shown] == ["甲乙。丙丁。"]


def test_the_same_offsets_of_two_documents_are_two_quotes() -> None:
    answer = cited(THREE, (0, 2))
    other = replace(answer.citations[0], document="e", quote="别处", sentence="别处。")
    shown = quotes(card(ZH, replace(answer, citations=(*answer.citations, other))))
    assert shown == ['<mark class="wj-span">甲乙</mark>。', '<mark class="wj-span">别处</mark>。']


@pytest.mark.parametrize(
    ("place", "quote"),
    [
        ((0, 2), '<mark class="wj-span">甲乙</mark>。'),
        ((7, 9), '戊<mark class="wj-span">己。</mark>'),
        ((0, 9), '<mark class="wj-span">甲乙。丙丁。戊己。</mark>'),
    ],
)
def test_a_span_at_the_edge_of_its_passage(place: tuple[int, int], quote: str) -> None:
    assert quotes(card(ZH, cited(THREE, place))) == [quote]


def test_a_traditional_text_is_quoted_as_it_stands() -> None:
    answer = cited(hit_of("楊浦區選派４５位教師赴遵義支教。"), (5, 10))
    assert between(card(ZH, answer), 'lang="zh-CN">', "<") == "４５位教師"
    assert quotes(card(ZH, answer)) == ['楊浦區選派<mark class="wj-span">４５位教師</mark>赴遵義支教。']
    asked = replace(answer, question="杨浦区派多少教师去遵义")
    assert '<mark class="wj-term"><mark class="wj-span">教師</mark></mark>' in passages.passages(ZH, asked)


def test_an_answer_of_markup_is_text_in_every_part() -> None:
    answer = cited(hit_of('a<b>&"c"。'), (1, 4))
    shown = card(ZH, answer)
    assert between(shown, 'lang="zh-CN">', "</p>") == "&lt;b&gt;"
    assert quotes(shown) == ['a<mark class="wj-span">&lt;b&gt;</mark>&amp;&quot;c&quot;。']
    assert 'data-copy="&lt;b&gt;\n' in shown


def test_a_long_answer_is_set_smaller() -> None:
    assert "wj-long" not in card(ZH, replace(ANSWERED, text="字" * cards.LARGE))
    assert "wj-long" in card(ZH, replace(ANSWERED, text="字" * (cards.LARGE + 1)))


def test_the_copy_is_the_answer_and_each_place_once() -> None:
    headings = "二、杨浦区深化合作交流机制,持续推进教育对口支援 › (一)探索帮扶支教的新思路"
    place = f"对口支援与合作交流工作经验交流(区教育局系列) › {headings}"
    assert cards.copied_text(ZH, TWO_PASSAGES) == f"4批30人次、101089册\n出处：{place}"
    other = replace(ANSWERED.citations[0], title="{题}", heading=())
    both = replace(TWO_PASSAGES, citations=(*TWO_PASSAGES.citations, other))
    assert cards.copied_text(EN, both) == f"4批30人次、101089册\nSource: {place}\nSource: {{题}}"


def test_the_copy_button_says_beside_itself_that_it_copied() -> None:
    shown = card(EN, ANSWERED)
    assert (
        '<span class="wj-said" role="status" aria-live="polite"></span><button class="wj-copy" type="button"' in shown
    )
    assert 'data-copied="Copied"' in shown
    assert ">Copy answer</button>" in shown
    assert "wj-copy" not in card(EN, ENGINE.ask("徐汇")) + card(EN, ENGINE.ask("浦东"))


@pytest.mark.parametrize("question", ["遵义", "徐汇", "浦东"])
def test_whatever_came_has_a_link_that_asks_it_again(question: str) -> None:
    shown = cards.outcome(EN, ENGINE.ask(question), link='?q="a"&b=1')
    assert re.findall('data-link="([^"]*)"', shown) == ["?q=&quot;a&quot;&amp;b=1"]
    assert ">Copy link</button>" in shown


def test_a_result_says_of_which_part_it_is() -> None:
    said = '<p class="wj-part wj-small">只问了：2017 起</p></section>'
    assert cards.outcome(ZH, ANSWERED, part="2017 起").endswith(said)
    assert "wj-part" not in cards.outcome(ZH, ANSWERED)


@pytest.mark.parametrize(
    ("place", "chinese", "english"),
    [
        ({"page": 3}, "第 3 页", "page 3"),
        ({"page": 3, "row": 5}, "第 3 页", "page 3"),
        ({"sheet": "费用", "row": 5}, "工作表“费用”第 5 行", "sheet “费用”, row 5"),
        ({"sheet": "费用"}, "工作表“费用”", "sheet “费用”"),
        ({"row": 5}, "表格第 5 行", "row 5 of the table"),
    ],
)
def test_a_citation_says_where_in_the_file_it_stands(place: dict[str, Any], chinese: str, english: str) -> None:
    answer = replace(ANSWERED, citations=(replace(ANSWERED.citations[0], **place),))
    last = "<li>(一)探索帮扶支教的新思路</li>"
    assert f'{last}<li class="wj-in-file" lang="zh-CN">{chinese}</li></ol>' in card(ZH, answer)
    assert f'{last}<li class="wj-in-file" lang="en">{english}</li></ol>' in card(EN, answer)
    assert cards.copied_text(ZH, answer).endswith(f"(一)探索帮扶支教的新思路 › {chinese}")
    assert cards.copied_text(EN, answer).endswith(f"(一)探索帮扶支教的新思路 › {english}")


def test_a_file_without_pages_and_rows_is_said_to_have_none() -> None:
    assert "wj-in-file" not in card(ZH, ANSWERED)
    assert cards.copied_text(ZH, ANSWERED).endswith("(一)探索帮扶支教的新思路")


def test_a_reason_is_said_where_there_is_one_in_its_own_language() -> None:
    assert '<b>Reason</b><span lang="zh-CN">原句写明派往遵义支教的教师人数</span>' in card(EN, ANSWERED)
    assert "wj-reason" not in card(EN, TWO_SPANS)


def test_related_says_what_is_missing_and_shows_the_best_sentence() -> None:
    shown = card(ZH, ENGINE.ask("浦东新区派了多少教师"))
    assert ZH.related in shown
    assert "相关段落说的是杨浦区,没有提到浦东新区" in shown
    assert f'{ZH.best_sentence}</p><blockquote class="wj-quote" lang="zh-CN"><mark class="wj-best">2014—' in shown
    assert quotes(shown)[0].endswith("对口援黔任务。</mark>")
    assert "wj-certainty" not in shown


def test_none_says_so_with_its_reason_and_no_quote() -> None:
    answer = ENGINE.ask("徐汇区派了多少教师")
    shown = card(ZH, answer)
    assert ZH.none in shown
    assert '<b>说明</b><span lang="zh-CN">文中没有提到徐汇区</span>' in shown
    assert "blockquote" not in shown
    assert ZH.nearest in result(ZH, answer)


def test_none_without_any_passage_shows_no_list() -> None:
    shown = result(ZH, Answer("问", "none", "", 0.0, "没有"))
    assert "wj-passage" not in shown
    assert "<table" not in shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_in_both_languages(language: Language) -> None:
    words = WORDS[language]
    titles = {"遵义": words.answer, "徐汇": words.none, "经费": words.related}
    for question, title in titles.items():
        assert f">{title}</" in result(words, ENGINE.ask(question))


def test_a_passage_shows_both_ranks_and_a_shorter_bar_for_a_later_one() -> None:
    shown = passages.passages(ZH, ANSWERED)
    second, third = shown.split('class="wj-passage"')[2:]
    assert "第 3 名" in second
    assert "width:64%" in second  # 0.8 ** 2
    assert "第 2 名" in second
    assert "width:80%" in second
    assert ZH.unranked in third
    assert "width:0%" in third


def test_a_passage_marks_question_words_inside_its_best_sentence() -> None:
    shown = passages.passages(ZH, ANSWERED)
    assert '<mark class="wj-best">赴贵州</mark><mark class="wj-best"><mark class="wj-term">遵义</mark></mark>' in shown


def test_a_passage_marks_the_answer_over_the_words_of_the_question() -> None:
    assert '<mark class="wj-term"><mark class="wj-span">教师</mark></mark></mark>' in passages.passages(ZH, ANSWERED)


def test_a_span_that_is_not_the_answer_is_not_marked() -> None:
    shown = passages.passages(ZH, ANSWERED)
    assert re.findall(r'"wj-span">(.*?)<', shown) == ["答案", "45位", "教师"]  # the legend, and the cited words
    assert "wj-span" not in passages.passages(ZH, ENGINE.ask("浦东"))


def test_every_cited_span_is_marked_in_its_own_passage() -> None:
    first, second, third = passages.passages(ZH, TWO_PASSAGES).split('class="wj-passage"')[1:]
    assert re.findall(r'"wj-span">(.*?)<', first + second + third) == ["4批30人次", "101089册"]
    assert "101089册" in second


def test_a_passage_says_what_it_does_not_mention() -> None:
    first, second, third = passages.passages(ZH, ANSWERED).split('class="wj-passage"')[1:]
    assert "wj-lacks" not in first
    assert '<p class="wj-lacks">没有提到：<span lang="zh-CN">教师</span></p>' in second
    assert '没有提到：<span lang="zh-CN">遵义、教师</span>' in third
    assert 'Does not mention: <span lang="zh-CN">浦东新区</span>' in passages.passages(EN, ENGINE.ask("浦东"))


PLACE = "二、杨浦区深化合作交流机制,持续推进教育对口支援 › (一)探索帮扶支教的新思路"


def test_the_fold_has_a_row_for_every_passage() -> None:
    assert cells(passages.why(ZH, ANSWERED)) == [
        ["#", "出处", "字词匹配", "语义相近", "综合得分", "候选答案", "候选得分", "没有提到"],
        ["1", PLACE, "1", "1", "0.9340", "45位教师", "+6.2", ""],
        ["2", PLACE, "3", "2", "0.4120", "设立专项经费", "-2.1", "教师"],
        ["3", PLACE, "2", "未入选", "0.1770", "", "", "遵义、教师"],
    ]


def test_the_fold_has_no_columns_of_the_reader_where_nothing_was_read() -> None:
    unread = replace(ANSWERED, hits=tuple(replace(hit, span=None, missing=()) for hit in ANSWERED.hits))
    shown = passages.why(EN, unread)
    assert cells(shown)[:2] == [
        ["#", "Place", "Same words", "Similar meaning", "Score"],
        ["1", PLACE, "1", "1", "0.9340"],
    ]
    assert EN.candidate_note not in shown
    assert EN.candidate_note in passages.why(EN, ANSWERED)


@pytest.mark.parametrize(
    ("start", "end", "shown"),
    [
        (100, 102, "甲乙"),
        (107, 109, "己。"),
        (100, 109, "甲乙。丙丁。戊己。"),
    ],
)
def test_the_fold_shows_a_span_at_the_edge_of_its_passage(start: int, end: int, shown: str) -> None:
    hit = replace(THREE, span=Span(start, end, 0.0))
    assert cells(passages.why(ZH, replace(ANSWERED, hits=(hit,))))[1][5:] == [shown, "+0.0"]


def test_the_fold_shortens_a_long_span_to_one_line() -> None:
    most = passages.LONGEST_CANDIDATE
    text = "头\n 尾" + "字" * most
    for length, shown in [
        (4, "头 尾"),
        (most + 1, "头 尾" + "字" * (most - 3)),
        (most + 2, "头 尾" + "字" * (most - 4) + "…"),
    ]:
        hit = hit_of(text, span=Span(100, 100 + length, 1.0))
        assert cells(passages.why(ZH, replace(ANSWERED, hits=(hit,))))[1][5] == shown


@pytest.mark.parametrize(
    ("words", "question", "facts"),
    [
        (ZH, "遵义", "有确切答案 <code>answer</code> · 答案正确的概率 93.4%</p>"),
        (EN, "遵义", "exact answer <code>answer</code> · probability that it is right 93.4%</p>"),
        (ZH, "浦东", "只有相关段落 <code>related</code> · 候选答案正确的概率 8.3%</p>"),
        (EN, "徐汇", "not mentioned <code>none</code> · probability that the best candidate is right 0.4%</p>"),
    ],
)
def test_the_fold_says_the_outcome_and_its_probability(words: Words, question: str, facts: str) -> None:
    assert facts in passages.why(words, ENGINE.ask(question))


def test_the_fold_has_no_probability_where_no_passage_was_read() -> None:
    assert "<code>none</code></p>" in passages.why(ZH, Answer("问", "none", "", 0.0, "没有"))


def test_the_fold_says_how_long_each_stage_took() -> None:
    assert "用时 检索 12 ms · 阅读 85 ms · 判断 &lt;1 ms" in passages.why(ZH, ANSWERED)
    assert "Time taken search 12 ms · read 85 ms · decide &lt;1 ms" in passages.why(EN, ANSWERED)


def test_an_unknown_stage_keeps_its_name() -> None:
    assert "rerank 3 ms" in passages.timings(EN, replace(ANSWERED, timings_ms={"rerank": 3.2}))


@pytest.mark.parametrize("question", ["", " \n", "???", "。。"])
def test_an_empty_question_gets_a_friendly_word(question: str) -> None:
    assert ZH.empty in cards.refusal(ZH, question, "internal")


def test_a_long_question_is_told_its_length_and_the_limit() -> None:
    assert "501" in cards.refusal(ZH, "长" * 501)
    assert "500" in cards.refusal(ZH, "长" * 501)


def test_another_refusal_keeps_the_engines_words() -> None:
    assert "engine &lt;said&gt;" in cards.refusal(ZH, "好问题", "engine <said>")


OUR_TAGS = set(
    re.findall(
        r"\w+", "aside section div p h2 ol ul li span i b mark blockquote button nav strong details summary code"
    )
    + re.findall(r"\w+", "table thead tbody tr th td a label input")
)
OUR_ATTRIBUTES = set(
    re.findall(
        r"\S+", "class lang role type style scope tabindex title data-document data-start data-end data-question"
    )
    + re.findall(
        r"\S+",
        "data-copy data-copied data-failed aria-live aria-label aria-hidden aria-valuemin aria-valuemax aria-valuenow",
    )
    + re.findall(
        r"\S+",
        "data-link data-page data-action data-near data-words data-typed id href maxlength autocomplete "
        "contenteditable spellcheck",
    )
)


class Seen(HTMLParser):
    """The tags, attribute names and attribute values a browser would find."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags, self.attributes, self.values = set[str](), set[str](), set[str | None]()
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.values |= {value for _, value in attrs}


STEP_NAMES: tuple[Literal["asked", "wrong", "here", "kept"], ...] = ("asked", "wrong", "here", "kept")


def everywhere_hostile() -> Document:
    """Its name, title, date, text and heading are all markup."""
    heading = Heading(1, 0, len(HOSTILE), HOSTILE)
    return Document(HOSTILE_ID, HOSTILE, HOSTILE, HOSTILE, (heading,), (Place(0, 9, 1, HOSTILE),))


def test_hostile_text_stays_text_everywhere() -> None:
    answer = ENGINE.ask("恶意文本<img src=x onerror=alert(1)>\"'")
    every = [
        result(ZH, answer) + cards.outcome(ZH, answer, part=HOSTILE, link=HOSTILE),
        result(ZH, replace(answer, kind="answer", text=HOSTILE, reason=HOSTILE, citations=ANSWERED.citations)),
        cards.busy(ZH, HOSTILE),
        cards.notice(ZH, HOSTILE),
        cards.example_list(ZH, [HOSTILE]),
        sources.source_panel(ZH, ENGINE.hostile, 0, 9),
        sources.source_panel(ZH, everywhere_hostile(), 0, 9),
        sources.collection(ZH, ENGINE.documents),
        follow.strip(ZH, Asked(HOSTILE, HOSTILE + "?", (Change("", HOSTILE),))),
        *(judging.row(ZH, answer, Step(name, 1, HOSTILE), ENGINE.documents, Path(HOSTILE)) for name in STEP_NAMES),
    ]
    for markup in every:
        seen = Seen(markup)
        assert seen.tags <= OUR_TAGS
        assert seen.attributes <= OUR_ATTRIBUTES
    assert HOSTILE_ID in Seen(every[0]).values
    assert "&lt;script&gt;" in every[0]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-US,en;q=0.9", "en"),
        ("fr-FR,en;q=0.5,zh;q=0.3", "en"),
        ("", "zh"),
        ("de", "zh"),
    ],
)
def test_the_page_guesses_its_language_from_the_browsers(header: str, language: Language) -> None:
    assert preferred_language(header) == language


def test_the_head_says_where_questions_go_if_they_leave_the_machine() -> None:
    assert ZH.privacy in cards.header(ZH, 3)
    told = cards.header(EN, 3, "models.example:8443")
    assert EN.privacy not in told
    assert "are sent to the language model at models.example:8443." in told
