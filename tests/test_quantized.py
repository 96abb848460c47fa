from __future__ import annotations

import os
from typing import Any

import numpy as np
import pytest
import torch

from wenju import sentence_encoder
from wenju.quantized import quantized_linear
from wenju.sentence_encoder import SentenceEncoder, _has_integers

pytestmark = pytest.mark.skipif(not _has_integers(torch), reason="the CPU has no instructions for 8-bit products")
WEIGHT = ((1.0, 2.0, 0.0), (0.0, -4.0, 0.5))
LOWEST, HIGHEST = torch.tensor([-1.0, 0.0, 96.0]), torch.tensor([1.0, 2.0, 104.0])


def layer(then: str = "none", dtype: torch.dtype = torch.float32) -> Any:
    dense = torch.nn.Linear(3, 2)
    dense.weight, dense.bias = torch.nn.Parameter(torch.tensor(WEIGHT)), torch.nn.Parameter(torch.tensor([0.25, 0.0]))
    with torch.inference_mode():
        return quantized_linear()(dense, LOWEST, HIGHEST, dtype, then)


def test_a_channel_far_from_zero_costs_the_others_nothing() -> None:
    with torch.inference_mode():
        out = layer()(torch.tensor([[[0.5, 1.5, 100.0]], [[-1.0, 0.25, 97.0]]]))
    # 0.5 + 2 * 1.5 + 0.25; -4 * 1.5 + 50; then -1 + 0.5 + 0.25; -1 + 48.5
    assert out.shape == (2, 1, 2)
    assert out.flatten().tolist() == pytest.approx([3.75, 44.0, -0.25, 47.5], abs=0.05)


def test_what_lies_beyond_the_range_is_cut_to_about_its_end() -> None:
    with torch.inference_mode():
        beyond, at_the_end = layer()(torch.tensor([[9.0, 1.0, 100.0], [1.0, 1.0, 100.0]]))
    assert beyond.tolist() == pytest.approx(at_the_end.tolist(), abs=0.02)


def test_gelu_follows_and_the_type_is_the_one_asked_for() -> None:
    states = torch.tensor([[0.5, 0.0, 100.0]])
    with torch.inference_mode():
        out = layer("gelu", torch.bfloat16)(states)
    assert out.dtype == torch.bfloat16
    assert out[0].tolist() == pytest.approx([0.75 * 0.77337, 50.0], rel=0.02)  # Phi(0.75) = .77337


def test_a_row_does_not_depend_on_the_rows_beside_it() -> None:
    torch.manual_seed(0)
    states = torch.randn(300, 3) + torch.tensor([0.0, 1.0, 100.0])
    with torch.inference_mode():
        together, alone = layer()(states), [layer()(row[None])[0] for row in states[:20]]
    assert torch.equal(together[:20], torch.stack(alone))


def test_the_shipped_model_is_computed_so_and_its_vectors_stay_what_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [
        "杨浦区先后派出6批45位教师赴遵义支教。",
        "第三十二条 违反本法规定的，处五千元以下罚款。",
        "Invoice No. 2023-118, USD 12,500.00",
    ]
    quick = SentenceEncoder()
    monkeypatch.setattr(sentence_encoder, "_has_integers", lambda _: False)
    other = SentenceEncoder()
    kinds = [type(encoder._model[0].auto_model.encoder.layer[0]._up).__name__ for encoder in (quick, other)]
    assert kinds[0] == "QuantizedLinear" != kinds[1]
    cosines = [float(quick.encode_query(text) @ other.encode_query(text)) for text in texts]
    assert 0.999 < min(cosines) < 0.99999
    assert np.linalg.norm(quick.encode_query(texts[0])) == pytest.approx(1)


def test_code_for_the_shapes_of_a_build_is_not_kept_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", raising=False)
    sentence_encoder._prepare_libraries()
    assert os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] == "32"
    monkeypatch.setenv("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "7")
    sentence_encoder._prepare_libraries()
    assert os.environ["ONEDNN_PRIMITIVE_CACHE_CAPACITY"] == "7"
