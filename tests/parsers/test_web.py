"""Web pages: the article with its headings, tables and date, in any encoding, and nothing fetched."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from wenju.errors import DocumentError
from wenju.parsers.draft import Draft
from wenju.parsers.web import parse_web

TITLE = "关于做好2017年支教工作的通知"
MENU = '<div class="nav"><a href="/">首页</a> <a href="/xw">新闻</a> <a href="/gk">政务公开</a></div>'
FOOTER = '<div class="footer">版权所有：遵义市教育局 <a href="/about">关于我们</a> 黔ICP备05000000号</div>'
BODY = """
<p>　　为贯彻落实中央关于东西部扶贫协作的
要求，现就做好2017年支教工作通知如下。</p>
<p>　　各单位要提高认识，加强领导，选派四十五名优秀教师赴遵义支教，时间为一年，期满后考核。</p>
"""
SAID = (
    "为贯彻落实中央关于东西部扶贫协作的要求，现就做好2017年支教工作通知如下。\n"
    "各单位要提高认识，加强领导，选派四十五名优秀教师赴遵义支教，时间为一年，期满后考核。\n"
)


def page(body: str, head: str = "", title: str = f"{TITLE}_遵义市教育局") -> str:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{MENU}"
        f"<div class='main'><div class='wz'>当前位置：<a href='/'>首页</a> &gt; 通知公告</div>"
        f"<div class='article'><h1>{TITLE}</h1>{body}</div></div>{FOOTER}</body></html>"
    )


def parsed(text: str, encoding: str = "utf-8") -> Draft:
    return parse_web(text.encode(encoding), "a.html")


def headings(draft: Draft) -> list[tuple[int, str]]:
    for heading in draft.headings:
        assert draft.text[heading.start : heading.end] == heading.text
    return [(heading.level, heading.text) for heading in draft.headings]


def test_the_article_stands_alone_below_its_title() -> None:
    draft = parsed(page(BODY))
    assert draft.text == f"{TITLE}\n{SAID}"
    assert (draft.title, headings(draft), draft.warnings) == (TITLE, [(0, TITLE)], ())


def test_furniture_of_the_page_is_left_out() -> None:
    furniture = ("【打印本页】 【关闭窗口】", "字号：[大 中 小]", "分享到：", "扫一扫在手机打开当前页", "上一篇：无")
    text = "".join(f"<p>{words}</p>" for words in furniture)
    assert (
        parsed(page(f"{BODY}{text}<p>打印机管理办法另行通知。</p>")).text
        == f"{TITLE}\n{SAID}打印机管理办法另行通知。\n"
    )


def test_headings_keep_their_levels() -> None:
    draft = parsed(page(f"<h2>总体<br>要求</h2>{BODY}<h3>工作 安排</h3><p>九月底前完成选派，十月初到岗。</p>"))
    assert draft.text == f"{TITLE}\n总体要求\n{SAID}工作 安排\n九月底前完成选派，十月初到岗。\n"
    assert headings(draft) == [(0, TITLE), (2, "总体要求"), (3, "工作 安排")]


def test_headings_written_by_hand_are_taken_where_the_page_has_few_of_its_own() -> None:
    by_hand = "<p>一、总体要求</p><p>提高认识，加强领导。</p><p>二、工作安排</p><p>十月初到岗，确保安心工作。</p>"
    draft = parsed(page(f"{BODY}{by_hand}<h4>附件</h4><p>各区县支教教师名额分配表。</p>"))
    assert headings(draft) == [(0, TITLE), (1, "一、总体要求"), (1, "二、工作安排")]


def test_lists_keep_their_numbers_and_lines() -> None:
    items = "<ol start='3'><li>加强领导，落实责任。</li><li><p>做好保障。</p></li></ol>"
    draft = parsed(page(f"{BODY}{items}<ul><li>语文教师</li><li>数学教师</li></ul><p>特此通知。</p>"))
    assert draft.text == f"{TITLE}\n{SAID}3. 加强领导，落实责任。\n4. 做好保障。\n语文教师\n数学教师\n特此通知。\n"


def test_numbers_that_were_typed_are_not_doubled() -> None:
    draft = parsed(page(f"{BODY}<ol><li>1. 加强领导，落实责任。</li><li>2. 做好保障。</li></ol><p>特此通知。</p>"))
    assert "\n1. 加强领导，落实责任。\n2. 做好保障。\n" in draft.text


def test_tables_are_rows_with_the_names_of_their_columns() -> None:
    table = """<table><caption>表1 分配表</caption>
      <tr><th rowspan="2">地区</th><th colspan="2">教师人数</th></tr><tr><th>2016年</th><th>2017年</th></tr>
      <tr><td rowspan="2">杨浦区</td><td>45</td><td>50</td></tr><tr><td>3</td><td>4</td></tr></table>"""
    draft = parsed(page(f"{BODY}{table}<p>特此通知。</p>"))
    assert draft.text == (
        f"{TITLE}\n{SAID}表1 分配表\n地区：杨浦区；教师人数／2016年：45；教师人数／2017年：50\n"
        "地区：杨浦区；教师人数／2016年：3；教师人数／2017年：4\n特此通知。\n"
    )
    assert [(place.row, draft.text[place.start : place.end]) for place in draft.places] == [
        (3, "地区：杨浦区；教师人数／2016年：45；教师人数／2017年：50\n"),
        (4, "地区：杨浦区；教师人数／2016年：3；教师人数／2017年：4\n"),
    ]


def test_what_an_office_program_saved_is_read_as_a_whole_without_its_heads_and_feet() -> None:
    head = '<meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/>'
    body = (
        "<div title='header'><p>文件汇编</p></div><p>关于支教的通知</p><p>发布日期：2017-12-06</p>"
        "<ol><li><h1>总体要求</h1></ol><p>选派四十五名教师。</p>"
        "<ol><ol start='2'><li><h2>安排</h2></ol></ol><p>到岗。</p><div title='footer'><p>— 13 —</p></div>"
    )
    draft = parsed(f"<html><head><title></title>{head}</head><body>{body}</body></html>")
    assert draft.text == "关于支教的通知\n发布日期：2017-12-06\n1. 总体要求\n选派四十五名教师。\n2. 安排\n到岗。\n"
    assert (draft.title, draft.date, draft.warnings) == ("关于支教的通知", "2017-12-06", ())
    assert headings(draft) == [
        (0, "关于支教的通知"),
        (0, "发布日期：2017-12-06"),
        (1, "1. 总体要求"),
        (2, "2. 安排"),
    ]


def test_numbers_that_nobody_counts_to_are_none() -> None:
    huge = "9" * 5_000
    body = f"<ol start='{huge}'><li>加强领导，落实责任。</li></ol><table><tr><td colspan='{huge}'>表</td></tr></table>"
    assert "\n1. 加强领导，落实责任。\n" in parsed(page(BODY + body)).text


def test_a_form_names_the_cell_beside() -> None:
    table = "<table><tr><th>姓名</th><td>张三</td></tr><tr><th>学校</th><td>控江中学</td></tr></table>"
    assert "\n姓名：张三\n学校：控江中学\n" in parsed(page(f"{BODY}{table}<p>特此通知。</p>")).text


def test_a_table_that_lays_out_the_page_is_none() -> None:
    text = page("").replace("<div class='article'>", "<table><tr><td><a href='/1'>机构设置</a></td><td>")
    text = text.replace('</div></div><div class="footer">', f'{BODY}</td></tr></table></div><div class="footer">')
    assert BODY in text
    draft = parsed(text)
    assert draft.text == f"{TITLE}\n{SAID}"


@pytest.mark.parametrize("container", ["id='UCAP-CONTENT'", "class='view TRS_Editor'", "id='vsb_content_2'"])
def test_the_containers_of_common_systems_are_the_article(container: str) -> None:
    text = f"<html><body>{MENU}<h1>{TITLE}</h1><div {container}>{BODY}<div><span>附件：名额</span></div></div>{FOOTER}"
    assert parsed(text).text == f"{TITLE}\n{SAID}附件：名额\n"


@pytest.mark.parametrize(
    ("head", "info", "date"),
    [
        ('<meta name="PubDate" content="2017-12-06 10:23">', "", "2017-12-06"),
        ('<meta property="article:published_time" content="2017-12-06T10:23:00+08:00">', "", "2017-12-06"),
        ("", "<div class='info'>发布时间：2017年12月6日　来源：市教育局</div>", "2017-12-06"),
        ("", "<div class='info'>2017-12-06 10:23</div>", "2017-12-06"),
        ('<meta name="PubDate" content="soon">', "", ""),
        ("", "<p>2016年9月1日，45名教师到岗。</p>", ""),
        ("", f"{BODY * 6}<p>时间：2016年9月1日</p>", ""),
    ],
)
def test_the_date_is_that_of_publication(head: str, info: str, date: str) -> None:
    assert parsed(page(f"{info}{BODY}", head)).date == date


@pytest.mark.parametrize(
    ("title", "head"),
    [
        (f"{TITLE}-通知公告-遵义市教育局", ""),
        (f"遵义市教育局 | {TITLE}", ""),
        ("遵义市教育局", ""),
        (f"{TITLE}（2016-2017学年）", f'<meta property="og:title" content="{TITLE}">'),
        ("网页", f'<meta name="ArticleTitle" content="{TITLE}">'),
    ],
)
def test_the_title_is_without_the_name_of_the_site(title: str, head: str) -> None:
    assert parsed(page(BODY, head, title)).title == TITLE


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("gb18030", "gb2312"), ("gb18030", ""), ("utf-8", "gb2312"), ("utf-8-sig", ""), ("utf-16", ""), ("gbk", "utf-8")],
)
def test_any_encoding_is_read_also_where_another_is_declared(encoding: str, declared: str) -> None:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">' if declared else ""
    assert parsed(page(BODY, head), encoding).text == f"{TITLE}\n{SAID}"


def test_big5_is_read_where_it_is_declared() -> None:
    text = page(
        "<p>為貫徹落實東西部扶貧協作的要求，現就做好支教工作通知如下，請各單位遵照執行，並於九月底前完成選派工作。</p>"
    )
    text = text.replace("</title>", '</title><meta charset="Big5">').replace("关于", "關於").replace("务", "務")
    raw = text.encode("big5", errors="xmlcharrefreplace")
    assert "為貫徹落實東西部扶貧協作的要求" in parse_web(raw, "a.html").text


def test_a_broken_character_is_shown_as_such_and_told() -> None:
    raw = page(BODY).encode().replace("认识".encode(), "认识".encode()[:-1])
    draft = parse_web(raw, "a.html")
    assert "提高认\ufffd，加强领导" in draft.text
    assert draft.warnings == ("1 characters cannot be read in the encoding of the page and are shown as \ufffd",)


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b"", "found an empty page"),
        (b"<html><body><script>render()</script></body></html>", "if a script fills it in, open it in a browser"),
        (b"PK\x03\x04\x00\x00", "NUL byte"),
        (b"\xff" * 80, "not valid"),
    ],
)
def test_what_holds_no_text_is_an_error_with_the_cure(raw: bytes, found: str) -> None:
    with pytest.raises(DocumentError, match=found) as caught:
        parse_web(raw, "甲/a.html")
    assert str(caught.value).startswith("甲/a.html: ")


def test_a_page_without_an_article_is_read_as_it_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trafilatura.extract", lambda *given, **named: None)
    body = (
        "<p>电话：021-12345678</p><p style='display: none'>藏</p><script>x</script><nav>菜单</nav><p>地址<br>上海</p>"
    )
    draft = parsed(f"<html><head><title>联系我们</title></head><body>{body}</body></html>")
    assert draft.text == "联系我们\n电话：021-12345678\n地址\n上海\n"
    assert draft.warnings == (
        "the article could not be told from the rest of the page; all of it was read, menus included",
    )


def test_a_page_whose_elements_are_never_closed_is_read_to_its_end() -> None:
    def unclosed(count: int) -> Draft:
        return parsed("<html><body>" + "".join(f"<div><font><p>第{n}段。</p>" for n in range(count)))

    deep = unclosed(900)
    assert deep.text.splitlines() == [f"第{n}段。" for n in range(900)]
    assert [warning[:11] for warning in deep.warnings] == ["the article"]
    assert any(warning.startswith("its elements stand too deep") for warning in unclosed(1_100).warnings)


def test_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*given: Any, **named: Any) -> None:
        raise AssertionError("a connection was made")

    monkeypatch.setattr(socket.socket, "connect", forbidden)
    monkeypatch.setattr(socket, "getaddrinfo", forbidden)
    head = (
        '<base href="http://example.org/"><link rel="canonical" href="http://example.org/a"><meta http-equiv="refresh" '
    )
    head += 'content="0;url=http://example.org/b"><script src="http://example.org/x.js"></script>'
    text = '<!DOCTYPE html SYSTEM "http://example.org/x.dtd">' + page(
        f"{BODY}<img src='http://example.org/i.png'>", head
    )
    assert parsed(text).text == f"{TITLE}\n{SAID}"


def test_a_short_article_keeps_its_lines() -> None:
    table = "<table><tr><td>区县</td><td>人数</td></tr><tr><td>杨浦</td><td>45</td></tr></table>"
    draft = parsed(f"<html><body><div><h2>支教情况</h2><p>请认真贯彻<b>执行</b>。</p>{table}</div></body></html>")
    assert draft.text == "支教情况\n请认真贯彻执行。\n区县：杨浦；人数：45\n"
    assert headings(draft) == [(2, "支教情况")]


def test_lines_of_a_list_of_links_and_of_preformatted_text_stay_apart() -> None:
    links = "".join(f"<li><a href='/{n}'>第{n}号文件</a><span>2017-12-0{n}</span></li>" for n in (1, 2))
    assert parsed(f"<html><body><ul>{links}</ul></body></html>").text == "第1号文件2017-12-01\n第2号文件2017-12-02\n"
    text = parsed(page(f"{BODY}<pre>第一行\n  第二行</pre><p>特此通知。</p>")).text
    assert text == f"{TITLE}\n{SAID}第一行\n第二行\n特此通知。\n"


def test_characters_that_a_page_should_not_name() -> None:
    assert parsed(page(BODY.replace("认识", "认&#1;识&#x200b;\x0b"))).text == f"{TITLE}\n{SAID}"


def test_the_date_in_a_table_above_the_article() -> None:
    rows = (("发文机关：", "国务院", "成文日期：", "2017年12月1日"), ("标题：", TITLE))
    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    body = f"<table>{table}</table><div id='UCAP-CONTENT'>{BODY}</div>"
    draft = parsed(f"<html><head><title>{TITLE}</title></head><body>{body}</body></html>")
    assert (draft.text, draft.title, draft.date) == (f"{TITLE}\n{SAID}", TITLE, "2017-12-01")
