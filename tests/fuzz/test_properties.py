"""The properties on some hundred mutated documents; `make fuzz` runs ten thousand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from tests.fuzz.__main__ import KINDS, check
from tests.fuzz.bases import Base, bases
from tests.fuzz.every import every, everywhere
from tests.fuzz.properties import rows_are_the_same

pytestmark = pytest.mark.slow

DOCUMENTS = 16
"""Mutated documents of each kind, the same ones in each run, whatever else is run."""


@pytest.mark.parametrize("kind", KINDS)
def test_mutated_documents_keep_their_properties(kind: str) -> None:
    tried = 0
    for number in range(DOCUMENTS):
        for base in from_place(number * len(bases()) // DOCUMENTS + KINDS.index(kind)):
            has_place, breach = check(kind, base, Random(f"{kind}-{number}"))
            assert breach is None, f"document {number}, {base.name}: {breach}"
            if has_place:
                tried += 1
                break
    assert tried == DOCUMENTS


def from_place(start: int) -> Iterator[Base]:
    """All bases, from one of them on."""
    every_base = bases()
    return (every_base[(start + step) % len(every_base)] for step in range(len(every_base)))


def test_every_choice_is_made_once() -> None:
    def places(base: Base, chance: Random) -> list[str] | None:
        letter = chance.choice("ab")
        return [letter, str(chance.randrange(2, 4 if letter == "a" else 5))]

    made = ["".join(lines) for lines in every(places, bases()[0])]
    assert made == ["a2", "a3", "b2", "b3", "b4"]


def test_the_rows_are_the_same_wherever_a_page_ends() -> None:
    base = min(bases(), key=lambda base: len(base.lines))
    kinds = Counter(kind for kind, lines in everywhere(base) if rows_are_the_same(base, lines) is None)
    assert kinds == Counter(kind for kind, _ in everywhere(base))
    assert kinds["furniture_in_table"] > 4 * len(base.rows) and kinds["page_break_in_cells"] >= len(base.rows)
