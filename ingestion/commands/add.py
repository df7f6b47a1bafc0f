"""`malbild add`: take a document from outside into the folder, with its line in the manifest."""

from __future__ import annotations

import os
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingestion.documents.folder import (
    DOCUMENT_ENDINGS,
    FolderError,
    FoundFile,
    Rejection,
    scan,
    settle_identity,
)
from ingestion.documents.identity import District, Identity, read_districts
from ingestion.documents.manifest import (
    MANIFEST_NAME,
    ManifestError,
    ManifestLine,
    add_manifest_line,
    fold_name,
    parse_date,
    parse_year,
    read_manifest,
    unsafe_name,
)
from ingestion.documents.text import MAX_BYTES, DocumentError, content_id
from ingestion.isolation.limits import Limits
from ingestion.warehouse.reading import read_apart


class IntakeError(Exception):
    """The document cannot be taken; the message says why."""


@dataclass(frozen=True)
class Stated:
    """What the person who adds a document states of it, as typed; None where nothing is stated."""

    district: str | None = None
    report: str | None = None
    year: str | None = None
    url: str | None = None
    published_on: str | None = None


@dataclass(frozen=True)
class Taken:
    """What became of a document: where it stands, which report it is, how many rows it has, what to know about it."""

    path: Path
    report_id: str
    rows: int
    notes: tuple[str, ...]


def take(file: Path, folder: Path, stated: Stated, councils: Path, limits: Limits) -> Taken:
    """Read a document, tell which report it is, copy it into the folder and write its manifest line.

    `councils` is the list of councils.

    Raises IntakeError where it cannot be read, where nothing tells which report it is, where another file has
    its name, or where what is stated is no district, kind, year or date; ManifestError where documents.csv is
    unusable; OSError where the folder cannot be written. Nothing is written then.
    """
    districts = read_districts(councils)
    name = unicodedata.normalize("NFC", file.name)
    reason = unsafe_name(name)
    if reason:
        raise IntakeError(f"the name {name!r} {reason}")
    if not name.lower().endswith(DOCUMENT_ENDINGS):
        raise IntakeError(f"{name}: a document ends with one of {', '.join(DOCUMENT_ENDINGS)}")
    with tempfile.TemporaryDirectory() as apart:
        document = read_apart([file], Path(apart), councils, limits)[file]
    if isinstance(document, DocumentError):
        place = f", line {document.line}" if document.line is not None else ""
        raise IntakeError(f"{name}{place}: {document.message}")
    line = _stated_line(name, stated, districts)
    found = FoundFile(name, file, file.stat().st_size, document.sha256)
    identity, findings = settle_identity(found, line, document.identity, {one.district_id: one for one in districts})
    if isinstance(identity, Rejection):
        raise IntakeError(f"{name}: {identity.reason} with --district, --report, --year")
    target = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    notes = [f"{one.finding}: the text says {one.as_printed}, stated is {one.other_as_printed}" for one in findings]
    already = _already(folder, found.document_id, districts)
    if already is not None:
        return Taken(
            folder / already, identity.report_id, document.rows, (f"its content stands there already as {already}",)
        )
    if target.exists():
        raise IntakeError(f"{target} is there already with another content; give the new file another name")
    values = {
        "file": name,
        "district": identity.district_id,
        "report": identity.report,
        "year": str(identity.year),
        "url": stated.url or "",
        "published_on": stated.published_on or "",
    }
    _copy(file, target, found.document_id)
    try:
        add_manifest_line(folder, values)
    except BaseException:
        # A document without its line would be read without what was stated of it.
        target.unlink(missing_ok=True)
        raise
    return Taken(target, identity.report_id, document.rows, (*notes, *_evidence_notes(document.identity)))


def _stated_line(name: str, stated: Stated, districts: Sequence[District]) -> ManifestLine:
    by_key = {fold_name(key): one.district_id for one in districts for key in (one.district_id, one.name)}
    try:
        if stated.district is not None and fold_name(stated.district) not in by_key:
            known = ", ".join(one.district_id for one in districts)
            raise ValueError(f"no council is called {stated.district!r}; known are {known}")
        return ManifestLine(
            file=name,
            line=0,
            district_id=by_key[fold_name(stated.district)] if stated.district else None,
            report=stated.report,
            year=parse_year(stated.year) if stated.year else None,
            url=stated.url,
            published_on=parse_date(stated.published_on) if stated.published_on else None,
        )
    except ValueError as error:
        raise IntakeError(str(error)) from error


def _already(folder: Path, document_id: str, districts: Sequence[District]) -> str | None:
    """The name under which the folder has this content, None when it has not."""
    try:
        found = scan(folder, read_manifest(folder, districts), MAX_BYTES)
    except FolderError as error:
        raise IntakeError(str(error)) from error
    except ManifestError as error:
        raise IntakeError(f"{MANIFEST_NAME} must be mended first: {error}") from error
    return next((one.source_file for one in found.files if one.document_id == document_id), None)


def _copy(source: Path, target: Path, document_id: str) -> None:
    """Copy so that the folder has the whole file or none; what was copied is what was read."""
    unfinished = target.with_name(f".{target.name}.unfinished")
    try:
        shutil.copyfile(source, unfinished)
        with unfinished.open("rb") as handle:
            os.fsync(handle.fileno())
        if content_id(unfinished.read_bytes()) != document_id:
            raise IntakeError(f"{source.name}: changed while it was read")
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _evidence_notes(detected: Identity) -> list[str]:
    notes = []
    for label, answer in (
        ("district", detected.district),
        ("report", detected.report),
        ("year", detected.year),
    ):
        if answer.value is None:
            notes.append(f"{label}: the text does not decide ({answer.describe()})")
        else:
            witness = answer.strongest(answer.value)
            where = f" (line {witness.line}: {witness.text})" if witness else ""
            notes.append(f"{label}: the text says {answer.value}{where}")
    return notes
