"""`malbild review`: what a person should look at, each with file and line, and the line that would settle it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from ingestion.documents.folder import REASON_PARTS
from ingestion.documents.manifest import ALIASES_NAME, CORRECTION_COLUMNS, CORRECTIONS_NAME
from ingestion.extraction.schema import VALUE_COLUMNS
from ingestion.warehouse.published import Published, open_published
from ingestion.warehouse.state import State

# The ledger speaks of figures; a period is no figure.
_CORRECTABLE = tuple(column for column in VALUE_COLUMNS if column != "period")


def review_lines(database: Path) -> Iterator[str]:
    """Ambiguous rows, unknown indicators, conflicts, unread places, figures out of range, rejected documents.

    Raises NotPublishedError.
    """
    published = open_published(database)
    try:
        yield from _ambiguous_lines(published, State(database))
        yield from _unknown_lines(published)
        yield from _conflict_lines(published)
        yield from _unread_lines(published)
        yield from _plain_lines(published, "quality_range", "figures out of range")
        yield from _rejected_lines(published)
    finally:
        published.close()


def _ambiguous_lines(published: Published, state: State) -> Iterator[str]:
    rows = published.rows(
        "select distinct quality.document_id, quality.source_file, quality.page, quality.line_start, "
        "document.report_id from marts.quality_ambiguous as quality "
        "inner join marts.dim_document as document on quality.document_id = document.document_id "
        "order by quality.source_file, quality.line_start"
    )
    yield f"ambiguous rows: {len(rows)}"
    by_document: dict[str, dict[int, Mapping[str, Any]]] = {}
    for row in rows:
        document = row["document_id"]
        if document not in by_document:
            by_document[document] = _extracted(state, document)
        extracted = by_document[document].get(row["line_start"])
        yield ""
        if extracted is None:
            yield f"  {_place(row)}: its readings are not kept; run `malbild refresh --rebuild`"
            continue
        yield f"  {_place(row)}: {extracted['indicator']}"
        if extracted["note"]:
            yield f"    why: {extracted['note']}"
        yield from _reading_lines(row["report_id"], extracted)
    yield ""


def _reading_lines(report_id: str, row: Mapping[str, Any]) -> Iterator[str]:
    readings: Sequence[Mapping[str, str | None]] = row["readings"] or ()
    differing = [c for c in VALUE_COLUMNS if len({reading[c] for reading in readings}) > 1]
    same = {c: readings[0][c] for c in VALUE_COLUMNS if readings and c not in differing and readings[0][c]}
    if same:
        yield "    printed, the same in every reading: " + ", ".join(f"{c} {text}" for c, text in same.items())
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
    stated = [column for column in _CORRECTABLE if mine[column]]
    empty = [column for column in _CORRECTABLE if not mine[column] and any(other[column] for other in others)]
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


def _extracted(state: State, document_id: str) -> dict[int, Mapping[str, Any]]:
    """The ambiguous rows of a document by their first line, from the kept extract; empty when it is gone."""
    import pyarrow.parquet as pq

    for path in sorted(state.extracts.glob(f"*/{document_id}*.indicators.parquet")):
        try:
            rows = pq.read_table(path).to_pylist()
        except (OSError, ValueError):
            continue
        return {row["line_start"]: row for row in rows if row["readings"]}
    return {}


def _unknown_lines(published: Published) -> Iterator[str]:
    rows = published.rows("select * from marts.quality_unknown_indicator order by source_file, line_start")
    yield f"unknown indicators: {len(rows)}"
    for row in rows:
        yield ""
        yield f"  {_place(row)}: {row['as_printed']}"
        suggestions = [one for one in str(row.get("suggestions") or "").split(" | ") if one]
        for one in suggestions:
            identifier = one.rpartition(" (")[2].rstrip(")")
            yield f"    near: {one}"
            yield f"      if it means the same, add to {ALIASES_NAME}: {csv_line([row['as_printed'], identifier])}"
        if not suggestions:
            yield "    near: nothing in the catalogue; if it is new, add it to seeds/indicators.csv"
    yield ""


def _conflict_lines(published: Published) -> Iterator[str]:
    rows = published.rows("select * from marts.quality_conflict order by finding, source_file, line_start")
    yield f"conflicts: {len(rows)}"
    for row in rows:
        yield f"  {_place(row)}: {row['finding']}: {row['as_printed'] or '(nothing)'}"
        other = {name.removeprefix("other_"): value for name, value in row.items() if name.startswith("other_")}
        if any(value is not None for value in other.values()):
            yield f"    against {_place(other)}: {other['as_printed'] or '(nothing)'}"
    yield ""


def _unread_lines(published: Published) -> Iterator[str]:
    """What may hold a row first: that is what the facts may lack."""
    rows = published.rows("select * from marts.quality_unread order by not may_hold_row, source_file, line_start")
    holding = sum(1 for row in rows if row["may_hold_row"])
    yield f"places that were not read: {len(rows)}, {holding} of them may hold a row"
    for row in rows:
        yield f"  {_place(row)}: {row['kind']}: {row['as_printed'] or '(nothing)'}"
        yield f"    why: {row['reason']}"
        if row["may_hold_row"]:
            yield "    look at the page: a row that stands there is missing from the published figures"
    yield ""


def _plain_lines(published: Published, table: str, title: str) -> Iterator[str]:
    rows = published.rows(f'select * from marts."{table}" order by source_file, line_start')
    yield f"{title}: {len(rows)}"
    for row in rows:
        yield f"  {_place(row)}: {row['finding']}: {row['as_printed'] or '(nothing)'}"
    yield ""


def _rejected_lines(published: Published) -> Iterator[str]:
    """Each rejected document with its reason, what speaks for and against, and the line that would decide."""
    rows = published.rows("select * from marts.quality_rejected_document order by source_file, line_start")
    yield f"rejected documents: {len(rows)}"
    for row in rows:
        reason, *parts = str(row["as_printed"] or "(nothing)").split(REASON_PARTS)
        yield f"  {_place(row)}: {row['finding']}: {reason}"
        for part in parts:
            yield f"    {part}"
    yield ""


def _place(row: Mapping[str, Any]) -> str:
    """'004.txt:2860' or 'document.pdf:12 (page 3)', as editors jump to it."""
    place = str(row.get("source_file") or "(no file)")
    if row.get("line_start") is not None:
        place += f":{row['line_start']}"
    if row.get("page") is not None:
        place += f" (page {row['page']})"
    return place
