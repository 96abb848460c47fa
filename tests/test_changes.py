"""Uploads and the rebuild as HTML: what became of each file, how far the rebuild is, and how it ended."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from wenju.library.library import Building
from wenju.parsers import REFUSED, SUFFIXES
from wenju.report import BuildReport
from wenju.ui.changes import Change, change_list, closed, progress, zone
from wenju.ui.words import EN, ZH
from wenju.ui.words.documents import DocumentWords

REPORT = BuildReport(3, 1, 0, 2, 0, 22, 9, 13, 1.24)


def text(markup: str) -> str:
    return re.sub(r"(\s*<[^>]*>\s*)+", "|", markup).strip("|")


def test_each_file_is_told_with_its_outcome_and_reason() -> None:
    done = [
        Change("甲.docx", "stored"),
        Change("乙.pdf", "replaced"),
        Change("丙.doc", "refused", REFUSED[".doc"]),
        Change("丁.txt", "not_removed", "the only document that can be read cannot be removed; add another one first."),
        Change("戊.txt", "removed"),
        Change("己.txt", "lost"),
    ]
    markup = change_list(ZH, done)
    lines = [text(f"<{line}") for line in markup.split("<li")[1:]]
    assert lines == [
        "✓|甲.docx|已存入",
        "✓|乙.pdf|已替换同名文件",
        "✕|丙.doc|没有收下|不能读取 Word 2007 以前的格式。请用 Word、WPS 或 LibreOffice 打开，另存为 .docx。",
        "✕|丁.txt|没有删除|能读取的只剩这一篇文档，不能删除。请先上传另一篇。",
        "✓|戊.txt|已从文件夹中删除，重建后不再据此回答",
        "✕|己.txt|上传中断，没有收到文件。请再传一次。",
    ]
    assert 'role="status"' in markup
    assert change_list(ZH, []) == ""
    assert "stored in place of the old one" in change_list(EN, done)
    assert f'<span lang="en">{REFUSED[".doc"]}</span>' in change_list(EN, done)


def test_hostile_file_names_stay_text() -> None:
    assert "<img" not in change_list(ZH, [Change("<img src=x>", "refused", "<img src=x>")])
    assert "<img" not in progress(ZH, Building(error="<img src=x>"), 1, 1)


@pytest.mark.parametrize(
    ("building", "said", "percent"),
    [
        (Building(True), "正在重建索引 · 准备", 0),
        (Building(True, "read", 1, 3), "正在重建索引 · 读取 1/3 · 33%", 33),
        (Building(True, "embed", 12, 30), "正在重建索引 · 向量 12/30 · 40%", 40),
        (Building(True, "index", 21, 22), "正在重建索引 · 索引 21/22 · 95%", 95),
        (Building(True, "index", 22, 22), "正在重建索引 · 换上新索引", 100),
        (Building(True, "ocr", 1, 2), "正在重建索引 · ocr 1/2 · 50%", 50),
    ],
)
def test_a_running_rebuild_tells_its_stage_and_its_share(building: Building, said: str, percent: int) -> None:
    markup = progress(ZH, building, 3, 22)
    assert text(markup).split("|")[0] == said
    assert f'aria-valuenow="{percent}"' in markup
    assert f'style="width:{percent}%"' in markup
    assert 'role="progressbar"' in markup
    assert 'aria-live="polite"' in markup
    assert "这期间照常可以提问" in markup


def test_a_rebuild_that_has_ended_says_what_it_did() -> None:
    expected = "已重建：3 篇文档，其中新增 1、更新 0、未变 2、移除 0；22 个段落，重新计算 9 个；用时 1.2 秒。"
    assert text(progress(ZH, Building(report=REPORT), 3, 22)) == expected
    assert "computed anew 9; 1.2 s." in progress(EN, Building(report=REPORT), 3, 22)
    worse = BuildReport(1, 1, 0, 0, 0, 0, 0, 0, 0.1, ("空.txt",), (("坏.pdf", "it is no PDF"),))
    lines = text(progress(ZH, Building(report=worse), 1, 0)).split("|")
    assert lines[1:] == ["读了却没有段落：空.txt", "有 1 个文件没能读取，原因列在下面。"]


def test_a_rebuild_that_failed_says_why_and_that_the_old_index_answers() -> None:
    markup = progress(ZH, Building(error="corpus: no file in it can be read, 2 were tried\nnot read: 坏.doc"), 3, 22)
    assert text(markup) == "索引没有建成，原来的索引照常回答。|文件夹里的 2 个文件都不能读取。请至少放入一个能读取的。"
    assert "wj-broken" in markup
    assert "progressbar" not in markup


def test_before_any_rebuild_the_size_of_the_index_is_told() -> None:
    assert text(progress(ZH, Building(), 3, 22)) == "索引里有 3 篇文档、22 个段落。"


def test_the_zone_names_what_can_be_read_and_offers_what_is_refused_with_a_cure() -> None:
    markup = zone(ZH)
    assert "能读：.txt .md .markdown .docx .pdf" in markup
    assert f'data-accept="{",".join((*SUFFIXES, *REFUSED))}"' in markup
    assert 'data-most="200000000"' in markup
    assert "超过 200 MB" in markup
    assert text(closed(EN)) == EN.shelf.off


def test_both_languages_say_everything_with_the_same_fields() -> None:
    for field in fields(DocumentWords):
        chinese, english = str(getattr(ZH.shelf, field.name)), str(getattr(EN.shelf, field.name))
        assert set(re.findall(r"{\w+", chinese)) == set(re.findall(r"{\w+", english)), field.name
        assert not re.search("[\u4e00-\u9fff]", english), field.name
    assert ZH.shelf.stages.keys() == EN.shelf.stages.keys() == {"read", "embed", "index"}
