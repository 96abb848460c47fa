"""Who may import whom, read off the source. Arrows go one way; each heavy library has one home and is loaded late."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "wenju"

# Group: (the groups it may use, its modules). Within a group a module may use those before it.
GROUPS: dict[str, tuple[str, str]] = {
    "base": ("", "_version errors arrays records config cache fold_table fold"),
    "text": (
        "base",
        "text marks openings headings packing passage reading measure_words numbers asked "
        "spans.marked_text spans.amounts spans.times spans.lists spans.ends spans.__init__",
    ),
    "parsers": (
        "base text",
        "parsers.__init__ parsers.outline parsers.draft parsers.plain parsers.limits parsers.child "
        "parsers.joining parsers.archive parsers.labels parsers.grid "
        "parsers.word.xml parsers.word.file parsers.word.numbering parsers.word.styles parsers.word.table "
        "parsers.word.text parsers.word.reader parsers.word.__init__ "
        "parsers.pdf.layout parsers.pdf.tables parsers.pdf.aligned parsers.pdf.columns parsers.pdf.margins "
        "parsers.pdf.frames parsers.pdf.notes parsers.pdf.paragraphs parsers.pdf.page parsers.pdf.ruled "
        "parsers.pdf.styles parsers.pdf.__init__ "
        "parsers.htmltext parsers.web parsers.cell parsers.sheet parsers.slides",
    ),
    "documents": ("base parsers", "document library.listing"),
    "words": ("base", "aliases dictionary tokenizer"),
    "lexical": ("base", "lexical"),
    "names": ("base text words", "places geography dates about names subject"),
    "vectors": (
        "base",
        "tiles bert model_identity packed quantized quick_layers sentence_encoder encoder spread "
        "dense.__init__ milvus.__init__ milvus.address milvus.collection milvus.archive dense.faiss dense.milvus",
    ),
    "questions": ("base", "squad measures"),
    "reader": ("base vectors", "calibration reader"),
    "index": (
        "base text parsers documents words lexical vectors reader",
        "storage journal stored terms report index freshness store embedding transfer build replica",
    ),
    "answers": (
        "base text documents words lexical names vectors reader index",
        "filter retriever candidates decision engine",
    ),
    "evaluation": ("base documents vectors questions index answers", "scores evaluation"),
    "output": ("base documents", "serialize progress cli.terminal"),
    "library": (
        "base text names parsers documents vectors reader index answers",
        "library.turns library.shelf library.background library.__init__ library.library",
    ),
    "writing": ("base text names", "writing.language_model writing.options writing.check writing.__init__"),
    "api": (
        "base parsers documents output library writing",
        "access api.__init__ api.models api.problems api.docs api.routes",
    ),
    "batch": ("base text parsers", "batch.question_list batch.__init__ batch.result_files"),
    "followup": (
        "base text words names",
        "followup.mentions followup.counterpart followup.statement followup.pronouns followup.__init__",
    ),
    "feedback": ("base text questions answers", "feedback"),
    "ui": (
        "base text index answers output library api batch followup feedback writing parsers documents",
        "ui.__init__ ui.words.ask ui.words.documents ui.words.batch ui.words.reasons ui.words.__init__ ui.examples "
        "ui.address ui.filters ui.markup ui.passages ui.cards ui.follow ui.sources ui.judging ui.writing ui.rows "
        "ui.entries ui.changes ui.tools ui.parts ui.filter_part ui.judging_part ui.writing_part ui.ask_tab "
        "ui.documents_tab ui.batch_tab ui.page starting server ui.app",
    ),
    "doors": (
        "base text documents index answers evaluation output library writing ui",
        "cli.options cli.ask cli.documents cli.completion cli.__init__ __main__ __init__",
    ),
}
# Library: its home. Everywhere but in FRONTS it is imported inside the function that needs it.
HOMES = {
    "torch": {"packed", "quantized", "quick_layers", "sentence_encoder"},
    "transformers": {"sentence_encoder"},
    "safetensors": {"sentence_encoder"},
    "sentence_transformers": {"sentence_encoder"},
    "tokenizers": {"bert"},
    "threadpoolctl": {"bert"},
    "faiss": {"dense.faiss"},
    "distributed": {"spread"},
    "pymilvus": {"milvus.collection"},
    "grpc": {"milvus.collection"},
    "tantivy": {"lexical"},
    "jieba": {"dictionary"},
    "gradio": {
        "ui.page",
        "ui.tools",
        "ui.parts",
        "ui.filter_part",
        "ui.judging_part",
        "ui.writing_part",
        "ui.ask_tab",
        "ui.batch_tab",
        "ui.documents_tab",
    },
    "fastapi": {"api.problems", "api.routes", "server"},
    "starlette": {"api.problems", "api.routes"},
    "pydantic": {"api.models"},
    "uvicorn": {"server"},
    "shtab": {"cli.completion"},
    "opencc": set(),  # only training/ needs it: the fold table is written down
    "filelock": {"storage", "feedback"},
    "httpx": {"writing.language_model"},
    "openpyxl": {"batch.question_list", "batch.result_files", "parsers.sheet"},
    "tqdm": {"progress"},
    "lxml": {"parsers.web", "parsers.htmltext"},
    "trafilatura": {"parsers.web"},
    "pptx": {"parsers.slides"},
    "pypdfium2": {"parsers.pdf.__init__"},
    "docx": {"parsers.word.file"},
}
LIGHT = {"numpy"}
# They are nothing without their library, and are imported late themselves.
FRONTS = {
    "ui.page",
    "ui.tools",
    "ui.parts",
    "ui.filter_part",
    "ui.judging_part",
    "ui.writing_part",
    "ui.ask_tab",
    "ui.documents_tab",
    "ui.batch_tab",
    "api.models",
    "api.problems",
    "api.routes",
}
MODULES = {p.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", "."): p for p in PACKAGE.rglob("*.py")}
PLACE = {module: (group, i) for group, (_, names) in GROUPS.items() for i, module in enumerate(names.split())}


def imports(tree: ast.AST) -> list[tuple[str, bool]]:
    """(full dotted name, is it imported when the module is) of all imports; those for the type checker are left out."""
    found: list[tuple[str, bool]] = []

    def visit(node: ast.AST, at_top: bool) -> None:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            return
        if isinstance(node, ast.Import):
            found.extend((alias.name, at_top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            found.extend((f"{node.module}.{alias.name}", at_top) for alias in node.names)
        inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for child in ast.iter_child_nodes(node):
            visit(child, at_top and not inside)

    visit(tree, True)
    return found


def own_module(name: str) -> str:
    """`wenju.ui.cards.header` -> `ui.cards`; `wenju.Engine` -> `__init__`."""
    parts = name.split(".")[1:]
    while parts and ".".join(parts) not in MODULES and ".".join([*parts, "__init__"]) not in MODULES:
        parts.pop()
    dotted = ".".join(parts)
    return dotted if dotted in MODULES else ".".join([*parts, "__init__"])


def allowed(module: str, used: str) -> bool:
    (group, place), (used_group, used_place) = PLACE[module], PLACE[used]
    return used_place < place if group == used_group else used_group in GROUPS[group][0].split()


def parsed(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def test_the_groups_stand_in_order() -> None:
    names = list(GROUPS)
    for i, (used, _) in enumerate(GROUPS.values()):
        assert set(used.split()) <= set(names[:i]), names[i]


def test_every_module_has_a_place() -> None:
    assert set(PLACE) == set(MODULES)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_module_uses_only_what_lies_below_it(module: str) -> None:
    used = {own_module(name) for name, _ in imports(parsed(module)) if name.split(".")[0] == "wenju"} - {module}
    assert [name for name in sorted(used) if not allowed(module, name)] == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_a_library_is_imported_in_its_home_and_late(module: str) -> None:
    for name, at_top in imports(parsed(module)):
        library = name.split(".")[0]
        if library in sys.stdlib_module_names or library in LIGHT | {"wenju"}:
            continue
        assert module in HOMES.get(library, set()), f"{library} is imported in {module}"
        assert not at_top or module in FRONTS, f"{library} is imported when {module} is"


def test_every_home_is_lived_in() -> None:
    found: dict[str, set[str]] = {library: set() for library in HOMES}
    for module in MODULES:
        for name, _ in imports(parsed(module)):
            found.get(name.split(".")[0], set()).add(module)
    assert found == HOMES


@pytest.mark.parametrize("script", ["build_index.py", "qa_app.py"])
def test_the_scripts_are_thin(script: str) -> None:
    tree = ast.parse((ROOT / script).read_text(encoding="utf-8"))
    outside = {name.split(".")[0] for name, _ in imports(tree)} - set(sys.stdlib_module_names)
    assert outside == {"wenju"}


def test_the_rules_would_see_a_wrong_import() -> None:
    assert not allowed("text", "passage")
    assert not allowed("lexical", "tokenizer")
    assert not allowed("retriever", "cli.__init__")
    assert allowed("engine", "retriever")
    late = "def f():\n    import torch\nif TYPE_CHECKING:\n    import faiss\nimport jieba.posseg"
    assert imports(ast.parse(late)) == [("torch", False), ("jieba.posseg", True)]
    assert own_module("wenju.ui.cards.header") == "ui.cards"
    assert own_module("wenju.Engine") == "__init__"
    assert own_module("wenju.storage") == "storage"
