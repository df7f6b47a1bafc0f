"""From kept extracts to raw tables: the rows of the documents that are loaded, but for those that are held back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from ingestion.documents.identity import Answer, Identity
from ingestion.extraction.schema import INDICATOR_SCHEMA, MONEY_CELL_SCHEMA, MONEY_TABLE_SCHEMA, UNREAD_SCHEMA
from ingestion.isolation.kept import EXTRACTED
from ingestion.warehouse.border.through import held_rows
from ingestion.warehouse.extracts import Extracts, load_extracts
from ingestion.warehouse.pack import Pack, write_pack
from ingestion.warehouse.raw import EXTRACTED_TABLES
from ingestion.warehouse.reading import Reading

TABLES = {name: table.name for name, table in EXTRACTED_TABLES.items()}
SCHEMAS = {one.name: one.schema for one in EXTRACTED_TABLES.values()} | {
    "tables": pa.schema([("document_id", pa.string())])
}
NO_PLACES = UNREAD_SCHEMA.empty_table()
A, B, C = ("a" * 64, "b" * 64, "c" * 64)


class _Source(Reading):
    """A reading whose tables are at hand."""

    found: Mapping[str, pa.Table]

    def tables(self) -> dict[str, pa.Table]:
        return dict(self.found) if self.pack is None else super().tables()


def _filled(schema: pa.Schema, values: Mapping[str, object]) -> pa.Table:
    usual: Mapping[pa.DataType, object] = {pa.string(): "x", pa.int32(): 1, pa.bool_(): False}
    row = {one.name: values.get(one.name, None if one.nullable else usual.get(one.type, [])) for one in schema}
    return pa.Table.from_pylist([row], schema=schema)


def _tables(sha256: str, rows: int = 2) -> dict[str, pa.Table]:
    """Some rows of indicators on lines 10, 20 …, and one table of money with two printed rows."""
    own = {"document_id": sha256[:16], "source_file": "first name.txt", "column_evidence": "certain"}
    tables = {name: SCHEMAS[name].empty_table() for name in EXTRACTED}
    numbers = range(1, rows + 1)
    tables["indicators"] = pa.concat_tables(
        [
            _filled(INDICATOR_SCHEMA, {**own, "row_number": one, "line_start": 10 * one, "indicator": f"Andel {one}"})
            for one in numbers
        ]
    )
    tables["money_tables"] = _filled(MONEY_TABLE_SCHEMA, {**own, "table_number": 1})
    tables["money_cells"] = pa.concat_tables(
        [_filled(MONEY_CELL_SCHEMA, {**own, "table_number": 1, "row_number": one, "cell_number": 1}) for one in (1, 2)]
    )
    return tables


def _reading(sha256: str, folder: Path, pack: Pack | None, found: Mapping[str, pa.Table]) -> Reading:
    unknown = Answer(None, (), ())
    now = dt.datetime(2022, 1, 1, tzinfo=dt.UTC)
    one = _Source(sha256, now, 9, None, 1, Identity(unknown, unknown, unknown), folder, fresh=False, pack=pack)
    object.__setattr__(one, "found", found)
    return one


@pytest.fixture
def raw() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:") as connection:
        connection.execute("create schema raw")
        connection.execute("create table raw.document (document_id varchar, source_file varchar)")
        for name, table in EXTRACTED_TABLES.items():
            connection.execute(f"create table raw.{name} ({table.columns})")
        yield connection


def _documents(raw: duckdb.DuckDBPyConnection, *names: str) -> None:
    for sha256 in names:
        raw.execute("insert into raw.document values (?, ?)", [sha256[:16], f"{sha256[0]}.txt"])


def test_a_content_that_came_back_stands_once_and_a_withdrawn_one_not_at_all(
    raw: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    folder = tmp_path / "year=2022 [a] b*?'s"
    folder.mkdir()
    pack = write_pack(folder, EXTRACTED, [(one[:16], _tables(one)) for one in (A, B, C)])
    back = _reading(B, folder, None, _tables(B, rows=1))
    extracts = Extracts.of([_reading(A, folder, pack, {}), back], held_rows({}), NO_PLACES)
    _documents(raw, A, B)
    load_extracts(raw, TABLES, extracts)
    rows = raw.execute("select document_id, source_file, line_start from raw.indicator_row order by all").fetchall()
    assert rows == [(A[:16], "a.txt", 10), (A[:16], "a.txt", 20), (B[:16], "b.txt", 10)]
    assert raw.execute("select count(*) from raw.money_cell").fetchall() == [(4,)]


@pytest.mark.parametrize("is_packed", [True, False])
def test_rows_that_are_held_back_are_not_loaded(
    raw: duckdb.DuckDBPyConnection, tmp_path: Path, is_packed: bool
) -> None:
    tables = {one: _tables(one) for one in (A, B)}
    pack = write_pack(tmp_path, EXTRACTED, [(one[:16], tables[one]) for one in (A, B)]) if is_packed else None
    none = held_rows({})
    held = {
        **none,
        "indicators": pa.table({"document_id": [A[:16]], "line_start": pa.array([20], pa.int32())}),
        "money_cells": pa.table(
            {
                "document_id": [A[:16]],
                "table_number": pa.array([1], pa.int32()),
                "row_number": pa.array([2], pa.int32()),
            }
        ),
        # The cells of a table that is held back belong to nothing.
        "money_tables": pa.table({"document_id": [B[:16]], "table_number": pa.array([1], pa.int32())}),
    }
    place = {"document_id": A[:16], "source_file": "x", "line_start": 20, "line_end": 20, "kind": "row"}
    places = _filled(UNREAD_SCHEMA, place)
    extracts = Extracts.of([_reading(one, tmp_path, pack, tables[one]) for one in (A, B)], held, places)
    _documents(raw, A, B)
    load_extracts(raw, TABLES, extracts)
    found = {
        name: raw.execute(f"select document_id[1], {column} from raw.{name} order by all").fetchall()
        for name, column in (
            ("indicator_row", "line_start"),
            ("money_table", "table_number"),
            ("money_cell", "row_number"),
            ("unread", "line_start"),
        )
    }
    assert found == {
        "indicator_row": [("a", 10), ("b", 10), ("b", 20)],
        "money_table": [("a", 1)],
        "money_cell": [("a", 1)],
        "unread": [("a", 20)],
    }
