from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fake_library import QUESTION, REPORT, a_library, build_here
from wenju.build import Progress
from wenju.config import Config
from wenju.errors import DocumentError, QuestionError
from wenju.library import shelf
from wenju.library.library import Building, Library
from wenju.library.shelf import Stored
from wenju.report import BuildReport

CHANGED = REPORT.replace("三百册", "五百册").encode()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return a_library(tmp_path)


def until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def states(library: Library) -> dict[str, str]:
    return {entry.name: entry.state for entry in library.entries()}


def test_it_answers_as_its_engine_does(library: Library) -> None:
    answer, own = library.ask(QUESTION), library.engine.ask(QUESTION)
    assert (answer.text, answer.citations, answer.hits) == (own.text, own.citations, own.hits)
    assert answer.text == "三百册"
    assert library.search(QUESTION, 1) == library.engine.search(QUESTION, 1)
    assert library.document("报告.txt") == library.documents[0]
    assert library.summary == "1 document, 1 passages"
    with pytest.raises(QuestionError):
        library.ask("  ")
    library.warm_up()


def test_a_file_waits_is_built_and_answers(library: Library) -> None:
    assert library.add("b.txt", "乙乙乙区接待来访教师五批。".encode()) == Stored("b.txt", 39, False)
    assert states(library) == {"b.txt": "waiting", "报告.txt": "ready"}
    told: list[tuple[str, int, int]] = []
    report = library.rebuild(lambda *step: told.append(step))
    assert (report.new, report.unchanged, library.generation) == (1, 1, 2)
    assert states(library) == {"b.txt": "ready", "报告.txt": "ready"}
    assert [d.id for d in library.documents] == ["b.txt", "报告.txt"]
    assert told[-1] == ("index", 2, 2)
    assert library.building == Building(report=report)


def test_a_changed_file_waits_and_a_removed_one_is_gone_until_the_build(library: Library) -> None:
    library.add("b.txt", b"text")
    library.rebuild()
    assert library.add("报告.txt", CHANGED).replaced
    library.remove("b.txt")
    assert states(library) == {"b.txt": "gone", "报告.txt": "waiting"}
    assert library.ask(QUESTION).text == "三百册"
    library.rebuild()
    assert states(library) == {"报告.txt": "ready"}
    assert library.ask(QUESTION).text == "五百册"


def test_a_file_that_cannot_be_read_says_why(library: Library) -> None:
    (library.config.corpus / "old.doc").write_bytes(b"x")
    library.rebuild()
    entry = next(entry for entry in library.entries() if entry.name == "old.doc")
    assert entry.state == "failed"
    assert "save it as .docx" in entry.reason


def test_a_build_that_fails_leaves_the_old_engine_and_tells_why(tmp_path: Path) -> None:
    def fails(config: Config, progress: Progress | None) -> BuildReport:
        raise DocumentError("no file in it can be read")

    library = a_library(tmp_path, fails)
    library.add("报告.txt", CHANGED)
    engine = library.engine
    with pytest.raises(DocumentError, match="no file in it"):
        library.rebuild()
    assert library.building == Building(error="no file in it can be read")
    assert (library.engine, library.generation) == (engine, 1)
    assert library.ask(QUESTION).text == "三百册"
    assert states(library) == {"报告.txt": "waiting"}


def test_an_index_that_cannot_be_opened_leaves_the_old_engine(tmp_path: Path) -> None:
    def spoils(config: Config, progress: Progress | None) -> BuildReport:
        report = build_here(config, progress)
        (config.index / "manifest.json").write_text("{}", encoding="utf-8")
        return report

    library = a_library(tmp_path, spoils)
    library.rebuild_soon()
    until(lambda: not library.building.is_running)
    assert "format" in library.building.error
    assert library.generation == 1
    assert library.ask(QUESTION).text == "三百册"


class Gated:
    """A build that says when it began and goes on when it is told to."""

    def __init__(self) -> None:
        self.began, self.go_on = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self, config: Config, progress: Progress | None) -> BuildReport:
        if progress:
            progress("read", 1, 3)
        self.began.release()
        assert self.go_on.acquire(timeout=60)
        return build_here(config, progress)


def test_questions_are_answered_while_it_builds_and_then_from_the_new_index(tmp_path: Path) -> None:
    build = Gated()
    library = a_library(tmp_path, build)
    library.add("报告.txt", CHANGED)
    held = library.hold()
    library.rebuild_soon()
    assert build.began.acquire(timeout=60)
    assert library.building == Building(True, "read", 1, 3)
    assert (library.ask(QUESTION).text, library.generation) == ("三百册", 1)
    build.go_on.release()
    until(lambda: not library.building.is_running)
    assert (library.ask(QUESTION).text, library.generation) == ("五百册", 2)
    assert held.ask(QUESTION).text == "三百册"


def test_what_comes_during_a_build_is_built_once_more(tmp_path: Path) -> None:
    build = Gated()
    library = a_library(tmp_path, build)
    library.rebuild_soon()
    assert build.began.acquire(timeout=60)
    library.add("b.txt", b"text")
    for _ in range(3):
        library.rebuild_soon()
    build.go_on.release()
    assert build.began.acquire(timeout=60)
    assert library.document("b.txt").text == "text"  # it came before the folder was looked at
    build.go_on.release()
    until(lambda: library.generation == 3)
    assert not build.began.acquire(timeout=0.3)


def test_many_ask_while_it_builds_and_none_gets_half_an_index(library: Library) -> None:
    got, stop = list[tuple[str, str]](), threading.Event()

    def ask() -> None:
        while not stop.is_set():
            answer = library.ask(QUESTION)
            got.append((answer.text, answer.hits[0].passage.text))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for raw in (CHANGED, REPORT.encode(), CHANGED):
        library.add("报告.txt", raw)
        library.rebuild()
    stop.set()
    for thread in threads:
        thread.join(60)
    assert {text for text, _ in got} == {"三百册", "五百册"}
    assert all(text in passage for text, passage in got)


def test_a_file_that_is_being_read_waits_until_it_answers(tmp_path: Path) -> None:
    build = Gated()
    library = a_library(tmp_path, build)
    library.add("报告.txt", CHANGED)
    library.rebuild_soon()
    assert build.began.acquire(timeout=60)
    assert states(library) == {"报告.txt": "waiting"}
    library.add("报告.txt", REPORT.encode())
    build.go_on.release()
    until(lambda: library.generation == 2)
    assert states(library) == {"报告.txt": "waiting"}  # nobody knows which of the two was read
    build.go_on.release()
    library.rebuild()
    assert states(library) == {"报告.txt": "ready"}


class Watched(Library):
    """It keeps whether a build was told to be running, each time that this was told."""

    told: list[bool]

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, value)
        if isinstance(value, Building):
            self.told = [*getattr(self, "told", []), value.is_running]


def test_a_build_is_told_of_until_there_is_no_other_to_come(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fake_library.Library", Watched)
    build = Gated()
    library = a_library(tmp_path, build)
    assert isinstance(library, Watched)
    library.rebuild_soon()
    assert build.began.acquire(timeout=60)
    library.rebuild_soon()
    build.go_on.release(2)
    until(lambda: library.generation == 3 and not library.building.is_running)
    assert library.told == [False, *[True] * (len(library.told) - 2), False]


def test_a_wish_that_comes_as_a_build_ends_is_told_at_once(tmp_path: Path) -> None:
    library = a_library(tmp_path)
    library._worker = threading.Thread()  # it has built and not yet looked whether there is more to do
    library.rebuild()
    assert not library.building.is_running
    library.rebuild_soon()
    assert library.building.is_running


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_build_that_breaks_keeps_no_other_from_being_built(tmp_path: Path) -> None:
    build, troubles = Gated(), [ZeroDivisionError("broke")]

    def breaks_once(config: Config, progress: Progress | None) -> BuildReport:
        report = build(config, progress)
        if troubles:
            raise troubles.pop()
        return report

    library = a_library(tmp_path, breaks_once)
    library.rebuild_soon()
    assert build.began.acquire(timeout=60)
    library.add("报告.txt", CHANGED)
    library.rebuild_soon()
    build.go_on.release(2)
    until(lambda: library.generation == 2 and not library.building.is_running)
    assert library.ask(QUESTION).text == "五百册"


def test_two_who_remove_at_once_do_not_remove_all(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.add("b.txt", b"text")
    both, names = threading.Barrier(2), shelf.names

    def slow(config: Config) -> list[str]:
        there = names(config)
        with suppress(threading.BrokenBarrierError):
            both.wait(0.5)
        return there

    def remove(name: str) -> None:
        with suppress(DocumentError):
            library.remove(name)

    monkeypatch.setattr(shelf, "names", slow)
    threads = [threading.Thread(target=remove, args=(name,)) for name in ("b.txt", "报告.txt")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(names(library.config)) == 1


def test_the_only_document_that_can_be_read_stays(library: Library) -> None:
    (library.config.corpus / "damaged.docx").write_bytes(b"x")
    library.rebuild()
    assert states(library) == {"damaged.docx": "failed", "报告.txt": "ready"}
    with pytest.raises(DocumentError, match="the only document that can be read"):
        library.remove("报告.txt")
    library.remove("damaged.docx")
    assert states(library) == {"报告.txt": "ready"}
