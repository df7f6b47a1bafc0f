"""What is noted of publications: their order holds also where the clock does not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import duckdb
import pytest

from ingestion.files import read_json, write_json
from ingestion.warehouse.publication import Publication, not_before_the_last, publish
from ingestion.warehouse.publish import clear_unfinished
from ingestion.warehouse.state import State, file_mark
from ingestion.warehouse.summary import Summary, write_report

NOW = dt.datetime(2022, 3, 1, 6, tzinfo=dt.UTC)


def test_a_clock_that_was_set_back_does_not_reorder_runs(tmp_path: Path) -> None:
    state = State(tmp_path / "malbild.duckdb")
    assert not_before_the_last(state, NOW) == NOW
    state.prepare()
    write_json(state.published, {"published_at": (NOW + dt.timedelta(hours=2)).isoformat(timespec="seconds")})
    assert not_before_the_last(state, NOW) == NOW + dt.timedelta(hours=2, seconds=1)
    assert not_before_the_last(state, NOW + dt.timedelta(days=1)) == NOW + dt.timedelta(days=1)
    write_json(state.published, {"published_at": "some day"})
    assert not_before_the_last(state, NOW) == NOW
    # The note may be lost, with the whole state folder: the published file knows its runs.
    with duckdb.connect(str(state.database)) as connection:
        connection.execute("create schema marts; create table marts.refresh_run (started_at timestamptz)")
        connection.execute("insert into marts.refresh_run values ('2022-03-01 09:00+01'), ('2022-03-01 12:00+01')")
    assert not_before_the_last(state, NOW) == NOW + dt.timedelta(hours=5, seconds=1)
    assert not_before_the_last(state, NOW + dt.timedelta(days=1)) == NOW + dt.timedelta(days=1)


def test_where_the_note_cannot_be_written_nothing_is_published(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that is full between the renames: the run says that nothing was published, and so it is."""
    state = State(tmp_path / "malbild.duckdb")
    state.prepare()
    for path in (state.database, state.next):
        path.write_text(path.name, encoding="utf-8")
    publication = Publication("fingerprint", "run", 3, (), {}, read_again=False)

    def full(*_arguments: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="No space left"):
        patch.setattr(Path, "write_text", full)
        publish(state, publication)
    assert state.database.read_text(encoding="utf-8") == "malbild.duckdb"
    publish(state, publication)
    assert state.database.read_text(encoding="utf-8") == "next.duckdb"
    note = read_json(state.published) or {}
    assert (note["mark"], note["rows"]) == (file_mark(state.database), 3)


def test_a_note_of_another_file_is_not_the_note_of_the_previous_one(tmp_path: Path) -> None:
    """A run that was killed between its two renames leaves the note of the file before its own."""
    state = State(tmp_path / "malbild.duckdb")
    state.prepare()
    for fingerprint in ("first", "second", "third"):
        state.next.write_text(fingerprint, encoding="utf-8")
        note = state.published.read_bytes() if state.published.exists() else b"{}"
        follows = None if fingerprint == "first" else f"run of {state.database.read_text(encoding='utf-8')}"
        publish(state, Publication(fingerprint, f"run of {fingerprint}", 3, (), {}, read_again=False, follows=follows))
        if fingerprint == "second":
            assert (read_json(state.published) or {})["previous"]["fingerprint"] == "first"
            state.published.write_bytes(note)
    assert (read_json(state.published) or {})["previous"] == {"refresh_id": "run of second"}


def test_a_report_is_unfinished_in_the_state_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There the next run removes what a kill left; nobody would beside the published file."""
    state = State(tmp_path / "malbild.duckdb")
    state.prepare()

    def killed(*_paths: object) -> None:
        raise SystemExit

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(Path, "replace", killed)
        patch.setattr(Path, "unlink", lambda *_arguments, **_options: None)
        write_report(state, Summary("published", 0), NOW)
    assert [one.name for one in tmp_path.iterdir()] == [".malbild.duckdb.state"]
    assert len(list(state.folder.iterdir())) == 1
    clear_unfinished(state)
    assert list(state.folder.iterdir()) == []


def test_each_database_has_its_report(tmp_path: Path) -> None:
    for name, rows in (("one.duckdb", 1), ("two.duckdb", 2)):
        write_report(State(tmp_path / name), Summary("published", 0, rows=rows), NOW)
    found = [read_json(tmp_path / name) or {} for name in ("one.duckdb.refresh.json", "two.duckdb.refresh.json")]
    assert [one["rows"] for one in found] == [1, 2]
    assert (read_json(tmp_path / "refresh.json") or {})["database"] == "two.duckdb"
