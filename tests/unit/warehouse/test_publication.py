"""What is noted of publications: their order holds also where the clock does not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from ingestion.files import read_json, write_json
from ingestion.warehouse.publication import not_before_the_last
from ingestion.warehouse.state import State
from ingestion.warehouse.summary import Summary, write_report

NOW = dt.datetime(2022, 3, 1, 6, tzinfo=dt.UTC)


def test_a_clock_that_was_set_back_does_not_reorder_runs(tmp_path: Path) -> None:
    state = State(tmp_path / "malbild.duckdb")
    assert not_before_the_last(state, NOW) == NOW
    state.prepare()
    write_json(state.published, {"published_at": (NOW + dt.timedelta(hours=2)).isoformat(timespec="seconds")})
    assert not_before_the_last(state, NOW) == NOW + dt.timedelta(hours=2, seconds=1)
    assert not_before_the_last(state, NOW + dt.timedelta(days=1)) == NOW + dt.timedelta(days=1)
    write_json(state.published, {"published_at": "some day"})
    assert not_before_the_last(state, NOW) == NOW


def test_each_database_has_its_report(tmp_path: Path) -> None:
    for name, rows in (("one.duckdb", 1), ("two.duckdb", 2)):
        write_report(State(tmp_path / name), Summary("published", 0, rows=rows), NOW)
    found = [read_json(tmp_path / name) or {} for name in ("one.duckdb.refresh.json", "two.duckdb.refresh.json")]
    assert [one["rows"] for one in found] == [1, 2]
    assert (read_json(tmp_path / "refresh.json") or {})["database"] == "two.duckdb"
