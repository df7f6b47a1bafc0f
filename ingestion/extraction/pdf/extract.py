"""One PDF → its extracted rows: pages in order, tables over page breaks, goals above them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingestion.documents.pdf import PdfDocument, PdfLine, PdfPage
from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.layout import strip_symbols
from ingestion.extraction.outline import Goal, GoalPath
from ingestion.extraction.pdf.body import Comment, Item, Part, Table, count_periods, read_body
from ingestion.extraction.pdf.columns import PlacedHeader, find_headers, settle_boundaries, sideways_header
from ingestion.extraction.pdf.edges import Edges, page_edges
from ingestion.extraction.pdf.headings import font_of_body, goal_records, read_heading
from ingestion.extraction.pdf.joining import Joiner, Piece, is_value, is_whole_value
from ingestion.extraction.records import (
    Extraction,
    Place,
    Record,
    activity_record,
    extraction,
    indicator_record,
    read_date,
    table_record,
)
from ingestion.extraction.tokens import tokenizations
from ingestion.extraction.vocabulary import Vocabulary, vocabulary

POSITIONAL_REASONS = {
    "cell_edges": "the drawn edges of its cell show the column of each value",
    "header_boxes": "the place of the header's titles shows the column of each value",
    "row_over_pages": "the row goes on below a page break",
    "cell_not_a_value": "a cell in columns that are not drawn does not read as one value",
    "page_break_undecided": "nothing tells whether what stands below the page break belongs to the row",
}
"""Codes in `evidence` of rows of a PDF, with the reason in words for `note`."""

_MOST_HEADING_LINES = 7


@dataclass
class _Printed:
    """A printed header with what was read below it: rows, and pieces of its period column."""

    placed: PlacedHeader
    last_line: int
    rows: int = 0
    periods: list[Piece] = field(default_factory=list)


@dataclass
class _Row:
    """A row while it is put together. `rest_is_sure` is False where its last part may be a row of its own."""

    table: Table
    printed: _Printed
    goals: GoalPath
    parts: list[Part]
    comment: list[Piece] = field(default_factory=list)
    rest_is_sure: bool = True

    @property
    def pieces(self) -> list[list[Piece]]:
        """Pieces by column over all parts."""
        return [[piece for part in self.parts for piece in part.cells[n]] for n in range(self.table.columns)]


@dataclass
class _State:
    """What is known while the pages are read in order.

    `label` is a goal's label whose title stands overleaf, `skip` how many lines of the next page belong to a title of
    this one.
    """

    document: PdfDocument
    words: Vocabulary
    joiner: Joiner
    body_font: tuple[str, float]
    leading: float
    headers: dict[int, PlacedHeader] = field(default_factory=dict)
    path: GoalPath = field(default_factory=GoalPath)
    goals: list[Goal] = field(default_factory=list)
    rows: list[_Row] = field(default_factory=list)
    activities: list[_Row] = field(default_factory=list)
    printed: list[_Printed] = field(default_factory=list)
    table: Table | None = None
    last_table: Table | None = None
    label: PdfLine | None = None
    skip: int = 0
    interrupted: bool = True
    in_comment: bool = False

    def rows_of(self, table: Table | None) -> list[_Row]:
        """Where the rows of a table are gathered."""
        return self.activities if table is not None and table.placed.header.kind == "activities" else self.rows


def extract_pdf(document: PdfDocument) -> Extraction:
    """Read every indicator table of a PDF.

    Rows have `column_evidence` 'positional' and the page where they begin. Line numbers are 1-based and count the
    printed lines (words at one height) through the whole document.

    Raises ExtractionError, with the page in its message, where a header has a title that is not known, where a table
    stands sideways, or where no edges and no gaps part its rows.
    """
    words = vocabulary()
    lines = [line for sheet in document.sheets for line in sheet.lines if line.number not in document.furniture]
    state = _State(document, words, Joiner.of(lines), font_of_body(lines), _leading(document.sheets))
    found: list[PlacedHeader] = []
    for sheet in document.sheets:
        if sheet.sideways and sideways_header(sheet, words):
            raise ExtractionError(
                f"page {sheet.number}: the table stands sideways, rotated by 90°; turn the page and save the PDF again"
            )
        if any(kind.first_title in line.text for line in sheet.lines for kind in words.tables):
            found.extend(find_headers(sheet, page_edges(sheet), words, document.furniture))
    state.headers.update((placed.lines[0], placed) for placed in settle_boundaries(found))
    for sheet, following in zip(document.sheets, [*document.sheets[1:], None], strict=True):
        _read_page(state, sheet, following)
    widths = _column_widths([*state.rows, *state.activities])
    return extraction(
        indicators=[_indicator(state, row, number, widths) for number, row in enumerate(state.rows, start=1)],
        goals=goal_records(document, state.goals, sorted(state.headers)),
        activities=_activities(state, widths),
        tables=_tables(state),
        unread=[],
    )


def _leading(sheets: Sequence[PdfPage]) -> float:
    """The most frequent gap between two lines of running text, in points."""
    gaps = Counter(
        round(2 * (below.top - above.bottom))
        for sheet in sheets
        for above, below in pairwise(sheet.lines)
        if above.font == below.font
        and not above.in_grid
        and not below.in_grid
        and below.top - above.bottom < above.height
    )
    return gaps.most_common(1)[0][0] / 2 if gaps else 0.0


# --- pages -----------------------------------------------------------------------------------------------------


def _read_page(state: _State, sheet: PdfPage, following: PdfPage | None) -> None:
    lines = [line for line in sheet.lines if line.number not in state.document.furniture][state.skip :]
    if not lines:
        return
    state.skip = 0
    # A title may go on overleaf.
    overleaf = (
        []
        if following is None
        else [line for line in following.lines if line.number not in state.document.furniture][:6]
    )
    edges = page_edges(sheet)
    headers = {line.number: state.headers[line.number] for line in lines if line.number in state.headers}
    starts = sorted(headers)
    position = 0 if state.label else _go_on(state, sheet, edges, lines, 0, starts, page_top=True)
    while position < len(lines):
        line = lines[position]
        placed = headers.get(line.number)
        if placed is not None:
            last = max(placed.lines)
            while position < len(lines) and lines[position].number <= last:
                position += 1
            position = _below_header(state, sheet, edges, lines, position, placed, starts)
            continue
        label = state.label if position == 0 else None
        rest = lines[position:] if len(lines) - position > _MOST_HEADING_LINES else [*lines[position:], *overleaf]
        found = read_heading(
            [label, *rest] if label else rest,
            state.body_font,
            state.words,
            state.path,
            state.joiner,
            sheet.width * 0.75,
        )
        if found is not None:
            goal, taken = found
            state.goals.append(goal)
            state.path = state.path.below(goal)
            _close(state)
            position += taken - (label is not None)
            state.label = None
            state.skip = max(0, position - len(lines))
            continue
        state.label = line if position == len(lines) - 1 and state.words.goal_label.match(line.text) else None
        if state.table is not None and not state.interrupted and _is_free_comment(state, line, at_top=position == 0):
            position += _free_comment(state, sheet, lines[position:])
            position = _go_on(state, sheet, edges, lines, position, starts, page_top=False)
            continue
        if state.table is not None and line.in_grid:
            # Text stood between two parts of the table; its edges say that it goes on.
            after = _go_on(state, sheet, edges, lines, position, starts, page_top=False)
            if after > position:
                position = after
                continue
        _refuse_lost_row(state, sheet, line)
        state.interrupted = True
        state.in_comment = False
        position += 1


def _refuse_lost_row(state: _State, sheet: PdfPage, line: PdfLine) -> None:
    """Refuse a document with a line outside its tables that is printed like a row of the last one: no row may be lost.

    Such a line ends with a period that stands in the column of periods, and has values in place before it.

    Raises ExtractionError, with the page in its message.
    """
    table = state.last_table
    if table is None or table.period_column is None or not state.rows:
        return
    cells = table.cells([line], sheet.number)
    if cells is None or not any(cells[1 : table.period_column]) or (table.placed.drawn and not line.in_grid):
        return
    if count_periods(cells[table.period_column], state.words) != 1:
        return
    if all(is_value("".join(piece.text for piece in cell)) for cell in cells[1:] if cell):
        raise ExtractionError(f"page {sheet.number}: a row stands outside the tables that could be read: {line.text}")


def _close(state: _State) -> None:
    state.table, state.interrupted, state.in_comment = None, True, False


def _segment(lines: Sequence[PdfLine], position: int, starts: Sequence[int]) -> list[PdfLine]:
    """The lines from a position to the next header."""
    end = (
        next((number for number in starts if number >= lines[position].number), None) if position < len(lines) else None
    )
    return [line for line in lines[position:] if end is None or line.number < end]


def _go_on(
    state: _State,
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
    if table is None or (state.interrupted and not table.placed.drawn):
        return position
    segment = _segment(lines, position, starts)
    if not segment:
        return position
    body = read_body(
        table, sheet, edges, segment, below_header=False, in_comment=_comment_is_open(state, table), page_top=page_top
    )
    if not body.taken:
        return position
    _take(state, table, body.items, page_top=page_top and not state.interrupted)
    state.interrupted = False
    state.printed[-1].last_line = max(state.printed[-1].last_line, segment[body.taken - 1].number)
    return position + body.taken


def _below_header(
    state: _State,
    sheet: PdfPage,
    edges: Edges,
    lines: Sequence[PdfLine],
    position: int,
    placed: PlacedHeader,
    starts: Sequence[int],
) -> int:
    if placed.header.kind != "indicators" and not placed.drawn:
        # Rows of activities have no last cell that closes them; without drawn columns they cannot be told from text.
        _close(state)
        return position
    repeats = (
        state.table is not None and not state.interrupted and state.table.placed.header.roles == placed.header.roles
    )
    table = Table(placed, state.words)
    if not repeats:
        state.in_comment = False
    state.table, state.last_table, state.interrupted = table, table, False
    state.printed.append(_Printed(placed, placed.header.last_line))
    segment = _segment(lines, position, starts)
    body = read_body(
        table, sheet, edges, segment, below_header=True, in_comment=_comment_is_open(state, table), page_top=repeats
    )
    _take(state, table, body.items, page_top=repeats)
    if body.taken:
        state.printed[-1].last_line = segment[body.taken - 1].number
    return position + body.taken


def _take(state: _State, table: Table, items: Sequence[Item], *, page_top: bool) -> None:
    """Add what was read; the first item below a page break may go on with the last row."""
    rows = state.rows_of(table)
    for n, item in enumerate(items):
        first = n == 0 and page_top
        if isinstance(item, Comment):
            if rows:
                rows[-1].comment.extend(item.pieces[1:] if item.labelled else item.pieces)
            state.in_comment = True
            continue
        periods = [] if table.period_column is None else list(item.cells[table.period_column])
        if first and rows and not state.in_comment:
            goes_on = _goes_on(state, rows[-1], item)
            if goes_on is not False:
                rows[-1].parts.append(item)
                rows[-1].rest_is_sure = goes_on is True
                rows[-1].printed.periods.extend(periods)
                continue
        if n == 0 and _begins_inside_name(item):
            raise ExtractionError(
                f"page {item.page}: the first row begins in the middle of a name: {_plain(item.cells[0])}"
            )
        state.in_comment = False
        rows.append(_Row(table, state.printed[-1], state.path, [item]))
        state.printed[-1].rows += 1
        state.printed[-1].periods.extend(periods)


def _goes_on(state: _State, row: _Row, part: Part) -> bool | None:
    """Whether what stands first below a page break belongs to the row before it; None where nothing tells.

    Every row has a name and ends with a period, so a part without one of them is none of its own. Where both parts have
    both ('Tertial 1' and '2019' of a broken period), the other rows show whether the parts stand alone as periods.
    """
    if len(part.cells) != row.table.columns:
        return False
    before = row.pieces
    column = row.table.period_column
    if row.parts[-1].closed_below is False and part.page == row.parts[-1].page + 1:
        return True
    if not part.cells[0]:
        return True
    if column is None:
        # An activity has its dates on its first line.
        return not any(part.cells[1:])
    here, there = _plain(part.cells[column]), _plain(before[column])
    if not here and not any(part.cells[1:]):
        # Without drawn columns it may be text below the table.
        return True if row.table.placed.drawn or part.cells[0][0].text[:1].islower() else None
    if _conflict(state, row, part):
        return False
    whole = f"{there} {here}".strip()
    period = state.words.period
    if not here or (not period.fullmatch(there) and period.fullmatch(whole)):
        return True
    if not period.fullmatch(whole) or (part.cells[0][0].text[:1].isupper() and here in _periods(state, row)):
        return False
    return True if part.cells[0][0].text[:1].islower() else None


def _begins_inside_name(part: Part) -> bool:
    """Whether a name begins with a small letter ('avseende användning …', not 'iRisk används …')."""
    text = strip_symbols(_plain(part.cells[0]))[0]
    return text[:2].islower() and text[:2].isalpha()


def _conflict(state: _State, row: _Row, part: Part) -> bool:
    """Whether both parts have a value in one column, and the two make no value together."""
    before = row.pieces
    for n, role in enumerate(row.table.placed.header.roles, start=1):
        if role == "period" or not before[n] or not part.cells[n]:
            continue
        text = f"{_plain(before[n])} {_plain(part.cells[n])}"
        if not any(len(cut) == 1 for cut in tokenizations(text, spaces_before=1, trailing_spaces=False)):
            return True
    return False


def _periods(state: _State, row: _Row) -> set[str]:
    """What stands as period in the rows before, which are whole."""
    return {
        _plain(other.pieces[other.table.period_column])
        for other in state.rows
        if other is not row and other.table.period_column is not None
    }


def _plain(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in pieces)


def _is_free_comment(state: _State, line: PdfLine, *, at_top: bool) -> bool:
    """Whether a comment begins here, outside its table's edges, or goes on in the middle of a sentence overleaf."""
    if line.text in state.words.labels("comment"):
        return bool(state.rows_of(state.table))
    rows = state.rows_of(state.table)
    before = rows[-1].comment if rows else []
    return at_top and state.in_comment and bool(before) and not before[-1].text.endswith((".", "!", "?"))


def _comment_is_open(state: _State, table: Table) -> bool:
    """Whether a comment may go on here: one in drawn edges always, another one only in the middle of a sentence."""
    rows = state.rows_of(table)
    comment = rows[-1].comment if rows else []
    return state.in_comment and (table.placed.drawn or not comment or not comment[-1].text.endswith((".", "!", "?")))


def _free_comment(state: _State, sheet: PdfPage, lines: Sequence[PdfLine]) -> int:
    """A comment below a table, outside its edges: the label and the paragraph after it; or the rest of one."""
    labelled = lines[0].text in state.words.labels("comment")
    count = 1
    while count < len(lines):
        gap = lines[count].top - lines[count - 1].bottom
        most = state.leading + 0.25 * lines[count].height if count > 1 or not labelled else 1.6 * lines[count].height
        if lines[count].in_grid or gap > most:
            break
        if state.words.goal_label.match(lines[count].text):
            break
        count += 1
    state.rows_of(state.table)[-1].comment.extend(
        Piece(line.words, line.number, sheet.number) for line in lines[labelled:count]
    )
    state.in_comment = True
    return count


# --- rows ------------------------------------------------------------------------------------------------------


def _column_widths(rows: Sequence[_Row]) -> dict[tuple[float, ...], list[float]]:
    """Widths that lines have room for, in points, by columns' places: a column less the room at its sides."""
    groups: dict[tuple[float, ...], list[_Row]] = {}
    for row in rows:
        groups.setdefault(row.table.placed.bounds, []).append(row)
    widths: dict[tuple[float, ...], list[float]] = {}
    for bounds, members in groups.items():
        columns = [[piece for row in members for piece in row.pieces[n]] for n in range(len(bounds) - 1)]
        begins = [min((piece.words[0].x0 for piece in column), default=bounds[n]) for n, column in enumerate(columns)]
        if not members[0].table.placed.drawn:
            widths[bounds] = [max((piece.width for piece in column), default=0.0) for column in columns]
            continue
        ends = [max((piece.words[-1].x1 for piece in column), default=bounds[n]) for n, column in enumerate(columns)]
        room = [begins[n] - bounds[n] for n in range(1, len(columns)) if columns[n]]
        room += [bounds[n + 1] - ends[n] for n in range(len(columns)) if columns[n]]
        # Where text is set to the left (or right), its distance from that edge is the same in every column.
        steps = Counter(round(2 * one) for one in room if one >= 0)
        side = steps.most_common(1)[0][0] / 2 if steps else 0.0
        widths[bounds] = [
            bounds[n + 1] - side - (begins[0] if n == 0 else bounds[n] + side) for n in range(len(columns))
        ]
    return widths


def _indicator(
    state: _State,
    row: _Row,
    number: int,
    widths: dict[tuple[float, ...], list[float]],
) -> Record:
    room = widths[row.table.placed.bounds]
    pieces = row.pieces
    name, _ = strip_symbols(state.joiner.join(pieces[0], room[0]))
    if not any(character.isalpha() for character in name):
        raise ExtractionError(
            f"page {row.parts[0].page}: a row of the table has no name: {_plain([p for cell in pieces for p in cell])}"
        )
    cells = _cells(state, row, pieces, room)
    evidence = ["cell_edges" if row.table.placed.drawn else "header_boxes"]
    readings = None
    if len(row.parts) > 1:
        evidence.append("row_over_pages" if row.rest_is_sure else "page_break_undecided")
    strange = [] if row.table.placed.drawn else [role for role, text in cells.items() if not is_whole_value(text)]
    if strange:
        evidence.append("cell_not_a_value")
        readings = [cells, {role: text for role, text in cells.items() if role not in strange}]
    elif not row.rest_is_sure:
        without = _Row(row.table, row.printed, row.goals, row.parts[:-1])
        readings = [cells, _cells(state, without, without.pieces, room)]
    return indicator_record(
        state.document,
        number,
        _place(row),
        row.goals,
        row.table.placed.header,
        indicator=name,
        cells=cells,
        comment=" ".join(piece.text for piece in row.comment) or None,
        column_evidence="positional" if readings is None else "ambiguous",
        evidence=evidence,
        readings=readings,
        note="; ".join(POSITIONAL_REASONS[code] for code in evidence),
    )


def _place(row: _Row) -> Place:
    lines = [line for part in row.parts for line in part.lines]
    return Place(min(lines), max(lines), row.parts[0].page)


def _cells(state: _State, row: _Row, pieces: Sequence[Sequence[Piece]], room: Sequence[float]) -> dict[str, str]:
    """Printed text by column role; an empty cell is left out."""
    roles = row.table.placed.header.roles
    texts = {role: state.joiner.join(pieces[n], room[n]) for n, role in enumerate(roles, start=1)}
    return {role: text for role, text in texts.items() if text}


def _activities(state: _State, widths: dict[tuple[float, ...], list[float]]) -> list[Record]:
    records = []
    for number, row in enumerate(state.activities, start=1):
        pieces, room = row.pieces, widths[row.table.placed.bounds]
        cells = _cells(state, row, pieces, room)
        place = _place(row)
        where = f"a table of activities on page {place.page}"
        records.append(
            activity_record(
                state.document,
                number,
                place,
                row.goals,
                activity=strip_symbols(state.joiner.join(pieces[0], room[0]))[0],
                start_date=read_date(cells.get("start_date", ""), where, place.line_start),
                end_date=read_date(cells.get("end_date", ""), where, place.line_start),
                deviation=cells.get("deviation"),
                comment=" ".join(piece.text for piece in row.comment) or None,
            )
        )
    return records


def _tables(state: _State) -> list[Record]:
    printed = [one for one in state.printed if one.placed.header.kind == "indicators"]
    return [
        table_record(
            state.document,
            number,
            one.placed.header,
            last_line=one.last_line,
            rows=one.rows,
            closings=_closings(one, state.words),
        )
        for number, one in enumerate(printed, start=1)
    ]


def _closings(printed: _Printed, words: Vocabulary) -> int:
    """Periods that stand in the period column one after the other: a count of rows that knows nothing of edges."""
    return count_periods(printed.periods, words)
