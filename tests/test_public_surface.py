"""What wenju promises to others: eight names, a light import, a docstring on everything public, a complete wheel."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

import wenju

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "wenju"
MODULES = sorted(PACKAGE.rglob("*.py"))
HEAVY = (
    "torch",
    "transformers",
    "sentence_transformers",
    "faiss",
    "pymilvus",
    "grpc",
    "tantivy",
    "jieba",
    "opencc",
    "gradio",
    "pandas",
    "numpy",
    "docx",
    "pypdfium2",
    "openpyxl",
    "pptx",
    "trafilatura",
    "lxml",
    "fastapi",
    "starlette",
    "pydantic",
    "uvicorn",
    "shtab",
)

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def undocumented(tree: ast.Module, module: str) -> list[str]:
    """Public functions and classes of a module without a docstring, and public methods of what `wenju` exports."""
    found = [n for n in tree.body if isinstance(n, Definition) and not n.name.startswith("_")]
    exported = {name for name in wenju.__all__ if getattr(wenju, name).__module__ == module}
    classes = [n for n in found if isinstance(n, ast.ClassDef) and n.name in exported]
    methods = [m for n in classes for m in n.body if isinstance(m, Definition) and not m.name.startswith("_")]
    return [n.name for n in (*found, *methods) if not ast.get_docstring(n)]


def test_there_are_eight_names() -> None:
    assert set(wenju.__all__) == {
        "Answer",
        "Config",
        "Document",
        "Engine",
        "Hit",
        "Passage",
        "WenjuError",
        "build_index",
    }
    assert len(wenju.__all__) == 8


@pytest.mark.parametrize("name", wenju.__all__)
def test_each_name_is_there_and_explains_itself(name: str) -> None:
    assert getattr(wenju, name).__doc__
    assert getattr(wenju, name).__module__.startswith("wenju.")


def test_another_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'engin'"):
        _ = wenju.engin  # type: ignore[attr-defined]


@pytest.mark.parametrize("module", ["wenju", "wenju.cli", "wenju.build", "wenju.engine", "wenju.ui.app"])
def test_importing_loads_no_heavy_library(module: str) -> None:
    allowed = {"numpy"} if module not in ("wenju", "wenju.cli") else set()
    program = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert set(run.stdout.split()) <= allowed


def test_the_check_above_can_see_a_heavy_library() -> None:
    program = "import sys, wenju, numpy; print('numpy' in sys.modules, 'torch' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert run.stdout.split() == ["True", "False"]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_everything_public_has_a_docstring(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module says nothing of what goes in and what comes out"
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    assert undocumented(tree, name) == []


def test_an_undocumented_function_would_be_seen() -> None:
    tree = ast.parse("def search(): ...\ndef _inner(): ...\nclass Hit:\n    def show(self): ...")
    assert undocumented(tree, "wenju.records") == ["search", "Hit", "show"]
    assert undocumented(tree, "wenju.ui.page") == ["search", "Hit"]


def test_the_wheel_carries_every_file_that_is_not_python() -> None:
    patterns = project()["tool"]["setuptools"]["package-data"]["wenju"]
    wanted = {p for p in PACKAGE.rglob("*") if p.is_file() and p.suffix not in {".py", ".pyc"}}
    carried = {p for pattern in patterns for p in PACKAGE.glob(pattern)}
    assert sorted(wanted - carried) == []
    assert PACKAGE / "py.typed" in wanted
    assert PACKAGE / "models" / "encoder" / "model.safetensors" in wanted


def test_the_changelog_begins_with_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert headings[0] in ("Unreleased", wenju.__version__)
    assert wenju.__version__ in headings


def test_every_requirement_is_pinned_inside_its_range() -> None:
    from packaging.requirements import Requirement
    from packaging.utils import canonicalize_name

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    pins = {canonicalize_name(name): version for name, version in pairs}
    ranges = project()["project"]
    extras = (text for group in ranges["optional-dependencies"].values() for text in group)
    for requirement in map(Requirement, [*ranges["dependencies"], *extras]):
        assert requirement.specifier.contains(pins[canonicalize_name(requirement.name)]), requirement.name
    assert pins["torch"] == "2.13.0"
