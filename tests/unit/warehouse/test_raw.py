"""The raw tables are declared once: what dbt is told of them is what is made."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import duckdb
import pyarrow as pa
import pytest
import yaml

from ingestion.warehouse.border.through import held_rows
from ingestion.warehouse.engine import Engine
from ingestion.warehouse.extracts import Extracts
from ingestion.warehouse.raw import EXTRACTED_TABLES, RAW_TABLES, Kept, RawContent, make_build
from ingestion.warehouse.settings import PROJECT
from ingestion.warehouse.standing import KeptDocument

SOURCES = PROJECT / "models" / "staging" / "_sources.yml"


@pytest.fixture(scope="module")
def made() -> dict[str, list[tuple[str, str]]]:
    with duckdb.connect(":memory:") as connection:
        for name, columns in RAW_TABLES.items():
            connection.execute(f"create table {name} ({columns})")
        found = connection.execute("select table_name, column_name, data_type from duckdb_columns()").fetchall()
    return {name: [(column, kind) for table, column, kind in found if table == name] for name in RAW_TABLES}


@cache
def _as_duckdb_names_it(kind: str) -> str:
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"create table one (one {kind})")
        return str(connection.execute("select data_type from duckdb_columns()").fetchall()[0][0])


def test_dbt_is_told_of_the_tables_that_are_made(made: dict[str, list[tuple[str, str]]]) -> None:
    (source,) = yaml.safe_load(Path(SOURCES).read_text(encoding="utf-8"))["sources"]
    told = {
        table["name"]: [(one["name"], _as_duckdb_names_it(one["data_type"])) for one in table["columns"]]
        for table in source["tables"]
    }
    assert told == made


def test_an_extracted_table_holds_what_the_extraction_gives(made: dict[str, list[tuple[str, str]]]) -> None:
    with duckdb.connect(":memory:") as connection:
        for name, table in EXTRACTED_TABLES.items():
            assert [column for column, _ in made[name]] == table.schema.names
            connection.register("extracted", table.schema.empty_table())
            given = connection.execute("select column_name, column_type from (describe extracted)").fetchall()
            assert given == made[name]


def test_a_type_that_has_no_raw_type_yet_is_an_error() -> None:
    strange = EXTRACTED_TABLES["goal"].schema.append(pa.field("weight", pa.float16()))
    with pytest.raises(KeyError):
        _ = type(EXTRACTED_TABLES["goal"])("goals", strange, ("document_id",)).columns


def test_what_an_older_malbild_loaded_is_loaded_again_without_the_tables_that_it_had_not(tmp_path: Path) -> None:
    old, build = tmp_path / "loaded.duckdb", tmp_path / "build.duckdb"
    with duckdb.connect(str(old)) as connection:
        connection.execute("create schema raw")
        for name in RAW_TABLES.keys() - {"money_statement"}:
            connection.execute(f"create table raw.{name} ({RAW_TABLES[name]})")
        connection.execute(
            "insert into raw.goal (document_id, source_file, line_start, line_end, level, title, expected_results) "
            "values ('d', 'old.txt', 1, 1, 'area', 'Hem', [])"
        )
    kept = KeptDocument(cast("Any", SimpleNamespace(document_id="d", kept_since=None)), "new.txt", "it is gone")
    empty = {table.name: table.schema.empty_table() for table in EXTRACTED_TABLES.values()}
    extracts = Extracts(None, (), empty, held_rows({}), empty["unread"])
    content = RawContent((), extracts, (), (), (), (), {}, Kept(old, (kept,)))
    make_build(build, content, None, dt.datetime(2026, 1, 1, tzinfo=dt.UTC), Engine())
    with duckdb.connect(str(build), read_only=True) as connection:
        assert connection.execute("select source_file, title from raw.goal").fetchall() == [("new.txt", "Hem")]
        assert connection.execute("select count(*) from raw.money_statement").fetchone() == (0,)
