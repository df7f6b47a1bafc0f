"""Run records: what this refresh changes for those who read the published file, and what it found.

Revisions are announced, not silent: every cell that the next file adds, changes or withdraws is a row of
refresh_change with its old and new value.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.warehouse.engine import Engine
from ingestion.warehouse.literals import literal
from ingestion.warehouse.state import State

if TYPE_CHECKING:
    import duckdb

# A cell is the same cell in two files when report, indicator, period, gender and measure are, and its place
# among equal ones: a re-published document has another document_id, and its lines may have moved. A value
# that was settled, corrected, withheld or found ambiguous says so beside the printed text.
_CELLS = """
    select
        document.report_id,
        cell.indicator_id,
        cell.period_id,
        cell.gender,
        cell.measure,
        row_number() over (
            partition by document.report_id, cell.indicator_id, cell.period_id, cell.gender, cell.measure
            order by cell.row_number, cell.line_start
        ) as occurrence,
        cell.reported_value_id,
        cell.document_id,
        document.source_file,
        cell.line_start,
        cell.district_id,
        coalesce(cell.as_printed, '') || case
            when cell.column_evidence in ('ambiguous', 'settled', 'corrected')
                then ' [' || cell.column_evidence || coalesce(' ' || cast(cell.value as varchar), '') || ']'
            else ''
        end as shown
    from {source}.marts.fct_reported_value as cell
    inner join {source}.marts.dim_document as document on cell.document_id = document.document_id
    where
        document.status <> 'superseded'
        and document.report_id in (select report_id from differing)
"""

# Of each report: how many cells stand there, and a hash of all that a change is told by. To number and join the cells
# of thousands of reports takes seconds, and mostly one report is new.
_REPORTS = """
    select
        document.report_id,
        count(*) as cells,
        sum(hash(
            cell.document_id, cell.indicator_id, cell.period_id, cell.gender, cell.measure, cell.row_number,
            cell.line_start, cell.as_printed, cell.column_evidence, cell.value
        )) as content
    from {source}.marts.fct_reported_value as cell
    inner join {source}.marts.dim_document as document on cell.document_id = document.document_id
    where document.status <> 'superseded'
    group by document.report_id
"""

# A cell that only leads to another indicator now, because an alias was mended, is one change, not two.
_CHANGES = f"""
    with old as ({_CELLS.format(source="published")}), new as ({_CELLS.format(source="next")}),
    pairs as (
        select
            old.shown as old_value,
            new.shown as new_value,
            old.reported_value_id as old_cell,
            new.reported_value_id as new_cell,
            old.indicator_id as old_indicator,
            new.indicator_id as new_indicator,
            coalesce(old.report_id, new.report_id) as report_id,
            coalesce(new.document_id, old.document_id) as document_id,
            coalesce(new.source_file, old.source_file) as source_file,
            coalesce(new.line_start, old.line_start) as line_start,
            coalesce(new.indicator_id, old.indicator_id) as indicator_id,
            coalesce(new.district_id, old.district_id) as district_id,
            coalesce(new.period_id, old.period_id) as period_id,
            coalesce(new.gender, old.gender) as gender,
            coalesce(new.measure, old.measure) as measure
        from old
        full outer join new
            on old.report_id is not distinct from new.report_id
            and old.indicator_id is not distinct from new.indicator_id
            and old.period_id is not distinct from new.period_id
            and old.gender is not distinct from new.gender
            and old.measure is not distinct from new.measure
            and old.occurrence = new.occurrence
        where old.shown is distinct from new.shown
    ),
    moved as (
        select
            added.* replace (
                withdrawn.old_value || ' (' || withdrawn.old_indicator || ')' as old_value,
                added.new_value || ' (' || added.new_indicator || ')' as new_value
            )
        from pairs as withdrawn
        inner join pairs as added on withdrawn.old_cell = added.new_cell
        where withdrawn.new_cell is null and added.old_cell is null
    ),
    cells as (
        select pairs.*
        from pairs
        left join moved on moved.new_cell = coalesce(pairs.new_cell, pairs.old_cell)
        where moved.new_cell is null
        union all
        select * from moved
    )
    select
        case when old_value is null then 'added' when new_value is null then 'withdrawn' else 'changed' end as change,
        * exclude (old_cell, new_cell, old_indicator, new_indicator)
    from cells
    order by all
"""


@dataclass(frozen=True)
class DocumentChanges:
    """Documents of the published file that are gone, and those that only changed their name (old name, new name)."""

    withdrawn: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...]
    republished: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class RunRecord:
    """One row of refresh_run; `findings` counts rows of the quality tables by table and kind."""

    refresh_id: str
    started_at: dt.datetime
    finished_at: dt.datetime
    seconds: float
    seconds_by_step: Mapping[str, float]
    versions: Mapping[str, str]
    documents_read: int
    documents_skipped: int
    documents_rejected: int
    documents_withdrawn: int
    rows: int
    checks_passed: int
    checks_warned: int
    checks_failed: int
    findings: Mapping[str, int]

    def values(self) -> dict[str, Any]:
        """Column by column as the table has them, maps as JSON."""
        return {
            "refresh_id": self.refresh_id,
            "started_at": self.started_at,
            "finished_at": self.finished_at,
            "seconds": self.seconds,
            "seconds_by_step": json.dumps(self.seconds_by_step),
            "versions": json.dumps(self.versions),
            "documents_read": self.documents_read,
            "documents_skipped": self.documents_skipped,
            "documents_rejected": self.documents_rejected,
            "documents_withdrawn": self.documents_withdrawn,
            "rows": self.rows,
            "checks_passed": self.checks_passed,
            "checks_warned": self.checks_warned,
            "checks_failed": self.checks_failed,
            "findings": json.dumps(self.findings, ensure_ascii=False),
        }


def document_changes(state: State, engine: Engine) -> DocumentChanges | None:
    """How the documents of the build differ from the published ones; None where there is nothing to compare with."""
    with _opened(state, engine) as connection:
        if not _attach_published(connection, state.database):
            return None
        old = _documents(connection, "published")
        new = _documents(connection, "next")
    reports = {report: name for name, report in new.values()}
    gone = [key for key in old if key not in new]
    return DocumentChanges(
        withdrawn=tuple(sorted(old[key][0] for key in gone if old[key][1] not in reports)),
        renamed=tuple(sorted((old[k][0], new[k][0]) for k in old if k in new and old[k][0] != new[k][0])),
        republished=tuple(sorted((old[k][0], reports[old[k][1]]) for k in gone if old[k][1] in reports)),
    )


def _documents(connection: duckdb.DuckDBPyConnection, source: str) -> dict[str, tuple[str, str]]:
    rows = connection.execute(f"select document_id, source_file, report_id from {source}.marts.dim_document").fetchall()
    return {key: (name, report) for key, name, report in rows}


@dataclass(frozen=True)
class Recorded:
    """What was written of this refresh's changes: counts by kind; cells published before, and lost of them, by report.

    Lost are cells that are withdrawn or changed.
    """

    by_kind: Mapping[str, int]
    published: Mapping[str, int]
    lost: Mapping[str, int]


def record_changes(state: State, refresh_id: str, engine: Engine) -> Recorded:
    """Write refresh_change of this refresh into the build's raw layer.

    Without a published file that can be compared with, nothing has changed for anybody and nothing is
    written.
    """
    with _opened(state, engine, writing=True) as connection:
        if not _attach_published(connection, state.database):
            return Recorded({}, {}, {})
        for source, name in (("published", "report_before"), ("next", "report_now")):
            connection.execute(f"create temporary table {name} as {_REPORTS.format(source=source)}")
        connection.execute(
            "create temporary table differing as select report_id from report_before full join report_now "
            "using (report_id) where report_before.content is distinct from report_now.content "
            "or report_before.cells is distinct from report_now.cells"
        )
        connection.execute(f"create temporary table change as select '{refresh_id}' as refresh_id, * from ({_CHANGES})")
        connection.execute("insert into build.raw.refresh_change by name select * exclude (report_id) from change")
        by_kind, before, lost = (
            dict(connection.execute(query).fetchall())
            for query in (
                "select change, count(*) from change group by 1 order by 1",
                "select report_id, cells from report_before order by 1",
                "select report_id, count(*) from change where change <> 'added' group by 1 order by 1",
            )
        )
        return Recorded(by_kind, before, lost)


def record_run(state: State, record: RunRecord, engine: Engine) -> None:
    """Write this refresh's own row into the build's raw layer, so that the file that it publishes tells of it."""
    values = record.values()
    names = ", ".join(values)
    marks = ", ".join("?" for _ in values)
    with _opened(state, engine, writing=True) as connection:
        connection.execute(
            f"insert into build.raw.refresh_run ({names}) values ({marks})",
            list(values.values()),
        )


def count_findings(state: State, engine: Engine) -> dict[str, int]:
    """Rows by 'table: finding', most first: of the quality tables, then how the councils' targets stand to KF's."""
    counts: dict[str, int] = {}
    with _opened(state, engine) as connection:
        tables = connection.execute(
            "select table_name, column_name from duckdb_columns() where database_name = 'next' "
            "and schema_name = 'marts' and (table_name like 'quality!_%' escape '!' and column_name = 'finding' "
            "or table_name = 'target_alignment' and column_name = 'alignment') order by table_name"
        ).fetchall()
        for table, column in tables:
            rows = connection.execute(
                f'select "{column}", count(*) from next.marts."{table}" group by 1 order by 2 desc, 1'
            ).fetchall()
            counts.update({f"{table}: {finding}": number for finding, number in rows})
    return counts


def _opened(state: State, engine: Engine, *, writing: bool = False) -> duckdb.DuckDBPyConnection:
    """The build, which may be written to, and the next file: as databases `build` and `next`."""
    connection = engine.beside(state.folder)
    mode = "" if writing else " (read_only)"
    connection.execute(f"attach {literal(state.build)} as build{mode}")
    connection.execute(f"attach {literal(state.next)} as next (read_only)")
    return connection


def _attach_published(connection: duckdb.DuckDBPyConnection, published: Path) -> bool:
    import duckdb

    if not published.exists():
        return False
    try:
        connection.execute(f"attach {literal(published)} as published (read_only)")
        for table in ("fct_reported_value", "dim_document", "refresh_change"):
            connection.execute(f"select * from published.marts.{table} limit 0")
    except duckdb.Error:
        # A published file of another make, or a damaged one: it is replaced, and there is nothing to compare
        # with.
        return False
    return True
