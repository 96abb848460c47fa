"""Measures of retrieval, of extracted answers and of probabilities: pure functions, plain numbers in, one number out.

Ranks count from 1 and are None where the right passage was not found. Answers are scored by the rules of the CMRC 2018
evaluation script, so that figures can be set beside published ones. Reading files and asking questions are left to
others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

# The marks that the CMRC 2018 script removes, no more: half-width comma, stop and brackets stay, as they do there.
_MARKS = frozenset("-:_*^/\\~`+=，。：？！“”；’《》·、「」（）－～『』")
# One Chinese character, or a word of anything else (26.5 and v5 are one word), or a lone sign.
_SEGMENT = re.compile(r"[\u4e00-\u9fa5]|[^\W\u4e00-\u9fa5]+(?:[.,][^\W\u4e00-\u9fa5]+)*|\S")


def recall_at(ranks: Sequence[int | None], k: int) -> float:
    """R@k: the share of questions whose right passage is among the first k."""
    return _mean([1.0 if rank is not None and rank <= k else 0.0 for rank in _checked(ranks, k)])


def reciprocal_rank_at(ranks: Sequence[int | None], k: int) -> float:
    """RR@k: the mean of 1/rank, 0 where the right passage is not among the first k."""
    return _mean([1.0 / rank if rank is not None and rank <= k else 0.0 for rank in _checked(ranks, k)])


def f1(prediction: str, golds: Sequence[str]) -> float:
    """The best F1 over the accepted answers, by CMRC 2018 (Cui et al., EMNLP 2019).

    Both texts are lower-cased, lose their punctuation and are cut into Chinese characters and whole words of other
    scripts. With c the longest common run of segments, precision is c / |prediction|, recall c / |gold|,
    F1 = 2PR / (P + R). The script cuts the other scripts with NLTK; here they are cut at blanks and signs.
    """
    segments = _segments(prediction)
    return max((_run_f1(segments, _segments(gold)) for gold in _some(golds)), default=0.0)


def exact_match(prediction: str, golds: Sequence[str]) -> float:
    """1.0 if the prediction equals an accepted answer once punctuation, case and outer blanks are gone, else 0.0."""
    bare = _without_marks(prediction)
    return float(any(bare == _without_marks(gold) for gold in _some(golds)))


def expected_calibration_error(probabilities: Sequence[float], outcomes: Sequence[bool], bins: int = 10) -> float:
    """ECE = sum over bins of n_b/n * |share of true outcomes in b - mean probability in b| (Guo et al., ICML 2017).

    Bins have equal width and are open on the left, ((b-1)/bins, b/bins], so that 0 falls into the first.
    """
    if len(probabilities) != len(outcomes):
        raise ValueError(f"{len(probabilities)} probabilities for {len(outcomes)} outcomes; there must be one for each")
    if bins < 1:
        raise ValueError(f"bins is {bins}; there must be at least 1")
    if not all(0.0 <= p <= 1.0 for p in probabilities):
        raise ValueError("a probability lies outside 0..1")
    if not probabilities:
        raise ValueError("nothing to measure: the list is empty")
    error = 0.0
    for b in range(bins):
        low, high = b / bins, (b + 1) / bins
        members = [i for i, p in enumerate(probabilities) if low < p <= high or (b == 0 and p == 0.0)]
        if members:
            gap = sum(float(outcomes[i]) - probabilities[i] for i in members)
            error += abs(gap) / len(probabilities)
    return error


def false_answer_rate(answerable: Sequence[bool], answered: Sequence[bool]) -> float:
    """Unanswerable questions that got an answer / all unanswerable questions."""
    return _mean([float(given) for possible, given in _pairs(answerable, answered) if not possible])


def false_refusal_rate(answerable: Sequence[bool], answered: Sequence[bool]) -> float:
    """Answerable questions that got no answer / all answerable questions."""
    return _mean([float(not given) for possible, given in _pairs(answerable, answered) if possible])


def _mean(values: Sequence[float]) -> float:
    if not values:
        raise ValueError("nothing to measure: the list is empty")
    return sum(values) / len(values)


def _checked(ranks: Sequence[int | None], k: int) -> Sequence[int | None]:
    if k < 1:
        raise ValueError(f"k is {k}; it must be at least 1")
    for rank in ranks:
        if rank is not None and rank < 1:
            raise ValueError(f"a rank is {rank}; ranks count from 1, and None means not found")
    return ranks


def _pairs(answerable: Sequence[bool], answered: Sequence[bool]) -> list[tuple[bool, bool]]:
    if len(answerable) != len(answered):
        raise ValueError(f"{len(answerable)} questions but {len(answered)} results; there must be one for each")
    return list(zip(answerable, answered, strict=True))


def _some(golds: Sequence[str]) -> Sequence[str]:
    if isinstance(golds, str):
        raise ValueError("golds is one text; give a list of accepted answers")
    if not golds:
        raise ValueError("no accepted answer to compare with; F1 and exact match are for answerable questions")
    return golds


def _without_marks(text: str) -> str:
    return "".join(c for c in text.lower().strip() if c not in _MARKS)


def _segments(text: str) -> list[str]:
    return _SEGMENT.findall(_without_marks(text))


def _run_f1(prediction: list[str], gold: list[str]) -> float:
    """2PR / (P + R) in one division, so that an F1 of 4/5 is 0.8 and not a little less."""
    both = len(prediction) + len(gold)
    return 2 * _longest_common_run(prediction, gold) / both if both else 0.0


def _longest_common_run(left: list[str], right: list[str]) -> int:
    """Length of the longest run of segments that stands in both lists without a gap; O(|left| * |right|)."""
    best, above = 0, [0] * (len(right) + 1)
    for segment in left:
        row = [0] * (len(right) + 1)
        for j, other in enumerate(right):
            if segment == other:
                row[j + 1] = above[j] + 1
        best, above = max(best, *row), row
    return best
