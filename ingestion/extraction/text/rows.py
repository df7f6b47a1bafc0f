"""Cut the body of a table into printed rows: name, cells, comment, lines; and account for all that is in it.

A row is a name and its cells; the last cell is the period. The cells are what anchors it: a block that reads wholly
as values and ends with a period has the name in the block before it ('Andel personer som …' / 'befolkningen', blank,
'3,24 % 1,5 % Tertial'), or on its own first line ('Antal barn per grupp 16 16 Tertial'). Where a name ends on such a
line nothing tells by itself: each place at which cells can start makes a cut of the row, and the cuts are judged with
the columns. What stands between the cells of one row and the name of the next is the row's comment, when `Analys` or
`Kommentar` introduces it. A row of an activity table is anchored by its two dates in the same way.

Where no row reads wholly as known values, a second look takes words that are not known as cells, so that a row with
'Uppgift saknas' or a period of an unknown form is found with its name, and is called ambiguous. What is then left over
between a header and the last row is handed on as such: nothing in a table is passed over without a word.
"""

from __future__ import annotations

from collections.abc import Sequence

import regex

from ingestion.extraction.headers import Header
from ingestion.extraction.layout import Block, join_wrapped
from ingestion.extraction.text.blocks import (
    FEWEST_TITLES,
    FIGURE_NEAR_END,
    comment_start,
    is_marked,
    is_name_with_figure,
    is_prose,
    is_running_text,
    is_year,
    may_be_name,
    may_be_titles,
)
from ingestion.extraction.text.cells import MOST_CELL_BLOCKS, is_rest_of_cells
from ingestion.extraction.text.known_rows import doubtful_row_at, row_at
from ingestion.extraction.text.loose_rows import loose_row_at
from ingestion.extraction.text.names import (
    asks_for_number,
    goes_on_below,
    has_name_word,
    is_end_of_word,
    is_open,
    may_be_short_value,
    reads_like_prose,
    starts_with_figure,
)
from ingestion.extraction.text.printed import (
    IN_COMMENT,
    NAME_IN_DOUBT,
    OTHER_TABLE,
    PAGE_BREAK_UNDECIDED,
    UNKNOWN_PERIOD,
    UNKNOWN_VALUE,
    Leftover,
    PrintedRow,
    ReadBody,
)
from ingestion.extraction.text.reader import Reader, may_be_rest
from ingestion.extraction.tokens import PERIOD, phrase_tail
from ingestion.extraction.vocabulary import Vocabulary


def read_rows(
    header: Header,
    body: Sequence[Block],
    words: Vocabulary,
    *,
    trailing_spaces: bool,
    spaces_at_ends: bool,
    open_row: PrintedRow | None,
    overleaf: Sequence[Block] = (),
    rows_are_marked: bool = False,
    after_open: bool = False,
) -> ReadBody:
    """Rows below a header, the row before the header as its rest below the header completes it, and blocks overleaf.

    `body` are the blocks between this header and whatever follows it; the first of them is marked `after_page_break`
    when the header is a repeated one. `open_row` is the last row before a repeated header: its name, one of its cells
    or its comment may go on here. `overleaf` are the blocks below the next header where that repeats this one: the
    cells of the last row may go on there ('80 % Tas fram av', the header, 'nämnd', 'Tertial'). `rows_are_marked` says
    that each row of the document has a mark before its name, so that what has none inside a comment is no row.
    `spaces_at_ends` says that the text keeps the space at the end of a block's last line, too.
    `after_open` says that the first row may begin above the header (ReadBody.is_open of what stands there).
    """
    reader = Reader(
        header, words, trailing_spaces, spaces_at_ends, rows_are_marked, continues=open_row is not None, page=len(body)
    )
    if open_row is not None:
        reader.rows.append(open_row)
        reader.in_comment = open_row.comment_label is not None
    blocks = [*body, *overleaf[:MOST_CELL_BLOCKS]]
    position = 0
    while position < len(body):
        position += _read_block(reader, blocks, position)
    reader.leave_rows(row_follows=False)
    left = reader.leave_page_end(overleaf[0]) if overleaf and reader.in_comment else False
    reader.take_comment(row_follows=bool(overleaf))
    is_open_end = bool(overleaf) and (left or _may_begin_name(reader.aside) or _has_unknown_end(reader.rows[-1:]))
    reader.take_end()
    taken = position - len(body)
    first = 0 if open_row is None else 1
    if after_open and len(reader.rows) > first:
        row = reader.rows[first]
        reader.rows[first] = row._replace(doubts=(*row.doubts, PAGE_BREAK_UNDECIDED))
    if open_row is not None and not reader.completed and not open_row.beside and asks_for_number(open_row.name, words):
        # '… funktionsnedsättning) nivå' may have lost its 3 at the end of the page.
        reader.rows[0] = reader.rows[0]._replace(doubts=(*reader.rows[0].doubts, PAGE_BREAK_UNDECIDED))
    if open_row is None:
        return ReadBody(reader.rows, None, taken, reader.leftovers, is_open_end)
    return ReadBody(reader.rows[1:], reader.rows[0], taken, reader.leftovers, is_open_end)


def _has_unknown_end(rows: Sequence[PrintedRow]) -> bool:
    """Whether the last row may be the beginning of a name: 'Kvalitetsindikatorn -', with a page's foot as period."""
    return any(UNKNOWN_PERIOD in row.doubts for row in rows)


def _may_begin_name(aside: Sequence[Block]) -> bool:
    """Whether the last block of what belongs to no row may be the beginning of a name: words, and no sentence."""
    return bool(aside) and has_name_word(aside[-1].text) and not reads_like_prose(aside[-1])


def _read_block(reader: Reader, body: Sequence[Block], position: int) -> int:
    """Read what starts at `body[position]`; returns how many blocks it took."""
    block = body[position]
    label = comment_start(block, reader.words)
    title = block.lines[0].text.partition(":")[0].strip() if label is not None else None
    if label is not None and reader.rows and not reader.aside and reader.rows[-1].comment_title != title:
        reader.rows[-1] = reader.rows[-1]._replace(comment_label=block.first_line, comment_title=title)
        if label:
            reader.comment.append(block._replace(lines=label))
        reader.in_comment = reader.after_comment = True
        return 1
    if label is not None and not any(map(is_prose, reader.aside)):
        # Only below a row stands a comment, and one below each.
        reader.take_comment(row_follows=True)
        reader.take_aside()
        reader.leftovers.append(Leftover(block.first_line, block.last_line, block.text, may_hold_row=True))
        reader.in_comment = False
        return 1
    found = None
    if label is None:
        found = (
            row_at(reader, body, position)
            or loose_row_at(reader, body, position)
            or doubtful_row_at(reader, body, position)
        )
    if found is not None and (
        _is_rest_with_year(reader, block, position, *found) or _is_period_alone(reader, block, found[0])
    ):
        found = None
    if found is not None and _is_line_of_comment(reader, found[0]):
        # Said all the same: a row would be lost if it were one.
        reader.leftovers.append(Leftover(block.first_line, block.last_line, block.text, may_hold_row=True))
        found = None
    if found is not None:
        row, used = found
        if reader.aside and used > 1 and body[position + 1].after_page_break:
            # '… under en 14-', 'Intern information' at the page's end, the header, and 'dagarsperiod' with the cells.
            row = row._replace(doubts=(*row.doubts, PAGE_BREAK_UNDECIDED))
        _take_row(reader, row)
        return used
    if reader.in_comment:
        reader.comment.append(block)
    elif may_be_rest(reader, position) and block.after_page_break and _may_be_unread_row(reader, body, position):
        last = reader.rows[-1]
        reader.rows[-1] = last._replace(doubts=(*last.doubts, PAGE_BREAK_UNDECIDED))
        reader.aside.append(block)
    elif may_be_rest(reader, position) and block.after_page_break:
        # Only below a repeated header can a row go on after its cells (a heading at a page top is none of it), and over
        # a further page break from there.
        reader.rows[-1] = _completed(
            reader.rows[-1],
            block,
            reader.words,
            trailing_spaces=reader.trailing_spaces,
            ends=position + 1 == reader.page < len(body),
        )
        reader.completed += 1
    else:
        if reader.rows and not reader.aside and is_rest_of_cells(reader, block):
            # '80 % Mäts ej 2021', then 'År': the row above has a cell or two that are not what they seem.
            reader.rows[-1] = reader.rows[-1]._replace(doubts=(*reader.rows[-1].doubts, UNKNOWN_VALUE))
        reader.aside.append(block)
    return 1


def _take_row(reader: Reader, row: PrintedRow) -> None:
    """Add a row, and note what stands above it and may belong to it."""
    if row.marked:
        reader.after_comment = False
    if _may_be_line_of_comment(reader, row) and not (reader.rows_are_marked and row.marked):
        row = row._replace(doubts=(*row.doubts, IN_COMMENT))
    if reader.in_comment:
        reader.leave_rows(row_follows=True)
        if reader.leave_name(row):
            row = row._replace(doubts=(*row.doubts, NAME_IN_DOUBT))
    elif _may_be_cell_of_name_above(reader, row) or _may_stand_below_its_name(reader, row):
        row = row._replace(doubts=(*row.doubts, NAME_IN_DOUBT))
    reader.other_table = reader.other_table or _begins_other_table(reader, row)
    # A name may end with a full stop, too: of what reads as a sentence alone the rows further below are not in doubt.
    if reader.other_table or (reader.rows and any(map(is_prose, reader.aside))):
        row = row._replace(doubts=(*row.doubts, OTHER_TABLE))
    reader.take_comment(row_follows=True)
    reader.take_aside()
    reader.rows.append(row._replace(after_comment=True) if reader.after_comment and row.beside else row)
    reader.in_comment = False


def _begins_other_table(reader: Reader, row: PrintedRow) -> bool:
    """Whether another table may have begun above a row, or begins with it, so that the columns are not the header's.

    Running text that is no comment stands between, or titles: 'Enhet Antal barn Andel inskrivna', or what reads as a
    row of them, 'Nyckeltal 2019 2020 2021' or 'Prioriterade mått Nuläge Mål År'.
    """
    if reader.header.kind != "indicators" or not reader.rows:
        return False
    if reader.aside and any(is_running_text(block) or may_be_titles(block) for block in reader.aside):
        return True
    first, *others = row.tokens
    if first.kind == PERIOD:
        return not others and len(_CAPITAL.findall(row.name)) >= FEWEST_TITLES
    # Hardly a row begins with a year.
    return bool(others) and first.text.startswith(("19", "20")) and all(is_year(token.text) for token in row.tokens)


_CAPITAL = regex.compile(r"(?<!\S)\p{Lu}")


def _may_be_cell_of_name_above(reader: Reader, row: PrintedRow) -> bool:
    """Whether the name of a row may be a cell of what stands above: of words alone, or of a row without its period.

    'Andel anmälningar som rör barn.', then 'Målvärde sätts av bolaget 30 % Tertial 1'; '1,4 % 1,28 % 1,52 %', then
    '12 enheter av 14' where the year before's stands, then '1,1 % 1,1 % 1,1 % Tertial 1'.
    """
    if not reader.header.ends_with_period or not may_be_short_value(row.name):
        return False
    if reader.aside:
        above = " ".join(reader.aside[-1].text.split())
        return len(reader.aside) == 1 and may_be_name(reader.aside[-1]) and not FIGURE_NEAR_END.search(above)
    return bool(reader.rows) and not any(cut.tokens[-1].kind == PERIOD for cut in reader.rows[-1].cuts if cut.tokens)


def _may_stand_below_its_name(reader: Reader, row: PrintedRow) -> bool:
    """Whether the name of a row may be what a page's foot says, and the name itself the words above it.

    'Andel nöjda besökare', 'Dnr SKB 2020/123', then '70 % 75 % År'. Where names have a mark before them, what has one
    is the row's own name below words that have none.
    """
    if not reader.aside or row.beside or reader.header.kind != "indicators":
        return False
    *others, above = reader.aside
    if row.marked and not is_marked(above):
        return False
    if any(may_be_name(block) and not starts_with_figure(block.text) for block in others):
        return False
    return may_be_name(above) and not is_prose(above) and not is_name_with_figure(above)


def _may_be_line_of_comment(reader: Reader, row: PrintedRow) -> bool:
    """Whether a row of one line stands where a comment goes on: 'Resultat per enhet:', then 'Enhet Norr 87 % 85 % År'.

    A name with cells below it is none; a second such line, right below the first, is as doubtful.
    """
    if not reader.in_comment and not reader.aside and reader.rows and IN_COMMENT in reader.rows[-1].doubts:
        return row.beside and not row.marked
    return reader.in_comment and bool(reader.comment) and is_open(reader.comment[-1]) and row.beside


def _is_line_of_comment(reader: Reader, row: PrintedRow) -> bool:
    """Whether a row is a line of the comment: it has no mark before its name, as each row of the document has."""
    return reader.rows_are_marked and not row.marked and _may_be_line_of_comment(reader, row)


def _may_be_unread_row(reader: Reader, body: Sequence[Block], position: int) -> bool:
    """Whether a block below a repeated header may be the name of a row whose cells are not understood.

    Nothing says that the name above the header goes on in it, and what follows is no row, comment or text.
    """
    block, last = body[position], reader.rows[-1]
    if last.name_is_cut or goes_on_below(last.name, block.text, reader.words) or position + 1 >= reader.page:
        return False
    following = body[position + 1]
    if comment_start(following, reader.words) is not None or reads_like_prose(following):
        return False
    found = row_at(reader, body, position + 1) or loose_row_at(reader, body, position + 1)
    if found is None:
        return True
    # 'ja, delvis 2019' may be the cells of the name above it.
    row, _ = found
    return may_be_short_value(row.name)


def _is_period_alone(reader: Reader, block: Block, row: PrintedRow) -> bool:
    """Whether a row without a name was read in a period: 'Tertial' of 'Tertial 1 2025'."""
    return (
        row.beside
        and may_be_short_value(block.text)
        and reader.words.period.fullmatch(" ".join(block.text.split())) is not None
    )


def _is_rest_with_year(reader: Reader, block: Block, position: int, row: PrintedRow, used: int) -> bool:
    """Whether a row without a value is the rest of the name above the header: '… före', then 'överföringar 2022'."""
    return (
        used == 1
        and not reader.in_comment
        and block.after_page_break
        and may_be_rest(reader, position)
        and all(token.kind == PERIOD for cut in row.cuts for token in cut.tokens)
        and goes_on_below(reader.rows[-1].name, block.lines[0].text, reader.words)
    )


def _completed(row: PrintedRow, block: Block, words: Vocabulary, *, trailing_spaces: bool, ends: bool) -> PrintedRow:
    """A row with what stands of it below the page break: the end of a cell, else of its name.

    Where nothing says that the name goes on ('Antal lån', then 'Antal besök'), and the page `ends` with it, so that it
    may be the beginning of the next name as well, it is not told.
    """
    text = join_wrapped([line.text for line in block.lines], trailing_spaces=trailing_spaces)
    for number, cut in enumerate(row.cuts):
        for place, token in enumerate(cut.tokens):
            whole = phrase_tail(token.text, text)
            if whole is not None and token.kind == "left_to_council":
                finished = token._replace(text=whole, pieces=(*token.pieces, text))
                tokens = (*cut.tokens[:place], finished, *cut.tokens[place + 1 :])
                cuts = (*row.cuts[:number], cut._replace(tokens=tokens), *row.cuts[number + 1 :])
                return row._replace(cuts=cuts, line_end=block.last_line)
    # 'vård-' + 'och' has a space between, 'ANDT-' + 'arbete' none. 'kemikaliehanteringssyste' + 'm.' was one word: the
    # letter alone tells it where line ends do not. Where they do, 'barns språk-' + 'och' of 002 has none either;
    # 'insats -' + ' Funktionsnedsättning' of 004 does.
    one_word = (row.name_is_cut and not row.name.endswith(" -")) or is_end_of_word(row.name, text)

    def whole_name(name: str) -> str:
        return name + text if one_word else join_wrapped([name, text], trailing_spaces=False)

    cuts = tuple(cut._replace(name=whole_name(cut.name)) for cut in row.cuts)
    is_told = not ends or row.name_is_cut or goes_on_below(row.name, text, words)
    doubts = row.doubts if is_told else (*row.doubts, PAGE_BREAK_UNDECIDED)
    return row._replace(name=whole_name(row.name), cuts=cuts, line_end=block.last_line, doubts=doubts)
