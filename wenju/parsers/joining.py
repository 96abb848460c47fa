"""Lines that are parts of one paragraph, joined: Chinese without a blank."""

from __future__ import annotations

import re

# Chinese characters, and the marks and full-width forms that stand among them.
_CHINESE = "\u2e80-\u303f\u3100-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff“”‘’…—"
_BREAK = r"[ \t]*[\n\r\v\f\x85\u2028\u2029]\s*"
_BESIDE_CHINESE = re.compile(rf"(?<=[{_CHINESE}]){_BREAK}|{_BREAK}(?=[{_CHINESE}])")


def drop_breaks(text: str) -> str:
    """The text without the line breaks that stand beside a Chinese character; other blanks stay as they are."""
    return _BESIDE_CHINESE.sub("", text)


def join(text: str) -> str:
    """The text as one line: a break beside a Chinese character leaves nothing, every other blank is one blank."""
    return " ".join(drop_breaks(text.strip()).split())
