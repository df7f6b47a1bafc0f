"""`malbild export`: the marts as Parquet and CSV with a Frictionless `datapackage.json`.

CSV is opened in spreadsheets, and its texts come from documents from outside: what a spreadsheet would take for a
formula gets an apostrophe before it. Numbers are numbers. Parquet has every value as it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.files import replacement, write_json
from ingestion.formulas import neutralise
from ingestion.warehouse.published import Published, open_published

if TYPE_CHECKING:
    import polars as pl

_NOTE = (
    "A text that begins with one of = + - @, and such a sign right behind a semicolon, comma, tab or line end within a "
    "text, has an apostrophe before it in the CSV files, so that no spreadsheet takes it for a formula. Lists and "
    "structures are JSON texts there."
)
_TYPES = (
    ("BOOLEAN", "boolean"),
    ("TINYINT", "integer"),
    ("SMALLINT", "integer"),
    ("INTEGER", "integer"),
    ("BIGINT", "integer"),
    ("HUGEINT", "integer"),
    ("UBIGINT", "integer"),
    ("UINTEGER", "integer"),
    ("DECIMAL", "number"),
    ("DOUBLE", "number"),
    ("FLOAT", "number"),
    ("DATE", "date"),
)


@dataclass(frozen=True)
class CsvStyle:
    """How CSV files are written.

    `swedish_excel` is what Excel with Swedish settings opens by a double click: semicolons, decimal commas and a byte
    order mark.
    """

    swedish_excel: bool = False

    @property
    def delimiter(self) -> str:
        """What stands between two cells."""
        return ";" if self.swedish_excel else ","


def export(database: Path, output: Path, style: CsvStyle) -> list[Path]:
    """Write every mart as <table>.parquet and <table>.csv, and datapackage.json last; the paths written.

    Raises NotPublishedError, and OSError where the folder cannot be written. The whole export is of one state
    of the published file, also while a refresh publishes another.
    """
    published = open_published(database)
    try:
        output.mkdir(parents=True, exist_ok=True)
        comments = published.comments()
        written: list[Path] = []
        resources = []
        for table in published.tables():
            frame: pl.DataFrame = published.connection.sql(_ordered(published, table)).pl()
            parquet = output / f"{table}.parquet"
            text = output / f"{table}.csv"
            _replace(parquet, lambda path, frame=frame: frame.write_parquet(path))
            flat = _flat(frame)
            _replace(text, lambda path, flat=flat: _write_csv(flat, path, style))
            resources.append(_resource(published, table, comments.get(table, ""), text, style))
            written += [parquet, text]
        package = output / "datapackage.json"
        write_json(package, _package(database, resources))
        return [*written, package]
    finally:
        published.close()


def _ordered(published: Published, table: str) -> str:
    order = ", ".join(f'"{name}"' for name in published.key(table)) or "all"
    return f'select * from marts."{table}" order by {order}'


def _replace(path: Path, write: Any) -> None:
    """Write a file so that it is there whole or not at all."""
    with replacement(path) as unfinished:
        write(unfinished)


def _flat(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as CSV can hold it: nested values as JSON, texts that look like formulas made harmless."""
    import polars as pl

    columns = []
    for name, kind in frame.schema.items():
        column = frame.get_column(name)
        if kind.is_nested():
            texts = [None if value is None else _json(value) for value in column.to_list()]
            column = pl.Series(name, texts, dtype=pl.String)
        if column.dtype == pl.String:
            column = neutralise(column)
        columns.append(column)
    return pl.DataFrame(columns)


def _json(value: Any) -> str:
    plain = value.to_list() if hasattr(value, "to_list") else value
    return json.dumps(plain, ensure_ascii=False, default=str)


def _write_csv(frame: pl.DataFrame, path: Path, style: CsvStyle) -> None:
    frame.write_csv(
        path,
        separator=style.delimiter,
        include_bom=style.swedish_excel,
        decimal_comma=style.swedish_excel,
        datetime_format="%Y-%m-%dT%H:%M:%SZ",
        null_value="",
    )


def _resource(published: Published, table: str, comment: str, path: Path, style: CsvStyle) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column, style) for column in published.columns(table)]}
    key = published.key(table)
    if key:
        schema["primaryKey"] = key
    return csv_resource(table, comment, path, schema, style)


def csv_resource(table: str, comment: str, path: Path, schema: Mapping[str, Any], style: CsvStyle) -> dict[str, Any]:
    """A CSV file as a data package lists it, with size and checksum. Raises OSError."""
    content = path.read_bytes()
    return {
        "name": table.replace("_", "-"),
        "title": table,
        "description": comment,
        "path": path.name,
        "type": "table",
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8-sig" if style.swedish_excel else "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"csv": {"delimiter": style.delimiter}},
        "schema": schema,
    }


def _field(column: Mapping[str, Any], style: CsvStyle) -> dict[str, Any]:
    kind = next((name for start, name in _TYPES if column["type"].startswith(start)), "string")
    # 'INTEGER[]' and 'STRUCT(…)[]' are JSON texts, timestamps with zone are written in UTC.
    if column["type"].endswith("]") or column["type"].startswith("STRUCT"):
        kind = "string"
    elif column["type"].startswith("TIMESTAMP"):
        kind = "datetime"
    field: dict[str, Any] = {"name": column["name"], "type": kind, "description": column["comment"] or ""}
    if kind == "datetime":
        field["format"] = "%Y-%m-%dT%H:%M:%SZ"
    if kind == "number" and style.swedish_excel:
        field["decimalChar"] = ","
    if kind == "boolean":
        field.update(trueValues=["true"], falseValues=["false"])
    if column["required"]:
        field["constraints"] = {"required": True}
    return field


def _package(database: Path, resources: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "name": "malbild",
        "title": "Målbild: indicators of Stockholm's district councils",
        "description": f"Marts of {database.name}. {_NOTE} Each table is also there as Parquet under the same name.",
        "resources": list(resources),
    }
