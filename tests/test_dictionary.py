"""Words and tags are those that jieba would give with all of its dictionary at once."""

from __future__ import annotations

import io
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from wenju.dictionary import Segmenter, _folded_words
from wenju.fold import fold

CORPUS = Path(__file__).parents[1] / "corpus"
LINES = [
    fold(line)
    for path in sorted(CORPUS.glob("*.txt"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line.strip()
]
USER_WORDS = (("杨浦区", None, "ns"), ("支教工作室", 30, "nt"), ("泽普五中", None, ""))


class Whole:
    """jieba over the folded dictionary as jieba itself loads one."""

    def __init__(self, user_words: tuple[tuple[str, int | None, str], ...]) -> None:
        import jieba
        from jieba.posseg import POSTokenizer

        lines = "".join(f"{word} {freq} {tag}\n" for word, (freq, tag) in _folded_words().items()).encode()
        self.words: Any = jieba.Tokenizer()
        self.words.get_dict_file = lambda: io.BytesIO(lines)
        self.words.FREQ, self.words.total = self.words.gen_pfdict(self.words.get_dict_file())
        self.words.initialized = True
        for word, freq, tag in user_words:
            self.words.add_word(word, freq, tag or None)
        self.tagger: Any = POSTokenizer(self.words)


@pytest.mark.parametrize("user_words", [(), USER_WORDS])
def test_words_and_tags_are_jiebas(user_words: tuple[tuple[str, int | None, str], ...]) -> None:
    whole, own = Whole(user_words), Segmenter(user_words)
    assert len(LINES) > 50
    for line in LINES:
        assert list(own.search_words(line)) == list(whole.words.cut_for_search(line))
        assert list(own.tagged(line)) == [(pair.word, pair.flag) for pair in whole.tagger.cut(line)]


def test_only_what_a_text_has_use_for_is_learnt() -> None:
    own = Segmenter()
    assert list(own.search_words("遵义")) == ["遵义"]
    assert {word[0] for word in own._jieba.FREQ} == {"遵", "义"}


def test_many_threads_may_cut_at_once() -> None:
    alone = Segmenter(USER_WORDS)
    lines = random.Random(0).sample(LINES * 3, 120)
    expected = [(list(alone.search_words(line)), list(alone.tagged(line))) for line in lines]
    for _ in range(5):
        shared = Segmenter(USER_WORDS)
        before, after = sys.getswitchinterval(), 1e-6
        sys.setswitchinterval(after)
        try:
            with ThreadPoolExecutor(8) as threads:
                found = list(threads.map(lambda s, t=shared: (list(t.search_words(s)), list(t.tagged(s))), lines))
        finally:
            sys.setswitchinterval(before)
        assert found == expected


def test_jieba_is_left_as_it_is_for_others() -> None:
    script = (
        "from wenju.dictionary import Segmenter; assert [*Segmenter().tagged('遵义')] == [('遵义', 'v')];"
        "import sys; assert 'jieba.posseg' not in sys.modules;"
        "import jieba.posseg; print(*jieba.posseg.cut('遵义教师'))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "遵义/v 教师/n\n"
