"""Publishing and rolling back: whole files only, keys and comments in them, nothing left beside them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb
import pytest

from ingestion.warehouse import publish as publish_module
from ingestion.warehouse.engine import Engine
from ingestion.warehouse.environment import temporary_folder
from ingestion.warehouse.prepared import TableText
from ingestion.warehouse.publish import (
    PublishError,
    clear_unfinished,
    replace_published,
    roll_back,
    write_next,
)
from ingestion.warehouse.state import State

TEXTS = {"fact": TableText("one row per 'thing'", {"value": "what it's worth"})}


def _build(state: State, value: int, view: bool = False) -> None:
    state.prepare()
    state.build.unlink(missing_ok=True)
    with duckdb.connect(str(state.build)) as connection:
        connection.execute("create schema marts; create schema staging")
        connection.execute("create table marts.refresh_run (refresh_id varchar primary key)")
        connection.execute("create table marts.fact (id integer primary key, value integer not null, tags varchar[])")
        connection.execute(f"insert into marts.fact values (2, {value}, ['a']), (1, {value}, null)")
        connection.execute("create table staging.private as select 1 as x")
        if view:
            connection.execute("create view marts.v as select 1 as x")


def _value(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return int(connection.execute("select max(value) from marts.fact").fetchall()[0][0])


def _publish(state: State, value: int) -> None:
    _build(state, value)
    write_next(state, TEXTS, Engine())
    replace_published(state)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "it's malbild.duckdb")


def test_keys_comments_and_order_come_along_and_nothing_else(state: State) -> None:
    _build(state, 7, view=True)
    assert write_next(state, TEXTS, Engine()) == {"fact": 2, "refresh_run": 0}
    replace_published(state)
    with duckdb.connect(str(state.database), read_only=True) as connection:
        schemas = {row[0] for row in connection.execute("select distinct schema_name from duckdb_tables()").fetchall()}
        assert schemas == {"marts"}
        assert connection.execute("from duckdb_views() where not internal").fetchall() == []
        comment = connection.execute("select comment from duckdb_tables() where table_name = 'fact'").fetchall()
        assert comment == [("one row per 'thing'",)]
        columns = connection.execute(
            "select column_name, comment, is_nullable from duckdb_columns() where table_name = 'fact' order by 1"
        ).fetchall()
        assert columns == [("id", None, False), ("tags", None, True), ("value", "what it's worth", False)]
        assert connection.execute("select id from marts.fact").fetchall() == [(1,), (2,)]
    with duckdb.connect(str(state.build)) as writer, pytest.raises(duckdb.ConstraintException):
        writer.execute("insert into marts.fact values (1, 1, null)")


def test_the_storage_version_is_one_that_duckdb_1_1_opens(state: State) -> None:
    """The header of a file names its storage version: 64 is that of DuckDB 0.9 to 1.1, 2.0 writes 69 by default."""
    _publish(state, 1)
    header = state.database.read_bytes()[:64]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") == 64


def test_no_log_is_left_and_a_foreign_one_goes(state: State) -> None:
    _publish(state, 1)
    wal = state.database.with_name(state.database.name + ".wal")
    wal.write_bytes(b"of another program")
    _publish(state, 2)
    assert not wal.exists()
    assert not state.next.exists()
    assert _value(state.database) == 2


def test_an_open_reader_keeps_the_old_file(state: State) -> None:
    _publish(state, 1)
    with duckdb.connect(str(state.database), read_only=True) as reader:
        inode = state.database.stat().st_ino
        _publish(state, 2)
        assert reader.execute("select max(value) from marts.fact").fetchall() == [(1,)]
        assert state.database.stat().st_ino != inode


def test_rollback_and_back_again(state: State) -> None:
    _publish(state, 1)
    _publish(state, 2)
    roll_back(state)
    assert (_value(state.database), _value(state.previous)) == (1, 2)
    roll_back(state)
    assert (_value(state.database), _value(state.previous)) == (2, 1)


def test_rollback_without_a_previous_file(state: State) -> None:
    _publish(state, 1)
    with pytest.raises(PublishError, match="no previously published file"):
        roll_back(state)
    assert _value(state.database) == 1


def test_rollback_to_a_damaged_file_changes_nothing(state: State) -> None:
    _publish(state, 1)
    _publish(state, 2)
    state.previous.write_bytes(b"not a database")
    with pytest.raises(PublishError, match="does not open"):
        roll_back(state)
    assert _value(state.database) == 2


def test_a_build_without_marts_is_not_published(state: State) -> None:
    state.prepare()
    with duckdb.connect(str(state.build)) as connection:
        connection.execute("create schema marts")
    with pytest.raises(PublishError, match="no marts"):
        write_next(state, TEXTS, Engine())


def test_a_failed_rename_leaves_the_published_file(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    _publish(state, 1)
    _build(state, 2)
    write_next(state, TEXTS, Engine())
    monkeypatch.setattr(Path, "replace", _refuse)
    with pytest.raises(OSError, match="no space"):
        replace_published(state)
    monkeypatch.undo()
    assert _value(state.database) == 1
    clear_unfinished(state)
    _publish(state, 3)
    assert _value(state.database) == 3


def test_a_kill_between_the_renames_leaves_nothing_behind(state: State) -> None:
    """The published file was set aside and is also the previous one, until the next one is published."""
    _publish(state, 1)
    _publish(state, 2)
    state.previous.unlink()
    os.link(state.database, state.previous)
    with pytest.raises(PublishError, match="the previous file is the published one"):
        roll_back(state)
    _publish(state, 3)
    assert (_value(state.database), _value(state.previous)) == (3, 2)
    assert {one.name for one in state.folder.iterdir()} == {state.build.name, state.previous.name}


def test_what_a_kill_left_is_removed_also_a_folder(state: State) -> None:
    """DuckDB puts what it has no memory for into a folder, which a killed process leaves."""
    state.prepare()
    for name in ("build.duckdb.tmp", "next.duckdb.tmp"):
        (state.folder / name).mkdir()
        (state.folder / name / "duckdb_temp_storage.tmp").write_bytes(b"rows")
    for name in (".published.json.k3", "previous.unfinished", "next.duckdb", "next.duckdb.wal"):
        (state.folder / name).write_bytes(b"cut")
    clear_unfinished(state)
    assert list(state.folder.iterdir()) == []


def test_what_libraries_leave_is_removed(state: State) -> None:
    state.prepare()
    before = tempfile.gettempdir()
    with temporary_folder(state.temporary):
        assert Path(tempfile.mkdtemp()).parent == state.temporary
    assert (tempfile.gettempdir(), state.temporary.exists()) == (before, False)
    (state.temporary / "of a killed run").mkdir(parents=True)
    clear_unfinished(state)
    assert not state.temporary.exists()


def test_what_does_not_fit_into_memory_goes_into_the_state_folder(
    state: State, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _build(state, 7)
    asked: list[str] = []
    real = publish_module._copy

    def copy(connection: duckdb.DuckDBPyConnection, name: str, text: TableText) -> None:
        asked.extend(row[0] for row in connection.execute("select current_setting('temp_directory')").fetchall())
        real(connection, name, text)

    monkeypatch.setattr(publish_module, "_copy", copy)
    write_next(state, TEXTS, Engine())
    assert {Path(one).parent for one in asked} == {state.folder}


def _refuse(*_paths: object) -> None:
    raise OSError("no space left on device")
