"""Whether the file that is to be replaced is one that malbild published: nothing else is ever written over."""

from __future__ import annotations

import stat
from pathlib import Path

from ingestion.files import read_json
from ingestion.warehouse.state import ForeignError, State, file_mark

_MAGIC_AT, _MAGIC = 8, b"DUCK"


def check_own(state: State) -> None:
    """Raise ForeignError where the database is something else: a workbook, another database, a folder.

    A file of DuckDB's that does not open any more is taken for a published one that is damaged where a publication
    under this name is on record; it is kept as the previous file.
    """
    path = state.database
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    except OSError as error:
        raise ForeignError(f"{path} cannot be looked at: {error.strerror}") from None
    if not stat.S_ISREG(found.st_mode):
        raise ForeignError(f"{path} is no file; name a file that malbild may write")
    noted = (read_json(state.published) or {}).get("mark")
    if noted is not None and noted == file_mark(path):
        # The very file that was published: an unchanged folder is told without opening it.
        return
    if not _is_published(path, damaged_too=noted is not None):
        raise ForeignError(
            f"{path} is not a file that malbild published, and would be lost: name another file, or move it away"
        )


def _is_published(path: Path, *, damaged_too: bool) -> bool:
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True, config={"autoinstall_known_extensions": "false"}) as connection:
            query = "select count(*) from duckdb_tables() where schema_name = 'marts' and table_name = 'refresh_run'"
            return bool(connection.execute(query).fetchall()[0][0])
    except duckdb.Error:
        with path.open("rb") as handle:
            head = handle.read(_MAGIC_AT + len(_MAGIC))
        return damaged_too and head[_MAGIC_AT:] == _MAGIC
