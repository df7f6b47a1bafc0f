"""What DuckDB may take: the same whoever opens the database, and within what the machine has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from jinja2 import Environment

from ingestion.warehouse import engine as module
from ingestion.warehouse.engine import LEAST_MEMORY, Engine, usual_memory
from ingestion.warehouse.settings import PROJECT


def _settings(connection: duckdb.DuckDBPyConnection, *names: str) -> list[Any]:
    return [connection.execute("select current_setting(?)", [name]).fetchall()[0][0] for name in names]


def test_whoever_opens_a_database_gets_what_was_said(tmp_path: Path) -> None:
    engine = Engine(memory=500)
    for connection in (engine.open(tmp_path / "build.duckdb"), engine.beside(tmp_path)):
        with connection:
            assert _settings(connection, "memory_limit", "threads") == ["476.8 MiB", engine.threads]
            (spills,) = _settings(connection, "temp_directory")
            assert Path(spills).parent == tmp_path and spills.endswith(".tmp")


def test_dbt_gives_the_engine_the_same_options() -> None:
    engine = Engine(memory=500)

    def env_var(name: str, default: str) -> str:
        return engine.environment.get(name, default)

    text = Environment(autoescape=True).from_string((PROJECT / "profiles.yml").read_text(encoding="utf-8"))
    options = yaml.safe_load(text.render(env_var=env_var))["malbild"]["outputs"]["build"]["config_options"]
    assert {name: str(value).lower().replace("mb", "MB") for name, value in options.items()} == engine.options


def test_memory_is_a_share_of_the_machine_or_of_the_container(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = tmp_path / "memory.max"
    monkeypatch.setattr(module, "_CONTAINER", limit)
    usual = usual_memory()
    assert LEAST_MEMORY <= usual <= 1000
    for said, expected in (("max\n", usual), ("1600000000\n", min(usual, 400)), ("500000000\n", LEAST_MEMORY)):
        limit.write_text(said, encoding="ascii")
        assert usual_memory() == expected


def test_what_nobody_said_may_grow_to_half_of_the_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limit = tmp_path / "memory.max"
    limit.write_text("3000000000\n", encoding="ascii")
    monkeypatch.setattr(module, "_CONTAINER", limit)
    larger = Engine().larger()
    assert larger is not None
    assert (Engine().memory, larger.memory, larger.larger()) == (750, 1500, None)
    assert Engine(750, is_said=True).larger() is None


def test_threads_are_no_more_than_the_memory_is_enough_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _process: set(range(64)))
    assert [Engine(memory).threads for memory in (250, 800, 100_000)] == [2, 6, 64]
