"""What does not pass the border: keys of the rows that are held back, and every place that was not read."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from ingestion.documents.folder import FoundFile
from ingestion.extraction.schema import UNREAD_SCHEMA
from ingestion.warehouse.border.result import HELD_BY, BorderResult, Place


def held_rows(results: Mapping[FoundFile, BorderResult]) -> dict[str, pa.Table]:
    """Of each table of which rows may be held back: document_id and HELD_BY of those that are."""
    found: dict[str, list[dict[str, object]]] = {name: [] for name in HELD_BY}
    for file, result in results.items():
        for one in result.held:
            keys = dict(zip(HELD_BY[one.table], one.key, strict=True))
            found[one.table].append({"document_id": file.document_id, **keys})
    return {
        name: pa.Table.from_pylist(
            found[name],
            schema=pa.schema([("document_id", pa.string()), *((column, pa.int32()) for column in columns)]),
        )
        for name, columns in HELD_BY.items()
    }


def unread_places(results: Mapping[FoundFile, BorderResult]) -> pa.Table:
    """Rows that are held back, and lines that may be rows nobody read, as rows of `unread`."""
    places = [
        _record(file, place)
        for file, result in results.items()
        for place in (*(one.place for one in result.held), *result.places)
    ]
    return pa.Table.from_pylist(places, schema=UNREAD_SCHEMA)


def _record(file: FoundFile, place: Place) -> dict[str, object]:
    return {
        "document_id": file.document_id,
        "source_file": file.source_file,
        "page": place.page,
        "line_start": place.line_start,
        "line_end": place.line_end,
        "kind": place.kind,
        "may_hold_row": place.kind == "row",
        "as_printed": place.as_printed,
        "reason": place.reason,
    }
