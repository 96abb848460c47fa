"""文档: what is in the folder and became of it; files put into it, or taken away; the index rebuilt meanwhile."""

from __future__ import annotations

from typing import Any

from wenju.library.library import Library
from wenju.ui import sources
from wenju.ui.parts import Shared, html
from wenju.ui.words import Words


class DocumentsTab:
    """The components of the tab and what each does."""

    name = "documents"

    def __init__(self, library: Library, uploads: bool = True) -> None:
        self.library, self.uploads = library, uploads

    def title(self, words: Words) -> str:
        """The label of the tab."""
        return words.shelf.tab

    def lay_out(self, words: Words) -> None:
        """Make the components, in the order of the page."""
        self.listing = html(sources.collection(words, self.library.documents), "wj-listing")
        self.worded: list[Any] = [self.listing]
        self.remembered: list[Any] = []
        self.shown: list[Any] = []

    def connect(self, shared: Shared) -> None:
        """Say what each event does."""
        shared.opens_sources(self.listing)

    def texts(self, words: Words) -> list[Any]:
        """What has words of the page's language."""
        return [sources.collection(words, self.library.documents)]

    def again(self, words: Words, *remembered: Any) -> list[Any]:
        """Nothing here was done last."""
        return []
