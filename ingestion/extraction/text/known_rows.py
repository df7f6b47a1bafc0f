"""Find the row that begins at a block, by cells that read wholly as known values."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.extraction.layout import Block, Line, join_wrapped
from ingestion.extraction.text.blocks import block_starts_small, can_start_name, is_marked, spaces_at_end
from ingestion.extraction.text.cells import (
    LONGEST_PERIOD,
    Found,
    cells_beside,
    cells_from,
    cells_under,
    is_part_of_cells,
    named_cuts,
    starts_cells,
)
from ingestion.extraction.text.names import ends_like_a_value, goes_on_below, holds_figure, starts_with_figure
from ingestion.extraction.text.printed import PAGE_BREAK_UNDECIDED, UNKNOWN_PERIOD, Cut, PrintedRow
from ingestion.extraction.text.reader import Reader, comment_goes_on, comment_is_closed, may_be_rest
from ingestion.extraction.tokens import DASH, PERIOD, Token

_MOST_NAME_LINES = 20


def row_at(reader: Reader, body: Sequence[Block], position: int) -> tuple[PrintedRow, int] | None:
    """The row whose name starts at `body[position]`, with the number of blocks it takes."""
    block = body[position]
    if not can_start_name(block):
        return None
    lines, below = _cells_below(reader, body, position)
    if below is not None and reader.header.kind == "indicators" and holds_figure(below.cuts[0].name):
        # 'Antal lån 41 % Mäts inte', then '2021': cells of one row, of which one is not known.
        below = None
    beside = cells_beside(reader, body, position)
    if beside is not None and (below is None or _is_sure(block, beside.cuts[0])):
        if below is not None and below.last == beside.last:
            # '… inom 14' + 'dagar', then '90 % …': the first cell, or the last line of the name.
            beside = beside._replace(
                cuts=(*beside.cuts, *(cut for cut in below.cuts if not ends_like_a_value(cut.name)))
            )
        return found_row(reader, block, block.lines[:1], beside, beside=True), beside.used
    if below is not None:
        row = found_row(reader, block, lines, below)
        if len(lines) > len(block.lines) and _may_be_foot_above_name(reader, block, body[position + 1]):
            row = row._replace(doubts=(PAGE_BREAK_UNDECIDED,))
        return _with_unknown_period(reader, body, position + below.used, row, below.used)
    if not (reader.in_comment and comment_goes_on(reader, block)):
        for count in range(1, min(len(block.lines), _MOST_NAME_LINES)):
            tokens = cells_under(reader, block, count)
            if tokens:
                name = block.lines[:count]
                cuts = named_cuts(reader, [line.text for line in name], tokens)
                return found_row(reader, block, name, Found(cuts, 1, block.last_line)), 1
    return None


def _may_be_foot_above_name(reader: Reader, block: Block, following: Block) -> bool:
    """Whether what a name begins with may be the page's foot: 'Bilaga 1', page furniture, ' Andel nöjda besökare'.

    The second has the mark that stands before a name, and the first has none.
    """
    if is_marked(block) or not is_marked(following):
        return False
    return not goes_on_below(block.lines[-1].text.rstrip(), following.lines[0].text, reader.words)


def _cells_below(reader: Reader, body: Sequence[Block], position: int) -> tuple[list[Line], Found | None]:
    """The lines of a name, which a page may end within, and the cells below them; no lines where no cells are."""
    names = 2 if _goes_on_overleaf(reader, body, position) else 1
    found = cells_from(reader, body, position + names, spaces=spaces_at_end(body[position + names - 1]))
    if found is None:
        return [], None
    lines = [*body[position].lines, *(body[position + 1].lines if names > 1 else ())]
    tokens, used, last = found
    return lines, Found(named_cuts(reader, [line.text for line in lines], tokens), names + used, last)


def doubtful_row_at(reader: Reader, body: Sequence[Block], position: int) -> tuple[PrintedRow, int] | None:
    """A row whose name holds a figure, where it can be read in no other way."""
    block = body[position]
    first = block.lines[0].text
    if reader.header.kind != "indicators" or not can_start_name(block) or not holds_figure(block.text):
        return None
    if starts_with_figure(first):
        return None
    if reader.in_comment and (not comment_is_closed(reader) or (reader.rows_are_marked and not is_marked(block))):
        return None
    found = cells_beside(reader, body, position, doubtful=True)
    if found is not None:
        return found_row(reader, block, block.lines[:1], found, beside=True), found.used
    lines, found = _cells_below(reader, body, position)
    return None if found is None else (found_row(reader, block, lines, found), found.used)


def _goes_on_overleaf(reader: Reader, body: Sequence[Block], position: int) -> bool:
    """Whether a page ended inside the name at `body[position]`: its lines are in two blocks, cells follow the second.

    Where the first block may as well be the rest of what stands above it, or text below a row that the next header
    ends, the second decides: 'Andel nöjda föräldrar' below the header that 002 repeats inside a comment, page
    furniture, 'som upplever …' and the cells. A name does not begin with 'som', and none ends with 'i' ('Andel digital
    nattillsyn i'). What ends with a full stop is prose.
    """
    if position + 2 >= len(body) or not body[position + 1].after_page_break:
        return False
    block, following = body[position], body[position + 1]
    may_be_comment = reader.in_comment and comment_goes_on(reader, block)
    if may_be_comment or position + 1 == reader.page:
        last = block.lines[-1].text.rstrip()
        if last.endswith(".") or not goes_on_below(last, following.lines[0].text, reader.words):
            return False
    if (may_be_comment or may_be_rest(reader, position)) and block_starts_small(block):
        return False
    return not cells_from(reader, body, position + 1, spaces=0)


def _is_sure(block: Block, cut: Cut) -> bool:
    """Whether cells beside a name are no part of it.

    Not sure are just a period ('Nöjdhet T2 2020'), a number with a common word after it ('i åldern 6' + 'år'), and a
    dash that ends the line ('Kvalitetsindikatorn -', which goes on overleaf).
    """
    first = cut.tokens[0]
    ends_with_dash = first.kind == DASH and block.lines[0].text.rstrip().endswith(("-", "–", "−"))
    return first.kind != PERIOD and first.unit_is_known and not ends_with_dash


def found_row(reader: Reader, block: Block, name: Sequence[Line], found: Found, *, beside: bool = False) -> PrintedRow:
    """The row of which a name was found on some lines, with its cuts; `beside` is that of PrintedRow."""
    texts = [line.text for line in name]
    # Only a text that keeps the space at the end of each line tells 'kemikaliehanteringssyste' from the end of a name;
    # 'språk-' is no end where other lines keep theirs.
    cut = (
        len(texts) > 1
        and texts[-2].endswith(" ")
        and not texts[-1].endswith(" ")
        and (reader.spaces_at_ends or (reader.trailing_spaces and texts[-1].endswith("-")))
    )
    return PrintedRow(
        found.cuts[0].name,
        block.first_line,
        found.last,
        is_marked(block),
        found.cuts,
        beside=beside,
        name_lines=tuple(texts) if len(texts) > 1 else (),
        name_is_cut=cut,
    )


def _with_unknown_period(
    reader: Reader, body: Sequence[Block], position: int, row: PrintedRow, used: int
) -> tuple[PrintedRow, int]:
    """A row below whose values no known period stands, with the word or two below them as its period."""
    if (
        not reader.header.ends_with_period
        or any(cut.tokens[-1].kind == PERIOD for cut in row.cuts)
        or position >= len(body)
        or is_marked(body[position])
        or not is_part_of_cells(reader, body[position])
        or starts_cells(reader, body, position + 1)
    ):
        return row, used
    block = body[position]
    period = join_wrapped([line.text for line in block.lines], trailing_spaces=reader.trailing_spaces)
    token = Token(PERIOD, period, tuple(line.text.strip() for line in block.lines), 1)
    cuts = tuple(
        cut._replace(tokens=(*cut.tokens, token)) for cut in row.cuts if len(cut.tokens) < len(reader.header.columns)
    )
    if not cuts or len(period) > LONGEST_PERIOD:
        return row, used
    return row._replace(cuts=cuts, line_end=block.last_line, doubts=(UNKNOWN_PERIOD,)), used + 1
