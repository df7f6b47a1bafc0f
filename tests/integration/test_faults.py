"""Short forms of the fault tests; `python -m tests.integration.soak` is the long form."""

from __future__ import annotations

import os
import re
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

from bench import jobs
from ingestion.cli import main
from ingestion.commands.refresh import refresh
from ingestion.files import read_json
from ingestion.isolation.limits import Limits
from ingestion.journal import Journal
from ingestion.warehouse.settings import Settings
from ingestion.warehouse.state import State
from tests.hostile import behave, nested_forms, write_hostile
from tests.integration.meet import kill_at_moments
from tests.integration.published import publish, query
from tests.integration.reports import plan, three_rows, write_reports
from tests.integration.soak import publish_under_readers, read_state

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
    """Before the file is renamed, and between its rename and that of the note of what it was made of."""
    moments = ("os.rename next.duckdb malbild.duckdb #1", "os.rename .published.json.* published.json #1")
    outcome = kill_at_moments(settings.database.parent, moments)
    assert (outcome.events, outcome.faults) == (2, ())


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


@pytest.fixture
def hangup_heard() -> Iterator[None]:
    """Under `nohup make test` SIGHUP is ignored by what the tests start as well, and a refresh leaves it so."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.mark.usefixtures("hangup_heard")
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


def test_hostile_documents_are_rejected_and_the_others_published(settings: Settings, tmp_path: Path) -> None:
    """Each within its limit, also alone; the next run does not try them again; then the good one alone.

    One never ends, one wants 20 GB, one kills its process; forms draw forms, pages share a heavy content, data unpacks
    to gigabytes, marks are heaped on a letter, the word /Encrypt stands beside damage.
    """
    documents, limits = settings.documents, Limits(memory=500, processor=2, clock=300)
    expected = {
        "deadly.txt": "^the process that read it was ended by SIGSEGV, at page 5$",
        "endless.txt": "^reading it ran into the processor limit of 2 s, at page 3$",
        "greedy.txt": "^reading it ran into the memory limit of 500 MB, at page 4$",
    }
    for name in expected:
        (documents / name).write_text(f"{name}\n", encoding="utf-8")
    expected |= write_hostile(documents)
    write_reports(documents, {"farsta.txt": plan("Farstas", 2022, three_rows("5,2 %"))})
    options = ["--memory-limit", "500", "--processor-limit", "2", "--clock-limit", "300"]
    environment = {**os.environ, "PYTHONPATH": behave(tmp_path / "behaviour")}
    status, peak = jobs.watched([*_command(settings), *options], ROOT, environment)
    report = read_json(settings.database.parent / "refresh.json") or {}
    # Of all that lies there only the good one that is new was read to the end.
    assert (status, report["result"], report["documents_read"], report["rows"]) == (4, "published", 1, 6)
    reasons = dict(one.split(": ", maxsplit=1) for one in report["rejections"])
    assert {name.partition(",")[0] for name in reasons} == set(expected)
    for name, reason in reasons.items():
        assert re.search(expected[name.partition(",")[0]], reason), (name, reason)
    # The most that one process held, in MB: what the limit leaves to a document, and what a process has of its own.
    assert peak < limits.memory + 300
    settings = replace(settings, limits=limits)
    again = refresh(settings, Journal(progress=False))
    assert (again.result, list(again.rejections)) == ("unchanged", report["rejections"])
    # Alone as well: the single new document is not read by the refresh itself.
    (documents / "forms.pdf").write_bytes(nested_forms(11, 10))
    alone = refresh(settings, Journal(progress=False))
    assert (alone.result, alone.status, alone.documents_read) == ("published", 4, 0)
    assert set(alone.rejections) > set(again.rejections)
    # Which limit is met first, or whether the library gives up at it, is the machine's.
    (reason,) = (one for one in alone.rejections if one.startswith("forms.pdf: "))
    assert "reading it ran into the " in reason or "the process that read it was ended" in reason, reason
    for name in (*expected, "forms.pdf"):
        (documents / name).unlink()
    write_reports(documents, {"farsta.txt": plan("Farstas", 2022, three_rows("5,3 %"))})
    good = refresh(settings, Journal(progress=False))
    assert (good.result, good.status, good.documents_read, good.rows) == ("published", 0, 1, 6)
    assert good.rejections == ()
    newest = (
        "select as_printed from marts.fct_reported_value where district_id = 'farsta' "
        "and measure = 'annual_target' order by row_number limit 1"
    )
    assert query(settings, newest) == [("5,3 %",)]
