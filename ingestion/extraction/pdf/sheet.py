"""What a page holds of a table, while it is cut into rows: its items, its bands, and what its lines show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingestion.documents.pdf import PdfLine, PdfPage, Word
from ingestion.extraction.pdf.cut import Cut, Table
from ingestion.extraction.pdf.edges import Edges
from ingestion.extraction.pdf.joining import Piece, is_value

_LARGER = 1.12
_WIDE_GAP = 1.5
"""Words further apart than this, in sizes of their font, stand in two cells."""

INDENT = 0.75
"""Points by which a cell's text begins further in than running text: the room at a cell's side."""

PLAIN_LEADING = 1.35
"""Base lines of one text stand so many sizes of their font apart where nothing on the page shows its leading."""


@dataclass(frozen=True)
class Part:
    """What one page holds of a row: pieces by column, the name's first.

    `closed_above` and `closed_below` say whether an edge is drawn there; None where no edges stand between rows.
    `flags` are reasons why the cut is not sure. `merged` are columns whose cell the row shares with its neighbours.
    """

    cells: tuple[tuple[Piece, ...], ...]
    page: int
    closed_above: bool | None
    closed_below: bool | None
    flags: frozenset[str] = frozenset()
    merged: frozenset[int] = frozenset()
    drawn: bool = False

    @property
    def lines(self) -> list[int]:
        """Numbers of its lines; a cell that it shares with another row counts only where it has no other."""
        own = [piece.line for n, cell in enumerate(self.cells) if n not in self.merged for piece in cell]
        return own or [piece.line for cell in self.cells for piece in cell]


@dataclass(frozen=True)
class Comment:
    """Text over the whole width; `labelled` says whether `Analys` or `Kommentar` introduces it."""

    pieces: tuple[Piece, ...]
    labelled: bool


@dataclass(frozen=True)
class GoalRow:
    """Lines of a goal's heading inside the table."""

    lines: tuple[PdfLine, ...]


@dataclass(frozen=True)
class LeftOver:
    """Text between the rows that belongs to none of them, and why it was left out."""

    lines: tuple[PdfLine, ...]
    reason: str
    may_hold_row: bool = False


Item = Part | Comment | GoalRow | LeftOver


@dataclass
class Body:
    """What was read below a header or at the top of a page, and how many lines it took."""

    items: list[Item] = field(default_factory=list)
    taken: int = 0


@dataclass(frozen=True)
class Band:
    """What stands between two level edges: lines, heights, and which edge closes it above and below."""

    lines: tuple[PdfLine, ...]
    upper: float
    lower: float
    closed_above: bool
    closed_below: bool


@dataclass(frozen=True)
class Sheet:
    """A table on a page: its edges, the leading of its lines in points (None where nothing shows it).

    `leading_is_shown` says whether more than one text of the table has that leading, `ends_page` whether nothing but
    the page's end is below its lines.
    `drawn` are the boundaries, by index, that are drawn in most rows that draw any.
    """

    table: Table
    page: PdfPage
    edges: Edges
    leading: float | None
    leading_is_shown: bool
    ends_page: bool
    below_header: bool
    drawn: frozenset[int] = frozenset()

    @property
    def number(self) -> int:
        """Number of the page."""
        return self.page.number

    def apart(self, height: float) -> float:
        """The least distance between the base lines of two lines that belong to two texts, in points."""
        leading = self.leading if self.leading is not None else PLAIN_LEADING * height / 1.12
        return leading + max(1.2, 0.14 * height)

    def cut(self, lines: Sequence[PdfLine]) -> Cut:
        """Some lines by column."""
        return self.table.cut(lines, self.edges, self.number)


def rows_follow(sheet: Sheet, lines: Sequence[PdfLine]) -> bool:
    """Whether a row follows before the next heading."""
    for line in lines:
        if sheet.table.is_goal_label(line):
            return False
        if sheet.table.is_row_like(sheet.cut([line])):
            return True
    return False


def is_running_text(lines: Sequence[PdfLine]) -> bool:
    """Whether no line has gaps as wide as those between the cells of a table."""
    return not any(
        sum(right.x0 - left.x1 > _WIDE_GAP * right.size for left, right in pairwise(line.words)) > 1 for line in lines
    )


def reads_as_value(cell: Sequence[Piece]) -> bool:
    """Whether the text of a cell is one value."""
    return is_value("".join(piece.text for piece in cell))


def is_in_larger_print(above: PdfLine, line: PdfLine) -> bool:
    """Whether all of a line is larger than the text above it: a heading, which is no part of a comment."""
    return min(word.size for word in line.words) > _LARGER * max(word.size for word in above.words)


def belongs_to_next(sheet: Sheet, line: PdfLine, below: PdfLine) -> bool:
    """Whether a line of only a name stands right above the rest of its row."""
    cut = sheet.cut([line])
    step = below.words[0].base - line.words[0].base
    return bool(cut.cells[0]) and not any(cut.cells[1:]) and not cut.across and step <= sheet.apart(line.height)


def flags_of(cut: Cut) -> frozenset[str]:
    """Codes of what speaks against a cut: `cell_merged`, `text_over_boundary`, `text_beside_row`."""
    found = set()
    if cut.across:
        found.add("cell_merged")
    if cut.touching:
        found.add("text_over_boundary")
    if any(any(letter.isalnum() for letter in word.text) for word in cut.beside if not _is_line_number(word)):
        found.add("text_beside_row")
    if any(any(letter.isdigit() for letter in word.text) for word in cut.over):
        found.add("text_beside_row")
    return frozenset(found)


def _is_line_number(word: Word) -> bool:
    """Whether a word may number the lines of a page; a year does not."""
    return word.text.isdigit() and len(word.text) < 4


def pieces_of(lines: Sequence[PdfLine], page: int) -> tuple[Piece, ...]:
    """Whole lines as pieces of one text."""
    return tuple(Piece(line.words, line.number, page) for line in lines)


def holds_only_cells(sheet: Sheet, line: PdfLine) -> bool:
    """Whether a line has nothing but values or a period in their columns, as in the middle of a row's height."""
    cut = sheet.cut([line])
    column = sheet.table.anchor_column
    if column is None or cut.across or cut.cells[0] or not any(cut.cells[1:]):
        return False
    anchor = " ".join(piece.text for piece in cut.cells[column])
    if anchor:
        return sheet.table.begins_anchor(anchor)
    filled = [cell for cell in cut.cells[1:] if cell]
    return all(reads_as_value(cell) for cell in filled)
