"""The page headers and footers among the lines of a text.

No list of words can hold what councils print on their pages. What tells it is where it stands: a number that grows with
the pages, a line that comes again and again at the distance of a page and cuts the text in two, what stands right
above a table's header that a new page repeats. A line that the reader needs is never furniture: a header, a label, a
row, however often it is printed.
"""

from __future__ import annotations

import functools
import itertools
import operator
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import regex

from ingestion.extraction.headers import ExtractionError, Header, find_header
from ingestion.extraction.layout import Lines
from ingestion.extraction.text.marks import marks
from ingestion.extraction.vocabulary import TableKind, vocabulary
from ingestion.lexicon import lexicon_rows

# 'Sid 18 (84)', 'Sida 18 av 84', 'Sidan 3', 'sid. 3/20'
_PAGE = regex.compile(
    r"\s*(?:Sid(?:a|an|nr|nummer)?|Page)\.?:?\s*(\d+)\s*(?:(?:\(|av\b|of\b|/)\s*(\d+)\s*\)?)?\s*", regex.I
)
# '18 (84)', '18/84', '18 av 84'; '- 18 -' and 'S. 18'
_BARE_PAGE = regex.compile(r"\s*(\d+)\s*(?:\(\s*(\d+)\s*\)|/\s*(\d+)|av\s+(\d+))\s*")
_MARKED_PAGE = regex.compile(r"\s*(?:[-–—|]\s*\d+\s*[-–—|]|s\.\s*\d+)\s*", regex.I)
# 'start.stockholm', 'farsta@stockholm.se', '08-508 7158', '50809014', but not the cells '47 2019' or '79 76 79 80 2019'
_ADDRESS = regex.compile(
    r"\s*(?:(?:[\w.-]+@)?(?:[\w-]+\.)+[a-zåäö]{2,}|(?:\+46[ -]?\d{1,3}|0\d{1,3})[ -][\d ]{4,}\d|\d{7,})\s*"
)
# 'Sankt Eriksgatan 117', only where an address line follows
_STREET = regex.compile(r"\s*\p{Lu}[\p{L} .-]+ \d+\s?[A-Z]?\s*")
_DATE = regex.compile(r"\s*(?:19|20)\d\d-\d\d-\d\d\s*")
# '1.2-345/2022', '2021/123-1.2.1', but not the cells '1/3 2025'
_REFERENCE = regex.compile(r"\s*(?:[\p{L}.]{1,12}:?\s*)?(?=[\d.:/-]*/)\d[\d.:/-]{4,}\d\s*")
# 'Förvaltningen – 18/84', 'Verksamhetsplan 2021 18 (84) Farsta stadsdelsnämnd', but not the date '2021/18/84'
_PAGE_OF_PAGES = regex.compile(r"(?<![\d/.,-])(\d{1,3})(\s?(?:/|\(|av )\s?\d{1,3}\)?)(?![\d/.,-])")
_STARTS_WITH_LETTER = regex.compile(r"\s*\p{L}")
_STARTS_WITH_VALUE = regex.compile(r"\s*[-–+±<>]?\s*\d")
_LETTER = regex.compile(r"\p{L}{2}")
_DIGIT = re.compile(r"\d")
_SMALL = regex.compile(r"[^\p{L}\d]{0,3}\p{Ll}")
_IN_BRACKETS = regex.compile(r"\s*\(\p{L}")
_ENDS_A_SENTENCE = ".!?:"

_FURNITURE_REACH = 10
_LONGEST = 80
_MOST_WORDS = 12
_MOST_BLANKS = 3
_FEWEST = 3
"""So often a line is printed that is known by coming again."""

_MOST_UNKNOWN_LINES, _LONGEST_UNKNOWN = 3, 60
"""Lines and letters a line of what may stand above a repeated header in words that are no known form."""

_MOST_HEADER_LINES = 30
"""Printed lines of a header; the longest known has 23."""

_MOST_BESIDE = 4
"""Printed lines of one page's foot and the next one's head."""

_MOST_LOOKED_AT = 20
"""Of a line that comes again, so many places tell what it is."""

_SHORTEST_PAGE, _LONGEST_PAGE = 12, 110
"""Printed lines of a page; those of the known texts have 44 on average."""

_PAGES_FOR_A_SHORT_ONE = 6
"""Of so many pages one may hold less: the last of a chapter, or one of pictures."""

_MOST_PAGES_LOST = 6
"""So many pages in a row may have lost their number."""


class _Line(NamedTuple):
    """A short printed line: its index, its place among the printed lines, its text without spaces at the ends."""

    at: int
    place: int
    text: str


def furniture(index_of: Lines, pages: Sequence[int] | None = None) -> frozenset[int]:
    """Indices of the lines that belong to page headers and footers, with the blank lines around them.

    `pages` is the page of each line where form feeds tell it: the blank lines at a page's end belong to it then.
    """
    lines = index_of.lines
    printed = index_of.printed
    turns = _turns(printed, pages)
    page = _Page(lines, printed, turns)
    found = _stockholm(index_of)
    several, numbered, formed = _possible(index_of, found)
    if pages_of_all := [line for line in formed if _bare_page(line.text)]:
        # 'Nära dig i Farsta' and '18/84' stand on two lines, on every page.
        repeated = (printed[place] for places in several.places.values() for place in places)
        beside = {line.at for line in formed}.union(repeated)
        found.update(line.at for line in pages_of_all if _is_page_number(page, line, beside))
    found.update(line.at for line in _counted(page, numbered, found, several) if not _is_needed(line.text))
    for text, places in several.places.items():
        if _comes_with_pages(page, text, places, found, several):
            found.update(printed[place] for place in places if _stands_alone(page, place, text, found, several))
    found.update(_beside(page, index_of, formed, found))
    found.update(_above_repeated_headers(page, index_of, found))
    return frozenset(found | _blanks(lines, found) | _blank_turns(printed, turns))


def _holds(ordered: Sequence[int], number: int) -> bool:
    at = bisect_left(ordered, number)
    return at < len(ordered) and ordered[at] == number


@dataclass(frozen=True)
class _Several:
    """The short texts that are printed several times, with their places among the printed lines, in order."""

    places: dict[str, list[int]]
    _together: dict[tuple[str, str, int], bool] = field(default_factory=dict)

    def come_together(self, text: str, other: str, step: int) -> bool:
        """Whether a text of these stands so many printed lines below another line again and again.

        Of a line that is none of these, for its page's number is another each time, nothing is known.
        """
        key = (text, other, step)
        if key not in self._together:
            looked_at = self.places.get(text, ())[:_MOST_LOOKED_AT]
            times = sum(_holds(self.places[other], place + step) for place in looked_at)
            self._together[key] = not looked_at or times >= _FEWEST
        return self._together[key]


class _Possible(NamedTuple):
    """The few short lines that can be furniture: printed several times, by text; with a number at an end; of a form.

    Of the first, which are many, only the places among the printed lines are kept.
    """

    several: _Several
    numbered: list[_Line]
    formed: list[_Line]


def _possible(index_of: Lines, found: set[int]) -> _Possible:
    """The lines that can be furniture, without those that are `found` to be."""
    starts, inside = _words_of_forms()
    forms = set(index_of.having(inside))
    texts, printed = index_of.texts, index_of.printed
    # Half of the lines are running text, and too long.
    short = list(itertools.compress(enumerate(texts), map(_LONGEST.__ge__, map(len, texts))))
    times = Counter(map(operator.itemgetter(1), short))
    often = {text for text, number in times.items() if number >= _FEWEST}
    several: dict[str, list[int]] = {}
    numbered: list[_Line] = []
    formed: list[_Line] = []
    for place, text in short:
        index = printed[place]
        if "%" in text or index in found:
            continue
        if text in often:
            several.setdefault(text, []).append(place)
        first = text[0]
        if first.isdigit() or text[-1].isdigit():
            line = _Line(index, place, text)
            numbered.append(line)
            formed.append(line)
            continue
        if (first in starts and text.startswith(starts[first])) or (" " not in text and "." in text) or index in forms:
            formed.append(_Line(index, place, text))
        # Hardly a line with such a word has a number, and the expression takes longest where it has none.
        if ("/" in text or ")" in text or " av " in text) and _DIGIT.search(text) and _PAGE_OF_PAGES.search(text):
            numbered.append(_Line(index, place, text))
    return _Possible(_Several(several), numbered, formed)


@dataclass(frozen=True)
class _Page:
    """Where a line stands: the lines, the indices of the printed ones, and those of them that begin a page."""

    lines: Sequence[str]
    printed: Sequence[int]
    turns: frozenset[int]

    def above(self, place: int) -> str:
        """The printed line above."""
        return self.lines[self.printed[place - 1]] if place else ""

    def block(self, place: int, parts: Callable[[int], bool]) -> tuple[int, int]:
        """Places of the first and last of the lines right above and below that are `parts`, by place, of one block."""
        first = last = place
        while first and place - first < _MOST_BESIDE and self._adjoin(first - 1) and parts(first - 1):
            first -= 1
        while last - place < _MOST_BESIDE and self._adjoin(last) and parts(last + 1):
            last += 1
        return first, last

    def _adjoin(self, place: int) -> bool:
        """Whether the next printed line stands right below, on the same page."""
        if place + 1 == len(self.printed):
            return False
        below = self.printed[place + 1]
        return below == self.printed[place] + 1 and below not in self.turns

    def below(self, place: int, found: set[int] | frozenset[int] = frozenset()) -> str:
        """The printed line below, without those that are furniture."""
        return next(
            (self.lines[at] for at in self.printed[place + 1 : place + 1 + _MOST_BESIDE] if at not in found), ""
        )

    def stands_alone(self, index: int, found: frozenset[int] | set[int] = frozenset(), last: int | None = None) -> bool:
        """Whether blank lines, page turns or furniture stand on both sides, so that it is part of nothing.

        `last` is the index of the last line where it is a block of lines.
        """
        below = (index if last is None else last) + 1
        before = index == 0 or index - 1 in found or not self.lines[index - 1].strip() or index in self.turns
        at_end = below == len(self.lines)
        after = at_end or below in found or not self.lines[below].strip() or below in self.turns
        return before and (after or self.lines[below].startswith(" "))

    def cuts_text(self, place: int, last: int | None = None) -> bool:
        """Whether the text goes on over the line, or the block of lines, which is the last at a place.

        No sentence ends above, and a small letter stands below.
        """
        return _goes_on(self.above(place), self.below(place if last is None else last))

    def turns_at(self, place: int) -> bool:
        """Whether a page turns right above or below the line."""
        index = self.printed[place]
        below = self.printed[place + 1] if place + 1 < len(self.printed) else len(self.lines)
        return index in self.turns or below in self.turns


def _turns(printed: Sequence[int], pages: Sequence[int] | None) -> frozenset[int]:
    if pages is None:
        return frozenset()
    return frozenset(index for before, index in itertools.pairwise(printed) if pages[index] != pages[before])


def _stockholm(index_of: Lines) -> set[int]:
    """The city's own form: 'Sid 18 (84)', the report's title above it, web, telephone and street lines below."""
    lines = index_of.lines
    found: set[int] = set()
    for index in index_of.having(marks().pages):
        if len(lines[index]) > _LONGEST or not _PAGE.fullmatch(lines[index]):
            continue
        found.add(index)
        above = index - 1
        while above >= 0 and not lines[above].strip() and index - above < _MOST_BLANKS:
            above -= 1
        # The title of one page may stand right above that of the next: 'Tjänsteutlåtande', twice, before the number.
        while above >= 0 and _form(lines[above]) == "title":
            found.update(range(above, index))
            above -= 1
            while above >= 0 and not lines[above].strip():
                found.add(above)
                above -= 1
        below = _furniture_below(lines, index + 1)
        found.update(range(index + 1, below))
    return found


def _furniture_below(lines: Sequence[str], start: int) -> int:
    """Index of the first line after the address lines that follow a page number."""
    end = start
    position = start
    while position < min(len(lines), start + _FURNITURE_REACH):
        text = lines[position]
        if _ADDRESS.fullmatch(text):
            end = position + 1
        elif text.strip() and not _STREET.fullmatch(text):
            break
        position += 1
    while end < len(lines) and not lines[end].strip():
        end += 1
    return end


@functools.cache
def _forms() -> regex.Pattern[str]:
    """'Verksamhetsplan 2022', 'Farsta stadsdelsförvaltning', 'Dnr 1.2-345/2022': the kind is the group that matches."""
    words: dict[str, list[str]] = {}
    for row in _rows_of_forms():
        words.setdefault(row["kind"], []).append(regex.escape(row["word"]))
    title, organisation, reference = ("|".join(words[kind]) for kind in ("title", "organisation", "reference"))
    return regex.compile(
        rf"(?P<title>(?:{title})(?!\w).*)|(?P<reference>(?:{reference})(?!\w).*)|(?P<organisation>.*(?i:{organisation})(?:en|s)?)",
    )


@functools.cache
def _words_of_forms() -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    """The words that a form begins with ('Verksamhetsplan', 'Sid'), by their first letter, and those inside one.

    The latter are without the letter that may be small or a capital: 'tadsdelsförvaltning'.
    """
    rows = _rows_of_forms()
    starts: dict[str, tuple[str, ...]] = {}
    for word in (
        *(row["word"] for row in rows if row["kind"] != "organisation"),
        "Sid",
        "sid",
        "SID",
        "S.",
        "s.",
        "Page",
        *(f"{dash} " for dash in "-–—|"),
    ):
        starts[word[0]] = (*starts.get(word[0], ()), word)
    return starts, tuple(row["word"][1:] for row in rows if row["kind"] == "organisation")


@functools.cache
def _rows_of_forms() -> tuple[dict[str, str], ...]:
    return tuple(lexicon_rows("page_furniture.csv"))


@functools.lru_cache(maxsize=8192)
def _form(text: str) -> str | None:
    """What a line alone seems to be by its form; None for anything that may be text."""
    plain = text.strip()
    if not plain or len(plain) > _LONGEST or plain.endswith((".", ":", ",", "?", "!")):
        return None
    for name, pattern in (("page", _PAGE), ("page", _MARKED_PAGE), ("address", _ADDRESS), ("date", _DATE)):
        if pattern.fullmatch(plain):
            return name
    if _REFERENCE.fullmatch(plain):
        return "reference"
    match = _forms().fullmatch(plain)
    if match is None or len(plain.split()) > _MOST_WORDS or not plain[0].isupper():
        return None
    return str(match.lastgroup)


def _bare_page(text: str) -> regex.Match[str] | None:
    """The number of a page and that of the last one, where a line is nothing else."""
    return _BARE_PAGE.fullmatch(text) if "(" in text or "/" in text or "av" in text else None


def _is_page_number(page: _Page, line: _Line, beside: set[int]) -> bool:
    """Whether a line alone is the number of a page: by its word, or by its form where no value of a table stands so.

    '18 (84)' may be a cell, too: below it a table's values follow then, and never a small letter or a header.
    """
    match = _bare_page(line.text)
    if match is None or not page.stands_alone(line.at, beside):
        return False
    number, total = (int(group) for group in match.groups() if group is not None)
    if not 0 < number <= total or total < 2:
        return False
    below = page.below(line.place)
    return page.turns_at(line.place) or not below or _STARTS_WITH_LETTER.match(below) is not None


def _goes_on(above: str, below: str) -> bool:
    """Whether a text goes on from one line to another: neither a sentence nor a row of a table ends with the first.

    A small letter or a bracket stands below then ('Byggvarubedömningen' + '(BVB) eller därmed'), or the last word above
    ends nothing ('fullföljer behandling på' + 'Relationsvåldscentrum').
    """
    above = above.rstrip()
    if not above or above[-1] in _ENDS_A_SENTENCE or above[-1] in "%–":
        return False
    *others, last = above.rsplit(maxsplit=2)
    is_open = last.casefold() in vocabulary().dangling_words or above.rfind("(") > above.rfind(")")
    if is_open and _STARTS_WITH_LETTER.match(below):
        return True
    if _SMALL.match(below) is None and not _IN_BRACKETS.match(below):
        return False
    if above[-1] == "-":
        # 'ANDT-' + 'förebyggande' is one word, 'Kvalitetsindikatorn -' may end with an empty cell.
        return above[-2:-1].isalpha()
    if last[-1].isdigit():
        # 'insats inom 48' + 'timmar', but not '16 15'
        return bool(others) and others[-1].casefold() in vocabulary().dangling_words
    return vocabulary().period.fullmatch(last) is None


@functools.lru_cache(maxsize=8192)
def _is_needed(text: str) -> bool:
    """Whether a line says something that the reader reads: a title of columns, a label, an assessment, a value."""
    words = vocabulary()
    if _MARKED_PAGE.fullmatch(text):
        return False
    if "%" in text or text[0] in "-•·–" or words.goal_label.match(text) or words.period.fullmatch(text):
        return True
    if text in words.names_of_sections:
        return True
    return words.table_below(text) is not None or any(kind.title.fullmatch(text) for kind in words.tables)


def _is_short_number(text: str) -> bool:
    """Whether a text is a number as pages have."""
    return len(text) <= _MOST_DIGITS and text.isdecimal()


_MOST_DIGITS = 3


def _counted(page: _Page, free: Sequence[_Line], known: set[int], several: _Several) -> list[_Line]:
    """The lines whose number grows with the pages while the rest stays: '17', '18' alone, 'Verksamhetsplan 2022 18'."""
    alike: dict[tuple[str, str], list[tuple[int, _Line]]] = {}
    for line in free:
        text = line.text
        first, last = text.split(maxsplit=1)[0], text.rsplit(maxsplit=1)[-1]
        if _is_short_number(first) and (first == text or _LETTER.search(text)):
            alike.setdefault(("", text[len(first) :]), []).append((int(first), line))
        if _is_short_number(last) and (last == text or _LETTER.search(text)):
            alike.setdefault((text[: -len(last)], ""), []).append((int(last), line))
        elif ("/" in text or "(" in text or "av" in text) and (match := _PAGE_OF_PAGES.search(text)) is not None:
            alike.setdefault((text[: match.start()], text[match.start(2) :]), []).append((int(match[1]), line))
    found: list[_Line] = []
    for rest, numbered in alike.items():
        fewest = _FEWEST if any(rest) else _FEWEST + 1
        if len(numbered) < fewest:
            continue
        chains: dict[int, tuple[int, _Line, int | None]] = {}
        longest: tuple[int, int | None] = (0, None)
        for number, line in numbered:
            if not _stands_alone(page, line.place, line.text, known, several):
                continue
            length, before = 1, None
            for step in range(1, _MOST_PAGES_LOST + 1):
                earlier = chains.get(number - step)
                if earlier is None or earlier[0] < length:
                    continue
                if _SHORTEST_PAGE * step <= line.place - earlier[1].place <= _LONGEST_PAGE * step:
                    length, before = earlier[0] + 1, number - step
            chains[number] = (length, line, before)
            longest = max(longest, (length, number), key=lambda one: one[0])
        chain = list(_chain(chains, longest[1]))
        found += chain if len(chain) >= fewest else []
    return found


def _chain(chains: dict[int, tuple[int, _Line, int | None]], number: int | None) -> Iterator[_Line]:
    while number is not None:
        _, line, number = chains[number]
        yield line


def _repeated_block(page: _Page, place: int, text: str, found: set[int], several: _Several) -> tuple[int, int]:
    """Places of the first and last line of what is printed together with a line again and again, or is furniture.

    'Godkänd av: nämnden', 'Version 1.0' stand on each page, one below the other; 'VB' above '2021' is a cell, and
    'Justerad' above 'netto' of titles that each stand elsewhere, too.
    """

    def is_part(at: int) -> bool:
        index = page.printed[at]
        other = page.lines[index].strip()
        return index in found or (
            other in several.places and not _is_needed(other) and several.come_together(text, other, at - place)
        )

    return page.block(place, is_part)


def _stands_alone(page: _Page, place: int, text: str, found: set[int], several: _Several) -> bool:
    """Whether a line, with what is printed together with it again and again, is part of nothing."""
    first, last = _repeated_block(page, place, text, found, several)
    return page.stands_alone(page.printed[first], found, page.printed[last])


def _comes_with_pages(page: _Page, text: str, places: Sequence[int], found: set[int], several: _Several) -> bool:
    """Whether a line that is printed again and again stands where pages turn.

    It does where it cuts the text in two, at a form feed, above a table's header, or beside other furniture, most
    times; a heading that comes again stands between whole sentences, a row of several tables above its cells.
    """
    if len(text.split()) > _MOST_WORDS or text.endswith((".", ",")) or not _LETTER.search(text) or _is_needed(text):
        return False
    if (text[0].islower() and _form(text) is None) or text.rsplit(maxsplit=1)[
        -1
    ].casefold() in vocabulary().dangling_words:
        # 'omsorgstagare i' is a line of many names.
        return False
    looked_at = places[:_MOST_LOOKED_AT]
    near = sum(below - above < _SHORTEST_PAGE for above, below in itertools.pairwise(looked_at))
    if _PAGES_FOR_A_SHORT_ONE * near > len(looked_at):
        return False
    shown = cells = alone = 0
    lines = [_Line(page.printed[place], place, text) for place in looked_at]
    for line in lines:
        first, last = _repeated_block(page, line.place, text, found, several)
        below = page.below(last, found)
        cells += _starts_with_value(below)
        alone += page.stands_alone(page.printed[first], found, page.printed[last])
        shown += (
            (page.cuts_text(first, last) and not _goes_on_alike(page, line, last, several))
            or page.turns_at(line.place)
            or _is_header(below)
            or _is_beside(page, line, found)
        )
    return (
        2 * shown >= len(lines)
        and 2 * alone >= len(lines)
        and 3 * cells <= len(lines)
        and not any(_is_in_header(page, line) for line in lines)
    )


def _goes_on_alike(page: _Page, line: _Line, last: int, several: _Several) -> bool:
    """Whether the line below a block, whose last line is at a place, comes with it each time: titles of a table.

    'Justerad', 'netto' and, below a blank line, 'budget' stand on each page on which the table goes on.
    """
    if last + 1 == len(page.printed):
        return False
    below = page.lines[page.printed[last + 1]].strip()
    if below not in several.places or below[-1] in _ENDS_A_SENTENCE:
        return False
    return several.come_together(line.text, below, last + 1 - line.place)


def _is_in_header(page: _Page, line: _Line) -> bool:
    """Whether a line is one of a table's header, which a page prints again: 's helår Årsmål KF:s' below 'Progno'."""
    for place in range(line.place - 1, max(-1, line.place - _MOST_HEADER_LINES), -1):
        index = page.printed[place]
        kind = vocabulary().table_below(page.lines[index])
        if kind is not None:
            header = _header_at(page, index, kind)
            return header is not None and header.first_line <= line.at + 1 <= header.last_line
    return False


def _starts_with_value(text: str) -> bool:
    return _STARTS_WITH_VALUE.match(text) is not None


def _is_header(text: str) -> bool:
    return vocabulary().table_below(text) is not None


def _is_beside(page: _Page, line: _Line, found: set[int]) -> bool:
    neighbours = (page.printed[at] for at in (line.place - 1, line.place + 1) if 0 <= at < len(page.printed))
    return any(index in found and abs(index - line.at) <= _MOST_BLANKS + 1 for index in neighbours)


def _beside(page: _Page, index_of: Lines, free: Sequence[_Line], found: set[int]) -> set[int]:
    """Lines that are furniture by their form, where they stand beside furniture, at a page's turn, or cut the text.

    A title or the administration's name may stand in the text as well: the place must say that it is none of it.
    """
    added: set[int] = set()
    repeated: dict[int, int] | None = None
    beside = found | {line.at for line in free}
    formed = [(line, _form(line.text) or ("number" if _is_short_number(line.text) else None)) for line in free]
    alone = [
        (line, form)
        for line, form in formed
        if form is not None and page.stands_alone(line.at, beside) and not _is_needed(line.text)
    ]
    for order in (alone, reversed(alone)):
        for line, form in order:
            if line.at in added:
                continue
            if (
                form == "page"
                or _is_beside(page, line, found)
                or _is_beside(page, line, added)
                or page.turns_at(line.place)
                or (form != "number" and page.cuts_text(line.place))
            ):
                added.add(line.at)
            elif _is_header(page.below(line.place)):
                repeated = _repeated_headers(page, index_of) if repeated is None else repeated
                if page.printed[line.place + 1] in repeated:
                    added.add(line.at)
    return added


def _above_repeated_headers(page: _Page, index_of: Lines, found: set[int]) -> set[int]:
    """Short lines right above a header that is printed again, over which a name goes on.

    'Andel äldre som', 'Nära dig i Farsta', the header, 'är nöjda': what stands above the line ends neither a row nor a
    sentence, and what stands below the header begins with a small letter.
    """
    added: set[int] = set()
    kind = next(kind for kind in vocabulary().tables if kind.name == "indicators")
    skip: frozenset[int] | None = None
    for index, former in _repeated_headers(page, index_of).items():
        place = at_header = bisect_left(page.printed, index)
        block: list[int] = []
        anchor: int | None = None
        while place and len(block) <= _MOST_UNKNOWN_LINES:
            above = page.printed[place - 1]
            if anchor is not None and anchor - above > 1:
                break
            place -= 1
            anchor = above
            if above not in found:
                block.append(above)
        if (
            not block
            or len(block) > _MOST_UNKNOWN_LINES
            or not place
            or any(
                len(page.lines[at].strip()) > _LONGEST_UNKNOWN
                or not (page.lines[at].lstrip()[0].isupper() or _form(page.lines[at].strip()))
                or _is_needed(page.lines[at].strip())
                for at in block
            )
        ):
            continue
        before = page.lines[page.printed[place - 1]]
        if page.lines[index - 1].strip() or not _goes_on(before, "a"):
            continue
        # A page may turn within a header, too.
        skip = frozenset(at + 1 for at in found) if skip is None else skip
        header, above_all = _header_at(page, index, kind, skip), _header_at(page, former, kind, skip)
        if header is None or above_all is None or page.printed[place - 1] < above_all.last_line:
            # What stands above is the former header itself, so that the lines are the table's first name.
            continue
        printed = (page.printed[at] for at in range(at_header, len(page.printed)))
        below = next((page.lines[at] for at in printed if at >= header.last_line), "")
        if _goes_on(before, below):
            added.update(block)
    return added


def _header_at(page: _Page, index: int, kind: TableKind, skip: frozenset[int] = frozenset()) -> Header | None:
    """The header that begins with a line, or None; `skip` are the 1-based lines that are furniture by now."""
    try:
        return find_header(page.lines, index, kind, skip)
    except ExtractionError:
        return None


def _repeated_headers(page: _Page, index_of: Lines) -> dict[int, int]:
    """Indices of the headers that are printed again with no heading between, and of those that they repeat."""
    words = vocabulary()
    found: dict[int, int] = {}
    last, former = "", 0
    for index in index_of.having([":", *(kind.first_title[1:] for kind in words.tables)]):
        text = page.lines[index]
        if ":" in text and words.goal_label.match(text):
            last = ""
        elif _is_header(text):
            plain = " ".join(text.split())
            if plain == last:
                found[index] = former
            last, former = plain, index
    return found


def _blanks(lines: Sequence[str], found: set[int]) -> set[int]:
    """Blank lines between two lines of furniture, and those that follow one."""
    blanks: set[int] = set()
    for index in found:
        at = index + 1
        while at < len(lines) and at not in found and at not in blanks and not lines[at].strip():
            blanks.add(at)
            at += 1
    return blanks


def _blank_turns(printed: Sequence[int], turns: frozenset[int]) -> set[int]:
    """The blank lines above the first line of a page that a form feed begins."""
    blanks: set[int] = set()
    for before, index in itertools.pairwise(printed) if turns else ():
        if index in turns:
            blanks.update(range(before + 1, index))
    return blanks
