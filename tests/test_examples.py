"""Example questions: the report's own, and headings for any other collection."""

from tests.stand_in import StandIn
from wenju.records import Document, Heading
from wenju.ui.examples import REPORT_QUESTIONS, example_questions


def test_the_report_has_questions_written_for_it() -> None:
    assert example_questions(StandIn().documents) == REPORT_QUESTIONS


def test_another_document_offers_its_outermost_headings_once() -> None:
    heads = tuple(
        Heading(level, 0, 3, text) for level, text in [(1, "第一章"), (2, "第一节"), (1, "第二章"), (1, "第一章")]
    )
    assert example_questions([Document("a", "题", "", "正文", heads)]) == ("第一章", "第二章")


def test_a_document_without_headings_offers_its_title() -> None:
    assert example_questions([Document("a", "年度工作总结", "", "正文")]) == ("年度工作总结",)


def test_the_date_beside_a_title_is_nothing_to_ask() -> None:
    heads = (Heading(0, 0, 2, "会议纪要"), Heading(0, 3, 5, "时间：2024年2月21日下午2:30"), Heading(1, 6, 8, "议题一"))
    assert example_questions([Document("a", "会议纪要", "2024-02-21", "正文", heads)]) == ("会议纪要",)


def test_no_more_than_asked_for() -> None:
    assert len(example_questions([Document(str(n), f"标题{n}", "", "") for n in range(9)], most=4)) == 4
