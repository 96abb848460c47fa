"""wenju 问据: ask Chinese documents a question, get the exact place that answers it, or an honest no.

    from wenju import Engine
    engine = Engine.load("index")
    engine.search("杨浦派了多少教师去遵义", k=5)   # list[Hit]
    engine.ask("杨浦派了多少教师去遵义")           # Answer

Importing this loads none of the heavy libraries; they are loaded by the call that needs them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from wenju._version import __version__ as __version__
from wenju.config import Config
from wenju.errors import WenjuError
from wenju.records import Answer, Document, Hit, Passage

if TYPE_CHECKING:
    from wenju.build import build_index
    from wenju.engine import Engine

__all__ = ["Answer", "Config", "Document", "Engine", "Hit", "Passage", "WenjuError", "build_index"]

_LAZY = {"Engine": "wenju.engine", "build_index": "wenju.build"}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'wenju' has no attribute {name!r}")
    return getattr(import_module(_LAZY[name]), name)
