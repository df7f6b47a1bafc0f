"""The dbt project's own SQL without dbt: what the warehouse costs the engine, model by model and test by test."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from ingestion.warehouse.literals import literal


@dataclass(frozen=True)
class NodeCost:
    """What one model or test took: seconds by the clock, and of the processor, over all threads."""

    name: str
    kind: str
    seconds: float
    processor_seconds: float


def dbt_build(project: Path, database: Path, target: Path) -> float:
    """Run `dbt build` (unit tests left out) as a process of its own on a loaded database; seconds it took.

    Raises CalledProcessError where it fails.
    """
    command = [sys.executable, "-m", "dbt.cli.main", "--quiet", "build", "--exclude-resource-type", "unit_test"]
    command += ["--store-failures", "--project-dir", str(project), "--profiles-dir", str(project)]
    command += ["--target-path", str(target), "--log-path", str(target / "logs")]
    environment = {
        "MALBILD_BUILD_DATABASE": str(database),
        "MALBILD_NEXT_DATABASE": str(_marts(database)),
        "DBT_TARGET_PATH": str(target),
        "DO_NOT_TRACK": "1",
    }
    started = time.perf_counter()
    subprocess.run(  # noqa: S603 (this interpreter, and paths of this run)
        command, check=True, capture_output=True, env=os.environ | environment
    )
    return time.perf_counter() - started


def sql_costs(project: Path, database: Path, work: Path) -> tuple[float, list[NodeCost]]:
    """Seconds of dbt alone, and the costs of its SQL alone, on a copy of the raw tables behind a published file.

    The copy stands in `work`, which is removed again.
    """
    build = work / "build.duckdb"
    work.mkdir()
    shutil.copy(database.parent / f".{database.name}.state" / "build.duckdb", build)
    seconds = dbt_build(project, build, work / "target")
    costs = run_directly(build, work / "target" / "manifest.json")
    shutil.rmtree(work)
    return seconds, costs


def run_directly(database: Path, manifest: Path) -> list[NodeCost]:
    """Run the compiled SQL of a build's manifest on its database, in order, on two threads as dbt does."""
    nodes = json.loads(manifest.read_text(encoding="utf-8"))["nodes"]
    costs = []
    with duckdb.connect(str(database), config={"threads": "2"}) as connection:
        connection.execute(f"attach {literal(_marts(database))} as next")
        for node in _in_order(nodes):
            before, started = time.process_time(), time.perf_counter()
            connection.execute(_statement(node)).fetchall()
            costs.append(
                NodeCost(
                    node["name"],
                    node["resource_type"],
                    time.perf_counter() - started,
                    time.process_time() - before,
                )
            )
    return costs


def _statement(node: Mapping[str, Any]) -> str:
    code = node["compiled_code"]
    if node["resource_type"] == "test":
        return f"select count(*) from ({code}) as failing"
    kind = "view" if node["config"]["materialized"] == "view" else "table"
    return f'create or replace {kind} "{node["database"]}"."{node["schema"]}"."{node["alias"]}" as {code}'


def _marts(database: Path) -> Path:
    """The file beside a build database in which its marts are built."""
    return database.with_name("next.duckdb")


def _in_order(nodes: Mapping[str, Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Models and data tests, each after what it depends on."""
    done: set[str] = set()

    def visit(name: str) -> Iterator[Mapping[str, Any]]:
        node = nodes.get(name)
        if node is None or name in done:
            return
        done.add(name)
        for other in sorted(node["depends_on"].get("nodes", ())):
            yield from visit(other)
        if node["resource_type"] in ("model", "test") and node.get("compiled_code"):
            yield node

    for name in sorted(nodes):
        yield from visit(name)
