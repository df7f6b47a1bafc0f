"""The main job: documents → extracted rows → border check → raw tables → dbt → tests → published file.

Write, audit, publish: everything is built and tested in a private file; only then is the published one
replaced, in one step. Whatever goes wrong before that leaves the published file as it was. What goes wrong
with one document rejects that document and no other.

Only light modules are imported at the top: an unchanged folder is told by hashes alone, without dbt, Great
Expectations or the readers.
"""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.documents.folder import (
    Candidate,
    Finding,
    FolderError,
    FolderScan,
    FoundFile,
    Rejection,
    lead,
    scan,
    settle_identity,
)
from ingestion.documents.identity import read_districts
from ingestion.documents.manifest import Manifest, read_aliases, read_corrections, read_manifest
from ingestion.documents.text import MAX_BYTES
from ingestion.journal import Journal
from ingestion.warehouse.fingerprint import (
    border_fingerprint,
    build_fingerprint,
    reader_fingerprint,
    versions,
)
from ingestion.warehouse.lock import only_one
from ingestion.warehouse.publish import PublishError, clear_unfinished, replace_published, write_next
from ingestion.warehouse.state import State, file_mark, read_json, write_json

if TYPE_CHECKING:
    from ingestion.warehouse.border import BorderResult
    from ingestion.warehouse.raw import LoadedDocument
    from ingestion.warehouse.reading import Outcome, Reading
    from ingestion.warehouse.transform import BuildResult, CheckFailure

PACKAGE = Path(__file__).resolve().parents[1]
PROJECT = PACKAGE.parent
"""The checkout that holds the package and, beside it, the dbt project and its seeds."""

RUN_RECORDS = ("refresh_run", "refresh_change")
"""The models that publish run records."""

DONE, CHECK_FAILED, NOTHING_READABLE, LOCKED, DONE_WITH_REJECTIONS = 0, 1, 2, 3, 4


@dataclass(frozen=True)
class Settings:
    """What a refresh works on: folder of documents, file to publish, dbt project.

    `rebuild` builds and publishes even if nothing changed.
    """

    documents: Path
    database: Path
    project: Path = PROJECT
    rebuild: bool = False

    @property
    def districts(self) -> Path:
        """The list of councils, shared with the dbt project."""
        return self.project / "seeds" / "districts.csv"


@dataclass(frozen=True)
class Summary:
    """What a refresh did, for people and for refresh.json.

    `result` is `published`, `unchanged` or `failed`; `status` the exit status of the contract.
    """

    result: str
    status: int
    refresh_id: str | None = None
    documents_read: int = 0
    documents_skipped: int = 0
    documents_withdrawn: tuple[str, ...] = ()
    documents_renamed: tuple[tuple[str, str], ...] = ()
    documents_republished: tuple[tuple[str, str], ...] = ()
    same_content: tuple[tuple[str, str], ...] = ()
    rejections: tuple[str, ...] = ()
    rows: int = 0
    checks_passed: int = 0
    checks_warned: int = 0
    checks_failed: int = 0
    findings: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    seconds: float = 0.0
    seconds_by_step: Mapping[str, float] = field(default_factory=dict)
    note: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Every field by its name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def refresh(settings: Settings, journal: Journal) -> Summary:
    """Bring the published file up to date with the folder of documents.

    Raises FolderError when the folder is missing or nothing in it can be read, ManifestError when a side file
    cannot be read, LockedError when another refresh is at work. A build that fails its checks is a Summary
    with status 1. OSError and duckdb.Error (a full disk) leave the published file as it was.
    """
    if not settings.documents.is_dir():
        raise FolderError(f"the folder of documents {settings.documents} does not exist")
    state = State(settings.database)
    started = time.perf_counter()
    started_at = dt.datetime.now(dt.UTC)
    with only_one(state, "refresh") as left:
        if left:
            journal.warning("stale_lock", reason=left)
        clear_unfinished(state)
        with journal.step("scan"):
            manifest, found = _scan(settings, journal)
            fingerprint = _fingerprint(settings, found)
        unchanged = None if settings.rebuild else _unchanged(state, found, fingerprint)
        if unchanged is None:
            run = _Run(settings, state, journal, started, started_at, fingerprint)
            summary = run.carry_out(manifest, found)
        else:
            summary = unchanged
            journal.info("unchanged", database=state.database.name, note=summary.note)
        for reason in summary.rejections:
            journal.warning("rejected", reason=reason)
        _report(state, summary, started_at)
        return summary


def _scan(settings: Settings, journal: Journal) -> tuple[Manifest, FolderScan]:
    districts = read_districts(settings.districts)
    manifest = read_manifest(settings.documents, districts)
    found = scan(settings.documents, manifest, MAX_BYTES)
    for second, first in found.same_content:
        journal.info("same_content", document=second, read_as=first)
    if not found.files:
        raise FolderError(_nothing(settings.documents, found.rejections))
    return manifest, found


def _nothing(folder: Path, rejections: Iterable[Rejection]) -> str:
    reasons = "; ".join(describe(one) for one in rejections)
    return f"nothing in {folder} can be read" + (f": {reasons}" if reasons else "")


def describe(one: Rejection) -> str:
    """'000.txt, line 12: holds no indicator table'."""
    place = f", line {one.line}" if one.line is not None and "line" not in one.reason else ""
    return f"{one.source_file}{place}: {one.reason}"


def _fingerprint(settings: Settings, found: FolderScan) -> str:
    rejected = [describe(one) for one in found.rejections]
    same = [f"{second} is {first}" for second, first in found.same_content]
    return build_fingerprint(settings.project, PACKAGE, settings.documents, found.files, [*rejected, *same])


def _unchanged(state: State, found: FolderScan, fingerprint: str) -> Summary | None:
    """A summary when the published file already is what this folder gives, else None."""
    known = read_json(state.published)
    if known is None or known.get("mark") != file_mark(state.database) or known.get("read_again"):
        return None
    note = None
    if known.get("rolled_back") == fingerprint:
        note = "the file made of these inputs was rolled back; it is not published again until something changes"
    elif known.get("fingerprint") != fingerprint:
        return None
    rejections = tuple(str(one) for one in known.get("rejections", ()))
    return Summary(
        result="unchanged",
        status=DONE_WITH_REJECTIONS if rejections else DONE,
        refresh_id=known.get("refresh_id"),
        documents_skipped=len(found.files),
        same_content=found.same_content,
        rejections=rejections,
        rows=int(known.get("rows", 0)),
        findings=known.get("findings", {}),
        note=note,
    )


def _report(state: State, summary: Summary, started_at: dt.datetime) -> None:
    """refresh.json beside the published file: what monitoring looks at."""
    known = read_json(state.published) or {}
    write_json(
        state.report,
        {
            "database": state.database.name,
            "started_at": started_at.isoformat(timespec="seconds"),
            "finished_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            "published_at": known.get("published_at"),
            "published_refresh_id": known.get("refresh_id"),
            **summary.to_json(),
        },
    )


def report_failure(database: Path, status: int, reason: str) -> None:
    """Tell monitoring of a run that ended before it had a summary. Raises OSError."""
    if not database.parent.is_dir():
        return
    _report(State(database), Summary("failed", status, failures=(reason,)), dt.datetime.now(dt.UTC))


@dataclass
class _Run:
    """One building run; holds what its steps share."""

    settings: Settings
    state: State
    journal: Journal
    started: float
    started_at: dt.datetime
    fingerprint: str
    rejections: list[Rejection] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    read_again: bool = False

    @property
    def refresh_id(self) -> str:
        return f"{self.started_at:%Y%m%dT%H%M%S%fZ}-{self.fingerprint[:6]}"

    def carry_out(self, manifest: Manifest, found: FolderScan) -> Summary:
        self.rejections.extend(found.rejections)
        reader = reader_fingerprint(PACKAGE, self.settings.districts)[:16]
        with self.journal.step("read", total=len(found.files)):
            outcomes = self._read(found.files, reader)
        readings = self._readable(found.files, outcomes)
        with self.journal.step("border_check", total=len(readings)):
            sound = self._border(readings, reader)
        documents = self._documents(sound, manifest)
        if not documents:
            raise FolderError(_nothing(self.settings.documents, self.rejections))
        with self.journal.step("load"):
            self._load(documents, sound)
        with self.journal.step("dbt"):
            built = self._build()
        for warning in built.warnings:
            self.journal.warning("check_warned", check=warning.name, reason=warning.message, rows=list(warning.rows))
        fresh = sum(1 for one in readings.values() if one.fresh)
        if not built.sound:
            return self._failed(built, fresh, len(readings) - fresh)
        summary = self._publish(documents, built, fresh, len(readings) - fresh, found)
        self._forget(found.files, reader)
        return summary

    def _read(self, files: Sequence[FoundFile], reader: str) -> dict[str, Outcome]:
        from ingestion.warehouse.reading import Reading, read_documents

        def on_read(file: FoundFile, outcome: Outcome) -> None:
            self.journal.advance()
            if isinstance(outcome, Reading):
                event = "read" if outcome.fresh else "already_read"
                self.journal.info(event, document=file.source_file, rows=outcome.rows, lines=outcome.lines)

        return read_documents(files, self.state.extracts / reader, self.settings.districts, on_read)

    def _readable(self, files: Sequence[FoundFile], outcomes: Mapping[str, Outcome]) -> dict[FoundFile, Reading]:
        from ingestion.warehouse.reading import Unread

        readings: dict[FoundFile, Reading] = {}
        for file in files:
            outcome = outcomes[file.sha256]
            if isinstance(outcome, Unread):
                self.rejections.append(
                    Rejection(file.source_file, file.document_id, "unreadable", outcome.reason, outcome.line)
                )
                self.read_again = self.read_again or not outcome.lasting
            else:
                readings[file] = outcome
        return readings

    def _border(self, readings: Mapping[FoundFile, Reading], reader: str) -> dict[FoundFile, Reading]:
        """The documents whose rows pass; what passed before need not be checked again."""
        try:
            results = self._border_results(readings, reader, keep=True)
        except Exception as error:
            # A refresh that was killed, or a full disk, can leave a half-written result among those that Great
            # Expectations makes its pages of. Its folder holds nothing that cannot be made again.
            self.journal.warning("border_made_anew", reason=f"{type(error).__name__}: {error}")
            shutil.rmtree(self.state.border, ignore_errors=True)
            results = self._border_results(readings, reader, keep=False)
        for file, result in results.items():
            if result.failures:
                self._reject_at_border(file, result)
        return {file: reading for file, reading in readings.items() if not results[file].failures}

    def _border_results(
        self, readings: Mapping[FoundFile, Reading], reader: str, *, keep: bool
    ) -> dict[FoundFile, BorderResult]:
        """The border check of each document; with `keep`, results of earlier runs are believed."""
        from ingestion.warehouse.border import BorderCheck, BorderResult, ExtractedDocument, has_page

        guard = border_fingerprint(PACKAGE)[:16]
        kept = {file: self.state.extracts / reader / f"{file.sha256}.border-{guard}.json" for file in readings}
        results: dict[FoundFile, BorderResult] = {}
        fresh: dict[str, FoundFile] = {}
        for file in readings:
            known = BorderResult.from_json(read_json(kept[file])) if keep else None
            if known is None or not has_page(self.state.border, known.page):
                fresh[file.source_file] = file
            else:
                results[file] = known
                self.journal.advance()
        if fresh:
            check = BorderCheck(self.state.border)

            def extracted(file: FoundFile) -> ExtractedDocument:
                one = readings[file]
                return ExtractedDocument(file.source_file, one.extraction(file.source_file), one.lines)

            for name, result in check.check_all([partial(extracted, file) for file in fresh.values()]):
                write_json(kept[fresh[name]], result.to_json())
                results[fresh[name]] = result
                self.journal.advance()
            check.build_data_docs({result.page for result in results.values()})
        return results

    def _reject_at_border(self, file: FoundFile, result: BorderResult) -> None:
        for failure in result.failures:
            self.rejections.append(
                Rejection(
                    source_file=file.source_file,
                    document_id=file.document_id,
                    finding="border_check",
                    reason=f"the extracted rows fail the border check: {failure.describe()}",
                    line=failure.lines[0] if failure.lines else None,
                )
            )

    def _documents(self, sound: Mapping[FoundFile, Reading], manifest: Manifest) -> list[LoadedDocument]:
        """Which report each document is, which version leads, and what a superseded one had otherwise."""
        from ingestion.warehouse.raw import LoadedDocument
        from ingestion.warehouse.versions import differences

        councils = read_districts(self.settings.districts)
        by_id = {one.district_id: one for one in councils}
        candidates: list[Candidate] = []
        for file, reading in sound.items():
            stated = manifest.lines.get(file.source_file)
            identity, findings = settle_identity(file, stated, reading.identity, by_id)
            if isinstance(identity, Rejection):
                self.rejections.append(identity)
                continue
            self.findings.extend(findings)
            candidates.append(Candidate(file, identity, stated))
        leading, rejected = lead(candidates)
        self.rejections.extend(rejected)
        documents = [
            LoadedDocument(one, sound[one.file].rows, sound[one.file].pages, sound[one.file].read_at) for one in leading
        ]
        by_document = {one.candidate.file.document_id: one for one in documents}
        for one in documents:
            if one.candidate.superseded_by:
                leader = by_document[_last_leader(one.candidate, by_document)].candidate.file
                older = one.candidate.file
                rows, older_rows = (sound[file].extraction(file.source_file).indicators for file in (leader, older))
                self.findings.extend(differences(leader, rows, older, older_rows))
        taken = {one.candidate.file.document_id for one in documents}
        self.findings = [one for one in self.findings if one.document_id in taken]
        return documents

    def _load(self, documents: Sequence[LoadedDocument], sound: Mapping[FoundFile, Reading]) -> None:
        import pyarrow.compute as pc

        from ingestion.warehouse.raw import RawContent, make_build, read_catalogue, suggest
        from ingestion.warehouse.reading import all_tables

        aliases = read_aliases(self.settings.documents)
        catalogue = read_catalogue(self.settings.project / "seeds" / "indicator_aliases.csv")
        catalogue.update({one["printed_name"]: one["indicator_id"] for one in aliases})
        extracted = all_tables([sound[one.candidate.file] for one in documents])
        printed = pc.unique(extracted["indicators"].column("indicator")).to_pylist()
        content = RawContent(
            documents=documents,
            extracted=extracted,
            rejections=self.rejections,
            findings=self.findings,
            corrections=read_corrections(self.settings.documents),
            aliases=aliases,
            suggestions=suggest(printed, catalogue),
        )
        history = self.state.database if self.state.database.exists() else None
        make_build(self.state.build, content, history, self.started_at)

    def _build(self, only: Sequence[str] = ()) -> BuildResult:
        from ingestion.warehouse.transform import build

        return build(self.settings.project, self.state, only)

    def _failed(self, built: BuildResult, fresh: int, skipped: int) -> Summary:
        failures = [text for one in (*built.faults, *built.failures) for text in failure_lines(one)]
        for text in failures:
            self.journal.error("check_failed", reason=text)
        return Summary(
            result="failed",
            status=CHECK_FAILED,
            refresh_id=self.refresh_id,
            documents_read=fresh,
            documents_skipped=skipped,
            rejections=tuple(describe(one) for one in self.rejections),
            checks_passed=built.passed,
            checks_warned=built.warned,
            checks_failed=built.failed,
            warnings=tuple(text for one in built.warnings for text in failure_lines(one)),
            failures=tuple(failures),
            seconds=round(time.perf_counter() - self.started, 3),
            seconds_by_step=dict(self.journal.seconds),
            note="nothing was published",
        )

    def _publish(
        self,
        documents: Sequence[LoadedDocument],
        built: BuildResult,
        fresh: int,
        skipped: int,
        found: FolderScan,
    ) -> Summary:
        from ingestion.warehouse.changes import (
            RunRecord,
            count_findings,
            document_changes,
            record_changes,
            record_run,
        )

        with self.journal.step("compare"):
            moved = document_changes(self.state.build, self.state.database)
            changes = record_changes(self.state.build, self.state.database, self.refresh_id)
            findings = count_findings(self.state.build)
        rejections = tuple(describe(one) for one in self.rejections)
        finished_at = dt.datetime.now(dt.UTC)
        record = RunRecord(
            refresh_id=self.refresh_id,
            started_at=self.started_at,
            finished_at=finished_at,
            seconds=round(time.perf_counter() - self.started, 3),
            seconds_by_step=dict(self.journal.seconds),
            versions=versions(),
            documents_read=fresh,
            documents_skipped=skipped,
            documents_rejected=len({one.source_file for one in self.rejections}),
            documents_withdrawn=len(moved.withdrawn) if moved else 0,
            rows=sum(one.rows for one in documents if one.candidate.superseded_by is None),
            checks_passed=built.passed,
            checks_warned=built.warned,
            checks_failed=0,
            findings=findings,
        )
        with self.journal.step("publish"):
            record_run(self.state.build, record)
            # What this refresh changes is known only now that the figures are built: its own records follow them.
            recorded = self._build(only=RUN_RECORDS)
            if not recorded.sound:
                return self._failed(recorded, fresh, skipped)
            tables = write_next(self.state)
            before = read_json(self.state.published) or {}
            replace_published(self.state)
            write_json(
                self.state.published,
                {
                    "fingerprint": self.fingerprint,
                    "mark": file_mark(self.state.database),
                    "refresh_id": self.refresh_id,
                    "published_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                    "rows": record.rows,
                    "rejections": rejections,
                    "read_again": self.read_again,
                    "findings": findings,
                    "previous": {key: value for key, value in before.items() if key != "previous"},
                },
            )
        self.journal.info("published", database=self.state.database.name, rows=record.rows, changes=dict(changes))
        return Summary(
            result="published",
            status=DONE_WITH_REJECTIONS if rejections else DONE,
            refresh_id=self.refresh_id,
            documents_read=fresh,
            documents_skipped=skipped,
            documents_withdrawn=moved.withdrawn if moved else (),
            documents_renamed=moved.renamed if moved else (),
            documents_republished=moved.republished if moved else (),
            same_content=found.same_content,
            rejections=rejections,
            rows=record.rows,
            checks_passed=built.passed,
            checks_warned=built.warned,
            findings=findings,
            changes=changes,
            tables=tables,
            warnings=tuple(text for one in built.warnings for text in failure_lines(one)),
            seconds=round(time.perf_counter() - self.started, 3),
            seconds_by_step=dict(self.journal.seconds),
        )

    def _forget(self, files: Sequence[FoundFile], reader: str) -> None:
        from ingestion.warehouse.reading import forget

        forget(self.state.extracts, reader, {one.sha256 for one in files})


def _last_leader(candidate: Candidate, documents: Mapping[str, LoadedDocument]) -> str:
    """The document that leads in the end, where a leader was superseded itself."""
    leader = candidate.superseded_by or candidate.file.document_id
    while (next_leader := documents[leader].candidate.superseded_by) is not None:
        leader = next_leader
    return leader


def failure_lines(failure: CheckFailure) -> list[str]:
    """A failed check as lines: its name and message, then the failing rows with document, line and printed text."""
    return [f"{failure.name}: {failure.message}", *(f"    {row}" for row in failure.rows)]


def roll_back(database: Path) -> str:
    """Put the previously published file back; returns a sentence that says what now stands there.

    Calling it again puts the newer file back. Raises PublishError where there is none, LockedError while a
    refresh is at work, OSError where files cannot be moved.
    """
    from ingestion.warehouse.publish import roll_back as exchange

    state = State(database)
    if not state.folder.is_dir():
        raise PublishError("there is no previously published file")
    with only_one(state, "rollback"):
        clear_unfinished(state)
        now = read_json(state.published) or {}
        exchange(state)
        back: dict[str, Any] = dict(now.get("previous") or {})
        left = {key: value for key, value in now.items() if key not in {"previous", "rolled_back"}}
        back.update(mark=file_mark(state.database), rolled_back=now.get("fingerprint"), previous=left)
        write_json(state.published, back)
        published_at = back.get("published_at") or "an unknown time"
        return f"{database.name} is again the file published at {published_at} (refresh {back.get('refresh_id')})"
