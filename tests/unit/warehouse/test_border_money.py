"""The border check on tables of money: what passes, which printed row or table each fault holds back."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingestion.documents.folder import FoundFile
from ingestion.documents.text import text_from_bytes
from ingestion.extraction import Extraction
from ingestion.isolation.kept import EXTRACTED
from ingestion.warehouse.border import BorderCheck, BorderResult, ExtractedDocument
from ingestion.warehouse.border.through import held_rows, unread_places
from tests.unit.warehouse.test_border import extracted

pytestmark = pytest.mark.slow

_HEADER = "Verksamhet, \nmnkr Kostnader Intäkter Netto VP 2024 VP 2023 \n\n"
REPORT = (
    f"Förskola \n\n{_HEADER}Lokaler 115,1 1,0 114,1 111,2 \n\nÖvrigt 13,2 0,2 13,0 16,1 \n\n"
    f"Äldreomsorg \n\n{_HEADER}Hemtjänst 15,1 1,0 14,1 11,2 \n\n"
    "\nKF:s inriktningsmål: 1. En stad för alla \n\n  Indikator Årsmål KF:s årsmål Periodicitet \n\n"
    " Antal barn 16 15 Tertial \n\n"
)


@pytest.fixture(scope="module")
def report() -> ExtractedDocument:
    return extracted(text_from_bytes(REPORT.encode(), Path("report.txt")), "report.txt")


def spoiled(report: ExtractedDocument, number: int, name: str, row: int, values: dict[str, Any]) -> ExtractedDocument:
    """A report of its own name and id, with one row changed."""
    tables = {one: with_id(getattr(report.extraction, one), f"{number:016x}") for one in EXTRACTED}
    rows = tables[name].to_pylist()
    rows[row].update(values)
    tables[name] = pa.Table.from_pylist(rows, schema=tables[name].schema)
    return replace(report, source_file=f"{number}.txt", extraction=Extraction(**tables))


def with_id(table: pa.Table, document_id: str) -> pa.Table:
    position = table.schema.get_field_index("document_id")
    ids = pa.array([document_id] * table.num_rows, pa.string())
    return table.set_column(position, table.schema.field(position), ids)


CELL_FAULTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"table_number": 9}, "line and table_line_start"),
    ({"cell_number": 2}, "document_id and table_number and row_number and cell_number"),
    ({"line": 1}, "line and table_line_start"),
    ({"line": 100_000}, "table_line_end and line"),
    ({"column_number": 5}, "table_columns and column_number"),
    ({"column_number": 0}, "column_number"),
    ({"column_number": None}, "has_column"),
    ({"column_evidence": "guessed"}, "column_evidence"),
    ({"evidence": []}, "evidence_count"),
    ({"row_label": ""}, "row_label"),
    ({"parent_label": "two  spaces"}, "parent_label"),
    ({"as_printed": " 13,2"}, "as_printed"),
)


TABLE_FAULTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"kind": "budget"}, "kind"),
    ({"unit": "dollar"}, "unit"),
    ({"table_number": 7}, "table_number and row_position"),
    ({"line_end": 100_000}, "lines_in_document and line_end"),
    ({"columns": []}, "columns_count"),
    ({"section": " Förskola"}, "section"),
)

FEWER_ROWS = {"rows": 3}


@pytest.fixture(scope="module")
def documents(report: ExtractedDocument) -> list[ExtractedDocument]:
    """The report, then as often as there are faults, with one each, then with a table that says to have more rows."""
    faults = [("money_cells", 4, values) for values, _ in CELL_FAULTS]
    faults += [("money_tables", 1, values) for values, _ in TABLE_FAULTS]
    faults.append(("money_tables", 0, FEWER_ROWS))
    return [report, *(spoiled(report, number, *fault) for number, fault in enumerate(faults, start=1))]


@pytest.fixture(scope="module")
def results(documents: list[ExtractedDocument]) -> list[BorderResult]:
    """The results of all, checked as one table."""
    found = BorderCheck().check_all([partial(documents.__getitem__, place) for place in range(len(documents))])
    return [result for _name, result in found]


def test_tables_of_money_pass(report: ExtractedDocument, results: list[BorderResult]) -> None:
    assert (report.extraction.money_tables.num_rows, report.extraction.money_cells.num_rows) == (2, 12)
    assert (results[0].failures, results[0].held, results[0].places) == ((), (), ())


@pytest.mark.parametrize("number", range(len(CELL_FAULTS)))
def test_a_cell_that_fails_holds_its_printed_row_back(results: list[BorderResult], number: int) -> None:
    (values, column), result = CELL_FAULTS[number], results[1 + number]
    assert result.failures == ()
    assert [(one.table, one.key) for one in result.held] == [("money_cells", (values.get("table_number", 1), 2))]
    assert result.held[0].place.reason.startswith(f"held back at the border: {column}")


@pytest.mark.parametrize("number", range(len(TABLE_FAULTS)))
def test_a_table_that_fails_is_held_back_with_its_cells(
    documents: list[ExtractedDocument], results: list[BorderResult], number: int
) -> None:
    place = 1 + len(CELL_FAULTS) + number
    (values, column), document, result = TABLE_FAULTS[number], documents[place], results[place]
    assert result.failures == ()
    tables = [one for one in result.held if one.table == "money_tables"]
    assert [one.place.reason.partition(": ")[2].partition(":")[0] for one in tables] == [column]

    name = document.source_file
    file = FoundFile(name, Path(name), 1, document.extraction.indicators["document_id"][0].as_py())
    held = held_rows({file: result})
    assert held["money_tables"]["table_number"].to_pylist() == [values.get("table_number", 2)]
    assert held["indicators"].num_rows == 0
    places = unread_places({file: result})
    assert places.num_rows == len(result.held) + len(result.places)
    assert set(places["document_id"].to_pylist()) == {file.document_id}


def test_a_row_that_has_no_cells_left_is_told(results: list[BorderResult]) -> None:
    result = results[-1]
    assert [one.reason for one in result.places] == ["the table has 3 rows, of which 2 were extracted"]
    assert (result.failures, result.held) == ((), ())


def test_a_fault_is_the_same_alone(documents: list[ExtractedDocument], results: list[BorderResult]) -> None:
    alone = BorderCheck()
    for place in (2, len(CELL_FAULTS) + 1):
        assert results[place].held and alone.check(documents[place]) == results[place]
