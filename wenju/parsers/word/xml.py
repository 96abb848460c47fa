"""The names of Word's XML, and how its values and switches are read.

In: an element. Out: strings and truth values. What they mean is left to the modules that read paragraphs and tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

PARAGRAPH, TABLE, RUN, TEXT = W + "p", W + "tbl", W + "r", W + "t"
PARAGRAPH_PROPERTIES, RUN_PROPERTIES = W + "pPr", W + "rPr"
# The text of a text box. It stands in a drawing, and so in the middle of a run.
BOX = W + "txbxContent"
# Tracked changes: what was deleted here, or moved away from here, is still in the file.
GONE = frozenset({W + "del", W + "moveFrom"})
CONTROL = W + "sdt"
# Two versions of the same thing, the second one for programs that do not know the first.
ALTERNATIVES = MC + "AlternateContent"


def value(parent: Element | None, *path: str) -> str:
    """The `w:val` of the element at a path of tags below `parent`, "" where there is none."""
    found = None if parent is None else parent.find("/".join(path))
    text: str = "" if found is None else found.get(W + "val", "")
    return text


def whole(text: str, default: int) -> int:
    """A whole number, or `default` for anything else."""
    try:
        return int(text)
    except ValueError:
        return default


def is_on(parent: Element | None, *path: str) -> bool:
    """Whether a switch below `parent` is on: it is there, and does not say no."""
    found = None if parent is None else parent.find("/".join(path))
    return found is not None and found.get(W + "val", "true") not in ("false", "0", "off", "none")


def is_filled(control: Element) -> bool:
    """Whether a content control holds more than the words that ask for it to be filled in."""
    return not is_on(control, W + "sdtPr", W + "showingPlcHdr")


def alternative(element: Element) -> Element | None:
    """Of an `mc:AlternateContent` the first version that has text; None where none has, as in a picture."""
    for version in element:
        if version.find(f".//{TEXT}") is not None:
            chosen: Element = version
            return chosen
    return None
