"""What running text says of the deviation of an area ('Äldreomsorgen visar ett underskott om 2,0 mnkr').

Only a sentence whose every word up to the figure is known is a statement: the name of an area at its beginning, a verb
in the present tense, an article, överskott, underskott or avvikelse, a figure. A sentence about a part, a change,
another year or several areas holds a word there that is not known, and says nothing here.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from ingestion.extraction.layout import Lines, join_wrapped
from ingestion.extraction.money.describe import headings_above, is_area
from ingestion.extraction.money.report import PagedDocument
from ingestion.extraction.records import Record, money_statement_record
from ingestion.lexicon import lexicon_rows

_LINES_ABOVE, _LINES_BELOW = 4, 6
"""A sentence of the known reports has up to five lines, and its figure stands in one of the first three."""
_LONGEST_NAME = 80
_SHORT_LINE = 75
# 'rekrytering.Individ': a text that keeps the spaces at the ends of its lines has none at the end of a paragraph.
_SENTENCE_END = regex.compile(r"[.!?](?=\s+[^\p{Ll}\s]|\p{Lu}|\s*$)")
_SENTENCE_START = regex.compile(r"(?<=[.!?]\s+)(?=\p{Lu})")
_ENDS_WHAT_IS_ABOVE = regex.compile(r"[.:!?\d%)]$")


@dataclass(frozen=True)
class Statement:
    """A deviation that a sentence states, with the 1-based lines of its first word and of its last known one.

    `about` is `area` or `council`. `area_name` is the name as printed, None for the council and where the sentence says
    `Verksamhetsområdet` alone: then `area_heading` is the nearest heading above. `direction` is `surplus`, `deficit`,
    `deviation` (the sign is the figure's own) or `balance` (no figure: `as_printed` are its words). `unit` is `mnkr`,
    `tkr` or None. `transfers`: `before` or `after` the transfers between years, None where the sentence does not say.
    """

    line_start: int
    line_end: int
    about: str
    area_name: str | None
    area_heading: str | None
    direction: str
    as_printed: str
    unit: str | None
    is_rounded: bool
    transfers: str | None


@dataclass(frozen=True, eq=False)
class _Words:
    """The lexicon as patterns: of a sentence up to its figure, of the frames around a name, of what makes unsure.

    `beginning` is of a sentence with a verb and a noun behind it: most texts are no statements, and it tells so of two
    thirds of them in a fifth of the time. No phrase of the lexicon that may stand there holds a sign that ends a
    sentence. `last_words` has no word that holds another of them.
    """

    beginning: re.Pattern[str]
    sentence: regex.Pattern[str]
    frame: regex.Pattern[str]
    doubt: regex.Pattern[str]
    last_words: tuple[str, ...]
    nouns: dict[str, str]
    units: dict[str, str]
    transfers: dict[str, str]
    councils: frozenset[str]


def statement_records(
    document: PagedDocument,
    lines: Lines,
    furniture: frozenset[int],
    tables: frozenset[int],
    *,
    trailing_spaces: bool,
) -> list[Record]:
    """The records of the statements of a document; `furniture` and `tables` are 1-based lines that are no text."""
    found = statements_of(lines, furniture, tables, trailing_spaces=trailing_spaces)
    return [
        money_statement_record(
            document,
            number,
            page=document.page_of_line(one.line_end),
            line_start=one.line_start,
            line_end=one.line_end,
            about=one.about,
            area_name=one.area_name,
            area_heading=one.area_heading,
            direction=one.direction,
            as_printed=one.as_printed,
            unit=one.unit,
            is_rounded=one.is_rounded,
            transfers=one.transfers,
        )
        for number, one in enumerate(found, start=1)
    ]


def statements_of(
    lines: Lines, furniture: frozenset[int], tables: frozenset[int], *, trailing_spaces: bool
) -> list[Statement]:
    """The statements of a text in printed order; `furniture` and `tables` are 1-based lines that are no text."""
    words = _words()
    found: dict[tuple[int, int], Statement] = {}
    for index in lines.having(words.last_words):
        if index + 1 in tables or index + 1 in furniture:
            continue
        place = bisect_left(lines.printed, index)
        upwards, downwards = range(place, -1, -1), range(place + 1, len(lines.printed))
        above = _text_lines(lines, upwards, furniture, tables, _LINES_ABOVE)
        below = _text_lines(lines, downwards, furniture, tables, _LINES_BELOW)
        is_told = False
        for distance, offset in _beginnings(lines, above, furniture, tables):
            if is_told and distance:
                break
            numbers = [*above[distance::-1], *below]
            texts = [lines.lines[numbers[0]][offset:], *(lines.lines[number] for number in numbers[1:])]
            if (match := _whole_sentence(join_wrapped(texts, trailing_spaces=trailing_spaces), words)) is not None:
                ends = (len(join_wrapped(texts[:end], trailing_spaces=trailing_spaces)) for end in range(1, len(texts)))
                told = match.end("told")
                last = next((number for number, end in zip(numbers, ends, strict=False) if end >= told), numbers[-1])
                statement = _statement(lines, numbers[0], last, match, words, (furniture, tables))
                if statement is not None:
                    found[numbers[0], offset] = statement
                    is_told = True
    return [found[key] for key in sorted(found)]


def _text_lines(
    lines: Lines, places: Iterable[int], furniture: frozenset[int], tables: frozenset[int], most: int
) -> list[int]:
    """Indices of the first so many lines of text at some places among the printed lines, up to a table."""
    found: list[int] = []
    for place in places:
        index = lines.printed[place]
        if len(found) == most or index + 1 in tables:
            break
        if index + 1 not in furniture:
            found.append(index)
    return found


def _beginnings(
    lines: Lines, above: Sequence[int], furniture: frozenset[int], tables: frozenset[int]
) -> Iterator[tuple[int, int]]:
    """Where a sentence may begin in some lines, the last place first: position among the lines and offset in one."""
    for distance, index in enumerate(above):
        for match in reversed(list(_SENTENCE_START.finditer(lines.lines[index]))):
            yield distance, match.start()
        if lines.plain[index][0].isupper() and _may_begin(lines, index, furniture, tables):
            yield distance, 0


def _may_begin(lines: Lines, index: int, furniture: frozenset[int], tables: frozenset[int]) -> bool:
    """Whether a line may begin a sentence: below a heading, a row of figures, a full stop, and not in a paragraph."""
    above = next((n for n in range(index - 1, -1, -1) if n + 1 not in furniture and lines.plain[n]), None)
    if above is None or above + 1 in tables:
        return True
    text = lines.plain[above]
    return _ENDS_WHAT_IS_ABOVE.search(text) is not None or (len(text) <= _SHORT_LINE and text[:1].isupper())


def _whole_sentence(text: str, words: _Words) -> regex.Match[str] | None:
    """The sentence at the beginning of a text up to its last known word; None where something in it makes unsure."""
    match = words.sentence.match(text) if words.beginning.match(text) else None
    if match is None:
        return None
    end = _SENTENCE_END.search(text, match.end())
    if end is None or words.doubt.search(text, match.end("told"), end.start()) is not None:
        return None
    return match


def _statement(
    lines: Lines, first: int, last: int, match: regex.Match[str], words: _Words, left_out: Sequence[frozenset[int]]
) -> Statement | None:
    frame = words.frame.match(match["subject"])
    name = match["subject"][frame.end() :].strip() if frame else match["subject"]
    heading: str | None = None
    if name.casefold() in words.councils:
        about = "council"
    elif name and is_area(name):
        about = "area"
    elif not name and frame is not None and frame[0].casefold().strip() == "verksamhetsområdet":
        above = headings_above(lines.plain, first + 1, frozenset().union(*left_out))
        about, heading = "area", above[0].text if above else None
    else:
        return None
    transfers = {words.transfers[_folded(one)] for one in match.captures("transfers")}
    direction = words.nouns[_folded(match["noun"])]
    if len(transfers) > 1 or (about == "area" and not name and heading is None):
        return None
    return Statement(
        first + 1,
        last + 1,
        about,
        name if about == "area" and name else None,
        heading,
        direction,
        match["figure"] or match["noun"],
        words.units[_folded(match["unit"])] if match["unit"] else None,
        match["about"] is not None,
        transfers.pop() if transfers else None,
    )


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _any_of(phrases: Iterable[str]) -> str:
    """A pattern of phrases, the longest first, whose spaces may be of any width."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "(?:" + "|".join(r"\s+".join(map(regex.escape, phrase.split())) for phrase in ordered) + ")"


@functools.cache
def _words() -> _Words:
    by_role: dict[str, dict[str, str]] = {}
    for row in lexicon_rows("money_statements.csv"):
        by_role.setdefault(row["role"], {})[row["phrase"]] = row["meaning"]
    said = {role: _any_of(phrases) for role, phrases in by_role.items()}
    number = r"[-−–+]?\s?\d{1,3}(?:\s\d{3})*(?:,\d+)?"
    aside = (
        rf"(?:\s+(?:{said['filler']}|(?P<transfers>{said['transfers']})"
        r"|\(\s?[-−–+]?\s?\d+(?:,\d+)?\s?(?:%|procent)\s?\))(?=[\s.,]))*"
    )
    balances = _any_of(noun for noun, meaning in by_role["noun"].items() if meaning == "balance")
    sentence = regex.compile(
        rf"(?P<told>(?P<subject>\p{{Lu}}[^.!?:;\d]{{1,{_LONGEST_NAME}}}?){aside}\s+{said['verb']}{aside}"
        rf"(?:\s+(?:ett|en))?(?:\s+{said['adjective']})*\s+"
        rf"(?:(?P<noun>{balances})|(?P<noun>{said['noun']}){aside}\s+{said['preposition']}"
        rf"(?:\s+(?P<about>{said['about']}))?\s+(?P<figure>{number})\s+(?P<unit>{said['unit']}))(?=[\s.,]){aside})"
        rf"(?:(?=[.!])|,?\s+{said['tail']}(?=[\s.,]))",
        regex.I,
    )
    last_words = {noun.split()[-1] for noun in by_role["noun"]}
    return _Words(
        re.compile(rf"[^.!?:;]*?\s{said['verb']}\s(?:[^.!?:;]*?\s)?{said['noun']}", re.IGNORECASE),
        sentence,
        regex.compile(rf"(?:{said['frame']}(?=\s|$)\s*)+", regex.I),
        regex.compile(rf"(?<!\p{{L}}){said['doubt']}(?!\p{{L}})", regex.I),
        tuple(sorted(word for word in last_words if not any(one in word for one in last_words - {word}))),
        by_role["noun"],
        by_role["unit"],
        by_role["transfers"],
        frozenset(by_role["council"]),
    )


__all__: Sequence[str] = ("Statement", "statement_records", "statements_of")
