"""Printed lines that hold figures, and how many figures stand at their end: a count that needs no reader.

It is what the border compares the tables of money with, so it shares no words, no cuts and no code with the reader of
them. A figure at the end is a word of digits that is no year, date or span; two words that may be one number
('1 231') are one. Numbers of pages ('Sid 5 (95)', '51' alone on its line, and '52' a page below) are left out.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from itertools import compress
from typing import NamedTuple

from ingestion.documents.printed_signs import DIGITS, lines_that_may_hold

_MOST_LOOKED_AT = 400
"""Characters at the end of a line that are looked at, so that the time does not grow with the line."""

_LONGEST_PAGE, _SHORTEST_PAGE = 250, 8
"""So many lines lie between the numbers of two pages that follow each other."""

_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"(?:19|20)\d\d(?:[-/–](?:\d\d){1,2})?")
_DATE = re.compile(r"\d+(?:[-/]\d+)+")
_FIRST_GROUP = re.compile(r"[^\d\s]?[1-9]\d{0,2}")
_GROUP = re.compile(r"\d{3}(?:,\d+)?")
_PAGE_OF = re.compile(r"(?:[^\W\d_]+ |(?P<more>.+ ))?(?P<number>\d{1,4}) \((?P<total>\d{1,4})\)")
_EDGES = ".,:;*()%"
_NO_FIGURES = frozenset({"", "-", "–", "−"})


class FigureLine(NamedTuple):
    """A 1-based line that holds digits: its text with single spaces, and how many figures stand at its end at least."""

    line: int
    figures: int
    text: str


def figure_lines(lines: Sequence[str]) -> list[FigureLine]:
    """The lines of a document that hold digits, without those that hold the number of a page alone."""
    found: list[FigureLine] = []
    # Rows and dates repeat ('2021-01-01 2021-12-31'): what a line says is found once.
    known: dict[str, tuple[int, str]] = {}
    for number, line in compress(enumerate(lines, start=1), lines_that_may_hold(lines, DIGITS)):
        if line not in known:
            if not _DIGIT.search(line):
                continue
            text = " ".join(line[-2 * _MOST_LOOKED_AT :].split())[-_MOST_LOOKED_AT:]
            known[line] = figures_at_end(text.split(" ")), text
        found.append(FigureLine(number, *known[line]))
    pages = _page_numbers(found)
    return [one for one in found if one.line not in pages]


def figures_at_end(words: Sequence[str]) -> int:
    """How many figures a line of such words ends in, at least."""
    figures = 0
    following_group = False
    for word in reversed(words):
        bare = word.strip(_EDGES)
        if bare in _NO_FIGURES:
            continue
        if not _DIGIT.search(bare) or any(map(str.isalpha, bare)) or _DATE.fullmatch(bare):
            break
        if _YEAR.fullmatch(bare):
            following_group = False
            continue
        if not (following_group and _FIRST_GROUP.fullmatch(bare)):
            figures += 1
        following_group = _GROUP.fullmatch(bare) is not None
    return figures


def _is_first_of(match: re.Match[str]) -> bool:
    """Whether a line holds nothing but one word, or none, and a number of a total: 'Sid 5 (95)'."""
    return match["more"] is None and int(match["number"]) <= int(match["total"])


def _page_numbers(found: Sequence[FigureLine]) -> set[int]:
    """The lines that hold the number of a page: 'Sid 5 (95)' as others of 95, or a number of a row of numbers."""
    of = [(one.line, match) for one in found if one.figures == 2 and (match := _PAGE_OF.fullmatch(one.text))]
    totals = Counter(match["total"] for _, match in of)
    pages = {line for line, match in of if totals[match["total"]] > 1 or _is_first_of(match)}
    alone = [(one.line, int(one.text)) for one in found if one.text.isdecimal() and len(one.text) < 5]
    lines = [line for line, _ in alone]
    for position, (line, number) in enumerate(alone):
        before = alone[bisect_left(lines, line - _LONGEST_PAGE) : bisect_left(lines, line - _SHORTEST_PAGE)]
        after = alone[bisect_left(lines, line + _SHORTEST_PAGE, position) : bisect_left(lines, line + _LONGEST_PAGE)]
        if any(other == number - 1 for _, other in before) or any(other == number + 1 for _, other in after):
            pages.add(line)
    return pages
