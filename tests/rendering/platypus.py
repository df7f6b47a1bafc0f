"""Lay out a report with ReportLab, a typesetting library in pure Python with fonts of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.graphics.shapes import Circle, Drawing
from reportlab.lib import colors, fonts
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate, Paragraph, Table, TableStyle

from tests.rendering.content import Heading, IndicatorTable, KnownRow, OtherTable, Part, Prose, Report
from tests.rendering.look import Look, narrow

_FONTS = {
    "sans": ("Helvetica", "Helvetica-Bold"),
    "serif": ("Times-Roman", "Times-Bold"),
    "wide": ("Vera", "VeraBd"),
}
_GREY = colors.HexColor("#888888")
_ALIGN = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER}


def render(reports: list[tuple[Report, str]], look: Look, target: Path) -> dict[str, int]:
    """Write reports to a PDF file, one after the other; on which page each row's anchor was drawn.

    The text beside each report is put before its rows' anchors.
    """
    regular, bold = _FONTS[look.font]
    if look.font == "wide":
        for name in (regular, bold):
            pdfmetrics.registerFont(TTFont(name, f"{name}.ttf"))
        fonts.addMapping("vera", 0, 0, regular)
    body = ParagraphStyle(
        "body",
        fontName=regular,
        fontSize=look.size,
        leading=look.size * 1.2,
        splitLongWords=1,
    )
    width = A4[0] - 2 * look.margin
    story: list[Flowable] = []
    for report, prefix in reports:
        story.append(Paragraph(report.title, ParagraphStyle("t", body, fontName=bold, fontSize=20, leading=28)))
        story.append(Paragraph(report.district, body))
        for part in report.parts:
            story.extend(_flowables(part, report, look, prefix, body, bold, width))
        story.append(PageBreak())
    document = BaseDocTemplate(
        str(target), pagesize=A4, leftMargin=look.margin, rightMargin=look.margin, invariant=1, pageCompression=1
    )
    frame = Frame(look.margin, look.margin, width, A4[1] - 2 * look.margin, 0, 0, 0, 0)
    document.addPageTemplates(PageTemplate("page", [frame], onPage=lambda canvas, _: _furniture(canvas, look, regular)))
    pages: dict[str, int] = {}

    class Recorder(Canvas):
        """A canvas that notes the page of each anchor."""

        def bookmarkHorizontal(self, key: str, *_: Any, **__: Any) -> None:
            pages[key] = self.getPageNumber()

    document.build(story, canvasmaker=Recorder)
    return pages


def _furniture(canvas: Any, look: Look, font: str) -> None:
    canvas.setFont(font, 8)
    if look.furniture == "both":
        canvas.drawString(look.margin, A4[1] - 30, "Tertialrapport")
        canvas.drawRightString(A4[0] - look.margin, A4[1] - 30, f"Sid {canvas.getPageNumber()} (99)")
        canvas.drawString(look.margin, 28, "Stadsdelsförvaltningen, Storgatan 1, 08-508 00 000, stockholm.se")
    elif look.furniture == "number":
        canvas.drawCentredString(A4[0] / 2, 28, str(canvas.getPageNumber()))


def _flowables(
    part: Part, report: Report, look: Look, prefix: str, body: ParagraphStyle, bold: str, width: float
) -> list[Flowable]:
    match part:
        case Heading(level, label, title):
            size = {"direction": 17, "area": 15, "council": 13}[level]
            heading = ParagraphStyle(
                "h", fontName=bold, fontSize=size, leading=size * 1.2, spaceAfter=6, keepWithNext=1
            )
            return [
                Paragraph(label, ParagraphStyle("l", body, spaceBefore=14, keepWithNext=1)),
                Paragraph(escape(title), heading),
            ]
        case Prose(text):
            return [Paragraph(escape(text), ParagraphStyle("p", body, spaceBefore=6, spaceAfter=6))]
        case OtherTable(titles, rows):
            cells = [[Paragraph(f"<b>{t}</b>", body) for t in titles], *([Paragraph(c, body) for c in r] for r in rows)]
            table = Table(cells, colWidths=[width / len(titles)] * len(titles), repeatRows=1)
            table.setStyle(TableStyle(_style(look, len(cells), header=True)))
            return [table]
        case IndicatorTable(rows):
            return _indicator_tables(rows, report, look, prefix, body, bold, width)


def _indicator_tables(
    rows: tuple[KnownRow, ...],
    report: Report,
    look: Look,
    prefix: str,
    body: ParagraphStyle,
    bold: str,
    width: float,
) -> list[Flowable]:
    """One table with the comments in it; where rows may be split, several with the comments between them.

    ReportLab loses a cell over several columns when it splits the row, so both cannot be had at once.
    """
    if not look.split_rows:
        return [_indicator_table(rows, report, look, prefix, body, bold, width)]
    found: list[Flowable] = []
    begin = 0
    for end, row in enumerate(rows, start=1):
        if row.comment or end == len(rows):
            piece = tuple(replace(one, comment=None) for one in rows[begin:end])
            found.append(_indicator_table(piece, report, look, prefix, body, bold, width, header=begin == 0))
            if row.comment:
                text = "<br/>".join(escape(part) for part in row.comment.split("\n"))
                label = ParagraphStyle("a", body, fontName=bold, keepWithNext=1)
                found += [Paragraph("Analys", label), Paragraph(text, ParagraphStyle("c", body, spaceAfter=4))]
            begin = end
    return found


def _style(look: Look, rows: int, *, header: bool) -> list[tuple[Any, ...]]:
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), look.vertical.upper()),
        ("LEFTPADDING", (0, 0), (-1, -1), look.padding),
        ("RIGHTPADDING", (0, 0), (-1, -1), look.padding),
        ("TOPPADDING", (0, 0), (-1, -1), look.padding),
        ("BOTTOMPADDING", (0, 0), (-1, -1), look.padding),
    ]
    if look.rules not in {"none", "frame", "columns"} and header:
        style.append(("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#d9e2e3")))
    if look.rules == "grid":
        style.append(("GRID", (0, 0), (-1, -1), 0.5, _GREY))
    if look.rules == "rows":
        style += [("LINEABOVE", (0, 0), (-1, -1), 0.5, _GREY), ("LINEBELOW", (0, -1), (-1, -1), 0.5, _GREY)]
    if look.rules == "frame":
        style += [("BOX", (0, 0), (-1, -1), 0.5, _GREY), ("LINEBELOW", (0, 0), (-1, 0), 0.5, _GREY)]
    if look.rules == "columns":
        style += [("LINEBEFORE", (0, 0), (-1, -1), 0.5, _GREY), ("LINEAFTER", (-1, 0), (-1, -1), 0.5, _GREY)]
    if look.rules == "first-column":
        style += [("BACKGROUND", (0, n), (0, n), colors.HexColor("#eef1f2")) for n in range(header, rows)]
    if look.rules in {"zebra", "zebra-rows"}:
        style += [("BACKGROUND", (0, n), (-1, n), colors.HexColor("#eef1f2")) for n in range(header + 1, rows, 2)]
    if look.rules == "zebra-rows":
        style.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, _GREY))
    if look.rules == "shade":
        shades = (colors.HexColor("#eef3f4"), colors.HexColor("#dfe8ea"))
        style += [("BACKGROUND", (0, n), (-1, n), shades[n % 2]) for n in range(header, rows)]
    return style


def _indicator_table(
    rows: tuple[KnownRow, ...],
    report: Report,
    look: Look,
    prefix: str,
    body: ParagraphStyle,
    bold: str,
    width: float,
    *,
    header: bool = True,
) -> Table:
    shares = list(narrow(look.name_share, len(report.columns)))
    value = ParagraphStyle("v", body, alignment=_ALIGN[look.align], wordWrap="CJK" if look.break_words else None)
    titles: list[Any] = [Paragraph("Indikator", ParagraphStyle("th", body, fontName=bold))]
    titles += [Paragraph(title, ParagraphStyle("th", value, fontName=bold)) for _, title in report.columns]
    if look.capitals:
        titles = [Paragraph(title.text.upper(), title.style) for title in titles]
    icon = look.icon == "column"
    style: list[tuple[Any, ...]] = []
    if icon:
        shares[0:1] = [0.04, shares[0] - 0.04]
        titles.insert(1, "")
        style.append(("SPAN", (0, 0), (1, 0)))
    # ReportLab breaks a word that is too long in the middle of a line; no office program does.
    name_style = ParagraphStyle("n", body, splitLongWords=0)
    cells: list[list[Any]] = [titles]
    for row in rows:
        symbol = _icon() if row.number % 3 == 0 else ""
        mark = '<font color="#00867f">\u2022</font> ' if look.icon == "cell" and row.number % 3 == 0 else ""
        name = Paragraph(f'<a name="{prefix}{row.number}"/>{mark}{escape(row.name)}', name_style)
        values = [Paragraph(escape(row.cells[role] or ""), value) for role, _ in report.columns]
        cells.append([symbol, name, *values] if icon else [name, *values])
        if row.comment:
            text = "".join(f"<br/>{escape(part)}" for part in row.comment.split("\n"))
            style.append(("SPAN", (0, len(cells)), (-1, len(cells))))
            cells.append([Paragraph(f'<font name="{bold}">Analys</font>{text}', body), *[""] * (len(titles) - 1)])
    if not header:
        cells, style = cells[1:], []
    base = _style(look, len(cells), header=header)
    table = Table(
        cells,
        colWidths=[share * width for share in shares],
        repeatRows=1 if look.repeat_header and header else 0,
        splitInRow=1 if look.split_rows else 0,
        spaceBefore=8 if header else 2,
        spaceAfter=4,
    )
    table.setStyle(TableStyle(base + style))
    return table


def _icon() -> Drawing:
    drawing = Drawing(9, 9)
    drawing.add(Circle(4.5, 4.5, 4, fillColor=colors.HexColor("#00867f"), strokeColor=None))
    return drawing
