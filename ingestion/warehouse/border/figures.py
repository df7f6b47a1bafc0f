"""The count of figures that needs no reader: each figure printed in a table of money is a cell, a label or a header.

`documents.figure_lines` says which lines hold digits and how many figures they end in. Here they are compared with the
tables of money that were extracted, and with all else that was read. What is left over inside a table, and a line that
ends in two figures or more and that nothing covers, is a place for `quality_unread`: a table whose header nobody
understood, a row below its end.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ingestion.warehouse.border.result import Place

if TYPE_CHECKING:
    import pyarrow as pa

    from ingestion.extraction import Extraction

_FEWEST_FIGURES = 2
"""Prose ends in one figure every so often, and in two side by side hardly ever."""

_BETWEEN_ROWS = 12
"""Lines of one table of which each ends in figures have fewer lines than this between them."""

_MOST_PRINTED = 200
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\W?\d[\d.,]*")
_DECIMAL = re.compile(r"\d,\d")
_KIND = "money"
_INSIDE = "figures of a table of money are in none of its cells, labels and headers"
_OUTSIDE = "the lines end in figures as rows of a table of money or volumes do, and nothing that was read covers them"

Row = Mapping[str, Any]


def count_figures(extraction: Extraction, figure_lines: pa.Table) -> tuple[Place, ...]:
    """Places of a document whose figures nothing accounts for, in printed order."""
    lines: Sequence[Row] = figure_lines.to_pylist()
    tables: Sequence[Row] = extraction.money_tables.to_pylist()
    cells: dict[int, list[Row]] = defaultdict(list)
    for cell in extraction.money_cells.to_pylist():
        cells[cell["table_number"]].append(cell)
    inside = [line for table in tables for line in _left_over(table, cells[table["table_number"]], lines)]
    covered = _covered(extraction, tables)
    outside = [one for one in lines if one["figures"] >= _FEWEST_FIGURES and one["line"] not in covered]
    places = [*_places(inside, _INSIDE), *_places(outside, _OUTSIDE)]
    return tuple(sorted(places, key=lambda place: place.line_start))


def _left_over(table: Row, cells: Sequence[Row], lines: Sequence[Row]) -> Iterator[Row]:
    """The lines of a table with digits that are in none of its cells, labels and headers.

    A header that a page repeats has the digits of the first. In a line without cells, whole numbers among words are a
    part of them: 'Pedagogisk omsorg 1-3 år' is a row without figures.
    """
    with_cells = {cell["line"] for cell in cells}
    first = min(with_cells, default=table["line_end"])
    own = [one for one in lines if table["line_start"] <= one["line"] <= table["line_end"]]
    header = {_squeezed(one["text"]) for one in own if one["line"] < first}
    printed = [one for one in own if one["line"] <= first or _squeezed(one["text"]) not in header]
    digits = {
        one["line"]: list(_runs([one["text"]] if one["line"] in with_cells else _figures_of(one["text"])))
        for one in printed
    }
    missing = Counter(run for runs in digits.values() for run in runs) - Counter(_runs(_texts(table, cells)))
    # What no cell stands on is blamed first.
    for one in sorted(printed, key=lambda one: (one["line"] in with_cells, one["line"])):
        mine = [run for run in digits[one["line"]] if missing[run] > 0]
        missing.subtract(mine)
        if mine:
            yield one


def _texts(table: Row, cells: Sequence[Row]) -> Iterator[str]:
    """All that was extracted of a table: each cell, and once the caption and each label."""
    yield from table["columns"]
    yield table["caption"] or ""
    yield from (cell["as_printed"] for cell in cells)
    yield from {cell["row_number"]: cell["row_label"] for cell in cells}.values()
    yield from {cell["parent_label"] for cell in cells if cell["parent_label"]} - {cell["row_label"] for cell in cells}


def _figures_of(text: str) -> Iterator[str]:
    """What may be a figure in a line of words: its first word, decimals, and what stands behind the last word."""
    words = text.split(" ")
    last = max((number for number, word in enumerate(words) if any(map(str.isalpha, word))), default=-1)
    for number, word in enumerate(words):
        if number > last or _DECIMAL.search(word) or (number == 0 and _NUMBER.fullmatch(word)):
            yield word


def _runs(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        yield from _DIGITS.findall(text)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _covered(extraction: Extraction, tables: Sequence[Row]) -> set[int]:
    """Lines that the reader accounts for: tables of money, rows and what it calls unread, and comments below rows."""
    spans = [(table["line_start"], table["line_end"]) for table in tables]
    for rows in (extraction.indicators, extraction.activities, extraction.unread, extraction.goals):
        firsts, lasts = rows.column("line_start").to_pylist(), rows.column("line_end").to_pylist()
        spans.extend(zip(firsts, lasts, strict=True))
    return {line for first, last in spans for line in range(first, last + 1)}


def _places(lines: Sequence[Row], reason: str) -> Iterator[Place]:
    """One place for the lines of what seems to be one table."""
    group: list[Row] = []
    for one in [*sorted(lines, key=lambda line: line["line"]), None]:
        if group and (one is None or one["line"] - group[-1]["line"] > _BETWEEN_ROWS):
            printed = " / ".join(line["text"] for line in group)
            yield Place(
                group[0]["line"], group[-1]["line"], group[0]["page"], printed[:_MOST_PRINTED], reason, kind=_KIND
            )
            group = []
        if one is not None:
            group.append(one)
