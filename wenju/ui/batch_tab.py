"""批量: many questions at once, and their answers as a table to take away."""

from __future__ import annotations

from typing import Any

from wenju.library.library import Library
from wenju.ui.parts import Shared
from wenju.ui.words import Words


class BatchTab:
    """The components of the tab and what each does."""

    name = "batch"

    def __init__(self, library: Library) -> None:
        self.library = library

    def title(self, words: Words) -> str:
        """The label of the tab."""
        return words.batch.tab

    def lay_out(self, words: Words) -> None:
        """Make the components, in the order of the page."""
        self.worded: list[Any] = []
        self.remembered: list[Any] = []
        self.shown: list[Any] = []

    def connect(self, shared: Shared) -> None:
        """Say what each event does."""

    def texts(self, words: Words) -> list[Any]:
        """What has words of the page's language."""
        return []

    def again(self, words: Words, *remembered: Any) -> list[Any]:
        """What was done last, in another language."""
        return []
