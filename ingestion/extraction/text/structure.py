"""The structure of a document: its goals, its tables with the goals above them, and the rows of each table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from ingestion.documents.text import TextDocument
from ingestion.extraction.headers import Header, find_header
from ingestion.extraction.layout import Block, Line, blocks, join_wrapped, keeps_trailing_spaces
from ingestion.extraction.outline import Goal, GoalPath, read_goal
from ingestion.extraction.text.furniture import furniture
from ingestion.extraction.text.rows import PrintedRow, read_rows
from ingestion.extraction.vocabulary import Vocabulary, vocabulary


@dataclass(frozen=True)
class ReadTable:
    """A printed header with the rows below it.

    `number` counts the tables of its kind in the document; a header that a page break repeats has the number of the
    table that goes on. `goals` are the headings above, `body` the blocks up to the next header or heading.
    """

    header: Header
    number: int
    repeats: bool
    goals: GoalPath
    body: tuple[Block, ...]
    rows: tuple[PrintedRow, ...]

    @property
    def last_line(self) -> int:
        """Last line of the table that the reader read: of the last row or its comment's label, else of the header."""
        if not self.rows:
            return self.header.last_line
        return max(self.rows[-1].line_end, self.rows[-1].comment_label or 0)


@dataclass(frozen=True)
class Structure:
    """All goals and tables of a document in printed order; `furniture` are 1-based lines of page headers."""

    goals: tuple[Goal, ...]
    tables: tuple[ReadTable, ...]
    furniture: frozenset[int]
    trailing_spaces: bool

    def of_kind(self, kind: str) -> list[ReadTable]:
        """The tables of a kind, `indicators` or `activities`."""
        return [table for table in self.tables if table.header.kind == kind]


def read_structure(document: TextDocument) -> Structure:
    """Goals and tables of a document.

    Raises ExtractionError where a table header has a column that is not known, with the header's line.
    """
    words = vocabulary()
    lines = document.lines
    skip = frozenset(index + 1 for index in furniture(lines))
    trailing_spaces = keeps_trailing_spaces(lines)
    goals: list[Goal] = []
    tables: list[ReadTable] = []
    numbers: Counter[str] = Counter()
    before: int | None = None  # index of the last table that has rows
    sections = list(_sections(lines, words, skip, goals, trailing_spaces=trailing_spaces))
    bodies = [list(blocks(section, skip)) for _, section, _, _ in sections]
    for place, (header, _, path, repeats) in enumerate(sections):
        body = bodies[place]
        numbers[header.kind] += not repeats
        number = numbers[header.kind]
        open_row = None
        last = tables[before] if before is not None else None
        if repeats and body and last is not None and last.number == number and last.header.kind == header.kind:
            open_row = last.rows[-1]
        overleaf = []
        if place + 1 < len(sections) and sections[place + 1][3] and bodies[place + 1]:
            overleaf = bodies[place + 1]
            overleaf[0] = replace(overleaf[0], after_page_break=True)
        rows, completed, taken = read_rows(
            header, body, words, trailing_spaces=trailing_spaces, open_row=open_row, overleaf=overleaf
        )
        body.extend(overleaf[:taken])
        del overleaf[:taken]
        if completed is not None and before is not None:
            tables[before] = replace(tables[before], rows=(*tables[before].rows[:-1], completed))
        if rows:
            before = len(tables)
        tables.append(ReadTable(header, number, repeats, path, tuple(body), tuple(rows)))
    return Structure(tuple(goals), tuple(tables), skip, trailing_spaces)


def comment_of(row: PrintedRow, *, trailing_spaces: bool) -> str | None:
    """The text under `Analys` or `Kommentar`, None where there is none."""
    return join_wrapped([line.text for line in row.comment_lines], trailing_spaces=trailing_spaces) or None


def _sections(
    lines: Sequence[str], words: Vocabulary, skip: frozenset[int], goals: list[Goal], *, trailing_spaces: bool
) -> Iterator[tuple[Header, tuple[Line, ...], GoalPath, bool]]:
    """Headers with the lines below, the goals above, and whether they repeat the one before.

    Appends every heading to `goals`.
    """
    path = GoalPath()
    header: Header | None = None
    repeats = False
    start = 0
    interrupted = True
    for index in _landmarks(lines, words):
        if index < start or index + 1 in skip:
            continue
        text = lines[index]
        new_header: Header | None = None
        goal: Goal | None = None
        for kind in words.tables:
            if kind.first_title in text and (new_header := find_header(lines, index, kind, skip)):
                break
        else:
            if ":" in text:
                goal = read_goal(lines, index, words, skip, path, trailing_spaces=trailing_spaces)
        if new_header is None and goal is None:
            continue
        if header is not None:
            yield header, _numbered(lines, start, index), path, repeats
        if goal is not None:
            goals.append(goal)
            path = path.below(goal)
            header, interrupted = None, True
            start = goal.line_end
        elif new_header is not None:
            repeats = not interrupted and header is not None and header.roles == new_header.roles
            header, interrupted = new_header, False
            start = new_header.last_line
    if header is not None:
        yield header, _numbered(lines, start, len(lines)), path, repeats


def _landmarks(lines: Sequence[str], words: Vocabulary) -> Iterator[int]:
    """Indices of the few lines that can be a header's first or a heading: by the title, or the label's colon."""
    mark = regex.compile("|".join([":", *(regex.escape(kind.first_title) for kind in words.tables)]))
    return (index for index, text in enumerate(lines) if mark.search(text))


def _numbered(lines: Sequence[str], start: int, end: int) -> tuple[Line, ...]:
    return tuple(Line(index + 1, lines[index]) for index in range(start, end))
