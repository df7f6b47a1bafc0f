"""What was read of one content, as files in a folder: all tables in one, the rest as JSON, under its SHA-256."""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.documents.figure_lines import figure_lines
from ingestion.documents.identity import Identity, ReadTable, detect, read_districts
from ingestion.documents.row_ends import row_ends
from ingestion.files import read_json, replacement, write_json
from ingestion.isolation.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa

    from ingestion.reader import ReadDocument

EXTRACTED = (
    "indicators",
    "goals",
    "activities",
    "tables",
    "unread",
    "money_tables",
    "money_cells",
    "money_statements",
)
"""The tables of an Extraction."""

KEPT = (*EXTRACTED, "row_ends", "figure_lines")
"""What is kept of a content, and beside it where its printed lines seem to end rows and hold figures: what the border
compares with."""

_DIGEST = hashlib.sha256().digest_size


@dataclass(frozen=True)
class Kept:
    """What one content gave: when it was read, counts of lines, pages and rows, and the report that it seems to be."""

    sha256: str
    read_at: dt.datetime
    lines: int
    pages: int | None
    rows: int
    identity: Identity


@dataclass(frozen=True)
class Refused:
    """Why a content could not be read, and on which 1-based line where that is known.

    A `lasting` refusal holds until the reader changes; another may be gone at the next try.
    """

    sha256: str
    reason: str
    line: int | None
    lasting: bool = True


def keep(folder: Path, sha256: str, document: ReadDocument, districts: Path) -> Kept:
    """Keep what was read. Raises OSError where the folder cannot be written."""
    tables = {name: getattr(document.extraction, name) for name in EXTRACTED}
    tables["row_ends"] = row_end_table(document)
    tables["figure_lines"] = figure_line_table(document)
    with replacement(kept_path(folder, sha256), durable=False) as unfinished:
        unfinished.write_bytes(_as_bytes(tables))
    kept = Kept(
        sha256=sha256,
        read_at=dt.datetime.now(dt.UTC),
        lines=len(document.lines),
        pages=document.pages,
        rows=document.extraction.indicators.num_rows,
        identity=detect(document.lines, read_districts(districts), read_tables(document) if document.is_pdf else ()),
    )
    content = {
        "read_at": kept.read_at.isoformat(),
        "lines": kept.lines,
        "pages": kept.pages,
        "rows": kept.rows,
        "identity": kept.identity.to_json(),
    }
    # Written last: a reading without it has never been.
    write_json(folder / f"{sha256}.json", content, durable=False)
    return kept


def read_tables(document: ReadDocument) -> list[ReadTable]:
    """The indicator tables of a document with the periods of their rows that are not ambiguous."""
    headers = document.extraction.tables.select(["header_line", "columns"]).to_pylist()
    columns = ["line_start", "period", "previous_outcome_period", "column_evidence"]
    rows = document.extraction.indicators.select(columns).to_pylist()
    starts = [table["header_line"] for table in headers]
    of_table: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        of_table.setdefault(max(0, bisect_right(starts, row["line_start"]) - 1), []).append(row)
    found = []
    for number, table in enumerate(headers):
        its = of_table.get(number, ())
        before = (row["previous_outcome_period"] for row in its)
        sure = (row["period"] for row in its if row["column_evidence"] != "ambiguous")
        found.append(
            ReadTable(
                columns=tuple(table["columns"]),
                period_before=next(filter(None, before), None),
                periods=tuple(filter(None, sure)),
                line=table["header_line"],
            )
        )
    return found


def row_end_table(document: ReadDocument) -> pa.Table:
    """The ends of rows that the printed lines seem to have: document_id, page where known, and RowEnd."""
    import pyarrow as pa

    ends = list(row_ends(document.lines))
    pages = document.page_of_line
    return pa.table(
        {
            "document_id": pa.array([document.document_id] * len(ends), pa.string()),
            "line": pa.array([one.line for one in ends], pa.int32()),
            "page": pa.array([pages[one.line - 1] if pages else None for one in ends], pa.int32()),
            "kind": pa.array([one.kind for one in ends], pa.string()),
            "close": pa.array([one.close for one in ends], pa.string()),
            "text": pa.array([one.text for one in ends], pa.string()),
        }
    )


def figure_line_table(document: ReadDocument) -> pa.Table:
    """The printed lines that hold figures: document_id, page where known, and FigureLine.

    Of lines that end in one figure or none only those are kept that stand in a table of money: no others are looked at.
    """
    import pyarrow as pa

    tables = document.extraction.money_tables.select(["line_start", "line_end"]).to_pylist()
    inside = {line for one in tables for line in range(one["line_start"], one["line_end"] + 1)}
    found = [one for one in figure_lines(document.lines) if one.figures > 1 or one.line in inside]
    pages = document.page_of_line
    return pa.table(
        {
            "document_id": pa.array([document.document_id] * len(found), pa.string()),
            "line": pa.array([one.line for one in found], pa.int32()),
            "page": pa.array([pages[one.line - 1] if pages else None for one in found], pa.int32()),
            "figures": pa.array([one.figures for one in found], pa.int32()),
            "text": pa.array([one.text for one in found], pa.string()),
        }
    )


def keep_refusal(folder: Path, refused: Refused, limits: Limits | None = None) -> None:
    """Keep why a content is refused; with `limits`, it holds only under these. Raises OSError."""
    content: dict[str, Any] = {"refused": refused.reason, "line": refused.line}
    if limits is not None:
        content["limits"] = limits.to_json()
    write_json(folder / f"{refused.sha256}.json", content)


def read_kept(folder: Path, sha256: str, limits: Limits) -> Kept | Refused | None:
    """What an earlier run read of a content; None where there is nothing, or a refusal under other limits."""
    content = read_json(folder / f"{sha256}.json")
    if content is None:
        return None
    made_under = content.get("limits")
    if made_under is not None and made_under != limits.to_json():
        return None
    if "refused" in content:
        return Refused(sha256, str(content["refused"]), content.get("line"))
    try:
        return Kept(
            sha256=sha256,
            read_at=dt.datetime.fromisoformat(content["read_at"]),
            lines=int(content["lines"]),
            pages=content["pages"],
            rows=int(content["rows"]),
            identity=Identity.from_json(content["identity"]),
        )
    except (ValueError, KeyError, TypeError):
        return None


def kept_path(folder: Path, sha256: str) -> Path:
    """The file of a content's tables."""
    return folder / f"{sha256}.tables"


def kept_tables(folder: Path, sha256: str) -> dict[str, pa.Table]:
    """The kept tables by name. Raises OSError or ValueError where they are missing or damaged."""
    import pyarrow as pa
    import pyarrow.ipc

    path = kept_path(folder, sha256)
    content = path.read_bytes()
    if hashlib.sha256(content[_DIGEST:]).digest() != content[:_DIGEST]:
        raise ValueError(f"{path.name} is damaged")
    streams = pa.BufferReader(pa.py_buffer(content)[_DIGEST:])
    return {name: pyarrow.ipc.open_stream(streams).read_all() for name in KEPT}


def _as_bytes(tables: Mapping[str, pa.Table]) -> bytes:
    """A digest, and behind it Arrow's stream of each table: nine files of Parquet take ten times as long to be read."""
    import pyarrow as pa
    import pyarrow.ipc

    streams = pa.BufferOutputStream()
    # Each core reads a document of its own: threads for a dozen small columns cost more than they do.
    options = pyarrow.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
    for name in KEPT:
        with pyarrow.ipc.new_stream(streams, tables[name].schema, options=options) as stream:
            stream.write_table(tables[name])
    content: bytes = streams.getvalue().to_pybytes()
    return hashlib.sha256(content).digest() + content
