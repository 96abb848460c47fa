"""The READMEs keep their word: the commands exist, the code prints what is shown, the links lead somewhere."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ENGLISH, CHINESE = ROOT / "README.md", ROOT / "README.zh-CN.md"
CARD = ROOT / "wenju" / "models" / "encoder" / "README.md"
BOTH = pytest.mark.parametrize("readme", [ENGLISH, CHINESE], ids=["en", "zh"])


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    """The fenced blocks of one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def shown_output(code: str) -> list[str]:
    """What a block says it prints: its lines that begin with "# "."""
    return [line[2:] for line in code.splitlines() if line.startswith("# ")]


def anchor(heading: str) -> str:
    """The fragment that a heading gets on the usual hosts of repositories."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def make_targets() -> set[str]:
    (phony,) = re.findall(r"^\.PHONY: (.+)$", read(ROOT / "Makefile"), re.MULTILINE)
    return set(phony.split())


def check_command(words: list[str]) -> None:
    """Raises where a command of the README would not be understood."""
    program, rest = Path(words[0]).name, words[1:]
    if program == "make":
        assert {word for word in rest if "=" not in word} <= make_targets()
    elif program == "wenju":
        from wenju.cli import parser

        parser().parse_args(rest)
    elif rest[0] == "build_index.py":
        from wenju.cli import add_build_options

        options = argparse.ArgumentParser()
        add_build_options(options)
        options.parse_args(rest[1:])
    elif rest[0] == "qa_app.py":
        from wenju.ui.app import parse

        parse(rest[1:])
    else:
        raise AssertionError(f"an unknown command: {words}")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a reader has it after `make run`: corpus/ and a built index/."""
    from wenju import Config, build_index

    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(ROOT / "corpus", folder / "corpus")
    build_index(Config(corpus=folder / "corpus", index=folder / "index"))
    return folder


@pytest.mark.parametrize("number", range(len(blocks(read(ENGLISH), "python"))))
def test_the_code_prints_what_is_shown(
    number: int, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = blocks(read(ENGLISH), "python")[number]
    assert shown_output(code)
    monkeypatch.chdir(home)
    exec(compile(code, "README.md", "exec"), {})
    assert capsys.readouterr().out.splitlines() == shown_output(code)


@BOTH
def test_the_commands_exist(readme: Path) -> None:
    lines = [line for block in blocks(read(readme), "sh") for line in block.splitlines()]
    assert len(lines) >= 10
    for line in lines:
        check_command(shlex.split(line, comments=True))


@pytest.mark.parametrize("line", ["make rnu", "wenju search", "wenju serach 支教", "python build_index.py --corpsu x"])
def test_a_wrong_command_would_be_seen(line: str) -> None:
    with pytest.raises((AssertionError, SystemExit)):
        check_command(shlex.split(line))


@BOTH
def test_every_make_target_in_the_text_exists(readme: Path) -> None:
    named = re.findall(r"`make ([a-z][a-z-]*)", read(readme))
    assert set(named) <= make_targets()
    assert {"run", "test", "ask", "install", "fix", "bench"} <= make_targets()


def test_make_help_names_every_target() -> None:
    told = set(re.findall(r"@echo '  make ([a-z-]+)", read(ROOT / "Makefile")))
    assert make_targets() - told == {"help", "install-dev", "check-question"}


@pytest.mark.parametrize("page", [ENGLISH, CHINESE, CARD, ROOT / "index" / "README.md"], ids=lambda p: p.parent.name)
def test_the_links_lead_somewhere(page: Path) -> None:
    text = without_blocks(read(page))
    anchors = {anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        path, _, fragment = target.partition("#")
        assert not path or (page.parent / path).exists(), target
        assert not fragment or fragment in anchors, target


def test_both_languages_say_the_same() -> None:
    english, chinese = read(ENGLISH), read(CHINESE)
    levels = [re.findall(r"^(#+) ", without_blocks(text), re.MULTILINE) for text in (english, chinese)]
    assert levels[0] == levels[1]
    assert blocks(english, "python") == blocks(chinese, "python")
    commands = [
        [shlex.split(line, comments=True) for block in blocks(text, "sh") for line in block.splitlines()]
        for text in (english, chinese)
    ]
    assert commands[0] == commands[1]
    rows = [re.findall(r"^\|", text, re.MULTILINE) for text in (english, chinese)]
    assert len(rows[0]) == len(rows[1])


@BOTH
def test_both_languages_give_the_same_figures(readme: Path) -> None:
    def figures(path: Path) -> list[str]:
        rows = [line for line in read(path).splitlines() if line.startswith("|")]
        return [number for line in rows for number in re.findall(r"(?<![\w.])\.?\d[\d,.]*", line)]

    assert sorted(figures(readme)) == sorted(figures(ENGLISH))


@BOTH
def test_every_figure_is_filled_in(readme: Path) -> None:
    assert re.findall("⟨[^…⟩]+⟩", read(readme)) == []


@BOTH
def test_the_first_screen_shows_the_page_and_two_commands(readme: Path) -> None:
    first = read(readme).splitlines()[:12]
    assert any(line.startswith("![") and "docs/page.png" in line for line in first)
    assert [line.split("#")[0].split() for line in first if line.startswith("make")] == [
        ["make", "run"],
        ["make", "test"],
    ]


@BOTH
def test_the_module_map_names_every_module(readme: Path) -> None:
    table = [line for line in read(readme).splitlines() if line.startswith("| `")]
    named = {name for line in table for name in re.findall(r"`(\w+)`", line)}
    children = (ROOT / "wenju").iterdir()
    modules = {path.stem for path in children if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert sorted(modules - {"__init__"} - named) == []
