"""Great Expectations' mechanics: suites run over frames, results told by document."""

from __future__ import annotations

import os
import warnings
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from ingestion.extraction.schema import VALUE_COLUMNS
from ingestion.warehouse.border.count import Count, count_rows, is_large_share
from ingestion.warehouse.border.expected import SUITES
from ingestion.warehouse.border.figures import count_figures
from ingestion.warehouse.border.frames import ExtractedDocument, frames
from ingestion.warehouse.border.result import HELD_BY, BorderFailure, BorderResult, HeldRow, Place

if TYPE_CHECKING:
    import pandas as pd

_MAY_BE_EMPTY = ("goals", "activities", "money_tables", "money_cells", "money_statements")
_MOST_PRINTED = 200
_TELLING = ("indicator", "title", "activity", "row_label", "rows", "extracted")
_MOST_TOGETHER = 500
"""So many documents are checked as one table at most, which bounds the memory that it takes.

1000 documents took 870 MB as one table, 770 MB as two; 520 MB as four, and a fourth more of the processor.
"""


class BorderCheck:
    """A Great Expectations project held in memory, used for one run over several documents."""

    def __init__(self) -> None:
        """Make the project; nothing of it is read from or written to disk.

        Importing Great Expectations takes seconds: make one only when rows must be checked.
        """
        os.environ["GX_ANALYTICS_ENABLED"] = "false"
        warnings.filterwarnings("ignore", module="great_expectations")
        import great_expectations as gx
        from great_expectations.execution_engine import pandas_execution_engine

        # Of a frame below this size the library makes a fingerprint, which nobody asks for.
        pandas_execution_engine.HASH_THRESHOLD = 0
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False, "metric_calculations": False}
        source = context.data_sources.add_pandas("extraction")
        # A validation definition would write suites and results into a store, which took a third of the time of one
        # document's check.
        self._suites = {
            name: (
                source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("document"),
                gx.ExpectationSuite(name, expectations=expectations(gx.expectations)),
            )
            for name, expectations in SUITES.items()
        }

    def check(self, document: ExtractedDocument) -> BorderResult:
        """Check what was extracted of one document."""
        found = _Found()
        for name, one, frame in self._results([document]):
            rows = one.result.get("unexpected_index_list") or ()
            if one.success:
                found.passed += 1
            elif rows and _is_told_by_row(name, one):
                found.take(name, one, frame, rows)
            else:
                found.failures.append(_failure(one, frame))
        return found.result(document)

    def check_all(self, documents: Sequence[Callable[[], ExtractedDocument]]) -> Iterator[tuple[str, BorderResult]]:
        """Check documents as they are called for; the name and the result of each.

        They stand as the rows of one table: an expectation takes as long on one document's rows as on those of
        hundreds, and a row that fails is its document's. A document is checked alone where something fails that is not
        said of rows.
        """
        for start in range(0, len(documents), _MOST_TOGETHER):
            batch = [call() for call in documents[start : start + _MOST_TOGETHER]]
            together = self._check_together([one for one in batch if one.can_be_joined()])
            for one in batch:
                found = together.get(one.source_file)
                yield one.source_file, self.check(one) if found is None else found.result(one)

    def _check_together(self, documents: Sequence[ExtractedDocument]) -> dict[str, _Found]:
        """What is found of each document by its name, but for those that must be checked alone."""
        found = {one.source_file: _Found() for one in documents}
        alone = set[str]()
        for name, one, frame in self._results(documents) if documents else ():
            failing: dict[str, list[int]] = {}
            last_rows = list(accumulate(getattr(document.extraction, name).num_rows for document in documents))
            for row in () if one.success else one.result.get("unexpected_index_list") or ():
                failing.setdefault(documents[bisect_right(last_rows, row)].source_file, []).append(row)
            if not one.success and not (failing and _is_told_by_row(name, one)):
                # Where no row is named, each alone shows which document it was.
                alone.update(failing or found)
            for file, of_file in found.items():
                if file in failing:
                    of_file.take(name, one, frame, failing[file])
                else:
                    of_file.passed += 1
        return {file: of_file for file, of_file in found.items() if file not in alone}

    def _results(self, documents: Sequence[ExtractedDocument]) -> Iterator[tuple[str, Any, pd.DataFrame]]:
        """Name of the rows, result, and frame of each expectation on what was extracted of some documents."""
        for name, frame in frames(documents).items():
            # A report without activities is whole, and so is one without money, or with its tables under no goal.
            if name in _MAY_BE_EMPTY and frame.empty:
                continue
            for one in self._run(name, frame).results:
                yield name, one, frame

    def _run(self, name: str, frame: pd.DataFrame) -> Any:
        rows, suite = self._suites[name]
        return rows.get_batch({"dataframe": frame}).validate(suite, result_format={"result_format": "COMPLETE"})


@dataclass
class _Found:
    """What the suites find of one document."""

    passed: int = 0
    failures: list[BorderFailure] = field(default_factory=list)
    held: dict[tuple[str, tuple[int, ...]], HeldRow] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)

    def take(self, name: str, result: Any, frame: pd.DataFrame, rows: Sequence[int]) -> None:
        """The rows of the document of which an expectation does not hold."""
        for row in rows:
            if _counts_rows(result):
                self.places.append(_table_place(frame.iloc[row]))
            else:
                key = tuple(_line(frame.iloc[row], column, 0) for column in HELD_BY.get(name, ()))
                self.held.setdefault((name, key), HeldRow(name, _held_place(name, result, frame.iloc[row]), key))

    def result(self, document: ExtractedDocument) -> BorderResult:
        """With what is counted without the suites."""
        failures = list(self.failures)
        failures.extend(BorderFailure("columns and types of the schema", name, (), ()) for name in document.strange)
        counted = _count(document)
        failures.extend(_large_shares(document, list(self.held.values()), counted))
        places = (*self.places, *counted.places, *_figures(document))
        return BorderResult(self.passed, tuple(failures), tuple(self.held.values()), places)


def _counts_rows(result: Any) -> bool:
    """Whether an expectation compares the rows that a table shows with those that were extracted."""
    return bool(result.expectation_config.kwargs.get("column_B") == "extracted")


def _is_told_by_row(name: str, result: Any) -> bool:
    """Whether what fails an expectation is a matter of its rows, and not of the whole document."""
    return _counts_rows(result) or name in HELD_BY


def _failure(result: Any, frame: pd.DataFrame) -> BorderFailure:
    column = _column(result)
    rows = list(result.result.get("unexpected_index_list") or [])[:10]
    line_column = next(name for name in ("line_start", "header_line", "line") if name in frame.columns)
    shown = [name for name in dict.fromkeys((column, *_TELLING)) if name in frame.columns]
    detail = result.result.get("observed_value")
    exception = (result.exception_info or {}).get("exception_message")
    return BorderFailure(
        expectation=_expectation(result),
        column=column or "table",
        lines=tuple(int(frame[line_column].iloc[row]) for row in rows),
        as_printed=tuple(" · ".join(f"{name} {frame[name].iloc[row]}" for name in shown) for row in rows)
        or ((str(detail or exception),) if (detail or exception) else ()),
    )


def _column(result: Any) -> str:
    kwargs = result.expectation_config.kwargs
    several = kwargs.get("column_list") or [kwargs[k] for k in ("column_A", "column_B") if k in kwargs]
    return kwargs.get("column") or " and ".join(several)


def _expectation(result: Any) -> str:
    return str(result.expectation_config.type).removeprefix("expect_").replace("_", " ")


def _held_place(name: str, result: Any, row: pd.Series) -> Place:
    """A row that an expectation does not hold for, as a place: the first expectation of several says why."""
    return Place(
        line_start=_line(row, "line_start", _line(row, "line", 1)),
        line_end=_line(row, "line_end", _line(row, "line_start", _line(row, "line", 1))),
        page=_line(row, "page", None),
        as_printed=_printed(row)[:_MOST_PRINTED],
        reason=f"held back at the border: {_column(result)}: {_expectation(result)}",
        # What stands below a heading that is not loaded stands under no goal, as below a label that nobody understood.
        kind="goal" if name == "goals" else "row",
    )


def _line(row: pd.Series, column: str, otherwise: Any) -> Any:
    value = row.get(column)
    return otherwise if value is None or value != value else int(value)  # noqa: PLR0124 (NaN is no number)


def _printed(row: pd.Series) -> str:
    """What stands in a row: its name or title, and its cells."""
    cells = [row.get(name) for name in ("indicator", "title", "activity", "row_label", "as_printed", *VALUE_COLUMNS)]
    return " | ".join(str(cell) for cell in cells if isinstance(cell, str) and cell) or "(nothing)"


def _table_place(row: pd.Series) -> Place:
    """A table of indicators, or of money, whose rows are not those that it seems to have."""
    return Place(
        line_start=_line(row, "header_line", _line(row, "line_start", 1)),
        line_end=_line(row, "last_line", _line(row, "line_end", 1)),
        page=None,
        as_printed=f"{row['rows']} rows",
        reason=f"the table has {row['rows']} rows, of which {row['extracted']} were extracted",
    )


def _count(document: ExtractedDocument) -> Count:
    if not document.can_be_joined():
        # Without its columns, or without rows, there is nothing to compare with: the suites say so.
        return Count((), 0, 0)
    return count_rows(document.extraction, document.row_ends)


def _figures(document: ExtractedDocument) -> tuple[Place, ...]:
    return () if document.strange else count_figures(document.extraction, document.figure_lines)


def _large_shares(document: ExtractedDocument, held: Sequence[HeldRow], counted: Count) -> Iterator[BorderFailure]:
    """Why a document's tables as a whole cannot be trusted, though each fault is one of a row."""
    rows = document.extraction.indicators.num_rows
    lost = [one.place for one in held if one.table == "indicators"]
    if is_large_share(len(lost), rows) or (lost and len(lost) == rows):
        yield _share_failure(f"{len(lost)} of {rows} rows are held back: {lost[0].reason}", lost)
    if counted.is_too_many:
        places = counted.places
        yield _share_failure(
            f"{counted.uncovered} of {counted.ends} lines that end as rows end belong to no row", places
        )


def _share_failure(reason: str, places: Sequence[Place]) -> BorderFailure:
    shown = places[:10]
    return BorderFailure(reason, "rows", tuple(one.line_start for one in shown), tuple(one.as_printed for one in shown))
