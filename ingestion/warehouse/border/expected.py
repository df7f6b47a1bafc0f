"""What extracted rows must be before they are loaded: the expectations, table by table.

This is the page that a data steward reads. Only the shape of what was extracted is expected, document by document:
columns and types, closed vocabularies, line numbers within the document, texts that are tidy, and rows against what the
tables show. Statements about the domain belong to the warehouse. A row that fails is held back and the rest is loaded;
what is expected of a table as a whole (its columns, that it has rows) refuses the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ingestion.extraction.schema import (
    ACTIVITY_SCHEMA,
    COLUMN_EVIDENCE,
    GOAL_SCHEMA,
    INDICATOR_SCHEMA,
    MONEY_KINDS,
    MONEY_UNITS,
    STATEMENT_DIRECTIONS,
    VALUE_COLUMNS,
)
from ingestion.extraction.vocabulary import vocabulary

_LONGEST_NAME = 400
_LONGEST_CELL = 80
_LONGEST_GOAL = 600
_LONGEST_ACTIVITY = 2000
_MOST_MONEY_COLUMNS = 20
_LEVELS = ("direction", "area", "council")
_GOAL_NUMBER = r"^\d+(?:\.\d+)*$"
TIDY = r"^\S+(?: \S+)*$"
_PLACED = ("lines_in_document", "row_position", "line_before", "document_ids")
_DERIVED = (*_PLACED, "readings_count", "evidence_count")
_DERIVED_GOALS = (*_PLACED, "assessment_has_line", "untidy_results")


def period_shape() -> str:
    """What stands under Period and Periodicitet: words ('Tertial 1 2019', 'VB 2021', 'Kvartal 4'), or a year.

    Which words name which period is the warehouse's question. A figure there, or words of a target ('Tas fram av
    nämnd', 'Max 10'), mean that cells were put under the wrong columns.
    """
    words, limits = (
        [" ?".join(map(re.escape, re.sub(r"\{\w+\}|\s", "", one))) for one, _ in found]
        for found in (vocabulary().phrases, vocabulary().comparators)
    )
    no_target = rf"(?!(?i:(?:{'|'.join(words)})(?![^\W\d_])|(?:{'|'.join(limits)})[. ]*\d))"
    return rf"^(?:{no_target}[^\W\d_][^%‰±+<>=]{{0,39}}|(?:19|20)\d\d(?: ?[-/] ?\d{{2,4}})?)$"


def _indicator_expectations(gxe: Any) -> list[Any]:
    from great_expectations.expectations.row_conditions import Column

    expectations = [
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=[*INDICATOR_SCHEMA.names, *_DERIVED]),
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnPairValuesToBeEqual(column_A="row_number", column_B="row_position"),
        *_place_expectations(gxe),
        gxe.ExpectColumnValuesToBeInSet(column="column_evidence", value_set=list(COLUMN_EVIDENCE)),
        gxe.ExpectColumnValuesToBeBetween(
            column="readings_count", min_value=2, row_condition=Column("column_evidence") == "ambiguous"
        ),
        gxe.ExpectColumnValuesToBeBetween(
            column="readings_count", max_value=0, row_condition=Column("column_evidence") != "ambiguous"
        ),
        # What is ambiguous says so itself; what is settled says by what.
        gxe.ExpectColumnValuesToBeBetween(
            column="evidence_count", min_value=1, row_condition=Column("column_evidence") != "ambiguous"
        ),
        gxe.ExpectColumnValuesToMatchRegex(column="indicator", regex=TIDY),
        gxe.ExpectColumnValueLengthsToBeBetween(column="indicator", min_value=3, max_value=_LONGEST_NAME),
        gxe.ExpectColumnValuesToMatchRegex(column="period", regex=period_shape()),
    ]
    for name in ("indicator", "column_evidence", "row_number"):
        expectations.append(gxe.ExpectColumnValuesToNotBeNull(column=name))
    expectations.append(gxe.ExpectColumnValuesToBeInTypeList(column="row_number", type_list=["int32"]))
    for name in VALUE_COLUMNS:
        expectations.append(gxe.ExpectColumnValuesToBeInTypeList(column=name, type_list=["str"]))
        expectations.append(gxe.ExpectColumnValuesToMatchRegex(column=name, regex=TIDY))
        expectations.append(gxe.ExpectColumnValueLengthsToBeBetween(column=name, max_value=_LONGEST_CELL))
    # A title that is too long holds its heading back; what stands below it keeps its figures and has no goal then.
    for name in ("direction_goal", "area_goal", "council_goal"):
        expectations.append(gxe.ExpectColumnValuesToMatchRegex(column=name, regex=TIDY))
    return expectations


def _goal_expectations(gxe: Any) -> list[Any]:
    return [
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=[*GOAL_SCHEMA.names, *_DERIVED_GOALS]),
        *_place_expectations(gxe),
        gxe.ExpectColumnValuesToNotBeNull(column="level"),
        gxe.ExpectColumnValuesToBeInSet(column="level", value_set=list(_LEVELS)),
        gxe.ExpectColumnValuesToNotBeNull(column="title"),
        gxe.ExpectColumnValuesToMatchRegex(column="title", regex=TIDY),
        gxe.ExpectColumnValueLengthsToBeBetween(column="title", min_value=3, max_value=_LONGEST_GOAL),
        gxe.ExpectColumnValuesToMatchRegex(column="number", regex=_GOAL_NUMBER),
        gxe.ExpectColumnValuesToMatchRegex(column="parent_number", regex=_GOAL_NUMBER),
        gxe.ExpectColumnValuesToBeInSet(column="assessment", value_set=list(vocabulary().labels("assessment"))),
        gxe.ExpectColumnValuesToBeInSet(column="assessment_has_line", value_set=[True]),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="assessment_line", column_B="line_end", ignore_row_if="either_value_is_missing"
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="lines_in_document",
            column_B="assessment_line",
            or_equal=True,
            ignore_row_if="either_value_is_missing",
        ),
        gxe.ExpectColumnValuesToBeBetween(column="untidy_results", max_value=0),
    ]


def _activity_expectations(gxe: Any) -> list[Any]:
    # An end before the start is a council's misprint: a finding of the warehouse, no reason to reject a document.
    expectations = [
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=[*ACTIVITY_SCHEMA.names, *_PLACED]),
        gxe.ExpectColumnPairValuesToBeEqual(column_A="row_number", column_B="row_position"),
        *_place_expectations(gxe),
        gxe.ExpectColumnValuesToBeInTypeList(column="row_number", type_list=["int32"]),
        gxe.ExpectColumnValuesToMatchRegex(column="activity", regex=TIDY),
        gxe.ExpectColumnValueLengthsToBeBetween(column="activity", min_value=3, max_value=_LONGEST_ACTIVITY),
        gxe.ExpectColumnValuesToMatchRegex(column="area_goal", regex=_GOAL_NUMBER),
        gxe.ExpectColumnValuesToMatchRegex(column="council_goal", regex=TIDY),
        gxe.ExpectColumnValuesToMatchRegex(column="deviation", regex=TIDY),
        gxe.ExpectColumnValueLengthsToBeBetween(column="deviation", max_value=_LONGEST_CELL),
    ]
    for name in ("activity", "row_number", "start_date", "end_date"):
        expectations.append(gxe.ExpectColumnValuesToNotBeNull(column=name))
    for name in ("start_date", "end_date"):
        expectations.append(gxe.ExpectColumnValuesToBeInTypeList(column=name, type_list=["date"]))
    return expectations


def _table_expectations(gxe: Any) -> list[Any]:
    return [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="last_line", column_B="header_line", or_equal=True),
        gxe.ExpectColumnPairValuesToBeEqual(column_A="rows", column_B="extracted"),
    ]


def _money_table_expectations(gxe: Any) -> list[Any]:
    return [
        gxe.ExpectColumnPairValuesToBeEqual(column_A="table_number", column_B="row_position"),
        *_place_expectations(gxe),
        gxe.ExpectColumnValuesToBeInSet(column="kind", value_set=list(MONEY_KINDS)),
        gxe.ExpectColumnValuesToNotBeNull(column="kind"),
        gxe.ExpectColumnValuesToBeInSet(column="unit", value_set=list(MONEY_UNITS)),
        gxe.ExpectColumnValuesToBeBetween(column="columns_count", min_value=1, max_value=_MOST_MONEY_COLUMNS),
        gxe.ExpectColumnPairValuesToBeEqual(column_A="rows", column_B="extracted"),
        *(gxe.ExpectColumnValuesToMatchRegex(column=name, regex=TIDY) for name in ("section", "area_heading")),
    ]


def _money_cell_expectations(gxe: Any) -> list[Any]:
    """Of cells a printed row is held back as a whole: its other figures were told apart by the one that fails."""
    return [
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["document_id", "table_number", "row_number", "cell_number"]),
        gxe.ExpectColumnValuesToMatchRegex(column="document_id", regex="^[0-9a-f]{16}$"),
        *(
            gxe.ExpectColumnValuesToNotBeNull(column=name)
            for name in ("document_id", "row_label", "as_printed", "line", "column_evidence", "table_columns")
        ),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="line", column_B="table_line_start", or_equal=True),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="table_line_end", column_B="line", or_equal=True),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="lines_in_document", column_B="line", or_equal=True),
        gxe.ExpectColumnValuesToBeBetween(column="cell_number", min_value=1),
        gxe.ExpectColumnValuesToBeBetween(column="row_number", min_value=1),
        gxe.ExpectColumnValuesToBeBetween(column="column_number", min_value=1),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="table_columns", column_B="column_number", or_equal=True, ignore_row_if="either_value_is_missing"
        ),
        gxe.ExpectColumnValuesToBeInSet(column="column_evidence", value_set=list(COLUMN_EVIDENCE)),
        # A cell without a column says so itself, and one that has it is not called ambiguous.
        gxe.ExpectColumnValuesToBeInSet(column="has_column", value_set=[True]),
        gxe.ExpectColumnValuesToBeBetween(column="evidence_count", min_value=1),
        gxe.ExpectColumnValuesToMatchRegex(column="row_label", regex=TIDY),
        gxe.ExpectColumnValuesToMatchRegex(column="parent_label", regex=TIDY),
        gxe.ExpectColumnValuesToMatchRegex(column="as_printed", regex=TIDY),
        gxe.ExpectColumnValueLengthsToBeBetween(column="row_label", max_value=_LONGEST_NAME),
        gxe.ExpectColumnValueLengthsToBeBetween(column="as_printed", max_value=_LONGEST_CELL),
    ]


def _place_expectations(gxe: Any, *, one_a_line: bool = True) -> list[Any]:
    """Where rows of any kind stand: one document, lines in order and within it."""
    return [
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="line_start", column_B="line_before", or_equal=not one_a_line
        ),
        gxe.ExpectColumnValuesToBeBetween(column="line_start", min_value=1),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="line_end", column_B="line_start", or_equal=True),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="lines_in_document", column_B="line_end", or_equal=True),
        gxe.ExpectColumnValuesToBeBetween(column="document_ids", min_value=1, max_value=1),
        gxe.ExpectColumnValuesToMatchRegex(column="document_id", regex="^[0-9a-f]{16}$"),
        *(
            gxe.ExpectColumnValuesToNotBeNull(column=name)
            for name in ("document_id", "source_file", "line_start", "line_end")
        ),
        *(
            gxe.ExpectColumnValuesToBeInTypeList(column=name, type_list=["int32"])
            for name in ("line_start", "line_end")
        ),
    ]


def _money_statement_expectations(gxe: Any) -> list[Any]:
    expectations = [
        gxe.ExpectColumnPairValuesToBeEqual(column_A="statement_number", column_B="row_position"),
        *_place_expectations(gxe, one_a_line=False),
        gxe.ExpectColumnValuesToBeInSet(column="about", value_set=["area", "council"]),
        gxe.ExpectColumnValuesToBeInSet(column="direction", value_set=list(STATEMENT_DIRECTIONS)),
        gxe.ExpectColumnValuesToBeInSet(column="unit", value_set=["mnkr", "tkr"]),
        gxe.ExpectColumnValuesToBeInSet(column="transfers", value_set=["before", "after"]),
        gxe.ExpectColumnValueLengthsToBeBetween(column="as_printed", max_value=_LONGEST_CELL),
    ]
    for name in ("area_name", "area_heading", "as_printed"):
        expectations.append(gxe.ExpectColumnValuesToMatchRegex(column=name, regex=TIDY))
    return expectations


SUITES: Mapping[str, Callable[[Any], list[Any]]] = {
    "indicators": _indicator_expectations,
    "goals": _goal_expectations,
    "activities": _activity_expectations,
    "tables": _table_expectations,
    "money_tables": _money_table_expectations,
    "money_cells": _money_cell_expectations,
    "money_statements": _money_statement_expectations,
}
"""What is expected of each table, as Great Expectations' own objects."""
