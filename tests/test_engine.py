from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.fake_encoder import FakeEncoder
from tests.fake_reader import FakeReader
from wenju.build import build_index
from wenju.config import Config
from wenju.engine import Engine, valid_question
from wenju.errors import IndexFileError, QuestionError
from wenju.index import Index
from wenju.serialize import answer_json

# Worked by hand: the reader's score is the logit.
CALIBRATION = {"reader": "by hand", "bias": 0.0, "weights": {"read": 1.0}, "threshold": 0.8}
REPORT = """年度报告

一、甲甲甲区的做法

甲甲甲区派出教师十二名，去山区学校任教一年。捐赠图书三百册，都是新的科学读物。

二、乙乙乙区的做法

乙乙乙区接待来访教师五批，安排他们在本地学校跟岗培训。
"""


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return reading(tmp_path, FakeReader(identity="by hand"))


def reading(tmp_path: Path, reader: FakeReader) -> Engine:
    corpus = tmp_path / "corpus"
    corpus.mkdir(exist_ok=True)
    (corpus / "报告.txt").write_text(REPORT, encoding="utf-8")
    config = Config(corpus=corpus, index=tmp_path / "index")
    build_index(config, encoder=FakeEncoder())
    index = Index.load(config.index)
    return Engine(replace(index, manifest=replace(index.manifest, calibration=CALIBRATION)), FakeEncoder(), reader)


def test_related_cites_the_best_sentence_where_it_stands(engine: Engine) -> None:
    answer = engine.ask("捐赠了多少图书")
    citation = answer.citations[0]
    assert (answer.kind, answer.text) == ("related", "")
    assert citation.quote == "捐赠图书三百册，都是新的科学读物。"
    assert citation.heading == ("一、甲甲甲区的做法",)
    assert engine.document(citation.document).text[citation.start : citation.end] == citation.quote


def test_nothing_on_the_subject_is_none(engine: Engine) -> None:
    answer = engine.ask("how is the weather")
    assert (answer.kind, answer.text, answer.citations) == ("none", "", ())
    assert answer.score < 0.01


def test_an_answer_is_marked_where_it_stands(tmp_path: Path) -> None:
    engine = reading(tmp_path, FakeReader({"三百册": 9.0, "五": 8.0}, "by hand"))
    answer = engine.ask("捐赠了多少图书")
    assert (answer.kind, answer.text, answer.reason) == ("answer", "三百册", "")
    assert answer.score == pytest.approx(0.9998766)  # 1 / (1 + e^-9)
    (citation,) = answer.citations
    assert engine.document(citation.document).text[citation.start : citation.end] == citation.quote == "三百册"
    assert answer.hits[0].span is not None
    assert (answer.hits[0].span.start, answer.hits[0].span.score) == (citation.start, 9.0)
    assert list(answer.timings_ms) == ["search", "read", "decide"]


def test_another_district_is_related_and_named(tmp_path: Path) -> None:
    answer = reading(tmp_path, FakeReader({"十二名": 9.0, "五批": 8.0}, "by hand")).ask("浦东新区派出了几名教师")
    assert (answer.kind, answer.text) == ("related", "")
    assert "没有提到浦东新区" in answer.reason
    assert answer.hits[0].missing == ("浦东新区",)


def test_the_title_is_read_off_the_head(engine: Engine) -> None:
    answer = engine.ask("这份报告的标题是什么")
    assert (answer.kind, answer.text, answer.score) == ("answer", "年度报告", 1.0)
    (citation,) = answer.citations
    assert (citation.start, citation.end) == (0, 4)
    assert len(answer.hits) == 2


def test_one_document_can_be_asked(tmp_path: Path) -> None:
    reader = FakeReader({"五批": 8.0}, "by hand")
    answer = reading(tmp_path, reader).ask_in("接待了几批教师", "报告.txt")
    assert answer.text == "五批"
    assert len(reader.windows) == len(answer.hits) == 2  # all of its passages
    assert reading(tmp_path, reader).ask_in("接待了几批教师", "没有.txt").kind == "none"


def test_the_index_must_decide_by_this_reader(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match=r"another.*build_index"):
        reading(tmp_path, FakeReader(identity="another"))


def test_hits_are_ranked_from_1_best_first(engine: Engine) -> None:
    hits = engine.search("乙乙乙区接待了几批教师", 5)
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].score >= hits[1].score
    assert "五批" in hits[0].passage.text
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_traditional_script_and_full_width_find_the_same(engine: Engine) -> None:
    plain, other = engine.search("捐赠图书三百册", 1)[0], engine.search("捐贈圖書三百冊", 1)[0]
    assert other.passage == plain.passage
    assert other.lexical_rank == 1


def test_json_has_the_promised_keys(engine: Engine) -> None:
    record = answer_json(engine.ask("捐赠了多少图书"))
    assert list(record) == ["question", "kind", "answer", "score", "reason", "citations", "hits", "timings_ms"]
    where = ["document", "title", "heading", "start", "end", "quote", "sentence", "sentence_start"]
    assert list(record["citations"][0]) == [*where, "page", "sheet", "row"]
    promised = {"rank", "document", "heading", "start", "end", "text", "score", "lexical_rank", "dense_rank"}
    assert promised <= set(record["hits"][0])


@pytest.mark.parametrize("question", ["", "  \u3000 ", "？！。", "\x00\x01", "💡"])
def test_an_empty_question_is_refused(question: str) -> None:
    with pytest.raises(QuestionError, match="问题是空的"):
        valid_question(question)


def test_an_overlong_question_is_refused_with_both_numbers() -> None:
    assert valid_question("问" * 500) == "问" * 500
    with pytest.raises(QuestionError, match=r"501.*500"):
        valid_question("问" * 501)


def test_a_question_that_is_no_text_is_refused() -> None:
    with pytest.raises(QuestionError, match="found bytes"):
        valid_question(b"question")  # type: ignore[arg-type]


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(QuestionError, match="不是文字"):
        valid_question("杨浦\udcff")


@pytest.mark.parametrize("k", [0, -1, None])
def test_k_is_a_number_from_1(engine: Engine, k: object) -> None:
    with pytest.raises(QuestionError, match="whole number from 1"):
        engine.search("图书", k)  # type: ignore[arg-type]


def test_a_word_that_stands_in_many_passages_is_not_denied(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    texts = [f"报告{n}\n\n这里说的是很细的工作，一共有{n}件事。\n" for n in range(30)]
    texts += [f"报告{n}\n\n甲甲甲甲工作，工作，工作。这里另有{n}件。\n" for n in range(30, 160)]
    for number, text in enumerate(texts):
        (corpus / f"{number}.txt").write_text(text, encoding="utf-8")
    config = Config(corpus=corpus, index=tmp_path / "index")
    build_index(config, encoder=FakeEncoder())
    answer = Engine(Index.load(config.index), FakeEncoder(), FakeReader()).ask("工作")
    assert answer.kind == "related"


def test_an_index_without_passages_says_so(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "空.txt").write_text("", encoding="utf-8")
    config = Config(corpus=corpus, index=tmp_path / "index")
    build_index(config, encoder=FakeEncoder())
    answer = Engine(Index.load(config.index), FakeEncoder(), FakeReader()).ask("工作")
    assert (answer.kind, answer.reason, answer.hits) == ("none", "所问的范围里没有任何段落", ())


@pytest.mark.parametrize("question", ["写一首关于春天的诗", "股票明天会涨吗"])
def test_shared_little_words_are_no_subject(engine: Engine, question: str) -> None:
    assert engine.ask(question).kind == "none"


@pytest.mark.parametrize(
    ("question", "kind"), [("红烧肉怎么做", "none"), ("教我做红烧肉", "none"), ("捐赠了多少台电脑", "related")]
)
def test_single_characters_are_no_subject(engine: Engine, question: str, kind: str) -> None:
    assert engine.ask(question).kind == kind
