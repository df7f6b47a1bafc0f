"""Small reports for the tests, printed as the known texts print them."""

from __future__ import annotations

from pathlib import Path

from ingestion.documents.text import text_from_bytes
from ingestion.extraction import Extraction
from ingestion.extraction.text import extract_text

GOALS = "KF:s inriktningsmål: 1. En stad\n\nKF:s mål för verksamhetsområdet: 1.1 Staden växer\n"
T1_HEADER = (
    "Indikator Periodens utfall Utfall män/pojkar Utfall kvinnor/flickor Periodens utfall VB 2018 "
    "Prognos helår Årsmål KF:s årsmål Period"
)
VP_HEADER = "Indikator Årsmål KF:s årsmål Periodicitet"
COUNCIL = "Nämndmål: Parkerna är rena"
FULL = " Andel boende som trivs\n\n39 % 38 % 40 % 37 % 41 % 41 % 42 % Tertial 1 2019"

Row = dict[str, object]


def extraction(text: str) -> Extraction:
    """What is read of a whole text."""
    return extract_text(text_from_bytes(text.encode(), Path("report.txt")))


def rows_of(*parts: str, header: str = T1_HEADER) -> list[Row]:
    """The rows of a report: goals, then a table with these parts, blank lines between."""
    rows: list[Row] = extraction("\n\n".join((GOALS, header, *parts)) + "\n").indicators.to_pylist()
    return rows


def last_row(*parts: str, header: str = T1_HEADER) -> Row:
    """The last row of such a report."""
    return rows_of(*parts, header=header)[-1]


def cells(row: Row) -> dict[str, object]:
    """The filled cells of a row without its period."""
    columns = ("outcome", "outcome_men", "outcome_women", "previous_outcome", "forecast", "annual_target", "kf_target")
    return {column: row[column] for column in columns if row[column] is not None}
