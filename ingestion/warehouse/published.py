"""Read the published file as any analyst would: for `status`, `review` and `export`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb


_ATTEMPTS, _PAUSE = 3, 0.05


class NotPublishedError(Exception):
    """There is no published file, or it is none of ours."""


@dataclass(frozen=True)
class Published:
    """A read-only connection to a published file."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """The rows of a query as dictionaries."""
        found = self.connection.execute(query, list(values))
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def tables(self) -> list[str]:
        """Names of the marts, sorted."""
        return [
            row["table_name"]
            for row in self.rows(
                "select table_name from duckdb_tables() where schema_name = 'marts' "
                "and database_name = current_database() order by 1"
            )
        ]

    def columns(self, table: str) -> list[dict[str, Any]]:
        """Name, type, comment and not-null of each column of a mart, in order."""
        return self.rows(
            "select column_name as name, data_type as type, comment, not is_nullable as required "
            "from duckdb_columns() where schema_name = 'marts' and table_name = ? "
            "and database_name = current_database() order by column_index",
            [table],
        )

    def key(self, table: str) -> list[str]:
        """The primary key of a mart; empty when it has none."""
        found = self.rows(
            "select constraint_column_names as names from duckdb_constraints() where schema_name = 'marts' "
            "and table_name = ? and database_name = current_database() and constraint_type = 'PRIMARY KEY'",
            [table],
        )
        return list(found[0]["names"]) if found else []

    def comments(self) -> Mapping[str, str]:
        """What each mart is about."""
        return {
            row["table_name"]: row["comment"] or ""
            for row in self.rows(
                "select table_name, comment from duckdb_tables() where schema_name = 'marts' "
                "and database_name = current_database()"
            )
        }

    def refresh_id(self) -> str | None:
        """The refresh that published the file; None where it has none on record."""
        (run,) = self.rows("select max_by(refresh_id, started_at) as refresh_id from marts.refresh_run")
        found: str | None = run["refresh_id"]
        return found

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


def open_published(database: Path) -> Published:
    """Open a published file for reading.

    Raises NotPublishedError when it is missing, does not open, or has no schema `marts`.
    """
    import duckdb

    if not database.exists():
        raise NotPublishedError(f"{database} does not exist; `malbild refresh` makes it")
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            connection = duckdb.connect(str(database), read_only=True, config={"autoinstall_known_extensions": "false"})
            break
        except duckdb.Error as error:
            if attempt == _ATTEMPTS:
                raise NotPublishedError(f"{database} does not open: {error}") from error
            # DuckDB 2.0 opens a file once for its header and again for its blocks: a publication in between makes
            # this one opening fail, not the next.
            time.sleep(_PAUSE)
    # Times are shown and exported in UTC, wherever this runs.
    connection.execute("set timezone = 'UTC'")
    published = Published(connection)
    if "refresh_run" not in published.tables():
        connection.close()
        raise NotPublishedError(f"{database} is not a file that `malbild refresh` published")
    return published
