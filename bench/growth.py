"""What a refresh costs from nothing, unchanged, and with one new document, for a growing number of documents."""

from __future__ import annotations

import csv
import itertools
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from bench import jobs
from bench.councils import reports
from bench.direct import NodeCost, sql_costs
from bench.figures import read_figures
from bench.generate import generate, write_reports
from bench.queries import QueryTime, compare
from ingestion.documents.identity import District

SEED = 7


@dataclass(frozen=True)
class Growth:
    """A folder of so many documents: what its refreshes cost, and the published file in rows and MB.

    `costs` are those of the compiled SQL alone, model by model and test by test; empty where they were not asked for.
    """

    documents: int
    pages: int
    text_mb: float
    facts: int
    figures: int
    file_mb: float
    from_nothing: jobs.Job
    unchanged: jobs.Job
    one_more: jobs.Job
    queries: tuple[QueryTime, ...]
    costs: tuple[NodeCost, ...]


def measure_growth(
    work: Path, root: Path, project: Path, councils: Sequence[District], size: int, *, by_model: bool
) -> Growth:
    """Generate documents, refresh them from nothing, again, and with one more; ask the queries of docs/queries.md.

    With `by_model` the compiled SQL is run alone too. Texts and databases stand in `work` and are removed at the end.
    """
    folder, database = work / f"documents-{size}", work / f"published-{size}" / "malbild.duckdb"
    found = generate(reports(councils), read_figures(project / "seeds", SEED), money=True)
    pages, size_in_bytes = write_reports(folder, itertools.islice(found, size))
    database.parent.mkdir()
    from_nothing = jobs.refresh(project, folder, database)
    unchanged = jobs.refresh(project, folder, database)
    queries: tuple[QueryTime, ...] = ()
    with duckdb.connect(str(database), read_only=True) as connection:
        facts, figures = (
            connection.execute(f"select count(*) from marts.{name}").fetchall()[0][0]
            for name in ("fct_reported_value", "fct_indicator")
        )
    file_mb = database.stat().st_size / 1e6
    jobs.export(database, work / "export")
    queries = tuple(compare(root / "docs" / "queries.md", database, work / "export"))
    shutil.rmtree(work / "export")
    _add_document(work, folder, itertools.islice(found, 1))
    one_more = jobs.refresh(project, folder, database)
    shutil.rmtree(folder)
    costs = tuple(sql_costs(project, database, work / "sql")[1]) if by_model else ()
    shutil.rmtree(database.parent)
    return Growth(
        documents=size,
        pages=pages,
        text_mb=size_in_bytes / 1e6,
        facts=facts,
        figures=figures,
        file_mb=file_mb,
        from_nothing=from_nothing,
        unchanged=unchanged,
        one_more=one_more,
        queries=queries,
        costs=costs,
    )


def _add_document(work: Path, folder: Path, found: itertools.islice) -> None:  # type: ignore[type-arg]
    """Write one report more, with its line at the end of the manifest."""
    apart = work / "one-more"
    write_reports(apart, found)
    with (apart / "documents.csv").open(encoding="utf-8", newline="") as handle:
        line = list(csv.reader(handle))[1]
    shutil.copy(apart / line[0], folder)
    with (folder / "documents.csv").open("a", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerow(line)
    shutil.rmtree(apart)
