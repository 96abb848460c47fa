from __future__ import annotations

import threading
import time

import pytest

from wenju.errors import BusyError
from wenju.library.turns import PERSONS_FIRST, Turns


def until(turns: Turns, count: int) -> None:
    deadline = time.monotonic() + 20
    while len(turns) != count:
        assert time.monotonic() < deadline
        time.sleep(0.005)


def waiting(turns: Turns, name: str, order: list[str], patient: bool = False) -> threading.Thread:
    """A thread that stands in line, surely there when this returns."""

    def take() -> None:
        with turns.turn(patient):
            order.append(name)

    thread, before = threading.Thread(target=take), len(turns)
    thread.start()
    until(turns, before + 1)
    return thread


def test_turns_come_in_the_order_of_asking() -> None:
    turns, order = Turns(at_once=1), list[str]()
    with turns.turn():
        threads = [waiting(turns, name, order) for name in "abcde"]
        assert order == []
    for thread in threads:
        thread.join(20)
    assert order == list("abcde")
    assert len(turns) == 0


def test_one_who_comes_again_at_once_does_not_push_in() -> None:
    turns, order = Turns(at_once=1), list[str]()
    with turns.turn():
        other = waiting(turns, "other", order)
    with turns.turn():
        order.append("again")
    other.join(20)
    assert order == ["other", "again"]


def test_so_many_at_once_and_no_more() -> None:
    turns, order = Turns(at_once=2), list[str]()
    with turns.turn():
        with turns.turn():
            third = waiting(turns, "third", order)
            assert order == []
        third.join(20)
        assert order == ["third"]


def test_both_turns_are_taken_where_both_become_free_at_once() -> None:
    turns, both = Turns(at_once=2), threading.Barrier(2)

    def meet() -> None:
        with turns.turn():
            both.wait(20)  # breaks unless the other has its turn too

    with turns.turn(), turns.turn():
        threads = [threading.Thread(target=meet) for _ in range(2)]
        for thread in threads:
            thread.start()
        until(turns, 4)
    for thread in threads:
        thread.join(20)
    assert not both.broken
    assert len(turns) == 0


def test_a_person_goes_before_the_patient() -> None:
    turns, order = Turns(at_once=1), list[str]()
    with turns.turn():
        threads = [waiting(turns, "batch", order, patient=True), waiting(turns, "person", order)]
    for thread in threads:
        thread.join(20)
    assert order == ["person", "batch"]


def test_the_patient_come_to_their_end_on_a_busy_day_too() -> None:
    turns, order = Turns(at_once=1), list[str]()
    with turns.turn():
        batch = [waiting(turns, "batch", order, patient=True) for _ in range(2)]
        persons = [waiting(turns, "person", order) for _ in range(PERSONS_FIRST + 3)]
    for thread in (*batch, *persons):
        thread.join(20)
    assert order == ["person"] * PERSONS_FIRST + ["batch"] + ["person"] * 3 + ["batch"]


def test_a_full_line_says_so_but_to_the_patient() -> None:
    turns, order = Turns(waiting=1, at_once=1), list[str]()
    with turns.turn():
        waits = waiting(turns, "first", order)
        with pytest.raises(BusyError, match="1 others wait"), turns.turn():
            pass
        patient = waiting(turns, "patient", order, patient=True)
        assert len(turns) == 3
    waits.join(20)
    patient.join(20)
    assert order == ["first", "patient"]
    assert len(turns) == 0


def test_a_turn_that_fails_ends() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns.turn():
        _ = 1 / 0
    assert len(turns) == 0
