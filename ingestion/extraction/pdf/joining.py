"""Join the printed lines of a cell or a name.

A PDF does not say whether a line ended at a space or inside a word ('Fastställ' + 's 2021', 'nämnd/styrel' + 'se').
Three things tell: words that reports are known to print, whether the next letter would still have fitted on the line,
and whether the parts or the whole stand elsewhere in the document as words.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import regex

from ingestion.documents.pdf import SOFT_HYPHEN, PdfLine, Word
from ingestion.extraction.tokens import tokenizations
from ingestion.extraction.vocabulary import placeholders, vocabulary
from ingestion.lexicon import seed_rows

_MOST_WRAPS = 0.85
_FITS = 0.4
"""Points by which a width may be off."""

_REPEATED_PART = regex.compile(r"(?:och|eller|samt|respektive)\b")
_NOT_LETTERS = regex.compile(r"^\P{L}+|\P{L}+$")


class Piece(NamedTuple):
    """What stands of a cell on one line: its words, the number of the line and its page."""

    words: tuple[Word, ...]
    line: int
    page: int

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def base(self) -> float:
        """The base line of its first word."""
        return self.words[0].base

    @property
    def width(self) -> float:
        """From the first letter to the last, in points."""
        return self.words[-1].x1 - self.words[0].x0

    @property
    def top(self) -> float:
        """The highest point."""
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The lowest point."""
        return max(word.bottom for word in self.words)


@dataclass(frozen=True, slots=True)
class Joined:
    """The text of a cell or name; `sure` is False where a hyphen at a line's end may be printed or only a division."""

    text: str
    sure: bool


@dataclass(frozen=True)
class Joiner:
    """What a document shows of its words: those that stand whole within a line, and whether line ends keep spaces."""

    whole_words: frozenset[str]
    keeps_spaces: bool

    @staticmethod
    def of(lines: Iterable[PdfLine]) -> Joiner:
        """What the lines of a document show.

        Some programs keep the space at a wrapped line's end only now and then: a missing one then proves nothing.
        """
        whole: set[str] = set()
        wraps = spaces = 0
        before: PdfLine | None = None
        for line in lines:
            if before is not None and not before.in_grid and not line.in_grid and line.words[0].text[:1].islower():
                wraps += 1
                spaces += before.words[-1].space_after
            before = line
            # The first and the last word of a line in a narrow cell may be half a word.
            whole.update(_bare(word.text) for word in (line.words[1:-1] if line.in_grid else line.words))
        return Joiner(frozenset(whole), wraps > 0 and spaces > _MOST_WRAPS * wraps)

    def join(self, pieces: Sequence[Piece], width: float) -> str:
        """The text of a cell whose column holds lines of `width` points."""
        return self.joined(pieces, width).text

    def joined(self, pieces: Sequence[Piece], width: float) -> Joined:
        """The text of a cell whose column holds lines of `width` points, and whether it is sure."""
        if not pieces:
            return Joined("", sure=True)
        known = _spaces_of_known_text("".join("".join(piece.text.split()) for piece in pieces))
        joined = pieces[0].text
        letters = len("".join(joined.split()))
        sure = True
        for before, after in itertools.pairwise(pieces):
            hyphen = self._hyphen(before, after) if letters not in known else None
            if hyphen is not None:
                kept, space, decided = hyphen
                joined = joined if kept else joined[:-1]
                sure = sure and decided
            elif letters in known:
                space = known[letters]
            elif self.keeps_spaces:
                space = before.words[-1].space_after
            else:
                space = not self._is_one_word(before, after, width)
            joined += (" " if space else "") + after.text
            letters += len("".join(after.text.split()))
        return Joined(" ".join(joined.split()).replace(SOFT_HYPHEN, "-"), sure)

    def _hyphen(self, before: Piece, after: Piece) -> tuple[bool, bool, bool] | None:
        """Of a hyphen at a line's end: whether it is kept, whether a space follows, whether that is sure.

        None where no hyphen divides letters there.
        """
        last, first = before.words[-1].text, after.words[0].text
        if last[-1:] not in {"-", SOFT_HYPHEN} or not last[-2:-1].isalpha():
            return None
        if _REPEATED_PART.match(first):
            return True, before.words[-1].space_after if self.keeps_spaces else True, True
        if not first[:1].islower():
            return True, False, True
        if last[-1] == SOFT_HYPHEN:
            # Only a program that divides words prints it.
            return False, False, True
        part = regex.split(r"[-/]", last[:-1])[-1]
        if len(part) == 1 or part.isupper():
            # 'e-tjänster', 'HVB-hem'
            return True, False, True
        if self._knows(last[:-1] + first):
            return False, False, True
        return True, False, self._knows(last + first)

    def _knows(self, word: str) -> bool:
        """Whether a word stands whole in the document or in a name of the catalogue."""
        bare = _bare(word)
        return bare in self.whole_words or bare in _catalogue_words()

    def _is_one_word(self, before: Piece, after: Piece, width: float) -> bool:
        """Whether a word or figure goes on over the end of a line."""
        last, first = before.words[-1], after.words[0]
        if last.text.endswith(("-", "/")) and last.text[-2:-1].isalnum():
            return not _REPEATED_PART.match(first.text) if last.text.endswith("-") else True
        if not (last.text[-1].isalnum() and first.text[0].isalnum() and not first.text[0].isupper()):
            return first.text[0] in ",.;:/)" and last.text[-1].isalnum()
        if last.text[-1].isdigit() != first.text[0].isdigit():
            return False
        letter = (first.x1 - first.x0) / len(first.text)
        if before.width + letter * _widest(first.text[0]) < width - _FITS:
            return False
        if last.text[-1].isalpha() and _bare(last.text + first.text) in self.whole_words:
            return True
        if len(before.words) > 1 or before.width > width + 1:
            # A word that is too long for its column begins a line of its own before it is broken, or sticks out.
            return False
        ends, begins = _bare(last.text), _bare(first.text)
        # 'med' + 'funktionsnedsättning' are two words; 'se' of 'styrel' + 'se' is too short to say so.
        return ends not in self.whole_words and not (len(begins) > 2 and begins in self.whole_words)


def _bare(text: str) -> str:
    return str(_NOT_LETTERS.sub("", text)).casefold()


def _widest(letter: str) -> float:
    """How much wider a letter is than the mean, about."""
    return 1.5 if letter in "mwMW%" else 0.5 if letter in "ijlftr1" else 1.0


@functools.cache
def _catalogue_words() -> frozenset[str]:
    """The words of the names in the catalogue of indicators."""
    rows = [*seed_rows("indicators.csv"), *seed_rows("indicator_aliases.csv")]
    names = (row.get("name") or row.get("printed_name") or "" for row in rows)
    return frozenset(_bare(word) for name in names for word in name.split())


@functools.lru_cache(maxsize=4096)
def _spaces_of_known_text(squeezed: str) -> Mapping[int, bool]:
    """Behind which letters of a known phrase, period or value with unit a space stands (True) or none does.

    Empty where the text is none of them; places inside a number are left out, the widths decide there.
    """
    if _any_known_text().fullmatch(squeezed):
        for known in _known_texts():
            laid = _laid(squeezed, known)
            if laid is not None:
                return {place: place in laid for place in range(len(squeezed))}
    # '78 %', '1,6 kg CO2 per kg livsmedel', 'Max 10 personer'
    number = _number_with_limit().match(squeezed)
    if number:
        limit = {place: place == number.end("limit") for place in range(1, number.end("limit") + 1)}
        unit_text, start = squeezed[number.end() :], number.end()
        for unit in vocabulary().units:
            laid = _laid(unit_text, unit)
            if laid is not None:
                return {**limit, start: True, **{start + place: place in laid for place in range(1, len(unit_text))}}
    return {}


@functools.lru_cache(maxsize=4096)
def is_value(text: str) -> bool:
    """Whether a cell's text is one value or period, or the end of one that a page break cut ('styrelse')."""
    squeezed = "".join(text.split())
    if is_whole_value(text):
        return True
    folded = squeezed.casefold()
    return any(known.casefold().endswith(folded) or known.startswith(squeezed) for known in _squeezed_texts())


@functools.lru_cache(maxsize=4096)
def is_whole_value(text: str) -> bool:
    """Whether a cell's text is one value or period."""
    return any(
        len(cut) == 1
        for form in (text, "".join(text.split()))
        for cut in tokenizations(form, spaces_before=1, trailing_spaces=False)
    )


@functools.cache
def _known_texts() -> tuple[str, ...]:
    return (*(phrase for phrase, _ in vocabulary().phrases), *vocabulary().periods)


@functools.cache
def _squeezed_texts() -> tuple[str, ...]:
    """Known texts and units without spaces and without what varies in them."""
    return tuple(regex.sub(r"\s|\{\w+\}", "", known) for known in (*_known_texts(), *vocabulary().units))


@functools.cache
def _any_known_text() -> regex.Pattern[str]:
    """Any of the known texts without spaces: most texts are none, and are told by one look."""
    return regex.compile("|".join(f"(?:{_squeezed_pattern(known).pattern})" for known in _known_texts()), regex.I)


@functools.cache
def _number_with_limit() -> regex.Pattern[str]:
    limits = "|".join(regex.escape("".join(words.split())) for words, _ in vocabulary().comparators)
    return regex.compile(rf"(?P<limit>(?:{limits})\.?)?[-–−+]?\d+(?:[.,]\d+)?", regex.I)


@functools.cache
def _squeezed_pattern(known: str) -> regex.Pattern[str]:
    """A known text without its spaces, each part of it a group."""
    parts = (part for part in _parts(known) if part != " ")
    return regex.compile("".join(f"({placeholders().get(part, regex.escape(part))})" for part in parts), regex.I)


def _laid(squeezed: str, known: str) -> frozenset[int] | None:
    """Where the spaces of a known text fall in printed letters without spaces, None where they are not that text."""
    match = _squeezed_pattern(known).fullmatch(squeezed)
    if not match:
        return None
    places: set[int] = set()
    letters, group = 0, 0
    for part in _parts(known):
        if part == " ":
            places.add(letters)
        else:
            group += 1
            letters = match.end(group)
    return frozenset(places)


def _parts(known: str) -> Iterator[str]:
    for part in regex.split(r"(\{\w+\}|\s)", known):
        if part:
            yield " " if part.isspace() else part
