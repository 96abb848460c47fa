"""What the shipped encoder makes of passages that it reads in one piece with their sentences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling

from wenju import sentence_encoder
from wenju.arrays import Vectors
from wenju.config import SHIPPED_ENCODER
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


@pytest.fixture(scope="module")
def plain() -> Any:
    """The same model as sentence-transformers has it, in float32."""
    return SentenceTransformer(str(SHIPPED_ENCODER), device="cpu", model_kwargs={"dtype": "float32"})


def apart(plain: Any, reading: Reading) -> Vectors:
    """Each text by itself."""
    rows: Vectors = plain.encode_document(reading.texts)
    return rows


def test_a_passage_of_one_sentence_gets_the_vector_of_sentence_transformers(
    encoder: SentenceEncoder, plain: Any
) -> None:
    rows = encoder.encode_passages([LONE, BARE])
    cosines = (rows * np.concatenate([apart(plain, LONE), apart(plain, BARE)])).sum(axis=1)
    assert cosines.min() > 0.9995  # 8-bit integers where the CPU has them, else bfloat16 or float32


@pytest.mark.parametrize("reading", [THREE, TWO])
def test_a_row_means_what_the_text_by_itself_means(encoder: SentenceEncoder, plain: Any, reading: Reading) -> None:
    cosines = encoder.encode_passages([reading]) @ apart(plain, reading).T
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


def test_another_kind_of_model_reads_each_text_by_itself(plain: Any, tmp_path: Path) -> None:
    """As one that takes the state of the first token instead of the mean."""
    other = SentenceTransformer(modules=[plain[0], Pooling(plain[0].get_embedding_dimension(), "cls")])
    other.prompts = plain.prompts
    other.save(str(tmp_path / "cls"))
    rows = SentenceEncoder(str(tmp_path / "cls")).encode_passages([TWO, LONE])
    expected = other.encode_document([*TWO.texts, *LONE.texts], normalize_embeddings=True)
    assert (rows * expected).sum(axis=1).min() > 0.9999
    assert (rows * np.concatenate([apart(plain, TWO), apart(plain, LONE)])).sum(axis=1).max() < 0.99


def test_a_question_longer_than_the_model_reads_is_cut_as_sentence_transformers_cuts_it(
    plain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sentence_encoder, "_has_integers", lambda _: False)
    encoder = SentenceEncoder()
    for question in ("杨浦派了多少教师去遵义", "教" * 500 + "学" * 300):
        assert encoder.encode_query(question) @ plain.encode_query(question) > 0.9999
