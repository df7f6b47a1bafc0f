"""Whether DuckDB and Spark build the same tables from the same raw rows, of every seed and model.

    python -m tests.engines                  # all sets
    python -m tests.engines five tie         # some of them
    python -m tests.engines generated --reports 500   # so many generated ones

The sets are the five original reports (the excerpts of them in data/documents where there are no originals beside the
checkout), fifty generated ones, the invented reports of tests/data, and plans in which KF's numbers tie, one of each
with something that is null. Each is refreshed by DuckDB; a cluster builds its models from the same raw tables. Equal
are, table by table, the names of the columns, the types where they are published, and the rows, each as often.
Where a table differs, its first differing rows are shown, and the exit status is 1. A cluster that answers is used;
else one is started and ended again. Status 2 where there can be none.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb

from bench.councils import copy_project, reports
from bench.figures import read_figures
from bench.generate import generate, write_reports
from bench.growth import SEED
from ingestion.cluster.address import PACKAGES, USUAL, Cluster, ClusterError
from ingestion.cluster.building import build_on_cluster
from ingestion.cluster.service import PORTS, Size, start, stop
from ingestion.commands.refresh import refresh
from ingestion.journal import Journal
from ingestion.warehouse.engine import Engine
from ingestion.warehouse.literals import literal
from ingestion.warehouse.settings import PROJECT, Settings
from ingestion.warehouse.state import State
from tests.data.test_comparisons import load
from tests.data.warehouse import Warehouse, opened
from tests.equal import differing_rows
from tests.integration.reports import CHILDREN, PERSONS, SICK_LEAVE, PlanRow, plan
from tests.integration.reports import write_reports as write_texts

SCHEMAS = ("seeds", "staging", "intermediate", "marts")
_GENERATED = 50


@dataclass(frozen=True)
class Difference:
    """How a table differs: in a sentence, and with the first rows that one engine alone has."""

    table: str
    what: str
    rows: tuple[str, ...] = ()


def five(folder: Path) -> State:
    """The five reports."""
    originals = PROJECT.parent / "shared" / "documents"
    return _refreshed(originals if originals.is_dir() else PROJECT / "data" / "documents", folder)


def generated(folder: Path, size: int = _GENERATED) -> State:
    """Reports that the bench makes up."""
    councils = copy_project(PROJECT, folder / "project")
    found = generate(reports(councils), read_figures(folder / "project" / "seeds", SEED), money=True)
    write_reports(folder / "documents", itertools.islice(found, size))
    return _refreshed(folder / "documents", folder)


def invented(folder: Path) -> State:
    """What the tests of the comparisons hand over in the reader's place."""
    warehouse = Warehouse.new(folder)
    load(warehouse.database)
    built = warehouse.build()
    if built.faults:
        raise RuntimeError(f"DuckDB could not build: {built.faults[0].message}")
    return warehouse.state


def tie(folder: Path) -> State:
    """Plans of four councils in which two print one number of KF and two another; what decides is null in some."""
    pairs = [("2,7 %", "Max 10 %", "7,0 %"), ("2,7", "Max 12", "tas fram av nämnden")]
    texts = {
        f"{council.lower()}.txt": plan(
            council,
            2022,
            [
                PlanRow(name, "4,6 %", kf)
                for name, kf in zip((CHILDREN, PERSONS, SICK_LEAVE), pairs[number % 2], strict=True)
            ],
        )
        for number, council in enumerate(("Bromma", "Farsta", "Norrmalms", "Södermalms"))
    }
    write_texts(folder / "documents", texts)
    return _refreshed(folder / "documents", folder)


SETS: Mapping[str, Callable[[Path], State]] = {
    "five": five,
    "generated": generated,
    "invented": invented,
    "tie": tie,
}


def _refreshed(documents: Path, folder: Path) -> State:
    settings = Settings(documents, folder / "malbild.duckdb")
    summary = refresh(settings, Journal(progress=False))
    if summary.result != "published":
        raise RuntimeError(f"DuckDB did not publish: {summary.failures or summary.rejections}")
    return State(settings.database)


def differences(state: State, warehouse: Path) -> Iterator[Difference | str]:
    """The names of equal tables of a build and its marts, and how the others differ from what a cluster wrote."""
    # What is published has been built in the next file, and is there no more.
    with opened(state, None if state.next.exists() else state.database) as connection:
        connection.execute("set timezone = 'UTC'")
        found = connection.execute(
            "select schema_name, table_name from duckdb_tables() where schema_name in $schemas union all "
            "select schema_name, view_name from duckdb_views() where schema_name in $schemas order by all",
            {"schemas": list(SCHEMAS)},
        ).fetchall()
        for schema, table in found:
            name = f"{schema}.{table}"
            difference = _difference(connection, name, warehouse / f"{schema}.db" / table)
            yield name if difference is None else difference


def _difference(connection: duckdb.DuckDBPyConnection, name: str, there: Path) -> Difference | None:
    types = _types(connection, name)
    if not there.is_dir():
        return Difference(name, "Spark has no such table")
    if not any(there.glob("*.parquet")):
        # Spark writes no file for a table without a row.
        rows = connection.execute(f"select count(*) from {name}").fetchall()[0][0]
        return Difference(name, f"{rows} rows by DuckDB, none by Spark") if rows else None
    source = f"read_parquet({literal(there / '*.parquet')}, hive_partitioning = false)"
    other = _types(connection, source)
    if list(types) != list(other):
        return Difference(name, f"its columns are {', '.join(types)} by DuckDB, {', '.join(other)} by Spark")
    if name.startswith("marts.") and types != other:
        unlike = [
            f"{one} is {types[one]} by DuckDB, {other[one]} by Spark" for one in types if types[one] != other[one]
        ]
        return Difference(name, "; ".join(unlike))
    columns = ", ".join(f'{_number(one, kind)} as "{one}"' for one, kind in types.items())
    relations = {"DuckDB": f"(select {columns} from {name})", "Spark": f"(select {columns} from {source})"}
    differing, rows = differing_rows(connection, relations, list(types))
    return Difference(name, f"{differing} rows stand in one alone", rows) if differing else None


def _number(column: str, kind: str) -> str:
    """A column as DuckDB's type has it: 0 and -0.0 are one number, and two texts."""
    cast = f'cast("{column}" as {kind})'
    return f"case when {cast} = 0 then 0 else {cast} end" if kind == "DOUBLE" else cast


def _types(connection: duckdb.DuckDBPyConnection, source: str) -> dict[str, str]:
    return {row[0]: row[1] for row in connection.execute(f"describe select * from {source}").fetchall()}


@contextlib.contextmanager
def _cluster(place: Path) -> Iterator[Cluster]:
    """The cluster that a file tells of, or one that is started for a while. Raises ClusterError."""
    try:
        cluster = Cluster.read(place)
        cluster.look()
    except ClusterError:
        cluster = start(place.parent, PROJECT / PACKAGES, Size(), PORTS, lambda _: None)
        try:
            cluster.look()
            yield cluster
        finally:
            stop(place.parent)
    else:
        yield cluster


def main() -> int:
    """Compare; status 1 where a table differs or cannot be built, 2 where there is no cluster."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.engines", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(SETS))
    parser.add_argument("--reports", type=int, default=_GENERATED, help="so many generated ones")
    options = parser.parse_args()
    if unknown := [one for one in options.sets if one not in SETS]:
        parser.error(f"there is no set {unknown[0]}")
    sets = {**SETS, "generated": partial(generated, size=options.reports)}
    agree = True
    with tempfile.TemporaryDirectory() as work:
        try:
            with _cluster(PROJECT / USUAL) as cluster:
                for name in options.sets or sets:
                    folder = Path(work) / name
                    folder.mkdir()
                    agree = _agrees(name, sets[name](folder), cluster) and agree
        except ClusterError as error:
            print(error, file=sys.stderr)
            return 2
    return 0 if agree else 1


def _agrees(name: str, state: State, cluster: Cluster) -> bool:
    began = time.monotonic()
    faults = build_on_cluster(PROJECT, state, Engine(), cluster)
    seconds = time.monotonic() - began
    for fault in faults:
        print(f"{name}: {fault.name} could not be built: {fault.message}")
    compared = list(differences(state, cluster.warehouse))
    unlike = [one for one in compared if isinstance(one, Difference)]
    for one in unlike:
        print("\n    ".join((f"{name}: {one.table}: {one.what}", *one.rows)))
    print(f"{name}: {len(compared) - len(unlike)} of {len(compared)} tables are equal; Spark took {seconds:.0f} s")
    return not faults and not unlike and len(compared) > 0


if __name__ == "__main__":
    sys.exit(main())
