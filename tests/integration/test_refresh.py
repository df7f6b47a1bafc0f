"""Whole refreshes on invented documents: what is published, what is rejected, what is told."""

from __future__ import annotations

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from ingestion.commands.refresh import refresh
from ingestion.commands.review import review_lines
from ingestion.commands.rollback import roll_back
from ingestion.commands.status import status_lines
from ingestion.commands.withdraw import withdraw
from ingestion.documents import folder as folder_module
from ingestion.documents.folder import FolderError
from ingestion.documents.side_files import ManifestError
from ingestion.journal import Journal
from ingestion.warehouse import transform
from ingestion.warehouse.engine import Engine
from ingestion.warehouse.settings import PROJECT, Settings
from ingestion.warehouse.state import State
from ingestion.warehouse.summary import Summary
from tests.data.warehouse import opened
from tests.integration.published import Published, query
from tests.integration.reports import CHILDREN, PlanRow, plan, three_rows, write_reports
from tests.integration.soak import read_state

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
DRIFTED = "Andel barn som lever i familjer som har försörjningsstöd"


def run(settings: Settings) -> Summary:
    return refresh(settings, Journal(progress=False))


def replace_document(settings: Settings, name: str, text: str) -> None:
    write_reports(settings.documents, {name: text})


def test_what_is_published(settings: Settings) -> None:
    assert query(settings, "select district_id, report, year, rows from marts.dim_document order by 1") == [
        ("bromma", "VP", 2022, 3),
        ("farsta", "VP", 2022, 3),
    ]
    assert query(settings, "select count(*) from marts.fct_reported_value") == [(12,)]
    ((finished, read, rows, failed),) = query(
        settings, "select finished_at is not null, documents_read, rows, checks_failed from marts.refresh_run"
    )
    assert (finished, read, rows, failed) == (True, 2, 6, 0)
    report = json.loads((settings.database.parent / "refresh.json").read_text(encoding="utf-8"))
    assert (report["result"], report["status"], report["rows"]) == ("published", 0, 6)
    assert query(settings, "select count(*) from duckdb_views() where not internal") == [(0,)]
    without_comment = (
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and comment is null"
    )
    assert query(settings, without_comment) == []
    assert query(settings, "select table_name from duckdb_tables() where comment is null") == []


def test_nothing_changed_nothing_done(settings: Settings) -> None:
    before = settings.database.stat()
    state = State(settings.database)
    (reader,) = state.extracts.iterdir()
    left = [reader / f"{64 * 'a'}.json", state.loaded_of("19990101T000000000000Z-aaaaaa"), state.extracts / "older"]
    left[0].touch()
    left[1].touch()
    left[2].mkdir()
    kept = {*reader.iterdir(), *state.loaded.iterdir()} - set(left)
    summary = run(settings)
    assert (summary.result, summary.status, summary.rows) == ("unchanged", 0, 6)
    assert settings.database.stat() == before
    # What a refresh left that was killed just after publishing goes now, and nothing else.
    assert {*state.extracts.iterdir(), *reader.iterdir(), *state.loaded.iterdir()} == {reader, *kept}
    report = json.loads((settings.database.parent / "refresh.json").read_text(encoding="utf-8"))
    assert report["result"] == "unchanged"
    assert report["published_refresh_id"] == query(settings, "select refresh_id from marts.refresh_run")[0][0]


def test_an_unchanged_refresh_imports_nothing_heavy(settings: Settings) -> None:
    program = """
import sys
from pathlib import Path
from typing import Any
from ingestion.journal import Journal
from ingestion.commands.refresh import refresh
from ingestion.warehouse.settings import Settings
summary = refresh(Settings(Path(sys.argv[1]), Path(sys.argv[2])), Journal(progress=False))
heavy = {"dbt", "great_expectations", "pandas", "polars", "pyarrow", "duckdb"} & set(sys.modules)
print(summary.result, sorted(heavy))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(settings.documents), str(settings.database)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "unchanged []"


def test_a_revision_is_announced_and_only_its_document_is_read(revised: Published) -> None:
    summary = revised.summary
    assert (summary.documents_read, summary.documents_skipped) == (1, 1)
    assert summary.changes == {"changed": 1}
    assert summary.documents_republished == (("bromma.txt", "bromma.txt"),)
    changes = query(
        revised.settings, "select change, source_file, measure, gender, old_value, new_value from marts.refresh_change"
    )
    assert changes == [("changed", "bromma.txt", "annual_target", "total", "4,6 %", "4,4 %")]
    assert query(revised.settings, "select count(*) from marts.refresh_run") == [(2,)]
    values = "select as_printed from marts.fct_reported_value where as_printed in ('4,6 %', '4,4 %')"
    assert query(revised.settings, values) == [("4,4 %",)]


def test_a_renamed_document_is_not_read_again_and_changes_no_figure(revised: Published) -> None:
    assert revised.summary.documents_renamed == (("farsta.txt", "Farsta VP 2022.txt"),)
    assert revised.summary.documents_read == 1  # Bromma's
    assert query(revised.settings, "select distinct source_file from marts.refresh_change") == [("bromma.txt",)]
    names = query(revised.settings, "select distinct source_file from marts.fct_reported_value order by 1")
    assert names == [("Farsta VP 2022.txt",), ("bromma.txt",)]


def test_a_publication_within_an_opening_gives_the_newer_state_or_an_error(revised: Published, tmp_path: Path) -> None:
    """DuckDB 2.0 reads the headers, three times 4096 bytes, closes the file and opens it again for its blocks."""
    files = (State(revised.settings.database).previous, revised.settings.database)
    mixed = tmp_path / "mixed.duckdb"
    for header, blocks in (files, files[::-1]):
        mixed.write_bytes(header.read_bytes()[: 3 * 4096] + blocks.read_bytes()[3 * 4096 :])
        try:
            found = read_state(mixed)
        except duckdb.Error:
            found = None
        assert found in (None, read_state(blocks))


def test_a_withdrawn_document_leaves_the_marts(settings: Settings) -> None:
    withdraw("farsta-2022-VP", "the council took it back", settings.documents, settings.database)
    summary = run(settings)
    assert (summary.status, summary.rejections, summary.warnings) == (0, (), ())
    told = query(settings, "select source_file, finding, as_printed from marts.quality_rejected_document")
    assert [one[:2] for one in told] == [("farsta.txt", "withdrawn")]
    assert told[0][2].endswith("was farsta-2022-VP: the council took it back")
    assert summary.documents_withdrawn == ("farsta.txt",)
    assert summary.changes == {"withdrawn": 6}
    assert query(settings, "select distinct district_id from marts.fct_reported_value") == [("bromma",)]
    assert query(settings, "select district_id from marts.dim_document") == [("bromma",)]


@pytest.fixture(scope="module")
def mixed(workshop: Published, tmp_path_factory: pytest.TempPathFactory) -> Published:
    """The workshop with documents of which much is to be told: bad ones, one whose line contradicts it, a new name."""
    settings = workshop.copy(tmp_path_factory.mktemp("mixed") / "own")
    folder = settings.documents
    undecided = plan("Bromma", 2021, three_rows("9,9 %")).replace("2021", "")
    (folder / "a-empty.txt").write_bytes(b"")
    (folder / "b-encoding.txt").write_bytes("Ålder och ökning".encode("utf-32"))
    (folder / "c-no-table.txt").write_text("Bromma stadsdelsnämnd under 2022.\n", encoding="utf-8")
    (folder / "d-undecided.txt").write_text(undecided, encoding="utf-8")
    (folder / "e-copy.txt").write_bytes((folder / "farsta.txt").read_bytes())
    (folder / "f-version.txt").write_text(plan("Bromma", 2022, three_rows("4,1 %")), encoding="utf-8")
    rows = [PlanRow(DRIFTED, "4,6 %", "2,7 %"), *three_rows()[1:]]
    (folder / "g-stated.txt").write_text(plan("Bromma", 2021, rows), encoding="utf-8")
    (folder / "documents.csv").write_text(
        "file,district,report,year\ngone.txt,,,2022\n../up.txt,,,2022\ng-stated.txt,Skarpnäck,VP,2021\n",
        encoding="utf-8",
    )
    closed = folder / "h-closed.txt"
    closed.write_text(plan("Enskede-Årsta-Vantörs", 2021, three_rows()), encoding="utf-8")
    real = folder_module.opened

    def refuse(path: Path) -> Any:
        if path == closed:
            raise PermissionError(13, "Permission denied")
        return real(path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder_module, "opened", refuse)
        return Published(settings, run(settings))


def test_bad_input_is_named_and_the_others_go_on(mixed: Published) -> None:
    settings, summary = mixed.settings, mixed.summary
    assert summary.status == 4
    assert summary.same_content == (("farsta.txt", "e-copy.txt"),)
    rejected = dict(query(settings, "select source_file, as_printed from marts.quality_rejected_document"))
    assert set(rejected) == {
        "a-empty.txt",
        "b-encoding.txt",
        "c-no-table.txt",
        "d-undecided.txt",
        "f-version.txt",
        "gone.txt",
        "../up.txt",
        "h-closed.txt",
    }
    assert "h-closed.txt: cannot be read: Permission denied" in summary.rejections
    assert "year cannot be told" in rejected["d-undecided.txt"]
    assert "bromma-2022-VP, as is bromma.txt" in rejected["f-version.txt"]
    documents = query(settings, "select source_file from marts.dim_document order by 1")
    assert documents == [("bromma.txt",), ("e-copy.txt",), ("g-stated.txt",)]


def test_the_manifest_wins_and_the_contradiction_is_listed(mixed: Published) -> None:
    assert query(mixed.settings, "select district_id from marts.dim_document where source_file = 'g-stated.txt'") == [
        ("skarpnack",)
    ]
    found = query(
        mixed.settings,
        "select finding, other_as_printed from marts.quality_conflict where source_file = 'g-stated.txt'",
    )
    assert ("manifest_contradicts_text_district", "skarpnack") in found


def test_what_was_listed_is_settled_by_side_files_and_what_was_closed_is_read(mixed: Published, tmp_path: Path) -> None:
    settings = mixed.copy(tmp_path / "own")
    unknown = query(settings, "select as_printed, suggestions from marts.quality_unknown_indicator")
    assert len(unknown) == 1
    assert unknown[0][0] == DRIFTED
    known = query(
        settings, "select indicator_id from marts.fct_reported_value where district_id = 'farsta' order by row_number"
    )
    assert known[0][0] in unknown[0][1]
    (settings.documents / "aliases.csv").write_text(
        f"printed_name,indicator_id\n{DRIFTED},{known[0][0]}\n", encoding="utf-8"
    )
    (settings.documents / "corrections.csv").write_text(
        "report_id,area_goal_number,council_goal,indicator,column_name,printed_text,corrected_text,reason,decided_from\n"
        f'bromma-2022-VP,1.1,,{CHILDREN},annual_target,"4,6 %","6,4 %",digits swapped,the budget\n',
        encoding="utf-8",
    )
    summary = run(settings)
    assert (summary.status, summary.documents_read) == (4, 1)  # h-closed.txt: side files make no document read again
    assert query(settings, "select count(*) from marts.dim_document where source_file = 'h-closed.txt'") == [(1,)]
    assert query(settings, "select count(*) from marts.quality_unknown_indicator") == [(0,)]
    changes = query(
        settings,
        "select change, count(*) from marts.refresh_change "
        f"where refresh_id = '{summary.refresh_id}' and source_file = 'bromma.txt' group by all",
    )
    assert changes == [("changed", 1)]
    corrected = query(
        settings,
        "select as_printed, cast(value as double) from marts.fct_reported_value where column_evidence = 'corrected'",
    )
    assert corrected == [("4,6 %", 6.4)]
    # Who is rejected still is said to be, also where nothing else is to be done.
    again = run(settings)
    assert (again.result, again.status) == ("unchanged", 4)
    assert set(again.rejections) == set(summary.rejections)
    assert set(mixed.summary.rejections) - set(again.rejections) == {"h-closed.txt: cannot be read: Permission denied"}


def test_a_damaged_side_file_changes_nothing_that_was_published(mixed: Published, tmp_path: Path) -> None:
    settings = mixed.copy(tmp_path / "own")
    before = settings.database.read_bytes()
    ledger = settings.documents / "corrections.csv"
    ledger.symlink_to("gone.csv")
    with pytest.raises(ManifestError, match="is a link that leads to nothing"):
        run(settings)
    ledger.unlink()
    ledger.write_text(
        "report_id,area_goal_number,council_goal,indicator,column_name,printed_text,corrected_text,reason,decided_from\n"
        f"bromma-2022-VP,1.1,,{CHILDREN},annual_target,4,6 %,6,4 %\n",
        encoding="utf-8",
    )
    with pytest.raises(ManifestError, match=r"corrections\.csv: line 2: column reason: '6' is a figure"):
        run(settings)
    assert settings.database.read_bytes() == before


def test_of_two_versions_the_later_leads_and_the_differences_are_listed(settings: Settings) -> None:
    replace_document(settings, "bromma-new.txt", plan("Bromma", 2022, three_rows("4,4 %")))
    (settings.documents / "documents.csv").write_text(
        "file,published_on\nbromma.txt,2022-01-10\nbromma-new.txt,2022-02-20\n", encoding="utf-8"
    )
    summary = run(settings)
    assert (summary.status, summary.rows) == (0, 6)
    documents = query(settings, "select source_file, status from marts.dim_document order by 1")
    assert documents == [("bromma-new.txt", "leading"), ("bromma.txt", "superseded"), ("farsta.txt", "leading")]
    assert summary.changes == {"changed": 1}
    conflicts = query(
        settings,
        "select source_file, as_printed, other_source_file, other_as_printed from marts.quality_conflict "
        "where finding = 'cell_differs_from_superseded'",
    )
    assert conflicts == [("bromma.txt", f"{CHILDREN}: annual_target 4,6 %", "bromma-new.txt", "annual_target 4,4 %")]


@pytest.mark.parametrize("spoil", ["missing", "empty", "unreadable"])
def test_nothing_readable_keeps_what_was_published(settings: Settings, spoil: str) -> None:
    before = settings.database.read_bytes()
    for path in settings.documents.iterdir():
        path.unlink()
    if spoil == "missing":
        settings.documents.rmdir()
    elif spoil == "unreadable":
        (settings.documents / "a.txt").write_bytes(b"\x00\x01\x02")
    with pytest.raises(FolderError):
        run(settings)
    assert settings.database.read_bytes() == before


def test_a_failed_structural_check_publishes_nothing_and_names_the_rows(settings: Settings, tmp_path: Path) -> None:
    project = tmp_path / "project"
    for name in ("models", "macros", "seeds", "tests/data"):
        shutil.copytree(PROJECT / name, project / name)
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copy(PROJECT / name, project / name)
    (project / "tests" / "data" / "no_four_comma_four.sql").write_text(
        "select document_id, source_file, line_start, as_printed from {{ ref('fct_reported_value') }} "
        "where as_printed = '4,4 %'\n",
        encoding="utf-8",
    )
    strict = Settings(settings.documents, settings.database, project)
    replace_document(settings, "bromma.txt", plan("Bromma", 2022, three_rows("4,5 %")))
    assert run(strict).status == 0
    by_dbt = built_tables(settings)
    # What dbt sent is kept, and sent again without it: every table is the same.
    log = State(settings.database).logs / "dbt.log"
    log.unlink()
    assert run(replace(strict, rebuild=True)).status == 0
    assert not log.exists()
    assert built_tables(settings) == by_dbt
    # What does not hold is dbt's to say, whoever found it.
    replace_document(settings, "bromma.txt", plan("Bromma", 2022, three_rows("4,4 %")))
    before = settings.database.read_bytes()
    summary = run(strict)
    assert log.exists()
    assert (summary.result, summary.status) == ("failed", 1)
    assert settings.database.read_bytes() == before
    told = "\n".join(summary.failures)
    assert "no_four_comma_four" in told
    assert "source_file bromma.txt" in told and "line_start 14" in told and "as_printed 4,4 %" in told
    report = json.loads((settings.database.parent / "refresh.json").read_text(encoding="utf-8"))
    assert (report["result"], report["status"]) == ("failed", 1)
    assert summary.checks_failed == 1
    replace_document(settings, "bromma.txt", plan("Bromma", 2022, three_rows("4,6 %")))
    assert run(strict).status == 0


def built_tables(settings: Settings) -> dict[tuple[str, str], tuple[int, str]]:
    """Rows and a hash of all rows of every built table and its constraints; what tells of refreshes is left out."""
    tables: dict[tuple[str, str], tuple[int, str]] = {}
    with opened(State(settings.database), settings.database) as connection:
        names = connection.execute(
            "select table_schema, table_name from information_schema.tables where table_schema <> 'raw' "
            "and table_name not like '%refresh_%' and table_catalog in ('build', 'next')"
        ).fetchall()
        for schema, name in names:
            found = connection.execute(
                f'select count(*), cast(sum(hash(rows)) as varchar) from "{schema}"."{name}" as rows'
            ).fetchall()
            tables[schema, name] = found[0]
        declared = connection.execute(
            "select schema_name, table_name, md5(string_agg(constraint_text, ', ' order by constraint_text)) "
            "from duckdb_constraints() where schema_name <> 'raw' group by all"
        ).fetchall()
        tables.update({(schema, f"constraints of {name}"): (1, text) for schema, name, text in declared})
    assert len(tables) > 100
    return tables


def test_a_document_that_fails_the_border_is_rejected_alone(settings: Settings) -> None:
    """Names of 401 characters are none; where most of a document's rows have such names, it was not read."""
    long = [PlanRow("Andel " + "mycket " * 60 + f"nöjda {number}", "80 %", "81 %") for number in "abcdefgh"]
    replace_document(settings, "bromma.txt", plan("Bromma", 2022, [*long, *three_rows("4,4 %")]))
    summary = run(settings)
    assert summary.status == 4
    documents = "select district_id, status, rows, kept_because from marts.dim_document order by 1"
    ((_, *kept, because), farsta) = query(settings, documents)
    assert (kept, farsta) == (["kept", 3], ("farsta", "leading", 3, None))
    assert "fail the border check" in because
    assert query(settings, "select count(*) from marts.fct_reported_value where as_printed = '4,6 %'") == [(1,)]
    rejected = query(settings, "select source_file, line_start, finding from marts.quality_rejected_document")
    assert rejected == [("bromma.txt", 14, "border_check")]


def test_one_row_that_fails_the_border_is_held_back_and_the_rest_is_published(settings: Settings) -> None:
    """A name of 401 characters is none; the other two rows of the plan are figures, and the place is told."""
    long = [PlanRow("Andel " + "mycket " * 60 + "nöjda", "80 %", "81 %"), *three_rows("4,4 %")]
    replace_document(settings, "bromma.txt", plan("Bromma", 2022, long))
    summary = run(settings)
    assert (summary.result, summary.status, summary.rejections) == ("published", 0, ())
    assert query(settings, "select rows from marts.dim_document where district_id = 'bromma'") == [(3,)]
    unread = "select kind, may_hold_row, line_start, reason from marts.quality_unread where source_file = 'bromma.txt'"
    ((kind, holds, line, reason),) = query(settings, unread)
    assert (kind, holds, line) == ("row", True, 14)
    assert reason == "held back at the border: indicator: column value lengths to be between"
    counted = "select unread_places from marts.coverage where district_id = 'bromma' and report = 'VP'"
    assert query(settings, counted) == [(1,)]
    told = "\n".join(review_lines(settings.database))
    assert "places that were not read: 1, 1 of them may hold a row" in told
    assert "bromma.txt:14: row: Andel mycket" in told
    assert "1 places were not read, 1 of them may hold a row (malbild review)" in list(
        status_lines(settings.database, dt.datetime.now(dt.UTC), 1)
    )


def test_options_of_dbt_in_the_environment_change_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """With DBT_EMPTY=true dbt builds every table empty, and every test of an empty table holds."""
    for name, value in (("DBT_EMPTY", "true"), ("DBT_EXCLUDE", "marts"), ("GX_CLOUD_MODE", "true")):
        monkeypatch.setenv(name, value)
    summary = run(replace(settings, rebuild=True))
    assert (summary.result, summary.status) == ("published", 0), summary.failures
    assert query(settings, "select count(*) from marts.fct_reported_value") == [(12,)]
    assert query(settings, "select count(*) from marts.refresh_run") == [(2,)]
    assert os.environ["DBT_EMPTY"] == "true"


def test_what_cannot_be_built_with_the_usual_memory_is_built_with_more(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    real, given = transform.build, list[int]()

    def lacking(project: Path, state: State, engine: Engine, *others: Any, **options: Any) -> transform.BuildResult:
        given.append(engine.memory)
        if len(given) > 1:
            return real(project, state, engine, *others, **options)
        fault = transform.CheckFailure("int_reported_cell", "Out of Memory Error: failed to allocate", ())
        return transform.BuildResult(0, 0, 1, (), (), (fault,), {})

    monkeypatch.setattr(transform, "build", lacking)
    summary = refresh(replace(settings, rebuild=True), Journal(progress=False))
    assert (summary.result, summary.status) == ("published", 0)
    usual, larger, *after = given
    assert usual < larger and set(after) == {larger}
    assert f"{usual} MB are too few, built again with {larger}" in capsys.readouterr().err
    # Who said how much is told that it is too little.
    given.clear()
    summary = run(replace(settings, rebuild=True, engine=Engine(usual, is_said=True)))
    assert (summary.result, summary.status, len(given)) == ("failed", 1, 1)
    assert "Out of Memory Error" in summary.failures[0]


def test_a_build_that_lost_what_was_loaded_is_not_published(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever empties a table, dbt's own tests included: the gate knows what was loaded."""
    real = transform.build

    def lossy(project: Path, state: State, *others: Any, **options: Any) -> transform.BuildResult:
        built = real(project, state, *others, **options)
        with duckdb.connect(str(state.next)) as connection:
            connection.execute("delete from marts.fct_reported_value where line_start = 14")
            connection.execute("delete from marts.refresh_run")
        return built

    before = settings.database.read_bytes()
    monkeypatch.setattr(transform, "build", lossy)
    summary = run(replace(settings, rebuild=True))
    assert (summary.result, summary.status) == ("failed", 1)
    assert settings.database.read_bytes() == before
    told = "\n".join(summary.failures)
    assert "fct_reported_value does not hold the printed cells of 2 rows: bromma.txt line 14 (0 of 2)" in told
    assert "refresh_run is empty" in told
    assert "refresh_run has 0 rows; the published file has 1, and this refresh is one more" in told


def test_rollback_stays_until_something_changes(revised: Published, tmp_path: Path) -> None:
    settings = revised.copy(tmp_path / "own")
    said = roll_back(settings.database)
    assert "malbild.duckdb is again the file published at" in said
    assert query(settings, "select count(*) from marts.refresh_run") == [(1,)]
    summary = run(settings)
    assert summary.result == "unchanged"
    assert "rolled back" in (summary.note or "")
    replace_document(settings, "bromma.txt", plan("Bromma", 2022, three_rows("4,5 %")))
    assert run(settings).result == "published"
    assert query(settings, "select count(*) from marts.fct_reported_value where as_printed = '4,5 %'") == [(1,)]


def test_rebuild_publishes_even_if_nothing_changed(settings: Settings) -> None:
    summary = run(Settings(settings.documents, settings.database, rebuild=True))
    assert (summary.result, summary.documents_read, summary.changes) == ("published", 0, {})


def test_private_things_may_be_lost_or_damaged(settings: Settings) -> None:
    state = State(settings.database)
    replace_document(settings, "bromma.txt", plan("Bromma", 2022, three_rows("4,4 %")))
    state.build.write_bytes(b"not a database")
    state.build.with_name(state.build.name + ".wal").write_bytes(b"nor a log")
    for path in state.extracts.rglob("*.tables"):
        path.unlink()
        path.write_bytes(b"cut off")
    for path in state.dbt_target.glob("partial_parse*"):
        path.write_bytes(b"nonsense")
    for path in (*state.extracts.rglob("*.border-*.json"), state.border_page):
        path.write_text("{ cut", encoding="utf-8")
    summary = run(settings)
    assert (summary.status, summary.documents_read) == (0, 2)
    assert summary.changes == {"changed": 1}
    shutil.rmtree(state.folder)
    assert run(settings).result == "published"


def test_a_lost_or_damaged_published_file_is_made_again(settings: Settings) -> None:
    content = settings.database.read_bytes()
    settings.database.unlink()
    settings.database.write_bytes(content[:4096] + bytes(5000))
    summary = run(settings)
    assert (summary.result, summary.status) == ("published", 0)
    settings.database.unlink()
    assert run(settings).result == "published"
    assert query(settings, "select count(*) from marts.fct_reported_value") == [(12,)]
