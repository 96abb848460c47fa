"""Three outcomes, each with its reason: an answer, passages on the subject without one, or nothing on the subject.

In: candidates, most probable first. Out: the `Answer`. An answer is given where its calibrated probability reaches the
threshold; where none does, the reason names what the best passage lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from wenju.asked import asks_for_several
from wenju.candidates import Candidate
from wenju.records import Answer, Citation, Document, Hit, Place, Span

Documents = Callable[[str], Document]
Found = list[tuple[Hit, Span]]
# What several answers are joined with.
JOINT = "、"
# A further answer may score so much less than the best.
NEARLY = 2.0
EMPTY = "所问的范围里没有任何段落"
NOTHING = "文中没有一句话说到所问的事"
NO_ANSWER = "相关段落里没有这个问题的答案，请在标出的句子里核对"


def decide(
    question: str,
    candidates: Sequence[Candidate],
    others: Sequence[Hit],
    documents: Documents,
    *,
    threshold: float,
    is_on_subject: bool,
    always: bool = False,
) -> Answer:
    """The outcome. `others` are hits that were not read; `always` gives the best words even with a refusal."""
    hits = ranked(candidates, others)
    if not candidates:
        return Answer(question, "none", "", 0.0, EMPTY, (), hits)
    best = candidates[0]
    score = best.probability
    if best.hit.span is not None and (score >= threshold or always):
        citations = tuple(
            cite(documents, hit, span.start, span.end) for hit, span in answers(question, candidates, threshold)
        )
        text = JOINT.join(dict.fromkeys(c.quote for c in citations))
        if score >= threshold:
            return Answer(question, "answer", text, score, "", citations, hits)
        return Answer(question, "related", text, score, best.lacking or NO_ANSWER, citations, hits)
    if not is_on_subject:
        return Answer(question, "none", "", score, NOTHING, (), hits)
    return Answer(
        question, "related", "", score, best.lacking or NO_ANSWER, (cite(documents, hits[0], *hits[0].sentence),), hits
    )


def answers(question: str, candidates: Sequence[Candidate], threshold: float) -> Found:
    """The best span; where several things are asked for, also those of other sentences that are nearly as good.

    What stands together in one sentence is one list, and its ends are set by `spans`. The best one's document comes
    first; within a document they stand in the order of the text.
    """
    best = candidates[0].hit
    assert best.span is not None
    found = [(best, best.span)]
    if asks_for_several(question):
        for candidate in candidates:
            spans = [candidate.hit.span, *candidate.more] if candidate.probability >= threshold else []
            for span in spans:
                if span and span.score > max(0.0, best.span.score - NEARLY) and _is_apart(candidate.hit, span, found):
                    found.append((candidate.hit, span))

    def order(row: tuple[Hit, Span]) -> tuple[bool, str, int]:
        document = row[0].passage.document_id
        return document != best.passage.document_id, document, row[1].start

    return sorted(found, key=order)


def _is_apart(hit: Hit, span: Span, found: Found) -> bool:
    """Whether a span stands in no sentence of those found."""
    taken = {_sentences(other, there) for other, there in found}
    return _sentences(hit, span).isdisjoint(frozenset().union(*taken))


def _sentences(hit: Hit, span: Span) -> frozenset[tuple[str, int]]:
    """The sentences a span touches, by document and start."""
    passage = hit.passage
    return frozenset((passage.document_id, a) for a, b in passage.sentences if span.start < b and a < span.end)


def ranked(candidates: Sequence[Candidate], others: Sequence[Hit]) -> tuple[Hit, ...]:
    """Hits by the answers they hold, then those that were not read; ranks from 1.

    The score of a hit that was read is the probability of its answer; the others lie below.
    """
    floor = min((c.probability for c in candidates), default=1.0)
    hits = [replace(c.hit, score=c.probability) for c in candidates]
    hits += [replace(hit, score=min(hit.score, floor)) for hit in others]
    return tuple(replace(hit, rank=rank) for rank, hit in enumerate(hits, 1))


def cite(documents: Documents, hit: Hit, start: int, end: int) -> Citation:
    """A stretch of a hit's passage with where it stands."""
    passage, document = hit.passage, documents(hit.passage.document_id)
    touched = [s for s in passage.sentences if s[0] < end and start < s[1]] or [(passage.start, passage.end)]
    first, last = touched[0][0], touched[-1][1]
    place = document.place(start) or Place(start, end)
    return Citation(
        document=document.id,
        title=hit.title,
        heading=passage.heading_path,
        start=start,
        end=end,
        quote=document.text[start:end],
        sentence=document.text[first:last].rstrip(),
        sentence_start=first,
        page=place.page,
        sheet=place.sheet,
        row=place.row,
    )
