"""Which documents can be chosen, and what the folded fields say."""

from __future__ import annotations

from dataclasses import replace

from tests.stand_in import HOSTILE_ID, TITLE, StandIn
from wenju.records import Filter
from wenju.ui.filter_part import FilterPart
from wenju.ui.words import EN, ZH


def a_part() -> tuple[FilterPart, StandIn]:
    library = StandIn()
    return FilterPart(library), library  # type: ignore[arg-type]


def test_documents_are_chosen_by_title_and_named_where_that_is_not_enough() -> None:
    part, library = a_part()
    assert part.choices() == [(TITLE, "report.txt"), ("<b>恶意</b>", HOSTILE_ID)]
    library.documents.append(replace(library.report, id="copy.txt"))
    assert part.choices()[0] == (f"{TITLE} (report.txt)", "report.txt")
    assert part.choices()[2] == (f"{TITLE} (copy.txt)", "copy.txt")


def test_a_chosen_document_that_is_gone_can_be_seen_and_taken_out() -> None:
    part, _ = a_part()
    assert part.choices(["gone.txt", "report.txt"]) == [
        ("gone.txt", "gone.txt"),
        (TITLE, "report.txt"),
        ("<b>恶意</b>", HOSTILE_ID),
    ]


def test_the_fold_says_what_is_chosen_and_what_is_wrong() -> None:
    part, _ = a_part()
    fold, note = part.describe("zh", [], "2017年", "", "")
    assert (fold["label"], note) == ("只问其中一部分：2017 起", "")
    fold, note = part.describe("en", None, "<b>", None, None)
    assert "&lt;b&gt;” is no date" in note


def test_documents_that_came_can_be_chosen_after_a_rebuild() -> None:
    part, library = a_part()
    library.documents.append(replace(library.report, id="new.txt", title="新"))
    documents, fold, _ = part.renew("zh", ["report.txt"], "", "", "")
    assert ("新", "new.txt") in documents["choices"]
    assert "value" not in documents  # what is chosen stays
    assert "《对口支援" in fold["label"]


def test_what_is_said_of_a_result() -> None:
    part, _ = a_part()
    assert part.said(ZH, Filter()) == ""
    assert part.said(EN, Filter(until="2016")) == "until 2016"
