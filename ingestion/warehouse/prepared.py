"""What dbt executed in a build, kept so that the next build of the same project is done by DuckDB alone.

dbt takes seconds to be imported, to parse the project and to lead some three hundred statements through its macros; the
statements themselves take about one. None of them depends on what is loaded. So the statements that dbt sent in a
build that was sound are kept, in their order and to the letter, under a hash of all that they are made of: the project,
this package's raw tables, the versions, the place of the project. Where anything of it changes, dbt builds again.

DuckDB alone never says no: what fails, or does not hold, goes back to dbt, which says what and why. A statement holds
the contract's types and keys in itself, so these are enforced whoever sends it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import stat
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ingestion.files import is_private, replace_text
from ingestion.journal import Done, unseen
from ingestion.warehouse.engine import Engine
from ingestion.warehouse.state import State

_FOLDER = "prepared"
_KEPT = 3
"""So many builds are kept in a folder: of a project that somebody works on, each change makes one."""


@dataclass(frozen=True)
class Statement:
    """What dbt sent for a node: its name, its kind (seed, model, test), database, schema, SQL, and what it reads."""

    name: str
    kind: str
    database: str
    schema: str
    sql: str
    reads: tuple[str, ...]

    @property
    def place(self) -> str:
        """Its schema, in SQL."""
        return f'"{self.database}"."{self.schema}"'


@dataclass(frozen=True)
class TableText:
    """What a published table and its columns mean, for the comments of the published file."""

    description: str
    columns: Mapping[str, str]


@dataclass(frozen=True)
class Prepared:
    """A sound build's statements in the order in which dbt finished them, and the tables' texts."""

    statements: tuple[Statement, ...]
    texts: Mapping[str, TableText]

    def only(self, models: Sequence[str]) -> Prepared:
        """These models and the tests that read them; all where none is named."""
        if not models:
            return self
        wanted = set(models)
        chosen = (one for one in self.statements if wanted & set(one.reads if one.kind == "test" else (one.name,)))
        return replace(self, statements=tuple(chosen))


def execute(prepared: Prepared, state: State, engine: Engine, *, again: bool, on_done: Done = unseen) -> int | None:
    """Send the statements to the build and the next file; how many tests hold, None where dbt must say what is wrong.

    With `again` the models stand there already. Raises MemoryError, KeyboardInterrupt and duckdb.OutOfMemoryException,
    no other error of the engine.
    """
    import duckdb

    passed = 0
    try:
        with engine.both(state) as connection:
            for place in dict.fromkeys(one.place for one in prepared.statements if one.kind != "test"):
                connection.execute(f"create schema if not exists {place}")
            for one in prepared.statements:
                if one.kind == "test":
                    if not _holds(connection.execute(one.sql).fetchall()):
                        return None
                    passed += 1
                else:
                    # As dbt does: else each of a table's statements waits for the disk.
                    connection.execute("begin")
                    if again and one.kind == "model":
                        connection.execute(f'drop table if exists {one.place}."{one.name}"')
                    connection.execute(one.sql)
                    connection.execute("commit")
                on_done(len(prepared.statements))
    except duckdb.OutOfMemoryException:
        raise
    except duckdb.Error:
        return None
    return passed


def _holds(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether a test's one row (failures, should_warn, should_error) says that it holds."""
    return len(rows) == 1 and not any(rows[0][1:])


def forget_built(prepared: Prepared, state: State, engine: Engine) -> None:
    """Take out what was built, for dbt to build it. Raises duckdb.Error."""
    with engine.both(state) as connection:
        for place in {one.place for one in prepared.statements if one.kind != "test"}:
            connection.execute(f"drop schema if exists {place} cascade")


def read_prepared(folders: Sequence[Path], key: str) -> Prepared | None:
    """What is kept under a key in the first folder that has it whole; None where it is nowhere.

    A file that another user could have written is none.
    """
    for folder in folders:
        path = folder / _FOLDER / f"{key}.json"
        try:
            if not (_is_own(path.parent) and _is_own(path)):
                continue
            digest, _, content = path.read_text(encoding="utf-8").partition("\n")
            if digest != hashlib.sha256(content.encode()).hexdigest():
                continue
            return _from_json(json.loads(content))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return None


def keep_prepared(folders: Sequence[Path], key: str, prepared: Prepared) -> None:
    """Keep it in the first folder that can be written; in none, the next build is dbt's again."""
    content = json.dumps(asdict(prepared), ensure_ascii=False)
    text = f"{hashlib.sha256(content.encode()).hexdigest()}\n{content}"
    for folder in folders:
        with contextlib.suppress(OSError):
            place = folder / _FOLDER
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _is_own(place):
                continue
            path = place / f"{key}.json"
            replace_text(path, text)
            path.chmod(0o600)
            for old in sorted(place.glob("*.json"), key=lambda one: -one.stat().st_mtime_ns)[_KEPT:]:
                old.unlink(missing_ok=True)
            return


def _is_own(path: Path) -> bool:
    """Whether a file or folder is this user's own, no link, and no other can write to it. Raises OSError."""
    found = path.lstat()
    return is_private(found) and not stat.S_ISLNK(found.st_mode)


def _from_json(content: Mapping[str, Any]) -> Prepared:
    return Prepared(
        tuple(Statement(**{**one, "reads": tuple(one["reads"])}) for one in content["statements"]),
        {name: TableText(**one) for name, one in content["texts"].items()},
    )
