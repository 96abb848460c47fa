"""Cutting to a token limit: few parts, even parts, at the best places."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenju.packing import Counter, fit


def characters(texts: list[str]) -> list[int]:
    return [len(text) for text in texts]


def cut(text: str, limit: int) -> list[str]:
    (parts,) = fit(text, [(0, len(text))], Counter(text, characters), limit)
    return [text[start:end] for start, end in parts]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("甲乙丙。丁戊己。", 8, ["甲乙丙。丁戊己。"]),
        ("甲乙丙。丁戊己。", 7, ["甲乙丙。", "丁戊己。"]),
        ("甲乙丙丁戊。己庚。", 7, ["甲乙丙丁戊。", "己庚。"]),
        # Greedy filling would give 3 + 1 sentences; both parts shall have 2.
        ("甲乙。丙丁。戊己。庚辛。", 9, ["甲乙。丙丁。", "戊己。庚辛。"]),
        ("甲乙丙；丁戊，己庚。", 5, ["甲乙丙；", "丁戊，", "己庚。"]),
        ("甲乙丙丁戊己庚辛", 3, ["甲乙", "丙丁戊", "己庚辛"]),
        ("甲。\n\n乙。", 3, ["甲。", "乙。"]),
    ],
)
def test_parts(text: str, limit: int, expected: list[str]) -> None:
    assert cut(text, limit) == expected


def test_a_long_text_without_any_mark_is_cut_evenly() -> None:
    parts = cut("字" * 20_000, 300)
    assert len(parts) == 67  # 20,000 / 300, rounded up
    assert {len(part) for part in parts} == {298, 299}


def test_counts_are_asked_for_in_a_few_batches() -> None:
    calls: list[int] = []

    def counting(texts: list[str]) -> list[int]:
        calls.append(len(texts))
        return characters(texts)

    text = "甲乙丙丁。" * 1000
    fit(text, [(i, i + 50) for i in range(0, 5000, 50)], Counter(text, counting), 20)
    assert calls[0] == 100
    assert len(calls) <= 5


@settings(deadline=None)
@given(st.text(alphabet="甲乙。，； \n", min_size=1, max_size=60), st.integers(1, 20), st.integers(0, 3))
def test_no_part_is_over_the_limit_and_no_word_is_lost(text: str, limit: int, special: int) -> None:
    """Also with a tokenizer that adds special tokens, or that joins characters which stand side by side."""
    text = f"甲{text}甲"

    def tokens(texts: list[str]) -> list[int]:
        return [len(part.encode()) // 3 + special for part in texts]

    (parts,) = fit(text, [(0, len(text))], Counter(text, tokens), limit + special)
    words = [text[start:end] for start, end in parts]
    assert "".join("".join(words).split()) == "".join(text.split())
    assert max(tokens(words)) <= limit + special


def test_a_run_is_counted_as_a_whole_and_halved_if_its_atoms_counted_less() -> None:
    (parts,) = fit("甲乙。" * 4, [(0, 12)], Counter("甲乙。" * 4, lambda texts: [len(text) // 2 for text in texts]), 5)
    assert parts == [(0, 6), (6, 12)]  # each sentence counts 1, all four together 6
