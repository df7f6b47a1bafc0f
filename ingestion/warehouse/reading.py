"""Read documents once: what was extracted from a content is kept under its hash and the reader's hash.

Reading a document is the slow part of a refresh and depends on nothing but its bytes and the reader, so the
same bytes are not read again until the reader changes.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from multiprocessing import get_context, parent_process
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.documents.folder import FoundFile, Rejection
from ingestion.documents.identity import Answer, Evidence, Identity, detect, read_districts
from ingestion.documents.text import DocumentError
from ingestion.journal import Journal
from ingestion.reader import ReadDocument, read_content
from ingestion.warehouse.pack import Pack, is_pack, read_pack, write_pack
from ingestion.warehouse.state import read_json, write_json

if TYPE_CHECKING:
    import pyarrow as pa

    from ingestion.extraction import Extraction

_EXTRACTED = ("indicators", "goals", "activities", "tables", "unread")
_MOST_LOOSE = 100
"""So many documents' extracts lie as files of their own before they are packed."""


@dataclass(frozen=True)
class Reading:
    """What one content gave: counts of lines, pages and rows, the report it seems to be, and where its tables lie.

    `fresh` tells whether it was read in this run. `pack` has the tables of the extraction, else they are Parquet files
    in `folder`; source_file in them is the name under which the content was first read.
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

    def tables(self) -> dict[str, pa.Table]:
        """Everything that was extracted, by name, under the name that the content had first."""
        if self.pack is not None:
            return self.pack.of_document(self.sha256[:16])
        return _kept_tables(self.folder, self.sha256)

    def extraction(self, source_file: str) -> Extraction:
        """Everything that was extracted, under the name that the document has now."""
        import pyarrow as pa

        from ingestion.extraction import Extraction

        def renamed(table: pa.Table) -> pa.Table:
            position = table.schema.get_field_index("source_file")
            if position < 0:
                return table
            names = pa.array([source_file] * table.num_rows, pa.string())
            return table.set_column(position, table.schema.field(position), names)

        return Extraction(**{name: renamed(table) for name, table in self.tables().items()})


@dataclass(frozen=True)
class Unread:
    """Why a content could not be read, and on which 1-based line where that is known."""

    sha256: str
    reason: str
    line: int | None
    fresh: bool
    lasting: bool = True


Outcome = Reading | Unread


@dataclass(frozen=True)
class ReadFolder:
    """What reading a folder gave: readings by file, why others have none, and whether to try those again next time."""

    readings: Mapping[FoundFile, Reading]
    rejections: tuple[Rejection, ...]
    read_again: bool


def read_folder(files: Sequence[FoundFile], cache: Path, districts: Path, journal: Journal) -> ReadFolder:
    """Read what was not read before; `cache` is the folder of this reader's version."""

    def on_read(file: FoundFile, outcome: Outcome) -> None:
        journal.advance()
        if isinstance(outcome, Reading):
            event = "read" if outcome.fresh else "already_read"
            journal.info(event, document=file.source_file, rows=outcome.rows, lines=outcome.lines)

    outcomes = read_documents(files, cache, districts, on_read)
    readings: dict[FoundFile, Reading] = {}
    rejections: list[Rejection] = []
    read_again = False
    for file in files:
        outcome = outcomes[file.sha256]
        if isinstance(outcome, Unread):
            rejections.append(Rejection(file.source_file, file.document_id, "unreadable", outcome.reason, outcome.line))
            read_again = read_again or not outcome.lasting
        else:
            readings[file] = outcome
    return ReadFolder(readings, tuple(rejections), read_again)


def read_documents(
    files: Sequence[FoundFile],
    cache: Path,
    districts: Path,
    on_read: Callable[[FoundFile, Outcome], None],
) -> dict[str, Outcome]:
    """Read what was not read before, in several processes where there is more than one; outcomes by SHA-256.

    `cache` is the folder of this reader's version. `on_read` is called for each document as it is done. One
    document's fault, even one that ends the process that reads it, is an Unread and does not touch the
    others.
    """
    cache.mkdir(parents=True, exist_ok=True)
    pack = read_pack(cache, _EXTRACTED)
    outcomes: dict[str, Outcome] = {}
    missing: list[FoundFile] = []
    for file in files:
        known = _known(cache, file.sha256, pack)
        if known is None:
            missing.append(file)
        else:
            outcomes[file.sha256] = known
            on_read(file, known)
    if len(missing) == 1:
        outcomes[missing[0].sha256] = read_document(missing[0], cache, districts)
        on_read(missing[0], outcomes[missing[0].sha256])
    elif missing:
        left = _read_in_processes(missing, cache, districts, outcomes, on_read, min(len(missing), os.cpu_count() or 1))
        for file in left:
            # The pool broke while this one was in it: alone, it can only break its own process.
            if _read_in_processes([file], cache, districts, outcomes, on_read, 1):
                reason = "the process that read it was ended by the system (out of memory?)"
                outcomes[file.sha256] = Unread(file.sha256, reason, None, fresh=True, lasting=False)
                on_read(file, outcomes[file.sha256])
    return _packed(cache, outcomes)


def _packed(cache: Path, outcomes: dict[str, Outcome]) -> dict[str, Outcome]:
    """The outcomes, with their extracts packed where many lie as files of their own."""
    readings = [one for one in outcomes.values() if isinstance(one, Reading)]
    loose = [one for one in readings if one.pack is None]
    if len(loose) <= _MOST_LOOSE:
        return outcomes
    pack = Pack(all_tables(readings))
    write_pack(cache, pack.tables)
    for one in loose:
        for name in _EXTRACTED:
            _kept_path(cache, one.sha256, name).unlink(missing_ok=True)
    return {key: replace(one, pack=pack) if isinstance(one, Reading) else one for key, one in outcomes.items()}


def all_tables(readings: Sequence[Reading]) -> dict[str, pa.Table]:
    """What was extracted of some contents, as one table each."""
    import pyarrow as pa

    packs = {id(one.pack): one.pack for one in readings if one.pack is not None}
    parts = [one.tables() for one in readings if one.pack is None]
    for key, pack in packs.items():
        # A pack may hold contents that were withdrawn since, or that came back and were read again.
        parts.append(pack.only({one.sha256[:16] for one in readings if id(one.pack) == key}))
    return {name: pa.concat_tables([part[name] for part in parts]) for name in _EXTRACTED}


def _read_in_processes(
    files: Sequence[FoundFile],
    cache: Path,
    districts: Path,
    outcomes: dict[str, Outcome],
    on_read: Callable[[FoundFile, Outcome], None],
    workers: int,
) -> list[FoundFile]:
    """Read in a pool; the files that a broken pool left unread."""
    # A spawned process starts clean; a forked one would inherit locks of the threads that show progress.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_end_with_parent)
    try:
        waiting: dict[Future[Outcome], FoundFile] = {
            pool.submit(read_document, file, cache, districts): file for file in files
        }
        left: list[FoundFile] = []
        for done in as_completed(waiting):
            file = waiting[done]
            try:
                outcomes[file.sha256] = done.result()
            except BrokenProcessPool:
                left.append(file)
            else:
                on_read(file, outcomes[file.sha256])
        return left
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _end_with_parent() -> None:
    """In a reading process: leave Ctrl-C to the parent, and end when the parent was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:

        def wait_for_parent() -> None:
            parent.join()
            os._exit(1)

        threading.Thread(target=wait_for_parent, daemon=True).start()


def read_document(file: FoundFile, cache: Path, districts: Path) -> Outcome:
    """Read one document and keep what it gave, or why it gave nothing.

    What is kept is about the very bytes that were hashed: a file that is cut or replaced meanwhile waits for the next
    refresh, and a file that cannot be opened may be readable then. Raises OSError where the cache cannot be written.
    """
    try:
        content = file.path.read_bytes()
    except OSError as error:
        return Unread(file.sha256, f"cannot be read: {error.strerror}", None, fresh=True, lasting=False)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        reason = "changed while it was read; it is taken at the next refresh"
        return Unread(file.sha256, reason, None, fresh=True, lasting=False)
    try:
        document = read_content(content, file.path)
    except DocumentError as error:
        write_json(cache / f"{file.sha256}.json", {"unread": error.message, "line": error.line})
        return Unread(file.sha256, error.message, error.line, fresh=True)
    except MemoryError:
        raise
    except Exception as error:
        # A fault of the reader must not stop the other documents; it is named and not kept, so that a mended
        # reader takes the document.
        reason = f"the reader failed: {type(error).__name__}: {error}"
        return Unread(file.sha256, reason, None, fresh=True, lasting=False)
    return _keep(file, document, cache, districts)


def _keep(file: FoundFile, document: ReadDocument, cache: Path, districts: Path) -> Reading:
    import pyarrow.parquet as pq

    extraction = document.extraction
    identity = detect(document.lines, read_districts(districts))
    for name in _EXTRACTED:
        path = _kept_path(cache, file.sha256, name)
        unfinished = path.with_suffix(f".{os.getpid()}")
        pq.write_table(getattr(extraction, name), unfinished, write_page_checksum=True)
        unfinished.replace(path)
    read_at = dt.datetime.now(dt.UTC)
    content = {
        "read_at": read_at.isoformat(),
        "lines": len(document.lines),
        "pages": document.pages,
        "rows": extraction.indicators.num_rows,
        "identity": {name: _answer_to_json(getattr(identity, name)) for name in ("district", "report", "year")},
    }
    # Written last: a reading without it has never been.
    write_json(cache / f"{file.sha256}.json", content)
    return Reading(
        sha256=file.sha256,
        read_at=read_at,
        lines=len(document.lines),
        pages=document.pages,
        rows=extraction.indicators.num_rows,
        identity=identity,
        folder=cache,
        fresh=True,
    )


def _known(cache: Path, sha256: str, pack: Pack | None) -> Outcome | None:
    """What an earlier run read of this content, or None when it has to be read (also when the files are damaged)."""
    content = read_json(cache / f"{sha256}.json")
    if content is None:
        return None
    if "unread" in content:
        return Unread(sha256, str(content["unread"]), content.get("line"), fresh=False)
    is_packed = pack is not None and pack.holds(sha256[:16])
    try:
        if not is_packed:
            _kept_tables(cache, sha256)
        identity = content["identity"]
        return Reading(
            sha256=sha256,
            read_at=dt.datetime.fromisoformat(content["read_at"]),
            lines=int(content["lines"]),
            pages=content["pages"],
            rows=int(content["rows"]),
            identity=Identity(
                district=_answer_from_json(identity["district"]),
                report=_answer_from_json(identity["report"]),
                year=_answer_from_json(identity["year"]),
            ),
            folder=cache,
            fresh=False,
            pack=pack if is_packed else None,
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _kept_path(cache: Path, sha256: str, name: str) -> Path:
    return cache / f"{sha256}.{name}.parquet"


def _kept_tables(cache: Path, sha256: str) -> dict[str, pa.Table]:
    """The kept tables by name. Raises OSError or ValueError where one is missing or damaged."""
    import pyarrow.parquet as pq

    return {
        name: pq.read_table(_kept_path(cache, sha256, name), page_checksum_verification=True) for name in _EXTRACTED
    }


def _answer_to_json(answer: Answer) -> dict[str, Any]:
    """An answer with the strongest witness of its first candidates: what messages and findings show."""
    witnesses = [answer.strongest(value) for value, _weight in answer.candidates[:3]]
    return {
        "value": answer.value,
        "candidates": [list(one) for one in answer.candidates],
        "evidence": [asdict(one) for one in witnesses if one is not None],
    }


def _answer_from_json(content: dict[str, Any]) -> Answer:
    return Answer(
        value=content["value"],
        candidates=tuple((str(value), float(weight)) for value, weight in content["candidates"]),
        evidence=tuple(Evidence(**one) for one in content["evidence"]),
    )


def forget(extracts: Path, reader: str, contents: set[str]) -> None:
    """Drop what other versions of the reader kept, and contents that no longer stand in the folder."""
    if not extracts.is_dir():
        return
    for version in extracts.iterdir():
        if version.name != reader:
            shutil.rmtree(version, ignore_errors=True)
            continue
        for path in version.iterdir():
            if not is_pack(path) and path.name.partition(".")[0] not in contents:
                path.unlink(missing_ok=True)
