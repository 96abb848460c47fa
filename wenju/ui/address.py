"""A question and its filter as the query of the page's address, and back: a link that asks.

What stands in an address was written by anybody: it fills fields, cut to what a field may hold, and is nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from wenju.config import QUESTION_CHARACTERS
from wenju.records import Filter

QUESTION, DOCUMENTS, SINCE, UNTIL, HEADING = FIELDS = ("q", "documents", "since", "until", "heading")
"""`page.js` has them too."""
BETWEEN = "\n"  # no name of a file that is read has a line break
# One more than may be asked is enough for the page to say that it is too many.
LONGEST = QUESTION_CHARACTERS + 1
MOST_DOCUMENTS = 100


def query(question: str, within: Filter) -> str:
    """`?q=…` for the address of the page, what is empty left out."""
    values = (question, BETWEEN.join(within.documents), within.since, within.until, within.heading)
    return "?" + urlencode({field: value for field, value in zip(FIELDS, values, strict=True) if value})


def read_query(parameters: Mapping[str, str]) -> tuple[str, Filter]:
    """The question and the filter in the parameters of an address, "" and an empty one where there are none."""
    documents = parameters.get(DOCUMENTS, "").split(BETWEEN)[:MOST_DOCUMENTS]
    since, until, heading = (parameters.get(field, "")[:LONGEST] for field in (SINCE, UNTIL, HEADING))
    within = Filter(tuple(dict.fromkeys(filter(None, documents))), since, until, heading)
    return parameters.get(QUESTION, "").strip()[:LONGEST], within
