"""Zipped formats (.docx .xlsx .pptx), looked at before they are opened.

In: the bytes of a file and its name. Out: nothing, or a `DocumentError` with the cure. Only the archive's own list of
what it holds is read; what lies inside is left to the parsers, and an archive inside the archive is never opened.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from wenju.errors import DocumentError

# A deck of a thousand slides with notes and pictures has about 5,000 parts.
ENTRIES = 10_000
# Pictures do not shrink, so this is a file of several hundred MB, or one with more XML than fits into memory.
UNPACKED_BYTES = 600_000_000
# The XML of a spreadsheet shrinks to a thirtieth, of one whose cells are mostly empty to a hundredth.
RATIO = 200
# Whatever the ratio, so much can be unpacked without harm.
HARMLESS_BYTES = 20_000_000

# Suffix: (the folder its parts stand in, what it is called, the format before 2007).
_KINDS = {
    ".docx": ("word/", "a Word document", ".doc"),
    ".xlsx": ("xl/", "an Excel workbook", ".xls"),
    ".pptx": ("ppt/", "a PowerPoint presentation", ".ppt"),
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# How other formats begin that are found under these suffixes: (first bytes, what it is, the cure).
_OTHERS = (
    (b"%pdf", "a PDF file", "rename it to .pdf"),
    (b"{\\rtf", "a rich text file", "open it in Word, WPS or LibreOffice and save it as .docx"),
    (b"<?xml", "an XML file", "open it in Word, Excel, WPS or LibreOffice and save it anew"),
    (b"<!doctype html", "a web page", "rename it to .html"),
    (b"<html", "a web page", "rename it to .html"),
    (b"<table", "a web page", "rename it to .html"),
)


def check_archive(raw: bytes, name: str) -> None:
    """Raise `DocumentError` unless the file is what its suffix says, not encrypted, and safe to unpack."""
    suffix = PurePath(name).suffix.lower()
    if raw.startswith(_OLE):
        raise DocumentError(f"{name}: {_ole(raw, suffix)}.")
    try:
        with ZipFile(BytesIO(raw)) as archive:
            entries = archive.infolist()
    except (BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise DocumentError(f"{name}: {_no_archive(raw, suffix)}.") from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentError(f"{name}: is encrypted; open it with its password and save it without one.")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if len(entries) > ENTRIES:
        raise DocumentError(f"{name}: has {len(entries):,} parts, at most {ENTRIES:,} are read; split it.")
    if unpacked > UNPACKED_BYTES or (unpacked > HARMLESS_BYTES and unpacked > RATIO * packed):
        raise DocumentError(
            f"{name}: {len(raw) / 1e6:.1f} MB unpack to {unpacked / 1e6:,.0f} MB, more than is read "
            f"({UNPACKED_BYTES / 1e6:.0f} MB, or {RATIO} times its size); "
            "open it in its program, delete empty rows and what is not needed, and save it anew."
        )
    wrong = _wrong_kind({entry.filename for entry in entries}, suffix)
    if wrong:
        raise DocumentError(f"{name}: {wrong}.")


def _ole(raw: bytes, suffix: str) -> str:
    """What a file in the container of Office before 2007 is, and the cure; Office also encrypts into it."""
    if _ENCRYPTED in raw:
        return "is encrypted; open it with its password and save it without one"
    old = _KINDS[suffix][2] if suffix in _KINDS else "Office"
    return (
        f"found the {old} format from before 2007 under another name; "
        f"open it in Office, WPS or LibreOffice and save it as {suffix}"
    )


def _no_archive(raw: bytes, suffix: str) -> str:
    begin = raw[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for first, what, cure in _OTHERS:
        if begin.startswith(first):
            return f"found {what}, expected {_expected(suffix)}; {cure}"
    return (
        f"cannot be unpacked, expected {_expected(suffix)}; it is damaged or not complete: "
        "copy or download it again, or open it in its program and save it anew"
    )


def _wrong_kind(parts: set[str], suffix: str) -> str:
    """What is wrong where the parts are not those of the suffix; "" where they are."""
    folders = {part.split("/")[0] + "/" for part in parts if "/" in part}
    if "xl/workbook.bin" in parts:
        return "found a binary workbook (.xlsb); open it in Excel, WPS or LibreOffice and save it as .xlsx"
    if suffix not in _KINDS or _KINDS[suffix][0] in folders:
        return ""
    for other, (folder, what, _) in _KINDS.items():
        if folder in folders:
            return f"found {what}, expected {_expected(suffix)}; rename it to {other}"
    return f"found an archive, expected {_expected(suffix)}; unpack it, or open it in its program and save it anew"


def _expected(suffix: str) -> str:
    return f"{_KINDS[suffix][1]} ({suffix})" if suffix in _KINDS else "a zipped format"
