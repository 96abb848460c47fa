"""Damaged and hostile files in a corpus: each is named with its cure, or read without harm; the good one is read."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.fake_encoder import FakeEncoder
from tests.parsers.tiny_pdf import lines, pdf
from tests.parsers.word_files import paragraph, word_file
from wenju import Config, build_index
from wenju.index import Index
from wenju.parsers import SUFFIXES
from wenju.parsers.limits import ParserProcess
from wenju.report import BuildReport

GOOD = "2016年杨浦区派出四十五名教师。"
SECRET = "只有这台机器知道的话"
SHEET, BODY = "xl/worksheets/sheet1.xml", "word/document.xml"
DOCUMENT = word_file(paragraph("甲乙"))
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
LOCK = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<41> <41>]"
PICTURE = "q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID 00> EI Q\n"
PAGE = lines(72, 770, ["第一页写了两行字，", "第二行到此为止。"])
NESTED = "<html><body><p>表格外面的一段正文。</p>" + "<table><tr><td>" * 1_320_000


def workbook() -> bytes:
    book, raw = openpyxl.Workbook(), BytesIO()
    for row in (["区县", "人数"], ["杨浦区", 45]):
        book.worksheets[0].append(row)
    book.save(raw)
    return raw.getvalue()


def changed(raw: bytes, part: str, pattern: str, replacement: str) -> bytes:
    """An archive with another part; all of it is replaced where `pattern` is empty."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                text = content.decode()
                content = (re.sub(pattern, replacement, text, count=1) if pattern else replacement).encode()
            new.writestr(name, content)
    return out.getvalue()


def with_entities(declared: str) -> bytes:
    """A Word file that declares entities, and says &x; between its words."""
    raw = changed(DOCUMENT, BODY, r"<w:document ", f"<!DOCTYPE w:document [{declared}]><w:document ")
    return changed(raw, BODY, "甲乙", "甲&x;乙")


def many_rows() -> bytes:
    """A workbook that says it has all rows and columns that there can be, and has a value in the last of them."""
    raw = changed(workbook(), SHEET, 'ref="A1:B2"', 'ref="A1:XFD1048576"')
    last = '<row r="1048576"><c r="A1048576"><v>7</v></c><c r="XFD1048576"><v>8</v></c></row></sheetData>'
    return changed(raw, SHEET, "</sheetData>", last)


REFUSED = {
    "bomb.docx": (changed(DOCUMENT, BODY, "", " " * 30_000_000), "unpack to 30 MB, more than is read .*save it anew"),
    "bomb.xlsx": (
        changed(workbook(), SHEET, "", " " * 30_000_000),
        "unpack to 30 MB, more than is read .*save it anew",
    ),
    "laughs.docx": (with_entities(f'<!ENTITY a0 "哈"><!ENTITY x "&a9;">{LAUGHS}'), "is damaged .*save it as .docx"),
    "cut.pdf": (pdf(PAGE, PAGE)[:1_500], "it is no PDF, or a damaged one; open it in a PDF viewer"),
    "locked.pdf": (pdf(PAGE, trailer=LOCK), "it is protected by a password; save it without"),
    "scan.pdf": (pdf(PICTURE), "1 page, without text: it is a scan; run text recognition"),
    "empty.pdf": (pdf(*[""] * 2_000), "2000 pages, none with text: it is a scan; run text recognition"),
    "old.docx": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4_096), "the .doc format .* under another name; open it"),
    "large.html": (NESTED.encode() + b" " * 1_000_000, "has 20.8 MB, at most 20 MB are read; split it"),
    "nothing.docx": (b"", "cannot be unpacked, .*copy or download it again"),
    "nothing.xlsx": (b"", "cannot be unpacked, .*copy or download it again"),
    "nothing.pptx": (b"", "cannot be unpacked, .*copy or download it again"),
    "nothing.pdf": (b"", "it is no PDF, or a damaged one; open it in a PDF viewer"),
    "nothing.html": (b"", "found an empty page; save the page again, or remove it"),
    "nothing.csv": (b"", "found no row with a word in it; fill it in, or remove it"),
}
READ = {
    "nested.html": (NESTED.encode(), "表格外面的一段正文。\n"),
    "quoted.csv": (
        '区县,说明\r\n杨浦区,"一,\r\n二""三"""\r\n黄浦区,四\r\n'.encode("gbk"),
        '区县：杨浦区；说明：一, 二"三"\n区县：黄浦区；说明：四\n',
    ),
    "rows.xlsx": (many_rows(), "Sheet\n区县：杨浦区；人数：45\n区县：7\n"),
}


@dataclass(frozen=True)
class Built:
    """What the build of all these files said, and what is in its index."""

    report: BuildReport
    index: Index


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    corpus = tmp_path_factory.mktemp("nasty")
    secret = tmp_path_factory.mktemp("secret") / "secret.txt"
    secret.write_text(SECRET, encoding="utf-8")
    stolen = with_entities(f'<!ENTITY x SYSTEM "{secret.as_uri()}">')
    files = {name: raw for name, (raw, _) in (REFUSED | READ).items()}
    for name, raw in {**files, "secret.docx": stolen, "nothing.txt": b"", "nothing.md": b""}.items():
        (corpus / name).write_bytes(raw)
    (corpus / "good.txt").write_text(GOOD, encoding="utf-8")
    config = Config(corpus=corpus, index=tmp_path_factory.mktemp("index") / "index")
    report = build_index(config, encoder=FakeEncoder())
    return Built(report, Index.load(config.index))


def test_the_good_file_is_read_and_no_other_one_is_missed(built: Built) -> None:
    assert built.index.documents["good.txt"].text == GOOD
    assert sorted(built.index.documents) == sorted([*READ, "secret.docx", "good.txt", "nothing.txt", "nothing.md"])
    assert sorted(dict(built.report.failed)) == sorted(REFUSED)
    assert sorted(built.report.empty) == ["nothing.md", "nothing.txt"]


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_named_with_its_cure(built: Built, name: str) -> None:
    assert re.search(REFUSED[name][1], dict(built.report.failed)[name])


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is(built: Built, name: str) -> None:
    assert built.index.documents[name].text == READ[name][1]


def test_a_document_takes_nothing_from_the_machine(built: Built) -> None:
    assert built.index.documents["secret.docx"].text.startswith("甲")
    assert not any(SECRET in document.text for document in built.index.documents.values())


def test_what_was_left_out_is_told(built: Built) -> None:
    nested = "its elements stand too deep in each other; what comes behind was left out: save the page as text"
    assert ("nested.html", nested) in built.report.warnings
    wide = "sheet Sheet: has more than 200 columns; those behind were left out"
    assert ("rows.xlsx", wide) in built.report.warnings


def test_a_parser_that_never_ends_costs_its_own_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenju.build.ParserProcess", partial(ParserProcess, seconds=3))
    monkeypatch.setitem(SUFFIXES, ".pdf", "tests.parsers.hostile:hang")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "endless.pdf").write_bytes(b"")
    (corpus / "good.csv").write_text("区县,人数\n杨浦区,45\n", encoding="utf-8")
    report = build_index(Config(corpus=corpus, index=tmp_path / "index"), encoder=FakeEncoder())
    assert [name for name, _ in report.failed] == ["endless.pdf"]
    assert report.failed[0][1].startswith("not read within 3 s; split it")
    assert Index.load(tmp_path / "index").documents["good.csv"].text == "区县：杨浦区；人数：45\n"
