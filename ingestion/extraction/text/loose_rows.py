"""Find the row that begins at a block where no known values anchor it: words that nobody knows are taken as cells."""

from __future__ import annotations

from collections.abc import Sequence

from ingestion.extraction.layout import Block
from ingestion.extraction.text.blocks import can_start_name, comment_start, is_indented_more, is_marked, spaces_at_end
from ingestion.extraction.text.cells import (
    Found,
    ends_of_name,
    ends_with_unknown_period,
    is_part_of_cells,
    loose_cuts,
    name_of,
    starts_cells,
)
from ingestion.extraction.text.known_rows import found_row, row_at
from ingestion.extraction.text.names import is_doubtful_name, may_be_short_value, reads_like_prose, starts_small
from ingestion.extraction.text.printed import UNKNOWN_PERIOD, UNKNOWN_VALUE, Cut, PrintedRow
from ingestion.extraction.text.reader import Reader, comment_is_closed
from ingestion.extraction.tokens import PERIOD, TEXT, Token

_MOST_LOOSE_BLOCKS = 4
_MOST_ASIDE_BLOCKS = 2


def loose_row_at(reader: Reader, body: Sequence[Block], position: int) -> tuple[PrintedRow, int] | None:
    """A row that starts at `body[position]` with a cell, or a period, that is not known."""
    block = body[position]
    if (
        reader.header.kind != "indicators"
        or not reader.header.ends_with_period
        or len(reader.aside) > _MOST_ASIDE_BLOCKS
        or not can_start_name(block)
        or starts_small(block.lines[0].text)
    ):
        return None
    if reader.in_comment and (
        not (comment_is_closed(reader) or block.after_icon)
        or reads_like_prose(block)
        or (reader.rows_are_marked and not is_marked(block))
    ):
        return None
    found = _loose_beside(reader, body, position)
    beside = found is not None
    name = block.lines[:1] if beside else block.lines
    if found is None:
        found = _loose_below(reader, body, position)
    if found is None:
        return None
    doubts = {UNKNOWN_VALUE for cut in found.cuts if any(token.kind == TEXT for token in cut.tokens)}
    doubts |= {UNKNOWN_PERIOD for cut in found.cuts if not _is_known_period(reader, cut.tokens[-1])}
    return found_row(reader, block, name, found, beside=beside)._replace(doubts=tuple(sorted(doubts))), found.used


def _is_known_period(reader: Reader, token: Token) -> bool:
    return token.kind == PERIOD and reader.words.period.fullmatch(token.text) is not None


def _loose_beside(reader: Reader, body: Sequence[Block], position: int) -> Found | None:
    block = body[position]
    if reads_like_prose(block):
        return None
    rest = "".join(f"\n{line.text}" for line in block.lines[1:])
    options: list[tuple[float, Cut, int]] = []
    line = block.lines[0].text
    for end, start in ends_of_name(reader, line):
        name = name_of(reader, [line[:end]])
        for cost, tokens, used in _loose_cells(
            reader,
            body,
            position + 1,
            line[start:] + rest,
            start - end,
            surely=is_marked(block) and not reader.in_comment,
        ):
            options.append((cost, Cut(name, tokens), used + 1))
    return _likeliest(body, position, options)


def _loose_below(reader: Reader, body: Sequence[Block], position: int) -> Found | None:
    """The cells below a name where the first, 'Mäts inte' of 'Mäts inte 71 % 69 %', may look like a name itself."""
    if position + 1 >= len(body) or comment_start(body[position + 1], reader.words) is not None:
        return None
    block, following = body[position], body[position + 1]
    if is_doubtful_name(name_of(reader, [line.text for line in block.lines])):
        return None
    itself = row_at(reader, body, position + 1)
    if itself is not None:
        row, _ = itself
        # '   se' + 'kommentar': the spaces are those of empty cells, and no name begins with a small letter.
        is_value = may_be_short_value(row.name) and (
            starts_small(row.name) or not row.marked or is_indented_more(following, block)
        )
        is_value = is_value and not reads_like_prose(block)
        is_short = row.beside and len(row.name.split()) <= _WORDS_OF_A_VALUE
        if not is_value or not (is_marked(block) or is_short or starts_small(row.name)):
            return None
    name = name_of(reader, [line.text for line in block.lines])
    options = [
        (cost, Cut(name, tokens), used + 2)
        for cost, tokens, used in _loose_cells(
            reader, body, position + 2, following.text, spaces_at_end(block), surely=not reader.in_comment
        )
    ]
    return _likeliest(body, position, options)


_WORDS_OF_A_VALUE = 2


def _likeliest(body: Sequence[Block], position: int, options: Sequence[tuple[float, Cut, int]]) -> Found | None:
    if not options:
        return None
    least = min(cost for cost, _, _ in options)
    used = next(used for cost, _, used in options if cost == least)
    cuts = tuple(cut for cost, cut, its in options if cost <= least + _AS_LIKELY and its == used)
    return Found(cuts[:_MOST_LOOSE_CUTS], used, body[position + used - 1].last_line)


_AS_LIKELY, _MOST_LOOSE_CUTS = 0.05, 12
_LooseCells = list[tuple[float, tuple[Token, ...], int]]


def _loose_cells(
    reader: Reader, body: Sequence[Block], position: int, text: str, spaces: int, *, surely: bool
) -> _LooseCells:
    """Cells of which some are not known, with their cost and how many blocks from `position` on they take.

    They go on over blocks that hold nothing else than values, or a word or two, until a known period ends them. Without
    one the last words are the period, where enough values stand before them; one value is enough where a name `surely`
    stands before it.
    """
    without_period: _LooseCells = []
    for used in range(_MOST_LOOSE_BLOCKS):
        cuts = loose_cuts(reader, text, spaces)
        ending = [(cost, cut, used) for cost, cut in cuts if cut[-1].kind == PERIOD]
        if ending:
            return ending
        # The block that ends the cells is no name with cells below it.
        if not used or not starts_cells(reader, body, position + used):
            without_period.extend(
                (cost, (*cut[:-1], cut[-1]._replace(kind=PERIOD)), used)
                for cost, cut in cuts
                if ends_with_unknown_period(cut, len(reader.header.columns), least=1 if surely else 2)
            )
        if (
            position + used >= len(body)
            or not is_part_of_cells(reader, body[position + used])
            or _is_next_row(reader, body, position + used)
        ):
            break
        text = f"{text}\n\n{body[position + used].text}"
    return without_period


def _is_next_row(reader: Reader, body: Sequence[Block], position: int) -> bool:
    """Whether a row begins where the cells of another might go on: '90 % se kommentar', then 'Antal lån', '10 2019'.

    A blank line within cells stands below a cell that wrapped.
    """
    if len(body[position - 1].lines) > 1 or starts_small(body[position].lines[0].text):
        return False
    found = row_at(reader, body, position)
    return found is not None and not found[0].doubts and found[0].tokens[-1].kind == PERIOD
