"""Every sentence that parsers and shelf say of a file has its Chinese, with the numbers and names in it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from wenju.parsers import REFUSED
from wenju.ui.words.reasons import reason_in

PACKAGE = Path(__file__).parents[1] / "wenju"
SOURCES = [*sorted((PACKAGE / "parsers").rglob("*.py")), PACKAGE / "text.py", PACKAGE / "library" / "shelf.py"]
SAID_BY = {"DocumentError", "_error", "warn"}
TOLD_BY = {"_why", "_ole", "_no_archive", "_wrong_kind"}
FILLED = {"_pages": "pages 3, 5-7", "_cells": "cell B7"}


def sentence(node: ast.expr) -> str:
    """What is written there, with something in place of what is only known when it runs."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(sentence(part) for part in node.values)
    value = node.value if isinstance(node, ast.FormattedValue) else node
    named = value.func.id if isinstance(value, ast.Call) and isinstance(value.func, ast.Name) else ""
    return FILLED.get(named, "7")


def sentences(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        found: list[ast.expr | None] = []
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            found = [*node.args[:1]] if name in SAID_BY else []
        elif isinstance(node, ast.FunctionDef) and node.name in TOLD_BY:
            found = [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Return)]
        for said in found:
            text = sentence(said).removeprefix("7: ") if said is not None else ""
            if re.search("[a-z]", text):
                yield text


EVERY = sorted({text for path in SOURCES for text in sentences(path)})


def test_the_sentences_are_found_where_they_are_said() -> None:
    assert len(EVERY) > 50
    assert "is encrypted; open it with its password and save it without one." in EVERY
    assert "pages 3, 5-7: damaged, left out" in EVERY


@pytest.mark.parametrize("said", [*EVERY, *REFUSED.values()])
def test_every_sentence_has_its_chinese(said: str) -> None:
    text, language = reason_in("zh-CN", said)
    assert language == "zh-CN"
    assert re.search("[\u4e00-\u9fff]", text)
    assert text.endswith("。")


@pytest.mark.parametrize(
    ("said", "chinese"),
    [
        (REFUSED[".doc"], "不能读取 Word 2007 以前的格式。请用 Word、WPS 或 LibreOffice 打开，另存为 .docx。"),
        ("found the format '.exe', expected one of .csv .docx; convert the file.", "不能读取 .exe 格式。"),
        ("found a Word document, expected an Excel workbook (.xlsx); rename it to .docx", "请把扩展名改成 .docx。"),
        ("found a PDF file, expected a Word document (.docx); rename it to .pdf", "内容其实是 PDF。"),
        ("has 31.5 MB, at most 20 MB are read; split it", "有 31.5 MB，最多读取 20 MB。"),
        ("pages 3, 5-7: damaged, left out", "第 3, 5-7 页已损坏，略去。"),
        ("sheet 表(一): has more than 5,000 rows; row 9 and below were left out", "工作表“表(一)”超过 5,000 行"),
        ("a file's name has no folder in it, nor any of / \\ :; rename it.", "文件名不能含有 / \\ : 。"),
        ("byte 9 is not valid UTF-8 or GB18030 (illegal); open", "第 9 个字节既不是 UTF-8 也不是 GB18030 编码。"),
    ],
)
def test_numbers_and_names_stay(said: str, chinese: str) -> None:
    assert chinese in reason_in("zh-CN", said)[0]


def test_what_is_not_known_and_every_other_language_stay_as_they_are() -> None:
    assert reason_in("zh-CN", "the moon is full") == ("the moon is full", "en")
    assert reason_in("en", REFUSED[".doc"]) == (REFUSED[".doc"], "en")
