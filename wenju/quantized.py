"""Linear layers in 8-bit integers, for CPUs that multiply those twice as quickly as bfloat16 (AVX512 VNNI).

In: a linear layer and between what its inputs lie, channel by channel. Out: a layer that does nearly the same. The
ranges are measured once on texts and kept with a model (`training/make_ranges.py`): a range found anew for each batch
would let a text's vector depend on what is read beside it.

An input x of a channel is kept as u = round((x - middle) / step), 255 steps from the lowest to the highest, and
W x + b as (W step) u + (W middle + b), with W step rounded to 255 values row by row. Integers are added up without
error. Jacob et al. 2018, "Quantization and Training of Neural Networks for Efficient Integer-Arithmetic-Only
Inference"; a step for each channel as in Xiao et al. 2023, "SmoothQuant".
"""

from __future__ import annotations

from functools import cache
from typing import Any

# Where PyTorch's operator has zero among the integers 0 to 255.
ZERO = 128
NO_ARGUMENTS: list[float] = []


@cache
def quantized_linear() -> Any:
    """The class, made when first needed because torch is loaded late."""
    import torch

    class QuantizedLinear(torch.nn.Module):
        """A linear layer, then what PyTorch calls `then`; states come out as `dtype`.

        `lowest` and `highest` are float32 of shape (channels in,). Raises what PyTorch raises where it lacks operators.
        """

        def __init__(
            self, layer: torch.nn.Linear, lowest: torch.Tensor, highest: torch.Tensor, dtype: torch.dtype, then: str
        ) -> None:
            super().__init__()
            operators = torch.ops.onednn
            self._operator = operators.qlinear_pointwise
            middle, step = (lowest + highest) / 2, ((highest - lowest) / 254).clamp_min(1e-8)
            # Truncation, which turns numbers into integers, rounds what was raised by a half.
            self._per_step, self._offset = 1 / step, ZERO + 0.5 - middle / step
            weight = layer.weight.detach().float()
            by_step = weight * step
            self._scales = (by_step.abs().amax(dim=1) / 127).clamp_min(1e-12)
            integers = (by_step / self._scales[:, None]).round().to(torch.int8)
            self._weight = operators.qlinear_prepack(integers, None)
            self._zeros = torch.zeros(len(weight), dtype=torch.int32)
            self._bias = weight @ middle + layer.bias.detach().float()
            self._dtype, self._then = dtype, then

        def forward(self, states: torch.Tensor) -> torch.Tensor:
            rows = states.reshape(-1, states.shape[-1]).float()
            integers = torch.addcmul(self._offset, rows, self._per_step).clamp_(0, 255).to(torch.uint8)
            weight = self._weight, self._scales, self._zeros, self._bias
            out: torch.Tensor = self._operator(
                integers, 1.0, ZERO, *weight, 1.0, 0, self._dtype, self._then, NO_ARGUMENTS, "none"
            )
            return out.view(*states.shape[:-1], -1)

    return QuantizedLinear
