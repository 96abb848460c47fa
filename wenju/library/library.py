"""A corpus folder, its index, and the engine that answers from it now: what the page, the API and a batch share.

In: a `Config`; questions; files to put on the shelf or take away. Out: answers, one at a time in the order they were
asked, always from one whole index; and what became of each document. A rebuild goes on beside the questions, and the
new engine takes the place of the old in one assignment. Building itself is left to `background` and `build`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock, Thread
from typing import NamedTuple

from wenju.build import Progress
from wenju.candidates import SpanReader
from wenju.config import Config
from wenju.encoder import QueryEncoder, load_query_encoder
from wenju.engine import SHOWN, Engine
from wenju.errors import WenjuError
from wenju.freshness import as_built
from wenju.index import Index
from wenju.library import shelf
from wenju.library.background import build_in_background
from wenju.library.listing import Entry, listing
from wenju.library.shelf import Stored
from wenju.library.turns import Turns
from wenju.names import Names
from wenju.reader import Reader
from wenju.records import EVERYTHING, Answer, Document, Filter, Hit
from wenju.report import BuildReport
from wenju.storage import read_manifest

Build = Callable[[Config, Progress | None], BuildReport]


@dataclass(frozen=True, slots=True)
class Building:
    """How far the build is that `is_running`, or how the last one ended: with a `report`, or with an `error`."""

    is_running: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    error: str = ""
    report: BuildReport | None = None


class Opened(NamedTuple):
    """An engine and its number: 1 for the first one, one more after each rebuild."""

    engine: Engine
    generation: int


class Held:
    """One engine, asked in turn with all who ask the library, also when that has gone on to the next.

    For a batch: its rows come from one index, and it waits where others are told to come again.
    """

    def __init__(self, engine: Engine, turns: Turns) -> None:
        self._engine, self._turns = engine, turns

    def ask(self, question: str, k: int = SHOWN) -> Answer:
        """As `Engine.ask`. Raises `QuestionError`."""
        with self._turns.turn(patient=True):
            return self._engine.ask(question, k)


class Library:
    """Answers questions over a folder of documents that changes. `Library.open(config)` is how to get one."""

    def __init__(
        self, config: Config, encoder: QueryEncoder, reader: SpanReader, build: Build = build_in_background
    ) -> None:
        """Raises `IndexFileError` where there is no index, or another encoder or reader belongs to it."""
        self.config, self._encoder, self._reader, self._build = config, encoder, reader, build
        self._turns = Turns()
        self.opened = Opened(self._engine(), 1)
        self._building_now = Lock()
        self._shelf = Lock()  # one looks and takes away at a time: never are all documents taken away
        self._changes = Lock()  # over the four below
        self._changed: set[str] = set()  # names that no build has seen yet
        self._read: set[str] = set()  # names that the build of now has seen, which does not answer yet
        self._is_wanted = False
        self._worker: Thread | None = None
        self.building = Building()

    @classmethod
    def open(cls, config: Config) -> Library:
        """Open an index that is there, with the model, dictionary and aliases it was made by.

        Raises `IndexFileError` or `EncoderError`, each with the command that mends it.
        """
        made_by = read_manifest(config.index).encoder["name"]
        config = as_built(config)
        return cls(config, load_query_encoder(config.model or made_by), Reader())

    @property
    def engine(self) -> Engine:
        """The engine of now. Who asks several things that belong together asks this one, held in a variable."""
        return self.opened.engine

    @property
    def generation(self) -> int:
        """The number of the engine of now."""
        return self.opened.generation

    def hold(self) -> Held:
        """The engine of now, for as long as a batch takes."""
        return Held(self.engine, self._turns)

    @property
    def documents(self) -> list[Document]:
        """All documents of the index, in the order of their names."""
        return self.engine.documents

    @property
    def summary(self) -> str:
        """`3 documents, 22 passages`."""
        return self.engine.summary

    def document(self, document_id: str) -> Document:
        """Raises `KeyError` where the index has no such document."""
        return self.engine.document(document_id)

    @property
    def names(self) -> Names:
        """As `Engine.names`."""
        return self.engine.names

    def ask(self, question: str, k: int = SHOWN, within: Filter = EVERYTHING) -> Answer:
        """As `Engine.ask`. Raises `QuestionError`, and `BusyError` where too many wait."""
        with self._turns.turn():
            return self.engine.ask(question, k, within)

    def search(self, question: str, k: int = SHOWN, within: Filter = EVERYTHING) -> list[Hit]:
        """As `Engine.search`. Raises `QuestionError`, and `BusyError` where too many wait."""
        with self._turns.turn():
            return self.engine.search(question, k, within)

    def warm_up(self) -> None:
        """Ask once, so that the first user does not wait for what is loaded on first use."""
        self._warm(self.engine)

    def entries(self) -> list[Entry]:
        """All documents, in the folder or in the index, and what became of each."""
        engine = self.engine
        with self._changes:
            changed = self._changed | self._read
        return listing(shelf.names(self.config), engine.documents, engine.passage_counts, engine.failed, changed)

    def add(self, name: str, raw: bytes) -> Stored:
        """Put a file into the folder; the next build reads it. Raises `DocumentError` where that cannot be."""
        stored = shelf.put(self.config, name, raw)
        with self._changes:
            self._changed.add(stored.name)
        return stored

    def remove(self, name: str) -> None:
        """Delete a file of the folder; the next build forgets it. Raises `DocumentError` where that cannot be."""
        with self._changes:
            unreadable = self.engine.failed.keys() - self._changed - self._read
        with self._shelf:
            shelf.take_away(self.config, name, unreadable)

    def rebuild(self, progress: Progress | None = None) -> BuildReport:
        """Build, then answer from what was built; a build that is going on already is waited for first.

        Raises what building or opening raises; then the old engine goes on answering, and `building` says why.
        """
        with self._building_now:
            with self._changes:
                self._read, self._changed = self._changed, set()
            try:
                report = self._build(self.config, self._watched(progress))
                engine = self._engine()
                self._warm(engine)
            except BaseException as error:
                with self._changes:
                    self._changed, self._read = self._changed | self._read, set()
                    self.building = Building(self._is_wanted, error=str(error) or type(error).__name__)
                raise
            with self._changes:
                self.opened, self._read = Opened(engine, self.generation + 1), set()
                self.building = Building(self._is_wanted, report=report)
            return report

    def rebuild_soon(self) -> None:
        """Rebuild beside the caller; where a build is going on, once more after it. `building` tells of it."""
        with self._changes:
            self._is_wanted = True
            if not self.building.is_running:
                self.building = Building(is_running=True)
            if self._worker is None:
                self._begin_work()

    def _begin_work(self) -> None:
        self._worker = Thread(target=self._work, name="rebuild", daemon=True)
        self._worker.start()

    def _work(self) -> None:
        try:
            while self._take_wish():
                with suppress(WenjuError):  # `building` has told of it
                    self.rebuild()
        except BaseException:
            with self._changes:
                self._worker = None
                if self._is_wanted:
                    self._begin_work()
            raise

    def _take_wish(self) -> bool:
        """Whether a build was wished for since the last; where none was, the worker is done."""
        with self._changes:
            wanted, self._is_wanted = self._is_wanted, False
            if not wanted:
                self._worker = None
            return wanted

    def _watched(self, progress: Progress | None) -> Progress:
        def told(stage: str, done: int, total: int) -> None:
            self.building = Building(True, stage, done, total)
            if progress:
                progress(stage, done, total)

        self.building = Building(is_running=True)
        return told

    def _engine(self) -> Engine:
        return Engine(Index.load(self.config.index), self._encoder, self._reader)

    def _warm(self, engine: Engine) -> None:
        with self._turns.turn(patient=True):
            engine.warm_up()
