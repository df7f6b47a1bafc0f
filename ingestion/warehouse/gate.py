"""The last look before publishing: the build holds what was loaded, whatever dbt and its tests say.

An environment variable once made dbt build every table empty, and every test of an empty table holds. What is asked
here needs neither dbt nor its models' words: only the raw tables that Python loaded, and the marts that are about to
be published.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.extraction.schema import VALUE_COLUMNS
from ingestion.warehouse.engine import Engine
from ingestion.warehouse.state import State

if TYPE_CHECKING:
    import duckdb

# A period is no figure: it says what the others are about.
_CELLS = tuple(column for column in VALUE_COLUMNS if column != "period")
_PRINTED = " + ".join(f"cast(coalesce(trim({column}), '') <> '' as integer)" for column in _CELLS)

_LEADING = (
    "inner join raw.document as document on {0}.document_id = document.document_id and document.status = 'leading'"
)

# What must never be empty, whatever the documents are: it comes from the seeds, or there would be nothing to publish.
_NEVER_EMPTY = ("dim_document", "dim_district", "dim_indicator", "dim_period", "dim_gender", "coverage", "refresh_run")

_MISSING_CELLS = f"""
    with printed as (
        select row.document_id, row.source_file, row.row_number, row.line_start, {_PRINTED} as cells
        from raw.indicator_row as row
        {_LEADING.format("row")}
        where row.column_evidence <> 'ambiguous'
    ),
    reported as (
        select document_id, row_number, count(*) as cells
        from next.marts.fct_reported_value
        group by document_id, row_number
    )
    select printed.source_file, printed.line_start, printed.cells, coalesce(reported.cells, 0) as found
    from printed
    left join reported
        on printed.document_id = reported.document_id and printed.row_number = reported.row_number
    where printed.cells <> coalesce(reported.cells, 0)
    order by printed.source_file, printed.line_start
"""

_COUNTS = (
    ("dim_document", "select count(*) from raw.document"),
    ("fct_activity", f"select count(*) from raw.activity as activity {_LEADING.format('activity')}"),
)
_SHOWN = 3


def missing(state: State, engine: Engine) -> list[str]:
    """What the build lacks of what was loaded, as reasons not to publish it; empty where it is whole.

    Raises duckdb.Error where the build does not open.
    """
    with engine.both(state, read_only=True) as connection:
        return [*_cells(connection), *_rows(connection), *_empty(connection), *_history(connection, state.database)]


def _cells(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    found = connection.execute(_MISSING_CELLS).fetchall()
    if found:
        places = ", ".join(f"{file} line {line} ({has} of {cells})" for file, line, cells, has in found[:_SHOWN])
        yield f"fct_reported_value does not hold the printed cells of {len(found)} rows: {places}"


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for mart, expected in _COUNTS:
        wanted, found = (
            connection.execute(query).fetchall()[0][0]
            for query in (expected, f"select count(*) from next.marts.{mart}")
        )
        if found != wanted:
            yield f"{mart} has {found} rows of the {wanted} that were loaded"


def _empty(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    for mart in _NEVER_EMPTY:
        if not connection.execute(f"select count(*) from next.marts.{mart}").fetchall()[0][0]:
            yield f"{mart} is empty"


def _history(connection: duckdb.DuckDBPyConnection, published: Path) -> Iterator[str]:
    before = _published_runs(published)
    runs = connection.execute("select count(*) from next.marts.refresh_run").fetchall()[0][0]
    if before is not None and runs != before + 1:
        yield f"refresh_run has {runs} rows; the published file has {before}, and this refresh is one more"


def _published_runs(published: Path) -> int | None:
    """How many refreshes the published file tells of; None where there is none that can be read."""
    import duckdb

    if not published.exists():
        return None
    try:
        with duckdb.connect(str(published), read_only=True) as connection:
            return int(connection.execute("select count(*) from marts.refresh_run").fetchall()[0][0])
    except duckdb.Error:
        return None
