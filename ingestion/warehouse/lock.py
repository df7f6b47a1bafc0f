"""One refresh of a published file at a time.

The operating system holds the lock and releases it when its process ends, however it ends; so a lock that a
killed process left needs no cleaning, and the note about the holder is believed only while the lock is really
held.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from ingestion.files import read_json, write_json
from ingestion.warehouse.state import State


class LockedError(Exception):
    """Another process refreshes this file; the message names it and when it started."""


@contextmanager
def only_one(state: State, purpose: str) -> Iterator[str | None]:
    """Hold the lock of a published file for as long as the context lasts.

    Yields a sentence about a holder that was killed and left its note behind, or None. Raises LockedError at
    once when another process holds it.
    """
    state.prepare()
    lock = FileLock(state.lock)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise LockedError(_held_by(state)) from None
    try:
        left = read_json(state.holder)
        note = None
        if left is not None:
            holder = f"process {left.get('pid')}, started {left.get('started_at')}"
            note = f"{holder}, ended without releasing its lock"
        started = dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
        write_json(state.holder, {"pid": os.getpid(), "started_at": started, "purpose": purpose})
        try:
            yield note
        finally:
            state.holder.unlink(missing_ok=True)
    finally:
        lock.release()


def _held_by(state: State) -> str:
    holder = read_json(state.holder) or {}
    pid = holder.get("pid", "unknown")
    started = holder.get("started_at", "just now")
    purpose = holder.get("purpose", "refresh")
    return f"another {purpose} works on {state.database.name}: process {pid}, started {started}"
