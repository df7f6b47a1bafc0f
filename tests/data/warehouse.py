"""A private build database for tests: raw tables filled by hand, and dbt on them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import yaml
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.results import RunResult

from ingestion.warehouse import transform
from ingestion.warehouse.engine import Engine
from ingestion.warehouse.literals import literal
from ingestion.warehouse.state import State
from ingestion.warehouse.transform import BuildResult

PROJECT = Path(__file__).resolve().parents[2]


def make_raw(connection: duckdb.DuckDBPyConnection) -> None:
    """The raw tables as the source file of the models describes them, empty."""
    sources = yaml.safe_load((PROJECT / "models/staging/_sources.yml").read_text(encoding="utf-8"))
    connection.execute("create schema raw")
    for table in sources["sources"][0]["tables"]:
        columns = ", ".join(f"{column['name']} {column['data_type']}" for column in table["columns"])
        connection.execute(f"create table raw.{table['name']} ({columns})")


def insert(connection: duckdb.DuckDBPyConnection, table: str, row: dict[str, Any]) -> None:
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    connection.execute(f"insert into raw.{table} ({columns}) values ({marks})", list(row.values()))


def opened(state: State, marts: Path | None = None, *, read_only: bool = True) -> duckdb.DuckDBPyConnection:
    """A build and the marts that were built beside it: in the next file, or where that was published."""
    connection = duckdb.connect(str(state.build), read_only=read_only)
    connection.execute(f"attach {literal(marts or state.next)} as next{' (read_only)' if read_only else ''}")
    connection.execute("set search_path = 'build.main,next.marts'")
    return connection


@dataclass(frozen=True)
class Warehouse:
    """A private build database and dbt on it."""

    folder: Path

    @staticmethod
    def new(folder: Path) -> Warehouse:
        """One with nothing in it yet."""
        warehouse = Warehouse(folder)
        warehouse.state.prepare()
        return warehouse

    @property
    def state(self) -> State:
        return State(self.folder / "malbild.duckdb")

    @property
    def database(self) -> Path:
        return self.state.build

    def dbt(self, *arguments: str) -> dict[str, RunResult]:
        """Run dbt; its results by the name of the node."""
        before = dict(os.environ)
        os.environ.update(
            MALBILD_BUILD_DATABASE=str(self.database), MALBILD_NEXT_DATABASE=str(self.state.next), DO_NOT_TRACK="1"
        )
        places = (
            "--project-dir",
            str(PROJECT),
            "--profiles-dir",
            str(PROJECT),
            "--log-path",
            str(self.folder / "logs"),
        )
        try:
            outcome = dbtRunner().invoke([*arguments, "--quiet", *places, "--target-path", str(self.folder / "target")])
        finally:
            DuckDBConnectionManager.close_all_connections()
            os.environ.clear()
            os.environ.update(before)
        assert outcome.exception is None, outcome.exception
        return {result.node.name: result for result in outcome.result}

    def build(self) -> BuildResult:
        """Seeds, models and structural tests, as a refresh builds them; all of it must be green."""
        built = transform.build(PROJECT, self.state, Engine())
        assert built.sound and not built.warned, [*built.failures, *built.faults, *built.warnings]
        assert built.passed > 100
        return built

    def query(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        with opened(self.state) as connection:
            return connection.execute(sql, list(values)).fetchall()
