"""Files to documents: which are read, their title, their date."""

from __future__ import annotations

from pathlib import Path

import pytest

from wenju.document import find_sources, make_document, read_document
from wenju.errors import DocumentError
from wenju.parsers import REFUSED, SUFFIXES
from wenju.records import Document, Heading, Place

BODY = "各部门要高度重视这项工作，每年报告一次。\n"


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(folder: Path, name: str, text: str | bytes) -> Document:
    return read_document(written(folder, name, text), folder)


def test_sources_are_sorted_and_the_steering_files_are_left_out(tmp_path: Path) -> None:
    for name in [
        "乙.txt",
        "甲/丙.MD",
        "a.txt",
        ".隐.txt",
        ".git/b.txt",
        "图.png",
        "~$乙.docx",
        "丙.docx",
        "丁.DOC",
        "userdict.txt",
        "aliases.txt",
        "子/userdict.txt",
    ]:
        written(tmp_path, name, "文")
    (tmp_path / "folder.txt").mkdir()
    found = [path.relative_to(tmp_path).as_posix() for path in find_sources(tmp_path)]
    assert found == ["a.txt", "丁.DOC", "丙.docx", "乙.txt", "子/userdict.txt", "甲/丙.MD"]


def test_a_missing_corpus_is_an_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="missing"):
        find_sources(tmp_path / "missing")


def test_an_unknown_format_is_an_error_that_names_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"a\.xyz.*\.xyz.*\.docx .*\.md .*\.txt"):
        read(tmp_path, "a.xyz", "文")
    assert ".txt" in SUFFIXES


@pytest.mark.parametrize(
    ("name", "cure"), [("旧.doc", "docx"), ("旧.WPS", "docx"), ("旧.xls", "xlsx"), ("旧.ppt", "pptx")]
)
def test_an_old_format_is_refused_with_the_cure(tmp_path: Path, name: str, cure: str) -> None:
    with pytest.raises(DocumentError, match=rf"^{name}: .*save it as \.{cure}\.$"):
        read(tmp_path, name, b"\xd0\xcf\x11\xe0")


def test_what_is_refused_is_not_read() -> None:
    office = {".doc", ".wps", ".xls", ".et", ".ppt", ".dps", ".odt", ".ods", ".odp"}
    assert set(REFUSED) == office | {".rtf", ".ofd", ".epub"}
    assert not set(REFUSED) & set(SUFFIXES)


def test_a_parser_gives_places_and_warnings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SUFFIXES, ".docx", "tests.parsers.hostile:full")
    document = read(tmp_path, "子/表.docx", "忽略")
    assert document == Document(
        "子/表.docx",
        "教师名单",
        "2017-12-06",
        "一、名单\n区县：杨浦区；教师人数：45\n",
        (Heading(1, 0, 4, "一、名单"),),
        (Place(0, 5, page=1), Place(5, 20, page=2, sheet="名单", row=2)),
        ("sheet 名单: row 3 is empty",),
    )
    assert [document.place(at) for at in (4, 5, 20)] == [*document.places, None]


def test_a_report_has_a_title_a_date_and_headings(tmp_path: Path) -> None:
    text = f"经验交流(系列)\r\n\r\n发布日期:2017-12-06 字体 [ ]\r\n\r\n\xa0\xa0一、总则\r\n\xa0{BODY}"
    document = read(tmp_path, "子/报告.txt", text.encode("gb18030"))
    assert (document.id, document.title, document.date) == ("子/报告.txt", "经验交流(系列)", "2017-12-06")
    assert "\r" not in document.text
    assert [(heading.level, heading.text) for heading in document.headings] == [
        (0, "经验交流(系列)"),
        (0, "发布日期:2017-12-06 字体 [ ]"),
        (1, "一、总则"),
    ]


def test_the_shipped_report() -> None:
    corpus = Path(__file__).parent.parent / "corpus"
    path = next(path for path in find_sources(corpus) if path.name.startswith("对口支援"))
    document = read_document(path, corpus)
    assert (document.title, document.date) == ("对口支援与合作交流工作经验交流(区教育局系列)", "2017-12-06")
    assert [heading.level for heading in document.headings] == [0, 0, 1, 2, 2, 2, 1, 2, 2, 1, 2, 2, 2]


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("发布日期：2017年12月6日", "2017-12-06"),
        ("发布时间: 2017/1/2 10:30", "2017-01-02"),
        ("来源：新华网  发布时间：2017.12.06  浏览次数：3", "2017-12-06"),
        ("日期：２０１７年１２月６日", "2017-12-06"),
        ("成文日期：二〇一七年十二月六日", "2017-12-06"),
        ("印发日期：二○一七年十二月二十六日", "2017-12-26"),
        ("（2017年12月6日）", "2017-12-06"),
        ("2017-12-06 10:00", "2017-12-06"),
        ("发布日期：2017-13-06", ""),
        ("发布日期：2017-02-30", ""),
        ("发布日期：", ""),
        ("2017年12月6日，会议召开", ""),
        ("1.发布日期：2017-12-06", ""),
    ],
)
def test_date(line: str, date: str) -> None:
    document = make_document("a", f"题目\n{line}\n{BODY}")
    assert document.date == date
    assert [heading.text for heading in document.headings if not heading.level] == ["题目", *([line] if date else [])]


def test_a_date_further_down_belongs_to_the_story() -> None:
    assert make_document("a", "题目\n" + BODY * 10 + "发布日期：2017-12-06\n").date == ""


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"上海的天气\n{BODY}", "上海的天气"),
        (f"\n\ufeff\u3000上海的天气？\n{BODY}", "上海的天气？"),
        (f"发布日期：2017-12-06\n上海的天气\n{BODY}", "上海的天气"),
        (f"上海市人民政府文件\n沪府发〔2017〕18号\n关于防汛的通知\n{BODY}", "关于防汛的通知"),
        (f"沪府发[2017]18号　签发人：王某\n关于防汛的通知\n{BODY}", "关于防汛的通知"),
        (f"上海市人民政府文件\n关于防汛的通知\n{BODY}", "上海市人民政府文件"),
        (f"今天下雨。\n{BODY}", "文件"),
        (f"一、总则\n{BODY}", "文件"),
        (f"床前明月光，\n{BODY}", "文件"),
        (f"- 列表\n{BODY}", "文件"),
        ("字" * 61 + "\n" + BODY, "文件"),
        ("只有一行", "文件"),
        ("", "文件"),
    ],
)
def test_title_of_a_text(tmp_path: Path, text: str, title: str) -> None:
    assert read(tmp_path, "文件.txt", text).title == title


@pytest.mark.parametrize(
    ("text", "title", "date", "aside"),
    [
        (f"# 天气 #\n\n{BODY}", "天气", "", ["# 天气 #"]),
        (f'---\ntitle: "天气"\ndate: 2017-12-06T10:00:00\n---\n{BODY}', "天气", "2017-12-06", None),
        (f"---\ntitle: 天气\n---\n# 天气\n{BODY}", "天气", "", ["---\ntitle: 天气\n---", "# 天气"]),
        (f"---\n{BODY}---\n{BODY}", "文件", "", []),
        (f"{BODY}# 天气\n{BODY}", "天气", "", []),
    ],
)
def test_markdown(tmp_path: Path, text: str, title: str, date: str, aside: list[str] | None) -> None:
    document = read(tmp_path, "文件.md", text)
    assert (document.title, document.date) == (title, date)
    if aside is not None:
        assert [heading.text for heading in document.headings if not heading.level] == aside


def test_text_in_memory_stays_as_it_is() -> None:
    text = "泡泡战士\r\n基于《跑跑卡丁车》开发。\r\n"
    document = make_document("7", text, "泡泡战士")
    assert document.text == text
    assert [(heading.level, heading.text) for heading in document.headings] == [(0, "泡泡战士")]
    assert make_document("7", text, "别的题目").headings == ()
    assert make_document("7", "一行。").title == "7"
