"""Cut printed lines into the cells of a table's columns, and say of each word where it does not fit."""

from __future__ import annotations

import bisect
import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import regex

from ingestion.documents.pdf import PdfLine, Word
from ingestion.extraction.pdf.columns import PlacedHeader
from ingestion.extraction.pdf.edges import Edges
from ingestion.extraction.pdf.joining import Piece, is_value
from ingestion.extraction.vocabulary import GAP, Vocabulary

_ACROSS = 1.5
"""How far, in points, a word may stand over a boundary of columns that is not drawn."""

_TOUCHES = 0.34
"""Words nearer than this share of their size are one text, whatever boundary lies between them."""

_NEXT_WORD = 0.6
"""Words nearer than this share of their size may be parted by a space."""

_APART = 1.2
"""Words further apart than this share of their size are two texts."""

_WATERMARK = 1.9
"""Words so many times as large as the header's belong to no cell."""

_DATE = regex.compile(GAP.join([*["\\d"] * 4, "-", "\\d", "\\d", "-", "\\d", "\\d"]))


@dataclass(frozen=True, slots=True)
class Cut:
    """Some lines cut into columns: pieces by column, the name's first.

    `across` are words over a boundary that is not drawn at their height, `beside` those left or right of the table,
    `touching` says whether a text goes on over a boundary, `over` are watermarks.
    """

    cells: tuple[tuple[Piece, ...], ...]
    across: tuple[Word, ...]
    beside: tuple[Word, ...]
    over: tuple[Word, ...]
    touching: bool


@dataclass(frozen=True)
class Table:
    """What stays the same while the pages of a table are read."""

    placed: PlacedHeader
    words: Vocabulary
    _cuts: dict[int, Cut] = field(default_factory=dict, compare=False, repr=False)

    @functools.cached_property
    def columns(self) -> int:
        """Number of columns with the names'."""
        return len(self.placed.header.columns) + 1

    @functools.cached_property
    def anchor_column(self) -> int | None:
        """Index of the column that every row fills: of the period, or the start of an activity; None without it."""
        roles = self.placed.header.roles
        found = [roles.index(role) + 1 for role in ("period", "start_date") if role in roles]
        return found[0] if found else None

    @functools.cached_property
    def size(self) -> float:
        """Size of the header's font."""
        return self.placed.size

    @functools.cached_property
    def left(self) -> float:
        """Where the names begin; what ends before it is an icon, a number in the margin or a note."""
        if self.placed.boxes:
            return self.placed.boxes[0][0] - 0.6 * self.size
        return self.placed.bounds[0]

    @functools.cached_property
    def right(self) -> float:
        """Where the table ends; what begins behind it is a note.

        A period begins before its title ends, or the periods below it, set to the right, end further out.
        """
        if not self.placed.boxes:
            return self.placed.bounds[-1]
        begin, end = self.placed.boxes[-1]
        periods = (
            word.x1
            for line in self.placed.body
            for word in line.words
            if word.x0 > begin and self._holds_anchor(word.text)
        )
        return max(end + 0.5 * self.size, *periods, 0.0)

    def cut(self, lines: Sequence[PdfLine], edges: Edges, page: int) -> Cut:
        """The words of some lines by column; a word over a drawn boundary belongs where its middle is.

        `edges` are those of the page. A line is asked for many times, alone and with others: it is cut once.
        """
        found = []
        for line in lines:
            one = self._cuts.get(line.number)
            if one is None:
                one = self._cuts[line.number] = self._cut_line(line, edges, page)
            found.append(one)
        if len(found) == 1:
            return found[0]
        return Cut(
            tuple(tuple(piece for one in found for piece in one.cells[n]) for n in range(self.columns)),
            tuple(word for one in found for word in one.across),
            tuple(word for one in found for word in one.beside),
            tuple(word for one in found for word in one.over),
            any(one.touching for one in found),
        )

    def _cut_line(self, line: PdfLine, edges: Edges, page: int) -> Cut:
        bounds = self.placed.bounds
        by_column: dict[int, list[Word]] = {}
        across: list[Word] = []
        beside: list[Word] = []
        over: list[Word] = []
        touching = False
        before: tuple[Word, int] | None = None
        for word in line.words:
            if word.size > _WATERMARK * self.size > 0:
                over.append(word)
                continue
            if word.x1 <= self.left + _ACROSS or (
                word.x0 >= self.right - _ACROSS and not self._goes_on_with_last(word, before)
            ):
                beside.append(word)
                continue
            column, crossed = self._column_of(word)
            if crossed and column == 0 and len(line.words) == 1:
                # A word longer than its column begins a line of its own and sticks out.
                crossed = ()
            if crossed and not all(edges.covered(bounds[n], word.top, word.bottom) >= 0.5 for n in crossed):
                across.append(word)
            if before is not None and before[1] != column:
                near = word.x0 - before[0].x1 < _TOUCHES * word.size and before[0].size == word.size
                if near and edges.covered(bounds[max(column, before[1])], word.top, word.bottom) < 0.5:
                    touching = True
            before = (word, column)
            by_column.setdefault(column, []).append(word)
        last = self.columns - 1
        if last in by_column:
            by_column[last], notes = _without_note(by_column[last])
            beside += notes
        cells = tuple(
            (Piece(tuple(by_column[n]), line.number, page),) if n in by_column else () for n in range(self.columns)
        )
        return Cut(cells, tuple(across), tuple(beside), tuple(over), touching)

    def _goes_on_with_last(self, word: Word, before: tuple[Word, int] | None) -> bool:
        """Whether a word right of the last title goes on with the text of its column: '2023' of 'Tertial 2 2023'."""
        return (
            before is not None
            and before[1] == self.columns - 1
            and word.x0 - before[0].x1 < _NEXT_WORD * word.size
            and word.size == before[0].size
        )

    def _column_of(self, word: Word) -> tuple[int, tuple[int, ...]]:
        """The column of a word, and the boundaries (by index) that it stands across."""
        bounds, x0, x1 = self.placed.bounds, word.x0, word.x1
        # The first of the table's inner boundaries that the word does not stand right of.
        begin = bisect.bisect_right(bounds, x0 + _ACROSS, 1, len(bounds) - 1)
        end = bisect.bisect_left(bounds, x1 - _ACROSS, begin, len(bounds) - 1)
        crossed = tuple(range(begin, end))
        if not crossed:
            # A word that only sticks out a little belongs where nearly all of it is.
            for n in range(self.columns):
                if bounds[n] - _ACROSS <= x0 and x1 <= bounds[n + 1] + _ACROSS:
                    return n, ()
        middle = (x0 + x1) / 2
        return next((n for n in range(self.columns) if middle <= bounds[n + 1]), self.columns - 1), crossed

    def is_comment_label(self, line: PdfLine) -> bool:
        """Whether a line is `Analys` or `Kommentar`, or begins with one and a colon."""
        return label_of_comment(line, self.words) > 0

    def is_only_comment_label(self, line: PdfLine) -> bool:
        """Whether a line is `Analys` or `Kommentar`, and the comment stands below."""
        return label_of_comment(line, self.words) == len(line.words)

    def is_goal_label(self, line: PdfLine) -> bool:
        """Whether a goal's heading begins with a line."""
        return ":" in line.text and self.words.goal_label.match(line.text) is not None

    def anchors(self, text: str) -> int:
        """How many periods (dates in a table of activities) a text holds one after the other; 0 where anything else."""
        pattern = _DATE if self.placed.header.kind == "activities" else self.words.period
        position = count = 0
        while position < len(text):
            match = pattern.match(text, position)
            if match is None:
                return 0
            count += 1
            position = match.end()
            while text[position : position + 1] == " ":
                position += 1
        return count

    def begins_anchor(self, text: str) -> bool:
        """Whether a text begins with a period (a date) as a word of its own, or is the first of its words: 'VB'."""
        if self._holds_anchor(text):
            return True
        is_word = self.placed.header.kind != "activities" and len(text) > 1 and text.isalpha()
        return is_word and _begin_of(self.words.period.pattern).fullmatch(text, partial=True) is not None

    def _holds_anchor(self, text: str) -> bool:
        pattern = _DATE if self.placed.header.kind == "activities" else self.words.period
        match = pattern.match(text)
        return match is not None and not text[match.end() : match.end() + 1].isalnum()

    def anchors_of(self, pieces: Sequence[Piece]) -> int:
        """How many periods the pieces of a column hold one after the other; 0 where they hold anything else."""
        return self.anchors(" ".join(piece.text for piece in pieces))

    def is_row_like(self, cut: Cut) -> bool:
        """Whether a line is printed like the first of a row: a name, a value and a period, each in its column."""
        column = self.anchor_column
        if column is None or cut.across or not cut.cells[0] or not cut.cells[column]:
            return False
        if not self.begins_anchor(" ".join(piece.text for piece in cut.cells[column])):
            return False
        return all(is_value("".join(piece.text for piece in cell)) for cell in cut.cells[1:column] if cell)


@functools.cache
def _begin_of(pattern: str) -> regex.Pattern[str]:
    """An expression that can be asked whether a text is the beginning of what it matches."""
    return regex.compile(pattern)


def label_of_comment(line: PdfLine | Piece, words: Vocabulary) -> int:
    """How many words of a line, from the first, are a comment's label: 'Analys', 'Kommentar: Målet nås.'; 0 if none."""
    if line.text.rstrip(":") in words.labels("comment"):
        return len(line.words)
    before, colon, _ = line.text.partition(": ")
    return len(before.split()) if colon and before in words.labels("comment") else 0


def _without_note(words: list[Word]) -> tuple[list[Word], list[Word]]:
    """The words of the last column, and those of a note that stands apart to the right of its period."""
    for n, (left, right) in enumerate(pairwise(words), start=1):
        if right.x0 - left.x1 > _APART * right.size:
            return words[:n], words[n:]
    return words, []
