"""What a block of a text is to the reader of tables of money: a row, a label, a part of a header, prose.

A block is asked for from many sides: as a row, as what goes on in the next one, as a piece of a header, as the end of a
table. What it is by itself stands here, is worked out when it is first asked for, and once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

import regex

from ingestion.extraction.layout import Block, Line
from ingestion.extraction.money.printed import Figure
from ingestion.extraction.money.words import ANSWERS, ROW_TITLE, TITLE, UNIT, WEAK_TITLE, may_head_a_column, money_words
from ingestion.extraction.text.money.cells import trailing_figures
from ingestion.extraction.text.money.header import is_known, whole_words

MOST_HEADER_CHARACTERS = 200
MOST_TITLE_LINES = 10
"""The titles of columns of result units and of complaints run over 7."""

_HEADS = frozenset({TITLE, WEAK_TITLE, ROW_TITLE, UNIT})
_MOST_LABEL_LINES = 6
_WORDS_BEHIND_FIGURE = re.compile(r"\d [^\W\d_]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERS = re.compile(r"(?<!\S)[-−–+]?\d[\d,.]*%?(?!\S)")
_YEAR_OR_BRACKET = re.compile(r"(?:19|20)\d\d|\(\d+\)|[1-3]")
_SENTENCE = regex.compile(r"[.!?]\s+\p{Lu}|\.\s*$")
_ENDS_SENTENCES = frozenset(".!?")
_ABBREVIATION = regex.compile(r"(?<=\b(?:\p{Ll}{1,4}|\p{Lu}{2,4}))\.(?=\s+\S)")
_END_NOTHING = frozenset(
    {
        "och",
        "&",
        "med",
        "för",
        "till",
        "av",
        "i",
        "på",
        "samt",
        "inkl",
        "inkl.",
        "exkl",
        "exkl.",
        "före",
        "efter",
        "mot",
        "varav",
    }
)


def has_letter(text: str) -> bool:
    """Whether a text holds a letter of any script."""
    return any(map(str.isalpha, text))


class MoneyBlock:
    """A block of a text: its lines, and what they are by themselves.

    `trailing_spaces`: the text keeps the space at the end of a wrapped line, so that a line without one was cut inside
    a word. `after_page_break` as in Block.
    """

    def __init__(self, block: Block, *, trailing_spaces: bool) -> None:
        """Keep the lines of a block; all else is worked out when it is asked for."""
        self.lines = block.lines
        self.after_page_break = block.after_page_break
        self.trailing_spaces = trailing_spaces

    def of(self, lines: Sequence[Line]) -> MoneyBlock:
        """A block of other lines in the place of this one: a part of it, or it and more."""
        if len(lines) == len(self.lines) and lines[0] is self.lines[0]:
            return self
        return MoneyBlock(Block(tuple(lines), self.after_page_break), trailing_spaces=self.trailing_spaces)

    @property
    def text(self) -> str:
        """The lines as one text with their spaces; what a line's end cut is whole: '1258,' + '2 1207,5'."""
        if len(self.lines) == 1:
            return self.lines[0].text
        text = ""
        for line in self.lines:
            if text and not self.trailing_spaces and not text.endswith(" "):
                text += " "
            text += line.text
        return text

    @property
    def offsets(self) -> tuple[tuple[int, int], ...]:
        """Where each line begins in the text, with its number."""
        if len(self.lines) == 1:
            return ((0, self.lines[0].number),)
        found, length = [], 0
        for line in self.lines:
            if length and not self.trailing_spaces and self.text[length - 1] != " ":
                length += 1
            found.append((length, line.number))
            length += len(line.text)
        return tuple(found)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The run of words at the end that can be figures."""
        return trailing_figures(self.text)

    @property
    def words(self) -> list[str]:
        """The words as those of a header: what a narrow column broke is whole."""
        if len(self.lines) == 1:
            return self.text.split()
        found = whole_words(self.lines, trailing_spaces=self.trailing_spaces)
        return [word for texts in found for word in texts if word]

    @cached_property
    def is_known(self) -> bool:
        """Whether nearly all words are words of headers."""
        return is_known(self.words)

    @property
    def squeezed(self) -> str:
        """The words without anything between them."""
        return "".join(["".join(line.text.split()) for line in self.lines])

    @property
    def ends_as_sentence(self) -> bool:
        """Whether the last line ends in what ends no header."""
        return self.lines[-1].text.rstrip().endswith((".", ":"))

    @property
    def may_head(self) -> bool:
        """Whether a word that can begin a header, or two years, may stand in it."""
        return not self.ends_as_sentence and may_head_a_column("\n".join([line.text for line in self.lines]))

    @property
    def holds_figure(self) -> bool:
        """Whether the last line ends in a figure, in words behind one, or in the answer to a question: 'ja', 'nej'."""
        text = self.lines[-1].text
        plain = text.rstrip()
        if plain[-1] in "%)*_" or plain[-1].isdecimal() or _WORDS_BEHIND_FIGURE.search(text) is not None:
            return True
        folded = plain.casefold()
        return folded.endswith(ANSWERS) and any(
            folded.endswith(answer) and folded[: -len(answer)][-1:].isspace() for answer in ANSWERS
        )

    @property
    def is_header_like(self) -> bool:
        """Whether it is made of the words of headers: nearly all known, one of them a title or a unit, no figures."""
        if self.ends_as_sentence or sum([len(line.text) for line in self.lines]) > MOST_HEADER_CHARACTERS:
            return False
        role = money_words().role
        return self.is_known and any(role(word) in _HEADS for word in self.words)

    @property
    def is_years_only(self) -> bool:
        """Whether all numbers in it are bare years, at least two: 'Inskrivningsgrad 2018 2018 2017' is a header."""
        numbers = _NUMBERS.findall(" ".join([line.text for line in self.lines]))
        return len(numbers) > 1 and all(map(_YEAR.fullmatch, numbers))

    @property
    def ends_in_years(self) -> bool:
        """Whether the figures at its end are years, marks in brackets or the number of a tertial, or there are none."""
        one = len(self.lines) == 1
        run = self.figures if one else trailing_figures(" ".join([line.text for line in self.lines]))
        return all(_YEAR_OR_BRACKET.fullmatch(figure.text) for figure in run)

    @cached_property
    def is_row(self) -> bool:
        """Whether it ends in figures that are no years: a row of a table, not a sentence that ends in a figure."""
        if not self.figures or self.is_years_only:
            return False
        if self.ends_in_years:
            # '2 1 3' is a row of small figures: a title that ends in one of them ('Tertial 1') has words or a year.
            may_be_title = has_letter(self.text) or _YEAR.search(self.text) is not None
            if self.is_header_like or (may_be_title and self.is_known):
                return False
        text = self.text
        return len(text) <= 300 and (not _ENDS_SENTENCES.intersection(text) or _SENTENCE.search(text.rstrip()) is None)

    @property
    def has_figures_only(self) -> bool:
        """Whether it is a row whose label stands elsewhere: no word stands before its figures."""
        return bool(self.figures) and not has_letter(self.text[: self.figures[0].offset]) and self.is_row

    @property
    def is_narrow(self) -> bool:
        """Whether it looks like one header cell of a narrow column: few short lines without a full stop.

        Spaces at its end are empty cells: those of a row, not of a header.
        """
        return (
            not self.lines[-1].text.endswith("  ")
            and len(self.lines) <= MOST_TITLE_LINES
            and all(len(line.text.strip()) <= 24 for line in self.lines)
            and not self.ends_as_sentence
        )

    @property
    def may_be_label(self) -> bool:
        """Whether it can be the label of a row or a group: a few lines without a sentence."""
        return _may_be_label([line.text for line in self.lines])

    @property
    def may_be_abbreviated(self) -> bool:
        """Whether it can be a label but for an abbreviation: 'Avser adm. ers. Skärholmens SDN' ends no sentence."""
        return _may_be_label(
            [_ABBREVIATION.sub("", line.text) if "." in line.text else line.text for line in self.lines]
        )

    @property
    def ends_nothing(self) -> bool:
        """Whether its last word can end no label."""
        last = self.lines[-1].text.split()[-1].casefold()
        return last in _END_NOTHING or last.endswith(("-", ","))

    @property
    def is_at_page_top(self) -> bool:
        """Whether a page ended just before: a page break leaves a space, often no more."""
        return self.after_page_break or self.lines[0].text.startswith(" ")

    def goes_on_in(self, following: MoneyBlock) -> bool:
        """Whether a label goes on in the next block: a page ended inside it, or a blank line stands there.

        'Stöd och service till personer med', then 'funktionsnedsättning 371,3': a small letter begins nothing but a
        part ('varav'), and some words end nothing.
        """
        begin = following.lines[0].text.lstrip()
        is_rest = begin[:1].islower() or begin[:1] == "("
        return (is_rest and not begin.startswith("varav")) or self.ends_nothing


def _may_be_label(lines: Sequence[str]) -> bool:
    text = " ".join([line.strip() for line in lines])
    return (
        len(lines) <= _MOST_LABEL_LINES
        and len(text) <= 160
        and not text.endswith((".", "!", "?", ":"))
        and has_letter(text)
        and all(len(line) <= 70 for line in lines)
        and (not _ENDS_SENTENCES.intersection(text) or _SENTENCE.search(text) is None)
    )


def is_label_of_next(body: Sequence[MoneyBlock], position: int) -> bool:
    """Whether a block is the label of the figures in the next one, above which no word of theirs stands."""
    return position + 1 < len(body) and body[position + 1].has_figures_only


def is_first_part_of_label(body: Sequence[MoneyBlock], position: int, *, in_rows: bool) -> bool:
    """Whether a block is the first part of a label whose rest is the next block, with its figures or above them.

    `in_rows`: rows stand above, so that words that are followed by words are more likely a label than a header.
    """
    if position + 1 >= len(body):
        return False
    block, following = body[position], body[position + 1]
    if not block.goes_on_in(following) or not block.may_be_label or block.is_row:
        return False
    if is_label_of_next(body, position + 1):
        return True
    if following.is_row:
        return not block.is_known or block.ends_nothing
    return in_rows and not block.is_known and following.may_be_label


def is_cut_title(body: Sequence[MoneyBlock], position: int) -> bool:
    """Whether a block that ends in a figure is a part of a column's title that a page cut, and no row.

    'bruttobudge', then 't 2021'; 'Varav 5 %', then 'av resultat-'.
    """
    block = body[position]
    if block.lines[0].text.lstrip()[:1].islower() and block.ends_in_years:
        return True
    following = body[position + 1 : position + 2]
    return bool(following) and block.goes_on_in(following[0]) and not following[0].is_row


__all__ = [
    "MOST_HEADER_CHARACTERS",
    "MOST_TITLE_LINES",
    "MoneyBlock",
    "has_letter",
    "is_cut_title",
    "is_first_part_of_label",
    "is_label_of_next",
]
