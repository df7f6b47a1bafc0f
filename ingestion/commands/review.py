"""`malbild review`: what a person should look at, each with file and line, and the line that would settle it."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path
from typing import Any

from ingestion.documents.folder import REASON_PARTS
from ingestion.documents.manifest import ALIASES_NAME, CORRECTABLE_COLUMNS, CORRECTION_COLUMNS, CORRECTIONS_NAME
from ingestion.warehouse.published import Published, open_published

# `1: outcome=75 %, annual_target=100 %; 2: no value`: what quality_ambiguous.readings_text holds.
_CELL = re.compile(rf"(?:^|, )({'|'.join(sorted(CORRECTABLE_COLUMNS, key=len, reverse=True))})=")
_READING = re.compile(rf"(?:^|; )\d+: (?=(?:{'|'.join(CORRECTABLE_COLUMNS)})=|no value)")


@dataclass(frozen=True)
class Selection:
    """What to show: of one council, one kind or finding, one document (its file's name), and how many of each kind."""

    district: str | None = None
    kind: str | None = None
    document: str | None = None
    limit: int | None = None


@dataclass(frozen=True)
class Item:
    """One thing to look at: the row of its table, and the lines that tell it, the first with its place."""

    row: Mapping[str, Any]
    lines: Sequence[str] = field(default_factory=tuple)


@dataclass(frozen=True)
class Kind:
    """A kind of things to look at: its table, its heading, how one is told, and what comes first.

    `waiting` is the condition of those rows that wait for a person.
    """

    name: str
    table: str
    heading: Callable[[Sequence[Item]], str]
    told: Callable[[Mapping[str, Any]], list[str]]
    order: str = "source_file, line_start"
    waiting: str = "true"


def review_lines(database: Path, selection: Selection | None = None) -> Iterator[str]:
    """Ambiguous rows, unknown indicators, conflicts, unread places, figures out of range, rejected documents.

    Kinds with several findings count them first. Everything comes from the published file, so a copy of it tells the
    same. Raises NotPublishedError.
    """
    chosen = selection or Selection()
    for kind, items in _found(database, chosen):
        yield kind.heading(items)
        findings = Counter(str(item.row["finding"]) for item in items)
        if len(findings) > 1:
            yield from (f"  {number:>5}  {finding}" for finding, number in findings.most_common())
        for item in items[: chosen.limit]:
            yield from item.lines
        if chosen.limit is not None and len(items) > chosen.limit:
            yield f"  … and {len(items) - chosen.limit} more"
        yield ""


def review_json(database: Path, selection: Selection | None = None) -> Iterator[str]:
    """The same as one JSON text: an object per kind, with the number of its items, and row and lines of those shown."""
    chosen = selection or Selection()
    found = [
        {
            "kind": kind.name,
            "count": len(items),
            "items": [{**item.row, "lines": [line.strip() for line in item.lines]} for item in items[: chosen.limit]],
        }
        for kind, items in _found(database, chosen)
    ]
    yield json.dumps(found, ensure_ascii=False, indent=2, default=str)


def _found(database: Path, selection: Selection) -> list[tuple[Kind, list[Item]]]:
    published = open_published(database)
    try:
        # A file from before a kind was known has no table of it.
        tables = set(published.tables())
        return [
            (kind, [Item(row, kind.told(row)) for row in _rows(published, kind, selection)])
            for kind in KINDS
            if kind.table in tables
            if selection.kind in (None, kind.name) or selection.kind in _findings(published, kind)
        ]
    finally:
        published.close()


def _findings(published: Published, kind: Kind) -> set[str]:
    return {row["finding"] for row in published.rows(f'select distinct finding from marts."{kind.table}"')}


def _rows(published: Published, kind: Kind, selection: Selection) -> list[dict[str, Any]]:
    wanted: list[tuple[str, str]] = []
    if selection.kind not in (None, kind.name):
        wanted.append(("finding = ?", str(selection.kind)))
    if selection.document is not None:
        wanted.append(("source_file = ?", selection.document))
    if selection.district is not None:
        # A rejected document has no council: its file's name may say one.
        columns = {column["name"] for column in published.columns(kind.table)}
        wanted.append(("district_id = ?" if "district_id" in columns else "false and ? = ''", selection.district))
    where = " and ".join(condition for condition, _ in wanted) or "true"
    query = f'select * from marts."{kind.table}" where {where} order by {kind.order}'
    return published.rows(query, [value for _, value in wanted])


def kinds() -> tuple[str, ...]:
    """The kinds that a selection may name; the findings within them are others."""
    return tuple(kind.name for kind in KINDS)


def _counted(title: str) -> Callable[[Sequence[Item]], str]:
    return lambda items: f"{title}: {len(items)}"


def _ambiguous(row: Mapping[str, Any]) -> list[str]:
    readings = printed_readings(row["readings_text"] or "")
    extracted = {
        "readings": readings,
        "area_goal": row["area_goal_number"],
        "council_goal": row["council_goal"],
        "indicator": row["indicator_as_printed"],
    }
    lines = ["", f"  {_place(row)}: {row['indicator_as_printed']}"]
    if row["note"]:
        lines.append(f"    why: {row['note']}")
    return lines + list(_reading_lines(row["report_id"], extracted))


def printed_readings(text: str) -> list[dict[str, str | None]]:
    """The readings of quality_ambiguous.readings_text, best first: the text of each column, None where it is empty."""
    readings: list[dict[str, str | None]] = []
    for one in _READING.split(text)[1:]:
        parts = _CELL.split(one)
        cells = dict(zip(parts[1::2], parts[2::2], strict=True))
        readings.append({column: cells.get(column) for column in CORRECTABLE_COLUMNS})
    return readings


def _reading_lines(report_id: str, row: Mapping[str, Any]) -> Iterator[str]:
    readings: Sequence[Mapping[str, str | None]] = row["readings"] or ()
    differing = [c for c in CORRECTABLE_COLUMNS if len({reading[c] for reading in readings}) > 1]
    same = {c: readings[0][c] for c in CORRECTABLE_COLUMNS if readings and c not in differing and readings[0][c]}
    if same:
        yield "    the same in every reading, and published: " + ", ".join(f"{c} {text}" for c, text in same.items())
    yield f"    what would settle it: {_settled_by(differing)}"
    for number, reading in enumerate(readings, start=1):
        shown = ", ".join(f"{c} {reading[c] or '(empty)'}" for c in differing)
        yield f"    reading {number}: {shown}"
        for line in correction_lines(report_id, row, number - 1):
            yield f"      add to {CORRECTIONS_NAME}: {line}"


def _settled_by(differing: Sequence[str]) -> str:
    """Where a person finds the columns in which the readings differ."""
    sources = ["the columns of the report's own table, in its PDF"]
    if "previous_outcome" in differing:
        sources.append("the verksamhetsberättelse of the year before (previous_outcome)")
    if {"annual_target", "forecast"} & set(differing):
        sources.append("another report of the council for the year (annual_target, forecast)")
    if "kf_target" in differing:
        sources.append("KF's budget or another council's report for the year (kf_target)")
    return "; ".join(sources)


def correction_lines(report_id: str, row: Mapping[str, Any], chosen: int) -> list[str]:
    """The fewest lines for corrections.csv that leave one reading of an ambiguous row: the one chosen, from 0.

    `row` has the columns of INDICATOR_SCHEMA. The last two cells, reason and decided_from, are left for the
    person.
    """
    readings: Sequence[Mapping[str, str | None]] = row["readings"] or ()
    mine = readings[chosen]
    others = [reading for position, reading in enumerate(readings) if position != chosen]
    stated = [column for column in CORRECTABLE_COLUMNS if mine[column]]
    empty = [column for column in CORRECTABLE_COLUMNS if not mine[column] and any(other[column] for other in others)]
    # Stated figures are better witnesses than empty cells; those only speak where the figures do not suffice.
    for usable in (stated, [*stated, *empty]):
        for size in range(1, len(usable) + 1):
            for columns in combinations(usable, size):
                if all(any(_squeezed(mine[c]) != _squeezed(other[c]) for c in columns) for other in others):
                    return [_correction(report_id, row, column, mine[column]) for column in columns]
    return []


def _correction(report_id: str, row: Mapping[str, Any], column: str, text: str | None) -> str:
    number = (row["area_goal"] or "").partition(" ")[0].rstrip(".")
    values = {
        "report_id": report_id,
        "area_goal_number": number,
        "council_goal": row["council_goal"] or "",
        "indicator": row["indicator"],
        "column_name": column,
        "printed_text": text or "",
        "corrected_text": text or "",
        "reason": "WHY",
        "decided_from": "FROM WHAT, line or page",
    }
    return csv_line([values[name] for name in CORRECTION_COLUMNS])


def csv_line(cells: Sequence[str]) -> str:
    """One line of a CSV file, without its end."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="").writerow(cells)
    return buffer.getvalue()


def _squeezed(text: str | None) -> str:
    return "".join((text or "").split())


def _unknown(row: Mapping[str, Any]) -> list[str]:
    lines = ["", f"  {_place(row)}: {row['as_printed']}"]
    suggestions = [one for one in str(row.get("suggestions") or "").split(" | ") if one]
    for one in suggestions:
        identifier = one.rpartition(" (")[2].rstrip(")")
        lines.append(f"    near: {one}")
        lines.append(f"      if it means the same, add to {ALIASES_NAME}: {csv_line([row['as_printed'], identifier])}")
    if not suggestions:
        lines.append("    near: nothing in the catalogue; if it is new, add it to seeds/indicators.csv")
    return lines


def _conflict(row: Mapping[str, Any]) -> list[str]:
    lines = _plain(row)
    other = {name.removeprefix("other_"): value for name, value in row.items() if name.startswith("other_")}
    if any(value is not None for value in other.values()):
        lines.append(f"    against {_place(other)}: {other['as_printed'] or '(nothing)'}")
    return lines


def _unread(row: Mapping[str, Any]) -> list[str]:
    lines = [f"  {_place(row)}: {row['kind']}: {row['as_printed'] or '(nothing)'}", f"    why: {row['reason']}"]
    if row["may_hold_row"]:
        lines.append("    look at the page: a row that stands there is missing from the published figures")
    return lines


def _unread_heading(items: Sequence[Item]) -> str:
    holding = sum(1 for item in items if item.row["may_hold_row"])
    return f"places that were not read: {len(items)}, {holding} of them may hold a row"


def _plain(row: Mapping[str, Any]) -> list[str]:
    lines = [f"  {_place(row)}: {row['finding']}: {row['as_printed'] or '(nothing)'}"]
    if row["explanation"]:
        lines.append(f"    {row['explanation']}")
    return lines


def _rejected(row: Mapping[str, Any]) -> list[str]:
    """A rejected document with its reason, what speaks for and against, and the line that would decide."""
    reason, *parts = str(row["as_printed"] or "(nothing)").split(REASON_PARTS)
    return [f"  {_place(row)}: {row['finding']}: {reason}", *(f"    {part}" for part in parts)]


KINDS = (
    Kind("ambiguous", "quality_ambiguous", _counted("ambiguous rows"), _ambiguous),
    Kind("unknown", "quality_unknown_indicator", _counted("unknown indicators"), _unknown),
    Kind("conflict", "quality_conflict", _counted("conflicts"), _conflict, "finding, source_file, line_start"),
    # What may hold a row first: that is what the facts may lack.
    Kind(
        "unread",
        "quality_unread",
        _unread_heading,
        _unread,
        order="not may_hold_row, source_file, line_start",
        waiting="may_hold_row",
    ),
    Kind("range", "quality_range", _counted("figures out of range"), _plain, "finding, source_file, line_start"),
    Kind("money", "quality_money", _counted("odd figures of money"), _plain, "finding, source_file, line_start"),
    Kind(
        "rejected",
        "quality_rejected_document",
        _counted("rejected documents"),
        _rejected,
        waiting="finding <> 'withdrawn'",
    ),
)


def _place(row: Mapping[str, Any]) -> str:
    """'004.txt:2860' or 'document.pdf:12 (page 3)', as editors jump to it."""
    place = str(row.get("source_file") or "(no file)")
    if row.get("line_start") is not None:
        place += f":{row['line_start']}"
    if row.get("page") is not None:
        place += f" (page {row['page']})"
    return place
