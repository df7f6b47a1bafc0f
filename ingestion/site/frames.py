"""What the pages show, read from the published file at once: frames, each by a query of `sql/` or of a whole mart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.site.names import file_name
from ingestion.warehouse.published import Published

if TYPE_CHECKING:
    import polars as pl

Row = dict[str, Any]
ROWS_A_PAGE = 60
CELLS_A_PAGE = 240
_FOLDER = Path(__file__).resolve().parent / "sql"
FINDINGS = (
    "quality_ambiguous",
    "quality_conflict",
    "quality_range",
    "quality_money",
    "quality_unknown_indicator",
    "quality_rejected_document",
    "quality_unread",
)
"""The order in which the kinds of findings are shown; one that the file has besides comes behind."""


@dataclass(frozen=True)
class Frames:
    """The published file as the pages need it.

    `findings` holds the quality tables that the file has, `described` each table with its comment and columns.
    """

    comparison: pl.DataFrame
    alignment: pl.DataFrame
    gender: pl.DataFrame
    money: pl.DataFrame
    money_trail: pl.DataFrame
    money_unsure: Sequence[Row]
    volumes: pl.DataFrame
    unit_cost: pl.DataFrame
    printed: pl.DataFrame
    money_cells: pl.DataFrame
    goals: pl.DataFrame
    activities: pl.DataFrame
    trail: pl.DataFrame
    trend: pl.DataFrame
    comparable: pl.DataFrame
    coverage: pl.DataFrame
    documents: Sequence[Row]
    indicators: Sequence[Row]
    aliases: Mapping[str, list[str]]
    evidence: Sequence[Row]
    loaded: Mapping[tuple[str, int], frozenset[str]]
    findings: Mapping[str, pl.DataFrame]
    runs: Sequence[Row]
    changes: pl.DataFrame
    described: Sequence[tuple[str, str, Sequence[Row]]]
    places: Places = field(default_factory=lambda: Places({}, {}))

    @cached_property
    def unsure_areas(self) -> Mapping[tuple[str, int], frozenset[str]]:
        """Areas of which a report of a council and year has figures of money that can be read in several ways."""
        found: dict[tuple[str, int], frozenset[str]] = defaultdict(frozenset)
        for row in self.money_unsure:
            found[row["district_id"], row["report_year"]] |= frozenset(row["subject_ids"])
        return found

    @cached_property
    def named(self) -> Mapping[str, str]:
        """What each document is called: 'Norrmalm VB 2021'."""
        told = {one["document_id"]: (one["district"], one["report"], one["year"]) for one in self.documents}
        return {key: " ".join(str(part) for part in parts if part) for key, parts in told.items()}


@dataclass(frozen=True)
class Places:
    """Where on the pages of documents a printed row or cell stands; the names of those pages by document."""

    slugs: Mapping[str, str]
    cells: Mapping[str, str]

    def row(self, document: str | None, row: int | None) -> str | None:
        """The address of a row of an indicator table, from the root of a language."""
        slug = self.slugs.get(document or "")
        if slug is None:
            return None
        if row is None:
            return f"dokument/{slug}.html"
        page = (row - 1) // ROWS_A_PAGE
        return f"dokument/{slug}{f'-{page + 1}' if page else ''}.html#r{row}"

    def cell(self, reported_money: str | None) -> str | None:
        """The address of a figure of a table of money."""
        return self.cells.get(reported_money or "")


def read_frames(published: Published) -> Frames:
    """Read the whole file. Raises duckdb.Error where a mart is missing that the pages are made of."""

    def mart(name: str, order: str = "all") -> pl.DataFrame:
        frame: pl.DataFrame = published.connection.sql(f"select * from marts.{name} order by {order}").pl()
        return frame

    tables = published.tables()
    documents = _query(published, "documents").to_dicts()
    money_cells = _query(published, "money_cells")
    aliases: dict[str, list[str]] = defaultdict(list)
    for row in mart("dim_indicator_alias", "printed_name").iter_rows(named=True):
        if row["printed_name"] != row["indicator"]:
            aliases[row["indicator_id"]].append(row["printed_name"])
    slugs = dict(_slugs(documents))
    comments = published.comments()
    loaded: dict[tuple[str, int], set[str]] = defaultdict(set)
    for row in published.rows("select district_id, year, report from marts.coverage where loaded"):
        loaded[row["district_id"], row["year"]].add(row["report"])
    return Frames(
        comparison=_query(published, "comparison"),
        alignment=_query(published, "alignment"),
        gender=_query(published, "gender"),
        money=_query(published, "money"),
        money_trail=_query(published, "money_trail"),
        money_unsure=_query(published, "money_unsure").to_dicts(),
        volumes=_query(published, "volumes"),
        unit_cost=_query(published, "unit_cost"),
        printed=_query(published, "printed"),
        money_cells=money_cells,
        goals=mart("goal_overview", "district_id, year, report, line_start, goal_id"),
        activities=mart("fct_activity", "document_id, line_start, row_number"),
        trail=mart("year_trail", "indicator_id, year desc, district_id"),
        trend=mart("indicator_trend", "indicator_id, district_id"),
        comparable=mart("comparable_indicator", "indicator_id, year desc"),
        coverage=mart("coverage", "district, year, report"),
        documents=documents,
        indicators=mart("dim_indicator", "name, indicator_id").to_dicts(),
        aliases=aliases,
        loaded={key: frozenset(reports) for key, reports in loaded.items()},
        evidence=published.rows(
            "select column_evidence, count(*) as cells from marts.fct_reported_value group by all order by 2 desc, 1"
        ),
        findings={
            name: mart(name, "finding, source_file, line_start, finding_id")
            for name in sorted(
                (table for table in tables if table.startswith("quality_")),
                key=lambda name: (FINDINGS.index(name) if name in FINDINGS else len(FINDINGS), name),
            )
        },
        runs=published.rows(
            "select refresh_id, strftime(started_at, '%Y-%m-%d %H:%M') as at, documents_read, rows, documents_rejected "
            "from marts.refresh_run order by started_at desc, refresh_id limit 10"
        ),
        changes=published.connection.sql(
            "select * from marts.refresh_change where refresh_id = (select max_by(refresh_id, started_at) "
            "from marts.refresh_run) order by change, indicator, change_id"
        ).pl(),
        described=[(name, comments.get(name, ""), published.columns(name)) for name in tables],
        places=Places(slugs, dict(_cells(money_cells, slugs))),
    )


def _query(published: Published, name: str) -> pl.DataFrame:
    frame: pl.DataFrame = published.connection.sql((_FOLDER / f"{name}.sql").read_text(encoding="utf-8")).pl()
    return frame


def _slugs(documents: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """The name of each document's page: its report; of a report's other file with the document's own key behind it."""
    taken = set()
    for row in sorted(documents, key=lambda row: (row["status"] == "superseded", row["document_id"])):
        name = file_name(row["report_id"])
        if name in taken:
            name = file_name(f"{row['report_id']}-{row['document_id']}")
        taken.add(name)
        yield row["document_id"], name


def _cells(cells: pl.DataFrame, slugs: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    place: dict[str, int] = defaultdict(int)
    for document, cell in cells.select("document_id", "reported_money_id").iter_rows():
        if document not in slugs:
            continue
        page, at = divmod(place[document], CELLS_A_PAGE)
        place[document] += 1
        yield cell, f"dokument/{slugs[document]}-pengar{f'-{page + 1}' if page else ''}.html#m{at}"
