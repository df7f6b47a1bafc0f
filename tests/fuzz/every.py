"""Every document that a mutation can make of a base, where it only chooses among places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import TypeVar

from tests.fuzz.bases import Base
from tests.fuzz.mutations import SAME_ROWS, Mutation

PLACED = (
    "page_break_between_rows",
    "page_break_in_name",
    "page_break_in_cells",
    "page_break_in_comment",
    "furniture_in_table",
)
"""The mutations that ask chance for nothing but one of some places."""

Item = TypeVar("Item")


class _EachChoice(Random):
    """Chance that takes, time after time, the next of all choices there are."""

    def __init__(self) -> None:
        super().__init__(0)
        self._taken: list[int] = []
        self._counts: list[int] = []
        self._asked = 0

    def _next(self, count: int) -> int:
        if self._asked == len(self._taken):
            self._taken.append(0)
            self._counts.append(count)
        self._asked += 1
        return self._taken[self._asked - 1]

    # Random.choice takes whatever has a length and items; the mutations give sequences.
    def choice(self, seq: Sequence[Item]) -> Item:  # type: ignore[override]
        return seq[self._next(len(seq))]

    def randrange(self, start: int, stop: int | None = None, step: int = 1) -> int:
        places = range(start) if stop is None else range(start, stop, step)
        return places[self._next(len(places))]

    def random(self) -> float:
        raise NotImplementedError("only choices among places can be made one after the other")

    def advance(self) -> bool:
        """Turn to the next choices; False where all were made."""
        self._asked = 0
        while self._taken:
            self._taken[-1] += 1
            if self._taken[-1] < self._counts[-1]:
                return True
            self._taken.pop()
            self._counts.pop()
        return False


def every(mutation: Mutation, base: Base) -> Iterator[list[str]]:
    """The documents that a mutation makes of a base, one for each place."""
    chance = _EachChoice()
    while True:
        lines = mutation(base, chance)
        if lines is not None:
            yield lines
        if not chance.advance():
            return


def everywhere(base: Base) -> Iterator[tuple[str, list[str]]]:
    """Mutations by name and their documents, for all PLACED mutations of a base."""
    for kind in PLACED:
        for lines in every(SAME_ROWS[kind], base):
            yield kind, lines
