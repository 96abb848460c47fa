"""The words of the tab 批量."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BatchWords:
    """One language of the tab."""

    tab: str


ZH = BatchWords(tab="批量")
EN = BatchWords(tab="Batch")
