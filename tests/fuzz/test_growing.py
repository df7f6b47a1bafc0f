"""Work grows with the size of a document and no faster, whatever it is made of; how long it takes, `make fuzz` says."""

from __future__ import annotations

import pytest

from ingestion.documents.text import MAX_LINE_CHARACTERS, DocumentError
from tests.fuzz.bases import read_lines
from tests.fuzz.growing import CASES, ROW, TABLE, TIMES_LARGER, calls, texts

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", CASES)
def test_work_is_linear(name: str) -> None:
    small, large = texts(name)
    # What is made once and kept is made here.
    read_lines(small)
    read_lines(large)
    assert calls(large) <= 1.5 * TIMES_LARGER * calls(small)


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
def test_a_line_as_long_as_is_read_is_answered(start: str, line: str) -> None:
    long = start + line * ((MAX_LINE_CHARACTERS - len(start)) // len(line))
    try:
        read_lines([*TABLE, *ROW, long, *ROW, "Sid 2 (3)", long])
    except DocumentError as error:
        assert error.line is not None


def test_a_line_of_a_megabyte_is_refused_with_its_number() -> None:
    with pytest.raises(DocumentError, match="a line of 1000000 characters") as caught:
        read_lines([*TABLE, *ROW, "x" * 1_000_000])
    assert caught.value.line == len([*TABLE, *ROW]) + 1


def test_a_million_blank_lines_hold_the_rows_around_them() -> None:
    rows = read_lines([*TABLE, *ROW, *[""] * 1_000_000, *ROW])
    assert [row["line_start"] for row in rows] == [9, 9 + len(ROW) + 1_000_000]
