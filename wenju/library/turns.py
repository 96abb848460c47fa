"""Whose turn it is: one at a time, in the order they came, and no longer a line than is answered soon.

An engine is used by the page, the API and a batch at once. A lock alone is not fair: a batch that asks one question
after the other would take it again before anybody who waits wakes up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from wenju.errors import BusyError

# So many wait at most, each in a thread of the web server's 40: the others still serve files and the state of things.
# At 0.1 s an answer the last of them waits for 2.4 s.
WAITING = 24


class Turns:
    """A line of those who want the same thing."""

    def __init__(self, waiting: int = WAITING) -> None:
        self._waiting, self._moved = waiting, Condition()
        self._line: deque[object] = deque()

    @contextmanager
    def turn(self, patient: bool = False) -> Iterator[None]:
        """Wait for one's turn. Raises `BusyError` where too many wait already, unless one is `patient`."""
        ticket = object()
        with self._moved:
            if len(self._line) > self._waiting and not patient:
                raise BusyError(f"{self._waiting} others wait already: ask again in a few seconds")
            self._line.append(ticket)
        try:
            with self._moved:
                self._moved.wait_for(lambda: self._line[0] is ticket)
            yield
        finally:
            with self._moved:
                self._line.remove(ticket)
                self._moved.notify_all()
