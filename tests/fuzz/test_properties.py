"""The properties on some hundred mutated documents; `make fuzz` runs ten thousand."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from tests.fuzz.__main__ import KINDS, check
from tests.fuzz.bases import bases

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
