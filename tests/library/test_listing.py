from __future__ import annotations

from wenju.library.listing import Entry, entry_json, listing
from wenju.records import Document, Heading

READ = Document("b.pdf", "标题", "2017-12-06", "一二三", (Heading(1, 0, 1, "一"),), (), ("page 2: empty",))
GONE = Document("gone.txt", "旧", "", "旧")


def test_each_document_says_what_became_of_it() -> None:
    names = ["b.pdf", "new.txt", "old.doc"]
    entries = listing(names, [READ, GONE], {"b.pdf": 2, "gone.txt": 1}, {"old.doc": "save it as .docx", "away.doc": ""})
    assert entries == [
        Entry("b.pdf", "ready", "", "标题", "2017-12-06", 3, 2, 1, ("page 2: empty",)),
        Entry("gone.txt", "gone", "", "旧", "", 1, 1, 0),
        Entry("new.txt", "waiting"),
        Entry("old.doc", "failed", "save it as .docx"),
    ]


def test_a_document_without_a_passage_is_not_ready_to_be_asked() -> None:
    states = {entry.name: entry.state for entry in listing(["b.pdf"], [READ], {}, {})}
    assert states == {"b.pdf": "empty"}


def test_what_was_changed_waits_for_the_next_build() -> None:
    entries = listing(["a.doc", "b.pdf"], [READ], {}, {"a.doc": "damaged"}, {"a.doc", "b.pdf"})
    assert [(e.name, e.state, e.reason, e.title) for e in entries] == [
        ("a.doc", "waiting", "", ""),
        ("b.pdf", "waiting", "", "标题"),
    ]


def test_an_entry_is_written_with_all_its_keys() -> None:
    assert entry_json(Entry("a.txt", "ready", warnings=("x",))) == {
        "name": "a.txt",
        "state": "ready",
        "reason": "",
        "title": "",
        "date": "",
        "characters": 0,
        "passages": 0,
        "headings": 0,
        "warnings": ["x"],
    }
