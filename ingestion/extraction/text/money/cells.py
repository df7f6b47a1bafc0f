"""Cut a printed row of a money or volume table into label and figures.

Figures stand at the end of a row; a space parts two of them and also their thousands ('1 231 1 341 907'). How many
columns there are is known of the table, not of the row; where the label ends is part of the cut ('Peng 80 % 483,2').
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingestion.extraction.money.printed import Cut, Figure, shown_empty

MOST_CUTS = 400

# '1258,2', '-37,8', '4,9%', '-6,4*', '(783)', '_' for a figure that is not there
_FIGURE = re.compile(r"[-−–+]?\d+(?:[.,]\d+)?%?\*?|\(\d+\)|_|ja|nej", re.IGNORECASE)
_PERCENT_SIGNS = frozenset({"%", "%*"})
_DIGITS_ONLY = re.compile(r"[-−–+]?\d+")
_FIRST_GROUP = re.compile(r"[-−–+]?[1-9]\d{0,2}")
_GROUP = re.compile(r"\d{3}")
_LAST_GROUP = re.compile(r"\d{3}(?:,\d+)?%?\*?")
_REST = re.compile(r"0\d+")


def trailing_figures(text: str) -> tuple[Figure, ...]:
    """The run of words at the end of a text that can be figures, in printed order."""
    run: list[Figure] = []
    percent = ""
    left = text.rstrip()
    while left:
        start = left.rfind(" ") + 1
        word, before = left[start:], left[:start]
        left = before.rstrip()
        if not percent and word in _PERCENT_SIGNS:
            percent = word
            continue
        if not _FIGURE.fullmatch(word):
            break
        run.append(Figure(f"{word} {percent}" if percent else word, start, start - len(before.rstrip(" "))))
        percent = ""
    return tuple(run[::-1])


def cuts(figures: Sequence[Figure], label: str, spaces_after: int, *, label_is_apart: bool) -> tuple[Cut, ...]:
    """Every way to cut a row: how much of its last words belongs to the label, and which thousands go together.

    `figures` are the last words of the row that can be figures, `label` is what stands before them and `spaces_after`
    behind. The label that takes the fewest figures comes first, and for it the cut into the most figures. Where the
    label stands apart, on lines above the figures, it takes none.
    """
    found: list[Cut] = []
    groupings = _groupings(figures)
    for taken in range(1 if label_is_apart else len(figures)):
        if taken:
            label = f"{label} {figures[taken - 1].text}"
        # Thousands that go together have one space between: it shows an empty cell in no way to put them together.
        empty = shown_empty(figures[taken:], spaces_after, label_is_apart=label_is_apart)
        found += [Cut(label, way, empty) for way in groupings[taken][: MOST_CUTS - len(found)]]
    return tuple(found)


def _groupings(run: Sequence[Figure]) -> list[list[tuple[Figure, ...]]]:
    """For each word of a run, the ways to put neighbouring groups of three digits together as thousands from it on.

    The most figures first; of many ways the first MOST_CUTS.
    """
    found: list[list[tuple[Figure, ...]]] = [[] for _ in run]
    found.append([()])
    for start in range(len(run) - 1, -1, -1):
        first = run[start]
        ways = [(first, *rest) for rest in found[start + 1]]
        if not _DIGITS_ONLY.fullmatch(first.text):
            found[start] = ways
            continue
        # '011' is no number of its own, only the rest of one: '1 011'.
        if _REST.fullmatch(first.text):
            continue
        for end in _ends_of_thousands(run, start):
            text = " ".join([word.text for word in run[start:end]])
            figure = Figure(text, first.offset, first.spaces_before)
            ways.extend((figure, *rest) for rest in found[end])
        found[start] = ways[:MOST_CUTS]
    return found


def _ends_of_thousands(run: Sequence[Figure], start: int) -> list[int]:
    """Where a number of several groups that begins at a word of a run may end.

    '212 000 215 000' kronor no council has, it is two.
    """
    ends: list[int] = []
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
