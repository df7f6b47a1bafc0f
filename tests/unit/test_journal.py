"""A log that cannot be written stops nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from ingestion.journal import Journal
from ingestion.warehouse.settings import PROJECT

PROGRAM = """
import sys
import click
from ingestion.journal import Journal, unbroken
journal = Journal(progress=False)
for number in range(3):
    journal.warning("rejected", reason="x" * 10_000)
with unbroken(sys.stdout):
    click.echo("published")
    sys.stdout.flush()
"""


@pytest.mark.parametrize("full", ["stdout", "stderr"])
def test_a_full_disk_below_the_output_is_no_failure(full: str) -> None:
    with open("/dev/full", "w", encoding="utf-8") as disk:  # noqa: PTH123 (a device)
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, full: disk}
        done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=PROJECT, text=True, check=False, **streams)
    assert done.returncode == 0, done.stderr
    assert (done.stdout or "published\n") == "published\n"


def test_a_step_that_tells_how_many_there_are_only_within_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """dbt and the publication know their number of nodes and tables when they are at work."""
    shown = Journal(progress=True)
    with shown.step("dbt"):
        for _ in range(3):
            shown.done_of(7)
        (task,) = shown._progress.tasks if shown._progress is not None else ()
        assert (task.completed, task.total) == (3, 7)
    hidden = Journal(progress=False)
    with hidden.step("dbt"):
        hidden.done_of(7)
    told = capsys.readouterr().err
    assert told.count("step=dbt") == 1


def test_what_is_announced_is_a_line_on_a_terminal_too(capsys: pytest.CaptureFixture[str]) -> None:
    Journal(progress=True).announce("building", last_build_took="38 s")
    Journal(progress=False, quiet=True).announce("building", last_build_took="39 s")
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.endswith(' info    building last_build_took="38 s"')
