"""Other names of the same thing: a plain text file in, the names to search for as well out.

One group a line, names separated by `=`; `#` starts a comment; blank lines are free:

    杨浦 = 杨浦区 = 杨浦区教育局    # all three are searched when one of them is asked for

Names are compared folded (see `wenju.fold`). This module does not weigh the names: that is the tokenizer's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from wenju.errors import ConfigError
from wenju.fold import fold


@dataclass(frozen=True)
class Aliases:
    """Groups of folded names; a name belongs to one group only."""

    groups: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def _group_of(self) -> dict[str, tuple[str, ...]]:
        return {name: group for group in self.groups for name in group}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self._group_of, key=lambda name: (-len(name), name))
        return re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")

    def expand(self, text: str) -> list[str]:
        """The other names of every member found in `text`: leftmost and longest first, overlaps once, no repeats."""
        return list(dict.fromkeys(name for _, name in self._others(text)))

    def expand_words(self, text: str) -> list[str]:
        """The same without longer and shorter forms of what was found (遵义, 遵义市).

        Their words are asked for already, and what they add (市) would favour passages for nothing.
        """
        return list(dict.fromkeys(name for own, name in self._others(text) if name not in own and own not in name))

    def _others(self, text: str) -> list[tuple[str, str]]:
        """(member found, another name of it) for all that `text` does not name itself."""
        found = list(dict.fromkeys(match.group() for match in self._pattern.finditer(fold(text))))
        return [(own, name) for own in found for name in self._group_of[own] if name not in found]


def load_aliases(path: Path) -> Aliases:
    """Read an alias file (UTF-8, with or without a byte order mark).

    Raises `ConfigError`, naming file and line: no such file, not UTF-8, a lone or empty name, a name in two groups.
    """
    groups: list[tuple[str, ...]] = []
    seen: dict[str, int] = {}
    for number, line in enumerate(read_config_lines(path), start=1):
        content = fold(line.split("#", 1)[0]).strip()
        if not content:
            continue
        names = tuple(dict.fromkeys(name.strip() for name in content.split("=")))
        if len(names) < 2 or "" in names:
            raise ConfigError(f"{path}, line {number}: found {line.strip()!r}; expected two or more names: 甲 = 乙")
        for name in names:
            if name in seen:
                raise ConfigError(
                    f"{path}, line {number}: {name!r} is already in line {seen[name]}; join the two lines"
                )
            seen[name] = number
        groups.append(names)
    return Aliases(tuple(groups))


def read_config_lines(path: Path) -> list[str]:
    """The lines of a UTF-8 text file the user wrote. Raises `ConfigError` where it is missing or not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig").splitlines()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror}); give the path of a text file") from error
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise ConfigError(f"{path}, line {line}: not UTF-8; save the file as UTF-8") from error
