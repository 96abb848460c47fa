"""BM25 by hand and against brute force; ties, moves, read-only folders."""

import math
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wenju import lexical
from wenju.errors import IndexFileError
from wenju.lexical import HEADING_WEIGHT, LexicalIndex, Row

K1, B = 1.2, 0.75


def bm25(rows: list[list[str]], terms: dict[str, float]) -> list[tuple[int, float]]:
    """sum of weight * ln(1 + (N - n + 0.5) / (n + 0.5)) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * dl / avgdl)).

    Row lengths have to stay below 40: tantivy keeps longer ones rounded to a byte.
    """
    average = sum(map(len, rows)) / len(rows)
    scores = dict.fromkeys(range(len(rows)), 0.0)
    for term, weight in terms.items():
        holding = sum(term in row for row in rows)
        idf = math.log(1 + (len(rows) - holding + 0.5) / (holding + 0.5))
        for number, row in enumerate(rows):
            tf = row.count(term)
            scores[number] += weight * idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * len(row) / average))
    return sorted(((n, s) for n, s in scores.items() if s > 0), key=lambda hit: (-hit[1], hit[0]))


@pytest.fixture
def three(tmp_path: Path) -> LexicalIndex:
    return LexicalIndex.build(tmp_path / "索引", [Row(["a", "b", "b"]), Row(["a"]), Row(["c", "a"])])


def test_three_documents_by_hand(three: LexicalIndex) -> None:
    # b: in 1 of 3 documents, twice, in a document of 3 terms where the average is 2
    idf = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    assert three.search(["b"], 5) == [(0, pytest.approx(idf * 2 * 2.2 / (2 + 1.2 * (0.25 + 0.75 * 3 / 2)), rel=1e-6))]
    # a: in all three, once each; the shortest document first
    idf = math.log(1 + 0.5 / 3.5)
    expected = [(n, idf * 2.2 / (1 + 1.2 * (0.25 + 0.75 * length / 2))) for n, length in ((1, 1), (2, 2), (0, 3))]
    assert three.search(["a"], 5) == [(n, pytest.approx(score, rel=1e-6)) for n, score in expected]


def test_weights_multiply_and_repeats_add(three: LexicalIndex) -> None:
    ((_, once),) = three.search(["b"], 5)
    assert three.search([("b", 2.5)], 5) == [(0, pytest.approx(2.5 * once))]
    assert three.search(["b", "b"], 5) == [(0, pytest.approx(2 * once))]
    assert three.search([("b", 0.5), ("b", 1.0)], 5) == [(0, pytest.approx(1.5 * once))]


def test_terms_nobody_has(three: LexicalIndex) -> None:
    assert three.search([], 5) == []
    assert three.search(["无"], 5) == []
    assert three.search([("a", 0.0)], 5) == []
    assert three.search(["a"], 0) == []
    assert three.search(["无", "b"], 5) == three.search(["b"], 5)


def test_equals_brute_force(tmp_path: Path) -> None:
    chance = random.Random(7)
    rows = [chance.choices("甲乙丙丁戊己庚辛壬癸", k=chance.randint(1, 39)) for _ in range(200)]
    index = LexicalIndex.build(tmp_path / "i", [Row(row) for row in rows])
    assert len(index) == 200
    for _ in range(20):
        terms = {term: chance.choice([0.5, 1.0, 2.0]) for term in chance.sample("甲乙丙丁戊己庚辛壬癸", 3)}
        expected = bm25(rows, terms)
        found = index.search(list(terms.items()), 200)
        assert dict(found) == pytest.approx(dict(expected), rel=1e-4)
        assert [score for _, score in found] == pytest.approx([score for _, score in expected], rel=1e-4)


def test_ties_go_to_the_lower_number_and_the_cut_is_stable(tmp_path: Path) -> None:
    index = LexicalIndex.build(tmp_path / "i", [Row(["甲"])] * 50 + [Row(["乙"])])
    assert [number for number, _ in index.search(["甲"], 50)] == list(range(50))
    assert [number for number, _ in index.search(["甲"], 7)] == list(range(7))


def test_heading_is_a_field_of_its_own(tmp_path: Path) -> None:
    rows = [Row(["甲"], ["乙"]), Row(["乙"], ["甲"]), Row(["丙"])]
    index = LexicalIndex.build(tmp_path / "i", rows)
    (body, in_body), (heading, in_heading) = index.search(["甲"], 5)
    assert (body, heading) == (0, 1)
    idf = math.log(1 + 2.5 / 1.5)
    assert in_body == pytest.approx(idf)  # every body has the average length: 2.2 / (1 + 1.2) = 1
    assert in_heading == pytest.approx(HEADING_WEIGHT * idf * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 1 / (2 / 3))))


def test_long_terms_and_capitals_are_kept(tmp_path: Path) -> None:
    index = LexicalIndex.build(tmp_path / "i", [Row(["长" * 60, "running"]), Row(["A"])])
    assert [number for number, _ in index.search(["长" * 60], 5)] == [0]
    assert index.search(["run"], 5) == []
    assert index.search(["a"], 5) == []


def test_survives_a_move_and_is_one_segment(three: LexicalIndex, tmp_path: Path) -> None:
    expected = three.search(["a", "b"], 5)
    del three
    (tmp_path / "索引").rename(tmp_path / "搬走")
    assert LexicalIndex.open(tmp_path / "搬走").search(["a", "b"], 5) == expected
    assert len(list((tmp_path / "搬走").glob("*.idx"))) == 1


def test_no_rows(tmp_path: Path) -> None:
    index = LexicalIndex.build(tmp_path / "i", [])
    assert len(index) == 0
    assert index.search(["a"], 5) == []


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="build_index"):
        LexicalIndex.open(tmp_path / "none")
    with pytest.raises(IndexFileError, match="build_index"):
        LexicalIndex.open(tmp_path)


def test_build_wants_an_empty_folder(three: LexicalIndex, tmp_path: Path) -> None:
    with pytest.raises(IndexFileError, match="empty folder"):
        LexicalIndex.build(tmp_path / "索引", [])


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="needs POSIX permissions")
def test_opens_in_a_folder_it_may_not_write(three: LexicalIndex, tmp_path: Path) -> None:
    """As another user where we are root (to whom no folder is read-only), else as ourselves."""
    folder = Path(shutil.copytree(tmp_path / "索引", tmp_path / "只读"))
    folder.chmod(0o555)
    code = (
        "import os, sys, tantivy\nfrom pathlib import Path\nfrom wenju.lexical import LexicalIndex\n"
        "os.getuid() or os.setuid(65534)\nassert not os.access(sys.argv[1], os.W_OK)\n"
        "print(LexicalIndex.open(Path(sys.argv[1])).search(['b'], 1)[0][0])"
    )
    for parent in (*list(folder.parents)[:-2],):  # let the other user come through pytest's private folders
        if parent.stat().st_uid == os.getuid():
            parent.chmod(parent.stat().st_mode | 0o055)
    environment = {**os.environ, "TMPDIR": "/tmp"}
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, env=environment, check=False
        )
    finally:
        folder.chmod(0o755)
    assert done.stdout.strip() == "0", done.stderr


def test_among_some_passages_it_finds_the_best_of_them(tmp_path: Path) -> None:
    rows = [Row(["教师"] * (n % 7 + 1) + ["其他"] * 5) for n in range(200)]
    index = LexicalIndex.build(tmp_path / "lexical", rows)
    everything = index.search(["教师"], 200)
    among = {3, 50, 107, 199}
    assert index.search(["教师"], 2, among) == [row for row in everything if row[0] in among][:2]
    assert [n for n, _ in index.search(["教师"], 10, among)] == [n for n, _ in everything if n in among]
    assert index.search(["教师"], 5, frozenset()) == []


def test_of_many_rows_common_terms_count_only_where_there_are_no_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [Row(["的", "甲"]) if n < 2 else Row(["的"], ["乙"] if n == 5 else []) for n in range(20)]
    index = LexicalIndex.build(tmp_path / "lexical", rows)
    assert [n for n, _ in index.search(["的", "甲"], 3)] == [0, 1, 2]
    monkeypatch.setattr(lexical, "MANY", 20)
    assert [n for n, _ in index.search(["的", "甲"], 3)] == [0, 1]
    assert [n for n, _ in index.search(["的", "乙"], 3)] == [5]  # in a heading alone
    assert [n for n, _ in index.search(["的", "无"], 3)] == [2, 3, 4]
    monkeypatch.setattr(lexical, "MANY", 21)
    assert [n for n, _ in index.search(["的", "甲"], 3)] == [0, 1, 2]
