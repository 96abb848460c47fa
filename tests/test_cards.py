"""What the page says for each kind of answer, word for word, and that no text of others becomes HTML."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from tests.stand_in import HOSTILE, HOSTILE_ID, StandIn
from wenju.records import Answer, Citation, Hit, Passage
from wenju.ui import cards, passages, sources
from wenju.ui.words import EN, WORDS, ZH, Language, Words, certainty_phrase, preferred_language

ENGINE = StandIn()
ANSWERED = ENGINE.ask("杨浦区派了多少教师去遵义")
SENTENCE = '2014—2016年累计派出6批<mark class="wj-span">45位教师</mark>赴贵州遵义支教'


def between(markup: str, first: str, last: str) -> str:
    start = markup.index(first) + len(first)
    return markup[start : markup.index(last, start)]


def card(words: Words, answer: Answer) -> str:
    return between(cards.result(words, answer), "<section", "</section>")


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


def test_an_answer_over_two_sentences_shows_both_and_no_third() -> None:
    p = Passage("d", 10, 19, "甲乙。丙丁。戊己。", (), ((10, 13), (13, 16), (16, 19)))
    hit = Hit(1, p, "题", 1.0, 1, 1, (10, 13))
    citation = Citation("d", "题", (), 11, 15, "乙。丙丁")
    shown = card(ZH, Answer("问", "answer", "乙。丙丁", 0.9, "", (citation,), (hit,)))
    assert '>甲<mark class="wj-span">乙。丙丁</mark>。</blockquote>' in shown


def test_related_says_so_and_marks_the_best_sentence_in_its_passage() -> None:
    shown = card(ZH, ENGINE.ask("投入了多少"))
    assert ZH.related in shown
    assert "找到相关段落" in shown
    assert '支教。<mark class="wj-best">2014—2016年累计派出6批45位教师赴贵州遵义支教,' in shown
    assert "wj-certainty" not in shown


def test_none_says_so_with_its_reason_and_no_quote() -> None:
    answer = ENGINE.ask("徐汇区派了多少教师")
    shown = card(ZH, answer)
    assert ZH.none in shown
    assert "文中没有出现“徐汇区”" in shown
    assert "blockquote" not in shown
    assert ZH.nearest in cards.result(ZH, answer)


def test_none_without_any_passage_shows_no_list() -> None:
    shown = cards.result(ZH, Answer("问", "none", "", 0.0, "没有"))
    assert "wj-passage" not in shown
    assert "<table" not in shown


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_kind_in_both_languages(language: Language) -> None:
    words = WORDS[language]
    titles = {"遵义": words.answer, "徐汇": words.none, "经费": words.related}
    for question, title in titles.items():
        assert f">{title}</" in cards.result(words, ENGINE.ask(question))


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


def test_the_fold_has_every_rank_score_and_time() -> None:
    shown = passages.why(ZH, ANSWERED)
    assert "支援 › (一)探索帮扶支教的新思路</td><td>3</td><td>2</td><td>0.4120</td>" in shown
    assert "用时 检索 12 ms · 阅读 85 ms · 合计 97 ms" in shown
    assert "<code>answer</code> · 综合得分 0.934" in shown


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
    + re.findall(r"\w+", "table thead tbody tr th td")
)
OUR_ATTRIBUTES = set(
    re.findall(
        r"\S+", "class lang role type style scope tabindex title data-document data-start data-end data-question"
    )
    + re.findall(r"\S+", "aria-label aria-hidden aria-valuemin aria-valuemax aria-valuenow")
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


def test_hostile_text_stays_text_everywhere() -> None:
    answer = ENGINE.ask("恶意文本<img src=x onerror=alert(1)>\"'")
    every = [
        cards.result(ZH, answer),
        cards.result(ZH, replace(answer, kind="answer", text=HOSTILE, reason=HOSTILE, citations=ANSWERED.citations)),
        cards.busy(ZH, HOSTILE),
        cards.notice(ZH, HOSTILE),
        cards.example_list(ZH, [HOSTILE]),
        sources.source_panel(ZH, ENGINE.hostile, 0, 9),
        sources.collection(ZH, ENGINE.documents),
    ]
    for markup in every:
        seen = Seen(markup)
        assert seen.tags <= OUR_TAGS
        assert seen.attributes <= OUR_ATTRIBUTES
    assert HOSTILE_ID in Seen(every[0]).values
    assert "&lt;script&gt;" in every[0]


def test_the_source_panel_holds_the_whole_text_with_headings_and_the_place_marked() -> None:
    start = ENGINE.report.text.index("45位教师")
    shown = sources.source_panel(ZH, ENGINE.report, start, start + 5)
    assert re.sub(r"<[^>]*>", "", between(shown, 'tabindex="0" lang="zh-CN">', "</div>")) == ENGINE.report.text
    assert '6批<mark class="wj-here">45位教师</mark>赴' in shown
    assert '<strong class="wj-h wj-h1">二、杨浦区深化' in shown
    assert "2017-12-06 · report.txt" in shown


def test_the_collection_lists_titles_and_counts_what_it_leaves_out() -> None:
    shown = sources.collection(EN, [ENGINE.report] * 203)
    assert "(203)" in shown
    assert shown.count("<button") == 200
    assert "… +3" in shown


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
