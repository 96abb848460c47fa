from __future__ import annotations

import threading
import time

import pytest

from wenju.errors import BusyError
from wenju.library.turns import Turns


def in_line(turns: Turns) -> int:
    return len(turns._line)


def until(turns: Turns, count: int) -> None:
    deadline = time.monotonic() + 20
    while in_line(turns) != count:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def waiting(turns: Turns, name: str, order: list[str]) -> threading.Thread:
    """A thread that stands in line, surely there when this returns."""

    def take() -> None:
        with turns.turn():
            order.append(name)

    thread, before = threading.Thread(target=take), in_line(turns)
    thread.start()
    until(turns, before + 1)
    return thread


def test_turns_come_in_the_order_of_asking() -> None:
    turns, order = Turns(), list[str]()
    with turns.turn():
        threads = [waiting(turns, name, order) for name in "abcde"]
        assert order == []
    for thread in threads:
        thread.join(20)
    assert order == list("abcde")
    assert in_line(turns) == 0


def test_one_who_comes_again_at_once_does_not_push_in() -> None:
    turns, order = Turns(), list[str]()
    with turns.turn():
        other = waiting(turns, "other", order)
    with turns.turn():
        order.append("again")
    other.join(20)
    assert order == ["other", "again"]


def test_a_full_line_says_so_but_to_the_patient() -> None:
    turns, order = Turns(waiting=1), list[str]()
    with turns.turn():
        waits = waiting(turns, "first", order)
        with pytest.raises(BusyError, match="1 others wait"), turns.turn():
            pass
        patient = threading.Thread(target=lambda: order.append("patient") if _takes(turns) else None)
        patient.start()
        until(turns, 3)
    waits.join(20)
    patient.join(20)
    assert order == ["first", "patient"]
    with turns.turn():
        assert in_line(turns) == 1


def _takes(turns: Turns) -> bool:
    with turns.turn(patient=True):
        return True


def test_a_turn_that_fails_ends() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.turn():
        _ = 1 / 0
    assert in_line(turns) == 0
