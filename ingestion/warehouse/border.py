"""The border check: extracted rows are guarded by Great Expectations before anything is loaded.

What is checked is the shape of what was extracted, document by document: columns and types, closed
vocabularies, line numbers within the document, texts that are tidy, and rows against what the tables show.
Statements about the domain belong to the warehouse. The Data Docs, one page per document, are what a data
steward reads.
"""

# ruff: noqa: PLC0415 (libraries that take long to import are imported where they are used)
# ruff: noqa: ANN401 (values of libraries without types)

from __future__ import annotations

import contextlib
import os
import re
import shutil
import warnings
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.extraction.schema import (
    ACTIVITY_SCHEMA,
    COLUMN_EVIDENCE,
    GOAL_SCHEMA,
    INDICATOR_SCHEMA,
    VALUE_COLUMNS,
)
from ingestion.extraction.vocabulary import vocabulary

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from ingestion.extraction import Extraction

_LONGEST_NAME = 400
_LONGEST_CELL = 80
_LONGEST_GOAL = 600
_LONGEST_ACTIVITY = 2000
_LEVELS = ("direction", "area", "council")
_GOAL_NUMBER = r"^\d+(?:\.\d+)*$"
_TIDY = r"^\S+(?: \S+)*$"
# What stands under Period and Periodicitet: 'Tertial', 'År', 'Tertial 1 2019', 'Halvår 1 2019', '2019', 'VB
# 2021'. A figure there means that cells were put under the wrong columns.
_PERIOD = r"^(?:[A-ZÅÄÖa-zåäö]+(?: [123])?(?: 20\d\d)?|20\d\d(?:-20\d\d)?|T[123](?: 20\d\d)?)$"
_DERIVED = ("lines_in_document", "row_position", "readings_count", "evidence_count")
_DERIVED_GOALS = ("lines_in_document", "assessment_has_line", "untidy_results")
_DERIVED_ACTIVITIES = ("lines_in_document", "row_position")


@dataclass(frozen=True)
class BorderFailure:
    """An expectation that did not hold: its name, the column, and the rows (their first lines) with what they show."""

    expectation: str
    column: str
    lines: tuple[int, ...]
    as_printed: tuple[str, ...]

    def describe(self) -> str:
        """'annual_target: value lengths to be between (line 17: …)'."""
        shown = "; ".join(
            f"line {line}: {text}" for line, text in list(zip(self.lines, self.as_printed, strict=False))[:3]
        )
        return f"{self.column}: {self.expectation}" + (f" ({shown})" if shown else "")


@dataclass(frozen=True)
class BorderResult:
    """How many expectations held for one document, and those that did not."""

    passed: int
    failures: tuple[BorderFailure, ...]

    def to_json(self) -> dict[str, Any]:
        """For keeping beside the extract."""
        return {
            "passed": self.passed,
            "failures": [
                {
                    "expectation": f.expectation,
                    "column": f.column,
                    "lines": f.lines,
                    "as_printed": f.as_printed,
                }
                for f in self.failures
            ],
        }

    @staticmethod
    def from_json(content: Mapping[str, Any] | None) -> BorderResult | None:
        """The result that `to_json` wrote, or None where the content is none."""
        if content is None:
            return None
        try:
            return BorderResult(
                passed=int(content["passed"]),
                failures=tuple(
                    BorderFailure(f["expectation"], f["column"], tuple(f["lines"]), tuple(f["as_printed"]))
                    for f in content["failures"]
                ),
            )
        except (KeyError, TypeError, ValueError):
            return None


class BorderCheck:
    """A Great Expectations project in a folder of its own, used for one run over several documents."""

    def __init__(self, folder: Path) -> None:
        """Open or make the project.

        Importing Great Expectations takes seconds: make one only when rows must be checked. Raises whatever Great
        Expectations raises where the folder is damaged.
        """
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        warnings.filterwarnings("ignore", module="great_expectations")
        import great_expectations as gx

        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._checked: set[str] = set()
        self._context = self._open(gx, folder)

    def _open(self, gx: Any, folder: Path) -> Any:
        context = gx.get_context(mode="file", project_root_dir=str(folder))
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        source = context.data_sources.add_or_update_pandas("extraction")
        self._validations = {}
        for name, expectations in (
            ("indicators", _indicator_expectations(gx.expectations)),
            ("goals", _goal_expectations(gx.expectations)),
            ("activities", _activity_expectations(gx.expectations)),
            ("tables", _table_expectations(gx.expectations)),
        ):
            batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("document")
            suite = context.suites.add_or_update(gx.ExpectationSuite(name, expectations=expectations))
            self._validations[name] = context.validation_definitions.add_or_update(
                gx.ValidationDefinition(name=name, data=batch, suite=suite)
            )
        return context

    def check(self, source_file: str, extraction: Extraction, lines: int) -> BorderResult:
        """Check what was extracted of one document of so many lines; an earlier result of the name is replaced."""
        _forget(self._folder, source_file)
        self._checked.add(source_file)
        passed = 0
        failures: list[BorderFailure] = []
        frames = {
            "indicators": _indicator_frame(extraction.indicators, lines),
            "goals": _goal_frame(extraction.goals, lines),
            "activities": _activity_frame(extraction.activities, lines),
            "tables": _table_frame(extraction.tables, extraction.indicators),
        }
        for name, frame in frames.items():
            # A report without activities is whole, and so is one that prints its tables under no goal.
            if name in {"goals", "activities"} and frame.empty:
                continue
            result = self._run(name, frame, source_file)
            for one in result.results:
                if one.success:
                    passed += 1
                else:
                    failures.append(_failure(one, frame))
        return BorderResult(passed, tuple(failures))

    def _run(self, name: str, frame: pd.DataFrame, source_file: str) -> Any:
        from great_expectations.core.run_identifier import RunIdentifier

        return self._validations[name].run(
            batch_parameters={"dataframe": frame},
            run_id=RunIdentifier(run_name=source_file),
            result_format={"result_format": "COMPLETE"},
        )

    def build_data_docs(self, documents: Collection[str]) -> None:
        """Write the pages of what was checked in this run and the index of all; drop those of other documents.

        The pages of the rest stay as they are: a new report does not cost the pages of hundreds of old ones.
        """
        for name in _documents_with_results(self._folder) - set(documents):
            _forget(self._folder, name)
        fresh = [
            key for key in self._context.validation_results_store.list_keys() if key.run_id.run_name in self._checked
        ]
        is_first = not (_pages(self._folder) / "index.html").exists()
        with contextlib.redirect_stdout(None):
            self._context.build_data_docs(resource_identifiers=None if is_first else fresh)


def has_page(folder: Path, source_file: str) -> bool:
    """Whether the Data Docs have a page of a document."""
    return (_pages(folder) / "validations" / "indicators" / source_file).is_dir()


def _pages(folder: Path) -> Path:
    return folder / "gx" / "uncommitted" / "data_docs" / "local_site"


def _documents_with_results(folder: Path) -> set[str]:
    return {path.name for path in _results(folder).glob("*/*") if path.is_dir()}


def _results(folder: Path) -> Path:
    return folder / "gx" / "uncommitted" / "validations"


def _forget(folder: Path, source_file: str) -> None:
    for place in (_results(folder), _pages(folder) / "validations"):
        for path in place.glob("*"):
            if path.is_dir():
                shutil.rmtree(path / source_file, ignore_errors=True)


def _frame(rows: pa.Table, lines: int) -> pd.DataFrame:
    frame = rows.to_pandas()
    for column in frame.columns:
        if str(frame[column].dtype) in {"str", "string"}:
            frame[column] = frame[column].astype(object)
    frame["lines_in_document"] = lines
    return frame


def _goal_frame(goals: pa.Table, lines: int) -> pd.DataFrame:
    frame = _frame(goals, lines)
    frame["assessment_has_line"] = frame["assessment"].isna() == frame["assessment_line"].isna()
    frame["untidy_results"] = [
        sum(1 for result in results if not re.match(_TIDY, result))
        for results in goals.column("expected_results").to_pylist()
    ]
    return frame


def _activity_frame(activities: pa.Table, lines: int) -> pd.DataFrame:
    frame = _frame(activities, lines)
    frame["row_position"] = range(1, len(frame) + 1)
    return frame


def _indicator_frame(indicators: pa.Table, lines: int) -> pd.DataFrame:
    frame = _frame(indicators, lines)
    frame["row_position"] = range(1, len(frame) + 1)
    frame["readings_count"] = [0 if one is None else len(one) for one in indicators.column("readings").to_pylist()]
    frame["evidence_count"] = [len(one or ()) for one in indicators.column("evidence").to_pylist()]
    return frame


def _table_frame(tables: pa.Table, indicators: pa.Table) -> pd.DataFrame:
    """The tables with a third count beside `rows` and `closings`: the extracted rows that begin within them."""
    frame = tables.to_pandas()
    starts = indicators.column("line_start").to_pylist()
    frame["extracted"] = [
        sum(1 for start in starts if header < start <= last)
        for header, last in zip(frame["header_line"], frame["last_line"], strict=True)
    ]
    return frame


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
        gxe.ExpectColumnValuesToBeBetween(column="evidence_count", min_value=1),
        gxe.ExpectColumnValuesToMatchRegex(column="indicator", regex=_TIDY),
        gxe.ExpectColumnValueLengthsToBeBetween(column="indicator", min_value=3, max_value=_LONGEST_NAME),
        gxe.ExpectColumnValuesToMatchRegex(column="period", regex=_PERIOD),
    ]
    for name in ("indicator", "column_evidence", "row_number"):
        expectations.append(gxe.ExpectColumnValuesToNotBeNull(column=name))
    expectations.append(gxe.ExpectColumnValuesToBeInTypeList(column="row_number", type_list=["int32"]))
    for name in VALUE_COLUMNS:
        expectations.append(gxe.ExpectColumnValuesToBeInTypeList(column=name, type_list=["str"]))
        expectations.append(gxe.ExpectColumnValuesToMatchRegex(column=name, regex=_TIDY))
        expectations.append(gxe.ExpectColumnValueLengthsToBeBetween(column=name, max_value=_LONGEST_CELL))
    for name in ("direction_goal", "area_goal", "council_goal"):
        expectations.append(gxe.ExpectColumnValuesToMatchRegex(column=name, regex=_TIDY))
        expectations.append(gxe.ExpectColumnValueLengthsToBeBetween(column=name, max_value=_LONGEST_GOAL))
    return expectations


def _place_expectations(gxe: Any) -> list[Any]:
    """Where rows of any kind stand: one document, lines in order and within it."""
    return [
        gxe.ExpectColumnValuesToBeIncreasing(column="line_start", strictly=True),
        gxe.ExpectColumnValuesToBeBetween(column="line_start", min_value=1),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="line_end", column_B="line_start", or_equal=True),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="lines_in_document", column_B="line_end", or_equal=True),
        gxe.ExpectColumnUniqueValueCountToBeBetween(column="document_id", min_value=1, max_value=1),
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


def _goal_expectations(gxe: Any) -> list[Any]:
    return [
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=[*GOAL_SCHEMA.names, *_DERIVED_GOALS]),
        *_place_expectations(gxe),
        gxe.ExpectColumnValuesToNotBeNull(column="level"),
        gxe.ExpectColumnValuesToBeInSet(column="level", value_set=list(_LEVELS)),
        gxe.ExpectColumnValuesToNotBeNull(column="title"),
        gxe.ExpectColumnValuesToMatchRegex(column="title", regex=_TIDY),
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
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=[*ACTIVITY_SCHEMA.names, *_DERIVED_ACTIVITIES]),
        gxe.ExpectColumnPairValuesToBeEqual(column_A="row_number", column_B="row_position"),
        *_place_expectations(gxe),
        gxe.ExpectColumnValuesToBeInTypeList(column="row_number", type_list=["int32"]),
        gxe.ExpectColumnValuesToMatchRegex(column="activity", regex=_TIDY),
        gxe.ExpectColumnValueLengthsToBeBetween(column="activity", min_value=3, max_value=_LONGEST_ACTIVITY),
        gxe.ExpectColumnValuesToMatchRegex(column="area_goal", regex=_GOAL_NUMBER),
        gxe.ExpectColumnValuesToMatchRegex(column="council_goal", regex=_TIDY),
        gxe.ExpectColumnValueLengthsToBeBetween(column="council_goal", max_value=_LONGEST_GOAL),
        gxe.ExpectColumnValuesToMatchRegex(column="deviation", regex=_TIDY),
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
        gxe.ExpectColumnPairValuesToBeEqual(column_A="rows", column_B="closings"),
    ]


def _failure(result: Any, frame: pd.DataFrame) -> BorderFailure:
    config = result.expectation_config
    kwargs = config.kwargs
    column = kwargs.get("column") or " and ".join(kwargs[k] for k in ("column_A", "column_B") if k in kwargs)
    rows = list(result.result.get("unexpected_index_list") or [])[:10]
    line_column = "line_start" if "line_start" in frame.columns else "header_line"
    telling = (column, "indicator", "title", "activity", "rows", "extracted", "closings")
    shown = [name for name in dict.fromkeys(telling) if name in frame.columns]
    detail = result.result.get("observed_value")
    exception = (result.exception_info or {}).get("exception_message")
    return BorderFailure(
        expectation=config.type.removeprefix("expect_").replace("_", " "),
        column=column or "table",
        lines=tuple(int(frame[line_column].iloc[row]) for row in rows),
        as_printed=tuple(" · ".join(f"{name} {frame[name].iloc[row]}" for name in shown) for row in rows)
        or ((str(detail or exception),) if (detail or exception) else ()),
    )
