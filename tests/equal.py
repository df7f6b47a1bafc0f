"""Whether two DuckDB files hold the same tables, row by row.

    python -m tests.equal BEFORE AFTER                      # two published files: marts, table by table
    python -m tests.equal BEFORE AFTER --shared             # of two versions: the tables and columns that both have
    python -m tests.equal BEFORE AFTER --schemas marts intermediate  # two private builds

Equal are the names and types of columns in their order, the constraints, and the rows, each as often; the order of rows
is none. What tells of the refresh and not of the documents is left out: the run records, and when something was read.
Where a table differs, its first differing rows are shown with their key, and of each the columns that differ. Exit
status 1 where anything differs.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.warehouse.literals import literal

OF_THE_RUN: Mapping[str, tuple[str, ...]] = {
    "dim_document": ("read_at", "kept_since"),
    "quality_rejected_document": ("rejected_at",),
    "stg_document": ("read_at", "kept_since"),
    "stg_rejected_document": ("rejected_at",),
}
"""Columns that tell when something was done."""

_RUN_RECORDS = ("refresh_run", "refresh_change", "stg_refresh_run", "stg_refresh_change")
_BOTH = ("before", "after")
_SHOWN = 5
# A key may lie in either file alone, so some rows more than are shown are matched by their keys.
_MATCHED = 1000


@dataclass(frozen=True)
class Table:
    """What two files hold under one name: rows of each (None where there is no such table), and how they differ.

    `only` are what one file alone has of it: the table itself, columns, types, constraints. `rows` are the first
    differing rows as texts, `differing` is how many rows stand in one file alone.
    """

    name: str
    before: int | None
    after: int | None
    only: tuple[str, ...] = ()
    rows: tuple[str, ...] = ()
    differing: int = 0

    def is_equal(self, *, shared: bool = False) -> bool:
        """Whether both hold the same; with `shared`, as far as both have it."""
        return not self.differing and (shared or not self.only)

    def lines(self) -> list[str]:
        """Its name with how it differs, as a person reads it."""
        counts = f"{self.name}: {_count(self.before)} before, {_count(self.after)} after"
        said = "equal" if self.is_equal(shared=True) else f"{self.differing} rows stand in one alone"
        return [f"{counts}, {said}", *(f"    {one}" for one in (*self.only, *self.rows))]


def compare(before: Path, after: Path, schemas: Sequence[str] = ("marts",), memory: str = "1GB") -> list[Table]:
    """Compare the tables (not the views) of these schemas in two DuckDB files, by name.

    What DuckDB has no `memory` for it writes into the folder of temporary files. Raises duckdb.Error where a file does
    not open, ValueError where neither holds a table: nothing would be compared.
    """
    with duckdb.connect(config={"memory_limit": memory}) as connection:
        for name, path in zip(_BOTH, (before, after), strict=True):
            connection.execute(f"attach {literal(path)} as {name} (read_only)")
        of_each = [_tables(connection, name, schemas) for name in _BOTH]
        names = sorted({*of_each[0], *of_each[1]})
        if not names:
            raise ValueError(f"neither file has tables in {', '.join(schemas)}")
        return [_compare(connection, name, *(tables.get(name) for tables in of_each)) for name in names]


@dataclass(frozen=True)
class _Shape:
    columns: Mapping[str, str]
    constraints: tuple[str, ...]
    key: tuple[str, ...]


def _tables(connection: duckdb.DuckDBPyConnection, database: str, schemas: Sequence[str]) -> dict[str, _Shape]:
    found = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = ? and list_contains(?, schema_name)",
        [database, list(schemas)],
    ).fetchall()
    shapes = {}
    for schema, name in found:
        if name in _RUN_RECORDS:
            continue
        place = [database, schema, name]
        columns = connection.execute(
            "select column_name, data_type from duckdb_columns() "
            "where database_name = ? and schema_name = ? and table_name = ? order by column_index",
            place,
        ).fetchall()
        constraints = connection.execute(
            "select constraint_text, case when constraint_type = 'PRIMARY KEY' then constraint_column_names end "
            "from duckdb_constraints() where database_name = ? and schema_name = ? and table_name = ? order by 1",
            place,
        ).fetchall()
        keys = [key for _, key in constraints if key]
        shapes[f"{schema}.{name}"] = _Shape(
            dict(columns), tuple(text for text, _ in constraints), tuple(keys[0]) if keys else ()
        )
    return shapes


def _compare(connection: duckdb.DuckDBPyConnection, name: str, before: _Shape | None, after: _Shape | None) -> Table:
    old = None if before is None else _value(connection, f"select count(*) from before.{name}")
    new = None if after is None else _value(connection, f"select count(*) from after.{name}")
    if before is None or after is None:
        return Table(name, old, new, only=(f"only {'after' if before is None else 'before'}: the table",))
    left_out = OF_THE_RUN.get(name.rpartition(".")[2], ())
    columns = [one for one in before.columns if one in after.columns and one not in left_out]
    only = tuple(_differences(before, after))
    if not columns or _hash(connection, f"before.{name}", columns) == _hash(connection, f"after.{name}", columns):
        return Table(name, old, new, only)
    relations = {side: f"{side}.{name}" for side in _BOTH}
    differing, rows = differing_rows(connection, relations, columns, [one for one in before.key if one in columns])
    return Table(name, old, new, only, rows, differing)


def _differences(before: _Shape, after: _Shape) -> list[str]:
    """What only one of two tables of a name has, but rows."""
    said = [f"only before: column {one}" for one in before.columns if one not in after.columns]
    said += [f"only after: column {one}" for one in after.columns if one not in before.columns]
    both = [one for one in before.columns if one in after.columns]
    said += [
        f"column {one} is {before.columns[one]} before, {after.columns[one]} after"
        for one in both
        if before.columns[one] != after.columns[one]
    ]
    if both != [one for one in after.columns if one in before.columns]:
        said.append("the columns stand in another order")
    said += [f"only before: {one}" for one in before.constraints if one not in after.constraints]
    said += [f"only after: {one}" for one in after.constraints if one not in before.constraints]
    return said


def _hash(connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[str]) -> tuple[Any, ...]:
    """Rows and the sum of their hashes: that of the rows in any order, each as often as it stands there."""
    found = connection.execute(f"select count(*), sum(hash({_list(columns)})) from {table}")
    row: tuple[Any, ...] = found.fetchall()[0]
    return row


def differing_rows(
    connection: duckdb.DuckDBPyConnection, relations: Mapping[str, str], columns: Sequence[str], key: Sequence[str] = ()
) -> tuple[int, tuple[str, ...]]:
    """How many rows stand in one of two relations alone, and the first by key; pairs with one key as what differs.

    A relation is what can stand behind `from`, under the name by which its rows are shown.
    """
    first, second = relations
    alone: list[list[dict[str, Any]]] = []
    differing = 0
    for side, other in ((first, second), (second, first)):
        rest = f"select {_list(columns)} from {relations[other]}"
        query = f"select {_list(columns)} from {relations[side]} except all {rest}"
        differing += _value(connection, f"select count(*) from ({query})")
        found = connection.execute(f"{query} order by {_list(key) or 'all'} limit {_MATCHED}").fetchall()
        alone.append([dict(zip(columns, row, strict=True)) for row in found])
    left, right = (
        {tuple(repr(row[one]) for one in key) if key else (str(number), side): row for number, row in enumerate(rows)}
        for side, rows in zip(relations, alone, strict=True)
    )
    said = []
    for place in sorted({*left, *right})[:_SHOWN]:
        old, new = left.get(place), right.get(place)
        shown = new if old is None else old
        assert shown is not None
        where = ", ".join(f"{one} {shown[one]!r}" for one in key)
        if old is None or new is None:
            rest = ", ".join(f"{one} {value!r}" for one, value in shown.items() if one not in key and value is not None)
            said.append(f"only {second if old is None else first}: {'; '.join(filter(None, (where, rest)))}")
        else:
            changed = [f"{one} {old[one]!r} → {new[one]!r}" for one in columns if old[one] != new[one]]
            said.append(f"{where}: {', '.join(changed)}")
    return differing, tuple(said)


def _value(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    found: int = connection.execute(query).fetchall()[0][0]
    return found


def _list(columns: Sequence[str]) -> str:
    return ", ".join('"' + one.replace('"', '""') + '"' for one in columns)


def _count(rows: int | None) -> str:
    return "no such table" if rows is None else f"{rows} rows"


def main() -> int:
    """Compare and print the tables that differ; the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.equal", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("before", type=Path)
    parser.add_argument("after", type=Path)
    parser.add_argument("--schemas", nargs="+", default=["marts"])
    parser.add_argument("--shared", action="store_true", help="tables and columns of one file alone are no difference")
    parser.add_argument("--memory", default="1GB", help="for DuckDB")
    options = parser.parse_args()
    tables = compare(options.before, options.after, options.schemas, options.memory)
    different = [one for one in tables if not one.is_equal()]
    for one in different:
        print("\n".join(one.lines()))
    print(f"{len(tables) - len(different)} of {len(tables)} tables are equal")
    return int(any(not one.is_equal(shared=options.shared) for one in tables))


if __name__ == "__main__":
    sys.exit(main())
