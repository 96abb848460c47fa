"""The JSON that the command line and the endpoints share, value for value."""

import json
from dataclasses import replace

from tests.stand_in import StandIn
from wenju.records import Citation, Span
from wenju.serialize import answer_json, citation_json, hits_json

ENGINE = StandIn()


def test_an_answer_with_two_citations() -> None:
    written = answer_json(ENGINE.ask("派了几批,捐了几册"))
    assert list(written) == ["question", "kind", "answer", "score", "reason", "citations", "hits", "timings_ms"]
    assert (written["kind"], written["answer"], written["score"]) == ("answer", "4批30人次、101089册", 0.62)
    assert [c["quote"] for c in written["citations"]] == ["4批30人次", "101089册"]
    assert all(ENGINE.report.text[c["start"] : c["end"]] == c["quote"] for c in written["citations"])
    assert written["timings_ms"] == {"search": 12.4, "read": 85.0, "decide": 0.3}


def test_a_citation_says_every_field() -> None:
    citation = Citation("表.xlsx", "名单", ("一、总则",), 7, 10, "45名", "共45名。", 6, 0, "名单", 7)
    assert citation_json(citation) == {
        "document": "表.xlsx",
        "title": "名单",
        "heading": ["一、总则"],
        "start": 7,
        "end": 10,
        "quote": "45名",
        "sentence": "共45名。",
        "sentence_start": 6,
        "page": 0,
        "sheet": "名单",
        "row": 7,
    }


def test_a_hit_says_every_field() -> None:
    hit = ENGINE.hits[1]
    start = ENGINE.report.text.index("设立专项经费")
    assert hits_json([hit]) == [
        {
            "rank": 2,
            "document": "report.txt",
            "title": hit.title,
            "heading": list(hit.passage.heading_path),
            "start": start,
            "end": hit.passage.end,
            "text": hit.passage.text,
            "score": 0.412,
            "lexical_rank": 3,
            "dense_rank": 2,
            "sentence": [start, start + 16],
            "span": {"start": start, "end": start + 6, "score": -2.06, "text": "设立专项经费"},
            "missing": ["教师"],
        }
    ]


def test_a_hit_that_was_not_read_has_no_span() -> None:
    written = hits_json(ENGINE.hits)
    assert [hit["span"] and hit["span"]["text"] for hit in written] == ["45位教师", "设立专项经费", None]
    assert [hit["missing"] for hit in written] == [[], ["教师"], ["遵义", "教师"]]


def test_a_span_may_be_the_whole_passage_and_its_score_is_rounded() -> None:
    p = ENGINE.hits[0].passage
    hit = replace(ENGINE.hits[0], span=Span(p.start, p.end, 1.23456))
    assert hits_json([hit])[0]["span"] == {"start": p.start, "end": p.end, "text": p.text, "score": 1.2346}


def test_it_is_json() -> None:
    for question in ("遵义", "浦东", "徐汇", "恶意"):
        written = answer_json(ENGINE.ask(question))
        assert json.loads(json.dumps(written)) == written
