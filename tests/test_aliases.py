"""Alias files: what they expand to, and what is said where one is wrong."""

from pathlib import Path

import pytest

from wenju.aliases import Aliases, load_aliases
from wenju.errors import ConfigError

GROUPS = Aliases((("杨浦", "杨浦区", "杨浦区教育局"), ("遵义", "遵义市")))


def written(folder: Path, content: bytes) -> Path:
    path = folder / "别名.txt"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("text", "others"),
    [
        ("杨浦派了谁", ["杨浦区", "杨浦区教育局"]),
        ("杨浦区教育局派了谁", ["杨浦", "杨浦区"]),  # the longest name, once
        ("楊浦區派人去遵義", ["杨浦", "杨浦区教育局", "遵义市"]),  # folded
        ("杨浦区和杨浦", ["杨浦区教育局"]),  # a name in the text is not its own other name
        ("闵行派了谁", []),
        ("", []),
    ],
)
def test_expand(text: str, others: list[str]) -> None:
    assert GROUPS.expand(text) == others


def test_no_groups_expand_to_nothing() -> None:
    assert Aliases().expand("杨浦") == []


def test_load(tmp_path: Path) -> None:
    path = written(tmp_path, "\ufeff# 区\n\n楊浦 = 杨浦区=杨浦区教育局  # 三个\r\n遵义＝遵义市".encode())
    assert load_aliases(path).groups == GROUPS.groups


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        ("甲 = 乙\n丙\n", 2, "found '丙'; expected two or more names"),
        ("甲 = \n", 1, "expected two or more names"),
        ("甲 = 甲\n", 1, "expected two or more names"),
        ("甲 = 乙\n\n丙 = 乙\n", 3, "'乙' is already in line 1"),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, content: str, line: int, says: str) -> None:
    path = written(tmp_path, content.encode())
    with pytest.raises(ConfigError) as raised:
        load_aliases(path)
    assert f"{path}, line {line}: " in str(raised.value)
    assert says in str(raised.value)


def test_not_utf8(tmp_path: Path) -> None:
    path = written(tmp_path, b"# ok\n" + "杨浦 = 杨浦区".encode("gb18030"))
    with pytest.raises(ConfigError, match="line 2: not UTF-8"):
        load_aliases(path)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_aliases(tmp_path / "none.txt")


def test_shipped_sample_loads() -> None:
    sample = load_aliases(Path(__file__).parent.parent / "corpus" / "aliases.txt")
    assert sample.expand("遵义") == ["遵义市"]


def test_words_leaves_out_longer_and_shorter_forms_of_what_is_asked() -> None:
    aliases = Aliases((("遵义", "遵义市", "红色之城"), ("选派", "援派")))
    assert aliases.expand("选派教师去遵义") == ["援派", "遵义市", "红色之城"]
    assert aliases.expand_words("选派教师去遵义") == ["援派", "红色之城"]
    assert aliases.expand_words("遵义市在哪里") == ["红色之城"]
