"""The count against the printed lines: a row that nothing covers is found, and what is no row is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from ingestion.documents.text import text_from_bytes
from ingestion.isolation.kept import row_end_table
from ingestion.reader import read_document
from ingestion.warehouse.border import ExtractedDocument
from ingestion.warehouse.border.count import Count, count_rows
from ingestion.warehouse.settings import PROJECT
from tests.integration.reports import PlanRow, plan
from tests.unit.warehouse.test_border import extracted

NAMES = [f"Andel nöjda i enhet {letter}" for letter in "ABCDEFGHI"]


def opened(text: str) -> ExtractedDocument:
    return extracted(text_from_bytes(text.encode(), Path("bromma.txt")))


def count(document: ExtractedDocument, rows: pa.Table | None = None) -> Count:
    indicators = document.extraction.indicators if rows is None else rows
    return count_rows(replace(document.extraction, indicators=indicators), document.row_ends)


def without(rows: pa.Table, *gone: int) -> pa.Table:
    return rows.take([row for row in range(rows.num_rows) if row not in gone])


@pytest.mark.parametrize("path", sorted((PROJECT / "data" / "documents").glob("*.txt")), ids=lambda path: path.name[:3])
def test_every_end_in_the_known_reports_is_covered(path: Path) -> None:
    read = read_document(path)
    found = count_rows(read.extraction, row_end_table(read))
    assert found.places == ()
    assert found.ends == read.extraction.indicators.num_rows


@pytest.mark.parametrize("path", sorted((PROJECT / "data" / "documents").glob("*.txt")), ids=lambda path: path.name[:3])
def test_a_row_that_is_lost_from_them_is_found(path: Path) -> None:
    """Each row in turn: its place is found, and no other, but for rows whose last line shows no figure."""
    read = read_document(path)
    rows, ends = read.extraction.indicators, row_end_table(read)
    seen = 0
    for lost in range(rows.num_rows):
        places = count_rows(replace(read.extraction, indicators=without(rows, lost)), ends).places
        first, last = (rows.column(name)[lost].as_py() for name in ("line_start", "line_end"))
        assert all(first <= place.line_start <= last for place in places)
        seen += bool(places)
    assert seen >= 0.9 * rows.num_rows


@pytest.mark.parametrize("frequency", ["Vartannat år", "Årsvis", "2020/2021", "Läsår 20/21", "Kvartal 4", "-"])
def test_a_row_with_a_period_that_nobody_knows(frequency: str) -> None:
    rows = [PlanRow(name, "80 %", "81 %", "År") for name in NAMES]
    document = opened(plan("Bromma", 2022, [*rows[:4], PlanRow("Andel trygga", "70 %", "71 %", frequency), *rows[4:]]))
    read = document.extraction.indicators
    known = [row for row in range(read.num_rows) if "trygga" not in read.column("indicator")[row].as_py()]
    (place,) = count(document, read.take(known)).places
    assert place.as_printed == f"Andel trygga 70 % 71 % {frequency}"


def test_a_table_below_a_header_that_nobody_knows() -> None:
    text = plan("Bromma", 2022, [PlanRow(name, "80 %", "81 %", "År") for name in NAMES])
    printed = ["Mått Ambition Stadens ambition", "Andel nöjda 1 70 % 71 % År", "Andel nöjda 2 72 % 73 % År"]
    found = count(
        opened(text + "\nKF:s mål för verksamhetsområdet: 1.2 Staden är trygg\n\n" + "\n\n".join(printed) + "\n")
    )
    assert [place.as_printed for place in found.places] == printed[1:]
    assert not found.is_too_many


def test_two_rows_that_were_read_as_one() -> None:
    document = opened(plan("Bromma", 2022, [PlanRow(name, "80 %", "81 %", "År") for name in NAMES]))
    rows = document.extraction.indicators.to_pylist()
    rows[3]["line_end"] = rows[4]["line_end"]
    joined = pa.Table.from_pylist([*rows[:4], *rows[5:]], schema=document.extraction.indicators.schema)
    (place,) = count(document, joined).places
    assert (place.line_start, place.reason[:8]) == (rows[3]["line_start"], "two rows")


def test_lines_of_a_comment_that_look_like_rows_are_told_and_refuse_nothing() -> None:
    """A council's own table below a row, or rows that a comment swallowed: only a person can tell."""
    document = opened(plan("Bromma", 2022, [PlanRow(name, "80 %", "81 %", "År") for name in NAMES]))
    rows = document.extraction.indicators.to_pylist()
    rows[0]["comment"] = " ".join(f"{name} 80 % 81 % År" for name in NAMES[1:8])
    kept = pa.Table.from_pylist([rows[0], rows[8]], schema=document.extraction.indicators.schema)
    found = count(document, kept)
    assert (len(found.places), found.uncovered, found.is_too_many) == (7, 0, False)
    assert {place.reason[:30] for place in found.places} == {"a row may be in the comment ab"}


def test_prose_and_other_tables_are_no_rows() -> None:
    prose = [
        "Kostnaderna steg till 45,2 mnkr under 2022. Det",
        "är 4 procent mer än budgeterat, varav Stockholms",
        "Mnkr VP 2022 VP 2021 Bokslut 2020",
        "Förskola i kvarter 14 Hagastaden",
        "Målet nåddes 2021",
        "5 Uppföljning",
    ]
    text = plan("Bromma", 2022, [PlanRow(name, "80 %", "81 %", "År") for name in NAMES])
    assert count(opened(text + "\n" * 3 + "Nämndmål:\nTrygga barn\n\n" + "\n\n".join(prose) + "\n")).places == ()


def test_a_large_share_refuses_and_single_rows_do_not() -> None:
    document = opened(plan("Bromma", 2022, [PlanRow(name, "80 %", "81 %", "År") for name in NAMES]))
    rows = document.extraction.indicators
    assert rows.num_rows == 9
    three, four = (count(document, without(rows, *range(gone))) for gone in (3, 4))
    assert (len(three.places), three.is_too_many) == (3, False)
    assert (len(four.places), four.is_too_many) == (4, True)
