from __future__ import annotations

from typing import Any

import pytest
import torch
from transformers import BertConfig, BertModel

from wenju.packed import pack

IDS = torch.tensor([[5, 6, 7, 8], [9, 5, 5, 6]])


def small_bert(**settings: Any) -> Any:
    torch.manual_seed(0)
    sizes = {"vocab_size": 10, "hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2}
    return BertModel(BertConfig(**sizes, intermediate_size=64, **settings)).eval()


def linears(net: Any) -> int:
    return sum(type(module) is torch.nn.Linear for module in net.encoder.modules())


@pytest.mark.parametrize("activation", ["gelu", "gelu_new", "relu"])
@torch.inference_mode()
def test_a_packed_model_computes_the_same(activation: str) -> None:
    net = small_bert(hidden_act=activation)
    before = net(input_ids=IDS).last_hidden_state
    pack(net)
    assert linears(net) == 0
    assert torch.allclose(net(input_ids=IDS).last_hidden_state, before, atol=1e-5)


@torch.inference_mode()
def test_without_the_operators_a_model_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    net = small_bert()
    before = net(input_ids=IDS).last_hidden_state
    monkeypatch.setattr(torch.ops, "mkldnn", object())
    pack(net)
    assert linears(net) == 12
    assert torch.equal(net(input_ids=IDS).last_hidden_state, before)


def test_a_model_that_is_no_bert_stays_as_it_is() -> None:
    net = torch.nn.Sequential(torch.nn.Linear(2, 2))
    pack(net)
    assert type(net[0]) is torch.nn.Linear
