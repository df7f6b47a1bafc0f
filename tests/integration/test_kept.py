"""What is published stays: whatever befalls a document, its figures stand until a person withdraws it."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from ingestion.commands.refresh import refresh
from ingestion.commands.status import status_json, status_lines
from ingestion.commands.withdraw import WithdrawalError, withdraw
from ingestion.journal import Journal
from ingestion.warehouse.settings import PROJECT, Settings
from ingestion.warehouse.state import State
from ingestion.warehouse.summary import Summary
from tests.integration.published import Published, publish, query
from tests.integration.reports import PlanRow, plan, three_rows, write_reports

pytestmark = pytest.mark.slow

NORRMALM = "004_ef35c64e421e5e72.txt"
FIGURES = "from marts.fct_reported_value where source_file = '{}' order by all"
COUNCILS = ("Bromma", "Farsta", "Kungsholmen", "Skarpnäck", "Södermalm", "Östermalm")


def run(settings: Settings) -> Summary:
    return refresh(settings, Journal(progress=False))


@pytest.fixture(scope="module")
def typo(excerpts: Published, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The excerpts after somebody wrote 2O21 for 2021 into Norrmalm's line of documents.csv."""
    settings = excerpts.copy(tmp_path_factory.mktemp("typo") / "own")
    manifest = settings.documents / "documents.csv"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace("VB,2021", "VB,2O21"), encoding="utf-8")
    return Published(settings, run(settings))


def test_what_the_readme_says_of_a_document_that_cannot_be_used(excerpts: Published, typo: Published) -> None:
    readme = " ".join((PROJECT / "README.md").read_text(encoding="utf-8").split())
    says = (
        "A document that cannot be used is rejected with its reason, file and line; the others go on, and what was "
        "published stays"
    )
    assert says in readme
    reason = "line 6 of documents.csv: column year: '2O21' is not a year such as 2022; did you mean 2021?"
    # is rejected with its reason, file and line
    assert typo.summary.rejections == (f"{NORRMALM}: {reason}",)
    # the others go on
    documents = dict(query(typo.settings, "select source_file, status from marts.dim_document"))
    assert documents.pop(NORRMALM) == "kept"
    assert len(documents) == 4 and set(documents.values()) == {"leading"}
    # and what was published stays
    published = query(excerpts.settings, FIGURES.format(NORRMALM))
    assert len(published) > 100
    assert query(typo.settings, FIGURES.format(NORRMALM)) == published
    assert typo.summary.changes == {}
    for table in ("fct_indicator", "fct_reported_money", "fct_activity", "quality_ambiguous", "coverage"):
        assert query(typo.settings, f"from marts.{table} order by all") == query(
            excerpts.settings, f"from marts.{table} order by all"
        ), table


def test_what_is_kept_is_marked_and_told_every_time(typo: Published, tmp_path: Path) -> None:
    summary = typo.summary
    assert (summary.result, summary.status, summary.documents_kept) == ("published", 4, (NORRMALM,))
    (kept,) = query(
        typo.settings,
        "select kept_because, kept_since = (select max(started_at) from marts.refresh_run) "
        "from marts.dim_document where status = 'kept'",
    )
    assert kept == ("line 6 of documents.csv: column year: '2O21' is not a year such as 2022; did you mean 2021?", True)
    settings = typo.copy(tmp_path / "own")
    again = run(settings)
    assert (again.result, again.status, again.rejections) == ("unchanged", 4, summary.rejections)
    assert again.warnings == summary.warnings
    report = json.loads((settings.database.parent / "refresh.json").read_text(encoding="utf-8"))
    (warning,) = report["warnings"]
    assert warning.startswith(f"kept as published: {NORRMALM} (norrmalm-2021-VB): line 6 of documents.csv: column year")
    assert "malbild withdraw norrmalm-2021-VB --why" in warning
    now = dt.datetime.now(dt.UTC)
    told = list(status_lines(settings.database, now, 26))
    assert told[0].endswith("fresh: looked at 0 h ago")
    place = told.index("kept as published: 1")
    assert told[place + 1].startswith("  kept: norrmalm-2021-VB since 20")
    assert told[place + 2].startswith("waits for a person (malbild review): 1 rejected, ")
    assert any(one.startswith("due: VP ") for one in told)
    assert len(told) < 30
    status = json.loads("".join(status_json(settings.database, now, 26)))
    assert [one["report_id"] for one in status["kept"]] == ["norrmalm-2021-VB"]
    assert (status["waiting"]["rejected"], len(status["documents"])) == (1, 5)


@pytest.fixture(scope="module")
def six(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The plans of six councils, as large as each other."""
    folder = tmp_path_factory.mktemp("six")
    write_reports(folder / "documents", {f"{one}.txt": plan(f"{one}s", 2022, three_rows()) for one in COUNCILS})
    return publish(Settings(folder / "documents", folder / "malbild.duckdb"))


@pytest.fixture(scope="module")
def lost(six: Published, tmp_path_factory: pytest.TempPathFactory) -> tuple[Published, Summary]:
    """What is published after five kinds of loss at once, and what a refresh said before it was told to accept them."""
    settings = six.copy(tmp_path_factory.mktemp("lost") / "own")
    folder = settings.documents
    (folder / "documents.csv").write_text("file,district\nBromma.txt,Brumma\n", encoding="utf-8")
    (folder / "Farsta.txt").unlink()
    (folder / "Kungsholmen.txt").write_bytes(b"\x00\x01\x02")
    # Names of 401 characters are none: where most of a document's rows have such names, it was not read.
    long = [PlanRow("Andel " + "mycket " * 60 + f"nöjda {number}", "80 %", "81 %") for number in "abcdefgh"]
    (folder / "Skarpnäck.txt").write_text(plan("Skarpnäcks", 2022, [*long, *three_rows("9,9 %")]), encoding="utf-8")
    (folder / "Södermalm.txt").write_text(plan("Enskede-Årsta-Vantörs", 2022, three_rows("5,5 %")), encoding="utf-8")
    before = settings.database.read_bytes()
    stopped = run(settings)
    assert settings.database.read_bytes() == before
    return Published(settings, run(replace(settings, accept_changes=True))), stopped


def test_too_much_at_once_stops_before_publishing(lost: tuple[Published, Summary]) -> None:
    _published, stopped = lost
    assert (stopped.result, stopped.status, stopped.checks_failed) == ("failed", 1, 0)
    reason, how = stopped.failures
    assert reason.startswith("30 of 36 published cells (83 %) of 5 reports would be withdrawn, changed, or only kept")
    assert "bromma-2022-VP 6 of 6" in reason
    assert how == "if that is meant, allow it for one run with --accept-changes"


def test_five_kinds_of_loss_keep_what_was_published(six: Published, lost: tuple[Published, Summary]) -> None:
    published, _stopped = lost
    assert (published.summary.result, published.summary.status) == ("published", 4)
    kept = "select report_id, kept_because from marts.dim_document where status = 'kept'"
    why = dict(query(published.settings, kept))
    assert "the extracted rows fail the border check" in why.pop("skarpnack-2022-VP")
    assert {report: _words(text) for report, text in why.items()} == {
        "bromma-2022-VP": "line 2 of documents.csv: column",
        "farsta-2022-VP": "is published as farsta-2022-VP, and",
        "kungsholmen-2022-VP": "Kungsholmen.txt, line 1: holds zero",
        "sodermalm-2022-VP": "what is published from it",
    }
    cells = "select district_id, indicator_id, measure, value from marts.fct_reported_value where {} order by all"
    still = query(published.settings, cells.format("district_id <> 'enskede-arsta-vantor'"))
    assert still == query(six.settings, cells.format("true"))
    assert published.summary.changes == {"added": 6}
    assert query(published.settings, "select count(*) from marts.coverage where loaded") == [(7,)]


def _words(text: str) -> str:
    return " ".join(text.split()[:5])


def test_what_comes_back_leads_again_and_what_a_person_withdraws_goes(
    six: Published, lost: tuple[Published, Summary], tmp_path: Path
) -> None:
    settings = lost[0].copy(tmp_path / "own")
    folder = settings.documents
    shutil.move(folder / "Södermalm.txt", folder / "Enskede.txt")
    (folder / "documents.csv").unlink()
    for name in ("Bromma", "Kungsholmen", "Skarpnäck", "Södermalm"):
        shutil.copy(six.settings.documents / f"{name}.txt", folder)
    with pytest.raises(WithdrawalError, match="did you mean farsta-2022-VP"):
        withdraw("farsta-2022-VB", "a typo", folder, settings.database)
    with pytest.raises(WithdrawalError, match="say why"):
        withdraw("farsta-2022-VP", " ", folder, settings.database)
    told = withdraw("farsta-2022-VP", "the council took it back", folder, settings.database)
    assert told[0] == "Farsta.txt: farsta-2022-VP is withdrawn by the next refresh"
    summary = run(settings)
    assert (summary.status, summary.warnings, summary.rejections) == (0, (), ())
    assert (summary.changes, summary.documents_withdrawn) == ({"withdrawn": 6}, ("Farsta.txt",))
    assert query(settings, "select distinct status, kept_because from marts.dim_document") == [("leading", None)]
    recorded = query(settings, "select finding, as_printed from marts.quality_rejected_document")
    assert [(kind, reason.partition(", ")[2]) for kind, reason in recorded] == [
        ("withdrawn", "was farsta-2022-VP: the council took it back")
    ]


def test_what_cannot_be_kept_is_not_given_up_unasked(six: Published, tmp_path: Path) -> None:
    """The state folder is lost, and with it what was loaded: the published file itself is the last that has it."""
    settings = six.copy(tmp_path / "own")
    (settings.documents / "Farsta.txt").unlink()
    state = State(settings.database)
    shutil.rmtree(state.loaded)
    before = settings.database.read_bytes()
    summary = run(settings)
    assert (summary.result, summary.status, settings.database.read_bytes()) == ("failed", 1, before)
    assert summary.failures[0] == (
        "Farsta.txt (farsta-2022-VP): is published as farsta-2022-VP, and is gone from the folder; it cannot be kept, "
        "because the state folder no longer has what was loaded of it"
    )
