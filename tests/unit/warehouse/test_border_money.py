"""The border check on tables of money: what passes, which printed row or table each fault holds back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingestion.documents.folder import FoundFile
from ingestion.documents.text import text_from_bytes
from ingestion.isolation.kept import EXTRACTED
from ingestion.warehouse.border import BorderCheck, ExtractedDocument
from ingestion.warehouse.border.through import let_through
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
def check() -> BorderCheck:
    return BorderCheck()


@pytest.fixture(scope="module")
def report() -> ExtractedDocument:
    return extracted(text_from_bytes(REPORT.encode(), Path("report.txt")), "report.txt")


def spoiled(report: ExtractedDocument, name: str, row: int, values: dict[str, Any]) -> ExtractedDocument:
    table: pa.Table = getattr(report.extraction, name)
    rows = table.to_pylist()
    rows[row].update(values)
    other = pa.Table.from_pylist(rows, schema=table.schema)
    return replace(report, source_file="spoiled.txt", extraction=replace(report.extraction, **{name: other}))


def test_tables_of_money_pass(check: BorderCheck, report: ExtractedDocument) -> None:
    assert (report.extraction.money_tables.num_rows, report.extraction.money_cells.num_rows) == (2, 12)
    result = check.check(report)
    assert (result.failures, result.held, result.places) == ((), (), ())


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


@pytest.mark.parametrize(("values", "column"), CELL_FAULTS)
def test_a_cell_that_fails_holds_its_printed_row_back(
    check: BorderCheck, report: ExtractedDocument, values: dict[str, Any], column: str
) -> None:
    result = check.check(spoiled(report, "money_cells", 4, values))
    assert result.failures == ()
    assert [(one.table, one.key) for one in result.held] == [("money_cells", (values.get("table_number", 1), 2))]
    assert result.held[0].place.reason.startswith(f"held back at the border: {column}")


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"kind": "budget"}, "kind"),
        ({"unit": "dollar"}, "unit"),
        ({"table_number": 7}, "table_number and row_position"),
        ({"line_end": 100_000}, "lines_in_document and line_end"),
        ({"columns": []}, "columns_count"),
        ({"section": " Förskola"}, "section"),
    ],
)
def test_a_table_that_fails_is_held_back_with_its_cells(
    check: BorderCheck, report: ExtractedDocument, values: dict[str, Any], column: str
) -> None:
    document = spoiled(report, "money_tables", 1, values)
    result = check.check(document)
    assert result.failures == ()
    tables = [one for one in result.held if one.table == "money_tables"]
    assert [one.place.reason.partition(": ")[2].partition(":")[0] for one in tables] == [column]

    file = FoundFile("spoiled.txt", Path("spoiled.txt"), 1, document.extraction.indicators["document_id"][0].as_py())
    passed = let_through({name: getattr(document.extraction, name) for name in EXTRACTED}, {file: result})
    assert passed["money_tables"]["table_number"].to_pylist() == [1]
    assert set(passed["money_cells"]["table_number"].to_pylist()) == {1}
    assert passed["indicators"].num_rows == document.extraction.indicators.num_rows
    assert len(passed["unread"]) == document.extraction.unread.num_rows + len(result.held) + len(result.places)


def test_a_row_that_has_no_cells_left_is_told(check: BorderCheck, report: ExtractedDocument) -> None:
    result = check.check(spoiled(report, "money_tables", 0, {"rows": 3}))
    assert [one.reason for one in result.places] == ["the table has 3 rows, of which 2 were extracted"]
    assert (result.failures, result.held) == ((), ())
