"""Cut the cells of a row from its text: the values that a header has columns for, with a period at their end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

from ingestion.extraction.headers import Header
from ingestion.extraction.layout import Block, join_wrapped, strip_symbols
from ingestion.extraction.text.blocks import comment_start, is_prose, is_year
from ingestion.extraction.text.names import (
    ends_like_a_value,
    ends_with_first_digits,
    has_name_word,
    holds_figure,
    is_dangling,
    may_be_short_value,
)
from ingestion.extraction.text.printed import Cut
from ingestion.extraction.tokens import (
    DASH,
    MOST_CHARACTERS,
    PERIOD,
    TEXT,
    CellText,
    Token,
    date_cells,
    gaps_before_dates,
    gaps_before_values,
    loose_tokenizations,
    may_start_date,
    may_start_value,
    starts_with_unit,
    tokenizations,
)
from ingestion.extraction.vocabulary import Vocabulary

MOST_CELL_BLOCKS = 20
_LONGEST_CELLS = 400
_REST_OF_PERIOD = regex.compile(r"(?:19|20)\d\d|\d (?:19|20)\d\d")
_YEAR_AT_END = regex.compile(r"\d{4}$")


@dataclass
class TableText:
    """How a table is printed: its header, and whether the text keeps the spaces of empty cells and of line ends."""

    header: Header
    words: Vocabulary
    trailing_spaces: bool
    spaces_at_ends: bool


class Found(NamedTuple):
    """A row's cuts with the number of blocks that they take and their last line."""

    cuts: tuple[Cut, ...]
    used: int
    last: int


def is_rest_of_cells(table: TableText, block: Block) -> bool:
    """Whether a block right below a row is cells alone, so that the row may not be whole."""
    return (
        table.header.kind == "indicators"
        and not block.after_page_break
        and may_start_cells(table.header, block.lines[0].text)
        and bool(tokenizations(block.text, spaces_before=0, trailing_spaces=table.trailing_spaces))
    )


def named_cuts(table: TableText, name: Sequence[str], cuts: Iterable[tuple[Token, ...]]) -> tuple[Cut, ...]:
    """Cuts with the name that stands on some lines."""
    text = name_of(table, name)
    return tuple([Cut(text, tokens) for tokens in cuts])


def name_of(table: TableText, lines: Sequence[str]) -> str:
    """The name that is printed on some lines, without the symbol before it."""
    text, _ = strip_symbols(join_wrapped(lines, trailing_spaces=table.trailing_spaces))
    return text


def cells_under(table: TableText, block: Block, names: int) -> tuple[tuple[Token, ...], ...]:
    """Cells right under the lines of a name, where a converter prints no blank line between; empty if they are none.

    A period alone is not enough: a paragraph may end with the line '2020'.
    """
    if not may_start_cells(table.header, block.lines[names].text):
        return ()
    text = "\n".join(line.text for line in block.lines[names:])
    above = block.lines[names - 1].text
    cuts = _fitting_cuts(table, text, len(above) - len(above.rstrip(" ")))
    return cuts if cuts and _ends_with_period(table.header, cuts) and _any_value(cuts) else ()


def cells_from(
    table: TableText, body: Sequence[Block], position: int, *, spaces: int, start: str = ""
) -> tuple[tuple[tuple[Token, ...], ...], int, int] | None:
    """Cells that start at `body[position]`: ways to cut them, number of blocks and last line; None if there are none.

    They end with the first block after which they read as values with a period last. A row whose period is not
    printed ends where the values do.
    """
    if not start and position < len(body) and not may_start_cells(table.header, body[position].lines[0].text):
        return None
    text, best, is_whole = start, None, False
    for count in range(MOST_CELL_BLOCKS):
        if position + count >= len(body):
            break
        block = body[position + count]
        if comment_start(block, table.words) is not None:
            break
        text = f"{text}\n\n{block.text}" if text else block.text
        cuts = _fitting_cuts(table, text, spaces)
        if cuts:
            ends = _ends_with_period(table.header, cuts)
            if ends or not is_whole:
                best, is_whole = (cuts, count + 1, block.last_line), ends
            if ends and not _last_cell_goes_on(body, position + count, cuts):
                return best
        elif not _may_go_on(text, table.words):
            break
    if best is not None and (not _needs_period(table.header) or _any_value(best[0])):
        return best
    return None


def may_start_cells(header: Header, line: str) -> bool:
    """Whether a line may begin with a cell, whatever follows below it: most lines are prose."""
    return may_start_date(line) if header.kind == "activities" else may_start_value(line)


def _fitting_cuts(table: TableText, text: str, spaces: int) -> tuple[tuple[Token, ...], ...]:
    """Ways to cut that leave no more values than the header has columns.

    Where the last column is the period, a year at the end is the period and no value ('100 % 2019').
    """
    if table.header.kind == "activities":
        return tuple(date_cells(text))
    return _fitting(table, tokenizations(text, spaces_before=spaces, trailing_spaces=table.trailing_spaces))


def _fitting(table: TableText, cuts: Sequence[tuple[Token, ...]]) -> tuple[tuple[Token, ...], ...]:
    """The cuts of some cells that fit the header's columns, those with the period last where there are such."""
    columns = len(table.header.columns)
    fitting = tuple(
        [
            cut
            for cut in cuts
            if 0 < len(cut) <= columns and (_has_no_inner_period(cut) or _period_is_inside(table, cut))
        ]
    )
    if len(fitting) > 1 and table.header.ends_with_period:
        return tuple([cut for cut in fitting if cut[-1].kind == PERIOD]) or fitting
    return fitting


def _has_no_inner_period(cut: Sequence[Token]) -> bool:
    """Whether no value before the last is a period: '2030 80 % År' is a number, a share and a period."""
    return PERIOD not in [token.kind for token in cut[:-1]]


def _period_is_inside(table: TableText, cut: Sequence[Token]) -> bool:
    """Whether the period is not the table's last column, or nothing else than a second period can be read."""
    return not table.header.ends_with_period or (cut[0].kind == PERIOD and not cut[0].text[:1].isdigit())


def _may_go_on(text: str, words: Vocabulary) -> bool:
    """Whether text that does not read as cells yet may do so with the next block ('Tas fram av nämnd/styrel', 'VB')."""
    return len(text) < _LONGEST_CELLS and words.start_of_a_long_cell.search(text) is not None


def _needs_period(header: Header) -> bool:
    return "period" in header.roles


def _ends_with_period(header: Header, cuts: tuple[tuple[Token, ...], ...]) -> bool:
    """Whether the row's last cell is there: the period, or the dates of an activity."""
    if header.kind == "activities":
        return bool(cuts)
    if not header.ends_with_period:
        return False
    return any(cut[-1].kind == PERIOD for cut in cuts)


def _last_cell_goes_on(body: Sequence[Block], position: int, cuts: tuple[tuple[Token, ...], ...]) -> bool:
    """Whether a page break cut the last cell: 'Tertial 1', then '2019' at the top of the next page.

    A year with a unit at the top of the next page is none: '1945' + 'GWh' is how 004 breaks the target for energy.
    """
    if position + 1 >= len(body) or not body[position + 1].after_page_break:
        return False
    following, last = body[position + 1].lines[0].text.strip(), cuts[0][-1].text
    if _YEAR_AT_END.search(last):
        return is_year(last) and starts_with_unit(following)
    return _REST_OF_PERIOD.fullmatch(following) is not None


def _any_value(cuts: tuple[tuple[Token, ...], ...]) -> bool:
    return any(token.kind != PERIOD for token in cuts[0])


def cells_beside(table: TableText, body: Sequence[Block], position: int, *, doubtful: bool = False) -> Found | None:
    """The cuts of a name and cells that share the block's first line, the longest run of values first.

    Only a name of one line can have cells beside it; a name that would end with 'inom' or 'efter' is not whole, and
    none ends with '80 %'.
    """
    block = body[position]
    found: Found | None = None
    cells: CellText | None = None
    for end, start in ends_of_name(table, block.lines[0].text, doubtful=doubtful):
        if cells is None:
            # Most blocks are running text, where no cells can begin.
            cells = CellText(block.text, trailing_spaces=table.trailing_spaces)
        spaces = start - end
        tokens = _cuts_from(table, cells, start, spaces)
        if found is None and not (
            tokens and (_ends_with_period(table.header, tokens) or not _needs_period(table.header))
        ):
            text = cells.text[start:]
            if not (tokens or _may_go_on(text, table.words)):
                continue
            more = cells_from(table, body, position + 1, spaces=spaces, start=text)
            if more is None or not _ends_with_period(table.header, more[0]):
                continue
            tokens, used, last = more
            found = Found(named_cuts(table, [cells.text[:end]], tokens), used + 1, last)
            below = "".join(f"\n\n{part.text}" for part in body[position + 1 : position + found.used])
            cells = CellText(cells.text + below, trailing_spaces=table.trailing_spaces)
        elif found is None:
            found = Found(named_cuts(table, [cells.text[:end]], tokens), 1, block.last_line)
        elif tokens and _ends_with_period(table.header, tokens):
            found = found._replace(cuts=(*found.cuts, *named_cuts(table, [cells.text[:end]], tokens)))
    return found


def _cuts_from(table: TableText, cells: CellText, start: int, spaces: int) -> tuple[tuple[Token, ...], ...]:
    """Ways to cut what stands from a place on, `spaces` before it, that fit the header's columns."""
    if table.header.kind == "activities":
        return tuple(date_cells(cells.text[start:]))
    return _fitting(table, cells.tokenizations(start, spaces_before=spaces))


def ends_of_name(table: TableText, line: str, *, doubtful: bool = False) -> Iterator[tuple[int, int]]:
    """Where a name can end on a line that goes on with cells, and where those start.

    Names that hold a figure with its unit only where `doubtful` ones are asked for.
    """
    gaps = gaps_before_dates if table.header.kind == "activities" else gaps_before_values
    for match in gaps(line, max(0, len(line) - MOST_CHARACTERS)):
        name = line[: match.start()]
        if not has_name_word(name) or is_dangling(name, table.words):
            continue
        if table.header.kind == "indicators" and not doubtful:
            if holds_figure(name):
                # Whatever the name would go on with, it would hold the figure too.
                return
            if ends_like_a_value(name):
                continue
            # '80 – 85 %' and '1 200' are one cell: a name does not end inside it, unless it ends in 'nivå 3'.
            if name[-1].isdigit() and _REST_OF_RANGE.match(line, match.end()):
                continue
            if _REST_OF_NUMBER.match(line, match.end()) and ends_with_first_digits(name, table.words):
                continue
        yield match.start(), match.end()


_REST_OF_NUMBER = regex.compile(r"\d{3}(?!\d)")
_REST_OF_RANGE = regex.compile(r"[-–−]\s?\d")


def loose_cuts(table: TableText, text: str, spaces: int) -> list[tuple[float, tuple[Token, ...]]]:
    """Ways to cut with their cost, 0 where all is known, into no more values than columns, the period last if any."""
    known = tokenizations(text, spaces_before=spaces, trailing_spaces=table.trailing_spaces)
    cuts = [(0.0, cut) for cut in known]
    cuts += [
        (cut.cost, cut.tokens)
        for cut in loose_tokenizations(text, spaces_before=spaces, trailing_spaces=table.trailing_spaces)
    ]
    return [
        (cost, cut)
        for cost, cut in cuts
        if 1 < len(cut) <= len(table.header.columns) and all(token.kind != PERIOD for token in cut[:-1])
    ]


def ends_with_unknown_period(cut: Sequence[Token], columns: int, *, least: int) -> bool:
    """Whether the last of some values is the period: '81 % 82 % Vartannat år', '81 % 82 % -'."""
    *values, last = cut
    if last.kind not in (TEXT, DASH) or len(last.text) > LONGEST_PERIOD or any(token.kind == TEXT for token in values):
        return False
    return len(values) == columns - 1 or (len(values) >= least and (least == 1 or any(token.unit for token in values)))


LONGEST_PERIOD = 25


def starts_cells(table: TableText, body: Sequence[Block], position: int) -> bool:
    """Whether the cells of a row start at `body[position]`."""
    return cells_from(table, body, position, spaces=0) is not None


def is_part_of_cells(table: TableText, block: Block) -> bool:
    """Whether a block is values alone, or the beginning of some, and no comment."""
    text = block.text
    if comment_start(block, table.words) is not None or is_prose(block):
        return False
    return may_be_short_value(text) or bool(tokenizations(text, spaces_before=0, trailing_spaces=table.trailing_spaces))
