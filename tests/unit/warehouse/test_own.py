"""What malbild writes over is its own, and what it believes nobody else can write."""

from __future__ import annotations

import datetime as dt
import os
import stat
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from ingestion.files import read_json, replace_text, replacement, write_json
from ingestion.warehouse.border.check import BorderCheck
from ingestion.warehouse.lock import only_one
from ingestion.warehouse.own import check_own
from ingestion.warehouse.publication import not_before_the_last
from ingestion.warehouse.publish import replace_published
from ingestion.warehouse.settings import PROJECT
from ingestion.warehouse.state import ForeignError, State, file_mark
from ingestion.warehouse.summary import Summary, write_report
from tests.integration.reports import two_councils

NOW = dt.datetime(2022, 3, 1, 6, tzinfo=dt.UTC)


def published(path: Path) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create table marts.refresh_run (refresh_id varchar)")
    return path


def test_a_published_file_and_none_are_its_own(tmp_path: Path) -> None:
    check_own(State(tmp_path / "none.duckdb"))
    check_own(State(published(tmp_path / "malbild.duckdb")))


@pytest.mark.parametrize("content", [b"PK\x03\x04 a workbook", b"", b"x" * 8 + b"DUCK" + bytes(4096)])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "figures.xlsx"
    path.write_bytes(content)
    with pytest.raises(ForeignError, match="is not a file that malbild published"):
        check_own(State(path))
    assert path.read_bytes() == content


def test_another_folder_and_a_link_to_itself_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in ("folder", "loop"):
        with pytest.raises(ForeignError, match="is no file"):
            check_own(State(tmp_path / name))


def test_another_database_keeps_its_unfolded_log(tmp_path: Path) -> None:
    """A process that ended without closing leaves its last rows in the log beside the file: they are not lost."""
    path = tmp_path / "other.duckdb"
    code = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute('create table t (n integer)'); "
        "c.execute('checkpoint'); c.execute('insert into t select range from range(1000)'); os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(path)], check=True)
    log = path.with_name(path.name + ".wal")
    assert log.exists()
    command = [sys.executable, "-m", "ingestion.cli", "refresh", "--documents", str(tmp_path / "documents")]
    two_councils(tmp_path / "documents")
    done = subprocess.run([*command, "--database", str(path)], cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert "is not a file that malbild published" in done.stderr
    assert sorted(one.name for one in tmp_path.iterdir()) == ["documents", "other.duckdb", "other.duckdb.wal"]
    with duckdb.connect(str(path)) as connection:
        assert connection.execute("select count(*) from t").fetchall() == [(1000,)]


def test_another_database_with_marts_of_its_own_is_refused(tmp_path: Path) -> None:
    """An analyst's own warehouse may hold copies of the marts beside its own tables."""
    path = published(tmp_path / "analysis.duckdb")
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table own_work (n integer)")
    with pytest.raises(ForeignError, match="is not a file that malbild published"):
        check_own(State(path))


@pytest.mark.parametrize("name", [".malbild.duckdb.state/published.json", "malbild.duckdb.refresh.json"])
def test_a_planted_fifo_lets_nobody_wait(tmp_path: Path, name: str) -> None:
    state = State(published(tmp_path / "malbild.duckdb"))
    state.prepare()
    os.mkfifo(tmp_path / name)
    check_own(state)
    assert not_before_the_last(state, NOW) == NOW
    assert read_json(tmp_path / name) is None
    write_report(state, Summary("published", 0), NOW)
    assert (read_json(state.report) or {})["status"] == 0


def test_a_state_folder_of_others_is_refused_before_it_is_read(tmp_path: Path) -> None:
    state = State(tmp_path / "malbild.duckdb")
    state.database.write_bytes(b"a workbook")
    state.prepare()
    write_json(state.published, {"mark": file_mark(state.database)})
    state.folder.chmod(0o777)
    with pytest.raises(ForeignError, match="others can write to"):
        check_own(state)


def test_a_damaged_file_that_was_published_is_its_own(tmp_path: Path) -> None:
    state = State(tmp_path / "malbild.duckdb")
    state.prepare()
    content = published(state.database).read_bytes()
    state.database.write_bytes(content[:4096] + bytes(1000))
    with pytest.raises(ForeignError):
        check_own(state)
    replace_text(state.published, '{"mark": {"inode": 1}}')
    check_own(state)


def test_the_state_folder_is_for_this_user_alone(tmp_path: Path) -> None:
    state = State(tmp_path / "malbild.duckdb")
    with only_one(state, "refresh"):
        assert stat.S_IMODE(state.folder.stat().st_mode) == 0o700
    state.folder.chmod(0o755)
    state.prepare()
    assert stat.S_IMODE(state.folder.stat().st_mode) == 0o700
    for mode in (0o770, 0o702):
        state.folder.chmod(mode)
        with pytest.raises(ForeignError, match="others can write to"):
            state.prepare()


def test_a_planted_state_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    state = State(tmp_path / "malbild.duckdb")
    (tmp_path / "elsewhere").mkdir()
    state.folder.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ForeignError, match="is a link or a file"):
        state.prepare()
    state.folder.unlink()
    state.folder.mkdir(mode=0o700)
    monkeypatch.setattr(os, "geteuid", lambda: state.folder.stat().st_uid + 1)
    with pytest.raises(ForeignError, match="belongs to another user"):
        state.prepare()


@pytest.mark.slow
def test_a_planted_project_of_great_expectations_runs_no_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ran = tmp_path / "ran"
    plugins = tmp_path / "gx" / "plugins"
    plugins.mkdir(parents=True)
    (plugins / "planted.py").write_text(f"open({str(ran)!r}, 'w').close()\n", encoding="utf-8")
    (tmp_path / "gx" / "great_expectations.yml").write_text(
        "config_version: 4.0\nplugins_directory: plugins/\nstores:\n  planted:\n    class_name: Planted\n"
        "    module_name: planted\nvalidation_results_store_name: planted\n",
        encoding="utf-8",
    )
    # Where Great Expectations would look for a project of its own accord.
    monkeypatch.chdir(tmp_path)
    BorderCheck()
    assert not ran.exists()


def test_a_link_is_followed_and_mode_is_kept(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    target = published(tmp_path / "data" / "target.duckdb")
    target.chmod(0o640)
    link = tmp_path / "malbild.duckdb"
    link.symlink_to(target)
    state = State(link)
    assert state.folder.parent == tmp_path / "data"
    state.prepare()
    published(state.next)
    replace_published(state)
    assert link.is_symlink() and not target.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert state.previous.exists()


def test_unfinished_files_have_names_of_chance(tmp_path: Path) -> None:
    path = tmp_path / "documents.csv"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o664)
    with replacement(path) as first, replacement(path) as second:
        assert first != second and {first.parent, second.parent} == {tmp_path}
        first.write_text("new", encoding="utf-8")
        second.write_text("newer", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o664
    with pytest.raises(ZeroDivisionError), replacement(path):
        raise ZeroDivisionError
    assert [one.name for one in tmp_path.iterdir()] == ["documents.csv"]
