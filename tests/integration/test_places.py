"""A place that is missing, closed or full: a line that says so, whichever command meets it, and no traceback."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ingestion import cli
from tests.integration.published import Published
from tests.integration.reports import plan, three_rows, write_reports

pytestmark = pytest.mark.slow

WRITING = {
    "extract": ["extract", "{documents}/bromma.txt", "--output", "{place}"],
    "export": ["export", "--database", "{database}", "--output", "{place}"],
    "workbook": ["export", "--database", "{database}", "--excel", "{place}/m.xlsx"],
    "dictionary": ["dictionary", "--database", "{database}", "--output", "{place}/d.html"],
    "site": ["site", "--database", "{database}", "--output", "{place}"],
    "release": ["release", "--database", "{database}", "--output", "{place}"],
    "add": ["add", "{documents}/bromma.txt", "--documents", "{place}"],
}
READING = {
    "refresh": ["refresh", "--documents", "{documents}", "--database", "{place}/m.duckdb"],
    "fetch": ["fetch", "--documents", "{place}"],
    "status": ["status", "--database", "{place}/m.duckdb"],
    "review": ["review", "--database", "{place}/m.duckdb"],
    "rollback": ["rollback", "--database", "{place}/m.duckdb"],
    "withdraw": ["withdraw", "bromma-2022-VP", "--why", "a test", "--documents", "{place}", "--database", "{database}"],
}


def run(arguments: list[str], published: Published, place: Path) -> Result:
    settings = published.settings
    values = {"documents": settings.documents, "database": settings.database, "place": place}
    return CliRunner().invoke(cli.main, [one.format(**values) for one in arguments])


def seen(done: Result) -> None:
    assert done.exit_code in {1, 2}, done.output
    assert isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    assert done.stderr.strip(), done.output


@pytest.mark.parametrize("command", [*WRITING, *READING])
def test_a_place_that_cannot_be(workshop: Published, tmp_path: Path, command: str) -> None:
    """Below a file there is no folder, for root neither."""
    (tmp_path / "file").write_bytes(b"")
    done = run((WRITING | READING)[command], workshop, tmp_path / "file" / "below")
    seen(done)
    assert "Usage:" not in done.output


@pytest.mark.parametrize("command", WRITING)
def test_a_place_that_is_full(workshop: Published, tmp_path: Path, command: str) -> None:
    with _full():
        done = run(WRITING[command], workshop, tmp_path / "place")
    seen(done)
    assert "Usage:" not in done.output
    assert [path for path in (tmp_path / "place").rglob("*") if path.is_file() and path.stat().st_size] == []


@contextmanager
def _full() -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_fault_of_ours_is_a_line_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise KeyError("no such\nthing")

    monkeypatch.setattr("ingestion.commands.extract.extract", broken)
    write_reports(tmp_path, {"bromma.txt": plan("Bromma", 2022, three_rows())})
    arguments = ["extract", str(tmp_path / "bromma.txt"), "--output", str(tmp_path / "out")]
    done = CliRunner().invoke(cli.main, arguments)
    assert (done.exit_code, done.stderr) == (
        1,
        "Error: KeyError: 'no such\\nthing' (MALBILD_TRACEBACK=1 shows where)\n",
    )
    monkeypatch.setenv("MALBILD_TRACEBACK", "1")
    assert isinstance(CliRunner().invoke(cli.main, arguments).exception, KeyError)
