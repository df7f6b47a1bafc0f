"""The build database takes in what a cluster built by the contracts, and judges it; no cluster is needed for that."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ingestion.warehouse.literals import literal
from ingestion.warehouse.settings import PROJECT, Settings
from ingestion.warehouse.state import State
from ingestion.warehouse.transform import BuildResult, build
from tests.data.warehouse import opened

TABLE = "dim_district"


def _write(folder: Path, query: str, settings: Settings) -> None:
    """What a cluster would have written of a table; the models that it reads stand in the build already."""
    place = folder / "marts.db" / TABLE
    place.mkdir(parents=True)
    state = State(settings.database)
    # What was published has been built in the next file.
    shutil.copy(state.database, state.next)
    with opened(state) as connection:
        connection.execute(f"copy ({query}) to {literal(place / 'part-0.parquet')} (format parquet)")


def _take_in(folder: Path, settings: Settings) -> BuildResult:
    return build(PROJECT, State(settings.database), settings.engine, only=[TABLE], built_in=folder)


def _names(settings: Settings) -> list[str]:
    with opened(State(settings.database)) as connection:
        found = connection.execute(f"select name from marts.{TABLE} order by district_id").fetchall()
    return [name for (name,) in found]


def test_a_table_of_a_cluster_is_taken_in_as_it_is_and_tested(settings: Settings, tmp_path: Path) -> None:
    query = f"select * replace (name || ' (there)' as name) from marts.{TABLE}"
    _write(tmp_path / "there", query, settings)
    before = _names(settings)
    built = _take_in(tmp_path / "there", settings)
    assert built.sound
    assert built.passed > 0
    assert before
    assert _names(settings) == [f"{name} (there)" for name in before]
    # What is prepared is the project's own build, and never a table that came from elsewhere.
    kept = [*(PROJECT / "target" / "prepared").glob("*.json"), *State(settings.database).dbt_target.rglob("*.json")]
    assert not [path for path in kept if "read_parquet" in json.dumps(path.read_text(encoding="utf-8"))]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        (f"select * from marts.{TABLE} union all select * from marts.{TABLE}", "primary key"),
        (f"select * replace (cast(valid_from as varchar) as valid_from) from marts.{TABLE}", "valid_from"),
    ],
)
def test_a_table_that_breaks_the_contract_is_not_taken_in(
    settings: Settings, tmp_path: Path, query: str, told: str
) -> None:
    _write(tmp_path / "there", query, settings)
    built = _take_in(tmp_path / "there", settings)
    assert not built.sound
    assert told.lower() in built.faults[0].message.lower()
