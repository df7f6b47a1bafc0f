"""The records that both readers write: one builder for each table of the schemas, whatever the document is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import pyarrow as pa

from ingestion.extraction.headers import ExtractionError, Header
from ingestion.extraction.outline import Goal, GoalPath
from ingestion.extraction.schema import (
    ACTIVITY_SCHEMA,
    GOAL_SCHEMA,
    INDICATOR_SCHEMA,
    MONEY_CELL_SCHEMA,
    MONEY_STATEMENT_SCHEMA,
    MONEY_TABLE_SCHEMA,
    TABLE_SCHEMA,
    UNREAD_SCHEMA,
    VALUE_COLUMNS,
)

_MOST_UNREAD_TEXT = 200

Record = dict[str, object]


class SourceDocument(Protocol):
    """What a record says of the document that it was read from."""

    @property
    def document_id(self) -> str:
        """First 16 hex digits of the SHA-256 of the document's bytes."""

    @property
    def source_file(self) -> str:
        """File name with ending."""


@dataclass(frozen=True)
class Extraction:
    """What was read of one document, as tables with the columns of the schemas.

    `indicators`: INDICATOR_SCHEMA, one row per printed row. `goals`: GOAL_SCHEMA, one row per heading, also those
    without a table. `activities`: ACTIVITY_SCHEMA, one row per printed row. `tables`: TABLE_SCHEMA, one row per printed
    header of an indicator table. `unread`: UNREAD_SCHEMA, one row per place that was seen and not understood.
    `money_tables`: MONEY_TABLE_SCHEMA, one row per table of money or volumes. `money_cells`: MONEY_CELL_SCHEMA, one row
    per figure or word that is printed in a value column of those. `money_statements`: MONEY_STATEMENT_SCHEMA, one row
    per deviation that running text states.
    """

    indicators: pa.Table
    goals: pa.Table
    activities: pa.Table
    tables: pa.Table
    unread: pa.Table
    money_tables: pa.Table
    money_cells: pa.Table
    money_statements: pa.Table


class Place(NamedTuple):
    """Where something is printed: 1-based first and last line, and the page where that is known."""

    line_start: int
    line_end: int
    page: int | None


@dataclass(frozen=True)
class Unread:
    """A place that a reader saw and could not read: what kind of thing it seems to be, its text, and why.

    `may_hold_row`: whether a row of an indicator table may be in it, so that the document is not whole without it.
    """

    place: Place
    kind: str
    as_printed: str
    reason: str
    may_hold_row: bool


def extraction(
    indicators: Sequence[Record],
    goals: Sequence[Record],
    activities: Sequence[Record],
    tables: Sequence[Record],
    unread: Sequence[Record],
    money_tables: Sequence[Record] = (),
    money_cells: Sequence[Record] = (),
    money_statements: Sequence[Record] = (),
) -> Extraction:
    """The tables of some records."""
    return Extraction(
        indicators=_table(indicators, INDICATOR_SCHEMA),
        goals=_table(goals, GOAL_SCHEMA),
        activities=_table(activities, ACTIVITY_SCHEMA),
        tables=_table(tables, TABLE_SCHEMA),
        unread=_table(unread, UNREAD_SCHEMA),
        money_tables=_table(money_tables, MONEY_TABLE_SCHEMA),
        money_cells=_table(money_cells, MONEY_CELL_SCHEMA),
        money_statements=_table(money_statements, MONEY_STATEMENT_SCHEMA),
    )


def _table(records: Sequence[Record], schema: pa.Schema) -> pa.Table:
    """The table of some records; as structs they take a third less time than column by column."""
    if not records:
        return schema.empty_table()
    return pa.Table.from_struct_array(pa.array(records, pa.struct(list(schema))))


def indicator_record(
    document: SourceDocument,
    number: int,
    place: Place,
    goals: GoalPath,
    header: Header,
    *,
    indicator: str,
    cells: Mapping[str, str],
    comment: str | None,
    column_evidence: str,
    evidence: Sequence[str],
    readings: Sequence[Mapping[str, str]] | None,
    note: str,
) -> Record:
    """A row of INDICATOR_SCHEMA; `cells` and `readings` have the printed text by column role, empty cells left out."""
    periods = {column.role: column.period for column in header.columns}
    return {
        "document_id": document.document_id,
        "source_file": document.source_file,
        "row_number": number,
        "page": place.page,
        "line_start": place.line_start,
        "line_end": place.line_end,
        "direction_goal": goals.direction.printed if goals.direction else None,
        "area_goal": goals.area.printed if goals.area else None,
        "council_goal": goals.council.printed if goals.council else None,
        "indicator": indicator,
        **{column: cells.get(column) for column in VALUE_COLUMNS},
        "previous_outcome_period": periods.get("previous_outcome"),
        "other_previous_outcome_period": periods.get("other_previous_outcome"),
        "comment": comment,
        "column_evidence": column_evidence,
        "evidence": list(evidence),
        "readings": readings,
        "note": note,
    }


def goal_record(document: SourceDocument, goal: Goal, expected_results: Sequence[str]) -> Record:
    """A row of GOAL_SCHEMA."""
    return {
        "document_id": document.document_id,
        "source_file": document.source_file,
        "line_start": goal.line_start,
        "line_end": goal.line_end,
        "level": goal.level,
        "number": goal.number,
        "title": goal.title,
        "parent_number": goal.parent_number,
        "assessment": goal.assessment,
        "assessment_line": goal.assessment_line,
        "expected_results": list(expected_results),
    }


def activity_record(
    document: SourceDocument,
    number: int,
    place: Place,
    goals: GoalPath,
    *,
    activity: str,
    start_date: dt.date,
    end_date: dt.date,
    deviation: str | None,
    comment: str | None,
) -> Record:
    """A row of ACTIVITY_SCHEMA."""
    return {
        "document_id": document.document_id,
        "source_file": document.source_file,
        "row_number": number,
        "page": place.page,
        "line_start": place.line_start,
        "line_end": place.line_end,
        "area_goal": goals.area.number if goals.area else None,
        "council_goal": goals.council.title if goals.council else None,
        "activity": activity,
        "start_date": start_date,
        "end_date": end_date,
        "deviation": deviation,
        "comment": comment,
    }


def read_date(printed: str, where: str, line: int | None) -> dt.date:
    """A date of an activity table, however its column broke it ('2019-' + '01-01').

    Raises ExtractionError, with the place in its message, for what is no date.
    """
    try:
        return dt.date.fromisoformat("".join(printed.split()))
    except ValueError as error:
        raise ExtractionError(f"{printed!r} is no date, in {where}", line) from error


def table_record(document: SourceDocument, number: int, header: Header, *, last_line: int, rows: int) -> Record:
    """A row of TABLE_SCHEMA."""
    return {
        "document_id": document.document_id,
        "table_number": number,
        "header_line": header.first_line,
        "last_line": last_line,
        "columns": list(header.roles),
        "rows": rows,
    }


def unread_record(document: SourceDocument, unread: Unread) -> Record:
    """A row of UNREAD_SCHEMA, its text on one line and not longer than a finding needs."""
    return {
        "document_id": document.document_id,
        "source_file": document.source_file,
        "page": unread.place.page,
        "line_start": unread.place.line_start,
        "line_end": unread.place.line_end,
        "kind": unread.kind,
        "may_hold_row": unread.may_hold_row,
        "as_printed": " ".join(unread.as_printed.split())[:_MOST_UNREAD_TEXT].rstrip(),
        "reason": unread.reason,
    }


def money_table_record(
    document: SourceDocument,
    number: int,
    *,
    page: int | None,
    line_start: int,
    line_end: int,
    section: str | None,
    area_heading: str | None,
    caption: str | None,
    kind: str,
    unit: str | None,
    columns: Sequence[str],
    rows: int,
) -> Record:
    """A row of MONEY_TABLE_SCHEMA."""
    return {
        "document_id": document.document_id,
        "source_file": document.source_file,
        "table_number": number,
        "page": page,
        "line_start": line_start,
        "line_end": line_end,
        "section": section,
        "area_heading": area_heading,
        "caption": caption,
        "kind": kind,
        "unit": unit,
        "columns": list(columns),
        "rows": rows,
    }


def money_row_record(
    document: SourceDocument,
    table_number: int,
    row_number: int,
    *,
    row_label: str,
    parent_label: str | None,
    is_total: bool,
    column_evidence: str,
    evidence: Sequence[str],
    note: str,
) -> Record:
    """What the rows of MONEY_CELL_SCHEMA of one printed row have in common."""
    return {
        "document_id": document.document_id,
        "source_file": document.source_file,
        "table_number": table_number,
        "row_number": row_number,
        "row_label": row_label,
        "parent_label": parent_label,
        "is_total": is_total,
        "column_evidence": column_evidence,
        "evidence": list(evidence),
        "note": note,
    }


def money_cell_record(
    row: Record,
    cell_number: int,
    *,
    column_number: int | None,
    column_label: str | None,
    as_printed: str,
    page: int | None,
    line: int,
    readings: Sequence[int] | None,
) -> Record:
    """A row of MONEY_CELL_SCHEMA; `readings` are the columns in which an ambiguous figure may stand."""
    return {
        **row,
        "cell_number": cell_number,
        "column_number": column_number,
        "column_label": column_label,
        "as_printed": as_printed,
        "page": page,
        "line": line,
        "readings": readings,
    }


def money_statement_record(
    document: SourceDocument,
    number: int,
    *,
    page: int | None,
    line_start: int,
    line_end: int,
    about: str,
    area_name: str | None,
    area_heading: str | None,
    direction: str,
    as_printed: str,
    unit: str | None,
    is_rounded: bool,
    transfers: str | None,
) -> Record:
    """A row of MONEY_STATEMENT_SCHEMA."""
    return {
        "document_id": document.document_id,
        "source_file": document.source_file,
        "statement_number": number,
        "page": page,
        "line_start": line_start,
        "line_end": line_end,
        "about": about,
        "area_name": area_name,
        "area_heading": area_heading,
        "direction": direction,
        "as_printed": as_printed,
        "unit": unit,
        "is_rounded": is_rounded,
        "transfers": transfers,
    }
