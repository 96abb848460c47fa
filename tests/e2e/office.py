"""Files that LibreOffice writes: of the shipped report, and of tables, in a format by its name."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from functools import cached_property
from pathlib import Path

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from tests.parsers.word_files import definition, level

ROOT = Path(__file__).parents[2]
REPORT = next((ROOT / "corpus").glob("对口支援*.txt"))
OFFICE = shutil.which("soffice") or ""
HEADING = re.compile(r"(?P<part>[一二三四五六七八九十]+、)|\([一二三四五六七八九十]+\)")
_ENCODED_TEXT, _SEPARATED_VALUES = "Text (encoded):UTF8,LF,,,", "CSV:44,34,76,1"
_FONT = "Noto Serif CJK SC"


LOCKED = (
    ':writer_pdf_Export:{"EncryptFile": {"type": "boolean", "value": "true"}, '
    '"DocumentOpenPassword": {"type": "string", "value": "secret"}}'
)


def report_lines() -> list[str]:
    """The lines of the report that say something."""
    return [line.strip() for line in REPORT.read_text(encoding="utf-8").splitlines() if line.strip()]


class Office:
    """LibreOffice with settings of its own, and a folder that it writes into."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[str, Path] = {}

    def report(self, name: str) -> Path:
        """The report as txt, docx, pdf or html; `styled-docx` and so on have headings that number themselves.

        As xlsx it is a table: a paragraph a row, behind the headings that it stands under.
        """
        if name not in self._made:
            self._made[name] = self._report(name)
        return self._made[name]

    def _report(self, name: str) -> Path:
        if name == "txt":
            return REPORT
        if name == "xlsx":
            return self.convert(write_table(self._folder / "report.csv"), name, _SEPARATED_VALUES)
        if name.startswith("styled-"):
            return self.convert(self._styled, name.removeprefix("styled-"))
        return self.convert(REPORT, name, _ENCODED_TEXT)

    @cached_property
    def _styled(self) -> Path:
        return write_styled(self._folder / "report.docx")

    def convert(self, source: Path, suffix: str, infilter: str = "", options: str = "") -> Path:
        """A file in another format; `options` are those of the filter that writes it."""
        out = self._folder / f"{source.stem}-{source.suffix[1:]}-{suffix}"
        profile = f"-env:UserInstallation={(self._folder / 'profile').as_uri()}"
        told = [f"--infilter={infilter}"] if infilter else []
        command = [OFFICE, "--headless", profile, *told, "--convert-to", suffix + options]
        command += ["--outdir", str(out), str(source)]
        run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
        made = out / f"{source.stem}.{suffix}"
        assert made.is_file(), run.stdout + run.stderr
        return made


def write_styled(path: Path) -> Path:
    """The report as people write it in Word: its headings are styles, and number themselves."""
    document = docx.Document()
    levels = level(0, "chineseCounting", "%1、", extra=_tied("Heading1"))
    levels += level(1, "chineseCounting", "(%2)", extra=_tied("Heading2"))
    numbers = document.part.numbering_part.element
    begun = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{levels}</w:abstractNum>'
    numbers.find(qn("w:num")).addprevious(parse_xml(begun))
    numbers.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90">{definition(90)}</w:num>'))
    for depth in (0, 1):
        properties = document.styles[f"Heading {depth + 1}"].element.get_or_add_pPr()
        at = f'<w:ilvl w:val="{depth}"/><w:numId w:val="90"/>'
        properties.insert(0, parse_xml(f"<w:numPr {nsdecls('w')}>{at}</w:numPr>"))
    title, *lines = report_lines()
    document.add_heading(title, 0)
    for line in lines:
        mark = HEADING.match(line)
        if mark:
            document.add_heading(line[mark.end() :], 1 if mark["part"] else 2)
        else:
            document.add_paragraph(line)
    document.save(str(path))
    return path


def _tied(style: str) -> str:
    return f'<w:pStyle w:val="{style}"/><w:suff w:val="nothing"/>'


def write_table(path: Path) -> Path:
    """The report as comma-separated values."""
    part = section = ""
    rows = [["部分", "小节", "内容"]]
    for line in report_lines()[1:]:
        mark = HEADING.match(line)
        if mark and mark["part"]:
            part, section = line, ""
        elif mark:
            section = line
        else:
            rows.append([part, section, line])
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def write_tables(path: Path, *tables: list[list[str]]) -> Path:
    """A Word file of tables, with a line above each."""
    document = docx.Document()
    document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
    for rows in tables:
        document.add_paragraph("情况见下表，由区教育局汇总。")
        table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    document.save(str(path))
    return path
