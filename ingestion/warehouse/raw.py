"""The raw layer: what was read, as printed, in the private build database for dbt to read.

The private database is made anew for every build and loaded from the kept extracts, each document under its
document_id. So loading twice changes nothing, a withdrawn document leaves no trace, and a private file that a
killed refresh damaged is simply gone.
"""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from ingestion.documents.folder import Candidate, Finding, Rejection
from ingestion.documents.manifest import ALIAS_COLUMNS, CORRECTION_COLUMNS, fold_name
from ingestion.extraction.schema import (
    ACTIVITY_SCHEMA,
    GOAL_SCHEMA,
    INDICATOR_SCHEMA,
    MONEY_CELL_SCHEMA,
    MONEY_STATEMENT_SCHEMA,
    MONEY_TABLE_SCHEMA,
    UNREAD_SCHEMA,
)
from ingestion.warehouse.engine import SMALL_BLOCK, USUAL_BLOCK, Engine
from ingestion.warehouse.extracts import Extracts, load_extracts
from ingestion.warehouse.literals import literal
from ingestion.warehouse.standing import KeptDocument

if TYPE_CHECKING:
    import duckdb


@dataclass(frozen=True)
class ExtractedTable:
    """A raw table that mirrors a table of the extraction: its name there, its columns, its key (none: no columns)."""

    name: str
    schema: pa.Schema
    key: tuple[str, ...]

    @property
    def columns(self) -> str:
        """Its columns and its key in DuckDB's words."""
        columns = [
            f"{field.name} {_duckdb_type(field.type)}{'' if field.nullable else ' not null'}" for field in self.schema
        ]
        return ", ".join([*columns, *([f"primary key ({', '.join(self.key)})"] if self.key else ())])


def _duckdb_type(kind: pa.DataType) -> str:
    """The type that DuckDB gives an Arrow column. Raises KeyError for one that no extracted table has yet."""
    if pa.types.is_list(kind):
        return f"{_duckdb_type(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        return f"struct({', '.join(f'{field.name} {_duckdb_type(field.type)}' for field in kind)})"
    return {pa.string(): "varchar", pa.int32(): "integer", pa.date32(): "date", pa.bool_(): "boolean"}[kind]


EXTRACTED_TABLES: Mapping[str, ExtractedTable] = {
    "indicator_row": ExtractedTable("indicators", INDICATOR_SCHEMA, ("document_id", "row_number")),
    "goal": ExtractedTable("goals", GOAL_SCHEMA, ("document_id", "line_start")),
    "activity": ExtractedTable("activities", ACTIVITY_SCHEMA, ("document_id", "row_number")),
    "unread": ExtractedTable("unread", UNREAD_SCHEMA, ()),
    "money_table": ExtractedTable("money_tables", MONEY_TABLE_SCHEMA, ("document_id", "table_number")),
    "money_cell": ExtractedTable(
        "money_cells", MONEY_CELL_SCHEMA, ("document_id", "table_number", "row_number", "cell_number")
    ),
    "money_statement": ExtractedTable("money_statements", MONEY_STATEMENT_SCHEMA, ("document_id", "statement_number")),
}
"""Raw tables whose columns are those of the extraction (schema.py), and are declared nowhere else."""


def _side_file_columns(columns: Sequence[str]) -> str:
    """A file that the steward keeps: its columns as text, and the line on which each row stands."""
    return ", ".join([*(f"{column} varchar" for column in columns), "line_number integer"])


RAW_TABLES: Mapping[str, str] = {
    **{name: table.columns for name, table in EXTRACTED_TABLES.items()},
    "document": """
        document_id varchar primary key, source_file varchar not null unique, report_id varchar not null,
        district_id varchar not null, report varchar not null, year integer not null, title varchar,
        publisher varchar, url varchar, published_on date, original_sha256 varchar, status varchar not null,
        superseded_by varchar, kept_since timestamptz, kept_because varchar, retrieved_at timestamptz,
        size_bytes bigint not null, pages integer, read_at timestamptz not null,
        detected_district_id varchar, detected_report varchar, detected_year integer""",
    "rejected_document": """
        document_id varchar, source_file varchar not null, page integer, line_start integer,
        finding varchar not null, as_printed varchar, rejected_at timestamptz not null""",
    "document_finding": """
        document_id varchar not null, source_file varchar not null, page integer, line_start integer,
        finding varchar not null, as_printed varchar, other_document_id varchar, other_source_file varchar,
        other_page integer, other_line_start integer, other_as_printed varchar""",
    "steward_correction": _side_file_columns(CORRECTION_COLUMNS),
    "steward_alias": _side_file_columns(ALIAS_COLUMNS),
    "indicator_suggestion": "printed_name varchar primary key, suggestions varchar not null",
    "refresh_run": """
        refresh_id varchar primary key, started_at timestamptz not null, finished_at timestamptz,
        seconds double, seconds_by_step varchar, versions varchar, documents_read integer,
        documents_skipped integer, documents_rejected integer, documents_withdrawn integer, rows integer,
        checks_passed integer, checks_warned integer, checks_failed integer, findings varchar""",
    "refresh_change": """
        refresh_id varchar not null, change varchar not null, document_id varchar, source_file varchar,
        line_start integer, indicator_id varchar, district_id varchar, period_id varchar, gender varchar,
        measure varchar, old_value varchar, new_value varchar""",
}
"""Every raw table with its columns; all exist always. models/staging/_sources.yml describes them, a test compares."""

_FEW_DOCUMENTS = 100
"""The tables of so many documents fill few of the engine's usual blocks."""

_SIMILAR_ENOUGH = 65.0
_SUGGESTIONS = 3


@dataclass(frozen=True)
class LoadedDocument:
    """A document as it is loaded: what is known of the report, and how many rows of indicators it has."""

    candidate: Candidate
    rows: int
    pages: int | None
    read_at: dt.datetime


@dataclass(frozen=True)
class Kept:
    """Documents that are loaded again from what was loaded for the published file, which lies at `path`."""

    path: Path
    documents: Sequence[KeptDocument]


@dataclass(frozen=True)
class RawContent:
    """Everything that a build starts from.

    `extracts` has the rows of these documents. `kept` are documents beside them. `catalogue` is what printed names of
    indicators are known: printed_name → indicator_id.
    """

    documents: Sequence[LoadedDocument]
    extracts: Extracts
    rejections: Sequence[Rejection]
    findings: Sequence[Finding]
    corrections: Sequence[Mapping[str, str]]
    aliases: Sequence[Mapping[str, str]]
    catalogue: Mapping[str, str]
    kept: Kept | None = None


def make_build(path: Path, content: RawContent, history: Path | None, now: dt.datetime, engine: Engine) -> None:
    """Make the private build database at `path` and load its raw schema.

    `history` is the published file whose run records are carried on, None on the first run. Raises
    duckdb.Error where the file cannot be written or a key stands twice.
    """
    for leftover in (path, path.with_name(path.name + ".wal")):
        leftover.unlink(missing_ok=True)
    is_small = len(content.documents) <= _FEW_DOCUMENTS
    with engine.open(path, block_size=SMALL_BLOCK if is_small else USUAL_BLOCK) as connection:
        connection.execute("create schema raw")
        for name, columns in RAW_TABLES.items():
            connection.execute(f"create table raw.{name} ({columns})")
        connection.execute("begin")
        _insert_columns(connection, "document", [_document_row(one) for one in content.documents])
        load_extracts(connection, {name: table.name for name, table in EXTRACTED_TABLES.items()}, content.extracts)
        _insert(connection, "rejected_document", (_rejection_row(one, now) for one in content.rejections))
        _insert_columns(connection, "document_finding", [_finding_row(one) for one in content.findings])
        # An empty cell is null, as dbt loads the seeds that have the same columns.
        _insert(
            connection,
            "steward_correction",
            ([r[c] or None for c in (*CORRECTION_COLUMNS, "line_number")] for r in content.corrections),
        )
        _insert(
            connection,
            "steward_alias",
            ([r[c] or None for c in (*ALIAS_COLUMNS, "line_number")] for r in content.aliases),
        )
        connection.execute("commit")
        if content.kept is not None and content.kept.documents:
            _load_kept(connection, content.kept, now)
        printed = connection.execute("select distinct indicator from raw.indicator_row").fetchall()
        suggestions = suggest((name for (name,) in printed), content.catalogue)
        _insert(connection, "indicator_suggestion", sorted(suggestions.items()))
        if history is not None:
            _carry_history(connection, history)


def _document_row(document: LoadedDocument) -> dict[str, Any]:
    file = document.candidate.file
    identity = document.candidate.identity
    stated = document.candidate.stated
    return {
        "document_id": file.document_id,
        "source_file": file.source_file,
        "report_id": identity.report_id,
        "district_id": identity.district_id,
        "report": identity.report,
        "year": identity.year,
        "title": stated.title if stated else None,
        "publisher": stated.publisher if stated else None,
        "url": stated.url if stated else None,
        "published_on": stated.published_on if stated else None,
        "original_sha256": stated.original_sha256 if stated else None,
        "status": "superseded" if document.candidate.superseded_by else "leading",
        "superseded_by": document.candidate.superseded_by,
        "retrieved_at": stated.retrieved_at if stated else None,
        "size_bytes": file.size,
        "pages": document.pages,
        "read_at": document.read_at,
        "detected_district_id": identity.detected_district_id,
        "detected_report": identity.detected_report,
        "detected_year": identity.detected_year,
    }


def _load_kept(connection: duckdb.DuckDBPyConnection, kept: Kept, now: dt.datetime) -> None:
    """Load documents as they were loaded before; tables and columns that there were not yet stay empty.

    Raises duckdb.Error where a column that there was not yet may not be empty.
    """
    rows = [
        {
            "document_id": one.standing.document_id,
            "source_file": one.source_file,
            "kept_since": one.standing.kept_since or now,
            "kept_because": one.because,
        }
        for one in kept.documents
    ]
    connection.register("kept", pa.Table.from_pylist(rows))
    connection.execute(f"attach {literal(kept.path)} as loaded (read_only)")
    for table in ("document", *EXTRACTED_TABLES):
        given = {"source_file", *(("kept_since", "kept_because") if table == "document" else ())}
        columns = _common_columns(connection, "loaded", "raw", table) - given
        if not columns:
            # A table that there was not yet.
            continue
        names = ", ".join([*(f'one."{name}"' for name in sorted(columns)), *(f"kept.{name}" for name in sorted(given))])
        connection.execute(
            f"insert into raw.{table} by name select {names} from loaded.raw.{table} as one "
            "inner join kept on one.document_id = kept.document_id"
        )
    connection.execute("detach loaded")
    connection.unregister("kept")


def _common_columns(connection: duckdb.DuckDBPyConnection, database: str, schema: str, table: str) -> set[str]:
    """The columns of a raw table that a table of another database has too."""
    found = connection.execute(
        "select column_name from duckdb_columns() where database_name = current_database() and schema_name = 'raw' "
        "and table_name = $1 and column_name in (select column_name from duckdb_columns() where database_name = $2 "
        "and schema_name = $3 and table_name = $1)",
        [table, database, schema],
    ).fetchall()
    return {name for (name,) in found}


def _insert_columns(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows as the columns of one table: a statement for each of thousands takes seconds."""
    if rows:
        connection.register("rows", pa.Table.from_pylist([dict(row) for row in rows]))
        connection.execute(f"insert into raw.{table} by name select * from rows")
        connection.unregister("rows")


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: Iterable[Sequence[Any]]) -> None:
    values = [list(row) for row in rows]
    if values:
        marks = ", ".join("?" for _ in values[0])
        connection.executemany(f"insert into raw.{table} values ({marks})", values)


def _rejection_row(one: Rejection, now: dt.datetime) -> list[Any]:
    printed = f"{one.reason}" if one.as_printed is None else f"{one.reason} [{one.as_printed}]"
    return [one.document_id, one.source_file, one.page, one.line, one.finding, printed, now]


def _finding_row(one: Finding) -> dict[str, Any]:
    return asdict(one)


def _carry_history(connection: duckdb.DuckDBPyConnection, published: Path) -> None:
    """Copy the run records of the published file; columns that it does not have yet stay empty."""
    import duckdb

    try:
        connection.execute(f"attach {literal(published)} as published (read_only)")
    except duckdb.Error:
        # A published file that does not open is replaced by this very refresh; its history is lost with it.
        return
    try:
        for name in ("refresh_run", "refresh_change"):
            columns = ", ".join(f'"{one}"' for one in sorted(_common_columns(connection, "published", "marts", name)))
            if columns:
                source = f"select {columns} from published.marts.{name}"
                connection.execute(f"insert into raw.{name} by name {source}")
    finally:
        connection.execute("detach published")


def read_catalogue(path: Path) -> dict[str, str]:
    """printed_name → indicator_id of seeds/indicator_aliases.csv; empty where there is no such file."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as handle:
        return {row["printed_name"]: row["indicator_id"] for row in csv.DictReader(handle)}


def suggest(printed: Iterable[str], catalogue: Mapping[str, str]) -> dict[str, str]:
    """For each printed name that the catalogue does not hold: its nearest catalogued names, best first.

    Each suggestion reads 'name (indicator_id)'; they are joined by ' | '. A suggestion is shown to a person
    and never used to merge.
    """
    known = {_fold_letters(name) for name in catalogue}
    unknown = sorted({name for name in printed if _fold_letters(name) not in known})
    if not unknown or not catalogue:
        return {}
    from rapidfuzz import process

    names = sorted(catalogue)
    folded = [fold_name(name).replace("-", " ") for name in names]
    suggestions = {}
    for name in unknown:
        near = process.extract(
            fold_name(name).replace("-", " "),
            folded,
            scorer=_likeness,
            limit=_SUGGESTIONS * 3,
            score_cutoff=_SIMILAR_ENOUGH,
        )
        chosen: dict[str, str] = {}
        for _text, _score, position in near:
            chosen.setdefault(catalogue[names[position]], names[position])
        if chosen:
            shown = [f"{shown} ({indicator})" for indicator, shown in list(chosen.items())[:_SUGGESTIONS]]
            suggestions[name] = " | ".join(shown)
    return suggestions


def _likeness(left: str, right: str, **_: Any) -> float:
    """How alike two folded names are, 0 to 100: letter by letter, or in the words that they share.

    `Andel nöjda föräldrar` is nearer to `Andel nöjda föräldrar till barn i förskolan` than to `Andel nöjda
    omsorgstagare`.
    """
    from rapidfuzz import fuzz

    letters = float(fuzz.ratio(left, right))
    return max(letters, 0.9 * float(fuzz.token_set_ratio(left, right)) + 0.05 * letters)


def _fold_letters(name: str) -> str:
    """Names that the warehouse takes for one: letter case, spaces and a last full stop do not count."""
    return " ".join(name.split()).casefold().rstrip(" .")
