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

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import regex

from ingestion.extraction.headers import Header
from ingestion.extraction.layout import Block, Line, join_wrapped, strip_symbols
from ingestion.extraction.text.names import (
    asks_for_number,
    ends_like_a_value,
    ends_with_first_digits,
    goes_on_below,
    has_closed,
    has_name_word,
    holds_figure,
    is_dangling,
    is_doubtful_name,
    is_end_of_word,
    is_open,
    may_be_short_value,
    paragraph_goes_on,
    reads_like_prose,
    starts_small,
    starts_with_figure,
)
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
    phrase_tail,
    starts_with_unit,
    tokenizations,
)
from ingestion.extraction.vocabulary import Vocabulary

_MOST_CELL_BLOCKS = 20
_MOST_UNKNOWN_BLOCKS = 3
_MOST_LOOSE_BLOCKS = 4
_MOST_ASIDE_BLOCKS = 2
_LONGEST_CELLS = 400
_REST_OF_PERIOD = regex.compile(r"(?:19|20)\d\d|\d (?:19|20)\d\d")
_YEAR_AT_END = regex.compile(r"\d{4}$")
_YEAR = regex.compile(r"\d{4}")
_MOST_NAME_LINES = 20

UNKNOWN_VALUE, UNKNOWN_PERIOD, IN_COMMENT = "unknown_value", "unknown_period", "in_comment"
NAME_IN_DOUBT = "name_in_doubt"
PAGE_BREAK_UNDECIDED = "page_break_undecided"


class Cut(NamedTuple):
    """One way to read the print of a row: where its name ends, and the values behind it."""

    name: str
    tokens: tuple[Token, ...]


class PrintedRow(NamedTuple):
    """A row as printed, before any thought of which cell belongs to which column.

    `cuts` are the ways to read it, the likeliest first; `name` is the name of the first. `beside` says that the name
    stands on one line with cells, so that its end is part of what is judged. `name_lines` are the lines of a name that
    has more than one. `name_is_cut` says that its last line ends inside a word, so that more of it must follow.
    `marked` says that a space, symbol or line of spaces, the trace of an icon, stands before the name. `after_comment`
    says that the row stands where a comment may go on. `comment_label` is the line of `Analys` or `Kommentar` below the
    row, `comment_title` the word, None where there is none. `doubts` are codes of what keeps the row from being told
    whatever its columns are.
    """

    name: str
    line_start: int
    line_end: int
    marked: bool
    cuts: tuple[Cut, ...]
    beside: bool = False
    name_lines: tuple[str, ...] = ()
    name_is_cut: bool = False
    after_comment: bool = False
    comment_label: int | None = None
    comment_title: str | None = None
    comment_lines: tuple[Line, ...] = ()
    doubts: tuple[str, ...] = ()

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The values of the likeliest cut."""
        return self.cuts[0].tokens


@dataclass(frozen=True)
class Leftover:
    """Lines of a table that belong to no row and no comment; `may_hold_row` says that a row may be in them."""

    first_line: int
    last_line: int
    text: str
    may_hold_row: bool


@dataclass(frozen=True)
class ReadBody:
    """What the body of a table was read as.

    `rows` in printed order; `completed` is the row before the header as its rest below the header completes it; `taken`
    is the number of blocks overleaf that the last row takes; `leftovers` are what nothing accounts for. `is_open` says
    that words stand at the end, above a header that comes again: the first row below it may begin with them.
    """

    rows: list[PrintedRow]
    completed: PrintedRow | None
    taken: int
    leftovers: list[Leftover]
    is_open: bool = False


class _Found(NamedTuple):
    """A row's cuts with the number of blocks that they take and their last line."""

    cuts: tuple[Cut, ...]
    used: int
    last: int


@dataclass
class _Reader:
    """The state while a table's blocks are read in order; `page` is the number of blocks above the next header.

    `rows_are_marked` says that each row of the document has a mark before its name. `aside` are the blocks since the
    last row and its comment that were no part of them.
    """

    header: Header
    words: Vocabulary
    trailing_spaces: bool
    spaces_at_ends: bool
    rows_are_marked: bool
    continues: bool
    page: int
    completed: int = 0
    rows: list[PrintedRow] = field(default_factory=list)
    in_comment: bool = False
    after_comment: bool = False
    comment: list[Block] = field(default_factory=list)
    aside: list[Block] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)

    def take_comment(self, *, row_follows: bool) -> None:
        """Give the blocks read as a comment to the row above them: all of them where another row follows.

        Below the last row only the text shows where a comment ends: a paragraph that goes on in no other ends it.
        """
        if not self.comment:
            return
        self.leave_rows(row_follows=row_follows)
        taken: list[Line] = []
        for number, block in enumerate(self.comment):
            if number and not (
                row_follows or block.after_page_break or paragraph_goes_on(self.comment[number - 1], block)
            ):
                self.aside.extend(self.comment[number:])
                break
            taken.extend(block.lines)
        if taken:
            last = self.rows[-1]
            self.rows[-1] = last._replace(comment_lines=(*last.comment_lines, *taken))
        self.comment.clear()

    def leave_rows(self, *, row_follows: bool) -> None:
        """Leave out of a comment what looks like the name of a row with cells that are not understood.

        The paragraph above it has ended: 'Måttet följs varje år.', 'Andel nöjda besökare', '8 50 50 se kommentar'. A
        word or two alone may be cells where the next row follows right below.
        """
        if not self.comment or self.header.kind != "indicators":
            return
        before = self.rows[-1].comment_lines[-1:]
        said = {left.first_line for left in self.leftovers}
        number, is_listed = 0, False
        while number < len(self.comment):
            block = self.comment[number]
            is_last = row_follows and number + 1 == len(self.comment)
            is_cells = _may_be_cells(self, block) or (is_last and number > 0 and _is_short_value(block))
            is_row = _may_hold_row(self, block) or (is_last and _is_name_with_figure(block))
            # 'i.u. 5 st 2 st 6 st VB 2021': its name stands above.
            is_cells = is_cells or (is_row and number > 0 and not has_name_word(_BEFORE_FIGURE.split(block.text, 1)[0]))
            is_first = number == 0 and not before
            if self._is_own_text(block) or not (is_cells or (is_row and not is_first)):
                number, is_listed = number + 1, False
                continue
            first = self._name_above(number) if is_cells else number
            if first == number and not (is_row or _may_be_cells(self, block)):
                break
            for one in self.comment[first : number + 1]:
                if one.first_line not in said:
                    self.leftovers.append(Leftover(one.first_line, one.last_line, one.text, may_hold_row=True))
            above = self.comment[first - 1] if first else Block(before)
            ends = (
                not above.lines or self.comment[first].after_icon or not paragraph_goes_on(above, self.comment[first])
            )
            if is_listed or not ends:
                # 'Resultat per enhet:', then 'Enhet Norr 87 % 85 % År' and 'Enhet Syd 77 % 75 % År'.
                number, is_listed = number + 1, True
            else:
                del self.comment[first : number + 1]
                number = first

    def leave_name(self, row: PrintedRow) -> bool:
        """Leave out of a comment the name that it may end with, of which the words of the row below may be a cell.

        Returns whether something was left out.
        """
        number = len(self.comment)
        first = self._name_above(number)
        words = _BEFORE_FIGURE.split(row.name, maxsplit=1)[0] if row.beside else row.name
        if first == number or not may_be_short_value(words):
            return False
        above = self.comment[first - 1] if first else Block(self.rows[-1].comment_lines)
        if above.lines and not self.comment[first].after_icon and paragraph_goes_on(above, self.comment[first]):
            return False
        if _is_prose(self.comment[first]) and not (starts_small(row.name) or _is_narrower(self.comment[first], above)):
            return False
        for one in self.comment[first:]:
            self.leftovers.append(Leftover(one.first_line, one.last_line, one.text, may_hold_row=True))
        del self.comment[first:]
        return True

    def _is_own_text(self, block: Block) -> bool:
        """Whether a block of a comment is the first below its label, on the same page: the comment's own text."""
        return block is self.comment[0] and not block.after_page_break and not self.rows[-1].comment_lines

    def _name_above(self, number: int) -> int:
        """Which block of a comment may be the name of the cells at `number`: none right below the label; else that."""
        for first in range(number - 1, max(-1, number - 1 - _MOST_UNKNOWN_BLOCKS), -1):
            if self._is_own_text(self.comment[first]):
                break
            if _may_be_name(self.comment[first]):
                return number if _is_running_text(self.comment[first]) else first
            if not may_be_short_value(self.comment[first].text) or _is_prose(self.comment[first]):
                break
        return number

    def leave_page_end(self, below: Block) -> bool:
        """Leave out of a comment what is none of it at a page's end: words alone, above the header that comes again.

        'Intern information' + '2022-01-27' below a paragraph may be the page's foot. Where text goes on overleaf, or
        the words go on with what stands above, they are the comment's. Returns whether something was left out.
        """
        count = 0
        # What stands right below the label is the comment's, however short.
        most = len(self.comment) - (self.comment[:1] != [] and self._is_own_text(self.comment[0]))
        while count < most and _may_be_page_end(self.comment[-1 - count]):
            count += 1
        at = len(self.comment) - count
        if not count or not at or _starts_small(below):
            return False
        last = self.comment[at - 1].lines[-1].text.rstrip()
        if not has_closed(self.comment[at - 1]) and (last.endswith(_NO_PAGE_END) or is_dangling(last, self.words)):
            return False
        for block in self.comment[at:]:
            self.leftovers.append(Leftover(block.first_line, block.last_line, block.text, may_hold_row=False))
        del self.comment[at:]
        return True

    def take_aside(self) -> None:
        """Note what stands above a row, or a comment, and belongs to none: a row, where it is no running text."""
        for block in self.aside:
            left = _leftover(self, block)
            may_hold_row = left.may_hold_row or (self.header.is_certain and _is_no_text(self, block))
            self.leftovers.append(replace(left, may_hold_row=may_hold_row))
        self.aside.clear()

    def text_aside(self) -> str:
        """What belongs to no row so far, as one line."""
        return " ".join(" ".join(block.text.split()) for block in self.aside)

    def take_end(self) -> None:
        """Note what stands below the last row and may hold one, up to the text that ends the table."""
        # Where no text follows that could have headings, a name and cells, or figures behind words, are of a row.
        ends = self.header.is_certain and not any(map(_is_prose, self.aside))
        words_alone = len(self.aside) == 1 and not _figure_behind_words(self.text_aside())
        for block, below in itertools.zip_longest(self.aside, self.aside[1:]):
            if _may_hold_row(self, block) or (ends and not words_alone and _is_no_text(self, block)):
                self.leftovers.append(replace(_leftover(self, block), may_hold_row=True))
            elif reads_like_prose(block) and not (
                below and starts_with_figure(below.text) and _may_hold_row(self, below)
            ):
                # A name may end with a full stop, too; what stands below one that ends the table are no cells.
                break
        self.aside.clear()


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
    reader = _Reader(
        header, words, trailing_spaces, spaces_at_ends, rows_are_marked, continues=open_row is not None, page=len(body)
    )
    if open_row is not None:
        reader.rows.append(open_row)
        reader.in_comment = open_row.comment_label is not None
    blocks = [*body, *overleaf[:_MOST_CELL_BLOCKS]]
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


def are_marked(rows: Iterable[PrintedRow]) -> bool:
    """Whether each row of a document has a mark before its name, as far as it cannot be a line of a comment.

    True only where a row without one stands in a comment, which is then none.
    """
    sure = doubtful = 0
    for row in rows:
        if row.after_comment and not row.marked:
            doubtful += 1
        elif not row.marked:
            return False
        else:
            sure += 1
    return doubtful > 0 and sure >= _ROWS_THAT_SHOW


_ROWS_THAT_SHOW = 2


def _read_block(reader: _Reader, body: Sequence[Block], position: int) -> int:
    """Read what starts at `body[position]`; returns how many blocks it took."""
    block = body[position]
    label = _comment_start(block, reader.words)
    title = block.lines[0].text.partition(":")[0].strip() if label is not None else None
    if label is not None and reader.rows and not reader.aside and reader.rows[-1].comment_title != title:
        reader.rows[-1] = reader.rows[-1]._replace(comment_label=block.first_line, comment_title=title)
        if label:
            reader.comment.append(block._replace(lines=label))
        reader.in_comment = reader.after_comment = True
        return 1
    if label is not None and not any(map(_is_prose, reader.aside)):
        # Only below a row stands a comment, and one below each.
        reader.take_comment(row_follows=True)
        reader.take_aside()
        reader.leftovers.append(Leftover(block.first_line, block.last_line, block.text, may_hold_row=True))
        reader.in_comment = False
        return 1
    found = None
    if label is None:
        found = (
            _row_at(reader, body, position)
            or _loose_row_at(reader, body, position)
            or _doubtful_row_at(reader, body, position)
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
    elif _may_be_rest(reader, position) and block.after_page_break and _may_be_unread_row(reader, body, position):
        last = reader.rows[-1]
        reader.rows[-1] = last._replace(doubts=(*last.doubts, PAGE_BREAK_UNDECIDED))
        reader.aside.append(block)
    elif _may_be_rest(reader, position) and block.after_page_break:
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
        if reader.rows and not reader.aside and _is_rest_of_cells(reader, block):
            # '80 % Mäts ej 2021', then 'År': the row above has a cell or two that are not what they seem.
            reader.rows[-1] = reader.rows[-1]._replace(doubts=(*reader.rows[-1].doubts, UNKNOWN_VALUE))
        reader.aside.append(block)
    return 1


def _is_rest_of_cells(reader: _Reader, block: Block) -> bool:
    """Whether a block right below a row is cells alone, so that the row may not be whole."""
    return (
        reader.header.kind == "indicators"
        and not block.after_page_break
        and _may_start_cells(reader.header, block.lines[0].text)
        and bool(tokenizations(block.text, spaces_before=0, trailing_spaces=reader.trailing_spaces))
    )


def _take_row(reader: _Reader, row: PrintedRow) -> None:
    """Add a row, and note what stands above it and may belong to it."""
    if row.marked:
        reader.after_comment = False
    if _may_be_line_of_comment(reader, row) and not (reader.rows_are_marked and row.marked):
        row = row._replace(doubts=(*row.doubts, IN_COMMENT))
    if reader.in_comment:
        reader.leave_rows(row_follows=True)
        if reader.leave_name(row):
            row = row._replace(doubts=(*row.doubts, NAME_IN_DOUBT))
    elif _may_be_cell_of_name_above(reader, row):
        row = row._replace(doubts=(*row.doubts, NAME_IN_DOUBT))
    reader.take_comment(row_follows=True)
    reader.take_aside()
    reader.rows.append(row._replace(after_comment=True) if reader.after_comment and row.beside else row)
    reader.in_comment = False


def _may_be_cell_of_name_above(reader: _Reader, row: PrintedRow) -> bool:
    """Whether the name of a row may be a cell of what stands above: of words alone, or of a row without its period.

    'Andel anmälningar som rör barn.', then 'Målvärde sätts av bolaget 30 % Tertial 1'; '1,4 % 1,28 % 1,52 %', then
    '12 enheter av 14' where the year before's stands, then '1,1 % 1,1 % 1,1 % Tertial 1'.
    """
    if reader.header.roles[-1] != "period" or not may_be_short_value(row.name):
        return False
    if reader.aside:
        above = " ".join(reader.aside[-1].text.split())
        return len(reader.aside) == 1 and _may_be_name(reader.aside[-1]) and not _FIGURE_NEAR_END.search(above)
    return bool(reader.rows) and not any(cut.tokens[-1].kind == PERIOD for cut in reader.rows[-1].cuts if cut.tokens)


def _is_name_with_figure(block: Block) -> bool:
    """Whether a block is words with a figure near the end, and no sentence: 'Andel nöjda besökare 80 % i.u.'."""
    text = " ".join(block.text.split())
    return _may_be_name(block) and not _is_prose(block) and _FIGURE_NEAR_END.search(text) is not None


def _is_short_value(block: Block) -> bool:
    return may_be_short_value(block.text) and not _is_prose(block) and not _is_listed(block)


def _may_be_line_of_comment(reader: _Reader, row: PrintedRow) -> bool:
    """Whether a row of one line stands where a comment goes on: 'Resultat per enhet:', then 'Enhet Norr 87 % 85 % År'.

    A name with cells below it is none; a second such line, right below the first, is as doubtful.
    """
    if not reader.in_comment and not reader.aside and reader.rows and IN_COMMENT in reader.rows[-1].doubts:
        return row.beside and not row.marked
    return reader.in_comment and bool(reader.comment) and is_open(reader.comment[-1]) and row.beside


def _is_line_of_comment(reader: _Reader, row: PrintedRow) -> bool:
    """Whether a row is a line of the comment: it has no mark before its name, as each row of the document has."""
    return reader.rows_are_marked and not row.marked and _may_be_line_of_comment(reader, row)


def _leftover(reader: _Reader, block: Block) -> Leftover:
    return Leftover(block.first_line, block.last_line, block.text, _may_hold_row(reader, block))


_FIGURE_WITH_UNIT = regex.compile(r"(?<![\d,.])\d+(?:,\d+)?\s?[%‰]")


def _may_hold_row(reader: _Reader, block: Block) -> bool:
    """Whether a block that is no row looks like one or a part of one: it is no sentence, and ends as rows do."""
    if not _is_no_text(reader, block):
        return False
    text = " ".join(block.text.split())
    if len(_FIGURE_WITH_UNIT.findall(text)) > 1 or reader.words.period_at_end.search(text) is not None:
        return True
    # 'Antal barn per grupp 16 16 i.u.': a name with figures behind it, and a period of a form that nobody knows.
    return _NAME_AND_FIGURES.match(text) is not None


_MARKED_CELL = regex.compile(r"(?:\p{L}\.){2,}|[?!:;]")
_FIGURE_NEAR_END = regex.compile(r"(?<!\S)\d\S*(?: \S+){0,2}$")
_BEFORE_FIGURE = regex.compile(r"\s(?=\d)")
_TWO_LETTERS, _FIGURE_INSIDE = regex.compile(r"\p{L}{2}"), regex.compile(r"(?<= )\d[\d,]* \S")
_NAME_AND_FIGURES = regex.compile(r"\p{Lu}[^\d]*\p{L}[^\d]* \d[\d,]*(?: [%‰])?(?: \d[\d,]*(?: [%‰])?)+(?: \S+){0,3}$")


def _figure_behind_words(text: str) -> bool:
    """Whether a word of figures, not the last, stands behind another that has letters; one look at each, in turn."""
    word = _TWO_LETTERS.search(text)
    return word is not None and _FIGURE_INSIDE.search(text, word.end()) is not None


def _is_no_text(reader: _Reader, block: Block) -> bool:
    """Whether a block inside an indicator table is no running text, so that it must be of a row."""
    return reader.header.kind == "indicators" and not _is_prose(block)


def _is_prose(block: Block) -> bool:
    """Whether a block is running text; what ends with the cells 'i.u.' or '?' is none."""
    return reads_like_prose(block) and _MARKED_CELL.fullmatch(block.lines[-1].text.split()[-1]) is None


def _may_be_name(block: Block) -> bool:
    return has_name_word(block.lines[0].text) and not starts_small(block.lines[0].text) and not _is_listed(block)


def _is_running_text(block: Block) -> bool:
    """Whether a block that ends like a sentence is hardly a name: its lines are wider, or it has sentences within."""
    return _is_prose(block) and (
        any(len(line.text.strip()) > _LONGEST_NAME_LINE for line in block.lines)
        or _SENTENCE_WITHIN.search(" ".join(block.text.split())) is not None
    )


def _is_narrower(block: Block, above: Block) -> bool:
    """Whether a block of some lines stands in a narrower column than the text above: a name below a comment."""
    widest, widest_above = (max((len(line.text) for line in one.lines), default=0) for one in (block, above))
    return len(block.lines) > 1 and max(_TIMES_WIDER * widest, _FULL_LINE) < widest_above


_TIMES_WIDER, _FULL_LINE = 1.7, 60
_LONGEST_NAME_LINE = 90
_SENTENCE_WITHIN = regex.compile(r"\p{L}{3}[.!?] \p{Lu}")


def _is_listed(block: Block) -> bool:
    """Whether a block is an entry of a list: '- Kartläggning', '• Utbildning'."""
    return block.lines[0].text.lstrip()[:1] in _BULLETS


_BULLETS = "-–•·*"


def _may_be_cells(reader: _Reader, block: Block) -> bool:
    """Whether a block may be the cells of a row of which not all are understood: '8 50 50 se kommentar'."""
    first = block.lines[0].text
    if not (_may_start_cells(reader.header, first) or starts_with_figure(first)) or _is_prose(block):
        return False
    cuts = _loose_cuts(reader, block.text, 0)
    if not cuts:
        return False
    _, likeliest = min(cuts, key=lambda cut: cut[0])
    return likeliest[0].kind != TEXT or starts_with_figure(first)


def _may_be_page_end(block: Block) -> bool:
    """Whether a block is a few short lines that begin like titles and end no sentence."""
    return len(block.lines) <= _MOST_PAGE_END_LINES and all(
        len(text) <= _LONGEST_PAGE_END and (text[0].isupper() or text[0].isdigit()) and not text.endswith(_NO_PAGE_END)
        for text in (line.text.strip() for line in block.lines)
    )


_MOST_PAGE_END_LINES, _LONGEST_PAGE_END = 3, 60
_NO_PAGE_END = (".", "!", "?", ":", ",", ";")


def _may_be_rest(reader: _Reader, position: int) -> bool:
    """Whether a block may be the rest of the row above a repeated header."""
    return reader.continues and position == reader.completed


def _may_be_unread_row(reader: _Reader, body: Sequence[Block], position: int) -> bool:
    """Whether a block below a repeated header may be the name of a row whose cells are not understood.

    Nothing says that the name above the header goes on in it, and what follows is no row, comment or text.
    """
    block, last = body[position], reader.rows[-1]
    if last.name_is_cut or goes_on_below(last.name, block.text, reader.words) or position + 1 >= reader.page:
        return False
    following = body[position + 1]
    if _comment_start(following, reader.words) is not None or reads_like_prose(following):
        return False
    found = _row_at(reader, body, position + 1) or _loose_row_at(reader, body, position + 1)
    if found is None:
        return True
    # 'ja, delvis 2019' may be the cells of the name above it.
    row, _ = found
    return may_be_short_value(row.name)


def _is_period_alone(reader: _Reader, block: Block, row: PrintedRow) -> bool:
    """Whether a row without a name was read in a period: 'Tertial' of 'Tertial 1 2025'."""
    return (
        row.beside
        and may_be_short_value(block.text)
        and reader.words.period.fullmatch(" ".join(block.text.split())) is not None
    )


def _is_rest_with_year(reader: _Reader, block: Block, position: int, row: PrintedRow, used: int) -> bool:
    """Whether a row without a value is the rest of the name above the header: '… före', then 'överföringar 2022'."""
    return (
        used == 1
        and not reader.in_comment
        and block.after_page_break
        and _may_be_rest(reader, position)
        and all(token.kind == PERIOD for cut in row.cuts for token in cut.tokens)
        and goes_on_below(reader.rows[-1].name, block.lines[0].text, reader.words)
    )


def _comment_start(block: Block, words: Vocabulary) -> tuple[Line, ...] | None:
    """The lines of a comment that a block begins ('Analys', 'Kommentar:', 'Analys: text'), None where it does not."""
    first = block.lines[0]
    text = first.text.strip()
    labels = words.labels("comment")
    if not text.startswith(labels):
        return None
    if text in labels:
        return block.lines[1:]
    label, colon, rest = text.partition(":")
    if not colon or label not in labels:
        return None
    return (Line(first.number, rest.strip()), *block.lines[1:]) if rest.strip() else block.lines[1:]


def _comment_is_closed(reader: _Reader) -> bool:
    """Whether no paragraph of a comment, which may stand above a repeated header, goes on: it ends like a sentence."""
    lines = reader.comment[-1].lines if reader.comment else reader.rows[-1].comment_lines
    return not lines or has_closed(Block(lines[-1:]))


def _comment_goes_on(reader: _Reader, block: Block) -> bool:
    """Whether a block is text of a comment whatever it looks like: over a page break, or right below the label."""
    return block.after_page_break or not (reader.comment or reader.rows[-1].comment_lines)


def _row_at(reader: _Reader, body: Sequence[Block], position: int) -> tuple[PrintedRow, int] | None:
    """The row whose name starts at `body[position]`, with the number of blocks it takes."""
    block = body[position]
    if not _can_start_name(block):
        return None
    lines, below = _cells_below(reader, body, position)
    if below is not None and reader.header.kind == "indicators" and holds_figure(below.cuts[0].name):
        # 'Antal lån 41 % Mäts inte', then '2021': cells of one row, of which one is not known.
        below = None
    beside = _cells_beside(reader, body, position)
    if beside is not None and (below is None or _is_sure(block, beside.cuts[0])):
        if below is not None and below.last == beside.last:
            # '… inom 14' + 'dagar', then '90 % …': the first cell, or the last line of the name.
            beside = beside._replace(
                cuts=(*beside.cuts, *(cut for cut in below.cuts if not ends_like_a_value(cut.name)))
            )
        return _row(reader, block, block.lines[:1], beside, beside=True), beside.used
    if below is not None:
        row = _row(reader, block, lines, below)
        return _with_unknown_period(reader, body, position + below.used, row, below.used)
    if not (reader.in_comment and _comment_goes_on(reader, block)):
        for count in range(1, min(len(block.lines), _MOST_NAME_LINES)):
            tokens = _cells_under(reader, block, count)
            if tokens:
                name = block.lines[:count]
                cuts = _named(reader, [line.text for line in name], tokens)
                return _row(reader, block, name, _Found(cuts, 1, block.last_line)), 1
    return None


def _cells_below(reader: _Reader, body: Sequence[Block], position: int) -> tuple[list[Line], _Found | None]:
    """The lines of a name, which a page may end within, and the cells below them; no lines where no cells are."""
    names = 2 if _goes_on_overleaf(reader, body, position) else 1
    found = _cells(reader, body, position + names, spaces=_spaces_at_end(body[position + names - 1]))
    if found is None:
        return [], None
    lines = [line for part in body[position : position + names] for line in part.lines]
    tokens, used, last = found
    return lines, _Found(_named(reader, [line.text for line in lines], tokens), names + used, last)


def _doubtful_row_at(reader: _Reader, body: Sequence[Block], position: int) -> tuple[PrintedRow, int] | None:
    """A row whose name holds a figure, where it can be read in no other way."""
    block = body[position]
    first = block.lines[0].text
    if reader.header.kind != "indicators" or not _can_start_name(block) or not holds_figure(block.text):
        return None
    if starts_with_figure(first):
        return None
    if reader.in_comment and (not _comment_is_closed(reader) or (reader.rows_are_marked and not _is_marked(block))):
        return None
    found = _cells_beside(reader, body, position, doubtful=True)
    if found is not None:
        return _row(reader, block, block.lines[:1], found, beside=True), found.used
    lines, found = _cells_below(reader, body, position)
    return None if found is None else (_row(reader, block, lines, found), found.used)


def _named(reader: _Reader, name: Sequence[str], cuts: Iterable[tuple[Token, ...]]) -> tuple[Cut, ...]:
    """Cuts with the name that stands on some lines."""
    text = _name_of(reader, name)
    return tuple([Cut(text, tokens) for tokens in cuts])


def _name_of(reader: _Reader, lines: Sequence[str]) -> str:
    text, _ = strip_symbols(join_wrapped(lines, trailing_spaces=reader.trailing_spaces))
    return text


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
        if last.endswith(".") or not goes_on_below(last, following.lines[0].text, reader.words):
            return False
    if (may_be_comment or _may_be_rest(reader, position)) and _starts_small(block):
        return False
    return not _cells(reader, body, position + 1, spaces=0)


def _starts_small(block: Block) -> bool:
    return starts_small(block.lines[0].text)


def _cells_under(reader: _Reader, block: Block, names: int) -> tuple[tuple[Token, ...], ...]:
    """Cells right under the lines of a name, where a converter prints no blank line between; empty if they are none.

    A period alone is not enough: a paragraph may end with the line '2020'.
    """
    if not _may_start_cells(reader.header, block.lines[names].text):
        return ()
    text = "\n".join(line.text for line in block.lines[names:])
    above = block.lines[names - 1].text
    cuts = _fitting_cuts(reader, text, len(above) - len(above.rstrip(" ")))
    return cuts if cuts and _ends_with_period(reader.header, cuts) and _any_value(cuts) else ()


def _is_sure(block: Block, cut: Cut) -> bool:
    """Whether cells beside a name are no part of it.

    Not sure are just a period ('Nöjdhet T2 2020'), a number with a common word after it ('i åldern 6' + 'år'), and a
    dash that ends the line ('Kvalitetsindikatorn -', which goes on overleaf).
    """
    first = cut.tokens[0]
    ends_with_dash = first.kind == DASH and block.lines[0].text.rstrip().endswith(("-", "–", "−"))
    return first.kind != PERIOD and first.unit_is_known and not ends_with_dash


def _row(reader: _Reader, block: Block, name: Sequence[Line], found: _Found, *, beside: bool = False) -> PrintedRow:
    texts = [line.text for line in name]
    # Only a text that keeps the space at the end of each line tells 'kemikaliehanteringssyste' from the end of a name;
    # 'språk-' is no end where other lines keep theirs.
    tells = reader.spaces_at_ends or (reader.trailing_spaces and texts[-1].endswith("-"))
    cut = tells and len(texts) > 1 and texts[-2].endswith(" ") and not texts[-1].endswith(" ")
    return PrintedRow(
        found.cuts[0].name,
        block.first_line,
        found.last,
        _is_marked(block),
        found.cuts,
        beside=beside,
        name_lines=tuple(texts) if len(texts) > 1 else (),
        name_is_cut=cut,
    )


def _is_marked(block: Block) -> bool:
    first = block.lines[0].text
    return block.after_icon or first.startswith((" ", "\u00a0")) or strip_symbols(first)[1]


def _can_start_name(block: Block) -> bool:
    return has_name_word(block.lines[0].text)


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
    if not start and position < len(body) and not _may_start_cells(reader.header, body[position].lines[0].text):
        return None
    text, best, is_whole = start, None, False
    for count in range(_MOST_CELL_BLOCKS):
        if position + count >= len(body):
            break
        block = body[position + count]
        if _comment_start(block, reader.words) is not None:
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


def _may_start_cells(header: Header, line: str) -> bool:
    """Whether a line may begin with a cell, whatever follows below it: most lines are prose."""
    return may_start_date(line) if header.kind == "activities" else may_start_value(line)


def _fitting_cuts(reader: _Reader, text: str, spaces: int) -> tuple[tuple[Token, ...], ...]:
    """Ways to cut that leave no more values than the header has columns.

    Where the last column is the period, a year at the end is the period and no value ('100 % 2019').
    """
    return _cuts_from(reader, CellText(text, trailing_spaces=reader.trailing_spaces), 0, spaces)


def _fitting(reader: _Reader, cuts: Sequence[tuple[Token, ...]]) -> tuple[tuple[Token, ...], ...]:
    """The cuts of some cells that fit the header's columns, those with the period last where there are such."""
    columns = len(reader.header.columns)
    fitting = tuple(
        [
            cut
            for cut in cuts
            if 0 < len(cut) <= columns and (_has_no_inner_period(cut) or _period_is_inside(reader, cut))
        ]
    )
    if len(fitting) > 1 and reader.header.roles[-1] == "period":
        return tuple([cut for cut in fitting if cut[-1].kind == PERIOD]) or fitting
    return fitting


def _has_no_inner_period(cut: Sequence[Token]) -> bool:
    """Whether no value before the last is a period: '2030 80 % År' is a number, a share and a period."""
    return PERIOD not in [token.kind for token in cut[:-1]]


def _period_is_inside(reader: _Reader, cut: Sequence[Token]) -> bool:
    """Whether the period is not the table's last column, or nothing else than a second period can be read."""
    return reader.header.roles[-1] != "period" or (cut[0].kind == PERIOD and not cut[0].text[:1].isdigit())


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


def _cells_beside(reader: _Reader, body: Sequence[Block], position: int, *, doubtful: bool = False) -> _Found | None:
    """The cuts of a name and cells that share the block's first line, the longest run of values first.

    Only a name of one line can have cells beside it; a name that would end with 'inom' or 'efter' is not whole, and
    none ends with '80 %'.
    """
    block = body[position]
    found: _Found | None = None
    cells: CellText | None = None
    for end, start in _ends_of_name(reader, block.lines[0].text, doubtful=doubtful):
        if cells is None:
            # Most blocks are running text, where no cells can begin.
            cells = CellText(block.text, trailing_spaces=reader.trailing_spaces)
        spaces = start - end
        tokens = _cuts_from(reader, cells, start, spaces)
        if found is None and not (
            tokens and (_ends_with_period(reader.header, tokens) or not _needs_period(reader.header))
        ):
            text = cells.text[start:]
            if not (tokens or _may_go_on(text, reader.words)):
                continue
            more = _cells(reader, body, position + 1, spaces=spaces, start=text)
            if more is None or not _ends_with_period(reader.header, more[0]):
                continue
            tokens, used, last = more
            found = _Found(_named(reader, [cells.text[:end]], tokens), used + 1, last)
            below = "".join(f"\n\n{part.text}" for part in body[position + 1 : position + found.used])
            cells = CellText(cells.text + below, trailing_spaces=reader.trailing_spaces)
        elif found is None:
            found = _Found(_named(reader, [cells.text[:end]], tokens), 1, block.last_line)
        elif tokens and _ends_with_period(reader.header, tokens):
            found = found._replace(cuts=(*found.cuts, *_named(reader, [cells.text[:end]], tokens)))
    return found


def _cuts_from(reader: _Reader, cells: CellText, start: int, spaces: int) -> tuple[tuple[Token, ...], ...]:
    """Ways to cut what stands from a place on, `spaces` before it, that fit the header's columns."""
    if reader.header.kind == "activities":
        return tuple(date_cells(cells.text[start:]))
    return _fitting(reader, cells.tokenizations(start, spaces_before=spaces))


def _ends_of_name(reader: _Reader, line: str, *, doubtful: bool = False) -> Iterator[tuple[int, int]]:
    """Where a name can end on a line that goes on with cells, and where those start.

    Names that hold a figure with its unit only where `doubtful` ones are asked for.
    """
    gaps = gaps_before_dates if reader.header.kind == "activities" else gaps_before_values
    for match in gaps(line, max(0, len(line) - MOST_CHARACTERS)):
        name = line[: match.start()]
        if not has_name_word(name) or is_dangling(name, reader.words):
            continue
        if reader.header.kind == "indicators" and not doubtful:
            if ends_like_a_value(name) or holds_figure(name):
                continue
            # '80 – 85 %' and '1 200' are one cell: a name does not end inside it, unless it ends in 'nivå 3'.
            if name[-1].isdigit() and _REST_OF_RANGE.match(line, match.end()):
                continue
            if _REST_OF_NUMBER.match(line, match.end()) and ends_with_first_digits(name, reader.words):
                continue
        yield match.start(), match.end()


_REST_OF_NUMBER = regex.compile(r"\d{3}(?!\d)")
_REST_OF_RANGE = regex.compile(r"[-–−]\s?\d")


def _with_unknown_period(
    reader: _Reader, body: Sequence[Block], position: int, row: PrintedRow, used: int
) -> tuple[PrintedRow, int]:
    """A row below whose values no known period stands, with the word or two below them as its period."""
    if (
        reader.header.roles[-1] != "period"
        or any(cut.tokens[-1].kind == PERIOD for cut in row.cuts)
        or position >= len(body)
        or _is_marked(body[position])
        or not _is_part_of_cells(reader, body[position])
        or _starts_cells(reader, body, position + 1)
    ):
        return row, used
    block = body[position]
    period = join_wrapped([line.text for line in block.lines], trailing_spaces=reader.trailing_spaces)
    token = Token(PERIOD, period, tuple(line.text.strip() for line in block.lines), 1)
    cuts = tuple(
        cut._replace(tokens=(*cut.tokens, token)) for cut in row.cuts if len(cut.tokens) < len(reader.header.columns)
    )
    if not cuts or len(period) > _LONGEST_PERIOD:
        return row, used
    return row._replace(cuts=cuts, line_end=block.last_line, doubts=(UNKNOWN_PERIOD,)), used + 1


def _loose_row_at(reader: _Reader, body: Sequence[Block], position: int) -> tuple[PrintedRow, int] | None:
    """A row that starts at `body[position]` with a cell, or a period, that is not known."""
    block = body[position]
    if (
        reader.header.kind != "indicators"
        or reader.header.roles[-1] != "period"
        or len(reader.aside) > _MOST_ASIDE_BLOCKS
        or not _can_start_name(block)
        or starts_small(block.lines[0].text)
    ):
        return None
    if reader.in_comment and (
        not (_comment_is_closed(reader) or block.after_icon)
        or reads_like_prose(block)
        or (reader.rows_are_marked and not _is_marked(block))
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
    return _row(reader, block, name, found, beside=beside)._replace(doubts=tuple(sorted(doubts))), found.used


def _is_known_period(reader: _Reader, token: Token) -> bool:
    return token.kind == PERIOD and reader.words.period.fullmatch(token.text) is not None


def _loose_beside(reader: _Reader, body: Sequence[Block], position: int) -> _Found | None:
    block = body[position]
    if reads_like_prose(block):
        return None
    rest = "".join(f"\n{line.text}" for line in block.lines[1:])
    options: list[tuple[float, Cut, int]] = []
    line = block.lines[0].text
    for end, start in _ends_of_name(reader, line):
        name = _name_of(reader, [line[:end]])
        for cost, tokens, used in _loose_cells(
            reader,
            body,
            position + 1,
            line[start:] + rest,
            start - end,
            surely=_is_marked(block) and not reader.in_comment,
        ):
            options.append((cost, Cut(name, tokens), used + 1))
    return _likeliest(body, position, options)


def _loose_below(reader: _Reader, body: Sequence[Block], position: int) -> _Found | None:
    """The cells below a name where the first, 'Mäts inte' of 'Mäts inte 71 % 69 %', may look like a name itself."""
    if position + 1 >= len(body) or _comment_start(body[position + 1], reader.words) is not None:
        return None
    block, following = body[position], body[position + 1]
    if is_doubtful_name(_name_of(reader, [line.text for line in block.lines])):
        return None
    itself = _row_at(reader, body, position + 1)
    if itself is not None:
        row, _ = itself
        # '   se' + 'kommentar': the spaces are those of empty cells, and no name begins with a small letter.
        is_value = may_be_short_value(row.name) and (
            starts_small(row.name) or not row.marked or _is_indented_more(following, block)
        )
        is_value = is_value and not reads_like_prose(block)
        is_short = row.beside and len(row.name.split()) <= _WORDS_OF_A_VALUE
        if not is_value or not (_is_marked(block) or is_short or starts_small(row.name)):
            return None
    name = _name_of(reader, [line.text for line in block.lines])
    options = [
        (cost, Cut(name, tokens), used + 2)
        for cost, tokens, used in _loose_cells(
            reader, body, position + 2, following.text, _spaces_at_end(block), surely=not reader.in_comment
        )
    ]
    return _likeliest(body, position, options)


def _is_indented_more(block: Block, name: Block) -> bool:
    """Whether more spaces stand before a block than the mark of a name has: those of empty cells, '   Blå 86 %'."""
    first, above = block.lines[0].text, name.lines[0].text
    return not block.after_icon and len(first) - len(first.lstrip()) > max(1, len(above) - len(above.lstrip()))


_WORDS_OF_A_VALUE = 2


def _likeliest(body: Sequence[Block], position: int, options: Sequence[tuple[float, Cut, int]]) -> _Found | None:
    if not options:
        return None
    least = min(cost for cost, _, _ in options)
    used = next(used for cost, _, used in options if cost == least)
    cuts = tuple(cut for cost, cut, its in options if cost <= least + _AS_LIKELY and its == used)
    return _Found(cuts[:_MOST_LOOSE_CUTS], used, body[position + used - 1].last_line)


_AS_LIKELY, _MOST_LOOSE_CUTS = 0.05, 12


_LooseCells = list[tuple[float, tuple[Token, ...], int]]


def _loose_cells(
    reader: _Reader, body: Sequence[Block], position: int, text: str, spaces: int, *, surely: bool
) -> _LooseCells:
    """Cells of which some are not known, with their cost and how many blocks from `position` on they take.

    They go on over blocks that hold nothing else than values, or a word or two, until a known period ends them. Without
    one the last words are the period, where enough values stand before them; one value is enough where a name `surely`
    stands before it.
    """
    without_period: _LooseCells = []
    for used in range(_MOST_LOOSE_BLOCKS):
        cuts = _loose_cuts(reader, text, spaces)
        ending = [(cost, cut, used) for cost, cut in cuts if cut[-1].kind == PERIOD]
        if ending:
            return ending
        # The block that ends the cells is no name with cells below it.
        if not used or not _starts_cells(reader, body, position + used):
            without_period.extend(
                (cost, (*cut[:-1], cut[-1]._replace(kind=PERIOD)), used)
                for cost, cut in cuts
                if _ends_with_unknown_period(cut, len(reader.header.columns), least=1 if surely else 2)
            )
        if (
            position + used >= len(body)
            or not _is_part_of_cells(reader, body[position + used])
            or _is_next_row(reader, body, position + used)
        ):
            break
        text = f"{text}\n\n{body[position + used].text}"
    return without_period


def _is_next_row(reader: _Reader, body: Sequence[Block], position: int) -> bool:
    """Whether a row begins where the cells of another might go on: '90 % se kommentar', then 'Antal lån', '10 2019'.

    A blank line within cells stands below a cell that wrapped.
    """
    if len(body[position - 1].lines) > 1 or starts_small(body[position].lines[0].text):
        return False
    found = _row_at(reader, body, position)
    return found is not None and not found[0].doubts and found[0].tokens[-1].kind == PERIOD


def _loose_cuts(reader: _Reader, text: str, spaces: int) -> list[tuple[float, tuple[Token, ...]]]:
    """Ways to cut with their cost, 0 where all is known, into no more values than columns, the period last if any."""
    known = tokenizations(text, spaces_before=spaces, trailing_spaces=reader.trailing_spaces)
    cuts = [(0.0, cut) for cut in known]
    cuts += [
        (cut.cost, cut.tokens)
        for cut in loose_tokenizations(text, spaces_before=spaces, trailing_spaces=reader.trailing_spaces)
    ]
    return [
        (cost, cut)
        for cost, cut in cuts
        if 1 < len(cut) <= len(reader.header.columns) and all(token.kind != PERIOD for token in cut[:-1])
    ]


def _ends_with_unknown_period(cut: Sequence[Token], columns: int, *, least: int) -> bool:
    """Whether the last of some values is the period: '81 % 82 % Vartannat år', '81 % 82 % -'."""
    *values, last = cut
    if last.kind not in (TEXT, DASH) or len(last.text) > _LONGEST_PERIOD or any(token.kind == TEXT for token in values):
        return False
    return len(values) == columns - 1 or (len(values) >= least and (least == 1 or any(token.unit for token in values)))


_LONGEST_PERIOD = 25


def _starts_cells(reader: _Reader, body: Sequence[Block], position: int) -> bool:
    return _cells(reader, body, position, spaces=0) is not None


def _is_part_of_cells(reader: _Reader, block: Block) -> bool:
    text = block.text
    if _comment_start(block, reader.words) is not None or _is_prose(block):
        return False
    return may_be_short_value(text) or bool(
        tokenizations(text, spaces_before=0, trailing_spaces=reader.trailing_spaces)
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
