"""The money and volume tables of a text as records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import regex

from ingestion.documents.text import TextDocument
from ingestion.extraction.layout import Lines, blocks
from ingestion.extraction.records import Record, money_cell_record, money_table_record
from ingestion.extraction.text.money.describe import (
    Heading,
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

_LINES_ABOVE, _LINES_BELOW = 60, 12
"""The header of result units runs over 40 lines with its blank ones."""
_FIGURE_ENDS = frozenset("0123456789%)*_")
_ENDS_IN_FIGURE = regex.compile(r"(?<!\S)(?!(?:19|20)\d\d\s*$)(?:[-−–+(]?\d[\d,.]*%?\*?\)?|%|_)\s*$")


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


def read_money(document: TextDocument, structure: Structure) -> list[ReadMoneyTable]:
    """The money and volume tables of a text. Lines that belong to tables of indicators or activities are no part."""
    taken = frozenset(structure.furniture | _lines_of_other_tables(structure))
    numbered = _near_figures(structure.lines, taken)
    tables = find_tables(list(blocks(numbered, taken)), trailing_spaces=structure.trailing_spaces)
    inside = frozenset(number for table in tables for number in range(table.line_start, table.line_end + 1))
    found: list[ReadMoneyTable] = []
    for table in tables:
        rows = tuple(settle_rows(table))
        headings = headings_above(document.lines, table.line_start, taken | inside)
        kind = kind_of(table, rows, headings)
        caption = caption_of(document.lines, table, table.header.row_title)
        unit = unit_of(document.lines, table, rows, kind)
        found.append(ReadMoneyTable(table, rows, headings, caption, kind, unit))
    return _units_by_example(found)


def _near_figures(index_of: Lines, taken: frozenset[int]) -> list[tuple[int, str]]:
    """The lines within reach of one that ends in a figure, with their 1-based numbers.

    A table has a figure at the end of each row, most prose has none near. A year at a line's end is a figure of prose.
    Where lines are left out, a blank one stands for them. Lines of `taken` are among them: what they part is told by
    who makes blocks of the lines.
    """
    found: list[tuple[int, str]] = []
    last = 0
    lines = index_of.lines
    for index in index_of.printed:
        number, plain = index + 1, index_of.plain[index]
        if plain[-1] not in _FIGURE_ENDS or number in taken or not _ENDS_IN_FIGURE.search(plain):
            continue
        first = max(last + 1, number - _LINES_ABOVE)
        if first > last + 1:
            found.append((first - 1, ""))
        last = min(len(lines), max(last, number + _LINES_BELOW))
        found.extend(zip(range(first, last + 1), lines[first - 1 : last], strict=True))
    return found


def _units_by_example(tables: list[ReadMoneyTable]) -> list[ReadMoneyTable]:
    """The tables; one of money that says no unit has that of the document's other tables of money, where they agree."""
    said = {one.unit for one in tables if one.kind != "result_units" and one.unit in {"mnkr", "tkr", "kronor"}}
    if len(said) != 1:
        return tables
    unit = said.pop()
    return [replace(one, unit=unit) if one.unit is None and one.kind != "volumes" else one for one in tables]


def money_records(document: TextDocument, structure: Structure) -> tuple[list[Record], list[Record]]:
    """The records of the money and volume tables of a text, and those of their printed figures."""
    table_records: list[Record] = []
    cell_records: list[Record] = []
    for number, one in enumerate(read_money(document, structure), start=1):
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


def _lines_of_other_tables(structure: Structure) -> set[int]:
    found: set[int] = set()
    for table in structure.tables:
        found.update(range(table.header.first_line, table.header.last_line + 1))
        for row in table.rows:
            found.update(range(row.line_start, row.line_end + 1))
            found.update(line.number for line in row.comment_lines)
    return found


def _cells(document: TextDocument, number: int, table: MoneyTable, rows: Sequence[SettledRow]) -> Iterable[Record]:
    for row_number, (row, place) in enumerate(zip(rows, places_of(table, rows), strict=True), start=1):
        if row.best is None:
            continue
        alike = [one for one in row.placements if one.cut == row.best.cut]
        for position, figure in enumerate(row.best.cut.figures):
            columns = sorted({one.columns[position] for one in alike})
            settled = row.column_evidence != "ambiguous"
            column = columns[0] if settled else None
            line = row.row.line_of(figure.offset)
            yield money_cell_record(
                document,
                number,
                row_number,
                position + 1,
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
