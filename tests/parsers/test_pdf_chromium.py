"""PDFs that a browser prints: its fonts give radicals for characters, its text is scaled, its tables are ruled."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from wenju.parsers.draft import Draft, clean
from wenju.parsers.pdf import parse_pdf

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
# Everything that a browser does beside printing is off: it is to work without a network.
OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-pdf-header-footer",
]
STYLE = """<style>
@page { size: A4; margin: 25mm } body { font: 12pt/1.6 "Noto Serif CJK SC", serif; text-align: justify }
h1 { font-size: 22pt; text-align: center } h2 { font-size: 15pt; text-align: left } h3 { font-size: 12pt }
p { text-indent: 2em; margin: 0 } table { border-collapse: collapse } td, th { border: 1px solid; padding: 2pt 8pt }
</style>"""
# 支 人 一 长 页 高 in them are among those that come out as radicals.
PARAGRAPHS = [
    f"第{number}段：区教育局要求各学校认真组织教师报名参加支教工作，每年派出{40 + i}人，一人一校，长期坚持。"
    f"报名的教师应当具有高级职称，并在{2010 + i}年以前参加工作，名单见附页，由人事科统一汇总以后再报市教委备案。"
    for i, number in enumerate("一二三四五六七八九十")
]


def _has_chinese_font() -> bool:
    if shutil.which("fc-list") is None:
        return False
    return bool(subprocess.run(["fc-list", ":lang=zh-cn"], capture_output=True, timeout=60, check=False).stdout)


pytestmark = [
    pytest.mark.skipif(not BROWSER, reason="there is no Chromium here to print a PDF with"),
    pytest.mark.skipif(bool(BROWSER) and not _has_chinese_font(), reason="there is no Chinese font here to print with"),
]


def printed(folder: Path, body: str) -> Draft:
    page, out = folder / "page.html", folder / "page.pdf"
    page.write_text(f'<html lang="zh-CN"><meta charset="utf-8">{STYLE}<body>{body}</body></html>', encoding="utf-8")
    profile = f"--user-data-dir={folder / 'profile'}"
    subprocess.run(
        [BROWSER, *OPTIONS, profile, f"--print-to-pdf={out}", page.as_uri()],
        check=True,
        capture_output=True,
        timeout=300,
    )
    return parse_pdf(out.read_bytes(), "page.pdf")


def tagged(paragraphs: list[str]) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def test_a_report_over_several_pages(tmp_path: Path) -> None:
    draft = printed(
        tmp_path,
        "<h1>关于做好教师支教工作的若干意见</h1><h2>一、总体要求</h2>"
        + tagged(PARAGRAPHS[:5])
        + "<h3>（一）名额</h3>"
        + tagged(PARAGRAPHS[5:])
        + "<h2>二、保障措施</h2>"
        + tagged(PARAGRAPHS),
    )
    title = "关于做好教师支教工作的若干意见"
    assert draft.text.splitlines() == [
        title,
        "一、总体要求",
        *PARAGRAPHS[:5],
        "（一）名额",
        *PARAGRAPHS[5:],
        "二、保障措施",
        *PARAGRAPHS,
    ]
    assert draft.title == title
    assert [(heading.level, heading.text) for heading in draft.headings] == [
        (0, title),
        (1, "一、总体要求"),
        (2, "（一）名额"),
        (1, "二、保障措施"),
    ]
    assert [place.page for place in draft.places] == list(range(1, len(draft.places) + 1))
    assert len(draft.places) > 1


def test_two_columns_below_a_title(tmp_path: Path) -> None:
    columns = f'<div style="columns: 2; column-gap: 2em">{tagged(PARAGRAPHS[:6])}</div>'
    draft = printed(tmp_path, f"<h1>支教工作经验交流</h1>{columns}")
    assert draft.text.splitlines() == ["支教工作经验交流", *PARAGRAPHS[:6]]


def test_a_table_over_two_pages_with_merged_cells(tmp_path: Path) -> None:
    head = '<tr><th rowspan="2">区县</th><th colspan="2">支出</th></tr><tr><th>2016年</th><th>2017年</th></tr>'
    rows = "".join(f"<tr><td>第{i}区</td><td>{i * 10}</td><td>{i * 10 + 1}</td></tr>" for i in range(1, 61))
    draft = printed(tmp_path, f"{tagged(PARAGRAPHS[:1])}<table><thead>{head}</thead><tbody>{rows}</tbody></table>")
    assert draft.text.splitlines() == [
        PARAGRAPHS[0],
        *(f"区县：第{i}区；支出／2016年：{i * 10}；支出／2017年：{i * 10 + 1}" for i in range(1, 61)),
    ]
    rows = [(place.page, place.row) for place in draft.places]
    assert [row for _, row in rows] == [0, *range(3, 63)]  # the header has two
    assert [page for page, _ in rows] == sorted(page for page, _ in rows)
    assert rows[-1][0] > 1


def test_latin_text_with_a_head_and_a_foot_on_each_page(tmp_path: Path) -> None:
    english = " ".join(["The district sent forty-five teachers to Zunyi in the autumn of that year."] * 6)
    margins = (
        '<style>@page { @top-center { content: "上海市教育年鉴" } '
        '@bottom-center { content: "第 " counter(page) " 页 共 " counter(pages) " 页" } }</style>'
    )
    body = "".join(f'<p style="text-indent: 0; margin: 12pt 0">{i} {english}</p>' for i in range(12))
    draft = printed(tmp_path, margins + body)
    assert "上海市教育年鉴" in clean(first_page(tmp_path / "page.pdf")), "this browser prints no heads"
    assert draft.text.splitlines() == [f"{i} {english}" for i in range(12)]


def first_page(path: Path) -> str:
    """The text of a page as PDFium has it."""
    import pypdfium2

    with pypdfium2.PdfDocument(path.read_bytes()) as file:
        text: str = file[0].get_textpage().get_text_bounded()
        return text
