"""Options that several commands have: which index, which part of its documents."""

from __future__ import annotations

import argparse
from pathlib import Path

from wenju.records import Filter


def add_index_options(parser: argparse.ArgumentParser) -> None:
    """Which index is asked, and how it is told."""
    parser.add_argument("--index", type=Path, default=Path("index"), help="the index to ask (default: index)")
    parser.add_argument("--model", default=None, help="the model the index was made by (default: as it says itself)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """Which part of the documents is asked."""
    part = parser.add_argument_group("ask only a part of the documents")
    part.add_argument("--document", action="append", default=[], metavar="NAME", help="only this one; may be repeated")
    part.add_argument("--since", default="", metavar="DATE", help="only those dated so or later: 2017, 2017-12-06")
    part.add_argument("--until", default="", metavar="DATE", help="only those dated so or earlier")
    part.add_argument("--heading", default="", metavar="WORDS", help="only what has this in its title or headings")


def filter_of(args: argparse.Namespace) -> Filter:
    """The part that the options name."""
    return Filter(tuple(args.document), args.since, args.until, args.heading)


def positive(text: str) -> int:
    """A whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"found {text!r}, expected a whole number from 1")
    return int(text)
