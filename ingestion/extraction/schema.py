"""Columns of the extracted rows, and the closed lists of words in them."""

from __future__ import annotations

import pyarrow as pa

VALUE_COLUMNS = (
    "outcome",
    "outcome_men",
    "outcome_women",
    "previous_outcome",
    "other_previous_outcome",
    "forecast",
    "annual_target",
    "kf_target",
    "period",
)
"""The cells of a row, in the order that readings list them."""

READING = pa.struct([pa.field(column, pa.string()) for column in VALUE_COLUMNS])

INDICATOR_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("row_number", pa.int32(), nullable=False),
        pa.field("page", pa.int32()),
        pa.field("line_start", pa.int32(), nullable=False),
        pa.field("line_end", pa.int32(), nullable=False),
        pa.field("direction_goal", pa.string()),
        pa.field("area_goal", pa.string()),
        pa.field("council_goal", pa.string()),
        pa.field("indicator", pa.string(), nullable=False),
        pa.field("outcome", pa.string()),
        pa.field("outcome_men", pa.string()),
        pa.field("outcome_women", pa.string()),
        pa.field("previous_outcome", pa.string()),
        pa.field("forecast", pa.string()),
        pa.field("annual_target", pa.string()),
        pa.field("kf_target", pa.string()),
        pa.field("period", pa.string()),
        pa.field("previous_outcome_period", pa.string()),
        pa.field("other_previous_outcome", pa.string()),
        pa.field("other_previous_outcome_period", pa.string()),
        pa.field("comment", pa.string()),
        pa.field("column_evidence", pa.string(), nullable=False),
        pa.field("evidence", pa.list_(pa.string()), nullable=False),
        pa.field("readings", pa.list_(READING)),
        pa.field("note", pa.string()),
    ]
)
"""One row per row of an indicator table; see the README's data dictionary for the meaning of each column."""

GOAL_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("line_start", pa.int32(), nullable=False),
        pa.field("line_end", pa.int32(), nullable=False),
        pa.field("level", pa.string(), nullable=False),
        pa.field("number", pa.string()),
        pa.field("title", pa.string(), nullable=False),
        pa.field("parent_number", pa.string()),
        pa.field("assessment", pa.string()),
        pa.field("assessment_line", pa.int32()),
        pa.field("expected_results", pa.list_(pa.string()), nullable=False),
    ]
)
"""One row per goal heading. `line_start` is the line of the label, `line_end` the last line of the title."""

ACTIVITY_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("row_number", pa.int32(), nullable=False),
        pa.field("page", pa.int32()),
        pa.field("line_start", pa.int32(), nullable=False),
        pa.field("line_end", pa.int32(), nullable=False),
        pa.field("area_goal", pa.string()),
        pa.field("council_goal", pa.string()),
        pa.field("activity", pa.string(), nullable=False),
        pa.field("start_date", pa.date32(), nullable=False),
        pa.field("end_date", pa.date32(), nullable=False),
        pa.field("deviation", pa.string()),
        pa.field("comment", pa.string()),
    ]
)
"""One row per row of an activity table. `area_goal` is a number, `council_goal` a title, null at KF level."""

TABLE_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("table_number", pa.int32(), nullable=False),
        pa.field("header_line", pa.int32(), nullable=False),
        pa.field("last_line", pa.int32(), nullable=False),
        pa.field("columns", pa.list_(pa.string()), nullable=False),
        pa.field("rows", pa.int32(), nullable=False),
    ]
)
"""One row per printed table header with what the reader found below it."""

COLUMN_EVIDENCE = ("complete", "positional", "inferred", "ambiguous")

UNREAD_KINDS = ("row", "block", "header", "goal", "assessment", "page", "picture", "money")
"""What a place that was not read seems to be.

`row`: a row whose cells or name cannot be told apart. `block`: lines between a table's header and its end that belong
to no row, comment or page furniture. `header`: lines like a table header with titles that are not known. `goal`,
`assessment`: a line like a goal's label or an assessment that belongs to no goal. `page`: a page of a PDF whose tables
were not understood. `picture`: a page whose text is a picture. `money`: figures of a table of money or volumes that
are in no cell; no reader says so, only the count at the border.
"""

UNREAD_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("page", pa.int32()),
        pa.field("line_start", pa.int32(), nullable=False),
        pa.field("line_end", pa.int32(), nullable=False),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("may_hold_row", pa.bool_(), nullable=False),
        pa.field("as_printed", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
    ]
)
"""One row per place of a document that a reader saw and could not read; `may_hold_row` says that a row may be lost."""

MONEY_KINDS = (
    "budget_by_area",
    "budget_of_area",
    "volumes",
    "investments",
    "budget_adjustments",
    "turnover_changes",
    "result_units",
    "personnel",
    "balance",
    "other",
)
"""What a money or volume table is about."""

MONEY_UNITS = ("mnkr", "tkr", "kronor", "antal", "procent", "mixed")
"""The unit of a money or volume table, as printed in or near it."""

MONEY_TABLE_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("table_number", pa.int32(), nullable=False),
        pa.field("page", pa.int32()),
        pa.field("line_start", pa.int32(), nullable=False),
        pa.field("line_end", pa.int32(), nullable=False),
        pa.field("section", pa.string()),
        pa.field("area_heading", pa.string()),
        pa.field("caption", pa.string()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("unit", pa.string()),
        pa.field("columns", pa.list_(pa.string()), nullable=False),
        pa.field("rows", pa.int32(), nullable=False),
    ]
)
"""One row per printed table of money or volumes: first line of its header to the last line of its last row."""

MONEY_CELL_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("table_number", pa.int32(), nullable=False),
        pa.field("row_number", pa.int32(), nullable=False),
        pa.field("cell_number", pa.int32(), nullable=False),
        pa.field("row_label", pa.string(), nullable=False),
        pa.field("parent_label", pa.string()),
        pa.field("column_number", pa.int32()),
        pa.field("column_label", pa.string()),
        pa.field("as_printed", pa.string(), nullable=False),
        pa.field("page", pa.int32()),
        pa.field("line", pa.int32(), nullable=False),
        pa.field("is_total", pa.bool_(), nullable=False),
        pa.field("column_evidence", pa.string(), nullable=False),
        pa.field("evidence", pa.list_(pa.string()), nullable=False),
        pa.field("readings", pa.list_(pa.int32())),
        pa.field("note", pa.string()),
    ]
)
"""One row per figure or word printed in a value column.

`cell_number` counts what is printed in the row, `column_number` the columns, null if ambiguous; both from 1.
"""


MONEY_STATEMENT_SCHEMA = pa.schema(
    [
        pa.field("document_id", pa.string(), nullable=False),
        pa.field("source_file", pa.string(), nullable=False),
        pa.field("statement_number", pa.int32(), nullable=False),
        pa.field("page", pa.int32()),
        pa.field("line_start", pa.int32(), nullable=False),
        pa.field("line_end", pa.int32(), nullable=False),
        pa.field("about", pa.string(), nullable=False),
        pa.field("area_name", pa.string()),
        pa.field("area_heading", pa.string()),
        pa.field("direction", pa.string(), nullable=False),
        pa.field("as_printed", pa.string(), nullable=False),
        pa.field("unit", pa.string()),
        pa.field("is_rounded", pa.bool_(), nullable=False),
        pa.field("transfers", pa.string()),
    ]
)
"""One row per deviation from the budget that running text states of an area or the council.

`line_start` is the line on which the sentence begins, `line_end` that of its figure; of the sentence itself only the
name of the area, the figure and what the lexicon knows are kept.
"""

STATEMENT_DIRECTIONS = ("surplus", "deficit", "deviation", "balance")
"""What a statement calls the deviation: överskott, underskott, avvikelse with its own sign, or a budget i balans."""
