"""The shipped report in files that LibreOffice wrote: the same text and outline, the same answers, and their places."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from tests.e2e.office import HEADING, LOCKED, OFFICE, REPORT, ROOT, Office, report_lines, write_tables
from wenju import Answer, Config, Document, Engine, build_index
from wenju.document import read_document
from wenju.errors import DocumentError
from wenju.measures import f1
from wenju.scores import RIGHT
from wenju.squad import SquadQuestion, read_squad

QUESTIONS = read_squad(ROOT / "tests" / "golden" / "report.squad.json").questions
# Of the right answers from the text, so many come from another format too.
SHARE = 0.95
# So many questions are asked of the formats that do not keep the report as it is.
FEW = 20

pytestmark = [
    pytest.mark.skipif(
        not OFFICE, reason="no LibreOffice here: apt-get install libreoffice-writer-nogui libreoffice-calc-nogui"
    ),
    pytest.mark.timeout(1800),  # 199 questions take about a minute of a machine that does nothing else
]


@dataclass(frozen=True)
class Asked:
    """A golden question and what one format answered."""

    question: SquadQuestion
    answer: Answer

    @property
    def is_right(self) -> bool:
        """Judged by its words, as offsets differ between formats."""
        text = squeezed(self.answer.text)
        if self.question.spans:
            return all(squeezed(words) in text for words, _ in self.question.spans)
        golds = [squeezed(words) for words, _ in self.question.answers]
        return bool(golds) and f1(text, golds) >= RIGHT


Answers = Callable[[str], list[Asked]]


def squeezed(text: str) -> str:
    return "".join(text.split())


def letters(text: str) -> str:
    """Letters and digits alone: PDFium's own text has “, ” and • beside their place where their font is another."""
    return re.sub(r"\W", "", text)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("office"))


# What is read


def read(path: Path) -> Document:
    return read_document(path, path.parent)


def page_texts(path: Path) -> list[str]:
    """The words of each page as PDFium gives them, without blanks."""
    with pypdfium2.PdfDocument(path.read_bytes()) as file:
        return [squeezed(page.get_textpage().get_text_bounded()) for page in file]


@pytest.mark.parametrize("name", ["docx", "pdf", "html", "styled-docx", "styled-pdf"])
def test_every_format_reads_like_the_text(office: Office, name: str) -> None:
    expected, found = read(REPORT), read(office.report(name))
    assert (found.title, found.date, found.warnings) == (expected.title, "2017-12-06", ())
    assert [squeezed(line) for line in found.text.splitlines()] == list(map(squeezed, report_lines()))
    outline = [(heading.level, squeezed(heading.text)) for heading in found.headings]
    assert outline == [(heading.level, squeezed(heading.text)) for heading in expected.headings]


def test_headings_that_number_themselves_are_headings_of_a_web_page(office: Office) -> None:
    """LibreOffice writes them as items of lists, which have no Chinese numbers."""
    expected = [(heading.level, HEADING.sub("", heading.text)) for heading in read(REPORT).headings]
    found = [
        (heading.level, re.sub(r"^\d+\. ", "", heading.text)) for heading in read(office.report("styled-html")).headings
    ]
    assert [(depth, squeezed(words)) for depth, words in found] == [(d, squeezed(words)) for d, words in expected]


@pytest.mark.parametrize("suffix", ["docx", "pdf", "html"])
def test_rows_of_tables_have_their_number_and_page(office: Office, tmp_path: Path, suffix: str) -> None:
    """One table goes on over a page; one below it has as many columns, which are as wide."""
    teachers = [["区县", "教师人数", "年份"], *([f"第{n}区", str(n), "2017"] for n in range(2, 61))]
    funds = [["项目", "金额", "来源"], *([f"第{n}项", str(n), "区财政"] for n in range(2, 5))]
    path = office.convert(write_tables(tmp_path / f"for-{suffix}.docx", teachers, funds), suffix)
    document = read(path)
    rows = [(place, squeezed(document.text[place.start : place.end])) for place in document.places if place.row]
    assert [(place.row, words) for place, words in rows] == [
        *((n, f"区县：第{n}区；教师人数：{n}；年份：2017") for n in range(2, 61)),
        *((n, f"项目：第{n}项；金额：{n}；来源：区财政") for n in range(2, 5)),
    ]
    if suffix == "pdf":
        pages = page_texts(path)
        assert {place.page for place, _ in rows} == {1, 2}
        assert all(words[3:].split("；")[0] in pages[place.page - 1] for place, words in rows)


def test_what_libreoffice_locked_or_saved_as_another_format_is_named_with_its_cure(
    office: Office, tmp_path: Path
) -> None:
    source = write_tables(tmp_path / "table.docx", [["区县", "人数"], ["杨浦区", "45"]])
    locked = office.convert(source, "pdf", options=LOCKED)
    with pytest.raises(DocumentError, match=r"^table\.pdf: it is protected by a password; save it without"):
        read(locked)
    for suffix, found in (
        ("doc", "found the .doc format from before 2007"),
        ("odt", "found an archive, expected a Word"),
    ):
        renamed = shutil.copy(office.convert(source, suffix), tmp_path / f"{suffix}.docx")
        with pytest.raises(DocumentError, match=rf"^{suffix}\.docx: {found}.*save it"):
            read(Path(renamed))


# What is answered


@pytest.fixture(scope="module")
def answers(office: Office, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """All golden questions with the answers from an index that holds one file only, by its format."""

    @cache
    def asked(name: str) -> list[Asked]:
        return ask(engine_over(office.report(name), tmp_path_factory.mktemp(name)), QUESTIONS)

    return asked


def engine_over(file: Path, folder: Path) -> Engine:
    (folder / "corpus").mkdir()
    shutil.copy(file, folder / "corpus")
    report = build_index(Config(corpus=folder / "corpus", index=folder / "index"))
    assert (report.documents, report.failed) == (1, ())
    return Engine.load(folder / "index")


def ask(engine: Engine, questions: tuple[SquadQuestion, ...]) -> list[Asked]:
    return [Asked(question, engine.ask(question.question)) for question in questions]


def count_right(asked: list[Asked]) -> int:
    return sum(one.is_right for one in asked)


def count_false(asked: list[Asked]) -> int:
    return sum(one.question.is_impossible and one.answer.kind == "answer" for one in asked)


def test_the_text_answers_its_questions(answers: Answers) -> None:
    asked = answers("txt")
    assert (len(asked), sum(one.question.is_impossible for one in asked)) == (199, 68)
    assert count_right(asked) >= 85
    assert count_false(asked) <= 4


@pytest.mark.parametrize("name", ["styled-docx", "styled-pdf"])
def test_word_and_pdf_answer_like_the_text(answers: Answers, name: str) -> None:
    expected, found = answers("txt"), answers(name)
    lost = [
        (one.question.question, one.answer.text, other.answer.text)
        for one, other in zip(expected, found, strict=True)
        if one.is_right and not other.is_right
    ]
    assert count_right(found) >= SHARE * count_right(expected), lost
    assert count_false(found) <= count_false(expected) + 1


def test_citations_of_the_pdf_name_the_page_that_their_words_stand_on(answers: Answers, office: Office) -> None:
    pages = list(map(letters, page_texts(office.report("styled-pdf"))))
    cited = [citation for one in answers("styled-pdf") for citation in one.answer.citations]
    assert {citation.page for citation in cited} == set(range(1, len(pages) + 1))
    for citation in cited:
        both = "".join(pages[citation.page - 1 : citation.page + 1])  # it begins on one, and may end on the next
        assert 0 <= both.find(letters(citation.quote)) < len(pages[citation.page - 1]), citation


@pytest.fixture(scope="module")
def few(answers: Answers) -> tuple[SquadQuestion, ...]:
    """Questions that the text answers, from all over it."""
    known = [one.question for one in answers("txt") if one.is_right]
    return tuple(known[:: len(known) // FEW][:FEW])


def test_a_web_page_answers(office: Office, few: tuple[SquadQuestion, ...], tmp_path: Path) -> None:
    asked = ask(engine_over(office.report("styled-html"), tmp_path), few)
    assert count_right(asked) >= SHARE * FEW


def test_a_workbook_answers_with_sheet_and_row(office: Office, few: tuple[SquadQuestion, ...], tmp_path: Path) -> None:
    path = office.report("xlsx")
    asked = ask(engine_over(path, tmp_path), few)
    assert count_right(asked) >= FEW // 2
    (sheet,) = openpyxl.load_workbook(path).worksheets
    rows = [[str(cell.value) for cell in row] for row in sheet.iter_rows()]
    for citation in (citation for one in asked for citation in one.answer.citations):
        assert citation.sheet == sheet.title
        assert any(citation.quote in cell for cell in rows[citation.row - 1]), citation
