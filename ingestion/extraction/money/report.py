"""Tables of money and volumes that were read, as records: the same for texts and PDFs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from ingestion.extraction.money.describe import Heading, area_heading, places_of
from ingestion.extraction.money.printed import MoneyTable
from ingestion.extraction.money.settle import REASONS, SettledRow
from ingestion.extraction.records import Record, SourceDocument, money_cell_record, money_row_record, money_table_record


class PagedDocument(SourceDocument, Protocol):
    """A document that knows the page of each of its lines."""

    def page_of_line(self, line: int) -> int | None:
        """Page of a 1-based line, None where the document does not tell."""


@dataclass(frozen=True)
class ReadMoneyTable:
    """A table with its figures placed and what is said of it; `headings` are those above it, the nearest first.

    `kind` and `unit` are of MONEY_KINDS and MONEY_UNITS; `unit` is None where nothing tells it.
    """

    table: MoneyTable
    rows: tuple[SettledRow, ...]
    headings: tuple[Heading, ...]
    caption: str | None
    kind: str
    unit: str | None


def units_by_example(tables: list[ReadMoneyTable]) -> list[ReadMoneyTable]:
    """The tables; one of money that says no unit has that of the document's other tables of money, where they agree."""
    said = {one.unit for one in tables if one.kind != "result_units" and one.unit in {"mnkr", "tkr", "kronor"}}
    if len(said) != 1:
        return tables
    unit = said.pop()
    return [replace(one, unit=unit) if one.unit is None and one.kind != "volumes" else one for one in tables]


def records_of(document: PagedDocument, tables: Sequence[ReadMoneyTable]) -> tuple[list[Record], list[Record]]:
    """The records of the tables of money and volumes of a document, and those of their printed figures."""
    table_records: list[Record] = []
    cell_records: list[Record] = []
    for number, one in enumerate(tables, start=1):
        area = area_heading(one.headings)
        table_records.append(
            money_table_record(
                document,
                number,
                page=document.page_of_line(one.table.line_start),
                line_start=one.table.line_start,
                line_end=one.table.line_end,
                section=one.headings[0].text if one.headings else None,
                area_heading=area.text if area else None,
                caption=one.caption,
                kind=one.kind,
                unit=one.unit,
                columns=one.table.header.columns,
                rows=sum(row.best is not None for row in one.rows),
            )
        )
        cell_records.extend(_cells(document, number, one.table, one.rows))
    return table_records, cell_records


def _cells(document: PagedDocument, number: int, table: MoneyTable, rows: Sequence[SettledRow]) -> Iterable[Record]:
    for row_number, (row, place) in enumerate(zip(rows, places_of(table, rows), strict=True), start=1):
        best = row.best
        if best is None:
            continue
        settled = row.column_evidence != "ambiguous"
        # Another cut of the row has other figures.
        possible = [] if settled else [one.columns for one in row.placements if one.cut == best.cut]
        shared = money_row_record(
            document,
            number,
            row_number,
            row_label=row.label,
            parent_label=place.parent,
            is_total=place.is_total,
            column_evidence=row.column_evidence,
            evidence=row.evidence,
            note="; ".join([REASONS[code] for code in row.evidence]),
        )
        for position, (figure, column) in enumerate(zip(best.cut.figures, best.columns, strict=True)):
            line = row.row.line_of(figure.offset)
            yield money_cell_record(
                shared,
                position + 1,
                column_number=column if settled else None,
                column_label=table.header.columns[column - 1] if settled else None,
                as_printed=figure.text,
                page=document.page_of_line(line),
                line=line,
                readings=None if settled else sorted({one[position] for one in possible}),
            )
