"""Whatever kills a build, the index answers: as before, or, where the last rename was done, as the new one."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from tests.fake_encoder import FakeEncoder
from tests.fake_reader import FakeReader
from wenju.build import build_index
from wenju.config import Config
from wenju.engine import Engine
from wenju.index import Index
from wenju.journal import forget

DOCUMENTS = 60
BUILD = """
import sys, time
from pathlib import Path
from tests.fake_encoder import FakeEncoder
from wenju.build import build_index
from wenju.config import Config

class Slow(FakeEncoder):
    def encode_passages(self, readings, progress=None):
        for _ in range(20):
            time.sleep(0.02)
        return super().encode_passages(readings, progress)

print("ready", flush=True)
build_index(Config(corpus=Path(sys.argv[1]), index=Path(sys.argv[2])), encoder=Slow())
"""


def write_corpus(corpus: Path, word: str) -> None:
    corpus.mkdir(exist_ok=True)
    for number in range(DOCUMENTS):
        text = f"报告{number}\n\n第{number}号学校{word}派出教师，前往山区任教一年。\n"
        (corpus / f"{number}.txt").write_text(text, encoding="utf-8")


def start(config: Config) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", BUILD, str(config.corpus), str(config.index)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2])
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def texts_found(config: Config) -> set[str]:
    hits = Engine(Index.load(config.index), FakeEncoder(), FakeReader()).search("学校派出教师", DOCUMENTS)
    assert len(hits) == DOCUMENTS
    return {word for word in ("甲甲", "乙乙") if any(word in hit.passage.text for hit in hits)}


def test_kill_at_ten_random_moments(tmp_path: Path) -> None:
    config = Config(corpus=tmp_path / "corpus", index=tmp_path / "index")
    write_corpus(config.corpus, "甲甲")
    build_index(config, encoder=FakeEncoder())
    write_corpus(config.corpus, "乙乙")

    began = time.monotonic()
    whole = Config(corpus=config.corpus, index=tmp_path / "other")
    assert start(whole).wait() == 0
    duration = time.monotonic() - began

    moments = random.Random(7).sample(range(100), 10)
    killed = 0
    for moment in sorted(moments):
        forget(config.index)  # else a build goes on where the last was killed, and is done too soon
        child = start(config)
        time.sleep(duration * moment / 100)
        child.kill()
        killed += child.wait() != 0
        found = texts_found(config)
        assert found in ({"甲甲"}, {"乙乙"}), f"mixed after {moment} %"
        if found == {"乙乙"}:  # it had just finished: the next build must have work to do again
            write_corpus(config.corpus, "甲甲")
            build_index(config, encoder=FakeEncoder())
            write_corpus(config.corpus, "乙乙")
    assert killed >= 7
    assert start(config).wait() == 0
    assert texts_found(config) == {"乙乙"}
    assert len(list(config.index.glob("build-*"))) == 1


STEPS = """
import sys, time
from pathlib import Path
from tests.fake_encoder import FakeEncoder
from wenju.build import build_index
from wenju.config import Config

class Telling(FakeEncoder):
    def encode_passages(self, readings, progress=None):
        print(len(readings), flush=True)
        time.sleep(0.2)
        return super().encode_passages(readings, progress)

Telling.together = 5
print(build_index(Config(corpus=Path(sys.argv[1]), index=Path(sys.argv[2])), encoder=Telling()).embedded)
"""


def test_a_killed_build_goes_on_where_it_was(tmp_path: Path) -> None:
    config = Config(corpus=tmp_path / "corpus", index=tmp_path / "index")
    write_corpus(config.corpus, "甲甲")
    command = [sys.executable, "-c", STEPS, str(config.corpus), str(config.index)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) as child:
        assert child.stdout is not None
        lines = [child.stdout.readline() for _ in range(4)]  # the fourth batch has begun: three are on the disk
        child.kill()
    assert lines == ["5\n"] * 4
    again = subprocess.run(command, stdout=subprocess.PIPE, text=True, cwd=root, check=True)
    *batches, embedded = map(int, again.stdout.split())
    assert batches in ([5] * 9, [5] * 8)  # the fourth batch may just have been written
    assert embedded == sum(batches)
    assert texts_found(config) == {"甲甲"}
    assert not (config.index / ".embedding").exists()


def test_changing_one_of_200_documents_embeds_only_its_passages(tmp_path: Path) -> None:
    config = Config(corpus=tmp_path / "corpus", index=tmp_path / "index")
    config.corpus.mkdir()
    for number in range(200):
        text = f"报告{number}\n\n" + "".join(f"第{number}号学校的第{n}段话，说的是结对共建的事。\n\n" for n in range(3))
        (config.corpus / f"{number}.txt").write_text(text, encoding="utf-8")
    first = build_index(config, encoder=FakeEncoder())
    assert (first.documents, first.passages, first.embedded) == (200, 600, 600)
    changed = config.corpus / "77.txt"
    changed.write_text(changed.read_text(encoding="utf-8").replace("第1段话", "改过的一段话"), encoding="utf-8")
    encoder = FakeEncoder()
    report = build_index(config, encoder=encoder)
    assert (report.changed, report.unchanged, report.embedded, report.reused) == (1, 199, 1, 599)
    assert all("改过的一段话" in text for text in encoder.embedded)
