"""Web pages: .html and .htm.

In: the bytes of a page. Out: a `Draft` of the article, without menus, advertisements and footers, with the headings
h1 to h6, the title and the date of publication. Nothing is ever fetched. How elements become lines is left to
`htmltext`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import accumulate
from typing import Any

from wenju.errors import DocumentError
from wenju.marks import mark_at
from wenju.parsers.draft import Draft, Writer, clean
from wenju.parsers.htmltext import HtmlLine, complete, html_lines
from wenju.parsers.joining import join
from wenju.parsers.outline import HEAD_LINES, find_outline
from wenju.text import decode

# An article of fewer characters is doubted, and looked for in the page as a whole. The 250 of trafilatura are for
# letters; a Chinese character says as much as four of them.
SHORT = 60
# Of a page with more unreadable characters than one in so many, nothing reads well.
UNREADABLE = 100
# Of elements that stand deeper in each other trafilatura loses what is inside (libxml2 reads 256).
DEPTH = 250
# Where the declaration of the encoding stands, at the latest (HTML 12.2.3.2: in the first 1,024 bytes).
DECLARED = 4_096
# The title and what stands around the date are among the first lines of an article.
TOP = 5

Lines = list[HtmlLine]

# Encodings of the region that also read as GB18030, as nonsense. What is declared as Latin is Chinese all the same.
_ENCODINGS = {
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "shift_jis": "cp932",
    "euc-jp": "euc_jp",
    "euc-kr": "cp949",
}
_CHARSET = re.compile(rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w-]+)|<\?xml[^>]+?encoding\s*=\s*[\"']([\w-]+)", re.I)
# The article in pages of gov.cn, WeChat, and the systems that most sites of Chinese offices and schools are made with.
_ARTICLES = (
    "//*[@id='UCAP-CONTENT' or @id='js_content' or @id='zoom' or @id='Zoom' or starts-with(@id, 'vsb_content')"
    " or contains(concat(' ', normalize-space(@class), ' '), ' TRS_Editor ')"
    " or contains(concat(' ', normalize-space(@class), ' '), ' TRS_UEDITOR ')]"
)
# Chinese offices have to name both in their pages (政府网站发展指引, 2017); the others are common elsewhere.
_TITLES = ("articletitle", "og:title")
_DATES = ("pubdate", "publishdate", "firstpublishedtime", "article:published_time", "og:release_date", "datepublished")
# What a program of an office saves as a page is a document: there is nothing around it.
_OFFICE = re.compile("LibreOffice|OpenOffice|Microsoft (?:Word|Excel)|WPS|Kingsoft", re.IGNORECASE)
# Its heads and feet of pages, as LibreOffice writes them.
_FRAMES = "//div[@title='header' or @title='footer']"
# What stands around articles and is not marked as a menu: where one is, buttons, the neighbours.
_FURNITURE = re.compile(
    r"(?:[您你])?(?:现在|当前|所在|的)*位置\s*[:：].*|首页\s*[>›»].*|[上下]一[篇条]\s*[:：].*|分享到?\s*[:：]?"
    r"|扫一扫.{0,20}|字[体号]\s*[:：]?\W*大\W*中\W*小\W*|(?:\W*(?:打印|关闭|收藏)(?:本页|窗口)?\W*)+"
)
# Before the name of the site; but 2016-2017学年 is one.
_PARTED = re.compile(r"[_|｜]+|\s+[-–—·]+\s+|(?<!\d)[-–—]+(?=[^-–—]*$)")
_LABELLED = re.compile("(?:发布|发文|成文|公布|印发|更新)(?:日期|时间)")


def parse_web(raw: bytes, name: str) -> Draft:
    """A web page as it was saved."""
    writer = Writer()
    tree = _tree(_decode(raw, name, writer), name, writer)
    made_in_office = any(map(_OFFICE.search, _meta(tree, ["generator"])))
    for frame in tree.xpath(_FRAMES) if made_in_office else ():
        frame.drop_tree()
    page = list(html_lines(tree))
    title = _title(tree, {line.text for line in page}, made_in_office)
    date = _date(tree, [line.text for line in page], title)
    complete(tree)
    page = list(html_lines(tree))
    if made_in_office:
        return _write(writer, page, title, date)
    lines = _article(tree, page)
    if not lines:
        lines = page
        writer.warn("the article could not be told from the rest of the page; all of it was read, menus included")
    if not lines:
        raise DocumentError(
            f"{name}: found a page without text; if a script fills it in, open it in a browser and save what it shows "
            "as a PDF or text file"
        )
    return _write(writer, lines, title, date)


def _decode(raw: bytes, name: str, writer: Writer) -> str:
    """The text of a page: as `decode` has it, but for other encodings that it declares, and a few broken characters."""
    found = _CHARSET.search(raw[:DECLARED])
    declared = _ENCODINGS.get((found[1] or found[2]).decode().lower()) if found else None
    encodings = [declared] if declared and not _is_utf8(raw) else []
    if not encodings:
        with suppress(DocumentError):
            return decode(raw, name)
        encodings = ["utf-8", "gb18030"]
    text = min((raw.decode(e, errors="replace") for e in encodings), key=lambda text: text.count("\ufffd"))
    lost = text.count("\ufffd")
    if "\0" in text or lost * UNREADABLE > len(text):
        return decode(raw, name)  # which raises, and says where it stumbles
    if lost:
        writer.warn(f"{lost} characters cannot be read in the encoding of the page and are shown as \ufffd")
    return text


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _tree(text: str, name: str, writer: Writer) -> Any:
    """The page as a tree. Raises `DocumentError` for one without an element."""
    from lxml import etree, html

    # A page whose elements are never closed stands deep in itself, and another parser would stop in the middle of it.
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        tree = html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError) as error:
        raise DocumentError(f"{name}: found an empty page; save the page again, or remove it.") from error
    if any("Excessive depth" in error.message for error in parser.error_log):
        writer.warn("its elements stand too deep in each other; what comes behind was left out: save the page as text")
    return tree


def _article(tree: Any, page: Lines) -> Lines:
    """The lines of the page that are the article; none where it cannot be told from the rest."""
    from lxml import html
    from trafilatura import extract
    from trafilatura.settings import use_config

    known = max((list(html_lines(found)) for found in tree.xpath(_ARTICLES)), key=_length, default=[])
    if _length(known) >= SHORT:
        return known
    if tree.xpath(f"boolean(/*{'/*' * DEPTH})"):
        return []
    config = use_config()
    config.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(SHORT))
    found = extract(tree, output_format="html", include_comments=False, include_formatting=False, config=config)
    return list(_as_in(page, html_lines(html.fromstring(found)))) if found else []


def _as_in(page: Lines, lines: Iterable[HtmlLine]) -> Iterator[HtmlLine]:
    """Lines as they are in the page: trafilatura joins some, and takes some headings for text."""
    squeezed = ["".join(line.text.split()) for line in page]
    ends = list(accumulate(map(len, squeezed), initial=0))
    line_at = {end: number for number, end in enumerate(ends)}
    whole = "".join(squeezed)
    done = 0
    for line in lines:
        words = "".join(line.text.split())
        start = whole.find(words, done)
        start = whole.find(words) if start < 0 else start
        if start in line_at and start + len(words) in line_at:
            done = start + len(words)
            yield from page[line_at[start] : line_at[done]]
        else:
            yield line


def _length(lines: Lines) -> int:
    return sum(len(line.text) for line in lines)


def _title(tree: Any, shown: set[str], made_in_office: bool) -> str:
    """The title of the article, without the name of the site: what the page is called and what it shows.

    "" for a document that is called otherwise: its headings are those of its parts, and its first line may tell.
    """
    called = [*_meta(tree, _TITLES), *(join(found.text_content()) for found in tree.iterfind(".//head/title"))]
    for words in called:
        parts = [part for part in map(str.strip, [words, *_PARTED.split(words)]) if part in shown]
        if parts:
            return max(parts, key=len)
    if made_in_office:
        return ""
    headings = list(filter(None, (join(found.text_content()) for found in tree.iter("h1"))))
    if len(headings) == 1:
        return headings[0]
    return next((part for words in called for part in map(str.strip, _PARTED.split(words)) if part), "")


def _date(tree: Any, texts: list[str], title: str) -> str:
    """The date of publication: what the page says of itself, or the lines from the title on, or a label anywhere."""
    top = texts.index(title) if title in texts else len(texts)
    said = [f"date: {value}" for value in _meta(tree, _DATES)]
    labelled = filter(_LABELLED.search, texts)
    found = (find_outline(text, title).date for text in (*said, "\n".join(texts[top : top + HEAD_LINES]), *labelled))
    return next(filter(None, found), "")


def _meta(tree: Any, names: Iterable[str]) -> list[str]:
    """What the page says of itself under these names, in their order."""
    said: dict[str, str] = {}
    for found in tree.iter("meta"):
        name = found.get("name") or found.get("property") or found.get("itemprop") or ""
        said.setdefault(name.lower(), join(found.get("content", "")))
    return [said[name] for name in names if said.get(name)]


def _write(writer: Writer, lines: Lines, title: str, date: str) -> Draft:
    """The title, once, and the lines without the furniture of the page; the one with the date belongs to the title."""
    lines = [line for line in lines if not _FURNITURE.fullmatch(line.text)]
    top = find_outline("\n".join(line.text for line in lines[:HEAD_LINES]), title)
    title = " ".join(clean(title or ("" if lines and lines[0].level else top.title)).split())
    dated = {heading.text for heading in top.headings if not heading.level}
    lines = [line for line in lines[:TOP] if line.text != title] + lines[TOP:]
    headed = _is_headed(lines)
    if headed:
        writer.heading(title, 0)
    else:
        writer.line(title)
    for at, line in enumerate(lines):
        if headed and (line.level or (at < HEAD_LINES and line.text in dated)):
            writer.heading(line.text, line.level)
        else:
            writer.row(line.text, line.row)
    return writer.draft(title, date)


def _is_headed(lines: Lines) -> bool:
    """Whether the page's own headings part its text: more of them than of those written by hand, 一、 and 第一章."""
    marks = [mark_at(line.text, 0, len(line.text)) for line in lines if not line.level]
    by_hand = sum(mark is not None and mark.family in ("cn", "第章", "第条") for mark in marks)
    return sum(line.level > 0 for line in lines) > by_hand
