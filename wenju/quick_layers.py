"""The layers of a BERT as a CPU with bfloat16 or VNNI computes them quickest: for texts read in batches under masks.

In: the layers of a BERT of transformers. Out: layers that do the same in 7 % less time than those of transformers whose
weights were laid out by `packed`, and a third as far off from float32. Only matrix products are in bfloat16, or most of
them in 8-bit integers, a fifth less time again; what goes from layer to layer stays in float32. Query, key and
value are one product. Attention is two products with a softmax between them: PyTorch has one operator for it, which
takes 1.5 to 2.7 times as long on texts of 65 to 30 tokens.

Vaswani et al. 2017, "Attention Is All You Need": softmax(Q K^T / sqrt(d)) V in several heads; Devlin et al. 2019,
"BERT", with the norm after each sum.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from wenju.packed import is_gelu, packed_linear
from wenju.quantized import quantized_linear

# Scores of attention at a time, in float32: more fit no cache. Of 278 tokens all heads at once took thrice as long.
SCORES = 2**19


def quicken(net: Any, dtype: Any, ranges: Any = None) -> bool:
    """Put such layers in the place of a BERT's own; the rest becomes float32. False if PyTorch cannot have them.

    The layers then take states (texts, tokens, width) and a mask (texts, 1, tokens, tokens) to be added to the scores,
    both in float32, and give the states that follow. `dtype` is that of matrix products. With `ranges`, float32 of
    shape (layers, 3, 2, width), those after the states, the attention and the first norm are in integers, see
    `quantized`: between what their inputs lie.
    """
    import torch

    try:
        with torch.inference_mode():
            layers = [
                quick_layer()(layer, dtype, None if ranges is None else torch.from_numpy(ranges[number]))
                for number, layer in enumerate(net.encoder.layer)
            ]
    except (AttributeError, RuntimeError):
        return False
    net.encoder.layer = torch.nn.ModuleList(layers)
    net.float()
    return True


@cache
def quick_layer() -> Any:
    """The class, made when first needed because torch is loaded late."""
    import torch

    class QuickLayer(torch.nn.Module):
        """One layer: matrix products in `dtype` or, if it has `ranges` (3, 2, width), three of four in integers.

        The fourth stays as it is: after GELU a few channels are a hundred times as wide as the others. In integers it
        was 8 to 10 % off, and vectors had a cosine of .993 to those of float32 instead of .9998.
        """

        def __init__(self, layer: Any, dtype: torch.dtype, ranges: torch.Tensor | None = None) -> None:
            super().__init__()
            attention, inner = layer.attention.self, layer.intermediate
            self._heads = attention.num_attention_heads

            def linear(number: int, dense: Any, out: torch.dtype, then: str = "none") -> Any:
                if ranges is None:
                    return packed_linear()(dense, then, dtype)
                return quantized_linear()(dense, *ranges[number], out, then)

            self._query_key_value = linear(0, _joined(attention), dtype)
            self._attended = linear(1, layer.attention.output.dense, torch.float32)
            self._up = linear(2, inner.dense, dtype, "gelu" if is_gelu(inner) else "none")
            self._activation = torch.nn.Identity() if is_gelu(inner) else inner.intermediate_act_fn
            self._down = packed_linear()(layer.output.dense, dtype=dtype)
            self._norm_attended, self._norm = layer.attention.output.LayerNorm, layer.output.LayerNorm

        def forward(self, states: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            attended = self._attended(self._attention(self._query_key_value(states), mask))
            states = self._norm_attended(states + attended)
            out: torch.Tensor = self._norm(states + self._down(self._activation(self._up(states))))
            return out

        def _attention(self, joined: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            texts, tokens, _ = joined.shape
            kinds = joined.view(texts, tokens, 3, self._heads, -1).permute(2, 3, 0, 1, 4).contiguous()
            at_once = max(1, SCORES // (texts * tokens * tokens))
            groups = zip(*(kind.split(at_once) for kind in kinds), strict=True)
            of_heads = torch.cat([_attended(query, key, value, mask) for query, key, value in groups])
            return of_heads.permute(1, 2, 0, 3).reshape(texts, tokens, -1)

    return QuickLayer


def _attended(query: Any, key: Any, value: Any, mask: Any) -> Any:
    """Of some heads: what each token takes from the others, (heads, texts, tokens, width of a head)."""
    import torch

    scores = torch.matmul(query, key.transpose(-1, -2)).float().add_(mask.squeeze(1))
    return torch.matmul(torch.softmax(scores, dim=-1).to(value.dtype), value)


def _joined(attention: Any) -> Any:
    """Query, key and value as one linear layer; the query is divided by the root of a head's width beforehand."""
    import torch

    query, key, value = attention.query, attention.key, attention.value
    scale = float((query.out_features // attention.num_attention_heads) ** -0.5)
    joined = torch.nn.Linear(query.in_features, 3 * query.out_features)
    joined.weight = torch.nn.Parameter(torch.cat([query.weight * scale, key.weight, value.weight]), requires_grad=False)
    joined.bias = torch.nn.Parameter(torch.cat([query.bias * scale, key.bias, value.bias]), requires_grad=False)
    return joined
