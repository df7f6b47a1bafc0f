"""What was loaded for the published file, so that a document that is lost can be loaded again as it was.

Extracts are kept by content and version of the reader, and are made anew whenever the reader changes; what is
published must outlive that. So each publication leaves the raw tables that it was built from, in a file named after
the refresh that published it: whichever file stands there, after a rollback too, has its own. The file is a copy of the
build before any model stood in it: copying table by table took seconds of thousands of documents.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.warehouse.literals import literal
from ingestion.warehouse.state import State, sync_file, sync_folder

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa


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


def set_loaded_aside(state: State) -> None:
    """Copy the build as it is when nothing but the raw tables stands in it. Raises OSError."""
    shutil.copyfile(state.build, state.loaded_unfinished)


def keep_loaded(state: State, refresh_id: str) -> None:
    """Keep what was set aside, for the file that is about to be published. Raises OSError."""
    state.loaded.mkdir(exist_ok=True)
    sync_file(state.loaded_unfinished)
    state.loaded_unfinished.replace(state.loaded_of(refresh_id))
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
