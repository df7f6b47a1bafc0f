"""The words of a line in runs, and which of them are figures."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import regex

from ingestion.documents.pdf import PdfLine, Word
from ingestion.extraction.money.words import ANSWERS
from ingestion.extraction.pdf.edges import Edges

_APART = 0.45
"""Words further apart than this share of their line's height stand in two cells; a space takes half of it."""

# '1 258,2', '-37,8', '– 2,5', '(783)', '(12,3)', '4,9 %', '-6,4*', '12,5 mnkr', '_' for a figure that is not there
_NUMBER = r"(?:\d{1,3}(?: \d{3})+|\d+)(?:[.,]\d+)?"
_FIGURE = regex.compile(
    rf"[-−–+]? ?{_NUMBER}-?(?: ?(?:%|mnkr|mkr|tkr|kr|st))?\*{{0,2}}|\([-−–]?{_NUMBER} ?%?\)|_|{'|'.join(ANSWERS)}",
    regex.I,
)
_YEAR = regex.compile(r"(?:19|20)\d\d")
_DASHES = frozenset("-−–—")


class Run(NamedTuple):
    """Words of a line that only spaces part, and the number of the line."""

    words: tuple[Word, ...]
    line: int

    @property
    def text(self) -> str:
        """The words with single spaces."""
        return " ".join(word.text for word in self.words)

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return self.words[-1].x1

    @property
    def base(self) -> float:
        """The base line of its first word."""
        return self.words[0].base


def runs_of(line: PdfLine, edges: Edges) -> list[Run]:
    """The runs of a line from left to right; a drawn edge parts two words however near they are."""
    height = line.height
    uprights = (
        edges.upright_at(line.words[0].middle, line.words[0].x0, line.words[-1].x1) if len(line.words) > 1 else []
    )
    found: list[list[Word]] = []
    for word in line.words:
        before = found[-1][-1] if found else None
        if (
            before is not None
            and word.x0 - before.x1 < _APART * height
            and not any(before.x1 - 1 <= at <= word.x0 + 1 for at in uprights)
        ):
            found[-1].append(word)
        else:
            found.append([word])
    return [Run(tuple(words), line.number) for words in found]


@functools.lru_cache(maxsize=4096)
def is_figure(text: str) -> bool:
    """Whether a text is one printed figure, or the word that stands for one."""
    return _FIGURE.fullmatch(text) is not None


def is_year(text: str) -> bool:
    """Whether a text is a bare year."""
    return _YEAR.fullmatch(text) is not None


def is_dash(text: str) -> bool:
    """Whether a text is nothing but a dash: an empty cell."""
    return all(letter in _DASHES for letter in text)


def value_runs(runs: Sequence[Run]) -> list[Run]:
    """The runs at the end of a line that are figures, without what may be its label; empty for a line of words.

    A line that holds nothing but figures has its label on another line.
    """
    found: list[Run] = []
    for run in reversed(runs):
        if not (is_figure(run.text) or is_dash(run.text)):
            break
        found.append(run)
    if len(found) == len(runs) and len(runs) == 1 and is_year(runs[0].text):
        return []
    return [] if all(is_dash(run.text) for run in found) else found[::-1]


def spans(runs: Iterable[Run]) -> Iterator[tuple[float, float]]:
    """Where runs begin and end."""
    return ((run.x0, run.x1) for run in runs)


def merged_spans(found: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Spans that overlap made one, from left to right."""
    merged: list[tuple[float, float]] = []
    for begin, end in sorted(found):
        if merged and begin < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((begin, end))
    return merged
