"""The header of a money or volume table: its words in pieces, and how many columns their names make.

A header cell that wraps ends with a blank line, one that does not is followed by the next on the same line, and words
break without a hyphen. So the words alone do not tell the columns: 'Kostnader Intäkter Netto VP 2024 VP 2023 Bokslut
2022' are five, as the rows below show. The number of figures in the rows cuts the header, not the other way round.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from ingestion.extraction.layout import Line
from ingestion.extraction.money.printed import MoneyHeader
from ingestion.extraction.money.words import (
    BINDER,
    INNER,
    KNOWN_SHARE,
    MOST_COLUMNS,
    PART_TITLE,
    ROW_TITLE,
    TEXT_COLUMN,
    TITLE,
    UNIT,
    WEAK_TITLE,
    is_year_like,
    money_words,
)

_MOST_NAME_WORDS = 18
_SPACE, _WRAP, _GAP = "space", "wrap", "gap"
_BREAK_COST = {_SPACE: 1.5, _WRAP: 1.0, _GAP: 0.0}
_JOIN_COST = {_SPACE: 0.0, _WRAP: 0.2, _GAP: 1.5}
_YEAR = re.compile(r"\(?(?:19|20)\d\d\)?")
_NO_ROW_TITLE = 6.0
_ENDS_IN_YEAR = re.compile(r"(?:19|20)\d\d\)?$|\d\d\d\d-\d\d$")


class HeaderWord(NamedTuple):
    """A word of a header, and what stands between it and the word before: a space, a line's end or a blank line."""

    text: str
    gap: str


def header_words(pieces: Sequence[Sequence[Line]], *, trailing_spaces: bool) -> list[HeaderWord]:
    """The words of the blocks of a header in printed order, words that a narrow column broke joined again."""
    found: list[HeaderWord] = []
    for piece in pieces:
        for place, texts in enumerate(whole_words(piece, trailing_spaces=trailing_spaces)):
            gap = _WRAP if place else _GAP
            for text in texts:
                if gap == _GAP and found and _goes_on(found[-1].text, text):
                    found[-1] = HeaderWord(found[-1].text + text, found[-1].gap)
                elif text:
                    found.append(HeaderWord(text, gap))
                gap = _SPACE
    return found


def whole_words(lines: Sequence[Line], *, trailing_spaces: bool) -> list[list[str]]:
    """The words of each line of a block; of one that a narrow column broke, all stands on the line where it begins.

    Its rest is an empty word at the beginning of the line below.
    """
    found: list[list[str]] = []
    last: list[str] = []
    broken = False
    for line in lines:
        texts = line.text.split()
        # 'Budge' + 't', '(kostnad' + 'er)': where line ends tell, one without a space was cut inside a word.
        if last and (broken or _goes_on(last[-1], texts[0])):
            last[-1] += texts[0]
            texts[0] = ""
        found.append(texts)
        last = texts if texts[-1] else last
        broken = trailing_spaces and not line.text.endswith(" ")
    return found


def _goes_on(above: str, below: str) -> bool:
    """'Resultat-' + 'enheternas', 'netto-' + 'budget', '(jan-' + 'juli)': a hyphen at a line's end parts a word."""
    return len(above) > 1 and above.endswith("-") and above[-2].isalpha() and below[:1].islower()


class HeaderCuts:
    """The likeliest cut of a header's words into a title of the rows and each number of names.

    `untitled`: the header begins with a space, which an empty title leaves ('␣Planering').
    """

    def __init__(self, words: Sequence[HeaderWord], *, untitled: bool) -> None:
        """Weigh the cuts of some words into as many names as a table can have."""
        self._words = words
        self._has_text = money_words().role(words[-1].text) == TEXT_COLUMN
        untitled = untitled and money_words().role(words[0].text) == TITLE
        self._best = _best_cuts(tuple(words), MOST_COLUMNS + 1, untitled=untitled)

    def cost(self, columns: int) -> float | None:
        """What the best cut into names for so many columns costs; None where there are too few words."""
        best = self._best[columns + self._has_text] if 1 <= columns <= len(self._words) else None
        return None if best is None else best[0]

    def into(self, columns: int) -> MoneyHeader:
        """The best cut into names for so many columns, for which there is a cost."""
        best = self._best[columns + self._has_text]
        if best is None:
            raise ValueError(f"{len(self._words)} words of a header are too few for {columns} columns")
        cost, starts = best
        ends = [*starts[1:], len(self._words)]
        texts = [" ".join(word.text for word in self._words[s:e]) for s, e in zip(starts, ends, strict=True)]
        title = " ".join(word.text for word in self._words[: starts[0]])
        return MoneyHeader(title, tuple(texts[:columns]), self._has_text, cost)


_Cut = tuple[float, tuple[int, ...]]


@functools.lru_cache(maxsize=512)
def _best_cuts(words: tuple[HeaderWord, ...], most: int, *, untitled: bool) -> tuple[_Cut | None, ...]:
    """For 0, 1, … `most` names the cost and the starts of the best cut, by dynamic programming over the words."""
    count = len(words)
    names = _names(words)
    titles = range(min(count, _MOST_NAME_WORDS) + 1)
    best: dict[int, _Cut] = {
        start: (-2.0 if untitled and not start else _row_title_cost(words[:start]), ()) for start in titles
    }
    first = money_words().role(words[0].text)
    if first == ROW_TITLE or (first == UNIT and count > 2):
        # 'Verksamhet Årsbudget …', 'Mnkr, netto Budget …': what names the rows names no column of figures.
        best[0] = (_NO_ROW_TITLE, ())
    found = [best.get(count)]
    for _ in range(min(most, count)):
        following: dict[int, _Cut] = {}
        for start in sorted(best):
            before, starts = best[start]
            for end, cost in names[start]:
                if end not in following or before + cost < following[end][0]:
                    following[end] = (before + cost, (*starts, start))
        best = following
        found.append(best.get(count))
    return (*found, *[None] * (most + 1 - len(found)))


def _names(words: Sequence[HeaderWord]) -> list[list[tuple[int, float]]]:
    """For each word and the end, the names that may begin there: the position behind each, and what it costs."""
    insides = [0.0, *(_inside_cost(*pair) for pair in pairwise(words))]
    found: list[list[tuple[int, float]]] = []
    for start in range(len(words)):
        begin = _break_cost(words, start)
        joined, inside = 0.0, []
        names: list[tuple[int, float]] = []
        for position in range(start, min(len(words), start + _MOST_NAME_WORDS)):
            if position > start:
                joined += _JOIN_COST[words[position].gap]
                inside.append(insides[position])
            cost = sum(inside, joined) + _end_cost(words[position].text, alone=position == start)
            names.append((position + 1, begin + cost))
        found.append(names)
    return [*found, []]


def _break_cost(words: Sequence[HeaderWord], start: int) -> float:
    """What it costs to let a name begin at a word: little behind a blank line or where a title word stands."""
    word = words[start]
    cost = _BREAK_COST[word.gap] if start else 0.0
    role = money_words().role(word.text)
    if role == TEXT_COLUMN:
        cost -= 2.0
    elif role == UNIT and start == len(words) - 1:
        # 'Budgetjusteringar Drift Mnkr': where the unit alone stands above the figures.
        cost -= 1.5
    elif role == PART_TITLE:
        cost += 0.5
    elif word.text.startswith("("):
        cost += 1.5 if word.text.endswith(")") else 0.5
    elif word.text[:1].islower():
        cost += 4.0
    elif role in {TITLE, WEAK_TITLE}:
        cost -= 0.5
    elif (role in {BINDER, INNER} and not word.text.startswith("(")) or _YEAR.fullmatch(word.text):
        cost += 0.5
    elif is_year_like(word.text) and word.text != "%":
        cost += 4.0
    if start and money_words().role(words[start - 1].text) == BINDER:
        cost += 4.0
    return cost


def _inside_cost(before: HeaderWord, word: HeaderWord) -> float:
    """What a word costs inside a name, behind another: a title word, or one behind a year, rather begins the next."""
    # A new name begins behind a year: '2019 2022', 'VP 2024 VP 2023'.
    after_year = _ENDS_IN_YEAR.search(before.text) is not None
    role = money_words().role(word.text)
    if role in {TITLE, WEAK_TITLE} and word.text[:1].isupper():
        return 0.3 if role == WEAK_TITLE and not after_year else 1.0 if word.gap == _WRAP else 3.0
    if after_year and word.text[:1].isupper():
        return 0.7 if word.gap == _WRAP else 1.5
    if after_year and _YEAR.fullmatch(word.text):
        return 3.0
    if role == PART_TITLE:
        return 2.0
    return 0.5 if word.text.startswith("(") and after_year and word.gap == _SPACE else 0.0


def _end_cost(text: str, *, alone: bool) -> float:
    """What it costs that a name ends with a word, which may want more."""
    if money_words().role(text) == BINDER:
        return 4.0
    # 'Avvikelse %' may be two columns, before a name begins with a small letter ('Utfall ack').
    return 3.0 if alone and text == "%" else 0.0


def _row_title_cost(words: Sequence[HeaderWord]) -> float:
    """What the title of the label column costs: one that names rows or a unit is usual, none at all is not."""
    if not words:
        return 2.0
    roles = [money_words().role(word.text) for word in words]
    cost = sum(_JOIN_COST[word.gap] for word in words[1:])
    cost += sum(2.0 for position, role in enumerate(roles) if role in {TITLE, WEAK_TITLE} and position)
    cost += sum(1.0 for position, role in enumerate(roles) if role == ROW_TITLE and position)
    if any(role in {ROW_TITLE, UNIT} for role in roles):
        cost -= 2.0
    # The unit ends it: 'Verksamhet, mnkr', 'Mnkr, netto'.
    units = [position for position, role in enumerate(roles) if role == UNIT]
    if units and any(role != WEAK_TITLE for role in roles[units[-1] + 1 :]):
        cost += 3.0
    if is_year_like(words[-1].text) and words[-1].text != "%":
        cost += 2.0
    return cost


def is_known(words: Sequence[str]) -> bool:
    """Whether nearly all words are words of headers."""
    return sum(map(money_words().is_header_word, words)) >= KNOWN_SHARE * len(words)
