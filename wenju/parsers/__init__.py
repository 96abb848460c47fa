"""Which parser reads which file, and what is refused with the cure.

In: a file's name. Out: the parser by its name, "module:function", so that no library is imported before a file of its
format is read. A new file format is one module with a function (bytes, name) -> `Draft`, and one entry in `SUFFIXES`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath
from typing import TYPE_CHECKING

from wenju.errors import DocumentError

if TYPE_CHECKING:
    from wenju.parsers.draft import Draft

MARKDOWN = (".md", ".markdown")
SUFFIXES = {
    ".txt": "wenju.parsers.plain:parse_text",
    **dict.fromkeys(MARKDOWN, "wenju.parsers.plain:parse_markdown"),
    ".docx": "wenju.parsers.word:parse_word",
    ".pdf": "wenju.parsers.pdf:parse_pdf",
    **dict.fromkeys((".html", ".htm"), "wenju.parsers.web:parse_web"),
    ".xlsx": "wenju.parsers.sheet:parse_xlsx",
    ".csv": "wenju.parsers.sheet:parse_csv",
    ".pptx": "wenju.parsers.slides:parse_slides",
}
# Such files are documents too: left out without a word, they would be missed by nobody until an answer is.
REFUSED = {
    ".doc": "the format of Word before 2007 is not read; open it in Word, WPS or LibreOffice and save it as .docx",
    ".wps": "the format of WPS Writer is not read; open it in WPS and save it as .docx",
    ".xls": "the format of Excel before 2007 is not read; open it in Excel, WPS or LibreOffice and save it as .xlsx",
    ".et": "the format of WPS Spreadsheets is not read; open it in WPS and save it as .xlsx",
    ".ppt": "the format of PowerPoint before 2007 is not read; open it in PowerPoint, WPS or LibreOffice "
    "and save it as .pptx",
    ".dps": "the format of WPS Presentation is not read; open it in WPS and save it as .pptx",
    ".rtf": "rich text is not read; open it in Word, WPS or LibreOffice and save it as .docx",
    ".odt": "OpenDocument text is not read; open it in LibreOffice or WPS and save it as .docx",
    ".ods": "OpenDocument tables are not read; open them in LibreOffice or WPS and save them as .xlsx",
    ".odp": "OpenDocument slides are not read; open them in LibreOffice or WPS and save them as .pptx",
    ".ofd": "OFD is not read; open it in its reader and save or print it as .pdf",
    ".epub": "electronic books are not read; save it as .html or .txt, e.g. with: ebook-convert in.epub out.txt",
}


def parser_of(name: str) -> str:
    """The name of the parser that reads a file. Raises `DocumentError` where none does."""
    suffix = suffix_of(name)
    if suffix in REFUSED:
        raise DocumentError(f"{name}: {REFUSED[suffix]}.")
    if suffix not in SUFFIXES:
        known = " ".join(sorted(SUFFIXES))
        raise DocumentError(f"{name}: found the format {suffix!r}, expected one of {known}; convert the file.")
    return SUFFIXES[suffix]


def suffix_of(name: str) -> str:
    """The suffix that tells a file's format, in small letters."""
    return PurePath(name).suffix.lower()


def load(parser: str) -> Callable[[bytes, str], Draft]:
    """The function behind the name of a parser."""
    module, function = parser.split(":")
    found: Callable[[bytes, str], Draft] = getattr(import_module(module), function)
    return found
