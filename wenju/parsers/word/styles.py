"""What a paragraph of Word is by its style: the title, a heading, a caption, a line of the contents, or text.

In: styles.xml and paragraphs. Out: a `Role`. A style is known by its name or id, by the outline level it sets, or by
a style that it is based on. What becomes of a paragraph is left to `word`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wenju.parsers.word.xml import PARAGRAPH_PROPERTIES, W, value, whole

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

Kind = Literal["title", "heading", "caption", "contents", "text"]

# Names in small letters without blanks. Word keeps the English ones in the file whatever its own language; the
# others are what WPS, converters and people call them.
_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("title", "标题", "公文标题", "文章标题"), "title"),
    **dict.fromkeys(("caption", "题注", "表题", "表标题", "图题", "图标题"), "caption"),
    **dict.fromkeys(("tocheading", "contentsheading", "目录标题", "tableoffigures", "图表目录"), "contents"),
}
_CONTENTS = re.compile(r"(?:toc|目录|contents)[1-9]")
_HEADING = re.compile(r"(?:heading|标题)([1-9一二三四五六七八九])|([一二三四五六七八九])级标题")
_LEVELS = {digit: level for digits in ("123456789", "一二三四五六七八九") for level, digit in enumerate(digits, 1)}
# The outline has levels 0 to 8; this one takes a paragraph out of it.
_BODY = 9


@dataclass(frozen=True, slots=True)
class Role:
    """What a paragraph is; `level` is that of a heading, 1 the outermost, else 0."""

    kind: Kind
    level: int = 0


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: Element | None) -> None:
        found = root.findall(W + "style") if root is not None else []
        self._styles = {style.get(W + "styleId"): style for style in found}
        defaults = [style for style in found if style.get(W + "default") in ("1", "true", "on")]
        self._default = next((s.get(W + "styleId") for s in defaults if s.get(W + "type") == "paragraph"), "")

    def chain(self, paragraph: Element) -> list[Element]:
        """The style of a paragraph, the one that is based on, and so on."""
        chain: list[Element] = []
        style = self._styles.get(_style_id(paragraph) or self._default)
        while style is not None and style not in chain:
            chain.append(style)
            style = self._styles.get(value(style, W + "basedOn"))
        return chain

    def role(self, paragraph: Element) -> Role:
        """What a paragraph is. An outline level of its own makes it a heading, or none."""
        role = _role(self.chain(paragraph)) or _named(_style_id(paragraph)) or Role("text")
        own = _outline_level(paragraph)
        return own if own and role.kind in ("heading", "text") else role


def _role(chain: list[Element]) -> Role | None:
    """What the nearest style that says so makes of a paragraph; for a heading its outline level says more."""
    for style in chain:
        named = _named(value(style, W + "name")) or _named(style.get(W + "styleId", ""))
        if named and named.kind != "heading":
            return named
        level = _outline_level(style) or named
        if level:
            return level
    return None


def _style_id(paragraph: Element) -> str:
    return value(paragraph, PARAGRAPH_PROPERTIES, W + "pStyle")


def _named(name: str) -> Role | None:
    """What a style is called."""
    plain = "".join(name.split()).lower()
    if plain in _KINDS:
        return Role(_KINDS[plain])
    if _CONTENTS.fullmatch(plain):
        return Role("contents")
    found = _HEADING.fullmatch(plain)
    return Role("heading", _LEVELS[found[1] or found[2]]) if found else None


def _outline_level(holder: Element) -> Role | None:
    """What the outline level of a style or a paragraph makes it, None where it has none."""
    outline = value(holder, PARAGRAPH_PROPERTIES, W + "outlineLvl")
    if not outline:
        return None
    level = whole(outline, _BODY)
    return Role("heading", level + 1) if level < _BODY else Role("text")
