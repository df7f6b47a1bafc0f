"""What reports print in and around their tables, each kind by itself: read right, flagged, or refused with its page."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, Table, TableStyle

from ingestion.documents.pdf import pdf_from_bytes
from ingestion.documents.text import DocumentError
from ingestion.extraction import Extraction
from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.pdf import extract_pdf

TITLES = ("Indikator", "Årsmål", "KF:s årsmål", "Periodicitet")
ROWS = (
    ("Andel besökare som trivs i parken", "71 %", "75 %", "År"),
    ("Antal odlingslotter", "14", "", "Tertial"),
    ("Andel lekplatser som har synats under våren av en besiktningsman", "96,5 %", "90 %", "Halvår"),
    ("Antal bänkar", "3 st", "", "År"),
)
WIDTHS = (230, 80, 90, 80)
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=11)
GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black)]
RULES = [("LINEABOVE", (0, 0), (-1, -1), 0.5, colors.black), ("LINEBELOW", (0, -1), (-1, -1), 0.5, colors.black)]
STRIPES = [("ROWBACKGROUNDS", (0, 1), (-1, -1), [None, colors.HexColor("#ececec")])]
SHADED_HEADER = [("BACKGROUND", (0, 0), (-1, 0), colors.HexColor("#d9e2f3"))]
LOOKS = {"grid": GRID, "rules": RULES, "stripes": [*STRIPES, *SHADED_HEADER], "header": SHADED_HEADER, "nothing": []}

every_look = pytest.mark.parametrize("style", LOOKS.values(), ids=LOOKS)


def table(rows: Sequence[Sequence[str]], style: Sequence[Any], titles: Sequence[str] = TITLES) -> Table:
    cells = [[Paragraph(text, BODY) for text in row] for row in (titles, *rows)]
    base = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 4)]
    return Table(cells, colWidths=WIDTHS, style=TableStyle([*base, *style]))


def page(*things: Any, extra: Callable[[Canvas], None] | None = None) -> bytes:
    """A page with things from top to bottom: tables, or paragraphs of text."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    draw(canvas, *things)
    if extra is not None:
        extra(canvas)
    canvas.save()
    return target.getvalue()


def draw(canvas: Canvas, *things: Any) -> None:
    top = 780.0
    for thing in things:
        flowable = Paragraph(thing, BODY) if isinstance(thing, str) else thing
        _, height = flowable.wrap(480, 800)
        flowable.drawOn(canvas, 56, top - height)
        top -= height + 14


def read(content: bytes) -> Extraction:
    return extract_pdf(pdf_from_bytes(content, Path("report.pdf")))


def rows_of(extraction: Extraction) -> list[tuple[str, str, str, str]]:
    columns = ("indicator", "annual_target", "kf_target", "period")
    return [tuple(row[column] or "" for column in columns) for row in extraction.indicators.to_pylist()]


def flags(extraction: Extraction) -> list[set[str]]:
    """Of each row the reasons why it is ambiguous; empty where it is not."""
    known = {"cell_edges", "header_boxes", "row_over_pages"}
    return [
        set(row["evidence"]) - known if row["column_evidence"] == "ambiguous" else set()
        for row in extraction.indicators.to_pylist()
    ]


@every_look
def test_rows_of_a_look_are_read(style: list[Any]) -> None:
    extraction = read(page(table(ROWS, style), "Arbetet med parkerna fortsätter under hela året i hela stadsdelen."))
    assert rows_of(extraction) == list(ROWS)
    assert flags(extraction) == [set()] * len(ROWS)


@every_look
def test_lines_of_a_row_lie_between_its_first_and_last(style: list[Any]) -> None:
    content = page(table(ROWS, style))
    lines = pdf_from_bytes(content, Path("report.pdf")).lines
    for row, known in zip(read(content).indicators.to_pylist(), ROWS, strict=True):
        printed = " ".join(lines[row["line_start"] - 1 : row["line_end"]]).split()
        assert set(" ".join(known).split()) == set(printed)


@every_look
def test_footnote_marks_are_no_digits(style: list[Any]) -> None:
    marked = (
        ("Andel besökare<super>1</super> som trivs i parken", "71<super>2</super> %", "75 %<super>1</super>", "År"),
    )
    extraction = read(page(table((*marked, *ROWS[1:]), style)))
    assert rows_of(extraction) == list(ROWS)


def test_exponent_of_a_unit_is_no_mark() -> None:
    extraction = read(page(table([("Energi i lokaler", "140 kWh/m<super>2</super>", "", "År")], GRID)))
    assert rows_of(extraction) == [("Energi i lokaler", "140 kWh/m2", "", "År")]


@every_look
def test_struck_figure_is_flagged(style: list[Any]) -> None:
    extraction = read(page(table([("Antal odlingslotter", "<strike>12</strike> 14", "", "År"), *ROWS[1:]], style)))
    assert "figure_struck_out" in flags(extraction)[0]
    assert flags(extraction)[1:] == [set()] * 3


@pytest.mark.parametrize("titles", [[t.upper() for t in TITLES], ["Indikator<super>1</super>", *TITLES[1:]]])
@every_look
def test_titles_may_be_capitals_or_marked(style: list[Any], titles: list[str]) -> None:
    assert rows_of(read(page(table(ROWS, style, titles)))) == list(ROWS)


def test_header_that_is_not_understood_refuses_its_page() -> None:
    with pytest.raises(ExtractionError, match=r"page 1: the header of a table is not understood: Mätetal"):
        read(page(table(ROWS, [], ("Mätetal", "Årsmål", "Trend", "Periodicitet"))))


@every_look
def test_goal_between_the_rows_leads_those_below_it(style: list[Any]) -> None:
    goal = ("KF:s mål för verksamhetsområdet: 1.2 Parkerna är trygga", "", "", "")
    spans = [*style, ("SPAN", (0, 3), (-1, 3))]
    extraction = read(page(table([*ROWS[:2], goal, *ROWS[2:]], spans)))
    assert rows_of(extraction) == list(ROWS)
    areas = extraction.indicators.column("area_goal").to_pylist()
    assert areas == [None, None, "1.2 Parkerna är trygga", "1.2 Parkerna är trygga"]


@every_look
@pytest.mark.parametrize(
    "other",
    [
        [("Personal", "Kvinnor", "Män", "Totalt"), ("Tillsvidare", "400", "140", "540"), ("Visstid", "4", "2", "2021")],
        [("Nyckeltal", "2019", "2020", "2021"), ("Andel heltid", "80 %", "81 %", "2021")],
    ],
)
def test_rows_below_the_titles_of_another_table_are_lost_to_nobody_and_sure_to_nobody(
    other: list[tuple[str, ...]], style: list[Any]
) -> None:
    extraction = read(
        page(table(ROWS, style), "Personalen har blivit fler under hela året.", table(other[1:], style, other[0]))
    )
    sure = [row for row, flag in zip(rows_of(extraction), flags(extraction), strict=True) if not flag]
    assert sure == list(ROWS)
    assert all("other_table" in flag for flag in flags(extraction)[len(ROWS) :])


@every_look
def test_title_of_a_section_and_sum_are_no_rows(style: list[Any]) -> None:
    spans = [*style, ("SPAN", (0, 3), (-1, 3))]
    inside = [*ROWS[:2], ("<b>Kultur</b>", "", "", ""), *ROWS[2:], ("Summa", "109", "101", "")]
    extraction = read(page(table(inside, spans)))
    assert [row for row in rows_of(extraction) if row[0] in {known[0] for known in ROWS}] == list(ROWS) or all(
        flag for row, flag in zip(rows_of(extraction), flags(extraction), strict=True) if row not in ROWS
    )
    assert not {"Kultur", "Summa"} & {row[0] for row in rows_of(extraction)}


@every_look
def test_row_without_a_period_is_flagged(style: list[Any]) -> None:
    extraction = read(page(table([ROWS[0], ("Antal odlingslotter", "14", "", ""), *ROWS[2:]], style)))
    names = [row[0] for row in rows_of(extraction)]
    assert names[1] == "Antal odlingslotter"
    assert "row_without_period" in flags(extraction)[1]


@every_look
def test_comment_of_several_paragraphs_takes_no_row(style: list[Any]) -> None:
    comment = (
        "Analys<br/>Antalet var 54 st och målet 60 st.<br/><br/>Resultatet ska tolkas med försiktighet.",
        "",
        "",
        "",
    )
    spans = [*style, ("SPAN", (0, 2), (-1, 2))]
    extraction = read(page(table([ROWS[0], comment, *ROWS[1:]], spans)))
    assert [row[0] for row in rows_of(extraction)] == [row[0] for row in ROWS]


def test_cell_over_two_rows_flags_both() -> None:
    style = [*GRID, ("SPAN", (3, 1), (3, 2))]
    extraction = read(page(table([ROWS[0], ("Antal odlingslotter", "14", "", ""), *ROWS[2:]], style)))
    assert [row[0] for row in rows_of(extraction)] == [row[0] for row in ROWS]
    assert flags(extraction)[:2] == [{"cell_merged"}] * 2
    assert flags(extraction)[2:] == [set()] * 2


def test_cell_over_two_columns_flags_its_row() -> None:
    style = [*GRID, ("SPAN", (1, 1), (2, 1))]
    extraction = read(page(table([("Antal lotter", "14", "", "År"), *ROWS[1:]], style)))
    assert [bool(flag) for flag in flags(extraction)] == [True, False, False, False]


@pytest.mark.parametrize(
    ("printed", "flagged"),
    [
        ('<font color="green">Uppfyllt</font> Antal bänkar', False),
        ('<font color="green">Nystart</font> Antal bänkar', True),
        ("Uppfyllt Antal bänkar", True),
        ('Antal bänkar<br/><font size="6">Räknas vartannat år</font>', False),
        ("Antal bänkar<br/><i>Räknas vartannat år</i>", True),
        ("Antal bänkar*", False),
    ],
)
@every_look
def test_what_is_printed_beside_a_name(style: list[Any], printed: str, flagged: bool) -> None:
    extraction = read(page(table([(printed, "3 st", "", "År"), *ROWS[:3]], style)))
    assert bool(flags(extraction)[0]) is flagged
    if not flagged:
        assert rows_of(extraction)[0] == ROWS[3]


@pytest.mark.parametrize("place", [(10, 0), (545, 0)], ids=["left", "right"])
@every_look
def test_note_beside_a_table_flags_its_row(style: list[Any], place: tuple[int, int]) -> None:
    def note(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 6)
        canvas.drawString(place[0], 746, "Se bilaga")

    extraction = read(page(table(ROWS, style), extra=note))
    assert [row[0] for row in rows_of(extraction)] == [row[0] for row in ROWS]
    assert not any(row[1:] != known[1:] for row, known in zip(rows_of(extraction), ROWS, strict=True))


def test_hidden_text_is_not_read() -> None:
    def hide(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.setFillColor(colors.white)
        canvas.drawString(300, 746, "99 %")
        canvas.setFillColor(colors.black)
        canvas.drawString(-200, 746, "88 %")
        text = canvas.beginText(320, 746)
        text.setTextRenderMode(3)
        text.textOut("77 %")
        canvas.drawText(text)

    assert rows_of(read(page(table(ROWS, GRID), extra=hide))) == list(ROWS)


def test_covered_text_is_not_read() -> None:
    def cover(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(320, 746, "99 %")
        canvas.setFillColor(colors.white)
        canvas.rect(318, 743, 40, 12, stroke=0, fill=1)

    assert rows_of(read(page(table(ROWS, GRID), extra=cover))) == list(ROWS)


def test_text_between_two_parts_enters_no_name() -> None:
    parts = Table(
        [[Paragraph(text, BODY) for text in row] for row in ROWS[2:]], colWidths=WIDTHS, style=TableStyle(RULES)
    )
    extraction = read(page(table(ROWS[:2], RULES), "Nämnden bedömer att målet nås.", parts))
    assert rows_of(extraction) == list(ROWS)


def test_list_of_contents_holds_no_goals() -> None:
    contents = "KF:s mål för verksamhetsområdet: 1.9 Annat " + "." * 40 + " 7"
    goal = "KF:s mål för verksamhetsområdet: 1.2 Parkerna är trygga"
    extraction = read(page(contents, goal, table(ROWS, GRID)))
    assert extraction.goals.column("number").to_pylist() == ["1.2"]


def test_council_goal_that_does_not_fit_the_goal_above_is_flagged() -> None:
    goals = ("KF:s mål för verksamhetsområdet: 1.1 Parkerna är trygga", "Nämndmål: 1.2.1 Lekplatserna synas")
    extraction = read(page(*goals, table(ROWS, GRID)))
    assert flags(extraction) == [{"goal_above_not_printed"}] * len(ROWS)


def scan(canvas: Canvas) -> None:
    image = Image.new("L", (600, 840), 250)
    pen = ImageDraw.Draw(image)
    for line in range(60, 700, 24):
        pen.text((60, line), "Andel besökare som trivs i parken 71 % 75 %", fill=20)
    canvas.drawImage(ImageReader(image), 0, 0, *A4)


def test_scanned_page_among_others_is_refused_by_its_number() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    draw(canvas, table(ROWS, GRID))
    canvas.showPage()
    scan(canvas)
    canvas.showPage()
    draw(canvas, table(ROWS, GRID))
    canvas.save()
    with pytest.raises(DocumentError, match="page 2 is a picture of print"):
        pdf_from_bytes(target.getvalue(), Path("report.pdf"))


def test_photograph_is_no_scan() -> None:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    image = Image.linear_gradient("L").resize((300, 420))
    canvas.drawImage(ImageReader(image), 0, 0, *A4)
    canvas.showPage()
    draw(canvas, table(ROWS, GRID))
    canvas.save()
    assert rows_of(read(target.getvalue())) == list(ROWS)


@pytest.mark.parametrize("behind", [b"\r\n\x00\x00junk" * 2000, b"\n-- Skickat via e-post --\n"])
def test_bytes_behind_the_end_mark_are_no_damage(behind: bytes) -> None:
    assert rows_of(read(page(table(ROWS, GRID)) + behind)) == list(ROWS)


def test_damage_is_seen_in_a_file_that_holds_the_word_of_encryption() -> None:
    content = page(table(ROWS, GRID))
    start = content.index(b"stream") + 40
    damaged = content[:start] + b"!" * 30 + content[start + 30 :] + b"\n% /Encrypt\n"
    with pytest.raises(DocumentError, match=r"damaged|cut short"):
        pdf_from_bytes(damaged, Path("report.pdf"))


def test_document_without_rows_names_where_indicators_stand() -> None:
    with pytest.raises(ExtractionError, match="'Indikator' stands on page 1"):
        read(page("Indikatorn följs upp i nästa rapport."))


@every_look
def test_numbers_of_lines_in_the_margin_are_no_text(style: list[Any]) -> None:
    def number(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for line in range(1, 26):
            canvas.drawString(30, 790 - 11 * line, str(line))

    extraction = read(page("KF:s mål för verksamhetsområdet: 1.2 Parkerna är trygga", table(ROWS, style), extra=number))
    assert rows_of(extraction) == list(ROWS)
    assert extraction.goals.column("number").to_pylist() == ["1.2"]


def test_titles_that_touch_each_other_are_parted_by_where_their_lines_begin() -> None:
    """'Periodens' is as wide as its column, so that 'Utfall' begins where it ends."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    places = (56, 230, 272, 314, 356, 398, 440)
    printed = (
        ("Indikator", "Periodens", "Utfall", "Utfall", "Årsmål", "KF:s", "Period"),
        ("", "utfall", "män/", "kvinnor/", "", "årsmål", ""),
        ("", "", "pojkar", "flickor", "", "", ""),
        ("Antal bänkar", "14", "8", "6", "16", "90", "VB 2021"),
        ("Andel nöjda besökare", "70 %", "69 %", "71 %", "75 %", "80 %", "VB 2021"),
    )
    # Cell by cell: drawn line by line the two are one word.
    for at, *texts in zip(places, *printed, strict=True):
        for number, text in enumerate(texts):
            canvas.setFont("Helvetica-Bold" if number < 3 else "Helvetica", 9)
            canvas.drawString(at, 700 - 11 * number - (8 * (number - 2) if number > 2 else 0), text)
    canvas.save()
    columns = ("indicator", "outcome", "outcome_men", "outcome_women", "annual_target", "kf_target", "period")
    rows = read(target.getvalue()).indicators.to_pylist()
    assert [tuple(row[column] for column in columns) for row in rows] == [printed[3], printed[4]]
