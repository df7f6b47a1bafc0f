"""`malbild status`: what the published file holds, when it was made, and what its checks found."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ingestion.files import read_json
from ingestion.warehouse.published import Published, open_published
from ingestion.warehouse.state import State

# Columns of refresh_run that hold JSON.
_JSON_TEXTS = ("seconds_by_step", "versions", "findings")


def status_lines(database: Path) -> Iterator[str]:
    """The status of a published file, line by line. Raises NotPublishedError."""
    published = open_published(database)
    try:
        yield from _published_lines(database, published)
    finally:
        published.close()
    yield from _last_run_lines(State(database))


def status_json(database: Path) -> Iterator[str]:
    """The status as one JSON text: last refresh, documents, findings, changes. Raises NotPublishedError."""
    published = open_published(database)
    try:
        runs = published.rows("select * from marts.refresh_run order by started_at desc limit 1")
        places, holding = _unread(published)
        run = {**runs[0], **{name: json.loads(runs[0][name] or "{}") for name in _JSON_TEXTS}} if runs else None
        status = {
            "database": database.name,
            "bytes": database.stat().st_size,
            "refresh": run,
            "documents": published.rows(
                "select source_file, document_id, district_id, district, report, year, status, rows, read_at "
                "from marts.dim_document order by year, district_id, report, source_file"
            ),
            "unread_places": {"places": places, "may_hold_row": holding},
            "changes": {one["change"]: one["cells"] for one in _changes(published)},
            "last_run": read_json(State(database).report),
        }
    finally:
        published.close()
    yield json.dumps(status, ensure_ascii=False, indent=2, default=str)


def _changes(published: Published) -> list[dict[str, Any]]:
    return published.rows(
        "select change, count(*) as cells from marts.refresh_change where refresh_id = "
        "(select max_by(refresh_id, started_at) from marts.refresh_run) group by 1 order by 1"
    )


def _published_lines(database: Path, published: Published) -> Iterator[str]:
    runs = published.rows("select * from marts.refresh_run order by started_at desc limit 1")
    documents = published.rows(
        "select source_file, document_id, district_id, report, year, status, rows, read_at "
        "from marts.dim_document order by year, district_id, report, source_file"
    )
    leading = [one for one in documents if one["status"] == "leading"]
    districts = sorted({one["district_id"] for one in leading})
    years = sorted({one["year"] for one in leading})
    size = database.stat().st_size / 1_000_000
    yield f"{database} ({size:.1f} MB)"
    if runs:
        run = runs[0]
        yield f"refreshed {run['finished_at']:%Y-%m-%d %H:%M:%S %Z} by {run['refresh_id']} in {run['seconds']:.1f} s"
        yield (
            f"checks: {run['checks_passed']} passed, {run['checks_warned']} warned, {run['checks_failed']} failed; "
            f"versions: {_joined(run['versions'])}"
        )
    yield f"{len(leading)} documents, {sum(one['rows'] or 0 for one in leading)} rows"
    places, holding = _unread(published)
    if places:
        yield f"{places} places were not read, {holding} of them may hold a row (malbild review)"
    yield f"districts ({len(districts)}): {', '.join(districts)}"
    yield f"years ({len(years)}): {', '.join(str(one) for one in years)}"
    yield ""
    for one in documents:
        superseded = "  superseded" if one["status"] != "leading" else ""
        name = f"{one['district_id']} {one['year']} {one['report']}"
        yield f"  {name:<36} {one['rows'] or 0:>4} rows  {one['source_file']}{superseded}"
    yield ""
    yield "findings by kind:"
    findings = json.loads(runs[0]["findings"] or "{}") if runs else {}
    for kind, number in findings.items():
        yield f"  {number:>5}  {kind}"
    if not findings:
        yield "  none"
    said = ", ".join(f"{one['cells']} {one['change']}" for one in _changes(published)) or "none"
    yield f"cells changed by the last publication: {said}"


def _unread(published: Published) -> tuple[int, int]:
    """Places that were not read, and those of them that may hold a row; none in a file from before there were any."""
    if "quality_unread" not in published.tables():
        return 0, 0
    (found,) = published.rows(
        "select count(*) as places, count(*) filter (where may_hold_row) as holding from marts.quality_unread"
    )
    return found["places"], found["holding"]


def _last_run_lines(state: State) -> Iterator[str]:
    report = read_json(state.report)
    if report is None:
        return
    yield f"last run: {report.get('finished_at')}: {report.get('result')} (exit status {report.get('status')})"
    for label in ("rejections", "warnings", "failures"):
        for one in report.get(label) or ():
            yield f"  {label[:-1]}: {one}"
    if report.get("note"):
        yield f"  {report['note']}"


def _joined(versions: Any) -> str:
    found = json.loads(versions or "{}")
    return ", ".join(f"{name} {version}" for name, version in found.items())
