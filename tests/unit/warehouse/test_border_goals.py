"""The border check on goals and activities: what passes, what each fault is stopped by."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingestion.documents.text import text_from_bytes
from ingestion.warehouse.border import BorderCheck, ExtractedDocument
from tests.unit.warehouse.test_border import extracted

pytestmark = pytest.mark.slow

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
def check() -> BorderCheck:
    return BorderCheck()


@pytest.fixture(scope="module")
def report() -> ExtractedDocument:
    return extracted(text_from_bytes(REPORT.encode(), Path("report.txt")), "report.txt")


def spoil(table: pa.Table, row: int, values: dict[str, Any]) -> pa.Table:
    rows = table.to_pylist()
    rows[row].update(values)
    return pa.Table.from_pylist(rows, schema=table.schema)


def other(report: ExtractedDocument, name: str, **tables: pa.Table) -> ExtractedDocument:
    return replace(report, source_file=name, extraction=replace(report.extraction, **tables))


def test_goals_and_activities_of_a_good_report_pass(check: BorderCheck, report: ExtractedDocument) -> None:
    assert (report.extraction.goals.num_rows, report.extraction.activities.num_rows) == (3, 2)
    result = check.check(report)
    assert (result.failures, result.held, result.places) == ((), (), ())
    assert result.passed > 80


@pytest.mark.parametrize("name", ["goals", "activities"])
def test_a_report_without_them_passes(check: BorderCheck, report: ExtractedDocument, name: str) -> None:
    without = other(report, "without.txt", **{name: getattr(report.extraction, name).slice(0, 0)})
    result = check.check(without)
    assert (result.failures, result.held) == ((), ())


GOAL_FAULTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"level": "nämnd"}, "level"),
    ({"title": "two  spaces"}, "title"),
    ({"title": "A"}, "title"),
    ({"number": "1.1."}, "number"),
    ({"parent_number": "ett"}, "parent_number"),
    ({"assessment": "Uppfylls kanske"}, "assessment"),
    ({"assessment": None}, "assessment_has_line"),
    ({"assessment_line": 5}, "assessment_line"),
    ({"assessment_line": 100_000}, "assessment_line"),
    ({"line_start": 3}, "line_start"),
    ({"line_end": 100_000}, "line_end"),
    ({"expected_results": ["Trygga barn", " two spaces"]}, "untidy_results"),
)

ACTIVITY_FAULTS: tuple[tuple[dict[str, Any], str], ...] = (
    ({"row_number": 700}, "row_number"),
    ({"activity": "two  spaces"}, "activity"),
    ({"activity": "x" * 2001}, "activity"),
    ({"area_goal": "1.1 I Stockholm"}, "area_goal"),
    ({"council_goal": " Trygg"}, "council_goal"),
    ({"deviation": "x" * 81}, "deviation"),
    ({"line_start": 2, "line_end": 2}, "line_start"),
    ({"line_end": 100_000}, "line_end"),
)


@pytest.mark.parametrize(("name", "faults"), [("goals", GOAL_FAULTS), ("activities", ACTIVITY_FAULTS)])
def test_each_fault_holds_its_own_row_back_and_no_other(
    check: BorderCheck, report: ExtractedDocument, name: str, faults: tuple[tuple[dict[str, Any], str], ...]
) -> None:
    pattern = getattr(report.extraction, name).to_pylist()[1]
    rows = [
        {
            **pattern,
            "line_start": 10 * n,
            "line_end": 10 * n + 1,
            **({"row_number": n} if "row_number" in pattern else {}),
        }
        for n in range(1, 3 * len(faults) + 1)
    ]
    if name == "goals":
        rows = [{**row, "assessment_line": row["line_start"] + 3} for row in rows]
    for number, (values, _column) in enumerate(faults):
        rows[3 * number + 1].update(values)
    table = pa.Table.from_pylist(rows, schema=getattr(report.extraction, name).schema)
    result = check.check(replace(other(report, f"{name}.txt", **{name: table}), lines=10_000))
    found = {one.place.line_start: one.place.reason for one in result.held}
    expected = {rows[3 * number + 1]["line_start"]: column for number, (_values, column) in enumerate(faults)}
    assert sorted(found) == sorted(expected)
    assert [line for line, column in expected.items() if column not in found[line]] == []
    assert result.failures == () and all(one.table == name for one in result.held)
    # Below a heading that is held back nothing stands under the goal further up.
    assert {one.place.kind for one in result.held} == {"goal" if name == "goals" else "row"}


def test_dates_that_are_texts_refuse_the_document(check: BorderCheck, report: ExtractedDocument) -> None:
    activities = report.extraction.activities
    texts = activities.column("end_date").cast(pa.string())
    position = activities.schema.get_field_index("end_date")
    result = check.check(other(report, "texts.txt", activities=activities.set_column(position, "end_date", texts)))
    assert "activities" in [failure.column for failure in result.failures]


def test_an_end_before_the_start_is_the_councils_misprint(check: BorderCheck, report: ExtractedDocument) -> None:
    values = {"start_date": dt.date(2021, 12, 31), "end_date": dt.date(2021, 1, 1)}
    spoiled = other(report, "misprint.txt", activities=spoil(report.extraction.activities, 0, values))
    result = check.check(spoiled)
    assert (result.failures, result.held) == ((), ())
