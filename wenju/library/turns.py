"""Whose turn it is: as many at once as there are cores, in the order they came, and no longer a line than is soon done.

An engine is used by the page, the API and batches at once. A lock alone is not fair: a batch that asks one question
after the other would take it again before anybody who waits wakes up. So there are two lines. A person's goes first,
and waits for no more than what is under way; a batch's goes when nobody is in the other, and now and then nevertheless.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from wenju.errors import BusyError

# So many wait at most, each in a thread of the web server's 40: the others still serve files and the state of things.
WAITING = 32
# Answering is all computing, and reading takes both cores: while one question is read another is searched for. A third
# would only share them.
AT_ONCE = min(2, os.cpu_count() or 1)
# After so many persons a batch that waits has a turn, so that it comes to its end on a busy day too.
PERSONS_FIRST = 8


class Turns:
    """Two lines of those who want the same thing: of persons, and of the patient."""

    def __init__(self, waiting: int = WAITING, at_once: int = AT_ONCE) -> None:
        self._most_waiting, self._at_once, self._moved = waiting, at_once, Condition()
        self._persons: deque[object] = deque()
        self._patient: deque[object] = deque()
        self._under_way = 0
        self._went_ahead = 0  # persons, of the patient one who waits longest

    def __len__(self) -> int:
        """How many have a turn or wait for one."""
        return self._under_way + len(self._persons) + len(self._patient)

    @contextmanager
    def turn(self, patient: bool = False) -> Iterator[None]:
        """Wait for one's turn. Raises `BusyError` where too many wait already, unless one is `patient`."""
        self._wait(patient)
        try:
            yield
        finally:
            with self._moved:
                self._under_way -= 1
                self._moved.notify_all()

    def _wait(self, patient: bool) -> None:
        ticket, line = object(), self._patient if patient else self._persons
        with self._moved:
            if not patient and self._under_way + len(line) >= self._at_once + self._most_waiting:
                raise BusyError(f"{self._most_waiting} others wait already: ask again in a few seconds")
            line.append(ticket)
            try:
                self._moved.wait_for(lambda: self._under_way < self._at_once and self._next() is ticket)
                self._went_ahead = self._went_ahead + 1 if self._patient and not patient else 0
                self._under_way += 1
            finally:
                line.remove(ticket)
                self._moved.notify_all()  # another may have a turn beside this one

    def _next(self) -> object:
        """The ticket whose turn it is, of those who wait."""
        if self._patient and (not self._persons or self._went_ahead >= PERSONS_FIRST):
            return self._patient[0]
        return self._persons[0]
