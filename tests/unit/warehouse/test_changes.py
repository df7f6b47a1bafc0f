"""What one published file changes for the readers of the last."""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingestion.warehouse.changes import record_changes
from ingestion.warehouse.engine import Engine
from ingestion.warehouse.state import State

Cell = tuple[str, int, str, str]


def file_with(path: Path, cells: list[Cell], *, raw: bool = False) -> Path:
    """A file with these cells of one document (column, row, indicator, text), and another with a cell of its own."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.dim_document as select unnest(['d', 'e']) as document_id, document_id || '.txt' as "
            "source_file, unnest(['r', 's']) as report_id, 'leading' as status"
        )
        connection.execute(
            "create table marts.fct_reported_value (reported_value_id varchar, document_id varchar, "
            "row_number integer, line_start integer, indicator_id varchar, district_id varchar, period_id varchar, "
            "gender varchar, measure varchar, as_printed varchar, value double, column_evidence varchar)"
        )
        of_each = [("d", *cell) for cell in cells] + [("e", "outcome", 1, "same", "3 %")]
        for document, column, row, indicator, text in of_each:
            connection.execute(
                "insert into marts.fct_reported_value values (?, ?, ?, ?, ?, 'farsta', '2021', 'total', ?, ?, 1.0, "
                "'complete')",
                [f"{document}/{row}/{column}", document, row, 10 * row, indicator, column, text],
            )
        change = (
            "refresh_id varchar, change varchar, document_id varchar, source_file varchar, line_start integer, "
            "indicator_id varchar, district_id varchar, period_id varchar, gender varchar, measure varchar, "
            "old_value varchar, new_value varchar"
        )
        connection.execute(f"create table marts.refresh_change ({change})")
        if raw:
            connection.execute("create schema raw")
            connection.execute(f"create table raw.refresh_change ({change})")
    return path


def changes(folder: Path, before: list[Cell], after: list[Cell]) -> list[tuple[str, str, str | None, str | None]]:
    """Kind, indicator, old and new value of each change."""
    state = State(folder / "malbild.duckdb")
    state.prepare()
    for path, cells in ((state.build, after), (state.next, after), (state.database, before)):
        file_with(path, cells, raw=path == state.build)
    recorded = record_changes(state, "now", Engine())
    assert recorded.published == {"r": len(before), "s": 1}
    with duckdb.connect(str(state.build), read_only=True) as connection:
        found = connection.execute(
            "select change, indicator_id, old_value, new_value from raw.refresh_change order by all"
        ).fetchall()
    return [(kind, indicator, old, new) for kind, indicator, old, new in found]


def test_an_alias_that_was_mended_is_one_change(tmp_path: Path) -> None:
    before = [("outcome", 1, "wrong", "80 %"), ("outcome", 2, "other", "70 %")]
    after = [("outcome", 1, "right", "80 %"), ("outcome", 2, "other", "71 %")]
    assert changes(tmp_path, before, after) == [
        ("changed", "other", "70 %", "71 %"),
        ("changed", "right", "80 % (wrong)", "80 % (right)"),
    ]


def test_what_comes_and_what_goes(tmp_path: Path) -> None:
    before = [("outcome", 1, "gone", "80 %"), ("outcome", 2, "same", "70 %")]
    after = [("outcome", 2, "same", "70 %"), ("outcome", 3, "new", "60 %")]
    assert changes(tmp_path, before, after) == [("added", "new", None, "60 %"), ("withdrawn", "gone", "80 %", None)]
