"""`malbild status`: in one screen, whether the published file is fresh, what it holds, and what waits for a person."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ingestion.commands.review import KINDS
from ingestion.documents.identity import District, read_districts
from ingestion.due import Due, next_due, overdue
from ingestion.files import read_json
from ingestion.reports import report_kinds
from ingestion.warehouse.published import Published, open_published
from ingestion.warehouse.settings import PROJECT
from ingestion.warehouse.state import State

# Columns of refresh_run that hold JSON.
_JSON_TEXTS = ("seconds_by_step", "versions", "findings")
_SHOWN = 5
_FAILED_STATUSES = {1: "failed", 2: "found nothing to read"}


@dataclass(frozen=True)
class Freshness:
    """Whether the file is as new as it should be, and why not; when it was looked at last, in hours."""

    is_fresh: bool
    reason: str
    hours: float | None


def status_lines(database: Path, now: dt.datetime, max_age: float) -> Iterator[str]:
    """The status of a published file, line by line. `max_age` is in hours. Raises NotPublishedError."""
    status = _status(database, now, max_age)
    run, last = status["refresh"] or {}, status["last_run"] or {}
    yield f"{database} ({status['bytes'] / 1e6:.1f} MB): {status['freshness']['reason']}"
    if run:
        yield f"published {run['finished_at']:%Y-%m-%d %H:%M:%S %Z} by {run['refresh_id']} in {run['seconds']:.1f} s"
        checks = (f"{run[f'checks_{kind}']} {kind}" for kind in ("passed", "warned", "failed"))
        yield f"checks: {', '.join(checks)}"
    if last:
        yield f"last run {last.get('finished_at')}: {last.get('result')} (exit status {last.get('status')})"
        yield from _some("failure", last.get("failures") or ())
        if last.get("note"):
            yield f"  {last['note']}"
    leading = [one for one in status["documents"] if one["status"] != "superseded"]
    years = sorted({one["year"] for one in leading})
    yield (
        f"{len(leading)} documents of {len({one['district_id'] for one in leading})} councils"
        f"{f', {years[0]}–{years[-1]}' if years else ''}: {sum(one['rows'] or 0 for one in leading)} rows"
    )
    said = ", ".join(f"{cells} {change}" for change, cells in status["changes"].items()) or "none"
    yield f"cells changed by the last publication: {said}"
    yield f"kept as published: {len(status['kept'])}"
    yield from _some(
        "kept",
        [f"{one['report_id']} since {one['kept_since']:%Y-%m-%d}: {one['kept_because']}" for one in status["kept"]],
    )
    waiting = ", ".join(f"{number} {kind}" for kind, number in status["waiting"].items() if number)
    yield f"waits for a person (malbild review): {waiting or 'nothing'}"
    yield from _some("rejection", last.get("rejections") or ())
    yield from _some("warning", [one for one in last.get("warnings") or () if not str(one).startswith("kept as")])
    places, holding = status["unread_places"].values()
    if places:
        yield f"{places} places were not read, {holding} of them may hold a row (malbild review)"
    for label, dues in (("overdue", status["overdue"]), ("due", status["due"])):
        for one in dues:
            yield f"{label}: {Due(**one).describe()}"


def status_json(database: Path, now: dt.datetime, max_age: float) -> Iterator[str]:
    """The status as one JSON text, with every document. Raises NotPublishedError."""
    yield json.dumps(_status(database, now, max_age), ensure_ascii=False, indent=2, default=str)


def is_fresh(database: Path, now: dt.datetime, max_age: float) -> Freshness:
    """Whether the last run was not longer ago than `max_age` hours, and ended well."""
    last = read_json(State(database).report)
    if last is None:
        return Freshness(False, "not fresh: nothing is known of a run (refresh.json is missing)", None)
    try:
        finished = dt.datetime.fromisoformat(str(last.get("finished_at")))
        hours = round((now - finished).total_seconds() / 3600, 1)
    except (ValueError, TypeError):
        return Freshness(False, "not fresh: refresh.json does not say when the last run ended", None)
    if last.get("result") == "failed":
        what = _FAILED_STATUSES.get(int(last.get("status") or 0), "was ended")
        return Freshness(False, f"not fresh: the last run, {hours:g} h ago, {what}", hours)
    if hours > max_age:
        return Freshness(False, f"not fresh: the last run was {hours:g} h ago, more than {max_age:g}", hours)
    return Freshness(True, f"fresh: looked at {hours:g} h ago", hours)


def _status(database: Path, now: dt.datetime, max_age: float) -> dict[str, Any]:
    published = open_published(database)
    try:
        runs = published.rows("select * from marts.refresh_run order by started_at desc limit 1")
        documents = published.rows("select * from marts.dim_document order by year, district_id, report, source_file")
        places, holding = _unread(published)
        waiting = _waiting(published)
        changes = {one["change"]: one["cells"] for one in _changes(published)}
    finally:
        published.close()
    run = {**runs[0], **{name: json.loads(runs[0][name] or "{}") for name in _JSON_TEXTS}} if runs else None
    here = {one["report_id"] for one in documents}
    councils = read_districts(PROJECT / "seeds" / "districts.csv")
    return {
        "database": database.name,
        "bytes": database.stat().st_size,
        "freshness": asdict(is_fresh(database, now, max_age)),
        "refresh": run,
        "kept": [_of(one, _KEPT) for one in documents if one["status"] == "kept"],
        "waiting": waiting,
        "overdue": _dues(overdue, councils, here, now.date()),
        "due": _dues(next_due, councils, here, now.date()),
        "documents": [_of(one, _DOCUMENT) for one in documents],
        "unread_places": {"places": places, "may_hold_row": holding},
        "changes": changes,
        "last_run": read_json(State(database).report),
    }


_DOCUMENT = (
    "source_file",
    "document_id",
    "district_id",
    "district",
    "report",
    "year",
    "status",
    "rows",
    "read_at",
)
_KEPT = ("report_id", "source_file", "kept_since", "kept_because")


def _of(row: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    return {name: row.get(name) for name in names}


def _dues(ask: Any, councils: Sequence[District], here: set[str], today: dt.date) -> list[dict[str, Any]]:
    return [asdict(one) for one in ask(report_kinds(), councils, here, today)]


def _waiting(published: Published) -> dict[str, int]:
    """How much waits for a person, by kind of `malbild review`, whole documents first."""
    tables = set(published.tables())
    return {
        kind.name: published.rows(f'select count(*) as number from marts."{kind.table}" where {kind.waiting}')[0][
            "number"
        ]
        for kind in sorted(KINDS, key=lambda kind: kind.name != "rejected")
        if kind.table in tables
    }


def _changes(published: Published) -> list[dict[str, Any]]:
    return published.rows(
        "select change, count(*) as cells from marts.refresh_change where refresh_id = ? group by 1 order by 1",
        [published.refresh_id()],
    )


def _unread(published: Published) -> tuple[int, int]:
    """Places that were not read, and those of them that may hold a row; none in a file from before there were any."""
    if "quality_unread" not in published.tables():
        return 0, 0
    (found,) = published.rows(
        "select count(*) as places, count(*) filter (where may_hold_row) as holding from marts.quality_unread"
    )
    return found["places"], found["holding"]


def _some(label: str, texts: Sequence[Any]) -> Iterator[str]:
    """The first few of a list, and how many there are more."""
    for one in texts[:_SHOWN]:
        yield f"  {label}: {one}"
    if len(texts) > _SHOWN:
        yield f"  … {len(texts) - _SHOWN} more (--json has all)"
