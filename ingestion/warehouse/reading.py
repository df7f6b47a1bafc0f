"""Read documents once: what was extracted from a content is kept under its hash and the reader's hash.

Reading a document is the slow part of a refresh and depends on nothing but its bytes and the reader, so the
same bytes are not read again until the reader changes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ingestion.documents.folder import FoundFile, Rejection
from ingestion.documents.identity import Identity
from ingestion.documents.text import DocumentError, content_of
from ingestion.isolation.kept import EXTRACTED, KEPT, Kept, Refused, kept_path, kept_tables, read_kept
from ingestion.isolation.limits import Limits
from ingestion.isolation.pool import read_in_children
from ingestion.journal import Journal
from ingestion.warehouse.pack import Pack, read_pack, write_pack

if TYPE_CHECKING:
    import pyarrow as pa

    from ingestion.extraction import Extraction

_MOST_LOOSE = 100
"""So many documents' extracts lie as files of their own before they are packed."""


@dataclass(frozen=True)
class Reading:
    """What one content gave: counts of lines, pages and rows, the report it seems to be, and where its tables lie.

    `fresh` tells whether it was read in this run. `pack` has the tables of the extraction, else they lie in `folder`;
    source_file in them is the name under which the content was first read.
    """

    sha256: str
    read_at: dt.datetime
    lines: int
    pages: int | None
    rows: int
    identity: Identity
    folder: Path
    fresh: bool
    pack: Pack | None = None

    @property
    def document_id(self) -> str:
        """What tells the content in the warehouse: 16 digits of its SHA-256."""
        return self.sha256[:16]

    @staticmethod
    def of(kept: Kept, folder: Path, *, fresh: bool, pack: Pack | None = None) -> Reading:
        """The reading of a content that was kept in a folder, or whose tables are in a pack."""
        return Reading(
            kept.sha256, kept.read_at, kept.lines, kept.pages, kept.rows, kept.identity, folder, fresh=fresh, pack=pack
        )

    def tables(self) -> dict[str, pa.Table]:
        """Everything that was extracted, by name, under the name that the content had first."""
        if self.pack is not None:
            return self.pack.of_document(self.document_id)
        return kept_tables(self.folder, self.sha256)

    def indicators(self, columns: Sequence[str]) -> pa.Table:
        """These columns of the rows of indicators."""
        if self.pack is not None:
            return self.pack.rows(self.document_id, "indicators", columns)
        return self.tables()["indicators"].select(columns)

    def extraction(self, source_file: str) -> Extraction:
        """Everything that was extracted, under the name that the document has now."""
        return extraction_of(self.tables(), source_file)


def extraction_of(tables: Mapping[str, pa.Table], source_file: str) -> Extraction:
    """Everything that was extracted of a content, under the name that its document has now."""
    import pyarrow as pa

    from ingestion.extraction import Extraction

    def renamed(table: pa.Table) -> pa.Table:
        position = table.schema.get_field_index("source_file")
        if position < 0:
            return table
        names = pa.array([source_file] * table.num_rows, pa.string())
        return table.set_column(position, table.schema.field(position), names)

    return Extraction(**{name: renamed(tables[name]) for name in EXTRACTED})


Outcome = Reading | Refused


@dataclass(frozen=True)
class ReadFolder:
    """What reading a folder gave: readings by file, why others have none, and whether to try those again next time."""

    readings: Mapping[FoundFile, Reading]
    rejections: tuple[Rejection, ...]
    read_again: bool


class Reader(Protocol):
    """Whatever reads documents and keeps what it reads in a folder: `read_in_children`, or a cluster."""

    def __call__(
        self,
        files: Sequence[FoundFile],
        folder: Path,
        districts: Path,
        limits: Limits,
        on_read: Callable[[FoundFile, Kept | Refused], None],
    ) -> None:
        """Read documents, and tell of each what became of it."""


def read_folder(
    files: Sequence[FoundFile],
    cache: Path,
    districts: Path,
    limits: Limits,
    journal: Journal,
    reader: Reader = read_in_children,
) -> ReadFolder:
    """Read what was not read before; `cache` is the folder of this reader's version."""

    def on_read(file: FoundFile, outcome: Outcome) -> None:
        journal.advance()
        if isinstance(outcome, Reading) and outcome.fresh:
            journal.info("read", document=file.source_file, rows=outcome.rows, lines=outcome.lines)

    outcomes = read_documents(files, cache, districts, limits, on_read, reader)
    # In one line: among thousands the one that is new is to be seen.
    if known := [one for one in outcomes.values() if isinstance(one, Reading) and not one.fresh]:
        journal.info("already_read", documents=len(known), rows=sum(one.rows for one in known))
    readings: dict[FoundFile, Reading] = {}
    rejections: list[Rejection] = []
    read_again = False
    for file in files:
        outcome = outcomes[file.sha256]
        if isinstance(outcome, Refused):
            rejections.append(Rejection(file.source_file, file.document_id, "unreadable", outcome.reason, outcome.line))
            read_again = read_again or not outcome.lasting
        else:
            readings[file] = outcome
    return ReadFolder(readings, tuple(rejections), read_again)


def read_documents(
    files: Sequence[FoundFile],
    cache: Path,
    districts: Path,
    limits: Limits,
    on_read: Callable[[FoundFile, Outcome], None],
    reader: Reader = read_in_children,
) -> dict[str, Outcome]:
    """Read what was not read before, each document in a child process with limits; outcomes by SHA-256.

    `cache` is the folder of this reader's version. `on_read` is called for each document as it is done.
    """
    cache.mkdir(parents=True, exist_ok=True)
    pack = read_pack(cache, KEPT)
    outcomes: dict[str, Outcome] = {}
    missing: list[FoundFile] = []
    for file in files:
        known = _known(cache, file.sha256, limits, pack)
        if known is None:
            missing.append(file)
        else:
            outcomes[file.sha256] = known
            on_read(file, known)

    def on_outcome(file: FoundFile, outcome: Kept | Refused) -> None:
        read = Reading.of(outcome, cache, fresh=True) if isinstance(outcome, Kept) else outcome
        outcomes[file.sha256] = read
        on_read(file, read)

    reader(missing, cache, districts, limits, on_outcome)
    return _packed(cache, outcomes)


def read_apart(
    paths: Sequence[Path], cache: Path, districts: Path, limits: Limits
) -> dict[Path, Reading | DocumentError]:
    """Read files that stand anywhere, each in a child process with limits; what is read is kept in `cache`."""
    outcomes: dict[Path, Reading | DocumentError] = {}
    found: dict[Path, FoundFile] = {}
    for path in paths:
        try:
            content = content_of(path)
        except DocumentError as error:
            outcomes[path] = error
        else:
            found[path] = FoundFile(path.name, path.absolute(), len(content), hashlib.sha256(content).hexdigest())
    by_content = {one.sha256: one for one in found.values()}
    read = read_documents(list(by_content.values()), cache, districts, limits, lambda _file, _outcome: None)
    for path, file in found.items():
        outcome = read[file.sha256]
        outcomes[path] = DocumentError(outcome.reason, outcome.line) if isinstance(outcome, Refused) else outcome
    return outcomes


def _packed(cache: Path, outcomes: dict[str, Outcome]) -> dict[str, Outcome]:
    """The outcomes, with their extracts packed where many lie as files of their own."""
    # In the order in which their rows stand in a pack that there is already, so that it is read once.
    readings = sorted((one for one in outcomes.values() if isinstance(one, Reading)), key=lambda one: one.sha256)
    loose = [one for one in readings if one.pack is None]
    if len(loose) <= _MOST_LOOSE:
        return outcomes
    pack = write_pack(cache, KEPT, ((one.document_id, one.tables()) for one in readings))
    for one in loose:
        kept_path(cache, one.sha256).unlink(missing_ok=True)
    return {key: replace(one, pack=pack) if isinstance(one, Reading) else one for key, one in outcomes.items()}


def _known(cache: Path, sha256: str, limits: Limits, pack: Pack | None) -> Outcome | None:
    """What an earlier run read of this content, or None when it has to be read (also when the files are damaged)."""
    kept = read_kept(cache, sha256, limits)
    if kept is None or isinstance(kept, Refused):
        return kept
    is_packed = pack is not None and pack.holds(sha256[:16])
    if not is_packed:
        try:
            kept_tables(cache, sha256)
        except (OSError, ValueError):
            return None
    return Reading.of(kept, cache, fresh=False, pack=pack if is_packed else None)
