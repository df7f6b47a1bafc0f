"""Read one page: which lines are a header, a goal's heading, a part of a table, or text between them."""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ingestion.documents.pdf import PdfLine, PdfPage
from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.outline import Goal
from ingestion.extraction.pdf.body import read_body
from ingestion.extraction.pdf.breaks import may_end_a_name, note_titles, take_items
from ingestion.extraction.pdf.columns import PlacedHeader, word_runs
from ingestion.extraction.pdf.comments import comment_is_open, free_comment, is_free_comment
from ingestion.extraction.pdf.cut import Table
from ingestion.extraction.pdf.edges import Edges, page_edges
from ingestion.extraction.pdf.headings import read_heading
from ingestion.extraction.pdf.joining import is_whole_value
from ingestion.extraction.pdf.state import PrintedHeader, State
from ingestion.extraction.vocabulary import Vocabulary

_MOST_HEADING_LINES = 7


def read_page(state: State, sheet: PdfPage, following: PdfPage | None) -> None:
    """Read a page into `state`; `following` is the next one, on which a goal's title may go on.

    Raises ExtractionError, with the page in its message, where a row stands outside what can be read of its table.
    """
    lines = _without_furniture(state, sheet)[state.skip :]
    if not lines:
        return
    state.skip = 0
    # A title may go on overleaf.
    overleaf = [] if following is None else _without_furniture(state, following)[:6]
    edges = page_edges(sheet)
    headers = {line.number: state.headers[line.number] for line in lines if line.number in state.headers}
    starts = sorted({*headers, *(line.number for line in lines if line.number in state.money)})
    position = 0 if state.label else _go_on(state, sheet, edges, lines, 0, starts, page_top=True)
    listed = _contents(lines) | state.contents
    while position < len(lines):
        line = lines[position]
        placed = headers.get(line.number)
        if placed is not None:
            last = max(placed.lines)
            while position < len(lines) and lines[position].number <= last:
                position += 1
            position = _below_header(state, sheet, edges, lines, position, placed, starts)
            state.skip = sum(number >= sheet.first_line + len(sheet.lines) for number in placed.lines)
            continue
        if line.number in state.money:
            state.interrupted, state.in_comment, state.label = True, False, None
            position += 1
            continue
        label = state.label if position == 0 else None
        found = None if line.number in listed else _heading(state, sheet, edges, lines[position:], overleaf, label)
        if found is not None:
            goal, taken = found
            state.take_goal(goal)
            _interrupt(state)
            position += taken - (label is not None)
            state.label = None
            state.skip = max(0, position - len(lines))
            continue
        state.label = line if position == len(lines) - 1 and _is_label(state, line, listed) else None
        if state.table is not None and not state.interrupted and is_free_comment(state, line, at_top=position == 0):
            position += free_comment(state, sheet, lines[position:])
            position = _go_on(state, sheet, edges, lines, position, starts, page_top=False)
            continue
        if state.table is not None and (
            (line.in_grid and not state.below_heading) or _row_begins(state, sheet, edges, lines, position)
        ):
            # Text stood between two parts of the table; its edges, or a row in its columns, say that it goes on.
            after = _go_on(state, sheet, edges, lines, position, starts, page_top=False)
            if after > position:
                position = after
                continue
        _refuse_lost_row(state, sheet, edges, line)
        _doubt_name(state, line)
        state.interrupted, state.in_comment = True, False
        note_titles(state, [line])
        position += 1


def _without_furniture(state: State, sheet: PdfPage) -> list[PdfLine]:
    return [line for line in sheet.lines if line.number not in state.document.furniture]


def _is_label(state: State, line: PdfLine, listed: set[int]) -> bool:
    """Whether a goal's label, whose title may stand overleaf, begins a line; the last of a list of contents is none."""
    return line.number not in listed and state.words.goal_label.match(line.text) is not None


def _heading(
    state: State,
    sheet: PdfPage,
    edges: Edges,
    lines: Sequence[PdfLine],
    overleaf: Sequence[PdfLine],
    label: PdfLine | None,
) -> tuple[Goal, int] | None:
    """The goal whose heading begins with some lines of a page, or with a `label` on the page before."""
    rest = lines if len(lines) > _MOST_HEADING_LINES else [*lines, *overleaf]
    return read_heading(state, sheet, edges, [label, *rest] if label else rest)


def _doubt_name(state: State, line: PdfLine) -> None:
    """Flag the row before where a line right below it, or overleaf, may be the end of its name."""
    table = state.table
    rows = state.rows_of(table)
    if table is None or state.interrupted or state.in_comment or not rows:
        return
    if may_end_a_name(table, line):
        rows[-1].doubts.add("name_not_sure")


_LEADERS = regex.compile(r"(?:\.{4,}|(?:\. ){4,}|…{2,}|_{4,})\s*\d*\s*$")


def _contents(lines: Sequence[PdfLine]) -> set[int]:
    """Numbers of the lines of a list of contents: with dots up to a page number, or with one at the right end."""
    dotted = {line.number for line in lines if _LEADERS.search(line.text)}
    numbered = {
        line.number
        for line in lines
        if len(line.words) > 2
        and line.words[-1].text.isdigit()
        and line.words[-1].x0 - line.words[-2].x1 > 1.5 * line.words[-1].size
        and not line.in_grid
    }
    # One such line may be a heading beside something else; a list has several.
    return dotted | (numbered if len(numbered) + len(dotted) > 1 else set())


def _row_begins(state: State, sheet: PdfPage, edges: Edges, lines: Sequence[PdfLine], position: int) -> bool:
    """Whether a row of the open table begins at a line: with a period and values in place, now or after its name."""
    table = state.table
    if table is None:
        return False
    for number, line in enumerate(lines[position : position + 6]):
        cut = table.cut([line], edges, sheet.number)
        if table.is_row_like(cut):
            return True
        if cut.across or not cut.cells[0] or any(cut.cells[1:]) or table.is_goal_label(line):
            return False
        if not number and line.text[:1].islower():
            # The end of a comment, right above a row.
            return False
        following = lines[position + number + 1 : position + number + 2]
        if not following or following[0].words[0].base - line.words[0].base > 1.6 * line.words[0].size:
            return False
    return False


def _refuse_lost_row(state: State, sheet: PdfPage, edges: Edges, line: PdfLine) -> None:
    """Refuse a document with a line outside its tables that is printed like a row: no row may be lost.

    Such a line ends with a period, in the column of periods or apart from the rest, and has values before it.

    Raises ExtractionError, with the page in its message.
    """
    lost = False
    table = state.last_table
    if table is not None and table.placed.header.kind == "indicators" and state.rows:
        cut = table.cut([line], edges, sheet.number)
        column = table.anchor_column
        lost = column is not None and any(cut.cells[1:column]) and table.is_row_like(cut)
        lost = lost and (not table.placed.drawn or line.in_grid)
    if lost or _is_printed_like_a_row(line, state.words, strict=state.interrupted or state.in_comment):
        raise ExtractionError(f"page {sheet.number}: a row stands outside the tables that could be read: {line.text}")


def _is_printed_like_a_row(line: PdfLine, words: Vocabulary, *, strict: bool) -> bool:
    """Whether a line holds a name, values and a period apart from each other; a bare year stands in budgets too.

    Right below rows (not `strict`) anything may stand between name and period.
    """
    runs = [" ".join(word.text for word in run) for run in word_runs(line)]
    if len(runs) < 3 or not words.period.fullmatch(runs[-1]) or runs[-1].isdigit():
        return False
    if sum(letter.isalpha() for letter in runs[0]) <= 2:
        return False
    return not strict or all(is_whole_value(run) for run in runs[1:-1])


def _interrupt(state: State) -> None:
    """A heading stands below the table: it goes on only where a row is printed in its columns."""
    state.interrupted, state.below_heading, state.in_comment = True, True, False


def _segment(lines: Sequence[PdfLine], position: int, starts: Sequence[int]) -> list[PdfLine]:
    """The lines from a position to the next header."""
    end = (
        next((number for number in starts if number >= lines[position].number), None) if position < len(lines) else None
    )
    return [line for line in lines[position:] if end is None or line.number < end]


def _go_on(
    state: State,
    sheet: PdfPage,
    edges: Edges,
    lines: Sequence[PdfLine],
    position: int,
    starts: Sequence[int],
    *,
    page_top: bool,
) -> int:
    """Read what belongs to the open table here without a header of its own."""
    table = state.table
    if table is None:
        return position
    segment = _segment(lines, position, starts)
    if not segment:
        return position
    begins = not state.interrupted or (table.placed.drawn and not state.below_heading)
    if not begins and not _row_begins(state, sheet, edges, lines, position):
        return position
    if page_top and not _continues(state, table, sheet, edges, segment):
        return position
    if state.interrupted and _has_figures_for_periods(table, sheet, edges, segment):
        return position
    taken = _read_table(state, sheet, edges, table, lines, segment, below_header=False, page_top=page_top)
    if taken:
        state.interrupted = state.below_heading = False
    return position + taken


def _read_table(
    state: State,
    sheet: PdfPage,
    edges: Edges,
    table: Table,
    lines: Sequence[PdfLine],
    segment: Sequence[PdfLine],
    *,
    below_header: bool,
    page_top: bool,
) -> int:
    """Add what of a segment of a page's lines belongs to a table; how many of its lines do.

    `page_top` says that a page break, or the header that one repeats, is right above.
    """
    body = read_body(
        table,
        sheet,
        edges,
        segment,
        limit=_limit(state, sheet, lines, segment),
        below_header=below_header,
        in_comment=comment_is_open(state, table, sheet, segment[0], below_header=below_header and page_top),
        page_top=page_top,
    )
    if body.taken:
        take_items(state, sheet, edges, table, body.items, page_top=page_top and not state.interrupted)
        printed = state.printed[-1]
        printed.last_line = max(printed.last_line, segment[body.taken - 1].number)
    return body.taken


_BARE_FIGURE = regex.compile(r"[-−–]?(?!(?:19|20)\d\d$)\d[\d ]*(?:,\d+)?")


def _has_figures_for_periods(table: Table, sheet: PdfPage, edges: Edges, lines: Sequence[PdfLine]) -> bool:
    """Whether another table begins whose columns stand where this one's do: it has figures and no period there."""
    column = table.anchor_column
    found = False
    for line in lines if column is not None else ():
        if not line.in_grid:
            break
        for piece in table.cut([line], edges, sheet.number).cells[column or 0]:
            if table.begins_anchor(piece.text):
                return False
            found = found or _BARE_FIGURE.fullmatch(piece.text) is not None
    return found


def _limit(state: State, sheet: PdfPage, lines: Sequence[PdfLine], segment: Sequence[PdfLine]) -> float:
    """The height at which the table ends at the latest: of the next header or table of money, or of the page."""
    following = next((line for line in lines if line.number > segment[-1].number), None)
    if following is not None and following.number in state.money:
        return following.top
    placed = None if following is None else state.headers.get(following.number)
    return sheet.height if placed is None else placed.top


def _continues(state: State, table: Table, sheet: PdfPage, edges: Edges, lines: Sequence[PdfLine]) -> bool:
    """Whether a table goes on at the top of a page without its header."""
    first = lines[0]
    if table.is_goal_label(first):
        return False
    bounds = table.placed.bounds
    if table.placed.drawn:
        standing = edges.upright_at(first.words[0].middle, bounds[0] - 3, bounds[-1] + 3)
        if any(abs(at - bound) < 3.5 for at in standing for bound in (bounds[0], bounds[-1])):
            return True
        # Of a striped table every second row has no sides.
        if state.interrupted or all(
            part.drawn for row in state.rows_of(table) if row.table is table for part in row.parts
        ):
            return False
    cut = table.cut([first], edges, sheet.number)
    return not cut.across or comment_is_open(state, table, sheet, first)


def _below_header(
    state: State,
    sheet: PdfPage,
    edges: Edges,
    lines: Sequence[PdfLine],
    position: int,
    placed: PlacedHeader,
    starts: Sequence[int],
) -> int:
    repeats = (
        state.table is not None and not state.interrupted and state.table.placed.header.roles == placed.header.roles
    )
    table = Table(placed, state.words)
    if not repeats:
        state.in_comment = False
    state.table, state.last_table = table, table
    state.interrupted = state.below_heading = state.other_table = False
    state.printed.append(PrintedHeader(placed, placed.header.last_line, repeats))
    segment = _segment(lines, position, starts)
    if not segment:
        return position
    return position + _read_table(state, sheet, edges, table, lines, segment, below_header=True, page_top=repeats)
