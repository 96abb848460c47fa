from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fake_encoder import FakeEncoder
from wenju.build import build_index
from wenju.config import Config
from wenju.index import Index
from wenju.retriever import Retriever, fuse, standard_scores


def test_standard_scores_are_distances_from_the_mean_in_deviations() -> None:
    scores = standard_scores([(7, 3.0), (8, 1.0)])  # mean 2, deviation 1
    assert scores == {7: 1.0, 8: -1.0}


def test_equal_scores_say_nothing() -> None:
    assert standard_scores([(1, 5.0), (2, 5.0)]) == {1: 0.0, 2: 0.0}


def test_fused_is_the_weighted_sum_and_a_missing_one_gets_the_floor() -> None:
    fused = fuse(([(0, 3.0), (1, 1.0)], [(1, 0.9), (2, 0.7)]), (0.5, 0.5))
    # passage 0: (1 + floor -1) / 2, passage 1: (-1 + 1) / 2, passage 2: (floor -1 + -1) / 2
    assert [(number, round(score, 6)) for number, score in fused] == [(0, 0.0), (1, 0.0), (2, -1.0)]


def test_one_silent_leg_leaves_the_order_of_the_other() -> None:
    dense = [(4, 0.9), (2, 0.8), (9, 0.1)]
    assert [number for number, _ in fuse(([], dense), (0.5, 0.5))] == [4, 2, 9]
    assert fuse(([], []), (0.5, 0.5)) == []


@pytest.mark.parametrize(("weight", "first"), [(1.0, 0), (0.0, 2)])
def test_the_weight_moves_between_the_legs(weight: float, first: int) -> None:
    legs = [(0, 3.0), (1, 1.0)], [(2, 0.9), (1, 0.7)]
    assert fuse(legs, (weight, 1 - weight))[0][0] == first


ranked = st.lists(st.tuples(st.integers(0, 30), st.floats(-10, 10)), unique_by=lambda r: r[0], max_size=20).map(
    lambda rows: sorted(rows, key=lambda r: (-r[1], r[0]))
)


@given(ranked, ranked)
def test_everything_proposed_comes_out_once_best_first(
    lexical: list[tuple[int, float]], dense: list[tuple[int, float]]
) -> None:
    fused = fuse((lexical, dense), (0.5, 0.5))
    assert sorted(number for number, _ in fused) == sorted({n for n, _ in lexical + dense})
    assert [(-score, number) for number, score in fused] == sorted((-score, number) for number, score in fused)


def test_one_sentence_that_says_it_all_beats_terms_scattered_over_a_paragraph(tmp_path: Path) -> None:
    scattered = "教师来到甲甲县。遵义很远，遵义很美，遵义有山。学校派人去看，教师都说好。"
    together = "学校派教师去遵义。别的事情这里不说，说的是图书、校舍、操场、食堂和宿舍。"
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "报告.txt").write_text(f"报告\n\n{scattered}\n\n{together}\n", encoding="utf-8")
    config = Config(corpus=corpus, index=tmp_path / "index")
    build_index(config, encoder=FakeEncoder())
    hits = Retriever(Index.load(config.index), FakeEncoder()).search("学校派教师去遵义", 2)
    assert [hit.passage.text for hit in hits] == [together, scattered]
    assert hits[0].passage.text.startswith("学校派教师去遵义。")
    assert hits[0].sentence == (hits[0].passage.start, hits[0].passage.start + 9)
