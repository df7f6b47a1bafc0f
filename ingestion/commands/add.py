"""`malbild add`: take a document from outside into the folder, with its line in the manifest."""

from __future__ import annotations

import csv
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.documents.folder import (
    DOCUMENT_ENDINGS,
    REASON_PARTS,
    FolderError,
    FoundFile,
    Rejection,
    scan,
    settle_identity,
)
from ingestion.documents.identity import District, Identity, read_districts
from ingestion.documents.manifest import (
    MANIFEST_NAME,
    ManifestLine,
    add_manifest_line,
    fold_name,
    known_council,
    parse_date,
    parse_year,
    read_manifest,
    unsafe_name,
)
from ingestion.documents.side_files import ManifestError
from ingestion.documents.text import MAX_BYTES, DocumentError, content_id
from ingestion.files import replacement
from ingestion.isolation.limits import Limits
from ingestion.lexicon import LEXICON
from ingestion.warehouse.reading import read_apart

GOAL_SETS = LEXICON.parent / "goal_sets.csv"


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
    """What became of a document: where it stands, which report it is, how many rows it has, what to know about it.

    `report_id` is None where the document was there already and documents.csv does not say which report it is.
    """

    path: Path
    report_id: str | None
    rows: int
    notes: tuple[str, ...]


def take(file: Path, folder: Path, stated: Stated, councils: Path, limits: Limits) -> Taken:
    """Read a document, tell which report it is, copy it into the folder and write its manifest line.

    `councils` is the list of councils.

    Raises IntakeError where it is no document or cannot be read, where nothing tells which report it is, where another
    file has its name, or where what is stated is no district, kind, year or date; ManifestError where documents.csv is
    unusable; OSError where the folder cannot be written. Nothing is written then.
    """
    districts = read_districts(councils)
    name = _document_name(file)
    line = _stated_line(name, stated, districts)
    with tempfile.TemporaryDirectory() as apart:
        document = read_apart([file], Path(apart), councils, limits)[file]
        if isinstance(document, DocumentError):
            place = f", line {document.line}" if document.line is not None and "line" not in document.message else ""
            raise IntakeError(f"{name}{place}: rejected: {document.message}")
        goals = document.extraction(name).goals.to_pylist()
    already = _already(folder, document.sha256, districts)
    if already is not None:
        return Taken(folder / already.file, already.report_id, document.rows, (already.note,))
    found = FoundFile(name, file, file.stat().st_size, document.sha256)
    identity, findings = settle_identity(found, line, document.identity, {one.district_id: one for one in districts})
    if isinstance(identity, Rejection):
        first, *more = identity.reason.split(REASON_PARTS)
        options = "or state it here with --district, --report, --year"
        raise IntakeError("\n".join([f"{name}: rejected: {first}", *(f"  {one}" for one in (*more, options))]))
    target = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    notes = [
        f"{one.finding}: the text says {one.as_printed}"
        f"{f' (line {one.line_start})' if one.line_start else ''}, stated is {one.other_as_printed}"
        for one in findings
    ]
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
    return Taken(
        target,
        identity.report_id,
        document.rows,
        (*notes, *_evidence_notes(document.identity), *_goal_set_notes(goals)),
    )


def _document_name(file: Path) -> str:
    """The name of a file that may be a document. Raises IntakeError, with what to do instead, for anything else."""
    if address := re.match(r"(https?):/+(.*)", str(file)):
        url = f"{address[1]}://{address[2]}"
        raise IntakeError(f"{url} is an address: download the file and add it with --url {url}")
    name = unicodedata.normalize("NFC", file.name)
    reason = unsafe_name(name)
    if reason:
        raise IntakeError(f"the name {name!r} {reason}")
    if not file.exists():
        raise IntakeError(f"there is no file {file}")
    if file.is_dir():
        raise IntakeError(f"{file} is a folder: add its documents one by one")
    if not name.lower().endswith(DOCUMENT_ENDINGS):
        endings = " or ".join(DOCUMENT_ENDINGS)
        instead = _INSTEAD.get(file.suffix.lower(), "add the report's PDF, or its extracted text as UTF-8")
        raise IntakeError(f"{name}: a document ends with {endings}; {instead}")
    return name


_WORD = "open it in a word processor, save it as PDF and add that"
_ARCHIVE = "unpack it and add the documents in it one by one"
_SHEET = "it holds no report: add the report's PDF that the table was taken from"
_PAGE = "print the page to PDF, or download the PDF that it links to, and add that"
_PICTURE = "a picture has no text: add the report's PDF with its text"
_INSTEAD = {
    **dict.fromkeys((".docx", ".doc", ".odt", ".rtf", ".pages"), _WORD),
    **dict.fromkeys((".zip", ".7z", ".rar", ".tar", ".gz", ".tgz"), _ARCHIVE),
    **dict.fromkeys((".xlsx", ".xls", ".csv", ".ods"), _SHEET),
    **dict.fromkeys((".html", ".htm", ".url", ".webloc", ".mhtml"), _PAGE),
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".tif", ".tiff"), _PICTURE),
}


def _stated_line(name: str, stated: Stated, districts: Sequence[District]) -> ManifestLine:
    by_key = {fold_name(key): one.district_id for one in districts for key in (one.district_id, one.name)}
    try:
        return ManifestLine(
            file=name,
            line=0,
            district_id=known_council(stated.district, by_key) if stated.district else None,
            report=stated.report,
            year=parse_year(stated.year) if stated.year else None,
            url=stated.url,
            published_on=parse_date(stated.published_on) if stated.published_on else None,
        )
    except ValueError as error:
        reason = re.sub(r"^column (\w+):", lambda match: f"--{match[1].replace('_', '-')}:", str(error))
        raise IntakeError(reason) from error


@dataclass(frozen=True)
class _Known:
    """A document that the folder has already: its name, its report where the manifest says it, and what to say."""

    file: str
    report_id: str | None
    note: str


def _already(folder: Path, sha256: str, districts: Sequence[District]) -> _Known | None:
    """The document of the folder that has this content, or is said to be an excerpt of it; None when there is none."""
    if not folder.is_dir():
        return None
    try:
        manifest = read_manifest(folder, districts)
        found = scan(folder, manifest, MAX_BYTES)
    except FolderError as error:
        raise IntakeError(str(error)) from error
    except ManifestError as error:
        raise IntakeError(f"{MANIFEST_NAME} must be mended first: {error}") from error
    same = next((one.source_file for one in found.files if one.sha256 == sha256), None)
    line = manifest.lines.get(same or "")
    note = f"its content stands there already as {same}"
    if same is None:
        line = next((one for one in manifest.lines.values() if one.original_sha256 == sha256), None)
        if line is None:
            return None
        note = f"{line.file} stands there already as its excerpt; put this file in its place to read the whole"
    if line is None:
        return _Known(same or "", None, note)
    report_id = f"{line.district_id}-{line.year}-{line.report}"
    known = report_id if line.district_id and line.year and line.report else None
    return _Known(line.file, known, f"{note} (line {line.line} of {MANIFEST_NAME})")


def _copy(source: Path, target: Path, document_id: str) -> None:
    """Copy so that the folder has the whole file or none; what was copied is what was read."""
    with replacement(target) as unfinished:
        shutil.copyfile(source, unfinished)
        if content_id(unfinished.read_bytes()) != document_id:
            raise IntakeError(f"{source.name}: changed while it was read")


def _evidence_notes(detected: Identity) -> list[str]:
    notes = []
    for label, answer in detected.questions():
        if answer.value is None:
            notes.append(f"{label}: the text does not decide ({answer.describe()})")
        else:
            witness = answer.strongest(answer.value)
            where = f" (line {witness.line}: {witness.text})" if witness else ""
            notes.append(f"{label}: the text says {answer.value}{where}")
    return notes


def _goal_set_notes(goals: Sequence[Mapping[str, Any]]) -> list[str]:
    """The inriktningsmål that no goal set of seeds/goal_sets.csv has, the line of the first, and what to do."""
    with GOAL_SETS.open(encoding="utf-8", newline="") as handle:
        known = {_folded(row["title"]) for row in csv.DictReader(handle)}
    printed = [one for one in goals if one["level"] == "direction" and _folded(one["title"]) not in known]
    unknown = list({_folded(one["title"]): one for one in reversed(printed)}.values())[::-1]
    if not unknown:
        return []
    lines = "; ".join(f"NAME,{one['number'] or '?'},{one['title']}" for one in unknown)
    return [
        f"goal set not known: no goal set of seeds/goal_sets.csv has {unknown[0]['title']!r} (line "
        f"{unknown[0]['line_start']}); the figures are published, under a set named after it. If a new budget set "
        f"these goals, add them there (goal_set,number,title): {lines}"
    ]


def _folded(title: str) -> str:
    return re.sub(r"\W+", "", title.casefold())
