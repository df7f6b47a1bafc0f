"""Lay out a report as a Word file, printed by LibreOffice."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import docx
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from tests.rendering.content import Heading, IndicatorTable, OtherTable, Part, Prose, Report
from tests.rendering.look import Look, narrow

_ALIGN = {"left": ALIGN.LEFT, "right": ALIGN.RIGHT, "center": ALIGN.CENTER}
_SIDES = {
    "grid": ("top", "left", "bottom", "right", "insideH", "insideV"),
    "rows": ("top", "bottom", "insideH"),
    "zebra-rows": ("bottom", "insideH"),
    "columns": ("left", "right", "insideV"),
    "frame": ("top", "left", "bottom", "right"),
}


def find_office() -> str | None:
    """The program, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def render(reports: list[tuple[Report, str]], look: Look, target: Path) -> None:
    """Write reports to a PDF file, one after the other. Raises CalledProcessError where LibreOffice fails."""
    program = find_office()
    if program is None:
        raise FileNotFoundError("LibreOffice is not installed")
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Pt(595), Pt(842)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Pt(look.margin)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Liberation Sans", Pt(look.size)
    style.paragraph_format.space_after = Pt(0)
    for report, _ in reports:
        document.add_heading(report.title, 0)
        document.add_paragraph(report.district)
        for part in report.parts:
            _part(document, part, report, look)
        document.add_page_break()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "report.docx"
        document.save(str(source))
        subprocess.run(
            [
                program,
                f"-env:UserInstallation=file://{folder}/profile",
                "--headless",
                "--convert-to",
                "pdf",
                "--outdir",
                folder,
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=240,
        )
        shutil.move(Path(folder) / "report.pdf", target)


def _part(document: Any, part: Part, report: Report, look: Look) -> None:
    match part:
        case Heading(level, label, title):
            document.add_paragraph(label).paragraph_format.space_before = Pt(14)
            document.add_heading(title, {"direction": 1, "area": 2, "council": 3}[level])
        case Prose(text):
            paragraph = document.add_paragraph(text)
            paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(6)
        case OtherTable(titles, rows):
            _table(document, [1 / len(titles)] * len(titles), titles, [(row, None) for row in rows], look)
        case IndicatorTable(rows):
            titles = ("Indikator", *(title for _, title in report.columns))
            lines = [((row.name, *(row.cells[role] or "" for role, _ in report.columns)), row.comment) for row in rows]
            _table(document, narrow(look.name_share, len(report.columns)), titles, lines, look)


def _table(document: Any, shares: Any, titles: Any, lines: Any, look: Look) -> None:
    width = 595 - 2 * look.margin
    count = 1 + sum(2 if comment else 1 for _, comment in lines)
    table = document.add_table(rows=count, cols=len(titles))
    table.autofit = False
    _borders(table, look)
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Pt(share * width)
    cells = [list(row.cells) for row in table.rows]
    for n, title in enumerate(titles):
        _write(cells[0][n], title.upper() if look.capitals else title, look, bold=True, value=n > 0)
    if look.repeat_header:
        mark = OxmlElement("w:tblHeader")
        mark.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(mark)
    at = 1
    for texts, comment in lines:
        for n, text in enumerate(texts):
            _write(cells[at][n], text, look, value=n > 0)
        at += 1
        if comment:
            whole = cells[at][0].merge(cells[at][-1])
            whole.text = "Analys"
            for paragraph in comment.split("\n"):
                whole.add_paragraph(paragraph)
            at += 1
    for n, row in enumerate(cells):
        for m, (cell, share) in enumerate(zip(row, shares, strict=True)):
            cell.width = Pt(share * width)
            colour = _ground(n, m, look)
            if colour:
                shade = OxmlElement("w:shd")
                shade.set(qn("w:val"), "clear")
                shade.set(qn("w:fill"), colour)
                cell._tc.get_or_add_tcPr().append(shade)
        if not look.split_rows:
            whole = OxmlElement("w:cantSplit")
            table.rows[n]._tr.get_or_add_trPr().append(whole)
    document.add_paragraph("")


def _ground(row: int, column: int, look: Look) -> str | None:
    if row == 0:
        return "D9E2E3" if look.rules not in {"none", "frame", "columns"} else None
    if (look.rules in {"zebra", "zebra-rows"} and row % 2 == 0) or (look.rules == "first-column" and column == 0):
        return "EEF1F2"
    return None


def _write(cell: Any, text: str, look: Look, *, bold: bool = False, value: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold = bold
    if value:
        paragraph.alignment = _ALIGN[look.align]
    cell.vertical_alignment = VERTICAL.CENTER if look.vertical == "middle" else VERTICAL.TOP


def _borders(table: Any, look: Look) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in _SIDES.get(look.rules, ()):
        edge = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", "888888")):
            edge.set(qn(f"w:{name}"), value)
        borders.append(edge)
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        room = OxmlElement(f"w:{side}")
        room.set(qn("w:w"), str(int(20 * look.padding)))
        room.set(qn("w:type"), "dxa")
        margins.append(room)
    properties = table._tbl.tblPr
    properties.append(borders)
    properties.append(margins)
