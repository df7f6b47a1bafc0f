"""Cut the cells of a row into printed values.

The cells of a row come as text with line ends in it: a cell may wrap ('2,27 ' + '%'), a line may hold several
('3,3 % 3,2 % 2,8 %'), and a blank line may stand anywhere between. What a value can be is in domain.md: a number with
or without unit, a band, a ceiling, a direction, words that leave the number to the council or to later, a dash, and
the period that ends the row.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import regex

from ingestion.extraction.layout import join_wrapped
from ingestion.extraction.vocabulary import Vocabulary, loose, vocabulary

MOST_TOKENIZATIONS = 96
MOST_CHARACTERS = 600
"""The longest text that is tried as the cells of one row. The longest known, broken in every word, has about 90."""

_MOST_TOKENS = 16

NUMBER, BAND, PERIOD, DASH = "number", "band", "period", "dash"
CEILING, FLOOR, ABOUT, RANGE = "ceiling", "floor", "about", "range"
DATE, TEXT = "date", "text"
DIRECTION, LEFT_TO_COUNCIL, SET_LATER = "direction", "left_to_council", "set_later"


class Token(NamedTuple):
    """One printed value.

    `text` is as printed with wraps joined; `pieces` are the parts on each line, stripped; `spaces_before` counts the
    spaces between the value before (or the name) and this one, over line ends. `unit_is_known` is False for a word
    after the number that the vocabulary does not have as a unit.
    """

    kind: str
    text: str
    pieces: tuple[str, ...]
    spaces_before: int
    has_unit: bool = False
    unit_is_known: bool = True

    @property
    def wrapped(self) -> bool:
        """Whether the cell stands on more than one line."""
        return len(self.pieces) > 1

    @property
    def number(self) -> float | None:
        """The value of a plain number, else None."""
        return _plain_number(self.text) if self.kind == NUMBER else None

    @property
    def unit(self) -> str:
        """What is printed behind the last digit ('%', 'st', 'kg CO2 per kg'), without a footnote's mark; '' if none."""
        if self.kind not in _WITH_UNIT:
            return ""
        return _printed_unit(_RANGE_DASH.sub("", self.text) if self.kind == RANGE else self.text)

    def ends_with_percent(self) -> bool:
        """Whether it is printed as a percentage."""
        return self.unit == "%"


_WITH_UNIT = frozenset((NUMBER, BAND, CEILING, FLOOR, ABOUT, RANGE))
# A mark is small print right behind a figure: '16¹', '85 %*', and '85 %1' where a converter lost that it was raised.
_MARK = r"(?:(?<!m)[\u00b9\u00b2\u00b3\u2070-\u2079*†‡]{1,3}\)?|(?<=%)\d\)?(?![\d.,]))"
_BEHIND_NUMBER = regex.compile(rf"(?:\d{{1,3}}(?: \d{{3}})+|\d+)(?:[,.]\d+)?\s*(?P<unit>\D.*?)??{_MARK}?$")
_RANGE_DASH = regex.compile(r"\d[^-–−]*[-–−]\s*(?=\d)")
_PLAIN_NUMBER = regex.compile(r"[+-]?\d+(?:[.,]\d+)?")


@functools.lru_cache(maxsize=4096)
def _plain_number(printed: str) -> float | None:
    match = _PLAIN_NUMBER.search("".join(printed.split()).replace("−", "-").replace("–", "-"))
    return float(match[0].replace(",", ".")) if match else None


@functools.lru_cache(maxsize=4096)
def _printed_unit(printed: str) -> str:
    match = _BEHIND_NUMBER.search(printed)
    return (match["unit"] or "").strip() if match else ""


_SPACE = "[ \u00a0\u2007\u2009\u202f]"
_LETTER_OR_DIGIT = r"[^\W_\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f\u2150-\u218b]"
"""For `re`, whose word characters include figures that are raised or fractions: a mark ends a number, and '½' too."""


@dataclass(frozen=True)
class _Grammar:
    """The expressions of the printed values, compiled once from the vocabulary."""

    band: re.Pattern[str]
    range: re.Pattern[str]
    comparator: regex.Pattern[str]
    grouped: re.Pattern[str]
    group: re.Pattern[str]
    plain: re.Pattern[str]
    share: re.Pattern[str]
    number_end: re.Pattern[str]
    after_words: re.Pattern[str]
    mark: re.Pattern[str]
    unit: re.Pattern[str]
    other_unit: regex.Pattern[str]
    dash: re.Pattern[str]
    start: re.Pattern[str]
    start_or_part: regex.Pattern[str]
    gap_before: re.Pattern[str]
    word_end: re.Pattern[str]
    first_of_phrases: frozenset[str]
    first_of_comparators: frozenset[str]


@functools.cache
def _grammar() -> _Grammar:
    words = vocabulary()
    # A number ends where no letter or digit follows, and no hyphen: '14-dagarsperiod', '20-29 år', '1-14' are names.
    # A space that does not break binds: '1\u00a0050' is one number.
    unit = rf"(?:[%‰]|(?:{words.unit})(?!{_LETTER_OR_DIGIT}|/))"
    # What most numbers end at is tried first.
    end = rf"(?:(?![-–]?{_LETTER_OR_DIGIT}|[.,/]\d|[\u00a0\u202f]\d{{3}}(?!\d))|(?={unit}))"
    group = rf"{_SPACE}?(?:{_SPACE}|\n)\d{{3}}"
    number = rf"(?:[1-9]\d{{0,2}}(?:{_SPACE}\d{{3}})+|\d+)(?:[,.]\d+)?{end}"
    part = r"(?:\d{1,3}(?: \d{3})+|\d+)(?:[,.]\d+)?"
    comparators = "|".join(
        rf"(?P<c{place}>{loose(phrase)})" + (r"(?!\p{L})" if phrase[-1].isalpha() else "")
        for place, (phrase, _) in enumerate(words.comparators)
    )
    # '4 eller 5' is no number with a unit.
    joining = "|".join(
        sorted(
            regex.escape(word)
            for word in words.dangling_words | {phrase.split()[0].casefold() for phrase, _ in words.comparators}
            if word.isalpha()
        )
    )
    start = rf"[-–−+±\d]|{words.first_letters}"
    return _Grammar(
        band=re.compile(rf"(?:\+\s*/?\s*[-–−]|±)\s*{number}(?:\s*(?P<unit>{unit}))?"),
        # '80–85 %', '80 - 85 %', '80 %–85 %'; '20–29 år' and '1-14' are names, '1,6 % –0,4 %' two values.
        range=re.compile(rf"(?P<low>{part})(?:\s?%)?(?:[-–−]|{_SPACE}[-–−]{_SPACE})(?P<high>{part})\s*(?:{unit})"),
        # 'Max 10 personer': the words before the number.
        comparator=regex.compile(rf"(?:{comparators})\.?\s*(?=\d)", regex.I),
        # '1 000', '11 000', '1 082': the first group has no zero in front, the others have three digits.
        # A narrow column breaks there too: '1' + '082' + 'st'.
        grouped=re.compile(rf"[-–−+]?{_SPACE}?[1-9]\d{{0,2}}(?P<groups>(?:{group})+)(?:[,.]\d+)?{end}"),
        group=re.compile(group),
        # '– 2,5 %' is a number where the dash before it is no cell.
        plain=re.compile(rf"(?:[-–−+]|[–−]{_SPACE})?(?:0|[1-9]\d*)(?:[,.]\d+)?{end}"),
        # Most values are such: '80 %', '2,07 %', below or behind which no dash makes a range of it.
        share=re.compile(r"(?:0|[1-9]\d{0,2})(?:,\d+)?\s*%(?=\s+(?![-–−])|\s*\Z)"),
        number_end=re.compile(end),
        after_words=re.compile(rf"\s+{number}(?:\s*(?:{unit}))?"),
        mark=re.compile(_MARK),
        unit=re.compile(rf"\s*(?:{unit})"),
        # A unit that the vocabulary does not have: a small-lettered word on the same or the next line.
        other_unit=regex.compile(
            rf"{_SPACE}{{0,2}}\n?{_SPACE}?(?=\p{{Ll}})(?!(?:{words.words_inside_a_cell}|{joining})\b)[\p{{L}}\d./]+(?![\p{{L}}\d])"
        ),
        dash=re.compile(r"[-–−](?=\s|$)"),
        # What any of the values can begin with: a digit or a sign, or two letters of a phrase or a period.
        start=re.compile(start),
        start_or_part=regex.compile(start),
        gap_before=re.compile(rf"\s+(?={start})"),
        word_end=re.compile(rf"(?!{_LETTER_OR_DIGIT}|/)"),
        # Most words are no phrase: their first letters tell, in either case, unless a line ends between them.
        first_of_phrases=frozenset(phrase[:2].casefold() for phrase, _ in words.phrases),
        first_of_comparators=frozenset(phrase[0].casefold() for phrase, _ in words.comparators),
    )


def tokenizations(text: str, *, spaces_before: int, trailing_spaces: bool) -> list[tuple[Token, ...]]:
    """All ways to cut `text` wholly into values, the likeliest first; empty where it holds anything else.

    `spaces_before` is the number of spaces between the name and the start of `text`; `trailing_spaces` says whether
    the document keeps the space at the end of a wrapped line.
    """
    return CellText(text, trailing_spaces=trailing_spaces).tokenizations(0, spaces_before=spaces_before)


class CellText:
    """Text that may end with the cells of a row, and the ways to cut it into values from any of its places on.

    What is found from one place on is kept: '2019 2019 …' may be years or numbers, and the same rest follows either, as
    it does where the name may go on to a later place.
    """

    def __init__(self, text: str, *, trailing_spaces: bool) -> None:
        """Keep the text; `trailing_spaces`: the document keeps the space at the end of a wrapped line."""
        self.text = text
        self._trailing_spaces = trailing_spaces
        self._known: dict[int, list[tuple[Token, ...]]] = {}

    def tokenizations(self, place: int, *, spaces_before: int) -> list[tuple[Token, ...]]:
        """All ways to cut what stands from a place on, `spaces_before` it, wholly into values; the likeliest first."""
        if len(self.text) - place > MOST_CHARACTERS:
            return []
        start = _behind_gap(self.text, place)
        spaces = spaces_before + self.text.count(" ", place, start)
        found = self._cuts(start, spaces)
        # The spaces before a later place were counted as those between two values.
        if found and found[0] and found[0][0].spaces_before != spaces:
            return [(cut[0]._replace(spaces_before=spaces), *cut[1:]) for cut in found]
        return found

    def _cuts(self, start: int, spaces: int) -> list[tuple[Token, ...]]:
        """The cuts from a value's start on, `spaces` before it, of _MOST_TOKENS or less; at most MOST_TOKENIZATIONS."""
        known = self._known.get(start)
        if known is not None:
            return known
        text = self.text
        if start >= len(text):
            return [()]
        found: list[tuple[Token, ...]] = []
        for kind, end, unit in _candidates(text, start):
            following = _behind_gap(text, end)
            rests = self._cuts(following, text.count(" ", end, following))
            if rests:
                token = _token(kind, text[start:end], spaces, unit, self._trailing_spaces)
                found.extend([(token, *rest) for rest in rests if len(rest) < _MOST_TOKENS])
        self._known[start] = found = found[:MOST_TOKENIZATIONS]
        return found


_DATE = r"(?:19|20)\d\d-\d\d-\d\d"
_DATE_FIRST, _GAP_BEFORE_DATE = re.compile(rf"\s*{_DATE}"), re.compile(rf"\s+(?={_DATE})")
# '2021-01-01 2021-12-31', '2021-01-01 2021-12-31 Avvikelse'
_DATE_CELLS = re.compile(rf"\s*({_DATE})\s+({_DATE})(?:\s+(\S[^\n]{{0,40}}?(?:\n\S{{1,20}})?))?\s*")


def may_start_date(text: str) -> bool:
    """Whether a text begins with a date, as the cells of an activity do."""
    return _DATE_FIRST.match(text) is not None


def gaps_before_dates(text: str, start: int) -> Iterator[re.Match[str]]:
    """The white space before each word of a text that is a date, from a place on."""
    return _GAP_BEFORE_DATE.finditer(text, start)


def date_cells(text: str) -> list[tuple[Token, ...]]:
    """The cells of an activity: start, end, and what stands in the column of deviations; empty for anything else."""
    match = _DATE_CELLS.fullmatch(text)
    if match is None:
        return []
    start, end, deviation = match.groups()
    cells = (Token(DATE, start, (start,), 1), Token(DATE, end, (end,), 1))
    return [(*cells, Token(TEXT, " ".join(deviation.split()), (deviation,), 1)) if deviation else cells]


MOST_LOOSE_CHARACTERS = 200
"""The longest text that is tried as cells of which some say what is not known."""

_MOST_UNKNOWN_CELLS, _MOST_UNKNOWN_WORDS, _MOST_WORDS_OF_A_CELL = 2, 8, 6
_MOST_LOOSE_CUTS = 400
_UNKNOWN_CELL, _UNKNOWN_WORD, _BEGINS_WITH_FIGURE = 1.0, 0.1, 5.0


@dataclass(frozen=True, slots=True)
class LooseCut:
    """A way to cut text into values of which some are words that are not known (kind `text`); the least `cost` first.

    `unknown` are the indices of those.
    """

    cost: float
    tokens: tuple[Token, ...]
    unknown: frozenset[int]


def loose_tokenizations(text: str, *, spaces_before: int, trailing_spaces: bool) -> list[LooseCut]:
    """Ways to cut text into values where one or two cells hold what is not known ('Uppgift saknas', '3 av 4').

    Empty for text that is too long for a row, or of which too much is not known.
    """
    if len(text) > MOST_LOOSE_CHARACTERS or not text.strip():
        return []
    words = [_word(text, match.start(), match.end()) for match in _WORD.finditer(text)]
    unknown = covered = 0
    for word in words:
        if word.start >= covered:
            unknown += word.known is None
            covered = word.known[1] if word.known else word.end
    if unknown > _MOST_UNKNOWN_WORDS:
        return []
    search = _LooseSearch(text, {word.start: place for place, word in enumerate(words)}, words, trailing_spaces)
    found = itertools.islice(search.cuts(0, spaces_before, 0, _MOST_UNKNOWN_CELLS), _MOST_LOOSE_CUTS)
    cuts = [
        LooseCut(
            sum(cost for cost, _ in cells),
            tuple(token for _, token in cells),
            frozenset(place for place, (cost, _) in enumerate(cells) if cost),
        )
        for cells in found
    ]
    return sorted((cut for cut in cuts if cut.unknown), key=lambda cut: cut.cost)


_WORD = regex.compile(r"[^\s\u00a0]+")


@dataclass(frozen=True, slots=True)
class _Word:
    """A word with the likeliest known value that starts with it, None where none does."""

    start: int
    end: int
    known: tuple[str, int, str] | None

    @property
    def has_unit(self) -> bool:
        """Whether a figure with its unit starts here, which is hardly a word of another cell."""
        return self.known is not None and self.known[2] == _KNOWN_UNIT


def _word(text: str, start: int, end: int) -> _Word:
    """A word of a text; of '2021-08' no value is known, though '2021' is one."""
    known = next((value for value in _candidates(text, start) if value[1] >= end), None)
    return _Word(start, end, known)


@dataclass(frozen=True, slots=True)
class _LooseSearch:
    """The search for loose cuts of one text; each cell found has its cost, 0 for a known value."""

    text: str
    word_at: dict[int, int]
    words: list[_Word]
    trailing_spaces: bool

    def cuts(
        self, position: int, spaces: int, depth: int, unknown_left: int
    ) -> Iterator[tuple[tuple[float, Token], ...]]:
        """The cells from a position on, at most `unknown_left` of them not known."""
        start = _behind_gap(self.text, position)
        spaces += self.text.count(" ", position, start)
        if start >= len(self.text):
            yield ()
            return
        if depth >= _MOST_TOKENS:
            return
        for cost, kind, end, unit in self._cells_at(start, unknown_left):
            token = _token(kind, self.text[start:end], spaces, unit, self.trailing_spaces)
            for rest in self.cuts(end, 0, depth + 1, unknown_left - bool(cost)):
                yield ((cost, token), *rest)

    def _cells_at(self, start: int, unknown_left: int) -> Iterator[tuple[float, str, int, str]]:
        for kind, end, unit in _candidates(self.text, start):
            yield 0.0, kind, end, unit
        place = self.word_at.get(start)
        if place is None or not unknown_left:
            return
        spans = []
        unknown, cost = False, _UNKNOWN_CELL
        for number, word in enumerate(self.words[place : place + _MOST_WORDS_OF_A_CELL]):
            if number and _BLANK_LINE.search(self.text, self.words[place + number - 1].end, word.start):
                break
            unknown = unknown or (word.known is None and self.text[word.start : word.end] not in ("%", "‰"))
            # '12 miljoner kronor' and 'blå eller 5 %' are one cell; one that begins with '80 %' is hardly.
            cost += _UNKNOWN_WORD + (word.has_unit and (_UNKNOWN_CELL if number else _BEGINS_WITH_FIGURE))
            if unknown:
                spans.append((cost, TEXT, word.end, ""))
        yield from reversed(spans)


_BLANK_LINE = regex.compile(r"\n\s*\n")
_KNOWN_UNIT, _OTHER_UNIT = "known", "other"
_PRINTED = re.compile(r"[^\s\u00a0]")


def _behind_gap(text: str, place: int) -> int:
    """Where something is printed from a place on; the text's end where nothing is."""
    printed = _PRINTED.search(text, place)
    return printed.start() if printed else len(text)


def _token(kind: str, raw: str, spaces: int, unit: str, trailing_spaces: bool) -> Token:
    if raw.isalnum():
        # '2019', 'Tertial': one word needs no joining.
        return Token(kind, raw, (raw,), spaces, bool(unit), unit != _OTHER_UNIT)
    lines = [part for part in raw.split("\n") if part.strip()] if "\n" in raw else [raw]
    text = join_wrapped(lines, trailing_spaces=trailing_spaces)
    return Token(kind, text, tuple([part.strip() for part in lines]), spaces, bool(unit), unit != _OTHER_UNIT)


def _candidates(text: str, start: int) -> list[tuple[str, int, str]]:
    """Kinds, ends and units of the values that can start at `start`, the likeliest first."""
    grammar, words = _grammar(), vocabulary()
    first = text[start]
    is_digit = first.isdigit()
    if not (is_digit or grammar.start.match(text, start)):
        return []
    if is_digit and (share := grammar.share.match(text, start)):
        # It can be nothing else, so that the other expressions need not be tried.
        return [(NUMBER, share.end(), _KNOWN_UNIT)]
    found: list[tuple[str, int, str]] = []
    # No phrase begins with a digit.
    if not is_digit:
        two = text[start : start + 2]
        if two.casefold() in grammar.first_of_phrases or not two.isalpha():
            found += _phrase(text, start, words, grammar)
    period = words.period.match(text, start)
    if period and grammar.word_end.match(text, period.end()):
        # A bare year may be a number too, but only as the last value can it be the period.
        found.append((PERIOD, period.end(), ""))
    if first in "+±" and (band := grammar.band.match(text, start)):
        end = _behind_mark(text, band.end(), grammar)
        found.append((_kind(BAND, band[0]), end, _KNOWN_UNIT if band["unit"] else ""))
    if (
        is_digit
        and _DASH.search(text, start)
        and (span := grammar.range.match(text, start))
        and _number(span["low"]) < _number(span["high"])
    ):
        found.append((RANGE, _behind_mark(text, span.end(), grammar), _KNOWN_UNIT))
    if first.casefold() in grammar.first_of_comparators and (match := grammar.comparator.match(text, start)):
        kind = words.comparators[_number_of_group(match)][1]
        found += [
            _with_unit(text, end, _kind(kind, text[start:end]), grammar) for end in _number_ends(text, match.end())
        ]
    if first.isalpha():
        return found
    found += [_with_unit(text, end, _kind(NUMBER, text[start:end]), grammar) for end in _number_ends(text, start)]
    if not is_digit and grammar.dash.match(text, start):
        found.append((DASH, start + 1, ""))
    return found


_DASH = re.compile("[-–−]")


def _number(printed: str) -> float:
    return float("".join(printed.split()).replace(",", "."))


def _number_ends(text: str, start: int) -> list[int]:
    """Where a number that starts at a place can end: '1 200 950' after each of its groups.

    The longest first, but '100 100' is likelier two numbers than one.
    """
    grammar = _grammar()
    plain = grammar.plain.match(text, start)
    ends = [plain.end()] if plain else []
    grouped = grammar.grouped.match(text, start)
    if grouped is None:
        return ends
    groups = [group.end() for group in grammar.group.finditer(text, *grouped.span("groups"))]
    ends += [end for end in groups[:-1] if grammar.number_end.match(text, end)]
    ends.append(grouped.end())
    return ends if grouped.start("groups") - start >= _WHOLE_GROUP else ends[::-1]


_WHOLE_GROUP = 3


def may_start_value(text: str) -> bool:
    """Whether a text, or the text with what goes on below it, may begin with a printed value: most text cannot."""
    return _grammar().start_or_part.match(text.lstrip(), partial=True) is not None


def gaps_before_values(text: str, start: int) -> Iterator[re.Match[str]]:
    """The white space before each word at which a printed value can start, from a place on: before most none can."""
    return _grammar().gap_before.finditer(text, start)


def starts_with_unit(text: str) -> bool:
    """Whether a text begins with a unit that the vocabulary has: 'GWh', '% 2,3 %'."""
    return _grammar().unit.match(text) is not None


_TWO_WAYS = re.compile(r"\d[.]\d{3}")


def _kind(kind: str, printed: str) -> str:
    """The kind of a figure, or text: '1.000' is a thousand or one, a cell, but no number."""
    return TEXT if _TWO_WAYS.search(printed) else kind


def _behind_mark(text: str, end: int, grammar: _Grammar) -> int:
    """Where a figure that ends at a place ends with the mark of a footnote, if it has one."""
    mark = grammar.mark.match(text, end)
    return mark.end() if mark else end


def _with_unit(text: str, end: int, kind: str, grammar: _Grammar) -> tuple[str, int, str]:
    """The kind of a figure that ends at a place, its end with the unit or mark behind it, and whether it has a unit."""
    unit = grammar.unit.match(text, end)
    if unit:
        return kind, _behind_mark(text, unit.end(), grammar), _KNOWN_UNIT
    mark = grammar.mark.match(text, end)
    if mark:
        return kind, mark.end(), ""
    other = grammar.other_unit.match(text, end)
    words = vocabulary()
    if other:
        word_start = end + len(other[0]) - len(other[0].lstrip())
        if not words.phrase.match(text, word_start) and not words.period.match(text, word_start):
            return kind, other.end(), _OTHER_UNIT
    return kind, end, ""


def _phrase(text: str, start: int, words: Vocabulary, grammar: _Grammar) -> Iterator[tuple[str, int, str]]:
    match = words.phrase.match(text, start)
    if match is None or not grammar.word_end.match(text, match.end()):
        return
    kind = words.phrases[_number_of_group(match)][1]
    if kind == DIRECTION and text[start].isupper() and (number := grammar.after_words.match(text, match.end())):
        # 'Oförändrad 75 %' may be one cell, whose figure is of no known kind; 'öka 1 200 st' are two.
        yield TEXT, number.end(), _KNOWN_UNIT
    # 'Öka.'
    end = match.end() + (text[match.end() : match.end() + 2].rstrip() == ".")
    yield kind, end, ""


def _number_of_group(match: re.Match[str] | regex.Match[str]) -> int:
    """Which of the alternatives, each a group with a letter and its number as name, is the one that matched."""
    return int(str(match.lastgroup)[1:])


def phrase_tail(fragment: str, tail: str) -> str | None:
    """The whole phrase of which a page break cut off the end: 'Tas fram av' + 'nämnd/styrelse'; None if it is none.

    The text of 002 has it: the period stands before the repeated header, the last words of the cell after it.
    """
    words = vocabulary()
    whole = f"{fragment} {tail}"
    match = words.phrase.fullmatch(whole)
    return " ".join(whole.split()) if match else None
