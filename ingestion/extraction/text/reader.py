"""The state while the blocks of a table are read in order: its rows, the open comment, what stands aside."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace

import regex

from ingestion.extraction.layout import Block, Line
from ingestion.extraction.text.blocks import (
    NO_PAGE_END,
    block_starts_small,
    figure_behind_words,
    is_name_with_figure,
    is_narrower,
    is_prose,
    is_running_text,
    is_short_value,
    may_be_name,
    may_be_page_end,
)
from ingestion.extraction.text.cells import TableText, loose_cuts, may_start_cells
from ingestion.extraction.text.names import (
    has_closed,
    has_name_word,
    is_dangling,
    may_be_short_value,
    paragraph_goes_on,
    reads_like_prose,
    starts_small,
    starts_with_figure,
)
from ingestion.extraction.text.printed import Leftover, PrintedRow
from ingestion.extraction.tokens import TEXT

_MOST_UNKNOWN_BLOCKS = 3


@dataclass
class Reader(TableText):
    """The state while a table's blocks are read in order; `page` is the number of blocks above the next header.

    `rows_are_marked` says that each row of the document has a mark before its name. `aside` are the blocks since the
    last row and its comment that were no part of them. `other_table` says that another table may have begun below the
    header, with titles that are none of an indicator table.
    """

    rows_are_marked: bool
    continues: bool
    page: int
    completed: int = 0
    rows: list[PrintedRow] = field(default_factory=list)
    in_comment: bool = False
    after_comment: bool = False
    other_table: bool = False
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
            is_cells = _may_be_cells(self, block) or (is_last and number > 0 and is_short_value(block))
            is_row = _may_hold_row(self, block) or (is_last and is_name_with_figure(block))
            # 'i.u. 5 st 2 st 6 st VB 2021': its name stands above.
            is_cells = is_cells or (is_row and number > 0 and not has_name_word(BEFORE_FIGURE.split(block.text, 1)[0]))
            is_first = number == 0 and not before
            if self._is_own_text(block) or not (is_cells or (is_row and not is_first)):
                number, is_listed = number + 1, False
                continue
            first = self._name_above(number) if is_cells else number
            if first == number and not (is_row or _may_be_cells(self, block)):
                break
            for one in self.comment[first : number + 1]:
                if one.first_line not in said:
                    said.add(one.first_line)
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
        words = BEFORE_FIGURE.split(row.name, maxsplit=1)[0] if row.beside else row.name
        if first == number or not may_be_short_value(words):
            return False
        above = self.comment[first - 1] if first else Block(self.rows[-1].comment_lines)
        if above.lines and not self.comment[first].after_icon and paragraph_goes_on(above, self.comment[first]):
            return False
        if is_prose(self.comment[first]) and not (starts_small(row.name) or is_narrower(self.comment[first], above)):
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
            if may_be_name(self.comment[first]):
                return number if is_running_text(self.comment[first]) else first
            if not may_be_short_value(self.comment[first].text) or is_prose(self.comment[first]):
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
        while count < most and may_be_page_end(self.comment[-1 - count]):
            count += 1
        at = len(self.comment) - count
        if not count or not at or block_starts_small(below):
            return False
        last = self.comment[at - 1].lines[-1].text.rstrip()
        if not has_closed(self.comment[at - 1]) and (last.endswith(NO_PAGE_END) or is_dangling(last, self.words)):
            return False
        for block in self.comment[at:]:
            self.leftovers.append(Leftover(block.first_line, block.last_line, block.text, may_hold_row=False))
        del self.comment[at:]
        return True

    def take_aside(self) -> None:
        """Note what stands above a row, or a comment, and belongs to none: a row, where it is no running text."""
        for block in self.aside:
            left = leftover_of(self, block)
            may_hold_row = left.may_hold_row or (self.header.is_certain and _is_no_text(self, block))
            self.leftovers.append(replace(left, may_hold_row=may_hold_row))
        self.aside.clear()

    def text_aside(self) -> str:
        """What belongs to no row so far, as one line."""
        return " ".join(" ".join(block.text.split()) for block in self.aside)

    def take_end(self) -> None:
        """Note what stands below the last row and may hold one, up to the text that ends the table."""
        # Where no text follows that could have headings, a name and cells, or figures behind words, are of a row.
        ends = self.header.is_certain and not any(map(is_prose, self.aside))
        words_alone = len(self.aside) == 1 and not figure_behind_words(self.text_aside())
        for block, below in itertools.zip_longest(self.aside, self.aside[1:]):
            if _may_hold_row(self, block) or (ends and not words_alone and _is_no_text(self, block)):
                self.leftovers.append(replace(leftover_of(self, block), may_hold_row=True))
            elif reads_like_prose(block) and not (
                below and starts_with_figure(below.text) and _may_hold_row(self, below)
            ):
                # A name may end with a full stop, too; what stands below one that ends the table are no cells.
                break
        self.aside.clear()


def leftover_of(reader: Reader, block: Block) -> Leftover:
    """A block as what no row and no comment accounts for."""
    return Leftover(block.first_line, block.last_line, block.text, _may_hold_row(reader, block))


_FIGURE_WITH_UNIT = regex.compile(r"(?<![\d,.])\d+(?:,\d+)?\s?[%‰]")


def _may_hold_row(reader: Reader, block: Block) -> bool:
    """Whether a block that is no row looks like one or a part of one: it is no sentence, and ends as rows do."""
    if not _is_no_text(reader, block):
        return False
    text = " ".join(block.text.split())
    if len(_FIGURE_WITH_UNIT.findall(text)) > 1 or reader.words.period_at_end.search(text) is not None:
        return True
    # 'Antal barn per grupp 16 16 i.u.': a name with figures behind it, and a period of a form that nobody knows.
    return _NAME_AND_FIGURES.match(text) is not None


BEFORE_FIGURE = regex.compile(r"\s(?=\d)")
_NAME_AND_FIGURES = regex.compile(r"\p{Lu}[^\d]*\p{L}[^\d]* \d[\d,]*(?: [%‰])?(?: \d[\d,]*(?: [%‰])?)+(?: \S+){0,3}$")


def _is_no_text(reader: Reader, block: Block) -> bool:
    """Whether a block inside an indicator table is no running text, so that it must be of a row."""
    return reader.header.kind == "indicators" and not is_prose(block)


def _may_be_cells(reader: Reader, block: Block) -> bool:
    """Whether a block may be the cells of a row of which not all are understood: '8 50 50 se kommentar'."""
    first = block.lines[0].text
    if not (may_start_cells(reader.header, first) or starts_with_figure(first)) or is_prose(block):
        return False
    cuts = loose_cuts(reader, block.text, 0)
    if not cuts:
        return False
    _, likeliest = min(cuts, key=lambda cut: cut[0])
    return likeliest[0].kind != TEXT or starts_with_figure(first)


def may_be_rest(reader: Reader, position: int) -> bool:
    """Whether a block may be the rest of the row above a repeated header."""
    return reader.continues and position == reader.completed


def comment_is_closed(reader: Reader) -> bool:
    """Whether no paragraph of a comment, which may stand above a repeated header, goes on: it ends like a sentence."""
    lines = reader.comment[-1].lines if reader.comment else reader.rows[-1].comment_lines
    return not lines or has_closed(Block(lines[-1:]))


def comment_goes_on(reader: Reader, block: Block) -> bool:
    """Whether a block is text of a comment whatever it looks like: over a page break, or right below the label."""
    return block.after_page_break or not (reader.comment or reader.rows[-1].comment_lines)
