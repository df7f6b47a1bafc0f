"""Time grows with the size of a document and no faster, whatever it is made of."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from ingestion.documents.text import MAX_LINE_CHARACTERS, DocumentError
from tests.fuzz.bases import read_lines

pytestmark = pytest.mark.slow

GOALS = ["KF:s inriktningsmål:", "1. En stad", "", "KF:s mål för verksamhetsområdet:", "1.1 I staden", ""]
HEADER = [
    "Indikator Periodens utfall Utfall män/pojkar Utfall kvinnor/flickor Periodens utfall VB 2020 Prognos helår "
    "Årsmål KF:s årsmål Period",
    "",
]
ROW = ["Andel nöjda i", "staden", "", "80 % 81 % 82 % 83 % 84 % 85 % 86 % Tertial 1 2021", ""]
OPEN_ROW = ["Andel nöjda i", "staden", "", "80 % 81 % 82 % 83 % Tertial 1 2021", ""]
TABLE = [*GOALS, *HEADER]
_TIMES_LARGER = 8
_MOST_TIMES_SLOWER = 24
"""Eight times the text takes eight times as long, 64 times where time is quadratic."""

CASES: dict[str, tuple[int, Callable[[int], list[str]]]] = {
    "tables": (25, lambda n: [*TABLE, *ROW, *OPEN_ROW] * n),
    "rows of one table": (60, lambda n: [*TABLE, *ROW * n]),
    "open rows of one table": (60, lambda n: [*TABLE, *ROW, *OPEN_ROW * n]),
    "headers": (60, lambda n: [*GOALS, *HEADER * n]),
    "first words of headers": (1_300, lambda n: [*GOALS, *["Indikator"] * n]),
    "headings": (1_000, lambda n: GOALS * n),
    "labels of headings": (3_000, lambda n: ["KF:s inriktningsmål:"] * n),
    "blank lines": (25_000, lambda n: [*TABLE, *[""] * n, *ROW]),
    "blank lines in a row": (25_000, lambda n: [*TABLE, *ROW[:2], *[""] * n, *ROW[2:]]),
    "page tops in a comment": (1_000, lambda n: [*TABLE, *ROW, "Analys", "Text.", *[" Mer text."] * n]),
    "page furniture": (3_000, lambda n: [*TABLE, *ROW, *["Tjänsteutlåtande", "Sid 1 (2)", ""] * n]),
    "names without cells": (500, lambda n: [*TABLE, *["Andel nöjda", ""] * n]),
    "cells without names": (2_500, lambda n: [*TABLE, *["2019 100 000 5 %", ""] * n]),
    "cells that go on": (50, lambda n: [*TABLE, *["Tas fram av", ""] * n]),
    "prose": (2_500, lambda n: [*TABLE, *ROW, "", *["Verksamheten har 12 platser i 3 hus."] * n]),
}


@pytest.mark.parametrize("name", CASES)
def test_time_is_linear(name: str) -> None:
    size, build = CASES[name]
    small, large = build(size), build(size * _TIMES_LARGER)
    read_lines(small)
    # A busy machine makes a single measurement worse, never better.
    assert any(_seconds(large) < _MOST_TIMES_SLOWER * _seconds(small) for _ in range(4))


@pytest.mark.parametrize(
    "line",
    [
        "2019 ",
        "100 ",
        "1 000 ",
        "5 % ",
        "Tas fram av ",
        "Andel ",
        "a b-",
        " ",
        "1",
        "%",
        "Indikator Årsmål ",
        "Sid 1 (2) ",
        "KF:s mål ",
        "A 1 ",
    ],
)
@pytest.mark.parametrize("start", ["", "Andel nöjda ", "Indikator Årsmål ", "Nämndmål: "])
def test_a_line_as_long_as_is_read_takes_seconds_at_most(start: str, line: str) -> None:
    long = start + line * ((MAX_LINE_CHARACTERS - len(start)) // len(line))
    started = time.process_time()
    try:
        read_lines([*TABLE, *ROW, long, *ROW, "Sid 2 (3)", long])
    except DocumentError as error:
        assert error.line is not None
    assert time.process_time() - started < 5


def test_a_line_of_a_megabyte_is_refused_with_its_number() -> None:
    with pytest.raises(DocumentError, match="a line of 1000000 characters") as caught:
        read_lines([*TABLE, *ROW, "x" * 1_000_000])
    assert caught.value.line == len([*TABLE, *ROW]) + 1


def test_a_million_blank_lines_hold_the_rows_around_them() -> None:
    rows = read_lines([*TABLE, *ROW, *[""] * 1_000_000, *ROW])
    assert [row["line_start"] for row in rows] == [9, 9 + len(ROW) + 1_000_000]


def _seconds(lines: list[str]) -> float:
    started = time.process_time()
    read_lines(lines)
    return time.process_time() - started
