"""Does an index still fit its documents? Sources, dictionary, aliases, model and version, compared with its manifest.

In: a `Config`. Out: a reason to build, or "". Building is left to `build`.
"""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from wenju import storage
from wenju._version import __version__
from wenju.config import Config
from wenju.document import ALIASES, USER_DICTIONARY, find_sources
from wenju.errors import ConfigError, IndexFileError
from wenju.milvus.address import parse
from wenju.model_identity import identity, model_name
from wenju.parsers import SUFFIXES
from wenju.parsers.limits import most_bytes
from wenju.storage import Manifest
from wenju.text import is_encodable


def stale_reason(config: Config) -> str:
    """Why the index of this configuration must be built, or "" where it is as its sources are."""
    if not (config.index / storage.MANIFEST).is_file():
        return "there is no index here yet"
    try:
        manifest = storage.read_manifest(config.index)
    except IndexFileError as error:
        return str(error)
    if (config.index / storage.UNTOLD).exists():
        return "the last build broke off before its store was told of it"
    if manifest.version != __version__:
        return f"made by wenju {manifest.version}, this is {__version__}"
    if manifest.sources != source_checksums(config):
        return f"{config.corpus} has changed since the index was built"
    if manifest.settings != settings_checksums(config):
        return "the dictionary or the aliases are not those the index was built with"
    wanted = model_name(config.model)
    if manifest.encoder["name"] != wanted:
        return f"built with the model {manifest.encoder['name']}, asked for {wanted}"
    if (wanted == "shipped" or Path(wanted).is_dir()) and manifest.encoder["identity"] != identity(wanted):
        return f"the files of the model {wanted} have changed since the index was built"
    if manifest.options.get("store", "") != (wanted := parse(config.store).url if config.store else ""):
        return f"vectors in {manifest.options.get('store') or 'the folder'}, asked for {wanted or 'the folder'}"
    if manifest.passage_tokens != config.passage_tokens:
        return f"passages of {manifest.passage_tokens} tokens, asked for {config.passage_tokens}"
    return ""


def as_built(config: Config) -> Config:
    """The configuration with what it leaves open as the index was built: model, dictionary, aliases, store."""
    manifest = manifest_or_none(config.index)
    if manifest is None:
        return config
    given = {name: Path(path) for name, path in manifest.options.items() if name in ("dictionary", "aliases")}
    paths = {name: path for name, path in given.items() if path.is_file()}
    return replace(
        config,
        model=config.model or str(manifest.encoder["name"]),
        dictionary=config.dictionary or paths.get("dictionary"),
        aliases=config.aliases or paths.get("aliases"),
        store=config.store or manifest.options.get("store", ""),
    )


def source_checksums(config: Config) -> dict[str, str]:
    """SHA-256 of every source by its name. Raises `ConfigError` where there is none.

    A file that is not read counts too, so that it is named when it comes and read when it is mended: one that is too
    large or of a format that is refused by its size, one that cannot be opened by "".
    """
    if not config.corpus.is_dir():
        raise ConfigError(f"{config.corpus}: no such folder; give the folder of your documents with --corpus")
    index = config.index.resolve()
    paths = [path for path in find_sources(config.corpus) if index not in path.resolve().parents]
    if not paths:
        raise ConfigError(f"{config.corpus}: no document in it ({' '.join(SUFFIXES)}); put yours there")
    return {_source_name(path, config.corpus): _source_checksum(path) for path in paths}


def _source_name(path: Path, corpus: Path) -> str:
    name = path.relative_to(corpus).as_posix()
    if not is_encodable(name):
        raise ConfigError(
            f"{os.fsencode(name)!r}: the file's name is not UTF-8; rename it (convmv -f gbk -t utf-8 does many at once)"
        )
    return name


def _source_checksum(path: Path) -> str:
    try:
        size = path.stat().st_size
        return storage.checksum(path) if size <= most_bytes(path.name) else f"{size} bytes"
    except OSError:
        return ""


def settings_files(config: Config) -> dict[str, Path]:
    """The dictionary and alias files in use, by the names they have in an index."""
    files = {}
    for name, given in ((USER_DICTIONARY, config.dictionary), (ALIASES, config.aliases)):
        if given is not None and not given.is_file():
            raise ConfigError(f"{given}: no such file; give an existing one or leave the option out")
        path = given or config.corpus / name
        if path.is_file():
            files[name] = path
    return files


def settings_checksums(config: Config) -> dict[str, str]:
    """SHA-256 of the dictionary and alias files in use."""
    return {name: storage.checksum(path) for name, path in settings_files(config).items()}


def manifest_or_none(index: Path) -> Manifest | None:
    """The current manifest, or None where there is none that can be read."""
    try:
        return storage.read_manifest(index)
    except IndexFileError:
        return None
