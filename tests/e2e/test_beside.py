"""The steps of benchmarks/beside.py with wenju itself, each in its own process."""

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from comparison import summary
from comparison.corpora import Corpus
from comparison.plan import Runner, Settings, steps_for
from comparison.steps import Limits
from peers.contract import Passage

PLACES = ["北京", "天津", "河北", "山西", "辽宁", "吉林", "上海", "江苏", "浙江", "安徽", "福建", "江西"]
PASSAGES = [Passage("档案条例", f"第{n}条 {place}的档案由{place}档案局保管。") for n, place in enumerate(PLACES)]
ASKED = ["天津的档案谁保管", "辽宁的档案谁保管"]


@pytest.fixture
def settings(tmp_path):
    """Up to six passages are embedded; of more, five."""
    python = Path(sys.executable)
    return Settings(tmp_path, python, python, Limits(300, 6000, 1), 6, 5, 10, 1)


def run(settings, corpus, told):
    runner = Runner(settings, again=False, tell=told.append)
    return {step.name: record for step, record in runner.run(steps_for([corpus], ["wenju"]))}


def test_a_question_set_is_built_and_asked_once(settings):
    corpus, told = Corpus("set", PASSAGES[:6], ASKED, [1, 4]), []
    records = run(settings, corpus, told)
    assert summary.quality(corpus, records)["R@1"] == 1.0
    assert {"encode_p50_ms", "keyword_p50_ms", "vectors_p50_ms", "fusion_p50_ms"} <= set(records["query"]["figures"])
    assert summary.size(records, None)["cold_s"] > 0  # it may be shown among the sizes
    assert len(told) == 4
    assert run(settings, corpus, told) == records
    assert len(told) == 4


def test_a_collection_too_large_to_embed_shares_vectors(settings):
    corpus = Corpus("passages-12", PASSAGES, ASKED, [])
    records = run(settings, corpus, [])
    assert {name: record.get("failed") for name, record in records.items()} == dict.fromkeys(records)
    row = summary.size(records, 0.5)
    assert row["build_s"] == pytest.approx(row["index_s"] + 12 * 0.5)
    assert row["asked"] == 2
    assert row["cold_s"] > 0
    # Five of the twelve, each of one sentence; the change brought none, since its first sentence is one of them.
    [kept] = (settings.keep / "vectors").glob("wenju-*/*.json")
    assert len(json.loads(kept.read_text(encoding="utf-8"))) == 5
