"""Printed lines at which a row of an indicator table seems to end: a count that needs no reader.

It is what the border compares the extracted rows with, so it shares no words, no cuts and no code with the readers: a
row ends in figures and, at the end of the line, something short that is none of them ('… 4,6 % 2,7 % Tertial', '70 %
2019', '… 81 % 82 % Vartannat år'). Whether that is a period is not asked. It is generous; who compares decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingestion.documents.printed_signs import DIGITS, lines_that_may_hold

_MOST_LOOKED_AT = 160
"""Characters at the end of a line that are looked at: cells are short, and the time must not grow with the line."""

_LONGEST_REST = 20
"""Characters that may follow two figures side by side: 'Vartannat år', 'Läsår 20/21', '-'."""

_YEAR = r"(?:19|20)\d\d"
_YEARS = rf"{_YEAR}(?:[-/–]\d{{2,4}})?"
# 'Tertial', 'T2', 'Tertial 1', 'VB 2021', 'Tertial 1 2019', 'Läsår 2021/2022'; a year may stand alone
_TITLE = rf"[A-ZÅÄÖ][A-Za-zÅÄÖåäö]{{0,14}}\d?(?: \d{{1,2}})?(?: {_YEARS})?"
_WORD = re.compile(_TITLE)
_CLOSE = re.compile(rf"{_TITLE}|{_YEARS}")
_MOST_CLOSING = 3
# '4,6', '12.5', '<5', '35%'; 'st', 'procentenheter', 'GWh'
_NUMBER = re.compile(r"[<>±+≥≤–-]?\d[\d.,]*[%‰]?")
_BARE_YEAR = re.compile(_YEAR)
_UNIT = re.compile(r"[a-zåäö/]{1,16}|[A-Za-z]{1,4}")
_SIGNS = ("%", "‰")
_DASHES = ("-", "–")
_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_DIGIT_OR_DASH = re.compile(r"[\d–-]")
_LONGEST_WORD = 15
"""Letters of a line without a digit that may be a period."""


class RowEnd(NamedTuple):
    """A 1-based line at which a row seems to end, and what makes it seem so.

    `kind` is `figure` (a figure and one closing thing), `cells` (two figures side by side, whatever follows), `word` (a
    closing word, and a figure somewhere before it) or `alone` (the closing thing has the line for itself, as where the
    last cell is wrapped). `close` is what closes the line, `#` for each number; `text` the line, with single spaces.
    """

    line: int
    kind: str
    close: str
    text: str


def row_ends(lines: Sequence[str]) -> Iterator[RowEnd]:
    """The ends of rows that a document seems to have."""
    # A report prints 'Period', 'Prognos' and '100 % 2021' many times over: what a line says is found once.
    signs = dict(zip(lines, lines_that_may_hold(lines, DIGITS + "-–"), strict=True))
    # Most lines are running text.
    few = (line for line, held in signs.items() if held or len(line.strip()) <= _LONGEST_WORD)
    found = {line: end for line in few if (end := _end_of(line)) is not None}
    for number, line in enumerate(lines, start=1):
        if line in found:
            yield RowEnd(number, *found[line])


def _end_of(line: str) -> tuple[str, str, str] | None:
    """What makes a line seem to end a row, what closes it and its text."""
    if _DIGIT_OR_DASH.search(line) is None and len(line.strip()) > _LONGEST_WORD:
        return None
    text = " ".join(line[-4 * _MOST_LOOKED_AT :].split())[-_MOST_LOOKED_AT:]
    if not text or (found := _end(text)) is None:
        return None
    kind, close = found
    return kind, _DIGITS.sub("#", close), text


def _end(text: str) -> tuple[str, str] | None:
    """What makes a line seem to end a row, and what closes it."""
    if _CLOSE.fullmatch(text):
        return "alone", text
    words = text.split(" ")
    closing = [
        size for size in range(min(_MOST_CLOSING, len(words) - 1), 0, -1) if _CLOSE.fullmatch(_last(words, size))
    ]
    if not closing and not any(sign in text for sign in _SIGNS):
        return None
    for size in closing:
        if _value_before(words, len(words) - size) is not None:
            return "figure", _last(words, size)
    for end in range(len(words), 1, -1):
        rest = " ".join(words[end:])
        if len(rest) > _LONGEST_REST:
            break
        start = _value_before(words, end)
        if start and words[end - 1][-1] in _SIGNS and _value_before(words, start) is not None:
            return "cells", rest
    for size in closing:
        if _WORD.fullmatch(_last(words, size)) and _DIGIT.search(" ".join(words[:-size])):
            return "word", _last(words, size)
    return None


def _last(words: list[str], size: int) -> str:
    return " ".join(words[len(words) - size :])


def _value_before(words: list[str], end: int) -> int | None:
    """Where the value begins that ends before a place: '4,6 %' '35 st' '70' '-'; None where none ends there.

    A year alone is no value: '2023' in 'VP 2023 Bokslut 2022'.
    """
    if end < 1:
        return None
    last = words[end - 1]
    if last in _DASHES or (_NUMBER.fullmatch(last) and not _BARE_YEAR.fullmatch(last)):
        return end - 1
    has_unit = last in _SIGNS or _UNIT.fullmatch(last) is not None
    if has_unit and end > 1 and _NUMBER.fullmatch(words[end - 2]) and not _BARE_YEAR.fullmatch(words[end - 2]):
        return end - 2
    return None
