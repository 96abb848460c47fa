from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from wenju.cli import main, parser
from wenju.cli.completion import SHELLS, script

CHECKS = {"bash": ["bash", "-n"], "zsh": ["zsh", "-n"], "fish": ["fish", "--no-execute"]}
COMPLETE = """
source "$1"
COMP_WORDS=({words}) COMP_CWORD={last}
_shtab_wenju
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_names_every_command_and_option(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", shell]) == 0
    text = capsys.readouterr().out
    for word in ("build", "ask", "search", "documents", "eval", "serve", "completion", "remove", "corpus", "no-upload"):
        assert word in text


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_reads_its_script(shell: str, tmp_path: Path) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    file = tmp_path / "script"
    file.write_text(script(parser(), shell), encoding="utf-8")
    run = subprocess.run([*CHECKS[shell], str(file)], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["wenju", "doc"], {"documents"}),
        (["wenju", "documents", ""], {"list", "add", "remove"}),
        (["wenju", "ask", "--js"], {"--json"}),
        (["wenju", "completion", "z"], {"zsh"}),
        (["wenju", "build", "--corpus", "pap"], {"papers"}),
        (["wenju", "documents", "add", "repo"], {"report.docx"}),
    ],
)
@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_bash_completes(tmp_path: Path, words: list[str], found: set[str]) -> None:
    file = tmp_path / "script"
    file.write_text(script(parser(), "bash"), encoding="utf-8")
    (tmp_path / "papers").mkdir()
    (tmp_path / "report.docx").touch()
    program = COMPLETE.format(words=" ".join(f"'{word}'" for word in words), last=len(words) - 1)
    run = subprocess.run(
        ["bash", "-c", program, "bash", str(file)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert found <= set(run.stdout.split()), run.stderr
