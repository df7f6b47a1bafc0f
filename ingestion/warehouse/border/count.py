"""The count of rows that needs no reader: where printed lines seem to end rows, and whether anything read covers them.

`documents.row_ends` says where lines seem to end a row, in a document of which it knows nothing. Here they are
compared, line by line, with what the reader accounts for: rows, activities, comments, places that it calls unread. What
nothing covers may be a row that was lost, and is a place for `quality_unread`.

An end counts where it stands within a table or shortly below it; elsewhere in the document only where lines that do
belong to rows are closed by the same thing ('Tertial', 'VB #'): so a table is found that has a header that nobody
understood, and a sentence that ends in a figure and a name is none.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ingestion.warehouse.border.result import Place

if TYPE_CHECKING:
    import pyarrow as pa

    from ingestion.extraction import Extraction

_BELOW_A_TABLE = 40
"""Lines below what was read of a table in which rows of it may stand that were not."""

_LONGEST_HEADER = 40
_USUAL = 2
"""So many lines of rows are closed by the same thing before it tells of rows outside tables."""

_MOST_LOST, _FEWEST_LOST = 1 / 3, 3
"""More than this share of rows, and at least so many: a document's tables as a whole cannot be trusted.

A third, because a reader that misunderstands a document's tables loses most of their rows at once, while one that fails
at single rows stays far below it, and those are told one by one. Three, because of few rows one or two prove nothing.
"""

_SURE = ("figure", "cells")
_REASON = "a row may be here: the line ends as rows end, and nothing that was read covers it"
_COMMENT = "a row may be in the comment above: the line ends as rows of the document end"
_TWO = "two rows may have been read as one: the row goes on behind a line that ends as rows end"

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Count:
    """Places that may be rows, how many of them nothing covers at all, and how many ends the document has then."""

    places: tuple[Place, ...]
    uncovered: int
    ends: int

    @property
    def is_too_many(self) -> bool:
        """Whether so much is uncovered that the document's tables as a whole cannot be trusted."""
        return is_large_share(self.uncovered, self.ends)


def is_large_share(lost: int, rows: int) -> bool:
    """Whether so many of a document's rows are lost that the others cannot be trusted either."""
    return lost >= _FEWEST_LOST and lost > _MOST_LOST * rows


def count_rows(extraction: Extraction, row_ends: pa.Table) -> Count:
    """Compare the ends of rows that a document's lines seem to have with what was extracted of it."""
    ends: Sequence[Row] = row_ends.to_pylist()
    rows = _spans(extraction.indicators)
    others = [*_spans(extraction.activities), *_spans(extraction.unread)]
    covered = _lines(rows)
    usual = _usual(ends, covered, {last for _, last in rows})
    elsewhere = covered | _lines(others)
    headers = _headers(extraction.tables, sorted([first for first, _ in rows] + _sure_lines(ends)))
    comments = _Comments(extraction)
    near = _near_tables(extraction)
    uncovered = [
        end
        for end in _without_rest(ends)
        if end["line"] not in elsewhere
        and (
            (end["kind"] in _SURE and (end["line"] in near or end["close"] in usual))
            or (
                end["kind"] not in _SURE
                and end["close"] in usual
                and not _is_number(end["close"])
                and (end["line"] not in headers or "#" not in end["close"])
            )
        )
    ]
    lost = [_place(end, _REASON) for end in uncovered if not comments.hold(end)]
    doubtful = [_place(end, _COMMENT) for end in uncovered if comments.hold(end) and _looks_like_a_row(end, usual)]
    swallowed = [_place(end, _TWO) for end in _swallowed(ends, rows)]
    return Count((*lost, *swallowed, *doubtful), len(lost), len(rows) + len(lost))


def _place(end: Row, reason: str) -> Place:
    return Place(end["line"], end["line"], end["page"], end["text"], reason)


def _looks_like_a_row(end: Row, usual: set[str]) -> bool:
    """Whether a line of a comment looks like a row that it swallowed; it may be a table of the comment's own."""
    return end["kind"] in _SURE and end["close"] in usual and not _is_number(end["close"])


def _spans(table: pa.Table) -> list[tuple[int, int]]:
    return list(zip(table.column("line_start").to_pylist(), table.column("line_end").to_pylist(), strict=True))


def _lines(spans: Sequence[tuple[int, int]]) -> set[int]:
    return {line for first, last in spans for line in range(first, last + 1)}


# A document closes its rows by a handful of things, and asks this of each end: 'Tertial', 'VB #', '#'.
@lru_cache(maxsize=1024)
def _is_number(close: str) -> bool:
    return not any(letter.isalpha() for letter in close)


def _usual(ends: Sequence[Row], covered: set[int], last: set[int]) -> set[str]:
    """What closes rows: a word that closes the last line of one, or what closes lines of several.

    Something inside a name ('… nivå 3 CO2') closes the line of one row, and not its last.
    """
    found = Counter(end["close"] for end in ends if end["kind"] == "figure" and end["line"] in covered)
    words = {end["close"] for end in ends if end["kind"] == "figure" and end["line"] in last}
    return {close for close, times in found.items() if times >= _USUAL or (close in words and not _is_number(close))}


def _without_rest(ends: Sequence[Row]) -> Iterator[Row]:
    """The ends, without a year that a line has for itself: it is the rest of a period ('Tertial 1', then '2019')."""
    return (end for end in ends if not (end["kind"] == "alone" and _is_number(end["close"])))


def _swallowed(ends: Sequence[Row], rows: Sequence[tuple[int, int]]) -> Iterator[Row]:
    """Ends inside a row that is closed further down by the same word, as the last lines of rows are."""
    lasts = {last for _, last in rows}
    words = {end["close"] for end in ends if end["kind"] == "figure" and end["line"] in lasts}
    sure = [end for end in ends if end["kind"] in _SURE and end["close"] in words and not _is_number(end["close"])]
    lines = [end["line"] for end in sure]
    for first, last in rows:
        inside = sure[bisect_left(lines, first) : bisect_right(lines, last)]
        yield from (one for one in inside[:-1] if one["close"] == inside[-1]["close"])


def _sure_lines(ends: Sequence[Row]) -> list[int]:
    return [end["line"] for end in ends if end["kind"] in _SURE]


def _headers(tables: pa.Table, places: Sequence[int]) -> set[int]:
    """Lines from the header of each table to what seems to be its first row: 'VB 2020' there is a column's title."""
    found: set[int] = set()
    for header in tables.column("header_line").to_pylist():
        position = bisect_right(places, header)
        if position < len(places):
            found.update(range(header, min(places[position], header + _LONGEST_HEADER)))
    return found


def _near_tables(extraction: Extraction) -> set[int]:
    """Lines of tables, and those shortly below as far as the next header or goal."""
    tables = extraction.tables.to_pylist()
    breaks = sorted([one["header_line"] for one in tables] + extraction.goals.column("line_start").to_pylist())
    found: set[int] = set()
    for table in tables:
        last = max(table["last_line"], table["header_line"])
        position = bisect_right(breaks, last)
        stop = min(breaks[position] if position < len(breaks) else last + _BELOW_A_TABLE, last + _BELOW_A_TABLE)
        found.update(range(table["header_line"], stop))
    return found


class _Comments:
    """Comments below rows, as text without spaces: what a line must be part of to belong to one."""

    def __init__(self, extraction: Extraction) -> None:
        rows = [
            (row["line_end"], "".join((row["comment"] or "").split()))
            for table in (extraction.indicators, extraction.activities)
            for row in table.select(["line_end", "comment"]).to_pylist()
        ]
        rows.sort()
        self._ends = [end for end, _ in rows]
        self._texts = [text for _, text in rows]

    def hold(self, end: Row) -> bool:
        """Whether a line belongs to the comment of the row above it."""
        position = bisect_left(self._ends, end["line"]) - 1
        return position >= 0 and "".join(end["text"].split()) in self._texts[position]
