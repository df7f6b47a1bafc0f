"""Tables of money and volumes laid out by two engines come out as they are read from the texts."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from ingestion.documents.pdf import read_pdf
from ingestion.documents.text import read_text
from ingestion.extraction.money.report import ReadMoneyTable, records_of
from ingestion.extraction.pdf import extract_pdf
from ingestion.extraction.records import Extraction
from ingestion.extraction.text.money.extract import read_money
from ingestion.extraction.text.structure import read_structure
from ingestion.isolation.kept import figure_line_table
from ingestion.reader import read_document
from ingestion.warehouse.border.figures import count_figures
from ingestion.warehouse.border.result import Place
from ingestion.warehouse.settings import PROJECT
from tests.rendering.money import INDICATORS, LOOKS, MoneyLook, PrintedMoney, fpdf2, printed, reportlab

DOCUMENTS = sorted((PROJECT / "data" / "documents").glob("*.txt"))
Engine = Callable[[Sequence[PrintedMoney], MoneyLook, Path], None]
ENGINES: dict[str, Engine] = {"ReportLab": reportlab, "fpdf2": fpdf2}
GRID = LOOKS[0]
CELL = ("row_number", "row_label", "parent_label", "is_total", "column_number", "column_label", "as_printed")
NARROW = 8
TOLD = ("kind", "unit", "section", "area_heading", "columns", "rows")


@dataclass(frozen=True)
class Known:
    """What is read of a text: its tables as they are to be printed, and for each what is said of it and its cells.

    Cells are label, parent, total, column and print; where the text leaves the column open, the likeliest.
    """

    tables: tuple[PrintedMoney, ...]
    told: tuple[tuple[dict[str, object], list[tuple[object, ...]]], ...]


@functools.cache
def known(number: int) -> Known:
    document = read_text(DOCUMENTS[number])
    tables = read_money(document, read_structure(document))
    records, cells = records_of(document, [_settled(one) for one in tables])
    return Known(tuple(map(printed, tables)), tuple(_told(records, cells)))


def _settled(one: ReadMoneyTable) -> ReadMoneyTable:
    rows = tuple(replace(row, placements=row.placements[:1], column_evidence="positional") for row in one.rows)
    return replace(one, rows=rows)


Told = tuple[dict[str, object], list[tuple[object, ...]]]


def _told(tables: Sequence[dict[str, object]], cells: Sequence[dict[str, object]]) -> list[Told]:
    return [
        (
            {name: _plain(table, table[name]) for name in TOLD},
            [
                tuple(_plain(table, c[name]) for name in CELL)
                for c in cells
                if c["table_number"] == table["table_number"]
            ],
        )
        for table in tables
    ]


def _plain(table: dict[str, object], value: object) -> object:
    """A value; without its spaces in a table of many columns, which are too narrow for 'Information/tillgänglighet'."""
    columns = table["columns"]
    assert isinstance(columns, list)
    if len(columns) < NARROW:
        return value
    if isinstance(value, list):
        return ["".join(text.split()) for text in value]
    return "".join(value.split()) if isinstance(value, str) else value


def read(tables: Sequence[PrintedMoney], look: MoneyLook, folder: Path, engine: Engine = reportlab) -> Extraction:
    target = folder / "report.pdf"
    engine([*tables, INDICATORS], look, target)
    return extract_pdf(read_pdf(target))


def cells(extraction: Extraction) -> dict[str, list[tuple[int | None, str]]]:
    """Column and print of the figures of each row, by its label."""
    found: dict[str, list[tuple[int | None, str]]] = {}
    for cell in extraction.money_cells.to_pylist():
        found.setdefault(cell["row_label"], []).append((cell["column_number"], cell["as_printed"]))
    return found


def places(path: Path) -> tuple[Place, ...]:
    document = read_document(path)
    return count_figures(document.extraction, figure_line_table(document))


# Every document in a full grid, and every look with two documents.
CASES = [(number, GRID) for number in range(len(DOCUMENTS))]
CASES += [((2 * n + more) % len(DOCUMENTS), look) for n, look in enumerate(LOOKS[1:]) for more in (0, 1)]


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("number", "look"), CASES, ids=lambda one: one.name if isinstance(one, MoneyLook) else f"{one}"
)
def test_typeset_tables_are_read_as_from_the_text(engine: str, number: int, look: MoneyLook, tmp_path: Path) -> None:
    truth = known(number)
    extraction = read(truth.tables, look, tmp_path, ENGINES[engine])
    found = _told(extraction.money_tables.to_pylist(), extraction.money_cells.to_pylist())
    assert [told for told, _ in found] == [told for told, _ in truth.told]
    for (_, mine), (_, theirs) in zip(found, truth.told, strict=True):
        assert mine == theirs
    evidence = extraction.money_cells.column("column_evidence").to_pylist()
    assert set(evidence) == {"positional"}
    assert places(tmp_path / "report.pdf") == ()
