"""Tables of money and volumes laid out by engines: labels, figures and titles of a report's tables, and headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from fpdf import FPDF, FontFace
from fpdf.enums import Align, TableBordersLayout
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Table, TableStyle

from ingestion.extraction.money.describe import places_of
from ingestion.extraction.money.report import ReadMoneyTable


@dataclass(frozen=True)
class PrintedMoney:
    """A table as it is to be printed: headings above it from the outermost on, titles from that of the labels on.

    A row is its label and its cells, an empty string for an empty cell; `totals` are the rows, by index, in bold.
    """

    headings: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: frozenset[int] = frozenset()
    before: str = ""


def printed(one: ReadMoneyTable) -> PrintedMoney:
    """A table that was read of a text, as it is printed; what nothing tells there stands where it likeliest does."""
    columns = one.table.header.columns
    rows: list[tuple[str, ...]] = []
    for row in one.rows:
        cells = [""] * len(columns)
        if row.best:
            for column, figure in zip(row.best.columns, row.best.cut.figures, strict=True):
                cells[column - 1] = figure.text
        rows.append((row.label, *cells))
    totals = frozenset(n for n, place in enumerate(places_of(one.table, one.rows)) if place.is_total)
    unit = {"mnkr", "tkr", "kronor"} & {one.unit}
    return PrintedMoney(
        headings=tuple(heading.text for heading in reversed(one.headings)),
        titles=(one.table.header.row_title, *columns),
        rows=tuple(rows),
        totals=totals,
        before=f"Beloppen anges i {unit.pop()}." if unit else "",
    )


INDICATORS = PrintedMoney(
    ("KF:s mål för verksamhetsområdet: 1.1 En stad",),
    ("Indikator", "Årsmål", "KF:s årsmål", "Periodicitet"),
    (("Andel barn som trivs", "80 %", "85 %", "År"),),
)
"""A report without a table of indicators is none."""


@dataclass(frozen=True)
class MoneyLook:
    """A look. `rules` as in Look: 'grid', 'rows', 'zebra', 'header' or 'none'; lengths in points."""

    name: str
    rules: str
    align: str = "right"
    size: float = 8
    margin: float = 42
    padding: float = 3
    name_share: float = 0.34
    repeat_header: bool = True
    middle: bool = False


LOOKS = (
    MoneyLook("grid", "grid"),
    MoneyLook("grid-left-middle", "grid", align="left", middle=True),
    MoneyLook("horizontal-rules", "rows"),
    MoneyLook("zebra", "zebra", align="center"),
    MoneyLook("shaded-header", "header"),
    MoneyLook("no-rules", "none", repeat_header=False),
)

_GREY, _STRIPE, _HEAD = "#888888", "#eef1f2", "#d9e2e3"


_MANY = 6
"""Columns of a table that is printed in small letters."""


def size_of(one: PrintedMoney, look: MoneyLook) -> float:
    """The size of a table's letters."""
    return look.size if len(one.titles) <= _MANY else 0.7 * look.size


def shares(look: MoneyLook, columns: int) -> list[float]:
    """Shares of the width: the labels', and the rest in equal parts."""
    name = max(look.name_share if columns < _MANY else 0.2, 1 - 0.17 * columns)
    return [name, *([(1 - name) / columns] * columns)]


def reportlab(tables: Sequence[PrintedMoney], look: MoneyLook, target: Path) -> None:
    """Write the tables with ReportLab."""
    align = {"left": TA_LEFT, "right": TA_RIGHT, "center": TA_CENTER}[look.align]
    width = A4[0] - 2 * look.margin
    story: list[Flowable] = []
    for one in tables:
        letters = size_of(one, look)
        body = ParagraphStyle("b", fontName="Helvetica", fontSize=letters, leading=1.2 * letters)
        value = ParagraphStyle("v", body, alignment=align)
        for level, heading in enumerate(one.headings):
            size = 16 - 2 * level
            style = ParagraphStyle(
                "h",
                fontName="Helvetica-Bold",
                fontSize=size,
                leading=1.2 * size,
                spaceBefore=12,
                spaceAfter=4,
                keepWithNext=1,
            )
            story.append(Paragraph(escape(heading), style))
        if one.before:
            story.append(Paragraph(escape(one.before), ParagraphStyle("p", body, spaceAfter=6, keepWithNext=1)))
        cells = [[Paragraph(f"<b>{escape(text)}</b>", value if n else body) for n, text in enumerate(one.titles)]]
        for number, row in enumerate(one.rows):
            mark = "<b>{}</b>" if number in one.totals else "{}"
            cells.append([Paragraph(mark.format(escape(t)), value if n else body) for n, t in enumerate(row)])
        table = Table(
            cells,
            colWidths=[width * share for share in shares(look, len(one.titles) - 1)],
            repeatRows=1 if look.repeat_header else 0,
            spaceAfter=8,
        )
        table.setStyle(TableStyle(_style(look, len(cells))))
        story.append(table)

    def foot(canvas: Canvas, _document: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawCentredString(A4[0] / 2, 25, f"Sid {canvas.getPageNumber()} (99)")

    document = SimpleDocTemplate(
        str(target),
        pagesize=A4,
        leftMargin=look.margin - 6,
        rightMargin=look.margin - 6,
        topMargin=50,
        bottomMargin=50,
        invariant=1,
    )
    document.build(story, onFirstPage=foot, onLaterPages=foot)


def _style(look: MoneyLook, rows: int) -> list[tuple[object, ...]]:
    style: list[tuple[object, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE" if look.middle else "TOP"),
        *((f"{side}PADDING", (0, 0), (-1, -1), look.padding) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
    ]
    if look.rules != "none":
        style.append(("BACKGROUND", (0, 0), (-1, 0), colors.HexColor(_HEAD)))
    if look.rules == "grid":
        style.append(("GRID", (0, 0), (-1, -1), 0.5, colors.HexColor(_GREY)))
    if look.rules == "rows":
        style.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.HexColor(_GREY)))
    if look.rules == "zebra":
        style += [("BACKGROUND", (0, n), (-1, n), colors.HexColor(_STRIPE)) for n in range(2, rows, 2)]
    return style


def fpdf2(tables: Sequence[PrintedMoney], look: MoneyLook, target: Path) -> None:
    """Write the tables with fpdf2."""

    class Pdf(FPDF):
        def footer(self) -> None:
            self.set_y(-25)
            self.set_font("vera", size=7)
            self.cell(0, 10, f"Sid {self.page_no()} (99)", align="C")

    pdf = Pdf(unit="pt", format="A4")
    pdf.set_margin(look.margin)
    pdf.set_auto_page_break(auto=True, margin=look.margin)
    pdf.set_draw_color(136, 136, 136)
    pdf.set_line_width(0.5)
    folder = Path(rl_config.__file__).parent / "fonts"
    pdf.add_font("vera", fname=folder / "Vera.ttf")
    pdf.add_font("vera", "B", fname=folder / "VeraBd.ttf")
    pdf.add_page()
    layout = {"grid": TableBordersLayout.ALL, "rows": TableBordersLayout.HORIZONTAL_LINES}
    align = {"left": Align.L, "right": Align.R, "center": Align.C}[look.align]
    for one in tables:
        for level, heading in enumerate(one.headings):
            size = 16 - 2 * level
            if pdf.will_page_break(8 * size):
                pdf.add_page()
            pdf.ln(10)
            pdf.set_font("vera", "B", size)
            pdf.multi_cell(0, 1.2 * size, heading, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(6)
        letters = 0.87 * size_of(one, look)
        pdf.set_font("vera", size=letters)
        if one.before:
            pdf.multi_cell(0, 1.2 * letters, one.before, align="L", new_x="LMARGIN", new_y="NEXT")
            pdf.ln(6)
        with pdf.table(
            col_widths=tuple(100 * share for share in shares(look, len(one.titles) - 1)),
            text_align=(Align.L, *[align] * (len(one.titles) - 1)),
            line_height=1.2 * letters,
            padding=look.padding,
            borders_layout=layout.get(look.rules, TableBordersLayout.NONE),
            cell_fill_color=(238, 241, 242) if look.rules == "zebra" else None,
            cell_fill_mode="ROWS" if look.rules == "zebra" else "NONE",
            headings_style=FontFace(emphasis="BOLD", fill_color=(217, 226, 227) if look.rules != "none" else None),
            repeat_headings=1 if look.repeat_header else 0,
        ) as table:
            table.row(one.titles)
            for number, row in enumerate(one.rows):
                table.row(row, style=FontFace(emphasis="BOLD") if number in one.totals else None)
    pdf.output(str(target))
