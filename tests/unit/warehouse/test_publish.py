"""Publishing and rolling back: whole files only, keys and comments in them, nothing left beside them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import duckdb
import pytest

from ingestion.warehouse.engine import SMALL_BLOCK, USUAL_BLOCK, Engine
from ingestion.warehouse.environment import temporary_folder
from ingestion.warehouse.prepared import TableText
from ingestion.warehouse.publish import (
    PublishError,
    begin_next,
    clear_unfinished,
    finish_next,
    replace_published,
    roll_back,
)
from ingestion.warehouse.state import State

TEXTS = {"fact": TableText("one row per 'thing'", {"value": "what it's worth"})}


def _build(state: State, value: int, more: str = "") -> None:
    """A build with its marts in the next file, as dbt has them built, and one statement more."""
    state.prepare()
    state.build.unlink(missing_ok=True)
    with duckdb.connect(str(state.build)) as connection:
        connection.execute("create schema staging; create table staging.private as select 1 as x")
    begin_next(state)
    with Engine().both(state) as connection:
        connection.execute("create table next.marts.refresh_run (refresh_id varchar primary key)")
        connection.execute("create table next.marts.fact (id integer, value integer not null, tags varchar[])")
        connection.execute(f"insert into next.marts.fact values (1, {value}, ['a']), (2, {value}, null)")
        connection.execute("alter table next.marts.fact add primary key (id)")
        if more:
            connection.execute(more)


def _value(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as connection:
        return int(connection.execute("select max(value) from marts.fact").fetchall()[0][0])


def _publish(state: State, value: int) -> None:
    _build(state, value)
    finish_next(state, TEXTS, Engine())
    replace_published(state)


@pytest.fixture
def state(tmp_path: Path) -> State:
    return State(tmp_path / "it's malbild.duckdb")


def test_keys_and_comments_stand_in_the_file_and_nothing_else(state: State) -> None:
    _build(state, 7)
    assert finish_next(state, TEXTS, Engine()) == {"fact": 2, "refresh_run": 0}
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
    with duckdb.connect(str(state.database)) as writer, pytest.raises(duckdb.ConstraintException):
        writer.execute("insert into marts.fact values (1, 1, null)")


@pytest.mark.parametrize(
    "more", ["create view next.marts.v as select 1 as x", "create table next.main.t as select 1 as x"]
)
def test_a_file_with_something_else_in_it_is_not_published(state: State, more: str) -> None:
    _build(state, 7, more)
    with pytest.raises(PublishError, match="does not hold the marts and nothing else"):
        finish_next(state, TEXTS, Engine())


def test_the_blocks_are_those_of_the_build(state: State) -> None:
    state.prepare()
    for size in (SMALL_BLOCK, USUAL_BLOCK):
        state.build.unlink(missing_ok=True)
        Engine().open(state.build, block_size=size).close()
        begin_next(state)
        with duckdb.connect(str(state.next), read_only=True) as connection:
            assert connection.execute("select block_size from pragma_database_size()").fetchall() == [(size,)]


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
    duckdb.connect(str(state.build)).close()
    begin_next(state)
    with pytest.raises(PublishError, match="no marts"):
        finish_next(state, TEXTS, Engine())


def test_a_failed_rename_leaves_the_published_file(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    _publish(state, 1)
    _build(state, 2)
    finish_next(state, TEXTS, Engine())
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


def test_what_does_not_fit_into_memory_goes_into_the_state_folder(state: State) -> None:
    _build(state, 7)
    for connection in (Engine().both(state), Engine().beside(state.folder)):
        with connection:
            ((place,),) = connection.execute("select current_setting('temp_directory')").fetchall()
        assert Path(place).parent == state.folder


def _refuse(*_paths: object) -> None:
    raise OSError("no space left on device")
