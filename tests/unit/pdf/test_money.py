"""Tables of money and volumes laid out by two engines come out as they are read from the texts."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.compute as pc
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

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
from tests.rendering.money import INDICATORS, LOOKS, MoneyLook, PrintedMoney, fpdf2, printed, reportlab, shares

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


@pytest.mark.slow
@pytest.mark.parametrize("number", [1, 4])
def test_a_row_or_a_cell_that_is_lost_is_found_by_the_lines_of_the_page(number: int, tmp_path: Path) -> None:
    """Every eleventh printed row in turn without its cells, and every eleventh cell alone."""
    reportlab([*known(number).tables, INDICATORS], GRID, tmp_path / "report.pdf")
    document = read_document(tmp_path / "report.pdf")
    lines, cells = figure_line_table(document), document.extraction.money_cells
    rows = sorted({(one["table_number"], one["row_number"]) for one in cells.to_pylist()})
    for table, row in rows[::11]:
        gone = pc.and_(pc.equal(cells.column("table_number"), table), pc.equal(cells.column("row_number"), row))
        (line, *_) = cells.filter(gone).column("line").to_pylist()
        left = replace(document.extraction, money_cells=cells.filter(pc.invert(gone)))
        assert any(place.line_start <= line <= place.line_end and place.page for place in count_figures(left, lines))
    for lost in range(0, cells.num_rows, 11):
        kept = cells.take([other for other in range(cells.num_rows) if other != lost])
        if any(letter.isdigit() for letter in cells.column("as_printed")[lost].as_py()):
            assert count_figures(replace(document.extraction, money_cells=kept), lines), lost


AREA = PrintedMoney(
    ("Förskola",),
    ("Verksamhet, mnkr", "Kostnader", "Intäkter", "Netto"),
    (("Lokaler", "115,1", "1,0", "114,1"), ("Personal", "13,2", "0,2", "13,0"), ("Summa", "128,3", "1,2", "127,1")),
)


def changed(row: tuple[str, ...]) -> PrintedMoney:
    """The table with another second row."""
    return replace(AREA, rows=(AREA.rows[0], row, AREA.rows[2]))


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_figures_are_kept_as_they_are_printed_and_empty_cells_are_empty(look: MoneyLook, tmp_path: Path) -> None:
    prints = {
        "Lån": ("1 234,5", "", "-12,3"),
        "Bidrag": ("- 2,5", "(12,3)", "0"),
        "Andel": ("", "4,9 %", ""),
        "Ingen": ("-", "saknas", "7*"),
    }
    table = replace(AREA, rows=(*AREA.rows, *((label, *cells) for label, cells in prints.items())))
    found = cells(read([table], look, tmp_path))
    for label, printed_cells in prints.items():
        wanted = [(number, text) for number, text in enumerate(printed_cells, start=1) if text not in {"", "-"}]
        assert found[label] == wanted, label


@pytest.mark.slow
@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("repeat", [True, False], ids=["header-repeated", "header-once"])
@pytest.mark.parametrize("rules", ["grid", "rows", "zebra", "none"])
def test_a_table_over_two_pages_is_one(engine: str, repeat: bool, rules: str, tmp_path: Path) -> None:
    rows = [(f"Enhet {'abcdefghij'[n // 10]}{'abcdefghij'[n % 10]}", f"{n + 1},5", f"{n},1", "") for n in range(70)]
    rows[20] = ("Stadsmiljö", "", "", "")
    look = MoneyLook("long", rules, repeat_header=repeat)
    extraction = read([replace(AREA, rows=tuple(rows))], look, tmp_path, ENGINES[engine])
    (table,) = extraction.money_tables.to_pylist()
    assert (table["page"], table["rows"]) == (1, 69)
    found = extraction.money_cells.to_pylist()
    assert {cell["page"] for cell in found} == {1, 2}
    assert [cell["as_printed"] for cell in found] == [text for row in rows for text in row[1:] if text]
    assert [cell["column_number"] for cell in found] == [1, 2] * 69
    assert {cell["parent_label"] for cell in found} == {None, "Stadsmiljö"}
    assert places(tmp_path / "report.pdf") == ()


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_a_budget_with_columns_where_indicators_have_theirs_is_none_of_them(look: MoneyLook, tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    reportlab([INDICATORS, AREA], look, target)
    extraction = extract_pdf(read_pdf(target))
    assert extraction.indicators.column("indicator").to_pylist() == [INDICATORS.rows[0][0]]
    assert list(cells(extraction)) == ["Lokaler", "Personal", "Summa"]


def test_a_header_that_nobody_understands_leaves_its_rows_to_the_count_with_their_page(tmp_path: Path) -> None:
    hooks = PrintedMoney(("Krokar",), ("Sort", "Snören", "Linor"), (("Röda", "3", "4"), ("Blå", "5", "6")))
    for tables in ([hooks], [INDICATORS, hooks]):
        reportlab([*tables, INDICATORS], GRID, tmp_path / "report.pdf")
        (place,) = places(tmp_path / "report.pdf")
        assert (place.as_printed, place.page, place.kind) == ("Röda 3 4 / Blå 5 6", 1, "money")


def test_a_cell_of_two_figures_leaves_its_row_open(tmp_path: Path) -> None:
    extraction = read([changed(("Personal", "13,2 4,5", "0,2", "13,0"))], GRID, tmp_path)
    open_cells = [one for one in extraction.money_cells.to_pylist() if one["row_label"] == "Personal"]
    assert {one["column_evidence"] for one in open_cells} == {"ambiguous"}
    assert [one["readings"] for one in open_cells] == [[1], [2], [3]]
    assert all(one["column_number"] is None and "several_values" in one["evidence"] for one in open_cells)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sentence_that_states_a_deviation_is_read_over_its_lines(engine: str, tmp_path: Path) -> None:
    prose = (
        "Förskoleverksamheten prognostiserar ett överskott om 4,2 mnkr. Kommunens övriga verksamheter, som redovisas "
        "i en egen bilaga, visar ett resultat i nivå med det som var planerat för året och kommenteras inte här. "
        "Verksamhetsområdet stöd och service till personer med funktionsnedsättning prognostiserar efter "
        "budgethållningsåtgärder ett sammantaget underskott om 12,5 mnkr före resultatöverföringar. Hemtjänsten visar "
        "ett underskott om 2,0 mnkr."
    )
    rows = (("Förskoleverksamhet", "380,0", "376,0", "4,0"), ("Äldreomsorg", "640,0", "645,0", "-5,0"))
    titles = ("Mnkr", "Budget 2024", "Prognos", "Avvikelse")
    table = PrintedMoney(("Uppföljning av ekonomi",), titles, rows, before=prose)
    target = tmp_path / "report.pdf"
    ENGINES[engine]([INDICATORS, table], GRID, target)
    stated = extract_pdf(read_pdf(target)).money_statements.to_pylist()
    assert [(one["area_name"], one["direction"], one["as_printed"], one["transfers"]) for one in stated] == [
        ("Förskoleverksamheten", "surplus", "4,2", None),
        ("stöd och service till personer med funktionsnedsättning", "deficit", "12,5", "before"),
    ]
    assert all(one["page"] == 1 for one in stated)


def test_the_label_of_a_group_in_tight_lines_is_none_of_the_row_above(tmp_path: Path) -> None:
    rows = (*AREA.rows[:2], ("Egen regi", "", "", ""), *AREA.rows[2:])
    look = MoneyLook("tight", "none", padding=0.5, middle=True)
    extraction = read(
        [replace(AREA, rows=(("Lokaler och annat i egen regi", *rows[0][1:]), *rows[1:]))], look, tmp_path
    )
    found = {one["row_label"]: one["parent_label"] for one in extraction.money_cells.to_pylist()}
    assert found == {"Lokaler och annat i egen regi": None, "Personal": None, "Summa": None}
    assert set(extraction.money_cells.column("column_evidence").to_pylist()) == {"positional"}


def test_a_label_that_reaches_up_to_a_figure_is_no_part_of_it(tmp_path: Path) -> None:
    look = MoneyLook("tight", "none", align="left", padding=1)
    room = (A4[0] - 2 * look.margin) * shares(look, 3)[0] - 2 * look.padding
    label = "Kostnader enligt avtal om "
    while stringWidth(label + "i", "Helvetica", look.size) < room:
        label += "i"
    extraction = read([replace(AREA, rows=(*AREA.rows, (label, "834,5", "1,0", "833,5")))], look, tmp_path)
    assert cells(extraction)[label] == [(1, "834,5"), (2, "1,0"), (3, "833,5")]


def test_a_raised_minus_leaves_its_row_open_and_a_dash_alone_is_an_empty_cell(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    canvas = Canvas(str(target), pagesize=A4)
    rows = [INDICATORS.titles, INDICATORS.rows[0], (), AREA.titles, ("Arvoden", "2,5", "1,0", "-"), *AREA.rows]
    for number, row in enumerate(rows):
        height = 700 - 16 * number
        canvas.setFont("Helvetica", 9)
        for column, text in enumerate(row):
            canvas.rect(50 + 120 * column, height - 5, 120, 16)
            canvas.drawString(54 + 120 * column, height, text)
    canvas.setFont("Helvetica", 6)
    canvas.drawString(171, 700 - 16 * 6 + 4, "-")
    canvas.save()
    found = {}
    for one in extract_pdf(read_pdf(target)).money_cells.to_pylist():
        found.setdefault(one["row_label"], []).append((one["column_number"], one["column_evidence"]))
    assert found["Arvoden"] == [(1, "positional"), (2, "positional")]
    assert found["Summa"] == [(1, "positional"), (2, "positional"), (3, "positional")]
    assert {evidence for _, evidence in found["Personal"]} == {"ambiguous"}
