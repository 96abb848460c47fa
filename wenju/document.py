"""Files of a corpus folder to documents.

In: a folder, a path, or a text already in memory. Out: `Document` with its text fixed, its title, its date, its
headings and where what stands in the file. Formats are left to `parsers`, passages to `passage`.
"""

from __future__ import annotations

from pathlib import Path

from wenju.errors import DocumentError
from wenju.parsers import MARKDOWN, REFUSED, SUFFIXES, suffix_of
from wenju.parsers.limits import ParserProcess, parse_file
from wenju.parsers.plain import outline
from wenju.records import Document

# Files in the root of a corpus that steer the search and are not searched themselves.
USER_DICTIONARY = "userdict.txt"
ALIASES = "aliases.txt"
# What Word, Excel and PowerPoint put beside a file that is open.
OWNER_FILE = "~$"


def find_sources(corpus: Path) -> list[Path]:
    """Every file under `corpus` that is read, or refused with a cure, sorted.

    Left out are hidden files, the dictionary and alias files in the root, and those an office program leaves there.
    """
    if not corpus.is_dir():
        raise DocumentError(f"{corpus}: expected a folder with documents, found none; create it and put files into it.")
    apart = {corpus / USER_DICTIONARY, corpus / ALIASES}
    return sorted(
        path
        for path in corpus.rglob("*")
        if (suffix_of(path.name) in SUFFIXES or suffix_of(path.name) in REFUSED)
        and path not in apart
        and not any(part.startswith(".") for part in path.relative_to(corpus).parts)
        and not path.name.startswith(OWNER_FILE)
        and path.is_file()
    )


def read_document(path: Path, corpus: Path, process: ParserProcess | None = None) -> Document:
    """The document in a file. Raises `DocumentError` if it cannot be read.

    `process` is where formats other than plain text are parsed; without it one is started for this file.
    """
    if process is None:
        with ParserProcess() as process:
            return read_document(path, corpus, process)
    name = path.relative_to(corpus).as_posix()
    draft = parse_file(path, name, process)
    title = draft.title or path.stem
    return Document(name, title, draft.date, draft.text, draft.headings, draft.places, draft.warnings)


def make_document(id: str, text: str, title: str = "") -> Document:
    """A document of a text in memory, which stays as it is to the character, so that offsets into it stay valid.

    With a `title` given the first line is taken for the title only if it repeats it; without, as in a file.
    """
    draft = outline(text, title, markdown=id.lower().endswith(MARKDOWN))
    return Document(id, draft.title or id, draft.date, text, draft.headings)
