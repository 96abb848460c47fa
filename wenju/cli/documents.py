"""`wenju documents`: what is in the folder and became of it; files put into it, or taken away.

It parses and prints. The folder is the business of `shelf`, the index that of `build`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from wenju.cli.terminal import entries_text
from wenju.config import Config
from wenju.library.listing import Entry, entry_json
from wenju.progress import Bar

NOTE = "Adding and removing end with a build, so that the index knows of it; --no-build leaves that for later."


def add_options(parser: argparse.ArgumentParser) -> None:
    """The commands `list`, `add` and `remove`; without one it lists."""
    _add_common(parser, {})
    parser.set_defaults(run=_list)
    commands = parser.add_subparsers(metavar="list | add | remove")
    listed = commands.add_parser("list", help="list the documents and what became of each (as without a command)")
    listed.set_defaults(run=_list)
    added = commands.add_parser("add", help="copy files into the folder of documents", epilog=NOTE)
    added.add_argument("files", nargs="+", type=Path, metavar="FILE")
    added.set_defaults(run=_add)
    removed = commands.add_parser("remove", help="delete files from the folder of documents", epilog=NOTE)
    removed.add_argument("names", nargs="+", metavar="NAME", help="as the list has it")
    removed.set_defaults(run=_remove)
    for command in (listed, added, removed):
        _add_common(command, {"default": argparse.SUPPRESS})  # else its default would hide what stands before it
    for command in (added, removed):
        command.add_argument("--no-build", action="store_true", help="leave the index as it is")


def _add_common(parser: argparse.ArgumentParser, default: dict[str, Any]) -> None:
    paths = {"corpus": "folder of documents (default: corpus)", "index": "their index (default: index)"}
    for name, text in paths.items():
        parser.add_argument(f"--{name}", type=Path, help=text, **(default or {"default": Path(name)}))
    parser.add_argument("--json", action="store_true", help="print JSON", **default)


def _list(args: argparse.Namespace) -> int:
    entries = found(_config(args))
    _print_json({"documents": list(map(entry_json, entries))}) if args.json else print(entries_text(entries))
    return 0


def _add(args: argparse.Namespace) -> int:
    from wenju.library import shelf

    config = _config(args)
    for path in args.files:
        shelf.checked_name(path.name, path.stat().st_size)
    stored = [shelf.put(config, path.name, path.read_bytes()) for path in args.files]
    lines = [f"{'replaced' if file.replaced else 'added'} {config.corpus / file.name}" for file in stored]
    return _finish(config, args, {"stored": list(map(asdict, stored))}, lines)


def _remove(args: argparse.Namespace) -> int:
    from wenju.library import shelf

    config = _config(args)
    for name in args.names:
        shelf.take_away(config, name)
    return _finish(config, args, {"removed": args.names}, [f"removed {config.corpus / n}" for n in args.names])


def _finish(config: Config, args: argparse.Namespace, done: dict[str, Any], lines: Sequence[str]) -> int:
    """Tell what was done, build, and tell of the build."""
    from wenju.build import build_index

    if not args.json:
        print("\n".join(lines), flush=True)
    report = None
    if not args.no_build:
        with Bar() as bar:
            report = build_index(config, progress=bar)
    if args.json:
        _print_json({**done, "build": asdict(report) if report else None})
    elif report:
        print(report)
    return 0


def found(config: Config) -> list[Entry]:
    """All documents of the folder and its index, those that have changed since it was built among them."""
    from wenju.freshness import manifest_or_none, source_checksums
    from wenju.index import Index
    from wenju.library import shelf
    from wenju.library.listing import listing

    names, manifest = shelf.names(config), manifest_or_none(config.index)
    if manifest is None:
        return listing(names, [], {}, {})
    index = Index.load(config.index)
    now = source_checksums(config) if names else {}
    changed = {name for name, digest in now.items() if manifest.sources.get(name, digest) != digest}
    return listing(names, index.documents.values(), index.passage_counts, manifest.failed, changed)


def _config(args: argparse.Namespace) -> Config:
    """The folders as given, all else as the index was built."""
    from wenju.freshness import as_built

    return as_built(Config(corpus=args.corpus, index=args.index))


def _print_json(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
