"""Whether the file that is to be replaced is one that malbild published: nothing else is ever written over."""

from __future__ import annotations

import stat
from pathlib import Path

from ingestion.files import opened, read_json
from ingestion.warehouse.state import ForeignError, State, file_mark

_MAGIC_AT, _MAGIC = 8, b"DUCK"


def check_own(state: State) -> None:
    """Raise ForeignError where the database is something else, or the state folder beside it is not this user's own.

    Something else is a workbook, another database, a folder; a database in which other tables stand beside the marts
    is another one, unless a publication under this name is on record.
    A file of DuckDB's that does not open any more is taken for a published one that is damaged where a publication
    under this name is on record; it is kept as the previous file.
    """
    state.check()
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
    if not _is_published(path, on_record=noted is not None):
        raise ForeignError(
            f"{path} is not a file that malbild published, and would be lost: name another file, or move it away"
        )


def _is_published(path: Path, *, on_record: bool) -> bool:
    import duckdb

    try:
        with duckdb.connect(str(path), read_only=True, config={"autoinstall_known_extensions": "false"}) as connection:
            ((runs, others),) = connection.execute(
                "select count(*) filter (where schema_name = 'marts' and table_name = 'refresh_run'), "
                "count(*) filter (where schema_name <> 'marts') from duckdb_tables()"
            ).fetchall()
            return bool(runs) and (on_record or not others)
    except duckdb.Error:
        with opened(path) as stream:
            head = stream.read(_MAGIC_AT + len(_MAGIC))
        return on_record and head[_MAGIC_AT:] == _MAGIC
