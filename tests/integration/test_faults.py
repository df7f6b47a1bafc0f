"""Short forms of the fault tests; `python -m tests.integration.soak` is the long form."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from ingestion.cli import main
from ingestion.commands.refresh import refresh
from ingestion.files import read_json
from ingestion.isolation.limits import Limits
from ingestion.journal import Journal
from ingestion.warehouse.settings import Settings
from ingestion.warehouse.state import State
from tests.hostile import behave, nested_forms
from tests.integration.published import publish
from tests.integration.reports import plan, three_rows, write_reports
from tests.integration.soak import kill_at_random, publish_under_readers, read_state

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def _command(settings: Settings) -> list[str]:
    return [sys.executable, "-m", "ingestion.cli", *_arguments(settings)]


def _arguments(settings: Settings) -> list[str]:
    return ["refresh", "--documents", str(settings.documents), "--database", str(settings.database)]


def _revise(settings: Settings) -> None:
    write_reports(settings.documents, {"bromma.txt": plan("Bromma", 2022, three_rows("4,4 %"))})


def test_readers_see_whole_states(settings: Settings) -> None:
    outcome = publish_under_readers(settings.database.parent, refreshes=2, readers=4, pause=1)
    assert outcome.faults == ()
    assert outcome.events > 20
    assert outcome.states > 1


def test_killed_refreshes_heal(settings: Settings) -> None:
    outcome = kill_at_random(settings.database.parent, kills=3, seed=7)
    assert outcome.faults == ()


@contextmanager
def _full_disk(limit: int) -> Iterator[None]:
    """As on a full disk, no file that this process writes may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_no_space_left(settings: Settings) -> None:
    """Where no file may grow beyond a share of the published one, nothing is published; the next refresh heals.

    Each of the three begins with what the one before it left, and comes further.
    """
    _revise(settings)
    before = settings.database.read_bytes()
    for share in (0, 0.3, 0.9):
        with _full_disk(int(share * len(before)) + 20_000):
            done = CliRunner().invoke(main, _arguments(settings))
        assert done.exit_code == 1, done.output
        assert "nothing was published" in done.stderr
        assert settings.database.read_bytes() == before
    publish(settings)
    assert read_state(settings.database)[1] == 2


def test_the_second_refresh_is_told_of_the_first(settings: Settings) -> None:
    _revise(settings)
    first = subprocess.Popen(_command(settings), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    holder = State(settings.database).holder
    while first.poll() is None and not holder.exists():
        time.sleep(0.01)
    second = CliRunner().invoke(main, _arguments(settings))
    assert first.wait() == 0
    assert second.exit_code == 3
    assert f"process {first.pid}, started 20" in second.stderr


def test_interrupted(settings: Settings) -> None:
    """By hand or by the system; also where a script's shell set SIGINT to be ignored. The next refresh heals."""
    _revise(settings)
    before = settings.database.read_bytes()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        background = ["sh", "-c", "trap '' INT; exec \"$@\"", "sh", *_command(settings)]
        process = subprocess.Popen(background, cwd=ROOT, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        for line in process.stderr:
            if "step=load" in line:
                process.send_signal(number)
                break
        told = process.stderr.read()
        assert process.wait() == 128 + number, told
        assert "Traceback" not in told
        assert f"ended by {number.name}; the published file is as it was" in told
        report = read_json(settings.database.parent / "refresh.json") or {}
        assert (report["result"], report["status"]) == ("failed", 128 + number)
        state = State(settings.database)
        assert not state.build.exists() and not state.next.exists()
        assert settings.database.read_bytes() == before
    publish(settings)


def test_documents_that_take_all_of_something_are_rejected_and_the_others_published(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that never ends, one that wants 20 GB, one that kills its process; the next run does not try them again."""
    documents = settings.documents
    for name in ("endless", "greedy", "deadly"):
        (documents / f"{name}.txt").write_text(f"{name}\n", encoding="utf-8")
    settings = replace(settings, limits=Limits(memory=500, processor=2, clock=60))
    monkeypatch.setenv("PYTHONPATH", behave(tmp_path / "behaviour"))
    summary = refresh(settings, Journal(progress=False))
    assert (summary.result, summary.status, summary.rows) == ("published", 4, 6)
    assert sorted(summary.rejections) == [
        "deadly.txt: the process that read it was ended by SIGSEGV, at page 5",
        "endless.txt: reading it ran into the processor limit of 2 s, at page 3",
        "greedy.txt: reading it ran into the memory limit of 500 MB, at page 4",
    ]
    # Alone as well: the single new document is not read by the refresh itself.
    monkeypatch.delenv("PYTHONPATH")
    again = refresh(settings, Journal(progress=False))
    assert (again.result, again.rejections) == ("unchanged", summary.rejections)
    (documents / "forms.pdf").write_bytes(nested_forms(12, 10))
    alone = refresh(settings, Journal(progress=False))
    assert (alone.result, alone.status, alone.documents_read) == ("published", 4, 0)
    assert set(alone.rejections) > set(summary.rejections)
    # Which limit is met first, or whether the library gives up at it, is the machine's.
    (reason,) = (one for one in alone.rejections if one.startswith("forms.pdf: "))
    assert "reading it ran into the " in reason or "the process that read it was ended" in reason, reason
