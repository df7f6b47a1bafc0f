"""Statements that dbt sent and DuckDB sends again: what they say, and whose files of them are believed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.warehouse.engine import Engine
from ingestion.warehouse.fingerprint import project_fingerprint
from ingestion.warehouse.prepared import (
    Prepared,
    Statement,
    TableText,
    execute,
    forget_built,
    keep_prepared,
    read_prepared,
)
from ingestion.warehouse.settings import PROJECT
from ingestion.warehouse.state import State

SEED = Statement(
    "n", "seed", "build", "seeds", "create table seeds.n (x integer); insert into seeds.n values (1), (2)", ()
)
MODEL = Statement(
    "m",
    "model",
    "next",
    "marts",
    "create table next.marts.m (x integer primary key); insert into next.marts.m from seeds.n",
    ("n",),
)
OTHER = Statement(
    "o", "model", "next", "marts", "create table next.marts.o as select count(*) as c from seeds.n", ("n",)
)
TEST = Statement(
    "t",
    "test",
    "build",
    "test_failures",
    "select count(*) as failures, count(*) != 0, count(*) != 0 from next.marts.m where x > 2",
    ("m",),
)
ENGINE = Engine()
PREPARED = Prepared((SEED, MODEL, OTHER, TEST), {"m": TableText("what", {"x": "a number, å"})})


def tables(state: State) -> dict[str, int]:
    with ENGINE.both(state, read_only=True) as connection:
        names = connection.execute(
            "select database_name || '.' || schema_name || '.' || table_name from duckdb_tables() order by 1"
        ).fetchall()
        return {name: connection.execute(f"select count(*) from {name}").fetchall()[0][0] for (name,) in names}


def test_statements_are_sent_in_their_order_and_tests_counted(state: State) -> None:
    assert execute(PREPARED, state, ENGINE, again=False) == 1
    assert tables(state) == {"build.seeds.n": 2, "next.marts.m": 2, "next.marts.o": 1}
    with ENGINE.both(state) as connection:
        connection.execute("insert into seeds.n values (3), (4)")
    # A model is built again with the tests that read it, and nothing else.
    assert execute(PREPARED.only(["o"]), state, ENGINE, again=True) == 0
    with ENGINE.both(state) as connection:
        assert connection.execute("select c, (select count(*) from next.marts.m) from next.marts.o").fetchall() == [
            (4, 2)
        ]
    assert execute(PREPARED.only(["m"]), state, ENGINE, again=True) is None
    forget_built(PREPARED, state, ENGINE)
    assert tables(state) == {}


@pytest.fixture
def state(tmp_path: Path) -> State:
    state = State(tmp_path / "malbild.duckdb")
    state.prepare()
    return state


@pytest.mark.parametrize(
    "said",
    [
        "insert into seeds.n values (1)",  # a key of m stands twice
        "insert into seeds.n values (3)",  # a row that the test finds
        "create table next.marts.m (x integer)",  # what nobody expects
    ],
)
def test_what_fails_or_does_not_hold_is_left_to_dbt(state: State, said: str) -> None:
    spoiling = replace(SEED, name="s", sql=said)
    prepared = replace(PREPARED, statements=(SEED, spoiling, *PREPARED.statements[1:]))
    assert execute(prepared, state, ENGINE, again=False) is None


def test_a_test_that_only_warns_is_left_to_dbt(state: State) -> None:
    warns = replace(TEST, sql="select 1, true, false")
    prepared = replace(PREPARED, statements=(*PREPARED.statements[:-1], warns))
    assert execute(prepared, state, ENGINE, again=False) is None


def test_what_is_kept_is_read_from_the_first_folder_that_has_it(tmp_path: Path) -> None:
    closed = tmp_path / "a file"
    closed.write_text("no folder", encoding="utf-8")
    folders = (closed, tmp_path / "state")
    assert read_prepared(folders, "key") is None
    keep_prepared(folders, "key", PREPARED)
    assert read_prepared(folders, "key") == PREPARED
    assert read_prepared(folders, "other") is None


def test_only_some_are_kept(tmp_path: Path) -> None:
    for number in range(6):
        keep_prepared((tmp_path,), f"key{number}", PREPARED)
    assert len(list(tmp_path.rglob("*.json"))) == 3
    assert read_prepared((tmp_path,), "key5") == PREPARED


def test_what_is_damaged_or_can_be_anothers_is_not_believed(tmp_path: Path) -> None:
    keep_prepared((tmp_path,), "key", PREPARED)
    path = tmp_path / "prepared" / "key.json"
    content = path.read_bytes()
    path.write_bytes(content.replace(b"x > 2", b"x > 9"))
    assert read_prepared((tmp_path,), "key") is None
    path.write_bytes(b"cut")
    assert read_prepared((tmp_path,), "key") is None
    path.write_bytes(content)
    assert read_prepared((tmp_path,), "key") == PREPARED
    for place, usual in ((path, 0o600), (path.parent, 0o700)):
        place.chmod(usual | 0o020)
        assert read_prepared((tmp_path,), "key") is None
        place.chmod(usual)
    # A folder in which others can lay things is not written to either.
    path.parent.chmod(0o777)
    keep_prepared((tmp_path, tmp_path / "own"), "new", PREPARED)
    path.parent.chmod(0o700)
    assert [one.relative_to(tmp_path).parts[0] for one in tmp_path.rglob("new.json")] == ["own"]
    moved = tmp_path / "moved.json"
    path.rename(moved)
    path.symlink_to(moved)
    assert read_prepared((tmp_path,), "key") is None


def test_another_project_or_another_place_is_another_key(tmp_path: Path) -> None:
    package, first, second = (tmp_path / name for name in ("package", "first", "second"))
    for project in (first, second):
        (project / "models").mkdir(parents=True)
        (project / "models" / "m.sql").write_text("select 1", encoding="utf-8")
    known = project_fingerprint(first, package)
    assert known == project_fingerprint(first, package)
    # Seeds are read from where they lie.
    assert known != project_fingerprint(second, package)
    (first / "models" / "m.sql").write_text("select 2", encoding="utf-8")
    changed = project_fingerprint(first, package)
    assert changed != known
    (package / "warehouse").mkdir(parents=True)
    (package / "warehouse" / "raw.py").write_text("RAW = 1", encoding="utf-8")
    assert project_fingerprint(first, package) != changed


def test_nothing_that_is_built_depends_on_the_database_or_the_run_while_dbt_compiles() -> None:
    """What is kept is sent whatever is loaded, and at any time."""
    # `dispatch` asks for the engine alone.
    asks = re.compile(
        r"run_query|adapter\.(?!dispatch\()|load_result|run_started_at|invocation_id|modules\.|env_var|\bvar\(|graph\."
    )
    sources = [path for place in ("models", "tests/data", "macros") for path in (PROJECT / place).rglob("*.sql")]
    read = [path for path in sources if path.parent.name != "materializations"]
    assert len(read) > 100
    assert [path.name for path in read if asks.search(path.read_text(encoding="utf-8"))] == []
