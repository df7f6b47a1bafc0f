"""The count of figures against the tables of money: what no cell holds is found, and what is no figure is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.compute as pc
import pytest

from ingestion.documents.text import text_from_bytes
from ingestion.extraction import Extraction
from ingestion.extraction.text import extract_text
from ingestion.isolation.kept import figure_line_table
from ingestion.reader import ReadDocument, read_document
from ingestion.warehouse.border.figures import count_figures
from ingestion.warehouse.border.result import Place
from ingestion.warehouse.settings import PROJECT

DOCUMENTS = sorted((PROJECT / "data" / "documents").glob("*.txt"))
INDICATORS = (
    "\nKF:s inriktningsmål: 1. En stad för alla \n\n  Indikator Årsmål KF:s årsmål Periodicitet \n\n"
    " Antal barn 16 15 Tertial \n\n"
)


def opened(text: str) -> ReadDocument:
    document = text_from_bytes((text + INDICATORS).encode(), Path("report.txt"))
    return ReadDocument(document.document_id, document.lines, document.pages, None, extract_text(document))


def places(document: ReadDocument, extraction: Extraction | None = None) -> tuple[Place, ...]:
    return count_figures(extraction or document.extraction, figure_line_table(document))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name[:3])
def test_every_figure_of_the_known_tables_is_told(path: Path) -> None:
    document = read_document(path)
    assert document.extraction.money_tables.num_rows > 10
    assert places(document) == ()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name[:3])
def test_a_row_or_a_cell_that_is_lost_from_them_is_found(path: Path) -> None:
    """Every seventh printed row in turn without its cells, and every seventh cell alone."""
    document = read_document(path)
    read = document.extraction
    lines = figure_line_table(document)
    cells = read.money_cells
    keys = sorted({(one["table_number"], one["row_number"]) for one in cells.to_pylist()})
    for table, row in keys[::7]:
        gone = pc.and_(pc.equal(cells.column("table_number"), table), pc.equal(cells.column("row_number"), row))
        own = cells.filter(gone).column("line").to_pylist()
        found = count_figures(replace(read, money_cells=cells.filter(pc.invert(gone))), lines)
        assert any(place.line_start <= max(own) and min(own) <= place.line_end for place in found), (table, row)
    for number in range(0, cells.num_rows, 7):
        left = cells.take([other for other in range(cells.num_rows) if other != number])
        if any(letter.isdigit() for letter in cells.column("as_printed")[number].as_py()):
            assert count_figures(replace(read, money_cells=left), lines), number


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name[:3])
def test_a_table_that_is_lost_is_found_where_a_row_has_two_figures(path: Path) -> None:
    document = read_document(path)
    read, lines = document.extraction, figure_line_table(document)
    for number in range(read.money_tables.num_rows):
        table = read.money_tables.slice(number, 1).to_pylist()[0]
        if len(table["columns"]) < 2:
            continue
        kept = read.money_tables.take([other for other in range(read.money_tables.num_rows) if other != number])
        found = count_figures(replace(read, money_tables=kept), lines)
        assert any(table["line_start"] <= place.line_start <= table["line_end"] for place in found), number


TABLE = (
    "Förskola \n\nVerksamhet, mnkr Kostnader Intäkter Netto \n\nLokaler 115,1 1,0 114,1 \n\nPersonal 13,2 0,2 13,0 \n\n"
)


def test_a_table_with_a_header_that_nobody_understands() -> None:
    (place,) = places(opened("Krokar \n\nSort Snören Linor \n\nRöda 3 4 \n\nBlå 5 6 \n\n"))
    assert (place.line_start, place.line_end, place.kind) == (5, 7, "money")
    assert place.as_printed == "Röda 3 4 / Blå 5 6"


def test_a_row_below_a_table_that_prose_parts_from_it() -> None:
    document = opened(TABLE + "Här talas om annat. Det räcker inte. \n\nSumma 128,3 1,2 127,1 \n\n")
    assert [(place.line_start, place.as_printed) for place in places(document)] == [(11, "Summa 128,3 1,2 127,1")]


def test_a_header_that_a_page_repeats_is_none() -> None:
    header = "Verksamhet, mnkr Budget 2022 Bokslut 2021 \n\n"
    document = opened(f"Förskola \n\n{header}Lokaler 115,1 1,0 \n\nSid 4 (9) \n\n {header}Personal 13,2 0,2 \n\n")
    assert document.extraction.money_cells.num_rows == 4
    assert places(document) == ()


def test_digits_in_the_label_of_an_empty_row_are_words() -> None:
    assert places(opened(TABLE.replace("Personal", "Barn 1-3 år   \n\nPersonal"))) == ()


def test_prose_ends_in_one_figure_or_in_years() -> None:
    assert (
        places(opened("Det blev dyrare 2021 och 2022 \n\nKön var i snitt 1 330 \n\nBudgeten är netto 12,5 \n\n")) == ()
    )
