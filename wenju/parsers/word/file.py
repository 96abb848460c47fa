"""A .docx file: a zip archive of XML.

In: bytes. Out: a `WordFile` with the parts that hold text, as elements. What they say is left to `reader`.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wenju.errors import DocumentError
from wenju.parsers.archive import check_archive
from wenju.parsers.word.xml import W

if TYPE_CHECKING:
    from docx.opc.part import Part
    from docx.oxml.xmlchemy import BaseOxmlElement as Element
    from docx.package import Package

_SAVE = "open it in Word, WPS or LibreOffice and save it as .docx"
# What the archive and its XML raise where they are damaged; errors of XML are syntax errors.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    KeyError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
)
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


@dataclass(frozen=True, slots=True)
class WordFile:
    """The parts of a file that hold text; notes by ("footnote" or "endnote", id). `title` is that of its properties."""

    body: Element
    styles: Element | None
    numbering: Element | None
    notes: dict[tuple[str, str], Element]
    title: str


def open_word(raw: bytes, name: str) -> WordFile:
    """The parts of a .docx file. Raises `DocumentError` with the cure where it is none, damaged or encrypted."""
    check_archive(raw, name)
    try:
        return _parts(_package(raw), name)
    except _DAMAGED as error:
        raise DocumentError(f"{name}: is damaged ({error}); {_SAVE}, or get it once more.") from error


def _package(raw: bytes) -> Package:
    from docx.package import Package

    try:
        return Package.open(io.BytesIO(raw))
    except KeyError:  # it points to a part that it does not have, which Word does not mind
        return Package.open(io.BytesIO(_without_dangling(raw)))


def _without_dangling(raw: bytes) -> bytes:
    """The archive without relationships to parts that are not in it."""
    mended = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(mended, "w") as new:
        parts = {"/" + part for part in old.namelist()}
        for part in old.namelist():
            blob = old.read(part)
            new.writestr(part, _mended(blob, part, parts) if part.endswith(".rels") else blob)
    return mended.getvalue()


def _mended(blob: bytes, part: str, parts: set[str]) -> bytes:
    """A part with relationships, without those inside the archive that lead nowhere."""
    from docx.opc.oxml import serialize_part_xml
    from docx.oxml.parser import parse_xml

    folder = posixpath.join("/", posixpath.dirname(posixpath.dirname(part)))
    relationships = parse_xml(blob)
    for found in list(relationships):
        inside = found.get("TargetMode") != "External"
        if inside and posixpath.normpath(posixpath.join(folder, found.get("Target", ""))) not in parts:
            relationships.remove(found)
    mended: bytes = serialize_part_xml(relationships)
    return mended


def _parts(package: Package, name: str) -> WordFile:
    from docx.opc.constants import RELATIONSHIP_TYPE

    main = package.main_document_part
    document = _root(main)
    body = document.find(W + "body")
    if document.tag != W + "document" or body is None:
        raise DocumentError(f"{name}: found no Word document in it; {_SAVE}.")
    notes: dict[tuple[str, str], Element] = {}
    for kind, relationship in (("footnote", RELATIONSHIP_TYPE.FOOTNOTES), ("endnote", RELATIONSHIP_TYPE.ENDNOTES)):
        found = _related(main, relationship)
        notes |= {(kind, note.get(W + "id", "")): note for note in (found if found is not None else ())}
    properties = _related(package, RELATIONSHIP_TYPE.CORE_PROPERTIES)
    return WordFile(
        body,
        _related(main, RELATIONSHIP_TYPE.STYLES),
        _related(main, RELATIONSHIP_TYPE.NUMBERING),
        notes,
        properties.findtext(_TITLE, "") if properties is not None else "",
    )


def _related(source: Part | Package, relationship: str) -> Element | None:
    """The part that `source` has such a relationship to, None where it has none."""
    try:
        part = source.part_related_by(relationship)
    except KeyError:
        return None
    return _root(part)


def _root(part: Part) -> Element:
    from docx.opc.part import XmlPart
    from docx.oxml.parser import parse_xml

    return part.element if isinstance(part, XmlPart) else parse_xml(part.blob)
