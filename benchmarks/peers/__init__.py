"""What a user would pick instead of wenju, each behind the contract in `contract`, and wenju behind the same.

One file a peer. They are run by `run` in a process of their own; nothing here imports wenju but `wenju_retrieval`.
"""

from __future__ import annotations

from importlib import import_module

from peers.contract import Peer

# Name on the command line: its module, whose class is always called `Engine`.
PEERS = {
    "wenju": "wenju_retrieval",
    "plain": "plain_faiss",
    "txtai": "txtai_hybrid",
    "langchain": "langchain_ensemble",
    "bm25s": "bm25s_words",
}
# Run by wenju's own Python; all others by that of .venv-bench, so that their pins do not move ours.
OWN = "wenju"


def peer_class(name: str) -> type[Peer]:
    """The class behind a name; imports no heavy library yet."""
    found: type[Peer] = import_module(f"peers.{PEERS[name]}").Engine
    return found
