"""`python -m bench`: measure, print one table, and write it into docs/performance.md.

Everything is a ratio within one run, because machines differ. The default sizes take some minutes; `--sizes 5 50 500
5000` takes longer and some gigabytes below `--work`.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path

from bench import jobs
from bench.councils import copy_project
from bench.direct import sql_costs
from bench.growth import measure_growth
from bench.page import PAGE, write_part
from bench.reading import measure_money, measure_reading, printed_pages
from bench.report import Figures, Five, render

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[5, 50, 500], help="documents in each folder")
    parser.add_argument("--documents", type=Path, help="the five documents; the originals where they are at hand")
    parser.add_argument("--work", type=Path, help="an existing folder for texts and databases; they are removed")
    parser.add_argument("--write", type=Path, default=PAGE, help="the page to update")
    options = parser.parse_args()
    originals = ROOT.parent / "shared" / "documents"
    documents = options.documents or (originals if originals.is_dir() else ROOT / "data" / "documents")
    work = Path(tempfile.mkdtemp(prefix="malbild-bench-", dir=options.work))
    try:
        figures = _measure(work, documents, sorted(options.sizes))
    finally:
        shutil.rmtree(work, ignore_errors=True)
    text = render(figures)
    print(text)
    if options.write.exists():
        write_part(options.write, "measured", text)


def _measure(work: Path, documents: Path, sizes: list[int]) -> Figures:
    project = work / "project"
    councils = copy_project(ROOT, project)
    _say("reading the five documents")
    paths = sorted(documents.glob("*.txt"))
    texts = [path.read_text(encoding="utf-8") for path in paths]
    reading = measure_reading(paths, sum(map(printed_pages, texts)), councils)
    _say("reading generated reports with and without tables of money")
    money = measure_money(councils, project / "seeds")
    one = jobs.extract(paths[:1], work / "extracts").peak_mb
    all_of_them = jobs.extract(paths, work / "extracts").peak_mb
    _say("refreshing the five documents")
    five = _five(work, documents)
    growth = []
    for size in sizes:
        _say(f"{size} generated documents")
        growth.append(measure_growth(work, ROOT, project, councils, size, by_model=size == sizes[-1]))
    machine = f"{os.cpu_count()} processors, Python {platform.python_version()}"
    return Figures(
        machine, documents == ROOT / "data" / "documents", reading, money, (one, all_of_them), five, tuple(growth)
    )


def _five(work: Path, documents: Path) -> Five:
    """The five documents from nothing and unchanged, and on the same raw tables dbt alone and the SQL alone."""
    database = work / "five" / "malbild.duckdb"
    database.parent.mkdir()
    from_nothing = jobs.refresh(ROOT, documents, database)
    unchanged = jobs.refresh(ROOT, documents, database)
    alone, costs = sql_costs(ROOT, database, work / "sql")
    return Five(
        from_nothing=from_nothing,
        unchanged=unchanged,
        dbt_seconds=alone,
        model_seconds=sum(one.seconds for one in costs if one.kind == "model"),
        test_seconds=sum(one.seconds for one in costs if one.kind == "test"),
    )


def _say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
