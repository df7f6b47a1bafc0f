"""`malbild release`: a state of the published file for good, with what it changes of the release before.

A release is a folder named after its day. It is made beside its place and moved there whole, and never written again.
"""

from __future__ import annotations

import datetime as dt
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.commands.export import CsvStyle, csv_resource, export
from ingestion.files import read_json, sha256_of, write_json
from ingestion.printable import printable
from ingestion.reports import report_kinds
from ingestion.warehouse.literals import literal
from ingestion.warehouse.published import Published, open_published

COMPARISON = Path(__file__).with_name("release.sql")
CHANGES_NAME = "changes.csv"
_VERSION = re.compile(r"\d{4}\.\d{2}\.\d{2}(?:\.\d+)?")
_COMPARED = ("fct_reported_value", "dim_document")
_KINDS = {
    "restated": (
        "Restated by a later report",
        "A report that came since says another figure for the same indicator, council and period.",
    ),
    "revised": ("Revised", "The report itself was published anew, with another figure."),
    "corrected": ("Corrected", "A person corrected what is printed, or took a correction back; the reason is told."),
    "read_anew": ("Read anew", "The same document, read or settled otherwise than before."),
    "reassigned": ("About something else", "The same printed figure stands under another indicator or period now."),
    "withdrawn": ("Withdrawn", "The figure is no longer published."),
}
_MEASURES = {
    "outcome": "outcome",
    "annual_target": "årsmål",
    "kf_target": "KF:s årsmål",
    "forecast": "forecast",
}


class ReleaseError(Exception):
    """A release cannot be made; the message says why."""


@dataclass(frozen=True)
class Released:
    """What was released: its folder, its version, the version before, changes by kind, figures that are new.

    `folder` is None where the file published is the one that was released last.
    """

    folder: Path | None
    version: str
    before: str | None
    changes: Mapping[str, int]
    added: int


def release(database: Path, output: Path, today: dt.date) -> Released:
    """Write a release below `output`, in a folder named after the day: 2026.11.26, 2026.11.26.2.

    Raises NotPublishedError, ReleaseError where the release before cannot be compared with, OSError where the folder
    cannot be written.
    """
    output.mkdir(parents=True, exist_ok=True)
    earlier = _earlier(output)
    before = earlier[-1] if earlier else None
    published = open_published(database)
    try:
        refresh_id = published.refresh_id()
        known = _package(output / before) if before else {}
        if before and known.get("refresh_id") == refresh_id:
            return Released(None, before, before, {}, 0)
        changes, added = _changes(published, output / before) if before else ([], {})
    finally:
        published.close()
    version = _next(earlier, today)
    unfinished = Path(tempfile.mkdtemp(prefix=".release-", dir=output))
    try:
        _write(database, unfinished, version, before, refresh_id, changes, added)
        unfinished.chmod(0o755)
        unfinished.rename(output / version)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return Released(output / version, version, before, Counter(one["change"] for one in changes), sum(added.values()))


def _earlier(output: Path) -> list[str]:
    """Versions that stand there, the first first."""
    found = [path.name for path in output.iterdir() if path.is_dir() and _VERSION.fullmatch(path.name)]
    return sorted(found, key=lambda name: [int(part) for part in name.split(".")])


def _next(earlier: Sequence[str], today: dt.date) -> str:
    day = f"{today:%Y.%m.%d}"
    same_day = [one for one in earlier if one == day or one.startswith(f"{day}.")]
    if earlier and not same_day and [int(part) for part in earlier[-1].split(".")] > [int(p) for p in day.split(".")]:
        raise ReleaseError(f"the last release is of {earlier[-1]}, later than today ({day}): is the clock right?")
    return f"{day}.{len(same_day) + 1}" if same_day else day


def _package(folder: Path) -> dict[str, Any]:
    content = read_json(folder / "datapackage.json")
    if content is None:
        raise ReleaseError(f"{folder} has no datapackage.json that can be read: it is no release, or it is damaged")
    return content


def _changes(published: Published, before: Path) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """What the published file says otherwise than a release, and the figures of reports that are new in it."""
    import duckdb

    connection = published.connection
    kinds = ", ".join(f"('{one.report}', {one.place})" for one in report_kinds())
    connection.execute(f"create temporary view report_order as select * from (values {kinds}) as kind (report, place)")
    try:
        for table in _COMPARED:
            name = "cells" if table == "fct_reported_value" else "documents"
            path = literal(before / f"{table}.parquet")
            connection.execute(f"create temporary view old_{name} as select * from read_parquet({path})")
            connection.execute(f"create temporary view new_{name} as select * from marts.{table}")
        changes = published.rows(COMPARISON.read_text(encoding="utf-8"))
        added = published.rows(
            "select report_id, count(*) as cells from new_cells inner join new_documents using (document_id) "
            "where status <> 'superseded' and report_id not in (select report_id from old_documents "
            "where status <> 'superseded') group by 1 order by 1"
        )
    except duckdb.Error as error:
        raise ReleaseError(f"{before} cannot be compared with: {' '.join(str(error).split())}") from error
    return changes, {one["report_id"]: one["cells"] for one in added}


def _write(
    database: Path,
    folder: Path,
    version: str,
    before: str | None,
    refresh_id: str | None,
    changes: Sequence[Mapping[str, Any]],
    added: Mapping[str, int],
) -> None:
    from ingestion.commands.site import write_site
    from ingestion.commands.workbook import Selection, write_workbook

    export(database, folder, CsvStyle())
    write_workbook(database, folder / "malbild.xlsx", Selection())
    write_site(database, folder / "site")
    _write_changes(folder / CHANGES_NAME, changes)
    text = release_text(version, before, refresh_id, changes, added)
    (folder / "CHANGES.md").write_text(text, encoding="utf-8")
    package = _package(folder)
    package.update(
        version=version,
        created=f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        refresh_id=refresh_id,
        previous_version=before,
    )
    package["resources"] = [*package["resources"], _changes_resource(folder / CHANGES_NAME)]
    write_json(folder / "datapackage.json", package)
    published = open_published(database)
    try:
        now = published.refresh_id()
    finally:
        published.close()
    if now != refresh_id:
        raise ReleaseError("a refresh published while the release was written: once more")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    sums = [f"{sha256_of(path)}  {path.relative_to(folder).as_posix()}\n" for path in files]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")


_FIELDS = (
    ("change", "string", "restated, revised, corrected, read_anew, reassigned or withdrawn, as CHANGES.md explains."),
    ("indicator_id", "string", "Indicator in the release before."),
    ("indicator", "string", "Its name."),
    ("district_id", "string", "Council."),
    ("district", "string", "Its name."),
    ("period_id", "string", "What the figure is about: 2021, 2021-T1."),
    ("gender", "string", "total, men or women."),
    ("measure", "string", "outcome, annual_target, kf_target or forecast."),
    ("old_value", "number", "The figure in the release before; null where it was no number."),
    ("new_value", "number", "The figure in this release; null where it is no number, or is withdrawn."),
    ("unit", "string", "Unit of both; null where none is printed or catalogued."),
    ("old_as_printed", "string", "The cell behind the old figure."),
    ("new_as_printed", "string", "The cell behind the new figure; null where it is withdrawn."),
    ("old_report_id", "string", "Report of the old figure: norrmalm-2021-VB."),
    ("new_report_id", "string", "Report of the new figure; null where it is withdrawn."),
    ("old_source_file", "string", "Document of the old figure."),
    ("old_line_start", "integer", "Its line."),
    ("new_source_file", "string", "Document of the new figure; null where it is withdrawn."),
    ("new_line_start", "integer", "Its line; null where it is withdrawn."),
    ("reason", "string", "Why a person corrected it; null otherwise."),
)


def _write_changes(path: Path, changes: Sequence[Mapping[str, Any]]) -> None:
    import polars as pl

    from ingestion.formulas import neutralise

    kinds = {"string": pl.String, "number": pl.Float64, "integer": pl.Int64}
    schema = {name: kinds[kind] for name, kind, _ in _FIELDS}
    frame = pl.DataFrame([dict(one) for one in changes], schema=schema)
    texts = [neutralise(frame.get_column(name)) for name, kind, _ in _FIELDS if kind == "string"]
    frame.with_columns(texts).write_csv(path)


def _changes_resource(path: Path) -> dict[str, Any]:
    fields = [{"name": name, "type": kind, "description": text} for name, kind, text in _FIELDS]
    grain = "Grain: one row per figure of the release before that this release says otherwise."
    return csv_resource("changes", grain, path, {"fields": fields}, CsvStyle())


def release_text(
    version: str,
    before: str | None,
    refresh_id: str | None,
    changes: Sequence[Mapping[str, Any]],
    added: Mapping[str, int],
) -> str:
    """What a release changes, for people: kind by kind, each figure with where it stands."""
    lines = [f"# Målbild {version}", "", f"The file that was published by refresh {refresh_id}.", ""]
    if before is None:
        return "\n".join([*lines, "The first release: there is none to compare it with.", ""])
    lines += [f"Compared with {before}:", ""]
    for report_id, cells in added.items():
        lines.append(f"- new: {report_id}, {cells} figures")
    counted = Counter(one["change"] for one in changes)
    lines += [f"- {_KINDS[kind][0].lower()}: {counted[kind]}" for kind in _KINDS if counted[kind]]
    if not changes:
        lines.append("- no figure of that release is another one now")
    for kind, (title, explanation) in _KINDS.items():
        if counted[kind]:
            lines += ["", f"## {title}", "", explanation, ""]
            lines += [_sentence(one) for one in changes if one["change"] == kind]
    return "\n".join([*lines, ""])


def _sentence(one: Mapping[str, Any]) -> str:
    about = f"{one['district']}, {one['indicator']}, {one['period_id']}"
    about += f", {one['gender']}" if one["gender"] != "total" else ""
    where = f"{one['old_source_file']}:{one['old_line_start']}"
    now = "(nothing)"
    if one["new_report_id"] is not None:
        now = f"{one['new_as_printed'] or '(nothing)'}"
        if one["change"] == "corrected":
            now = f"{one['new_value']:g}" if one["new_value"] is not None else "(withheld)"
        where += f" → {one['new_source_file']}:{one['new_line_start']}"
    reason = f"; {one['reason']}" if one["reason"] else ""
    measure = _MEASURES.get(one["measure"], one["measure"])
    text = f"- {about}: {measure} {one['old_as_printed'] or '(nothing)'} → {now}{reason} ({where})"
    return printable(text)
