"""Zipped formats before they are opened: bombs, encryption, other formats under their names."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from wenju.errors import DocumentError
from wenju.parsers.archive import ENTRIES, check_archive

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def zipped(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def refused(raw: bytes, name: str) -> str:
    with pytest.raises(DocumentError) as caught:
        check_archive(raw, name)
    assert str(caught.value).startswith(f"{name}: ")
    return str(caught.value)


@pytest.mark.parametrize(("part", "name"), [("word/document.xml", "a.docx"), ("xl/workbook.xml", "甲/B.XLSX")])
def test_what_its_suffix_says_passes(part: str, name: str) -> None:
    check_archive(zipped({"[Content_Types].xml": b"<Types/>", part: b"<x/>"}), name)


def test_a_bomb_is_refused_by_its_list_alone() -> None:
    bomb = zipped({"xl/workbook.xml": bytes(30_000_000)})
    assert len(bomb) < 100_000
    assert "unpack to 30 MB, more than is read (600 MB, or 200 times its size)" in refused(bomb, "a.xlsx")


def test_what_shrinks_much_but_is_small_passes() -> None:
    check_archive(zipped({"xl/workbook.xml": bytes(19_000_000)}), "a.xlsx")


def test_too_much_is_refused_whatever_it_shrinks_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wenju.parsers.archive.UNPACKED_BYTES", 1_000)
    raw = zipped({"ppt/presentation.xml": b"x" * 1_001}, zipfile.ZIP_STORED)
    assert "unpack to 0 MB" in refused(raw, "a.pptx")


def test_too_many_parts_are_refused() -> None:
    raw = zipped({f"ppt/{n}": b"" for n in range(ENTRIES + 1)}, zipfile.ZIP_STORED)
    assert "has 10,001 parts, at most 10,000" in refused(raw, "a.pptx")


def test_an_archive_inside_counts_as_it_stands() -> None:
    bomb = zipped({"xl/workbook.xml": bytes(30_000_000)})
    check_archive(zipped({"ppt/presentation.xml": b"<x/>", "ppt/embeddings/a.xlsx": bomb}), "a.pptx")


def test_encrypted_parts_are_refused() -> None:
    raw = bytearray(zipped({"word/document.xml": b"<x/>"}))
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    assert "is encrypted; open it with its password and save it without one" in refused(bytes(raw), "a.docx")


@pytest.mark.parametrize(
    ("raw", "name", "found"),
    [
        (OLE + b"WordDocument", "a.docx", "found the .doc format from before 2007 under another name"),
        (OLE + b"Workbook", "a.xlsx", "save it as .xlsx"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.pptx", "is encrypted; open it with its password"),
        (b"%PDF-1.7\n", "a.docx", "found a PDF file, expected a Word document (.docx); rename it to .pdf"),
        (b"\xef\xbb\xbf\n<HTML><table>", "a.xlsx", "found a web page, expected an Excel workbook (.xlsx); rename it"),
        (b"{\\rtf1}", "a.docx", "found a rich text file"),
        (b'<?xml version="1.0"?><?mso-application?>', "a.xlsx", "found an XML file"),
        (b"", "a.xlsx", "it is damaged or not complete: copy or download it again"),
        (zipped({"xl/workbook.xml": b"<x/>"})[:-30], "a.xlsx", "cannot be unpacked"),
        (zipped({"xl/workbook.xml": b"<x/>"}), "a.pptx", "found an Excel workbook, expected a PowerPoint presentation"),
        (zipped({"word/document.xml": b"<x/>"}), "a.xlsx", "rename it to .docx"),
        (zipped({"xl/workbook.bin": b"x"}), "a.xlsx", "found a binary workbook (.xlsb)"),
        (zipped({"a.txt": b"x"}), "a.xlsx", "found an archive, expected an Excel workbook (.xlsx); unpack it"),
    ],
)
def test_other_formats_are_told_with_the_cure(raw: bytes, name: str, found: str) -> None:
    assert found in refused(raw, name)
