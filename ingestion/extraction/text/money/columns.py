"""How many columns a money or volume table has, and which words of its header name each.

Neither the header nor a row tells it alone: a header's words can be cut in many ways, a row may have empty cells, and
its figures may be thousands of fewer. So the number is the one that the rows and the header agree on best.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import pairwise

from ingestion.extraction.money.printed import MoneyHeader, MoneyRow, MoneyTable
from ingestion.extraction.money.words import (
    BARE_YEAR,
    MOST_COLUMNS,
    PART_TITLE,
    ROW_TITLE,
    TITLE,
    WEAK_TITLE,
    money_words,
)
from ingestion.extraction.text.money.header import HeaderCuts, HeaderWord, header_words, is_known
from ingestion.extraction.text.money.rows import FoundTable

MANY_PIECES = 5
"""A header of so many pieces may be one whose words nobody knows."""

_WORTH_A_TITLE = 2.0
_YEAR = re.compile(r"(?:19|20)\d\d")
_TERTIAL = re.compile(r"T[1-3]")
_ENDS_IN_FIGURE = re.compile(r"\s[-−–+]?\d+(?:,\d+|(?: \d{3})+)$")


def table_of(found: FoundTable) -> MoneyTable | None:
    """The table of what was found, cut by the number of columns that its rows and its header agree on; None where none.

    The headings below the table that were read as its rows are taken off, and a row that is the header's last title.
    """
    rows = [row for row in found.rows if row.cuts]
    if not rows:
        return None
    words = header_words(found.pieces, trailing_spaces=found.trailing_spaces)
    _drop_headings(found)
    rows = [row for row in found.rows if row.cuts]
    are_told = len(found.pieces) < MANY_PIECES or is_known([word.text for word in words])
    cells = None if are_told else _single_cells(found)
    if not are_told and cells is None:
        # The rows alone would tell the columns, and maybe none of them has all cells filled.
        return None
    header_cuts = HeaderCuts(words, untitled=found.is_untitled)
    best = _best_number(rows, header_cuts, cells)
    if best is None:
        return None
    columns, spaces_show = best
    header = header_cuts.into(columns)
    longer = _with_last_title(words, found, columns)
    if longer is not None and longer.cost < header.cost - _WORTH_A_TITLE:
        header = longer
        del found.rows[0]
    if any(_is_torn(*pair) for pair in pairwise(header.columns)) or _are_figures_left(rows, columns):
        return None
    return MoneyTable(found.start, found.last, header, tuple(found.rows), spaces_show)


def _best_number(rows: Sequence[MoneyRow], header: HeaderCuts, only: int | None) -> tuple[int, bool] | None:
    """The number of columns that rows and header agree on best, and whether spaces show empty cells; None where none.

    `only` is the one number that is possible, None where any is.
    """
    best: tuple[int, bool] | None = None
    best_cost = math.inf
    least = max(min(len(cut.figures) for cut in row.cuts) for row in rows)
    with_empty = _counts_with_empty(rows)
    # Where each figure has just one space before it, the counts are the same.
    is_told_by_spaces = any(cut.shown_empty for row in rows for cut in row.cuts)
    for spaces_show in (True, False) if is_told_by_spaces else (True,):
        counts = _counts(rows, spaces_show=spaces_show)
        if only is not None:
            counts = {only: counts.get(only, 0.0)}
        for columns, count in counts.items():
            if not least <= columns <= MOST_COLUMNS or (cost := header.cost(columns)) is None:
                continue
            # Spaces that show nothing in any row say nothing of the table.
            cost = cost - 20.0 * (count / len(rows)) - (0.5 if spaces_show and columns in with_empty else 0.0)
            if cost < best_cost - 1e-9:
                best, best_cost = (columns, spaces_show), cost
    return best


def _with_last_title(words: Sequence[HeaderWord], found: FoundTable, columns: int) -> MoneyHeader | None:
    """The header with the words right below it as the title of its last column: 'Skillnad', a word that nobody knows.

    Where they name a group of rows ('Centrala medel') the header has as many titles without them.
    """
    first = found.rows[0]
    if first.cuts:
        return None
    more = [HeaderWord(word, "space" if place else "gap") for place, word in enumerate(first.label.split())]
    header = HeaderCuts([*words, *more], untitled=found.is_untitled)
    if header.cost(columns) is None or header.into(columns).columns[-1] != first.label:
        return None
    return header.into(columns)


def _are_figures_left(rows: Sequence[MoneyRow], columns: int) -> bool:
    """Whether many rows have more figures than a header has titles: 'Förskola 376,0 374,0' is no label."""
    left = 0
    for row in rows:
        labels = [cut.label for cut in row.cuts if len(cut.figures) <= columns]
        left += bool(labels) and _ENDS_IN_FIGURE.search(min(labels, key=len)) is not None
    return 3 * left >= len(rows)


def _is_torn(before: str, name: str) -> bool:
    """Whether two titles of columns are one ('Nämndens' + 'budget', 'Prognos' + 'T1', 'Utfall' + '2024').

    Where a word of the header is not known, its others must not be spread over the columns. 'varav kvinnor' is one.
    """
    first = name.split(maxsplit=1)[0]
    if first[:1].islower() or _TERTIAL.fullmatch(first) is not None:
        return money_words().role(first) != PART_TITLE
    last = before.rsplit(maxsplit=1)[-1]
    is_cut = money_words().role(last) in {TITLE, WEAK_TITLE} or _TERTIAL.fullmatch(last) is not None
    return is_cut and BARE_YEAR.fullmatch(name) is not None


def _single_cells(found: FoundTable) -> int | None:
    """The number of columns of a header whose every piece is one cell, the first behind the title of the rows.

    'Ärendehan' + 'tering': what a narrow column broke inside a word is a cell of its own, and no row has to have them
    all filled ('8 9 3 18' below nine titles of kinds of complaints). None where a piece is not broken so, or the header
    may go on: words without figures stand below it, or a row has more of them.
    """
    pieces = found.pieces
    firsts = [piece[0].text.split() for piece in pieces]
    most = max(len(cut.figures) for row in found.rows for cut in row.cuts)
    is_whole = (
        found.trailing_spaces
        and money_words().role(firsts[0][0]) == ROW_TITLE
        and [len(words) for words in firsts] == [2, *[1] * (len(pieces) - 1)]
        and all(words[-1][0].isupper() for words in firsts)
        and all(any(not line.text.endswith(" ") for line in piece[:-1]) for piece in pieces)
        and bool(found.rows[0].cuts)
        and most <= len(pieces)
    )
    return len(pieces) if is_whole else None


def _drop_headings(found: FoundTable) -> None:
    """Take the headings below a table from its rows: 'Analys av årsresultat 2021' ends in a year, no figure.

    Only where every other figure has decimals is a bare year none.
    """
    years = [row for row in found.rows if _is_bare_year(row)]
    others = [figure.text for row in found.rows if row.cuts and row not in years for figure in row.cuts[0].figures]
    if not years or not others or not all("," in text or text.endswith("%") for text in others):
        return
    while found.rows and (not found.rows[-1].cuts or found.rows[-1] in years):
        found.rows.pop()
    found.last = max((row.line_end for row in found.rows), default=found.last)


def _is_bare_year(row: MoneyRow) -> bool:
    """Whether the figures of a row are one bare year."""
    figures = row.cuts[0].figures if row.cuts else ()
    return len(figures) == 1 and _YEAR.fullmatch(figures[0].text) is not None


def _counts(rows: Sequence[MoneyRow], *, spaces_show: bool) -> dict[int, float]:
    """For each number of columns, how many rows can have just so many cells."""
    counts: dict[int, float] = {}
    for row in rows:
        possible: dict[int, float] = {}
        for cut in row.cuts:
            count = len(cut.figures) + (cut.shown_empty if spaces_show else 0)
            # A figure seldom belongs to the label, and figures with groups of three digits are seldom apart.
            weight = 1.0 if cut.label == row.cuts[0].label else 0.4
            possible[count] = max(possible.get(count, 0.0), weight)
        for count, weight in possible.items():
            counts[count] = counts.get(count, 0.0) + weight
    return counts


def _counts_with_empty(rows: Sequence[MoneyRow]) -> frozenset[int]:
    """The numbers of cells that rows show of which the spaces show some to be empty."""
    return frozenset(len(cut.figures) + cut.shown_empty for row in rows for cut in row.cuts if cut.shown_empty > 0)


__all__ = ["MANY_PIECES", "table_of"]
