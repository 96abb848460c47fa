"""From what speaks for an answer to the probability that it is right: a logistic model, learnt, kept with the index.

In: named numbers, the features of `candidates`. Out: a probability, and from which one on an answer is given.
The weights come from `training/calibrate.py`, are shipped with the reader and copied into an index when it is built, so
that an index says by which figures it decides.

Platt 1999, "Probabilistic Outputs for Support Vector Machines"; p = 1 / (1 + exp(-(bias + sum w x))).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from math import exp
from pathlib import Path
from typing import Any

from wenju.errors import IndexFileError


@dataclass(frozen=True, slots=True)
class Calibration:
    """`weights` by feature name; `reader` is the identity of the reader they were learnt with.

    From `threshold` on an answer is given.
    """

    reader: str
    bias: float
    weights: dict[str, float]
    threshold: float

    def probability(self, features: Mapping[str, float]) -> float:
        """That the answer is right, 0..1. Raises `KeyError` where a feature is not there."""
        logit = self.bias + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + exp(-max(-30.0, min(30.0, logit))))


def read_calibration(folder: Path) -> dict[str, Any]:
    """The record beside a reader's weights, as it is copied into a manifest."""
    record: dict[str, Any] = json.loads((folder / "calibration.json").read_text(encoding="utf-8"))
    return record


def calibration_of(record: Mapping[str, Any], reader: str) -> Calibration:
    """A record as a `Calibration`. Raises `IndexFileError` where it was learnt with another reader."""
    found = record.get("reader")
    if found != reader:
        raise IndexFileError(
            f"the index decides by figures of the reader {found}, loaded is {reader}; rebuild: python build_index.py"
        )
    return Calibration(str(found), record["bias"], dict(record["weights"]), record["threshold"])
