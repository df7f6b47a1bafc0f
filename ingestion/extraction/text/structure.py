"""The structure of a document: its goals, its tables with the goals above them, and the rows of each table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingestion.documents.text import TextDocument
from ingestion.extraction.headers import Header, UnreadHeader, header_at
from ingestion.extraction.layout import Block, Line, blank_between_all, blocks, join_wrapped, keeps_trailing_spaces
from ingestion.extraction.outline import (
    Goal,
    GoalPath,
    Titles,
    UnreadGoal,
    goal_like,
    is_like_assessment,
    read_goal,
    titles_of,
)
from ingestion.extraction.records import Place, Unread
from ingestion.extraction.text.converters import check_converter
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
    """All goals and tables of a document in printed order; `furniture` are 1-based lines of page headers.

    `unread` are the lines like a header, a goal's label or an assessment that were not understood.
    """

    goals: tuple[Goal, ...]
    tables: tuple[ReadTable, ...]
    furniture: frozenset[int]
    trailing_spaces: bool
    unread: tuple[Unread, ...] = ()

    def of_kind(self, kind: str) -> list[ReadTable]:
        """The tables of a kind, `indicators` or `activities`."""
        return [table for table in self.tables if table.header.kind == kind]


@dataclass(frozen=True)
class _Section:
    """A header with the lines below it, the goals above, and whether it repeats the header before."""

    header: Header
    lines: tuple[Line, ...]
    path: GoalPath
    repeats: bool


def read_structure(document: TextDocument) -> Structure:
    """Goals and tables of a document.

    A header or label that is not understood ends what stands above it and is one of `unread`. Raises ExtractionError
    where the tables as a whole cannot be read as they were extracted, with what to do.
    """
    words = vocabulary()
    lines = document.lines
    check_converter(lines, words)
    skip = frozenset(index + 1 for index in furniture(lines, document.pages))
    spacing = blank_between_all(lines)
    trailing_spaces = keeps_trailing_spaces(lines)
    goals: list[Goal] = []
    unread: list[Unread] = []
    tables: list[ReadTable] = []
    numbers: Counter[str] = Counter()
    before: int | None = None  # index of the last table that has rows
    outline = _Outline(document, words, skip | spacing, trailing_spaces, goals, unread)
    sections = list(outline.sections(spacing))
    bodies = [list(blocks(section.lines, skip)) for section in sections]
    for place, section in enumerate(sections):
        header, repeats = section.header, section.repeats
        body = bodies[place]
        numbers[header.kind] += not repeats
        number = numbers[header.kind]
        open_row = None
        last = tables[before] if before is not None else None
        if repeats and body and last is not None and last.number == number and last.header.kind == header.kind:
            open_row = last.rows[-1]
        overleaf = []
        if place + 1 < len(sections) and sections[place + 1].repeats and bodies[place + 1]:
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
        tables.append(ReadTable(header, number, repeats, section.path, tuple(body), tuple(rows)))
    unread.extend(_assessments_of_nothing(document, goals, skip, words))
    unread.sort(key=lambda one: one.place.line_start)
    return Structure(tuple(goals), tuple(tables), skip | spacing, trailing_spaces, tuple(unread))


def comment_of(row: PrintedRow, *, trailing_spaces: bool) -> str | None:
    """The text under `Analys` or `Kommentar`, None where there is none."""
    return join_wrapped([line.text for line in row.comment_lines], trailing_spaces=trailing_spaces) or None


@dataclass
class _Outline:
    """Walks through a document's headers and headings; appends the headings to `goals`, what is unread to `unread`."""

    document: TextDocument
    words: Vocabulary
    skip: frozenset[int]
    trailing_spaces: bool
    goals: list[Goal]
    unread: list[Unread]
    path: GoalPath = field(default_factory=GoalPath)

    def sections(self, spacing: frozenset[int]) -> Iterator[_Section]:
        """Headers with the lines below, without those in `spacing`, up to the next header, heading or unread one."""
        lines = self.document.lines
        titles = titles_of(lines, self.words, self.skip)
        header: Header | None = None
        repeats, interrupted = False, True
        path, start = self.path, 0
        for index in _landmarks(lines, self.words):
            if index < start or index + 1 in self.skip:
                continue
            found = self._header(index) or self._goal(index, titles)
            if found is None:
                continue
            if header is not None:
                yield _Section(header, _numbered(lines, start, index, spacing), path, repeats)
            path = self.path
            if isinstance(found, Goal | UnreadGoal):
                header, interrupted = None, True
                start = found.line_end
                continue
            start = found.last_line
            new = found.header if isinstance(found, UnreadHeader) else found
            repeats = not interrupted and header is not None and new is not None and header.roles == new.roles
            header, interrupted = new, new is None
        if header is not None:
            yield _Section(header, _numbered(lines, start, len(lines), spacing), path, repeats)

    def _header(self, index: int) -> Header | UnreadHeader | None:
        for kind in self.words.tables:
            found = header_at(self.document.lines, index, kind, self.skip)
            if isinstance(found, UnreadHeader):
                self._leave(found.first_line, found.last_line, "header", found.printed, found.reason, kind.name)
            if found is not None:
                return found
        return None

    def _goal(self, index: int, titles: Titles) -> Goal | UnreadGoal | None:
        lines = self.document.lines
        found: Goal | UnreadGoal | None = read_goal(
            lines, index, self.words, self.skip, self.path, trailing_spaces=self.trailing_spaces, titles=titles
        ) or goal_like(
            lines, index, self.words, self.skip, self.path, trailing_spaces=self.trailing_spaces, titles=titles
        )
        if isinstance(found, UnreadGoal):
            reason = "looks like the label of a goal, of a level that is not known; rows below it have no goal"
            self._leave(found.line_start, found.line_end, "goal", found.printed, reason)
            self.path = GoalPath(unread=found.line_start)
        elif found is not None:
            self.goals.append(found)
            self.path = self.path.below(found)
        return found

    def _leave(self, first: int, last: int, kind: str, printed: str, reason: str, table: str = "") -> None:
        place = Place(first, last, self.document.page_of_line(first))
        self.unread.append(Unread(place, kind, printed, reason, may_hold_row=table == "indicators"))


def _assessments_of_nothing(
    document: TextDocument, goals: Sequence[Goal], skip: frozenset[int], words: Vocabulary
) -> Iterator[Unread]:
    """Lines that are an assessment, or look like one below a goal, and belong to no goal."""
    labels = words.labels("assessment")
    taken = {goal.assessment_line for goal in goals}
    lines = document.lines
    for index, text in enumerate(lines):
        if "pp" in text and index + 1 not in taken and index + 1 not in skip and " ".join(text.split()) in labels:
            yield _assessment(document, index, "an assessment that belongs to no goal")
    for goal in goals:
        below = next((n for n in range(goal.line_end, min(goal.line_end + 8, len(lines))) if lines[n].strip()), None)
        if goal.assessment is not None or below is None or " ".join(lines[below].split()) in labels:
            continue
        if is_like_assessment(lines[below]):
            yield _assessment(document, below, "looks like the assessment of the goal above, in words not known")


def _assessment(document: TextDocument, index: int, reason: str) -> Unread:
    place = Place(index + 1, index + 1, document.page_of_line(index + 1))
    return Unread(place, "assessment", document.lines[index].strip(), reason, may_hold_row=False)


def _landmarks(lines: Sequence[str], words: Vocabulary) -> Iterator[int]:
    """Indices of the lines that can be a header's first or a heading: by a title, or a goal's label."""
    known = "|".join(kind.known_words.pattern for kind in words.tables)
    mark = re.compile(f":|[Ii]ndikator|INDIKATOR|Aktivitet|[Mm]ål(?!\\w)|MÅL|{known}")
    return (index for index, text in enumerate(lines) if mark.search(text))


def _numbered(lines: Sequence[str], start: int, end: int, spacing: frozenset[int]) -> tuple[Line, ...]:
    return tuple(Line(index + 1, lines[index]) for index in range(start, end) if index + 1 not in spacing)
