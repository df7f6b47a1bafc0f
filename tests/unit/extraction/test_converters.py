"""The same report by other converters: read all the same, or refused with what to do."""

from __future__ import annotations

import pytest

from ingestion.extraction import ExtractionError
from tests.unit.extraction.printing import GOALS, VP_HEADER, extraction

REPORT = (
    f"{GOALS}\n  {VP_HEADER}\n\n Andel barn nöjda med \nutemiljön \n\n72 % 1 079 st År \n\n"
    " Antal fiffiga vårdnadshavare 16  Tertial \n\nNämndmål: Flickor och \npojkar trivs \n\n"
    f"  {VP_HEADER} \n\n Andel enheter med lokal plan  Tas fram av \nnämnd \n\nTertial \n\n"
)
COLUMNS = ("indicator", "annual_target", "kf_target", "period", "council_goal", "column_evidence")


def rows(text: str) -> list[tuple[object, ...]]:
    return [tuple(row[column] for column in COLUMNS) for row in extraction(text).indicators.to_pylist()]


@pytest.mark.parametrize(
    ("printed", "instead"),
    [
        ("1 079", "1\u2007079"),
        ("1 079", "1\u202f079"),
        ("1 079", "1\u2009079"),
        ("fi", "\ufb01"),
        ("vårdnads", "vårdnads\u00ad"),
        ("vård", "vård\u200b"),
        ("nöjda", "nö\ufeffjda"),
        ("barn", "barn\u2060"),
        ("  Tertial", "\t\tTertial"),
        (" ", "\u00a0"),
        ("pojkar", "poj\u00ad\nkar"),
        ("Andel barn", "An\u00ad\ndel barn"),
    ],
)
def test_characters_that_look_the_same_are_read_the_same(printed: str, instead: str) -> None:
    assert printed in REPORT
    assert rows(REPORT.replace(printed, instead)) == rows(REPORT)


def test_a_blank_line_between_all_lines_says_nothing() -> None:
    assert rows(REPORT.replace("\n", "\n\n")) == rows(REPORT)
    read = extraction(REPORT.replace("\n", "\r\r\n")).indicators.to_pylist()
    first = extraction(REPORT).indicators.to_pylist()
    assert [row["line_start"] for row in read] == [2 * int(str(row["line_start"])) - 1 for row in first]


@pytest.mark.parametrize("alone", ["\f\n", "\f"], ids=["on a line of its own", "before the first line"])
def test_a_form_feed_turns_the_page_inside_a_name(alone: str) -> None:
    cut = REPORT.replace("Andel barn nöjda med \nutemiljön", f"Andel barn nöjda med \n\n{alone}utemiljön")
    assert rows(cut) == rows(REPORT)
    assert [row["page"] for row in extraction(cut).indicators.to_pylist()] == [1, 2, 2]


ALIGNED = """KF:s inriktningsmål: 1. En stad

   Indikator                            Årsmål     KF:s årsmål         Periodicitet
   Andel barn nöjda med                 72 %       79 %                År
   utemiljön
   Antal barn per grupp                 16                             Tertial
"""
ONE_CELL_A_LINE = """KF:s inriktningsmål: 1. En stad
Indikator
Årsmål
KF:s årsmål
Periodicitet
Andel barn nöjda med
utemiljön
72 %
79 %
År
Antal barn per grupp
16
Tertial
"""
TOGETHER = """KF:s inriktningsmål: 1. En stad

IndikatorÅrsmålKF:s årsmålPeriodicitet
Andel barn nöjda med utemiljön72 %79 %År
"""


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        (ALIGNED, "aligned with spaces", 3),
        (ONE_CELL_A_LINE, "a line of its own", 2),
        (ONE_CELL_A_LINE.replace("\n", "\n\n"), "a line of its own", 3),
        (TOGETHER, "run together", 3),
    ],
)
def test_a_text_that_lost_its_cells_is_refused_with_what_to_do(text: str, reason: str, line: int) -> None:
    with pytest.raises(ExtractionError, match=f"{reason}.*read the PDF itself, or .*without `-layout`") as caught:
        extraction(text)
    assert caught.value.line == line
