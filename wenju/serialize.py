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
    """`document, title, heading[], start, end, quote`."""
    return {**asdict(citation), "heading": list(citation.heading)}


def hits_json(hits: tuple[Hit, ...] | list[Hit]) -> list[dict[str, Any]]:
    """`rank, document, heading[], start, end, text, score, lexical_rank, dense_rank` of each."""
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
        }
        for hit in hits
    ]
