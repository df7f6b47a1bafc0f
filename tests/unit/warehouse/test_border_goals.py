"""The border check on goals and activities: what passes, what each fault is stopped by."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from ingestion.documents.text import read_text
from ingestion.extraction import Extraction
from ingestion.extraction.text import extract_text
from ingestion.warehouse.border import BorderCheck, BorderResult

LINES = 60
REPORT = """ Inledning

KF:s inriktningsmål: 1. En modern storstad med möjligheter och valfrihet för alla

KF:s mål för verksamhetsområdet: 1.1 I Stockholm är människor självförsörjande

Uppfylls helt

   Indikator Årsmål KF:s årsmål Periodicitet

 Sjukfrånvaro 7,5 % 7,0 % År

   Aktivitet Startdatum Slutdatum Avvikelse

 Ta fram en lokal plan 2021-01-01 2021-12-31

Nämndmål:
Invånarna är trygga

Uppfylls delvis

   Aktivitet Startdatum Slutdatum Avvikelse

 Tända lampor i parken 2021-02-01 2021-06-30 Avvikelse

"""


@pytest.fixture(scope="module")
def check(tmp_path_factory: pytest.TempPathFactory) -> BorderCheck:
    return BorderCheck(tmp_path_factory.mktemp("border"))


@pytest.fixture(scope="module")
def extraction(tmp_path_factory: pytest.TempPathFactory) -> Extraction:
    path = tmp_path_factory.mktemp("documents") / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return extract_text(read_text(path))


def spoil(table: pa.Table, row: int, values: dict[str, Any]) -> pa.Table:
    rows = table.to_pylist()
    rows[row].update(values)
    return pa.Table.from_pylist(rows, schema=table.schema)


def columns(result: BorderResult) -> str:
    return "; ".join(failure.column for failure in result.failures)


def test_goals_and_activities_of_a_good_report_pass(check: BorderCheck, extraction: Extraction) -> None:
    assert (extraction.goals.num_rows, extraction.activities.num_rows) == (3, 2)
    result = check.check("good.txt", extraction, LINES)
    assert result.failures == ()
    assert result.passed > 80


@pytest.mark.parametrize("name", ["goals", "activities"])
def test_a_report_without_them_passes(check: BorderCheck, extraction: Extraction, name: str) -> None:
    without = replace(extraction, **{name: getattr(extraction, name).slice(0, 0)})
    assert check.check("without.txt", without, LINES).failures == ()


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"level": "nämnd"}, "level"),
        ({"title": "two  spaces"}, "title"),
        ({"title": "A"}, "title"),
        ({"number": "1.1."}, "number"),
        ({"parent_number": "ett"}, "parent_number"),
        ({"assessment": "Uppfylls kanske"}, "assessment"),
        ({"assessment": None}, "assessment_has_line"),
        ({"assessment_line": 5}, "assessment_line"),
        ({"assessment_line": LINES + 1}, "assessment_line"),
        ({"line_start": 3}, "line_start"),
        ({"line_end": LINES + 1}, "line_end"),
        ({"document_id": "0123456789abcdef"}, "document_id"),
        ({"expected_results": ["Trygga barn", " two spaces"]}, "untidy_results"),
    ],
)
def test_a_fault_in_a_goal_is_stopped(
    check: BorderCheck, extraction: Extraction, values: dict[str, Any], column: str
) -> None:
    result = check.check("goal.txt", replace(extraction, goals=spoil(extraction.goals, 1, values)), LINES)
    assert column in columns(result), result.failures


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"row_number": 7}, "row_number"),
        ({"activity": "two  spaces"}, "activity"),
        ({"activity": "x" * 2001}, "activity"),
        ({"area_goal": "1.1 I Stockholm"}, "area_goal"),
        ({"council_goal": " Trygg"}, "council_goal"),
        ({"deviation": "x" * 81}, "deviation"),
        ({"line_start": 2, "line_end": 2}, "line_start"),
        ({"line_end": LINES + 1}, "line_end"),
    ],
)
def test_a_fault_in_an_activity_is_stopped(
    check: BorderCheck, extraction: Extraction, values: dict[str, Any], column: str
) -> None:
    spoiled = replace(extraction, activities=spoil(extraction.activities, 1, values))
    result = check.check("activity.txt", spoiled, LINES)
    assert column in columns(result), result.failures
    assert any(text for failure in result.failures for text in failure.as_printed), result.failures


def test_dates_that_are_texts_are_stopped(check: BorderCheck, extraction: Extraction) -> None:
    texts = extraction.activities.column("end_date").cast(pa.string())
    position = extraction.activities.schema.get_field_index("end_date")
    result = check.check(
        "texts.txt",
        replace(extraction, activities=extraction.activities.set_column(position, "end_date", texts)),
        LINES,
    )
    assert columns(result) == "end_date"


def test_an_end_before_the_start_is_the_councils_misprint(check: BorderCheck, extraction: Extraction) -> None:
    values = {"start_date": dt.date(2021, 12, 31), "end_date": dt.date(2021, 1, 1)}
    spoiled = replace(extraction, activities=spoil(extraction.activities, 0, values))
    assert check.check("misprint.txt", spoiled, LINES).failures == ()
