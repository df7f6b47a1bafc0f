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
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.extraction.schema import COLUMN_EVIDENCE, INDICATOR_SCHEMA, VALUE_COLUMNS

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

_LONGEST_NAME = 400
_LONGEST_CELL = 80
_LONGEST_GOAL = 600
_TIDY = r"^\S+(?: \S+)*$"
# What stands under Period and Periodicitet: 'Tertial', 'År', 'Tertial 1 2019', 'Halvår 1 2019', '2019', 'VB
# 2021'. A figure there means that cells were put under the wrong columns.
_PERIOD = r"^(?:[A-ZÅÄÖa-zåäö]+(?: [123])?(?: 20\d\d)?|20\d\d(?:-20\d\d)?|T[123](?: 20\d\d)?)$"
_DERIVED = ("lines_in_document", "row_position", "readings_count", "evidence_count")


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
        self._context = self._open(gx, folder)

    def _open(self, gx: Any, folder: Path) -> Any:
        context = gx.get_context(mode="file", project_root_dir=str(folder))
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        source = context.data_sources.add_or_update_pandas("extraction")
        self._validations = {}
        for name, expectations in (
            ("indicators", _indicator_expectations(gx.expectations)),
            ("tables", _table_expectations(gx.expectations)),
        ):
            batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("document")
            suite = context.suites.add_or_update(gx.ExpectationSuite(name, expectations=expectations))
            self._validations[name] = context.validation_definitions.add_or_update(
                gx.ValidationDefinition(name=name, data=batch, suite=suite)
            )
        return context

    def check(self, source_file: str, indicators: pa.Table, tables: pa.Table, lines: int) -> BorderResult:
        """Check the extracted rows of one document of so many lines.

        `indicators` has the columns of INDICATOR_SCHEMA, `tables` those of TABLE_SCHEMA.
        """
        passed = 0
        failures: list[BorderFailure] = []
        frames = {
            "indicators": _indicator_frame(indicators, lines),
            "tables": _table_frame(tables, indicators),
        }
        for name, frame in frames.items():
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

    def build_data_docs(self) -> None:
        """Write the pages of the documents that were checked in this run, and the index of all."""
        with contextlib.redirect_stdout(None):
            self._context.build_data_docs()


def _indicator_frame(indicators: pa.Table, lines: int) -> pd.DataFrame:
    frame = indicators.to_pandas()
    for column in frame.columns:
        if str(frame[column].dtype) in {"str", "string"}:
            frame[column] = frame[column].astype(object)
    frame["lines_in_document"] = lines
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
        gxe.ExpectColumnValuesToBeIncreasing(column="line_start", strictly=True),
        gxe.ExpectColumnValuesToBeBetween(column="line_start", min_value=1),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="line_end", column_B="line_start", or_equal=True),
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="lines_in_document", column_B="line_end", or_equal=True),
        gxe.ExpectColumnUniqueValueCountToBeBetween(column="document_id", min_value=1, max_value=1),
        gxe.ExpectColumnValuesToMatchRegex(column="document_id", regex="^[0-9a-f]{16}$"),
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
    for name in (
        "document_id",
        "source_file",
        "indicator",
        "column_evidence",
        "line_start",
        "line_end",
        "row_number",
    ):
        expectations.append(gxe.ExpectColumnValuesToNotBeNull(column=name))
    for name in ("row_number", "line_start", "line_end"):
        expectations.append(gxe.ExpectColumnValuesToBeInTypeList(column=name, type_list=["int32"]))
    for name in VALUE_COLUMNS:
        expectations.append(gxe.ExpectColumnValuesToBeInTypeList(column=name, type_list=["str"]))
        expectations.append(gxe.ExpectColumnValuesToMatchRegex(column=name, regex=_TIDY))
        expectations.append(gxe.ExpectColumnValueLengthsToBeBetween(column=name, max_value=_LONGEST_CELL))
    for name in ("direction_goal", "area_goal", "council_goal"):
        expectations.append(gxe.ExpectColumnValuesToMatchRegex(column=name, regex=_TIDY))
        expectations.append(gxe.ExpectColumnValueLengthsToBeBetween(column=name, max_value=_LONGEST_GOAL))
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
    shown = [name for name in (column, "indicator", "rows", "extracted", "closings") if name in frame.columns]
    detail = result.result.get("observed_value")
    exception = (result.exception_info or {}).get("exception_message")
    return BorderFailure(
        expectation=config.type.removeprefix("expect_").replace("_", " "),
        column=column or "table",
        lines=tuple(int(frame[line_column].iloc[row]) for row in rows),
        as_printed=tuple(" · ".join(f"{name} {frame[name].iloc[row]}" for name in shown) for row in rows)
        or ((str(detail or exception),) if (detail or exception) else ()),
    )
