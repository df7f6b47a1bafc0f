"""Cut what stands below a header into rows and comments, on one page.

Whether edges part rows or columns is a property of each place, not of the table: bands between level edges are read
as their own edges cut them, and where none are drawn a row begins at each line that holds a period.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from ingestion.documents.pdf import PdfLine, PdfPage, Word
from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.pdf.cut import Cut, Table
from ingestion.extraction.pdf.edges import Edges
from ingestion.extraction.pdf.joining import Piece, is_value, is_whole_value

_TALLEST_EMPTY_BAND = 60.0
_WIDEST_ICON = 40.0
"""An icon's column, in points, drawn within that of the names."""

_SAME_HEIGHT = 3.5
_SAME_SIZE = 0.3
_LARGER = 1.12
_WIDE_GAP = 1.5
"""Words further apart than this, in sizes of their font, stand in two cells."""

_LONGEST_LEADING = 2.45
"""Lines of one text are nearer than this, in sizes of their font: double spacing is 2.4."""

_WIDEST_PARAGRAPH = 2.5
"""Paragraphs of a comment are nearer than so many times what parts two texts."""

INDENT = 0.75
"""Points by which a cell's text begins further in than running text: the room at a cell's side."""

_PLAIN_LEADING = 1.35
_SURE_LEADING = 1.7
"""Nearer lines, in sizes of their font, are one text, also where nothing else on the page shows its leading."""


@dataclass(frozen=True)
class Part:
    """What one page holds of a row: pieces by column, the name's first.

    `closed_above` and `closed_below` say whether an edge is drawn there; None where no edges stand between rows.
    `flags` are reasons why the cut is not sure. `merged` are columns whose cell the row shares with its neighbours.
    """

    cells: tuple[tuple[Piece, ...], ...]
    page: int
    closed_above: bool | None
    closed_below: bool | None
    flags: frozenset[str] = frozenset()
    merged: frozenset[int] = frozenset()
    drawn: bool = False

    @property
    def lines(self) -> list[int]:
        """Numbers of its lines; a cell that it shares with another row counts only where it has no other."""
        own = [piece.line for n, cell in enumerate(self.cells) if n not in self.merged for piece in cell]
        return own or [piece.line for cell in self.cells for piece in cell]


@dataclass(frozen=True)
class Comment:
    """Text over the whole width; `labelled` says whether `Analys` or `Kommentar` introduces it."""

    pieces: tuple[Piece, ...]
    labelled: bool


@dataclass(frozen=True)
class GoalRow:
    """Lines of a goal's heading inside the table."""

    lines: tuple[PdfLine, ...]


@dataclass(frozen=True)
class LeftOver:
    """Text between the rows that belongs to none of them, and why it was left out."""

    lines: tuple[PdfLine, ...]
    reason: str
    may_hold_row: bool = False


Item = Part | Comment | GoalRow | LeftOver


@dataclass
class Body:
    """What was read below a header or at the top of a page, and how many lines it took."""

    items: list[Item] = field(default_factory=list)
    taken: int = 0


@dataclass(frozen=True)
class Band:
    """What stands between two level edges: lines, heights, and which edge closes it above and below."""

    lines: tuple[PdfLine, ...]
    upper: float
    lower: float
    closed_above: bool
    closed_below: bool


@dataclass(frozen=True)
class Sheet:
    """A table on a page: its edges, the leading of its lines in points (None where nothing shows it).

    `leading_is_shown` says whether more than one text of the table has that leading, `ends_page` whether nothing but
    the page's end is below its lines.
    `drawn` are the boundaries, by index, that are drawn in most rows that draw any.
    """

    table: Table
    page: PdfPage
    edges: Edges
    leading: float | None
    leading_is_shown: bool
    ends_page: bool
    below_header: bool
    drawn: frozenset[int] = frozenset()

    @property
    def number(self) -> int:
        """Number of the page."""
        return self.page.number

    def apart(self, height: float) -> float:
        """The least distance between the base lines of two lines that belong to two texts, in points."""
        leading = self.leading if self.leading is not None else _PLAIN_LEADING * height / 1.12
        return leading + max(1.2, 0.14 * height)

    def cut(self, lines: Sequence[PdfLine]) -> Cut:
        """Some lines by column."""
        return self.table.cut(lines, self.edges, self.number)


def read_body(
    table: Table,
    page: PdfPage,
    edges: Edges,
    lines: Sequence[PdfLine],
    *,
    limit: float,
    below_header: bool,
    in_comment: bool,
    page_top: bool,
) -> Body:
    """Read what of `lines` belongs to the table; they go from its header, or the page's top, to the next header.

    `limit` is the height of the next header, or of the page's end. `in_comment` says that a comment stood last before;
    `page_top` that a page break, or the header repeated after it, is right above, so that the first of it may go on
    with a row of the page before.
    """
    body = Body()
    if not lines:
        return body
    bands, rest = _bands(table, edges, lines, limit, below_header=below_header)
    drawn = _drawn_bounds(table, edges, bands)
    sheet = Sheet(table, page, edges, *_leading(table, lines, bands), limit >= page.height - 1, below_header, drawn)
    for number, band in enumerate(bands):
        first = page_top and not body.items
        last = number == len(bands) - 1 and not rest and sheet.ends_page
        if not first and not in_comment and _stands_outside(sheet, band):
            later = [line for one in bands[number + 1 :] for line in one.lines] + rest
            if not _rows_follow(sheet, later):
                return body
        read = _text_of_label(sheet, band, bands[number - 1 : number], body.items) or _band(
            sheet, band, in_comment=in_comment, first=first, last=last
        )
        if read is None:
            without_period = _row_without_period(sheet, band)
            later = [line for one in bands[number + 1 :] for line in one.lines] + rest
            if any(table.is_goal_label(line) for line in band.lines) or not _rows_follow(sheet, later):
                return body
            left = LeftOver(band.lines, "text between the rows that is no row", may_hold_row=True)
            read = _all_of(band, [without_period or left])
        body.items.extend(read.items)
        body.taken += read.taken
        if read.items:
            in_comment = isinstance(read.items[-1], Comment)
        if read.taken < len(band.lines):
            _doubt_end(sheet, body, band.lines[read.taken - 1 : read.taken + 1])
            return body
    if rest:
        taken = _open(
            sheet,
            rest,
            body,
            in_comment=in_comment,
            page_top=page_top and not body.items,
            closed_above=bool(bands) or below_header,
        )
        body.taken += taken
        if taken:
            _doubt_end(sheet, body, rest[taken - 1 : taken + 1])
    return body


def _doubt_end(sheet: Sheet, body: Body, lines: Sequence[PdfLine]) -> None:
    """Flag a row below whose last line, the first of `lines`, the next line of one text was left out."""
    last = body.items[-1] if body.items else None
    if len(lines) < 2 or not isinstance(last, Part) or sheet.table.is_goal_label(lines[1]):
        return
    step = lines[1].words[0].base - lines[0].words[0].base
    if step <= sheet.apart(lines[0].height) and lines[0].number in last.lines:
        body.items[-1] = replace(last, flags=last.flags | {"name_not_sure"})


def _text_of_label(sheet: Sheet, band: Band, above: Sequence[Band], items: Sequence[Item]) -> Body | None:
    """The text of a comment whose label alone stands in the band above, at the distance of two lines of one text.

    wkhtmltopdf draws the frame of a row that a page break moves where the row is not.
    """
    last = items[-1] if items else None
    if not above or not isinstance(last, Comment) or not last.labelled or len(last.pieces) > 1:
        return None
    if not sheet.table.is_only_comment_label(above[0].lines[0]):
        return None
    column = sheet.table.anchor_column
    step = band.lines[0].words[0].base - above[0].lines[-1].words[0].base
    if step > sheet.apart(band.lines[0].height) or not _is_running_text(band.lines):
        return None
    if column is not None and sheet.table.anchors_of(sheet.cut(band.lines).cells[column]):
        return None
    return _all_of(band, [Comment(_whole(band.lines, sheet.number), labelled=False)])


def _bands(
    table: Table, edges: Edges, lines: Sequence[PdfLine], limit: float, *, below_header: bool
) -> tuple[list[Band], list[PdfLine]]:
    """The lines between the level edges that go through the table, and the lines below the last of them."""
    placed = table.placed
    left, right = placed.reach
    top = placed.bottom if below_header else lines[0].top - 60
    # The edge above the next header is that of another table.
    heights = [at for at in edges.levels(left, right, top - 4, limit - 2) if below_header or at > lines[0].top - 60]
    if below_header:
        heights = [placed.bottom, *(at for at in heights if at > placed.bottom + 4)]
    if not heights:
        return [], list(lines)
    drawn_above = heights[0] <= lines[0].words[0].middle
    if not drawn_above:
        # The page begins inside a row, and no edge is drawn above it.
        heights.insert(0, lines[0].top - 1)
    bands: list[Band] = []
    position = 0
    for number, (upper, lower) in enumerate(pairwise(heights)):
        inside = []
        while position < len(lines) and lines[position].words[0].middle < lower:
            if lines[position].words[0].middle >= upper - 1:
                inside.append(lines[position])
            position += 1
        if not inside:
            if lower - upper > _TALLEST_EMPTY_BAND:
                return bands, list(lines[position:])
            continue
        bands.append(Band(tuple(inside), upper, lower, drawn_above or number > 0, closed_below=True))
    return bands, list(lines[position:])


def _drawn_bounds(table: Table, edges: Edges, bands: Sequence[Band]) -> frozenset[int]:
    bounds = table.placed.bounds
    if table.placed.drawn:
        return frozenset(range(len(bounds)))
    shown = [
        found
        for band in bands
        if any(found := [edges.covered(bound, band.upper + 1, band.lower - 1) >= 0.5 for bound in bounds])
    ]
    return frozenset(n for n in range(len(bounds)) if 2 * sum(one[n] for one in shown) > len(shown))


def _stands_outside(sheet: Sheet, band: Band) -> bool:
    """Whether a band of a drawn table holds text, and no values, that no upright edge stands beside.

    Headings between two tables whose columns stand at the same places are such a band.
    """
    bounds = sheet.table.placed.bounds
    if not sheet.table.placed.drawn or any(line.in_grid for line in band.lines):
        return False
    if any(sheet.cut(band.lines).cells[1:]):
        return False
    return not any(sheet.edges.covered(bound, band.upper + 1, band.lower - 1) >= 0.5 for bound in bounds)


def _rows_follow(sheet: Sheet, lines: Sequence[PdfLine]) -> bool:
    """Whether a row follows before the next heading."""
    for line in lines:
        if sheet.table.is_goal_label(line):
            return False
        if sheet.table.is_row_like(sheet.cut([line])):
            return True
    return False


def _leading(table: Table, lines: Sequence[PdfLine], bands: Sequence[Band]) -> tuple[float | None, bool]:
    """The usual distance between the base lines of two lines of one text in the table; None where nothing shows it.

    And whether more than one text shows it. Between edges all lines belong to one row or comment. Without them the
    nearest lines do.
    """
    groups: list[Sequence[PdfLine]] = [band.lines for band in bands if len(band.lines) > 1]
    steps = sorted(_steps(table, groups if groups or bands else [lines]))
    if not steps:
        return None, False
    leading = median(steps[: max(1, len(steps) // 3)])
    return leading, sum(abs(step - leading) < 0.08 * leading for step in steps) > 1


def _steps(table: Table, groups: Sequence[Sequence[PdfLine]]) -> Iterator[float]:
    for group in groups:
        # Values may stand between the lines of a name.
        for above, below in pairwise(line for line in group if _is_named(table, line)):
            step = below.words[0].base - above.words[0].base
            if 0.75 * below.words[0].size < step < _LONGEST_LEADING * below.words[0].size:
                yield step


def _is_named(table: Table, line: PdfLine) -> bool:
    """Whether a line has a word in the column of names."""
    return any(table.left <= word.x0 < table.placed.bounds[1] for word in line.words)


# --- between two level edges -----------------------------------------------------------------------------------


def _row_without_period(sheet: Sheet, band: Band) -> Part | None:
    """A name with values in place and no period; the reader of rows flags it, or knows it as a sum."""
    cut = sheet.cut(band.lines)
    if cut.across or cut.touching or not cut.cells[0] or not any(cut.cells[1:]):
        return None
    if not all(_reads_as_value(cell) for cell in cut.cells[1:] if cell):
        return None
    return Part(cut.cells, sheet.number, band.closed_above, band.closed_below, _flags(cut))


def _all_of(band: Band, items: list[Item]) -> Body:
    return Body(items, len(band.lines))


def _band(sheet: Sheet, band: Band, *, in_comment: bool, first: bool, last: bool) -> Body | None:
    """What stands between two edges: a row, a comment, a heading, several rows; None where it is not of the table.

    Where other text or another table follows below the rows, not all lines of the band are taken.

    `first` says that it is the first below a page break and may be the rest of a row, `last` that a page break is below
    it.
    """
    table, edges = sheet.table, sheet.edges
    bounds = table.placed.bounds
    shown = [edges.covered(bound, band.upper + 1, band.lower - 1) >= 0.5 for bound in bounds]
    # One shaded column, or a coloured cell, draws two of the boundaries and not the columns.
    is_drawn = 2 * sum(shown[1:-1]) >= len(shown[1:-1])
    inner = shown[1:-1] if is_drawn else [False] * (len(bounds) - 2)
    if _has_other_columns(sheet, band, inner):
        return None
    if table.is_comment_label(band.lines[0]):
        return _comment(sheet, band)
    if table.is_goal_label(band.lines[0]):
        # A heading below the table stands in no cell.
        heading = shown[-1] or shown[0] or _is_shaded(sheet, band)
        return _all_of(band, [GoalRow(band.lines)]) if heading else None
    cut = sheet.cut(band.lines)
    in_one_cell = not any(shown[1:-1]) and (shown[0] or shown[-1] or _is_shaded(sheet, band))
    column = table.anchor_column
    anchors = 0 if column is None else table.anchors_of(cut.cells[column])
    at_heading = next((n for n, line in enumerate(band.lines) if table.is_goal_label(line)), None)
    if at_heading is not None:
        # The next edge is that of a table below the heading: rows that no edges close may stand above it.
        above = replace(band, lines=band.lines[:at_heading], closed_below=False)
        if any(table.is_row_like(sheet.cut([line])) for line in above.lines):
            return _several(sheet, above, in_comment=in_comment, first=first)
        return None
    is_row = anchors == 1 and bool(cut.cells[0])
    if cut.across and not any(inner):
        if in_comment and (in_one_cell or first) and _is_running_text(band.lines):
            return _all_of(band, [Comment(_whole(band.lines, sheet.number), labelled=False)])
        if any(table.is_row_like(sheet.cut([line])) for line in band.lines):
            return _several(sheet, band, in_comment=in_comment, first=first)
    if cut.across and not any(inner) and not is_row:
        if in_one_cell and _is_running_text(band.lines):
            return _all_of(band, [LeftOver(band.lines, "text over the whole width between the rows")])
        return None
    if in_comment and first and len(band.lines) == 1 and _goes_on_with_comment(sheet, band.lines[0]):
        return _all_of(band, [Comment(_whole(band.lines, sheet.number), labelled=False)])
    if not anchors and _holds_labelled_comment(sheet, band):
        # Where only the columns are drawn, rows and the comments over them stand in one band.
        return _several(sheet, band, in_comment=in_comment, first=first)
    split = _merged_rows(sheet, band, drawn=any(inner)) if any(inner) or anchors > 1 else None
    if split is not None:
        return _all_of(band, split)
    if in_comment and in_one_cell and not anchors:
        return _all_of(band, [Comment(_whole(band.lines, sheet.number), labelled=False)])
    if anchors > 1 or (first and _ends_a_row_before(table, cut)):
        return _several(sheet, band, in_comment=in_comment, first=first)
    at_break = (first or last) and table.placed.header.kind == "indicators"
    if not all(inner) and not at_break and column is not None and any(cut.cells[1:]) and not anchors:
        # A sum, or another table whose columns happen to stand below this one's.
        return None
    if not any(inner) and _has_strange_text(sheet, cut):
        return None
    flags = _flags(cut) | _merged_cells(sheet, cut, shown if is_drawn else [])
    beside: list[Item] = []
    if any(inner) and _has_gap(sheet, cut.cells[0]):
        flags |= {"name_not_sure"}
    if not any(inner):
        beside, cut, more = _name_beside_anchor(sheet, band, cut)
        flags |= more
    if not any(cut.cells):
        return _all_of(band, beside)
    part = Part(cut.cells, sheet.number, band.closed_above, band.closed_below, flags, drawn=any(inner))
    return _all_of(band, [*beside, part, *_notes(cut, band)])


def _holds_labelled_comment(sheet: Sheet, band: Band) -> bool:
    """Whether a comment with its label stands below a row of a band."""
    table = sheet.table
    label = next((n for n, line in enumerate(band.lines) if table.is_comment_label(line)), 0)
    above = band.lines[:label]
    return any(table.is_row_like(sheet.cut([line])) or _holds_only_cells(sheet, line) for line in above)


def _ends_a_row_before(table: Table, cut: Cut) -> bool:
    """Whether what stands above the first period is the rest of a name that a page break cuts, and no edge parts it.

    It begins in the middle of a sentence, and with the period a name begins: 'insatser' over 'Andel barn … 12 % 2021'.
    """
    names, column = cut.cells[0], table.anchor_column
    if column is None or not names or not cut.cells[column] or not names[0].text[:1].islower():
        return False
    own = next((n for n, piece in enumerate(names) if piece.line == cut.cells[column][0].line), 0)
    return own > 0 and names[own].text[:1].isupper()


def _has_other_columns(sheet: Sheet, band: Band, inner: Sequence[bool]) -> bool:
    """Whether the columns drawn in a band are not this table's: another table right below it."""
    if inner and all(inner):
        return False
    bounds = sheet.table.placed.bounds
    left, right = sheet.table.placed.reach
    strange = [
        at
        for at in sheet.edges.upright_at((band.upper + band.lower) / 2, left + _WIDEST_ICON, right - 2)
        if all(abs(at - bound) > _SAME_HEIGHT for bound in bounds)
    ]
    # An icon's box stands in its cell; a column goes from edge to edge.
    return any(sheet.edges.covered(at, band.upper + 1, band.lower - 1) > 0.9 for at in strange)


def _is_shaded(sheet: Sheet, band: Band) -> bool:
    """Whether one shade lies under a whole band."""
    left, right = sheet.table.placed.reach
    return any(
        shade.x0 <= left + 6
        and shade.x1 >= right - 6
        and shade.top <= band.upper + 4
        and shade.bottom >= band.lower - 4
        for shade in sheet.page.shades
    )


def _has_strange_text(sheet: Sheet, cut: Cut) -> bool:
    """Whether words in columns that are not drawn are no row: text under a value's column and no period."""
    column = sheet.table.anchor_column
    if column is None or not any(cut.cells[1:]):
        return False
    if cut.cells[column] and sheet.table.begins_anchor(" ".join(piece.text for piece in cut.cells[column])):
        return False
    return not all(_reads_as_value(cell) for cell in cut.cells[1:] if cell)


def _is_running_text(lines: Sequence[PdfLine]) -> bool:
    """Whether no line has gaps as wide as those between the cells of a table."""
    return not any(
        sum(right.x0 - left.x1 > _WIDE_GAP * right.size for left, right in pairwise(line.words)) > 1 for line in lines
    )


def _reads_as_value(cell: Sequence[Piece]) -> bool:
    return is_value("".join(piece.text for piece in cell))


def _comment(sheet: Sheet, band: Band) -> Body:
    """A comment between two edges; rows that stand in it, and a heading, are read as such.

    A heading that a gap parts from it ends it, and so does text on the frame of its cell: the cell may be drawn down
    to there (wkhtmltopdf).
    """
    table = sheet.table
    for number, line in enumerate(band.lines[1:], start=1):
        gap = line.words[0].base - band.lines[number - 1].words[0].base
        if table.is_goal_label(line) and gap > sheet.apart(line.height):
            return Body([Comment(_whole(band.lines[:number], sheet.number), labelled=True)], number)
        if number > 1 and gap > sheet.apart(line.height) and _stands_on_frame(sheet, line, band.lines[1:number]):
            end = next((n for n, one in enumerate(band.lines) if n > number and table.is_goal_label(one)), None)
            below = LeftOver(band.lines[number:end], "text below a comment, on the frame of its cell")
            comment = Comment(_whole(band.lines[:number], sheet.number), labelled=True)
            return Body([comment, below], len(band.lines) if end is None else end)
        if table.is_goal_label(line) or table.is_row_like(sheet.cut([line])):
            begin = number
            while begin > 1 and _belongs_to_next(sheet, band.lines[begin - 1], band.lines[begin]):
                begin -= 1
            rest = replace(band, lines=band.lines[begin:], closed_above=False)
            following = _several(sheet, rest, in_comment=False, first=False) if not table.is_goal_label(line) else None
            if following is not None:
                comment = Comment(_whole(band.lines[:begin], sheet.number), labelled=True)
                return Body([comment, *following.items], begin + following.taken)
    count = 1
    while count < len(band.lines) and _is_running_text(band.lines[count : count + 1]):
        if count > 1 and _is_in_larger_print(band.lines[count - 1], band.lines[count]):
            break
        count += 1
    return Body([Comment(_whole(band.lines[:count], sheet.number), labelled=True)], count)


def _is_in_larger_print(above: PdfLine, line: PdfLine) -> bool:
    """Whether all of a line is larger than the text above it: a heading, which is no part of a comment."""
    return min(word.size for word in line.words) > _LARGER * max(word.size for word in above.words)


def _stands_on_frame(sheet: Sheet, line: PdfLine, comment: Sequence[PdfLine]) -> bool:
    """Whether a line begins on the left edge of the cell, and the lines of the comment further in."""
    begin = line.words[0].x0
    frame = sheet.edges.upright_at(line.words[0].middle, begin - 2, begin + 2)
    return bool(frame) and min(one.words[0].x0 for one in comment) > begin + INDENT


def _belongs_to_next(sheet: Sheet, line: PdfLine, below: PdfLine) -> bool:
    """Whether a line of only a name stands right above the rest of its row."""
    cut = sheet.cut([line])
    step = below.words[0].base - line.words[0].base
    return bool(cut.cells[0]) and not any(cut.cells[1:]) and not cut.across and step <= sheet.apart(line.height)


def _several(sheet: Sheet, band: Band, *, in_comment: bool, first: bool) -> Body | None:
    """Several rows between two edges, parted as where none are drawn; None where none can be read."""
    body = Body()
    body.taken = _read_free(sheet, band.lines, body, in_comment=in_comment, page_top=first)
    return body if body.taken else None


def _merged_cells(sheet: Sheet, cut: Cut, shown: Sequence[bool]) -> frozenset[str]:
    """`cell_merged` where a boundary that the table draws in other rows is missing and something stands beside it.

    What two filled cells part needs no edge: a merged cell holds one text.
    """
    if not any(shown[1:-1]):
        return frozenset()
    for n in range(1, len(shown) - 1):
        if shown[n] or n not in sheet.drawn:
            continue
        begin = max(k for k in range(n) if shown[k] or k == 0)
        end = min(k for k in range(n + 1, len(shown)) if shown[k] or k == len(shown) - 1)
        filled = [k for k in range(begin, end) if cut.cells[k]]
        if 0 < len(filled) < end - begin:
            return frozenset({"cell_merged"})
    return frozenset()


def _flags(cut: Cut) -> frozenset[str]:
    found = set()
    if cut.across:
        found.add("cell_merged")
    if cut.touching:
        found.add("text_over_boundary")
    if any(any(letter.isalnum() for letter in word.text) for word in cut.beside if not _is_line_number(word)):
        found.add("text_beside_row")
    if any(any(letter.isdigit() for letter in word.text) for word in cut.over):
        found.add("text_beside_row")
    return frozenset(found)


def _is_line_number(word: Word) -> bool:
    """Whether a word may number the lines of a page; a year does not."""
    return word.text.isdigit() and len(word.text) < 4


def _notes(cut: Cut, band: Band) -> list[Item]:
    """What stands beside or over a row, as left over."""
    words = {*cut.beside, *cut.over}
    if not any(letter.isalpha() for word in words for letter in word.text):
        return []
    lines = tuple(line for line in band.lines if any(word in words for word in line.words))
    return [LeftOver(lines, "words beside the columns of the table")]


def _has_gap(sheet: Sheet, name: Sequence[Piece]) -> bool:
    """Whether the lines of a name stand further apart than the table's lines do: two paragraphs, one of them a note."""
    if sheet.leading is None or len(name) < 2:
        return False
    return max(below.base - above.base for above, below in pairwise(name)) > 1.15 * sheet.apart(
        name[0].bottom - name[0].top
    )


def _name_beside_anchor(sheet: Sheet, band: Band, cut: Cut) -> tuple[list[Item], Cut, frozenset[str]]:
    """The cells without text in the names' column that a gap parts from the row: prose between two parts of a table."""
    names = cut.cells[0]
    if len(names) < 2 or not any(cut.cells[1:]):
        return [], cut, frozenset()
    blocks, moved = _name_blocks(names, sheet.apart(band.lines[0].height), ())
    if len(blocks) == 1:
        if moved:
            # Between two edges nothing else can be meant.
            closed = band.closed_above and band.closed_below and not any(p.text[:1] == "(" for p in names[1:])
            return [], cut, frozenset() if closed else frozenset({"name_not_sure"})
        step = max(below.base - above.base for above, below in pairwise(names))
        alone = step > _SURE_LEADING * names[0].words[0].size and not sheet.leading_is_shown
        return [], cut, frozenset({"name_not_sure"}) if alone else frozenset()
    top = min(piece.top for cell in cut.cells[1:] for piece in cell)
    bottom = max(piece.bottom for cell in cut.cells[1:] for piece in cell)
    near = [block for block in blocks if block[-1].bottom > top - 1 and block[0].top < bottom + 1]
    if len(near) != 1:
        return [], cut, frozenset({"name_not_sure"})
    others = {piece.line for block in blocks if block is not near[0] for piece in block}
    wide = 1.5 * (sheet.leading or _PLAIN_LEADING * names[0].words[0].size)
    close = any(below[0].base - above[-1].base < wide for above, below in pairwise(blocks))
    below_row = any(block[0].top > bottom for block in blocks)
    flags = frozenset({"name_not_sure"}) if close or below_row else frozenset()
    left = tuple(line for line in band.lines if line.number in others)
    kept = Cut((tuple(near[0]), *cut.cells[1:]), cut.across, cut.beside, cut.over, cut.touching)
    return [LeftOver(left, "text between the rows that a gap parts from the name")], kept, flags


def _merged_rows(sheet: Sheet, band: Band, *, drawn: bool) -> list[Item] | None:
    """The rows of a band in which edges part only some of the columns: cells over several rows; None without such.

    `drawn` says whether the columns are drawn; else the first and the last reach as far as the edges between rows.
    """
    table = sheet.table
    left, right = table.placed.reach
    bounds = table.placed.bounds if drawn else (left, *table.placed.bounds[1:-1], right)
    partial = sheet.edges.partial_levels(bounds, band.upper + 4, band.lower - 4)
    if not drawn:
        # A coloured box stands in one cell; a rule between rows leaves out only what goes over both.
        partial = [(at, through) for at, through in partial if 0 in through and 2 * len(through) > table.columns]
    if not partial:
        return None
    heights = [band.upper, *(at for at, _ in partial), band.lower]
    count = len(heights) - 1
    owner = [[0] * count for _ in range(table.columns)]
    for column in range(table.columns):
        for row in range(1, count):
            cut_here = column in partial[row - 1][1]
            owner[column][row] = row if cut_here else owner[column][row - 1]
    cut = sheet.cut(band.lines)
    cells: list[list[list[Piece]]] = [[[] for _ in range(table.columns)] for _ in range(count)]
    merged: list[set[int]] = [set() for _ in range(count)]
    for column in range(table.columns):
        for piece in cut.cells[column]:
            at = next((n for n in range(count) if piece.words[0].middle < heights[n + 1]), count - 1)
            sharing = [n for n in range(count) if owner[column][n] == owner[column][at]]
            for n in sharing:
                cells[n][column].append(piece)
                if len(sharing) > 1:
                    merged[n].add(column)
    if not all(row[0] and any(row[1:]) for row in cells):
        # Edges inside a cell, or a section's title: what is between them is one row.
        return None
    return [
        Part(
            tuple(tuple(cell) for cell in row),
            sheet.number,
            band.closed_above if n == 0 else True,
            band.closed_below if n == count - 1 else True,
            _flags(cut) | {"cell_merged"} if merged[n] or cut.across else _flags(cut),
            frozenset(merged[n]) if n else frozenset(),
            drawn=drawn,
        )
        for n, row in enumerate(cells)
    ]


# --- below the last level edge ---------------------------------------------------------------------------------


def _open(
    sheet: Sheet, lines: Sequence[PdfLine], body: Body, *, in_comment: bool, page_top: bool, closed_above: bool
) -> int:
    """What stands below the last edge: Chromium draws none under a row that goes on, a striped table none at all."""
    outer = sheet.table.placed.bounds[-1]
    inside: list[PdfLine] = []
    for line in lines:
        if sheet.edges.covered(outer, line.top, line.bottom) < 0.9:
            break
        inside.append(line)
    if inside and closed_above:
        band = Band(
            tuple(inside), inside[0].top - 1, inside[-1].bottom + 1, closed_above=closed_above, closed_below=False
        )
        read = _band(sheet, band, in_comment=in_comment, first=page_top, last=True)
        if read is None:
            return 0
        body.items.extend(read.items)
        return read.taken
    return _read_free(sheet, lines, body, in_comment=in_comment, page_top=page_top)


def _whole(lines: Sequence[PdfLine], page: int) -> tuple[Piece, ...]:
    return tuple(Piece(line.words, line.number, page) for line in lines)


# --- without edges between rows ----------------------------------------------------------------------------------


def _read_free(sheet: Sheet, lines: Sequence[PdfLine], body: Body, *, in_comment: bool, page_top: bool) -> int:
    """Rows that no edges part; returns how many lines were taken.

    Raises ExtractionError, with the page in its message, where rows cannot be told apart.
    """
    position = 0
    apart = sheet.apart(lines[0].height)
    while position < len(lines):
        count = _comment_lines(sheet, lines[position:], apart, in_comment=in_comment and page_top and not position)
        if count:
            labelled = sheet.table.is_comment_label(lines[position])
            body.items.append(Comment(_whole(lines[position : position + count], sheet.number), labelled=labelled))
            position += count
            continue
        count = _row_lines(sheet, lines[position:], apart)
        if not count and page_top and not position:
            count = _rest_of_name(sheet, lines, apart)
            if count:
                body.items.append(Part(sheet.cut(lines[:count]).cells, sheet.number, None, None))
                position += count
                continue
        if not count:
            break
        run = lines[position : position + count]
        at_end = sheet.ends_page and position + count == len(lines)
        body.items.extend(_free_rows(sheet, run, apart, page_top=page_top and not position, at_end=at_end))
        position += count
    return position


def _comment_lines(sheet: Sheet, lines: Sequence[PdfLine], apart: float, *, in_comment: bool) -> int:
    """How many lines a comment takes that starts here: to the next gap or row."""
    labelled = sheet.table.is_only_comment_label(lines[0])
    if not sheet.table.is_comment_label(lines[0]) and not (in_comment and _goes_on_with_comment(sheet, lines[0])):
        return 0
    if lines[0].words[0].size > sheet.table.size + _SAME_SIZE:
        # Text below the table, larger than it, has a leading of its own.
        own = _PLAIN_LEADING * lines[0].height / 1.12 + max(1.2, 0.14 * lines[0].height)
        apart = max(apart, own)
    count = 1
    gap = 0
    while count < len(lines) and not sheet.table.is_goal_label(lines[count]):
        step = lines[count].words[0].base - lines[count - 1].words[0].base
        if count > 1 and _is_in_larger_print(lines[count - 1], lines[count]):
            break
        if _holds_only_cells(sheet, lines[count]):
            return gap or _end_of_text(sheet, lines[: count + 1])
        gap = count if step > apart else gap
        if (
            step > apart
            and not (count == 1 and labelled and step < 1.6 * apart)
            and not (step < _WIDEST_PARAGRAPH * apart and _is_next_paragraph(sheet, lines, count))
            and not _keeps_leading(sheet, lines[labelled:], count - labelled)
        ):
            break
        if sheet.table.is_row_like(sheet.cut([lines[count]])):
            break
        count += 1
    return count


def _holds_only_cells(sheet: Sheet, line: PdfLine) -> bool:
    """Whether a line has nothing but values or a period in their columns, as in the middle of a row's height."""
    cut = sheet.cut([line])
    column = sheet.table.anchor_column
    if column is None or cut.across or cut.cells[0] or not any(cut.cells[1:]):
        return False
    anchor = " ".join(piece.text for piece in cut.cells[column])
    if anchor:
        return sheet.table.begins_anchor(anchor)
    filled = [cell for cell in cut.cells[1:] if cell]
    return all(_reads_as_value(cell) for cell in filled)


def _end_of_text(sheet: Sheet, lines: Sequence[PdfLine]) -> int:
    """How many lines, of a comment with a row's values in the last, stand above the lines of the row's name."""
    count = len(lines) - 1
    while count > 1 and _belongs_to_next(sheet, lines[count - 1], lines[count]):
        if lines[count - 1].text.endswith((".", "!", "?")):
            break
        count -= 1
    return count


def _keeps_leading(sheet: Sheet, lines: Sequence[PdfLine], at: int) -> bool:
    """Whether a line stands below a comment's last as its second does below its first, and no row begins with it.

    Rows may stand nearer to each other than the lines of a text (Typst).
    """
    if at < 2 or lines[at].words[0].x0 - lines[at - 1].words[0].x0 > 0.5 or not _is_running_text(lines[at : at + 1]):
        return False
    leading = lines[1].words[0].base - lines[0].words[0].base
    step = lines[at].words[0].base - lines[at - 1].words[0].base
    ends = lines[at].text.endswith((".", "!", "?"))
    return abs(step - leading) < 0.03 * leading and (ends or not _belongs_to_row(sheet, lines, at))


def _is_next_paragraph(sheet: Sheet, lines: Sequence[PdfLine], at: int) -> bool:
    """Whether a line below a gap begins another paragraph of the comment above it.

    It begins where the comment's lines do, further in than the page's running text, or a row follows after it.
    """
    line, indent = lines[at], lines[at - 1].words[0].x0
    if abs(line.words[0].x0 - indent) > 0.5 or not _is_running_text(lines[at : at + 1]):
        return False
    margin = min(one.words[0].x0 for one in sheet.page.lines)
    if indent > margin + INDENT:
        return not sheet.table.is_row_like(sheet.cut([line])) and not _belongs_to_row(sheet, lines, at)
    cut = sheet.cut([line])
    if not any(cut.cells[1:]) and line.text.endswith((".", "!", "?")):
        # 'Se bilaga 3.' is nearer to its comment than to the next row.
        below = lines[at + 1].words[0].base - line.words[0].base if at + 1 < len(lines) else None
        return below is None or below > line.words[0].base - lines[at - 1].words[0].base + 0.5
    return (bool(cut.across) or cut.touching) and _rows_follow(sheet, lines[at:])


def _belongs_to_row(sheet: Sheet, lines: Sequence[PdfLine], at: int) -> bool:
    """Whether a line, or the lines right below it, begin a row: only words of its name stand above its values."""
    for number, line in enumerate(lines[at:], start=at):
        step = line.words[0].base - lines[number - 1].words[0].base
        if number > at and step > sheet.apart(line.height):
            return False
        cut = sheet.cut([line])
        if sheet.table.is_row_like(cut):
            return True
        if cut.across:
            return False
    return False


def _goes_on_with_comment(sheet: Sheet, line: PdfLine) -> bool:
    """Whether a line goes on with an open comment: it runs over the columns, or ends a sentence as no name does."""
    cut = sheet.cut([line])
    ends = line.words[0].text[:1].islower() or line.text.endswith((".", "!", "?"))
    return bool(cut.across) or (not any(cut.cells[1:]) and ends)


def _row_lines(sheet: Sheet, lines: Sequence[PdfLine], apart: float) -> int:
    """How many lines, from the first, are rows: each word within a column, up to a wide gap, a comment or a heading."""
    table = sheet.table
    count = 0
    anchor = ""
    widest = 3.5 * apart
    for number, line in enumerate(lines):
        if table.is_comment_label(line) or table.is_goal_label(line):
            break
        cut = sheet.cut([line])
        if cut.across or (cut.touching and not table.is_row_like(cut)) or not _fits_anchors(table, anchor, cut):
            break
        if table.anchor_column is not None and cut.cells[table.anchor_column]:
            anchor = " ".join(piece.text for piece in cut.cells[table.anchor_column])
        if number and line.words[0].base - lines[number - 1].words[0].base > widest:
            break
        count = number + 1
    # Lines after the last value belong to its name, or are text below the table.
    cells = sheet.cut(lines[:count]).cells if count else ()
    if not any(cells[1:]):
        return 0
    last = max(piece.line for cell in cells[1:] for piece in cell)
    block = next(n for n, line in enumerate(lines) if line.number == last) + 1
    while block < count and (
        lines[block].words[0].base - lines[block - 1].words[0].base <= apart
        or _goes_on_below(_whole(lines[block - 1 : block], 0)[0], _whole(lines[block : block + 1], 0)[0], apart)
    ):
        block += 1
    return block


def _rest_of_name(sheet: Sheet, lines: Sequence[PdfLine], apart: float) -> int:
    """How many lines at the top of a page hold nothing but the rest of a name.

    Below the header, which a page break repeats, any text in the column of names is one; else it begins in the middle
    of a sentence.
    """
    if not sheet.below_header and not lines[0].words[0].text[:1].islower():
        return 0
    count = 0
    for number, line in enumerate(lines):
        cut = sheet.cut([line])
        if cut.across or not cut.cells[0] or any(cut.cells[1:]):
            break
        if sheet.table.is_goal_label(line) or sheet.table.is_comment_label(line):
            break
        if number and line.words[0].base - lines[number - 1].words[0].base > apart:
            break
        count = number + 1
    return count


def _fits_anchors(table: Table, before: str, cut: Cut) -> bool:
    """Whether what a line has in the column of periods is a period, or a piece of one: else it is another table's."""
    column = table.anchor_column
    if column is None or not cut.cells[column]:
        return True
    text = " ".join(piece.text for piece in cut.cells[column])
    if table.begins_anchor(text) or table.anchors(f"{before} {text}"):
        return True
    return table.placed.header.kind == "indicators" and is_value(text)


def _free_rows(sheet: Sheet, lines: Sequence[PdfLine], apart: float, *, page_top: bool, at_end: bool) -> Iterator[Item]:
    table = sheet.table
    cut = sheet.cut(lines)
    cells, column = cut.cells, table.anchor_column
    if column is None:
        raise ExtractionError(f"page {sheet.number}: rows of the table cannot be told apart, no edges are drawn")
    anchors = _anchor_blocks(table, cells[column], apart)
    if not anchors:
        of_a_row = table.placed.header.kind == "indicators" and all(_reads_as_value(cell) for cell in cells[1:] if cell)
        if page_top and of_a_row:
            yield Part(cells, sheet.number, None, None, _flags(cut))
        else:
            yield LeftOver(tuple(lines), "text under the columns of the table without a period", may_hold_row=True)
        return
    if page_top:
        begin = _first_own_line(table, lines, sheet, anchors, apart)
        if begin:
            above = sheet.cut(lines[:begin])
            yield Part(above.cells, sheet.number, None, None, _flags(above))
            lines = lines[begin:]
            yield from _free_rows(sheet, lines, apart, page_top=False, at_end=at_end) if lines else ()
            return
    if at_end and len(anchors) == 1 and not cells[0]:
        # The name of the row stands overleaf.
        yield Part(cells, sheet.number, None, None, _flags(cut))
        return
    groups = _by_gaps(sheet, lines, anchors, apart) or _by_anchors(sheet, lines, anchors)
    if groups is None:
        names = _blocks(cells[0], apart)
        raise ExtractionError(
            f"page {sheet.number}: rows of the table cannot be told apart, no edges are drawn: "
            f"{len(names)} names, {len(anchors)} periods from {lines[0].text!r} on"
        )
    yield from groups


def _first_own_line(
    table: Table, lines: Sequence[PdfLine], sheet: Sheet, anchors: Sequence[Sequence[Piece]], apart: float
) -> int:
    """How many lines at the top of a page go on with the last row of the page before.

    Those above the name that stands with the first period; where the period stands without a name, up to the next name.
    """
    first = anchors[0][0].line
    at = next(n for n, line in enumerate(lines) if line.number == first)
    cut = sheet.cut([lines[at]])
    if not cut.cells[0]:
        # The period belongs to a name above it, on this page or on the one before.
        names = [n for n, line in enumerate(lines[:at]) if sheet.cut([line]).cells[0]]
        if not names:
            rest = at + 1
            while rest < len(lines) and not sheet.cut([lines[rest]]).cells[0]:
                rest += 1
            return rest
        at = names[-1]
    begin = at
    while begin and sheet.cut([lines[begin - 1]]).cells[0]:
        if lines[begin].words[0].base - lines[begin - 1].words[0].base > apart:
            return begin
        begin -= 1
    # Without a gap the letters tell: 'förvaltningen från' goes on with a name, 'Andel barn' begins one.
    texts = [sheet.cut([line]).cells[0][0].text for line in lines[begin : at + 1]]
    if begin == 0 and at and texts[-1][:1].isupper() and all(text[:1].islower() for text in texts[:-1]):
        return at
    return begin


def _by_gaps(
    sheet: Sheet, lines: Sequence[PdfLine], anchors: Sequence[Sequence[Piece]], apart: float
) -> list[Item] | None:
    """Rows that gaps part: each name stands with one period. None where names and periods do not pair."""
    cells = sheet.cut(lines).cells
    value_lines = {piece.line for cell in cells[1:] for piece in cell}
    names, moved = _name_blocks(cells[0], apart, {piece.line for anchor in anchors for piece in anchor})
    paired: list[tuple[list[Piece], Sequence[Piece]]] = []
    left: list[list[Piece]] = []
    rest = list(anchors)
    for name in names:
        own = [anchor for anchor in rest if anchor[0].top < name[-1].bottom and anchor[-1].bottom > name[0].top]
        if len(own) > 1:
            return None
        if own:
            paired.append((name, own[0]))
            rest.remove(own[0])
        elif name[0].line in value_lines:
            # A row whose period is not printed.
            paired.append((name, ()))
        else:
            left.append(name)
    if rest or not any(anchor for _, anchor in paired):
        return None
    column = sheet.table.anchor_column
    reach = [(min(p.top for p in (*n, *a)), max(p.bottom for p in (*n, *a))) for n, a in paired]
    lines_of = [(min(p.base for p in (*n, *a)), max(p.base for p in (*n, *a))) for n, a in paired]
    strays = {piece.line for block in left for piece in block}
    unsure: set[int] = set()
    otherwise_set = _set_otherwise(paired)
    otherwise_set |= {row for row, (name, _) in enumerate(paired) if any(piece.line in moved for piece in name)}
    for block in left:
        # What stands hardly further from a row than its own lines may belong to it.
        for row, (first, last) in enumerate(lines_of):
            if -1.5 * apart < block[-1].base - first < 0 or 0 < block[0].base - last < 1.5 * apart:
                otherwise_set.add(row)
    rows: list[list[list[Piece]]] = [[[] for _ in range(sheet.table.columns)] for _ in paired]
    for cells_of_row, (name, anchor) in zip(rows, paired, strict=True):
        cells_of_row[0] += name
        cells_of_row[column or 0] += anchor
    for n, cell in enumerate(cells):
        if n in {0, column}:
            continue
        for block in _blocks(cell, apart):
            touched = {r for r, (top, bottom) in enumerate(reach) if block[-1].bottom > top and block[0].top < bottom}
            # Where no gap parts the rows, only the heights of a column's lines tell whose they are.
            for piece in block:
                row = _nearest(piece if len(touched) > 1 else block[0], reach)
                rows[row][n].append(piece)
                strays.discard(piece.line)
                if len(touched) != 1:
                    unsure |= _also_near(piece, row, lines_of)
    found: list[Item] = []
    for number, cells_of_row in enumerate(rows):
        of_row = {piece.line for cell in cells_of_row for piece in cell}
        flags = _flags(sheet.cut([line for line in lines if line.number in of_row]))
        flags |= {"cell_between_rows"} if number in unsure else set()
        flags |= {"name_not_sure"} if number in otherwise_set else set()
        found.append(Part(tuple(tuple(cell) for cell in cells_of_row), sheet.number, None, None, flags))
    for block in left:
        numbers = strays & {piece.line for piece in block}
        stray = tuple(line for line in lines if line.number in numbers)
        if stray:
            found.append(LeftOver(stray, "text between the rows without a value"))
    return _in_order(found)


def _set_otherwise(paired: Sequence[tuple[Sequence[Piece], Sequence[Piece]]]) -> set[int]:
    """Rows, by index, whose period stands below the first line of their name, where other rows have it on the first.

    What stands above it may be the end of a comment, or text between the rows.
    """
    below = {
        row
        for row, (name, anchor) in enumerate(paired)
        if anchor and anchor[0].base > name[0].base + 0.3 * name[0].words[0].size
    }
    on_first = any(len(name) > 1 for row, (name, _) in enumerate(paired) if row not in below)
    return below if on_first else set()


def _also_near(piece: Piece, row: int, lines_of: Sequence[tuple[float, float]]) -> set[int]:
    """The rows between which a piece stands, where it is not on a line of the name or the period of its own."""
    slack = 0.3 * piece.words[0].size
    first, last = lines_of[row]
    if first - slack <= piece.base <= last + slack:
        return set()
    other = row + 1 if piece.base > last else row - 1
    return {row, other} if 0 <= other < len(lines_of) else {row}


def _nearest(piece: Piece, reach: Sequence[tuple[float, float]]) -> int:
    """The row, by index, whose height a piece shares most of, or else stands nearest to."""

    def shared(row: int) -> float:
        top, bottom = reach[row]
        return min(piece.bottom, bottom) - max(piece.top, top)

    return max(range(len(reach)), key=shared)


def _by_anchors(sheet: Sheet, lines: Sequence[PdfLine], anchors: Sequence[Sequence[Piece]]) -> list[Item] | None:
    """Rows that begin at each line with a period and a name; None where a period has no name on its line."""
    starts = sorted(
        {next(n for n, line in enumerate(lines) if line.number == anchor[0].line) for anchor in anchors}
        | _rows_without_period(sheet, lines)
    )
    if starts[0] != 0:
        return None
    found: list[Item] = []
    for number, (begin, end) in enumerate(pairwise([*starts, len(lines)])):
        own = lines[begin:end]
        cut = sheet.cut(own)
        first = sheet.cut(own[:1])
        if not first.cells[0]:
            return None
        flags = set(_flags(cut))
        goes_on = [piece.text for piece in cut.cells[0][1:]]
        if goes_on and not _is_nearer_above(lines, begin, end, last=number == len(starts) - 1):
            # Values may stand in the middle of their name's height, so a line in between belongs to either.
            flags.add("name_not_sure")
        found.append(Part(cut.cells, sheet.number, None, None, frozenset(flags)))
    return found


def _rows_without_period(sheet: Sheet, lines: Sequence[PdfLine]) -> set[int]:
    """Lines, by index, with a name and a value in a column where the line above has a value too, and no period."""
    found: set[int] = set()
    before: Cut | None = None
    for number, line in enumerate(lines):
        cut = sheet.cut([line])
        if before is not None and cut.cells[0] and cut.cells[0][0].text[:1].isupper():
            both = [n for n in range(1, len(cut.cells)) if cut.cells[n] and before.cells[n]]
            if any(is_whole_value(cut.cells[n][0].text) and is_whole_value(before.cells[n][0].text) for n in both):
                found.add(number)
        before = cut
    return found


def _is_nearer_above(lines: Sequence[PdfLine], begin: int, end: int, *, last: bool) -> bool:
    """Whether all lines after the first of a row go on in the middle of its name.

    By their first letter, or because they stand nearer to each other than to the next row.
    """
    own = lines[begin:end]
    steps = [below.words[0].base - above.words[0].base for above, below in pairwise(own)]
    if not last and lines[end].words[0].base - own[-1].words[0].base > max(steps) + 0.6:
        return True
    return all(line.words[0].text[:1].islower() or line.words[0].text[:1] in "(0123456789" for line in own[1:])


def _in_order(items: Sequence[Item]) -> list[Item]:
    return sorted(items, key=lambda item: min(item.lines) if isinstance(item, Part) else _first_line(item))


def _first_line(item: Item) -> int:
    if isinstance(item, Comment):
        return item.pieces[0].line
    return item.lines[0].number if isinstance(item, GoalRow | LeftOver) else min(item.lines)


def _blocks(pieces: Sequence[Piece], apart: float) -> list[list[Piece]]:
    found: list[list[Piece]] = []
    for piece in pieces:
        if found and piece.base - found[-1][-1].base <= apart:
            found[-1].append(piece)
        else:
            found.append([piece])
    return found


_WIDER = 1.5
"""A name may go on below a gap that is so many times as wide as one that parts two texts: wkhtmltopdf moves lines."""


def _name_blocks(pieces: Sequence[Piece], apart: float, others: Collection[int]) -> tuple[list[list[Piece]], set[int]]:
    """The pieces of names that gaps part, and the lines that a gap parts from a name that goes on with them.

    A line goes on with the name above it where it begins in the middle of a sentence; `others` are lines that hold
    values, and so rows, of their own.
    """
    found: list[list[Piece]] = []
    moved: set[int] = set()
    for block in _blocks(pieces, apart):
        first = block[0]
        if found and _goes_on_below(found[-1][-1], first, apart) and first.line not in others:
            found[-1].extend(block)
            moved.add(first.line)
        else:
            found.append(block)
    return found, moved


def _goes_on_below(above: Piece, below: Piece, apart: float) -> bool:
    """Whether a line begins in the middle of a sentence not far below another one that does not end one."""
    begins = below.text[:1].islower() or below.text[:1] == "("
    return begins and below.base - above.base <= _WIDER * apart and not above.text.endswith((".", "!", "?", ":"))


def _anchor_blocks(table: Table, pieces: Sequence[Piece], apart: float) -> list[list[Piece]]:
    """Pieces of the period column that make one period: 'Tertial 1' + '2019'."""
    found: list[list[Piece]] = []
    for piece in pieces:
        if found:
            before = " ".join(one.text for one in found[-1])
            step = piece.base - found[-1][-1].base
            # 'VB' is no period without its year, which stands below the middle of the row's height.
            near = apart if table.anchors(before) else _WIDER * apart
            is_one = table.anchors(f"{before} {piece.text}") == 1
            if (is_one and step <= near) or (step <= apart and not table.begins_anchor(before)):
                found[-1].append(piece)
                continue
        found.append([piece])
    return [block for block in found if table.begins_anchor(" ".join(piece.text for piece in block))]
