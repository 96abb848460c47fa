"""Worked values: every expectation is the formula with the numbers put in."""

from __future__ import annotations

import pytest

from wenju.measures import (
    exact_match,
    expected_calibration_error,
    f1,
    false_answer_rate,
    false_refusal_rate,
    recall_at,
    reciprocal_rank_at,
)

RANKS = [1, 3, None, 11]


def test_recall_counts_the_ranks_within_k() -> None:
    assert recall_at(RANKS, 1) == 1 / 4
    assert recall_at(RANKS, 3) == 2 / 4
    assert recall_at(RANKS, 11) == 3 / 4


def test_reciprocal_rank_is_cut_at_k() -> None:
    assert reciprocal_rank_at(RANKS, 10) == pytest.approx((1 / 1 + 1 / 3 + 0 + 0) / 4)
    assert reciprocal_rank_at(RANKS, 11) == pytest.approx((1 / 1 + 1 / 3 + 0 + 1 / 11) / 4)
    assert reciprocal_rank_at(RANKS, 2) == pytest.approx(1 / 4)


@pytest.mark.parametrize("measure", [recall_at, reciprocal_rank_at])
def test_ranks_that_cannot_be_are_refused(measure: object) -> None:
    assert callable(measure)
    with pytest.raises(ValueError, match="empty"):
        measure([], 1)
    with pytest.raises(ValueError, match="count from 1"):
        measure([0], 1)
    with pytest.raises(ValueError, match="k is 0"):
        measure([1], 0)


def test_f1_of_an_answer_inside_the_gold() -> None:
    # 45|位 against 45|位|教|师: c = 2, P = 2/2, R = 2/4
    assert f1("45位", ["45位教师"]) == pytest.approx(2 * 1.0 * 0.5 / (1.0 + 0.5))


def test_f1_of_an_answer_around_the_gold() -> None:
    # 6|批|45|位|教|师 against 45|位: c = 2, P = 2/6, R = 2/2
    assert f1("6批45位教师", ["45位"]) == pytest.approx(2 * (2 / 6) * 1.0 / (2 / 6 + 1.0))


def test_f1_takes_the_longest_run_not_the_common_subsequence() -> None:
    # 甲|乙|丙|丁 against 甲|乙|戊|丁: the common subsequence is 甲乙丁 (3), the longest run 甲乙 (2); P = R = 2/4
    assert f1("甲乙丙丁", ["甲乙戊丁"]) == pytest.approx(2 / 4)


def test_f1_treats_words_of_other_scripts_as_one_segment() -> None:
    # python|语|言 against python|3|语|言: c = 语言 = 2; P = 2/3, R = 2/4
    assert f1("Python语言", ["python 3 语言"]) == pytest.approx(2 * (2 / 3) * (2 / 4) / (2 / 3 + 2 / 4))
    # 45 is not part of the segment 450, 26.5 is one segment
    assert f1("45", ["450"]) == 0.0
    assert f1("26.5", ["26"]) == 0.0


def test_f1_is_the_best_over_the_golds_and_zero_without_overlap() -> None:
    assert f1("45位", ["九名", "45位教师", "45位"]) == 1.0
    assert f1("遵义", ["楚雄"]) == 0.0
    assert f1("", ["楚雄"]) == 0.0
    assert f1("。", ["，"]) == 0.0


def test_exact_match_ignores_punctuation_case_and_outer_blanks() -> None:
    assert exact_match("《克拉玛依教育》", ["克拉玛依教育"]) == 1.0
    assert exact_match(" WenJu。", ["wenju"]) == 1.0
    assert exact_match("闵行", ["闵行区", "闵行"]) == 1.0
    assert exact_match("闵行", ["闵行区"]) == 0.0


def test_exact_match_keeps_what_the_official_script_keeps() -> None:
    # an inner blank and the half-width comma are not in the script's list of marks
    assert exact_match("泽普 五中", ["泽普五中"]) == 0.0
    assert exact_match("甲,乙", ["甲乙"]) == 0.0
    assert exact_match("甲，乙", ["甲乙"]) == 1.0


@pytest.mark.parametrize("measure", [f1, exact_match])
def test_answers_need_a_list_of_golds(measure: object) -> None:
    assert callable(measure)
    with pytest.raises(ValueError, match="no accepted answer"):
        measure("甲", [])
    with pytest.raises(ValueError, match="list of accepted answers"):
        measure("甲", "甲")


def test_expected_calibration_error_by_hand() -> None:
    # bin (0.8, 0.9]: 0.9 0.9, one right: |1/2 - 0.9| = 0.4, weight 2/4; bin (0.1, 0.2]: 0.2 0.2, none right: 0.2, 2/4
    error = expected_calibration_error([0.9, 0.9, 0.2, 0.2], [True, False, False, False])
    assert error == pytest.approx(2 / 4 * 0.4 + 2 / 4 * 0.2)


def test_expected_calibration_error_depends_on_the_bins() -> None:
    # one bin: |1/2 - (0.9 + 0.1)/2| = 0; two bins: 1/2 * |0 - 0.9| + 1/2 * |1 - 0.1|
    assert expected_calibration_error([0.9, 0.1], [False, True], bins=1) == pytest.approx(0.0)
    assert expected_calibration_error([0.9, 0.1], [False, True], bins=2) == pytest.approx(0.5 * 0.9 + 0.5 * 0.9)


def test_expected_calibration_error_counts_the_ends() -> None:
    assert expected_calibration_error([0.0, 1.0], [False, True]) == 0.0
    assert expected_calibration_error([0.0, 1.0], [True, False]) == 1.0


def test_expected_calibration_error_counts_every_value_once() -> None:
    # each probability k/100 is wrong by itself: with no true outcome the error is the mean probability
    probabilities = [k / 100 for k in range(101)]
    assert expected_calibration_error(probabilities, [False] * 101) == pytest.approx(sum(probabilities) / 101)


@pytest.mark.parametrize(
    ("probabilities", "outcomes", "bins", "message"),
    [
        ([0.5], [], 10, "1 probabilities for 0 outcomes"),
        ([0.5], [True], 0, "bins is 0"),
        ([1.5], [True], 10, "outside"),
        ([float("nan")], [True], 10, "outside"),
        ([], [], 10, "empty"),
    ],
)
def test_expected_calibration_error_refuses(
    probabilities: list[float], outcomes: list[bool], bins: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        expected_calibration_error(probabilities, outcomes, bins)


def test_the_two_error_rates_have_their_own_denominators() -> None:
    answerable = [True, True, True, False, False]
    answered = [True, False, True, True, False]
    assert false_refusal_rate(answerable, answered) == pytest.approx(1 / 3)
    assert false_answer_rate(answerable, answered) == pytest.approx(1 / 2)


def test_the_error_rates_need_their_kind_of_question() -> None:
    with pytest.raises(ValueError, match="empty"):
        false_answer_rate([True], [True])
    with pytest.raises(ValueError, match="empty"):
        false_refusal_rate([False], [True])
    with pytest.raises(ValueError, match="2 questions but 1 results"):
        false_refusal_rate([True, True], [True])
