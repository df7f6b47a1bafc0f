"""From documents that were read to documents that are loaded: which report each is, which of two versions leads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ingestion.documents.folder import Candidate, Finding, FoundFile, Rejection, lead, settle_identity
from ingestion.documents.identity import District
from ingestion.documents.manifest import Manifest
from ingestion.warehouse.raw import LoadedDocument
from ingestion.warehouse.reading import Reading
from ingestion.warehouse.versions import differences


@dataclass(frozen=True)
class Settled:
    """Documents to load, leading and superseded ones; those that are rejected; what was found about the loaded ones."""

    documents: tuple[LoadedDocument, ...]
    rejections: tuple[Rejection, ...]
    findings: tuple[Finding, ...]


def settle(readings: Mapping[FoundFile, Reading], manifest: Manifest, councils: Mapping[str, District]) -> Settled:
    """Tell which report each document is and which version leads, and what a superseded one had otherwise."""
    rejections: list[Rejection] = []
    findings: list[Finding] = []
    candidates: list[Candidate] = []
    for file, reading in readings.items():
        stated = manifest.lines.get(file.source_file)
        identity, found = settle_identity(file, stated, reading.identity, councils)
        if isinstance(identity, Rejection):
            rejections.append(identity)
            continue
        findings.extend(found)
        candidates.append(Candidate(file, identity, stated))
    leading, second = lead(candidates)
    rejections.extend(second)
    documents = tuple(
        LoadedDocument(one, readings[one.file].rows, readings[one.file].pages, readings[one.file].read_at)
        for one in leading
    )
    by_document = {one.candidate.file.document_id: one.candidate for one in documents}
    for older in by_document.values():
        if older.superseded_by:
            leader = by_document[_last_leader(older, by_document)].file
            rows, older_rows = (readings[file].extraction(file.source_file).indicators for file in (leader, older.file))
            findings.extend(differences(leader, rows, older.file, older_rows))
    return Settled(documents, tuple(rejections), tuple(one for one in findings if one.document_id in by_document))


def _last_leader(candidate: Candidate, documents: Mapping[str, Candidate]) -> str:
    """The document that leads in the end, where a leader was superseded itself."""
    leader = candidate.superseded_by or candidate.file.document_id
    while (next_leader := documents[leader].superseded_by) is not None:
        leader = next_leader
    return leader
