"""Texts of any size, each made of one thing, and what reading them costs: it must grow with the text and no faster."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import FrameType

from tests.fuzz.bases import read_lines

GOALS = ["KF:s inriktningsmål:", "1. En stad", "", "KF:s mål för verksamhetsområdet:", "1.1 I staden", ""]
HEADER = [
    "Indikator Periodens utfall Utfall män/pojkar Utfall kvinnor/flickor Periodens utfall VB 2020 Prognos helår "
    "Årsmål KF:s årsmål Period",
    "",
]
ROW = ["Andel nöjda i", "staden", "", "80 % 81 % 82 % 83 % 84 % 85 % 86 % Tertial 1 2021", ""]
OPEN_ROW = ["Andel nöjda i", "staden", "", "80 % 81 % 82 % 83 % Tertial 1 2021", ""]
TABLE = [*GOALS, *HEADER]
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

TIMES_LARGER = 8


def texts(name: str) -> tuple[list[str], list[str]]:
    """A text of a case, and one that is TIMES_LARGER as large."""
    size, build = CASES[name]
    return build(size), build(size * TIMES_LARGER)


def calls(lines: list[str]) -> int:
    """How many functions are called to read a text, Python's own included: the same number on every machine."""
    count = 0

    def step(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    sys.setprofile(step)
    try:
        read_lines(lines)
    finally:
        sys.setprofile(None)
    return count


def times_slower(name: str) -> float:
    """How many times as long the larger text of a case takes; the best of three, for busy machines."""
    small, large = texts(name)
    read_lines(small)
    return min(_seconds(large) / _seconds(small) for _ in range(3))


def _seconds(lines: list[str]) -> float:
    started = time.process_time()
    read_lines(lines)
    return time.process_time() - started
