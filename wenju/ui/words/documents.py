"""The words of the tab 文档."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """One language of the tab."""

    tab: str


ZH = DocumentWords(tab="文档")
EN = DocumentWords(tab="Documents")
