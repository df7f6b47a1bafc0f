"""`python -m bench.many`: what the SQL of many thousands of documents costs, and how much memory it takes.

Reading twenty thousand reports takes half an hour and tells nothing of the SQL. So some generated reports are read and
loaded as a refresh does, and their raw tables are repeated, each time as the reports of other councils: `--documents
20000 --of 1000` are the same thousand for twenty cities. Then one process builds, tests, and writes the file to be
published, as a refresh does; what it held at most is the figure.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import os
import platform
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import jobs
from bench.councils import copy_project, reports
from bench.figures import read_figures
from bench.generate import generate, write_reports
from bench.growth import SEED
from bench.page import PAGE, write_part
from ingestion.warehouse.engine import LEAST_MEMORY, Engine
from ingestion.warehouse.publish import finish_next
from ingestion.warehouse.state import State
from ingestion.warehouse.transform import build

ROOT = Path(__file__).resolve().parents[1]
# What a row of another council has in place of what is repeated.
_AGAIN = {
    "document_id": "sha256(document_id || '-' || time_number)",
    "other_document_id": "sha256(other_document_id || '-' || time_number)",
    "superseded_by": "sha256(superseded_by || '-' || time_number)",
    "source_file": "time_number || '-' || source_file",
    "other_source_file": "time_number || '-' || other_source_file",
    "district_id": "district_id || '-' || time_number",
    "detected_district_id": "detected_district_id || '-' || time_number",
    "report_id": "district_id || '-' || time_number || '-' || year || '-' || report",
}


@dataclass(frozen=True)
class Cost:
    """Seconds of a step by the clock and of the processor, and the most that the process held until then, in MB."""

    step: str
    seconds: float
    processor_seconds: float
    peak_mb: float


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser(prog="python -m bench.many", description=__doc__)
    parser.add_argument("--documents", type=int, default=20000, help="so many, a multiple of --of")
    parser.add_argument("--of", type=int, default=1000, help="generated reports that are read")
    parser.add_argument("--memory", type=int, help="megabytes for the engine; as a refresh where not said")
    parser.add_argument("--no-money", action="store_true", help="reports without tables of money")
    parser.add_argument("--work", type=Path, help="an existing folder for texts and databases; they are removed")
    parser.add_argument("--write", type=Path, default=PAGE, help="the page to update")
    parser.add_argument("--child", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    memory = None if options.memory is None else max(LEAST_MEMORY, options.memory)
    engine = Engine() if memory is None else Engine(memory)
    if options.child:
        database, project = options.child
        options.write.write_text(json.dumps(_measure(database, project, engine)), encoding="utf-8")
        return
    if options.documents % options.of:
        parser.error(f"--documents is no multiple of {options.of}")
    work = Path(tempfile.mkdtemp(prefix="malbild-many-", dir=options.work))
    try:
        database = work / "many" / "malbild.duckdb"
        database.parent.mkdir()
        of = _read(work, options.of, money=not options.no_money)
        repeat(of, database, work / "project", options.documents // options.of, engine)
        costs, rows = _run(database, work / "project", options.memory)
        text = render(options, engine, costs, rows)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(text)
    if options.write.exists():
        write_part(options.write, "many", text)


def _read(work: Path, size: int, *, money: bool) -> Path:
    """The file published from so many generated reports; its dbt project stands in `work`."""
    councils = copy_project(ROOT, work / "project")
    _say(f"reading {size} generated reports")
    found = generate(reports(councils), read_figures(work / "project" / "seeds", SEED), money=money)
    write_reports(work / "documents", itertools.islice(found, size))
    database = work / "read" / "malbild.duckdb"
    jobs.refresh(work / "project", work / "documents", database)
    shutil.rmtree(work / "documents")
    return database


def repeat(published: Path, database: Path, project: Path, times: int, engine: Engine) -> None:
    """Load the raw tables behind a published file so many times as the build of another.

    Each time they are those of other councils, which are added to the project's list.
    """
    state = State(database)
    state.folder.mkdir()
    _say(f"repeating their rows {times} times")
    shutil.copy(State(published).build, state.build)
    with engine.open(state.build) as connection:
        for (schema,) in connection.execute(
            "select schema_name from duckdb_schemas() where database_name = current_database() and not internal "
            "and schema_name not in ('main', 'raw')"
        ).fetchall():
            connection.execute(f'drop schema "{schema}" cascade')
        tables = connection.execute(
            "select table_name, list(column_name) from duckdb_columns() where schema_name = 'raw' "
            "and table_name not like 'refresh_%' group by table_name having list_contains(list(column_name), $1)",
            ["document_id"],
        ).fetchall()
        for table, columns in tables:
            again = ", ".join(f"{how} as {name}" for name, how in _AGAIN.items() if name in columns)
            connection.execute(
                f"insert into raw.{table} select {table}.* replace ({again}) from raw.{table} "
                f"cross join range(1, {times}) as times(time_number)"
            )
    path = project / "seeds" / "districts.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        councils = list(csv.DictReader(handle))
    with path.open("a", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, list(councils[0]), lineterminator="\n")
        for number, one in itertools.product(range(1, times), councils):
            writer.writerow(
                one
                | {name: f"{one[name]}-{number}" for name in ("district_id", "current_district_id")}
                | {"name": f"{one['name']} {number}"}
            )


def _run(database: Path, project: Path, memory: int | None) -> tuple[list[Cost], Mapping[str, int]]:
    """Build and write in a process of its own: a process's peak of memory counts that of the one it was forked from."""
    told = database.with_name("told.json")
    command = [sys.executable, "-m", "bench.many", "--child", str(database), str(project), "--write", str(told)]
    command += [] if memory is None else ["--memory", str(memory)]
    _say("building")
    status, _ = jobs.watched(command, ROOT, os.environ)
    if status:
        raise RuntimeError(f"the process that builds ended with {status}")
    found = json.loads(told.read_text(encoding="utf-8"))
    if "faults" in found:
        raise RuntimeError(f"nothing is built of {found['costs']}: {'; '.join(found['faults'])}")
    return [Cost(*one) for one in found["costs"]], found["rows"]


def _measure(database: Path, project: Path, engine: Engine) -> dict[str, Any]:
    state, costs = State(database), []

    def step(name: str, what: Callable[[], Any]) -> Any:
        started, before = time.perf_counter(), time.process_time()
        done = what()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        costs.append((name, time.perf_counter() - started, time.process_time() - before, peak))
        return done

    built = step("models and their tests, by dbt", lambda: build(project, state, engine))
    if built.without_memory and (larger := engine.larger()) is not None:
        # As a refresh does.
        _say(f"{engine.memory} MB are too few for {', '.join(built.without_memory)}")
        engine = larger
        built = step(f"the same once more, with {engine.memory} MB", lambda: build(project, state, engine))
    if not built.sound:
        return {"costs": costs, "faults": [line for one in (*built.faults, *built.failures) for line in one.lines()]}
    rows = step("publishing", lambda: finish_next(state, built.texts, engine))
    return {"costs": costs, "rows": rows}


def render(options: argparse.Namespace, engine: Engine, costs: Sequence[Cost], rows: Mapping[str, int]) -> str:
    """The measured part of the page, as Markdown."""
    of, times = options.of, options.documents // options.of
    made = f"python -m bench.many --documents {options.documents} --of {of}"
    made += " --no-money" if options.no_money else ""
    made += f" --memory {options.memory}" if options.memory is not None else ""
    without = " without tables of money" if options.no_money else ""
    lines = [
        f"Made by `{made}`: {os.cpu_count()} processors, Python {platform.python_version()}. The rows of {of} "
        f"generated reports{without} stand there {times} times, each time as those of other councils. The engine has "
        f"{engine.memory} MB. One process builds, tests and writes the published file, with "
        f"{rows['fct_reported_value']} printed values and {rows['fct_reported_money']} amounts of money.",
        "",
        "| step | seconds by the clock | of the processor | MB of memory until then |",
        "|---|---:|---:|---:|",
    ]
    lines += [f"| {one.step} | {one.seconds:.0f} | {one.processor_seconds:.0f} | {one.peak_mb:.0f} |" for one in costs]
    return "\n".join(lines) + "\n"


def _say(text: str) -> None:
    print(f"· {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
