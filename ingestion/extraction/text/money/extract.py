"""The money and volume tables of a text as records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingestion.documents.text import TextDocument
from ingestion.extraction.layout import Line, blocks
from ingestion.extraction.records import Record, money_cell_record, money_table_record
from ingestion.extraction.text.money.describe import (
    area_heading,
    caption_of,
    headings_above,
    kind_of,
    places_of,
    unit_of,
)
from ingestion.extraction.text.money.settle import REASONS, SettledRow, settle_rows
from ingestion.extraction.text.money.tables import MoneyTable, find_tables
from ingestion.extraction.text.structure import Structure


def money_records(document: TextDocument, structure: Structure) -> tuple[list[Record], list[Record]]:
    """The records of the money and volume tables of a text, and those of their printed figures.

    Lines that belong to tables of indicators or activities are no part of them.
    """
    taken = frozenset(structure.furniture | frozenset(_lines_of_other_tables(structure)))
    numbered = [Line(n, text) for n, text in enumerate(document.lines, start=1) if n not in taken]
    tables = find_tables(list(blocks(numbered, frozenset())), trailing_spaces=structure.trailing_spaces)
    inside = frozenset(number for table in tables for number in range(table.line_start, table.line_end + 1))
    table_records: list[Record] = []
    cell_records: list[Record] = []
    for number, table in enumerate(tables, start=1):
        rows = settle_rows(table)
        headings = headings_above(document.lines, table.line_start, taken | inside)
        section = headings[0] if headings else None
        area = area_heading(headings)
        kind = kind_of(table, rows, section, area)
        table_records.append(
            money_table_record(
                document,
                number,
                page=document.page_of_line(table.line_start),
                line_start=table.line_start,
                line_end=table.line_end,
                section=section,
                area_heading=area,
                caption=caption_of(document.lines, table, table.header.row_title),
                kind=kind,
                unit=unit_of(document.lines, table, rows, kind, section or ""),
                columns=table.header.columns,
                rows=sum(row.best is not None for row in rows),
            )
        )
        cell_records.extend(_cells(document, number, table, rows))
    return table_records, cell_records


def _lines_of_other_tables(structure: Structure) -> Iterable[int]:
    for table in structure.tables:
        yield from range(table.header.first_line, table.header.last_line + 1)
        for row in table.rows:
            yield from range(row.line_start, row.line_end + 1)
            yield from (line.number for line in row.comment_lines)


def _cells(document: TextDocument, number: int, table: MoneyTable, rows: Sequence[SettledRow]) -> Iterable[Record]:
    for row_number, (row, place) in enumerate(zip(rows, places_of(table, rows), strict=True), start=1):
        if row.best is None:
            continue
        for position, figure in enumerate(row.best.cut.figures):
            columns = sorted({one.columns[position] for one in row.placements if len(one.columns) > position})
            settled = row.column_evidence != "ambiguous"
            column = columns[0] if settled else None
            line = row.row.line_of(figure.offset)
            yield money_cell_record(
                document,
                number,
                row_number,
                row_label=row.label,
                parent_label=place.parent,
                column_number=column,
                column_label=table.header.columns[column - 1] if column else None,
                as_printed=figure.text,
                page=document.page_of_line(line),
                line=line,
                is_total=place.is_total,
                column_evidence=row.column_evidence,
                evidence=row.evidence,
                readings=None if settled else columns,
                note="; ".join(REASONS[code] for code in row.evidence),
            )
