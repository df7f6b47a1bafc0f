"""The properties on some hundred mutated documents; `make fuzz` runs ten thousand."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import KINDS, check
from tests.fuzz.bases import Base, bases
from tests.fuzz.every import every, everywhere
from tests.fuzz.properties import rows_are_the_same

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow],
)
@given(index=st.integers(min_value=0), seed=st.integers(min_value=0))
def test_mutated_documents_keep_their_properties(kind: str, index: int, seed: int) -> None:
    base = bases()[index % len(bases())]
    has_place, breach = check(kind, base, Random(seed))
    assume(has_place)
    assert breach is None, f"{base.name}: {breach}"


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
