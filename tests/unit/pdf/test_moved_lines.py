"""Lines that a program moves while it lays out pages: headers cut by a page's end, lowered lines, cells too long."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from ingestion.documents.pdf import Word, pdf_from_bytes
from ingestion.documents.pdf_words import letters_joined
from ingestion.extraction import Extraction
from ingestion.extraction.pdf import extract_pdf

COLUMNS = (64, 300, 380, 470)
EDGES = (60, 296, 376, 466, 540)
TITLES = ("Indikator", "Årsmål", "KF:s årsmål", "Periodicitet")
Placed = tuple[float, Sequence[str]] | tuple[float, Sequence[str], float]
"""The height of a line, in points from the page's top, its text by column, and where it begins if not at a column."""


def document(pages: Sequence[Sequence[Placed]], boxes: Sequence[Sequence[tuple[float, ...]]] = ()) -> bytes:
    """Pages of lines, with a grid of EDGES, or the sides of other columns, between two heights."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    for number, lines in enumerate(pages):
        canvas.setFont("Helvetica", 9)
        for height, texts, *begin in lines:
            for column, text in zip(begin or COLUMNS, texts, strict=False):
                canvas.drawString(column, A4[1] - height, text)
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


LONG = "Fler besöker parken på kvällen än tidigare, och de som gör det trivs allt bättre där än de flesta andra."
PROSE = "Målen följs upp av förvaltningen varje tertial, och av nämnden i februari och september varje år."


def comments_of(extraction: Extraction) -> list[tuple[str | None, ...]]:
    columns = ("indicator", "comment", "column_evidence")
    return [tuple(row[column] for column in columns) for row in extraction.indicators.to_pylist()]


def test_rest_of_a_name_and_the_row_below_it_are_two_though_an_edge_encloses_them() -> None:
    first = [
        (700, TITLES),
        (780, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
        (792, ("Antal lekplatser som har synats under våren av en", "14", "15", "Tertial")),
    ]
    second = [
        (60, TITLES),
        (72, ("besiktningsman",)),
        (84, ("Antal bänkar i stadsdelens", "3 st", "", "År")),
        (96, ("parker",)),
        (112, ("Analys",)),
        (123, ("Fler bänkar ställs ut.",)),
    ]
    # The comment's cell is shaded, so its upper edge is the next one below the header's.
    rows = rows_of(read(document([first, second], [[], [(50, 63, 60, 540), (101, 128, 60, 540)]])))
    assert [row[:2] for row in rows] == [
        ("Andel besökare som trivs i parken", "71 %"),
        ("Antal lekplatser som har synats under våren av en besiktningsman", "14"),
        ("Antal bänkar i stadsdelens parker", "3 st"),
    ]


def test_text_on_the_frame_of_a_comments_cell_is_no_part_of_it() -> None:
    lines = [
        (140, TITLES),
        (156, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
        (172, ("Analys",), 70),
        (183, ("Fler besöker parken på kvällen än tidigare.",), 70),
        (210, (PROSE,), 60),
        (250, ("Nämndmål:",), 60),
        (264, ("2.2. Odlingen ökar",), 60),
        (280, TITLES),
        (296, ("Antal odlingslotter", "14", "15", "Tertial")),
    ]
    boxes = [[(130, 144), (144, 162), (162, 266, EDGES[0], EDGES[-1]), (270, 284), (284, 300)]]
    extraction = read(document([lines], boxes))
    assert comments_of(extraction) == [
        ("Andel besökare som trivs i parken", "Fler besöker parken på kvällen än tidigare.", "positional"),
        ("Antal odlingslotter", None, "positional"),
    ]
    assert extraction.goals.column("number").to_pylist() == ["2.2"]
    assert [one["as_printed"] for one in extraction.unread.to_pylist()] == [PROSE]


def test_label_and_text_of_a_comment_belong_together_over_an_edge() -> None:
    lines = [
        (100, TITLES),
        (116, ("Andel lekplatser som har synats under", "96 %", "90 %", "Halvår")),
        (127, ("våren av en besiktningsman",)),
        (143, ("Analys",)),
        (154, (LONG,)),
        (172, ("Antal odlingslotter", "14", "15", "Tertial")),
    ]
    boxes = [[(90, 104), (104, 132), (132, 145.5), (145.5, 160), (160, 178)]]
    levels = [[(top, bottom, 60, 540) for top, bottom in boxes[0]]]
    assert comments_of(read(document([lines], levels))) == [
        ("Andel lekplatser som har synats under våren av en besiktningsman", LONG, "positional"),
        ("Antal odlingslotter", None, "positional"),
    ]


def test_next_line_of_a_name_belongs_to_it_over_an_edge_and_keeps_its_comment() -> None:
    lines = [
        (100, TITLES),
        (116, ("Andel lekplatser som har synats under", "96 %", "90 %", "Halvår")),
        (127, ("våren av en besiktningsman",)),
        (143, ("Analys",)),
        (154, ("Synen görs i maj.",)),
        (172, ("Antal odlingslotter", "14", "15", "Tertial")),
    ]
    boxes = [[(90, 104), (104, 118), (118, 132), (132, 160, 60, 540), (160, 178)]]
    assert comments_of(read(document([lines], boxes))) == [
        ("Andel lekplatser som har synats under våren av en besiktningsman", "Synen görs i maj.", "ambiguous"),
        ("Antal odlingslotter", None, "positional"),
    ]


@pytest.mark.parametrize("repeated", [True, False])
def test_paragraph_of_a_comment_overleaf_belongs_to_it(repeated: bool) -> None:
    first = [
        (690, (PROSE,), 60),
        (720, TITLES),
        (750, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
        (766, ("Analys",)),
        (777, (LONG,)),
    ]
    header = [(60, TITLES)] if repeated else []
    second = [
        *header,
        (72, (LONG.replace("kvällen", "morgonen"),)),
        (88, ("Antal odlingslotter", "14", "15", "Tertial")),
        (116, (PROSE,), 60),
    ]
    assert comments_of(read(document([first, second]))) == [
        ("Andel besökare som trivs i parken", f"{LONG} {LONG.replace('kvällen', 'morgonen')}", "positional"),
        ("Antal odlingslotter", None, "positional"),
    ]


def test_last_line_of_a_comment_is_no_name_where_rows_stand_closer_than_its_lines() -> None:
    lines = [
        (100, TITLES),
        (111, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
        (122, ("Antal träd", "12", "15", "År")),
        (133, ("Analys",)),
        (147, (LONG,)),
        (161, (LONG.replace("kvällen", "morgonen"),)),
        (175, ("Det är bra.",)),
        (186, ("Antal odlingslotter", "14", "15", "Tertial")),
        (197, ("Antal bänkar", "3 st", "", "År")),
    ]
    rows = comments_of(read(document([lines])))
    assert [row[0] for row in rows] == [
        "Andel besökare som trivs i parken",
        "Antal träd",
        "Antal odlingslotter",
        "Antal bänkar",
    ]
    assert (rows[1][1] or "").endswith("Det är bra.")


def test_value_that_ends_in_the_middle_of_its_unit_is_flagged() -> None:
    lines = [
        (100, TITLES),
        (111, ("Antal barn per grupp", "13,7 barn/", "14", "År")),
        (122, ("Antal odlingslotter", "avd. 14", "15", "Tertial")),
    ]
    assert {row[4] for row in rows_of(read(document([lines])))} == {"ambiguous"}


@pytest.mark.parametrize("last", ["2023", "VB 2023", "Tertial 2 2023"])
def test_period_set_to_the_right_of_its_title_is_read(last: str) -> None:
    """'Period' begins at 470, and the periods end at 560."""
    begin = 560 - stringWidth(last, "Helvetica", 9)
    lines = [
        (100, (*TITLES[:3], "Period")),
        (116, ("Andel besökare som trivs i parken", "71 %", "75 %")),
        (116, (last,), begin),
        (132, ("Antal odlingslotter", "14", "15")),
        (132, ("Tertial 2 2023",), 560 - stringWidth("Tertial 2 2023", "Helvetica", 9)),
        (148, ("Antal bänkar", "3 st")),
        (148, (last,), begin),
    ]
    levels = [[(top, top + 16, 60, 560) for top in (88, 104, 120, 136)]]
    for boxes in ((), levels):
        assert [row[:4] for row in rows_of(read(document([lines], boxes)))] == [
            ("Andel besökare som trivs i parken", "71 %", "75 %", last),
            ("Antal odlingslotter", "14", "15", "Tertial 2 2023"),
            ("Antal bänkar", "3 st", None, last),
        ]


@pytest.mark.parametrize("drawn", [True, False])
def test_word_longer_than_its_column_stays_in_the_name(drawn: bool) -> None:
    word = ["trädgårdsmästarutbildningsplatserna", "som"][0] * 2
    lines = [
        (100, TITLES),
        (116, ("Andel besökare som trivs med", "71 %", "75 %", "År")),
        (127, (word,)),
        (150, ("Antal odlingslotter", "14", "15", "Tertial")),
    ]
    levels = [[(90, 104, 60, 540), (104, 132, 60, 540), (132, 156, 60, 540)]]
    rows = rows_of(read(document([lines], levels if drawn else ())))
    assert [row[0] for row in rows] == [f"Andel besökare som trivs med {word}", "Antal odlingslotter"]


def test_text_that_is_left_out_right_below_a_row_flags_it() -> None:
    lines = [
        (100, TITLES),
        (116, ("Andel besökare som trivs i", "71 %", "75 %", "År")),
        (127, (LONG,)),
        (160, ("Antal odlingslotter", "14", "15", "Tertial")),
    ]
    levels = [[(90, 104, 60, 540), (104, 132, 60, 540), (150, 166, 60, 540)]]
    rows = rows_of(read(document([lines], levels)))
    assert [row[4] for row in rows] == ["ambiguous", "positional"]


def test_rule_that_leaves_out_a_column_flags_both_rows_of_its_cell() -> None:
    lines = [
        (100, TITLES),
        (116, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
        (132, ("Antal odlingslotter", "14", "", "Tertial")),
        (148, ("Antal bänkar", "3 st", "4 st", "År")),
    ]
    rules = [(top, top, 60, 540) for top in (90, 104, 136, 152)]
    rows = rows_of(read(document([lines], [[*rules, (120, 120, 60, 376), (120, 120, 466, 540)]])))
    assert [row[:3] for row in rows] == [
        ("Andel besökare som trivs i parken", "71 %", "75 %"),
        ("Antal odlingslotter", "14", "75 %"),
        ("Antal bänkar", "3 st", "4 st"),
    ]
    assert [row[4] for row in rows] == ["ambiguous", "ambiguous", "positional"]


def letters(text: str, gap: float) -> list[Word]:
    """Each letter of a text as a word of its own, 5 points wide, `gap` points behind the one before."""
    places = [(letter, 60 + n * (5 + gap)) for n, letter in enumerate(text) if letter != " "]
    return [Word(letter, x, 90, x + 5, 100, space_after=False, base=98, size=9) for letter, x in places]


def test_letters_that_pdfium_takes_apart_are_words_where_they_touch() -> None:
    text = "Andel besökare som trivs i parken eller vid dammen"
    assert [word.text for word in letters_joined(letters(text, 0))] == text.split()
    assert len(letters_joined(letters(text, 2.5))) == len("".join(text.split()))
    assert len(letters_joined(letters("12 34 56", 0))) == 6


@pytest.mark.parametrize("margin", [64, 60])
def test_short_last_paragraph_of_a_comment_belongs_to_it(margin: int) -> None:
    lines = [
        (70, (PROSE,), margin),
        (100, TITLES),
        (116, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
        (127, ("eller vid dammen",)),
        (143, ("Analys",)),
        (154, (LONG,)),
        (169, ("Se bilaga 3.",)),
        (190, ("Antal odlingslotter", "14", "15", "Tertial")),
        (201, ("i stadsdelen",)),
    ]
    assert comments_of(read(document([lines]))) == [
        ("Andel besökare som trivs i parken eller vid dammen", f"{LONG} Se bilaga 3.", "positional"),
        ("Antal odlingslotter i stadsdelen", None, "positional"),
    ]


def test_short_paragraph_of_a_comment_below_a_repeated_header_is_no_title() -> None:
    first = [
        (740, TITLES),
        (756, ("Andel besökare som trivs i parken", "71 %", "75 %", "År")),
        (772, ("Analys",)),
        (783, (LONG,)),
    ]
    second = [
        (60, TITLES),
        (76, ("Se bilaga 3.",)),
        (92, ("Antal odlingslotter", "14", "15", "Tertial")),
    ]
    # A striped table: every second row has no sides.
    boxes = [[(730, 744), (744, 762), (762, 788, 60, 540)], [(50, 64), (80, 96)]]
    assert comments_of(read(document([first, second], boxes))) == [
        ("Andel besökare som trivs i parken", f"{LONG} Se bilaga 3.", "positional"),
        ("Antal odlingslotter", None, "positional"),
    ]
