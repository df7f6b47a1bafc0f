"""One refresh at a time; a lock that a killed process left is no lock."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ingestion.warehouse.lock import LockedError, only_one
from ingestion.warehouse.state import State

ROOT = Path(__file__).resolve().parents[3]
HOLD = """
import sys, time
from pathlib import Path
from ingestion.warehouse.lock import only_one
from ingestion.warehouse.state import State
with only_one(State(Path(sys.argv[1])), "refresh"):
    print("held", flush=True)
    time.sleep(60)
"""


def _holder(database: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(database)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_second_is_told_who_holds_it(tmp_path: Path) -> None:
    state = State(tmp_path / "malbild.duckdb")
    process = _holder(state.database)
    try:
        with pytest.raises(LockedError, match=rf"process {process.pid}, started 20\d\d-"), only_one(state, "refresh"):
            raise AssertionError("two hold the lock")
    finally:
        process.kill()
        process.wait()


def test_a_killed_holder_is_recognised(tmp_path: Path) -> None:
    state = State(tmp_path / "malbild.duckdb")
    process = _holder(state.database)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert state.holder.exists()
    with only_one(state, "refresh") as note:
        assert note is not None and str(process.pid) in note
    with only_one(state, "refresh") as note:
        assert note is None


def test_another_file_has_another_lock(tmp_path: Path) -> None:
    with only_one(State(tmp_path / "a.duckdb"), "refresh"), only_one(State(tmp_path / "b.duckdb"), "refresh") as note:
        assert note is None
