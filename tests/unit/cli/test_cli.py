"""The commands: exit statuses of the contract, messages, files they write."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from ingestion import cli, signals
from ingestion.commands.export import CsvStyle, export
from ingestion.commands.review import correction_lines
from ingestion.documents.folder import FolderError
from ingestion.extraction.schema import INDICATOR_SCHEMA, VALUE_COLUMNS
from ingestion.files import write_json
from ingestion.formulas import neutralise
from ingestion.journal import Journal
from ingestion.warehouse.lock import LockedError
from ingestion.warehouse.raw import suggest
from ingestion.warehouse.settings import PROJECT, Settings
from ingestion.warehouse.state import State
from ingestion.warehouse.summary import Summary
from tests.integration.reports import CHILDREN, plan, three_rows, two_councils


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.main, [str(one) for one in arguments])


@pytest.mark.slow
def test_extract_writes_the_rows_of_each_document(tmp_path: Path) -> None:
    two_councils(tmp_path / "in")
    done = run("extract", tmp_path / "in" / "bromma.txt", tmp_path / "in" / "farsta.txt", "--output", tmp_path / "out")
    assert done.exit_code == 0, done.output
    table = pq.read_table(tmp_path / "out" / "bromma.txt.indicators.parquet")
    assert table.schema.equals(INDICATOR_SCHEMA)
    assert table.column("indicator").to_pylist()[0] == CHILDREN
    assert table.column("annual_target").to_pylist() == ["4,6 %", "3,2 %", "7,5 %"]


@pytest.mark.slow
def test_extract_goes_on_after_a_bad_document(tmp_path: Path) -> None:
    two_councils(tmp_path)
    (tmp_path / "empty.txt").write_bytes(b"")
    done = run("extract", tmp_path / "empty.txt", tmp_path / "bromma.txt", "--output", tmp_path / "out")
    assert done.exit_code == 4
    assert "empty.txt: the file is empty" in done.output
    assert (tmp_path / "out" / "bromma.txt.indicators.parquet").exists()
    assert run("extract", tmp_path / "empty.txt", "--output", tmp_path / "out").exit_code == 2


def test_refresh_without_a_folder_is_wrong_use(tmp_path: Path) -> None:
    done = run("refresh", "--documents", tmp_path / "none", "--database", tmp_path / "malbild.duckdb")
    assert done.exit_code == 2
    assert "does not exist" in done.output
    report = json.loads((tmp_path / "refresh.json").read_text(encoding="utf-8"))
    assert (report["result"], report["status"]) == ("failed", 2)


def test_a_folder_of_the_database_that_is_missing_is_not_made(tmp_path: Path) -> None:
    two_councils(tmp_path / "in")
    done = run("refresh", "--documents", tmp_path / "in", "--database", tmp_path / "mount" / "malbild.duckdb")
    assert done.exit_code == 2
    assert "does not exist: mount its disk, or make the folder" in done.output
    assert not (tmp_path / "mount").exists()


def test_a_disk_of_documents_that_is_not_mounted_is_no_empty_folder(tmp_path: Path) -> None:
    """By the marker that a person names, or by what stood there before."""
    documents, database = tmp_path / "in", tmp_path / "malbild.duckdb"
    documents.mkdir()
    arguments = ("refresh", "--documents", documents, "--database", database)
    done = run(*arguments, "--mount-marker", ".mounted")
    assert (done.exit_code, ".mounted is missing from the folder of documents" in done.output) == (2, True)
    done = run(*arguments)
    assert (done.exit_code, f"nothing in {documents} can be read" in done.output) == (2, True)
    state = State(database)
    state.folder.mkdir(mode=0o700, exist_ok=True)
    write_json(state.published, {"documents": ["a.txt", "b.pdf"]})
    done = run(*arguments)
    assert done.exit_code == 2
    assert "holds none of the 2 documents that stood there at the last refresh (a.txt, b.pdf): is its" in done.output


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (LockedError("process 1"), 3),
        (FolderError("nothing"), 2),
        (OSError(28, "No space left on device"), 1),
        (duckdb.IOException("disk"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_exit_statuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, status: int) -> None:
    def fail(_settings: Settings, _journal: Journal) -> Summary:
        raise error

    monkeypatch.setattr(cli, "refresh", fail)
    done = run("refresh", "--documents", tmp_path, "--database", tmp_path / "malbild.duckdb")
    assert done.exit_code == status
    assert "Traceback" not in done.output
    # Who is locked out leaves refresh.json to the refresh that is at work.
    assert (tmp_path / "refresh.json").exists() == (status != 3)


@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&- >&- 2>&-"])
def test_streams_that_the_caller_closed_lead_nowhere(tmp_path: Path, closed: str) -> None:
    """Else the next file that is opened has the number of one, and what is printed is written into it."""
    program = (
        "import os, sys; from ingestion.cli import hold_streams; hold_streams(); "
        "own = open(sys.argv[1], 'w'); assert own.fileno() > 2, own.fileno(); "
        "print('to nobody'); print('to nobody', file=sys.stderr); os.write(1, b'x'); os.write(2, b'x')"
    )
    command = ["sh", "-c", f'exec "$@" {closed}', "sh", sys.executable, "-c", program, str(tmp_path / "own")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "own").read_text(encoding="utf-8") == ""


def test_a_letter_that_the_terminal_lacks_is_written_out() -> None:
    program = "from ingestion.cli import hold_streams; hold_streams(); print('a → å')"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PROJECT,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode("latin-1") == "a \\u2192 å\n"


def test_no_signal_ends_what_is_nearly_done(monkeypatch: pytest.MonkeyPatch) -> None:
    with signals.uninterrupted():
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            os.kill(os.getpid(), number)
    monkeypatch.setattr(signals, "_asked", [])
    own = signal.signal(signal.SIGTERM, signals._end_in_order)
    try:
        with pytest.raises(signals.Ended):
            os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, own)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (signal.SIG_IGN, signals._end_in_order),  # `malbild refresh &` in a script
        (signal.default_int_handler, signals._end_in_order),
        (signal.SIG_DFL, signal.SIG_DFL),
    ],
)
def test_an_ignored_interrupt_is_heeded_again(before: signal.Handlers, after: signal.Handlers) -> None:
    own = signal.signal(signal.SIGINT, before)
    try:
        cli.heed_interrupts()
        assert signal.getsignal(signal.SIGINT) == after
    finally:
        signal.signal(signal.SIGINT, own)


@pytest.mark.parametrize("raised", [None, RuntimeError("Query interrupted")])
def test_a_signal_that_a_library_swallows_ends_the_run_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: Exception | None
) -> None:
    """DuckDB makes a RuntimeError of what a signal raises while it works; another library might drop it."""

    def deaf(_settings: Settings, journal: Journal) -> Summary:
        with journal.step("dbt"):
            with contextlib.suppress(KeyboardInterrupt):
                os.kill(os.getpid(), signal.SIGHUP)
            if raised is not None:
                raise raised
        return Summary("published", 0)

    own = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    monkeypatch.setattr(cli, "refresh", deaf)
    monkeypatch.setattr(signals, "_asked", [])
    try:
        options = ["--documents", str(tmp_path), "--database", str(tmp_path / "malbild.duckdb")]
        done = CliRunner().invoke(cli.main, ["refresh", *options])
    finally:
        signal.signal(signal.SIGHUP, own)
    assert done.exit_code == 128 + signal.SIGHUP
    assert "ended by SIGHUP; the published file is as it was" in done.stderr


def test_json_lines_for_jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fine(_settings: Settings, journal: Journal) -> Summary:
        journal.info("read", document='a "b"\nc.txt', rows=3)
        return Summary("published", 4, rejections=("x.txt: empty",))

    monkeypatch.setattr(cli, "refresh", fine)
    done = CliRunner().invoke(cli.main, ["refresh", "--documents", str(tmp_path), "--log-format", "json"])
    assert done.exit_code == 4
    (line,) = done.stderr.strip().splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"], told["document"], told["rows"]) == ("read", "info", 'a "b"\nc.txt', 3)
    assert json.loads(done.stdout)["rejections"] == ["x.txt: empty"]


def test_a_plain_log_line_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    Journal(progress=False).warning("rejected", document='evil\n2026 info "all well"', rows=None)
    (line,) = capsys.readouterr().err.strip().splitlines()
    assert line.endswith(' warning rejected document="evil\\n2026 info \\"all well\\""')


@pytest.mark.slow
def test_add_takes_a_document_with_its_line(tmp_path: Path) -> None:
    two_councils(tmp_path / "in")
    folder = tmp_path / "documents"
    options = ["--documents", folder, "--published-on", "2022-02-17", "--url", "https://example.org/b.pdf"]
    done = run("add", tmp_path / "in" / "bromma.txt", *options)
    assert done.exit_code == 0, done.output
    assert "bromma-2022-VP, 3 rows" in done.output
    with (folder / "documents.csv").open(encoding="utf-8", newline="") as handle:
        (line,) = csv.DictReader(handle)
    stated = (line["file"], line["district"], line["report"], line["year"], line["published_on"], line["url"])
    assert stated == ("bromma.txt", "bromma", "VP", "2022", "2022-02-17", "https://example.org/b.pdf")
    again = run("add", tmp_path / "in" / "bromma.txt", *options)
    assert again.exit_code == 0
    assert "stands there already as bromma.txt" in again.output
    (tmp_path / "in" / "bromma.txt").write_text(plan("Bromma", 2022, three_rows("9 %")), encoding="utf-8")
    other = run("add", tmp_path / "in" / "bromma.txt", *options)
    assert other.exit_code == 2
    assert "already with another content" in other.output


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--district", "Atlantis"], "no council is called 'Atlantis'"),
        (["--year", "22"], "'22' is not a year"),
        (["--published-on", "17 feb"], "is not a day"),
    ],
)
def test_add_refuses_what_is_no_district_year_or_day(tmp_path: Path, options: list[str], reason: str) -> None:
    two_councils(tmp_path / "in")
    done = run("add", tmp_path / "in" / "bromma.txt", "--documents", tmp_path / "documents", *options)
    assert done.exit_code == 2
    assert reason in " ".join(done.output.split())
    assert not (tmp_path / "documents" / "bromma.txt").exists()


@pytest.mark.slow
def test_add_refuses_a_document_that_nothing_decides(tmp_path: Path) -> None:
    text = plan("Bromma", 2022, three_rows()).replace("2022", "")
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    done = run("add", tmp_path / "a.txt", "--documents", tmp_path / "documents")
    assert done.exit_code == 2
    assert "year cannot be told (no candidate)" in " ".join(done.output.split())
    assert not (tmp_path / "documents").exists()
    assert run("add", tmp_path / "a.txt", "--documents", tmp_path / "documents", "--year", "2022").exit_code == 0


@pytest.mark.parametrize("command", ["status", "review", "rollback"])
def test_without_a_published_file(tmp_path: Path, command: str) -> None:
    done = run(command, "--database", tmp_path / "none.duckdb")
    assert done.exit_code == 2
    (tmp_path / "other.duckdb").write_bytes(b"not a database")
    assert run(command, "--database", tmp_path / "other.duckdb").exit_code == 2


def test_formulas_are_made_harmless() -> None:
    texts = ["=1+1", "+/- 1 %", "-", "@x", "\tx", "4,6 %", "a=b", "", None]
    harmless = ["'=1+1", "'+/- 1 %", "'-", "'@x", "'\tx", "4,6 %", "a=b", "", None]
    assert neutralise(pl.Series("text", texts)).to_list() == harmless


def _database(path: Path) -> None:
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.refresh_run (refresh_id varchar primary key, started_at timestamptz)")
        connection.execute("insert into marts.refresh_run values ('r', '2026-01-02 03:04:05+01')")
        connection.execute(
            "create table marts.fact (id varchar primary key, value decimal(18, 4), ok boolean, day date, "
            "tags varchar[], parts struct(a varchar)[])"
        )
        connection.execute(
            "insert into marts.fact values ('=cmd()', 1.5, true, '2026-01-02', ['ö', 'b'], [{'a': 'x'}]), "
            "('å;b', null, null, null, null, null)"
        )


@pytest.mark.parametrize("swedish", [False, True])
def test_export_is_valid_for_frictionless(tmp_path: Path, swedish: bool) -> None:
    frictionless = pytest.importorskip("frictionless", reason="a development dependency")
    _database(tmp_path / "malbild.duckdb")
    export(tmp_path / "malbild.duckdb", tmp_path / "out", CsvStyle(swedish_excel=swedish))
    report = frictionless.Package(str(tmp_path / "out" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "message"])
    text = (tmp_path / "out" / "fact.csv").read_bytes()
    assert text.startswith(b"\xef\xbb\xbf") == swedish
    assert ("1,5000" in text.decode()) == swedish
    assert "'=cmd()" in text.decode()
    assert pl.read_parquet(tmp_path / "out" / "fact.parquet")["id"].to_list() == ["=cmd()", "å;b"]
    run_text = (tmp_path / "out" / "refresh_run.csv").read_text(encoding="utf-8-sig")
    assert "2026-01-02T02:04:05Z" in run_text


def test_a_broken_export_is_not_valid(tmp_path: Path) -> None:
    """The validation can fail: a figure that is none is found."""
    frictionless = pytest.importorskip("frictionless", reason="a development dependency")
    _database(tmp_path / "malbild.duckdb")
    export(tmp_path / "malbild.duckdb", tmp_path / "out", CsvStyle())
    path = tmp_path / "out" / "fact.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("1.5", "one and a half"), encoding="utf-8")
    assert not frictionless.Package(str(tmp_path / "out" / "datapackage.json")).validate().valid


def _reading(**values: str) -> dict[str, str | None]:
    return {column: values.get(column) for column in VALUE_COLUMNS}


def test_correction_lines_leave_one_reading() -> None:
    row = {
        "area_goal": "1.2. Stockholm är tryggt",
        "council_goal": None,
        "indicator": 'Andel "trygga", alla',
        "readings": [
            _reading(outcome="20", forecast="20"),
            _reading(previous_outcome="20", forecast="20"),
            _reading(outcome="20", previous_outcome="20"),
        ],
    }
    first = [next(csv.reader([line])) for line in correction_lines("bromma-2022-T1", row, 0)]
    assert [line[:7] for line in first] == [
        ["bromma-2022-T1", "1.2", "", 'Andel "trygga", alla', "outcome", "20", "20"],
        ["bromma-2022-T1", "1.2", "", 'Andel "trygga", alla', "forecast", "20", "20"],
    ]
    for number in range(3):
        columns = [next(csv.reader([line]))[4] for line in correction_lines("bromma-2022-T1", row, number)]
        left = [one for one in row["readings"] if all(one[c] == row["readings"][number][c] for c in columns)]
        assert left == [row["readings"][number]]


def test_suggestions_are_near_and_never_for_known_names() -> None:
    catalogue = {CHILDREN: "children", "Sjukfrånvaro": "sick-leave"}
    assert suggest([CHILDREN.upper() + "."], catalogue) == {}
    near = suggest(["Andel barn i familjer som har ekonomiskt bistånd", "Något helt annat"], catalogue)
    assert near == {"Andel barn i familjer som har ekonomiskt bistånd": f"{CHILDREN} (children)"}


def test_a_shared_word_is_nearer_than_shared_letters() -> None:
    catalogue = {"Andel nöjda omsorgstagare": "care", "Andel nöjda föräldrar till barn i förskolan": "preschool"}
    near = suggest(["Andel nöjda föräldrar"], catalogue)["Andel nöjda föräldrar"]
    assert near.startswith("Andel nöjda föräldrar till barn i förskolan (preschool)")
