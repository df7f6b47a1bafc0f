"""Lay out a report with fpdf2."""

from __future__ import annotations

from pathlib import Path

from fpdf import FPDF, FontFace
from fpdf.enums import Align, VAlign
from fpdf.table import Table, TableBordersLayout

from tests.rendering.content import Heading, IndicatorTable, OtherTable, Part, Prose, Report
from tests.rendering.look import Look, narrow

_GREY = (136, 136, 136)
_ALIGN = {"left": Align.L, "right": Align.R, "center": Align.C}
_LAYOUT = {
    "grid": TableBordersLayout.ALL,
    "rows": TableBordersLayout.HORIZONTAL_LINES,
    "zebra-rows": TableBordersLayout.HORIZONTAL_LINES,
    "columns": TableBordersLayout.INTERNAL,
    "frame": TableBordersLayout.SINGLE_TOP_LINE,
}


class _Pdf(FPDF):
    """A4 with the number of the page below it."""

    def footer(self) -> None:
        self.set_y(-20)
        self.set_font("helvetica", size=8)
        self.cell(0, 10, str(self.page_no()), align="C")


def render(reports: list[tuple[Report, str]], look: Look, target: Path) -> None:
    """Write reports to a PDF file, one after the other."""
    pdf = _Pdf(unit="pt", format="A4")
    pdf.set_margin(look.margin)
    pdf.set_auto_page_break(auto=True, margin=look.margin)
    pdf.set_draw_color(*_GREY)
    pdf.set_line_width(0.5)
    for report, _ in reports:
        pdf.add_page()
        pdf.set_font("helvetica", "B", 20)
        _text(pdf, report.title, 28)
        pdf.set_font("helvetica", size=look.size)
        _text(pdf, report.district, 1.2 * look.size)
        for part in report.parts:
            _part(pdf, part, report, look)
    pdf.output(str(target))


def _text(pdf: FPDF, text: str, leading: float) -> None:
    pdf.multi_cell(0, leading, text, align="L", new_x="LMARGIN", new_y="NEXT")


def _part(pdf: FPDF, part: Part, report: Report, look: Look) -> None:
    match part:
        case Heading(level, label, title):
            size = {"direction": 17, "area": 15, "council": 13}[level]
            pdf.ln(14)
            pdf.set_font("helvetica", size=look.size)
            _text(pdf, label, 1.2 * look.size)
            pdf.set_font("helvetica", "B", size)
            _text(pdf, title, 1.2 * size)
            pdf.ln(6)
        case Prose(text):
            pdf.ln(6)
            pdf.set_font("helvetica", size=look.size)
            _text(pdf, text, 1.2 * look.size)
            pdf.ln(6)
        case OtherTable(titles, rows):
            with _table(pdf, [1.0] * len(titles), look) as table:
                table.row(_titles(titles, look))
                for line in rows:
                    table.row(line)
        case IndicatorTable(rows):
            with _table(pdf, narrow(look.name_share, len(report.columns)), look) as table:
                table.row(_titles(["Indikator", *(title for _, title in report.columns)], look))
                for known in rows:
                    line = table.row()
                    shade = FontFace(fill_color=(238, 241, 242)) if look.rules == "first-column" else None
                    line.cell(known.name, style=shade)
                    for role, _ in report.columns:
                        line.cell(known.cells[role] or "")
                    if known.comment:
                        table.row().cell(f"Analys\n{known.comment}", colspan=len(report.columns) + 1)


def _titles(titles: list[str] | tuple[str, ...], look: Look) -> list[str]:
    return [title.upper() if look.capitals else title for title in titles]


def _table(pdf: FPDF, shares: list[float] | tuple[float, ...], look: Look) -> Table:
    pdf.ln(6)
    pdf.set_font("helvetica", size=look.size)
    shaded = look.rules not in {"none", "frame", "columns"}
    return pdf.table(
        col_widths=tuple(100 * share for share in shares),
        text_align=(Align.L, *[_ALIGN[look.align]] * (len(shares) - 1)),
        v_align=VAlign.M if look.vertical == "middle" else VAlign.T,
        line_height=1.2 * look.size,
        padding=look.padding,
        borders_layout=_LAYOUT.get(look.rules, TableBordersLayout.NONE),
        cell_fill_color=(238, 241, 242) if look.rules in {"zebra", "zebra-rows"} else None,
        cell_fill_mode="ROWS" if look.rules in {"zebra", "zebra-rows"} else "NONE",
        headings_style=FontFace(emphasis="BOLD", fill_color=(217, 226, 227) if shaded else None),
        repeat_headings=1 if look.repeat_header else 0,
    )
