"""published.json: what the published file was made of, so that an unchanged folder is told without building.

The note is believed only while the file beside it still is the very file that it was written for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ingestion.documents.folder import FolderScan
from ingestion.files import read_json, replacement, to_json, write_json
from ingestion.warehouse.publish import replace_published
from ingestion.warehouse.publish import roll_back as exchange
from ingestion.warehouse.state import State, file_mark
from ingestion.warehouse.summary import DONE, DONE_WITH_REJECTIONS, Summary


@dataclass(frozen=True)
class Publication:
    """What is about to be published.

    `fingerprint` is the hash of all that it was made of; with `read_again` something stood in the way of a document
    that may be gone at the next run, so that the next run reads although nothing changed. `standing` are warnings that
    hold until something changes: what is kept. `documents` are the files that were there,
    `seconds` is how long it took, `follows` is the refresh that published what stands there before.
    """

    fingerprint: str
    refresh_id: str
    rows: int
    rejections: Sequence[str]
    findings: Mapping[str, int]
    read_again: bool
    standing: Sequence[str] = ()
    documents: Sequence[str] = ()
    seconds: float = 0.0
    follows: str | None = None


def not_before_the_last(state: State, now: dt.datetime) -> dt.datetime:
    """The time of this run, after that of the last publication also where the clock was set back since.

    The note of that is asked, and without one the published file.
    """
    try:
        last = dt.datetime.fromisoformat(str((read_json(state.published) or {}).get("published_at")))
    except ValueError:
        last = _newest_run(state) or now
    return max(now, last + dt.timedelta(seconds=1)) if last.tzinfo and last != now else now


def _newest_run(state: State) -> dt.datetime | None:
    if not state.database.exists():
        return None
    import duckdb

    try:
        with duckdb.connect(str(state.database), read_only=True) as connection:
            found = connection.execute("select epoch_us(max(started_at)) from marts.refresh_run").fetchall()[0][0]
    except duckdb.Error:
        return None
    return None if found is None else dt.datetime.fromtimestamp(found / 1_000_000, dt.UTC)


def unchanged(state: State, found: FolderScan, fingerprint: str) -> Summary | None:
    """A summary when the published file already is what this folder gives, else None."""
    known = read_json(state.published)
    if known is None or known.get("mark") != file_mark(state.database) or known.get("read_again"):
        return None
    note = None
    if known.get("rolled_back") == fingerprint:
        note = "the file made of these inputs was rolled back; it is not published again until something changes"
    elif known.get("fingerprint") != fingerprint:
        return None
    rejections, warnings = (tuple(str(one) for one in known.get(name, ())) for name in ("rejections", "standing"))
    return Summary(
        result="unchanged",
        status=DONE_WITH_REJECTIONS if rejections else DONE,
        refresh_id=known.get("refresh_id"),
        documents_skipped=len(found.files),
        same_content=found.same_content,
        rejections=rejections,
        rows=int(known.get("rows", 0)),
        findings=known.get("findings", {}),
        warnings=warnings,
        note=note,
    )


def publish(state: State, publication: Publication) -> None:
    """Put the next file in the published one's place and note what it was made of.

    The note is written before, of a file that keeps its mark when it is renamed, and renamed after: where a disk is
    full, nothing was published. Raises OSError.
    """
    before = read_json(state.published) or {}
    if before.get("mark") != file_mark(state.database):
        # A run that was killed before it renamed its note left one that is of another file.
        before = {"refresh_id": publication.follows}
    note = {
        "fingerprint": publication.fingerprint,
        "mark": file_mark(state.next),
        "refresh_id": publication.refresh_id,
        "published_at": not_before_the_last(state, dt.datetime.now(dt.UTC)).isoformat(timespec="seconds"),
        "rows": publication.rows,
        "rejections": publication.rejections,
        "read_again": publication.read_again,
        "findings": publication.findings,
        "standing": publication.standing,
        "documents": publication.documents,
        "seconds": publication.seconds,
        "previous": {key: value for key, value in before.items() if key != "previous"},
    }
    with replacement(state.published) as unfinished:
        unfinished.write_text(to_json(note), encoding="utf-8")
        replace_published(state)


def put_back(state: State) -> Mapping[str, Any]:
    """Exchange the published and the previous file, each with its note; the note of what now stands there.

    Raises PublishError where there is no previous file or it does not open, OSError where files cannot be moved.
    """
    now = read_json(state.published) or {}
    exchange(state)
    back: dict[str, Any] = dict(now.get("previous") or {})
    left = {key: value for key, value in now.items() if key not in {"previous", "rolled_back"}}
    back.update(mark=file_mark(state.database), rolled_back=now.get("fingerprint"), previous=left)
    write_json(state.published, back)
    return back
