"""What addresses give, as documents of the folder with their lines in documents.csv."""

from __future__ import annotations

import datetime as dt
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from filelock import FileLock, Timeout

from ingestion.documents.folder import DOCUMENT_ENDINGS, FolderError
from ingestion.documents.identity import District
from ingestion.documents.manifest import (
    FETCHED_COLUMNS,
    MANIFEST_COLUMNS,
    MANIFEST_NAME,
    ManifestLine,
    read_manifest,
    unsafe_name,
)
from ingestion.documents.side_files import add_row, fill_cells
from ingestion.fetching.sources import Source, links_of
from ingestion.fetching.web import Answer, FetchError, Known, Web
from ingestion.files import is_private, like, sha256_of
from ingestion.warehouse.lock import LockedError
from ingestion.warehouse.state import sync_file

PRIVATE_NAME = ".fetch"
_COLUMNS = (*MANIFEST_COLUMNS, *FETCHED_COLUMNS)
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Fetched:
    """What one run brought.

    `new` has file and address, `versions` the file and the one of which it is a new version; `problems` says what is
    not to be had, `notes` what to know; `unchanged` counts the rest.
    """

    new: tuple[tuple[str, str], ...] = ()
    versions: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()
    unchanged: int = 0
    notes: tuple[str, ...] = ()


@dataclass
class _Run:
    folder: Path
    districts: Sequence[District]
    web: Web
    on_done: Callable[[str, str], None]
    hosts: frozenset[str] = frozenset()
    asked: set[str] = field(default_factory=set)
    new: list[tuple[str, str]] = field(default_factory=list)
    versions: list[tuple[str, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    unchanged: int = 0


def fetch_all(
    folder: Path,
    sources: Sequence[Source],
    districts: Sequence[District],
    web: Web,
    on_done: Callable[[str, str], None] = lambda _url, _outcome: None,
) -> Fetched:
    """Ask the sources one after another; whatever is wrong with one is told, and the others go on.

    `on_done` is called for each document with its address and what became of it. Raises ManifestError where
    documents.csv is damaged, LockedError where another run fetches into the folder, FolderError where its private
    folder is not the user's own, OSError where it cannot be written.
    """
    hosts = frozenset(host for one in sources for host in (_host(one.url), *one.also_hosts))
    run = _Run(folder, districts, web, on_done, hosts)
    with _only_one(folder):
        for source in sources:
            if source.links is None:
                _one(run, source.url, source)
            else:
                _page(run, source)
    return Fetched(tuple(run.new), tuple(run.versions), tuple(run.problems), run.unchanged, tuple(run.notes))


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    private = folder / PRIVATE_NAME
    private.mkdir(mode=0o700, exist_ok=True)
    found = private.lstat()
    if not (stat.S_ISDIR(found.st_mode) and is_private(found)):
        raise FolderError(f"{private} must be a folder of this user alone, and no link: move it away")
    lock = FileLock(private / "fetch.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise LockedError(f"another fetch works on {folder}") from None
    try:
        # What a killed run left.
        for path in private.glob("incoming*"):
            path.unlink()
        yield
    finally:
        lock.release()


def _page(run: _Run, source: Source) -> None:
    """Each document that a page lists."""
    if source.links is None:
        return
    try:
        html, url, moved = run.web.page(source.url, run.hosts)
    except FetchError as error:
        _problem(run, source, source.url, str(error))
        return
    _tell_moved(run, source, source.url, moved)
    links = links_of(html, url, source.links)
    if not links:
        every = len(links_of(html, url, re.compile("")))
        _problem(run, source, url, f"none of its {every} links matches {source.links.pattern!r}: has the page changed?")
    for link in links:
        _one(run, link, source)


def _one(run: _Run, url: str, source: Source) -> None:
    if url in run.asked:
        return
    run.asked.add(url)
    incoming = run.folder / PRIVATE_NAME / "incoming"
    try:
        outcome = _document(run, url, source, incoming)
    except FetchError as error:
        _problem(run, source, url, str(error))
        outcome = "not to be had"
    finally:
        incoming.unlink(missing_ok=True)
    run.on_done(url, outcome)


def _document(run: _Run, url: str, source: Source, incoming: Path) -> str:
    """Bring one document; what became of it. Raises FetchError."""
    # Read anew for each: what the one before brought stands in it.
    lines = read_manifest(run.folder, run.districts).lines
    before = _newest(url, lines, run.folder)
    known = Known(before.etag, before.retrieved_at) if before is not None and before.retrieved_at else None
    answer = run.web.document(url, run.hosts, known, incoming)
    if answer is None:
        run.unchanged += 1
        return "not changed"
    _tell_moved(run, source, url, answer.moved_to)
    ending = _ending(incoming)
    values = {
        "url": url,
        "retrieved_at": _after(known).isoformat(timespec="seconds"),
        "original_sha256": answer.sha256,
        "etag": answer.etag or "",
    }
    same = _same_content(run.folder, lines, answer)
    if same is not None and before is not None and same != before.file and _gave(lines.get(same), url):
        # A council takes back what it published last: what the address gives now leads again.
        fill_cells(run.folder / MANIFEST_NAME, ("file",), _COLUMNS, lines[same].line, values, anew=FETCHED_COLUMNS)
        run.versions.append((same, before.file))
        return f"what it gave before {before.file} again: {same}"
    if same is not None:
        run.unchanged += 1
        if same in lines:
            _fill(run.folder, lines[same], values)
        else:
            _add(run.folder, {"file": same, **source.stated(), **values})
        return f"there already as {same}"
    name = _free_name(run.folder, lines, answer.url, ending, answer.sha256)
    known_of_it = _stated(before) if before is not None else {}
    like(incoming, run.folder / name)
    sync_file(incoming)
    incoming.rename(run.folder / name)
    _add(run.folder, {"file": name, **source.stated(), **known_of_it, **values})
    if before is None:
        run.new.append((name, url))
        return f"new: {name}"
    run.versions.append((name, before.file))
    return f"a new version of {before.file}: {name}"


def _after(known: Known | None) -> dt.datetime:
    """Now, and in any case later than what the address gave before: of two versions the later leads."""
    now = dt.datetime.now(dt.UTC)
    return now if known is None else max(now, known.retrieved_at + dt.timedelta(seconds=1))


def _newest(url: str, lines: Mapping[str, ManifestLine], folder: Path) -> ManifestLine | None:
    """The line of what the address gave last, where the file still is what it was."""
    of_it = [one for one in lines.values() if one.url == url and _is_there(folder, one)]
    earliest = dt.datetime.min.replace(tzinfo=dt.UTC)
    return max(of_it, key=lambda one: one.retrieved_at or earliest, default=None)


def _gave(line: ManifestLine | None, url: str) -> bool:
    """Whether the address gave this file before."""
    return line is not None and line.url == url and line.retrieved_at is not None


def _is_there(folder: Path, line: ManifestLine) -> bool:
    path = folder / line.file
    return path.is_file() and (line.retrieved_at is None or sha256_of(path) == line.original_sha256)


def _same_content(folder: Path, lines: Mapping[str, ManifestLine], answer: Answer) -> str | None:
    """The file of the folder that has this content, or is said to be an excerpt of it."""
    for path in sorted(folder.iterdir()):
        name = unicodedata.normalize("NFC", path.name)
        if path.suffix.lower() in DOCUMENT_ENDINGS and path.is_file():
            stated = lines.get(name)
            if stated is not None and stated.original_sha256 == answer.sha256:
                return name
            if path.stat().st_size == answer.size and sha256_of(path) == answer.sha256:
                return name
    return None


def _ending(path: Path) -> str:
    """What a content is by its bytes. Raises FetchError where it is no document."""
    content = path.read_bytes()
    if b"%PDF-" in content[:1024]:
        return ".pdf"
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<head", b"<?xml", b"<!--")):
        raise FetchError("gives a web page, no document")
    if b"\x00" in content or not start:
        raise FetchError(f"gives neither a PDF nor a text: it begins with {content[:8]!r}")
    return ".txt"


def _free_name(folder: Path, lines: Mapping[str, ManifestLine], url: str, ending: str, sha256: str) -> str:
    """A name for a new document, after its address; with digits of its content where another file has it."""
    last = unicodedata.normalize("NFC", unquote(urlsplit(url).path).rpartition("/")[2])
    stem = last[: -len(ending)] if last.lower().endswith(ending) else last
    stem = re.sub(r"[^\w .()\-]+", "-", stem).strip(" .-")[:_LONGEST_NAME] or "document"
    for name in (f"{stem}{ending}", f"{stem}-{sha256[:8]}{ending}"):
        if name not in lines and not (folder / name).exists() and unsafe_name(name) is None:
            return name
    raise FetchError(f"its name {stem}{ending} is taken, and so is {stem}-{sha256[:8]}{ending}")


def _stated(before: ManifestLine) -> dict[str, str]:
    """What is stated of the report that a new version is of, also by a person."""
    values = {
        "district": before.district_id,
        "report": before.report,
        "year": str(before.year) if before.year else None,
        "title": before.title,
        "publisher": before.publisher,
    }
    return {name: value for name, value in values.items() if value}


def _add(folder: Path, values: Mapping[str, str]) -> None:
    fill_cells(folder / MANIFEST_NAME, ("file",), _COLUMNS, None, values)
    add_row(folder / MANIFEST_NAME, ("file",), _COLUMNS, values)


def _fill(folder: Path, line: ManifestLine, values: Mapping[str, str]) -> None:
    """Say where a document came from, in cells that nobody filled; of another address nothing is said."""
    if line.url in {None, values["url"]}:
        fill_cells(folder / MANIFEST_NAME, ("file",), _COLUMNS, line.line, values)


def _tell_moved(run: _Run, source: Source, url: str, moved: str | None) -> None:
    if moved is not None:
        run.notes.append(f"{url} moved for good to {moved}: write that into line {source.line} of sources.csv")


def _problem(run: _Run, source: Source, url: str, reason: str) -> None:
    # A reason may begin with the address itself.
    said = reason if reason.startswith(url) else f"{url} {reason}"
    run.problems.append(f"not fetched (line {source.line} of sources.csv): {said}")


def _host(url: str) -> str:
    return (urlsplit(url).hostname or "").casefold()
