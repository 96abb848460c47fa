"""The contract of a peer: passages in, an index in a folder; a question in, the numbers of passages out.

A peer embeds passages itself, or takes vectors that were made before (`Shared`), where a size is too large to embed
once a peer. It marks the time of its stages on the clock as far as its library lets one see them.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from threading import local
from typing import Any, ClassVar

ENCODER = Path(__file__).parents[2] / "wenju" / "models" / "encoder"


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as everyone gets it; its number is its place in the list."""

    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text, as a user would index them who has titles."""
        return f"{self.title}\n{self.text}" if self.title else self.text


@dataclass(frozen=True, slots=True)
class Shared:
    """Vectors that were made before: at most `real` passages were embedded, the others are perturbed copies of them.

    `vectors` is a file with one row a passage, as `whole` was embedded; `folder` is where more may be kept.
    """

    vectors: Path
    folder: Path
    real: int


class Clock:
    """Seconds of each stage since the last `take`; inside another one of its thread it counts for the outer alone."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}
        self._thread = local()

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Counts what happens inside as `name`."""
        if getattr(self._thread, "is_inside", False):
            yield
            return
        began, self._thread.is_inside = time.perf_counter(), True
        try:
            yield
        finally:
            self._thread.is_inside = False
            self._seconds[name] = self._seconds.get(name, 0.0) + time.perf_counter() - began

    def watch(self, owner: Any, method: str, name: str) -> None:
        """Count every call of a method of an object (or of a class) as `name`; one that is not there is not seen."""
        original: Callable[..., Any] | None = getattr(owner, method, None)
        if original is None:
            return

        def timed(*args: Any, **kwargs: Any) -> Any:
            with self.stage(name):
                return original(*args, **kwargs)

        setattr(owner, method, timed)

    def take(self) -> dict[str, float]:
        """The seconds of each stage; counting begins anew."""
        taken, self._seconds = self._seconds, {}
        return taken


class Peer(ABC):
    """One way to search. `folder` is where its index is written by `build` and `update` and read by `open`."""

    title: ClassVar[str]
    """How it is named in the table."""
    setting: ClassVar[str]
    """What was chosen in it, for the reader of the results."""
    packages: ClassVar[tuple[str, ...]]
    """The packages whose versions decide what it does."""
    embeds: ClassVar[bool] = True
    """Whether it has vectors at all."""
    beside: ClassVar[tuple[str, ...]] = ()
    """Stages of a question that run while another does, and so add nothing to the whole."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        self.folder, self.clock = folder, clock

    @classmethod
    def versions(cls) -> dict[str, str]:
        """Of the packages that matter here."""
        return {package: version(package) for package in cls.packages}

    @abstractmethod
    def prepare(self) -> None:
        """Import the libraries and load the model, as far as a build needs them."""

    @abstractmethod
    def build(self, passages: Sequence[Passage], shared: Shared | None = None) -> None:
        """Index the passages into the folder, which is empty. Embedding is the stage "embed"."""

    @abstractmethod
    def update(self, passages: Sequence[Passage], changed: Sequence[int], shared: Shared | None = None) -> None:
        """Bring the index in the folder up to date; `changed` are the numbers of the passages that are others now."""

    @abstractmethod
    def open(self) -> None:
        """Make ready for questions from the folder alone."""

    @abstractmethod
    def search(self, question: str, k: int) -> list[int]:
        """The numbers of the `k` best passages, best first; stages "encode", "keyword", "vectors"."""
