"""From documents that were read to documents that are loaded: which report each is, which of two versions leads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingestion.documents.folder import (
    Candidate,
    Finding,
    FoundFile,
    Rejection,
    ReportIdentity,
    lead,
    settle_identity,
)
from ingestion.documents.identity import District
from ingestion.documents.manifest import MANIFEST_NAME, Manifest, ManifestLine, manifest_line
from ingestion.warehouse.raw import LoadedDocument
from ingestion.warehouse.reading import Reading
from ingestion.warehouse.standing import NOTHING_STANDS, KeptDocument, Standing, StandingFile, why_lost
from ingestion.warehouse.versions import COLUMNS, differences

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Settled:
    """Documents to load, leading and superseded ones; those that are kept as published; those that are rejected.

    `findings` are about the loaded ones; `moved` says of which published documents a person stated another report.
    """

    documents: tuple[LoadedDocument, ...]
    rejections: tuple[Rejection, ...]
    findings: tuple[Finding, ...]
    kept: tuple[KeptDocument, ...] = ()
    moved: tuple[str, ...] = ()


@dataclass(frozen=True)
class Published:
    """What stands in the published file, what of it a person withdrew, and how its rows are had again."""

    file: StandingFile = NOTHING_STANDS
    withdrawn: frozenset[str] = frozenset()
    indicators: Callable[[str], pa.Table | None] = lambda _document_id: None


def settle(
    readings: Mapping[FoundFile, Reading],
    manifest: Manifest,
    councils: Mapping[str, District],
    published: Published | None = None,
    rejected: Sequence[Rejection] = (),
) -> Settled:
    """Tell which report each document is and which version leads, and what a superseded one had otherwise.

    What is published and is not among the documents any more is kept, unless it was withdrawn or a later version of its
    report took its place; `rejected` are those whom an earlier step rejected.
    """
    published = published or Published()
    standing = {one.document_id: one for one in published.file.documents}
    rejections: list[Rejection] = []
    findings: list[Finding] = []
    moved: list[str] = []
    candidates: list[Candidate] = []
    for file, reading in readings.items():
        stated = manifest.lines.get(file.source_file)
        identity, found = settle_identity(file, stated, reading.identity, councils, manifest.columns)
        if isinstance(identity, Rejection):
            rejections.append(identity)
            continue
        before = standing.get(file.document_id)
        if before is not None and before.report_id != identity.report_id:
            if not _is_stated(before.candidate.identity, identity, stated):
                rejections.append(_report_changed(before, identity, manifest.columns))
                continue
            moved.append(
                f"{file.source_file} was published as {before.report_id}, and is {identity.report_id} now: "
                f"{MANIFEST_NAME}{f', line {stated.line},' if stated else ''} says so"
            )
        findings.extend(found)
        candidates.append(Candidate(file, identity, stated))
    absent = [one for one in _lost(standing.values(), candidates) if one.document_id not in published.withdrawn]
    lost = {one.document_id: one for one in absent}
    without = [_as_it_stands(one, manifest) for one in absent]
    versions, second = lead([*candidates, *without], published.file.leaders)
    rejections.extend(second)
    leading = tuple(one for one in versions if one.file.document_id not in lost)
    # A later version of its report takes the place of one that is lost.
    stays = [lost[one.file.document_id] for one in versions if one.file.document_id in lost and not one.superseded_by]
    kept, gone = _keep(stays, [*rejected, *rejections], leading)
    rejections.extend(gone)
    documents = tuple(
        LoadedDocument(one, readings[one.file].rows, readings[one.file].pages, readings[one.file].read_at)
        for one in leading
    )
    by_document = {one.candidate.file.document_id: one.candidate for one in documents}
    for older in by_document.values():
        if older.superseded_by:
            leader, rows = _leading_rows(older.superseded_by, by_document, without, readings, published)
            if rows is not None:
                older_rows = readings[older.file].indicators(COLUMNS)
                findings.extend(differences(leader.file, rows, older.file, older_rows))
    findings = [one for one in findings if one.document_id in by_document]
    return Settled(documents, tuple(rejections), tuple(findings), kept, tuple(moved))


def _is_stated(before: ReportIdentity, now: ReportIdentity, stated: ManifestLine | None) -> bool:
    """Whether a person says all that is another report's now."""
    return stated is not None and all(
        said is not None or was == is_now
        for said, was, is_now in (
            (stated.district_id, before.district_id, now.district_id),
            (stated.report, before.report, now.report),
            (stated.year, before.year, now.year),
        )
    )


def _report_changed(before: Standing, now: ReportIdentity, columns: Sequence[str]) -> Rejection:
    """The reader took a content for another report before: what is published stands until a person says which it is."""
    values = {"file": before.source_file, "district": now.district_id, "report": now.report, "year": str(now.year)}
    return Rejection(
        source_file=before.source_file,
        document_id=before.document_id,
        finding="report_changed",
        reason=f"is published as {before.report_id} and is read as {now.report_id} now; what is published stays until "
        f"its line of {MANIFEST_NAME} says which: {manifest_line(values, columns)}",
    )


def _lost(standing: Iterable[Standing], candidates: Sequence[Candidate]) -> Iterator[Standing]:
    """Published documents that are neither there nor followed by another content of the report in the same file."""
    contents = {one.file.document_id for one in candidates}
    files = {(one.identity.report_id, one.file.source_file) for one in candidates}
    for one in standing:
        if one.document_id not in contents and (one.report_id, one.source_file) not in files:
            yield one


def _as_it_stands(standing: Standing, manifest: Manifest) -> Candidate:
    stated = manifest.lines.get(standing.source_file)
    return replace(standing.candidate, stated=stated) if stated is not None else standing.candidate


def _keep(
    lost: Iterable[Standing], rejections: Sequence[Rejection], present: Sequence[Candidate]
) -> tuple[tuple[KeptDocument, ...], tuple[Rejection, ...]]:
    """What is kept, each with its reason, and a rejection for each of which nothing said so yet."""
    now_there = {one.file.source_file: one.identity.report_id for one in present}
    kept: list[KeptDocument] = []
    gone: list[Rejection] = []
    for one in lost:
        reason = why_lost(one, rejections, now_there)
        if reason not in rejections:
            gone.append(reason)
        # Another report has its name now.
        name = f"{one.source_file} [kept {one.document_id}]" if one.source_file in now_there else one.source_file
        kept.append(KeptDocument(one, name, reason.describe().removeprefix(f"{one.source_file}: ")))
    return tuple(kept), tuple(gone)


def _leading_rows(
    document_id: str,
    documents: Mapping[str, Candidate],
    kept: Sequence[Candidate],
    readings: Mapping[FoundFile, Reading],
    published: Published,
) -> tuple[Candidate, pa.Table | None]:
    leader = documents.get(document_id)
    if leader is not None:
        return leader, readings[leader.file].indicators(COLUMNS)
    leader = next(one for one in kept if one.file.document_id == document_id)
    return leader, published.indicators(document_id)
