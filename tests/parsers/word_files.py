"""Word files for tests, written part by part as Word writes them, with only what a test is about."""

from __future__ import annotations

import io
import zipfile

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."


def word_file(body: str, title: str = "", dangling: str = "", **parts: str) -> bytes:
    """A .docx file; `parts` are the contents of styles, numbering, footnotes and endnotes."""
    types = f'<Override PartName="/word/document.xml" ContentType="{WORD}document.main+xml"/>'
    links = dangling
    files = {"word/document.xml": part("document", f"<w:body>{body}</w:body>")}
    for name, content in parts.items():
        types += f'<Override PartName="/word/{name}.xml" ContentType="{WORD}{name}+xml"/>'
        links += f'<Relationship Id="{name}" Type="{OFFICE}{name}" Target="{name}.xml"/>'
        files[f"word/{name}.xml"] = part(name, content)
    files["word/_rels/document.xml.rels"] = relationships(links)
    start = f'<Relationship Id="r1" Type="{OFFICE}officeDocument" Target="word/document.xml"/>'
    if title:
        start += f'<Relationship Id="r2" Type="{PACKAGE}relationships/metadata/core-properties" Target="core.xml"/>'
        types += (
            '<Override PartName="/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
        )
        files["core.xml"] = (
            f'<cp:coreProperties xmlns:cp="{PACKAGE}metadata/core-properties" '
            f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{title}</dc:title></cp:coreProperties>'
        )
    files["_rels/.rels"] = relationships(start)
    rels = "application/vnd.openxmlformats-package.relationships+xml"
    files["[Content_Types].xml"] = (
        f'<Types xmlns="{PACKAGE}content-types"><Default Extension="rels" ContentType="{rels}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    return archive(files)


def part(name: str, content: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} {NAMESPACES}>{content}</w:{name}>'


def relationships(links: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}relationships">{links}</Relationships>'


def archive(files: dict[str, str]) -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as zipped:
        for name, content in files.items():
            zipped.writestr(name, content)
    return raw.getvalue()


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, style: str = "", properties: str = "") -> str:
    """A paragraph with a text, or with runs written out."""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    runs = content if content.startswith("<") or not content else run(content)
    return f"<w:p><w:pPr>{styled}{properties}</w:pPr>{runs}</w:p>"


def item(text: str, number: int | str, level: int | None = None, style: str = "") -> str:
    """A numbered paragraph."""
    at = "" if level is None else f'<w:ilvl w:val="{level}"/>'
    return paragraph(text, style, f'<w:numPr>{at}<w:numId w:val="{number}"/></w:numPr>')


def style(id: str, name: str, properties: str = "", based_on: str = "", kind: str = "paragraph") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="{kind}" w:styleId="{id}"><w:name w:val="{name}"/>{base}<w:pPr>{properties}</w:pPr></w:style>'
    )


def level(at: int, form: str, text: str, start: int = 1, extra: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def numbering(*definitions: str, lists: dict[int, str] | None = None) -> str:
    """Definitions 1, 2, … of levels, each with a list of its own number; `lists` are further ones."""
    abstract = "".join(
        f'<w:abstractNum w:abstractNumId="{id}">{levels}</w:abstractNum>' for id, levels in enumerate(definitions, 1)
    )
    own = {id: definition(id) for id in range(1, len(definitions) + 1)} | (lists or {})
    return abstract + "".join(f'<w:num w:numId="{id}">{content}</w:num>' for id, content in own.items())


def definition(id: int) -> str:
    return f'<w:abstractNumId w:val="{id}"/>'


def start_override(at: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{at}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def cell(content: str, properties: str = "") -> str:
    inside = content if content.startswith(("<w:p>", "<w:tbl>")) else paragraph(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside}</w:tc>"


def row(*cells: str, properties: str = "") -> str:
    """A row; a cell is a text, or written out."""
    inside = "".join(found if found.startswith("<w:tc>") else cell(found) for found in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inside}</w:tr>"


def table(*rows: str) -> str:
    return f"<w:tbl><w:tblPr/>{''.join(rows)}</w:tbl>"
