"""Completion for shells: the parser of the command line as a script that bash, zsh or fish reads.

In: an `argparse` parser. Out: the script. Making it is shtab's work; here is only which values are paths.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

SHELLS = ("bash", "zsh", "fish")
FOLDERS = {"corpus", "index", "keep"}
WHERE = """where the script goes:
  wenju completion bash > ~/.local/share/bash-completion/completions/wenju
  wenju completion zsh  > ~/.zfunc/_wenju              with fpath+=(~/.zfunc) before compinit in ~/.zshrc
  wenju completion fish > ~/.config/fish/completions/wenju.fish
"""


def script(parser: argparse.ArgumentParser, shell: str) -> str:
    """The script for one of `SHELLS`."""
    import shtab

    for action in _actions(parser):
        if action.type is Path:
            vars(action)["complete"] = shtab.DIRECTORY if action.dest in FOLDERS else shtab.FILE
    return str(shtab.complete(parser, shell))


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """All options and arguments, those of commands included."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
