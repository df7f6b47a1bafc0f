"""From numbered lines to blocks: page furniture taken out, page breaks and lost icons kept as marks.

The texts come from PDF by way of a converter that prints a table cell by cell: a cell that fits on one line is
followed by the next cell on the same line, a cell that wraps is followed by a blank line. So a block, the lines
between two blank lines, holds whole cells and ends with the one that wrapped.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import operator
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from typing import NamedTuple

import regex

# 'vård-' + 'och omsorgsboende': the hyphen stands for a part that follows.
_REPEATED_PART = regex.compile(r"\s*(?:och|eller|samt|respektive)\b")

_SOFT_HYPHEN = "\u00ad"
_SYMBOLS = regex.compile(r"^[\s\p{So}\p{Co}\p{Cn}•·▪■□▲△▼►◄●○◆◇★☆✓✔✗✘♀♂*]+(?=[\p{L}\d\"”“(])")


class Line(NamedTuple):
    """A printed line with its 1-based number in the file."""

    number: int
    text: str


class Block(NamedTuple):
    """Lines without a blank one between them.

    `after_page_break`: a page ended just before. `after_icon`: lines with only spaces stand before it, which is what
    is left of an icon in the table's first column (' ', '', ' ', '' in the text of 000; '  ', ' ', '' in that of 004).
    """

    lines: tuple[Line, ...]
    after_page_break: bool = False
    after_icon: bool = False

    @property
    def first_line(self) -> int:
        """Number of the first line."""
        return self.lines[0].number

    @property
    def last_line(self) -> int:
        """Number of the last line."""
        return self.lines[-1].number

    @property
    def text(self) -> str:
        """The raw lines, joined by line feeds."""
        return "\n".join([line.text for line in self.lines])


class Lines:
    """A text's lines with the way to find the few that hold one of some words, much faster than line by line.

    `plain` are the lines without spaces at their ends, `printed` the indices of those on which something is printed,
    and `texts` what is printed on them.
    """

    def __init__(self, lines: Sequence[str], together: Iterable[str] = ()) -> None:
        """Keep the lines; `lines[n]` holds what stands on line n + 1.

        The words in `together` are looked for as soon as one of them is asked for: many at once take little longer.
        """
        self.lines = lines
        self.plain = list(map(str.strip, lines))
        self.printed = list(itertools.compress(range(len(lines)), self.plain))
        self.texts = list(filter(None, self.plain))
        self._text = "\n".join(lines)
        self._ends = list(itertools.accumulate([len(text) + 1 for text in lines]))
        self._together = frozenset(together)
        self._places: dict[str, list[int]] = {}

    @functools.cached_property
    def with_digit_first(self) -> list[int]:
        """Indices of the lines that begin with a digit, in order."""
        firsts = map(operator.itemgetter(0), self.texts)
        return list(itertools.compress(self.printed, map(str.isdigit, firsts)))

    def ending_in(self, signs: Set[str]) -> list[int]:
        """Indices of the lines whose last printed sign is one of some, in order."""
        lasts = map(operator.itemgetter(-1), self.texts)
        return list(itertools.compress(self.printed, map(signs.__contains__, lasts)))

    @functools.cached_property
    def steps(self) -> Counter[int]:
        """How many printed lines have the next one so many lines below: 1 where no blank line is between."""
        return Counter(self.steps_down)

    @functools.cached_property
    def steps_down(self) -> list[int]:
        """For each printed line but the last, how many lines below it the next one stands."""
        return list(map(operator.sub, self.printed[1:], self.printed))

    @functools.cached_property
    def last_signs(self) -> list[str]:
        """The last sign of each line on which something is printed, which may be a space."""
        return list(map(operator.itemgetter(-1), itertools.compress(self.lines, self.plain)))

    def having(self, words: Iterable[str]) -> list[int]:
        """Indices of the lines that hold one of the words, letter by letter, in order."""
        wanted = frozenset(words)
        missing = wanted.difference(self._places)
        if missing:
            self._look_for(missing if missing.isdisjoint(self._together) else missing | self._together)
        found = [self._places[word] for word in wanted]
        return list(found[0]) if len(found) == 1 else sorted(set().union(*found))

    def _look_for(self, words: frozenset[str]) -> None:
        """Note the lines of some words; kept, for the same words are asked for again."""
        for sought, its in _searches(words):
            found = list(self._lines_with(sought))
            texts = [self.lines[line] for line in found]
            for word in its:
                # What is looked for is the word itself, or what it and others begin with.
                holds = map(operator.contains, texts, itertools.repeat(word))
                self._places[word] = found if word == sought else list(itertools.compress(found, holds))

    def _lines_with(self, sought: str | re.Pattern[str]) -> Iterator[int]:
        """Indices of the lines that hold a text or a match of an expression, each once, in order."""
        below = 0
        if isinstance(sought, str):
            while (start := self._text.find(sought, below)) >= 0:
                line = bisect.bisect_right(self._ends, start)
                below = self._ends[line]
                yield line
            return
        for match in sought.finditer(self._text):
            if match.start() >= below:
                line = bisect.bisect_right(self._ends, match.start())
                below = self._ends[line]
                yield line


@functools.lru_cache(maxsize=64)
def _searches(words: frozenset[str]) -> tuple[tuple[str | re.Pattern[str], tuple[str, ...]], ...]:
    """What to look for in a text to find every line that holds one of some words, with the words it may hold then.

    For all words with a capital, which are rare in a text, that is one expression: `re` passes over what begins with
    none of a few letters at a stroke. For others it is what they begin with, which is found in a fifth of the time.
    """
    groups: dict[str, list[str]] = {}
    for word in sorted(words):
        groups.setdefault("" if word[0].isupper() else word[:_ALIKE], []).append(word)
    return tuple(
        (its[0] if len(its) == 1 else beginning or re.compile("|".join(map(re.escape, its))), tuple(its))
        for beginning, its in groups.items()
    )


_ALIKE = 4
"""Letters of a word that are looked for where others begin with them, too."""


def is_blank(text: str) -> bool:
    """Nothing printed on the line (it may hold spaces)."""
    return not text or text.isspace()


def blocks(lines: Iterable[tuple[int, str]], furniture_numbers: Set[int]) -> Iterator[Block]:
    """Blocks of lines with their 1-based numbers; `furniture_numbers` are those of page furniture, which is left out.

    A line that begins with a space right below another line is the first of a new page (the text of 000: 'Tertial'
    and then ' Nämndmål: …'), except after a hyphen at a line's end ('Kvalitetsindikatorn -' + ' Självvärdering').
    """
    current: list[Line] = []
    page_break = icon = False
    for number, text in lines:
        if number in furniture_numbers:
            if current:
                yield Block(tuple(current), page_break, icon)
                current = []
            page_break, icon = True, False
            continue
        if not text or text.isspace():
            if current:
                yield Block(tuple(current), page_break, icon)
                current, page_break, icon = [], False, False
            icon = icon or bool(text)
            continue
        if current and text[0] == " " and not current[-1].text.endswith("-"):
            yield Block(tuple(current), page_break, icon)
            current, page_break, icon = [], True, False
        current.append(Line(number, text))
    if current:
        yield Block(tuple(current), page_break, icon)


_FEW_ADJACENT = 50
"""One printed line of so many may stand right below another in a text with a blank line between all."""


def blank_between_all(index_of: Lines) -> frozenset[int]:
    """1-based numbers of the blank lines that a converter put below every line of the document; else none.

    A blank line alone between two lines says nothing then, and what was a blank line is three of them. The text of 000
    doubles its running text and not its tables: there each blank line says what it says elsewhere.
    """
    lines, printed = index_of.lines, index_of.printed
    steps = index_of.steps
    # A step is one more than the blank lines in it.
    even = sum(count for step, count in steps.items() if step % 2 and step > 1)
    odd = sum(count for step, count in steps.items() if step % 2 == 0)
    if _FEW_ADJACENT * (steps[1] + even) > len(printed) or 20 * (odd - steps[2]) < odd:
        return frozenset()
    single = [below for above, below in itertools.pairwise(printed) if below - above == 2]
    # Only where lines go on over a blank one ('utemiljön') does it say nothing: a table may be made of single lines.
    if _MOST_THAT_BEGIN * sum(lines[below].lstrip()[:1].islower() for below in single) < len(single):
        return frozenset()
    return frozenset(below for below in single)


_MOST_THAT_BEGIN = 20
"""Of so many lines below a blank one, one begins with a small letter where lines go on over it."""


def keeps_trailing_spaces(index_of: Lines) -> bool:
    """Whether the text keeps the space at the end of a wrapped line.

    Where it does, a line without one was cut inside a word ('nämnd/styrel' + 'se').
    """
    return index_of.last_signs.count(" ") > len(index_of.printed) // 4


def keeps_spaces_at_ends(index_of: Lines) -> bool:
    """Whether the last line of a block has a space at its end, too, so that one without was cut inside a word.

    So in 000, 001 and 004, and not in 002, which keeps the spaces of other lines. True where too few blocks tell.
    """
    are_blank_below = map((1).__lt__, index_of.steps_down)
    ends = list(itertools.compress(index_of.last_signs, itertools.chain(are_blank_below, (True,))))
    return 2 * ends.count(" ") > len(ends) or len(ends) < _BLOCKS_THAT_SHOW


_BLOCKS_THAT_SHOW = 20


def join_wrapped(texts: Sequence[str], *, trailing_spaces: bool) -> str:
    """The text of a wrapped name or cell, with single spaces.

    With `trailing_spaces` the line ends say where a word was cut; without them every line end is a space, but for a
    hyphen that does not stand for a repeated part ('ANDT-' + 'förebyggande', not 'vård-' + 'och'). A soft hyphen at a
    line's end is none of the word.
    """
    joined = "".join(texts)
    if len(texts) > 1 and (not trailing_spaces or _SOFT_HYPHEN in joined):
        joined = _joined_by_ends(texts, trailing_spaces=trailing_spaces)
    return " ".join(joined.replace(_SOFT_HYPHEN, "").split())


def _joined_by_ends(texts: Iterable[str], *, trailing_spaces: bool) -> str:
    """Lines as one, with or without a space between two as the end of the first tells."""
    joined = ""
    for text in texts:
        if not joined:
            joined = text
        elif joined.endswith(_SOFT_HYPHEN):
            joined = joined[:-1] + text.lstrip()
        elif trailing_spaces or joined[-1].isspace():
            joined += text
        elif joined.endswith("-") and not _REPEATED_PART.match(text):
            joined += text.lstrip() if joined[-2:-1].isalnum() else " " + text
        else:
            joined += " " + text
    return joined


def strip_symbols(text: str) -> tuple[str, bool]:
    """A name without what stands before it, and whether something did: a space of a lost icon, or a symbol."""
    # Most begin with a letter, and none of those is a symbol.
    match = None if text[:1].isalpha() else _SYMBOLS.match(text)
    return (text[match.end() :], True) if match else (text, False)
