"""Cut what stands below a header into rows and comments, on one page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from ingestion.documents.pdf import PdfLine, PdfPage, Word
from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.pdf.columns import PlacedHeader
from ingestion.extraction.pdf.edges import Edges
from ingestion.extraction.pdf.joining import Piece, is_value
from ingestion.extraction.vocabulary import Vocabulary

_ACROSS = 1.5
"""How far, in points, a word may stand over a boundary of columns."""

_TALLEST_EMPTY_BAND = 60.0


@dataclass(frozen=True)
class Part:
    """What one page holds of a row: pieces by column, the name's first.

    `closed_above` and `closed_below` say whether an edge is drawn there; None in a table without edges between rows.
    """

    cells: tuple[tuple[Piece, ...], ...]
    page: int
    closed_above: bool | None
    closed_below: bool | None

    @property
    def lines(self) -> list[int]:
        """Numbers of its lines."""
        return [piece.line for cell in self.cells for piece in cell]


@dataclass(frozen=True)
class Comment:
    """Text over the whole width; `labelled` says whether `Analys` or `Kommentar` introduces it."""

    pieces: tuple[Piece, ...]
    labelled: bool


Item = Part | Comment


@dataclass
class Body:
    """What was read below a header or at the top of a page, and how many lines it took."""

    items: list[Item] = field(default_factory=list)
    taken: int = 0


@dataclass(frozen=True)
class Table:
    """What stays the same while the pages of a table are read."""

    placed: PlacedHeader
    words: Vocabulary

    @property
    def columns(self) -> int:
        """Number of columns with the names'."""
        return len(self.placed.header.columns) + 1

    @property
    def period_column(self) -> int | None:
        """Index of the column of the period, None where the table has none."""
        roles = self.placed.header.roles
        return roles.index("period") + 1 if "period" in roles else None

    def column_of(self, word: Word) -> int | None:
        """The column in which a word stands, None where it stands across a boundary or outside.

        In a drawn column a word may be too wide for it and stick out.
        """
        bounds, drawn = self.placed.bounds, self.placed.drawn
        middle = (word.x0 + word.x1) / 2
        for n in range(self.columns):
            if drawn and bounds[n] <= middle <= bounds[n + 1]:
                return n
            if not drawn and bounds[n] - _ACROSS <= word.x0 and word.x1 <= bounds[n + 1] + _ACROSS:
                return n
        return None

    def cells(self, lines: Sequence[PdfLine], page: int) -> tuple[tuple[Piece, ...], ...] | None:
        """The words of some lines by column; None where a word stands across a boundary.

        Words before the names' column (icons in a column of their own) are left out.
        """
        columns: list[list[Piece]] = [[] for _ in range(self.columns)]
        for line in lines:
            by_column: dict[int, list[Word]] = {}
            for word in line.words:
                if word.x1 <= self.placed.bounds[0] + _ACROSS:
                    continue
                column = self.column_of(word)
                if column is None:
                    return None
                by_column.setdefault(column, []).append(word)
            for column, found in by_column.items():
                columns[column].append(Piece(tuple(found), line.number, page))
        return tuple(tuple(column) for column in columns)

    def is_comment_label(self, line: PdfLine) -> bool:
        """Whether a line is `Analys` or `Kommentar`."""
        return line.text in self.words.labels("comment")

    def is_goal_label(self, line: PdfLine) -> bool:
        """Whether a goal's heading begins with a line."""
        return ":" in line.text and self.words.goal_label.match(line.text) is not None


def read_body(
    table: Table,
    sheet: PdfPage,
    edges: Edges,
    lines: Sequence[PdfLine],
    *,
    below_header: bool,
    in_comment: bool,
    page_top: bool,
) -> Body:
    """Read what of `lines` belongs to the table; they go from its header, or the page's top, to the next header.

    `in_comment` says that a comment stood last before; `page_top` that a page break, or the header repeated after it,
    is right above, so that the first of it may go on with a row of the page before.
    """
    if not lines:
        return Body()
    if table.placed.ruled:
        return _ruled_body(
            table, sheet, edges, lines, below_header=below_header, in_comment=in_comment, page_top=page_top
        )
    body = Body()
    body.taken = _read_free(table, sheet, lines, body, in_comment=in_comment, page_top=page_top)
    return body


# --- tables with edges between their rows ----------------------------------------------------------------------


def _ruled_body(
    table: Table,
    sheet: PdfPage,
    edges: Edges,
    lines: Sequence[PdfLine],
    *,
    below_header: bool,
    in_comment: bool,
    page_top: bool,
) -> Body:
    placed = table.placed
    left, right = _reach(table, sheet, edges, lines, below_header=below_header)
    top = placed.bottom if below_header else lines[0].top - 2
    heights = [
        at
        for at in edges.levels(left, right, top - 4, lines[-1].bottom + 400)
        if below_header or at > lines[0].top - 60
    ]
    if below_header:
        heights = [placed.bottom, *(at for at in heights if at > placed.bottom + 4)]
    body = Body()
    if not heights or (not below_header and not _goes_on(table, edges, lines[0], heights)):
        return body
    if heights[0] > lines[0].words[0].middle:
        # The page begins inside a row, and no edge is drawn above it.
        heights.insert(0, lines[0].top - 1)
        first_is_drawn = False
    else:
        first_is_drawn = True
    position = 0
    closed_above = first_is_drawn
    for upper, lower in pairwise(heights):
        inside = [line for line in lines[position:] if upper < line.words[0].middle < lower]
        if not inside:
            if (
                lower - upper > _TALLEST_EMPTY_BAND
                or (position < len(lines) and lines[position].words[0].middle < upper)
                or (placed.drawn and edges.covered(placed.bounds[-1], upper, lower) < 0.5)
            ):
                break
            closed_above = True
            continue
        if inside[0] is not lines[position]:
            break
        items = list(
            _band(
                table,
                sheet,
                edges,
                inside,
                upper,
                lower,
                in_comment=in_comment,
                closed=(closed_above, True),
                first=page_top and not body.items,
            )
        )
        if not items:
            break
        body.items.extend(items)
        in_comment = isinstance(items[-1], Comment)
        position += len(inside)
        closed_above = True
    else:
        position += _open_band(table, sheet, edges, lines[position:], heights[-1], body, in_comment=in_comment)
    body.taken = position
    return body


def _reach(
    table: Table, sheet: PdfPage, edges: Edges, lines: Sequence[PdfLine], *, below_header: bool
) -> tuple[float, float]:
    """From where to where the edges between rows reach."""
    placed = table.placed
    if placed.drawn:
        return placed.bounds[0] + 2, placed.bounds[-1] - 2
    inside = (placed.bounds[1] + placed.bounds[-2]) / 2
    heights = [placed.bottom] if below_header else [e.at for e in edges.level if e.at > lines[0].top - 60]
    for height in heights:
        reach = edges.reach(height, inside)
        if reach is not None and reach[1] - reach[0] > sheet.width / 3:
            return reach
    return 0.0, sheet.width


def _goes_on(table: Table, edges: Edges, first: PdfLine, heights: Sequence[float]) -> bool:
    """Whether the table goes on at the top of a page without its header."""
    if heights[0] - first.bottom > 400:
        return False
    if not table.placed.drawn:
        return table.cells([first], 0) is not None or heights[0] <= first.top + 2
    bounds = table.placed.bounds
    middle = first.words[0].middle
    standing = edges.upright_at(middle, bounds[0] - 3, bounds[-1] + 3)
    ends = [bound for bound in (bounds[0], bounds[-1]) if any(abs(at - bound) < 3.5 for at in standing)]
    # An icon's column stands to the left of the names'.
    return bool(ends)


def _band(
    table: Table,
    sheet: PdfPage,
    edges: Edges,
    inside: Sequence[PdfLine],
    upper: float,
    lower: float,
    *,
    in_comment: bool,
    closed: tuple[bool, bool],
    first: bool,
) -> Iterator[Item]:
    """What stands between two edges: a row, a comment, several rows where no edge is between them, or nothing of it.

    `first` says that it is the first below a page break and may be the rest of a row.
    """
    merged_cell = False
    if table.placed.drawn:
        bounds = table.placed.bounds
        if edges.covered(bounds[-1], upper, lower) < 0.5:
            return
        standing = edges.upright_at((upper + lower) / 2, bounds[0] + 4, bounds[-1] - 4)
        # An icon's column may be drawn within that of the names.
        strange = [at for at in standing if at > bounds[1] + 4 and all(abs(at - bound) > 3.5 for bound in bounds)]
        shown = sum(any(abs(at - bound) <= 3.5 for at in standing) for bound in bounds[1:-1])
        if strange or 0 < shown < len(bounds) / 2 - 1:
            # Columns that are not this table's: another table right below it.
            return
        merged_cell = shown == 0
    cells = table.cells(inside, sheet.number)
    if table.is_comment_label(inside[0]):
        if table.placed.drawn or _is_one_text(table, inside):
            yield Comment(_whole(inside, sheet.number), labelled=True)
    elif in_comment and (merged_cell or (first and cells is None and not table.placed.drawn)):
        if not table.is_goal_label(inside[0]):
            yield Comment(_whole(inside, sheet.number), labelled=False)
    elif merged_cell or table.is_goal_label(inside[0]):
        return
    elif cells is None:
        if table.placed.drawn:
            raise ExtractionError(f"page {sheet.number}: words stand beside the columns of the table: {inside[0].text}")
        return
    elif _periods(table, cells) > 1:
        body = Body()
        if _read_free(table, sheet, inside, body, in_comment=in_comment, page_top=not closed[0]) != len(inside):
            return
        yield from body.items
    elif not table.placed.drawn and not (
        _reads_as_row(table, cells, whole=not first)
        or (first and not any(cells[1:]) and lower - inside[-1].bottom < 0.9 * inside[-1].height)
    ):
        # Nothing under the columns, or no values: text or another table between two tables.
        return
    else:
        yield Part(cells, sheet.number, *closed)


def _open_band(
    table: Table,
    sheet: PdfPage,
    edges: Edges,
    lines: Sequence[PdfLine],
    upper: float,
    body: Body,
    *,
    in_comment: bool,
) -> int:
    """What stands below the last edge at the end of a page: Chromium draws none under a row that goes on."""
    if not lines:
        return 0
    if not table.placed.drawn:
        cells = table.cells(lines, sheet.number)
        if (
            cells is None
            or any(table.is_goal_label(line) for line in lines)
            or not _reads_as_row(table, cells, whole=False)
        ):
            return 0
        return _read_free(table, sheet, lines, body, in_comment=in_comment, page_top=False)
    outer = table.placed.bounds[-1]
    inside = []
    for line in lines:
        if edges.covered(outer, line.top, line.bottom) < 0.9:
            break
        inside.append(line)
    if not inside:
        return 0
    items = list(
        _band(
            table,
            sheet,
            edges,
            inside,
            upper,
            inside[-1].bottom,
            in_comment=in_comment,
            closed=(True, False),
            first=False,
        )
    )
    body.items.extend(items)
    return len(inside) if items else 0


def _whole(lines: Sequence[PdfLine], page: int) -> tuple[Piece, ...]:
    return tuple(Piece(line.words, line.number, page) for line in lines)


def _periods(table: Table, cells: Sequence[Sequence[Piece]]) -> int:
    column = table.period_column
    return 0 if column is None else count_periods(cells[column], table.words)


def _is_one_text(table: Table, lines: Sequence[PdfLine]) -> bool:
    """Whether lines between two edges are one comment, with no heading and no paragraph of running text after it."""
    gaps = [below.top - above.bottom for above, below in pairwise(lines[1:])]
    return not any(table.is_goal_label(line) for line in lines) and max(gaps, default=0) < 0.5 * lines[-1].height


def _reads_as_row(table: Table, cells: Sequence[Sequence[Piece]], *, whole: bool) -> bool:
    """Whether the columns hold periods, or, in a part of a row, only values or ends of values ('VB', 'styrelse')."""
    column = table.period_column
    if column is not None and count_periods(cells[column], table.words):
        return True
    return (
        not (whole and column is not None)
        and any(cells[1:])
        and all(is_value("".join(piece.text for piece in cell)) for cell in cells[1:] if cell)
    )


def count_periods(pieces: Sequence[Piece], words: Vocabulary) -> int:
    """How many periods the pieces of a column hold, one after the other; 0 where they hold anything else."""
    text = " ".join(piece.text for piece in pieces)
    position = count = 0
    while position < len(text):
        match = words.period.match(text, position)
        if match is None:
            return 0
        count += 1
        position = match.end()
        while text[position : position + 1] == " ":
            position += 1
    return count


# --- tables without edges between their rows -------------------------------------------------------------------


def _read_free(
    table: Table, sheet: PdfPage, lines: Sequence[PdfLine], body: Body, *, in_comment: bool, page_top: bool
) -> int:
    """Rows that only gaps part: each name and each period stand alone, so both must be as many.

    Raises ExtractionError, with the page in its message, where they are not: the rows cannot be told apart then.
    """
    position = 0
    apart = _row_gap(table, sheet, lines)
    while position < len(lines):
        count = _comment_lines(table, lines[position:], apart, in_comment=in_comment and page_top and not position)
        if count:
            body.items.append(
                Comment(
                    _whole(lines[position : position + count], sheet.number),
                    labelled=table.is_comment_label(lines[position]),
                )
            )
            position += count
            continue
        count = _row_lines(table, sheet, lines[position:], apart)
        if not count:
            break
        at_top = page_top and not position
        body.items.extend(_free_rows(table, sheet, lines[position : position + count], apart, page_top=at_top))
        position += count
    return position


def _row_gap(table: Table, sheet: PdfPage, lines: Sequence[PdfLine]) -> float:
    """The least distance between the middles of two lines that belong to two rows, in points.

    Lines of one name stand nearest to each other.
    """
    names = [list(cells[0]) for line in lines if (cells := table.cells([line], sheet.number)) is not None and cells[0]]
    middles = [pieces[0].words[0].middle for pieces in names]
    height = lines[0].height
    steps = [b - a for a, b in pairwise(middles) if 0.8 * height < b - a < 1.6 * height]
    leading = min([*steps, 1.2 * height])
    return leading + max(1.2, 0.14 * height)


def _comment_lines(table: Table, lines: Sequence[PdfLine], apart: float, *, in_comment: bool) -> int:
    """How many lines a comment takes that starts here: to the next gap."""
    if not table.is_comment_label(lines[0]) and not (in_comment and table.cells(lines[:1], 0) is None):
        return 0
    count = 1
    while count < len(lines) and not table.is_goal_label(lines[count]):
        step = lines[count].words[0].middle - lines[count - 1].words[0].middle
        if step > apart and not (count == 1 and step < 1.6 * apart):
            break
        count += 1
    return count


def _row_lines(table: Table, sheet: PdfPage, lines: Sequence[PdfLine], apart: float) -> int:
    """How many lines, from the first, are rows: each word within a column, up to a wide gap, a comment or a heading."""
    count = 0
    widest = 3.5 * apart
    for number, line in enumerate(lines):
        if table.is_comment_label(line) or table.is_goal_label(line) or table.cells([line], sheet.number) is None:
            break
        if number and line.top - lines[number - 1].bottom > widest:
            break
        count = number + 1
    # Lines after the last value belong to its name, or are text below the table.
    while count:
        cells = table.cells(lines[:count], sheet.number)
        if cells is not None and any(cells[1:]):
            last = max(piece.line for cell in cells[1:] for piece in cell)
            block = next(n for n, line in enumerate(lines) if line.number == last) + 1
            while block < count and lines[block].words[0].middle - lines[block - 1].words[0].middle <= apart:
                block += 1
            return block
        return 0
    return count


def _free_rows(
    table: Table, sheet: PdfPage, lines: Sequence[PdfLine], apart: float, *, page_top: bool
) -> Iterator[Part]:
    cells = table.cells(lines, sheet.number)
    column = table.period_column
    if cells is None or column is None:
        raise ExtractionError(f"page {sheet.number}: rows of the table cannot be told apart, no edges are drawn")
    blocks = [_blocks(cell, apart) for cell in cells]
    blocks[column] = _period_blocks(cells[column], table.words, apart)
    names, periods = blocks[0], blocks[column]
    if page_top and names and periods:
        # What stands above the first period and its name goes on with the last row of the page before.
        first = periods[0][0].top - lines[0].height / 2
        if len(names) == len(periods) + 1:
            first = names[1][0].top - lines[0].height / 2
        above = tuple(tuple(p for block in column_blocks for p in block if p.top < first) for column_blocks in blocks)
        if any(above):
            yield Part(above, sheet.number, None, None)
            blocks = [[block for block in column_blocks if block[0].top >= first] for column_blocks in blocks]
            names, periods = blocks[0], blocks[column]
    elif page_top and not periods:
        yield Part(cells, sheet.number, None, None)
        return
    if len(names) != len(periods):
        raise ExtractionError(
            f"page {sheet.number}: rows of the table cannot be told apart, no edges are drawn: "
            f"{len(names)} names, {len(periods)} periods from {lines[0].text!r} on"
        )
    reach = [
        (min(name[0].top, period[0].top), max(name[-1].bottom, period[-1].bottom))
        for name, period in zip(names, periods, strict=True)
    ]
    rows: list[list[list[Piece]]] = [[[] for _ in range(table.columns)] for _ in names]
    for n, column_blocks in enumerate(blocks):
        for place, block in enumerate(column_blocks):
            top, bottom = block[0].top, block[-1].bottom
            row = place
            if n not in (0, column):
                row = max(range(len(rows)), key=lambda r: min(bottom, reach[r][1]) - max(top, reach[r][0]))
            rows[row][n].extend(block)
    for cells_of_row in rows:
        yield Part(tuple(tuple(cell) for cell in cells_of_row), sheet.number, None, None)


def _blocks(pieces: Sequence[Piece], apart: float) -> list[list[Piece]]:
    found: list[list[Piece]] = []
    for piece in pieces:
        if found and piece.words[0].middle - found[-1][-1].words[0].middle <= apart:
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


def _period_blocks(pieces: Sequence[Piece], words: Vocabulary, apart: float) -> list[list[Piece]]:
    """Pieces of the period column that make one period: 'Tertial 1' + '2019'."""
    found: list[list[Piece]] = []
    for piece in pieces:
        if found and piece.words[0].middle - found[-1][-1].words[0].middle <= apart:
            whole = " ".join(one.text for one in [*found[-1], piece])
            before = " ".join(one.text for one in found[-1])
            if words.period.fullmatch(whole) or not words.period.fullmatch(before):
                found[-1].append(piece)
                continue
        found.append([piece])
    return found
