"""Looks in which no edge parts the rows: comments over the columns, cells in the middle, periods on two lines."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

from ingestion.documents.identity import detect, read_districts
from ingestion.documents.pdf import pdf_from_bytes
from ingestion.isolation.kept import read_tables
from ingestion.reader import read_content
from tests.unit.pdf.test_kinds import BODY, ROWS, TITLES, WIDTHS, draw, every_look, page, read, rows_of, table

ROOT = Path(__file__).parents[3]
LONG = "Andel lekplatser som har synats under våren av en besiktningsman från staden"
ON_TWO_LINES = (
    ("Andel besökare som trivs i parken i hela området", "71 %", "75 %", "VB<br/>2021"),
    ("Antal odlingslotter i stadsdelsområdets alla parker", "14", "", "VB<br/>2021"),
    (LONG, "96,5 %", "90 %", "2021"),
    ("Antal bänkar", "3 st", "", "VB<br/>2021"),
)
COLUMNS = [
    ("BOX", (0, 0), (-1, -1), 0.5, colors.black),
    ("INNERGRID", (0, 0), (-1, 0), 0.5, colors.black),
    ("LINEBELOW", (0, 0), (-1, 0), 0.5, colors.black),
]


def with_comments(rows: Sequence[Sequence[str]], comments: dict[int, str], style: Sequence[Any], valign: str) -> Table:
    """A table in which a comment goes over all columns below some rows, by index."""
    cells: list[list[Any]] = [[Paragraph(text, BODY) for text in TITLES]]
    extra: list[Any] = [("VALIGN", (0, 0), (-1, -1), valign), ("LEFTPADDING", (0, 0), (-1, -1), 4)]
    spans = []
    for number, row in enumerate(rows):
        cells.append([Paragraph(text, BODY) for text in row])
        if number in comments:
            spans.append(len(cells))
            cells.append([Paragraph(comments[number], BODY), "", "", ""])
    extra += [("SPAN", (0, at), (-1, at)) for at in spans]
    for at in range(len(cells)):
        if style is COLUMNS and at not in spans:
            extra += [("LINEAFTER", (0, at), (-1, at), 0.5, colors.black)]
    return Table(cells, colWidths=WIDTHS, style=TableStyle([*extra, *style]))


@pytest.mark.parametrize("valign", ["TOP", "MIDDLE"])
@pytest.mark.parametrize("style", [[], COLUMNS], ids=["nothing", "columns"])
def test_a_period_on_two_lines_is_one(style: list[Any], valign: str) -> None:
    extraction = read(page(with_comments(ON_TWO_LINES, {}, style, valign)))
    assert rows_of(extraction) == [(*row[:3], row[3].replace("<br/>", " ")) for row in ON_TWO_LINES]


@pytest.mark.parametrize("valign", ["TOP", "MIDDLE"])
@pytest.mark.parametrize("label", ["Kommentar: ", "Kommentar<br/>"])
@pytest.mark.parametrize("style", [[], COLUMNS], ids=["nothing", "columns"])
def test_a_comment_over_the_columns_takes_no_row(style: list[Any], label: str, valign: str) -> None:
    said = "Av 120 svarande är 84 nöjda med sin park, vilket är något fler än året innan och fler än i staden i stort."
    extraction = read(page(with_comments(ON_TWO_LINES, {0: label + said, 2: label + said}, style, valign)))
    found = extraction.indicators.to_pylist()
    assert rows_of(extraction) == [(*row[:3], row[3].replace("<br/>", " ")) for row in ON_TWO_LINES]
    assert [row["comment"] for row in found] == [said, None, said, None]


@every_look
def test_a_comment_may_stand_beside_its_label(style: list[Any]) -> None:
    said = "Målet nås inte, vilket beror på att färre har svarat."
    extraction = read(page(with_comments(ROWS, {1: f"Analys: {said}"}, style, "TOP")))
    assert rows_of(extraction) == list(ROWS)
    assert [row["comment"] for row in extraction.indicators.to_pylist()] == [None, said, None, None]


def pages(*sheets: Sequence[Any]) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    for things in sheets:
        draw(canvas, *things)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def test_a_comment_stands_overleaf_and_its_label_does_not() -> None:
    said = "Antalet platser har varit begränsat under hela året."
    grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    extraction = read(pages([table(ROWS[:2], grid), "Kommentar"], [said, table(ROWS[2:], grid)]))
    assert [row["comment"] for row in extraction.indicators.to_pylist()] == [None, said, None, None]


def test_a_heading_in_larger_print_ends_a_comment() -> None:
    said = "Antalet platser har varit begränsat under hela året, och fler har sökt."
    heading = Paragraph("<font size=14>Uppföljning av ekonomi</font>", BODY)
    look = [("LINEABOVE", (0, 1), (-1, -1), 0.3, colors.grey)]
    extraction = read(
        page(with_comments(ROWS, {3: f"Kommentar<br/>{said}"}, look, "TOP"), heading, "Prognosen är god.")
    )
    assert extraction.indicators.to_pylist()[-1]["comment"] == said


def test_a_list_of_contents_ends_a_page_and_a_goal_begins_the_next() -> None:
    label = "KF:s mål för verksamhetsområdet:"
    contents = [f"{label} 1.{n}. Staden är trygg och välskött {'.' * 20} {n + 3}" for n in range(1, 5)]
    goal = Paragraph(f"<font size=13>{label} 1.1. Staden är trygg och välskött</font>", BODY)
    grid = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
    extraction = read(pages(["Innehåll", *contents], [goal, "Arbetet fortsätter under året.", table(ROWS, grid)]))
    assert {row["area_goal"] for row in extraction.indicators.to_pylist()} == {"1.1. Staden är trygg och välskött"}


def test_a_report_is_known_by_the_columns_of_its_tables_though_their_titles_stand_on_two_lines() -> None:
    """Line by line the header says 'Periodens Prognos KF:s' above 'utfall helår årsmål', and no kind of report."""
    titles = ("Indikator", "Periodens<br/>utfall", "Periodens<br/>utfall VB<br/>2017", "Prognos<br/>helår", "Period")
    style = TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    rows = [(f"Andel nöjda i park {n}", "71 %", "70 %", "75 %", "Tertial<br/>2 2018") for n in range(4)]
    cells = [[Paragraph(text, BODY) for text in row] for row in (titles, *rows)]
    content = page(
        "Farsta stadsdelsnämnd", "Tertialrapport 2 2018", Table(cells, colWidths=(180, 70, 80, 70, 70), style=style)
    )
    document = read_content(content, Path("report.pdf"))
    districts = read_districts(ROOT / "seeds" / "districts.csv")
    told = [answer.value for _, answer in detect(document.lines, districts, read_tables(document)).questions()]
    assert told == ["farsta", "T2", "2018"]
    assert pdf_from_bytes(content, Path("report.pdf")).lines == document.lines
