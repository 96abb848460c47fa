from __future__ import annotations

import pytest

from wenju.calibration import Calibration, calibration_of, read_calibration
from wenju.candidates import CERTAIN
from wenju.config import SHIPPED_READER
from wenju.errors import IndexFileError
from wenju.reader import Reader

RECORD = {
    "reader": "r-1",
    "bias": -1.0,
    "weights": {"read": 0.5, "missing": -2.0},
    "threshold": 0.4,
    "measured": {},
}


def test_a_probability_is_the_logistic_of_the_weighted_sum() -> None:
    calibration = calibration_of(RECORD, "r-1")
    assert calibration.probability({"read": 2.0, "missing": 0.0}) == 0.5  # -1 + .5 * 2 = 0
    assert calibration.probability({"read": 2.0, "missing": 1.0}) == pytest.approx(0.1192029)  # 1 / (1 + e^2)
    assert 0.0 < calibration.probability({"read": -1e9, "missing": 0.0}) < 1e-12


def test_a_feature_that_is_not_there_is_no_zero() -> None:
    with pytest.raises(KeyError):
        calibration_of(RECORD, "r-1").probability({"read": 2.0})


def test_figures_of_another_reader_are_refused_with_the_cure() -> None:
    with pytest.raises(IndexFileError, match=r"r-1.*r-2.*build_index"):
        calibration_of(RECORD, "r-2")


def test_the_shipped_figures_are_of_the_shipped_reader() -> None:
    calibration = calibration_of(read_calibration(SHIPPED_READER), Reader().identity())
    assert 0.0 < calibration.threshold < 1.0
    assert calibration.weights["read"] > 0.0 > calibration.weights["unfit"]
    least = dict.fromkeys(calibration.weights, 0.0) | {"read": -CERTAIN}
    assert calibration.probability(least) < calibration.threshold < calibration.probability({**least, "read": CERTAIN})


def test_the_threshold_is_a_choice_on_measured_rates() -> None:
    measured = read_calibration(SHIPPED_READER)["measured"]
    assert {"ECE", "false_answer_rate", "false_refusal_rate"} <= set(measured)
    assert Calibration("r", 0.0, {}, 0.5).probability({}) == 0.5
