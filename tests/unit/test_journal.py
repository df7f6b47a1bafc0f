"""A log that cannot be written stops nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

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
