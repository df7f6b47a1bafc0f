"""What a document does to the process that reads it is a reason to refuse that document, and touches no other."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingestion.documents.folder import FoundFile
from ingestion.documents.text import DocumentError
from ingestion.isolation.kept import read_kept
from ingestion.isolation.limits import Limits
from ingestion.isolation.pool import ChildError, _Child
from ingestion.warehouse.reading import Outcome, Reading, read_apart, read_documents
from ingestion.warehouse.settings import PROJECT
from tests.hostile import behave, nested_forms
from tests.integration.reports import plan, three_rows

pytestmark = pytest.mark.slow

DISTRICTS = PROJECT / "seeds" / "districts.csv"
TIGHT = Limits(memory=500, processor=2, clock=20)


@pytest.fixture
def documents(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "good.txt").write_text(plan("Bromma", 2022, three_rows()), encoding="utf-8")
    return folder


def _read(folder: Path, cache: Path, limits: Limits = TIGHT) -> dict[str, Reading | DocumentError]:
    cache.mkdir(exist_ok=True)
    found = read_apart(sorted(folder.iterdir()), cache, DISTRICTS, limits)
    return {path.name: outcome for path, outcome in found.items()}


def _reasons(outcomes: dict[str, Reading | DocumentError]) -> dict[str, str]:
    return {name: one.message for name, one in outcomes.items() if isinstance(one, DocumentError)}


def test_each_fault_is_named_and_the_good_document_is_read(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("endless", "greedy", "deadly", "ended"):
        (documents / f"{name}.txt").write_text(f"{name}\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", behave(tmp_path / "behaviour"))
    outcomes = _read(documents, tmp_path / "cache")
    assert _reasons(outcomes) == {
        "endless.txt": "reading it ran into the processor limit of 2 s, at page 3",
        "greedy.txt": "reading it ran into the memory limit of 500 MB, at page 4",
        "deadly.txt": "the process that read it was ended by SIGSEGV, at page 5",
        "ended.txt": "the process that read it was ended by the system (out of memory?)",
    }
    good = outcomes["good.txt"]
    assert isinstance(good, Reading) and good.rows == 3


def test_a_document_that_waits_is_ended_by_the_clock_and_tried_again(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (documents / "sleepy.txt").write_text("sleepy\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", behave(tmp_path / "behaviour"))
    outcomes = _read(documents, tmp_path / "cache", Limits(clock=2))
    assert _reasons(outcomes) == {"sleepy.txt": "reading it ran into the clock limit of 2 s"}
    # It did not work, it waited: for a disk, or for its turn on the processor.
    assert len(list((tmp_path / "cache").glob("*.json"))) == 1


@pytest.mark.parametrize("held", [0, 900_000_000], ids=["a small parent", "a parent beyond the limit"])
def test_forms_that_draw_forms(documents: Path, tmp_path: Path, held: int) -> None:
    """A file of 3 KB that would draw 10¹² lines: the process is ended, whichever limit it meets first."""
    ballast = b"x" * held
    (documents / "forms.pdf").write_bytes(nested_forms(12, 10))
    reasons = _reasons(_read(documents, tmp_path / "cache"))
    assert list(reasons) == ["forms.pdf"]
    assert "limit of" in reasons["forms.pdf"] and reasons["forms.pdf"].endswith(", at page 1")
    assert len(ballast) == held


def test_what_ran_into_a_limit_is_not_tried_again_under_the_same_limits(
    documents: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    endless = documents / "endless.txt"
    endless.write_text(plan("Farsta", 2022, three_rows()), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", behave(tmp_path / "behaviour"))
    first = _reasons(_read(documents, tmp_path / "cache"))
    monkeypatch.delenv("PYTHONPATH")
    assert _reasons(_read(documents, tmp_path / "cache")) == first
    wider = Limits(memory=500, processor=3, clock=20)
    assert _reasons(_read(documents, tmp_path / "cache", wider)) == {}


def test_a_file_that_changed_after_it_was_hashed_waits(documents: Path, tmp_path: Path) -> None:
    path = documents / "good.txt"
    outcomes: dict[str, Outcome] = read_documents(
        [FoundFile("good.txt", path, path.stat().st_size, "0" * 64)],
        tmp_path / "cache",
        DISTRICTS,
        TIGHT,
        lambda _file, _outcome: None,
    )
    (outcome,) = outcomes.values()
    assert not isinstance(outcome, Reading) and not outcome.lasting
    assert "changed while it was read" in outcome.reason
    assert read_kept(tmp_path / "cache", "0" * 64, TIGHT) is None


def test_a_folder_that_cannot_be_written_is_no_fault_of_the_document(documents: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    digest = hashlib.sha256((documents / "good.txt").read_bytes()).hexdigest()
    (cache / f"{digest}.tables").mkdir()
    with pytest.raises(OSError, match="Is a directory"):
        _read(documents, cache)


def test_a_process_that_cannot_start_is_an_error_with_its_last_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "broken"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text("raise SystemExit('no library here')", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))
    with pytest.raises(ChildError, match="no library here"):
        _Child(TIGHT)
