"""The rows of documents as the frames that the suites look at, with what a row needs to be told in its document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingestion.extraction.schema import (
    ACTIVITY_SCHEMA,
    GOAL_SCHEMA,
    INDICATOR_SCHEMA,
    MONEY_CELL_SCHEMA,
    MONEY_STATEMENT_SCHEMA,
    MONEY_TABLE_SCHEMA,
    TABLE_SCHEMA,
    UNREAD_SCHEMA,
)
from ingestion.warehouse.border.expected import TIDY

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from ingestion.extraction import Extraction


UNSEEN = ("comment", "note", "caption")
"""Long texts that no expectation looks into: each filter of a frame would take all of them along, row by row."""


@dataclass(frozen=True)
class ExtractedDocument:
    """What was extracted of one document of so many lines.

    `row_ends` and `figure_lines`: where those seem to end rows and hold figures, as `documents` has them.
    """

    source_file: str
    extraction: Extraction
    lines: int
    row_ends: pa.Table
    figure_lines: pa.Table

    @property
    def strange(self) -> tuple[str, ...]:
        """Tables whose columns are not those of the schema, or of another type: they can stand in no other table."""
        one = self.extraction
        return tuple(
            name
            for name, table, schema in (
                ("indicators", one.indicators, INDICATOR_SCHEMA),
                ("goals", one.goals, GOAL_SCHEMA),
                ("activities", one.activities, ACTIVITY_SCHEMA),
                ("tables", one.tables, TABLE_SCHEMA),
                ("unread", one.unread, UNREAD_SCHEMA),
                ("money_tables", one.money_tables, MONEY_TABLE_SCHEMA),
                ("money_cells", one.money_cells, MONEY_CELL_SCHEMA),
                ("money_statements", one.money_statements, MONEY_STATEMENT_SCHEMA),
            )
            if not table.schema.equals(schema)
        )

    def can_be_joined(self) -> bool:
        """Whether its tables can stand in one with those of others: not one that lacks a column, or has no rows."""
        return not self.strange and bool(self.extraction.indicators.num_rows and self.extraction.tables.num_rows)


def frames(documents: Sequence[ExtractedDocument]) -> dict[str, pd.DataFrame]:
    """The rows of some documents as the frames of the suites."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    lines = [one.lines for one in documents]
    extractions = [one.extraction for one in documents]
    indicators = _placed([one.indicators for one in extractions], lines)
    for column, counted in (("readings", "readings_count"), ("evidence", "evidence_count")):
        rows = pa.concat_tables([one.indicators for one in extractions]).column(column)
        indicators[counted] = pc.fill_null(pc.list_value_length(rows), 0).to_numpy()
    goals = _placed([one.goals for one in extractions], lines)
    goals["assessment_has_line"] = goals["assessment"].isna() == goals["assessment_line"].isna()
    results = pa.concat_tables([one.goals for one in extractions]).column("expected_results").combine_chunks()
    untidy = pc.invert(pc.match_substring_regex(results.flatten(), TIDY)).to_numpy(zero_copy_only=False)
    parents = pc.list_parent_indices(results).to_numpy()
    goals["untidy_results"] = np.bincount(parents[untidy], minlength=len(goals))
    found = {
        "indicators": indicators,
        "goals": goals,
        "activities": _placed([one.activities for one in extractions], lines),
        "tables": _table_frame(extractions),
        "money_tables": _money_table_frame(extractions, lines),
        "money_cells": _money_cell_frame(extractions, lines),
        "money_statements": _placed([one.money_statements for one in extractions], lines),
    }
    # A copy has columns of one kind side by side, and a filter takes them together.
    return {name: frame.copy() for name, frame in found.items()}


def _placed(tables: Sequence[pa.Table], lines: Sequence[int]) -> pd.DataFrame:
    """Rows of several documents with what each needs to be told in its own: one table for each document."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = [table.num_rows for table in tables]
    frame = _as_frame(pa.concat_tables(tables))
    starts = [table.column("line_start").to_numpy() for table in tables]
    frame["lines_in_document"] = np.repeat(lines, rows)
    frame["row_position"] = np.concatenate([np.arange(1, count + 1) for count in rows])
    frame["line_before"] = np.concatenate([np.concatenate([[0], one])[:-1] for one in starts])
    frame["document_ids"] = np.repeat([len(pc.unique(table.column("document_id"))) for table in tables], rows)
    return frame


def _as_frame(table: pa.Table) -> pd.DataFrame:
    """Rows with their columns, those that no expectation looks into empty; texts as Python's own."""
    import pyarrow as pa

    for position, field in enumerate(table.schema):
        # Of a list pandas would make an object, row by row.
        if pa.types.is_list(field.type) or field.name in UNSEEN:
            table = table.set_column(position, field.name, pa.nulls(table.num_rows))
    frame = table.to_pandas()
    for column in frame.columns:
        if str(frame[column].dtype) in {"str", "string"}:
            frame[column] = frame[column].astype(object)
    return frame


def _money_table_frame(extractions: Sequence[Extraction], lines: Sequence[int]) -> pd.DataFrame:
    """The tables of money with the number of their columns, and a count of the rows that have cells beside `rows`."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    frame = _placed([one.money_tables for one in extractions], lines)
    frame["columns_count"] = np.concatenate(
        [pc.list_value_length(one.money_tables.column("columns")).to_numpy() for one in extractions]
    )
    found: list[int] = []
    for one in extractions:
        printed = one.money_cells.select(["table_number", "row_number"]).group_by(["table_number", "row_number"])
        rows = printed.aggregate([]).column("table_number").to_pylist()
        found.extend(rows.count(number) for number in one.money_tables.column("table_number").to_pylist())
    frame["extracted"] = pa.array(found, pa.int32()).to_numpy()
    return frame


def _money_cell_frame(extractions: Sequence[Extraction], lines: Sequence[int]) -> pd.DataFrame:
    """The cells of money with the lines and the number of columns of their table, null where there is no such table."""
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    import pyarrow.compute as pc

    def of_each(tables: Sequence[pa.Table]) -> pa.Table:
        """Rows of several documents, each with the position of its document."""
        positions: np.ndarray[Any, Any] = np.repeat(np.arange(len(tables)), [table.num_rows for table in tables])
        return pa.concat_tables(tables).append_column("document", pa.array(positions))

    tables = of_each([one.money_tables for one in extractions])
    printed = pd.DataFrame(
        {
            "document": tables.column("document").to_numpy(),
            "table_number": tables.column("table_number").to_numpy(),
            "table_line_start": tables.column("line_start").to_numpy(),
            "table_line_end": tables.column("line_end").to_numpy(),
            "table_columns": pc.list_value_length(tables.column("columns")).to_numpy(),
        }
    ).drop_duplicates(["document", "table_number"])
    cells = of_each([one.money_cells for one in extractions])
    frame = _as_frame(cells.drop(["evidence", "readings"]))
    for column, counted in (("readings", "readings_count"), ("evidence", "evidence_count")):
        frame[counted] = pc.fill_null(pc.list_value_length(cells.column(column)), 0).to_numpy()
    joined = frame.merge(printed, on=["document", "table_number"], how="left").drop(columns="document")
    counts = [one.money_cells.num_rows for one in extractions]
    joined["lines_in_document"] = np.repeat(lines, counts)
    joined["has_column"] = joined["column_number"].notna() == (joined["column_evidence"] != "ambiguous")
    return joined


def _table_frame(extractions: Sequence[Extraction]) -> pd.DataFrame:
    """The tables with a count beside `rows`: the extracted rows that begin within them."""
    import numpy as np
    import pyarrow as pa

    frame = _as_frame(pa.concat_tables([one.tables for one in extractions]))
    found = []
    for one in extractions:
        starts = one.indicators.column("line_start").to_numpy()
        header, last = (one.tables.column(name).to_numpy()[:, None] for name in ("header_line", "last_line"))
        found.append(((starts > header) & (starts <= last)).sum(axis=1))
    frame["extracted"] = np.concatenate(found)
    return frame
