"""`malbild refresh`: documents → extracted rows → border check → raw tables → dbt → tests → published file.

Write, audit, publish: everything is built and tested in a private file; only then is the published one
replaced, in one step. Whatever goes wrong before that leaves the published file as it was. What goes wrong
with one document rejects that document and no other.

Only light modules are imported at the top: an unchanged folder is told by hashes alone, without dbt, Great
Expectations or the readers.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.documents.evidence import read_districts
from ingestion.documents.folder import FolderError, FolderScan, FoundFile, Rejection, scan
from ingestion.documents.manifest import SideFiles, read_side_files
from ingestion.documents.text import MAX_BYTES
from ingestion.documents.withdrawals import Withdrawal, read_withdrawals, without_withdrawn
from ingestion.files import read_json
from ingestion.journal import Journal, unseen
from ingestion.signals import end_if_asked, uninterrupted
from ingestion.warehouse.environment import clean_environment, temporary_folder
from ingestion.warehouse.fingerprint import (
    border_fingerprint,
    build_fingerprint,
    reader_fingerprint,
    versions,
)
from ingestion.warehouse.forget import forget_extracts, forget_loaded
from ingestion.warehouse.lock import only_one
from ingestion.warehouse.own import check_own
from ingestion.warehouse.publication import Publication, not_before_the_last, publish, unchanged
from ingestion.warehouse.publish import clear_build, clear_unfinished, finish_next
from ingestion.warehouse.settings import PACKAGE, Settings
from ingestion.warehouse.state import State
from ingestion.warehouse.summary import CHECK_FAILED, DONE, DONE_WITH_REJECTIONS, Summary, write_report

if TYPE_CHECKING:
    from ingestion.cluster.address import Cluster
    from ingestion.documents.manifest import Manifest
    from ingestion.warehouse.border.kept import Check
    from ingestion.warehouse.border.result import BorderResult
    from ingestion.warehouse.changes import Recorded
    from ingestion.warehouse.leading import Settled
    from ingestion.warehouse.reading import Reading
    from ingestion.warehouse.standing import Losses, StandingFile
    from ingestion.warehouse.transform import BuildResult

RUN_RECORDS = ("refresh_run", "refresh_change")
"""The models that publish run records."""


def refresh(settings: Settings, journal: Journal) -> Summary:
    """Bring the published file up to date with the folder of documents.

    Raises FolderError when a folder or its disk is missing or nothing can be read, ManifestError when a side file
    cannot be read, ClusterError when the cluster that is asked for is not there, ForeignError when the database is no
    file that malbild published or its state folder is not its own, LockedError when another refresh is at work. A build
    that fails its checks is a Summary with status 1. OSError and duckdb.Error (a full disk) leave the published file as
    it was.
    """
    state = State(settings.database)
    check_own(state)
    _look_before(settings, state)
    cluster = None if settings.cluster is None else _cluster(settings.cluster)
    started, started_at = time.perf_counter(), not_before_the_last(state, dt.datetime.now(dt.UTC))
    with (
        contextlib.ExitStack() as to_the_end,
        only_one(state, "refresh") as left,
        clean_environment(),
        contextlib.ExitStack() as within,
    ):
        if left:
            journal.warning("stale_lock", reason=left)
        clear_unfinished(state)
        within.enter_context(temporary_folder(state.temporary))
        not_fetched = _fetch(settings, journal)
        with journal.step("scan"):
            beside, found, withdrawals = _scan(settings, state, journal)
            fingerprint = _fingerprint(settings, found)
            reader = reader_fingerprint(PACKAGE, settings.districts)[:16]
        summary = None if settings.rebuild else unchanged(state, found, fingerprint)
        if summary is None:
            try:
                run = _Run(
                    settings,
                    state,
                    journal,
                    cluster,
                    started,
                    started_at,
                    fingerprint,
                    reader,
                    withdrawals,
                    to_the_end,
                )
                summary = _rebuild(run, beside, found)
            except BaseException:
                # A disk that is full is given back what the build took of it.
                clear_build(state)
                raise
        else:
            journal.info("unchanged", database=state.database.name, note=summary.note)
            for warning in summary.warnings:
                journal.warning("attention", reason=warning)
        if summary.result != "failed":
            _forget(state, reader, found)
        for reason in summary.rejections:
            journal.warning("rejected", reason=reason)
        if not_fetched:
            status = DONE_WITH_REJECTIONS if summary.status == DONE else summary.status
            summary = replace(summary, status=status, warnings=(*summary.warnings, *not_fetched))
        try:
            write_report(state, summary, started_at)
        except OSError as error:
            # The disk is full, and what was done is done: the report of before is older than the schedule.
            journal.error("report_not_written", reason=str(error))
        return summary


def _forget(state: State, reader: str, found: FolderScan) -> None:
    """Drop what was kept for other documents, readers and published files than there are now."""
    forget_extracts(state.extracts, reader, {one.sha256 for one in found.files})
    note = read_json(state.published) or {}
    forget_loaded(state, {note.get("refresh_id"), (note.get("previous") or {}).get("refresh_id")})


def _fetch(settings: Settings, journal: Journal) -> tuple[str, ...]:
    """Bring what is new, where that is asked for; what is not to be had."""
    if settings.fetch is None:
        return ()
    from ingestion.commands.fetch import fetch

    with journal.step("fetch"):
        fetched = fetch(
            settings.documents,
            settings.districts,
            settings.fetch,
            lambda url, outcome: journal.info("fetched", url=url, outcome=outcome),
        )
    for note in fetched.notes:
        journal.warning("moved", reason=note)
    for problem in fetched.problems:
        journal.warning("not_fetched", reason=problem)
    return fetched.problems


def _look_before(settings: Settings, state: State) -> None:
    """Raise FolderError where a folder is not there, or its disk is not: nothing is made in the place of either."""
    if not state.database.parent.is_dir():
        raise FolderError(
            f"the folder of the database {state.database.parent} does not exist: mount its disk, or make the folder"
        )
    if not settings.documents.is_dir():
        raise FolderError(f"the folder of documents {settings.documents} does not exist")
    marker = settings.mount_marker
    if marker is not None and not (settings.documents / marker).exists():
        raise FolderError(f"{marker} is missing from the folder of documents {settings.documents}: mount its disk")


def _cluster(file: Path) -> Cluster:
    """The cluster that a file says the place of. Raises ClusterError where it is not there."""
    from ingestion.cluster.address import Cluster

    cluster = Cluster.read(file)
    cluster.look()
    return cluster


@dataclass
class _Run:
    """One building run: what it works on, and who is rejected so far and why.

    What is entered into `to_the_end` holds until the run has said what it did. `parsed` is what dbt parsed ahead,
    `cluster` the one that works for it, if one does.
    """

    settings: Settings
    state: State
    journal: Journal
    cluster: Cluster | None
    started: float
    started_at: dt.datetime
    fingerprint: str
    reader: str
    withdrawals: Sequence[Withdrawal]
    to_the_end: contextlib.ExitStack
    rejections: list[Rejection] = field(default_factory=list)
    read_again: bool = False
    parsed: Any = None

    @property
    def refresh_id(self) -> str:
        return f"{self.started_at:%Y%m%dT%H%M%S%fZ}-{self.fingerprint[:6]}"

    @property
    def seconds(self) -> float:
        return round(time.perf_counter() - self.started, 3)


def _scan(settings: Settings, state: State, journal: Journal) -> tuple[SideFiles, FolderScan, tuple[Withdrawal, ...]]:
    # All of them first: what is hashed, read and built below rests on files that are whole.
    beside = read_side_files(settings.documents, read_districts(settings.districts), settings.indicators)
    withdrawals = read_withdrawals(settings.documents)
    found = without_withdrawn(scan(settings.documents, beside.manifest, MAX_BYTES), withdrawals)
    for second, first in found.same_content:
        journal.info("same_content", document=second, read_as=first)
    if not found.files:
        raise FolderError(_unmounted(settings, state) or _nothing(settings, found.rejections))
    return beside, found, withdrawals


def _unmounted(settings: Settings, state: State) -> str | None:
    """That an empty folder is another one than the last refresh saw; None where it saw none."""
    last = [str(one) for one in (read_json(state.published) or {}).get("documents", ())]
    if not last or any((settings.documents / name).exists() for name in last):
        return None
    return (
        f"{settings.documents} holds none of the {len(last)} documents that stood there at the last refresh "
        f"({', '.join(last[:3])}{' …' if len(last) > 3 else ''}): is its disk mounted?"
    )


def _nothing(settings: Settings, rejections: Iterable[Rejection]) -> str:
    reasons = "; ".join(one.describe() for one in rejections)
    return f"nothing in {settings.documents} can be read" + (f": {reasons}" if reasons else "")


def _fingerprint(settings: Settings, found: FolderScan) -> str:
    rejected = [one.describe() for one in found.rejections]
    same = [f"{second} is {first}" for second, first in found.same_content]
    # Under other limits a document may be readable that was not.
    limits = f"limits {settings.limits.to_json()}"
    return build_fingerprint(settings.project, PACKAGE, settings.documents, found.files, [*rejected, *same, limits])


def _rebuild(run: _Run, beside: SideFiles, found: FolderScan) -> Summary:
    """Read, check, load, build, test, compare and publish."""
    from ingestion.warehouse.border.apart import Border
    from ingestion.warehouse.border.kept import begin_check, is_checked
    from ingestion.warehouse.loaded import loaded_path
    from ingestion.warehouse.standing import standing_file
    from ingestion.warehouse.transform import parse_ahead

    if (known := read_json(run.state.published)) and "seconds" in known:
        run.journal.announce("building", documents=len(found.files), last_build_took=f"{known['seconds']:g} s")
    run.rejections.extend(found.rejections)
    cache, guard = run.state.extracts / run.reader, border_fingerprint(PACKAGE)
    with Border() as border:
        # What takes long to be loaded is loaded while documents are read; while they are checked, dbt parses, and what
        # is published is looked at.
        if not is_checked(found.files, cache, guard):
            border.start()
        with run.journal.step("read", total=len(found.files)):
            readings = _read(run, found.files)
        check = begin_check(readings, cache, guard, border)
        with run.journal.step("border_check"):
            if run.cluster is None:
                run.parsed = parse_ahead(run.settings.project, run.state, run.settings.engine)
            standing = standing_file(run.state.database)
            passed = _guard(run, check)
    sound = {file: _without_held(readings[file], result) for file, result in passed.items()}
    loaded = loaded_path(run.state, standing.refresh_id)
    settled = _settle(run, sound, beside.manifest, standing, loaded)
    fresh = sum(1 for one in readings.values() if one.fresh)
    counted = _Counted(fresh, len(readings) - fresh, found, standing)
    if lacking := _not_to_be_had(settled, loaded):
        if not run.settings.accept_changes:
            return _stopped(run, counted, lacking)
        settled = replace(settled, kept=(), moved=(*settled.moved, *lacking))
    with run.journal.step("load"):
        _load(run, settled, sound, passed, beside, loaded)
    if run.cluster is not None and not (built := _build_there(run, run.cluster)).sound:
        return _failed(run, built, counted)
    with run.journal.step("dbt"):
        built = _build(run, built_in=run.cluster.warehouse if run.cluster is not None else None)
    if not built.sound:
        return _failed(run, built, counted)
    return _publish(run, settled, built, counted)


@dataclass(frozen=True)
class _Counted:
    """What a run began with: documents read now and before, what stood in the folder, and in the published file."""

    fresh: int
    skipped: int
    found: FolderScan
    standing: StandingFile


def _not_to_be_had(settled: Settled, loaded: Path | None) -> tuple[str, ...]:
    """Documents that should be kept as they are published, and of which the state folder has the rows no more."""
    from ingestion.warehouse.loaded import held

    wanted = {one.standing.document_id for one in settled.kept}
    there = held(loaded, wanted) if loaded is not None and wanted else set()
    return tuple(
        f"{one.describe()}; it cannot be kept, because the state folder no longer has what was loaded of it"
        for one in settled.kept
        if one.standing.document_id not in there
    )


def _read(run: _Run, files: Sequence[FoundFile]) -> Mapping[FoundFile, Reading]:
    from ingestion.isolation.pool import read_in_children
    from ingestion.warehouse.reading import Reader, read_folder

    reader: Reader = read_in_children
    if run.cluster is not None:
        from ingestion.cluster.reading import read_on_cluster

        reader = partial(read_on_cluster, cluster=run.cluster)
    cache, settings = run.state.extracts / run.reader, run.settings
    read = read_folder(files, cache, settings.districts, settings.limits, run.journal, reader)
    run.rejections.extend(read.rejections)
    run.read_again = read.read_again
    return read.readings


def _guard(run: _Run, check: Check) -> dict[FoundFile, BorderResult]:
    """The border check of the documents that pass it; the others are rejected."""
    from ingestion.warehouse.border.kept import border_rejections

    results = check.results(run.state)
    run.rejections.extend(border_rejections(results))
    for file, result in results.items():
        for place in (*(one.place for one in result.held), *result.places) if not result.failures else ():
            printed, line = place.as_printed, place.line_start
            run.journal.warning("not_read", document=file.source_file, line=line, printed=printed, reason=place.reason)
    return {file: result for file, result in results.items() if not result.failures}


def _without_held(reading: Reading, result: BorderResult) -> Reading:
    return replace(reading, rows=reading.rows - sum(one.table == "indicators" for one in result.held))


def _settle(
    run: _Run,
    sound: Mapping[FoundFile, Reading],
    manifest: Manifest,
    standing: StandingFile,
    loaded: Path | None,
) -> Settled:
    """Which report each document is, and which of two versions leads. Raises FolderError where none is left."""
    from ingestion.warehouse.leading import Published, settle
    from ingestion.warehouse.loaded import loaded_indicators

    councils = {one.district_id: one for one in read_districts(run.settings.districts)}
    published = Published(
        standing,
        frozenset(one.document_id for one in run.withdrawals),
        lambda document_id: loaded_indicators(loaded, [document_id]) if loaded is not None else None,
    )
    settled = settle(sound, manifest, councils, published, run.rejections)
    run.rejections.extend(settled.rejections)
    if not settled.documents:
        raise FolderError(_nothing(run.settings, run.rejections))
    return settled


def _load(
    run: _Run,
    settled: Settled,
    sound: Mapping[FoundFile, Reading],
    passed: Mapping[FoundFile, BorderResult],
    beside: SideFiles,
    loaded: Path | None,
) -> None:
    from ingestion.warehouse.border.through import held_rows, unread_places
    from ingestion.warehouse.extracts import Extracts
    from ingestion.warehouse.loaded import set_loaded_aside
    from ingestion.warehouse.raw import Kept, RawContent, make_build, read_catalogue

    catalogue = read_catalogue(run.settings.catalogue)
    catalogue.update({one["printed_name"]: one["indicator_id"] for one in beside.aliases})
    files = [one.candidate.file for one in settled.documents]
    results = {file: passed[file] for file in files}
    content = RawContent(
        documents=settled.documents,
        extracts=Extracts.of([sound[file] for file in files], held_rows(results), unread_places(results)),
        rejections=[*run.rejections, *map(_withdrawn, run.withdrawals)],
        findings=settled.findings,
        corrections=beside.corrections,
        aliases=beside.aliases,
        catalogue=catalogue,
        kept=Kept(loaded, settled.kept) if loaded is not None and settled.kept else None,
    )
    history = run.state.database if run.state.database.exists() else None
    make_build(run.state.build, content, history, run.started_at, run.settings.engine)
    set_loaded_aside(run.state)


def _withdrawn(one: Withdrawal) -> Rejection:
    """A document that a person took out: the published file tells of it, and nobody is asked to look at it."""
    reason = f"withdrawn on {one.withdrawn_on}, was {one.report_id}: {one.why}"
    return Rejection(one.file, one.document_id, "withdrawn", reason, one.line)


def _build_there(run: _Run, cluster: Cluster) -> BuildResult:
    """Build the models on a cluster; no test is looked at yet."""
    from ingestion.cluster.building import build_on_cluster
    from ingestion.warehouse.transform import BuildResult

    settings = run.settings
    with run.journal.step("cluster"):
        faults = build_on_cluster(settings.project, run.state, settings.engine, cluster, run.journal.done_of)
    return BuildResult(0, 0, len(faults), (), (), faults, {})


def _build(run: _Run, only: Sequence[str] = (), built_in: Path | None = None) -> BuildResult:
    """Build and test the models, or take in those that a cluster built, and test them."""
    from ingestion.warehouse.transform import build

    # The records that are built again are no step of their own.
    on_done = unseen if only else run.journal.done_of
    engine, options = run.settings.engine, {"parsed": run.parsed, "on_done": on_done, "built_in": built_in}
    built = build(run.settings.project, run.state, engine, only, **options)
    if built.without_memory and (larger := engine.larger()) is not None:
        run.journal.warning(
            "more_memory",
            reason=f"{engine.memory} MB are too few, built again with {larger.memory}",
            models=list(built.without_memory),
        )
        # What follows has as much: it works on the same rows.
        run.settings = replace(run.settings, engine=larger)
        built = build(run.settings.project, run.state, larger, only, **options)
    for warning in built.warnings:
        run.journal.warning("check_warned", check=warning.name, reason=warning.message, rows=list(warning.rows))
    return built


def _failed(run: _Run, built: BuildResult, counted: _Counted) -> Summary:
    failures = [text for one in (*built.faults, *built.failures) for text in one.lines()]
    for text in failures:
        run.journal.error("check_failed", reason=text)
    return _not_published(
        run,
        counted,
        failures,
        checks_passed=built.passed,
        checks_warned=built.warned,
        checks_failed=built.failed,
        warnings=tuple(text for one in built.warnings for text in one.lines()),
    )


def _stopped(run: _Run, counted: _Counted, reasons: Sequence[str], **values: Any) -> Summary:
    """Nothing is wrong with the build, but a person should say that it is meant."""
    allowed = "if that is meant, allow it for one run with --accept-changes"
    failures = [*reasons, allowed]
    for text in reasons:
        run.journal.error("stopped", reason=text, hint=allowed)
    return _not_published(run, counted, failures, **values)


def _not_published(run: _Run, counted: _Counted, failures: Sequence[str], **values: Any) -> Summary:
    return Summary(
        result="failed",
        status=CHECK_FAILED,
        refresh_id=run.refresh_id,
        documents_read=counted.fresh,
        documents_skipped=counted.skipped,
        rejections=tuple(one.describe() for one in run.rejections),
        failures=tuple(failures),
        seconds=run.seconds,
        seconds_by_step=dict(run.journal.seconds),
        note="nothing was published",
        **values,
    )


def _publish(run: _Run, settled: Settled, built: BuildResult, counted: _Counted) -> Summary:
    from ingestion.warehouse.changes import (
        RunRecord,
        count_findings,
        document_changes,
        record_changes,
        record_run,
    )
    from ingestion.warehouse.gate import missing
    from ingestion.warehouse.loaded import keep_loaded
    from ingestion.warehouse.standing import large_losses
    from ingestion.warehouse.transform import CheckFailure

    state, engine = run.state, run.settings.engine
    with run.journal.step("compare"):
        moved = document_changes(state, engine)
        changes = record_changes(state, run.refresh_id, engine)
        findings = count_findings(state, engine)
    tested = tuple(text for one in built.warnings for text in one.lines())
    losses = _losses(settled, changes)
    meant = {one.report_id for one in run.withdrawals}
    too_many = losses.too_many(run.settings.change_limit, meant)
    if too_many and not run.settings.accept_changes:
        checks = {"checks_passed": built.passed, "checks_warned": built.warned, "warnings": tested}
        return _stopped(run, counted, [too_many], **checks)
    standing = _standing_warnings(settled)
    once = (*settled.moved, *large_losses(losses, meant))
    for warning in (*standing, *once):
        run.journal.warning("attention", reason=warning)
    rejections = tuple(one.describe() for one in run.rejections)
    rows = sum(one.rows for one in settled.documents if one.candidate.superseded_by is None)
    rows += sum(one.standing.rows for one in settled.kept)
    record = RunRecord(
        refresh_id=run.refresh_id,
        started_at=run.started_at,
        finished_at=run.started_at + dt.timedelta(seconds=run.seconds),
        seconds=run.seconds,
        seconds_by_step=dict(run.journal.seconds),
        versions=versions() | ({"pyspark": run.cluster.version} if run.cluster is not None else {}),
        documents_read=counted.fresh,
        documents_skipped=counted.skipped,
        documents_rejected=len({one.source_file for one in run.rejections}),
        documents_withdrawn=len(moved.withdrawn) if moved else 0,
        rows=rows,
        checks_passed=built.passed,
        checks_warned=built.warned,
        checks_failed=0,
        findings=findings,
    )
    with run.journal.step("publish"):
        record_run(state, record, engine)
        # What this refresh changes is known only now that the figures are built: its own records follow them.
        recorded = _build(run, only=RUN_RECORDS)
        if not recorded.sound:
            return _failed(run, recorded, counted)
        if lacking := missing(state, engine):
            gate = tuple(CheckFailure("gate before publishing", reason, ()) for reason in lacking)
            return _failed(run, replace(built, failed=len(gate), failures=gate), counted)
        tables = finish_next(state, built.texts, engine)
        # Before the file itself: whatever is published has what it was loaded with.
        keep_loaded(state, run.refresh_id)
        # From here on the published file is no longer as it was: no signal may let the run say so.
        end_if_asked()
        run.to_the_end.enter_context(uninterrupted())
        publish(
            state,
            Publication(
                run.fingerprint,
                run.refresh_id,
                rows,
                rejections,
                findings,
                read_again=run.read_again,
                standing=standing,
                seconds=run.seconds,
                documents=[one.source_file for one in counted.found.files],
                follows=counted.standing.refresh_id,
            ),
        )
    run.journal.info("published", database=state.database.name, rows=rows, changes=dict(changes.by_kind))
    return Summary(
        result="published",
        status=DONE_WITH_REJECTIONS if rejections or once else DONE,
        refresh_id=run.refresh_id,
        documents_read=counted.fresh,
        documents_skipped=counted.skipped,
        documents_withdrawn=moved.withdrawn if moved else (),
        documents_renamed=moved.renamed if moved else (),
        documents_republished=moved.republished if moved else (),
        documents_kept=tuple(one.source_file for one in settled.kept),
        same_content=counted.found.same_content,
        rejections=rejections,
        rows=rows,
        checks_passed=built.passed,
        checks_warned=built.warned,
        findings=findings,
        changes=changes.by_kind,
        tables=tables,
        warnings=(*standing, *once, *tested),
        seconds=run.seconds,
        seconds_by_step=dict(run.journal.seconds),
    )


def _losses(settled: Settled, changes: Recorded) -> Losses:
    from ingestion.warehouse.standing import Losses

    newly = {one.standing.report_id for one in settled.kept if one.standing.kept_since is None}
    kept = {report: cells for report, cells in changes.published.items() if report in newly}
    return Losses(changes.published, changes.lost, kept)


def _standing_warnings(settled: Settled) -> tuple[str, ...]:
    """What is kept, and why, until a person does something about it."""
    return tuple(
        f"kept as published{f' since {one.standing.kept_since:%Y-%m-%d}' if one.standing.kept_since else ''}: "
        f"{one.describe()}; mend it, or take it out with "
        f"`malbild withdraw {one.standing.report_id} --why REASON`"
        for one in settled.kept
    )
