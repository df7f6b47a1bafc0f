"""Part rows between which no edges are drawn: by the gaps between their names, or by the lines of their periods."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from ingestion.documents.pdf import PdfLine
from ingestion.extraction.headers import ExtractionError
from ingestion.extraction.pdf.cut import Cut, Table
from ingestion.extraction.pdf.joining import Piece, is_whole_value
from ingestion.extraction.pdf.sheet import Comment, GoalRow, Item, LeftOver, Part, Sheet, flags_of, reads_as_value


def rows_between_gaps(
    sheet: Sheet, lines: Sequence[PdfLine], apart: float, *, page_top: bool, at_end: bool
) -> Iterator[Item]:
    """The rows on some lines between which no edges are drawn; `apart` is the least distance of two texts, in points.

    At the `page_top` the first lines may go on with a row of the page before, `at_end` a row's name may stand overleaf.

    Raises ExtractionError, with the page in its message, where names and periods cannot be paired.
    """
    table = sheet.table
    cut = sheet.cut(lines)
    cells, column = cut.cells, table.anchor_column
    if column is None:
        raise ExtractionError(f"page {sheet.number}: rows of the table cannot be told apart, no edges are drawn")
    anchors = _anchor_blocks(table, cells[column], apart)
    if not anchors:
        of_a_row = table.placed.header.kind == "indicators" and all(reads_as_value(cell) for cell in cells[1:] if cell)
        if page_top and of_a_row:
            yield Part(cells, sheet.number, None, None, flags_of(cut))
        else:
            yield LeftOver(tuple(lines), "text under the columns of the table without a period", may_hold_row=True)
        return
    if page_top:
        begin = _first_own_line(table, lines, sheet, anchors, apart)
        if begin:
            above = sheet.cut(lines[:begin])
            yield Part(above.cells, sheet.number, None, None, flags_of(above))
            lines = lines[begin:]
            yield from rows_between_gaps(sheet, lines, apart, page_top=False, at_end=at_end) if lines else ()
            return
    if at_end and len(anchors) == 1 and not cells[0]:
        # The name of the row stands overleaf.
        yield Part(cells, sheet.number, None, None, flags_of(cut))
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
    names, moved = name_blocks(cells[0], apart, {piece.line for anchor in anchors for piece in anchor})
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
        flags = flags_of(sheet.cut([line for line in lines if line.number in of_row]))
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
        flags = set(flags_of(cut))
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


def name_blocks(pieces: Sequence[Piece], apart: float, others: Collection[int]) -> tuple[list[list[Piece]], set[int]]:
    """The pieces of names that gaps part, and the lines that a gap parts from a name that goes on with them.

    A line goes on with the name above it where it begins in the middle of a sentence; `others` are lines that hold
    values, and so rows, of their own.
    """
    found: list[list[Piece]] = []
    moved: set[int] = set()
    for block in _blocks(pieces, apart):
        first = block[0]
        if found and goes_on_below(found[-1][-1], first, apart) and first.line not in others:
            found[-1].extend(block)
            moved.add(first.line)
        else:
            found.append(block)
    return found, moved


def goes_on_below(above: Piece, below: Piece, apart: float) -> bool:
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
