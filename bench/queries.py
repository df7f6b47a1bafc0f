"""The first five queries of docs/queries.md, and the same questions asked of the Parquet export with polars."""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

_SQL = re.compile(r"```sql\n(.*?)```", re.DOTALL)
_WARM_UP, _REPEATS = 2, 9


@dataclass(frozen=True)
class QueryTime:
    """One query: rows found, and the median of seconds, warm, in DuckDB on the file and in polars on the export."""

    question: str
    rows: int
    duckdb_seconds: float
    polars_seconds: float


def compare(page: Path, database: Path, export: Path) -> list[QueryTime]:
    """Time the queries; raises ValueError where the two do not find the same number of rows."""
    texts = _SQL.findall(page.read_text(encoding="utf-8"))[:5]
    found = []
    with duckdb.connect(str(database), read_only=True, config={"threads": "2"}) as connection:
        for sql, (question, ask) in zip(texts, _questions(export).items(), strict=True):
            in_duckdb, rows = _median(lambda sql=sql: len(connection.execute(sql).fetchall()))  # type: ignore[misc]
            in_polars, others = _median(lambda ask=ask: len(ask().collect().rows()))  # type: ignore[misc]
            if rows != others:
                raise ValueError(f"{question}: DuckDB finds {rows} rows, polars {others}")
            found.append(QueryTime(question, rows, in_duckdb, in_polars))
    return found


def _median(ask: Callable[[], int]) -> tuple[float, int]:
    """Seconds of a question that has been asked before, and its number of rows."""
    seconds = []
    rows = 0
    for _ in range(_WARM_UP + _REPEATS):
        started = time.perf_counter()
        rows = ask()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds[_WARM_UP:]), rows


def _questions(export: Path) -> dict[str, Callable[[], pl.LazyFrame]]:
    def mart(name: str) -> pl.LazyFrame:
        return pl.scan_parquet(export / f"{name}.parquet")

    def councils() -> pl.LazyFrame:
        columns = ["district", "year", "outcome", "is_final", "annual_target", "kf_target", "unit", "target_met"]
        name = "Andel barn som lever i familjer som har ekonomiskt bistånd"
        return mart("district_comparison").filter(indicator=name).sort("year", "district").select(columns)

    def genders() -> pl.LazyFrame:
        columns = ["indicator_id", "district_id", "period_id", "men", "women", "gap", "unit"]
        comparable = mart("gender_gap").filter(pl.col("unit") == "%", pl.col("note").is_null())
        return comparable.sort([-pl.col("gap").abs(), pl.col("indicator_id")]).head(6).select(columns)

    def years() -> pl.LazyFrame:
        comparison = mart("district_comparison")
        this = comparison.filter(year=2021)
        before = comparison.select("indicator_id", "district_id", pl.col("year") + 1, "unit", "outcome")
        both = this.join(before, on=["indicator_id", "district_id", "year", "unit"], suffix="_before")
        change = (pl.col("outcome") - pl.col("outcome_before")).abs() / pl.col("outcome_before")
        differing = both.filter(pl.col("outcome") != pl.col("outcome_before")).with_columns(
            change=pl.when(pl.col("outcome_before") != 0).then(change)
        )
        columns = ["indicator", "district", "outcome_before", "outcome", "unit", "desired_direction"]
        ordered = differing.sort("change", "indicator", descending=[True, False], nulls_last=[True, False])
        return ordered.head(6).select(columns)

    def alignment() -> pl.LazyFrame:
        columns = ["indicator", "district", "year", "annual_target", "kf_target", "unit", "alignment", "distance"]
        differing = mart("target_alignment").filter(
            pl.col("alignment").is_in(["weaker", "stricter"]), pl.col("unit") == "%"
        )
        return differing.sort("distance", "indicator", "district").head(6).select([*columns, "reason"])

    def places() -> pl.LazyFrame:
        columns = ["source_file", "line_start", "as_printed", "value", "unit", "measure", "gender", "period_id"]
        printed = mart("fct_reported_value").filter(indicator_id="sjukfranvaro", district_id="norrmalm")
        ordered = printed.sort("line_start", "measure", "gender", "period_id")
        return ordered.select([*columns, "report", "column_evidence"])

    return {
        "councils compared": councils,
        "women against men": genders,
        "last year against this": years,
        "KF's target beside the council's": alignment,
        "where it is printed": places,
    }
