"""Find the money and volume tables of a text.

A table is a header (words of headers, no figures) with figures below it; what its rows are is told by `rows`, how many
columns it has by `columns`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingestion.extraction.layout import Line
from ingestion.extraction.money.printed import MoneyTable
from ingestion.extraction.money.words import BARE_YEAR, ROW_TITLE, TITLE, UNIT, WEAK_TITLE, money_words
from ingestion.extraction.text.money.blocks import (
    MOST_HEADER_CHARACTERS,
    MOST_TITLE_LINES,
    MoneyBlock,
    is_cut_title,
    is_first_part_of_label,
    is_label_of_next,
)
from ingestion.extraction.text.money.columns import MANY_PIECES, table_of
from ingestion.extraction.text.money.rows import FoundTable, read_rows

_MOST_HEADER_BLOCKS = 20
_INDICATOR_HEADER = re.compile(r"^\s*(?:Indikator|Aktivitet)\b")


def find_tables(body: Sequence[MoneyBlock]) -> list[MoneyTable]:
    """The money and volume tables among the blocks of a text, in printed order."""
    tables: list[MoneyTable] = []
    for position in _candidates(body):
        if tables and body[position].lines[0].number <= tables[-1].line_end:
            continue
        header = _header_at(body, position)
        if header is None:
            continue
        pieces, after = header
        found = FoundTable(pieces, body[position].trailing_spaces)
        read_rows(found, body, after, _is_header_at)
        table = table_of(found)
        if table is not None:
            tables.append(table)
    show = _spaces_show(tables)
    return [replace(table, spaces_show=show) for table in tables]


def _candidates(body: Sequence[MoneyBlock]) -> list[int]:
    """The blocks with words of headers that have figures within as many blocks as a header can take, in order."""
    found: list[int] = []
    figures = len(body) + _MOST_HEADER_BLOCKS
    for position in range(len(body) - 1, -1, -1):
        if body[position].holds_figure:
            figures = position
        if figures - position <= _MOST_HEADER_BLOCKS and body[position].may_head:
            found.append(position)
    return found[::-1]


def _spaces_show(tables: Sequence[MoneyTable]) -> bool:
    """Whether a document keeps a space for each empty cell: most rows with empty cells show just as many."""
    fit = misfit = 0
    for table in tables:
        for row in table.rows:
            if row.cuts and max(len(cut.figures) for cut in row.cuts) < table.columns:
                if any(len(cut.figures) + cut.shown_empty == table.columns for cut in row.cuts):
                    fit += 1
                else:
                    misfit += 1
    return fit > 3 * misfit


def _is_header_at(body: Sequence[MoneyBlock], position: int) -> bool:
    return _header_at(body, position) is not None


def _header_at(body: Sequence[MoneyBlock], position: int) -> tuple[list[Sequence[Line]], int] | None:
    """The pieces of a header that starts in a block, and the position of the first block below it."""
    first = _header_lines(body[position])
    # 'Anslag för nämndens verksamhet (netto)' above its figures is a label, whatever its words are.
    if first is None or is_label_of_next(body, position):
        return None
    pieces, after = [first], position + 1
    sure, sure_after = 1, after
    while after < len(body) and after - position < _MOST_HEADER_BLOCKS:
        block = body[after]
        if (block.is_row and not is_cut_title(body, after)) or is_label_of_next(body, after):
            break
        known = len(block.lines) <= MOST_TITLE_LINES and block.is_known
        if (not known and not block.is_narrow) or is_first_part_of_label(body, after, in_rows=False):
            break
        pieces.append(block.lines)
        after += 1
        # A block of words that are not known belongs to the header where more of it follows, or where a narrow column
        # broke a word of it: 'Ärendehan' + 'tering'.
        if known or (block.trailing_spaces and any(not line.text.endswith(" ") for line in block.lines[:-1])):
            sure, sure_after = len(pieces), after
    pieces, after = pieces[:sure], sure_after
    if after >= len(body) or not _names_values(pieces) or _is_above_whole_header(pieces):
        return None
    title = _row_title_above(body, position, first)
    if title is not None:
        return [title, *pieces], after
    return None if _is_only_heading(pieces) else (pieces, after)


def _roles(lines: Sequence[Line]) -> list[str | None]:
    """The roles of the words of lines, in printed order."""
    role = money_words().role
    return [role(word) for line in lines for word in line.text.split()]


def _names_values(pieces: Sequence[Sequence[Line]]) -> bool:
    """Whether the words of a header name a value: a title, a unit or a year, not only what the rows are."""
    words = [word for piece in pieces for line in piece for word in line.text.split()]
    role = money_words().role
    if len(pieces) >= MANY_PIECES and role(words[0]) == ROW_TITLE:
        return True
    return any(role(word) in {TITLE, WEAK_TITLE, UNIT} or BARE_YEAR.fullmatch(word) for word in words)


def _is_only_heading(pieces: Sequence[Sequence[Line]]) -> bool:
    """Whether the first piece is a heading above a whole header: 'Investeringar', then 'Mnkr, netto …'."""
    if len(pieces) < 2 or len(pieces[0]) > 1:
        return False
    above, below = _roles(pieces[0]), _roles(pieces[1])
    return not {TITLE, WEAK_TITLE, UNIT}.intersection(above) and not {ROW_TITLE, UNIT}.isdisjoint(below)


def _is_above_whole_header(pieces: Sequence[Sequence[Line]]) -> bool:
    """Whether the second piece is a header of its own: it begins with the title of the rows, and names columns.

    'Budget per verksamhetsområde', 'Budget 2024' have a title's word and name no column of it.
    """
    if len(pieces) < 2 or len(pieces[0]) > 1:
        return False
    following = _roles(pieces[1])
    return following[:1] == [ROW_TITLE] and sum(role in {TITLE, WEAK_TITLE} for role in following) > 1


def _header_lines(block: MoneyBlock) -> Sequence[Line] | None:
    """The lines of a block from which on it is a header: a heading or prose may stand right above ('Äldreomsorg')."""
    last = _last_lines(block)
    if not last or any(_INDICATOR_HEADER.match(line.text) for line in last):
        return None
    for start in _likeliest_starts(last):
        # 'Tilldelad budget från kommunfullmäktige,' + 'mnkr Kostnader …': a comma goes on.
        part, begin = block.of(last[start:]), start
        while (
            begin
            and (last[begin - 1].text.rstrip().endswith(",") or last[begin].text.lstrip().startswith("("))
            and (longer := block.of(last[begin - 1 :])).is_header_like
        ):
            part, begin = longer, begin - 1
        if part.is_header_like and (not part.figures or part.ends_in_years):
            return part.lines
    return last if len(last) == 1 and block.of(last).is_years_only else None


def _likeliest_starts(lines: Sequence[Line]) -> list[int]:
    """The lines that a header may begin with: first those that begin with what names the rows or a unit."""
    if len(lines) == 1:
        return [0]
    role = money_words().role
    titled = [role(line.text.split(maxsplit=1)[0]) in {ROW_TITLE, UNIT} for line in lines]
    return sorted(range(len(lines)), key=lambda number: not titled[number])


def _last_lines(block: MoneyBlock) -> Sequence[Line]:
    """The last lines of a block, as many as a header's first cells can have: none where a sentence ends it."""
    if block.ends_as_sentence:
        return ()
    length = 0
    for position in range(len(block.lines) - 1, -1, -1):
        length += len(block.lines[position].text)
        if length > MOST_HEADER_CHARACTERS:
            return block.lines[position + 1 :]
    return block.lines


def _row_title_above(body: Sequence[MoneyBlock], position: int, first: Sequence[Line]) -> Sequence[Line] | None:
    """The title of the label column where it stands above the words of the lexicon: 'Nämnd och' + 'administration'.

    A header begins with it, so one that begins with the name of a value column has it above, or none: an empty one
    leaves a space ('␣Planering').
    """
    roles = _roles(first)
    if not roles or roles[0] != TITLE or first[0].text.startswith(" ") or UNIT in roles or ROW_TITLE in roles:
        return None
    lines: Sequence[Line] = [line for line in body[position].lines if line.number < first[0].number]
    if not lines and position:
        lines = body[position - 1].lines
    texts = [line.text.strip() for line in lines]
    if not lines or len(lines) > 5 or any(len(text) > 40 or text.endswith((".", ":")) for text in texts):
        return None
    return lines


__all__ = ["find_tables"]
