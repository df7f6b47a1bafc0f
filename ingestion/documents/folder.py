"""What stands in a folder of documents: which files, which contents, which report each is, which of two leads.

Nothing is decided here about the figures. A file that cannot be taken is a Rejection with its reason; the
others go on.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.documents.manifest import (
    MANIFEST_COLUMNS,
    MANIFEST_NAME,
    Manifest,
    ManifestLine,
    manifest_line,
    unsafe_name,
)
from ingestion.files import NoFileError, opened
from ingestion.printable import printable

if TYPE_CHECKING:
    from ingestion.documents.identity import Answer, District, Identity

DOCUMENT_ENDINGS = (".txt", ".pdf")
REASON_PARTS = " | "
"""What stands between the parts of a reason: what is the matter, the witnesses, what would decide."""

_CHUNK = 1 << 20
_FOR_A_THREAD = 50
"""So many documents of the usual size take longer to be hashed than what hashes side by side takes to be loaded."""

# Where a witness stands, in words.
_PLACES = {
    "title_for": "the title says for whom",
    "title": "title",
    "title_sentence": "sentence",
    "decision": "decision",
    "addressee": "addressee",
    "letterhead": "letterhead",
    "footer": "footer",
    "subject": "the first council named",
    "body": "mention",
    "listed": "mention of several",
    "council_goal": "a nämndmål",
    "table_header": "table header",
    "period_cell": "period cell",
    "header_year": "table header",
    "header_year_before": "table header",
    "year_of_operation": "text",
    "set_later": "cell",
    "activity_dates": "activity",
    "under_year": "text",
}


class FolderError(Exception):
    """The folder is missing or is none, or nothing in it can be read."""


@dataclass(frozen=True)
class FoundFile:
    """A file with a document's ending: name (NFC as in the manifest), path, size in bytes, SHA-256 of its content."""

    source_file: str
    path: Path
    size: int
    sha256: str

    @property
    def document_id(self) -> str:
        """First 16 hex digits of the content's SHA-256."""
        return self.sha256[:16]


@dataclass(frozen=True)
class Rejection:
    """Why a file is not taken.

    `document_id` is None when the content could not be read; the line is of the document or, where the reason speaks
    of the manifest, of documents.csv.
    """

    source_file: str
    document_id: str | None
    finding: str
    reason: str
    line: int | None = None
    page: int | None = None
    as_printed: str | None = None

    def describe(self) -> str:
        """'000.txt, line 12: holds no indicator table'."""
        first, *witnesses = self.reason.split(REASON_PARTS)
        place = f", line {self.line}" if self.line is not None and "line" not in first else ""
        return "; ".join([f"{self.source_file}{place}: {first}", *witnesses[-1:]])


@dataclass(frozen=True)
class FolderScan:
    """Files by name, rejections, and files whose content stands under an earlier name too (name, first name)."""

    files: tuple[FoundFile, ...]
    rejections: tuple[Rejection, ...]
    same_content: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Finding:
    """A statement about one place, or about two that disagree; lines are 1-based, of the text or of the manifest."""

    document_id: str
    source_file: str
    line_start: int | None
    finding: str
    as_printed: str | None
    page: int | None = None
    other_document_id: str | None = None
    other_source_file: str | None = None
    other_page: int | None = None
    other_line_start: int | None = None
    other_as_printed: str | None = None


@dataclass(frozen=True)
class ReportIdentity:
    """Which report a document is: what leads (manifest over text), and what the text itself says.

    `other_author` is who the text says it belongs to where that is no council: only the manifest can have decided then.
    """

    district_id: str
    report: str
    year: int
    detected_district_id: str | None
    detected_report: str | None
    detected_year: int | None
    other_author: str | None = None

    @property
    def report_id(self) -> str:
        """District, year and kind: 'norrmalm-2021-VB'."""
        return f"{self.district_id}-{self.year}-{self.report}"


@dataclass(frozen=True)
class Candidate:
    """A read document on its way to the warehouse: file, report, manifest line, and whether it leads."""

    file: FoundFile
    identity: ReportIdentity
    stated: ManifestLine | None
    superseded_by: str | None = None


def scan(folder: Path, manifest: Manifest, largest_bytes: int) -> FolderScan:
    """List and hash the documents of a folder, by name.

    Raises FolderError when there is no such folder or it cannot be listed. Sub-folders and files with other
    endings are no documents. A file larger than `largest_bytes`, one that cannot be read and one that is a
    link out of the folder are rejected.
    """
    if not folder.is_dir():
        raise FolderError(f"the folder of documents {folder} does not exist")
    try:
        names = sorted((path.name for path in folder.iterdir()), key=lambda name: unicodedata.normalize("NFC", name))
    except OSError as error:
        raise FolderError(f"the folder of documents {folder} cannot be listed: {error.strerror}") from None
    root = folder.resolve()
    files: list[FoundFile] = []
    rejections: list[Rejection] = []
    forms = Counter(unicodedata.normalize("NFC", name) for name in names)
    wanted = [name for name in names if name.lower().endswith(DOCUMENT_ENDINGS) and not name.startswith(".")]
    for name, taken in zip(wanted, _take_all(wanted, folder, root, largest_bytes), strict=True):
        found = _twice(name) if forms[unicodedata.normalize("NFC", name)] > 1 else taken
        if isinstance(found, FoundFile):
            files.append(found)
        else:
            rejections.append(found)
    present = {unicodedata.normalize("NFC", name) for name in names}
    for problem in manifest.problems:
        rejections.append(_manifest_rejection(problem.file, problem.line, problem.reason, problem.as_printed, files))
    for stated in manifest.lines.values():
        if stated.file not in present:
            reason = f"line {stated.line} of {MANIFEST_NAME} names it, but the file is missing from the folder"
            rejections.append(Rejection(stated.file, None, "missing_file", reason, stated.line, None, stated.file))
    wrong = {problem.file for problem in manifest.problems}
    unique, same = _unique([one for one in files if one.source_file not in wrong], manifest)
    return FolderScan(unique, tuple(rejections), same)


def _take_all(names: Sequence[str], folder: Path, root: Path, largest_bytes: int) -> list[FoundFile | Rejection]:
    """What each name is, in their order; many are hashed side by side, which Python lets go on at once."""
    take = partial(_take, root=root, largest_bytes=largest_bytes)
    paths = [folder / name for name in names]
    threads = min(len(os.sched_getaffinity(0)), len(names) // _FOR_A_THREAD)
    if threads < 2:
        return list(map(take, names, paths))
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(take, names, paths))


def _take(name: str, path: Path, root: Path, largest_bytes: int) -> FoundFile | Rejection:
    shown = unicodedata.normalize("NFC", name)
    reason = unsafe_name(shown)
    if reason:
        return Rejection(printable(shown), None, "unsafe_name", f"the name {shown!r} {reason}")
    try:
        place = path.resolve()
    except (OSError, RuntimeError):
        return Rejection(shown, None, "unreadable", "is a link that leads to itself")
    if place.parent != root:
        return Rejection(shown, None, "outside_folder", "is a link that leads out of the folder")
    if not path.is_file():
        return Rejection(shown, None, "unreadable", "is not a file")
    return _hash(shown, path, largest_bytes)


def _twice(name: str) -> Rejection:
    """Two files whose names look the same: whatever speaks of one of them may mean the other."""
    reason = "stands twice in the folder, with the letters of its name written in two ways (NFC and NFD); rename one"
    return Rejection(printable(unicodedata.normalize("NFC", name)), None, "name_twice", reason)


def _hash(name: str, path: Path, largest_bytes: int) -> FoundFile | Rejection:
    digest = hashlib.sha256()
    size = 0
    try:
        with opened(path) as stream:
            announced = os.fstat(stream.fileno()).st_size
            # A file may grow while it is read.
            while announced <= largest_bytes and size <= largest_bytes and (chunk := stream.read(_CHUNK)):
                size += len(chunk)
                digest.update(chunk)
    except NoFileError:
        return Rejection(name, None, "unreadable", "is not a file")
    except OSError as error:
        return Rejection(name, None, "unreadable", f"cannot be read: {error.strerror}")
    if max(announced, size) > largest_bytes:
        reason = f"has {max(announced, size)} bytes; the limit is {largest_bytes}"
        return Rejection(name, None, "too_large", reason)
    return FoundFile(name, path, size, digest.hexdigest())


def _manifest_rejection(file: str, line: int, reason: str, printed: str, files: Sequence[FoundFile]) -> Rejection:
    known = next((one for one in files if one.source_file == file), None)
    return Rejection(
        source_file=printable(file) or MANIFEST_NAME,
        document_id=known.document_id if known else None,
        finding="manifest_line",
        reason=f"line {line} of {MANIFEST_NAME}: {reason}",
        line=line,
        as_printed=printable(printed),
    )


def _unique(
    files: Sequence[FoundFile], manifest: Manifest
) -> tuple[tuple[FoundFile, ...], tuple[tuple[str, str], ...]]:
    """One file per content: the one that the manifest speaks of, else the first by name."""
    by_content: dict[str, list[FoundFile]] = defaultdict(list)
    for one in files:
        by_content[one.sha256].append(one)
    kept: list[FoundFile] = []
    same: list[tuple[str, str]] = []
    for twins in by_content.values():
        first = next((one for one in twins if one.source_file in manifest.lines), twins[0])
        kept.append(first)
        same.extend((one.source_file, first.source_file) for one in twins if one is not first)
    return tuple(sorted(kept, key=lambda one: one.source_file)), tuple(sorted(same))


def settle_identity(
    file: FoundFile,
    stated: ManifestLine | None,
    detected: Identity,
    districts: Mapping[str, District],
    columns: Sequence[str] = MANIFEST_COLUMNS,
) -> tuple[ReportIdentity | Rejection, tuple[Finding, ...]]:
    """Which report a document is: the manifest's word first, then the text's; contradictions are findings.

    A document of which district, report or year stays unknown, or that is somebody else's than a council's, is
    rejected; the parts of the reason are joined by REASON_PARTS: what is the matter, the witnesses line by line, and
    the line of documents.csv, which has these `columns`, that would decide.
    """
    district_id = (stated.district_id if stated else None) or detected.district.value
    report = (stated.report if stated else None) or detected.report.value
    year = (stated.year if stated else None) or (int(detected.year.value) if detected.year.value else None)
    if district_id is None or report is None or year is None:
        told = {"district": district_id, "report": report, "year": year}
        return _rejection(file, detected, told, districts, columns), ()
    identity = ReportIdentity(
        district_id=district_id,
        report=report,
        year=year,
        detected_district_id=detected.district.value,
        detected_report=detected.report.value,
        detected_year=int(detected.year.value) if detected.year.value else None,
        other_author=detected.author.name if detected.author else None,
    )
    findings = list(_contradictions(file, stated, detected)) if stated is not None else []
    council = districts.get(district_id)
    if council is not None and not council.existed_in(year):
        findings.append(
            Finding(
                document_id=file.document_id,
                source_file=file.source_file,
                line_start=None,
                finding="council_outside_validity",
                as_printed=f"{council.name}, {report} {year}",
                other_as_printed=f"{council.valid_from} – {council.valid_to or ''}".strip(),
            )
        )
    return identity, tuple(findings)


def _rejection(
    file: FoundFile,
    detected: Identity,
    told: Mapping[str, str | int | None],
    districts: Mapping[str, District],
    columns: Sequence[str],
) -> Rejection:
    author = detected.author
    names = {one.district_id: one.name for one in districts.values()}
    unknown = [
        _outside_validity(answer, told["year"], districts) or f"{name} cannot be told ({answer.describe()})"
        for name, answer in detected.questions()
        if told[name] is None and not (name == "district" and author is not None)
    ]
    reasons = [*([author.describe(names)] if author is not None and told["district"] is None else []), *unknown]
    witnesses = [
        f"{name}: line {one.line} speaks for {one.value} ({_PLACES.get(one.kind, one.kind)}: {one.text})"
        for name, answer in detected.questions()
        for one in answer.witnesses()
    ]
    missing = [name for name, value in told.items() if value is None]
    values = {name: str(value) if value is not None else name.upper() for name, value in told.items()}
    line = manifest_line({"file": file.source_file, **values}, columns)
    wanted = " and ".join(name.upper() for name in missing)
    after_all = "if it is a council's report after all, " if author is not None else ""
    settle = f"{after_all}state it in {MANIFEST_NAME}, with its {wanted} in this line: {line}"
    return Rejection(
        source_file=file.source_file,
        document_id=file.document_id,
        finding="other_author" if author is not None and told["district"] is None else "identity_unknown",
        reason=REASON_PARTS.join(["; ".join(reasons), *witnesses, settle]),
        line=author.line if author is not None and told["district"] is None else None,
    )


def _outside_validity(answer: Answer, year: str | int | None, districts: Mapping[str, District]) -> str | None:
    """Why the council that the text names is not taken, where it is for its time."""
    council = districts.get(answer.candidates[0][0]) if answer.candidates else None
    if council is None or year is None or council.existed_in(int(year)):
        return None
    existed = f"{council.valid_from} to {council.valid_to or 'today'}"
    return f"district cannot be told ({answer.describe()}): {council.name} existed {existed}, not in {year}"


def _contradictions(file: FoundFile, stated: ManifestLine, detected: Identity) -> Iterator[Finding]:
    """What the text says against its line of the manifest, each with both."""
    values = {
        "district": stated.district_id,
        "report": stated.report,
        "year": str(stated.year) if stated.year else None,
    }
    for name, answer in detected.questions():
        value = values[name]
        author = detected.author if name == "district" else None
        if value is None or (author is None and answer.value in {None, value}):
            continue
        said = author.name if author is not None else answer.value or ""
        witness = author or answer.strongest(said)
        yield Finding(
            document_id=file.document_id,
            source_file=file.source_file,
            line_start=witness.line if witness else None,
            finding=f"manifest_contradicts_text_{name}",
            as_printed=f"{said}: {witness.text}" if witness else said,
            other_source_file=MANIFEST_NAME,
            other_line_start=stated.line,
            other_as_printed=value,
        )


def lead(
    candidates: Sequence[Candidate], published: Mapping[str, str] | None = None
) -> tuple[tuple[Candidate, ...], tuple[Rejection, ...]]:
    """Of several documents of one report, say which leads; the others are superseded, or rejected.

    What the text says to be somebody else's (a unit's, which only the manifest calls the council's) never leads the
    council's own; else a PDF leads its text; else the later published_on leads, or of one address the later
    retrieved_at; where nothing tells the order (a date is missing or the same), the one that is published leads, and
    where none is, the first by name; the other is rejected. `published` has the document_id that leads each report in
    the published file.
    """
    known = published or {}
    by_report: dict[str, list[Candidate]] = defaultdict(list)
    for one in candidates:
        by_report[one.identity.report_id].append(one)
    kept: list[Candidate] = []
    rejections: list[Rejection] = []
    for report_id, versions in by_report.items():
        leading = versions[0]
        superseded: list[Candidate] = []
        for other in versions[1:]:
            winner = _leader(leading, other)
            if winner is None:
                second = other
                if other.file.document_id == known.get(report_id):
                    leading, second = other, leading
                rejections.append(_second_version(report_id, leading, second, known))
            else:
                superseded.append(leading if winner is other else other)
                leading = winner
        kept.append(leading)
        kept.extend(replace(one, superseded_by=leading.file.document_id) for one in superseded)
    return tuple(sorted(kept, key=lambda one: one.file.source_file)), tuple(rejections)


def _second_version(report_id: str, leading: Candidate, second: Candidate, published: Mapping[str, str]) -> Rejection:
    reason = (
        f"is {report_id}, as is {leading.file.source_file}; nothing tells which is later "
        f"(state published_on of both in {MANIFEST_NAME})"
    )
    if leading.file.document_id == published.get(report_id):
        reason += f", and {leading.file.source_file} is published"
    return Rejection(second.file.source_file, second.file.document_id, "second_version", reason)


def _leader(first: Candidate, second: Candidate) -> Candidate | None:
    own = [one for one in (first, second) if one.identity.other_author is None]
    if len(own) == 1:
        return own[0]
    pdfs = [one for one in (first, second) if one.file.source_file.lower().endswith(".pdf")]
    if len(pdfs) == 1:
        return pdfs[0]
    stated = (first.stated, second.stated)
    days = [one.published_on if one else None for one in stated]
    if days[0] is not None and days[1] is not None and days[0] != days[1]:
        return first if days[0] > days[1] else second
    # Two contents that one address gave: what it gives now is the report as it is published now.
    times = [one.retrieved_at if one else None for one in stated]
    addresses = {one.url if one else None for one in stated}
    if len(addresses) > 1 or None in addresses or times[0] is None or times[1] is None or times[0] == times[1]:
        return None
    return first if times[0] > times[1] else second
