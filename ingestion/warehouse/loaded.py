"""What was loaded for the published file, so that a document that is lost can be loaded again as it was.

Extracts are kept by content and version of the reader, and are made anew whenever the reader changes; what is
published must outlive that. So each publication leaves the raw rows of its leading documents, in a file named after
the refresh that published it: whichever file stands there, after a rollback too, has its own.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.warehouse.engine import Engine
from ingestion.warehouse.literals import literal
from ingestion.warehouse.raw import EXTRACTED_TABLES
from ingestion.warehouse.state import State, sync_file, sync_folder

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

# As for a published file: dozens of small tables.
_BLOCK = 16384


def loaded_path(state: State, refresh_id: str | None) -> Path | None:
    """The rows that were loaded for the file that a refresh published; None where they are lost or do not open."""
    import duckdb

    path = state.loaded_of(refresh_id or "none")
    if not path.is_file():
        return None
    try:
        with _opened(path) as connection:
            connection.execute("select count(*) from loaded.raw.document")
    except duckdb.Error:
        return None
    return path


def keep_loaded(state: State, refresh_id: str, engine: Engine) -> None:
    """Keep what the build was loaded with, for the file that is about to be published.

    Raises duckdb.Error or OSError where it cannot be written.
    """
    state.loaded.mkdir(exist_ok=True)
    unfinished = state.folder / "loaded.tmp"
    unfinished.unlink(missing_ok=True)
    with engine.beside(state.folder) as connection:
        connection.execute(f"attach {literal(state.build)} as build (read_only)")
        connection.execute(f"attach {literal(unfinished)} as loaded (block_size {_BLOCK})")
        connection.execute("create schema loaded.raw")
        for table in ("document", *EXTRACTED_TABLES):
            connection.execute(
                f"create table loaded.raw.{table} as select one.* from build.raw.{table} as one "
                "where one.document_id in (select document_id from build.raw.document where status = 'leading')"
            )
        connection.execute("checkpoint loaded")
        connection.execute("detach loaded")
    sync_file(unfinished)
    unfinished.replace(state.loaded_of(refresh_id))
    sync_folder(state.loaded)


def held(path: Path, document_ids: Collection[str]) -> set[str]:
    """Those of the documents of which the rows are there."""
    with _opened(path) as connection:
        found = connection.execute("select document_id from loaded.raw.document").fetchall()
    return {one for (one,) in found} & set(document_ids)


def loaded_indicators(path: Path, document_ids: Sequence[str]) -> pa.Table:
    """The rows of indicators of these documents, with the columns that they were loaded with."""
    with _opened(path) as connection:
        query = "select * from loaded.raw.indicator_row where list_contains(?, document_id) order by all"
        return connection.sql(query, params=[list(document_ids)]).to_arrow_table()


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    import duckdb

    connection = duckdb.connect(":memory:")
    connection.execute(f"attach {literal(path)} as loaded (read_only)")
    return connection
