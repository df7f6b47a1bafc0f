"""Cut a printed row of a money or volume table into label and figures.

Figures stand at the end of a row; a space parts two of them and also their thousands ('1 231 1 341 907'). How many
columns there are is known of the table, not of the row; where the label ends is part of the cut ('Peng 80 % 483,2').
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import NamedTuple

import regex

from ingestion.extraction.money.printed import Cut, Figure

MOST_CUTS = 400

# '1258,2', '-37,8', '4,9%', '-6,4*', '(783)', '_' for a figure that is not there
_FIGURE = regex.compile(r"[-−–+]?\d+(?:[.,]\d+)?%?\*?|\(\d+\)|_|ja|nej", regex.I)
_FIRST_GROUP = regex.compile(r"[-−–+]?[1-9]\d{0,2}")
_GROUP = regex.compile(r"\d{3}")
_LAST_GROUP = regex.compile(r"\d{3}(?:,\d+)?%?\*?")
_REST = regex.compile(r"0\d+")
_WORD = regex.compile(r"\S+")
_LETTER = regex.compile(r"\p{L}")


class _Word(NamedTuple):
    text: str
    start: int
    end: int
    spaces_before: int


@functools.lru_cache(maxsize=256)
def trailing_figures(text: str) -> tuple[_Word, ...]:
    """The run of words at the end of a text that can be figures, in printed order; one text is asked for often."""
    run: list[_Word] = []
    end = len(text)
    percent: tuple[str, int] | None = None
    while True:
        end = len(text[:end].rstrip())
        start = max(text.rfind(" ", 0, end), text.rfind("\n", 0, end), text.rfind("\t", 0, end)) + 1
        word = text[start:end]
        if not word:
            return tuple(run[::-1])
        if percent is None and word in {"%", "%*"}:
            percent, end = (word, end), start
            continue
        if not _FIGURE.fullmatch(word):
            return tuple(run[::-1])
        printed, last = (f"{word} {percent[0]}", percent[1]) if percent else (word, end)
        run.append(_Word(printed, start, last, _spaces(text, start)))
        percent, end = None, start


def _spaces(text: str, start: int) -> int:
    position = start
    while position and text[position - 1] == " ":
        position -= 1
    return start - position


def cuts(text: str, *, needs_label: bool) -> list[Cut]:
    """Every way to cut a row: how much of the run of figures belongs to the label, and which thousands go together.

    The label that takes the fewest figures comes first, and for it the cut into the most figures.
    """
    run = trailing_figures(text)
    found: list[Cut] = []
    after = len(text) - len(text.rstrip(" "))
    groupings = _groupings(run)
    for taken in range(len(run)):
        label = text[: run[taken].start]
        if needs_label and not _LETTER.search(label):
            continue
        name = " ".join(label.split())
        found.extend(Cut(name, figures, after) for figures in groupings[taken][: MOST_CUTS - len(found)])
        if not needs_label or len(found) >= MOST_CUTS:
            break
    return found


def _groupings(run: Sequence[_Word]) -> list[list[tuple[Figure, ...]]]:
    """For each word of a run, the ways to put neighbouring groups of three digits together as thousands from it on.

    The most figures first; of many ways the first MOST_CUTS.
    """
    found: list[list[tuple[Figure, ...]]] = [[] for _ in run]
    found.append([()])
    for start in range(len(run) - 1, -1, -1):
        first = run[start]
        # '011' is no number of its own, only the rest of one: '1 011'.
        if _REST.fullmatch(first.text):
            continue
        for end in _ends(run, start):
            figure = Figure(" ".join(word.text for word in run[start:end]), first.start, first.spaces_before)
            found[start].extend((figure, *rest) for rest in found[end][: MOST_CUTS - len(found[start])])
    return found


def _ends(run: Sequence[_Word], start: int) -> list[int]:
    """Where a number that begins at a word of a run may end: '212 000 215 000' kronor no council has, it is two."""
    ends = [start + 1]
    if _FIRST_GROUP.fullmatch(run[start].text):
        position = start + 1
        most = start + (4 if len(run[start].text.lstrip("-−–+")) == 1 else 3)
        last = min(len(run), most)
        while position < last and run[position].spaces_before == 1 and _LAST_GROUP.fullmatch(run[position].text):
            ends.append(position + 1)
            if not _GROUP.fullmatch(run[position].text):
                break
            position += 1
    return ends
