"""The money and volume tables of a text as records."""

from __future__ import annotations

import re
from collections.abc import Set

from ingestion.documents.text import TextDocument
from ingestion.extraction.layout import Lines, blocks
from ingestion.extraction.money.describe import caption_of, headings_above, kind_of, unit_of
from ingestion.extraction.money.report import ReadMoneyTable, records_of, units_by_example
from ingestion.extraction.money.settle import settle_rows
from ingestion.extraction.money.statements import statement_records
from ingestion.extraction.money.words import FIGURE_ENDS
from ingestion.extraction.records import Record
from ingestion.extraction.text.money.blocks import MoneyBlock
from ingestion.extraction.text.money.tables import find_tables
from ingestion.extraction.text.structure import Structure

_LINES_ABOVE, _LINES_BELOW = 60, 12
"""The header of result units runs over 40 lines with its blank ones."""
_FIGURE = re.compile(r"(?!(?:19|20)\d\d$)(?:[-−–+(]?\d[\d,.]*%?\*?\)?|%|_)")


def read_money(document: TextDocument, structure: Structure) -> list[ReadMoneyTable]:
    """The money and volume tables of a text. Lines that belong to tables of indicators or activities are no part."""
    taken = {*structure.furniture, *structure.lines_of_tables}
    numbered = _near_figures(structure.lines, taken)
    body = [MoneyBlock(one, trailing_spaces=structure.trailing_spaces) for one in blocks(numbered, taken)]
    tables = find_tables(body)
    for table in tables:
        taken.update(range(table.line_start, table.line_end + 1))
    found: list[ReadMoneyTable] = []
    for table in tables:
        rows = tuple(settle_rows(table))
        headings = headings_above(structure.lines.plain, table.line_start, taken)
        kind = kind_of(table, rows, headings)
        caption = caption_of(document.lines, table, table.header.row_title)
        unit = unit_of(document.lines, table, rows, kind)
        found.append(ReadMoneyTable(table, rows, headings, caption, kind, unit))
    return units_by_example(found)


def _near_figures(index_of: Lines, taken: Set[int]) -> list[tuple[int, str]]:
    """The lines within reach of one that ends in a figure, with their 1-based numbers.

    A table has a figure at the end of each row, most prose has none near. A year at a line's end is a figure of prose.
    Where lines are left out, a blank one stands for them. Lines of `taken` are among them: what they part is told by
    who makes blocks of the lines.
    """
    lines, plain = index_of.lines, index_of.plain
    found: list[tuple[int, str]] = []
    last = 0
    for index in index_of.ending_in(FIGURE_ENDS):
        number = index + 1
        if number in taken or not _FIGURE.fullmatch(plain[index].rsplit(maxsplit=1)[-1]):
            continue
        first = max(last + 1, number - _LINES_ABOVE)
        if first > last + 1:
            found.append((first - 1, ""))
        last = min(len(lines), max(last, number + _LINES_BELOW))
        found.extend(zip(range(first, last + 1), lines[first - 1 : last], strict=True))
    return found


def money_records(document: TextDocument, structure: Structure) -> tuple[list[Record], list[Record], list[Record]]:
    """The records of the money and volume tables of a text, of their printed figures, and of what sentences state."""
    read = read_money(document, structure)
    of_money = (number for one in read for number in range(one.table.line_start, one.table.line_end + 1))
    stated = statement_records(
        document,
        structure.lines,
        structure.furniture,
        structure.lines_of_tables.union(of_money),
        trailing_spaces=structure.trailing_spaces,
    )
    return (*records_of(document, read), stated)
