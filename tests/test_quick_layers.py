from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from wenju.quick_layers import quick_layer, quicken
from wenju.sentence_encoder import _has_bfloat16, _has_integers

needs_bfloat16 = pytest.mark.skipif(not _has_bfloat16(torch), reason="the CPU does not compute in bfloat16")
STATES = torch.linspace(-2, 2, 3 * 5 * 32).reshape(3, 5, 32).sin()


def small_bert(**settings: Any) -> Any:
    torch.manual_seed(0)
    sizes = {"vocab_size": 10, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    return BertModel(BertConfig(**sizes, intermediate_size=64, **settings)).eval()


def mask() -> torch.Tensor:
    """The second text has three tokens; in the third the fourth token sees itself alone."""
    sees = torch.ones(3, 5, 5, dtype=torch.bool)
    sees[1] = torch.tensor([1, 1, 1, 0, 0], dtype=torch.bool)
    sees[2, 3] = torch.tensor([0, 0, 0, 1, 0], dtype=torch.bool)
    return torch.zeros(3, 5, 5).masked_fill_(~sees, torch.finfo(torch.float32).min)[:, None]


def through(layers: Any) -> torch.Tensor:
    of_layers = next(layers.parameters()).dtype if isinstance(layers, torch.nn.ModuleList) else torch.float32
    states, masked = STATES.to(of_layers), mask().clamp(min=torch.finfo(of_layers).min).to(of_layers)
    for layer in layers:
        out = layer(states, masked)
        states = out if torch.is_tensor(out) else out[0]
    return states


@pytest.mark.parametrize("activation", ["gelu", "gelu_new", "relu"])
@torch.inference_mode()
def test_in_float32_they_give_what_the_layers_of_transformers_give(activation: str) -> None:
    net = small_bert(hidden_act=activation)
    before = through(net.encoder.layer)
    quick = [quick_layer()(copy.deepcopy(layer), torch.float32) for layer in net.encoder.layer]
    assert torch.allclose(through(quick), before, atol=1e-5)


@torch.inference_mode()
def test_heads_may_be_taken_one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    layers = [quick_layer()(layer, torch.float32) for layer in small_bert().encoder.layer]
    together = through(layers)
    monkeypatch.setattr("wenju.quick_layers.SCORES", 1)
    assert torch.allclose(through(layers), together, atol=1e-6)


@needs_bfloat16
@torch.inference_mode()
def test_in_bfloat16_they_are_nearer_to_float32_than_a_model_in_bfloat16() -> None:
    exact, rough, quick = small_bert(), small_bert().bfloat16(), small_bert().bfloat16()
    before = through(exact.encoder.layer)
    assert quicken(quick, torch.bfloat16)
    after = through(quick.encoder.layer)
    assert after.dtype == quick.embeddings.word_embeddings.weight.dtype == torch.float32
    error = (after - before).norm()
    assert 0 < error < 0.7 * (through(rough.encoder.layer).float() - before).norm()


@pytest.mark.skipif(not _has_integers(torch), reason="the CPU has no instructions for 8-bit products")
@pytest.mark.parametrize("dtype", [torch.float32, pytest.param(torch.bfloat16, marks=needs_bfloat16)])
@torch.inference_mode()
def test_in_integers_they_give_about_the_same(dtype: torch.dtype) -> None:
    exact, quick = small_bert(), small_bert()
    before = through(exact.encoder.layer)
    ranges = np.tile(np.array([-4, 4], dtype=np.float32)[:, None], (2, 3, 1, 32))
    assert quicken(quick, dtype, ranges)
    cosines = torch.nn.functional.cosine_similarity(through(quick.encoder.layer), before, dim=-1)
    assert 0.99 < cosines.min() < 0.9999
    assert cosines.mean() > 0.999


@torch.inference_mode()
def test_without_the_operators_a_model_keeps_its_own_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    net = small_bert()
    before = through(net.encoder.layer)
    monkeypatch.setattr(torch.ops, "mkldnn", object())
    assert not quicken(net, torch.bfloat16)
    assert torch.equal(through(net.encoder.layer), before)


def test_what_is_no_bert_is_left_alone() -> None:
    net = torch.nn.Sequential(torch.nn.Linear(2, 2))
    assert not quicken(net, torch.bfloat16)
    assert type(net[0]) is torch.nn.Linear
