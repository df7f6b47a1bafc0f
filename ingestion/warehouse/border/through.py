"""What passes the border: the extracted rows but for those that are held back, and every place that was not read."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

from ingestion.documents.folder import FoundFile
from ingestion.extraction.schema import UNREAD_SCHEMA
from ingestion.warehouse.border.result import HELD_BY, BorderResult, Place


def let_through(extracted: Mapping[str, pa.Table], results: Mapping[FoundFile, BorderResult]) -> dict[str, pa.Table]:
    """The tables as they are loaded: held rows are places of `unread`, as are lines that may be rows nobody read."""
    tables = {name: _without(table, name, results) if name in HELD_BY else table for name, table in extracted.items()}
    if "money_cells" in tables:
        # The cells of a table that is held back belong to nothing.
        tables["money_cells"] = _without(tables["money_cells"], "money_tables", results)
    places = [
        _record(file, place)
        for file, result in results.items()
        for place in (*(one.place for one in result.held), *result.places)
    ]
    if places:
        tables["unread"] = pa.concat_tables([tables["unread"], pa.Table.from_pylist(places, schema=UNREAD_SCHEMA)])
    return tables


def _without(table: pa.Table, held_of: str, results: Mapping[FoundFile, BorderResult]) -> pa.Table:
    """A table without the rows that have the keys of the rows held back of `held_of`."""
    held = [
        " ".join((file.document_id, *map(str, one.key)))
        for file, result in results.items()
        for one in result.held
        if one.table == held_of
    ]
    if not held:
        return table
    parts = [pc.cast(table.column(column), pa.string()) for column in HELD_BY[held_of]]
    keys = pc.binary_join_element_wise(table.column("document_id"), *parts, " ")
    return table.filter(pc.invert(pc.is_in(keys, value_set=pa.array(held))))


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
