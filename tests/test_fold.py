"""The fold keeps every offset, and makes the forms of one character one."""

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.make_fold_table import fold_table
from wenju.fold import fold
from wenju.fold_table import FROM, TO


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("楊浦區派了多少教師去遵義", "杨浦区派了多少教师去遵义"),
        ("４５位，“１＋１１”", '45位,"1+11"'),
        ("「雲錄播」『系統』", '"云录播""系统"'),
        ("⽀教⻚⻓⼀", "支教页长一"),  # Kangxi and supplement radicals, as PDF text layers have them
        ("2014—2016年 2014－2016", "2014-2016年 2014-2016"),
        ("甲\u00a0乙\u3000丙", "甲 乙 丙"),
        ("威廉•瓊斯 威廉・琼斯", "威廉·琼斯 威廉·琼斯"),
        ("COVID-19 Ａｂ Σ", "covid-19 ab σ"),
        ("乾隆 乾淨 後來 皇后 瞭解", "干隆 干净 后来 皇后 了解"),
        ("著名 看着", "著名 看着"),
        ("二○一七年", "二〇一七年"),
        ("İ ﬁ ㎏ ½", "İ ﬁ ㎏ ½"),  # would become longer: left as they are
        ("𠀀😀\n\t。、", "𠀀😀\n\t。、"),
        ("", ""),
    ],
)
def test_folds_to(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_keeps_length_and_is_idempotent(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.sampled_from(FROM), min_size=1))
def test_table_is_closed(text: str) -> None:
    assert fold(text) != text
    assert fold(fold(text)) == fold(text)


def test_shipped_table_is_what_the_script_makes() -> None:
    assert dict(zip(FROM, TO, strict=True)) == fold_table()


def test_import_needs_no_opencc() -> None:
    code = "import sys, wenju.fold; wenju.fold.fold('區'); print('opencc' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
