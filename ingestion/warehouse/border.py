"""The border check: extracted rows are guarded by Great Expectations before anything is loaded.

What is checked is the shape of what was extracted, document by document: columns and types, closed
vocabularies, line numbers within the document, texts that are tidy, and rows against what the tables show.
Statements about the domain belong to the warehouse. The Data Docs, one page per document, are what a data
steward reads.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import warnings
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.extraction.schema import (
    ACTIVITY_SCHEMA,
    COLUMN_EVIDENCE,
    GOAL_SCHEMA,
    INDICATOR_SCHEMA,
    TABLE_SCHEMA,
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
_PLACED = ("lines_in_document", "row_position", "line_before", "document_ids")
_DERIVED = (*_PLACED, "readings_count", "evidence_count")
_DERIVED_GOALS = (*_PLACED, "assessment_has_line", "untidy_results")
_FEW = 20
"""So many documents are checked one by one, each with a page of its own; more are checked together."""

_MOST_TOGETHER = 1000
"""So many documents are checked as one table at most, which bounds the memory that it takes."""


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
    """How many expectations held for one document, and those that did not; the name of the page that tells of them."""

    passed: int
    failures: tuple[BorderFailure, ...]
    page: str

    def to_json(self) -> dict[str, Any]:
        """For keeping beside the extract."""
        return {
            "page": self.page,
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
                page=str(content["page"]),
                passed=int(content["passed"]),
                failures=tuple(
                    BorderFailure(f["expectation"], f["column"], tuple(f["lines"]), tuple(f["as_printed"]))
                    for f in content["failures"]
                ),
            )
        except (KeyError, TypeError, ValueError):
            return None


@dataclass(frozen=True)
class ExtractedDocument:
    """What was extracted of one document of so many lines."""

    source_file: str
    extraction: Extraction
    lines: int

    def can_be_joined(self) -> bool:
        """Whether its tables can stand in one with those of others: not one that lacks a column, or has no rows."""
        one = self.extraction
        return all(
            table.schema.equals(schema)
            for table, schema in (
                (one.indicators, INDICATOR_SCHEMA),
                (one.goals, GOAL_SCHEMA),
                (one.activities, ACTIVITY_SCHEMA),
                (one.tables, TABLE_SCHEMA),
            )
        ) and bool(one.indicators.num_rows and one.tables.num_rows)


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
        passed = 0
        failures: list[BorderFailure] = []
        alone = ExtractedDocument(source_file, extraction, lines)
        for _name, one, frame in self._results([alone], source_file):
            if one.success:
                passed += 1
            else:
                failures.append(_failure(one, frame))
        return BorderResult(passed, tuple(failures), source_file)

    def check_all(self, documents: Sequence[Callable[[], ExtractedDocument]]) -> Iterator[tuple[str, BorderResult]]:
        """Check documents as they are called for; the name and the result of each.

        A few are checked one by one. More stand as the rows of one table: an expectation takes as long on one
        document's rows as on those of hundreds. Those of which a row fails are then checked again, each alone, and so
        has each of them its own page, too.
        """
        size = 1 if len(documents) <= _FEW else _MOST_TOGETHER
        for start in range(0, len(documents), size):
            batch = [call() for call in documents[start : start + size]]
            together = [one for one in batch if one.can_be_joined()] if len(batch) > 1 else []
            passed, suspects, page = self._check_together(together)
            joined = {one.source_file for one in together}
            for one in batch:
                if one.source_file in joined - suspects:
                    yield one.source_file, BorderResult(passed, (), page)
                else:
                    yield one.source_file, self.check(one.source_file, one.extraction, one.lines)

    def _check_together(self, documents: Sequence[ExtractedDocument]) -> tuple[int, set[str], str]:
        """How many expectations there are, the documents to which a row that fails one belongs, and the page's name."""
        if not documents:
            return 0, set(), ""
        names = [one.source_file for one in documents]
        page = f"{names[0]} and {len(names) - 1} more"
        passed, suspects = 0, set[str]()
        for name, one, _frame in self._results(documents, page):
            passed += 1
            if not one.success:
                rows = one.result.get("unexpected_index_list")
                last_rows = list(accumulate(getattr(document.extraction, name).num_rows for document in documents))
                # Where no row is named, each alone shows which document it was.
                suspects.update((names[bisect_right(last_rows, row)] for row in rows) if rows else names)
        return passed, suspects, page

    def _results(self, documents: Sequence[ExtractedDocument], page: str) -> Iterator[tuple[str, Any, pd.DataFrame]]:
        """Name of the rows, result, and frame of each expectation on what was extracted of some documents."""
        _forget(self._folder, page)
        self._checked.add(page)
        for name, frame in _frames(documents).items():
            # A report without activities is whole, and so is one that prints its tables under no goal.
            if name in {"goals", "activities"} and frame.empty:
                continue
            for one in self._run(name, frame, page).results:
                yield name, one, frame

    def _run(self, name: str, frame: pd.DataFrame, source_file: str) -> Any:
        from great_expectations.core.run_identifier import RunIdentifier

        return self._validations[name].run(
            batch_parameters={"dataframe": frame},
            run_id=RunIdentifier(run_name=source_file),
            result_format={"result_format": "COMPLETE"},
        )

    def build_data_docs(self, pages: Collection[str]) -> None:
        """Write the pages of what was checked in this run and the index of all; drop all but the named ones.

        The pages of the rest stay as they are: a new report does not cost the pages of hundreds of old ones.
        """
        for name in _pages_with_results(self._folder) - set(pages):
            _forget(self._folder, name)
        fresh = [
            key for key in self._context.validation_results_store.list_keys() if key.run_id.run_name in self._checked
        ]
        is_first = not (_pages(self._folder) / "index.html").exists()
        with contextlib.redirect_stdout(None):
            self._context.build_data_docs(resource_identifiers=None if is_first else fresh)


def has_page(folder: Path, page: str) -> bool:
    """Whether the Data Docs have a page, of a document or of many that were checked together."""
    return (_pages(folder) / "validations" / "indicators" / page).is_dir()


def _pages(folder: Path) -> Path:
    return folder / "gx" / "uncommitted" / "data_docs" / "local_site"


def _pages_with_results(folder: Path) -> set[str]:
    return {path.name for path in _results(folder).glob("*/*") if path.is_dir()}


def _results(folder: Path) -> Path:
    return folder / "gx" / "uncommitted" / "validations"


def _forget(folder: Path, source_file: str) -> None:
    for place in (_results(folder), _pages(folder) / "validations"):
        for path in place.glob("*"):
            if path.is_dir():
                shutil.rmtree(path / source_file, ignore_errors=True)


def _frames(documents: Sequence[ExtractedDocument]) -> dict[str, pd.DataFrame]:
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
    untidy = pc.invert(pc.match_substring_regex(results.flatten(), _TIDY)).to_numpy(zero_copy_only=False)
    parents = pc.list_parent_indices(results).to_numpy()
    goals["untidy_results"] = np.bincount(parents[untidy], minlength=len(goals))
    return {
        "indicators": indicators,
        "goals": goals,
        "activities": _placed([one.activities for one in extractions], lines),
        "tables": _table_frame(extractions),
    }


def _placed(tables: Sequence[pa.Table], lines: Sequence[int]) -> pd.DataFrame:
    """Rows of several documents with what each needs to be told in its own: one table for each document."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    rows = [table.num_rows for table in tables]
    joined = pa.concat_tables(tables)
    for position, field in enumerate(joined.schema):
        if pa.types.is_list(field.type):
            # No expectation looks into a list, and pandas would make an object of each.
            joined = joined.set_column(position, field.name, pa.nulls(joined.num_rows))
    frame = joined.to_pandas()
    for column in frame.columns:
        if str(frame[column].dtype) in {"str", "string"}:
            frame[column] = frame[column].astype(object)
    starts = [table.column("line_start").to_numpy() for table in tables]
    frame["lines_in_document"] = np.repeat(lines, rows)
    frame["row_position"] = np.concatenate([np.arange(1, count + 1) for count in rows])
    frame["line_before"] = np.concatenate([np.concatenate([[0], one])[:-1] for one in starts])
    frame["document_ids"] = np.repeat([len(pc.unique(table.column("document_id"))) for table in tables], rows)
    return frame


def _table_frame(extractions: Sequence[Extraction]) -> pd.DataFrame:
    """The tables with a third count beside `rows` and `closings`: the extracted rows that begin within them."""
    import numpy as np
    import pyarrow as pa

    frame = pa.concat_tables([one.tables for one in extractions]).to_pandas()
    found = []
    for one in extractions:
        starts = one.indicators.column("line_start").to_numpy()
        header, last = (one.tables.column(name).to_numpy()[:, None] for name in ("header_line", "last_line"))
        found.append(((starts > header) & (starts <= last)).sum(axis=1))
    frame["extracted"] = np.concatenate(found)
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
        gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="line_start", column_B="line_before"),
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
        gxe.ExpectTableColumnsToMatchOrderedList(column_list=[*ACTIVITY_SCHEMA.names, *_PLACED]),
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
