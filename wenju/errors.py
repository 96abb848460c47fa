"""The exception tree. Every message says what was found, what was expected and what mends it.

WenjuError
├── DocumentError    a source file cannot be read as text
├── ConfigError      an option, dictionary or alias file has a value nobody can use
├── EncoderError     an embedding model cannot be loaded
├── ReaderError      an answer-extraction model cannot be loaded
├── IndexFileError   an index is missing, damaged, or made by another model, version or dictionary
├── StoreError       a vector store is away, or holds something else than the index it is asked for
├── QuestionError    a question is empty, too long, or not text
└── BusyError        too many questions wait for the engine already
"""


class WenjuError(Exception):
    """Base of every error that wenju raises on purpose."""


class DocumentError(WenjuError):
    """A source file cannot be read as text."""


class ConfigError(WenjuError):
    """An option, dictionary or alias file has a value nobody can use."""


class EncoderError(WenjuError):
    """An embedding model cannot be loaded."""


class ReaderError(WenjuError):
    """An answer-extraction model cannot be loaded."""


class IndexFileError(WenjuError):
    """An index is missing, damaged, or made by another model, version or dictionary."""


class StoreError(WenjuError):
    """A vector store is away, or holds something else than the index it is asked for."""


class QuestionError(WenjuError):
    """A question is empty, too long, or not text."""


class BusyError(WenjuError):
    """Too many questions wait for the engine already."""
