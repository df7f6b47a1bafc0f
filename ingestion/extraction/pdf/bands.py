"""Cut what stands between two level edges into a row, a comment, a heading or several rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingestion.documents.pdf import PdfLine
from ingestion.extraction.pdf.cut import Cut, Table
from ingestion.extraction.pdf.free import goes_on_with_comment, read_free
from ingestion.extraction.pdf.gaps import name_blocks
from ingestion.extraction.pdf.joining import Piece
from ingestion.extraction.pdf.sheet import (
    INDENT,
    PLAIN_LEADING,
    Band,
    Body,
    Comment,
    GoalRow,
    Item,
    LeftOver,
    Part,
    Sheet,
    belongs_to_next,
    flags_of,
    holds_only_cells,
    is_in_larger_print,
    is_running_text,
    pieces_of,
    reads_as_value,
)

_WIDEST_ICON = 40.0
"""An icon's column, in points, drawn within that of the names."""

_SAME_HEIGHT = 3.5
_SURE_LEADING = 1.7
"""Nearer lines, in sizes of their font, are one text, also where nothing else on the page shows its leading."""


def row_without_period(sheet: Sheet, band: Band) -> Part | None:
    """A name with values in place and no period; the reader of rows flags it, or knows it as a sum."""
    cut = sheet.cut(band.lines)
    if cut.across or cut.touching or not cut.cells[0] or not any(cut.cells[1:]):
        return None
    if not all(reads_as_value(cell) for cell in cut.cells[1:] if cell):
        return None
    return Part(cut.cells, sheet.number, band.closed_above, band.closed_below, flags_of(cut))


def all_of(band: Band, items: list[Item]) -> Body:
    """What was read of a band of which every line is taken."""
    return Body(items, len(band.lines))


def read_band(sheet: Sheet, band: Band, *, in_comment: bool, first: bool, last: bool) -> Body | None:
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
        return all_of(band, [GoalRow(band.lines)]) if heading else None
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
        if in_comment and (in_one_cell or first) and is_running_text(band.lines):
            return all_of(band, [Comment(pieces_of(band.lines, sheet.number), labelled=False)])
        if any(table.is_row_like(sheet.cut([line])) for line in band.lines):
            return _several(sheet, band, in_comment=in_comment, first=first)
    if cut.across and not any(inner) and not is_row:
        if in_one_cell and is_running_text(band.lines):
            return all_of(band, [LeftOver(band.lines, "text over the whole width between the rows")])
        return None
    if in_comment and first and len(band.lines) == 1 and goes_on_with_comment(sheet, band.lines[0]):
        return all_of(band, [Comment(pieces_of(band.lines, sheet.number), labelled=False)])
    if not anchors and _holds_labelled_comment(sheet, band):
        # Where only the columns are drawn, rows and the comments over them stand in one band.
        return _several(sheet, band, in_comment=in_comment, first=first)
    split = _merged_rows(sheet, band, drawn=any(inner)) if any(inner) or anchors > 1 else None
    if split is not None:
        return all_of(band, split)
    if in_comment and in_one_cell and not anchors:
        return all_of(band, [Comment(pieces_of(band.lines, sheet.number), labelled=False)])
    if anchors > 1 or (first and _ends_a_row_before(table, cut)):
        return _several(sheet, band, in_comment=in_comment, first=first)
    at_break = (first or last) and table.placed.header.kind == "indicators"
    if not all(inner) and not at_break and column is not None and any(cut.cells[1:]) and not anchors:
        # A sum, or another table whose columns happen to stand below this one's.
        return None
    if not any(inner) and _has_strange_text(sheet, cut):
        return None
    flags = flags_of(cut) | _merged_cells(sheet, cut, shown if is_drawn else [])
    beside: list[Item] = []
    if any(inner) and _has_gap(sheet, cut.cells[0]):
        flags |= {"name_not_sure"}
    if not any(inner):
        beside, cut, more = _name_beside_anchor(sheet, band, cut)
        flags |= more
    if not any(cut.cells):
        return all_of(band, beside)
    part = Part(cut.cells, sheet.number, band.closed_above, band.closed_below, flags, drawn=any(inner))
    return all_of(band, [*beside, part, *_notes(cut, band)])


def _holds_labelled_comment(sheet: Sheet, band: Band) -> bool:
    """Whether a comment with its label stands below a row of a band."""
    table = sheet.table
    label = next((n for n, line in enumerate(band.lines) if table.is_comment_label(line)), 0)
    above = band.lines[:label]
    return any(table.is_row_like(sheet.cut([line])) or holds_only_cells(sheet, line) for line in above)


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
    return not all(reads_as_value(cell) for cell in cut.cells[1:] if cell)


def _comment(sheet: Sheet, band: Band) -> Body:
    """A comment between two edges; rows that stand in it, and a heading, are read as such.

    A heading that a gap parts from it ends it, and so does text on the frame of its cell: the cell may be drawn down
    to there (wkhtmltopdf).
    """
    table = sheet.table
    for number, line in enumerate(band.lines[1:], start=1):
        gap = line.words[0].base - band.lines[number - 1].words[0].base
        if table.is_goal_label(line) and gap > sheet.apart(line.height):
            return Body([Comment(pieces_of(band.lines[:number], sheet.number), labelled=True)], number)
        if number > 1 and gap > sheet.apart(line.height) and _stands_on_frame(sheet, line, band.lines[1:number]):
            end = next((n for n, one in enumerate(band.lines) if n > number and table.is_goal_label(one)), None)
            below = LeftOver(band.lines[number:end], "text below a comment, on the frame of its cell")
            comment = Comment(pieces_of(band.lines[:number], sheet.number), labelled=True)
            return Body([comment, below], len(band.lines) if end is None else end)
        if table.is_goal_label(line) or table.is_row_like(sheet.cut([line])):
            begin = number
            while begin > 1 and belongs_to_next(sheet, band.lines[begin - 1], band.lines[begin]):
                begin -= 1
            rest = replace(band, lines=band.lines[begin:], closed_above=False)
            following = _several(sheet, rest, in_comment=False, first=False) if not table.is_goal_label(line) else None
            if following is not None:
                comment = Comment(pieces_of(band.lines[:begin], sheet.number), labelled=True)
                return Body([comment, *following.items], begin + following.taken)
    count = 1
    while count < len(band.lines) and is_running_text(band.lines[count : count + 1]):
        if count > 1 and is_in_larger_print(band.lines[count - 1], band.lines[count]):
            break
        count += 1
    return Body([Comment(pieces_of(band.lines[:count], sheet.number), labelled=True)], count)


def _stands_on_frame(sheet: Sheet, line: PdfLine, comment: Sequence[PdfLine]) -> bool:
    """Whether a line begins on the left edge of the cell, and the lines of the comment further in."""
    begin = line.words[0].x0
    frame = sheet.edges.upright_at(line.words[0].middle, begin - 2, begin + 2)
    return bool(frame) and min(one.words[0].x0 for one in comment) > begin + INDENT


def _several(sheet: Sheet, band: Band, *, in_comment: bool, first: bool) -> Body | None:
    """Several rows between two edges, parted as where none are drawn; None where none can be read."""
    body = Body()
    body.taken = read_free(sheet, band.lines, body, in_comment=in_comment, page_top=first)
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
    blocks, moved = name_blocks(names, sheet.apart(band.lines[0].height), ())
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
    wide = 1.5 * (sheet.leading or PLAIN_LEADING * names[0].words[0].size)
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
            flags_of(cut) | {"cell_merged"} if merged[n] or cut.across else flags_of(cut),
            frozenset(merged[n]) if n else frozenset(),
            drawn=drawn,
        )
        for n, row in enumerate(cells)
    ]


def read_open(
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
        read = read_band(sheet, band, in_comment=in_comment, first=page_top, last=True)
        if read is None:
            return 0
        body.items.extend(read.items)
        return read.taken
    return read_free(sheet, lines, body, in_comment=in_comment, page_top=page_top)
