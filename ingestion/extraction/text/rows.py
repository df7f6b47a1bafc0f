"""Cut the body of a table into printed rows: name, cells, comment, lines.

A row is a name and its cells; the last cell is the period. The cells are what anchors it: a block that reads wholly
as values and ends with a period has the name in the block before it ('Andel personer som …' / 'befolkningen', blank,
'3,24 % 1,5 % Tertial'), or on its own first line ('Antal barn per grupp 16 16 Tertial'). What stands between the cells
of one row and the name of the next is the row's comment, when `Analys` or `Kommentar` introduces it. A row of an
activity table is anchored by its two dates in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import regex

from ingestion.extraction.headers import Header
from ingestion.extraction.layout import Block, Line, join_wrapped, strip_symbols
from ingestion.extraction.tokens import (
    DASH,
    MOST_CHARACTERS,
    PERIOD,
    Token,
    can_start_value,
    date_cells,
    phrase_tail,
    starts_with_unit,
    tokenizations,
)
from ingestion.extraction.vocabulary import Vocabulary

_MOST_CELL_BLOCKS = 20
_LONGEST_CELLS = 400
_WORD_START = regex.compile(r"\s+(?=\S)")
_REST_OF_PERIOD = regex.compile(r"(?:19|20)\d\d|\d (?:19|20)\d\d")
_YEAR_AT_END = regex.compile(r"\d{4}$")
_YEAR = regex.compile(r"\d{4}")
_MOST_NAME_LINES = 20


@dataclass(frozen=True)
class PrintedRow:
    """A row as printed, before any thought of which cell belongs to which column.

    `cuts` are the ways to cut the cells into values, the likeliest first. `name_is_cut` says that its last line ends
    inside a word, so that more of it must follow. `marked` says that a space, symbol or line
    of spaces, the trace of an icon, stands before the name. `comment_label` is the line of `Analys` or `Kommentar`
    below the row, None where there is none.
    """

    name: str
    line_start: int
    line_end: int
    marked: bool
    cuts: tuple[tuple[Token, ...], ...]
    name_is_cut: bool = False
    comment_label: int | None = None
    comment_lines: tuple[Line, ...] = ()


@dataclass
class _Reader:
    """The state while a table's blocks are read in order; `page` is the number of blocks above the next header."""

    header: Header
    words: Vocabulary
    trailing_spaces: bool
    continues: bool
    page: int
    completed: int = 0
    rows: list[PrintedRow] = field(default_factory=list)
    in_comment: bool = False
    comment: list[Line] = field(default_factory=list)

    def take_comment(self) -> None:
        """Give the lines read as a comment to the row above them."""
        if self.comment:
            last = self.rows[-1]
            self.rows[-1] = replace(last, comment_lines=(*last.comment_lines, *self.comment))
            self.comment.clear()


def read_rows(
    header: Header,
    body: Sequence[Block],
    words: Vocabulary,
    *,
    trailing_spaces: bool,
    open_row: PrintedRow | None,
    overleaf: Sequence[Block] = (),
) -> tuple[list[PrintedRow], PrintedRow | None, int]:
    """Rows below a header, the row before the header as its rest below the header completes it, and blocks overleaf.

    `body` are the blocks between this header and whatever follows it; the first of them is marked `after_page_break`
    when the header is a repeated one. `open_row` is the last row before a repeated header: its name, one of its cells
    or its comment may go on here. `overleaf` are the blocks below the next header where that repeats this one: the
    cells of the last row may go on there ('80 % Tas fram av', the header, 'nämnd', 'Tertial'), and the third value is
    the number of blocks that they take.
    """
    reader = _Reader(header, words, trailing_spaces, continues=open_row is not None, page=len(body))
    if open_row is not None:
        reader.rows.append(open_row)
        reader.in_comment = open_row.comment_label is not None
    blocks = [*body, *overleaf[:_MOST_CELL_BLOCKS]]
    position = 0
    while position < len(body):
        position += _read_block(reader, blocks, position)
    reader.take_comment()
    taken = position - len(body)
    if open_row is None:
        return reader.rows, None, taken
    return reader.rows[1:], reader.rows[0], taken


def _read_block(reader: _Reader, body: Sequence[Block], position: int) -> int:
    """Read what starts at `body[position]`; returns how many blocks it took."""
    block = body[position]
    label = _comment_label(block, reader.words)
    if label and reader.rows:
        reader.rows[-1] = replace(reader.rows[-1], comment_label=block.first_line)
        reader.comment.extend(block.lines[1:])
        reader.in_comment = True
        return 1
    found = _row_at(reader, body, position)
    if found is not None:
        row, used = found
        reader.take_comment()
        reader.rows.append(row)
        reader.in_comment = False
        return used
    if reader.in_comment and _comment_goes_on(reader, block):
        reader.comment.extend(block.lines)
    elif _may_be_rest(reader, position) and block.after_page_break and not reader.in_comment:
        # Only below a repeated header can a row go on after its cells (a heading at a page top is none of it), and over
        # a further page break from there.
        reader.rows[-1] = _completed(reader.rows[-1], block, trailing_spaces=reader.trailing_spaces)
        reader.completed += 1
    else:
        reader.in_comment = False
    return 1


def _may_be_rest(reader: _Reader, position: int) -> bool:
    """Whether a block may be the rest of the row above a repeated header."""
    return reader.continues and position == reader.completed


def _comment_label(block: Block, words: Vocabulary) -> bool:
    return block.lines[0].text.strip() in words.labels("comment")


def _comment_goes_on(reader: _Reader, block: Block) -> bool:
    """A comment is one block; it goes on in the next only over a page break, or when the label stood alone."""
    return block.after_page_break or not (reader.comment or reader.rows[-1].comment_lines)


def _row_at(reader: _Reader, body: Sequence[Block], position: int) -> tuple[PrintedRow, int] | None:
    """The row whose name starts at `body[position]`, with the number of blocks it takes."""
    block = body[position]
    if not _can_start_name(block):
        return None
    names = 2 if _goes_on_overleaf(reader, body, position) else 1
    below = _cells(reader, body, position + names, spaces=_spaces_at_end(body[position + names - 1]))
    beside = _cells_beside(reader, body, position)
    if beside is not None and (below is None or _is_sure(block, beside[1])):
        name, cuts, used, last = beside
        return _row(reader, block, [Line(block.first_line, name)], cuts, last), used
    if below is not None:
        lines = [line for part in body[position : position + names] for line in part.lines]
        cuts, used, last = below
        return _row(reader, block, lines, cuts, last), names + used
    if not (reader.in_comment and _comment_goes_on(reader, block)):
        for count in range(1, min(len(block.lines), _MOST_NAME_LINES)):
            cuts = _cells_under(reader, block, count)
            if cuts:
                return _row(reader, block, block.lines[:count], cuts, block.last_line), 1
    return None


def _goes_on_overleaf(reader: _Reader, body: Sequence[Block], position: int) -> bool:
    """Whether a page ended inside the name at `body[position]`: its lines are in two blocks, cells follow the second.

    Where the first block may as well be the rest of what stands above it, or text below a row that the next header
    ends, the second decides: 'Andel nöjda föräldrar' below the header that 002 repeats inside a comment, page
    furniture, 'som upplever …' and the cells. A name does not begin with 'som', and none ends with 'i' ('Andel digital
    nattillsyn i'). What ends with a full stop is prose.
    """
    if position + 2 >= len(body) or not body[position + 1].after_page_break:
        return False
    block, following = body[position], body[position + 1]
    may_be_comment = reader.in_comment and _comment_goes_on(reader, block)
    if may_be_comment or position + 1 == reader.page:
        last = block.lines[-1].text.rstrip()
        if last.endswith(".") or not (_starts_small(following) or _name_is_cut(last, reader.words)):
            return False
    if (may_be_comment or _may_be_rest(reader, position)) and _starts_small(block):
        return False
    return not _cells(reader, body, position + 1, spaces=0)


# 'som inte upplever', '(stöd och service till', but not 'iRisk används vid våldsärenden'
_SMALL_START = regex.compile(r"\W*\p{Ll}(?!\p{Lu})")


def _starts_small(block: Block) -> bool:
    """Whether a block begins with a small letter, as no name does."""
    return _SMALL_START.match(block.lines[0].text) is not None


def _cells_under(reader: _Reader, block: Block, names: int) -> tuple[tuple[Token, ...], ...]:
    """Cells right under the lines of a name, where a converter prints no blank line between; empty if they are none.

    A period alone is not enough: a paragraph may end with the line '2020'.
    """
    text = "\n".join(line.text for line in block.lines[names:])
    above = block.lines[names - 1].text
    cuts = _fitting_cuts(reader, text, len(above) - len(above.rstrip(" ")))
    return cuts if cuts and _ends_with_period(reader.header, cuts) and _any_value(cuts) else ()


def _is_sure(block: Block, cuts: tuple[tuple[Token, ...], ...]) -> bool:
    """Whether cells beside a name are no part of it.

    Not sure are just a period ('Nöjdhet T2 2020'), a number with a common word after it ('i åldern 6' + 'år'), and a
    dash that ends the line ('Kvalitetsindikatorn -', which goes on overleaf).
    """
    first = cuts[0][0]
    ends_with_dash = first.kind == DASH and block.lines[0].text.rstrip().endswith(("-", "–", "−"))
    return first.kind != PERIOD and first.unit_is_known and not ends_with_dash


def _row(
    reader: _Reader, block: Block, name: Iterable[Line], cuts: tuple[tuple[Token, ...], ...], last: int
) -> PrintedRow:
    texts = [line.text for line in name]
    text, symbol = strip_symbols(join_wrapped(texts, trailing_spaces=reader.trailing_spaces))
    # Only a text that keeps the space of a wrapped line tells 'kemikaliehanteringssyste' from the end of a name.
    cut = reader.trailing_spaces and len(texts) > 1 and texts[-2].endswith(" ") and not texts[-1].endswith(" ")
    marked = symbol or block.after_icon or block.lines[0].text.startswith((" ", "\u00a0"))
    return PrintedRow(" ".join(text.split()), block.first_line, last, marked, cuts, cut)


# A name has a word of two letters that is no unit behind a number: '950 st' is none.
_NAME = regex.compile(r"(?<!\p{L}|\d\s{0,2})\p{L}{2}")


def _can_start_name(block: Block) -> bool:
    return _NAME.search(block.lines[0].text) is not None


def _spaces_at_end(block: Block) -> int:
    text = block.lines[-1].text
    return len(text) - len(text.rstrip(" "))


def _cells(
    reader: _Reader, body: Sequence[Block], position: int, *, spaces: int, start: str = ""
) -> tuple[tuple[tuple[Token, ...], ...], int, int] | None:
    """Cells that start at `body[position]`: ways to cut them, number of blocks and last line; None if there are none.

    They end with the first block after which they read as values with a period last. A row whose period is not
    printed ends where the values do.
    """
    text, best, is_whole = start, None, False
    for count in range(_MOST_CELL_BLOCKS):
        if position + count >= len(body):
            break
        block = body[position + count]
        if _comment_label(block, reader.words):
            break
        text = f"{text}\n\n{block.text}" if text else block.text
        cuts = _fitting_cuts(reader, text, spaces)
        if cuts:
            ends = _ends_with_period(reader.header, cuts)
            if ends or not is_whole:
                best, is_whole = (cuts, count + 1, block.last_line), ends
            if ends and not _last_cell_goes_on(body, position + count, cuts):
                return best
        elif not _may_go_on(text, reader.words):
            break
    if best is not None and (not _needs_period(reader.header) or _any_value(best[0])):
        return best
    return None


def _fitting_cuts(reader: _Reader, text: str, spaces: int) -> tuple[tuple[Token, ...], ...]:
    """Ways to cut that leave no more values than the header has columns.

    Where the last column is the period, a year at the end is the period and no value ('100 % 2019').
    """
    if reader.header.kind == "activities":
        return tuple(date_cells(text))
    found = tokenizations(text, spaces_before=spaces, trailing_spaces=reader.trailing_spaces)
    fitting = tuple(cut for cut in found if 0 < len(cut) <= len(reader.header.columns))
    if reader.header.roles[-1] == "period" and any(cut[-1].kind == PERIOD for cut in fitting):
        fitting = tuple(cut for cut in fitting if cut[-1].kind == PERIOD)
    return fitting


def _may_go_on(text: str, words: Vocabulary) -> bool:
    """Whether text that does not read as cells yet may do so with the next block ('Tas fram av nämnd/styrel', 'VB')."""
    return len(text) < _LONGEST_CELLS and words.start_of_a_long_cell.search(text) is not None


def _needs_period(header: Header) -> bool:
    return "period" in header.roles


def _ends_with_period(header: Header, cuts: tuple[tuple[Token, ...], ...]) -> bool:
    """Whether the row's last cell is there: the period, or the dates of an activity."""
    if header.kind == "activities":
        return bool(cuts)
    if header.roles[-1] != "period":
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
        return _YEAR.fullmatch(last) is not None and starts_with_unit(following)
    return _REST_OF_PERIOD.fullmatch(following) is not None


def _any_value(cuts: tuple[tuple[Token, ...], ...]) -> bool:
    return any(token.kind != PERIOD for token in cuts[0])


def _cells_beside(
    reader: _Reader, body: Sequence[Block], position: int
) -> tuple[str, tuple[tuple[Token, ...], ...], int, int] | None:
    """Name and cells that share the block's first line: the longest run of values that ends the line.

    Only a name of one line can have cells beside it; a name that would end with 'inom' or 'efter' is not whole.
    """
    block = body[position]
    first = block.lines[0].text
    rest = "\n".join(line.text for line in block.lines[1:])
    for match in _WORD_START.finditer(first, pos=max(0, len(first) - MOST_CHARACTERS)):
        name, cells = first[: match.start()], first[match.end() :]
        if not can_start_value(first, match.end()) or not _NAME.search(name) or _name_is_cut(name, reader.words):
            continue
        start = f"{cells}\n{rest}" if rest else cells
        spaces = match.end() - match.start()
        cuts = _fitting_cuts(reader, start, spaces)
        if cuts and (_ends_with_period(reader.header, cuts) or not _needs_period(reader.header)):
            return name, cuts, 1, block.last_line
        if cuts or _may_go_on(start, reader.words):
            found = _cells(reader, body, position + 1, spaces=spaces, start=start)
            if found is not None and _ends_with_period(reader.header, found[0]):
                more, used, last = found
                return name, more, used + 1, last
    return None


def _name_is_cut(name: str, words: Vocabulary) -> bool:
    return name.rsplit(maxsplit=1)[-1].casefold() in words.dangling_words


def _completed(row: PrintedRow, block: Block, *, trailing_spaces: bool) -> PrintedRow:
    """A row with what stands of it below the page break: the end of a cell, else of its name."""
    text = join_wrapped([line.text for line in block.lines], trailing_spaces=trailing_spaces)
    for number, cut in enumerate(row.cuts):
        for place, token in enumerate(cut):
            whole = phrase_tail(token.text, text)
            if whole is not None and token.kind == "left_to_council":
                finished = (*cut[:place], replace(token, text=whole, pieces=(*token.pieces, text)), *cut[place + 1 :])
                cuts = (*row.cuts[:number], finished, *row.cuts[number + 1 :])
                return replace(row, cuts=cuts, line_end=block.last_line)
    # 'vård-' + 'och' has a space between, 'ANDT-' + 'arbete' none, 'kemikaliehanteringssyste' + 'm' was one word. Where
    # line ends tell, 'barns språk-' + 'och' of 002 has none either; 'insats -' + ' Funktionsnedsättning' of 004 does.
    one_word = row.name_is_cut and not row.name.endswith(" -")
    name = row.name + text if one_word else join_wrapped([row.name, text], trailing_spaces=False)
    return replace(row, name=name, line_end=block.last_line)
