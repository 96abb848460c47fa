from __future__ import annotations

from pathlib import Path

from wenju.lexical import Row
from wenju.terms import StoredTerms, TermsWriter

ROWS = [Row(["支教", "𠮷", "支教"], ["第一章"]), Row([], []), Row(["covid-19"], [])]


def test_terms_come_back_as_they_were(tmp_path: Path) -> None:
    with TermsWriter(tmp_path) as writer:
        assert [writer.add(row) for row in ROWS] == ROWS
    stored = StoredTerms(tmp_path)
    assert [(list(stored[n].body), list(stored[n].heading)) for n in range(3)] == [(r.body, r.heading) for r in ROWS]


def test_no_terms_at_all(tmp_path: Path) -> None:
    with TermsWriter(tmp_path):
        pass
    StoredTerms(tmp_path)
