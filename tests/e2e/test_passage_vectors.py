"""What the shipped encoder makes of passages that it reads in one piece with their sentences."""

from __future__ import annotations

import numpy as np
import pytest

from wenju.arrays import Vectors
from wenju.encoder import SentenceEncoder
from wenju.records import Reading

LONE = Reading("支教工作", "2010年成立了“杨浦支教工作室”。")
BARE = Reading("", "派出支教教师45名。")
SENTENCES = ("2010年成立了“杨浦支教工作室”。", "捐赠图书三百册，都是科学读物。", "接待来访教师五批。")
THREE = Reading("支教工作", "".join(SENTENCES), SENTENCES)
TWO = Reading("教育局 捐赠", "购置电脑二十台。安排跟岗培训。", ("购置电脑二十台。", "安排跟岗培训。"))


@pytest.fixture(scope="module")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


def apart(encoder: SentenceEncoder, reading: Reading) -> Vectors:
    """Each text by itself, as sentence-transformers has it."""
    [(_, [rows])] = encoder._apart([reading])
    return rows


def test_a_passage_of_one_sentence_gets_the_vector_of_sentence_transformers(encoder: SentenceEncoder) -> None:
    rows = encoder.encode_passages([LONE, BARE])
    cosines = (rows * np.concatenate([apart(encoder, LONE), apart(encoder, BARE)])).sum(axis=1)
    assert cosines.min() > 0.9999


@pytest.mark.parametrize("reading", [THREE, TWO])
def test_a_row_means_what_the_text_by_itself_means(encoder: SentenceEncoder, reading: Reading) -> None:
    cosines = encoder.encode_passages([reading]) @ apart(encoder, reading).T
    assert cosines.argmax(axis=1).tolist() == list(range(len(reading.texts)))
    assert cosines.diagonal().min() > 0.95


def test_rows_stay_with_their_passage_whatever_is_read_beside_it(encoder: SentenceEncoder) -> None:
    readings = [TWO, LONE, THREE, BARE]
    counts: list[int] = []
    together = encoder.encode_passages(readings, counts.append)
    single = np.concatenate([encoder.encode_passages([reading]) for reading in readings])
    assert together.shape == (3 + 1 + 4 + 1, encoder.dimension)
    assert sum(counts) == len(together)
    assert (together * single).sum(axis=1).min() > 0.9995  # bfloat16 rounds batches of other shapes otherwise
    assert np.linalg.norm(together, axis=1) == pytest.approx(1)


def test_many_short_sentences_may_have_more_tokens_than_the_model_has_positions(encoder: SentenceEncoder) -> None:
    many = Reading("表决", "是。" * 200, ("是。",) * 200)
    (tile,) = encoder._tiles([many])
    assert len(tile.ids) > encoder.token_limit > tile.positions.max()
    rows = encoder.encode_passages([many])
    assert len(rows) == 201
    assert (rows[1:] @ rows[1]).min() > 0.999


def test_another_kind_of_model_reads_each_text_by_itself(encoder: SentenceEncoder) -> None:
    other = SentenceEncoder()
    other.__dict__["_reads_tiles"] = False
    rows = other.encode_passages([TWO, LONE])
    assert (rows * np.concatenate([apart(encoder, TWO), apart(encoder, LONE)])).sum(axis=1).min() > 0.9999
