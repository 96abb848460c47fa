"""Between what the inputs of the shipped encoder's linear layers lie, for `wenju/quantized.py`.

In: a data set in SQuAD's format, for its passages. Out: `wenju/models/encoder/ranges.safetensors`: `ranges`, float16
(layers, 3, 2, width): of each layer's three inputs of that width (states, attention, first norm) the lowest and highest
of each channel, over the first passages of the set and all their sentences.

    python training/make_ranges.py cmrc2018_train.squad.json.gz
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.numpy import save_file
from tqdm import tqdm

from wenju.config import SHIPPED_ENCODER
from wenju.document import make_document
from wenju.passage import split
from wenju.reading import reading_of
from wenju.records import Reading
from wenju.sentence_encoder import SentenceEncoder
from wenju.squad import SquadContext, read_squad

OUT = SHIPPED_ENCODER / "ranges.safetensors"


class PlainEncoder(SentenceEncoder):
    """In float32, with the layers of transformers."""

    def _make_quick(self) -> None:
        pass


class Range:
    """The lowest and highest of each channel of what a module was given."""

    def __init__(self, module: torch.nn.Module) -> None:
        self.lowest, self.highest = torch.tensor(torch.inf), torch.tensor(-torch.inf)
        module.register_forward_pre_hook(self._widen)

    def _widen(self, _: Any, inputs: tuple[torch.Tensor, ...]) -> None:
        rows = inputs[0].flatten(0, -2)
        self.lowest = torch.minimum(self.lowest, rows.amin(dim=0))
        self.highest = torch.maximum(self.highest, rows.amax(dim=0))


def readings(encoder: SentenceEncoder, contexts: list[SquadContext]) -> list[Reading]:
    found = []
    for number, context in enumerate(contexts):
        document = make_document(str(number), context.text, context.title)
        passages = split(document, encoder.count_tokens, encoder.token_limit)
        found += [reading_of(document.title, passage) for passage in passages]
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, help="a file in SQuAD's format, .json or .json.gz")
    parser.add_argument("--contexts", type=int, default=1000, help="so many of its passages are read")
    args = parser.parse_args()
    encoder = PlainEncoder()
    layers = encoder._model[0].auto_model.encoder.layer
    inputs = [(of.attention.self.query, of.attention.output.dense, of.intermediate.dense) for of in layers]
    ranges = [[Range(module) for module in modules] for modules in inputs]
    read = readings(encoder, list(read_squad(args.data).contexts)[: args.contexts])
    for tile in tqdm(encoder._tiles(read)):  # one by one: what fills up a batch would count
        encoder._read([tile])
    found = np.array([[[of.lowest.numpy(), of.highest.numpy()] for of in layer] for layer in ranges])
    save_file({"ranges": found.astype(np.float16)}, OUT)
    OUT.chmod(0o644)
    print(f"{OUT}: {found.shape}, from {len(read)} passages of {args.contexts} contexts")


if __name__ == "__main__":
    main()
