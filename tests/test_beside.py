"""The pieces of benchmarks/beside.py: growth, copies, questions, vectors, limits, tables."""

import json
import re
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from comparison import corpora, steps, summary, table, variation
from peers.contract import Clock, Passage
from peers.run import _percentiles
from peers.sampled import VectorStore, perturbed, sampled

LAW = Passage("杭州市档案条例", "第十二条 杭州市教育局在2019年收到12份申请，杭州的申请人应当及时补正材料。")


def test_the_slope_is_the_exponent():
    assert summary.slope([(10, 3 * 10**1.5), (1000, 3 * 1000**1.5)]) == pytest.approx(1.5)
    assert summary.slope([(1, 5), (10, 5), (100, 5)]) == pytest.approx(0.0)
    # Least squares by hand in powers of ten: x = 0, 1, 2 and y = 0, 1, 1 give (0*-1 + 1*0 + 1*1) / 2.
    assert summary.slope([(1, 1), (10, 10), (100, 10)]) == pytest.approx(0.5)


@pytest.mark.parametrize("points", [[], [(10, 1)], [(10, 0), (20, 1)], [(10, 1), (10, 2)]])
def test_no_slope_where_it_cannot_be_told(points):
    assert summary.slope(points) is None


def test_a_copy_has_other_places_names_and_numbers_and_the_same_form():
    copy = variation.vary(LAW, 1)
    assert copy != LAW
    assert copy == variation.vary(LAW, 1)
    assert copy != variation.vary(LAW, 2)
    pattern = r"第十\w条 (\w+)市(\w+)局在\d{4}年收到\d\d份申请，(\w+)的(\w+)应当及时补正材料。"
    form = re.fullmatch(pattern, copy.text)
    assert form is not None
    place, office, again, person = form.groups()
    assert place == again != "杭州"
    assert {place} <= set(variation.PLACES)
    assert office in variation.OFFICES
    assert person in variation.PEOPLE
    assert copy.title.startswith(f"{place}市")


def test_copy_nought_is_the_passage_itself():
    other = Passage("", "没有可以替换的")
    more = variation.enlarged([LAW, other], 5)
    assert more == [LAW, other, variation.vary(LAW, 1), other, variation.vary(LAW, 2)]


def test_made_questions_are_the_same_each_time_and_made_of_a_sentence():
    questions = variation.made_questions([LAW], 6, seed=3)
    assert questions == variation.made_questions([LAW], 6, seed=3)
    assert len(questions) == 6
    for question in questions:
        assert 6 <= len(question) <= variation.CLAUSE[1]
        letters = iter(LAW.text)
        assert all(letter in letters for letter in question), question  # in the order of the text
    assert any(len(question) < 30 for question in questions)


def test_the_golden_questions_stand_in_their_passages():
    golden = corpora.golden_set()
    assert len(golden.questions) == len(golden.right) > 150
    by_question = dict(zip(golden.questions, golden.right, strict=True))
    source = json.loads((corpora.GOLDEN / "other" / "other.squad.json").read_text(encoding="utf-8"))
    rows = [qa for entry in source["data"] for p in entry["paragraphs"] for qa in p["qas"] if qa["answers"]]
    for qa in rows:
        assert qa["answers"][0]["text"][:5] in golden.passages[by_question[qa["question"]]].text


def test_one_percent_of_the_passages_change():
    corpus = corpora.Corpus("x", [Passage("", f"第{n}段") for n in range(250)], [], [])
    changed, after = corpora.one_percent(corpus)
    assert len(changed) == 2
    assert [n for n in range(250) if after[n] != corpus.passages[n]] == changed


def test_a_perturbed_vector_has_the_cosine_that_was_wished():
    vectors = np.eye(3, 8, dtype=np.float32)
    changed = perturbed(vectors, np.random.default_rng(0), 0.9)
    np.testing.assert_allclose((changed * vectors).sum(axis=1), 0.9, atol=1e-6)
    np.testing.assert_allclose(np.linalg.norm(changed, axis=1), 1.0, atol=1e-6)


def test_so_many_vectors_are_real_and_none_is_made_twice(tmp_path):
    asked = []

    def embed(texts):
        asked.extend(texts)
        return np.eye(8, dtype=np.float32)[[int(text) for text in texts]]

    texts = [str(n) for n in range(8)]
    vectors, real = sampled(texts[:4], embed, VectorStore(tmp_path), 2)
    assert (real, asked) == (2, ["0", "1"])
    np.testing.assert_array_equal(vectors[:2], np.eye(8)[:2])
    np.testing.assert_allclose(vectors[2:, :2].max(axis=1), 0.9, atol=1e-6)  # a copy of one of the two
    again, real = sampled(texts, embed, VectorStore(tmp_path), 3)
    assert (real, asked) == (3, ["0", "1", "2"])
    np.testing.assert_array_equal(again[:3], np.eye(8)[:3])


def test_a_stage_inside_another_counts_for_the_outer_alone():
    class Thing:
        def outer(self):
            return self.inner()

        def inner(self):
            return 7

    clock = Clock()
    clock.watch(Thing, "outer", "outer")
    clock.watch(Thing, "inner", "inner")
    clock.watch(Thing, "not there", "never")
    assert Thing().outer() == 7
    assert set(clock.take()) == {"outer"}
    assert Thing().inner() == 7
    assert set(clock.take()) == {"inner"}


def record(**figures):
    return {"figures": figures}


BUILD = record(build_s=10.0, embed_s=8.0, passages=100, load_s=1.0, peak_mb=500.0, disk_mb=2.0)
REBUILD = record(rebuild_s=1.0, embed_s=0.5, changed=1)
QUERY = record(total_p50_ms=20.0, asked=30, open_s=2.0, peak_mb=300.0, own_mb=200.0, cold_s=3.0)


def test_where_a_peer_embeds_all_its_own_times_stand():
    row = summary.size({"build": BUILD, "rebuild": REBUILD, "query": QUERY}, None)
    assert (row["build_s"], row["index_s"], row["passages_per_s"]) == (10.0, 2.0, 10.0)
    assert (row["rebuild_s"], row["rebuild_share"]) == (1.0, 0.1)
    assert (row["query_peak_mb"], row["cold_s"], row["reckoned"]) == (300.0, 3.0, False)
    assert summary.embedding_s({"build": BUILD}) == 0.08


def test_where_vectors_are_shared_the_embedding_is_reckoned():
    row = summary.size({"build": BUILD, "rebuild": REBUILD}, 0.5)
    assert (row["build_s"], row["passages_per_s"]) == (2 + 100 * 0.5, 100 / 52)
    assert (row["rebuild_s"], row["rebuild_share"]) == (0.5 + 0.5, 1 / 52)
    assert row["reckoned"] is True


def test_where_the_rate_is_not_known_nothing_is_reckoned():
    row = summary.size({"build": BUILD, "rebuild": REBUILD, "query": QUERY}, float("nan"))
    assert not {"build_s", "passages_per_s", "rebuild_s", "rebuild_share"} & set(row)
    assert (row["index_s"], row["total_p50_ms"]) == (2.0, 20.0)


def test_ranks_count_from_one():
    corpus = corpora.Corpus("x", [Passage("", "")] * 5, ["a", "b", "c", "d"], [4, 1, 2, 3])
    query = record(found=[[4, 0], [0, 1], [0, 1, 3, 4, 0, 2], [0]])
    row = summary.quality(corpus, {"build": BUILD, "query": query})
    assert (row["R@1"], row["R@5"], row["RR@10"]) == (1 / 4, 2 / 4, (1 + 1 / 2 + 1 / 6) / 4)


def test_what_failed_is_named_with_the_reason():
    corpus = corpora.Corpus("x", [], ["a"], [0])
    steps_run = {"build": {"failed": "over 60 s"}, "query": {"failed": "no index: over 60 s"}}
    assert summary.quality(corpus, steps_run) == {"failed": "build: over 60 s"}
    assert summary.size(steps_run, None)["failed"] == {"build": "over 60 s", "query": "no index: over 60 s"}


def results():
    done = summary.rounded(summary.size({"build": BUILD, "rebuild": REBUILD, "query": QUERY}, None))
    reckoned = summary.rounded(summary.size({"build": BUILD, "rebuild": REBUILD, "query": QUERY}, 0.5))
    measures = {"R@1": 0.95, "R@5": 0.99, "RR@10": 0.97}
    return {
        "machine": {"cpu": "a CPU", "cores": 2, "python": "3.11.0"},
        "run": {"threads": 2, "time_limit_s": 60, "memory_limit_mb": 1000},
        "peers": {
            "wenju": {"title": "wenju", "setting": "as shipped", "versions": {"wenju": "1"}},
            "plain": {"title": "plain", "setting": "flat", "versions": {}},
        },
        "quality": {
            "set": {"questions": 4, "passages": 5, "peers": {"wenju": measures, "plain": {"failed": "over 60 s"}}},
        },
        "sizes": {
            "1000": {"vectors": "own", "peers": {"wenju": done, "plain": done}},
            "43509": {"vectors": "shared", "peers": {"wenju": reckoned, "plain": {"failed": {"build": "over 60 s"}}}},
        },
        "growth": {"wenju": {"build_s": 1.04}, "plain": {}},
    }


def test_the_table_shows_figures_and_what_could_not_be_done():
    text = table.markdown(results())
    assert "| wenju | 0.950 | 0.990 | 0.970 |" in text
    assert "| plain | – | – | – |" in text
    assert "- set, plain: over 60 s" in text
    assert "| wenju | 10 | 1 (10 %) | 20 / – | – | – | – | – | 3 | 500 | 300 (200) | 2 |" in text
    assert "| wenju | 1.92 * | 1 * (1.92 %) | 20 / – | – | – | – | – | 3 | – | 300 (200) | 2 |" in text
    assert "- 43509, plain, build: over 60 s" in text
    assert "| wenju | – | – | – | – | 1.04 | – | – |" in text
    assert "**43,509 passages** (shared)" in text


def test_every_row_of_a_table_is_as_long_as_its_head():
    widths = [line.count("|") for line in table.markdown(results()).splitlines() if line.startswith("|")]
    heads = iter(widths)
    for width in heads:  # a head, its rule, and a row for each of the two peers
        assert {next(heads), next(heads), next(heads)} == {width}


LIMITS = steps.Limits(seconds=60, megabytes=4000, threads=1)


def run_script(tmp_path, monkeypatch, script, limits):
    """A step whose module is the script."""
    (tmp_path / "peers").mkdir()
    (tmp_path / "peers" / "__init__.py").touch()
    (tmp_path / "peers" / "run.py").write_text(script, encoding="utf-8")
    monkeypatch.setattr(steps, "BENCHMARKS", tmp_path)
    return steps.run_step(Path(sys.executable), "build", "plain", tmp_path, tmp_path / "job.json", limits)


def test_a_step_hands_back_its_last_line_and_when_the_first_came(tmp_path, monkeypatch):
    script = """
import os, time
print("first", flush=True)
time.sleep(0.5)
print('{"a": %s}' % os.environ["OMP_NUM_THREADS"])
time.sleep(0.5)
"""
    outcome = run_script(tmp_path, monkeypatch, script, LIMITS)
    assert (outcome.figures, outcome.failed) == ({"a": 1}, "")
    assert outcome.first_s > 0


@pytest.mark.parametrize(
    ("script", "limits", "reason"),
    [
        ("import time; time.sleep(60)", steps.Limits(0.3, 4000, 0), "over 0.3 s"),
        ("x = b'1' * 300_000_000; import time; time.sleep(60)", steps.Limits(60, 200, 0), "over 200 MB"),
        ("raise ValueError('no such thing')", LIMITS, "ValueError: no such thing"),
    ],
)
def test_a_step_that_fails_says_why(tmp_path, monkeypatch, script, limits, reason):
    if "MB" in reason and not Path("/proc/self/statm").is_file():
        pytest.skip("the memory of another process is only known on Linux")
    assert run_script(tmp_path, monkeypatch, script, limits).failed == reason


def test_a_kept_result_counts_only_under_its_conditions(tmp_path):
    kept = steps.Kept(tmp_path)
    kept.write("laws", "plain", "build", {"conditions": {"threads": 1}, "figures": {"a": 1}})
    assert kept.read("laws", "plain", "build", {"threads": 1}) == {"conditions": {"threads": 1}, "figures": {"a": 1}}
    assert kept.read("laws", "plain", "build", {"threads": 2}) is None
    assert kept.read("laws", "txtai", "build", {"threads": 1}) is None


def test_a_stage_in_another_thread_counts_beside_the_one_of_this():
    clock = Clock()

    def search() -> None:
        with clock.stage("keyword"):
            pass

    with clock.stage("encode"), ThreadPoolExecutor(1) as threads:
        threads.submit(search).result()
    assert set(clock.take()) == {"encode", "keyword"}


def test_what_runs_beside_is_not_taken_off_the_whole():
    rows = [{"total": 0.03, "encode": 0.02, "keyword": 0.015, "vectors": 0.004}]
    assert _percentiles(rows, ("keyword",))["fusion_p50_ms"] == pytest.approx(6)
    assert _percentiles(rows, ())["fusion_p50_ms"] == pytest.approx(-9)
    assert _percentiles(rows, ("keyword",))["search_p50_ms"] == pytest.approx(10)
