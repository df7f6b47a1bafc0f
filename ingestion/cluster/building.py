"""The models of the dbt project, built on a cluster from the raw tables of the private build database.

The raw tables are handed over as Parquet, dbt has the Thrift server build seeds and models, and what it wrote lies as
Parquet for the build database to take in (transform.py). Tests are none of the cluster's: they run where is published.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from ingestion.cluster.address import Cluster, ClusterError
from ingestion.journal import Done, unseen
from ingestion.warehouse.engine import Engine
from ingestion.warehouse.literals import literal
from ingestion.warehouse.state import State
from ingestion.warehouse.transform import CheckFailure, TransformError, build_elsewhere

_SCHEMAS = ("raw", "seeds", "staging", "intermediate", "marts")
_SMALL = 64_000_000
"""A build database of some thousand documents, in bytes: up to here Spark takes longer to compile than to compute."""


def build_on_cluster(
    project: Path, state: State, engine: Engine, cluster: Cluster, on_done: Done = unseen
) -> tuple[CheckFailure, ...]:
    """Build seeds and models from the raw tables of the build database; the faults of those that could not be built.

    Raises ClusterError where another refresh builds there or the cluster is lost, TransformError where dbt cannot
    start, duckdb.Error or OSError where the raw tables cannot be handed over.
    """
    with _alone(cluster):
        tables = _hand_over(state, engine, cluster)
        _empty(cluster, tables)
        is_small = state.build.stat().st_size < _SMALL
        told = {
            "MALBILD_CLUSTER_HOST": cluster.host,
            "MALBILD_CLUSTER_PORT": str(cluster.port),
            "MALBILD_CLUSTER_COMPILES": "false" if is_small else "true",
        }
        try:
            faults = build_elsewhere(project, state, engine, told, on_done)
        except TransformError:
            # dbt has no words for a server that is gone.
            cluster.look()
            raise
        if faults:
            cluster.look()
        return faults


@contextlib.contextmanager
def _alone(cluster: Cluster) -> Iterator[None]:
    """Let no other refresh write to the same tables meanwhile. Raises ClusterError where one does."""
    from filelock import FileLock, Timeout

    lock = FileLock(cluster.folder / "refresh.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise ClusterError(f"another refresh builds on the cluster of {cluster.folder}") from None
    try:
        yield
    finally:
        lock.release()


def _hand_over(state: State, engine: Engine, cluster: Cluster) -> list[str]:
    """Write the raw tables as Parquet, a folder each; their names."""
    shutil.rmtree(cluster.raw, ignore_errors=True)
    with engine.open(state.build, read_only=True) as connection:
        found = connection.execute("select table_name from duckdb_tables() where schema_name = 'raw' order by 1")
        tables = [str(name) for (name,) in found.fetchall()]
        for name in tables:
            place = cluster.raw / name
            place.mkdir(parents=True)
            connection.execute(f"copy raw.{name} to {literal(place / 'part.parquet')} (format parquet)")
    return tables


def _empty(cluster: Cluster, tables: list[str]) -> None:
    """Leave nothing on the cluster but the raw tables. Raises ClusterError where it does not answer."""
    from pyhive import hive
    from thrift.Thrift import TException

    try:
        with contextlib.closing(hive.connect(cluster.host, cluster.port)) as connection:
            cursor = connection.cursor()
            for schema in _SCHEMAS:
                cursor.execute(f"drop schema if exists {schema} cascade")
                shutil.rmtree(cluster.warehouse / f"{schema}.db", ignore_errors=True)
            cursor.execute("create schema raw")
            for name in tables:
                place = (cluster.raw / name).as_uri().replace("'", "\\'")
                cursor.execute(f"create table raw.{name} using parquet location '{place}'")
    except (TException, OSError, hive.Error) as error:
        raise ClusterError(f"the Thrift server at {cluster.host}:{cluster.port} is lost: {_brief(error)}") from error


def _brief(error: BaseException) -> str:
    """The first words of an error: the server sends its whole stack."""
    return " ".join(str(error).split())[:300] or type(error).__name__
