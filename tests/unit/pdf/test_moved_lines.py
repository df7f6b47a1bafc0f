"""Lines that a program moves while it lays out pages: headers cut by a page's end, lowered lines, cells too long."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingestion.documents.pdf import pdf_from_bytes
from ingestion.extraction import Extraction
from ingestion.extraction.pdf import extract_pdf

LEFT, COLUMNS = 60, (64, 300, 380, 470)
EDGES = (60, 296, 376, 466, 540)
TITLES = ("Indikator", "Årsmål", "KF:s årsmål", "Periodicitet")
Placed = tuple[float, Sequence[str]]
"""The height of a line, in points from the page's top, and its text by column."""


def document(pages: Sequence[Sequence[Placed]], boxes: Sequence[Sequence[tuple[float, ...]]] = ()) -> bytes:
    """Pages of lines, with a grid of EDGES, or the sides of other columns, between two heights."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    for number, lines in enumerate(pages):
        canvas.setFont("Helvetica", 9)
        for height, texts in lines:
            for column, text in zip(COLUMNS, texts, strict=False):
                canvas.drawString(column if len(texts) > 1 else LEFT + 4, A4[1] - height, text)
        for top, bottom, *sides in boxes[number] if boxes else ():
            edges = sides or EDGES
            for edge in edges:
                canvas.line(edge, A4[1] - top, edge, A4[1] - bottom)
            for level in (top, bottom):
                canvas.line(edges[0], A4[1] - level, edges[-1], A4[1] - level)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def read(content: bytes) -> Extraction:
    return extract_pdf(pdf_from_bytes(content, Path("report.pdf")))


def rows_of(extraction: Extraction) -> list[tuple[str | None, ...]]:
    columns = ("indicator", "annual_target", "kf_target", "period", "column_evidence")
    return [tuple(row[column] for column in columns) for row in extraction.indicators.to_pylist()]


@pytest.mark.parametrize("drawn", [True, False])
def test_header_that_a_page_break_cuts_is_read_over_it(drawn: bool) -> None:
    pages = [
        [
            (700, TITLES),
            (714, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
            (740, ("Målen följs upp av förvaltningen varje tertial och av nämnden.",)),
            (780, ("Indikator", "Nämndens", "KF:s", "Perio")),
        ],
        [
            (60, ("", "årsmål", "årsmål", "dicitet")),
            (74, ("Antal odlingslotter", "14", "15", "Tertial")),
            (88, ("Antal bänkar", "3 st", "", "År")),
        ],
    ]
    boxes = [[(690, 704), (704, 718), (770, 800)], [(46, 64), (64, 78), (78, 92)]]
    extraction = read(document(pages, boxes if drawn else ()))
    assert rows_of(extraction) == [
        ("Andel besökare som trivs i parken", "71 %", "75 %", "År", "positional"),
        ("Antal odlingslotter", "14", "15", "Tertial", "positional"),
        ("Antal bänkar", "3 st", None, "År", "positional"),
    ]
    assert [table["rows"] for table in extraction.tables.to_pylist()] == [1, 2]


def test_heading_over_which_a_comment_is_drawn_ends_it() -> None:
    lines = [
        (100, ("Nämndmål:",)),
        (114, ("2.1. Parkerna är trygga",)),
        (140, TITLES),
        (156, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
        (172, ("Analys",)),
        (183, ("Fler besöker parken på kvällen än tidigare.",)),
        (210, ("Nämndmål:",)),
        (224, ("2.2. Odlingen ökar",)),
        (250, TITLES),
        (266, ("Antal odlingslotter", "14", "15", "Tertial")),
    ]
    # The comment's cell is drawn down to below the next heading.
    boxes = [[(130, 144), (144, 162), (162, 232, EDGES[0], EDGES[-1]), (240, 254), (254, 270)]]
    rows = read(document([lines], boxes)).indicators.to_pylist()
    assert [(row["indicator"], row["council_goal"], row["comment"]) for row in rows] == [
        (
            "Andel besökare som trivs i parken",
            "2.1. Parkerna är trygga",
            "Fler besöker parken på kvällen än tidigare.",
        ),
        ("Antal odlingslotter", "2.2. Odlingen ökar", None),
    ]


def test_lowered_line_that_goes_on_with_a_name_belongs_to_it_and_is_flagged() -> None:
    lines = [
        (100, TITLES),
        (116, ("Andel lekplatser som har synats under", "96 %", "90 %", "Halvår")),
        (126, ("våren av en besiktningsman",)),
        (144, ("Stockholmarnas nöjdhet med skötsel och", "73 %", "73 %", "År")),
        (158, ("städning av parken",)),
        (176, ("Antal odlingslotter", "14", "15", "Tertial")),
    ]
    assert rows_of(read(document([lines]))) == [
        ("Andel lekplatser som har synats under våren av en besiktningsman", "96 %", "90 %", "Halvår", "positional"),
        ("Stockholmarnas nöjdhet med skötsel och städning av parken", "73 %", "73 %", "År", "ambiguous"),
        ("Antal odlingslotter", "14", "15", "Tertial", "positional"),
    ]


def test_paragraphs_of_a_comment_are_all_read_where_nothing_is_drawn() -> None:
    lines = [
        (70, ("Målen följs upp av förvaltningen varje tertial och av nämnden i februari.",)),
        (100, TITLES),
        (116, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
        (132, ("Analys",)),
        (
            142,
            ("Fler besöker parken på kvällen än tidigare, och de som gör det trivs allt bättre där, säger de flesta.",),
        ),
        (158, ("Under hösten byggs en ny entré mot torget, med belysning och bänkar vid den stora dammen i norr.",)),
        (174, ("Antal odlingslotter", "14", "15", "Tertial")),
    ]
    rows = read(document([lines])).indicators.to_pylist()
    assert [row["indicator"] for row in rows] == ["Andel besökare som trivs i parken", "Antal odlingslotter"]
    assert rows[0]["comment"] == f"{lines[4][1][0]} {lines[5][1][0]}"
    assert rows[1]["column_evidence"] == "positional"


def test_activities_that_no_edges_close_are_read_above_a_heading_and_a_drawn_table() -> None:
    above = [
        (100, TITLES),
        (116, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
        (150, ("Aktivitet", "Startdatum", "Slutdatum")),
        (166, ("Byta belysningen vid dammen", "2019-02-01", "2019-11-30")),
        (180, ("Måla om bänkarna", "2019-03-01", "2019-09-30")),
    ]
    below = [
        (210, ("Målen följs upp av förvaltningen varje tertial, och av nämnden i februari och september varje år.",)),
        (240, ("Nämndmål:",)),
        (254, ("2.2. Odlingen ökar",)),
        (280, TITLES),
        (296, ("Antal odlingslotter", "14", "15", "Tertial")),
    ]
    extraction = read(document([[*above, *below]], [[(90, 104), (104, 122), (270, 284), (284, 302)]]))
    assert [(row["activity"], str(row["end_date"])) for row in extraction.activities.to_pylist()] == [
        ("Byta belysningen vid dammen", "2019-11-30"),
        ("Måla om bänkarna", "2019-09-30"),
    ]
    assert len(rows_of(extraction)) == 2


def test_header_of_activities_without_rows_is_a_finding() -> None:
    lines = [
        (100, TITLES),
        (116, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
        (150, ("Aktivitet", "Startdatum", "Slutdatum")),
        (180, ("Målen följs upp av förvaltningen varje tertial, och av nämnden i februari och september varje år.",)),
    ]
    extraction = read(document([lines]))
    assert extraction.activities.num_rows == 0
    assert [(one["kind"], one["may_hold_row"]) for one in extraction.unread.to_pylist()] == [("header", False)]
