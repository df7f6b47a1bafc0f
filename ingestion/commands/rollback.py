"""`malbild rollback`: put the previously published file back."""

from __future__ import annotations

from pathlib import Path

from ingestion.warehouse.lock import only_one
from ingestion.warehouse.own import check_own
from ingestion.warehouse.publication import put_back
from ingestion.warehouse.publish import PublishError, clear_unfinished
from ingestion.warehouse.state import State


def roll_back(database: Path) -> str:
    """Put the previously published file back; returns a sentence that says what now stands there.

    Calling it again puts the newer file back. Raises PublishError where there is none, LockedError while a
    refresh is at work, OSError where files cannot be moved.
    """
    state = State(database)
    if not state.folder.is_dir():
        raise PublishError("there is no previously published file")
    check_own(state)
    with only_one(state, "rollback"):
        clear_unfinished(state)
        back = put_back(state)
    published_at = back.get("published_at") or "an unknown time"
    return f"{database.name} is again the file published at {published_at} (refresh {back.get('refresh_id')})"
