"""Small PDFs, written by hand: each character in a known place, in fonts that are named and not embedded."""

from __future__ import annotations

# Codes of the Chinese fonts are UTF-16; every character of theirs, Latin ones too, is one em wide.
SONG, HEI, HELVETICA = "F1", "F2", "F3"
A4 = (595, 842)


def text(x: float, y: float, words: str, size: float = 10.5, font: str = SONG, more: str = "") -> str:
    """Words with their baseline at `y` from the bottom of the page; `more` are operators put before them."""
    code = words.encode("cp1252" if font == HELVETICA else "utf-16-be").hex()
    return f"q BT {more} /{font} {size} Tf 1 0 0 1 {x} {y} Tm <{code}> Tj ET Q\n"


def lines(x: float, y: float, rows: list[str], size: float = 10.5, pitch: float = 16, font: str = SONG) -> str:
    """Lines of words downwards from `y`; a leading U+3000 indents a line, and is not drawn."""
    drawn = []
    for i, row in enumerate(rows):
        words = row.lstrip("\u3000")
        drawn.append(text(x + size * (len(row) - len(words)), y - pitch * i, words, size, font))
    return "".join(drawn)


def rule(x0: float, y0: float, x1: float, y1: float) -> str:
    return f"{x0} {y0} m {x1} {y1} l S\n"


def pdf(*pages: str, rotate: int = 0, trailer: str = "", size: tuple[int, int] = A4) -> bytes:
    """A PDF of these pages, each given as the operators that draw it."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{10 + 2 * i} 0 R' for i in range(len(pages)))}] >>",
        _chinese("SimSun", 5),
        _chinese("SimHei", 6),
        _descendant("SimSun", 8),
        _descendant("SimHei", 9),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        _descriptor("SimSun"),
        _descriptor("SimHei"),
    ]
    fonts = "<< /F1 3 0 R /F2 4 0 R /F3 7 0 R >>"
    for i, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Rotate {rotate} "
            f"/Resources << /Font {fonts} >> /Contents {11 + 2 * i} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return _file(objects, trailer)


def _chinese(name: str, descendant: int) -> str:
    return (
        f"<< /Type /Font /Subtype /Type0 /BaseFont /{name} /Encoding /UniGB-UCS2-H "
        f"/DescendantFonts [{descendant} 0 R] >>"
    )


def _descendant(name: str, descriptor: int) -> str:
    return (
        f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{name} /DW 1000 /FontDescriptor {descriptor} 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
    )


def _descriptor(name: str) -> str:
    return (
        f"<< /Type /FontDescriptor /FontName /{name} /Flags 4 /FontBBox [0 -140 1000 860] /ItalicAngle 0 "
        "/Ascent 860 /Descent -140 /CapHeight 700 /StemV 80 >>"
    )


def _file(objects: list[str], trailer: str) -> bytes:
    """The objects, numbered from 1, with their table of places."""
    written, places = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    count = len(objects) + 1
    return (
        f"{written}xref\n0 {count}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {count} /Root 1 0 R {trailer} >>\nstartxref\n{len(written)}\n%%EOF\n"
    ).encode("ascii")
