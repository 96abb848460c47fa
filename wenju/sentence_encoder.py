"""Passages to vectors, and questions for whatever model: sentence-transformers.

In: passages as they are read (`Reading`), and questions. Out: float32 arrays of shape (rows, dimension), each row of
length 1. How a passage and its sentences are read at once is left to `tiles`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from wenju import tiles
from wenju.arrays import Vectors
from wenju.config import SHIPPED_ENCODER
from wenju.errors import EncoderError
from wenju.model_identity import identity, model_name
from wenju.packed import pack
from wenju.quick_layers import quicken
from wenju.records import Reading
from wenju.tiles import Tile

Progress = Callable[[int], None]
"""Called with how many rows were just made."""

# Models that cannot read tiles embed so many texts of like length together.
BATCH_TEXTS = 32
# From this share of its layers on a model reads a passage twice, for its sentences and for itself. On DRCD dev 6, 9 and
# 10 of 12 layers gave the same hybrid R@1 within .004, 11 less; later is quicker.
FORK = 0.75
# PyTorch makes code for each shape of a product and keeps it: for 1,024 shapes, which a build has, that is 250 MB. Two
# batches at a time need some ten each; with 16 or 64 a build took no longer than with 1,024.
KERNELS = 32
# Stands for "no limit" where a model has none.
UNLIMITED = 1_000_000


class SentenceEncoder:
    """A sentence-transformers model on the CPU: in bfloat16 where that is quick, the shipped one in 8-bit integers."""

    together = 512  # a few seconds' work

    def __init__(self, model: str = "") -> None:
        """Load a model by folder or name; "" is the shipped one. Raises `EncoderError` where it cannot be had."""
        self.name = model_name(model)
        self._model = _load(self.name)
        self._reads_tiles = _is_plain_bert(self._model)
        self._make_quick()
        self.dimension = int(self._model.get_embedding_dimension())
        self.token_limit = int(min(self._model.max_seq_length or 512, UNLIMITED))
        self._identity = ""

    def _make_quick(self) -> None:
        """Compute as this CPU is quickest. Layers for tiles are not called as transformers calls its own."""
        import torch

        net = getattr(self._model[0], "auto_model", None)
        dtype = torch.bfloat16 if _has_bfloat16(torch) else torch.float32
        if self._reads_tiles and self.name == "shipped" and _has_integers(torch) and quicken(net, dtype, _ranges()):
            return
        if net is None or dtype is torch.float32 or (self._reads_tiles and quicken(net, dtype)):
            return
        net.bfloat16()
        pack(net)

    def identity(self) -> str:
        if not self._identity:
            config = getattr(getattr(self._model[0], "auto_model", None), "config", None)
            self._identity = identity(self.name, str(getattr(config, "_commit_hash", "")))
        return self._identity

    def count_tokens(self, texts: list[str]) -> list[int]:
        if not texts:
            return []
        encoded = self._model.tokenizer([self._prompt + text for text in texts], truncation=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def _tokens(self, texts: list[str]) -> list[list[int]]:
        encoded = self._model.tokenizer(texts, add_special_tokens=False, truncation=False, verbose=False)
        tokens: list[list[int]] = encoded["input_ids"]
        return tokens

    @property
    def _prompt(self) -> str:
        return str(self._model.prompts.get("document") or self._model.prompts.get("passage") or "")

    def encode_passages(self, readings: Sequence[Reading], progress: Progress | None = None) -> Vectors:
        rows = [len(reading.sentences) + 1 for reading in readings]
        starts = np.cumsum([0, *rows])
        vectors = np.zeros((starts[-1], self.dimension), dtype=np.float32)
        for numbers, found in self._tiled(readings) if self._reads_tiles else self._apart(readings):
            for number, of_reading in zip(numbers, found, strict=True):
                vectors[starts[number] : starts[number + 1]] = of_reading
            if progress:
                progress(sum(rows[number] for number in numbers))
        return vectors

    def _tiled(self, readings: Sequence[Reading]) -> Iterator[tuple[list[int], list[Vectors]]]:
        """(numbers of readings, the rows of each), batch by batch."""
        tiled = self._tiles(readings)
        batches = list(tiles.batches(tiled))
        found = self._threads.map(self._read, ([tiled[number] for number in numbers] for numbers in batches))
        return zip(batches, found, strict=True)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        """Each reads a batch by itself: small ones stay in the cache of a core, and no core waits for another."""
        import torch

        def alone() -> None:
            torch.set_num_threads(1)

        return ThreadPoolExecutor(torch.get_num_threads(), "read", initializer=alone)

    def _tiles(self, readings: Sequence[Reading]) -> list[Tile]:
        """What the model reads: start mark, prompt, line, and an end mark after each sentence."""
        first, last = [self._model.tokenizer.cls_token_id], [self._model.tokenizer.sep_token_id]
        lines = [reading.line + "\n" if reading.sentences else "" for reading in readings]
        tokens = iter(self._tokens([self._prompt + line for line in lines]))
        heads = [first + next(tokens) for _ in readings]
        bodies = [r.sentences or [self._prompt + r.texts[0]] for r in readings]
        tokens = iter(self._tokens([text for body in bodies for text in body]))
        return [
            tiles.tile(head, [next(tokens) + last for _ in body])
            if reading.sentences
            else tiles.tile((), [first + next(tokens) + last])
            for reading, head, body in zip(readings, heads, bodies, strict=True)
        ]

    def _read(self, batch: list[Tile]) -> list[Vectors]:
        """The rows of each tile."""
        import torch

        owners = tiles.stacked([tile.owners for tile in batch], tiles.PADDING)
        net = self._model[0].auto_model
        layers = net.encoder.layer
        fork = round(FORK * len(layers)) if batch[0].rows > 1 else len(layers)

        def bias(mask: tiles.Mask) -> Any:
            nothing = torch.zeros(mask.shape, dtype=net.dtype)
            return nothing.masked_fill_(torch.from_numpy(~mask), torch.finfo(net.dtype).min)[:, None]

        def through(hidden: Any, mask: Any, some: Any) -> Any:
            for layer in some:
                out = layer(hidden, mask)
                hidden = out if torch.is_tensor(out) else out[0]  # as early versions of transformers 5 give it
            return hidden

        with torch.inference_mode():
            ids = torch.from_numpy(tiles.stacked([tile.ids for tile in batch], net.config.pad_token_id or 0))
            positions = torch.from_numpy(tiles.stacked([tile.positions for tile in batch], 0))
            near, far = bias(tiles.near(owners)), bias(tiles.far(owners))
            lower = through(net.embeddings(input_ids=ids, position_ids=positions), near, layers[:fork])
            upper = [through(lower, mask, layers[fork:]).float().numpy() for mask in (near, far)]
        lengths = [len(tile.ids) for tile in batch]
        return [tiles.pooled(upper[0][i, :n], upper[1][i, :n], owners[i, :n]) for i, n in enumerate(lengths)]

    def _apart(self, readings: Sequence[Reading]) -> Iterator[tuple[list[int], list[Vectors]]]:
        """The same of any other model: every text by itself."""
        order = sorted(range(len(readings)), key=lambda i: -len(readings[i].text))
        for at in range(0, len(order), BATCH_TEXTS):
            numbers = order[at : at + BATCH_TEXTS]
            texts = [readings[number].texts for number in numbers]
            flat = self._unit(self._model.encode_document([t for of_one in texts for t in of_one], **self._plain))
            yield numbers, np.split(flat, np.cumsum([len(of_one) for of_one in texts])[:-1])

    def encode_query(self, text: str) -> Vectors:
        if self._reads_tiles:
            [[vector]] = self._read([self._alone(str(self._model.prompts.get("query") or "") + text)])
        else:
            [vector] = self._unit(self._model.encode_query([text], **self._plain))
        found: Vectors = vector
        return found

    def _alone(self, text: str) -> Tile:
        """A text of one vector, as far as the model reads."""
        first, last = [self._model.tokenizer.cls_token_id], [self._model.tokenizer.sep_token_id]
        [tokens] = self._tokens([text])
        return tiles.tile((), [first + tokens[: self.token_limit - 2] + last])

    @property
    def _plain(self) -> dict[str, Any]:
        return {"batch_size": BATCH_TEXTS, "show_progress_bar": False, "convert_to_numpy": True}

    @staticmethod
    def _unit(rows: Any) -> Vectors:
        vectors = np.asarray(rows, dtype=np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.ascontiguousarray(vectors / np.maximum(lengths, 1e-12))


def _load(name: str) -> Any:
    folder = str(SHIPPED_ENCODER) if name == "shipped" else name
    _prepare_libraries()
    from sentence_transformers import SentenceTransformer

    try:
        return SentenceTransformer(folder, device="cpu", local_files_only=True, model_kwargs={"dtype": "float32"})
    except (OSError, ValueError, RuntimeError, ImportError, LookupError, AttributeError) as error:
        why = (str(error).splitlines() or [type(error).__name__])[0]
        raise EncoderError(
            f"the embedding model {folder!r} could not be loaded: {why}. "
            "Give --model the folder of a sentence-transformers model, or fetch it once on a machine with a network "
            "(SentenceTransformer(NAME).save(FOLDER)); without --model the shipped encoder is used"
        ) from error


def _ranges() -> npt.NDArray[np.float32]:
    """(layers, 3, 2, width): between what the inputs of the shipped model's layers lie, see `quicken`."""
    from safetensors.numpy import load_file

    ranges: npt.NDArray[np.float32] = load_file(SHIPPED_ENCODER / "ranges.safetensors")["ranges"].astype(np.float32)
    return ranges


def _is_plain_bert(model: Any) -> bool:
    """Whether it is a BERT that takes the mean over all tokens for the vector of a text."""
    kinds = [type(module).__name__ for module in model]
    if kinds not in (["Transformer", "Pooling"], ["Transformer", "Pooling", "Normalize"]):
        return False
    is_bert = type(model[0].auto_model).__name__ == "BertModel"
    return is_bert and model[1].get_config_dict().get("pooling_mode") == "mean"


def _has_bfloat16(torch: Any) -> bool:
    """Whether the CPU computes in bfloat16; elsewhere it is emulated and several times slower than float32."""
    checks = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(bool(getattr(torch.cpu, check, lambda: False)()) for check in checks)


def _has_integers(torch: Any) -> bool:
    """Whether the CPU multiplies 8-bit integers at once (VNNI); elsewhere PyTorch may add them up in too few bits."""
    return bool(getattr(torch.cpu, "_is_vnni_supported", lambda: False)())


def _prepare_libraries() -> None:
    """Their loading bars and advice are not for our users, and they keep less than they would."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("ONEDNN_PRIMITIVE_CACHE_CAPACITY", str(KERNELS))
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
