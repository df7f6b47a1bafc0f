"""A table of money or volumes as printed: its header, its rows, and the ways to cut a row into label and figures."""

from __future__ import annotations

import functools
import math
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

_NUMBER = re.compile(r"[-−–+]?\d+(?:[.,]\d+)?")


class Figure(NamedTuple):
    """A printed figure or word of a value column: its text with single spaces, its offset in the row, spaces before."""

    text: str
    offset: int
    spaces_before: int

    @property
    def is_percent(self) -> bool:
        """Whether it is printed as a percentage."""
        return self.text.endswith("%")

    @property
    def number(self) -> float | None:
        """Its value, None for a word."""
        return _number(self.text)


@functools.lru_cache(maxsize=4096)
def _number(printed: str) -> float | None:
    match = _NUMBER.fullmatch(printed.strip("()*% ").replace(" ", ""))
    return float(match[0].replace(",", ".").replace("−", "-").replace("–", "-")) if match else None


class Cut(NamedTuple):
    """One way to cut a row: the label's text, the figures, and how many empty cells the spaces show among them."""

    label: str
    figures: tuple[Figure, ...]
    shown_empty: int


def shown_empty(figures: Sequence[Figure], spaces_after: int, *, label_is_apart: bool) -> int:
    """How many empty cells the spaces show where a text keeps one for each; `spaces_after` are those at the row's end.

    A space ends each cell; each further one is an empty cell. Where the label stands on lines of its own, the spaces
    before the first figure are all of empty cells.
    """
    spaces = sum([figure.spaces_before for figure in figures]) + max(1, spaces_after)
    return spaces - len(figures) - (0 if label_is_apart else min(1, figures[0].spaces_before))


@dataclass(frozen=True)
class MoneyHeader:
    """A header cut into the title of the label column (may be empty) and the names of the value columns.

    `text_column` says that the last printed column holds words ('Kommentar'); it is none of `columns`.
    """

    row_title: str
    columns: tuple[str, ...]
    text_column: bool
    cost: float


class MoneyRow(NamedTuple):
    """A printed row: its lines, and every way to cut it. A row without cuts names a group of rows.

    `label_is_apart`: the label stands on lines above the figures. `offsets` are where the lines begin in the joined
    text, with their numbers.
    """

    line_start: int
    line_end: int
    cuts: tuple[Cut, ...]
    label_is_apart: bool
    label: str
    offsets: tuple[tuple[int, int], ...]
    shows_empty: int = 0

    def line_of(self, offset: int) -> int:
        """The line on which the figure at an offset of the joined text stands."""
        return self.offsets[bisect_right(self.offsets, (offset, math.inf)) - 1][1]


@dataclass(frozen=True)
class MoneyTable:
    """A table as printed: header and rows; `spaces_show` says that the document's spaces show empty cells."""

    line_start: int
    line_end: int
    header: MoneyHeader
    rows: tuple[MoneyRow, ...]
    spaces_show: bool

    @property
    def columns(self) -> int:
        """Number of value columns."""
        return len(self.header.columns)
