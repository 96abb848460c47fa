"""Terms, weights, tags, and where the tokenizer may write."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wenju.dictionary import _cached, load_user_words
from wenju.errors import ConfigError
from wenju.fold import fold
from wenju.tokenizer import QUESTION_WORDS, Tokenizer

SHIPPED = Path(__file__).parent.parent / "corpus"
SHARED = Tokenizer()


def test_terms_of_a_sentence() -> None:
    assert SHARED.terms("楊浦區2017年5月") == [
        *("杨", "浦", "区", "2017", "年", "5", "月"),
        *("杨浦", "浦区", "区2017", "2017年", "年5", "5月"),
        "杨浦区",
    ]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("1+11", ["1", "11", "1+11"]),
        ("2014—2016年", ["2014", "2016", "年", "2014-2016", "2016年"]),
        ("COVID-19", ["covid", "19", "covid-19"]),
        ("1,234.5元", ["1234.5", "元", "1234.5元"]),
        ("１０１０８９册", ["101089", "册", "101089册"]),
        ("a b", ["a", "b"]),
        ("，。 \n", []),
        ("", []),
    ],
)
def test_numbers_and_latin_words_stay_whole(text: str, terms: list[str]) -> None:
    assert SHARED.terms(text) == terms


def test_traditional_and_simplified_are_the_same_terms() -> None:
    assert SHARED.terms("乾隆皇帝與臺灣學者") == SHARED.terms("乾隆皇帝与台湾学者")
    assert "干隆皇帝" not in SHARED.terms("乾隆")
    assert "克拉玛依" in SHARED.terms("克拉瑪依")


def test_query_weights() -> None:
    weights = dict(SHARED.query_terms("教师在2017年"))
    assert weights["教"] == 0.5
    assert weights["教师"] == 1.0 + 0.5  # a pair, and a word
    assert weights["2017"] == 2.0
    assert weights["师在"] == 0.5  # a pair with a function character
    assert weights["2017年"] == 1.0


def test_question_words_are_cut_out() -> None:
    terms = dict(SHARED.query_terms("派了多少教师去哪里"))
    assert not {"多少", "哪里", "少教", "了多", "哪"} & terms.keys()
    assert {"教师", "派了"} <= terms.keys()


@pytest.mark.parametrize("word", ["几何", "几内亚", "吗啡", "哪吒", "呢绒"])
def test_words_that_look_like_question_words_stay(word: str) -> None:
    assert fold(word[:2]) in dict(SHARED.query_terms(word))


def test_a_question_of_question_words_only_still_has_terms() -> None:
    assert dict(SHARED.query_terms("为什么"))
    assert SHARED.query_terms("？") == []


def test_each_query_term_comes_once() -> None:
    terms = [term for term, _ in SHARED.query_terms("学校学校学校2017 2017")]
    assert len(terms) == len(set(terms))


def test_aliases_count_half(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("遵义 = 黔北", encoding="utf-8")
    plain, aliased = (
        dict(SHARED.query_terms("去遵义")),
        dict(Tokenizer(aliases=tmp_path / "a.txt").query_terms("去遵义")),
    )
    assert {term: weight for term, weight in aliased.items() if term in plain} == plain
    assert {term: weight for term, weight in aliased.items() if term not in plain} == {
        "黔": 0.25,
        "北": 0.25,
        "黔北": dict(SHARED.query_terms("黔北"))["黔北"] / 2,
    }


def test_user_words_are_terms(tmp_path: Path) -> None:
    (tmp_path / "u.txt").write_text("# 词\n楊浦支教工作室 nt\n", encoding="utf-8")
    own = Tokenizer(user_dictionary=tmp_path / "u.txt")
    assert "杨浦支教工作室" in own.terms("成立杨浦支教工作室")
    assert "杨浦支教工作室" not in SHARED.terms("成立杨浦支教工作室")
    assert ("杨浦支教工作室", "nt", 2) in own.tag("成立杨浦支教工作室")


def test_identity_covers_what_shapes_the_terms(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("遵义 = 黔北", encoding="utf-8")
    (tmp_path / "u.txt").write_text("支教工作室", encoding="utf-8")
    plain = SHARED.identity()
    assert Tokenizer().identity() == plain
    assert Tokenizer(aliases=tmp_path / "a.txt").identity() == plain
    assert Tokenizer(user_dictionary=tmp_path / "u.txt").identity() != plain


def test_tags_give_places_in_the_text() -> None:
    tagged = SHARED.tag("楊浦區 派人\n去上海")
    assert ("上海", "ns", 8) in tagged
    assert tagged[0][0] == "楊浦區"  # the text's own characters


@settings(max_examples=50)
@given(st.text(alphabet="杨浦區派了45位,教师 \n\r\t去ＡbΣ—。😀"))
def test_tags_tile_the_text(text: str) -> None:
    tagged = SHARED.tag(text)
    assert "".join(word for word, _, _ in tagged) == text
    assert all(text[start : start + len(word)] == word for word, _, start in tagged)


@settings(max_examples=100)
@given(st.text())
def test_no_term_holds_a_blank(text: str) -> None:
    assert all(len(term.split()) == 1 and term == term.strip() for term in SHARED.terms(text))


def test_user_dictionary_errors(tmp_path: Path) -> None:
    path = tmp_path / "u.txt"
    path.write_text("支教 3 n\n支教 n 3\n", encoding="utf-8")
    with pytest.raises(ConfigError) as raised:
        Tokenizer(user_dictionary=path)
    assert f"{path}, line 2: found '支教 n 3'" in str(raised.value)


def test_shipped_samples_load() -> None:
    own = Tokenizer(SHIPPED / "userdict.txt", SHIPPED / "aliases.txt")
    assert own.terms("泽普五中")[-1] == "泽普五中"
    assert load_user_words(SHIPPED / "userdict.txt")[0] == ("杨浦区", None, "ns")


def first_start(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    code = "from wenju.tokenizer import Tokenizer; print(Tokenizer().terms('杨浦区')[-1])"
    env = {**os.environ, **environment, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, check=True)


def test_cache_is_private_and_loading_is_silent(tmp_path: Path) -> None:
    scratch = tmp_path / "shared-temp"
    scratch.mkdir()
    for _ in range(2):  # made, then read
        done = first_start({"XDG_CACHE_HOME": str(tmp_path / "缓存"), "TMPDIR": str(scratch)})
        assert (done.stdout.strip(), done.stderr) == ("杨浦区", "")
    assert (tmp_path / "缓存" / "wenju").stat().st_mode & 0o777 == 0o700
    assert list(scratch.iterdir()) == []


def test_a_damaged_cache_is_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    words = {"杨浦区": 3, "遵义": 5}
    assert _cached("words", lambda: words) == words
    (cached,) = (tmp_path / "wenju").iterdir()
    whole = cached.read_bytes()
    assert _cached("words", dict) == words  # read, not made
    cached.write_bytes(whole[:-3])
    assert _cached("words", lambda: words) == words
    assert cached.read_bytes() == whole


def test_patterns_are_written_in_folded_characters() -> None:
    assert fold(QUESTION_WORDS.pattern) == QUESTION_WORDS.pattern
