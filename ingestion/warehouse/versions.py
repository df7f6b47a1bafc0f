"""Differences between two versions of one report: which rows and cells a re-published document changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ingestion.documents.folder import Finding, FoundFile
from ingestion.extraction.schema import VALUE_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("area_goal", "council_goal", "indicator", "line_start", "page", *VALUE_COLUMNS)
"""What is compared of a row, and by what rows are told."""

_Key = tuple[str | None, str | None, str, int]


def differences(
    leading: FoundFile, leading_rows: pa.Table, superseded: FoundFile, superseded_rows: pa.Table
) -> tuple[Finding, ...]:
    """Findings about a superseded document: rows and cells that the leading version has otherwise, or not at all.

    Rows are the same when goal, indicator and their place among equal ones are. Both tables have at least COLUMNS.
    """
    old = _by_key(superseded_rows)
    new = _by_key(leading_rows)
    findings: list[Finding] = []
    for key, row in old.items():
        other = new.get(key)
        if other is None:
            findings.append(_finding("row_only_in_superseded", superseded, row, row["indicator"], leading, None, None))
            continue
        for column in VALUE_COLUMNS:
            if row[column] != other[column]:
                printed = f"{row['indicator']}: {column} {row[column] or '(empty)'}"
                now = f"{column} {other[column] or '(empty)'}"
                findings.append(_finding("cell_differs_from_superseded", superseded, row, printed, leading, other, now))
    for key, row in new.items():
        if key not in old:
            findings.append(
                _finding("row_missing_in_superseded", superseded, None, None, leading, row, row["indicator"])
            )
    return tuple(findings)


def _by_key(rows: pa.Table) -> Mapping[_Key, Mapping[str, Any]]:
    seen: dict[tuple[str | None, str | None, str], int] = defaultdict(int)
    keyed: dict[_Key, Mapping[str, Any]] = {}
    records: Sequence[Mapping[str, Any]] = rows.select(COLUMNS).to_pylist()
    for row in records:
        key = (row["area_goal"], row["council_goal"], row["indicator"])
        seen[key] += 1
        keyed[(*key, seen[key])] = row
    return keyed


def _finding(
    kind: str,
    superseded: FoundFile,
    row: Mapping[str, Any] | None,
    printed: str | None,
    leading: FoundFile,
    other: Mapping[str, Any] | None,
    other_printed: str | None,
) -> Finding:
    return Finding(
        document_id=superseded.document_id,
        source_file=superseded.source_file,
        page=row["page"] if row else None,
        line_start=row["line_start"] if row else None,
        finding=kind,
        as_printed=printed,
        other_document_id=leading.document_id,
        other_source_file=leading.source_file,
        other_page=other["page"] if other else None,
        other_line_start=other["line_start"] if other else None,
        other_as_printed=other_printed,
    )
