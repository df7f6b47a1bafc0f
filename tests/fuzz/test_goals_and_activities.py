"""Goals and activities stay the same where a document's layout changes and its words do not."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest

from ingestion.documents.text import text_from_bytes
from ingestion.extraction.text import extract_text
from tests.fuzz.bases import bases
from tests.fuzz.mutations import SAME_ROWS

pytestmark = pytest.mark.slow

GOAL = ("level", "number", "title", "parent_number", "assessment")
ACTIVITY = ("area_goal", "council_goal", "activity", "start_date", "end_date", "deviation")
FURNITURE = ("", "", "Tjänsteutlåtande ", "Sid 18 (84) ", "", "stockholm.se ", "08-508 7158 ", "")
DOCUMENTS = 60

Read = tuple[list[tuple[object, ...]], list[tuple[object, ...]]]


def read(lines: Sequence[str]) -> Read:
    """Goals and activities of a text, without their places."""
    extraction = extract_text(text_from_bytes(("\n".join(lines) + "\n").encode(), Path("mutated.txt")))
    return (
        [tuple(row[column] for column in GOAL) for row in extraction.goals.to_pylist()],
        [tuple(row[column] for column in ACTIVITY) for row in extraction.activities.to_pylist()],
    )


@pytest.mark.parametrize("kind", sorted(SAME_ROWS))
def test_what_leaves_rows_the_same_leaves_goals_and_activities_the_same(kind: str) -> None:
    compared = 0
    for number in range(DOCUMENTS):
        chance = Random(f"{kind}-{number}")
        base = chance.choice(bases())
        lines = SAME_ROWS[kind](base, chance)
        if lines is not None:
            compared += 1
            assert read(lines) == read(base.lines), f"document {number}, {base.name}"
    assert compared


def test_page_furniture_between_two_lines_of_an_activity() -> None:
    compared = 0
    for number in range(4 * DOCUMENTS):
        chance = Random(number)
        base = chance.choice(bases())
        text = text_from_bytes(("\n".join(base.lines) + "\n").encode(), Path("base.txt"))
        long = [row for row in extract_text(text).activities.to_pylist() if row["line_end"] > row["line_start"]]
        if long:
            compared += 1
            row = chance.choice(long)
            place = chance.randrange(row["line_start"], row["line_end"])
            lines = [*base.lines[:place], *FURNITURE, *base.lines[place:]]
            assert read(lines)[1] == read(base.lines)[1], f"document {number}, {base.name}, line {place}"
    assert compared > DOCUMENTS
