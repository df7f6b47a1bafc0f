"""Whether a file is fresh, and which reports should be here: told without a published file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from ingestion.commands.status import is_fresh
from ingestion.documents.identity import District
from ingestion.due import next_due, overdue
from ingestion.files import write_json
from ingestion.reports import report_kinds
from ingestion.warehouse.state import State

NOW = dt.datetime(2026, 5, 20, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("report", "fresh", "reason"),
    [
        (None, False, "nothing is known of a run"),
        ({"finished_at": "2026-05-20T06:00:00+00:00", "result": "unchanged"}, True, "fresh: looked at 6 h ago"),
        ({"finished_at": "2026-05-20T06:00:00+00:00", "result": "published", "status": 4}, True, "fresh: looked at"),
        ({"finished_at": "2026-05-19T06:00:00+00:00", "result": "published"}, False, "30 h ago, more than 26"),
        ({"finished_at": "2026-05-20T06:00:00+00:00", "result": "failed", "status": 1}, False, "6 h ago, failed"),
        ({"finished_at": "2026-05-20T06:00:00+00:00", "result": "failed", "status": 143}, False, "ago, was ended"),
        ({"result": "published"}, False, "does not say when the last run ended"),
    ],
)
def test_fresh_is_what_was_looked_at_lately_and_well(
    tmp_path: Path, report: dict[str, object] | None, fresh: bool, reason: str
) -> None:
    database = tmp_path / "malbild.duckdb"
    if report is not None:
        write_json(State(database).report, report)
    found = is_fresh(database, NOW, 26)
    assert (found.is_fresh, reason in found.reason) == (fresh, True), found


COUNCILS = (
    District("farsta", "Farsta", dt.date(2007, 1, 1), None, "farsta"),
    District("norrmalm", "Norrmalm", dt.date(2007, 1, 1), dt.date(2023, 6, 30), "norra-innerstaden"),
    District("norra-innerstaden", "Norra innerstaden", dt.date(2023, 7, 1), None, "norra-innerstaden"),
)


def told(day: str, *here: str) -> tuple[list[str], list[str]]:
    today = dt.date.fromisoformat(day)
    return (
        [one.describe() for one in overdue(report_kinds(), COUNCILS, here, today)],
        [one.describe() for one in next_due(report_kinds(), COUNCILS, here, today)],
    )


def test_a_plan_in_january_t1_in_may_t2_in_october_and_the_annual_report_in_february() -> None:
    late, next_ones = told(
        "2026-05-20",
        *("farsta-2026-VP", "norra-innerstaden-2026-VP", "farsta-2025-VB"),
        *("farsta-2025-T1", "norra-innerstaden-2025-T1", "farsta-2026-T1"),
    )
    assert late == [
        "T2 2025, due in October 2025: 2 of 2 councils lack it (farsta, norra-innerstaden)",
        "VB 2025, due in February 2026: 1 of 2 councils lack it (norra-innerstaden)",
    ]
    assert next_ones == [
        "T1 2026, due in May 2026: 1 of 2 councils lack it (norra-innerstaden)",
        "T2 2026, due in October 2026: 2 of 2 councils lack it (farsta, norra-innerstaden)",
        "VP 2027, due in January 2027: 2 of 2 councils lack it (farsta, norra-innerstaden)",
        "VB 2026, due in February 2027: 2 of 2 councils lack it (farsta, norra-innerstaden)",
    ]


def test_a_month_is_over_with_its_last_day_and_a_merged_council_owes_nothing_after_it() -> None:
    assert told("2026-05-31")[1][0].startswith("T1 2026")
    assert any(one.startswith("T1 2026, due in May 2026") for one in told("2026-06-01")[0])
    late, _ = told("2023-11-01")
    assert late == [
        "VP 2023, due in January 2023: 2 of 2 councils lack it (farsta, norrmalm)",
        "VB 2022, due in February 2023: 2 of 2 councils lack it (farsta, norrmalm)",
        "T1 2023, due in May 2023: 2 of 2 councils lack it (farsta, norrmalm)",
        "T2 2023, due in October 2023: 2 of 2 councils lack it (farsta, norra-innerstaden)",
    ]
