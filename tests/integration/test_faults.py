"""Short forms of the fault tests; `python -m tests.integration.soak` is the long form."""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from ingestion.commands.refresh import refresh
from ingestion.isolation.limits import Limits
from ingestion.journal import Journal
from ingestion.warehouse.settings import Settings
from tests.hostile import behave, nested_forms
from tests.integration.reports import plan, three_rows, two_councils, write_reports
from tests.integration.soak import kill_at_random, publish_under_readers, read_state

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


def _command(folder: Path) -> list[str]:
    paths = ["--documents", str(folder / "documents"), "--database", str(folder / "malbild.duckdb")]
    return [sys.executable, "-m", "ingestion.cli", "refresh", *paths]


def _refresh(folder: Path) -> None:
    summary = refresh(Settings(folder / "documents", folder / "malbild.duckdb"), Journal(progress=False))
    assert summary.result == "published", summary


def test_readers_see_whole_states(tmp_path: Path) -> None:
    outcome = publish_under_readers(tmp_path, refreshes=3, readers=4)
    assert outcome.faults == ()
    assert outcome.events > 20
    assert outcome.states > 1


def test_killed_refreshes_heal(tmp_path: Path) -> None:
    outcome = kill_at_random(tmp_path, kills=3, seed=7)
    assert outcome.faults == ()


@pytest.mark.parametrize("share", [0, 0.3, 0.9])
def test_no_space_left(tmp_path: Path, share: float) -> None:
    """As on a full disk, no file may grow beyond a share of the published one: nothing is published; it heals."""
    two_councils(tmp_path / "documents")
    _refresh(tmp_path)
    before = (tmp_path / "malbild.duckdb").read_bytes()
    write_reports(tmp_path / "documents", {"bromma.txt": plan("Bromma", 2022, three_rows("4,4 %"))})

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(share * len(before)) + 20_000,) * 2)

    done = subprocess.run(_command(tmp_path), cwd=ROOT, capture_output=True, text=True, preexec_fn=limit, check=False)
    assert done.returncode == 1, done.stderr
    assert "nothing was published" in done.stderr
    assert (tmp_path / "malbild.duckdb").read_bytes() == before
    _refresh(tmp_path)
    assert read_state(tmp_path / "malbild.duckdb")[1] == 2


def test_the_second_refresh_is_told_of_the_first(tmp_path: Path) -> None:
    two_councils(tmp_path / "documents")
    first = subprocess.Popen(_command(tmp_path), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    holder = tmp_path / ".malbild.duckdb.state" / "holder.json"
    deadline = time.monotonic() + 30
    while not holder.exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    second = subprocess.run(_command(tmp_path), cwd=ROOT, capture_output=True, text=True, check=False)
    assert first.wait() == 0
    assert second.returncode == 3
    assert f"process {first.pid}, started 20" in second.stderr


def test_interrupted_by_hand(tmp_path: Path) -> None:
    two_councils(tmp_path / "documents")
    _refresh(tmp_path)
    before = (tmp_path / "malbild.duckdb").read_bytes()
    write_reports(tmp_path / "documents", {"bromma.txt": plan("Bromma", 2022, three_rows("4,4 %"))})
    process = subprocess.Popen(_command(tmp_path), cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    for line in process.stderr:
        if "step=load" in line:
            process.send_signal(signal.SIGINT)
            break
    told = process.stderr.read()
    assert process.wait() == 130, told
    assert "Traceback" not in told
    assert "the published file is as it was" in told
    assert (tmp_path / "malbild.duckdb").read_bytes() == before
    _refresh(tmp_path)


def test_an_unreadable_document_is_rejected_until_it_can_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two_councils(tmp_path / "documents")
    victim = tmp_path / "documents" / "farsta.txt"
    real = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path == victim:
            raise PermissionError(13, "Permission denied")
        return real(path, *arguments, **options)

    settings = Settings(tmp_path / "documents", tmp_path / "malbild.duckdb")
    monkeypatch.setattr(Path, "open", refuse)
    summary = refresh(settings, Journal(progress=False))
    assert (summary.status, summary.rows) == (4, 3)
    assert summary.rejections == ("farsta.txt: cannot be read: Permission denied",)
    monkeypatch.undo()
    assert refresh(settings, Journal(progress=False)).status == 0


def test_documents_that_take_all_of_something_are_rejected_and_the_others_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that never ends, one that wants 20 GB, one that kills its process; the next run does not try them again."""
    documents = tmp_path / "documents"
    two_councils(documents)
    for name in ("endless", "greedy", "deadly"):
        (documents / f"{name}.txt").write_text(f"{name}\n", encoding="utf-8")
    settings = Settings(documents, tmp_path / "malbild.duckdb", limits=Limits(memory=500, processor=2, clock=60))
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
    assert any(one.startswith("forms.pdf: reading it ran into the ") for one in alone.rejections)
