"""The NumPy encoder gives what sentence-transformers gives, and needs no torch."""

from __future__ import annotations

import json
import subprocess
import sys
from math import erf, sqrt
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from wenju import bert
from wenju.bert import Bert, _float32, gelu
from wenju.config import SHIPPED_ENCODER, SHIPPED_READER
from wenju.encoder import LightEncoder, SentenceEncoder

ROOT = Path(__file__).parents[2]
QUESTIONS = [row["question"] for row in json.loads((ROOT / "tests/golden/passages.json").read_text(encoding="utf-8"))]


def test_questions_get_the_vectors_of_sentence_transformers() -> None:
    light = LightEncoder()
    full = SentenceTransformer(str(SHIPPED_ENCODER), device="cpu", model_kwargs={"dtype": "float32"})
    cosines = [float(light.encode_query(text) @ full.encode_query(text)) for text in [*QUESTIONS, "教" * 500, "a"]]
    assert min(cosines) > 0.999999
    assert light.identity() == SentenceEncoder().identity()


def test_gelu_is_x_times_the_normal_distribution() -> None:
    x = np.array([-1e4, -6, -1, -0.5, 0, 0.5, 1, 6, 12, 1e4], dtype=np.float32)
    # x * Phi(x), Phi from a table: Phi(0.5) = .6914625, Phi(1) = .8413447
    expected = [0, 0, -0.1586553, -0.1542688, 0, 0.3457312, 0.8413447, 6, 12, 1e4]
    assert np.allclose(gelu(x), expected, atol=4e-5)
    fine = np.linspace(-9, 9, 2001, dtype=np.float32)
    exact = [v * 0.5 * (1 + erf(v / sqrt(2))) for v in fine.tolist()]
    assert np.abs(gelu(fine) - exact).max() < 4e-5


def test_every_half_becomes_the_same_number() -> None:
    halves = np.arange(65_536, dtype=np.uint16).view(np.float16)
    finite = halves[np.isfinite(halves)]
    assert len(finite) == 65_536 - 2 * 1024
    assert (_float32(finite).view(np.uint32) == finite.astype(np.float32).view(np.uint32)).all()


def test_asking_loads_no_torch(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from wenju import *;"
        "from wenju.engine import Engine;"
        "engine = Engine.load(sys.argv[1]); engine.ask('杨浦派了多少教师去遵义');"
        "print({'torch', 'transformers', 'sentence_transformers', 'gradio'} & set(sys.modules))"
    )
    build = [sys.executable, "build_index.py", "--index", str(tmp_path / "index")]
    subprocess.run(build, check=True, capture_output=True, cwd=ROOT)
    run = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "index")], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert run.stdout == "set()\n"


TWO_AT_ONCE = """
import sys, threading, time
from threadpoolctl import ThreadpoolController, threadpool_info
from wenju.bert import Bert
from wenju.config import SHIPPED_ENCODER, SHIPPED_READER

def blas():
    return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

made = ThreadpoolController.__init__
ThreadpoolController.__init__ = lambda self: (time.sleep(0.3), made(self))[1]  # so that the second comes meanwhile
bert, before = Bert(SHIPPED_READER), blas()
threads = [threading.Thread(target=bert.hidden, args=([[101] * length],)) for length in (20, 500)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(before, blas())
"""


def test_two_who_begin_at_once_leave_the_threads_of_blas_as_they_were() -> None:
    child = [sys.executable, "-c", TWO_AT_ONCE]
    found = subprocess.run(child, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True).stdout
    before, after = found.strip().replace("] [", "]|[").split("|")
    assert after == before


def test_the_reader_gives_the_logits_of_transformers() -> None:
    import torch
    from transformers import BertForQuestionAnswering

    bert = Bert(SHIPPED_READER)
    model = BertForQuestionAnswering.from_pretrained(SHIPPED_READER, dtype=torch.float32).eval()
    texts = ["2010年成立了“杨浦支教工作室”。", "派出支教教师45名，捐赠图书三百册。" * 12]
    encoded = [bert.tokenizer.encode("杨浦支教工作室是哪一年成立的", text).ids for text in texts]
    for ids, hidden in zip(encoded, bert.hidden(encoded), strict=True):
        with torch.no_grad():
            expected = model(torch.tensor([ids]))
        logits = bert.linear(hidden, "qa_outputs")
        assert np.abs(logits[:, 0] - expected.start_logits[0].numpy()).max() < 0.01
        assert np.abs(logits[:, 1] - expected.end_logits[0].numpy()).max() < 0.01


@pytest.mark.parametrize("has_blocks", [True, False])
def test_blocks_give_the_same_states(monkeypatch: pytest.MonkeyPatch, has_blocks: bool) -> None:
    whole = Bert(SHIPPED_ENCODER)
    monkeypatch.setattr(bert, "_has_small_products", lambda: has_blocks)
    short = Bert(SHIPPED_ENCODER, short=True)
    shape = short._weights["encoder.layer.0.output.dense.weight"].shape
    assert shape == ((2, 12, 768, 32) if has_blocks else (1, 1, 1536, 384))
    for text in ("杨浦派了多少教师去遵义", "教" * 100):
        ids = whole.tokenizer.encode(text).ids
        assert np.abs(whole.hidden([ids])[0] - short.hidden([ids])[0]).max() < 1e-5
