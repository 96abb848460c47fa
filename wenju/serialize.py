"""Records to the JSON that the command line, the page's endpoints and `--json` share."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from wenju.records import Answer, Citation, Hit


def answer_json(answer: Answer) -> dict[str, Any]:
    """`question, kind, answer, score, reason, citations[], hits[], timings_ms{}`."""
    return {
        "question": answer.question,
        "kind": answer.kind,
        "answer": answer.text,
        "score": round(answer.score, 4),
        "reason": answer.reason,
        "citations": [citation_json(c) for c in answer.citations],
        "hits": hits_json(answer.hits),
        "timings_ms": {stage: round(ms, 2) for stage, ms in answer.timings_ms.items()},
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """`document, title, heading[], start, end, quote, sentence, sentence_start, page, sheet, row` (or 0, "")."""
    return {**asdict(citation), "heading": list(citation.heading)}


def hits_json(hits: tuple[Hit, ...] | list[Hit]) -> list[dict[str, Any]]:
    """Of each hit `rank, document, title, heading[], start, end, text, score, lexical_rank, dense_rank, sentence[]`.

    Then `span{start, end, text, score}`, which is null where the passage was not read, and `missing[]`.
    """
    return [
        {
            "rank": hit.rank,
            "document": hit.passage.document_id,
            "title": hit.title,
            "heading": list(hit.passage.heading_path),
            "start": hit.passage.start,
            "end": hit.passage.end,
            "text": hit.passage.text,
            "score": round(hit.score, 4),
            "lexical_rank": hit.lexical_rank,
            "dense_rank": hit.dense_rank,
            "sentence": list(hit.sentence),
            "span": span_json(hit),
            "missing": list(hit.missing),
        }
        for hit in hits
    ]


def span_json(hit: Hit) -> dict[str, Any] | None:
    """`start, end, text, score` of the words the reader chose; None where the passage was not read."""
    if hit.span is None:
        return None
    return {**asdict(hit.span), "text": span_text(hit), "score": round(hit.span.score, 4)}


def span_text(hit: Hit) -> str:
    """The words the reader chose; "" where the passage was not read."""
    start = hit.passage.start
    return hit.passage.text[hit.span.start - start : hit.span.end - start] if hit.span else ""
