"""Which lines may hold a sign: none is missed, and most of those without one are told apart."""

from __future__ import annotations

import re
from random import Random

import pytest

from ingestion.documents.printed_signs import DIGITS, lines_that_may_hold

SOME = "aå é–-−٣5½²?%\t\x1c\x85\u2028\ud7ff😀𝟗"


def test_a_line_with_a_digit_is_told_from_one_without() -> None:
    lines = ["Äldreomsorg – bättre", "", "70 % 2021", "Hur gick det?", "٣ %", "år² à ½ l"]
    assert [bool(held) for held in lines_that_may_hold(lines, DIGITS)] == [True, False, True, True, True, False]


@pytest.mark.parametrize(("signs", "pattern"), [(DIGITS, r"\d"), (DIGITS + "-–", r"[\d–-]")])
def test_no_line_with_one_of_the_signs_is_missed(signs: str, pattern: str) -> None:
    chance = Random(11)
    lines = ["".join(chance.choices(SOME, k=chance.randrange(6))) for _ in range(3000)]
    held = lines_that_may_hold(lines, signs)
    assert len(held) == len(lines)
    assert not [line for line, one in zip(lines, held, strict=True) if not one and re.search(pattern, line)]


def test_lines_with_line_ends_of_their_own_are_all_looked_at() -> None:
    assert all(lines_that_may_hold(["Period\n", "Årsmål", ""], DIGITS))
    assert lines_that_may_hold([], DIGITS) == []
