"""The tools `ask` and `search` that a language model's program can use over MCP (Model Context Protocol).

In: a question. Out: the JSON of the command line as a text, because Gradio would write a dictionary as Python does.
Gradio makes the tools' descriptions of the functions' docstrings: they are read by a language model.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from gradio.events import api

from wenju.records import Answer, Hit
from wenju.serialize import answer_json, hits_json

Function = TypeVar("Function", bound=Callable[..., Any])


class Asked(Protocol):
    """What the tools need of an engine or a library."""

    def ask(self, question: str) -> Answer: ...
    def search(self, question: str, k: int = 5) -> Sequence[Hit]: ...


def no_tool(endpoint: Function) -> Function:
    """Mark an endpoint that is for `gradio_client` alone."""
    endpoint.__dict__["_mcp_type"] = "endpoint"  # Gradio's own mark; what is no "tool" is not listed as one
    return endpoint


def add_tools(engine: Asked) -> None:
    """Add both tools to the page that is being laid out."""

    def ask(question: str) -> str:
        """Answer one question from the user's own collection of Chinese documents, or say that they do not tell.

        The answer is quoted from a document word for word and never made up. Use it for facts that stand in the
        documents: who, when, where, how many, which. Ask for one thing at a time, in Chinese, with full names.

        Parameters:
            question: One question in Chinese of at most 500 characters, such as 杨浦派了多少教师去遵义

        Returns:
            JSON. kind is "answer" (answer has the words, citations the document, heading, page and sentence),
            "related" (no answer, but passages on the subject; reason says what they lack) or "none" (the documents
            say nothing of it; do not guess). score is the probability that the answer is right. hits are the
            passages that were looked at.
        """
        return _written(answer_json(engine.ask(question)))

    def search(question: str, k: int = 5) -> str:
        """Find the passages of the user's own collection of Chinese documents that are nearest to a question.

        Use it to read what the documents say of a subject, or where ask gives no answer.

        Parameters:
            question: A question or some key words in Chinese, at most 500 characters
            k: How many passages, best first, from 1 to 100

        Returns:
            JSON: a list of passages, each with its text, document, heading and score.
        """
        return _written(hits_json(list(engine.search(question, min(int(k), 100)))))

    # Without Gradio's queue, which it would come back to over the network, as a client without the user's password.
    api(ask, api_name="mcp_ask", queue=False)
    api(search, api_name="mcp_search", queue=False)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
