"""The options of whatever lets a language model write answers up: options in, a model out, or none."""

from __future__ import annotations

import argparse
import os

from wenju.errors import ConfigError
from wenju.writing.language_model import KEY, LanguageModel, open_model


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """A language model that writes answers up; without these there is none."""
    model = parser.add_argument_group("let a language model write the answer up (never needed)")
    model.add_argument("--llm", metavar="URL", help="an OpenAI-compatible address: http://127.0.0.1:8080/v1")
    model.add_argument("--llm-model", default="", metavar="NAME", help=f"its model; the key is read from {KEY}")


def model_of(args: argparse.Namespace) -> LanguageModel | None:
    """The model that the options name. Raises `ConfigError` where they do not fit together."""
    if args.llm is not None:
        return open_model(args.llm, args.llm_model, os.environ)
    if args.llm_model:
        raise ConfigError("--llm-model: give the address of the model's server as well, with --llm URL")
    return None
