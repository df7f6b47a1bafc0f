"""`malbild extract` writes goals and activities beside the indicator rows, also where a document has none."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from ingestion.cli import main
from ingestion.extraction.schema import ACTIVITY_SCHEMA, GOAL_SCHEMA
from tests.integration.reports import plan, three_rows


@pytest.mark.slow
def test_goals_and_activities_are_written(tmp_path: Path) -> None:
    text = plan("Bromma", 2022, three_rows())
    (tmp_path / "bromma.txt").write_text(text, encoding="utf-8")
    (tmp_path / "bare.txt").write_text(text[: text.index("Under 2022 fortsätter")], encoding="utf-8")
    documents = [str(tmp_path / "bromma.txt"), str(tmp_path / "bare.txt")]
    done = CliRunner().invoke(main, ["extract", *documents, "--output", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    goals = pq.read_table(tmp_path / "out" / "bromma.txt.goals.parquet")
    assert goals.schema.equals(GOAL_SCHEMA)
    assert [(one["level"], one["number"], one["title"]) for one in goals.to_pylist()] == [
        ("direction", "1", "En modern storstad med möjligheter och valfrihet för alla"),
        ("area", "1.1", "I Stockholm är människor självförsörjande"),
    ]
    activities = pq.read_table(tmp_path / "out" / "bromma.txt.activities.parquet")
    assert activities.schema.equals(ACTIVITY_SCHEMA)
    assert [
        (one["area_goal"], one["activity"], one["start_date"], one["end_date"]) for one in activities.to_pylist()
    ] == [("1.1", "Ta fram en lokal plan", dt.date(2022, 1, 1), dt.date(2022, 12, 31))]
    none = pq.read_table(tmp_path / "out" / "bare.txt.activities.parquet")
    assert (none.num_rows, none.schema.equals(ACTIVITY_SCHEMA)) == (0, True)
