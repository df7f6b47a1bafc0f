"""One PDF → its extracted rows: pages in order, tables over page breaks, goals above them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import regex

from ingestion.collector import collector_paused
from ingestion.documents.pdf import PdfDocument, PdfLine, PdfPage
from ingestion.extraction.contents import contents
from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.layout import Lines, strip_symbols
from ingestion.extraction.money.report import records_of
from ingestion.extraction.money.statements import statement_records
from ingestion.extraction.outline import Goal, GoalPath
from ingestion.extraction.pdf.body import INDENT, Comment, GoalRow, Item, LeftOver, Part, read_body
from ingestion.extraction.pdf.columns import (
    PlacedHeader,
    find_headers,
    first_title_word,
    settle_boundaries,
    sideways_header,
    unread_header,
    word_runs,
)
from ingestion.extraction.pdf.cut import Table, label_of_comment
from ingestion.extraction.pdf.edges import Edges, page_edges
from ingestion.extraction.pdf.headings import font_of_body, goal_records, read_heading
from ingestion.extraction.pdf.joining import Joiner, Piece, is_whole_value
from ingestion.extraction.pdf.money import find_tables, read_money
from ingestion.extraction.pdf.names import name_of
from ingestion.extraction.records import (
    Extraction,
    Place,
    Record,
    Unread,
    activity_record,
    extraction,
    indicator_record,
    read_date,
    table_record,
    unread_record,
)
from ingestion.extraction.tokens import tokenizations
from ingestion.extraction.vocabulary import Vocabulary, vocabulary

POSITIONAL_REASONS = {
    "cell_edges": "the drawn edges of its cell show the column of each value",
    "header_boxes": "the place of the header's titles shows the column of each value",
    "row_over_pages": "the row goes on below a page break",
    "cell_not_a_value": "a cell in columns that are not drawn does not read as one value",
    "cell_merged": "a cell goes over several columns or rows, or a boundary is not drawn at its height",
    "cell_between_rows": "the height of a cell does not show to which row it belongs",
    "text_over_boundary": "a text goes on over the boundary of two columns",
    "text_beside_row": "words stand beside the row, outside the columns of the table",
    "figure_struck_out": "a figure is struck out",
    "figure_in_two_sizes": "a figure is printed in two sizes",
    "several_values": "a cell holds several values",
    "row_without_period": "the row has no period, so it may be a sum or a part of another row",
    "name_not_sure": "other text stands in the cell of the name, or its end is not sure",
    "goal_above_not_printed": "the number of the council's goal does not fit the goal printed above it",
    "page_break_undecided": "nothing tells whether what stands below the page break belongs to the row",
}
"""Codes in `evidence` of rows of a PDF, with the reason in words for `note`."""

_MOST_HEADING_LINES = 7
_NEXT_LINE = 1.4
"""The next line of a name is nearer than this, in sizes of its font."""


@dataclass
class _Printed:
    """A printed header with how many rows were read below it, and where they end.

    `repeats` says whether it only repeats, at the top of a page, the header of the rows before.
    """

    placed: PlacedHeader
    last_line: int
    repeats: bool = False
    rows: int = 0


@dataclass
class _Row:
    """A row while it is put together. `rest_is_sure` is False where its last part may be a row of its own."""

    table: Table
    printed: _Printed
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
class _State:
    """What is known while the pages are read in order.

    `money` are the lines of tables of money and volumes, which end a table of indicators as its next header does,
    `contents` those of lists of contents.
    `label` is a goal's label whose title stands overleaf, `skip` how many lines of the next page belong to a title of
    this one.
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
    rows: list[_Row] = field(default_factory=list)
    activities: list[_Row] = field(default_factory=list)
    printed: list[_Printed] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    table: Table | None = None
    last_table: Table | None = None
    label: PdfLine | None = None
    skip: int = 0
    interrupted: bool = True
    below_heading: bool = False
    in_comment: bool = False

    def rows_of(self, table: Table | None) -> list[_Row]:
        """Where the rows of a table are gathered."""
        return self.activities if table is not None and table.placed.header.kind == "activities" else self.rows


@collector_paused()
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
    for sheet, following in _with_next(document.sheets):
        cut = frozenset(number for placed in found[-1:] for number in placed.lines)
        found.extend(_headers_of(sheet, words, document.furniture, following, cut))
    state.headers.update((placed.lines[0], placed) for placed in settle_boundaries(found))
    money = find_tables(document, frozenset(number for placed in found for number in placed.lines), state.joiner)
    state.money = frozenset(number for one in money for number in range(one.lines[0], one.lines[1] + 1))
    labels = [index for index, text in enumerate(document.lines) if ":" in text and words.goal_label.match(text)]
    state.contents = contents(document.lines, labels, words, document.furniture)
    for sheet, following in _with_next(document.sheets):
        _read_page(state, sheet, following)
    _keep_rows(state)
    if not state.rows:
        _refuse_without_rows(document, words)
    widths = _column_widths([*state.rows, *state.activities])
    activities = _activities(state, widths)
    state.unread.extend(_without_rows(state))
    taken = _lines_taken(state)
    tables, cells = records_of(document, read_money(document, money, taken, state.joiner))
    return extraction(
        indicators=[_indicator(state, row, number, widths) for number, row in enumerate(state.rows, start=1)],
        goals=goal_records(document, state.goals, sorted(state.headers)),
        activities=activities,
        tables=_tables(state),
        unread=[
            unread_record(document, one)
            for one in sorted(state.unread, key=lambda one: (one.place.line_start, one.place.line_end))
        ],
        money_tables=tables,
        money_cells=cells,
        money_statements=statement_records(
            document, Lines(document.lines), document.furniture, taken | state.money, trailing_spaces=False
        ),
    )


def _lines_taken(state: _State) -> frozenset[int]:
    """The lines of headers, rows, comments and goals."""
    found = {number for one in state.printed for number in one.placed.lines}
    found.update(number for goal in state.goals for number in range(goal.line_start, goal.line_end + 1))
    for row in (*state.rows, *state.activities):
        found.update(line for part in row.parts for cell in part.cells for line in (piece.line for piece in cell))
        found.update(piece.line for piece in row.comment)
    return frozenset(found)


def _with_next(sheets: Sequence[PdfPage]) -> Iterator[tuple[PdfPage, PdfPage | None]]:
    """Each page with the one after it."""
    return zip(sheets, [*sheets[1:], None], strict=True)


def _headers_of(
    sheet: PdfPage, words: Vocabulary, furniture: frozenset[int], following: PdfPage | None, cut: frozenset[int]
) -> list[PlacedHeader]:
    """The headers that begin on a page; `cut` are lines of the last one before, which may go on here.

    Raises ExtractionError, with the page in its message, where a header is printed that is not understood.
    """
    found: list[PlacedHeader] = []
    if any(first_title_word(line, kind) for line in sheet.lines for kind in words.tables):
        found = list(find_headers(sheet, page_edges(sheet), words, furniture, following))
    if sheet.sideways and not found and sideways_header(sheet, words):
        raise ExtractionError(
            f"page {sheet.number}: the table stands sideways, rotated by 90°; turn the page and save the PDF again"
        )
    taken = cut.union(number for placed in found for number in placed.lines)
    unknown = unread_header(sheet, words, taken)
    if unknown is not None:
        raise ExtractionError(f"page {sheet.number}: the header of a table is not understood: {unknown.text}")
    return found


def _refuse_without_rows(document: PdfDocument, words: Vocabulary) -> None:
    """Say where a document without rows names indicators, and that no table could be read there."""
    kind = next(kind for kind in words.tables if kind.name == "indicators")
    named = [sheet.number for sheet in document.sheets if any(first_title_word(line, kind) for line in sheet.lines)]
    if named:
        pages = ", ".join(map(str, named[:5])) + (" …" if len(named) > 5 else "")
        raise ExtractionError(
            f"holds no indicator table that could be read: {kind.first_title!r} stands on page {pages}, "
            "but not as the header of a table with rows below it"
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
    money = [line.number for line in lines if line.number in state.money]
    starts = sorted({*headers, *money})
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
            state.goals.append(goal)
            state.path = state.path.below(goal)
            _interrupt(state)
            position += taken - (label is not None)
            state.label = None
            state.skip = max(0, position - len(lines))
            continue
        state.label = line if position == len(lines) - 1 and _is_label(state, line, listed) else None
        if state.table is not None and not state.interrupted and _is_free_comment(state, line, at_top=position == 0):
            position += _free_comment(state, sheet, lines[position:])
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
        state.interrupted = True
        state.in_comment = False
        position += 1


def _is_label(state: _State, line: PdfLine, listed: set[int]) -> bool:
    """Whether a goal's label, whose title may stand overleaf, begins a line; the last of a list of contents is none."""
    return line.number not in listed and state.words.goal_label.match(line.text) is not None


def _heading(
    state: _State,
    sheet: PdfPage,
    edges: Edges,
    lines: Sequence[PdfLine],
    overleaf: Sequence[PdfLine],
    label: PdfLine | None,
) -> tuple[Goal, int] | None:
    """The goal whose heading begins with some lines of a page, or with a `label` on the page before."""
    rest = lines if len(lines) > _MOST_HEADING_LINES else [*lines, *overleaf]
    return read_heading(
        [label, *rest] if label else rest,
        state.body_font,
        state.words,
        state.path,
        state.joiner,
        sheet.width * 0.75,
        _parted(sheet, edges),
    )


def _doubt_name(state: _State, line: PdfLine) -> None:
    """Flag the row before where a line right below it, or overleaf, may be the end of its name."""
    table = state.table
    rows = state.rows_of(table)
    if table is None or state.interrupted or state.in_comment or not rows:
        return
    if _may_end_a_name(table, line):
        rows[-1].doubts.add("name_not_sure")


def _parted(sheet: PdfPage, edges: Edges) -> Callable[[PdfLine, PdfLine], bool]:
    """Whether an edge stands between two lines of a page; a line overleaf is parted from none."""
    end = sheet.first_line + len(sheet.lines)
    return lambda above, below: below.number < end and edges.part(above.words[0], below.words[0])


def _may_end_a_name(table: Table, line: PdfLine) -> bool:
    """Whether a line stands in the column of names and goes on in the middle of a sentence."""
    inside = table.left - 2 <= line.words[0].x0 and line.words[-1].x1 <= table.placed.bounds[1] + 2
    return inside and (line.text[:1].islower() or line.text[:1] == "(")


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


def _row_begins(state: _State, sheet: PdfPage, edges: Edges, lines: Sequence[PdfLine], position: int) -> bool:
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


def _refuse_lost_row(state: _State, sheet: PdfPage, edges: Edges, line: PdfLine) -> None:
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


def _interrupt(state: _State) -> None:
    """A heading stands below the table: it goes on only where a row is printed in its columns."""
    state.interrupted, state.below_heading, state.in_comment = True, True, False


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
    body = read_body(
        table,
        sheet,
        edges,
        segment,
        limit=_limit(state, sheet, lines, segment),
        below_header=False,
        in_comment=_comment_is_open(state, table, sheet, segment[0]),
        page_top=page_top,
    )
    if not body.taken:
        return position
    _take(state, sheet, edges, table, body.items, page_top=page_top and not state.interrupted)
    state.interrupted = state.below_heading = False
    state.printed[-1].last_line = max(state.printed[-1].last_line, segment[body.taken - 1].number)
    return position + body.taken


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


def _limit(state: _State, sheet: PdfPage, lines: Sequence[PdfLine], segment: Sequence[PdfLine]) -> float:
    """The height at which the table ends at the latest: of the next header or table of money, or of the page."""
    following = next((line for line in lines if line.number > segment[-1].number), None)
    if following is not None and following.number in state.money:
        return following.top
    placed = None if following is None else state.headers.get(following.number)
    return sheet.height if placed is None else placed.top


def _continues(state: _State, table: Table, sheet: PdfPage, edges: Edges, lines: Sequence[PdfLine]) -> bool:
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
    return not cut.across or _comment_is_open(state, table, sheet, first)


def _below_header(
    state: _State,
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
    state.interrupted = state.below_heading = False
    state.printed.append(_Printed(placed, placed.header.last_line, repeats))
    segment = _segment(lines, position, starts)
    if not segment:
        return position
    body = read_body(
        table,
        sheet,
        edges,
        segment,
        limit=_limit(state, sheet, lines, segment),
        below_header=True,
        in_comment=_comment_is_open(state, table, sheet, segment[0], below_header=repeats),
        page_top=repeats,
    )
    _take(state, sheet, edges, table, body.items, page_top=repeats)
    if body.taken:
        state.printed[-1].last_line = segment[body.taken - 1].number
    return position + body.taken


def _take(state: _State, sheet: PdfPage, edges: Edges, table: Table, items: Sequence[Item], *, page_top: bool) -> None:
    """Add what was read; the first row below a page break may be the rest of the last one."""
    rows = state.rows_of(table)
    first = True
    for item in items:
        if isinstance(item, LeftOver):
            place = Place(item.lines[0].number, item.lines[-1].number, sheet.number)
            text = " ".join(line.text for line in item.lines)
            state.unread.append(Unread(place, "block", text, item.reason, item.may_hold_row))
            if rows and not state.in_comment and _may_end_a_name(table, item.lines[0]):
                rows[-1].doubts.add("name_not_sure")
            continue
        if isinstance(item, GoalRow):
            _take_goal(state, sheet, item, edges)
            continue
        if isinstance(item, Comment):
            if rows:
                rows[-1].comment.extend(_without_label(item.pieces, state.words) if item.labelled else item.pieces)
            state.in_comment = True
            first = False
            continue
        below_rows = state.printed[-1].rows > 0 or state.printed[-1].repeats
        if first and page_top and rows and below_rows and not state.in_comment:
            goes_on = _goes_on(state, rows[-1], item)
            if goes_on is not False:
                rows[-1].parts.append(item)
                rows[-1].rest_is_sure = goes_on is True
                first = False
                continue
        if first and _begins_inside_name(item) and table.placed.header.kind == "indicators":
            raise ExtractionError(
                f"page {item.page}: the first row begins in the middle of a name: {_plain(item.cells[0])}"
            )
        first = False
        state.in_comment = False
        rows.append(_Row(table, state.printed[-1], state.path, [item]))
        state.printed[-1].rows += 1


def _take_goal(state: _State, sheet: PdfPage, item: GoalRow, edges: Edges) -> None:
    """A goal's heading inside a table: the rows below it belong to it, and the table goes on."""
    found = read_heading(
        item.lines, state.body_font, state.words, state.path, state.joiner, sheet.width * 0.75, _parted(sheet, edges)
    )
    if found is None:
        raise ExtractionError(f"page {sheet.number}: a goal in the table has no title: {item.lines[0].text}")
    state.goals.append(found[0])
    state.path = state.path.below(found[0])


def _goes_on(state: _State, row: _Row, part: Part) -> bool | None:
    """Whether what stands first below a page break belongs to the row before it; None where nothing tells.

    Every row has a name and ends with a period, so a part without one of them is none of its own. Where both parts have
    both ('Tertial 1' and '2019' of a broken period), the other rows show whether the parts stand alone as periods.
    """
    if len(part.cells) != row.table.columns:
        return False
    before = row.pieces
    column = row.table.anchor_column
    activities = row.table.placed.header.kind == "activities"
    if not part.cells[0]:
        return True
    if not before[0]:
        # Its values stand on the page before, its name on this one.
        return not part.cells[column] if column is not None else not any(part.cells[1:])
    if row.parts[-1].closed_below is False and part.page == row.parts[-1].page + 1:
        return not _is_row_of_its_own(state, row, part)
    if column is None or activities:
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


def _is_row_of_its_own(state: _State, row: _Row, part: Part) -> bool:
    """Whether a part has a name, a period and a value that the row before it has too: ReportLab leaves out an edge."""
    column = row.table.anchor_column
    if column is None or not part.cells[0][0].text[:1].isupper() or not _conflict(state, row, part):
        return False
    return row.table.anchors_of(part.cells[column]) == 1 == row.table.anchors_of(row.pieces[column])


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
        _plain(other.pieces[other.table.anchor_column])
        for other in state.rows
        if other is not row and other.table.anchor_column is not None
    }


def _plain(pieces: Sequence[Piece]) -> str:
    return " ".join(piece.text for piece in pieces)


def _is_free_comment(state: _State, line: PdfLine, *, at_top: bool) -> bool:
    """Whether a comment begins here, outside its table's edges, or goes on in the middle of a sentence overleaf."""
    if label_of_comment(line, state.words):
        return bool(state.rows_of(state.table))
    rows = state.rows_of(state.table)
    before = rows[-1].comment if rows else []
    # Nothing before it: the label alone stands at the end of the page before.
    is_open = not before or not before[-1].text.endswith((".", "!", "?"))
    return at_top and state.in_comment and bool(rows) and is_open


def _comment_is_open(state: _State, table: Table, sheet: PdfPage, line: PdfLine, *, below_header: bool = False) -> bool:
    """Whether a comment may go on at a line.

    One in drawn edges always, and one below the header that a page break repeats; another one in the middle of a
    sentence, or where the line begins where its lines do, further in than running text.
    """
    rows = state.rows_of(table)
    comment = rows[-1].comment if rows else []
    if not state.in_comment or table.placed.drawn or below_header or not comment:
        return state.in_comment
    if not comment[-1].text.endswith((".", "!", "?")):
        return True
    indent = comment[-1].words[0].x0
    shown = (*sheet.lines, *state.document.sheets[comment[-1].page - 1].lines)
    margin = min(one.words[0].x0 for one in shown if one.number not in state.document.furniture)
    return abs(line.words[0].x0 - indent) < 0.5 and indent > margin + INDENT


def _free_comment(state: _State, sheet: PdfPage, lines: Sequence[PdfLine]) -> int:
    """A comment below a table, outside its edges: the label and the paragraph after it; or the rest of one."""
    labelled = label_of_comment(lines[0], state.words) == len(lines[0].words)
    count = 1
    while count < len(lines):
        gap = lines[count].top - lines[count - 1].bottom
        most = state.leading + 0.25 * lines[count].height if count > 1 or not labelled else 1.6 * lines[count].height
        if lines[count].in_grid or gap > most:
            break
        if state.words.goal_label.match(lines[count].text):
            break
        count += 1
    pieces = [Piece(line.words, line.number, sheet.number) for line in lines[:count]]
    state.rows_of(state.table)[-1].comment.extend(_without_label(pieces, state.words))
    state.in_comment = True
    return count


def _without_label(pieces: Sequence[Piece], words: Vocabulary) -> Sequence[Piece]:
    """The pieces of a comment without the label that introduces it."""
    first, rest = pieces[0], pieces[1:]
    text = first.words[label_of_comment(first, words) :]
    return [Piece(text, first.line, first.page), *rest] if text else rest


# --- rows ------------------------------------------------------------------------------------------------------


def _column_widths(rows: Sequence[_Row]) -> dict[tuple[float, ...], list[float]]:
    """Widths that lines have room for, in points, by columns' places: a column less the room at its sides."""
    groups: dict[tuple[float, ...], list[_Row]] = {}
    for row in rows:
        groups.setdefault(row.table.placed.bounds, []).append(row)
    widths: dict[tuple[float, ...], list[float]] = {}
    for bounds, members in groups.items():
        pieces = [row.pieces for row in members]
        columns = [[piece for row in pieces for piece in row[n]] for n in range(len(bounds) - 1)]
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


_SUMS = regex.compile(r"(?:summa|totalt?|delsumma|genomsnitt|snitt|medel(?:värde)?)\b.{0,20}", regex.I)


def _keep_rows(state: _State) -> None:
    """Take out what is no row of its own though it stands between the table's edges: titles of sections, sums.

    A row has a period; what has none and no value is the title of a section, or a piece of a row of another document.
    """
    kept: list[_Row] = []
    for row in state.rows:
        column = row.table.anchor_column
        cells = row.pieces
        if column is None or cells[column]:
            kept.append(row)
            continue
        name = _plain(cells[0])
        if cells[0] and any(cells[1:]) and not _SUMS.fullmatch(name):
            kept.append(row)
            continue
        row.printed.rows -= 1
        if kept and kept[-1].table is row.table and (name[:1].islower() or name[:1] == "("):
            kept[-1].doubts.add("name_not_sure")
            if not any(cells[1:]) and _goes_on_with_name(kept[-1], row):
                continue
        kind, reason = "block", "the title of a section, or text without a value, between the rows"
        if any(cells[1:]):
            kind, reason = (
                ("block", "a sum of rows, without a period") if cells[0] else ("row", "values without a name")
            )
        place = _place(row)
        text = " ".join(_plain(cell) for cell in (*cells, row.comment) if cell)
        state.unread.append(Unread(place, kind, text, reason, may_hold_row=kind == "row"))
    state.rows[:] = kept


def _goes_on_with_name(row: _Row, rest: _Row) -> bool:
    """Add to a row the name, and the comment, of what an edge parts from it though it is the next line of its name."""
    last, below = row.parts[-1], rest.parts[0]
    if row.comment or len(rest.parts) > 1 or last.page != below.page or not last.cells[0]:
        return False
    before, after = last.cells[0][-1], below.cells[0][0]
    leading = after.base - before.base
    if leading <= 0 or leading > _NEXT_LINE * after.words[0].size:
        return False
    row.parts[-1] = replace(last, cells=((*last.cells[0], *below.cells[0]), *last.cells[1:]))
    row.comment += rest.comment
    return True


def _indicator(
    state: _State,
    row: _Row,
    number: int,
    widths: dict[tuple[float, ...], list[float]],
) -> Record:
    room = widths[row.table.placed.bounds]
    pieces = row.pieces
    printed = name_of(pieces[0], state.words)
    joined = state.joiner.joined(printed.pieces, room[0])
    name = strip_symbols(joined.text)[0].rstrip("* ")
    if not any(character.isalpha() for character in name):
        raise ExtractionError(
            f"page {row.parts[0].page}: a row of the table has no name: {_plain([p for cell in pieces for p in cell])}"
        )
    cells = _cells(state, row, pieces, room)
    drawn = all(part.drawn for part in row.parts)
    evidence = ["cell_edges" if drawn else "header_boxes"]
    if len(row.parts) > 1:
        evidence.append("row_over_pages" if row.rest_is_sure else "page_break_undecided")
    flags = row.flags | printed.flags
    if not joined.sure:
        flags.add("name_not_sure")
    if not drawn and _holds_other_text(printed.pieces):
        flags.add("name_not_sure")
    doubtful = _doubtful_cells(row, pieces, cells, flags, drawn=drawn)
    if row.table.anchor_column is not None and not pieces[row.table.anchor_column]:
        flags.add("row_without_period")
    readings = None
    if not flags and not _goals_fit(row.goals):
        evidence.append("goal_above_not_printed")
        readings = [cells, cells]
    if flags:
        evidence += sorted(flags)
        sure = {"several_values", "cell_not_a_value", "figure_struck_out", "figure_in_two_sizes"}
        only_cells = flags <= sure and bool(doubtful)
        readings = [cells, {role: text for role, text in cells.items() if role not in doubtful} if only_cells else {}]
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


def _holds_other_text(name: Sequence[Piece]) -> bool:
    """Whether a name that no edges enclose seems to hold the end of another text, or a number of a page."""
    ends = any(
        above.text.endswith((".", "!", "?", ":")) and below.text[:1].isupper() for above, below in pairwise(name)
    )
    return ends or any(not any(letter.isalpha() for letter in piece.text) for piece in name)


def _goals_fit(goals: GoalPath) -> bool:
    """Whether the number of the council's goal (1.2.1) goes on from that of the goal above it (1.2)."""
    if goals.council is None or (goals.council.number or "").count(".") < 2:
        return True
    above = goals.area.number if goals.area is not None else None
    return above is not None and (goals.council.number or "").rsplit(".", 1)[0] == above.rstrip(".")


_CUT_WORD = regex.compile(r"\p{L}[-/‐]$")


def _doubtful_cells(
    row: _Row, pieces: Sequence[Sequence[Piece]], cells: dict[str, str], flags: set[str], *, drawn: bool
) -> set[str]:
    """Roles of the cells that may not be what is printed; adds the reasons to `flags`."""
    doubtful: set[str] = set()
    dangling = vocabulary().dangling_words
    for n, role in enumerate(row.table.placed.header.roles, start=1):
        words = [word for piece in pieces[n] for word in piece.words]
        text = cells.get(role)
        reasons = set()
        if any(word.struck for word in words):
            reasons.add("figure_struck_out")
        if any(word.mixed for word in words):
            reasons.add("figure_in_two_sizes")
        if text is not None and not is_whole_value(text):
            if not drawn:
                reasons.add("cell_not_a_value")
            elif tokenizations(text, spaces_before=1, trailing_spaces=False):
                reasons.add("several_values")
        if text is not None and not drawn and (text.split()[-1].casefold() in dangling or _CUT_WORD.search(text)):
            # 'Tas fram av' may have lost its 'nämnd' to another line, '13,7 barn/' its 'avd.'.
            reasons.add("cell_not_a_value")
        if reasons:
            doubtful.add(role)
            flags |= reasons
    return doubtful


def _place(row: _Row) -> Place:
    lines = [line for part in row.parts for line in part.lines]
    return Place(min(lines), max(lines), row.parts[0].page)


def _cells(state: _State, row: _Row, pieces: Sequence[Sequence[Piece]], room: Sequence[float]) -> dict[str, str]:
    """Printed text by column role; an empty cell is left out."""
    roles = row.table.placed.header.roles
    texts = {role: _without_mark(state.joiner.join(pieces[n], room[n])) for n, role in enumerate(roles, start=1)}
    return {role: text for role, text in texts.items() if text}


def _without_mark(text: str) -> str:
    """A cell without the asterisk of a footnote."""
    bare = text.rstrip("* ")
    return bare if bare != text and is_whole_value(bare) else text


def _without_rows(state: _State) -> Iterator[Unread]:
    """The headers of activities below which nothing was read, as findings: an activity may be lost, no indicator."""
    for one in state.printed:
        if one.placed.header.kind == "activities" and not one.rows and not one.repeats:
            first, last = one.placed.lines[0], one.placed.lines[-1]
            text = " ".join(state.document.lines[first - 1 : last])
            place = Place(first, last, state.document.page_of_line(first))
            yield Unread(place, "header", text, "a table of activities below which no row was read", may_hold_row=False)


def _activities(state: _State, widths: dict[tuple[float, ...], list[float]]) -> list[Record]:
    records: list[Record] = []
    for row in state.activities:
        pieces, room = row.pieces, widths[row.table.placed.bounds]
        cells = _cells(state, row, pieces, room)
        place = _place(row)
        where = f"a table of activities on page {place.page}"
        if not cells.get("start_date") or not pieces[0]:
            # The rest of one that began on a page before the first, or a title between them.
            text = " ".join(_plain(cell) for cell in pieces if cell)
            state.unread.append(Unread(place, "block", text, "an activity without its dates", may_hold_row=False))
            continue
        records.append(
            activity_record(
                state.document,
                len(records) + 1,
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
        )
        for number, one in enumerate(printed, start=1)
    ]
