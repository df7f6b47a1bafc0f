"""Which figure stands in which column of a money or volume table, and why.

With as many figures as columns there is one answer; spaces show it where the text keeps one for each empty cell. What
else tells: a column of percentages, figures of one order of magnitude, and the arithmetic that the table's complete
rows show (netto = kostnader - intäkter). Arithmetic settles a reading, it never changes a print. What stays open is
ambiguous, with the columns that are possible.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations, islice, permutations
from typing import NamedTuple

from ingestion.extraction.money.printed import Cut, Figure, MoneyRow, MoneyTable

REASONS = {
    "all_columns_filled": "as many figures as columns",
    "empty_cell_spaces": "each space beyond the first shows an empty cell, as in the document's other tables",
    "percent_column": "a column of percentages holds no other figure",
    "year_in_label": "a year after a preposition belongs to the label",
    "thousands": "digits before three digits are thousands where all other figures have decimals",
    "magnitude": "the figures of a row are of one order of magnitude",
    "row_arithmetic": "the figures add up as in the table's complete rows",
    "several_readings": "nothing tells which columns are empty",
    "cell_edges": "the drawn edges of its cell show the column of each value",
    "header_boxes": "the place of the header's titles shows the column of each value",
    "text_over_boundary": "a text goes on over the boundary of two columns",
    "text_beside_row": "words stand beside the row, outside the columns of the table",
    "figure_struck_out": "a figure is struck out",
    "figure_in_two_sizes": "a figure is printed in two sizes",
    "name_not_sure": "other text stands in the cell of the name, or its end is not sure",
    "several_values": "a cell holds several values",
}
"""The closed list of codes in `evidence` of a figure, with the reason in words for `note`."""

_TOLERANCE = 0.1001
_NEAR, _FAR = 12.0, 60.0
_MOST_PLACEMENTS = 200
_YEAR = re.compile(r"(?:19|20)\d\d")
_PREPOSITION = re.compile(r"(?:från|till|per|år|bokslut|budget|t\.o\.m\.)$", re.IGNORECASE)


class Placement(NamedTuple):
    """A cut of a row and the 1-based column of each of its figures."""

    cut: Cut
    columns: tuple[int, ...]

    def numbers(self) -> dict[int, float | None]:
        """The value of each figure by its column, None for a word."""
        return {column: figure.number for column, figure in zip(self.columns, self.cut.figures, strict=True)}

    def in_column(self, column: int) -> Figure | None:
        """The figure of a column, None where it is empty."""
        return self.cut.figures[self.columns.index(column)] if column in self.columns else None


@dataclass(frozen=True)
class SettledRow:
    """A row with the placements that stay, the likeliest first, and the reasons."""

    row: MoneyRow
    placements: tuple[Placement, ...]
    column_evidence: str
    evidence: tuple[str, ...]

    @property
    def best(self) -> Placement | None:
        """The likeliest placement, None for a row without figures."""
        return self.placements[0] if self.placements else None

    @property
    def label(self) -> str:
        """The label of the row."""
        return self.placements[0].cut.label if self.placements else self.row.label


def settle_rows(table: MoneyTable) -> list[SettledRow]:
    """The rows of a table with their figures placed.

    The rows that can be told by their layout come first; they show the arithmetic and the columns of percentages.
    """
    options = [_placements(table, row) for row in table.rows]
    full = [found[0] for found in options if len(found) == 1 and len(found[0].columns) == table.columns]
    percent = _percent_columns(table.columns, full)
    decimal = _is_decimal(full)
    first = [_settle(table, row, found, percent, decimal, ()) for row, found in zip(table.rows, options, strict=True)]
    if all(row.column_evidence != "ambiguous" for row in first):
        return first
    told = [
        row.placements[0]
        for row in first
        if row.column_evidence in {"complete", "positional", "inferred"} and len(row.placements) == 1
    ]
    sums = _sums(table.columns, told)
    return [
        row if row.column_evidence != "ambiguous" else _settle(table, row.row, found, percent, decimal, sums)
        for row, found in zip(first, options, strict=True)
    ]


def _placements(table: MoneyTable, row: MoneyRow) -> list[Placement]:
    """Every placement that the layout allows."""
    most = table.columns
    fitting = [cut for cut in row.cuts if len(cut.figures) <= most]
    if table.spaces_show:
        even = [cut for cut in fitting if len(cut.figures) + cut.shown_empty == most]
        if even:
            return _least_label([Placement(cut, _by_spaces(cut, label_is_apart=row.label_is_apart)) for cut in even])
    ways = (
        Placement(cut, columns)
        for cut in _shortest_labels(fitting)
        for columns in combinations(range(1, most + 1), len(cut.figures))
    )
    return list(islice(ways, _MOST_PLACEMENTS))


def _by_spaces(cut: Cut, *, label_is_apart: bool) -> tuple[int, ...]:
    """The columns that the spaces show."""
    found: list[int] = []
    column = 0
    for position, figure in enumerate(cut.figures):
        spaces = figure.spaces_before if position or not label_is_apart else figure.spaces_before + 1
        column += max(1, spaces)
        found.append(column)
    return tuple(found)


def _least_label(placements: Sequence[Placement]) -> list[Placement]:
    """Of placements that come out even, those whose label takes the fewest figures."""
    shortest = min(len(one.cut.label) for one in placements)
    return [one for one in placements if len(one.cut.label) == shortest]


def _shortest_labels(found: Sequence[Cut]) -> list[Cut]:
    """The cuts with the shortest label, and those with a longer one where a year may belong to it."""
    if not found:
        return []
    shortest = min(len(cut.label) for cut in found)
    near = [cut for cut in found if len(cut.label) == shortest]
    if all(_begins_with_year(cut) for cut in near):
        near += [cut for cut in found if len(cut.label) == shortest + 5]
    return near


def _begins_with_year(cut: Cut) -> bool:
    return (
        bool(cut.figures)
        and _YEAR.fullmatch(cut.figures[0].text) is not None
        and _PREPOSITION.search(cut.label) is not None
    )


def _percent_columns(columns: int, full: Sequence[Placement]) -> frozenset[int]:
    """Columns in which every complete row prints a percentage."""
    return frozenset(
        column
        for column in range(1, columns + 1)
        if len(full) > 1 and all(one.cut.figures[column - 1].is_percent for one in full)
    )


def _is_decimal(full: Sequence[Placement]) -> bool:
    """Whether the figures of the complete rows are printed with decimals."""
    figures = [figure for one in full for figure in one.cut.figures]
    return len(figures) > 8 and sum("," in figure.text for figure in figures) >= 0.9 * len(figures)


def _sums(columns: int, told: Sequence[Placement]) -> tuple[tuple[int, int, int, int], ...]:
    """The sums that told rows show: (a, b, sign, c) where column c = a + sign · b in the rows that have all three."""
    numbers = [one.numbers() for one in told]
    printed = {column: [row.get(column) for row in numbers] for column in range(1, columns + 1)}
    found: list[tuple[int, int, int, int]] = []
    for one, other, whole in permutations(printed, 3):
        rows = [
            (first, second, third)
            for first, second, third in zip(printed[one], printed[other], printed[whole], strict=True)
            if first is not None and second is not None and third is not None and (first or second or third)
        ]
        for sign in (1, -1) if one < other else (-1,):
            hits = sum(abs(first + sign * second - third) <= _TOLERANCE for first, second, third in rows)
            if len(rows) >= 3 and hits >= 0.9 * len(rows):
                found.append((one, other, sign, whole))
    return tuple(found)


def _settle(
    table: MoneyTable,
    row: MoneyRow,
    options: Sequence[Placement],
    percent: frozenset[int],
    decimal: bool,
    sums: Sequence[tuple[int, int, int, int]],
) -> SettledRow:
    if not options:
        return SettledRow(row, (), "complete", ())
    left = list(options)
    if len(left) == 1:
        is_full = len(left[0].columns) == table.columns
        return SettledRow(
            row,
            tuple(left),
            "complete" if is_full else "positional",
            ("all_columns_filled" if is_full else "empty_cell_spaces",),
        )
    used: list[str] = []
    if percent:
        left = _kept(left, lambda one: _percent_fits(one, percent), "percent_column", used)
    left = _kept(left, lambda one: not _begins_with_year(one.cut), "year_in_label", used)
    if decimal:
        left = _kept(
            left, lambda one: all("," in f.text or not f.text.isdigit() for f in one.cut.figures), "thousands", used
        )
    left = _of_one_magnitude(left, used)
    full = [one for one in left if len(one.columns) == table.columns]
    if full and len(full) < len(left):
        left = full
        used.append("all_columns_filled")
    if sums:
        left = _kept(left, lambda one: _adds_up(one, sums), "row_arithmetic", used)
    if len(left) == 1:
        return SettledRow(row, tuple(left), "inferred", tuple(used))
    ranked = sorted(left, key=lambda one: (-len(one.columns), one.columns))
    return SettledRow(row, tuple(ranked), "ambiguous", (*used, "several_readings"))


def _kept(left: list[Placement], test: Callable[[Placement], bool], code: str, used: list[str]) -> list[Placement]:
    kept = [one for one in left if test(one)]
    if kept and len(kept) < len(left):
        used.append(code)
        return kept
    return left


def _percent_fits(one: Placement, percent: frozenset[int]) -> bool:
    return all(
        figure.is_percent == (column in percent) for column, figure in zip(one.columns, one.cut.figures, strict=True)
    )


def _of_one_magnitude(left: list[Placement], used: list[str]) -> list[Placement]:
    """Of several groupings the one whose figures are near each other, where all others' are far apart.

    '2 226 2 238 2 229' are three figures, not '2', '226', '2 238' and '2 229'.
    """
    # Many placements share a cut.
    spreads = {key: _spread(cut) for key, cut in {id(one.cut): one.cut for one in left}.items()}
    near = [one for one in left if spreads[id(one.cut)] <= _NEAR]
    if near and len(near) < len(left) and all(spread <= _NEAR or spread > _FAR for spread in spreads.values()):
        used.append("magnitude")
        return near
    return left


def _spread(cut: Cut) -> float:
    values = [abs(figure.number) for figure in cut.figures if figure.number and not figure.is_percent]
    return max(values) / min(values) if values else 1.0


def _adds_up(one: Placement, sums: Sequence[tuple[int, int, int, int]]) -> bool:
    """Whether no sum of the table is broken, and at least one is there to see."""
    numbers = one.numbers()
    seen = False
    for first, second, sign, whole in sums:
        a, b, c = numbers.get(first), numbers.get(second), numbers.get(whole)
        if a is None or b is None or c is None:
            continue
        if abs(a + sign * b - c) > _TOLERANCE:
            return False
        seen = True
    return seen
