"""What is known while the pages of a PDF are read in order: headers, goals, rows as they are put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingestion.documents.pdf import PdfDocument, PdfLine
from ingestion.extraction.outline import Goal, GoalPath
from ingestion.extraction.pdf.columns import PlacedHeader
from ingestion.extraction.pdf.cut import Table
from ingestion.extraction.pdf.joining import Joiner, Piece
from ingestion.extraction.pdf.sheet import Part
from ingestion.extraction.records import Place, Unread
from ingestion.extraction.vocabulary import Vocabulary


@dataclass
class PrintedHeader:
    """A printed header with how many rows were read below it, and where they end.

    `repeats` says whether it only repeats, at the top of a page, the header of the rows before.
    """

    placed: PlacedHeader
    last_line: int
    repeats: bool = False
    rows: int = 0


@dataclass
class Row:
    """A row while it is put together. `rest_is_sure` is False where its last part may be a row of its own."""

    table: Table
    printed: PrintedHeader
    goals: GoalPath
    parts: list[Part]
    comment: list[Piece] = field(default_factory=list)
    rest_is_sure: bool = True
    doubts: set[str] = field(default_factory=set)

    @property
    def flags(self) -> set[str]:
        """Why the cut of its parts is not sure."""
        return self.doubts | {flag for part in self.parts for flag in part.flags}

    @property
    def merged(self) -> set[int]:
        """Columns whose cell goes over several rows."""
        return {column for part in self.parts for column in part.merged}

    @property
    def pieces(self) -> list[list[Piece]]:
        """Pieces by column over all parts."""
        return [[piece for part in self.parts for piece in part.cells[n]] for n in range(self.table.columns)]


@dataclass
class State:
    """What is known while the pages are read in order.

    `money` are the lines of tables of money and volumes, which end a table of indicators as its next header does,
    `contents` those of lists of contents.
    `label` is a goal's label whose title stands overleaf, `skip` how many lines of the next page belong to a title of
    this one. `other_table` says that titles of another table stand below the last header.
    """

    document: PdfDocument
    words: Vocabulary
    joiner: Joiner
    body_font: tuple[str, float]
    leading: float
    headers: dict[int, PlacedHeader] = field(default_factory=dict)
    money: frozenset[int] = frozenset()
    contents: frozenset[int] = frozenset()
    path: GoalPath = field(default_factory=GoalPath)
    goals: list[Goal] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    activities: list[Row] = field(default_factory=list)
    printed: list[PrintedHeader] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    table: Table | None = None
    last_table: Table | None = None
    label: PdfLine | None = None
    skip: int = 0
    interrupted: bool = True
    below_heading: bool = False
    in_comment: bool = False
    other_table: bool = False

    def take_goal(self, goal: Goal) -> None:
        """Add a goal; what follows stands below it."""
        self.goals.append(goal)
        self.path = self.path.below(goal)

    def rows_of(self, table: Table | None) -> list[Row]:
        """Where the rows of a table are gathered."""
        return self.activities if table is not None and table.placed.header.kind == "activities" else self.rows


def plain_text(pieces: Sequence[Piece]) -> str:
    """Pieces as they are printed, each line parted by a space."""
    return " ".join(piece.text for piece in pieces)


def place_of(row: Row) -> Place:
    """First and last line of a row, and the page where it begins."""
    lines = [line for part in row.parts for line in part.lines]
    return Place(min(lines), max(lines), row.parts[0].page)
