"""Questions about the document itself, and those that only look so."""

import pytest

from wenju.about import about_document, may_be_about_document
from wenju.document import make_document

REPORT = make_document(
    "报告.txt",
    "东岭市教育工作报告\n\n发布日期:2019-03-05 字体 [ ]\n\n    全市有学校三百所。会议于5月召开。\n    教师四千名。\n",
)
NOTICE = make_document("通知.txt", "关于放假的通知\n2020年1月2日\n\n放假三天。\n值班电话不变。\n")


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("这份报告是哪一天发布的？", "2019-03-05"),
        ("该文件的发布日期", "2019-03-05"),
        ("这篇文章什么时候发表的", "2019-03-05"),
        ("這份材料是幾號公布的", "2019-03-05"),
        ("这份材料的标题是什么", "东岭市教育工作报告"),
        ("这个文件叫什么名字？", "东岭市教育工作报告"),
        ("报告题目", "东岭市教育工作报告"),
    ],
)
def test_title_and_date_are_read_off_the_head(question: str, words: str) -> None:
    assert may_be_about_document(question)
    citation = about_document(question, [REPORT])
    assert citation is not None
    assert REPORT.text[citation.start : citation.end] == citation.quote == words
    assert REPORT.text[citation.sentence_start :].startswith(citation.sentence)
    assert words in citation.sentence


@pytest.mark.parametrize(
    "question",
    [
        "会议是什么时候召开的",
        "全市有多少学校",
        "这份报告说有多少学校",
        "校长叫什么名字",
        "这份报告里提到的学校什么时候建成",
        "哪一年发布了办法",
        "《办法》是哪年印发的",
    ],
)
def test_other_questions_are_left_alone(question: str) -> None:
    assert about_document(question, [REPORT]) is None


def test_of_several_documents_the_title_must_say_which() -> None:
    assert about_document("这份通知是哪天发布的", [REPORT, NOTICE]) is None
    citation = about_document("《关于放假的通知》是哪天发布的", [REPORT, NOTICE])
    assert citation is not None
    assert (citation.document, citation.quote) == ("通知.txt", "2020年1月2日")


def test_most_questions_point_at_no_document() -> None:
    assert may_be_about_document("《关于放假的通知》是哪天发布的")
    assert not may_be_about_document("全市有多少学校")


def test_a_document_without_a_date_has_none_to_give() -> None:
    assert about_document("这份报告是哪天发布的", [make_document("a.txt", "甲乙。丙丁。", "题")]) is None
