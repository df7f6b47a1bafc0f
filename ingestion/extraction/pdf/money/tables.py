"""The rows of tables of money and volumes in a PDF, from page to page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingestion.documents.pdf import PdfDocument, PdfLine, Word
from ingestion.extraction.money.words import ANSWERS, FIGURE_ENDS, KNOWN_SHARE, may_head_a_column, money_words
from ingestion.extraction.pdf.edges import Edges, page_edges
from ingestion.extraction.pdf.joining import Joiner, Piece
from ingestion.extraction.pdf.money.columns import Columns, PageLines, columns_at, is_data, squeezed
from ingestion.extraction.pdf.money.runs import is_dash, is_figure, is_year

_LONGEST_ANSWER, _YEAR_DIGITS = 3, 4
_PLAIN_LEADING, _MOST_LEADING = 1.2, 1.35
"""Base lines of two lines of one cell are so many sizes apart, and at most so many."""

_FURTHEST_ROW = 6.0
"""Rows without edges between them are nearer than so many sizes of their font."""

_MOST_PITCH = 1.25
"""The label of a group stands at most so many times as far below the row above as that below its own."""

_LARGEST_LABEL = 1.12
"""A text so many times as large as the header's is a heading."""

_FURTHEST_HEAD = 20
"""Lines that a header with the labels of groups below it can take."""


@dataclass
class Row:
    """A printed row: pieces of its label and, by column, of its cells; why its cut is not sure.

    Without cells it names a group of rows.
    """

    label: list[Piece]
    cells: dict[int, list[Piece]]
    flags: set[str]

    @property
    def lines(self) -> list[int]:
        """The numbers of its lines."""
        return [piece.line for cell in (self.label, *self.cells.values()) for piece in cell]


@dataclass
class PrintedTable:
    """A table while it is read: its columns, the rows up to the last with figures, and groups that wait for one.

    `closed` says whether edges stand above and below each of its rows with figures, `between_ends` whether they do so
    left and right of each; `waits_like_a_row` that what waits cannot be a heading below the table.
    """

    columns: Columns
    rows: list[Row] = field(default_factory=list)
    waiting: list[Row] = field(default_factory=list)
    closed: bool = True
    between_ends: bool = True
    waits_like_a_row: bool = False

    @property
    def lines(self) -> tuple[int, int]:
        """The first line of its header and the last of its last row."""
        return self.columns.lines[0], max(line for row in self.rows for line in row.lines)


def find_tables(document: PdfDocument, taken: frozenset[int], joiner: Joiner) -> list[PrintedTable]:
    """The tables of a PDF in printed order; `taken` are lines of other tables' headers, by their numbers."""
    found: list[PrintedTable] = []
    going_on: PrintedTable | None = None
    for sheet in document.sheets:
        own = [line for line in sheet.lines if line.number not in document.furniture]
        edges: Edges | None = None
        for lines in _apart(own, taken):
            heads = _heads(lines)
            continues = going_on is not None and lines[0] is own[0]
            if not heads and not continues:
                going_on = None
                continue
            edges = edges or page_edges(sheet)
            ends = lines[0] is own[0], lines[-1] is own[-1]
            page = PageLines(sheet.number, tuple(lines), edges, begins_page=ends[0], ends_page=ends[1])
            position = _go_on(going_on, page) if going_on is not None and continues else 0
            going_on = going_on if position == len(lines) and page.ends_page else None
            for head in heads:
                if head < position:
                    continue
                table, position = _table_at(page, position, head, joiner)
                if table is not None:
                    found.append(table)
                    going_on = table if position == len(lines) and page.ends_page else None
    return found


def _apart(lines: Sequence[PdfLine], taken: frozenset[int]) -> Iterator[list[PdfLine]]:
    """Lines in groups between those that are taken."""
    group: list[PdfLine] = []
    for line in lines:
        if line.number not in taken:
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _heads(lines: Sequence[PdfLine]) -> list[int]:
    """The lines, by index, with a word that may head a column, and a line not far below that ends in a figure."""
    figures = [number for number, line in enumerate(lines) if _ends_in_figure(line)]
    found: list[int] = []
    if not figures:
        return found
    last = -1
    for figure in figures:
        for number in range(max(last + 1, figure - _FURTHEST_HEAD), figure):
            if may_head_a_column(lines[number].text):
                found.append(number)
        last = max(last, figure - 1)
    return found


def _ends_in_figure(line: PdfLine) -> bool:
    text = line.words[-1].text
    if text[-1] in FIGURE_ENDS:
        return len(text) != _YEAR_DIGITS or not is_year(text)
    return len(text) <= _LONGEST_ANSWER and (text.casefold() in ANSWERS or is_dash(text))


def _table_at(page: PageLines, first: int, head: int, joiner: Joiner) -> tuple[PrintedTable | None, int]:
    """The table whose header has line `head`, by index, if one has, and the first line that is none of it."""
    following = range(head + 1, min(len(page.lines), head + 1 + _FURTHEST_HEAD))
    figures = (number for number in following if _ends_in_figure(page.lines[number]))
    data = next((number for number in figures if is_data(page.runs_at(number))), None)
    columns = columns_at(page, max(first, head - _FURTHEST_HEAD), data, joiner) if data is not None else None
    if columns is None:
        return None, first
    table = PrintedTable(columns[0])
    end = _read_rows(table, page, columns[1])
    return (table, end) if table.rows else (None, first)


def _go_on(table: PrintedTable, page: PageLines) -> int:
    """Read what goes on at the top of a page; the number of lines that it takes."""
    start = 0
    for number in range(len(page.lines)):
        words = [word.text for line in page.lines[: number + 1] for word in line.words]
        text = squeezed(words)
        if text == table.columns.text:
            start = number + 1
            break
        if not table.columns.text.startswith(text):
            break
    if start and table.waiting and not table.waits_like_a_row:
        # A heading may stand between: the header is that of another table of the same columns.
        return 0
    rows = len(table.rows)
    end = _read_rows(table, page, start, page_top=True)
    return end if len(table.rows) > rows else 0


@dataclass(frozen=True)
class _Group:
    """Lines between two rows, by index; `closed` says whether edges stand above and below them."""

    begin: int
    end: int
    closed: bool


def _read_rows(table: PrintedTable, page: PageLines, start: int, *, page_top: bool = False) -> int:
    """Read the rows from a line on; the index of the first line that belongs to the table no more."""
    columns = table.columns
    taken = start
    lead = _leading(page.lines[start:])
    for group in _groups(page, columns, start, lead):
        if _begins_far_below(page, columns, group, start):
            break
        rows = _rows_of(page, columns, group)
        if rows is None or not (any(row.cells for row in rows) or _is_between_rows(table, page, group)):
            break
        if page_top and not table.waiting and taken == start and _ends_last_label(table, rows[0]):
            table.rows[-1].label.extend(rows[0].label)
            rows = rows[1:]
            taken = group.end
        elif page_top and table.waiting and taken == start and _begins_within_sentence(rows[0]):
            # The label of the row before begins on the page before.
            rows[0].label[:0] = table.waiting.pop().label
        for row in rows:
            table.waiting.append(row)
            if not row.cells:
                table.waits_like_a_row = group.closed or _stands_like_a_row(table, page, group)
            if row.cells:
                table.closed = table.closed and group.closed
                table.between_ends = table.between_ends and _stands_between_ends(table, page, group)
                table.rows.extend(table.waiting)
                table.waiting = []
                taken = group.end
    at_end = (
        table.waiting
        and table.waiting[-1].label
        and page.ends_page
        and max(table.waiting[-1].lines) == page.lines[-1].number
    )
    if at_end and len(table.waiting) < 3 and table.rows:
        # A group of rows, or the first line of a label, whose figures stand overleaf.
        return len(page.lines)
    table.waiting = []
    return taken


def _leading(lines: Sequence[PdfLine]) -> float:
    """The distance between two base lines of one cell, in sizes of the font: the least that is printed."""
    steps = [
        (below.words[0].base - above.words[0].base) / below.words[0].size
        for above, below in pairwise(lines)
        if below.words[0].size
    ]
    least = min((step for step in steps if step > 0.75), default=_PLAIN_LEADING)
    return least if least <= _MOST_LEADING else _PLAIN_LEADING


def _groups(page: PageLines, columns: Columns, start: int, lead: float) -> Iterator[_Group]:
    """The lines from one on by what parts rows: edges through the table, and gaps where no edges close them."""
    lines = page.lines[start:]
    if not lines:
        return
    left, right = columns.reach
    levels = page.edges.levels(left, right, lines[0].top - 60, lines[-1].bottom + 60)

    def edge_above(number: int) -> bool:
        below = page.lines[number].words[0]
        upper = page.lines[number - 1].words[0].base if number > start else below.base - 4 * below.size
        return any(upper < at < below.base - 0.5 * below.size for at in levels)

    def edge_below(number: int) -> bool:
        word = page.lines[number - 1].words[0]
        lower = page.lines[number].words[0].base if number < len(page.lines) else word.base + 4 * word.size
        return any(word.base < at < lower for at in levels)

    begin = start
    for number in range(start + 1, len(page.lines) + 1):
        if number < len(page.lines) and not edge_above(number):
            continue
        closed = edge_above(begin) and edge_below(number)
        first = begin
        for at in range(begin + 1, number):
            size = page.lines[at].words[0].size
            if page.step(at) * size > lead * size + max(1.2, 0.14 * page.lines[at].height):
                yield _Group(first, at, closed=False)
                first = at
        yield _Group(first, number, closed=closed and first == begin)
        begin = number


def _begins_far_below(page: PageLines, columns: Columns, group: _Group, start: int) -> bool:
    """Whether a group stands so far below what is above it that no row of the table would."""
    if group.begin in {0, start} or group.closed:
        return False
    return page.step(group.begin) > _FURTHEST_ROW and not columns.drawn


def _is_between_rows(table: PrintedTable, page: PageLines, group: _Group) -> bool:
    """Whether a line of words stands in the table like its rows, and not below it like a heading."""
    if _stands_between_ends(table, page, group):
        return True
    first = page.lines[group.begin].words[0]
    unlike = not group.closed and (table.between_ends or table.closed)
    return first.size <= _LARGEST_LABEL * table.columns.size and not (unlike and table.rows)


def _stands_between_ends(table: PrintedTable, page: PageLines, group: _Group) -> bool:
    """Whether upright edges stand at both ends of the table beside some lines."""
    bounds = table.columns.bounds
    first, last = page.lines[group.begin].words[0], page.lines[group.end - 1].words[0]
    top, bottom = first.base - 0.5 * first.size, last.base
    return table.columns.drawn and all(page.edges.covered(at, top, bottom) >= 0.5 for at in (bounds[0], bounds[-1]))


def _stands_like_a_row(table: PrintedTable, page: PageLines, group: _Group) -> bool:
    """Whether the label of a group stands as near to the row above, and as far to the left, as the rows' labels do."""
    if _stands_between_ends(table, page, group):
        return True
    if len(table.rows) < 2 or group.begin == 0:
        return False
    before, last = table.rows[-2:]
    lines = {line.number: line for line in page.lines}
    if not before.label or not last.label or before.lines[0] not in lines:
        return False
    first = page.lines[group.begin].words[0]
    pitch = lines[min(last.lines)].words[0].base - lines[max(before.lines)].words[0].base
    near = first.base - lines[max(last.lines)].words[0].base <= _MOST_PITCH * pitch
    return near and abs(first.x0 - min(piece.words[0].x0 for piece in (before.label[0], last.label[0]))) < 1


def _ends_last_label(table: PrintedTable, first: Row) -> bool:
    """Whether what stands at the top of a page is the rest of the label of the row before."""
    return not first.cells and bool(table.rows) and _begins_within_sentence(first)


def _begins_within_sentence(row: Row) -> bool:
    """Whether a label begins with a small letter, and is no part ('varav')."""
    text = row.label[0].text if row.label else ""
    return text[:1].islower() and not text.casefold().startswith("varav")


def _rows_of(page: PageLines, columns: Columns, group: _Group) -> list[Row] | None:
    """The rows of some lines; None where they are no rows of the table."""
    cut = [_cut(page, columns, number) for number in range(group.begin, group.end)]
    printed = [piece for row in cut for cell in row.cells.values() for piece in cell]
    values = [piece for piece in printed if not is_dash(piece.text)]
    figures = [piece for piece in values if is_figure(piece.text)]
    crossing = any(row.flags for row in cut)
    if crossing and not group.closed:
        return None
    if not figures and values:
        words = [word.text for piece in values for word in piece.words]
        known = sum(money_words().is_header_word(word) for word in words)
        if not columns.drawn or known >= KNOWN_SHARE * len(words):
            return None
    if figures and all(is_year(piece.text) for piece in figures) and _names_columns(cut):
        return None
    if crossing and not figures:
        # A title over the whole width, between the rows.
        label = [Piece(line.words, line.number, page.page) for line in page.lines[group.begin : group.end]]
        return [Row(label, {}, set())] if len(label) == 1 else None
    found = _split(columns, cut)
    return None if any(row.cells and not row.label for row in found) else found


def _names_columns(cut: Sequence[Row]) -> bool:
    """Whether a line with nothing but years for figures is a header: its label is made of words of headers."""
    words = [word.text for row in cut for piece in row.label for word in piece.words]
    return all(money_words().is_header_word(word) for word in words)


def _cut(page: PageLines, columns: Columns, number: int) -> Row:
    """One line as a row: its words by column."""
    line = page.lines[number]
    by_column: dict[int, list[Word]] = {}
    flags: set[str] = set()
    inside = columns.bounds[0] - 3, columns.bounds[-1] + (3 if columns.drawn else 12)
    for run in page.runs_at(number):
        if run.x1 < inside[0] or run.x0 > inside[1]:
            flags.add("text_beside_row")
            continue
        column, crossed = columns.place(run)
        parts = columns.parts(run) if crossed else [(column, run)]
        if parts is None:
            # A run is one text: no edge parts its words.
            flags.add("text_over_boundary")
            parts = [(column, run)]
        for column, part in parts:
            by_column.setdefault(column, []).extend(part.words)
    label = [Piece(tuple(by_column.pop(0)), line.number, page.page)] if 0 in by_column else []
    if columns.header.text_column:
        by_column.pop(len(columns.bounds) - 2, None)
    cells = {column: [Piece(tuple(words), line.number, page.page)] for column, words in sorted(by_column.items())}
    return Row(label, cells, flags)


def _split(columns: Columns, cut: Sequence[Row]) -> list[Row]:
    """The rows that some lines hold which neither edges nor gaps part: each line with label and figures begins one."""
    starts = [n for n, row in enumerate(cut) if row.label and row.cells]
    if len(starts) < 2:
        return [_together(cut)]
    found: list[Row] = []
    ends = [0]
    width = columns.label_width
    for above, below in pairwise(starts):
        between = cut[above + 1 : below]
        kept = 0
        while kept < len(between) and _goes_on(cut[above + kept], between[kept], width):
            kept += 1
        ends.append(above + 1 + kept)
    for begin, end in pairwise([*ends, len(cut)]):
        own = list(cut[begin:end])
        while len(own) > 1 and not own[0].cells and not _goes_on(own[0], own[1], width):
            found.append(own.pop(0))
        row = _together(own)
        if any(not _begins_within_sentence(line) for line in own[1:] if line.label):
            # Only the room on the line above says that a line with a capital is no label of its own.
            row.flags.add("name_not_sure")
        found.append(row)
    return found


def _goes_on(above: Row, below: Row, width: float) -> bool:
    """Whether a line goes on with the label of the one above it: it has no room there, or begins within a sentence."""
    if not below.label or not above.label:
        return not below.label
    first = below.label[0].words[0]
    if not first.text[:1].islower() and first.text[:1] != "(":
        return above.label[-1].width + (first.x1 - first.x0) + 0.2 * first.size > width
    return not first.text.casefold().startswith("varav")


def _together(cut: Sequence[Row]) -> Row:
    """The row of some lines. A cell with nothing but a dash is empty; a dash beside a figure may be its raised sign."""
    cells: dict[int, list[Piece]] = {}
    flags = {flag for row in cut for flag in row.flags}
    for row in cut:
        for column, pieces in row.cells.items():
            cells.setdefault(column, []).extend(pieces)
    filled = {column: pieces for column, pieces in cells.items() if not all(is_dash(piece.text) for piece in pieces)}
    if any(is_dash(piece.text) for pieces in filled.values() for piece in pieces):
        flags.add("several_values")
    return Row([piece for row in cut for piece in row.label], dict(sorted(filled.items())), flags)
