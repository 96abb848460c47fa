"""Progress of long work: a bar on a terminal, a line for each stage elsewhere."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

STAGES = {"read": "reading", "embed": "embedding", "index": "indexing", "ask": "asking"}


class Bar:
    """Call it with (stage, done, total); it writes to stderr, so that stdout holds results alone."""

    def __init__(self) -> None:
        self._stage = ""
        self._bar: Any = None

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._close()
            self._open(stage, total)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def _open(self, stage: str, total: int) -> None:
        self._stage = stage
        if sys.stderr.isatty():
            from tqdm import tqdm

            self._bar = tqdm(total=total, desc=STAGES.get(stage, stage), file=sys.stderr, leave=False)
        else:
            print(f"{STAGES.get(stage, stage)} {total}", file=sys.stderr, flush=True)

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
        self._stage, self._bar = "", None
