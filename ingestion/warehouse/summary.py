"""What a refresh did: for the person at the terminal, and in refresh.json for whoever watches the jobs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingestion.files import read_json, write_json
from ingestion.warehouse.state import State

DONE, CHECK_FAILED, NOTHING_READABLE, LOCKED, DONE_WITH_REJECTIONS = 0, 1, 2, 3, 4
"""The exit statuses of the contract."""


@dataclass(frozen=True)
class Summary:
    """What a refresh did. `result` is `published`, `unchanged` or `failed`; `status` the exit status."""

    result: str
    status: int
    refresh_id: str | None = None
    documents_read: int = 0
    documents_skipped: int = 0
    documents_withdrawn: tuple[str, ...] = ()
    documents_renamed: tuple[tuple[str, str], ...] = ()
    documents_republished: tuple[tuple[str, str], ...] = ()
    documents_kept: tuple[str, ...] = ()
    same_content: tuple[tuple[str, str], ...] = ()
    rejections: tuple[str, ...] = ()
    rows: int = 0
    checks_passed: int = 0
    checks_warned: int = 0
    checks_failed: int = 0
    findings: Mapping[str, int] = field(default_factory=dict)
    changes: Mapping[str, int] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    seconds: float = 0.0
    seconds_by_step: Mapping[str, float] = field(default_factory=dict)
    note: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Every field by its name."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def write_report(state: State, summary: Summary, started_at: dt.datetime) -> None:
    """refresh.json beside the published file, and one under the file's own name. Raises OSError."""
    known = read_json(state.published) or {}
    content = {
        "database": state.database.name,
        "started_at": started_at.isoformat(timespec="seconds"),
        "finished_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "published_at": known.get("published_at"),
        "published_refresh_id": known.get("refresh_id"),
        **summary.to_json(),
    }
    # Unfinished, they stand where the next run removes what a kill left.
    apart = state.folder if state.folder.is_dir() else None
    for path in (state.report, state.folder_report):
        write_json(path, content, apart)


def report_failure(database: Path, status: int, reason: str) -> None:
    """Tell monitoring of a run that ended before it had a summary. Raises OSError."""
    if not database.parent.is_dir():
        return
    write_report(State(database), Summary("failed", status, failures=(reason,)), dt.datetime.now(dt.UTC))
