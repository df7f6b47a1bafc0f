"""Replace the published file in one step, and put the previous one back.

Readers hold the published file open while this happens. A file is therefore never written in place: the next
one is written beside it, closed, made durable and renamed over it. A reader that has the old file open keeps
reading it; a process that opens the name afterwards sees the new one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.files import like
from ingestion.warehouse.engine import Engine
from ingestion.warehouse.literals import literal
from ingestion.warehouse.prepared import TableText
from ingestion.warehouse.state import State, sync_file, sync_folder

if TYPE_CHECKING:
    import duckdb

# The oldest format that DuckDB 2 writes; 1.1 and later open it. (1.0 reads the format but not its primary
# keys.)
STORAGE_VERSION = "v1.1.0"
PUBLISHED_SCHEMA = "marts"


class PublishError(Exception):
    """The next file is not what it should be; nothing was published."""


def begin_next(state: State) -> None:
    """Make the file that is to be published, with nothing in it, for the marts to be built there.

    Its blocks are those of the build, of which the raw tables are loaded. Raises duckdb.Error or OSError.
    """
    import duckdb

    _remove(state.next)
    with duckdb.connect() as connection:
        connection.execute(f"attach {literal(state.build)} as build (read_only)")
        query = "select block_size from pragma_database_size() where database_name = 'build'"
        (block_size,) = connection.execute(query).fetchall()[0]
        options = f"storage_version '{STORAGE_VERSION}', block_size {block_size}"
        connection.execute(f"attach {literal(state.next)} as next ({options})")
        connection.execute(f"create schema next.{PUBLISHED_SCHEMA}")


def finish_next(state: State, texts: Mapping[str, TableText], engine: Engine) -> dict[str, int]:
    """Write `texts` as comments into the next file, in which the marts are built; rows by table.

    Raises duckdb.Error or OSError where the file cannot be written, PublishError where there are no marts in it or it
    is not self-contained.
    """
    with engine.beside(state.folder) as connection:
        connection.execute(f"attach {literal(state.next)} as next")
        tables = _columns(connection)
        if not tables:
            raise PublishError("the build has no marts")
        # As one transaction: else each of a thousand comments waits for the disk.
        connection.execute("begin")
        for name, columns in tables.items():
            text, target = texts.get(name, TableText("", {})), f"next.{PUBLISHED_SCHEMA}.{_name(name)}"
            comments = [(f"table {target}", text.description)]
            comments += [(f"column {target}.{_name(one)}", text.columns.get(one, "")) for one in columns]
            if said := [f"comment on {what} is {literal(words)}" for what, words in comments if words]:
                connection.execute(";".join(said))
        connection.execute("commit")
        connection.execute("checkpoint next")
        connection.execute("detach next")
    if _wal(state.next).exists():
        raise PublishError("a write-ahead log was left beside the next file")
    return _verify(state.next, list(tables))


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The columns of each mart."""
    return dict(
        connection.execute(
            "select table_name, list(column_name order by column_index) from duckdb_columns() "
            "where database_name = 'next' and schema_name = ? group by table_name order by table_name",
            [PUBLISHED_SCHEMA],
        ).fetchall()
    )


def _verify(path: Path, tables: Sequence[str]) -> dict[str, int]:
    """Open the next file as a reader would and count its rows; it must hold these tables and nothing else."""
    import duckdb

    with duckdb.connect(str(path), read_only=True, config={"autoinstall_known_extensions": "false"}) as connection:
        views = connection.execute("select view_name from duckdb_views() where not internal").fetchall()
        found = [row[0] for row in connection.execute("select table_name from duckdb_tables() order by 1").fetchall()]
        if views or found != sorted(tables):
            raise PublishError("the next file does not hold the marts and nothing else")
        return {
            name: connection.execute(f"select count(*) from {PUBLISHED_SCHEMA}.{_name(name)}").fetchall()[0][0]
            for name in found
        }


def replace_published(state: State) -> None:
    """Put the next file in the published one's place, keeping that as the previous file. Raises OSError.

    At every instant the published name leads to a whole file. The previous file is set aside first: if this
    is cut off in between, previous and published are the same, and nothing is lost.
    """
    like(state.next, state.database)
    sync_file(state.next)
    if state.database.exists():
        _keep_as_previous(state)
    # Only a program that opened the published file for writing leaves a log beside it; DuckDB 2 would refuse
    # the new file for it and 1.x would replay it into the new file.
    _wal(state.database).unlink(missing_ok=True)
    state.next.replace(state.database)
    sync_folder(state.database.parent)
    sync_folder(state.folder)


def _keep_as_previous(state: State) -> None:
    aside = state.folder / "previous.unfinished"
    _remove(aside)
    try:
        os.link(state.database, aside)
    except OSError:
        # A file system without hard links.
        shutil.copy2(state.database, aside)
        sync_file(aside)
    aside.replace(state.previous)
    # Where a run was killed once it had set the published file aside, both are one file, and a rename does nothing.
    aside.unlink(missing_ok=True)


def roll_back(state: State) -> None:
    """Exchange the published and the previous file.

    Raises PublishError where there is no previous one, where that is the published one, or where it does not open;
    OSError where the files cannot be moved.
    """
    import duckdb

    if not state.previous.exists():
        raise PublishError("there is no previously published file")
    if state.database.exists() and state.database.samefile(state.previous):
        raise PublishError("the previous file is the published one: the last refresh was ended while it published")
    try:
        with duckdb.connect(str(state.previous), read_only=True) as connection:
            connection.execute(f"select count(*) from {PUBLISHED_SCHEMA}.refresh_run")
    except duckdb.Error as error:
        raise PublishError(f"the previous file does not open: {error}") from error
    back = state.folder / "rollback.unfinished"
    _remove(back)
    try:
        os.link(state.previous, back)
    except OSError:
        shutil.copy2(state.previous, back)
    sync_file(back)
    if state.database.exists():
        _keep_as_previous(state)
    _wal(state.database).unlink(missing_ok=True)
    back.replace(state.database)
    sync_folder(state.database.parent)
    sync_folder(state.folder)


def clear_build(state: State) -> None:
    """Remove the private build and what was about to be published of it, as far as that can be."""
    with contextlib.suppress(OSError):
        _remove(state.build)
        clear_unfinished(state)


def clear_unfinished(state: State) -> None:
    """Remove what a killed refresh left: half-written files that were never published."""
    for path in (state.next, state.folder / "previous.unfinished", state.folder / "rollback.unfinished"):
        _remove(path)
    # Files that were to be renamed, and folders of what DuckDB had no memory for.
    for pattern in (".*", "*.tmp", "*.tmp.wal"):
        for path in state.folder.glob(pattern):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _wal(path).unlink(missing_ok=True)


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
