"""Cut what stands below a header into rows and comments, on one page.

Whether edges part rows or columns is a property of each place, not of the table: bands between level edges are read
as their own edges cut them, and where none are drawn a row begins at each line that holds a period.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from ingestion.documents.pdf import PdfLine, PdfPage
from ingestion.extraction.pdf.bands import all_of, read_band, read_open, row_without_period
from ingestion.extraction.pdf.cut import Table
from ingestion.extraction.pdf.edges import Edges
from ingestion.extraction.pdf.sheet import (
    Band,
    Body,
    Comment,
    Item,
    LeftOver,
    Part,
    Sheet,
    is_running_text,
    pieces_of,
    rows_follow,
)

_TALLEST_EMPTY_BAND = 60.0
_LONGEST_LEADING = 2.45
"""Lines of one text are nearer than this, in sizes of their font: double spacing is 2.4."""


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
            if not rows_follow(sheet, later):
                return body
        read = _text_of_label(sheet, band, bands[number - 1 : number], body.items) or read_band(
            sheet, band, in_comment=in_comment, first=first, last=last
        )
        if read is None:
            without_period = row_without_period(sheet, band)
            later = [line for one in bands[number + 1 :] for line in one.lines] + rest
            if any(table.is_goal_label(line) for line in band.lines) or not rows_follow(sheet, later):
                return body
            left = LeftOver(band.lines, "text between the rows that is no row", may_hold_row=True)
            read = all_of(band, [without_period or left])
        body.items.extend(read.items)
        body.taken += read.taken
        if read.items:
            in_comment = isinstance(read.items[-1], Comment)
        if read.taken < len(band.lines):
            _doubt_end(sheet, body, band.lines[read.taken - 1 : read.taken + 1])
            return body
    if rest:
        taken = read_open(
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
    if step > sheet.apart(band.lines[0].height) or not is_running_text(band.lines):
        return None
    if column is not None and sheet.table.anchors_of(sheet.cut(band.lines).cells[column]):
        return None
    return all_of(band, [Comment(pieces_of(band.lines, sheet.number), labelled=False)])


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
