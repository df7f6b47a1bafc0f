"""The structure of a document: its goals, its tables with the goals above them, and the rows of each table."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingestion.documents.text import TextDocument
from ingestion.extraction.contents import contents
from ingestion.extraction.headers import Header, UnreadHeader, header_at
from ingestion.extraction.layout import (
    Block,
    Lines,
    blank_between_all,
    blocks,
    join_wrapped,
    keeps_spaces_at_ends,
    keeps_trailing_spaces,
)
from ingestion.extraction.outline import (
    Goal,
    GoalPath,
    Titles,
    UnreadGoal,
    goal_like,
    heading_above,
    is_like_assessment,
    labels_of,
    numbered_heading,
    read_goal,
    titles_of,
    unknown_label,
)
from ingestion.extraction.records import Place, Unread
from ingestion.extraction.text.converters import check_converter
from ingestion.extraction.text.furniture import furniture
from ingestion.extraction.text.marks import marks
from ingestion.extraction.text.printed import Leftover, PrintedRow, are_marked
from ingestion.extraction.text.rows import read_rows
from ingestion.extraction.vocabulary import Vocabulary, vocabulary


@dataclass(frozen=True)
class ReadTable:
    """A printed header with the rows below it.

    `number` counts the tables of its kind in the document; a header that a page break repeats has the number of the
    table that goes on. `goals` are the headings above, `body` the blocks up to the next header or heading, `leftovers`
    those that belong to no row.
    """

    header: Header
    number: int
    repeats: bool
    goals: GoalPath
    body: tuple[Block, ...]
    rows: tuple[PrintedRow, ...]
    leftovers: tuple[Leftover, ...] = ()

    @property
    def last_line(self) -> int:
        """Last line of the table that the reader read: of the last row or its comment's label, else of the header."""
        if not self.rows:
            return self.header.last_line
        return max(self.rows[-1].line_end, self.rows[-1].comment_label or 0)


@dataclass(frozen=True)
class Structure:
    """All goals and tables of a document in printed order; `furniture` are 1-based lines of page headers.

    `lines` are the document's lines, as they were looked through for it.

    `unread` are the lines like a header, a goal's label or an assessment that were not understood; `open_rows` are
    the first lines of the rows right below which such a header stands, so that they may go on below it.
    """

    lines: Lines
    goals: tuple[Goal, ...]
    tables: tuple[ReadTable, ...]
    furniture: frozenset[int]
    trailing_spaces: bool
    unread: tuple[Unread, ...] = ()
    open_rows: frozenset[int] = frozenset()

    @functools.cached_property
    def lines_of_tables(self) -> frozenset[int]:
        """1-based lines of the tables' headers, rows and comments."""
        found: set[int] = set()
        for table in self.tables:
            found.update(range(table.header.first_line, table.header.last_line + 1))
            for row in table.rows:
                found.update(range(row.line_start, row.line_end + 1))
                found.update(line.number for line in row.comment_lines)
        return frozenset(found)

    def of_kind(self, kind: str) -> list[ReadTable]:
        """The tables of a kind, `indicators` or `activities`."""
        return [table for table in self.tables if table.header.kind == kind]


@dataclass(frozen=True)
class _Section:
    """A header with the lines below it and their numbers, the goals above, and whether it repeats the one before."""

    header: Header
    lines: tuple[tuple[int, str], ...]
    path: GoalPath
    repeats: bool


def read_structure(document: TextDocument) -> Structure:
    """Goals and tables of a document.

    A header or label that is not understood ends what stands above it and is one of `unread`. Raises ExtractionError
    where the tables as a whole cannot be read as they were extracted, with what to do.
    """
    words = vocabulary()
    lines = document.lines
    index_of = Lines(lines, marks().all)
    check_converter(index_of, words)
    skip = frozenset(index + 1 for index in furniture(index_of, document.pages))
    labels = labels_of(index_of, words)
    skip |= contents(index_of, [*labels], words, skip)
    spacing = blank_between_all(index_of)
    trailing_spaces = keeps_trailing_spaces(index_of)
    goals: list[Goal] = []
    unread: list[Unread] = []
    titles = titles_of(index_of, labels, skip | spacing)
    outline = _Outline(document, index_of, words, skip | spacing, trailing_spaces, titles, goals, unread)
    sections = list(outline.sections(spacing))
    bodies = [tuple(blocks(section.lines, skip)) for section in sections]
    ends = trailing_spaces and keeps_spaces_at_ends(index_of)
    tables = _tables(sections, bodies, words, trailing_spaces=trailing_spaces, spaces_at_ends=ends)
    if are_marked(row for table in tables if table.header.kind == "indicators" for row in table.rows):
        tables = _tables(
            sections, bodies, words, trailing_spaces=trailing_spaces, spaces_at_ends=ends, rows_are_marked=True
        )
    # Below a header that is not wholly understood a block may be the rest of it.
    unread.extend(
        _unread_of(document, left)
        for table in tables
        for left in table.leftovers
        if left.may_hold_row or table.header.is_certain
    )
    unread.extend(_assessments_of_nothing(document, index_of, goals, skip, words))
    unread.sort(key=lambda one: one.place.line_start)
    open_rows = _open_rows(lines, tables, unread, skip)
    return Structure(index_of, tuple(goals), tuple(tables), skip | spacing, trailing_spaces, tuple(unread), open_rows)


def _tables(
    sections: Sequence[_Section],
    blocks_of: Sequence[tuple[Block, ...]],
    words: Vocabulary,
    *,
    trailing_spaces: bool,
    spaces_at_ends: bool,
    rows_are_marked: bool = False,
) -> list[ReadTable]:
    """The tables of some headers with the blocks below each."""
    tables: list[ReadTable] = []
    numbers: Counter[str] = Counter()
    before: int | None = None  # index of the last table that has rows
    is_open = False  # whether the table above may end with the beginning of a name
    bodies = [list(body) for body in blocks_of]
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
            overleaf[0] = overleaf[0]._replace(after_page_break=True)
        read = read_rows(
            header,
            body,
            words,
            trailing_spaces=trailing_spaces,
            spaces_at_ends=spaces_at_ends,
            open_row=open_row,
            overleaf=overleaf,
            rows_are_marked=rows_are_marked and header.kind == "indicators",
            after_open=is_open and repeats,
        )
        is_open = read.is_open
        body.extend(overleaf[: read.taken])
        del overleaf[: read.taken]
        if read.completed is not None and before is not None:
            tables[before] = replace(tables[before], rows=(*tables[before].rows[:-1], read.completed))
        if read.rows:
            before = len(tables)
        tables.append(
            ReadTable(header, number, repeats, section.path, tuple(body), tuple(read.rows), tuple(read.leftovers))
        )
    return tables


def _unread_of(document: TextDocument, left: Leftover) -> Unread:
    place = Place(left.first_line, left.last_line, document.page_of_line(left.first_line))
    reason = "looks like a row of the table, but for cells or a name that are not understood"
    if not left.may_hold_row:
        reason = "belongs to no row and no comment of the table"
    return Unread(place, "row" if left.may_hold_row else "block", left.text, reason, left.may_hold_row)


def _open_rows(
    lines: Sequence[str], tables: Sequence[ReadTable], unread: Sequence[Unread], skip: frozenset[int]
) -> frozenset[int]:
    """First lines of the rows right below which a header stands that was not understood: they may go on below it."""
    with_rows = [table for table in tables if table.rows]
    firsts = [table.header.first_line for table in with_rows]
    found = set()
    for one in unread:
        place = bisect_left(firsts, one.place.line_start)
        if one.kind == "header" and place:
            row = with_rows[place - 1].rows[-1]
            # A comment may go on there, too: 'Analys', the header, and the text.
            last = max(row.line_end, row.comment_label or 0, *(line.number for line in row.comment_lines[-1:]))
            between = range(last + 1, one.place.line_start)
            if any(lines[number - 1].strip() for number in between if number not in skip):
                continue
            following = (lines[index].strip() for index in range(one.place.line_end, len(lines)))
            below = next((text for text in following if text), "")
            starts_comment = below.partition(":")[0].strip() in vocabulary().labels("comment")
            if below[:1].islower() or starts_comment or (row.comment_label is not None and not row.comment_lines):
                found.add(row.line_start)
    return frozenset(found)


def comment_of(row: PrintedRow, *, trailing_spaces: bool) -> str | None:
    """The text under `Analys` or `Kommentar`, None where there is none."""
    if not row.comment_lines:
        return None
    return join_wrapped([line.text for line in row.comment_lines], trailing_spaces=trailing_spaces) or None


@dataclass
class _Outline:
    """Walks through a document's headers and headings; appends the headings to `goals`, what is unread to `unread`."""

    document: TextDocument
    lines: Lines
    words: Vocabulary
    skip: frozenset[int]
    trailing_spaces: bool
    titles: Titles
    goals: list[Goal]
    unread: list[Unread]
    path: GoalPath = field(default_factory=GoalPath)

    def sections(self, spacing: frozenset[int]) -> Iterator[_Section]:
        """Headers with the lines below, without those in `spacing`, up to the next header, heading or unread one."""
        lines = self.document.lines
        header_marks, goal_marks = _landmarks(self.lines, self.words)
        header: Header | None = None
        repeats, interrupted = False, True
        path, start = self.path, 0
        heading_marks = _headings(self.lines)
        chapter_marks = _chapters(self.lines, self.words)
        for index in sorted(header_marks | goal_marks | heading_marks | chapter_marks):
            if index < start or index + 1 in self.skip:
                continue
            if index in chapter_marks:
                if header is not None:
                    yield _Section(header, _numbered(lines, start, index, spacing), path, repeats)
                header, interrupted = None, True
                continue
            found: Header | UnreadHeader | Goal | UnreadGoal | None = None
            if index in header_marks:
                found = self._header(index)
            if found is None and index in goal_marks:
                found = self._goal(index)
            if found is None and index in heading_marks:
                found = self._heading(index, start)
            if found is None:
                continue
            if header is not None:
                end = found.line_start - 1 if isinstance(found, Goal | UnreadGoal) else index
                yield _Section(header, _numbered(lines, start, end, spacing), path, repeats)
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

    def _goal(self, index: int) -> Goal | UnreadGoal | None:
        lines = self.document.lines
        found: Goal | UnreadGoal | None = read_goal(
            lines, index, self.words, self.skip, self.path, trailing_spaces=self.trailing_spaces, titles=self.titles
        ) or goal_like(
            lines, index, self.words, self.skip, self.path, trailing_spaces=self.trailing_spaces, titles=self.titles
        )
        if found is None and (self.goals or self.path.unread is not None):
            # Above the first goal a line such as 'Kontakt: Anna Ek' is of the report's cover.
            found = unknown_label(
                lines, index, self.words, self.skip, self.path, trailing_spaces=self.trailing_spaces, titles=self.titles
            )
        return self._taken(found)

    def _heading(self, index: int, start: int) -> Goal | UnreadGoal | None:
        """A heading without a label: with a goal's number, or right above an assessment that belongs to no goal."""
        lines = self.document.lines
        found: Goal | UnreadGoal | None = numbered_heading(lines, index, self.words, self.skip)
        if found is None and " ".join(lines[index].split()) in self.words.labels("assessment"):
            if self.goals and self.goals[-1].assessment_line == index + 1:
                return None
            found = heading_above(lines, index, self.words, self.skip, self.path, trailing_spaces=self.trailing_spaces)
            if found is not None and found.line_start <= start:
                return None
        return self._taken(found)

    def _taken(self, found: Goal | UnreadGoal | None) -> Goal | UnreadGoal | None:
        if isinstance(found, UnreadGoal):
            reason = "looks like the label of a goal, of a level that is not known; rows below it have no goal"
            self._leave(found.line_start, found.line_end, "goal", found.printed, reason)
            self.path = self.path.below_unread(found.line_start)
        elif found is not None:
            self.goals.append(found)
            self.path = self.path.below(found)
        return found

    def _leave(self, first: int, last: int, kind: str, printed: str, reason: str, table: str = "") -> None:
        place = Place(first, last, self.document.page_of_line(first))
        self.unread.append(Unread(place, kind, printed, reason, may_hold_row=table == "indicators"))


def _assessments_of_nothing(
    document: TextDocument, index_of: Lines, goals: Sequence[Goal], skip: frozenset[int], words: Vocabulary
) -> Iterator[Unread]:
    """Lines that are an assessment, or look like one below a goal, and belong to no goal."""
    labels = words.labels("assessment")
    taken = {goal.assessment_line for goal in goals}
    lines = document.lines
    for index in index_of.having(marks().assessments):
        if index + 1 not in taken and index + 1 not in skip and " ".join(lines[index].split()) in labels:
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


def _landmarks(lines: Lines, words: Vocabulary) -> tuple[set[int], set[int]]:
    """Indices of the lines that can be a header's first, by a title, and of those that can be a goal's label."""
    headers = {index for index in lines.having(marks().titles) if not _are_cells(lines.plain[index], words)}
    headers.update(index for index in lines.having(marks().columns) if _is_titles(lines.plain[index]))
    return headers, set(lines.having([":"])) | {
        index for index in lines.having(marks().goals) if lines.plain[index][0].isupper()
    }


def _chapters(lines: Lines, words: Vocabulary) -> set[int]:
    """Indices of the lines that begin another chapter: 'Uppföljning av ekonomi', also '4. UPPFÖLJNING AV EKONOMI'."""
    folded = {label.casefold() for label in words.labels("chapter")}
    return {
        index
        for index in lines.having(marks().chapters)
        if lines.plain[index].lstrip("0123456789. ").casefold() in folded
    }


def _are_cells(text: str, words: Vocabulary) -> bool:
    """Whether a line with the word 'indikator' is made of cells: '71 % Ny indikator Tertial', 'Ny indikator  År'."""
    first, *others = text.split()
    if first[0].isdigit():
        return True
    return 0 < len(others) < _MOST_WORDS_OF_CELLS and words.period.fullmatch(others[-1]) is not None


_MOST_WORDS_OF_CELLS = 3
"""'Indikator Årsmål Period' has as few words, and none of them is a period."""


def _headings(lines: Lines) -> set[int]:
    """Indices of the lines that begin with a number of two parts, and of those with an assessment."""
    numbered = {index for index in lines.with_digit_first if _NUMBER_OF_PARTS.match(lines.lines[index]) is not None}
    return numbered | set(lines.having(marks().assessments))


_NUMBER_OF_PARTS = re.compile(r"\s*\d+\.\d+[\d.]*\s+\D")


def _is_titles(plain: str) -> bool:
    """Whether a line may be made of titles alone: a short one, with few words in small letters, and no sentence."""
    if len(plain) > _LONGEST_OF_TITLES or plain[-1] in ".,:%" or not plain[0].isupper():
        return False
    return sum(word[0].islower() for word in plain.split()) <= _MOST_SMALL_WORDS


_LONGEST_OF_TITLES = 160
_MOST_SMALL_WORDS = 4
"""'Periodens utfall Prognos helår KF:s årsmål' in one line of a header."""


def _numbered(lines: Sequence[str], start: int, end: int, spacing: frozenset[int]) -> tuple[tuple[int, str], ...]:
    numbered = zip(range(start + 1, end + 1), lines[start:end], strict=True)
    return tuple(line for line in numbered if line[0] not in spacing) if spacing else tuple(numbered)
