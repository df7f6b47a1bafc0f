"""What the body of a table is read as: printed rows, what is left over, and codes of what leaves a row in doubt."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from ingestion.extraction.layout import Line
from ingestion.extraction.tokens import (
    Token,
)

UNKNOWN_VALUE, UNKNOWN_PERIOD, IN_COMMENT = "unknown_value", "unknown_period", "in_comment"
NAME_IN_DOUBT = "name_in_doubt"
PAGE_BREAK_UNDECIDED = "page_break_undecided"
OTHER_TABLE = "other_table"


class Cut(NamedTuple):
    """One way to read the print of a row: where its name ends, and the values behind it."""

    name: str
    tokens: tuple[Token, ...]


class PrintedRow(NamedTuple):
    """A row as printed, before any thought of which cell belongs to which column.

    `cuts` are the ways to read it, the likeliest first; `name` is the name of the first. `beside` says that the name
    stands on one line with cells, so that its end is part of what is judged. `name_lines` are the lines of a name that
    has more than one. `name_is_cut` says that its last line ends inside a word, so that more of it must follow.
    `marked` says that a space, symbol or line of spaces, the trace of an icon, stands before the name. `after_comment`
    says that the row stands where a comment may go on. `comment_label` is the line of `Analys` or `Kommentar` below the
    row, `comment_title` the word, None where there is none. `doubts` are codes of what keeps the row from being told
    whatever its columns are.
    """

    name: str
    line_start: int
    line_end: int
    marked: bool
    cuts: tuple[Cut, ...]
    beside: bool = False
    name_lines: tuple[str, ...] = ()
    name_is_cut: bool = False
    after_comment: bool = False
    comment_label: int | None = None
    comment_title: str | None = None
    comment_lines: tuple[Line, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The values of the likeliest cut."""
        return self.cuts[0].tokens


@dataclass(frozen=True)
class Leftover:
    """Lines of a table that belong to no row and no comment; `may_hold_row` says that a row may be in them."""

    first_line: int
    last_line: int
    text: str
    may_hold_row: bool


@dataclass(frozen=True)
class ReadBody:
    """What the body of a table was read as.

    `rows` in printed order; `completed` is the row before the header as its rest below the header completes it; `taken`
    is the number of blocks overleaf that the last row takes; `leftovers` are what nothing accounts for. `is_open` says
    that words stand at the end, above a header that comes again: the first row below it may begin with them.
    """

    rows: list[PrintedRow]
    completed: PrintedRow | None
    taken: int
    leftovers: list[Leftover]
    is_open: bool = False


def are_marked(rows: Iterable[PrintedRow]) -> bool:
    """Whether each row of a document has a mark before its name, as far as it cannot be a line of a comment.

    True only where a row without one stands in a comment, which is then none.
    """
    sure = doubtful = 0
    for row in rows:
        if row.after_comment and not row.marked:
            doubtful += 1
        elif not row.marked:
            return False
        else:
            sure += 1
    return doubtful > 0 and sure >= _ROWS_THAT_SHOW


_ROWS_THAT_SHOW = 2
