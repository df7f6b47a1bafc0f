"""The command `malbild`: one thin command per verb of the user."""

from __future__ import annotations

import datetime as dt
import errno
import io
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from ingestion.cluster.address import USUAL, ClusterError
from ingestion.commands.refresh import refresh
from ingestion.documents.folder import FolderError
from ingestion.documents.side_files import ManifestError
from ingestion.isolation.limits import Limits
from ingestion.journal import Journal, LogFormat, unbroken
from ingestion.printable import printable, printable_lines
from ingestion.reports import report_keys
from ingestion.signals import Ended, asked_to_end, heed_interrupts, uninterrupted
from ingestion.warehouse.engine import LEAST_MEMORY, MEMORY_VARIABLE, Engine
from ingestion.warehouse.lock import LockedError
from ingestion.warehouse.settings import PROJECT, FetchOptions, Settings
from ingestion.warehouse.state import ForeignError
from ingestion.warehouse.summary import (
    CHECK_FAILED,
    DONE,
    DONE_WITH_REJECTIONS,
    LOCKED,
    NOTHING_READABLE,
    Summary,
    report_failure,
)

_BY_SIGNAL = 128
_TRACEBACK = "MALBILD_TRACEBACK"
SITE_FAILED = 5
"""The status of a refresh that published, and whose site could not be made."""
_COUNCILS = PROJECT / "seeds" / "districts.csv"

_SWEDISH_CSV = "csv"
"""What `--excel` stands for without a file."""

Command = TypeVar("Command", bound=Callable[..., Any])


class Failed(click.ClickException):
    """What was asked for cannot be done; one line says why, without how the command is used."""

    exit_code = NOTHING_READABLE

    def __init__(self, reason: str) -> None:
        """`reason` may quote names of files, which are data."""
        super().__init__(printable_lines(reason))


class Fault(Failed):
    """Something is wrong in malbild itself."""

    exit_code = CHECK_FAILED


class Commands(click.Group):
    """The commands: whatever goes wrong in one is a line with its reason, and no traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. A place that cannot be read or written is status 2, a fault of ours 1."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OSError as error:
            if error.errno == errno.EPIPE or _TRACEBACK in os.environ:
                # Who reads the output has enough of it: click ends quietly then.
                raise
            place = f"{error.filename}: " if error.filename else ""
            raise Failed(f"{place}{error.strerror or error}") from error
        except Exception as error:
            if _TRACEBACK in os.environ:
                raise
            reason = " ".join(str(error).split())
            raise Fault(f"{type(error).__name__}: {reason} ({_TRACEBACK}=1 shows where)") from error


class FolderPath(click.Path):
    """A folder to write to: a name, and not that of a workbook, which would become a folder called x.xlsx."""

    def __init__(self) -> None:
        super().__init__(path_type=Path, file_okay=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The folder. Fails for an empty name, which would be the folder that the command runs in."""
        if not str(value).strip():
            self.fail("the name of the folder is empty", param, ctx)
        if str(value).lower().endswith((".xlsx", ".xls", ".csv", ".html")):
            self.fail(f"{value!r} is the name of a file, and a folder is wanted", param, ctx)
        return super().convert(value, param, ctx)


_documents = click.option(
    "--documents",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data/documents"),
    show_default=True,
    help="Folder of documents.",
)
_database = click.option(
    "--database",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("malbild.duckdb"),
    show_default=True,
    help="The published file.",
)


def _limits(command: Command) -> Command:
    """Options for what reading one document may take, handed on as `limits`."""

    @wraps(command)
    def with_limits(*arguments: Any, memory_limit: int, processor_limit: int, clock_limit: int, **options: Any) -> Any:
        return command(*arguments, limits=Limits(memory_limit, processor_limit, clock_limit), **options)

    usual = Limits()
    for name, default, least, text in (
        ("clock", usual.clock, 1, "Seconds by the clock that reading one document may take."),
        ("processor", usual.processor, 1, "Seconds of processor time that reading one document may take."),
        ("memory", usual.memory, 50, "Megabytes of address space that reading one document may take."),
    ):
        with_limits = click.option(
            f"--{name}-limit",
            type=click.IntRange(min=least),
            default=default,
            envvar=f"MALBILD_{name.upper()}_LIMIT",
            show_default=True,
            show_envvar=True,
            help=text,
        )(with_limits)
    return cast(Command, with_limits)


def _plain_hosts(command: Command) -> Command:
    return click.option(
        "--allow-http",
        multiple=True,
        metavar="HOST",
        help="Ask this host also without encryption (http), for example 127.0.0.1.",
    )(command)


def _log_format(command: Command) -> Command:
    return click.option(
        "--log-format",
        type=click.Choice(["plain", "json"]),
        default="plain",
        show_default=True,
        help="Log lines as text, or as one JSON object each, for jobs.",
    )(command)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="malbild")
def main() -> None:
    """Målbild: documents of Stockholm's district councils in, a tested DuckDB file out.

    Exit status: 0 done; 1 a check failed and nothing was published; 2 wrong use, or nothing readable; 3
    another refresh holds the lock; 4 published, but documents are rejected or kept; 5 published, but the site could
    not be made; 129, 130, 143 ended by SIGHUP, SIGINT, SIGTERM.
    """
    hold_streams()
    heed_interrupts()


def hold_streams() -> None:
    """Let standard input, output and error lead somewhere, and take whatever is printed.

    Where a caller closed them (`2>&-`), the next file that is opened would get their number, and what a library prints
    would be written into it. Where the terminal or the locale lacks a letter, it is written out.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 (it is open as long as the process is)
            setattr(sys, name, nowhere)
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@main.command("refresh")
@_documents
@_database
@click.option(
    "--project",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=PROJECT,
    hidden=True,
    help="Checkout with the dbt project.",
)
@click.option("--rebuild", is_flag=True, help="Build and publish even if nothing changed.")
@click.option(
    "--change-limit",
    type=click.FloatRange(min=0, max=100),
    default=10.0,
    envvar="MALBILD_CHANGE_LIMIT",
    show_default=True,
    show_envvar=True,
    help="Percent of the published cells that one refresh may withdraw, change or only keep; one report it always may.",
)
@click.option("--fetch", "fetching", is_flag=True, help="Ask the addresses in sources.csv first, as `malbild fetch`.")
@_plain_hosts
@click.option("--accept-changes", is_flag=True, help="Publish whatever is withdrawn or changed by this run.")
@click.option(
    "--mount-marker",
    envvar="MALBILD_MOUNT_MARKER",
    show_envvar=True,
    help="Name of a file without which the folder of documents is taken for a disk that is not mounted.",
)
@click.option("--site", type=FolderPath(), help="Folder of static pages, made anew when they show an older state.")
@click.option(
    "--build-memory",
    type=click.IntRange(min=LEAST_MEMORY),
    envvar=MEMORY_VARIABLE,
    show_default="a quarter of the machine's memory, at most 1000; half of it where that is too little",
    show_envvar=True,
    help="Megabytes that the database engine may hold while it builds and publishes; the rest it writes to disk.",
)
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Where documents are read and models built: on this machine, or on a cluster (docs/cluster.md).",
)
@click.option(
    "--cluster",
    type=click.Path(path_type=Path, dir_okay=False),
    default=PROJECT / USUAL,
    envvar="MALBILD_CLUSTER",
    show_default=str(USUAL),
    show_envvar=True,
    help="With --engine spark: the file that says where the cluster is.",
)
@_limits
@_log_format
def refresh_command(
    documents: Path,
    database: Path,
    project: Path,
    rebuild: bool,
    change_limit: float,
    accept_changes: bool,
    mount_marker: str | None,
    site: Path | None,
    fetching: bool,
    allow_http: tuple[str, ...],
    build_memory: int | None,
    engine: str,
    cluster: Path,
    limits: Limits,
    log_format: LogFormat,
) -> None:
    """Bring the published file up to date with the folder of documents."""
    journal = Journal(log_format)
    settings = Settings(
        documents=documents.absolute(),
        database=database.absolute(),
        project=project.resolve(),
        rebuild=rebuild,
        limits=limits,
        engine=Engine() if build_memory is None else Engine(build_memory, is_said=True),
        change_limit=change_limit,
        accept_changes=accept_changes,
        mount_marker=mount_marker,
        fetch=FetchOptions(plain_hosts=frozenset(allow_http)) if fetching else None,
        cluster=cluster.absolute() if engine == "spark" else None,
    )
    with _failures(settings.database, journal):
        if site is not None:
            # Told before an hour's work, not after it.
            from ingestion.site.place import check_place

            check_place(site)
        summary = refresh(settings, journal)
    with uninterrupted(), unbroken(sys.stdout):
        _say(summary, settings, log_format)
        sys.stdout.flush()
    if site is not None and summary.result != "failed" and not _renewed(settings.database, site, journal):
        sys.exit(SITE_FAILED)
    sys.exit(summary.status)


def _renewed(database: Path, site: Path, journal: Journal) -> bool:
    """Bring the site up to date with the file; whether it is. What is published stays published."""
    from ingestion.commands.site import renew_site

    try:
        with journal.step("site"):
            built = renew_site(database, site)
    except (KeyboardInterrupt, Exception) as error:
        if (number := _signal_of(error)) is not None:
            journal.error("interrupted", reason=f"ended by {signal.Signals(number).name}; the site is as it was")
            sys.exit(_BY_SIGNAL + number)
        # The file is published and whole: a site that could not be made is told, and the old one still stands.
        reason = f"{type(error).__name__}: {error}; the file is published, the site is as it was"
        journal.error("site_not_made", reason=reason)
        return False
    journal.info("site", folder=site.name, pages=built.pages if built else 0, unchanged=built is None)
    return True


@contextmanager
def _failures(database: Path, journal: Journal) -> Iterator[None]:
    """Turn what a refresh raises into a message, a line in refresh.json, and the contract's exit status."""
    try:
        yield
    except LockedError as error:
        # The other refresh writes refresh.json.
        journal.error("locked", reason=str(error))
        sys.exit(LOCKED)
    except ForeignError as error:
        # Nothing is written beside a file that is not ours.
        journal.error("not_ours", reason=str(error))
        sys.exit(NOTHING_READABLE)
    except ClusterError as error:
        _end(database, journal, NOTHING_READABLE, "no_cluster", str(error))
    except (FolderError, ManifestError) as error:
        _end(database, journal, NOTHING_READABLE, "nothing_readable", str(error))
    except (KeyboardInterrupt, Exception) as error:
        if (number := _signal_of(error)) is not None:
            reason = f"ended by {signal.Signals(number).name}; the published file is as it was"
            _end(database, journal, _BY_SIGNAL + number, "interrupted", reason)
        # A full disk, a broken dbt project, a fault of ours: whatever it is, the published file is as it was,
        # and a scheduled job must say so in one line and with a status.
        reason = f"{type(error).__name__}: {error}; nothing was published"
        _end(database, journal, CHECK_FAILED, "failed", reason)


def _signal_of(error: BaseException) -> int | None:
    """The signal that an error comes from, directly or by a library's own words; None where it comes from none."""
    if isinstance(error, Ended):
        return error.number
    return signal.SIGINT if isinstance(error, KeyboardInterrupt) else asked_to_end()


def _end(database: Path, journal: Journal, status: int, event: str, reason: str) -> None:
    journal.error(event, reason=reason)
    try:
        report_failure(database, status, reason)
    except OSError as error:
        journal.error("report_not_written", reason=str(error))
    sys.exit(status)


def _say(summary: Summary, settings: Settings, log_format: LogFormat) -> None:
    if log_format == "json":
        _tell(json.dumps(summary.to_json(), ensure_ascii=False, default=str))
        return
    name = settings.database
    if summary.result == "failed":
        # Which rows failed stands in the log lines above.
        failed = f"{summary.checks_failed} structural checks failed" if summary.checks_failed else "stopped"
        _tell(f"failed: {name} is as it was; {failed}", err=True)
        for reason in summary.failures if not summary.checks_failed else ():
            _tell(f"  {reason}", err=True)
        return
    if summary.result == "unchanged":
        _tell(f"unchanged: {summary.documents_skipped} documents, {summary.rows} rows; nothing was rebuilt")
        if summary.note:
            _tell(f"  {summary.note}")
    else:
        read = f"{summary.documents_read} read, {summary.documents_skipped} known"
        _tell(f"published {name}: {read}, {summary.rows} rows in {summary.seconds:.1f} s")
        _tell(f"  checks: {summary.checks_passed} passed, {summary.checks_warned} warned")
        if summary.changes:
            _tell("  cells: " + ", ".join(f"{number} {change}" for change, number in summary.changes.items()))
    for label, names in (
        ("withdrawn", summary.documents_withdrawn),
        ("renamed", [f"{old} → {new}" for old, new in summary.documents_renamed]),
        ("re-published", [f"{old} → {new}" for old, new in summary.documents_republished]),
        ("read once", [f"{second} is {first}" for second, first in summary.same_content]),
        ("warning", summary.warnings),
        ("rejected", summary.rejections),
    ):
        for one in names:
            _tell(f"  {label}: {one}")
    if summary.findings:
        _tell("  findings (malbild review):")
        for kind, number in summary.findings.items():
            _tell(f"    {number:>5}  {kind}")


@main.command("extract")
@click.argument("documents", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--output", type=FolderPath(), required=True, help="Folder to write to.")
@_limits
def extract_command(documents: tuple[Path, ...], output: Path, limits: Limits) -> None:
    """Write what is read of each DOCUMENT as Parquet: indicators, goals, activities, money and volumes."""
    from ingestion.commands.extract import extract

    refused = 0
    for line, was_read in extract(documents, output, _COUNCILS, limits):
        refused += not was_read
        _tell(line, err=not was_read)
    if refused == len(documents):
        sys.exit(NOTHING_READABLE)
    sys.exit(DONE_WITH_REJECTIONS if refused else DONE)


@main.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@_documents
@click.option("--district", help="The council, by id or name: hagersten-alvsjo, 'Hägersten-Älvsjö'.")
@click.option("--report", type=click.Choice(report_keys(), case_sensitive=False), help="Kind of report.")
@click.option("--year", help="Year of the report.")
@click.option("--url", help="Where it was published.")
@click.option("--published-on", help="Day of publication, YYYY-MM-DD; tells which of two versions leads.")
@_limits
def add_command(
    file: Path,
    documents: Path,
    district: str | None,
    report: str | None,
    year: str | None,
    url: str | None,
    published_on: str | None,
    limits: Limits,
) -> None:
    """Take FILE into the folder of documents and write its manifest line."""
    from ingestion.commands.add import IntakeError, Stated, take

    stated = Stated(district, report, year, url, published_on)
    try:
        taken = take(file, documents, stated, _COUNCILS, limits)
    except (IntakeError, ManifestError, OSError) as error:
        raise Failed(str(error)) from error
    _tell(f"{taken.path}: {taken.report_id or 'a report not told'}, {taken.rows} rows of indicator tables")
    for note in taken.notes:
        _tell(f"  {note}")


@main.command("fetch")
@_documents
@click.option("--only", metavar="TEXT", help="Only sources whose address, council, kind or year contains this.")
@_plain_hosts
@click.option(
    "--seconds", type=click.FloatRange(min=1), default=120.0, show_default=True, help="How long one document may take."
)
def fetch_command(documents: Path, only: str | None, allow_http: tuple[str, ...], seconds: float) -> None:
    """Bring what is new from the addresses in sources.csv into the folder of documents."""
    from ingestion.commands.fetch import fetch, fetched_lines

    options = FetchOptions(only=only, plain_hosts=frozenset(allow_http), seconds=seconds)
    try:
        fetched = fetch(
            documents.absolute(), _COUNCILS, options, lambda url, outcome: _tell(f"{url}: {outcome}", err=True)
        )
    except LockedError as error:
        _tell(str(error), err=True)
        sys.exit(LOCKED)
    except (FolderError, ManifestError) as error:
        _tell(str(error), err=True)
        sys.exit(NOTHING_READABLE)
    for line in fetched_lines(fetched):
        _tell(line)
    sys.exit(DONE_WITH_REJECTIONS if fetched.problems else DONE)


@main.command("status")
@_database
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for jobs.")
@click.option(
    "--max-age",
    type=click.FloatRange(min=0),
    default=26.0,
    show_default=True,
    help="Hours after which a file is not fresh any more.",
)
@click.option("--check", is_flag=True, help="End with exit status 1 where the file is not fresh, for monitoring.")
def status_command(database: Path, as_json: bool, max_age: float, check: bool) -> None:
    """Say in one screen whether the published file is fresh, what it holds, what waits for a person, what is due."""
    from ingestion.commands.status import is_fresh, status_json, status_lines

    now = dt.datetime.now(dt.UTC)
    told = status_json(database, now, max_age) if as_json else status_lines(database, now, max_age)
    _print_lines(told, as_json)
    if check and not is_fresh(database, now, max_age).is_fresh:
        sys.exit(CHECK_FAILED)


@main.command("review")
@_database
@click.option("--district", help="Only this council: its key, such as hagersten-alvsjo.")
@click.option("--kind", help="Only this kind (ambiguous, unknown, conflict, unread, range, rejected) or finding.")
@click.option("--document", help="Only this document: its file's name.")
@click.option("--limit", type=click.IntRange(min=0), help="At most so many of each kind; they are counted whole.")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for jobs.")
def review_command(
    database: Path, district: str | None, kind: str | None, document: str | None, limit: int | None, as_json: bool
) -> None:
    """List what a person should look at, each with file and line and the line that would settle it."""
    from ingestion.commands.review import Selection, review_json, review_lines

    selection = Selection(district, kind, document, limit)
    _print_lines(review_json(database, selection) if as_json else review_lines(database, selection), as_json)


def _tell(text: str, *, err: bool = False) -> None:
    """Print one line: what stands in a document, or in a file's name, is data there too."""
    click.echo(printable(text), err=err)


def _print_lines(lines: Iterator[str], as_json: bool) -> None:
    from ingestion.warehouse.published import NotPublishedError

    try:
        for line in lines:
            # JSON is one text of many lines.
            click.echo(printable_lines(line) if as_json else printable(line))
    except NotPublishedError as error:
        raise Failed(str(error)) from error


@main.command("dictionary")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="HTML page to write.")
@_database
def dictionary_command(output: Path, database: Path) -> None:
    """Write what every table and column means as one page, from the published file."""
    from ingestion.commands.dictionary import write_dictionary
    from ingestion.warehouse.published import NotPublishedError

    try:
        tables = write_dictionary(database, PROJECT / "seeds" / "glossary.csv", output)
    except NotPublishedError as error:
        raise Failed(str(error)) from error
    _tell(f"{output}: {tables} tables")


@main.command("export")
@click.option("--output", type=FolderPath(), help="Folder to write the marts to, as Parquet and CSV.")
@_database
@click.option(
    "--excel",
    metavar="[FILE.xlsx]",
    is_flag=False,
    flag_value=_SWEDISH_CSV,
    help="A workbook of the comparisons. Without a file, with --output: CSV for Swedish Excel (UTF-8 with BOM, "
    "semicolons, decimal commas).",
)
@click.option(
    "--superset",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.zip",
    help="A bundle for Superset: the database, its tables with their descriptions, and two dashboards.",
)
@click.option("--seen-as", metavar="PATH", help="With --superset: where Superset sees the database, if elsewhere.")
@click.option("--district", multiple=True, help="In the workbook only this council, by id or name; may be repeated.")
@click.option("--indicator", multiple=True, help="In the workbook only this indicator, by id or name; may be repeated.")
@click.option("--year", multiple=True, type=int, help="In the workbook only this year; may be repeated.")
@click.option("--table", multiple=True, help="In the workbook this table instead of the comparisons; may be repeated.")
def export_command(
    output: Path | None,
    database: Path,
    excel: str | None,
    superset: Path | None,
    seen_as: str | None,
    district: tuple[str, ...],
    indicator: tuple[str, ...],
    year: tuple[int, ...],
    table: tuple[str, ...],
) -> None:
    """Write the marts as Parquet and CSV with a datapackage.json, an Excel workbook, or a bundle for Superset."""
    from ingestion.commands.workbook import Selection, SelectionError
    from ingestion.warehouse.published import NotPublishedError

    workbook = _workbook(excel)
    selection = Selection(district, indicator, year, table)
    if workbook is None and output is None and superset is None:
        raise click.UsageError("say where to: --output DIR, --excel FILE.xlsx, or --superset FILE.zip")
    if superset is not None and superset.suffix.lower() != ".zip":
        raise click.UsageError(f"--superset {str(superset)!r} is no name of a bundle: it ends in .zip")
    if seen_as is not None and (superset is None or not seen_as.startswith("/")):
        raise click.UsageError("--seen-as is the path from the root to the file that --superset FILE.zip names")
    if workbook is None and selection != Selection():
        raise click.UsageError(
            "--district, --indicator, --year and --table choose what a workbook holds: --excel FILE.xlsx"
        )
    try:
        if output is not None:
            from ingestion.commands.export import CsvStyle, export

            written = export(database, output, CsvStyle(swedish_excel=excel == _SWEDISH_CSV))
            _tell(f"{len(written)} files in {output}")
        if workbook is not None:
            from ingestion.commands.workbook import write_workbook

            sheets = write_workbook(database, workbook, selection)
            _tell(f"{workbook}: {len(sheets)} sheets, {sum(sheets.values())} rows")
        if superset is not None:
            from ingestion.superset.bundle import write_bundle

            counts = write_bundle(database, superset, seen_as)
            _tell(f"{superset}: {', '.join(f'{count} {kind}' for kind, count in counts.items())}")
    except (NotPublishedError, SelectionError, OSError) as error:
        raise Failed(str(error)) from error


def _workbook(excel: str | None) -> Path | None:
    """The workbook that `--excel` names. Raises UsageError for a name that is none of a workbook."""
    if excel is None or excel == _SWEDISH_CSV:
        return None
    if not excel.lower().endswith(".xlsx") or Path(excel).is_dir():
        raise click.UsageError(f"--excel {excel!r} is no name of a workbook: it ends in .xlsx")
    return Path(excel)


@main.command("withdraw")
@click.argument("report")
@click.option("--why", required=True, help="The reason, for whoever asks later.")
@_documents
@_database
def withdraw_command(report: str, why: str, documents: Path, database: Path) -> None:
    """Take REPORT (norrmalm-2021-VB) out of what is published, with the reason; the next refresh does it."""
    from ingestion.commands.withdraw import WithdrawalError, withdraw
    from ingestion.warehouse.published import NotPublishedError

    try:
        lines = withdraw(report, why, documents, database)
    except (WithdrawalError, NotPublishedError, ManifestError) as error:
        raise Failed(str(error)) from error
    for line in lines:
        _tell(line)


@main.command("site")
@click.option("--output", type=FolderPath(), required=True, help="Folder of the pages; a site there is replaced whole.")
@_database
def site_command(output: Path, database: Path) -> None:
    """Write static pages from the published file: they open without a server, and ask for nothing from anywhere."""
    from ingestion.commands.site import write_site
    from ingestion.warehouse.published import NotPublishedError

    try:
        built = write_site(database, output)
    except (NotPublishedError, ForeignError, OSError) as error:
        raise Failed(str(error)) from error
    _tell(f"{output}: {built.pages} pages, {built.size / 1e6:.1f} MB; begin with {output / 'index.html'}")


@main.command("release")
@click.option(
    "--output", type=FolderPath(), required=True, help="Folder of releases; each is a folder of its own in it."
)
@_database
def release_command(output: Path, database: Path) -> None:
    """Write a release: Parquet, CSV, workbook, site, data package, and what it changes of the release before."""
    from ingestion.commands.release import ReleaseError, release
    from ingestion.warehouse.published import NotPublishedError

    try:
        released = release(database, output, dt.datetime.now(dt.UTC).date())
    except (NotPublishedError, ReleaseError, ForeignError, OSError) as error:
        raise Failed(str(error)) from error
    if released.folder is None:
        _tell(f"nothing to release: {database} is what {released.version} was made of")
        return
    said = ", ".join(f"{number} {kind}" for kind, number in released.changes.items()) or "no figure is another one"
    compared = f"compared with {released.before}: {released.added} new figures of new reports, {said}"
    _tell(f"{released.folder}: {compared if released.before else 'the first release'}")


@main.command("rollback")
@_database
def rollback_command(database: Path) -> None:
    """Put the previously published file back; once more puts the newer one back."""
    from ingestion.commands.rollback import roll_back
    from ingestion.warehouse.publish import PublishError

    try:
        _tell(roll_back(database.absolute()))
    except LockedError as error:
        _tell(str(error), err=True)
        sys.exit(LOCKED)
    except (PublishError, ForeignError) as error:
        raise Failed(str(error)) from error


if __name__ == "__main__":
    main()
