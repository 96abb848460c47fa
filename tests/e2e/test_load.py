"""Eight users ask the real server while it rebuilds: no error, and every answer from one index or the other."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.e2e.conftest import ROOT


def test_users_who_ask_while_it_rebuilds_are_answered_from_one_index_or_the_other(tmp_path: Path) -> None:
    out = tmp_path / "load.json"
    command = [sys.executable, "benchmarks/load.py", "--rebuild", "--rounds", "1", "--pause", "4", "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(out.read_text(encoding="utf-8"))["while_rebuilding"]
    assert found["refusals"] == {}
    assert found["first_mixed"] is None
    assert found["mixed"] == found["went_back"] == 0
    assert set(found["answers_by_version"]) == {"1", "2"}
    assert found["clients"] == 8
    assert found["answers"] == sum(found["answers_by_version"].values())
